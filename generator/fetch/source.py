"""Fetch stage: what every source is and gives, and how its words are tidied. Pure."""

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from generator.model import Paper

# Controls, lone surrogates (JSON may escape one, UTF-8 cannot hold it), noncharacters, and what turns the direction of all that follows.
_NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a source gave for a day: its papers without replacements; ``replaced`` counts those, None when it cannot tell.

    ``unread`` counts the items of its list of which not even the id could be read.
    """

    source: str
    papers: tuple[Paper, ...]
    replaced: int | None = None
    unread: int = 0


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
    """Collapse white space and drop what no text holds; text without anything in it is unknown, so None."""
    return " ".join(_NO_TEXT.sub("", text or "").split()) or None
