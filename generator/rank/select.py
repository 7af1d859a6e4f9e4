"""Rank: the order of papers, and which of them are listed and read. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from generator.model import Entry, Paper, RankedPaper, Relevance, Select

Order = tuple[bool, int, bool, int, float, str]


@dataclass(frozen=True, slots=True)
class Selection:
    """``listed``: the papers to add, best first. ``read``: ids, of stored and new papers, that have a reading place."""

    listed: tuple[RankedPaper, ...]
    read: frozenset[str]


def order(paper: Paper, relevance: Relevance) -> Order:
    """Sort key, best first: score, then upvotes, then (not scored) newest, then id. What is unknown comes last."""
    score, upvotes = relevance.score, paper.upvotes
    newest = -paper.submitted.timestamp() if score is None and paper.submitted else 0.0
    return (score is None, -(score or 0), upvotes is None, -(upvotes or 0), newest, paper.id)


def select(ranked: Sequence[RankedPaper], stored: Sequence[Entry], slots: Select) -> Selection:
    """Give the places that stored papers leave to the best newcomers; nobody loses a place or a reading.

    A newcomer is listed from ``min_score`` on, which does not apply to papers without a score.
    """
    places = max(0, slots.list - len(stored))
    known = {entry.paper.id for entry in stored}
    newcomers = sorted((each for each in ranked if each.paper.id not in known and _enough(each, slots)), key=_order)
    listed = tuple(newcomers[:places])
    read = [entry.paper.id for entry in stored if entry.analysis]
    unread = [RankedPaper(paper=entry.paper, relevance=entry.relevance) for entry in stored if not entry.analysis]
    waiting = sorted((*unread, *listed), key=_order)
    return Selection(listed, frozenset(read + [each.paper.id for each in waiting[: max(0, slots.read - len(read))]]))


def _enough(ranked: RankedPaper, slots: Select) -> bool:
    return ranked.relevance.score is None or ranked.relevance.score >= slots.min_score


def _order(ranked: RankedPaper) -> Order:
    return order(ranked.paper, ranked.relevance)
