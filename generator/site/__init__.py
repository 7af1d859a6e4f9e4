"""docs/ → site/: MkDocs with the project's mkdocs.yml, named and addressed as feed.yml says. Reads and writes files.

docs/ comes in parts. Each is built once and kept in a cache under a key of all that shapes its HTML; in a part that changed,
the pages that did not are kept too. The site is the sum of the parts, byte for byte what one run of MkDocs over everything
makes: warm, cold, and after a build that was killed.
"""

import multiprocessing
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache as remembered
from pathlib import Path

from generator.errors import BuildError, unwritten
from generator.model import Site
from generator.site import cache, links, printing
from generator.site.cache import Entry
from generator.site.parts import HAND_WRITTEN, Parts, with_hand_written
from generator.site.placing import place
from generator.site.press import Facts, Press, Work
from generator.site.setting import setting_of
from generator.site.sitemap import sitemap

__all__ = ["HAND_WRITTEN", "THEME", "Built", "Parts", "build"]

THEME = "theme"
BESIDE = ("search", "pagefind")  # in site/, but another step's


@dataclass(frozen=True, slots=True)
class Built:
    """A part of the site: its key in the cache, the folder that holds its files, their paths inside it and inside the site."""

    key: str
    folder: Path
    paths: tuple[str, ...]


def build(
    docs: Path, site: Path, mkdocs_yml: Path, shown: Site, parts: Parts, *, kept: Path | None = None, processes: int | None = None
) -> dict[str, Built]:
    """Build the site of ``docs``, strictly: a warning of MkDocs is an error, and so is a link between parts that leads nowhere.

    ``parts`` says of every generated file which part it is in; other files of ``docs`` are a part of their own, and what the
    theme brings is one. ``kept`` is the cache's folder (``.cache/site`` beside the site), for one build at a time; ``processes``
    the most that print at once (one a core). Files of the site that belong to nothing are removed, except in BESIDE.

    Raises BuildError: with MkDocs' first complaint, or naming the page and the link.
    """
    for path, there in ((mkdocs_yml, mkdocs_yml.is_file()), (docs, docs.is_dir())):
        if not there:
            raise BuildError(f"{path}: not found", "run this in the repository's folder")
    kept = kept or site.parent / ".cache" / "site"
    with _disk():
        kept.mkdir(parents=True, exist_ok=True)
        cache.sweep_unfinished(kept)
        scratch = cache.scratch(kept)
        (scratch / "empty").mkdir()
        work = Work(docs.resolve(), scratch / "empty", mkdocs_yml.resolve(), shown.name, shown.language, shown.url or "")
        entries = _entries(work, with_hand_written(parts, docs), kept, processes or multiprocessing.cpu_count())
        _place(entries, work.url, site)
        cache.sweep(kept, entries)
    return {entry.part: _built(folder, entry) for folder, entry in entries.items()}


def _entries(work: Work, parts: Parts, kept: Path, processes: int) -> dict[Path, Entry]:
    """The entries of all parts by folder, the theme's first. What the cache does not hold is printed."""
    paths = {path: name for name, (_, inside) in parts.items() for path in inside}
    press = Press(replace(work, known=frozenset(paths)))
    press.work = replace(press.work, nav=press.navigation())
    setting = setting_of(press)
    theme = _theme(press, kept, setting)
    press.work = replace(press.work, known=press.work.known | theme[1].files.keys())
    folders = {
        name: cache.folder_of(kept, name, cache.hash_of(*map(str.encode, (setting, key, *inside)))) for name, (key, inside) in parts.items()
    }
    found = {name: cache.load(folder) for name, folder in folders.items()}
    missing = [name for name, entry in found.items() if entry is None]
    scratch = work.empty.parent
    printing.run(
        [printing.plan(work.docs, name, folders[name], parts[name][1], scratch / name, setting) for name in missing], press, processes
    )
    entries = dict([theme]) | {folders[name]: entry or _stored(folders[name]) for name, entry in found.items()}

    @remembered
    def pages_of(name: str | None) -> Mapping[str, Facts]:
        return cache.pages(folders[name]) if name else {}

    links.check(entries.values(), press.work.known, lambda path: pages_of(paths.get(path)))
    return entries


def _theme(press: Press, kept: Path, setting: str) -> tuple[Path, Entry]:
    folder = cache.folder_of(kept, THEME, setting)
    if found := cache.load(folder):
        return folder, found
    building = press.work.empty.parent / THEME
    press.print_theme(building / "files")
    cache.store(building, folder, setting, {})
    return folder, _stored(folder)


def _stored(folder: Path) -> Entry:
    entry = cache.load(folder)
    if entry is None:
        raise BuildError(f"{folder}: changed while the site was built", "build again, one build at a time")
    return entry


def _place(entries: Mapping[Path, Entry], url: str, site: Path) -> None:
    sources = {path: (folder / "files" / path, stamp) for folder, entry in entries.items() for path, stamp in entry.files.items()}
    place(sources, sitemap(url, (each for entry in entries.values() for each in entry.urls)), site, BESIDE)


def _built(folder: Path, entry: Entry) -> Built:
    return Built(folder.name.rpartition(".")[2], folder / "files", tuple(entry.files))


@contextmanager
def _disk() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise BuildError(
            f"{error.filename or 'the site'}: cannot be written ({error.strerror or error})", unwritten(error, "--site")
        ) from error
