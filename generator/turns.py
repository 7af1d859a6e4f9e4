"""Turns: one command at a time works on a folder, others wait for it. Locks folders; reads and writes nothing in them.

The lock is the kernel's, on the folder itself: no file is left behind, and it ends with its process, however that ends.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

try:
    import fcntl
except ImportError:  # pragma: no cover # Windows: a folder cannot be locked there
    fcntl = None  # type: ignore[assignment]


@contextmanager
def turn(folders: Iterable[Path], waits: Callable[[Path], object]) -> Iterator[None]:
    """Hold those of the folders that exist until the block ends; ``waits`` is told of each that another process holds.

    They are taken in the order of their paths, so that two commands never wait for each other.
    """
    with ExitStack() as held:
        for folder in sorted({folder.resolve() for folder in folders if folder.is_dir()}):
            held.enter_context(_held(folder, waits))
        yield


@contextmanager
def _held(folder: Path, waits: Callable[[Path], object]) -> Iterator[None]:
    try:
        number = os.open(folder, os.O_RDONLY)
    except OSError:  # whoever may not read it is told so when reading
        yield
        return
    try:
        _lock(number, folder, waits)
        yield
    finally:
        os.close(number)


def _lock(number: int, folder: Path, waits: Callable[[Path], object]) -> None:
    if fcntl is None:
        return
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        waits(folder)
        fcntl.flock(number, fcntl.LOCK_EX)
    except OSError:
        return  # some network file systems lock no folders
