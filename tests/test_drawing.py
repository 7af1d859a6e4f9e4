"""Several processes draw the same pages as one, hold few of them at a time, and tell a fault as one does."""

from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from generator import drawing, record, workers
from generator.errors import DigestError
from generator.model import Page
from generator.place import Place, open_place, sheets_of, shown_of
from generator.render import Part, parts
from tests.samples import DAY, digest


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A month with a paper and two without, which are many."""
    monkeypatch.setattr(drawing, "MANY", 1)
    for month in (2, 3, 4):
        day = DAY.replace(month=month)
        record.save(tmp_path / "archive", digest(day, () if month < DAY.month else None))
    return open_place(Path("feed.yml"), tmp_path / "archive", tmp_path / "docs", tmp_path / "site", {})


def wanted(place: Place) -> list[Part]:
    return parts(drawing.shelve(place, sheets_of(place)), shown_of(place))


def test_few_papers_are_drawn_here(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "MANY", 2)
    monkeypatch.setattr(drawing, "workers", None)
    assert [part.name for part, _ in drawing.draw(place, wanted(place), processes=2)] == [part.name for part in wanted(place)]


@pytest.mark.parametrize("threads", [1, 2])
def test_several_processes_draw_what_one_does_forked_or_not(place: Place, monkeypatch: pytest.MonkeyPatch, threads: int) -> None:
    monkeypatch.setattr(workers, "active_count", lambda: threads)
    alone = {part.name: list(part.draw()) for part in wanted(place)}
    assert len(alone) > 2
    assert {part.name: list(pages) for part, pages in drawing.draw(place, wanted(place), processes=2)} == alone


@pytest.mark.parametrize(("processes", "threads"), [(1, 1), (2, 1), (2, 2)])
def test_records_that_change_meanwhile_are_told_in_one_line(
    place: Place, monkeypatch: pytest.MonkeyPatch, processes: int, threads: int
) -> None:
    monkeypatch.setattr(workers, "active_count", lambda: threads)
    due = wanted(place)
    record.save(place.archive, digest(entries=()))
    with pytest.raises(DigestError, match=r"^\S+: (its records )?changed while pages were drawn: run it again$"):
        for _, pages in drawing.draw(place, due, processes=processes):
            list(pages)


def test_no_more_parts_are_under_way_than_may_wait() -> None:
    given: list[Future[list[Page]]] = []

    def submit(_: Callable[..., Any], name: str, __: str) -> Future[list[Page]]:
        given.append(Future())
        if len(given) >= 3:  # the third is ready at once, and so are those before it
            for each in given:
                if not each.done():
                    each.set_result([Page(path=name)])
        return given[-1]

    due = [Part(str(number), "k", lambda: iter(()), papers=number) for number in range(8)]
    most = [len(given) - taken for taken, _ in enumerate(drawing._as_completed(submit, due, 3))]  # type: ignore[arg-type]
    assert len(given) == 8
    assert max(most) == 3
