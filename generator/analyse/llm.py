"""Analyse: scoring and reading with a language model, whoever makes it. Pure but for the model that is handed in.

What a model wrote is checked for its shape here and for its content by the gate; a reply that does not pass is asked for
once more with the fault named, then it is a BadReply. A paper without a usable score is not scored.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from generator.analyse import prompts
from generator.analyse.asking import Ask, Reply, Request
from generator.analyse.budget import Budget
from generator.analyse.prompts import Part
from generator.analyse.reading import Failure, Scored, Scores, failure
from generator.analyse.replies import Fault, extract
from generator.analyse.schemas import (
    SCORES_SCHEMA,
    analysis_schema,
    checked_analysis,
    checked_scores,
)
from generator.errors import AnalysisError, BadReply
from generator.model import Analysis, Basis, CheckedNumber, Interest, Paper, Section

BATCH = 25
"""Papers in one request for scores."""

MOST_TEXT = 160_000
"""Characters of a paper that are sent: about 45,000 tokens, so that five a minute stay within 250,000."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Passed:
    """A piece of text that may be published, empty when nothing of it may, and what looking its numbers up gave."""

    text: str
    numbers: tuple[CheckedNumber, ...] = ()


class Gate(Protocol):
    """The quality gate, for one piece of a reply: a sentence, a section, a reason."""

    def __call__(self, text: str, paper: Paper | None, source: str, language: str) -> Passed:
        """Mend a text. ``source`` is all that its numbers may come from. Raises Fault when it cannot be used."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Who writes: how to ask, within which budget, in which language, past which gate."""

    provider: str
    ask: Ask
    budget: Budget
    language: str
    gate: Gate


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """What a reply holds and the model that gave it."""

    value: T
    model: str


def ask_json(ask: Ask, budget: Budget, request: Request, key: str, parse: Callable[[dict[str, Any]], T]) -> Answer[T]:
    """Ask for a JSON object that has ``key`` and give what ``parse`` makes of it.

    A reply for which ``parse`` raises Fault is asked for once more with the fault named. Raises ProviderError, BadReply
    when the second is no better.
    """
    first = budget.ask(ask, request)
    try:
        return Answer(_parsed(first, key, parse), first.model)
    except Fault as fault:
        second = budget.ask(ask, _again(request, fault, first))
    try:
        return Answer(_parsed(second, key, parse), second.model)
    except Fault as fault:
        raise BadReply(f"the model's reply could not be used: {fault}", "the next run asks again") from fault


def _parsed(reply: Reply, key: str, parse: Callable[[dict[str, Any]], T]) -> T:
    try:
        return parse(extract(reply.text, key))
    except Fault as fault:
        if reply.finish == "length":
            raise Fault("it was cut off before its end") from fault
        raise


def _again(request: Request, fault: Fault, reply: Reply) -> Request:
    """The same request with the fault named; what was cut off gets more room, since thinking may have taken it."""
    room = request.max_tokens * 2 if reply.finish == "length" else request.max_tokens
    note = f"An earlier reply could not be used: {fault}. Write the whole JSON object, without that fault."
    return replace(request, user=f"{request.user}\n\n{note}", max_tokens=room)


def score(model: Model, papers: Sequence[Paper], interests: Sequence[Interest]) -> Scores:
    """Score papers in batches; what a reply forgot or mangled is not in the result. Raises nothing of the provider's."""
    found: dict[str, Scored] = {}
    missed: list[Failure] = []
    batches = [papers[start : start + BATCH] for start in range(0, len(papers), BATCH)]
    for _, outcome in model.budget.run(batches, lambda batch: _score_batch(model, batch, interests)):
        if isinstance(outcome, AnalysisError):
            missed.append(failure("rank", outcome))
        else:
            found |= outcome
    return Scores({paper.id: found[paper.id] for paper in papers if paper.id in found}, tuple(dict.fromkeys(missed)))


def _score_batch(model: Model, papers: Sequence[Paper], interests: Sequence[Interest]) -> dict[str, Scored]:
    by_id = {paper.id: paper for paper in papers}
    known = {interest.id for interest in interests}
    data = prompts.lines({"id": paper.id, "title": paper.title, "abstract": paper.abstract or ""} for paper in papers)
    told = _told(interests)
    system, user = prompts.fill("scoring", model.language, SCORES_SCHEMA, data, interests=told, count=len(papers))
    request = Request(system=system, user=user, schema=SCORES_SCHEMA, temperature=0.0)
    replies = ask_json(model.ask, model.budget, request, "scores", lambda value: checked_scores(value, list(by_id))).value
    scored: dict[str, Scored] = {}
    for id_, reply in replies.items():
        try:
            reason = in_one_line(model.gate(reply.reason, by_id[id_], data, model.language).text)
        except Fault:
            continue
        if reason:
            scored[id_] = Scored(reply.score, reason, reply.interest if reply.interest in known else None)
    return scored


