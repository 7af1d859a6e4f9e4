"""Search bundles, written: each month is indexed once, months merge into bundles, and what did not change is kept. Reads and writes files.

``cache/months`` holds indexed months, ``cache/bundles`` finished bundles, each under a hash of what it was made from.
"""

import gzip
import hashlib
import json
import multiprocessing
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from generator.errors import BuildError, unwritten
from generator.search import format as pagefind
from generator.search import service
from generator.search.documents import Document, columns, indexed, oldest_first, shown
from generator.search.months import Group, counted, groups

OURS = "3"
"""Counts up whenever the same documents would give other files."""
Months = Mapping[str, tuple[str, Callable[[], Iterable[Document]]]]


@dataclass(frozen=True, slots=True)
class Built:
    """What a build of the search did: months indexed, bundles written, bundles in all, papers in all."""

    indexed: int
    written: int
    bundles: int
    papers: int


def bundles(months: Months, out: Path, cache: Path, labels: Mapping[str, object]) -> Built:
    """Make ``out`` (site/search) hold the bundles of ``months``, by ``YYYY-MM`` a key of their content and a way to their documents.

    ``labels`` are what the search box needs to know besides: its texts and the names of interests and tags. Documents are
    asked for only where the cache does not know the key. Raises BuildError.
    """
    shop = _Shop(months, out, cache)
    with _disk(out):
        shop.index_all(shop.due())
        found = [shop.bundle(group) for group in groups(months)]
        shop.finish({"bundles": found, **labels})
    return Built(len(shop.indexed), shop.written, len(found), sum(bundle["papers"] for bundle in found))


def lacking(months: Months, cache: Path) -> list[str]:
    """The months that ``bundles`` would index now."""
    shop = _Shop(months, cache, cache)
    return [month for month in shop.due() if not shop.segment_folder(month).is_dir()]


def index_months(months: Months, cache: Path) -> list[Path]:
    """Index months, as ``bundles`` would, and give their folders in the cache. Raises BuildError."""
    shop = _Shop(months, cache, cache)
    with _disk(cache):
        return shop.index_all(months)


