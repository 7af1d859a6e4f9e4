"""Ctrl-C, SIGTERM and a closed terminal: one line, the shell's exit status, never Python's own words."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

import generator.__main__ as program
from generator import cli, demo
from generator.demo.server import replay
from tests.conftest import ROOT

SAID = "digest: stopped: what was finished is kept\n"
DAY = demo.days()[0]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("after", "number"), [(0.15, signal.SIGINT), (0.3, signal.SIGTERM), (0.45, signal.SIGINT), (1.0, signal.SIGINT), (1.1, signal.SIGHUP)]
)
def test_a_stop_is_one_line_whenever_it_comes(tmp_path: Path, after: float, number: signal.Signals) -> None:
    with replay() as server:
        environ = {**server.environment(DAY), "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
        begun = time.monotonic()
        command = [sys.executable, "-c", "import generator.__main__ as program; print('.', flush=True); program.main()", "run"]
        command += ["--date", str(DAY)]
        with subprocess.Popen(command, cwd=tmp_path, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
            assert running.stdout
            assert running.stdout.readline() == ".\n"
            time.sleep(max(0.02, begun + after - time.monotonic()))
            running.send_signal(number)
            _, err = running.communicate(timeout=60)
    assert (running.returncode, err) in {(128 + number, SAID), (0, "")}
    assert [*tmp_path.rglob("*.tmp")] == []


@pytest.fixture
def stop(monkeypatch: pytest.MonkeyPatch) -> program._Stop:
    """A stop whose leaving can be seen; the signals stay as they are."""

    def leave(status: int) -> None:
        raise SystemExit(f"left with {status}")

    monkeypatch.setattr(os, "_exit", leave)
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    made = program._Stop()
    monkeypatch.setattr(program, "_Stop", lambda: made)
    monkeypatch.setattr(sys, "unraisablehook", sys.unraisablehook)
    return made


def test_while_the_program_loads_it_leaves_at_once(stop: program._Stop, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="left with 130"):
        stop(signal.SIGINT, None)
    assert capfd.readouterr().err == SAID


def test_what_a_command_makes_of_an_interruption_is_still_a_stop(
    stop: program._Stop, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted() -> None:
        try:
            stop(signal.SIGTERM, None)
        except KeyboardInterrupt as error:
            raise RuntimeError("in a class body") from error

    monkeypatch.setattr(cli, "main", interrupted)
    with pytest.raises(SystemExit, match="left with 143"):
        program.main()
    assert capfd.readouterr().err == SAID


def test_a_command_that_told_of_the_stop_is_not_told_again(
    stop: program._Stop, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "main", lambda: [setattr(stop, "number", 2), sys.exit(130)])
    with pytest.raises(SystemExit, match="left with 130"):
        program.main()
    assert capfd.readouterr().err == ""


def test_a_command_that_ended_by_itself_keeps_its_status(stop: program._Stop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "main", lambda: [setattr(stop, "number", 2), sys.exit(3)])
    with pytest.raises(SystemExit, match=r"^3$"):
        program.main()


def test_an_interruption_that_python_could_only_print_is_a_stop(stop: program._Stop, capfd: pytest.CaptureFixture[str]) -> None:
    stop.number = 2
    with pytest.raises(SystemExit, match="left with 130"):
        stop.unheard(SimpleNamespace(exc_type=KeyboardInterrupt))  # type: ignore[arg-type]
    assert capfd.readouterr().err == SAID


def test_what_else_python_prints_is_printed(stop: program._Stop, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[object] = []
    monkeypatch.setattr(sys, "__unraisablehook__", heard.append)
    lost = SimpleNamespace(exc_type=ValueError)
    stop.unheard(lost)  # type: ignore[arg-type]
    assert heard == [lost]