def analyse(
    model: Model, paper: Paper, text: str, basis: Basis, parts: Sequence[Part], *, interests: Sequence[Interest] = (), at: datetime
) -> Analysis:
    """Read one paper from its ``text``. Raises ProviderError.

    ``interests`` are told to the model only where a section asks what the paper means for them.
    """
    told = _told(interests) if any(part.id == "interest" for part in parts) else []
    asked = [part for part in parts if part.id != "interest" or told]
    material = _material(paper, text)
    system, user = prompts.fill(
        "analysis",
        model.language,
        schema := analysis_schema(asked),
        material,
        parts=asked,
        optional=", ".join(part.id for part in asked if part.optional),
        interests=told,
        basis=basis,
        id=paper.id,
    )
    request = Request(system=system, user=user, schema=schema)
    answer = ask_json(model.ask, model.budget, request, "sections", lambda value: _draft(value, asked, paper, material, model))
    draft = answer.value
    return Analysis(
        analyst="llm",
        provider=model.provider,
        model=answer.model,
        prompt=prompts.prompt_hash("analysis", model.language, asked),
        language=model.language,
        basis=basis,
        tldr=draft.tldr,
        sections=draft.sections,
        findings=draft.findings,
        limitations=draft.limitations,
        numbers=draft.numbers,
        at=at,
    )


@dataclass(frozen=True, slots=True)
class _Draft:
    """What of a reply passed the gate."""

    tldr: str
    sections: tuple[Section, ...]
    findings: tuple[str, ...]
    limitations: str | None
    numbers: tuple[CheckedNumber, ...]


def _draft(value: dict[str, Any], parts: Sequence[Part], paper: Paper, source: str, model: Model) -> _Draft:
    """Check the shape of a reply and take each piece of it past the gate. Raises Fault."""
    reply = checked_analysis(value, parts)
    asked = {part.id: part for part in parts}
    numbers: list[CheckedNumber] = []

    def passed(text: str, name: str, *, needed: bool = False) -> str:
        try:
            piece = model.gate(text, paper, source, model.language)
        except Fault as fault:
            raise Fault(f"{name}: {fault}") from fault
        numbers.extend(piece.numbers)
        if needed and not piece.text.strip():
            raise Fault(f"{name}: nothing in it could be kept")
        return piece.text.strip()

    tldr = in_one_line(passed(reply.tldr, "tldr", needed=True))
    texts = [(asked[each.id], passed(each.text, each.id, needed=not asked[each.id].optional)) for each in reply.sections]
    findings = [in_one_line(passed(each, "findings")) for each in reply.findings]
    limits = [in_one_line(passed(each, "limitations")) for each in reply.limitations]
    return _Draft(
        tldr=tldr,
        sections=tuple(Section(id=part.id, title=part.title, text=text) for part, text in texts if text),
        findings=tuple(each for each in findings if each),
        limitations=_list([each for each in limits if each]),
        numbers=tuple(numbers),
    )


def _list(points: Sequence[str]) -> str | None:
    return "\n".join(f"- {point}" for point in points) if len(points) > 1 else next(iter(points), None)


def _material(paper: Paper, text: str) -> str:
    """What a model is shown of a paper: a line of facts, then the text; the abstract stands among the facts when it begins no text."""
    abstract = None if text.startswith(("# Abstract\n", paper.abstract or "# Abstract\n")) else paper.abstract
    links = [link for link in (paper.code_url, paper.project_url) if link]
    facts = {"id": paper.id, "title": paper.title, "comment": paper.comment, "abstract": abstract, "links": links}
    head = prompts.lines([{key: value for key, value in facts.items() if value}])
    return f"{head}\n\n{text[:MOST_TEXT]}"


def _told(interests: Iterable[Interest]) -> list[str]:
    """An interest in one line, without those that are paused."""
    told = []
    for each in interests:
        words = [each.name, each.about, ", ".join(each.keywords)]
        line = f"`{each.id}`: " + "; ".join(word for word in words if word)
        told += [] if each.paused else [line + (f" (excluded: {', '.join(each.exclude)})" if each.exclude else "")]
    return told


def in_one_line(text: str) -> str:
    """A text without line breaks and double blanks."""
    return " ".join(text.split())
