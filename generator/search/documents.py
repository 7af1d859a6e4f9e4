"""What of a paper can be found, and what a result shows. Pure.

The words for the index and the text for the reader are two things: the index leaves out words that every text
has, and holds Chinese as pairs of characters, so that a term is found exactly wherever a lexicon would cut.
The search box (overrides/assets/javascripts/search/query.js) treats a query the same way.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from generator.model import Entry, Noun
from generator.render.shelf import is_quoted, key
from generator.render.text import clean, plain

_STOP_WORDS = (
    "a an and are as at be been but by can for from has have in into is it its of on or our such than that the their these this those to"
    " was we were where which while with"
)
STOP_WORDS = frozenset(_STOP_WORDS.split())
AUTHORS = 200
"""Authors that a result knows of; collaborations have thousands."""
_HAN = re.compile(r"[\u3400-\u9fff]+")
_MARKUP = re.compile(r"\*\*|`|\[((?:\\.|[^\[\]\\])+)\]\(paper:[\w./-]+\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document(Noun):
    """A paper as the search knows it.

    ``key`` is its arXiv id as pages are named, ``url`` the path of its page inside the site; ``text`` may be quoted to
    the reader, stands in the order in which it is worth reading and is mostly in ``language``; ``names`` are those of its
    interests and tags.
    """

    key: str
    url: str
    title: str
    text: str
    language: str
    day: date
    score: int | None
    authors: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    read: bool = False


def document(entry: Entry, day: date, path: str, names: Iterable[str] = ()) -> Document:
    """Make the document of an entry of ``day``; ``path`` is its page's inside docs/, ``names`` what its interests and tags are called."""
    paper = entry.paper
    return Document(
        key=key(paper.id),
        url=path.replace(".md", "/"),
        title=plain(paper.title),
        text=_text(entry),
        language=entry.analysis.language if entry.analysis else "en",
        day=day,
        score=entry.relevance.score,
        authors=tuple(map(clean, paper.authors)),
        interests=entry.relevance.matched,
        tags=entry.tags,
        categories=paper.categories,
        names=tuple(map(clean, names)),
        read=entry.analysis is not None,
    )


def _text(entry: Entry) -> str:
    """The analysis, then the abstract; what was quoted from the abstract stands in it already."""
    parts: list[str] = []
    if entry.analysis and not (is_quoted(entry.analysis) and entry.paper.abstract):
        written = entry.analysis
        sections = (section.text for section in written.sections)
        parts = [written.tldr, *sections, *written.findings, written.limitations or ""]
    elif entry.line and not entry.paper.abstract:
        parts = [entry.line.text]
    return clean(" ".join([*(_unmarked(part) for part in parts), plain(entry.paper.abstract or "")]))


def _unmarked(markdown: str) -> str:
    return plain(_MARKUP.sub(lambda match: match[1] or "", markdown))


def oldest_first(one: Document) -> tuple[int, int, str]:
    """A total order: the oldest day first and, on a day, the lowest score."""
    return (one.day.toordinal(), -1 if one.score is None else one.score, one.key)


def words(source: str) -> str:
    """Text as the index takes it: lower case, no stop words, every run of Chinese as overlapping pairs of characters."""
    spaced = _HAN.sub(lambda run: f" {_pairs(run[0])} ", unicodedata.normalize("NFKC", source).lower())
    return " ".join(word for word in spaced.split() if word.strip("()[]{},.;:!?\"'“”‘’") not in STOP_WORDS)


def _pairs(run: str) -> str:
    return " ".join(run[at : at + 2] for at in range(max(1, len(run) - 1)))


def indexed(one: Document, number: int) -> dict[str, object]:
    """A document as Pagefind's custom record; its number within the month stands for the address."""
    return {
        # Pagefind orders pages by address: with leading zeros that is our order.
        "url": f"{number:07d}",
        # The id is a word too; without any word Pagefind leaves a page out, and all behind it would move up.
        "content": words(f"{one.text} {one.key}"),
        # Ids of tags are English, and say to a Chinese index what "deblurring" is.
        "meta": {
            "title": words(one.title),
            "authors": words(" ".join(one.authors)),
            "topics": words(f"{' '.join(one.names)} {' '.join(one.tags)}"),
        },
        "filters": {},
        "sort": {},
    }


def shown(one: Document) -> bytes:
    """What a result shows, as JSON: key, url, title, day, score, authors, interests, tags, language, text."""
    facts = (one.key, one.url, one.title, one.day.isoformat(), one.score, one.authors[:AUTHORS], one.interests, one.tags)
    return json.dumps((*facts, one.language, one.text), ensure_ascii=False, separators=(",", ":")).encode()


def columns(documents: Sequence[Document]) -> dict[str, object]:
    """What filters and sorting need of a month's documents, a list a field; tags and the like by number."""
    table: dict[str, object] = {"score": [one.score for one in documents], "read": [int(one.read) for one in documents]}
    for field in ("interests", "tags", "categories"):
        values: list[tuple[str, ...]] = [getattr(one, field) for one in documents]
        known = sorted({value for row in values for value in row})
        number = {value: at for at, value in enumerate(known)}
        table[field] = [known, [[number[value] for value in row] for row in values]]
    return table
