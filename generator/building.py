"""Building: the archive becomes docs/, and docs/ the site with its search. Wires render, publish, site and search for cli."""

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import partial
from itertools import groupby
from os import scandir
from pathlib import Path
from typing import Any

from generator import drawing, errors, index, record
from generator.bounds import is_inside
from generator.drawing import shelve
from generator.fanout import Lacking, Works, month_of
from generator.forecast import Forecast, forecast
from generator.model import Site
from generator.place import Place, home, sheets_of, shown_of
from generator.publish import MANIFEST, manifest, parts_of, publish
from generator.render import Shelf, parts
from generator.render.messages import group as message_group
from generator.render.shelf import Slip, by_month
from generator.search import Document, bundles, document, index_months
from generator.search import lacking as search_lacking
from generator.site import Built, print_parts
from generator.site import build as build_site
from generator.site import lacking as site_lacking

BROUGHT = ".brought"
"""Names in a docs folder the pages that were copied there."""


def draw(place: Place) -> int:
    """Draw the pages of all parts that changed, and say how many pages did. Raises RecordError, BuildError."""
    return _draw(place, shelve(place, sheets_of(place)))


def _draw(place: Place, shelf: Shelf) -> int:
    if not shelf.sheets and any(path.startswith("daily/") for path in manifest(place.docs)):
        raise errors.RecordError(
            f"{place.archive}: holds no record that can be read, but pages were drawn from some", "check --archive; the pages stay"
        )
    _take_back(place.docs)
    changes = publish(parts(shelf, shown_of(place)), place.docs, partial(drawing.draw, place))
    _bring_hand_written(place.docs)
    return len(changes.paths)


def _brought(docs: Path) -> tuple[list[str], dict[str, Path]]:
    """The pages that were copied to a docs folder other than the repository's, and those that belong there, by path."""
    ours, listed = home() / "docs", docs / BROUGHT
    if docs.resolve() == ours.resolve():
        return [], {}
    drawn = manifest(ours)
    paths = {
        path.relative_to(ours).as_posix(): path for path in sorted(ours.rglob("*")) if path.is_file() and not path.name.startswith(".")
    }
    before = listed.read_text("utf-8", errors="replace").splitlines() if listed.is_file() else []
    return [inside for inside in before if is_inside(inside)], {inside: path for inside, path in paths.items() if inside not in drawn}


def _take_back(docs: Path) -> None:
    """Remove the copies of hand-written pages that are gone, before something is drawn in their place."""
    with _writing(docs):
        before, wanted = _brought(docs)
        for inside in set(before) - wanted.keys():
            (docs / inside).unlink(missing_ok=True)


def _bring_hand_written(docs: Path) -> None:
    """Copy the pages that were written by hand to a docs folder other than the repository's; a copy follows its original."""
    with _writing(docs):
        before, wanted = _brought(docs)
        copies = [inside for inside in wanted if inside in before or not (docs / inside).exists()]
        if copies != before:  # first, or a copy that a killed run made would pass for a page of the reader's own
            _write(docs / BROUGHT, "".join(f"{inside}\n" for inside in copies).encode())
        for inside in copies:
            _copy(wanted[inside], docs / inside)


def _copy(path: Path, to: Path) -> None:
    content = path.read_bytes()
    if not to.exists() or to.read_bytes() != content:
        _write(to, content)


