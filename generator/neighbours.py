"""Neighbours: which papers have which words, a file a month beside the archive. Reads the archive, reads and writes its own folder.

A file holds while the records of its month, and the papers among them that an earlier month listed first, are the ones it was made
from. As the index, it can be deleted at any time.
"""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path

from generator import record
from generator.glance import Sheet
from generator.index import cache, opener
from generator.rank.earlier import known
from generator.rank.related import Index, segment
from generator.rank.segments import Segment

VERSION = "1"
"""Raise it when a paper's features are found differently."""


def folder(archive: Path) -> Path:
    """Where the files stand."""
    return cache(archive, "neighbours")


def neighbours(archive: Path, sheets: Sequence[Sheet]) -> Index:
    """The index of all papers of the sheets, which are in order. Raises RecordError when a record is broken."""
    first: dict[str, date] = {}
    for sheet in sheets:
        for entry in sheet.entries:
            first.setdefault(entry.id, sheet.day)
    months = groupby(sheets, key=lambda sheet: sheet.day.isoformat()[:7])
    return Index([_segment(archive, month, list(days), first) for month, days in months])


def _segment(archive: Path, month: str, sheets: Sequence[Sheet], first: dict[str, date]) -> Segment:
    earlier = {entry.id for sheet in sheets for entry in sheet.entries if first[entry.id] < sheets[0].day}
    path = folder(archive) / f"{month}.bin"
    key = hashlib.sha256(repr((VERSION, [sheet.record for sheet in sheets], sorted(earlier))).encode()).digest()
    return _stored(path, key) or _made(archive, path, key, [sheet.day for sheet in sheets], earlier)


def _stored(path: Path, key: bytes) -> Segment | None:
    try:
        content = path.read_bytes()
        seal, body = content[:32], content[32:]
        return Segment(body) if seal == hashlib.sha256(key + body).digest() else None
    except (OSError, ValueError):
        return None


def _made(archive: Path, path: Path, key: bytes, days: Iterable[date], earlier: set[str]) -> Segment:
    papers = {one.paper.id: one for one in reversed(list(known(opener(archive)(list(days)))))}
    body = segment(one for id_, one in sorted(papers.items()) if id_ not in earlier)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        record.write_whole(path, hashlib.sha256(key + body).digest() + body)
    except OSError:
        pass  # it is made again by the next run
    return Segment(body)
