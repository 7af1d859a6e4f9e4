"""docs/ becomes equal to the pages, and what a person wrote stays."""

from pathlib import Path

import pytest

from generator.errors import BuildError
from generator.model import Page
from generator.publish import MANIFEST, manifest, publish

ONE, TWO = Page(path="index.md", text="one\n"), Page(path="daily/2026/2026-04-20.md", text="two\n")


def test_pages_are_written_once(tmp_path: Path) -> None:
    assert publish([ONE, TWO], tmp_path / "docs") == ["index.md", "daily/2026/2026-04-20.md"]
    assert publish([ONE, TWO], tmp_path / "docs") == []
    assert manifest(tmp_path / "docs") == {ONE.path, TWO.path}


def test_a_page_that_is_no_longer_drawn_goes_with_its_empty_folders(tmp_path: Path) -> None:
    publish([ONE, TWO], tmp_path)
    assert publish([ONE], tmp_path) == [TWO.path]
    assert sorted(path.name for path in tmp_path.iterdir()) == [MANIFEST, "index.md"]


def test_a_hand_written_page_is_never_touched(tmp_path: Path) -> None:
    (tmp_path / "index.md").write_text("mine", "utf-8")
    (tmp_path / "notes.md").write_text("mine", "utf-8")
    with pytest.raises(BuildError, match="written by hand"):
        publish([ONE], tmp_path)
    publish([TWO], tmp_path)
    publish([], tmp_path)
    assert (tmp_path / "index.md").read_text("utf-8") == "mine"
    assert (tmp_path / "notes.md").read_text("utf-8") == "mine"


def test_a_killed_run_leaves_no_page_that_looks_written_by_hand(tmp_path: Path) -> None:
    def killed() -> object:
        yield ONE
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        publish(killed(), tmp_path)
    assert publish([Page(path="index.md", text="later\n")], tmp_path) == ["index.md"]


@pytest.mark.parametrize("path", ["../evil.md", "/evil.md", "a/../../evil.md", "", "a\nb.md", "a\\b.md"])
def test_nothing_leaves_docs_by_a_path(tmp_path: Path, path: str) -> None:
    with pytest.raises(BuildError, match="leaves"):
        publish([Page(path=path, text="x")], tmp_path / "docs")
    assert [each.name for each in tmp_path.rglob("*") if each.is_file()] == [MANIFEST]


def test_two_pages_with_one_path_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="two pages"):
        publish([ONE, ONE], tmp_path)


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "docs").write_text("", "utf-8")
    with pytest.raises(BuildError, match="cannot be written"):
        publish([ONE], tmp_path / "docs")


def test_a_manifest_with_foreign_paths_removes_nothing_outside(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "victim").write_text("", "utf-8")
    (tmp_path / "docs" / MANIFEST).write_text("../victim\n", "utf-8")
    publish([ONE], tmp_path / "docs")
    assert (tmp_path / "victim").exists()
