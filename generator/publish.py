"""Make docs/ equal to the parts: draw and write those that changed, remove what is no longer drawn, touch nothing else.

The manifest ``.generated`` lists what was drawn: a line for each part with its key, and one for each page with its part, its size,
its time and a hash of its bytes. A file that is not in it was written by hand, and a page that would fall on one is an error. While
a run writes, it adds lines at the end first (a part without a key, a page without a part), so that a killed run leaves neither a
page that looks written by hand nor a part that looks whole. A part whose key is known is not drawn again, unless one of its pages
was edited or deleted.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from os import stat, stat_result
from os.path import dirname, exists, getsize
from pathlib import Path
from typing import NamedTuple, TextIO

from generator.bounds import is_inside
from generator.errors import BuildError, unwritten
from generator.model import Page
from generator.record import sweep, write_whole
from generator.render.parts import Part

MANIFEST = ".generated"


class Changes(NamedTuple):
    """The paths that were written or removed, and the names of the parts that were drawn or are gone."""

    paths: tuple[str, ...]
    parts: tuple[str, ...]


class Drawn(NamedTuple):
    """A part as it stands in docs/: its key, and the paths of its pages in their order."""

    key: str
    paths: tuple[str, ...]


class _Written(NamedTuple):
    """A page as it was written: of which part, its size, its time and a hash of its bytes; empty where a run was killed."""

    part: str = ""
    size: str = ""
    time: str = ""
    hash: str = ""


@dataclass(slots=True)
class _Manifest:
    keys: dict[str, str] = field(default_factory=dict)
    pages: dict[str, _Written] = field(default_factory=dict)


Drawing = Iterator[tuple[Part, Iterable[Page]]]
"""Parts as they are drawn, each whole and in any order."""


def one_by_one(parts: Sequence[Part]) -> Drawing:
    """Draw parts here, one after the other."""
    return ((part, part.draw()) for part in parts)


def publish(parts: Sequence[Part], docs: Path, draw: Callable[[Sequence[Part]], Drawing] = one_by_one) -> Changes:
    """Bring the pages of the parts into ``docs``, and say what changed. Those that do not stand there already are drawn by ``draw``.

    Raises BuildError when a page would fall on a hand-written file, leave docs/, or cannot be written.
    """
    try:
        docs.mkdir(parents=True, exist_ok=True)
        sweep(docs)
        before, is_whole = _read(docs)
        if not is_whole:
            _write(docs, before)
        with (docs / MANIFEST).open("a", encoding="utf-8") as journal:
            made = _Publication(docs, before, journal)
            for part, pages in draw([part for part in parts if not made.keeps(part)]):
                made.take(part, pages)
        gone = made.remove_others()
        made.now.keys = {part.name: made.now.keys[part.name] for part in parts}  # in their order, whichever was drawn first
        if made.now != before:
            _write(docs, made.now)
    except OSError as error:
        raise BuildError(f"{error.filename or docs}: cannot be written ({error.strerror})", unwritten(error, "--docs")) from error
    return Changes((*made.changed, *gone), (*made.drawn, *sorted(before.keys.keys() - made.now.keys.keys())))


def manifest(docs: Path) -> set[str]:
    """The paths inside ``docs`` that an earlier run drew."""
    return set(_read(docs)[0].pages)


def parts_of(docs: Path) -> Mapping[str, Drawn]:
    """The parts that stand in ``docs``, by name; one that a killed run left unfinished is not among them."""
    found, _ = _read(docs)
    paths = _by_part(found.pages)
    return {name: Drawn(key, tuple(paths.get(name, ()))) for name, key in found.keys.items() if key}


class _Publication:
    """Takes part after part, and keeps what the next manifest will say."""

    def __init__(self, docs: Path, before: _Manifest, journal: TextIO) -> None:
        self.now = _Manifest()
        self.changed: list[str] = []
        self.drawn: list[str] = []
        self._docs = docs
        self._before = before
        self._paths = _by_part(before.pages)
        self._journal = journal
        self._made: set[str] = set()  # folders

    def keeps(self, part: Part) -> bool:
        """Leave a part as it stands, if it stands as it would be drawn."""
        standing = self._standing(part)
        if standing is None:
            return False
        for path, written in standing.items():
            self._enter(path, written)
        self.now.keys[part.name] = part.key
        return True

    def take(self, part: Part, pages: Iterable[Page]) -> None:
        """Write the pages of a part, once the journal names it and every page that is new."""
        drawn, standing = [(page.path, page.content) for page in pages], {}
        for path, content in drawn:
            if not is_inside(path) or path in self.now.pages or path in standing:
                raise BuildError(f"{path}: two pages have this path, or it leaves {self._docs}", "report this fault of the program")
            standing[path] = self._stands(path, content)
        self._journal.write("".join((f"\t{part.name}\t\n", *(f"{path}\n" for path in standing if path not in self._before.pages))))
        self._journal.flush()
        self.drawn.append(part.name)
        for path, content in drawn:
            file = f"{self._docs}/{path}"
            if not standing[path]:
                self._write(file, content)
                self.changed.append(path)
            self._enter(path, _stamped(stat(file), part.name, _hash(content)))
        self.now.keys[part.name] = part.key

    def remove_others(self) -> list[str]:
        """Remove the pages that no part has any more."""
        gone = sorted(self._before.pages.keys() - self.now.pages.keys())
        for path in gone:
            with suppress(FileNotFoundError, NotADirectoryError):
                (self._docs / path).unlink()
            _remove_empty_folders(self._docs, (self._docs / path).parent)
        return gone

    def _standing(self, part: Part) -> dict[str, _Written] | None:
        """The pages of a part that was drawn from the same before and stands as it was written; else None."""
        if self._before.keys.get(part.name) != part.key:
            return None
        found: dict[str, _Written] = {}
        for path in self._paths.get(part.name, ()):
            written = _as_written(f"{self._docs}/{path}", self._before.pages[path])
            if written is None:
                return None
            found[path] = written
        return found

    def _stands(self, path: str, content: bytes) -> bool:
        """Whether a page is there, byte for byte. Raises BuildError where a page of the reader's own is."""
        file = f"{self._docs}/{path}"
        if not exists(file):
            return False
        if getsize(file) == len(content) and Path(file).read_bytes() == content:
            return True
        if path not in self._before.pages:
            raise BuildError(f"{file}: written by hand, but a generated page belongs there", "rename your file")
        return False

    def _write(self, file: str, content: bytes) -> None:
        folder = dirname(file)
        if folder not in self._made:
            Path(folder).mkdir(parents=True, exist_ok=True)
            self._made.add(folder)
        with open(file, "wb") as opened:
            opened.write(content)

    def _enter(self, path: str, written: _Written) -> None:
        if path in self.now.pages:
            raise BuildError(f"{path}: two pages have this path", "report this fault of the program")
        self.now.pages[path] = written


