"""What the pages of a month see of the rest of the archive, and nothing more, so that closed months stay closed. Pure.

A month's pages are drawn from its own records and its view alone. So when neither changes, neither does a byte of the pages.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from generator.glance import Glimpse, Sheet
from generator.model import Digest, Entry
from generator.render import text
from generator.render.shelf import NO_FIGURES, Album, Card, Shelf


@dataclass(frozen=True, slots=True)
class View:
    """Where the papers are that the pages link, and which words have a page.

    ``addresses`` are paths inside docs/ by arXiv id, ``titles`` those of the papers that gaps are about. For a month, ``own``
    holds the papers whose page or line is drawn with it: the day of the entry that it is drawn from, then all their days;
    ``before`` and ``after`` are the days around it, ``weeks`` those ("2026-W17") that end in it, ``figures`` the files of figures
    that its pages may show, with their sizes.
    """

    addresses: Mapping[str, str]
    tags: frozenset[str]
    categories: frozenset[str]
    interests: frozenset[str]
    titles: Mapping[str, str] = field(default_factory=dict)
    own: Mapping[str, tuple[date, ...]] = field(default_factory=dict)
    before: date | None = None
    after: date | None = None
    weeks: frozenset[str] = frozenset()
    figures: Mapping[str, int] = field(default_factory=dict)

    def told(self) -> str:
        """The view as one text, the same for the same view."""
        words = [sorted(self.tags), sorted(self.categories), sorted(self.interests)]
        own = [(paper_id, *map(str, days)) for paper_id, days in sorted(self.own.items())]
        around = (str(self.before), str(self.after), sorted(self.weeks), sorted(self.figures.items()))
        return repr((sorted(self.addresses.items()), words, sorted(self.titles.items()), own, *around))


@dataclass(frozen=True, slots=True)
class Volume:
    """A month ("2026-04") opened to be drawn: its digests, the cards of each day, and those whose page or line is drawn with it.

    ``eve`` are the papers of the month before that are of the week in which this month begins, ``album`` reads its figures.
    """

    name: str
    digests: tuple[Digest, ...]
    days: Mapping[date, tuple[Card, ...]]
    papers: tuple[Card, ...]
    view: View
    eve: tuple[Card, ...] = ()
    album: Album = NO_FIGURES


def whole_view(shelf: Shelf) -> View:
    """What pages across months see: everything."""
    addresses = {paper_id: slip.path for paper_id, slip in shelf.slips.items()}
    return View(addresses, frozenset(shelf.tags), frozenset(shelf.categories), frozenset(shelf.interests))


def month_view(sheets: Sequence[Sheet], shelf: Shelf, before: date | None, after: date | None) -> View:
    """What the pages of a month with these sheets see."""
    slips = shelf.slips
    entries = [(sheet.day, entry) for sheet in sheets for entry in sheet.entries]
    own = {entry.id: (day, *slips[entry.id].days) for day, entry in entries if slips[entry.id].day == day}
    glimpses = [entry for _, entry in entries]
    return View(
        addresses={paper_id: slips[paper_id].path for paper_id in _linked(sheets) if paper_id in slips},
        tags=frozenset(_words(glimpses, "tags")).intersection(shelf.tags),
        categories=frozenset(_words(glimpses, "categories")).intersection(shelf.categories),
        interests=frozenset(_words(glimpses, "matched")).intersection(shelf.interests),
        titles={subject: slips[subject].of.title for sheet in sheets for subject in sheet.subjects if subject in slips},
        own=own,
        before=before,
        after=after,
    )


def _linked(sheets: Iterable[Sheet]) -> Iterable[str]:
    for sheet in sheets:
        yield from (entry.id for entry in sheet.entries)
        yield from sheet.considered
        yield from sheet.mentions


def _words(entries: Iterable[Glimpse], which: str) -> Iterable[str]:
    return (word for entry in entries for word in getattr(entry, which))


def volume(month: str, digests: Sequence[Digest], view: View) -> Volume:
    """Put the entries of a month's digests on cards."""
    days = {digest.day: tuple(_card(entry, digest.day, view) for entry in digest.entries) for digest in digests}
    own = {
        card.paper.id: card for shown in days.values() for card in reversed(shown) if view.own.get(card.paper.id, (None,))[0] == card.day
    }
    return Volume(month, tuple(digests), days, tuple(own[paper_id] for paper_id in sorted(own)), view)


def _card(entry: Entry, day: date, view: View) -> Card:
    paper_id = entry.paper.id
    return Card(entry, day, view.own.get(paper_id, ())[1:], view.addresses[paper_id], text.inline(entry.paper.title))
