"""Analyse: ranked papers in, analyses and the day's summary out. The extractive analyst quotes and never invents; it is pure.

``sentences`` cuts, ``roles`` says what a sentence is there for, ``extractive`` quotes, ``overview`` sums a day up.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from generator.analyse.extractive import Extractive
from generator.model import Analysis, Entry, Funnel, Interest, RankedPaper, Say, Summary, Tag


class Analyst(Protocol):
    """Who writes about papers."""

    name: str

    def analyse(self, ranked: RankedPaper, at: datetime) -> Analysis:
        """Write about one paper. Raises AnalysisError; its kind NothingToRead when no later run would do better."""
        ...

    def summarise(self, day: date, entries: Sequence[Entry], funnel: Funnel, at: datetime) -> Summary:
        """Write about the day; every paper that was read is named and linked."""
        ...


ANALYSTS: dict[str, Callable[[Say, str, Sequence[Interest], Mapping[str, Tag]], Analyst]] = {"extractive": Extractive}
