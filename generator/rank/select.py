"""Rank: the order of papers, and which of them are listed and read. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from generator.model import Entry, Paper, RankedPaper, Relevance, Select

Order = tuple[bool, int, bool, int, float, float, str]
Candidate = TypeVar("Candidate", Entry, RankedPaper)


@dataclass(frozen=True, slots=True)
class Selection:
    """``listed``: the papers to add, best first. ``read``: ids, of stored and new papers, that have a reading place."""

    listed: tuple[RankedPaper, ...]
    read: frozenset[str]


def order(paper: Paper, relevance: Relevance) -> Order:
    """Sort key, best first: score, upvotes, the ranker's own finer score, then (not scored) newest, then id. What is unknown comes last."""
    score, upvotes = relevance.score, paper.upvotes
    newest = -paper.submitted.timestamp() if score is None and paper.submitted else 0.0
    return (score is None, -(score or 0), upvotes is None, -(upvotes or 0), -(relevance.ranker_score or 0), newest, paper.id)


def select(ranked: Sequence[RankedPaper], stored: Sequence[Entry], slots: Select) -> Selection:
    """Give the places that stored papers leave to the best newcomers; nobody loses a place or a reading.

    A newcomer is listed from ``min_score`` on, which does not apply to papers without a score.
    """
    places = max(0, slots.list - len(stored))
    known = {entry.paper.id for entry in stored}
    newcomers = sorted((each for each in ranked if each.paper.id not in known and _enough(each, slots)), key=_order)
    listed = tuple(newcomers[:places])
    unread = [RankedPaper(paper=entry.paper, relevance=entry.relevance) for entry in stored if not entry.analysis]
    done = [entry for entry in stored if entry.analysis]
    chosen = next_readings((*unread, *listed), [entry.relevance for entry in done], slots)
    return Selection(listed, frozenset(entry.paper.id for entry in done) | {each.paper.id for each in chosen})


def next_readings(waiting: Iterable[Candidate], read: Sequence[Relevance], slots: Select) -> list[Candidate]:
    """Give the reading places that are left to the best; one interest gets no more than half of all while others have candidates.

    ``read`` are the relevances of what was read already. A paper counts for the interest that it meets best.
    """
    candidates = sorted(waiting, key=_order)
    left = max(0, slots.read - len(read))
    had = Counter(relevance.matched[:1] for relevance in read)
    chosen: list[Candidate] = []
    passed: list[Candidate] = []
    for each in candidates:
        interest = each.relevance.matched[:1]
        if interest and had[interest] >= max(1, slots.read // 2):
            passed.append(each)
        elif len(chosen) < left:
            chosen.append(each)
            had[interest] += 1
    return sorted(chosen + passed[: left - len(chosen)], key=_order)


def _enough(ranked: RankedPaper, slots: Select) -> bool:
    return ranked.relevance.score is None or ranked.relevance.score >= slots.min_score


def _order(candidate: Entry | RankedPaper) -> Order:
    return order(candidate.paper, candidate.relevance)
