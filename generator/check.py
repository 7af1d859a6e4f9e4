"""What `digest check` looks for: the defects of the systems that this one replaces. Pure; cli reads the files.

Each rule is a small function from a digest, or from the text of a drawn page, to the defects it sees.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.analyse import quality
from generator.analyse.gate import CUT_OFF, REFUSALS
from generator.analyse.numbers import numbers_in
from generator.model import Analysis, Digest, Entry, Paper

PAPER_LINK = re.compile(r"\]\(paper:([^)\s]+)\)")
TEXT_MACRO = re.compile(r"\\(textbf|textit|emph|texttt|textsc|url|href)\b")
VERSIONED = re.compile(r"(\{#|id=[\"'])\d{4}\.\d{4,5}v\d+|\]\(#\d{4}\.\d{4,5}v\d+")
# Markup only: a title may well speak of "onclick=" or "javascript:" in escaped text.
RUNS = re.compile(
    r"<script|<[a-z][^>\n]*\son\w+\s*=|\]\(\s*javascript:|\b(href|src)\s*=\s*[\"']?\s*javascript:|\{:[^}\n]*\bon\w+\s*=", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Defect:
    """Something wrong: the record's day or the page's path, and in one line what."""

    where: str
    what: str


def check(digests: Sequence[Digest], pages: Mapping[str, str]) -> list[Defect]:
    """Every defect of the records, oldest first, then of the drawn pages (Markdown by path)."""
    found = [Defect(str(digest.day), what) for digest in digests for rule in DIGEST_RULES for what in rule(digest)]
    found += [Defect(str(digest.day), what) for digest, what in read_twice(digests)]
    return found + [Defect(path, what) for path, text in sorted(pages.items()) for rule in _rules(path) for what in rule(text)]


def _rules(path: str) -> tuple[Callable[[str], Iterator[str]], ...]:
    """Data is read by a script of ours and never as a page: a title in it may look like anything."""
    return () if path.endswith((".json", ".jsonl")) else PAGE_RULES


def _texts(analysis: Analysis) -> Iterator[str]:
    yield analysis.tldr
    yield from (section.text for section in analysis.sections)
    yield from analysis.findings
    if analysis.limitations:
        yield analysis.limitations


def _analyses(digest: Digest) -> Iterator[tuple[Entry, Analysis]]:
    return ((entry, entry.analysis) for entry in digest.entries if entry.analysis)


def ungated(digest: Digest) -> Iterator[str]:
    """A text that the quality gate would refuse or mend. Quotations are the authors' own, and pass no gate."""
    for entry, analysis in _analyses(digest):
        if analysis.analyst != "extractive":
            faults = dict.fromkeys(fault for text in _texts(analysis) for fault in _faults(text, entry.paper, analysis.language))
            yield from (f"{entry.paper.id}: {fault}" for fault in faults)
    for entry in digest.entries:
        if entry.relevance.model_score is not None and entry.relevance.reason:
            yield from (
                f"{entry.paper.id}: reason: {fault}" for fault in _faults(entry.relevance.reason, entry.paper, None) if CUT_OFF not in fault
            )
    if digest.summary and digest.summary.analyst != "extractive":
        yield from (f"summary: {fault}" for fault in _faults(digest.summary.text, None, digest.summary.language))


def _faults(text: str, paper: Paper | None, language: str | None) -> Iterator[str]:
    if not text.strip():
        return
    reason = next((reason for reason, test in REFUSALS.items() if test(text)), None) or quality.refuse(text, language)
    if reason:
        yield f"published although {reason}"
    else:
        yield from (fault for fault in quality.mend(text, paper).faults if fault != "hedging")


def unchecked_numbers(digest: Digest) -> Iterator[str]:
    """A number in what a model wrote of which the record does not say that the source has it."""
    for entry, analysis in _analyses(digest):
        if analysis.analyst == "llm" and analysis.prompt:  # what older feeds wrote was never looked up
            found = {number.text for number in analysis.numbers if number.verdict == "found"}
            told = dict.fromkeys(number for text in _texts(analysis) for number in numbers_in(text))
            if missing := [number for number in told if number not in found]:
                yield f"{entry.paper.id}: numbers that were not looked up: {', '.join(missing)}"


def empty_texts(digest: Digest) -> Iterator[str]:
    """An analysis with nothing in it."""
    for entry, analysis in _analyses(digest):
        if not analysis.tldr.strip() or any(not text.strip() for text in _texts(analysis)):
            yield f"{entry.paper.id}: a part of the analysis is empty"


