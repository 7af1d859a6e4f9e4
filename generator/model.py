"""The nouns of the pipeline, all frozen: Paper → RankedPaper → Entry → Digest → Page. Pure.

A stage takes one noun and returns the next. ``None`` means unknown, zero is a fact. The fields of
``Digest`` and of what it holds are the record's keys, in the order in which they are written.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar, Literal

AnnounceType = Literal["new", "cross", "replace", "replace-cross"]
Basis = Literal["full text", "abstract"]
DigestKind = Literal["papers", "nothing-announced", "no-match", "source-failed"]
PaperKind = Literal["method", "survey", "benchmark", "theory", "system", "application"]

Say = Callable[..., str]
"""``say("reason.matched", interest=…)``: a message of the interface, in the reader's language."""


class Noun:
    """What all nouns share: reading one from JSON refuses fields that it does not know, and numbers that JSON does not."""

    __slots__ = ()
    __pydantic_config__: ClassVar = {"extra": "forbid", "allow_inf_nan": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper(Noun):
    """A work as its sources describe it, whatever its version.

    ``id`` is the arXiv id without version (``2602.23361``, ``hep-th/9901001``), ``abstract`` the authors'
    text as the source wrote it (LaTeX and all) on one line, ``licence`` the URL that arXiv states,
    ``announced`` the day of arXiv's mailing (US Eastern), ``huggingface_date`` the day of the list.
    """

    id: str
    title: str
    version: int | None = None
    authors: tuple[str, ...] = ()
    affiliations: tuple[str, ...] = ()
    abstract: str | None = None
    categories: tuple[str, ...] = ()
    primary_category: str | None = None
    announce_type: AnnounceType | None = None
    submitted: datetime | None = None
    updated: datetime | None = None
    announced: date | None = None
    comment: str | None = None
    journal_ref: str | None = None
    doi: str | None = None
    licence: str | None = None
    upvotes: int | None = None
    huggingface_date: date | None = None
    code_url: str | None = None
    project_url: str | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Relevance(Noun):
    """How far a paper meets the reader's interests: scores 0–100, or None when not scored.

    ``ranker_score`` is the ranker's own, to the hundredth, which orders papers of one score. ``matched`` holds interest ids, best first;
    ``terms`` what matched; ``like`` the liked paper it resembles.
    """

    score: int | None
    ranker_score: float | None
    model_score: int | None = None
    reason: str | None = None
    matched: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    like: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedPaper(Noun):
    """A paper with its relevance."""

    paper: Paper
    relevance: Relevance


@dataclass(frozen=True, slots=True, kw_only=True)
class Line(Noun):
    """One sentence with the code of the language it is written in."""

    text: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Section(Noun):
    """One part of an analysis: Markdown of ours, or a quotation."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedNumber(Noun):
    """A number of an analysis and what looking it up in the source gave (evidence: up to 80 characters)."""

    text: str
    verdict: Literal["found", "removed"]
    evidence: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis(Noun):
    """What an analyst wrote about a paper. ``language`` is that of the text, ``prompt`` a hash."""

    analyst: str
    provider: str | None = None
    model: str | None = None
    prompt: str | None = None
    language: str
    basis: Basis
    tldr: str
    sections: tuple[Section, ...] = ()
    findings: tuple[str, ...] = ()
    limitations: str | None = None
    numbers: tuple[CheckedNumber, ...] = ()
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Related(Noun):
    """An earlier paper of the archive and why it is related."""

    id: str
    title: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure(Noun):
    """A teaser figure kept in archive/figures, with what its licence asks to be shown.

    ``file`` is its path in there (``2026-02/2602.23361.webp``), ``caption`` the authors' words without the number, ``width`` and
    ``height`` its pixels.
    """

    file: str
    caption: str
    licence: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(Noun):
    """A listed paper on a day; ``analysis`` is None when it was only listed."""

    paper: Paper
    relevance: Relevance
    line: Line | None = None
    analysis: Analysis | None = None
    kind: PaperKind | None = None
    tags: tuple[str, ...] = ()
    related: tuple[Related, ...] = ()
    figure: Figure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Considered(Noun):
    """A paper that was looked at."""

    id: str
    title: str
    score: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen(Noun):
    """A paper read on an earlier ``day`` that a source brought again."""

    id: str
    title: str
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap(Noun):
    """Something wanted and not obtained. ``reason`` is in our own words; ``final`` means no run tries again."""

    stage: str
    subject: str
    reason: str
    attempts: int = 1
    final: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage(Noun):
    """What a run asked of a model: requests, tokens in and out together, cost in US dollars when prices are known."""

    at: datetime
    provider: str
    model: str
    requests: int
    tokens: int
    cost: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary(Noun):
    """The day in prose: Markdown of ours in which ``[title](paper:2602.23361)`` links a paper."""

    analyst: str
    provider: str | None = None
    model: str | None = None
    language: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Funnel(Noun):
    """How many papers each step left. None where the source could not tell.

    announced: arXiv's new and cross items; featured: Hugging Face's top; considered: after merging, the
    cross-list choice and leaving out what was read before; listed includes read.
    """

    announced: int | None
    replaced: int | None
    featured: int | None
    considered: int
    listed: int
    read: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Generator(Noun):
    """What made a record: the version of this program and a hash of the config."""

    version: str
    config: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest(Noun):
    """A day: its record is exactly this. ``open`` is true while a later run should come back."""

    schema: int = 1
    day: date
    kind: DigestKind
    open: bool
    funnel: Funnel
    seen: tuple[Seen, ...] = ()
    summary: Summary | None = None
    entries: tuple[Entry, ...] = ()
    considered: tuple[Considered, ...] = ()
    gaps: tuple[Gap, ...] = ()
    usage: tuple[Usage, ...] = ()
    generator: Generator


@dataclass(frozen=True, slots=True, kw_only=True)
class State(Noun):
    """What the archive knows besides its records: archive/state.json.

    ``owner`` is the repository (``name/feed``) whose archive this is, None on a machine of one's own; ``notices`` names what
    was sent already; ``closed_on`` maps a provider to its day (its own midnight) on which nothing more is asked of it;
    ``batches`` holds what is needed to collect those under way.
    """

    owner: str | None = None
    notices: tuple[str, ...] = ()
    closed_on: dict[str, date] = field(default_factory=dict)
    batches: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Interest(Noun):
    """One line of what the reader wants; ``id`` is stable, URLs and feeds hang on it."""

    id: str
    name: str = ""
    about: str = ""
    keywords: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    weight: float = 1.0
    paused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag(Noun):
    """A word of the controlled vocabulary: stable id, a name per language, and what text it matches."""

    id: str
    names: dict[str, str]
    match: tuple[str, ...] = ()
    group: str = "extra"


@dataclass(frozen=True, slots=True, kw_only=True)
class Select(Noun):
    """How many papers are read in full and listed, and the score from which a paper is listed at all."""

    read: int = 10
    list: int = 30
    min_score: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Site(Noun):
    """All that the pages need to know besides the digests.

    ``url`` ends in a slash or is None; ``repository`` is the web address of the feed's own repository;
    ``timezone`` an IANA name; ``tags`` the vocabulary by id; ``keep`` how many months of papers have pages (0: all).
    """

    name: str
    language: str
    timezone: str
    url: str | None
    repository: str | None
    categories: tuple[str, ...]
    cross_lists: bool
    huggingface_top: int
    interests: tuple[Interest, ...]
    select: Select
    tags: dict[str, Tag] = field(default_factory=dict)
    keep: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Noun):
    """A file of docs/: its path inside docs/ with forward slashes, and its text, or its ``data`` where it is a picture."""

    path: str
    text: str = ""
    data: bytes | None = None

    @property
    def content(self) -> bytes:
        """The bytes of the file."""
        return self.text.encode() if self.data is None else self.data


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage(Noun):
    """A section of a full text: its title as printed (empty for text before the first), its level from 1, its own text.

    Paragraphs are separated by an empty line. What stands in its subsections is theirs.
    """

    title: str
    level: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Teaser(Noun):
    """The first figure as a paper's HTML has it: what it says, and its picture's address as the page tells it, None where it has none."""

    caption: str
    address: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FullText(Noun):
    """What could be had of a paper's text, in reading order, for an analyst alone: it is never published.

    ``sections`` are without references, acknowledgements and author block; equations of ``html`` are LaTeX between
    ``$``. ``tables`` hold a caption where known and a line a row, cells joined by `` | ``; ``captions`` those of all
    else; ``links`` the code links found. ``pages`` counts those of the PDF, read or not. ``teaser`` is None where the HTML has no
    figure, and for a PDF.
    """

    id: str | None = None
    version: int | None = None
    source: Literal["html", "pdf"]
    sections: tuple[Passage, ...]
    captions: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    pages: int | None = None
    teaser: Teaser | None = None

    @property
    def characters(self) -> int:
        """Characters of sections, captions and tables together."""
        return sum(map(len, (*(section.text for section in self.sections), *self.captions, *self.tables)))
