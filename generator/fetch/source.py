"""Fetch stage: what every source is and gives, and how its words are tidied. Pure."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from generator.model import Paper


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a source gave for a day: its papers without replacements; ``replaced`` counts those, None when it cannot tell."""

    source: str
    papers: tuple[Paper, ...]
    replaced: int | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """What a source may need to know of other days: today (US Eastern), and the ids that each recorded day holds."""

    today: date
    recorded: Mapping[date, Set[str]] = field(default_factory=dict)


class Source(Protocol):
    """Where papers come from."""

    @property
    def name(self) -> str:
        """The source's name in records: arxiv, huggingface."""
        ...

    def fetch(self, day: date) -> Fetched:
        """Ask for the papers of ``day``. Raises FetchError; an empty answer is only given when the source says so."""
        ...


def one_line(text: str | None) -> str | None:
    """Collapse white space; text without anything in it is unknown, so None."""
    return " ".join((text or "").split()) or None