@contextmanager
def _disk(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise BuildError(
            f"{error.filename or folder}: the search cannot be written ({error.strerror})", unwritten(error, "--site")
        ) from error


class _Shop:
    """One build: knows the folders and remembers what it used, so that the rest can go."""

    def __init__(self, months: Months, out: Path, cache: Path) -> None:
        self.months, self.out, self.cache = months, out, cache
        self.version = version("pagefind")
        self.used: set[Path] = set()
        self.columns: list[dict[str, Any]] = []
        self.indexed: list[str] = []  # by several threads
        self.written = 0

    def bundle(self, group: Group) -> dict[str, Any]:
        """Put a bundle into ``out`` and tell what periods.json says of it."""
        kept = self._made(self.bundle_folder(group), lambda folder: self._merge(group, folder))
        self._bring(kept, kept.name)
        tables = json.loads(gzip.decompress((kept / "columns.packed").read_bytes()))
        self.columns += tables.values()
        sizes = {month: len(table["score"]) for month, table in tables.items()}
        return {"path": kept.name, "recent": group.recent, "papers": sum(sizes.values()), "months": sizes}

    def finish(self, told: dict[str, Any]) -> None:
        """Write periods.json and take away what this build did not use."""
        told["counts"] = {field: dict(sorted(each.items())) for field, each in counted(self.columns).items()}
        self.out.mkdir(parents=True, exist_ok=True)  # an archive without a paper has no bundle
        (self.out / "periods.json").write_bytes(_json(told))
        for folder in (self.cache / "months", self.cache / "bundles", self.out):
            for path in folder.iterdir() if folder.is_dir() else ():
                if path.is_dir() and path not in self.used:
                    shutil.rmtree(path)

    def _merge(self, group: Group, folder: Path) -> None:
        self.written += 1
        segments = {month: self.segment(month) for month in group.months}
        metas = {month: json.loads((segment / "meta.json").read_bytes()) for month, segment in segments.items()}
        lengths = [length for meta in metas.values() for length in meta["lengths"]]
        parts = zip(_running(len(meta["lengths"]) for meta in metas.values()), segments.values(), strict=False)
        firsts = []
        (folder / "index").mkdir()
        for number, (first, content) in enumerate(pagefind.chunks(pagefind.merged((at, _words(segment)) for at, segment in parts))):
            (folder / "index" / f"{number}.pf_index").write_bytes(content)
            firsts.append(first)
        fields = next(iter(metas.values()))["fields"]
        (folder / "words.packed").write_bytes(pagefind.directory(lengths, firsts, fields))
        tables = {month: json.loads((segment / "columns.json").read_bytes()) for month, segment in segments.items()}
        (folder / "columns.packed").write_bytes(_packed(_json(tables)))
        for month, segment in segments.items():
            _link_all(segment / "texts", folder / month)

    def bundle_folder(self, group: Group) -> Path:
        """Where a bundle stands in the cache."""
        made_from = (part for month in group.months for part in (month, self.months[month][0]))
        return self.cache / "bundles" / f"{group.name}-{self._hash(*made_from)[:8]}"

    def due(self) -> list[str]:
        """The months of the bundles that are not in the cache."""
        return [month for group in groups(self.months) if not self.bundle_folder(group).is_dir() for month in group.months]

    def index_all(self, months: Iterable[str]) -> list[Path]:
        """Index months, several at once: while Pagefind works on one, the documents of another are made ready."""
        pool = ThreadPoolExecutor(multiprocessing.cpu_count(), thread_name_prefix="search")
        try:
            return list(pool.map(self.segment, months))
        finally:
            pool.shutdown(cancel_futures=True)

    def segment_folder(self, month: str) -> Path:
        """Where an indexed month stands."""
        return self.cache / "months" / f"{month}-{self._hash(month, self.months[month][0])[:16]}"

    def segment(self, month: str) -> Path:
        """The folder of an indexed month."""
        return self._made(self.segment_folder(month), lambda folder: self._index(self.months[month][1](), folder))

    def _index(self, documents: Iterable[Document], folder: Path) -> None:
        self.indexed.append(folder.name)
        ordered = sorted(documents, key=oldest_first)
        files = service.index(indexed(one, number) for number, one in enumerate(ordered))
        meta = pagefind.meta(next(content for path, content in files.items() if path.endswith(".pf_meta")))
        if len(meta.lengths) != len(ordered):
            raise BuildError(f"search: Pagefind took {len(meta.lengths)} of {len(ordered)} papers", "report this fault of the program")
        for number, name in enumerate(meta.chunks):
            (folder / f"{number:05d}.chunk").write_bytes(files[f"index/{name}.pf_index"])
        (folder / "meta.json").write_bytes(_json({"lengths": meta.lengths, "fields": meta.fields}))
        (folder / "columns.json").write_bytes(_json(columns(ordered)))
        (folder / "texts").mkdir()
        for number, one in enumerate(ordered):
            (folder / "texts" / f"{number}.packed").write_bytes(_packed(shown(one)))

    def _made(self, folder: Path, make: Callable[[Path], None]) -> Path:
        """A folder of the cache, made when it is not there: under another name until it is whole."""
        self.used.add(folder)
        if not folder.is_dir():
            begun = folder.with_name(f"{folder.name}.part")
            shutil.rmtree(begun, ignore_errors=True)
            begun.mkdir(parents=True)
            make(begun)
            begun.rename(folder)
        return folder

    def _bring(self, kept: Path, name: str) -> None:
        """Put a finished folder into ``out``; its name tells its content, so one that is there stays."""
        self.used.add(self.out / name)
        self._made(self.out / name, lambda folder: _link_all(kept, folder))

    def _hash(self, *parts: str) -> str:
        return hashlib.sha256("\n".join([OURS, self.version, *parts]).encode()).hexdigest()


def _words(segment: Path) -> Iterator[pagefind.Word]:
    for path in sorted(segment.glob("*.chunk")):
        yield from pagefind.chunk_words(path.read_bytes())


def _running(sizes: Iterable[int]) -> Sequence[int]:
    firsts = [0]
    for size in sizes:
        firsts.append(firsts[-1] + size)
    return firsts


def _link_all(source: Path, target: Path) -> None:
    """Give every file below ``source`` a second name below ``target``; copy where the file system has no links."""
    for path in sorted(source.rglob("*")):
        new = target / path.relative_to(source)
        if path.is_dir():
            new.mkdir(parents=True, exist_ok=True)
            continue
        new.parent.mkdir(parents=True, exist_ok=True)
        try:
            new.hardlink_to(path)
        except OSError:
            shutil.copyfile(path, new)


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _packed(content: bytes) -> bytes:
    return gzip.compress(content, 9, mtime=0)
