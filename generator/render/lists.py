"""The pages that find papers: by tag, category, interest and followed author, and by year and month. Pure.

A word with many papers has a page of its newest ones and a page for each month, which is drawn by ``month_lists`` and stays closed
when newer months come.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from generator.glance import Sheet
from generator.model import Interest, Page, Site
from generator.names import same_author
from generator.render import text
from generator.render.best import Span, spans, week_name
from generator.render.dates import months as calendar
from generator.render.pen import Pen
from generator.render.shelf import Shelf, Slip, by_month, month_of, month_path, newest_first

# A page of this many lines still opens at once on a phone; a longer list is split by month, so that closed months stay as they are.
LONGEST_LIST = 200
_NEWEST_SHOWN = 50
_WIDE = {"hide": ["navigation"]}
_UNSEARCHED = {**_WIDE, "search": {"exclude": True}}


@dataclass(frozen=True, slots=True)
class Word:
    """A tag, category, interest or author with the papers that have it, newest first."""

    folder: str
    id: str
    slips: Sequence[Slip]
    interest: Interest | None = None

    @property
    def is_split(self) -> bool:
        """Whether its papers stand on a page a month."""
        return len(self.slips) > LONGEST_LIST


def tags(shelf: Shelf, pen: Pen) -> Iterator[Page]:
    """tags/index.md and a page per tag that a paper has."""
    yield from _family("tags", _words("tags", shelf, pen.site), pen)


def categories(shelf: Shelf, pen: Pen) -> Iterator[Page]:
    """categories/index.md and a page per arXiv category that a paper is in."""
    yield from _family("categories", _words("categories", shelf, pen.site), pen)


def interests(shelf: Shelf, pen: Pen) -> Iterator[Page]:
    """interests/index.md and a page per interest: of feed.yml in its order, paused ones too, then those of older records."""
    yield from _family("interests", _words("interests", shelf, pen.site), pen)


def authors(shelf: Shelf, pen: Pen) -> Iterator[Page]:
    """authors/index.md and a page per author whom an interest follows; nothing where none is followed."""
    words = _words("authors", shelf, pen.site)
    if words:
        yield from _family("authors", words, pen)


def _followed(shelf: Shelf, site: Site) -> list[Word]:
    """Each followed author once, in the order of feed.yml, with the papers that may be theirs: initials count as names."""
    by_name: dict[str, list[Slip]] = {}
    for slip in shelf.newest if any(interest.authors for interest in site.interests) else ():
        for name in slip.of.authors:
            by_name.setdefault(name, []).append(slip)
    wanted = dict.fromkeys(author for interest in site.interests for author in interest.authors)
    return [Word("authors", author, _papers_by(author, by_name)) for author in wanted]


def _papers_by(author: str, by_name: Mapping[str, list[Slip]]) -> list[Slip]:
    found = {slip.id: slip for name, slips in by_name.items() if same_author(author, name) for slip in slips}
    return sorted(found.values(), key=newest_first)


def _words(folder: str, shelf: Shelf, site: Site) -> list[Word]:
    if folder == "interests":
        words = [Word(folder, each.id, shelf.interests.get(each.id, ()), each) for each in site.interests]
        known = {word.id for word in words}
        return words + [Word(folder, each, slips) for each, slips in shelf.interests.items() if each not in known]
    if folder == "authors":
        return _followed(shelf, site)
    grouped = shelf.tags if folder == "tags" else shelf.categories
    words = [Word(folder, each, slips) for each, slips in grouped.items()]
    return sorted(words, key=lambda word: (-len(word.slips), word.id))


def split_words(shelf: Shelf, site: Site) -> dict[str, list[Word]]:
    """For each month the words that have a page of that month, with that month's papers alone."""
    months: dict[str, list[Word]] = {}
    for folder in ("tags", "categories", "interests", "authors"):
        # By id: the order by size changes from day to day, and with it the key of every part.
        for word in sorted(_words(folder, shelf, site), key=lambda word: word.id):
            for month, slips in by_month(word.slips).items() if word.is_split else ():
                months.setdefault(month, []).append(Word(folder, word.id, slips, word.interest))
    return dict(sorted(months.items()))


def month_lists(words: Iterable[Word], pen: Pen) -> Iterator[Page]:
    """The pages of one month's papers of each word."""
    for word in words:
        month = month_of(word.slips[0].day)
        yield _list_page(f"{_path(word)}/{month}.md", word, pen, {month: word.slips}, {})


