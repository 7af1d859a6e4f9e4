"""Analyse: the analyst that lets a language model write. Pure but for the model and the texts that are handed in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from generator.analyse import llm, prompts, quality
from generator.analyse.llm import Model, Passed
from generator.analyse.prompts import Part
from generator.analyse.replies import Fault
from generator.errors import NothingToRead
from generator.model import Analysis, Basis, Entry, Funnel, Interest, Paper, PaperKind, RankedPaper, Say, Summary

Text = Callable[[Paper], tuple[str, Basis] | None]
"""Gives the text of a paper to be read and what it is; None when there is only the abstract."""


@dataclass(slots=True, kw_only=True)
class Writer:
    """An Analyst. ``sections`` is the name of a set, ``auto``, or the feed's own sections."""

    model: Model
    say: Say
    sections: str | Sequence[Part]
    interests: Sequence[Interest]
    text: Text
    kind: Callable[[Paper], PaperKind | None]
    name: str = "llm"

    def analyse(self, ranked: RankedPaper, at: datetime) -> Analysis:
        """Let the model read one paper. Raises NothingToRead, ProviderError and what ``text`` raises."""
        paper = ranked.paper
        text, basis = self.text(paper) or (paper.abstract or "", "abstract")
        if not text.strip():
            raise NothingToRead("neither a full text nor an abstract to read")
        return llm.analyse(self.model, paper, text, basis, self._parts(paper), interests=self.interests, at=at)

    def summarise(self, day: date, entries: Sequence[Entry], funnel: Funnel, at: datetime) -> Summary:  # noqa: ARG002 the page says both
        """Let the model sum the day up. Raises ProviderError."""
        return llm.summarise(self.model, entries, self.say, at)

    def _parts(self, paper: Paper) -> Sequence[Part]:
        return prompts.parts(self.sections, self.model.language, self.kind(paper)) if isinstance(self.sections, str) else self.sections


def mended(text: str, paper: Paper | None, source: str, language: str) -> Passed:  # noqa: ARG001 numbers are looked up by another gate
    """The gate of quality.py for one piece: refused, or mended. Raises Fault."""
    reason = quality.refuse(text, language)
    if reason:
        raise Fault(reason)
    return Passed(quality.mend(text, paper).text)
