"""Make docs/ equal to the Pages: write what changed, remove what is no longer drawn, touch nothing else.

The manifest ``.generated`` lists what was drawn, a path a line. A file that is not in it was written by hand,
and a page that would fall on one is an error. A path enters the manifest before its file is written, so that a
killed run never leaves a page that looks written by hand.
"""

from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import TextIO

from generator.errors import BuildError
from generator.model import Page

MANIFEST = ".generated"


def publish(pages: Iterable[Page], docs: Path) -> list[str]:
    """Write the pages into ``docs`` and return the paths that were written or removed.

    Raises BuildError when a page would fall on a hand-written file, leave docs/, or cannot be written.
    """
    try:
        docs.mkdir(parents=True, exist_ok=True)
        before = manifest(docs)
        with (docs / MANIFEST).open("a", encoding="utf-8") as journal:
            drawn, changed = _write_all(pages, docs, before, journal)
        gone = sorted(before - drawn)
        for path in gone:
            (docs / path).unlink(missing_ok=True)
            _remove_empty_folders(docs, (docs / path).parent)
        if gone or drawn != before:
            (docs / MANIFEST).write_text("".join(f"{path}\n" for path in sorted(drawn)), "utf-8")
    except OSError as error:
        mend = "make the folder writable, or choose another with --docs"
        raise BuildError(f"{error.filename or docs}: cannot be written ({error.strerror})", mend) from error
    return changed + gone


def manifest(docs: Path) -> set[str]:
    """The paths inside ``docs`` that an earlier run drew."""
    path = docs / MANIFEST
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    return {line for line in lines if _is_inside(line)}


def _write_all(pages: Iterable[Page], docs: Path, before: set[str], journal: TextIO) -> tuple[set[str], list[str]]:
    drawn: set[str] = set()
    changed: list[str] = []
    for page in pages:
        if not _is_inside(page.path) or page.path in drawn:
            raise BuildError(f"{page.path}: two pages have this path, or it leaves {docs}", "report this fault of the program")
        drawn.add(page.path)
        if _has(docs / page.path, page.text.encode()):
            _remember(page.path, before, journal)
            continue
        if page.path not in before and (docs / page.path).exists():
            raise BuildError(f"{docs / page.path}: written by hand, but a generated page belongs there", "rename your file")
        _remember(page.path, before, journal)
        (docs / page.path).parent.mkdir(parents=True, exist_ok=True)
        (docs / page.path).write_bytes(page.text.encode())
        changed.append(page.path)
    return drawn, changed


def _remember(path: str, before: set[str], journal: TextIO) -> None:
    if path not in before:
        journal.write(f"{path}\n")
        journal.flush()


def _has(path: Path, content: bytes) -> bool:
    return path.exists() and path.stat().st_size == len(content) and path.read_bytes() == content


def _is_inside(path: str) -> bool:
    parts = PurePosixPath(path).parts
    return bool(parts) and not path.startswith("/") and ".." not in parts and not {"\\", "\n", "\0"} & set(path)


def _remove_empty_folders(docs: Path, folder: Path) -> None:
    while folder != docs and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