def _read(docs: Path) -> tuple[_Manifest, bool]:
    """Read the manifest, and whether its last line is whole; of several lines about the same thing the last holds.

    On a full disk half a line may be written, which could name anything; the page of which it tells was not.
    """
    path, found = docs / MANIFEST, _Manifest()
    *lines, rest = path.read_text("utf-8", errors="replace").split("\n") if path.exists() else [""]
    for line in lines:
        name, *told = line.split("\t")
        if name and is_inside(name):
            found.pages[name] = _Written(*told) if len(told) == len(_Written._fields) else _Written()
        elif not name and len(told) == 2:
            found.keys[told[0]] = told[1]
    return found, not rest


def _write(docs: Path, now: _Manifest) -> None:
    lines = [f"\t{name}\t{key}\n" for name, key in now.keys.items()]
    lines += ["\t".join((path, *written)) + "\n" for path, written in now.pages.items()]
    write_whole(docs / MANIFEST, "".join(lines).encode())


def _by_part(pages: Mapping[str, _Written]) -> Mapping[str, Sequence[str]]:
    paths: dict[str, list[str]] = {}
    for path, written in pages.items():
        paths.setdefault(written.part, []).append(path)
    return paths


def _as_written(path: str, written: _Written) -> _Written | None:
    """What the manifest says of a page, while that is true of the file (its time may be another); None otherwise."""
    try:
        found = stat(path)
        if str(found.st_size) != written.size:
            return None
        if str(found.st_mtime_ns) == written.time:
            return written
        return _stamped(found, written.part, written.hash) if _hash(Path(path).read_bytes()) == written.hash else None
    except OSError:
        return None


def _stamped(found: stat_result, part: str, content: str) -> _Written:
    return _Written(part, str(found.st_size), str(found.st_mtime_ns), content)


def _hash(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=12).hexdigest()


def _remove_empty_folders(docs: Path, folder: Path) -> None:
    while folder != docs and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
