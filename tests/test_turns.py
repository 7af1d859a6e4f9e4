"""Two commands at once: the second waits and says so, and nothing is lost, doubled or half written."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from generator import demo, record, turns
from generator.demo.server import replay
from tests.conftest import ROOT, Command
from tests.samples import digest

DAYS = demo.days()[:2]


def soon(happened: Callable[[], object]) -> None:
    until = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < until
        time.sleep(0.01)


def test_the_second_waits_is_told_once_and_comes_in_when_the_first_has_ended(tmp_path: Path) -> None:
    waits: list[Path] = []
    came = threading.Event()

    def second() -> None:
        with turns.turn([tmp_path, tmp_path, tmp_path / "none"], waits.append):
            came.set()

    with turns.turn([tmp_path], waits.append):
        thread = threading.Thread(target=second)
        thread.start()
        soon(lambda: waits)
        assert not came.is_set()
    thread.join(60)
    assert came.is_set()
    assert waits == [tmp_path.resolve()]
    assert list(tmp_path.iterdir()) == []


def test_where_a_folder_cannot_be_locked_a_command_works_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(38, "Function not implemented")

    with monkeypatch.context() as patch:
        patch.setattr(turns.fcntl, "flock", refuse)
        with turns.turn([tmp_path], pytest.fail):
            pass
    with monkeypatch.context() as patch:
        patch.setattr(os, "open", refuse)
        with turns.turn([tmp_path], pytest.fail):
            pass
    monkeypatch.setattr(turns, "fcntl", None)
    with turns.turn([tmp_path], pytest.fail), turns.turn([tmp_path], pytest.fail):
        pass


def test_a_command_that_waits_says_so_in_one_line(command: Command, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    record.save(archive, digest())
    held = threading.Event()

    def hold() -> None:
        with turns.turn([archive], pytest.fail):
            held.set()
            time.sleep(0.3)

    thread = threading.Thread(target=hold)
    thread.start()
    assert held.wait(60)
    said = command("render")
    thread.join()
    assert (said.status, said.out[:6]) == (0, "docs: ")
    assert said.err == f"digest: {archive}: another command works on it: waiting until it ends (Ctrl-C stops this one)\n"


@pytest.mark.slow
def test_runs_of_two_days_at_once_lose_and_double_nothing(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    archive.mkdir()
    with replay() as server:
        environ = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "DIGEST_SELECT__MIN_SCORE": "0", "PYTHONUNBUFFERED": "1"}
        with turns.turn([archive], pytest.fail):  # until both stand at the door
            running = [
                subprocess.Popen(
                    [sys.executable, "-m", "generator", "run", "--date", str(day)],
                    cwd=tmp_path,
                    env={**environ, **server.environment(day)},
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    text=True,
                )
                for day in (*DAYS, DAYS[0])
            ]
            for each in running:
                assert each.stderr
                assert each.stderr.readline().endswith("waiting until it ends (Ctrl-C stops this one)\n")
            assert [*archive.iterdir()] == []
        said = [each.communicate(timeout=120) for each in running]
    assert [(each.returncode, err) for each, (_, err) in zip(running, said, strict=True)] == [(0, "")] * 3
    stored = record.load_all(archive)
    assert [each.day for each in stored] == DAYS
    ids = [entry.paper.id for each in stored for entry in each.entries if entry.analysis]
    assert ids
    assert len(ids) == len(set(ids))
    for pattern in ("*.tmp", ".writable"):
        assert [*tmp_path.rglob(pattern)] == []
    day_pages = {path.stem for path in (tmp_path / "docs" / "daily").rglob("*.md")}
    assert {str(day) for day in DAYS} <= day_pages


def test_what_killed_processes_left_in_the_caches_and_pages_is_removed(command: Command, tmp_path: Path) -> None:
    record.save(tmp_path / "archive", digest())
    left = [tmp_path / folder / ".file.999999999.tmp" for folder in ("docs", ".cache/index-archive", ".cache/other")]
    for path in left:
        path.parent.mkdir(parents=True)
        path.write_bytes(b"half")
    assert command("render").status == 0
    assert [path for path in left if path.exists()] == []
