"""Site: which files of docs/ are built together. Reads docs/.

A part is a name, a key that changes with any of its files, and their paths. Closed months keep their key.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from os import scandir
from pathlib import Path

from generator.site.cache import hash_of
from generator.site.press import is_page

Parts = Mapping[str, tuple[str, tuple[str, ...]]]
"""For each part's name its key and its paths inside docs/."""

HAND_WRITTEN = "hand-written"
_DAY = re.compile(r"daily/\d{4}/(\d{4}-\d{2})-\d{2}\.md")
_LISTED = re.compile(rb"\]\(\.\./\.\./(papers/[^)#\s]+\.md)\)")
_NAME = re.compile(r"[A-Za-z0-9_-]+")


def with_hand_written(parts: Parts, docs: Path) -> Parts:
    """Add the files of ``docs`` that are in no part, as a part of their own. Names that begin with a point are left out."""
    generated = {path for _, paths in parts.values() for path in paths}
    rest = tuple(sorted(path for path in files(docs) if path not in generated))
    return {**parts, HAND_WRITTEN: (_key(docs, rest), rest)} if rest else parts


def by_month(docs: Path) -> Parts:
    """Group all files of ``docs``: days and the papers that they name by month, the rest by folder. Reads every file."""
    month: dict[str, str] = {}
    found = sorted(files(docs))
    for path in found:
        if day := _DAY.fullmatch(path):
            month[path] = day[1]
            for listed in _LISTED.findall((docs / path).read_bytes()):
                month.setdefault(listed.decode(), day[1])
    grouped: dict[str, list[str]] = defaultdict(list)
    for path in found:
        grouped[month.get(path) or _folder(path)].append(path)
    return {name: (_key(docs, paths), tuple(paths)) for name, paths in sorted(grouped.items())}


def _folder(path: str) -> str:
    folder = path.partition("/")[0] if is_page(path) and "/" in path else "front"
    return folder if _NAME.fullmatch(folder) else "front"


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
