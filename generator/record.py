"""Digest ↔ archive/YYYY/YYYY-MM-DD.json. All reading and writing of the archive happens here, likes included.

A record is written whole beside its place and then moved there, so that a killed run leaves the old one or
the new one, never half of one.
"""

import json
import os
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from generator.errors import RecordError, unwritten
from generator.glance import FIGURE_MONTHS, first_month
from generator.model import Digest, Figure, Paper, State
from generator.schema import SCHEMA, migrated, schema_of

_PRESENT = f'{{\n "schema": {SCHEMA},'.encode()
"""How every record begins that was written in the present schema."""

_PAPER = re.compile(rb'\s*"id":\s*"([\w./-]+)"')
TEXTS = "texts.json"
STATE = "state.json"
FIGURES = "figures"
ARXIV_ID = re.compile(r"\d{4}\.\d{4,5}|[a-z-]+(\.[A-Z]{2})?/\d{7}")
_DIGEST = TypeAdapter(Digest)
_TEXTS = TypeAdapter(dict[str, Paper | None])
_STATE = TypeAdapter(State)


def path_of(archive: Path, day: date) -> Path:
    """Where the record of a day stands."""
    return archive / f"{day:%Y}" / f"{day}.json"


def dumps(digest: Digest) -> str:
    """Write a digest as JSON: UTF-8, indented, keys in the order of the nouns, so that a diff can be read."""
    return json.dumps(_DIGEST.dump_python(digest, mode="json"), ensure_ascii=False, indent=1) + "\n"


def loads(text: bytes, name: str) -> Digest:
    """Read a digest from the bytes of the record called ``name``, also of an older schema.

    Raises RecordError when it is not JSON, of a newer schema, or lacks or adds a field.
    """
    try:
        return _DIGEST.validate_json(text if text.startswith(_PRESENT) else _migrated(text, name))
    except ValidationError as error:
        raise _fault(text, name, error) from error


def _migrated(text: bytes, name: str) -> bytes:
    """The record in the present schema. Raises RecordError."""
    content = _parsed(text, name)
    try:
        schema = schema_of(content)
        if schema > SCHEMA:
            raise RecordError(f"{name}: written by a newer version (schema {schema}, known {SCHEMA})", "update this program")
        return text if schema == SCHEMA else json.dumps(migrated(content)).encode()
    except RecordError as error:
        raise error if error.mend else RecordError(f"{name}: {error.what}", _MEND) from error


def _parsed(text: bytes, name: str) -> dict[str, Any]:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise RecordError(f"{name}: not JSON ({error})", _MEND) from error
    if not isinstance(content, dict):
        raise RecordError(f"{name}: holds no record, but a {type(content).__name__}", _MEND)
    return content


def _fault(text: bytes, name: str, error: ValidationError) -> RecordError:
    """Say what is wrong with a record that does not fit."""
    try:
        _parsed(text, name)
    except RecordError as unread:
        return unread
    detail = error.errors()[0]
    where = ".".join(str(part) for part in detail["loc"])
    return RecordError(f"{name}: {where}: {detail['msg'].lower()}", _MEND)


def older(archive: Path, day: date) -> int | None:
    """The schema of a day's record when it is not the present one. Raises RecordError when it cannot be read."""
    path = path_of(archive, day)
    text = path.read_bytes()
    schema = SCHEMA if text.startswith(_PRESENT) else schema_of(_parsed(text, str(path)))
    return schema if schema < SCHEMA else None


def readings(text: bytes) -> set[str]:
    """The ids of papers that a record tells to have been read, as far as they can be made out in one that is broken."""
    pieces = (_PAPER.match(piece) for piece in re.split(rb'"paper":\s*\{', text)[1:])
    return {found[1].decode() for found in pieces if found and b'"tldr":' in found.string}


_MEND = "restore it from git, or move it away to have the day made again"


def load(archive: Path, day: date) -> Digest | None:
    """Read the record of a day, None when there is none. Raises RecordError, naming the file, when it is broken."""
    text = read(archive, day)
    return None if text is None else loads_day(text, path_of(archive, day), day)


