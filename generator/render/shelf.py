"""The whole archive at a glance, worked through once, so that no page has to. Pure.

A *slip* stands for a paper wherever it is listed or linked, and is held for every paper of the archive. A *card* is an entry
in full, held only while a page with it is drawn.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import groupby

from generator.glance import FIGURE_MONTHS, QUOTING, Glimpse, Sheet, first_month, glance
from generator.model import Analysis, Digest, Entry, Paper
from generator.render import text

CATEGORY = re.compile(r"[a-z-]+(\.[A-Za-z-]+)?")
"""A category of arXiv; records of older feeds hold classes of the AMS and the ACM beside them, which get no page."""

_NEW_ID = re.compile(r"\d{4}\.\d{4,5}", re.ASCII)

Opener = Callable[[Sequence[date]], Sequence[Digest]]
"""Gives the whole digests of days, in their order."""


@dataclass(frozen=True, slots=True)
class Album:
    """The figures that stand in the archive: the bytes that each file has, and what reads one."""

    sizes: Mapping[str, int]
    read: Callable[[str], bytes]


NO_FIGURES = Album({}, lambda _: b"")


@dataclass(frozen=True, slots=True)
class Slip:
    """A paper in a list: its fullest entry at a glance, the day of that, all its days, and where to read about it."""

    of: Glimpse
    day: date
    days: tuple[date, ...]
    path: str

    @property
    def id(self) -> str:
        """The arXiv id."""
        return self.of.id

    @property
    def score(self) -> int | None:
        """The score shown, 0–100; None when not scored."""
        return self.of.score

    @property
    def title(self) -> text.Md:
        """The title as Markdown."""
        return text.inline(self.of.title)


@dataclass(frozen=True, slots=True)
class Card:
    """An entry with what several pages print of it: its path, its title as Markdown and the days it was on."""

    entry: Entry
    day: date
    days: tuple[date, ...]
    path: str
    title: text.Md

    @property
    def paper(self) -> Paper:
        """The paper itself."""
        return self.entry.paper

    @property
    def score(self) -> int | None:
        """The score shown, 0–100; None when not scored."""
        return self.entry.relevance.score


@dataclass(frozen=True, slots=True)
class Shelf:
    """All days at a glance, oldest first, and every listed paper, under all that it is found by.

    ``slips`` maps an arXiv id to the slip of that paper; the lists below hold the same slips, newest first. Papers of months
    before ``first`` ("2026-04") have a line in their month's list and no page. ``opened`` gives the digests of days in full, ``album``
    the figures.
    """

    sheets: tuple[Sheet, ...]
    slips: Mapping[str, Slip]
    newest: tuple[Slip, ...]
    tags: Mapping[str, tuple[Slip, ...]]
    categories: Mapping[str, tuple[Slip, ...]]
    interests: Mapping[str, tuple[Slip, ...]]
    first: str
    opened: Opener
    album: Album = NO_FIGURES

    def figures(self, month: str) -> Mapping[str, int]:
        """The files of a month's figures with their sizes; none once the month is too old to show any."""
        newest = self.sheets[-1].day if self.sheets else None
        shown = newest is not None and month >= first_month(newest, FIGURE_MONTHS)
        return {file: size for file, size in self.album.sizes.items() if shown and file.startswith(f"{month}/")}

    def cards(self, day: date) -> list[Card]:
        """The cards of a day, opened: that day's entries, not the fullest."""
        [digest] = self.opened([day])
        return [card_of(entry, day, self.slips[entry.paper.id]) for entry in digest.entries]

    def card(self, slip: Slip) -> Card:
        """The fullest entry of a paper, opened."""
        return next(card for card in self.cards(slip.day) if card.paper.id == slip.id)


def key(paper_id: str) -> str:
    """An arXiv id as a file name and an anchor: ``hep-th/9901001`` becomes ``hep-th-9901001``."""
    return paper_id if _NEW_ID.fullmatch(paper_id) else text.slug(paper_id.replace("/", "-"))


def paper_path(paper_id: str) -> str:
    """The path of a paper's page inside docs/."""
    return f"papers/{key(paper_id)}.md"


def day_path(day: date) -> str:
    """The path of a day's page inside docs/."""
    return f"daily/{day.year:04}/{day.isoformat()}.md"


