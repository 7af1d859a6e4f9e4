"""A record at a glance: what the pages of other days and later runs need of it, small enough to be held for every day. Pure.

Read from the index (``generator/index.py``), or made from a digest, which gives the same.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from generator.model import Analysis, Digest, DigestKind, Entry, Funnel, PaperKind, Usage

QUOTING = "extractive"
"""The analyst that puts an analysis together from the authors' sentences, without a model."""
FIGURE_MONTHS = 12
"""So many months, the newest one included, have figures."""
_PAPER_LINK = re.compile(r"\]\(paper:([\w./-]+)\)")


@dataclass(frozen=True, slots=True)
class Glimpse:
    """What stands for an entry on the pages of other days.

    ``fullness`` is 0 for a paper that was only listed, 1 for one read by its abstract, 2 for one read in full; ``analyst``
    and ``model`` are None for a listed one; ``related`` are the earlier papers it names, closest first, each with why.
    """

    id: str
    title: str
    score: int | None
    fullness: int
    analyst: str | None
    model: str | None
    kind: PaperKind | None
    tags: tuple[str, ...]
    categories: tuple[str, ...]
    matched: tuple[str, ...]
    related: tuple[tuple[str, str], ...]
    authors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A day at a glance. ``record`` is a hash of the record's bytes, empty when it was never written.

    ``considered`` are the ids of the papers that were looked at and not listed, ``mentions`` of those that the day's pages link
    besides, ``subjects`` what its gaps are about; ``at`` is the latest moment that the record knows of.
    """

    day: date
    record: str
    kind: DigestKind
    open: bool
    funnel: Funnel
    entries: tuple[Glimpse, ...]
    considered: tuple[str, ...]
    seen: tuple[str, ...]
    mentions: tuple[str, ...]
    subjects: tuple[str, ...]
    usage: tuple[Usage, ...]
    at: datetime


def first_month(newest: date, months: int) -> str:
    """The first of so many months ("2026-04") of which the last is that of the newest day."""
    year, month = divmod(newest.year * 12 + newest.month - 1 - (months - 1), 12)
    return f"{year:04}-{month + 1:02}"


def glance(digest: Digest, record: str = "") -> Sheet:
    """Look at a digest; ``record`` is the hash of its record."""
    entries = tuple(_glimpse(entry) for entry in digest.entries)
    listed = {each.id for each in entries}
    considered = tuple(dict.fromkeys(each.id for each in digest.considered if each.id not in listed))
    return Sheet(
        day=digest.day,
        record=record,
        kind=digest.kind,
        open=digest.open,
        funnel=digest.funnel,
        entries=entries,
        considered=considered,
        seen=tuple(each.id for each in digest.seen),
        mentions=tuple(sorted(set(_mentions(digest)) - listed - set(considered))),
        subjects=tuple(dict.fromkeys(gap.subject for gap in digest.gaps)),
        usage=digest.usage,
        at=recorded_at(digest),
    )


def _glimpse(entry: Entry) -> Glimpse:
    paper, analysis = entry.paper, entry.analysis
    return Glimpse(
        id=paper.id,
        title=paper.title,
        score=entry.relevance.score,
        fullness=fullness(analysis),
        analyst=analysis.analyst if analysis else None,
        model=analysis.model if analysis else None,
        kind=entry.kind,
        tags=entry.tags,
        categories=paper.categories,
        matched=entry.relevance.matched,
        related=tuple((each.id, each.why) for each in entry.related),
        authors=paper.authors,
    )


def fullness(analysis: Analysis | None) -> int:
    """How much of a paper was read: 0 nothing, 1 its abstract, 2 its full text."""
    if analysis is None:
        return 0
    return 2 if analysis.basis == "full text" else 1


def _mentions(digest: Digest) -> Iterator[str]:
    yield from (gap.subject for gap in digest.gaps)
    yield from (each.id for each in digest.seen)
    yield from (related.id for entry in digest.entries for related in entry.related)
    for text in _texts(digest):
        if "(paper:" in text:
            yield from _PAPER_LINK.findall(text)


def _texts(digest: Digest) -> Iterable[str]:
    """The texts in which papers may be linked."""
    if digest.summary:
        yield digest.summary.text
    for entry in digest.entries:
        if entry.analysis:
            yield from (section.text for section in entry.analysis.sections)
            yield entry.analysis.limitations or ""


def recorded_at(digest: Digest) -> datetime:
    """The latest moment that a digest knows of; its day's beginning when it knows none."""
    moments = [entry.analysis.at for entry in digest.entries if entry.analysis]
    moments += [usage.at for usage in digest.usage]
    moments += [digest.summary.at] if digest.summary else []
    return max(moments, default=datetime(digest.day.year, digest.day.month, digest.day.day, tzinfo=UTC))
