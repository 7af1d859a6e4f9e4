"""Workers: processes that work beside this one and end with it. Imports nothing of the pipeline."""

import gc
import multiprocessing
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from os import _exit
from threading import Thread, active_count
from typing import Any, ParamSpec, Protocol, TypeVar

from generator.errors import BuildError

Given = ParamSpec("Given")
Made = TypeVar("Made")

_ENDINGS = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]


class Submit(Protocol):
    """Hands a piece of work to the workers; errors of the program come back when its result is asked for."""

    def __call__(self, work: Callable[Given, Made], *given: Given.args, **words: Given.kwargs) -> "Future[Made]":
        """Start ``work`` with what it is given, as soon as a worker is free."""


@contextmanager
def workers(processes: int, begin: Callable[..., None], *given: Any) -> Iterator[Submit]:
    """Start up to so many processes, each beginning with ``begin(*given)``, and end them all with the block.

    What is handed over has to be of a kind that can be pickled, since where it has to be a process starts from nothing; ``begin``
    may find what this process holds already. Raises BuildError when one ends early.
    """
    # A fork has all modules and the archive at hand; beside other threads it could wait for ever for what one of them held.
    method = "fork" if sys.platform == "linux" and active_count() == 1 else "spawn"
    pool = ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context(method), initializer=_begin, initargs=(begin, given))

    def submit(work: Callable[Given, Made], *args: Given.args, **words: Given.kwargs) -> "Future[Made]":
        with _unheard():
            return pool.submit(work, *args, **words)

    try:
        yield submit
    except BrokenProcessPool as error:
        raise BuildError("a process that made pages ended early", "is there enough memory? build again") from error
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def _unheard() -> Iterator[None]:
    """Start processes that do not hear a terminal's Ctrl-C: this one does, and ends them. Other signals they hear once they have begun."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, *_ENDINGS})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin(begin: Callable[..., None], given: tuple[Any, ...]) -> None:
    for number in _ENDINGS:
        if callable(signal.getsignal(number)):  # inherited by a fork: the end would be told once more
            signal.signal(number, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDINGS)
    Thread(target=_end_with_the_build, daemon=True).start()
    begin(*given)
    gc.freeze()  # what is there stays: looking through it each time would copy a fork's memory


def _end_with_the_build() -> None:
    """Where the build was killed nothing else tells: each process holds both ends of the pool's queue."""
    build = multiprocessing.parent_process()
    if build:
        build.join()
        _exit(1)