def _write(path: Path, content: bytes) -> None:
    """Write a file of docs/ whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    record.sweep(path.parent)
    record.write_whole(path, content)


@contextmanager
def _writing(docs: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise errors.BuildError(
            f"{error.filename or docs}: cannot be read or written ({error.strerror})", errors.unwritten(error, "--docs")
        ) from error


def build(place: Place) -> Forecast:
    """Draw all pages, then build the site and its search; say how large it is and becomes. Raises RecordError, BuildError."""
    shelf = shelve(place, sheets_of(place))
    _draw(place, shelf)
    built = build_drawn(place)
    _search(place, shelf)
    months = {name: sum(part.sizes.values()) for name, part in built.items()}
    pictures = {name: sum(size for path, size in part.sizes.items() if path.startswith("figures/")) for name, part in built.items()}
    newest = shelf.sheets[-1].day if shelf.sheets else date.min
    beside = _weight(f"{place.site}/search") + sum(path.stat().st_size for path in place.site.glob("sitemap*.xml"))
    return forecast(months, sum(months.values()) + beside, newest, keep=place.config.site.keep, figures=pictures)


def _weight(folder: str) -> int:
    """Bytes of all files in a folder."""
    with scandir(folder) as entries:
        return sum(_weight(entry.path) if entry.is_dir() else entry.stat().st_size for entry in entries)


def build_drawn(place: Place) -> Mapping[str, Built]:
    """Build the site of the pages as they are; say where each part stands. Raises BuildError."""
    return build_site(place.docs, place.site, home() / "mkdocs.yml", shown_of(place), parts_of(place.docs), kept=place.built)


def search(place: Place) -> None:
    """Put the search of all listed papers into the site. Raises RecordError, BuildError."""
    _search(place, shelve(place, sheets_of(place)))


def _search(place: Place, shelf: Shelf) -> None:
    bundles(_months(place, shelf), place.site / "search", _search_cache(place), _labels(shown_of(place)))


def works(place: Place) -> Works:
    """What a build does, in pieces for several machines."""
    mkdocs_yml, shown = home() / "mkdocs.yml", shown_of(place)

    def draw_all() -> set[str]:
        draw(place)
        return {*manifest(place.docs), MANIFEST}

    def lacking() -> Lacking:
        pages: Counter[str] = Counter()
        for part, count in site_lacking(place.docs, mkdocs_yml, shown, parts_of(place.docs), place.built).items():
            if month := month_of(part):
                pages[month] += count
        return Lacking(pages, search_lacking(_months(place, shelve(place, sheets_of(place))), _search_cache(place)))

    def make(months: Collection[str], searched: Collection[str]) -> list[Path]:
        _bring_hand_written(place.docs)
        drawn = parts_of(place.docs)
        printed = print_parts(place.docs, mkdocs_yml, shown, drawn, {name for name in drawn if month_of(name) in months}, place.built)
        documents = {month: each for month, each in _months(place, shelve(place, sheets_of(place))).items() if month in searched}
        return [*printed, *index_months(documents, _search_cache(place))]

    return Works(place.docs, place.cache, draw_all, lacking, make)


def _search_cache(place: Place) -> Path:
    return index.cache(place.archive, "search")


def _months(place: Place, shelf: Shelf) -> dict[str, tuple[str, Callable[[], Iterable[Document]]]]:
    """The listed papers by the month of their day, as the search takes them, each month with a hash of all that it is made from."""
    labels = _labels(shown_of(place))["names"]
    names = {**labels["interests"], **labels["tags"]}
    records = {sheet.day: sheet.record for sheet in shelf.sheets}
    months: dict[str, tuple[str, Callable[[], Iterable[Document]]]] = {}
    for month, slips in by_month(shelf.newest).items():
        made_from = repr([names, [(slip.id, slip.path, slip.day, records[slip.day]) for slip in slips]])
        months[month] = (hashlib.sha256(made_from.encode()).hexdigest(), partial(_documents, shelf, slips, names))
    return months


def _documents(shelf: Shelf, slips: Iterable[Slip], names: Mapping[str, str]) -> Iterator[Document]:
    for day, of_day in groupby(slips, key=lambda slip: slip.day):
        cards = {card.paper.id: card for card in shelf.cards(day)}
        for slip in of_day:
            entry = cards[slip.id].entry
            ids = (*entry.relevance.matched, *entry.tags)
            yield document(entry, day, slip.path, [names[id_] for id_ in ids if id_ in names])


def _labels(shown: Site) -> dict[str, Any]:
    """What the search box says and how it calls things."""
    tags = {id_: tag.names.get(shown.language, id_) for id_, tag in shown.tags.items()}
    return {
        "words": message_group(shown.language, "search"),
        "names": {"interests": {each.id: each.name or each.id for each in shown.interests}, "tags": tags},
    }
