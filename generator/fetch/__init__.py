"""Fetch stage: the papers of a day from all sources, one paper once, completed by arXiv's API. Pure but for what it is handed.

To add a source: a module beside this one and its row in SOURCES.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from itertools import groupby
from typing import Any

from generator.config import SourcesConfig
from generator.errors import FetchError
from generator.fetch import announcements, arxiv, huggingface
from generator.fetch.http import Http
from generator.fetch.links import code_in, project_in
from generator.fetch.source import Fetched, Past, Source
from generator.model import Gap, Paper

__all__ = ["SOURCES", "Complete", "Fetched", "Haul", "Past", "Source", "completer", "fetch", "fuller", "merge", "sources"]

SOURCES: dict[str, Callable[[SourcesConfig, Http, Past], Source | None]] = {
    "arxiv": announcements.source,
    "huggingface": huggingface.source,
}

Complete = Callable[[Sequence[str]], Sequence[Paper]]
"""Ids to what arXiv's API knows of them; unknown ones are absent. Raises FetchError."""

_NEWEST_FIRST = {"new": 0, "cross": 1, "replace": 2, "replace-cross": 3, None: 4}


@dataclass(frozen=True, slots=True)
class Haul:
    """All that was obtained for a day, and what was not.

    ``announced`` counts arXiv's new and cross items, ``featured`` Hugging Face's top; both are None, like ``replaced``,
    when their source failed or is turned off. ``failed`` names the sources that failed.
    """

    papers: tuple[Paper, ...]
    announced: int | None
    replaced: int | None
    featured: int | None
    gaps: tuple[Gap, ...] = ()
    failed: tuple[str, ...] = ()


def sources(config: SourcesConfig, http: Http, past: Past) -> tuple[Source, ...]:
    """The sources that feed.yml turns on."""
    made = (make(config, http, past) for make in SOURCES.values())
    return tuple(source for source in made if source)


def completer(config: SourcesConfig, http: Http) -> Complete:
    """The function that asks arXiv's API about ids."""
    return arxiv.ArxivApi(http, config.arxiv.api_url).by_ids


def fetch(day: date, sources: Sequence[Source], complete: Complete, *, cross_lists: bool, stored: Sequence[Paper] = ()) -> Haul:
    """Ask every source for ``day`` and complete what they bring, and what is ``stored`` of the day.

    A source that fails is a gap; the others go on.
    """
    fetched, gaps = _ask(day, sources)
    merged = merge(paper for each in fetched.values() for paper in each.papers)
    papers = _with_stored([paper for paper in merged if cross_lists or not _only_crossed(paper)], stored)
    completed, missing = _complete(papers, complete)
    arxivs, features = fetched.get("arxiv"), fetched.get("huggingface")
    return Haul(
        papers=completed,
        announced=len({paper.id for paper in arxivs.papers}) if arxivs else None,
        replaced=arxivs.replaced if arxivs else None,
        featured=len(features.papers) if features else None,
        gaps=gaps + tuple(_unread(each) for each in fetched.values() if each.unread) + missing,
        failed=tuple(gap.subject for gap in gaps),
    )


def merge(papers: Iterable[Paper]) -> tuple[Paper, ...]:
    """Make one paper of all with the same id, sorted by id, whatever the order they come in.

    arXiv's words win over another source's, which adds what arXiv does not know; code and project links that no
    source states are looked for in abstract and comment.
    """
    ordered = sorted(papers, key=lambda paper: paper.id)
    return tuple(_linked(_one(list(group))) for _, group in groupby(ordered, key=lambda paper: paper.id))


def fuller(first: Paper, second: Paper) -> Paper:
    """Take each field from ``first`` where it is known there, else from ``second``; sources are those of both.

    The submission time is taken from the one that arXiv's API has described (it alone states ``updated``), since
    Hugging Face's is often the day alone.
    """
    known: dict[str, Any] = {each.name: _known(getattr(first, each.name), getattr(second, each.name)) for each in fields(Paper)}
    if first.updated is None and second.updated is not None:
        known["submitted"] = second.submitted or first.submitted
    return replace(first, **known | {"sources": tuple(sorted({*first.sources, *second.sources}))})


