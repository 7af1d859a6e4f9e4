"""Analyse: what an analyst hands back: scores, readings, a summary, and what it could not do. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from generator.errors import BadReply, DigestError, NothingToRead, Refused
from generator.model import Analysis, Summary

TRIES: dict[type[DigestError], int] = {NothingToRead: 1, Refused: 2, BadReply: 3}
"""After so many runs that failed so, it is not tried again; any other failure may pass, and is tried for as long as the day is open."""


@dataclass(frozen=True, slots=True)
class Failure:
    """What was wanted and not obtained: at which stage, why in our words; ``most`` is after how many runs it is final, None for never."""

    stage: str
    reason: str
    most: int | None = None


def failure(stage: str, error: DigestError) -> Failure:
    """Turn an error into what the gap will say."""
    return Failure(stage, error.what, next((most for kind, most in TRIES.items() if isinstance(error, kind)), None))


@dataclass(frozen=True, slots=True)
class Reading:
    """One paper read: the analysis, or None, and what was missed on the way (a model, a full text)."""

    analysis: Analysis | None
    missed: tuple[Failure, ...] = ()


@dataclass(frozen=True, slots=True)
class SummedUp:
    """The day's summary, and what was missed on the way."""

    summary: Summary
    missed: tuple[Failure, ...] = ()


@dataclass(frozen=True, slots=True)
class Scored:
    """A model's score of a paper: 0 to 100, why, and the id of the interest it meets best."""

    score: int
    reason: str
    interest: str | None


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores by paper id, and what left whole batches without; a paper that is in neither was forgotten by the model."""

    found: Mapping[str, Scored]
    missed: tuple[Failure, ...] = ()
