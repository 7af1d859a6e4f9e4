"""docs/ becomes equal to the parts, what did not change is not drawn again, and what a person wrote stays."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.errors import BuildError
from generator.model import Page
from generator.publish import MANIFEST, Changes, Drawn, manifest, parts_of, publish
from generator.render import Part

ONE, TWO = Page(path="index.md", text="one\n"), Page(path="daily/2026/2026-04-20.md", text="two\n")


def part(*pages: Page, name: str = "front", key: str = "k") -> Part:
    return Part(name, key, lambda: iter(pages))


def unasked(name: str = "front", key: str = "k") -> Part:
    """A part that must not be drawn."""

    def draw() -> Iterator[Page]:
        raise AssertionError(f"{name} was drawn")

    return Part(name, key, draw)


def test_pages_are_written_once(tmp_path: Path) -> None:
    assert publish([part(ONE, TWO)], tmp_path / "docs") == Changes((ONE.path, TWO.path), ("front",))
    assert publish([part(ONE, TWO, key="other")], tmp_path / "docs") == Changes((), ("front",))
    assert manifest(tmp_path / "docs") == {ONE.path, TWO.path}


def test_a_part_with_a_known_key_is_not_drawn_again(tmp_path: Path) -> None:
    publish([part(ONE), part(TWO, name="2026-04", key="a")], tmp_path)
    before = (tmp_path / MANIFEST).read_bytes()
    assert publish([unasked(), unasked("2026-04", "a")], tmp_path) == Changes((), ())
    assert (tmp_path / MANIFEST).read_bytes() == before


def test_only_the_part_whose_key_changed_is_drawn(tmp_path: Path) -> None:
    publish([part(ONE), part(TWO, name="2026-04", key="a")], tmp_path)
    newer = Page(path=TWO.path, text="newer\n")
    assert publish([unasked(), part(newer, name="2026-04", key="b")], tmp_path) == Changes((TWO.path,), ("2026-04",))
    assert parts_of(tmp_path) == {"front": Drawn("k", (ONE.path,)), "2026-04": Drawn("b", (TWO.path,))}


def test_a_page_that_is_no_longer_drawn_goes_with_its_empty_folders(tmp_path: Path) -> None:
    publish([part(ONE), part(TWO, name="2026-04")], tmp_path)
    assert publish([unasked()], tmp_path) == Changes((TWO.path,), ("2026-04",))
    assert sorted(path.name for path in tmp_path.iterdir()) == [MANIFEST, "index.md"]
    assert parts_of(tmp_path) == {"front": Drawn("k", (ONE.path,))}


def test_a_page_may_move_from_one_part_to_another(tmp_path: Path) -> None:
    publish([part(ONE, TWO, name="2026-04", key="a"), part(name="2026-05", key="a")], tmp_path)
    assert publish([part(ONE, name="2026-04", key="b"), part(TWO, name="2026-05", key="b")], tmp_path).paths == ()
    assert (tmp_path / TWO.path).read_text("utf-8") == TWO.text
    assert parts_of(tmp_path)["2026-05"].paths == (TWO.path,)


@pytest.mark.parametrize("harm", ["deleted", "longer", "as long"])
def test_a_page_that_was_deleted_or_edited_by_hand_is_healed(tmp_path: Path, harm: str) -> None:
    publish([part(ONE), part(TWO, name="2026-04")], tmp_path)
    if harm == "deleted":
        (tmp_path / TWO.path).unlink()
    else:
        (tmp_path / TWO.path).write_text("mine, and longer\n" if harm == "longer" else "owt\n", "utf-8")
        os.utime(tmp_path / TWO.path, (1, 1))
    assert publish([unasked(), part(TWO, name="2026-04")], tmp_path) == Changes((TWO.path,), ("2026-04",))
    assert (tmp_path / TWO.path).read_text("utf-8") == TWO.text


def test_pages_that_were_only_touched_are_not_drawn_again(tmp_path: Path) -> None:
    publish([part(ONE)], tmp_path)
    os.utime(tmp_path / ONE.path, (1, 1))
    assert publish([unasked()], tmp_path) == Changes((), ())
    assert publish([unasked()], tmp_path) == Changes((), ())


def test_a_hand_written_page_is_never_touched(tmp_path: Path) -> None:
    (tmp_path / "index.md").write_text("mine", "utf-8")
    (tmp_path / "notes.md").write_text("mine", "utf-8")
    with pytest.raises(BuildError, match="written by hand"):
        publish([part(ONE)], tmp_path)
    publish([part(TWO)], tmp_path)
    publish([], tmp_path)
    assert (tmp_path / "index.md").read_text("utf-8") == "mine"
    assert (tmp_path / "notes.md").read_text("utf-8") == "mine"


def test_a_killed_run_leaves_no_page_that_looks_written_by_hand_and_no_part_that_looks_whole(tmp_path: Path) -> None:
    publish([part(Page(path="index.md", text="first\n"), key="old")], tmp_path)

    def killed() -> Iterator[Page]:
        yield ONE
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        publish([Part("front", "new", killed)], tmp_path)
    assert parts_of(tmp_path).keys() == {"front"}  # nothing is written before all of a part is drawn
    ends = Page(path=f"{ONE.path}/no-folder.md", text="")
    with pytest.raises(BuildError, match="cannot be written"):
        publish([part(ONE, TWO, ends, key="new")], tmp_path)
    assert (tmp_path / TWO.path).exists()
    assert parts_of(tmp_path) == {}
    assert manifest(tmp_path) == {ONE.path, TWO.path, ends.path}
    # Not even for what was there before: its pages are half new.
    healed = publish([part(Page(path="index.md", text="first\n"), key="old")], tmp_path)
    assert healed == Changes(("index.md", TWO.path, ends.path), ("front",))
    assert not (tmp_path / TWO.path).exists()


def test_half_a_line_of_the_manifest_names_nothing(tmp_path: Path) -> None:
    publish([part(ONE, TWO)], tmp_path)
    (tmp_path / "about.md").write_text("by hand\n", "utf-8")
    for half in ("daily/2026", "about.md", "\tfront"):
        with (tmp_path / MANIFEST).open("a", encoding="utf-8") as journal:
            journal.write(half)
        assert manifest(tmp_path) == {ONE.path, TWO.path}
        assert publish([unasked()], tmp_path) == Changes((), ())
    assert (tmp_path / "about.md").read_text("utf-8") == "by hand\n"
    assert (tmp_path / MANIFEST).read_text("utf-8").endswith("\n")


def test_the_manifest_of_an_older_version_is_understood(tmp_path: Path) -> None:
    publish([part(ONE, TWO)], tmp_path)
    (tmp_path / MANIFEST).write_text(f"{ONE.path}\n{TWO.path}\n", "utf-8")
    assert parts_of(tmp_path) == {}
    assert publish([part(ONE)], tmp_path) == Changes((TWO.path,), ("front",))


@pytest.mark.parametrize("path", ["../evil.md", "/evil.md", "a/../../evil.md", "", "a\nb.md", "a\tb.md", "a\\b.md"])
def test_nothing_leaves_docs_by_a_path(tmp_path: Path, path: str) -> None:
    with pytest.raises(BuildError, match="leaves"):
        publish([part(Page(path=path, text="x"))], tmp_path / "docs")
    assert [each.name for each in tmp_path.rglob("*") if each.is_file()] == [MANIFEST]


def test_two_pages_with_one_path_are_refused_also_in_two_parts(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="two pages"):
        publish([part(ONE, ONE)], tmp_path / "one")
    publish([part(ONE)], tmp_path / "two")
    with pytest.raises(BuildError, match="two pages"):
        publish([unasked(), part(ONE, name="2026-04")], tmp_path / "two")


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "docs").write_text("", "utf-8")
    with pytest.raises(BuildError, match="cannot be written"):
        publish([part(ONE)], tmp_path / "docs")


def test_a_manifest_with_foreign_paths_removes_nothing_outside(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "victim").write_text("", "utf-8")
    (tmp_path / "docs" / MANIFEST).write_text("../victim\n", "utf-8")
    publish([part(ONE)], tmp_path / "docs")
    assert (tmp_path / "victim").exists()
