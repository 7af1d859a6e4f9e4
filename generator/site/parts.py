"""Site: which files of docs/ are built together. Reads docs/.

A part is a name, a key that changes with any of its files, and their paths. Closed months keep their key.
"""

from collections.abc import Iterable, Mapping
from os import scandir
from pathlib import Path

from generator.site.cache import hash_of

Parts = Mapping[str, tuple[str, tuple[str, ...]]]
"""For each part's name its key and its paths inside docs/."""

HAND_WRITTEN = "hand-written"


def with_hand_written(parts: Parts, docs: Path) -> Parts:
    """Add the files of ``docs`` that are in no part, as a part of their own. Names that begin with a point are left out."""
    generated = {path for _, paths in parts.values() for path in paths}
    rest = tuple(sorted(path for path in files(docs) if path not in generated))
    return {**parts, HAND_WRITTEN: (_key(docs, rest), rest)} if rest else parts


def _key(docs: Path, paths: Iterable[str]) -> str:
    return hash_of(*(content for path in paths for content in (path.encode(), (docs / path).read_bytes())))


def files(folder: Path, prefix: str = "") -> list[str]:
    """The paths of all files in a folder and its folders, except those whose names begin with a point."""
    found: list[str] = []
    with scandir(folder) as entries:
        for entry in entries:
            if not entry.name.startswith("."):
                name = f"{prefix}{entry.name}"
                found += files(folder / entry.name, f"{name}/") if entry.is_dir() else [name]
    return found
