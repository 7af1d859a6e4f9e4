"""Pagefind's files, read and written: months merge into a bundle, and chunks become small. Pure.

Pagefind 1.5 writes gzipped CBOR behind a signature. Its metadata is ``[version, [[page, words]…], [[first word, last word,
chunk]…], filters, sorts, fields]``, a chunk ``[[[word, pages, variants]…]]`` with pages ``[[distance from the page before, places,
places in fields]…]`` and variants ``[[form, pages]…]``. Left to itself it names a page by a hash, cuts chunks of some 25 kB and
needs the memory of a bundle at once. Here pages are numbered, chunks small, months merge word by word,
and a directory in JSON stands for the metadata; who reads chunks in the browser is bundle.js.
"""

import gzip
import heapq
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

import cbor2

from generator.errors import BuildError

SIGNATURE = b"pagefind_dcd"
CHUNK = 12_000
"""Bytes of a chunk before compression; a word that is longer by itself has a chunk of its own."""

Pages = list[list[Any]]
Word = tuple[str, Pages, list[list[Any]]]


@dataclass(frozen=True, slots=True)
class Meta:
    """What is needed of an index's metadata: words of each page, chunks in the order of words, names of the fields."""

    lengths: tuple[int, ...]
    chunks: tuple[str, ...]
    fields: tuple[str, ...]


def meta(packed: bytes) -> Meta:
    """Read metadata. Raises BuildError when it is not of the form told above."""
    try:
        _, pages, chunks, filters, sorts, fields = cbor2.loads(_unpacked(packed))
        if filters or sorts:
            raise ValueError("filters or sorts that nobody asked for")
        return Meta(tuple(length for _, length in pages), tuple(name for _, _, name in chunks), tuple(fields))
    except (ValueError, TypeError, OSError, EOFError) as error:
        raise BuildError(f"search: Pagefind's metadata is not as version 1.5 writes it ({error})", "install pagefind 1.5") from error


def chunk_words(packed: bytes) -> Iterator[Word]:
    """Read the words of a chunk, in their order. Raises BuildError when it is not of the form told above."""
    try:
        (words,) = cbor2.loads(_unpacked(packed))
        yield from ((word, pages, variants) for word, pages, variants in words)
    except (ValueError, TypeError, OSError, EOFError) as error:
        raise BuildError(f"search: a chunk of Pagefind's is not as version 1.5 writes it ({error})", "install pagefind 1.5") from error


def merged(parts: Iterable[tuple[int, Iterable[Word]]]) -> Iterator[Word]:
    """Merge indexes word by word; each comes with the number of its first page in the whole, in that order."""
    numbered = (_numbered(first, words) for first, words in parts)
    for word, found in groupby(heapq.merge(*numbered, key=itemgetter(0, 1)), key=itemgetter(0)):
        rows = list(found)
        forms: dict[str, list[tuple[int, Pages]]] = {}
        for _, first, _, variants in rows:
            for form, pages in variants:
                forms.setdefault(form, []).append((first, pages))
        yield word, _joined((first, pages) for _, first, pages, _ in rows), [[form, _joined(each)] for form, each in sorted(forms.items())]


def _numbered(first: int, words: Iterable[Word]) -> Iterator[tuple[str, int, Pages, list[list[Any]]]]:
    for word, pages, variants in words:
        yield word, first, pages, variants


def _joined(parts: Iterable[tuple[int, Pages]]) -> Pages:
    """Pages of several indexes as one list: the first of each is told from the last of the one before."""
    whole: Pages = []
    last = 0
    for first, pages in parts:
        if pages:
            (distance, *places), *others = pages
            whole += [[first + distance - last, *places], *others]
            last = first + sum(page[0] for page in pages)
    return whole


def chunks(words: Iterable[Word], size: int = CHUNK) -> Iterator[tuple[str, bytes]]:
    """Cut words into chunks of about ``size`` bytes: first word, file."""
    held: list[bytes] = []
    first = ""
    for word in words:
        packed = cbor2.dumps(list(word))
        if held and sum(map(len, held)) + len(packed) > size:
            yield first, _chunk(held)
            held = []
        first = first if held else word[0]
        held.append(packed)
    if held:
        yield first, _chunk(held)


def _chunk(words: Sequence[bytes]) -> bytes:
    return _packed(b"\x81" + _array(len(words)) + b"".join(words))


def _array(length: int) -> bytes:
    """The head of a CBOR array (RFC 8949, 3.1) of fewer than 65,536 items."""
    return bytes([0x80 + length]) if length < 24 else b"\x98" + bytes([length]) if length < 256 else b"\x99" + length.to_bytes(2, "big")


def directory(lengths: Sequence[int], firsts: Sequence[str], fields: Sequence[str]) -> bytes:
    """What the search box needs before any chunk, gzipped JSON: words of each page, first word of each chunk, names of fields."""
    told = {"lengths": lengths, "firsts": firsts, "fields": fields}
    return gzip.compress(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode(), 9, mtime=0)


def _packed(content: bytes) -> bytes:
    return gzip.compress(SIGNATURE + content, 9, mtime=0)


def _unpacked(packed: bytes) -> bytes:
    content = gzip.decompress(packed)
    if not content.startswith(SIGNATURE):
        raise ValueError("no signature")
    return content[len(SIGNATURE) :]
