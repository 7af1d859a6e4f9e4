"""The pages in parts, each drawn, published and built by itself: one a month, one for lists a month, one for what spans months. Pure.

A part's key is a hash over all that its pages are drawn from: the records and the view of a month, the site, and this package
itself. When the key is the same, so is every byte of the pages.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import groupby
from zlib import ZLIB_RUNTIME_VERSION

from generator.glance import Sheet
from generator.model import Page, Site
from generator.render.about import about
from generator.render.best import all_best, best, eve, weeks_drawn_with
from generator.render.cards import cards
from generator.render.compare import compare
from generator.render.data import month_data, offers
from generator.render.days import days, home
from generator.render.feeds import feeds
from generator.render.figures import figures
from generator.render.lists import Word, archive, authors, categories, interests, month_lists, split_words, tags
from generator.render.newer import newer
from generator.render.offline import offline
from generator.render.papers import papers
from generator.render.pen import Pen
from generator.render.shelf import Shelf, month_of
from generator.render.starred import starred
from generator.render.trends import trends
from generator.render.view import View, Volume, month_view, volume, whole_view

OF_A_MONTH: dict[str, Callable[[Volume, Pen], Iterator[Page]]] = {
    "day": days,
    "paper": papers,
    "data": month_data,
    "card": cards,
    "figure": figures,
    "best": best,
}
OF_ALL: dict[str, Callable[[Shelf, Pen], Iterator[Page]]] = {
    "home": home,
    "tag": tags,
    "category": categories,
    "interest": interests,
    "author": authors,
    "archive": archive,
    "bests": all_best,
    "trends": trends,
    "about": about,
    "offline": offline,
    "compare": compare,
    "feed": feeds,
    "data": offers,
    "newer": newer,
    "starred": starred,
}
FRONT = "front"
_NOUNS = ("bounds", "errors", "glance", "licence", "model", "names", "shipped")
"""What of the program a page may hang on besides this package: all that it may import (tests/test_architecture.py)."""


@dataclass(frozen=True, slots=True)
class Part:
    """Pages that are drawn together; ``name`` is a month ("2026-04"), "lists-2026-04" or "front".

    ``papers`` is how many entries a month has, which is what drawing it costs; 0 for other parts.
    """

    name: str
    key: str
    draw: Callable[[], Iterator[Page]]
    papers: int = 0


def parts(shelf: Shelf, site: Site) -> list[Part]:
    """All pages of the site in parts; nothing is drawn, and no digest opened, before a part's ``draw`` is called."""
    common = f"{_code()} {site!r}"
    months = {month: list(sheets) for month, sheets in groupby(shelf.sheets, key=lambda sheet: month_of(sheet.day))}
    return [*_months(months, shelf, site, common), *_lists(months, shelf, site, common), _front(shelf, site, common)]


def _months(months: Mapping[str, list[Sheet]], shelf: Shelf, site: Site, common: str) -> Iterator[Part]:
    around: list[list[Sheet]] = [[], *months.values(), []]
    for place, (month, sheets) in enumerate(months.items()):
        before, after = around[place], around[place + 2]
        view = month_view(sheets, shelf, before[-1].day if before else None, after[0].day if after else None)
        view = replace(view, weeks=weeks_drawn_with(sheets, after[0] if after else None), figures=shelf.figures(month))
        evening = eve(sheets, before)
        seen = month_view(evening, shelf, None, None)
        key = _key(common, _records(sheets), view.told(), _records(evening), seen.told())
        drawing = partial(_draw_month, month, sheets, view, evening, seen, shelf, site)
        yield Part(month, key, drawing, papers=sum(len(sheet.entries) for sheet in sheets))


def _draw_month(month: str, sheets: list[Sheet], view: View, evening: list[Sheet], seen: View, shelf: Shelf, site: Site) -> Iterator[Page]:
    opened = replace(volume(month, shelf.opened([sheet.day for sheet in sheets]), view), album=shelf.album)
    pen = Pen(site, view)
    if evening:
        opened = replace(opened, eve=volume("", shelf.opened([sheet.day for sheet in evening]), seen).papers)
    for draw in OF_A_MONTH.values():
        yield from draw(opened, pen)


def _lists(months: Mapping[str, list[Sheet]], shelf: Shelf, site: Site, common: str) -> Iterator[Part]:
    for month, words in split_words(shelf, site).items():
        # Titles and scores are the records'; which entry of a paper counts, and where its page is, they cannot know.
        lines = {slip.id: (str(slip.day), slip.path) for word in words for slip in word.slips}
        told = repr((sorted(lines.items()), [(word.folder, word.id) for word in words]))
        yield Part(f"lists-{month}", _key(common, _records(months[month]), told), partial(_draw_lists, words, site))


def _draw_lists(words: list[Word], site: Site) -> Iterator[Page]:
    nothing: frozenset[str] = frozenset()
    return month_lists(words, Pen(site, View({}, nothing, nothing, nothing)))


def _front(shelf: Shelf, site: Site, common: str) -> Part:
    return Part(FRONT, _key(common, _records(shelf.sheets)), partial(_draw_front, shelf, site))


def _draw_front(shelf: Shelf, site: Site) -> Iterator[Page]:
    pen = Pen(site, whole_view(shelf))
    for draw in OF_ALL.values():
        yield from draw(shelf, pen)


def _records(sheets: Sequence[Sheet]) -> str:
    return " ".join(f"{sheet.day} {sheet.record}" for sheet in sheets)


def _key(*inputs: str) -> str:
    return sha256("\n".join(inputs).encode()).hexdigest()


@cache
def _code() -> str:
    """A hash of this package, its templates and messages, of the nouns that it draws, and of the libraries that write text for it."""
    told = sha256()
    nouns = [(f"{name}.py", files("generator") / f"{name}.py") for name in _NOUNS]
    for path, file in sorted([*_files(files("generator.render")), *nouns]):
        told.update(f"{path}\n".encode() + file.read_bytes())
    for library in ("jinja2", "python-slugify"):
        told.update(f"{library} {version(library)}\n".encode())
    told.update(ZLIB_RUNTIME_VERSION.encode())  # pictures are packed by it
    return told.hexdigest()


def _files(folder: Traversable, above: str = "") -> Iterator[tuple[str, Traversable]]:
    for each in folder.iterdir():
        if each.is_dir() and each.name != "__pycache__":
            yield from _files(each, f"{above}{each.name}/")
        elif each.name.endswith((".py", ".j2", ".yml")):
            yield f"{above}{each.name}", each
