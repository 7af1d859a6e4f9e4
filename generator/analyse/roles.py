"""Analyse: what a sentence of an abstract is there for: problem, approach or result. Pure.

A role is scored by cue phrases and by place: the problem stands before the first sentence that says what the authors
did, results after it, and a result goes on until the authors act again. A result states an outcome; an announcement
("code is available") or a hope is none. The cues stand in cues.yml, which is read once; benchmarks/sentences measures.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from generator import shipped
from generator.analyse.sentences import sentences

Role = Literal["problem", "approach", "result"]

CASE_COUNTS = frozenset({"figure"})


def _compiled(cues: Sequence[str]) -> re.Pattern[str]:
    r"""One expression for all of ``cues``; the common ``\b`` stands before the choice, which makes it twice as fast."""
    at_words = "|".join(cue.removeprefix(r"\b") for cue in cues if cue.startswith(r"\b"))
    return re.compile("|".join([rf"\b(?:{at_words})", *(cue for cue in cues if not cue.startswith(r"\b"))] if at_words else cues))


_LISTS: dict[str, list[str]] = shipped.content("generator.analyse", "cues.yml")
CUES = {name: _compiled(cues) for name, cues in _LISTS.items()}

LONG = 250
"""Characters from which on a sentence is a long one to put at the head of a page; every hundred more cost a point."""

LEANS, OPENS, VACUOUS = 1.0, 0.5, 0.5
"""What a headline loses that leans on the sentence before, that begins with "In this work", or that only says that it works."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an abstract: its place from 0, its role (None: background) and how clearly it plays it."""

    text: str
    place: int
    role: Role | None
    strength: float


class _Cues:
    """The cues that a sentence gives, each looked for when it is first asked for: most sentences are asked for few."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lower = text.lower()
        self._known: dict[str, bool] = {}

    def any(self, *names: str) -> bool:
        """Whether the sentence gives one of these cues."""
        return any(self._has(name) for name in names)

    def count(self, name: str) -> int:
        """How many different phrases of a cue the sentence has."""
        return len({found[0] for found in CUES[name].finditer(self.lower)})

    def _has(self, name: str) -> bool:
        if name not in self._known:
            self._known[name] = bool(CUES[name].search(self.text if name in CASE_COUNTS else self.lower))
        return self._known[name]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a sentence stands: ``late`` from 0 (first) to 1 (last), the turn to what the authors did, what came before.

    ``tried``: it was said before how something was tried out.
    """

    place: int
    turn: int | None
    late: float
    before: Role | None
    tried: bool

    @property
    def early(self) -> bool:
        """Whether the authors have not said yet what they did."""
        return self.late < 0.4 if self.turn is None else self.place < self.turn


CLEAR_RESULT = 1.6
"""From so many points on a sentence counts as stating an outcome; a lone "improves" at the end has 1.0."""


def roles(abstract: str) -> list[Sentence]:
    """Cut an abstract into sentences with a role each."""
    cues = [_Cues(text) for text in sentences(abstract)]
    turn = next((place for place, each in enumerate(cues) if each.any("approach", "own") and not each.any("announces")), None)
    judged: list[Sentence] = []
    tried = False
    for place, each in enumerate(cues):
        before = judged[-1].role if judged else None
        judged.append(_sentence(each, _Place(place, turn, place / max(1, len(cues) - 1), before, tried)))
        tried = tried or each.any("evaluates")
    return judged


def _sentence(cues: _Cues, at: _Place) -> Sentence:
    scores: dict[Role, float] = {"problem": _problem(cues, at), "approach": _approach(cues, at), "result": _result(cues, at)}
    best = max(scores, key=lambda role: scores[role])
    return Sentence(cues.text, at.place, best if scores[best] >= 1 else None, scores[best])


def _problem(cues: _Cues, at: _Place) -> float:
    if at.place == at.turn:
        return 0.0
    if at.place > at.turn if at.turn is not None else at.late > 0.5:
        hard = at.before != "result" and cues.any("severe") and not cues.any("approach", "strong", "own", "shows")
        return 1.7 if hard else 0.0
    return min(cues.count("problem"), 3) * (1 + at.late)


def _approach(cues: _Cues, at: _Place) -> float:
    if at.turn is None or at.place < at.turn or cues.any("announces", "outlook"):
        return 0.0
    if at.place == at.turn:
        return 1.0 if cues.any("own") else 3.0
    if at.late > 0.5 and cues.any("evaluates"):
        return 0.0
    return 1.5 if cues.any("approach") else 1.0


def _result(cues: _Cues, at: _Place) -> float:
    """An outcome that is stated: by a figure, by a comparison, as what was found, or as more of the same."""
    if ((at.early or cues.any("hearsay")) and not cues.any("own")) or cues.any("announces", "outlook"):
        return 0.0
    strong, weak, shows = cues.any("strong"), cues.any("weak"), cues.any("shows", "own")
    points = CLEAR_RESULT * shows + 1.5 * strong + 0.5 * weak + at.late / 2
    if cues.any("figure") and (strong or weak or not cues.any("holds")):
        points += 1.5 if strong or weak or shows else 0.9 + 0.5 * at.tried
    if at.before == "result" and _goes_on(cues):
        points += 1.2
    if cues.any("promises") and not ((strong or weak) and cues.any("figure")):
        points -= 2.5
    return points if points >= CLEAR_RESULT else 0.0


def _goes_on(cues: _Cues) -> bool:
    """Whether a sentence after a result may tell more of it."""
    acts = cues.any("acts") and not cues.any("own")
    return not acts and not cues.any("evaluates", "promises") and (cues.any("weak") or not cues.any("approach"))


def headline(judged: Sequence[Sentence]) -> Sentence:
    """The one sentence to quote: the result that says most by itself, else what was done, else the first.

    One whose subject stands in the sentence before ("To address it, …", "However, …") is taken only for want of another that says as much.
    """
    results = [each for each in judged if each.role == "result"]
    approach = [each for each in judged if each.role == "approach"]
    chosen = [each for each in results if _stands(_Cues(each.text))] or approach
    best = max(chosen or judged[:1], key=_rank)
    if best.role == "approach" and _Cues(best.text).any("leans"):
        return max(best, *(each for each in results if _outdoes(_Cues(each.text))), best, key=_rank)
    return best


def _rank(sentence: Sentence) -> tuple[float, int]:
    return _weight(sentence), -sentence.place


def _outdoes(cues: _Cues) -> bool:
    """Whether a result without a figure still says what came out, and not only that the method works."""
    return cues.any("strong") and not cues.any("leans")


def _stands(cues: _Cues) -> bool:
    """Whether a result tells something by itself: a figure, or what was shown of what."""
    return cues.any("figure") or (cues.any("shows", "own") and not cues.any("vacuous", "leans"))


def _weight(sentence: Sentence) -> float:
    cues = _Cues(sentence.text)
    faults = LEANS * cues.any("leans") + OPENS * cues.any("opens") + VACUOUS * cues.any("vacuous")
    return sentence.strength - faults - max(0, len(sentence.text) - LONG) / 100
