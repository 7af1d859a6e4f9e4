"""Index: every record at a glance, without reading the records again. Reads the archive, reads and writes its own folder.

A JSON file a month stands in ``.cache`` beside the archive, never in it, and can be deleted at any time: it is made again from
the records, and no output changes. What it says of a record holds while the record's bytes have the hash that it names. They
are hashed again only when size or times differ from those of the last look, or when the record was written so shortly before the index
that a second writing in the same moment could have gone unnoticed.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from datetime import date, datetime
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from generator import record
from generator.errors import RecordError
from generator.glance import Glimpse, Sheet, glance
from generator.model import Digest, Funnel, Usage

VERSION = 1
"""Raise it when a sheet is made differently from the same record; new fields are noticed by themselves."""
SCHEMA = f"{VERSION} " + " ".join(field.name for noun in (Sheet, Glimpse, Funnel, Usage) for field in fields(noun))
_RACY = 2_000_000_000
"""Nanoseconds: file systems tell times no finer than this, at worst."""


class _Look(NamedTuple):
    """A record's size and times when it was last looked at, and what it holds."""

    stat: tuple[int, int, int]
    sheet: Sheet


def folder(archive: Path) -> Path:
    """Where the index of an archive stands."""
    return cache(archive, "index")


def cache(archive: Path, what: str) -> Path:
    """A folder beside an archive, and of this archive alone, for what can be made again."""
    return archive.resolve().parent / ".cache" / f"{what}-{archive.resolve().name}"


def sheets(archive: Path) -> list[Sheet]:
    """Every record at a glance, oldest first. Raises RecordError for the first that cannot be read."""
    found, broken = readable(archive)
    if broken:
        raise next(iter(broken.values()))
    return found


def readable(archive: Path) -> tuple[list[Sheet], dict[Path, RecordError]]:
    """Every record at a glance, oldest first, and by path what is wrong with those that cannot be read."""
    found: list[Sheet] = []
    recorded, broken = record.look(archive)
    for month, days in groupby(recorded, key=lambda day: f"{day:%Y-%m}"):
        found += _month(archive, folder(archive) / f"{month}.json", list(days), broken)
    return found, broken


def opener(archive: Path, looked: Iterable[Sheet] = ()) -> Callable[[Sequence[date]], list[Digest]]:
    """Give a function that reads whole digests of days; the last sixty-two stay at hand.

    It raises RecordError for a record that cannot be read, or is another than when it was ``looked`` at.
    """
    names = {sheet.day: sheet.record for sheet in looked}

    @lru_cache(maxsize=62)
    def load(day: date) -> Digest | None:
        text, path = record.read(archive, day), record.path_of(archive, day)
        if day in names and (text is None or _name(text) != names[day]):
            raise RecordError(f"{path}: changed while pages were drawn", "run it again")
        return None if text is None else record.loads_day(text, path, day)

    return lambda days: [digest for day in days if (digest := load(day))]


def _month(archive: Path, path: Path, days: Iterable[date], broken: dict[Path, RecordError]) -> list[Sheet]:
    known, written = _read(path)
    looks: dict[date, _Look] = {}
    for day in days:
        try:
            looks[day] = _look(archive, day, known.get(day), written)
        except RecordError as error:
            broken[record.path_of(archive, day)] = error
    if looks != known or any(_is_racy(look.stat, written) for look in looks.values()):
        _write(path, looks)
    return [look.sheet for look in looks.values()]


def _look(archive: Path, day: date, known: _Look | None, written: int) -> _Look:
    path = record.path_of(archive, day)
    try:
        found = path.stat()
        stat = (found.st_size, found.st_mtime_ns, found.st_ctime_ns)
        if known and known.stat == stat and not _is_racy(stat, written):
            return known
        text = path.read_bytes()
    except OSError as error:
        raise RecordError(f"{path}: {error.strerror}", "make it readable") from error
    name = _name(text)
    if known and known.sheet.record == name:
        return _Look(stat, known.sheet)
    return _Look(stat, glance(record.loads_day(text, path, day), name))


def _name(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()[:32]


def _is_racy(stat: tuple[int, int, int], written: int) -> bool:
    return stat[1] > written - _RACY or stat[2] > written - _RACY


def _read(path: Path) -> tuple[dict[date, _Look], int]:
    """What the index says of a month, and when it was written; nothing when it is missing, broken or of another version."""
    try:
        seal, _, body = path.read_bytes().partition(b"\n")
        if seal.decode() != _seal(body):
            return {}, 0
        return {date.fromisoformat(day): _Look(tuple(stat), _sheet(row)) for day, (stat, row) in json.loads(body).items()}, (
            path.stat().st_mtime_ns
        )
    except (OSError, ValueError, TypeError):
        return {}, 0


def _write(path: Path, looks: dict[date, _Look]) -> None:
    """Write a month; an index that cannot be written is done without."""
    rows = {day.isoformat(): (look.stat, look.sheet) for day, look in looks.items()}
    body = json.dumps(rows, ensure_ascii=False, separators=(",", ":"), default=_plain).encode()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        record.write_whole(path, _seal(body).encode() + b"\n" + body)
    except OSError:
        return


def _plain(value: Sheet | Glimpse | Funnel | Usage | date) -> object:
    """A noun as its fields in their order, a day or a moment as ISO 8601 has it."""
    return value.isoformat() if isinstance(value, date) else [getattr(value, field.name) for field in fields(value)]


def _seal(body: bytes) -> str:
    """Tells a file that was cut off, changed, or written by another version."""
    return hashlib.sha256(SCHEMA.encode() + b"\n" + body).hexdigest()


def _sheet(row: Sequence[Any]) -> Sheet:
    day, name, kind, is_open, funnel, entries, considered, seen, mentions, subjects, usage, at = row
    return Sheet(
        date.fromisoformat(day),
        name,
        kind,
        is_open,
        Funnel(**dict(zip(_FUNNEL, funnel, strict=True))),
        tuple([_glimpse(each) for each in entries]),
        tuple(considered),
        tuple(seen),
        tuple(mentions),
        tuple(subjects),
        tuple([_usage(each) for each in usage]),
        datetime.fromisoformat(at),
    )


_FUNNEL = [field.name for field in fields(Funnel)]
_USAGE = [field.name for field in fields(Usage)]


def _glimpse(row: Sequence[Any]) -> Glimpse:
    *plain, tags, categories, matched, related, authors = row
    pairs = tuple([(other, why) for other, why in related])
    id_, title, score, fullness, analyst, model, kind = plain
    return Glimpse(id_, title, score, fullness, analyst, model, kind, tuple(tags), tuple(categories), tuple(matched), pairs, tuple(authors))


def _usage(row: Sequence[Any]) -> Usage:
    values = dict(zip(_USAGE, row, strict=True))
    return Usage(**(values | {"at": datetime.fromisoformat(values["at"])}))
