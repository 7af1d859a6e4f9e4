"""The real `digest`, kept warm: a server that has done a day and a site once and forks for each call, and the script that calls it.

A call takes its folder, environment, arguments and output from the caller, as a process of its own would. NOW in the
environment is the moment that the program's clock shows.
"""

import gc
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from datetime import date
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
CALL = """#!{python} -SEs
import json, os, socket, sys
call = socket.socket(socket.AF_UNIX)
call.connect({path!r})
said = json.dumps([sys.argv, os.getcwd(), dict(os.environ)]).encode()
socket.send_fds(call, [len(said).to_bytes(4, "big")], [1, 2])
call.sendall(said)
sys.exit(call.recv(1)[0])
"""


@contextmanager
def warm_digest(folder: Path) -> Iterator[Path]:
    """Put a `digest` into ``folder`` that works until the block ends."""
    path = folder / "warm.sock"
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}
    server = subprocess.Popen([sys.executable, __file__, str(path)], env=environ, cwd=folder)
    try:
        until = time.monotonic() + 180  # a busy machine takes its time
        while not path.exists():
            assert server.poll() is None and time.monotonic() < until, "the warm digest did not start"
            time.sleep(0.05)
        script = folder / "digest"
        script.write_text(CALL.format(python=sys.executable, path=str(path)))
        script.chmod(0o755)
        yield script
    finally:
        server.terminate()
        server.wait()


def _serve(path: str) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path + ".new")
        server.listen()
        Path(path + ".new").rename(path)
        while True:
            call, _ = server.accept()
            if os.fork() == 0:
                server.close()
                _answer(call)
            call.close()


def _answer(call: socket.socket) -> None:
    """Be the called process, and tell its status."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    size, fds, _, _ = socket.recv_fds(call, 4, 2)
    said = b""
    while len(said) < int.from_bytes(size, "big"):
        said += call.recv(65536)
    argv, folder, environ = json.loads(said)
    for fd, number in zip(fds, (1, 2), strict=True):
        os.dup2(fd, number)
        os.close(fd)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environ)
    sys.argv = argv
    call.sendall(bytes([_status()]))
    os._exit(0)


def _status() -> int:
    import time_machine

    from generator import cli

    if now := os.environ.get("NOW"):
        time_machine.travel(now, tick=True).start()
    try:
        cli.main()
    except SystemExit as left:
        return int(left.code or 0)
    except BaseException:  # noqa: BLE001 what an interpreter does with any
        sys.excepthook(*sys.exc_info())
        return 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return 0


def _exercise() -> None:
    """Run a day and build its site once, so that what is read, compiled and imported on the way is there for every call."""
    from generator import notify
    from tests.made_up import made_up_sources

    day = date(2026, 3, 2)
    with TemporaryDirectory() as folder, made_up_sources(day) as sources, redirect_stdout(StringIO()), redirect_stderr(StringIO()) as said:
        os.chdir(folder)
        os.environ.update(sources.environ)
        for words in (["run", "--date", str(day)], ["build"]):
            sys.argv = ["digest", *words]
            assert _status() == 0, said.getvalue()
        notify.send({"NOTIFY_URL": "json://127.0.0.1:9/"}, notify.Notice("", "title", "body", "<p>body</p>"))
        os.chdir("/")


if __name__ == "__main__":
    import generator.cli  # noqa: F401

    socket_path = sys.argv[1]
    _exercise()
    gc.collect()
    gc.freeze()  # what is collected in a child would be copied first
    _serve(socket_path)