def month_path(month: str) -> str:
    """The path of the list of a month whose papers have no page any more."""
    return f"archive/{month}.md"


def address_of(path: str) -> str:
    """The address inside the site of the page at a path inside docs/, or of a place on it."""
    page, _, anchor = path.partition(".md")
    return f"{page}/{anchor}"


def month_of(day: date) -> str:
    """A day's month as the parts of the site are named: ``2026-04``."""
    return day.isoformat()[:7]


def shelve(digests: Sequence[Digest], *, keep: int = 0, album: Album = NO_FIGURES) -> Shelf:
    """Work through digests that are at hand, given in any order."""
    by_day = {digest.day: digest for digest in digests}
    sheets = [glance(digest, sha256(repr(digest).encode()).hexdigest()) for digest in digests]
    return shelve_sheets(sheets, lambda days: [by_day[day] for day in days], keep=keep, album=album)


def shelve_sheets(sheets: Iterable[Sheet], opened: Opener, *, keep: int = 0, album: Album = NO_FIGURES) -> Shelf:
    """Work through an archive at a glance, given in any order. Papers of the newest ``keep`` months (0: of all) have a page."""
    ordered = tuple(sorted(sheets, key=lambda sheet: sheet.day))
    found: dict[str, list[tuple[date, Glimpse]]] = {}
    for sheet in ordered:
        for entry in sheet.entries:
            found.setdefault(entry.id, []).append((sheet.day, entry))
    first = _first_kept(ordered, keep)
    slips = {paper_id: _slip(entries, first) for paper_id, entries in sorted(found.items())}
    newest = tuple(sorted(slips.values(), key=newest_first))
    return Shelf(
        sheets=ordered,
        slips=slips,
        newest=newest,
        tags=_grouped(newest, lambda slip: slip.of.tags),
        categories=_grouped(newest, lambda slip: filter(CATEGORY.fullmatch, slip.of.categories)),
        interests=_grouped(newest, lambda slip: slip.of.matched),
        first=first,
        opened=opened,
        album=album,
    )


def card_of(entry: Entry, day: date, slip: Slip) -> Card:
    """Put an entry on a card."""
    return Card(entry, day, slip.days, slip.path, text.inline(entry.paper.title))


def _first_kept(sheets: Sequence[Sheet], keep: int) -> str:
    """The first month whose papers have pages; a month before all when everything is kept, or nothing is older."""
    first = first_month(sheets[-1].day, keep) if keep and sheets else ""
    return first if first and month_of(sheets[0].day) < first else ""


def is_quoted(analysis: Analysis) -> bool:
    """Whether an analysis was put together from the authors' sentences, without a model."""
    return analysis.analyst == QUOTING


def opening(card: Card) -> tuple[str, str]:
    """The sentence that stands for a paper in a list, with its language: TL;DR, else line, else nothing."""
    if card.entry.analysis and card.entry.analysis.tldr:
        return card.entry.analysis.tldr, card.entry.analysis.language
    return (card.entry.line.text, card.entry.line.language) if card.entry.line else ("", "en")


def newest_first(slip: Slip) -> tuple[int, bool, int, str]:
    """A total order: newest day first, read papers before listed ones, then the higher score, then the id."""
    return (-slip.day.toordinal(), slip.of.fullness == 0, -1 if slip.score is None else -slip.score, slip.id)


def by_month(slips: Iterable[Slip]) -> dict[str, list[Slip]]:
    """Slips, newest first, under their months."""
    return {month: list(group) for month, group in groupby(slips, key=lambda slip: month_of(slip.day))}


def _slip(entries: Sequence[tuple[date, Glimpse]], first: str) -> Slip:
    day, of = max(entries, key=lambda found: (found[1].fullness, found[0]))
    month = month_of(day)
    path = paper_path(of.id) if month >= first else f"{month_path(month)}#{key(of.id)}"
    return Slip(of, day, tuple(day for day, _ in entries), path)


def _grouped(slips: Iterable[Slip], words: Callable[[Slip], Iterable[str]]) -> dict[str, tuple[Slip, ...]]:
    groups: dict[str, list[Slip]] = {}
    for slip in slips:
        for word in words(slip):
            groups.setdefault(word, []).append(slip)
    return {word: tuple(group) for word, group in sorted(groups.items())}