def _known(first: object, second: object) -> object:
    return second if first in (None, "", ()) else first


def _one(same: list[Paper]) -> Paper:
    first, *others = sorted(same, key=_rank) if len(same) > 1 else same
    for other in others:
        first = fuller(first, other)
    return first


def _rank(paper: Paper) -> tuple[bool, int, int, str]:
    """Papers of arXiv before others', new before cross, the higher version first; the rest only makes the order total."""
    return "arxiv" not in paper.sources, _NEWEST_FIRST[paper.announce_type], -(paper.version or 0), repr(paper)


def _linked(paper: Paper) -> Paper:
    """Fill code and project links from what the authors wrote, when no source stated them."""
    code = paper.code_url or code_in(paper.abstract) or code_in(paper.comment)
    project = paper.project_url or project_in(paper.abstract) or project_in(paper.comment)
    return paper if (code, project) == (paper.code_url, paper.project_url) else replace(paper, code_url=code, project_url=project)


def _with_stored(papers: Sequence[Paper], stored: Sequence[Paper]) -> list[Paper]:
    """What is stored keeps its words; what it lacks and the newest count of upvotes come from what was brought."""
    brought = {paper.id: paper for paper in papers}
    for paper in stored:
        fresh = brought.get(paper.id, paper)
        brought[paper.id] = replace(fuller(paper, fresh), upvotes=paper.upvotes if fresh.upvotes is None else fresh.upvotes)
    return [brought[id_] for id_ in sorted(brought)]


def _only_crossed(paper: Paper) -> bool:
    """A cross-listed paper that no other source brings."""
    return paper.announce_type == "cross" and paper.sources == ("arxiv",)


def _ask(day: date, sources: Sequence[Source]) -> tuple[dict[str, Fetched], tuple[Gap, ...]]:
    fetched: dict[str, Fetched] = {}
    gaps: list[Gap] = []
    for source in sources:
        try:
            fetched[source.name] = source.fetch(day)
        except FetchError as error:
            gaps.append(Gap(stage="fetch", subject=source.name, reason=error.what))
    return fetched, tuple(gaps)


def _unread(fetched: Fetched) -> Gap:
    items = "an item" if fetched.unread == 1 else f"{fetched.unread} items"
    return Gap(stage="items", subject=fetched.source, reason=f"{items} of the list came without an id that can be read")


def _complete(papers: Sequence[Paper], complete: Complete) -> tuple[tuple[Paper, ...], tuple[Gap, ...]]:
    """Add what arXiv's API knows to the papers that it has not described yet: ``updated`` comes from nowhere else."""
    lacking = [paper.id for paper in papers if None in (paper.submitted, paper.updated) or not paper.categories]
    known, gaps = _look_up(lacking, complete)
    return tuple(_linked(_completed(paper, known[paper.id])) if paper.id in known else paper for paper in papers), gaps


def _look_up(ids: Sequence[str], complete: Complete) -> tuple[dict[str, Paper], tuple[Gap, ...]]:
    """Ask batch by batch, so that a failure keeps what came before it."""
    known: dict[str, Paper] = {}
    gaps: list[Gap] = []
    for start in range(0, len(ids), arxiv.BATCH):
        batch = ids[start : start + arxiv.BATCH]
        try:
            known |= {paper.id: paper for paper in complete(batch)}
        except FetchError as error:
            gaps.append(Gap(stage="complete", subject="arxiv", reason=error.what))
            break
        gaps += [Gap(stage="complete", subject=each, reason="arXiv's API does not know this id yet") for each in batch if each not in known]
    return known, tuple(gaps)


def _completed(paper: Paper, known: Paper) -> Paper:
    """Let arXiv's API have its way, but the version is the announced one, the sources those that brought it."""
    return replace(fuller(known, paper), version=paper.version or known.version, sources=paper.sources)
