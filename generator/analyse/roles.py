"""Analyse: what a sentence of an abstract is there for: problem, approach or result. Pure.

A role is scored by cue phrases and by place: the problem stands before the first sentence that says what the authors
did, results after it. A result states an outcome; an announcement ("code is available") is none. The cues stand in
cues.yml, which is read once.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal

import yaml

from generator.analyse.sentences import sentences

Role = Literal["problem", "approach", "result"]

_CUES: dict[str, list[str]] = yaml.safe_load((files("generator.analyse") / "cues.yml").read_text("utf-8"))
_CASE_COUNTS = frozenset({"figure"})
CUES = {name: re.compile("|".join(cues), 0 if name in _CASE_COUNTS else re.IGNORECASE) for name, cues in _CUES.items()}

LONG = 250
"""Characters from which on a sentence is a long one to put at the head of a page; every hundred more cost a point."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an abstract: its place from 0, its role (None: background) and how clearly it plays it."""

    text: str
    place: int
    role: Role | None
    strength: float


CLEAR_RESULT = 1.6
"""From so many points on a sentence counts as stating an outcome; a lone "improves" at the end has 1.0."""


def roles(abstract: str) -> list[Sentence]:
    """Cut an abstract into sentences with a role each."""
    texts = sentences(abstract)
    turn = next((place for place, text in enumerate(texts) if _proposes(text)), None)
    return [_sentence(texts, place, turn) for place in range(len(texts))]


def _proposes(text: str) -> bool:
    return _has("approach", text) and not _has("announces", text)


def _sentence(texts: Sequence[str], place: int, turn: int | None) -> Sentence:
    """Judge one sentence; ``turn`` is the place of the first that says what the authors did."""
    text = texts[place]
    late = place / max(1, len(texts) - 1)
    scores: dict[Role, float] = {
        "problem": _problem(text, place, turn, late),
        "approach": _approach(text, place, turn),
        "result": _result(text, place, turn, late),
    }
    best = max(scores, key=lambda role: scores[role])
    return Sentence(text, place, best if scores[best] >= 1 else None, scores[best])


def _problem(text: str, place: int, turn: int | None, late: float) -> float:
    if place > turn if turn is not None else late > 0.5:
        return 0.0
    if place == turn:
        return 0.0
    cues = len({found[0].lower() for found in CUES["problem"].finditer(text)})
    return min(cues, 3) * (1 + late)


def _approach(text: str, place: int, turn: int | None) -> float:
    if turn is None or place < turn or _has("announces", text):
        return 0.0
    if place == turn:
        return 3.0
    return 1.5 if _has("approach", text) else 1.0


def _result(text: str, place: int, turn: int | None, late: float) -> float:
    """An outcome that is stated: by a figure, by a comparison, or as what the experiments show."""
    if _has("announces", text) or place < (turn or 0) or (turn is None and late < 0.4) or _has("hearsay", text):
        return 0.0
    strong, weak, figure, shows = (_has(cue, text) for cue in ("strong", "weak", "figure", "shows"))
    points = 1.5 * shows + 1.5 * strong + 0.5 * weak + 1.5 * (figure and (strong or weak or shows)) + late / 2
    if _has("promises", text) and not (figure and (strong or weak)):
        points -= 2.5
    return points if points >= CLEAR_RESULT else 0.0


def headline(judged: Sequence[Sentence]) -> Sentence:
    """The one sentence to quote: the result that says most by itself, else what was done, else the first."""
    results = [each for each in judged if each.role == "result" and _stands(each.text)]
    approach = [each for each in judged if each.role == "approach"]
    return max(results or approach or judged[:1], key=lambda each: (_weight(each), -each.place))


def _stands(text: str) -> bool:
    """Whether a result tells something by itself: a figure, or what was shown of what."""
    return _has("figure", text) or (_has("shows", text) and not _has("vacuous", text) and not _has("leans", text))


def _weight(sentence: Sentence) -> float:
    text = sentence.text
    return sentence.strength - _has("leans", text) - _has("vacuous", text) / 2 - max(0, len(text) - LONG) / 100


def _has(cue: str, text: str) -> bool:
    return bool(CUES[cue].search(text))
