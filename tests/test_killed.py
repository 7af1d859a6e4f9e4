"""The real command is killed before and after its writes and at any moment: the next one ends as if nothing had happened.

``KILLS=100 pytest tests/test_killed.py -s`` tries a hundred of the writes before and after, and a hundred moments, of a run and of a
build with and without its cache, and prints the figures.
"""

import os
import random
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator import demo, record
from generator.demo.server import replay
from tests.killing import Death, Ended, Forge, forge

pytestmark = pytest.mark.untraced

DAYS = demo.days()[:2]
CLOCK = "2026-04-20T12:00:00Z"
KILLS = int(os.environ.get("KILLS", "2"))
"""How many writes are tried before and after, and how many moments."""

HALF = re.compile(r"\.tmp$|\.part$|building-")
"""What a file or folder is called until it is whole."""

LONG = 50
"""From so many on it is the long look."""


@pytest.fixture(scope="module")
def smith(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forge]:
    """Forks runs with the demo's sources of the first day, at one moment: whatever a run writes is then the same, byte for byte."""
    folder = tmp_path_factory.mktemp("killed")
    with replay() as server, forge(folder, {**server.environment(DAYS[0]), "DIGEST_SELECT__MIN_SCORE": "0"}, CLOCK) as made:
        yield made


def standing(place: Path) -> dict[str, bytes]:
    """Archive, pages and site, file by file; of the manifest the name alone, as it tells times, of the cache only what is half written."""
    files = {str(path.relative_to(place)): path for path in sorted(place.rglob("*")) if path.is_file() or HALF.search(path.name)}
    known = {name: path for name, path in files.items() if not name.startswith(".cache") or HALF.search(name)}
    return {name: b"" if name == "docs/.generated" or path.is_dir() else path.read_bytes() for name, path in known.items()}


def deaths(whole: Ended, seed: str) -> list[Death]:
    """The writes and moments that are tried, the same ones in the same order each time."""
    chance = random.Random(f"{seed}{KILLS}")  # noqa: S311 no secret
    numbers, most = range(1, whole.writes + 1), KILLS if seed == "run" or KILLS >= LONG else 1
    chosen = [Death(number, after) for after in (False, True) for number in chance.sample(numbers, min(most, whole.writes))]
    chosen += [Death(moment=chance.uniform(0.001, whole.seconds)) for _ in range(most)]
    return chance.sample(chosen, len(chosen))


def fault(smith: Forge, place: Path, words: list[str], killed: Ended, wanted: dict[str, bytes]) -> str | None:
    """What is wrong after a killed run and a healthy one."""
    if killed.status not in (-9, 0) or killed.err:
        return f"the killed one: {killed}"
    for path in (place / "archive").glob("[0-9]*/*.json"):
        record.loads(path.read_bytes(), str(path))  # never half a record
    again = smith.run(place, *words)
    if (again.status, again.err) != (0, ""):
        return f"the next one: {again}"
    found = standing(place)
    if found.keys() != wanted.keys():
        return f"other files: {sorted(found.keys() ^ wanted.keys())[:5]}"
    return next((f"another content: {name}" for name in wanted if found[name] != wanted[name]), None)


def look(smith: Forge, what: str, words: list[str], whole: Ended, wanted: dict[str, bytes], before: Path | None = None) -> None:
    """Kill and mend at every death, tell the figures (to those who look, with -s), and fail with all faults."""
    assert (whole.status, whole.err) == (0, "")
    ends, faults = Counter[str](), []
    place, due, chance = smith.folder / "killed", deaths(whole, what), random.Random(what)  # noqa: S311 no secret
    for death in due:
        if before:
            shutil.copytree(before, place)
        killed = smith.run(place, *words, death=death)
        if death.moment and not killed.status:  # over by then: the machine is quicker than it was at first
            due.append(Death(moment=chance.uniform(0.001, killed.seconds)))
        ends[("moment" if death.moment else "after" if death.after else "before") + ("" if killed.status else ", but over")] += 1
        if found := fault(smith, place, words, killed, wanted):
            faults.append(f"{death}: {found}")
        shutil.rmtree(place)
        if ends.total() % 10 == 0:
            tell(what, whole, ends, faults)
    tell(what, whole, ends, faults)
    assert faults == []
    assert {"before", "after"} <= ends.keys()


def tell(what: str, whole: Ended, ends: "Counter[str]", faults: list[str]) -> None:
    """The figures so far, for those who look with -s."""
    kills = sum(count for end, count in ends.items() if "over" not in end)
    print(f"\n{what}: {whole.writes} writes, {kills} kills, {len(faults)} not mended: {dict(sorted(ends.items()))} {faults}", flush=True)  # noqa: T201


@pytest.mark.slow
def test_after_a_killed_run_the_next_one_ends_equal_byte_for_byte(smith: Forge) -> None:
    words = ["run", "--date", str(DAYS[0])]
    whole = smith.run(smith.folder / "whole", *words)
    look(smith, "run", words, whole, standing(smith.folder / "whole"))


@pytest.mark.slow
@pytest.mark.parametrize("cache", ["warm", pytest.param("cold", marks=pytest.mark.skipif(KILLS < LONG, reason="the long look, KILLS=100"))])
def test_after_a_killed_build_the_next_site_is_equal_byte_for_byte(smith: Forge, cache: str) -> None:
    before = smith.folder / f"{cache}-before"
    assert smith.run(before, "run", "--date", str(DAYS[0])).status == 0
    if cache == "warm":
        assert smith.run(before, "build").status == 0
    at = {name: value.replace(str(DAYS[0]), str(DAYS[1])) for name, value in smith.environ.items()}
    assert smith.run(before, "run", "--date", str(DAYS[1]), environ=at).status == 0
    # The day that came last is recorded, and its pages are gone.
    for path in (before / "docs").rglob(f"*{DAYS[1]}*"):
        path.unlink()
    place = shutil.copytree(before, smith.folder / f"{cache}-whole")
    whole = smith.run(place, "build")
    look(smith, f"build, {cache}", ["build"], whole, standing(place), before)
