"""A run of the real command is killed before each of its writes and at any moment: the next one ends as if nothing had happened."""

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from generator import demo, record
from generator.demo.server import replay
from tests.conftest import ROOT

DAY = demo.days()[0]
# Loaded by every Python at its start: counts what is opened for writing, moved, removed or made, and dies before the n-th.
KILLER = """
import os, signal, sys
here, number, seen = os.path.realpath(os.getcwd()), int(os.environ["DIE_BEFORE"]), [0]
writing = os.O_WRONLY | os.O_RDWR | os.O_CREAT
def hook(event, args):
    if event == "open" and isinstance(args[0], (str, bytes)) and isinstance(args[2], int) and args[2] & writing:
        path = args[0]
    elif event in ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link"):
        path = args[0]
    else:
        return
    if os.path.realpath(os.fsdecode(path)).startswith(here):
        seen[0] += 1
        if seen[0] == number:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(hook)
"""
AT_MOST = int(os.environ.get("KILLS", "6"))
"""How many writes, and how many moments, are tried here; KILLS=100 tries a hundred of each."""


class Child:
    """Runs the command in folders of its own, with the demo's sources."""

    def __init__(self, folder: Path, environ: dict[str, str]) -> None:
        (folder / "hook").mkdir()
        (folder / "hook" / "sitecustomize.py").write_text(KILLER, "utf-8")
        self.folder = folder
        self.environ = {**environ, "PATH": os.environ["PATH"], "DIGEST_SELECT__MIN_SCORE": "0", "PYTHONDONTWRITEBYTECODE": "1"}

    def start(self, place: Path, before: int = 0) -> "subprocess.Popen[str]":
        place.mkdir(exist_ok=True)
        hooked = {"PYTHONPATH": f"{self.folder / 'hook'}:{ROOT}", "DIE_BEFORE": str(before)} if before else {"PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "generator", "run", "--date", str(DAY)]
        return subprocess.Popen(
            command, cwd=place, env={**self.environ, **hooked}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def run(self, place: Path, before: int = 0) -> int:
        with self.start(place, before) as running:
            said = running.communicate(timeout=120)
            assert "Traceback" not in said[1]
            return running.returncode


@pytest.fixture
def child(tmp_path: Path) -> Iterator[Child]:
    with replay() as server:
        yield Child(tmp_path, server.environment(DAY))


def ended(place: Path) -> tuple[Any, dict[str, bytes]]:
    """The records but for moments, the pages but for those that tell one, and what else is there."""
    records = {path.name: json.loads(path.read_bytes(), object_hook=_timeless) for path in (place / "archive").rglob("*.json")}
    pages = {str(path.relative_to(place)): path.read_bytes() for path in (place / "docs").rglob("*.md")}
    files = sorted(str(path.relative_to(place / "archive")) for path in (place / "archive").rglob("*"))
    return (records, files), pages


def _timeless(found: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in found.items() if key not in ("at", "usage", "attempts", "generator")}


@pytest.mark.slow
def test_killed_before_a_write_or_at_any_moment_a_healthy_run_ends_equal(child: Child) -> None:
    whole = child.folder / "whole"
    begun = time.monotonic()
    assert child.run(whole) == 0
    lasted = time.monotonic() - begun
    expected = ended(whole)
    chance = random.Random(AT_MOST)  # noqa: S311 no secret
    number, died = 1, 0
    for turn in range(AT_MOST):
        place = child.folder / f"write{turn}"
        if child.run(place, before=number) == -9:
            died += 1
        assert_mended(child, place, expected)
        number += 1 if AT_MOST > 50 else chance.randint(1, 8)
    assert died >= min(AT_MOST, 5)
    for turn in range(AT_MOST // 2):
        place = child.folder / f"moment{turn}"
        with child.start(place) as running:
            time.sleep(chance.uniform(0.2, lasted))
            running.kill()
        assert_mended(child, place, expected)


def assert_mended(child: Child, place: Path, expected: tuple[Any, dict[str, bytes]]) -> None:
    for path in (place / "archive").rglob("*.json"):
        record.loads(path.read_bytes(), str(path))  # never half a record
    assert child.run(place) == 0
    (held, pages), (wanted, drawn) = ended(place), expected
    assert held == wanted
    assert pages.keys() == drawn.keys()
