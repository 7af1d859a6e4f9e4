"""A disk that is full, a folder that is read-only: one line with the mend, nothing lost, and the next run is whole."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from generator import demo, record
from generator.demo.server import replay
from tests.killing import Ended, Forge, forge
from tests.test_killed import CLOCK, standing

pytestmark = pytest.mark.untraced

DAY = demo.days()[0]
RUN = ("run", "--date", str(DAY))


@pytest.fixture(scope="module")
def smith(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forge]:
    """Forks runs with the demo's sources, at one moment."""
    folder = tmp_path_factory.mktemp("disks")
    with replay() as server, forge(folder, {**server.environment(DAY), "DIGEST_SELECT__MIN_SCORE": "0"}, CLOCK) as made:
        yield made


@pytest.fixture(scope="module")
def wanted(smith: Forge) -> dict[str, bytes]:
    """What stands after a run and a build that nothing disturbed."""
    assert [smith.run(smith.folder / "whole", *words).status for words in (RUN, ("build",))] == [0, 0]
    return standing(smith.folder / "whole")


def complaint(said: Ended) -> str:
    assert (said.status, said.err[:8], said.err.count("\n")) == (1, "digest: ", 1), said
    return said.err


def assert_whole(smith: Forge, place: Path, wanted: dict[str, bytes]) -> None:
    again = [smith.run(place, *words) for words in (RUN, ("build",))]
    assert [(each.status, each.err) for each in again] == [(0, "")] * 2
    found = standing(place)
    assert sorted(found.keys() ^ wanted.keys()) == []
    assert [name for name in wanted if found[name] != wanted[name]] == []


def mounted(*words: str) -> bool:
    return subprocess.run(["mount", *words], check=False, capture_output=True).returncode == 0


def assert_told(said: Ended, why: str) -> None:
    assert f"{why}): free some space on that disk" in complaint(said)


@pytest.mark.slow
def test_on_a_full_disk_a_line_says_so_and_nothing_is_lost(smith: Forge, wanted: dict[str, bytes]) -> None:
    place = smith.folder / "full"
    place.mkdir()
    if not mounted("-t", "tmpfs", "-o", "size=24k", "tmpfs", str(place)):
        pytest.skip("needs to mount a small disk, which only root may")
    try:
        assert_told(smith.run(place, *RUN), "No space left on device")
        assert [*(place / "archive").rglob("*.json")] == []
        assert mounted("-o", "remount,size=120k", str(place))
        assert_told(smith.run(place, *RUN), "No space left on device")
        assert record.load(place / "archive", DAY)
        assert mounted("-o", "remount,size=2m", str(place))
        assert_told(smith.run(place, "build"), "No space left on device")
        assert [*place.rglob("*.tmp")] == []
        assert mounted("-o", "remount,size=60m", str(place))
        assert_whole(smith, place, wanted)
    finally:
        subprocess.run(["umount", str(place)], check=True)


@pytest.mark.slow
def test_where_no_large_file_can_be_written_a_line_says_so(smith: Forge, wanted: dict[str, bytes]) -> None:
    place = smith.folder / "small"
    assert_told(smith.run(place, *RUN, largest=6_000), "File too large")
    assert [*(place / "archive").rglob("*.json")] == []
    assert_told(smith.run(place, *RUN, largest=40_000), "File too large")
    assert record.load(place / "archive", DAY)
    assert_told(smith.run(place, "build", largest=60_000), "File too large")
    assert_whole(smith, place, wanted)


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Root may write whatever the mode says, so it gets the folder mounted read-only; others a mode."""
    folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid():
        folder.chmod(0o555)
        yield
        folder.chmod(0o755)
        return
    if not mounted("--bind", str(folder), str(folder)):
        pytest.skip("needs to mount a folder read-only, which this root may not")
    try:
        assert mounted("-o", "remount,ro,bind", str(folder))
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.slow
def test_a_folder_that_is_read_only_is_named_and_nothing_is_lost(smith: Forge, wanted: dict[str, bytes]) -> None:
    place = smith.folder / "locked"
    for folder, words, option in (("archive", RUN, "--archive"), ("docs", RUN, "--docs"), ("site", ("build",), "--site")):
        with read_only(place / folder):
            said = complaint(smith.run(place, *words))
        assert folder in said
        assert f"make the folder writable, or choose another with {option}" in said
    with read_only(place / ".cache"):
        drawn, built = smith.run(place, *RUN), smith.run(place, "build")
    assert (drawn.status, drawn.err) == (0, "")
    assert ".cache" in complaint(built)
    assert_whole(smith, place, wanted)
