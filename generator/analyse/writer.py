"""Analyse: the analyst that lets a language model write, and quotes where the model cannot. Pure but for what is handed in."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from generator.analyse import llm, prompts
from generator.analyse.extractive import Extractive
from generator.analyse.ledger import added
from generator.analyse.llm import BATCH, Model
from generator.analyse.prompts import Part
from generator.analyse.reading import Failure, Reading, Scores, SummedUp, failure
from generator.analyse.summing import summarise
from generator.errors import AnalysisError, NothingToRead, ProviderError
from generator.model import Basis, Entry, Funnel, Interest, Paper, PaperKind, RankedPaper, Say, Usage

SCORED = 100
"""So many of a day's candidates are scored by the model, the best by rank first: four requests."""


@dataclass(frozen=True, slots=True)
class Text:
    """What there is of a paper to read: its full text, or None and why not when that may change or is worth telling."""

    full: str | None
    missed: Failure | None = None


@dataclass(slots=True, kw_only=True)
class Writer:
    """An Analyst. ``sections`` is the name of a set, ``auto``, or the feed's own sections; ``day`` is where the provider's midnight is."""

    model: Model
    say: Say
    sections: str | Sequence[Part]
    interests: Sequence[Interest]
    text: Callable[[Paper], Text]
    kind: Callable[[Paper], PaperKind | None]
    quoting: Extractive
    day: ZoneInfo
    name: str = "llm"

    def score(self, papers: Sequence[Paper], *, spare: int) -> Scores:
        """Let the model score the first of the papers, as many as the budget allows beside ``spare`` requests."""
        asked = [each for each in self.interests if not each.paused]
        if self.model.budget.batch and self.model.budget.batch.later:  # a score is needed now or never
            return Scores({})
        most = min(SCORED, BATCH * max(0, self.model.budget.left - spare)) if asked else 0
        return llm.score(self.model, papers[:most], asked) if most and papers else Scores({})

    def read(self, ranked: Sequence[RankedPaper], at: datetime) -> Iterator[tuple[str, Reading]]:
        """Let the model read papers, several at the same time; a paper that it did not read is quoted."""
        for each, outcome in self.model.budget.run(ranked, lambda one: self._read(one, at)):
            yield each.paper.id, self._quoted(each, outcome, at) if isinstance(outcome, AnalysisError) else outcome

    def _read(self, ranked: RankedPaper, at: datetime) -> Reading:
        paper = ranked.paper
        self.model.budget.check()  # before a full text is fetched in vain
        found = self.text(paper)
        text = found.full or paper.abstract or ""
        if not text.strip():
            raise NothingToRead("neither a full text nor an abstract to read")
        basis: Basis = "full text" if found.full else "abstract"
        parts = prompts.parts(self.sections, self.model.language, self.kind(paper)) if isinstance(self.sections, str) else self.sections
        analysis = llm.analyse(self.model, paper, text, basis, parts, interests=self.interests, at=at)
        return Reading(analysis, (found.missed,) if found.missed else ())

    def _quoted(self, ranked: RankedPaper, error: AnalysisError, at: datetime) -> Reading:
        ((_, quoted),) = self.quoting.read([ranked], at)
        return Reading(quoted.analysis, (failure("analyse", error),))

    def summarise(self, day: date, entries: Sequence[Entry], funnel: Funnel, at: datetime) -> SummedUp:
        """Let the model sum the day up; where it cannot, or nothing was read by it, the quoting analyst does."""
        quoted = self.quoting.summarise(day, entries, funnel, at)
        if not any(entry.analysis and entry.analysis.analyst == self.name for entry in entries):
            return quoted
        try:
            return SummedUp(summarise(self.model, entries, self.say, at))
        except ProviderError as error:
            return SummedUp(quoted.summary, (failure("summarise", error),))

    def used(self, usage: Sequence[Usage]) -> tuple[Usage, ...]:
        """A record's usage with what the model was asked since the last call."""
        return added(usage, self.model.budget.take_usage(), self.day)
