"""Bundles on disk: made once, kept, byte for byte the same."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from generator.errors import BuildError
from generator.search import Document, bundles
from generator.search.bundles import Months, lacking

LABELS = {"words": {}, "names": {}}


def _month(month: str, *titles: str) -> tuple[str, list[Document]]:
    day = date.fromisoformat(f"{month}-03")
    made = Document(key="", url="", title="", text="text of it", language="en", day=day, score=5, tags=("t",))
    return month, [replace(made, key=f"{month}.{number}", title=title) for number, title in enumerate(titles)]


def _months(*given: tuple[str, list[Document]]) -> Months:
    def ask(documents: list[Document]) -> Iterable[Document]:
        return documents

    return {month: (repr(documents), lambda documents=documents: ask(documents)) for month, documents in given}  # type: ignore[misc]


def _content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


ARCHIVE = [_month("2025-11", "Alpha", "Beta"), _month("2025-12", "Gamma"), _month("2026-01", "Delta")]


def test_one_more_day_indexes_its_month_alone_and_warm_equals_cold(tmp_path: Path) -> None:
    out, cache = tmp_path / "search", tmp_path / "cache"
    first = bundles(_months(*ARCHIVE), out, cache, LABELS)
    assert (first.indexed, first.written, first.bundles, first.papers) == (3, 2, 2, 4)
    more = [*ARCHIVE[:2], _month("2026-01", "Delta", "Epsilon")]
    second = bundles(_months(*more), out, cache, LABELS)
    assert (second.indexed, second.written, second.papers) == (1, 1, 5)
    bundles(_months(*reversed(more)), tmp_path / "cold", tmp_path / "other", LABELS)
    assert _content(out) == _content(tmp_path / "cold")


def test_a_build_with_nothing_new_asks_for_no_document(tmp_path: Path) -> None:
    bundles(_months(*ARCHIVE), tmp_path / "search", tmp_path / "cache", LABELS)

    def refuse() -> Iterable[Document]:
        raise AssertionError("asked")

    kept = {month: (key, refuse) for month, (key, _) in _months(*ARCHIVE).items()}
    assert bundles(kept, tmp_path / "other", tmp_path / "cache", LABELS).indexed == 0
    assert _content(tmp_path / "other") == _content(tmp_path / "search")


def test_a_month_that_is_over_joins_its_half_year_without_being_indexed_again(tmp_path: Path) -> None:
    bundles(_months(*ARCHIVE), tmp_path / "search", tmp_path / "cache", LABELS)
    built = bundles(_months(*ARCHIVE, _month("2026-02", "Zeta")), tmp_path / "search", tmp_path / "cache", LABELS)
    assert (built.indexed, built.written, built.bundles) == (1, 1, 3)


def test_what_a_kept_bundle_was_made_from_is_not_lacking(tmp_path: Path) -> None:
    months = _months(*ARCHIVE)
    assert lacking(months, tmp_path / "cache") == ["2026-01", "2025-11", "2025-12"]
    bundles(months, tmp_path / "out", tmp_path / "cache", LABELS)
    bundles(months, tmp_path / "out", tmp_path / "cache", LABELS)
    assert lacking(months, tmp_path / "cache") == []
    assert lacking(_months(*ARCHIVE[:2], _month("2026-01", "Delta", "Epsilon")), tmp_path / "cache") == ["2026-01"]


def test_what_is_no_longer_used_goes(tmp_path: Path) -> None:
    out, cache = tmp_path / "search", tmp_path / "cache"
    bundles(_months(*ARCHIVE), out, cache, LABELS)
    bundles(_months(ARCHIVE[0]), out, cache, LABELS)
    told = json.loads((out / "periods.json").read_bytes())
    assert {path.name for path in out.iterdir()} == {told["bundles"][0]["path"], "periods.json"}
    assert {path.name for path in (cache / "bundles").iterdir()} == {told["bundles"][0]["path"]}


def test_periods_tell_bundles_papers_and_counts(tmp_path: Path) -> None:
    bundles(_months(*ARCHIVE), tmp_path / "search", tmp_path / "cache", {"words": {"title": "Search"}, "names": {}})
    told = json.loads((tmp_path / "search" / "periods.json").read_bytes())
    assert [(bundle["papers"], bundle["months"], bundle["recent"]) for bundle in told["bundles"]] == [
        (1, {"2026-01": 1}, True),
        (3, {"2025-11": 2, "2025-12": 1}, True),
    ]
    assert told["counts"]["tags"] == {"t": 4}
    assert told["words"] == {"title": "Search"}


def test_an_archive_without_a_paper_has_no_bundle(tmp_path: Path) -> None:
    assert bundles({}, tmp_path / "search", tmp_path / "cache", LABELS).bundles == 0


def test_a_paper_without_a_word_is_indexed_too(tmp_path: Path) -> None:
    nothing = Document(key="2601.1", url="papers/2601.1/", title="", text="", language="en", day=date(2026, 1, 3), score=None)
    assert bundles(_months(("2026-01", [nothing])), tmp_path / "search", tmp_path / "cache", LABELS).papers == 1


def test_a_folder_that_cannot_be_written_is_an_error_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "search").write_text("a file")
    with pytest.raises(BuildError, match="cannot be written"):
        bundles(_months(*ARCHIVE), tmp_path / "search", tmp_path / "cache", LABELS)


def test_a_build_that_was_stopped_leaves_nothing_that_looks_whole(tmp_path: Path) -> None:
    def stop() -> Iterable[Document]:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bundles({"2026-01": ("k", stop)}, tmp_path / "search", tmp_path / "cache", LABELS)
    assert bundles({"2026-01": ("k", lambda: ARCHIVE[2][1])}, tmp_path / "search", tmp_path / "cache", LABELS).papers == 1
