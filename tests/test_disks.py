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


@pytest.mark.slow
@pytest.mark.parametrize("room", [24, 180, 900], ids=["no record fits", "no page fits", "no site fits"])
def test_on_a_full_disk_a_line_says_so_and_nothing_is_lost(smith: Forge, wanted: dict[str, bytes], room: int) -> None:
    place = smith.folder / f"full{room}"
    place.mkdir()
    if not mounted("-t", "tmpfs", "-o", f"size={room}k", "tmpfs", str(place)):
        pytest.skip("needs to mount a small disk, which only root may")
    try:
        said = [smith.run(place, *words) for words in (RUN, ("build",))]
        failed = [each for each in said if each.status]
        assert failed
        for each in failed:
            assert "No space left on device): free some space on that disk" in complaint(each)
        assert [*place.rglob("*.tmp")] == []
        for path in (place / "archive").glob("[0-9]*/*.json"):
            record.loads(path.read_bytes(), str(path))
        assert mounted("-o", "remount,size=60m", str(place))
        assert_whole(smith, place, wanted)
    finally:
        subprocess.run(["umount", str(place)], check=True)


@pytest.mark.slow
@pytest.mark.parametrize(("largest", "words"), [(6_000, RUN), (40_000, RUN), (60_000, ("build",))])
def test_where_no_large_file_can_be_written_a_line_says_so(
    smith: Forge, wanted: dict[str, bytes], largest: int, words: tuple[str, ...]
) -> None:
    place = smith.folder / f"small{largest}"
    if words != RUN:
        assert smith.run(place, *RUN).status == 0
    said = smith.run(place, *words, largest=largest)
    assert "File too large" in complaint(said)
    assert "free some space on that disk" in said.err
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
@pytest.mark.parametrize(
    ("folder", "stopped", "option"),
    [
        ("archive", {"run"}, "--archive"),
        ("docs", {"run", "build"}, "--docs"),
        ("site", {"build"}, "--site"),
        (".cache", {"build"}, "--site"),
    ],
)
def test_a_folder_that_is_read_only_is_named_and_nothing_is_lost(
    smith: Forge, wanted: dict[str, bytes], folder: str, stopped: set[str], option: str
) -> None:
    place = smith.folder / f"locked{folder}"
    with read_only(place / folder):
        for words in (RUN, ("build",)):
            said = smith.run(place, *words)
            if words[0] in stopped:
                assert f"{folder}" in complaint(said)
                assert f"make the folder writable, or choose another with {option}" in said.err
            else:
                assert (said.status, said.err) == (0, "")
    assert_whole(smith, place, wanted)