def read(archive: Path, day: date) -> bytes | None:
    """The bytes of a day's record, None when there is none. Raises RecordError, naming the file, when it cannot be opened."""
    path = path_of(archive, day)
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise RecordError(f"{path}: {error.strerror}", "make it readable") from error


def loads_day(text: bytes, path: Path, day: date) -> Digest:
    """Read the digest of a day from the bytes of its record. Raises RecordError, also when it is another day's."""
    digest = loads(text, str(path))
    if digest.day != day:
        raise RecordError(f"{path}: says it is the day {digest.day}", _MEND)
    return digest


def load_all(archive: Path) -> list[Digest]:
    """Read every record, oldest first. Raises RecordError for the first broken one."""
    return [digest for day in days(archive) if (digest := load(archive, day))]


def days(archive: Path) -> list[date]:
    """The days that have a record, oldest first. Raises RecordError for the first file that is not where a day belongs."""
    found, astray = look(archive)
    if astray:
        raise next(iter(astray.values()))
    return found


def look(archive: Path) -> tuple[list[date], dict[Path, RecordError]]:
    """The days that have a record, oldest first, and by path the files that are not where a day belongs."""
    found, astray = [], {}
    for path in sorted(archive.glob("[0-9][0-9][0-9][0-9]/*.json")):
        try:
            found.append(_day_of(archive, path))
        except RecordError as error:
            astray[path] = error
    return sorted(found), astray


def _day_of(archive: Path, path: Path) -> date:
    try:
        day = date.fromisoformat(path.stem)
    except ValueError as error:
        raise RecordError(f"{path}: not named for a day", "rename it YYYY-MM-DD.json or move it away") from error
    if path != path_of(archive, day):
        raise RecordError(f"{path}: in the folder of another year", f"move it to {path_of(archive, day)}")
    return day


def readable(archive: Path, wanted: Iterable[date]) -> tuple[list[Digest], dict[Path, RecordError]]:
    """The digests of some days, and by path the records that cannot be read."""
    found, broken = [], {}
    for day in wanted:
        try:
            digest = load(archive, day)
        except RecordError as error:
            broken[path_of(archive, day)] = error
        else:
            found += [digest] if digest else []
    return found, broken


def save(archive: Path, digest: Digest) -> bool:
    """Write a digest to its place; say whether a byte changed. Raises RecordError when the folder cannot be written."""
    return _save(path_of(archive, digest.day), dumps(digest).encode())


def _save(path: Path, text: bytes) -> bool:
    try:
        if path.exists() and path.read_bytes() == text:
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, text)
    except OSError as error:
        raise RecordError(f"{path}: cannot be written ({error.strerror})", unwritten(error, "--archive")) from error
    return True


def ensure_folder(archive: Path) -> None:
    """Make the archive's folder where there is none. Raises RecordError."""
    try:
        archive.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RecordError(f"{archive}: cannot be written ({error.strerror})", unwritten(error, "--archive")) from error


def ensure_writable(archive: Path) -> None:
    """Refuse early, before anything is fetched. Raises RecordError when records cannot be written."""
    ensure_folder(archive)
    try:
        write_whole(archive / ".writable", b"")
        (archive / ".writable").unlink()
        for folder in (archive, *archive.glob("[0-9][0-9][0-9][0-9]/"), *archive.glob(f"{FIGURES}/*/")):
            sweep(folder)
    except OSError as error:
        raise RecordError(f"{archive}: cannot be written ({error.strerror})", unwritten(error, "--archive")) from error


def sweep(folder: Path) -> None:
    """Remove what processes that are gone left behind while they wrote into a folder."""
    for left in folder.glob(".*.tmp"):
        if not _is_being_written(left):
            left.unlink(missing_ok=True)


