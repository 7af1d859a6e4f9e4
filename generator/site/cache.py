"""Site: the built parts, each in a folder of its own, kept from one build to the next. Reads and writes files.

``<part>.<key>/`` holds ``files/``, ``entry.json`` (what is in it) and ``pages.json`` (what is known of each page). A folder
gets its name when it is complete, so a killed build leaves none that looks complete. Nothing in the cache is trusted: an
entry that lost a file, or has one that was changed, is built again. Deleting the cache changes no output.
"""

import shutil
import tempfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from os import scandir, stat, utime
from pathlib import Path

from pydantic import TypeAdapter

from generator.site.press import Facts

Stamp = tuple[int, int, str]
"""A file's size in bytes, its time of change in ns, the hash of its content."""
_BUILDING = "building-"


@dataclass(frozen=True, slots=True)
class Entry:
    """A built part: under what setting, its files, its pages' addresses, what its pages link to (and one page that does)."""

    part: str
    setting: str
    files: dict[str, Stamp]
    urls: tuple[str, ...]
    targets: dict[str, str]
    anchors: tuple[tuple[str, str, str], ...]


_ENTRY = TypeAdapter(Entry)
_PAGES = TypeAdapter(dict[str, Facts])
_NOTHING: Mapping[str, Stamp] = {}


def hash_of(*contents: bytes) -> str:
    """A short hash of some contents and of where each ends."""
    total = blake2b(digest_size=16)
    for content in contents:
        total.update(len(content).to_bytes(8, "big"))
        total.update(content)
    return total.hexdigest()


def folder_of(cache: Path, part: str, key: str) -> Path:
    """Where the entry of a part stands."""
    return cache / f"{part}.{key}"


def load(folder: Path) -> Entry | None:
    """The entry of a folder if it is whole, else None. Reads only the files that look changed."""
    try:
        entry = _ENTRY.validate_json((folder / "entry.json").read_bytes())
        whole = all(_is_whole(f"{folder}/files/{path}", stamp) for path, stamp in entry.files.items())
    except (OSError, ValueError):
        return None
    return entry if whole else None


def _is_whole(path: str, stamp: Stamp) -> bool:
    size, changed, content = stamp
    found = stat(path)  # noqa: PTH116 a Path for each of 50,000 files takes longer than asking
    if found.st_size == size and found.st_mtime_ns == changed:
        return True
    # Archives of a cache may round times.
    if found.st_size != size or hash_of(Path(path).read_bytes()) != content:
        return False
    utime(path, ns=(changed, changed))
    return True


def pages(folder: Path) -> dict[str, Facts]:
    """What is known of each page of an entry. Nothing when that cannot be read."""
    try:
        return _PAGES.validate_json((folder / "pages.json").read_bytes())
    except (OSError, ValueError):
        return {}


def earlier(cache: Path, part: str, setting: str) -> tuple[Path, Entry] | None:
    """A whole entry of the same part, built under the same setting from other contents."""
    for folder in sorted(cache.glob(f"{part}.*")):
        entry = load(folder)
        if entry and (entry.part, entry.setting) == (part, setting):
            return folder, entry
    return None


def scratch(cache: Path) -> Path:
    """A new folder for what is not complete yet."""
    return Path(tempfile.mkdtemp(prefix=_BUILDING, dir=cache))


def store(building: Path, folder: Path, setting: str, known: Mapping[str, Facts], taken: Mapping[str, Stamp] = _NOTHING) -> None:
    """Write what ``building/files`` holds down and give it its name. ``taken`` are files of another entry, and need no second look."""
    files = {path: taken.get(path) or _stamp(building / "files" / path) for path in sorted(_inside(building / "files"))}
    entry = Entry(
        part=folder.name.rpartition(".")[0],
        setting=setting,
        files=files,
        urls=tuple(sorted(facts.url for facts in known.values())),
        targets={target: page for page in sorted(known, reverse=True) for target in known[page].links},
        anchors=tuple((page, target, anchor) for page in sorted(known) for target, anchor in known[page].anchors),
    )
    (building / "pages.json").write_bytes(_PAGES.dump_json(dict(sorted(known.items()))))
    (building / "entry.json").write_bytes(_ENTRY.dump_json(entry))
    shutil.rmtree(folder, ignore_errors=True)
    building.replace(folder)


def _stamp(path: Path) -> Stamp:
    found = path.stat()
    return found.st_size, found.st_mtime_ns, hash_of(path.read_bytes())


def _inside(folder: Path, prefix: str = "") -> list[str]:
    found: list[str] = []
    with scandir(folder) as entries:
        for entry in entries:
            name = f"{prefix}{entry.name}"
            found += _inside(folder / entry.name, f"{name}/") if entry.is_dir() else [name]
    return found


def sweep(cache: Path, used: Collection[Path]) -> None:
    """Remove every entry that is not used, and what killed builds left."""
    for path in sorted(set(cache.iterdir()) - set(used)):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def sweep_unfinished(cache: Path) -> None:
    """Remove what killed builds left."""
    for path in cache.glob(f"{_BUILDING}*"):
        shutil.rmtree(path, ignore_errors=True)  # a process of that build may still be writing
