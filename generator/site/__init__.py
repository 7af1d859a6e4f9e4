"""docs/ → site/: MkDocs with the project's mkdocs.yml, named and addressed as feed.yml says. Reads and writes files.

docs/ comes in parts. Each is built once and kept in a cache under a key of all that shapes its HTML; in a part that changed,
the pages that did not are kept too. The site is the sum of the parts, byte for byte what one run of MkDocs over everything
makes: warm, cold, and after a build that was killed.
"""

import multiprocessing
from collections.abc import Collection, Iterable, Iterator, Mapping
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
from generator.site.press import Facts, Press, Work, is_page
from generator.site.setting import setting_of
from generator.site.sitemap import sitemap

__all__ = ["HAND_WRITTEN", "THEME", "Built", "Parts", "build", "lacking", "print_parts"]

THEME = "theme"
BESIDE = ("search", "pagefind")  # in site/, but another step's


@dataclass(frozen=True, slots=True)
class Built:
    """A part of the site: its key in the cache, the folder that holds its files, and their bytes by path, there and in the site."""

    key: str
    folder: Path
    sizes: Mapping[str, int]


def build(
    docs: Path, site: Path, mkdocs_yml: Path, shown: Site, parts: Parts, *, kept: Path | None = None, processes: int | None = None
) -> dict[str, Built]:
    """Build the site of ``docs``, strictly: a warning of MkDocs is an error, and so is a link between parts that leads nowhere.

    ``parts`` says of every generated file which part it is in; other files of ``docs`` are a part of their own, and what the
    theme brings is one. ``kept`` is the cache's folder (``.cache/site`` beside the site), for one build at a time; ``processes``
    the most that print at once (one a core). Files of the site that belong to nothing are removed, except in BESIDE.

    Raises BuildError: with MkDocs' first complaint, or naming the page and the link.
    """
    with _disk():
        shop = _Shop(docs, mkdocs_yml, shown, parts, kept or site.parent / ".cache" / "site")
        entries = shop.entries(processes or multiprocessing.cpu_count())
        _place(entries, shown.url or "", site)
        cache.sweep(shop.kept, entries)
    return {entry.part: _built(folder, entry) for folder, entry in entries.items()}


def lacking(docs: Path, mkdocs_yml: Path, shown: Site, parts: Parts, kept: Path) -> dict[str, int]:
    """How many pages of each part ``build`` would print now; parts that the cache holds are left out. Raises BuildError."""
    with _disk():
        jobs = _Shop(docs, mkdocs_yml, shown, parts, kept).jobs(parts)
        return {job.part: sum(is_page(path) for path in job.fresh) for job in jobs}


def print_parts(docs: Path, mkdocs_yml: Path, shown: Site, parts: Parts, names: Collection[str], kept: Path) -> list[Path]:
    """Print some of the parts, as ``build`` would, and give their folders in the cache. Raises BuildError."""
    with _disk():
        shop = _Shop(docs, mkdocs_yml, shown, parts, kept)
        wanted = [name for name in parts if name in names]
        printing.run(shop.jobs(wanted), shop.press, multiprocessing.cpu_count())
    return [shop.folders[name] for name in wanted]


class _Shop:
    """All that a build knows before it prints: the press, and where in the cache each part stands or will stand."""

    def __init__(self, docs: Path, mkdocs_yml: Path, shown: Site, parts: Parts, kept: Path) -> None:
        for path, there in ((mkdocs_yml, mkdocs_yml.is_file()), (docs, docs.is_dir())):
            if not there:
                raise BuildError(f"{path}: not found", "run this in the repository's folder")
        kept.mkdir(parents=True, exist_ok=True)
        cache.sweep_unfinished(kept)
        self.kept, self.scratch = kept, cache.scratch(kept)
        (self.scratch / "empty").mkdir()
        self.parts = with_hand_written(parts, docs)
        self.paths = {path: name for name, (_, inside) in self.parts.items() for path in inside}
        work = Work(docs.resolve(), self.scratch / "empty", mkdocs_yml.resolve(), shown.name, shown.language, shown.url or "")
        self.press = Press(replace(work, known=frozenset(self.paths)))
        self.press.work = replace(self.press.work, nav=self.press.navigation())
        self.setting = setting_of(self.press)
        self.theme = _theme(self.press, kept, self.setting)
        self.press.work = replace(self.press.work, known=self.press.work.known | self.theme[1].files.keys())
        self.folders = {
            name: cache.folder_of(kept, name, cache.hash_of(*map(str.encode, (self.setting, key, *inside))))
            for name, (key, inside) in self.parts.items()
        }

    def jobs(self, names: Iterable[str]) -> list[printing.Job]:
        """What of these parts is to be printed, for those that the cache does not hold."""
        return [self._job(name) for name in names if cache.load(self.folders[name]) is None]

    def _job(self, name: str) -> printing.Job:
        return printing.plan(self.press.work.docs, name, self.folders[name], self.parts[name][1], self.scratch / name, self.setting)

    def entries(self, processes: int) -> dict[Path, Entry]:
        """The entries of all parts by folder, the theme's first. What the cache does not hold is printed."""
        found = {name: cache.load(folder) for name, folder in self.folders.items()}
        printing.run([self._job(name) for name, entry in found.items() if entry is None], self.press, processes)
        entries = dict([self.theme]) | {self.folders[name]: entry or _stored(self.folders[name]) for name, entry in found.items()}

        @remembered
        def pages_of(name: str | None) -> Mapping[str, Facts]:
            return cache.pages(self.folders[name]) if name else {}

        links.check(entries.values(), self.press.work.known, lambda path: pages_of(self.paths.get(path)))
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
    sources = {path: (f"{folder}/files/{path}", stamp) for folder, entry in entries.items() for path, stamp in entry.files.items()}
    place(sources, sitemap(url, (each for entry in entries.values() for each in entry.urls)), site, BESIDE)


def _built(folder: Path, entry: Entry) -> Built:
    return Built(folder.name.rpartition(".")[2], folder / "files", {path: size for path, (size, *_) in entry.files.items()})


@contextmanager
def _disk() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise BuildError(
            f"{error.filename or 'the site'}: cannot be written ({error.strerror or error})", unwritten(error, "--site")
        ) from error