def _family(folder: str, words: list[Word], pen: Pen) -> Iterator[Page]:
    title = pen.say(f"{folder}.title")
    description = pen.say(f"{folder}.description")
    named = [(_name(word, pen), _path(word), word) for word in words]
    yield pen.page(folder, f"{folder}/index.md", title=title, description=description, front=_WIDE, words=named, folder=folder)
    for word in words:
        shown = by_month(word.slips[:_NEWEST_SHOWN] if word.is_split else word.slips)
        counts = {month: len(slips) for month, slips in by_month(word.slips).items()} if word.is_split else {}
        yield _list_page(f"{_path(word)}.md", word, pen, shown, counts)


def _list_page(path: str, word: Word, pen: Pen, months: Mapping[str, Sequence[Slip]], counts: Mapping[str, int]) -> Page:
    name = _name(word, pen)
    return pen.page(
        "list",
        path,
        title=name,
        description=pen.say("list.description", name=name, count=len(word.slips)),
        front={**_UNSEARCHED, "feed": _path(word)} if word.folder == "interests" else _UNSEARCHED,
        word=word,
        folder=word.folder,
        months=[(pen.dates.month(slips[0].day), month, slips) for month, slips in months.items()],
        counts=list(counts.items()),
        own=_path(word),
    )


def _path(word: Word) -> str:
    return f"{word.folder}/{text.slug(word.id)}"


def _name(word: Word, pen: Pen) -> str:
    if word.folder == "tags":
        return pen.tag_name(word.id)
    return pen.interest_name(word.id) if word.interest else word.id


def archive(shelf: Shelf, pen: Pen) -> Iterator[Page]:
    """archive/index.md and a page per year: its calendar, then its months as sections, newest first."""
    years = [(year, list(sheets)) for year, sheets in groupby(reversed(shelf.sheets), key=lambda sheet: sheet.day.year)]
    months, weeks = spans(shelf, pen)
    papers = Counter(month_of(slip.day) for slip in shelf.newest)
    yield pen.page(
        "archive",
        "archive/index.md",
        title=pen.say("archive.title"),
        description=pen.say("archive.description"),
        front=_WIDE,
        years=[(year, _counted_months(sheets, papers)) for year, sheets in years],
        newest_best=[
            *((each, week_name(each.first, pen)) for each in weeks[:4]),
            *((each, pen.dates.month(each.first)) for each in months[:3]),
        ],
        papers=len(shelf.slips),
        days=len(shelf.sheets),
        authors=any(interest.authors for interest in pen.site.interests),
    )
    for year, sheets in years:
        title = pen.say("archive.year_title", year=year)
        sections = _months(sheets, shelf, _best_of(months, weeks, pen))
        front = _UNSEARCHED
        yield pen.page(
            "year", f"archive/{year}.md", title=title, description=title, front=front, sections=sections, calendar=calendar(sheets)
        )


def _counted_months(sheets: Iterable[Sheet], papers: Mapping[str, int]) -> list[tuple[date, int]]:
    firsts = dict.fromkeys(sheet.day.replace(day=1) for sheet in sheets)
    return [(first, papers.get(month_of(first), 0)) for first in firsts]


Bests = Mapping[str, list[tuple[Span, str]]]
"""For each month the best of it and of the weeks that begin in it, with what these links are called."""


def _best_of(months: Iterable[Span], weeks: Iterable[Span], pen: Pen) -> Bests:
    found: dict[str, list[tuple[Span, str]]] = {each.name: [(each, pen.say("best.month_chip"))] for each in months}
    for each in weeks:
        label = pen.say("best.week_chip", week=int(each.name[6:]), first=pen.dates.day_of_month(each.first))
        found.setdefault(month_of(each.first), []).append((each, label))
    return found


def _months(sheets: Iterable[Sheet], shelf: Shelf, bests: Bests) -> list[tuple[date, str, list[Sheet], list[tuple[Span, str]]]]:
    """Each month with the path of the list of its papers where these have no pages, else empty, its days, and its best."""
    months = ((month, list(days)) for month, days in groupby(sheets, key=lambda sheet: sheet.day.replace(day=1)))
    return [(month, _lines_of(month, days, shelf), days, bests.get(month_of(month), [])) for month, days in months]


def _lines_of(month: date, sheets: Iterable[Sheet], shelf: Shelf) -> str:
    has_lines = any(shelf.slips[entry.id].day == sheet.day for sheet in sheets for entry in sheet.entries)
    return month_path(month_of(month)) if month_of(month) < shelf.first and has_lines else ""