def unfounded_quotes(digest: Digest) -> Iterator[str]:
    """A quotation that does not stand in the abstract."""
    for entry, analysis in _analyses(digest):
        if analysis.analyst == "extractive" and analysis.tldr not in (entry.paper.abstract or ""):
            yield f"{entry.paper.id}: quotes a sentence that the abstract does not have"


def scores_without_reason(digest: Digest) -> Iterator[str]:
    """A score that nobody can follow."""
    for entry in digest.entries:
        if entry.relevance.score is not None and not entry.relevance.reason:
            yield f"{entry.paper.id}: a score without a reason"


def wrong_counts(digest: Digest) -> Iterator[str]:
    """A funnel that says other numbers than the record holds."""
    counted = (len(digest.considered), len(digest.entries), sum(entry.analysis is not None for entry in digest.entries))
    told = (digest.funnel.considered, digest.funnel.listed, digest.funnel.read)
    if told != counted:
        yield f"funnel: considered, listed, read are {counted}, but it says {told}"
    if (digest.kind == "papers") != bool(digest.entries):
        yield f"kind: {digest.kind}, but {len(digest.entries)} papers are listed"


def unnamed_in_summary(digest: Digest) -> Iterator[str]:
    """A read paper that the day's summary does not name, or a link of it that leads to no paper of the day."""
    if digest.entries and digest.summary is None:
        yield "summary: missing"
    if digest.summary is None:
        return
    linked = set(PAPER_LINK.findall(digest.summary.text))
    yield from (f"summary: does not name {entry.paper.id}" for entry, _ in _analyses(digest) if entry.paper.id not in linked)
    yield from (f"summary: links {id_}, which is not listed" for id_ in sorted(linked - {e.paper.id for e in digest.entries}))


def listed_twice(digest: Digest) -> Iterator[str]:
    """A paper with two entries on one day."""
    ids = [entry.paper.id for entry in digest.entries]
    yield from (f"{id_}: listed twice" for id_ in sorted({each for each in ids if ids.count(each) > 1}))


def missing_code_links(digest: Digest) -> Iterator[str]:
    """A code repository in the abstract or comment that is not among the links."""
    for entry in digest.entries:
        text = f"{entry.paper.abstract or ''} {entry.paper.comment or ''}"
        if not entry.paper.code_url and re.search(r"github\.com/[\w.-]+/[\w.-]+", text):
            yield f"{entry.paper.id}: names its code, but has no link to it"


def read_twice(digests: Iterable[Digest]) -> Iterator[tuple[Digest, str]]:
    """A paper read on two days."""
    first: dict[str, Digest] = {}
    for digest in digests:
        for entry, _ in _analyses(digest):
            earlier = first.setdefault(entry.paper.id, digest)
            if earlier is not digest:
                yield digest, f"{entry.paper.id}: read again, after {earlier.day}"


def unclosed_fence(text: str) -> Iterator[str]:
    """A fence of code that is left open swallows the rest of the page."""
    if len(re.findall(r"(?m)^ {0,3}```", text)) % 2:
        yield "a fence that is not closed"


def deep_list(text: str) -> Iterator[str]:
    """A list nested deeper than two levels."""
    if re.search(r"(?m)^ {8,}(?:[-*+]|\d+\.) ", re.sub(r"(?ms)^ {0,3}```.*?^ {0,3}```", "", text)):
        yield "a list nested three deep"


def _in_page(pattern: re.Pattern[str], fault: str) -> Callable[[str], Iterator[str]]:
    def rule(text: str) -> Iterator[str]:
        if found := pattern.search(text):
            yield f"{fault} ({found[0].strip()[:40]})"

    return rule


DIGEST_RULES: tuple[Callable[[Digest], Iterator[str]], ...] = (
    ungated,
    unchecked_numbers,
    empty_texts,
    unfounded_quotes,
    scores_without_reason,
    wrong_counts,
    unnamed_in_summary,
    listed_twice,
    missing_code_links,
)
PAGE_RULES: tuple[Callable[[str], Iterator[str]], ...] = (
    unclosed_fence,
    deep_list,
    _in_page(
        re.compile(r"(?m)^(?:[-*] )?(?:好的，(?:我将|以下|这是)|Sure[,!] (?:here|I)|Certainly[,!] (?:here|I)|深度分析失败)"),
        "a chatty preamble or an error",
    ),
    _in_page(VERSIONED, "an anchor with a version, which breaks when the next one appears"),
    _in_page(TEXT_MACRO, "a raw LaTeX text macro"),
    _in_page(re.compile(r"\A\ufeff?time: \d{8}"), "a stray first line"),
    _in_page(RUNS, "something that could run"),
)
