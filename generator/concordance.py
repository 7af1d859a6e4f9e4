"""Concordance: what ``ask`` looks through, a line of folded text a paper. Reads the archive, reads and writes its own folder.

A file a month stands in ``.cache`` beside the archive. It holds while the records of its month are the ones that it was made
from, and as the index it can be deleted at any time.
"""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from generator import record
from generator.ask import Answer, Found, Question, alone, arxiv_id, line, rank, terms
from generator.errors import RecordError
from generator.glance import Glimpse, Sheet
from generator.index import cache, opener

VERSION = "1"
"""Raise it when a line is made differently from the same entry."""


class _Place(NamedTuple):
    """Where a paper stands: its day and its entry at a glance, with its line."""

    day: date
    of: Glimpse
    line: bytes


def folder(archive: Path) -> Path:
    """Where the files stand."""
    return cache(archive, "concordance")


def ask(archive: Path, sheets: Sequence[Sheet], question: Question) -> Answer:
    """Answer from the archive of which these are the sheets, oldest first. Raises RecordError when a record is broken."""
    if id_ := arxiv_id(question.text):
        places = [_Place(sheet.day, each, b"") for sheet in sheets for each in sheet.entries if each.id == id_]
        return _opened(archive, _fullest(_chosen(places, question)), question.most)
    wanted = terms(question.text)
    places = _fullest(_chosen(_places(archive, sheets, question), question))
    lines = [place.line for place in places]
    found = [places[place] for place in rank(lines, wanted, question.text)] if wanted else places
    return _opened(archive, found, question.most) if found else Answer((), 0, alone(lines, wanted))


def _chosen(places: Sequence[_Place], question: Question) -> list[_Place]:
    return [
        place
        for place in places
        if question.since <= place.day <= question.until
        and (not question.interest or question.interest in place.of.matched)
        and (not question.tag or question.tag in place.of.tags)
    ]


def _fullest(places: Sequence[_Place]) -> list[_Place]:
    """Each paper once, by the entry that was read most fully, then the newest; newest first, then the higher score, then the id."""
    best: dict[str, _Place] = {}
    for place in places:
        known = best.get(place.of.id)
        if known is None or (place.of.fullness, place.day) > (known.of.fullness, known.day):
            best[place.of.id] = place
    return sorted(best.values(), key=lambda place: (-place.day.toordinal(), -(place.of.score or 0), place.of.id))


def _opened(archive: Path, places: Sequence[_Place], most: int) -> Answer:
    load = opener(archive)
    shown = places[:most]
    digests = {digest.day: digest for digest in load(sorted({place.day for place in shown}))}
    entries = {(day, entry.paper.id): entry for day, digest in digests.items() for entry in digest.entries}
    standing = [place for place in shown if (place.day, place.of.id) in entries]  # a run may write meanwhile
    return Answer(tuple(Found(place.day, entries[place.day, place.of.id]) for place in standing), len(places))


def _places(archive: Path, sheets: Sequence[Sheet], question: Question) -> list[_Place]:
    return [place for month, days in _months(sheets, question) for place in _month(archive, month, days)]


def _months(sheets: Sequence[Sheet], question: Question) -> Iterator[tuple[str, list[Sheet]]]:
    """The months that the question reaches."""
    for month, days in groupby(sheets, key=lambda sheet: sheet.day.isoformat()[:7]):
        held = list(days)
        if held[-1].day >= question.since and held[0].day <= question.until:
            yield month, held


def _month(archive: Path, month: str, sheets: Sequence[Sheet]) -> list[_Place]:
    entries = [(sheet.day, each) for sheet in sheets for each in sheet.entries]
    path = folder(archive) / f"{month}.txt"
    key = hashlib.sha256(repr((VERSION, [sheet.record for sheet in sheets])).encode()).digest()
    lines = _stored(path, key)
    if lines is None or len(lines) != len(entries):
        lines = _made(archive, path, key, sheets)
    if len(lines) != len(entries):
        raise RecordError(f"{archive}: was written to just now", "ask again")
    return [_Place(day, each, line) for (day, each), line in zip(entries, lines, strict=True)]


def _stored(path: Path, key: bytes) -> list[bytes] | None:
    try:
        content = path.read_bytes()
    except OSError:
        return None
    seal, body = content[:32], content[32:]
    return body.split(b"\n")[:-1] if seal == hashlib.sha256(key + body).digest() else None


def _made(archive: Path, path: Path, key: bytes, sheets: Sequence[Sheet]) -> list[bytes]:
    digests = opener(archive)([sheet.day for sheet in sheets])
    lines = [line(entry) for digest in digests for entry in digest.entries]
    body = b"".join(each + b"\n" for each in lines)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        record.write_whole(path, hashlib.sha256(key + body).digest() + body)
    except OSError:
        pass  # it is made again by the next question
    return lines
