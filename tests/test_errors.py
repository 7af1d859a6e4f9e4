"""What an error of the disk is told as."""

import errno
from pathlib import Path

import pytest

from generator import building
from generator.errors import BuildError, unwritten
from generator.site.press import complaining


def test_a_full_disk_has_another_mend_than_a_folder_that_may_not_be_written() -> None:
    assert unwritten(OSError(errno.ENOSPC, ""), "--docs").startswith("free some space")
    assert unwritten(OSError(errno.EROFS, ""), "--docs") == "make the folder writable, or choose another with --docs"


def test_the_disks_word_is_not_taken_for_a_mistake_in_a_page(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No space"), complaining(tmp_path):
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_page_that_cannot_be_copied_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(BuildError, match=r"file: cannot be read or written .*--docs"), building._writing(tmp_path):
        building._copy(tmp_path / "file", tmp_path / "file" / "page.md")
