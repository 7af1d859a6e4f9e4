"""Site: make site/ equal to the sum of the built parts, by hard links where the disk allows. Reads and writes files."""

import shutil
from collections.abc import Collection, Mapping
from os import DirEntry, scandir
from pathlib import Path

from generator.site.cache import Stamp

Sources = Mapping[str, tuple[str, Stamp]]
"""For each path in the site, the file that it is a link or a copy of, and that file's stamp."""


def place(sources: Sources, made: Mapping[str, bytes], site: Path, beside: Collection[str]) -> None:
    """Bring ``sources`` and the contents ``made`` into ``site``, and leave what is right already as it is.

    ``beside`` names folders at the top of the site in which other steps have files, too. All else is removed.
    """
    site.mkdir(parents=True, exist_ok=True)
    right = _Cleaning(sources, made, beside).clean(site)
    folders: set[Path] = set()
    for path, (source, _) in sources.items():
        if path not in right:
            link_into(Path(source), site / path, folders)
    for path, content in made.items():
        if path not in right or (site / path).read_bytes() != content:
            (site / path).unlink(missing_ok=True)
            (site / path).write_bytes(content)


class _Cleaning:
    """Removes what does not belong into a site or is not as it should be, and remembers which paths are right."""

    def __init__(self, sources: Sources, made: Collection[str], beside: Collection[str]) -> None:
        self._sources, self._made, self._beside = sources, made, beside
        self._right: set[str] = set()

    def clean(self, site: Path) -> set[str]:
        with scandir(site) as entries:
            for entry in entries:
                self._keeps(entry, entry.name, entry.name in self._beside)
        return self._right

    def _keeps(self, entry: "DirEntry[str]", path: str, shared: bool) -> bool:
        """Clean one file or folder; say whether it is still there."""
        if entry.is_dir(follow_symlinks=False):
            with scandir(entry.path) as entries:
                kept = [self._keeps(inner, f"{path}/{inner.name}", shared) for inner in entries]
            if not any(kept):
                Path(entry.path).rmdir()
            return any(kept)
        if path in self._made or (path in self._sources and _is_placed(entry, self._sources[path][1])):
            self._right.add(path)
        elif path in self._sources or not shared:
            Path(entry.path).unlink()
            return False
        return True


def _is_placed(entry: "DirEntry[str]", stamp: Stamp) -> bool:
    if not entry.is_file(follow_symlinks=False):
        return False
    found = entry.stat()
    return (found.st_size, found.st_mtime_ns) == stamp[:2]


def link_into(source: Path, target: Path, folders: set[Path]) -> None:
    """Make ``target`` the same file as ``source``, or its copy where the disk has no hard links; ``folders`` are known to be there."""
    if target.parent not in folders:
        target.parent.mkdir(parents=True, exist_ok=True)
        folders.add(target.parent)
    try:
        target.hardlink_to(source)
    except OSError:
        shutil.copy2(source, target)
