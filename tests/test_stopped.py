"""Ctrl-C, SIGTERM and a closed terminal: one line, the shell's exit status, never Python's own words."""

import atexit
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

import generator.__main__ as program
from generator import cli, demo, workers
from generator.demo.server import replay
from tests.conftest import ROOT

pytestmark = pytest.mark.untraced

SAID = "digest: stopped: what was finished is kept\n"
DAY = demo.days()[0]


# Tells when the program begins to load itself, which is most of its first half second.
TELLING = """
import sys, generator.__main__ as program
sys.addaudithook(lambda event, args: print(".", flush=True) if event == "import" and args[0] == "generator.cli" else None)
program.main()
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("after", "number"), [(0, signal.SIGINT), (0.2, signal.SIGTERM), (0.4, signal.SIGINT), (0.8, signal.SIGINT), (1, signal.SIGHUP)]
)
def test_a_stop_is_one_line_whenever_it_comes(tmp_path: Path, after: float, number: signal.Signals) -> None:
    with replay() as server:
        environ = {**server.environment(DAY), "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-c", TELLING, "run", "--date", str(DAY)]
        with subprocess.Popen(command, cwd=tmp_path, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
            assert running.stdout
            assert running.stdout.readline() == ".\n"
            time.sleep(after)
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
    monkeypatch.setattr(atexit, "_run_exitfuncs", lambda: None)
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


POOL = """
import sys, multiprocessing, os, time, types
from generator.workers import workers
import generator, generator.__main__

def command():
    with workers(1, os.getpid) as submit:
        print(submit(os.getpid).result(), flush=True)
        time.sleep(60)

if __name__ == "__main__":
    sys.modules["generator.cli"] = generator.cli = types.SimpleNamespace(main=command)
    generator.__main__.main()
"""


def listening() -> None:
    """Hear Ctrl-C also where these tests run in a shell's background, which is deaf to it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_the_processes_of_a_build_end_with_it_and_say_nothing(tmp_path: Path, number: signal.Signals) -> None:
    (tmp_path / "pool.py").write_text(POOL, "utf-8")
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
    with subprocess.Popen(
        [sys.executable, "pool.py"],
        cwd=tmp_path,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=listening,
    ) as build:
        assert build.stdout
        worker = int(build.stdout.readline())
        # A terminal's Ctrl-C reaches all; SIGKILL only who is meant.
        os.killpg(build.pid, number) if number == signal.SIGINT else build.kill()
        _, err = build.communicate(timeout=60)
    assert (build.returncode, err) == ((130, SAID) if number == signal.SIGINT else (-9, ""))
    until = time.monotonic() + 30
    while Path(f"/proc/{worker}").exists() and time.monotonic() < until:
        time.sleep(0.02)
    assert not Path(f"/proc/{worker}").exists()


def test_outside_a_build_there_is_nothing_to_end_with(monkeypatch: pytest.MonkeyPatch) -> None:
    workers._end_with_the_build()
    left: list[int] = []
    monkeypatch.setattr(workers, "_exit", left.append)
    monkeypatch.setattr(multiprocessing, "parent_process", lambda: SimpleNamespace(join=lambda: None))
    workers._end_with_the_build()
    assert left == [1]


def test_where_signals_cannot_be_held_back_the_processes_start_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(signal, "pthread_sigmask")
    with workers._unheard():
        pass
