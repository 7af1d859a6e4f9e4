"""Drawing: the pages of many parts, by several processes at once. A part cannot be sent to one that is no fork: it opens the archive."""

import multiprocessing
from collections.abc import Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import replace
from functools import partial
from itertools import islice

from generator import index, record
from generator.errors import BuildError
from generator.glance import Sheet
from generator.model import Page
from generator.place import Place, shown_of
from generator.publish import Drawing, one_by_one
from generator.render import Part, Shelf, parts, shelve_sheets
from generator.render.shelf import Album
from generator.workers import Submit, workers

MANY = 500
"""Papers that one process draws about as soon as several do (a second), which have to start first."""
AHEAD = 2
"""Parts that are under way beyond one for each process: pages that wait to be written hold memory."""


def shelve(place: Place, sheets: Iterable[Sheet]) -> Shelf:
    """The archive as the pages take it, with the figures that they may show: those that stand in it, or none."""
    sizes = record.figures(place.archive) if place.config.site.figures else {}
    album, looked = Album(sizes, partial(record.load_figure, place.archive)), list(sheets)
    return shelve_sheets(looked, index.opener(place.archive, looked), keep=place.config.site.keep, album=album)


def draw(place: Place, wanted: Sequence[Part], processes: int | None = None) -> Drawing:
    """Draw parts, each whole, in any order; ``processes`` is the most that draw at once (one a core). Raises RecordError, BuildError."""
    count = min(processes or multiprocessing.cpu_count(), len(wanted))
    if count < 2 or sum(part.papers for part in wanted) < MANY:
        return one_by_one(wanted)
    return _shared(place, wanted, count)


def _shared(place: Place, wanted: Sequence[Part], processes: int) -> Drawing:
    _opened.update((part.name, part) for part in wanted)
    try:
        with workers(processes, _open, replace(place, environ=dict(place.environ), told={})) as submit:
            yield from _as_completed(submit, wanted, processes + AHEAD)
    finally:
        _opened.clear()


def _as_completed(submit: Submit, wanted: Sequence[Part], most: int) -> Drawing:
    """Hand in one part for each that is ready, the longest first: what spans months is one part."""
    left = iter(sorted(wanted, key=lambda part: part.papers > 0))
    under_way: dict[Future[list[Page]], Part] = {}
    while True:
        under_way |= {submit(_draw, part.name, part.key): part for part in islice(left, most - len(under_way))}
        if not under_way:
            return
        for ready in wait(under_way, return_when=FIRST_COMPLETED).done:
            yield under_way.pop(ready), ready.result()


_opened: dict[str, Part] = {}  # in each process


def _open(place: Place) -> None:
    """Open the archive, unless the process was forked from one that had."""
    if _opened:
        return
    sheets, _ = index.readable(place.archive)  # what cannot be read was told
    _opened.update((part.name, part) for part in parts(shelve(place, sheets), shown_of(place)))


def _draw(name: str, key: str) -> list[Page]:
    part = _opened.get(name)
    if part is None or part.key != key:
        raise BuildError(f"{name}: its records changed while pages were drawn", "run it again")
    return list(part.draw())
