"""The real command in processes that die: before or after the n-th of their writes, or at a moment. As a script it is what they fork from.

Loading the program takes longer than a small run, so one process loads it and each run is a fork: a process of its own that SIGKILL
ends as it ends any other. A write is whatever makes, opens for writing, moves, links or removes a file below the run's folder. To die
after an opening means with the file emptied and nothing written: half of it.
"""

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_DONE = {"os.rename": os.replace, "os.remove": os.remove, "os.mkdir": os.mkdir, "os.rmdir": os.rmdir, "os.link": os.link}


@dataclass(frozen=True)
class Death:
    """Before or after a write (numbered from 1), or some seconds after the start; the default is none."""

    write: int = 0
    after: bool = False
    moment: float = 0.0

    def __str__(self) -> str:
        return f"{'after' if self.after else 'before'} write {self.write}" if self.write else f"after {self.moment:.3f} s"


@dataclass(frozen=True)
class Order:
    """What a process is to do: in which folder, with which environment, at what moment of the clock (which then stands still)."""

    words: list[str]
    place: str
    environ: dict[str, str]
    clock: str = ""
    death: Death = field(default_factory=Death)
    largest: int = 0
    """Bytes that a file may have, 0 for any: what is written beyond fails as on a full disk."""


class Ended(NamedTuple):
    """How a process ended (minus the signal's number), what it said, how many writes it did, how long it lasted."""

    status: int
    out: str
    err: str
    writes: int
    seconds: float


class Forge:
    """Starts runs of the command and waits for their end."""

    def __init__(self, folder: Path, environ: Mapping[str, str], clock: str) -> None:
        self.folder, self.environ, self.clock = folder, {**environ, "PATH": os.environ["PATH"]}, clock
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.killing"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def run(
        self, place: Path, *words: str, death: Death = Death(), environ: Mapping[str, str] = {}, clock: str = "", largest: int = 0
    ) -> Ended:
        place.mkdir(exist_ok=True)
        order = Order([*words], str(place), {**self.environ, **environ}, clock or self.clock, death, largest)
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(asdict(order)) + "\n")
        self._process.stdin.flush()
        return Ended(*json.loads(self._process.stdout.readline()))

    def close(self) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()


@contextmanager
def forge(folder: Path, environ: Mapping[str, str], clock: str = "") -> Iterator[Forge]:
    made = Forge(folder, environ, clock)
    try:
        yield made
    finally:
        made.close()


def _serve() -> None:
    import time_machine  # noqa: F401 loaded once

    import generator.__main__
    import generator.cli
    import generator.site.press  # noqa: F401

    for line in sys.stdin:
        given = json.loads(line)
        order = Order(**{**given, "death": Death(**given["death"])})
        print(json.dumps(_forked(order)), flush=True)  # noqa: T201


def _forked(order: Order) -> Ended:
    aside = Path(f"{order.place}.said")
    aside.mkdir(exist_ok=True)
    begun = time.monotonic()
    child = os.fork()
    if not child:
        _become(order, aside)
    if order.death.moment:
        time.sleep(order.death.moment)
        os.kill(child, signal.SIGKILL)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    count = (aside / "writes").read_text("utf-8") if (aside / "writes").exists() else "0"
    said = [(aside / name).read_text("utf-8") if (aside / name).exists() else "" for name in ("out", "err")]
    return Ended(status, *said, int(count), time.monotonic() - begun)


def _become(order: Order, aside: Path) -> None:
    """Be the command, in the child; never comes back."""
    import time_machine

    from generator.__main__ import main

    status = 70
    try:
        (aside / "writes").unlink(missing_ok=True)
        for number, name in ((1, "out"), (2, "err")):
            os.dup2(os.open(aside / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644), number)
        os.close(0)
        sys.stdout, sys.stderr = (open(number, "w", encoding="utf-8", closefd=False) for number in (1, 2))  # noqa: SIM115
        os.chdir(order.place)
        os.environ.clear()
        os.environ.update(order.environ)
        sys.argv = ["digest", *order.words]
        if order.largest:
            resource.setrlimit(resource.RLIMIT_FSIZE, (order.largest, resource.RLIM_INFINITY))
        counter = _Counter(Path(order.place).resolve(), order.death)
        sys.addaudithook(counter)
        clock = time_machine.travel(order.clock, tick=False) if order.clock else None
        if clock:
            clock.start()
        try:
            main()
        except SystemExit as left:
            status = int(left.code or 0)
        counter.off = True
        (aside / "writes").write_text(str(counter.seen), "utf-8")
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(status)


class _Counter:
    """An audit hook that counts writes below a folder and dies at one of them."""

    def __init__(self, below: Path, death: Death) -> None:
        self._below, self._death = f"{below}{os.sep}", death
        self.seen, self.off = 0, False

    def __call__(self, event: str, args: tuple[Any, ...]) -> None:
        if self.off or not self._is_write(event, args):
            return
        self.seen += 1
        if self.seen == self._death.write:
            self.off = True
            if self._death.after:
                with suppress(OSError):  # a folder that is there already, a file that is gone
                    self._do(event, args)
            os.kill(os.getpid(), signal.SIGKILL)

    def _is_write(self, event: str, args: tuple[Any, ...]) -> bool:
        if event == "open":
            writes = isinstance(args[0], (str, bytes)) and isinstance(args[2], int) and args[2] & _WRITING
        else:
            writes = event in _DONE and isinstance(args[0], (str, bytes, os.PathLike))
        return bool(writes) and os.path.join(_base(event, args), os.fsdecode(args[0])).startswith(self._below)  # noqa: PTH118 quicker

    def _do(self, event: str, args: tuple[Any, ...]) -> None:
        """What the process was about to do."""
        if event == "open":
            os.close(os.open(args[0], args[2], 0o644))
        elif event in ("os.rename", "os.link"):
            _DONE[event](args[0], args[1])
        else:
            _DONE[event](args[0], dir_fd=args[-1] if args[-1] > 0 else None)


def _base(event: str, args: tuple[Any, ...]) -> str:
    """What a relative path hangs on: a folder's descriptor, as where a tree is removed, or the folder of the process."""
    if event in ("os.remove", "os.rmdir", "os.mkdir") and args[-1] > 0:
        return os.readlink(f"/proc/self/fd/{args[-1]}")  # noqa: PTH115
    return os.getcwd()  # noqa: PTH109


if __name__ == "__main__":
    _serve()
