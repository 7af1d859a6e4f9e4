"""The pages that find papers: by tag, category and interest, and by year and month. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from generator.model import Digest, Interest, Page
from generator.render import text
from generator.render.pen import Pen
from generator.render.shelf import Card, Shelf

# A page of this many lines still opens at once on a phone; a longer list is split by month, so that closed months stay as they are.
LONGEST_LIST = 200
_NEWEST_SHOWN = 50
_WIDE = {"hide": ["navigation"]}
_UNSEARCHED = {**_WIDE, "search": {"exclude": True}}


@dataclass(frozen=True, slots=True)
class _Word:
    """A tag, category or interest with the papers that have it."""

    id: str
    name: str
    cards: Sequence[Card]
    interest: Interest | None = None


def tags(shelf: Shelf, pen: Pen) -> Iterator[Page]:
    """tags/index.md and a page per tag that a paper has."""
    yield from _family("tags", [_Word(each, pen.tag_name(each), cards) for each, cards in shelf.tags.items()], pen)


def categories(shelf: Shelf, pen: Pen) -> Iterator[Page]:
    """categories/index.md and a page per arXiv category that a paper is in."""
    yield from _family("categories", [_Word(each, each, cards) for each, cards in shelf.categories.items()], pen)


def interests(shelf: Shelf, pen: Pen) -> Iterator[Page]:
    """interests/index.md and a page per interest: of feed.yml in its order, paused ones too, then those of older records."""
    words = [_Word(each.id, pen.interest_name(each.id), shelf.interests.get(each.id, ()), each) for each in pen.site.interests]
    known = {word.id for word in words}
    words += [_Word(each, each, cards) for each, cards in shelf.interests.items() if each not in known]
    yield from _family("interests", words, pen)


def _family(folder: str, words: list[_Word], pen: Pen) -> Iterator[Page]:
    ordered = words if folder == "interests" else sorted(words, key=lambda word: (-len(word.cards), word.id))
    title = pen.say(f"{folder}.title")
    description = pen.say(f"{folder}.description")
    yield pen.page(folder, f"{folder}/index.md", title=title, description=description, front=_WIDE, words=ordered, folder=folder)
    for word in words:
        yield from _list(folder, word, pen)


def _list(folder: str, word: _Word, pen: Pen) -> Iterator[Page]:
    path = f"{folder}/{text.slug(word.id)}"
    split = len(word.cards) > LONGEST_LIST
    months = _by_month(word.cards)
    shown = _by_month(word.cards[:_NEWEST_SHOWN]) if split else months
    counts = [(month, len(cards)) for month, cards in months] if split else []
    yield _list_page(f"{path}.md", word, folder, pen, shown, counts)
    if split:
        for month, cards in months:
            yield _list_page(f"{path}/{month}.md", word, folder, pen, [(month, cards)], [])


_Months = Sequence[tuple[str, Sequence[Card]]]


def _list_page(path: str, word: _Word, folder: str, pen: Pen, months: _Months, counts: Sequence[tuple[str, int]]) -> Page:
    return pen.page(
        "list",
        path,
        title=word.name,
        description=pen.say("list.description", name=word.name, count=len(word.cards)),
        front=_UNSEARCHED,
        word=word,
        folder=folder,
        months=[(pen.dates.month(cards[0].day), month, cards) for month, cards in months],
        counts=counts,
        own=f"{folder}/{text.slug(word.id)}",
    )


def _by_month(cards: Sequence[Card]) -> list[tuple[str, list[Card]]]:
    return [(month, list(group)) for month, group in groupby(cards, key=lambda card: f"{card.day:%Y-%m}")]


def archive(shelf: Shelf, pen: Pen) -> Iterator[Page]:
    """archive/index.md and a page per year with its months as sections, newest first."""
    years = [(year, _months(digests)) for year, digests in groupby(reversed(shelf.digests), key=lambda digest: digest.day.year)]
    counts = {"papers": len(shelf.papers), "days": len(shelf.digests)}
    title, description = pen.say("archive.title"), pen.say("archive.description")
    yield pen.page("archive", "archive/index.md", title=title, description=description, front=_WIDE, years=years, **counts)
    for year, months in years:
        title = pen.say("archive.year_title", year=year)
        yield pen.page("year", f"archive/{year}.md", title=title, description=title, front=_UNSEARCHED, months=months)


def _months(digests: Iterable[Digest]) -> list[tuple[date, list[Digest]]]:
    return [(month, list(days)) for month, days in groupby(digests, key=lambda digest: digest.day.replace(day=1))]
