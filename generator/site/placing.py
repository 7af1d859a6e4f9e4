"""Site: make site/ equal to the sum of the built parts, by hard links where the disk allows. Reads and writes files."""

import shutil
from collections.abc import Collection, Mapping
from os import DirEntry, scandir
from pathlib import Path

from generator.site.cache import Stamp

Sources = Mapping[str, tuple[Path, Stamp]]
"""For each path in the site, the file that it is a link or a copy of, and that file's stamp."""


def place(sources: Sources, made: Mapping[str, bytes], site: Path, beside: Collection[str]) -> None:
    """Bring ``sources`` and the contents ``made`` into ``site``; touch what is right already as little as what stands in ``beside``.

    ``beside`` names files and folders at the top of the site that belong to another step. All else is removed.
    """
    site.mkdir(parents=True, exist_ok=True)
    right = _clean(site, sources, made, beside)
    folders: set[Path] = set()
    for path, (source, _) in sources.items():
        if path not in right:
            _link(source, site / path, folders)
    for path, content in made.items():
        if path not in right or (site / path).read_bytes() != content:
            (site / path).unlink(missing_ok=True)
            (site / path).write_bytes(content)


def _clean(site: Path, sources: Sources, made: Collection[str], beside: Collection[str]) -> set[str]:
    """Remove what does not belong into the site or is not as it should be; return the paths that are right."""
    right: set[str] = set()
    with scandir(site) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.name not in beside:
                _clean_entry(entry, entry.name, sources, made, right)
    return right


def _clean_entry(entry: "DirEntry[str]", path: str, sources: Sources, made: Collection[str], right: set[str]) -> bool:
    """Do the same for one file or folder; say whether it is still there."""
    if entry.is_dir(follow_symlinks=False):
        with scandir(entry.path) as entries:
            kept = [_clean_entry(inner, f"{path}/{inner.name}", sources, made, right) for inner in entries]
        if not any(kept):
            Path(entry.path).rmdir()
        return any(kept)
    if path in made or (path in sources and _is_placed(entry, sources[path][1])):
        right.add(path)
        return True
    Path(entry.path).unlink()
    return False


def _is_placed(entry: "DirEntry[str]", stamp: Stamp) -> bool:
    if not entry.is_file(follow_symlinks=False):
        return False
    found = entry.stat()
    return (found.st_size, found.st_mtime_ns) == stamp[:2]


def _link(source: Path, target: Path, folders: set[Path]) -> None:
    if target.parent not in folders:
        target.parent.mkdir(parents=True, exist_ok=True)
        folders.add(target.parent)
    link(source, target)


def link(source: Path, target: Path) -> None:
    """Make ``target`` the same file as ``source``, or its copy where the disk has no hard links."""
    try:
        target.hardlink_to(source)
    except OSError:
        shutil.copy2(source, target)