def _is_being_written(beside: Path) -> bool:
    """Whether the process that writes a file (its number stands in the name) still runs; where nobody can tell, it does."""
    number = beside.name.removesuffix(".tmp").rpartition(".")[2]
    if os.name != "posix" or not number.isdigit():
        return True
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def write_whole(path: Path, content: bytes) -> None:
    """Replace a file in one step: a reader or a killed process sees the old bytes or the new ones."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def marked(archive: Path, mark: str) -> tuple[str, ...]:
    """The arXiv ids for which a file stands in archive/likes or archive/dislikes; an old id has a folder: likes/hep-th/9901001.

    What the file holds does not matter: GitHub's web page cannot add an empty one.
    """
    folder = archive / mark
    files = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    return tuple(sorted(file for file in files if ARXIV_ID.fullmatch(file)))


def load_texts(archive: Path) -> dict[str, Paper | None]:
    """The texts of liked and disliked papers that stand in no record. Raises RecordError, naming the file, when it is broken."""
    path = archive / TEXTS
    try:
        return _TEXTS.validate_json(path.read_bytes())
    except FileNotFoundError:
        return {}
    except (OSError, ValidationError) as error:
        raise RecordError(f"{path}: cannot be read", "delete it; it is fetched again") from error


def save_texts(archive: Path, texts: Mapping[str, Paper | None]) -> None:
    """Keep them, unless they are kept already."""
    if texts != load_texts(archive):
        content = {
            id_: paper and {"id": paper.id, "title": paper.title, "abstract": paper.abstract} for id_, paper in sorted(texts.items())
        }
        _save(archive / TEXTS, (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode())


def save_figure(archive: Path, figure: Figure, content: bytes) -> bool:
    """Write a figure's file to its place in archive/figures; say whether a byte changed. Raises RecordError."""
    return _save(archive / FIGURES / figure.file, content)


def figures(archive: Path) -> dict[str, int]:
    """The files of archive/figures, with their sizes in bytes."""
    found = sorted((archive / FIGURES).glob("[0-9][0-9][0-9][0-9]-[0-9][0-9]/*.webp"))
    return {path.relative_to(archive / FIGURES).as_posix(): path.stat().st_size for path in found if not path.name.startswith(".")}


def load_figure(archive: Path, file: str) -> bytes:
    """Read a file that ``figures`` names. Raises RecordError."""
    path = archive / FIGURES / file
    try:
        return path.read_bytes()
    except OSError as error:
        raise RecordError(f"{path}: {error.strerror}", "make it readable, or delete it: the pages do without") from error


def sweep_figures(archive: Path, newest: date) -> None:
    """Remove the figures of months that are shown no more. Raises RecordError."""
    first = first_month(newest, FIGURE_MONTHS)
    for file in figures(archive):
        if file[:7] < first:
            path = archive / FIGURES / file
            try:
                path.unlink()
                with suppress(OSError):
                    path.parent.rmdir()  # fails while another is in it
            except OSError as error:
                raise RecordError(f"{path}: cannot be removed ({error.strerror})", unwritten(error, "--archive")) from error


def load_state(archive: Path) -> State:
    """What archive/state.json says; nothing yet when there is none. Raises RecordError, naming the file, when it is broken."""
    path = archive / STATE
    try:
        return loads_state(path.read_bytes())
    except FileNotFoundError:
        return State()
    except (OSError, RecordError) as error:
        raise RecordError(f"{path}: cannot be read", "restore it from git, or delete it: the next run begins a new one") from error


def loads_state(text: bytes) -> State:
    """Read a state. Raises RecordError when it does not fit."""
    try:
        return _STATE.validate_json(text)
    except ValidationError as error:
        raise RecordError(f"{STATE}: does not fit", "delete it") from error


def save_state(archive: Path, state: State) -> bool:
    """Write it to its place; say whether a byte changed. An empty state is not written at all."""
    if state == State() and not (archive / STATE).exists():
        return False
    return _save(archive / STATE, (json.dumps(_STATE.dump_python(state, mode="json"), ensure_ascii=False, indent=1) + "\n").encode())
