"""Pagefind's files are read, merged and written as Pagefind itself would have written the whole."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import accumulate

import cbor2
import pytest

from generator.errors import BuildError
from generator.search import format as pagefind
from generator.search import service
from generator.search.documents import Document, indexed
from tests.samples import DAY

TEXTS = [
    "Deblurring by diffusion; diffusion restores the café images",
    "图像修复的扩散模型，图像先验",
    "Super-resolution of images, a survey of 12 methods",
    "A naïve restorer restores naive images",
    "Nothing in common",
    "扩散模型 for super-resolution",
]


def _documents(*texts: str) -> list[Document]:
    made = Document(key="1", url="papers/1/", title="Title of images", text="", language="en", day=DAY, score=1, authors=("Zoë Ang",))
    return [replace(made, key=f"26{number}", text=text) for number, text in enumerate(texts)]


def _index(documents: list[Document], first: int = 0) -> tuple[pagefind.Meta, list[pagefind.Word]]:
    files = service.index(indexed(one, first + number) for number, one in enumerate(documents))
    meta = pagefind.meta(next(content for path, content in files.items() if path.endswith(".pf_meta")))
    return meta, list(_words(files[f"index/{name}.pf_index"] for name in meta.chunks))


def _words(chunks: Iterator[bytes]) -> Iterator[pagefind.Word]:
    for chunk in chunks:
        yield from pagefind.chunk_words(chunk)


def test_merged_months_are_the_index_of_all_their_papers() -> None:
    documents = _documents(*TEXTS)
    whole, words = _index(documents)
    parts = [_index(documents[:2]), _index(documents[2:3]), _index(documents[3:])]
    firsts = [0, *accumulate(len(meta.lengths) for meta, _ in parts)]
    merged = list(pagefind.merged((first, found) for first, (_, found) in zip(firsts, parts, strict=False)))
    assert [length for meta, _ in parts for length in meta.lengths] == list(whole.lengths)
    assert merged == [(word, pages, sorted(variants)) for word, pages, variants in words]
    assert any(variants for _, _, variants in merged), "no word with an accent was tried"


def test_chunks_hold_all_words_in_order_and_say_which() -> None:
    words: list[pagefind.Word] = [(f"w{number:04}", [[number, [-25, 1], []]], []) for number in range(2000)]
    made = list(pagefind.chunks(iter(words), 500))
    assert list(_words(content for _, content in made)) == words
    assert [first for first, _ in made] == [next(pagefind.chunk_words(content))[0] for _, content in made]
    assert len(made) > 20


@pytest.mark.parametrize("count", [1, 23, 24, 255, 256, 300])
def test_a_chunk_of_any_number_of_words_is_valid(count: int) -> None:
    words: list[pagefind.Word] = [(f"{number:05}", [[0, [], []]], []) for number in range(count)]
    ((_, content),) = pagefind.chunks(iter(words), 1 << 20)
    assert list(pagefind.chunk_words(content)) == words


def test_a_directory_tells_lengths_first_words_and_fields_in_few_bytes() -> None:
    packed = pagefind.directory([7, 9], ["a", "图像"], ["title"])
    assert json.loads(gzip.decompress(packed)) == {"lengths": [7, 9], "firsts": ["a", "图像"], "fields": ["title"]}
    assert packed == pagefind.directory([7, 9], ["a", "图像"], ["title"])


def _packed(value: object, signature: bytes = pagefind.SIGNATURE) -> bytes:
    return gzip.compress(signature + cbor2.dumps(value), mtime=0)  # the time would be part of the tests' names


@pytest.mark.parametrize(
    "content", [b"", b"no gzip", _packed([1]), _packed([[[]], 1]), _packed(["1", [], [], [["f", "x"]], [], []]), _packed([], b"other")]
)
def test_another_format_is_an_error_that_says_which_version_is_wanted(content: bytes) -> None:
    with pytest.raises(BuildError, match=r"pagefind 1\.5"):
        pagefind.meta(content)
    with pytest.raises(BuildError, match=r"pagefind 1\.5"):
        list(pagefind.chunk_words(content))
