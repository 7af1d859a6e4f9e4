"""Analyse: ranked papers in, analyses and the day's summary out.

Two analysts: the extractive one quotes and never invents (``extractive``, with ``sentences``, ``roles``, ``overview``; pure); the
writer lets a language model write (``writer``, with ``llm``, ``prompts``, the gate in ``quality``, ``budget`` and ``providers``).
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Protocol

from generator.analyse.extractive import Extractive
from generator.analyse.reading import Failure, Reading, Scored, Scores, SummedUp
from generator.analyse.writer import Writer
from generator.model import Entry, Funnel, Paper, RankedPaper, Usage

__all__ = ["Analyst", "Extractive", "Failure", "Reading", "Scored", "Scores", "SummedUp", "Writer"]


class Analyst(Protocol):
    """Who writes about papers. What it could not do comes back as failures beside what it did instead; it raises nothing."""

    name: str

    def score(self, papers: Sequence[Paper], *, spare: int) -> Scores:
        """Score candidates, the best by rank first, while the budget keeps ``spare`` requests for what is to be read."""
        ...

    def read(self, ranked: Sequence[RankedPaper], at: datetime) -> Iterator[tuple[str, Reading]]:
        """Write about papers, begun in their order; each comes back, by its id, as soon as it is there."""
        ...

    def summarise(self, day: date, entries: Sequence[Entry], funnel: Funnel, at: datetime) -> SummedUp:
        """Write about the day; every paper that was read is named and linked."""
        ...

    def used(self, usage: Sequence[Usage]) -> tuple[Usage, ...]:
        """A record's usage with what was used since the last call."""
        ...
