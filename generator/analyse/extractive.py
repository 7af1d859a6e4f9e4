"""Analyse: the analyst that quotes an abstract and adds no word of its own. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from generator.analyse.overview import Words, overview
from generator.analyse.reading import Reading, Scores, SummedUp, failure
from generator.analyse.roles import Role, Sentence, headline, roles
from generator.errors import AnalysisError, NothingToRead
from generator.model import Analysis, Entry, Funnel, Interest, Line, Paper, RankedPaper, Say, Section, Summary, Tag, Usage

SECTIONS: tuple[Role, ...] = ("problem", "approach")
MOST_IN_SECTION = 2
MOST_FINDINGS = 3
LEFT_OUT = " … "
"""Stands between two quoted sentences that do not follow one another in the abstract."""


class Extractive:
    """Quotes the sentences that state the problem and the approach (sections) and the results (findings)."""

    name = "extractive"

    def __init__(self, say: Say, language: str, interests: Sequence[Interest], tags: Mapping[str, Tag]) -> None:
        """Take the interface's words and language, and how interests and tags are called, for the day's summary."""
        self._say = say
        self._language = language
        self._interests = interests
        self._tags = tags

    def analyse(self, ranked: RankedPaper, at: datetime) -> Analysis:
        """Quote the abstract. Raises NothingToRead when there is none."""
        abstract = ranked.paper.abstract
        judged = roles(abstract) if abstract else []
        if not abstract or not judged:
            raise NothingToRead("no abstract to quote from")
        opening = headline(judged)
        rest = [each for each in judged if each is not opening]  # a page tells no sentence twice
        sections = [(role, _quoted(_clearest(rest, role, MOST_IN_SECTION))) for role in SECTIONS]
        return Analysis(
            analyst=self.name,
            language=language_of(abstract),
            basis="abstract",
            tldr=opening.text,
            sections=tuple(Section(id=role, title=self._say(f"analysis.{role}"), text=text) for role, text in sections if text),
            findings=tuple(each.text for each in _clearest(judged, "result", MOST_FINDINGS)),
            at=at,
        )

    def score(self, papers: Sequence[Paper], *, spare: int) -> Scores:  # noqa: ARG002 an analyst's signature
        """Leave the ranking as it is."""
        return Scores({})

    def read(self, ranked: Sequence[RankedPaper], at: datetime) -> Iterator[tuple[str, Reading]]:
        """Quote one paper after the other."""
        for each in ranked:
            try:
                yield each.paper.id, Reading(self.analyse(each, at))
            except AnalysisError as error:
                yield each.paper.id, Reading(None, (failure("analyse", error),))

    def summarise(self, day: date, entries: Sequence[Entry], funnel: Funnel, at: datetime) -> SummedUp:  # noqa: ARG002 the page says the day
        """Say in the reader's language what the day was about; every figure is counted from the entries and the funnel."""
        text = overview(entries, funnel, self._interests, Words(self._say, self._language, self._tags))
        return SummedUp(Summary(analyst=self.name, language=self._language, text=text, at=at))

    def used(self, usage: Sequence[Usage]) -> tuple[Usage, ...]:
        """Quoting costs nothing."""
        return tuple(usage)


def line(paper: Paper) -> Line | None:
    """The one sentence of the abstract that says most, or None without an abstract."""
    judged = roles(paper.abstract) if paper.abstract else []
    return Line(text=headline(judged).text, language=language_of(headline(judged).text)) if judged else None


def language_of(text: str) -> str:
    """``zh`` for a text that is mostly Chinese, else ``en``: arXiv's abstracts are English with rare exceptions."""
    return "zh" if len(re.findall(r"[\u4e00-\u9fff]", text)) * 2 > len(re.findall(r"\w", text)) else "en"


def _clearest(judged: Sequence[Sentence], role: Role, most: int) -> list[Sentence]:
    """The sentences that play a role most clearly, in the order of the abstract."""
    playing = sorted((each for each in judged if each.role == role), key=lambda each: (-each.strength, each.place))
    return sorted(playing[:most], key=lambda each: each.place)


def _quoted(chosen: Sequence[Sentence]) -> str:
    text = ""
    for before, sentence in zip((None, *chosen), chosen, strict=False):
        text += ("" if before is None else " " if sentence.place == before.place + 1 else LEFT_OUT) + sentence.text
    return text
