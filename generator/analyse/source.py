"""Analyse: a paper's text indexed once, so that every number of a reply can be looked up with what stands around it. Pure."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from generator.analyse.amounts import Amount, amounts, plain, spelled
from generator.analyse.tables import Table, tables_in
from generator.analyse.units import COMMON

_TOKEN = re.compile(r"[A-Za-z0-9]+(?:[-+.@/^][A-Za-z0-9]+)*[+]{0,2}")
_SENTENCE = re.compile(
    r"[。！？；]|(?<=[.!?])(?<!\bvs\.)(?<!\bcf\.)(?<!\bNo\.)(?<!\bEq\.)(?<!\bFig\.)(?<!\bTab\.)(?<!\bSec\.)[)\]”\"']*\s+(?=[\"“(\[]?[A-Z\d$])|\n+"
)
_LINK = re.compile(
    r"(?:https?://|mailto:|\b(?:github|gitlab|huggingface|zenodo)\.(?:com|co|org)/|\b[\w-]+\.github\.io)[^\s<>()（）\[\]\"'`，。；、】]*"
)
_SPACED = re.compile(r"(?<![\d.,])\d{1,3}(?:, \d{3})+(?![\d.,])")
_ON = re.compile(
    r"\b[Oo]n\s+(?:the\s+|both\s+|all\s+)?([A-Z][\w.@+/-]{0,60}(?:(?:,? and |, )[A-Z][\w.@+/-]{0,60})*)"
    r"|([A-Z][\w.@+/-]{0,60})\s(?:data ?sets?|test sets?|benchmarks?|corpus)\b"
)
_DEFINED = re.compile(r"([A-Z][\w-]{0,40}(?: [A-Z][\w-]{0,40}){0,5})\s\(([A-Z][A-Za-z0-9+-]{1,9})\)")


def tokens(text: str) -> set[str]:
    """Latin words and names as they compare: without case, hyphens and dots."""
    found = {re.sub(r"[^a-z0-9+]", "", word.lower()) for word in set(_TOKEN.findall(text))}
    return {word for word in found if len(word) > 1 and word not in COMMON and not word.replace("+", "").isdigit()}


@dataclass(slots=True)
class Source:
    """A text with its numbers by value. ``known`` holds all its Latin words, ``lower`` those that it also writes in lower case."""

    text: str
    values: dict[float, list[Amount]] = field(default_factory=lambda: defaultdict(list))
    starts: list[int] = field(default_factory=list)
    ordered: list[float] = field(default_factory=list)
    ratios: dict[float, tuple[int, int]] = field(default_factory=dict)
    links: tuple[str, ...] = ()
    places: set[str] = field(default_factory=set)
    known: set[str] = field(default_factory=set)
    lower: set[str] = field(default_factory=set)
    stems: set[str] = field(default_factory=set)
    tables: list[Table] = field(default_factory=list)
    entities: set[str] = field(default_factory=set)
    short: dict[str, frozenset[str]] = field(default_factory=dict)
    table_at: dict[int, tuple[int, int]] = field(default_factory=dict)

    def also(self, words: Iterable[str]) -> frozenset[str]:
        """Words with the short names of those that the text gives one: "wq" beside "webquestions"."""
        there = frozenset(words)
        return there | {short for short, long in self.short.items() if long <= there}

    def near(self, low: float, high: float) -> Iterator[Amount]:
        """Amounts whose value lies between two."""
        for value in self.ordered[bisect_left(self.ordered, low) : bisect_right(self.ordered, high)]:
            yield from self.values[value]

    def line(self, at: int) -> tuple[int, int]:
        """Where the line around a place begins and ends."""
        start = self.text.rfind("\n", 0, at) + 1
        end = self.text.find("\n", at)
        return start, len(self.text) if end < 0 else end

    def sentence(self, at: int) -> tuple[int, int]:
        """Where the sentence around a place begins and ends; a line of JSON is one."""
        start, end = self.line(at)
        if self.text.startswith('{"', start):
            return start, end
        place = bisect_right(self.starts, at) - 1
        return self.starts[place], self.starts[place + 1] if place + 1 < len(self.starts) else len(self.text)

    def before(self, at: int) -> str:
        """Up to two sentences before the one around a place, in its paragraph."""
        place = bisect_right(self.starts, at) - 1
        return self.text[max(self.starts[max(0, place - 2)], self.line(at)[0]) : self.starts[place]]

    def evidence(self, amount: Amount, most: int = 80) -> str:
        """The words around a number, at most so many characters."""
        start, end = self.sentence(amount.start)
        if end - start > most:
            start = max(start, amount.start - (most - (amount.end - amount.start)) // 2)
            end = min(end, start + most)
        return " ".join(self.text[start:end].split())[:most]


@lru_cache(maxsize=32)
def indexed(text: str) -> Source:
    """Index a text. The last few stay indexed, since an analysis is looked up piece by piece."""
    source = Source(plain(text))
    source.starts = [0, *(found.end() for found in _SENTENCE.finditer(source.text))]
    for amount in (*amounts(source.text), *spelled(source.text)):
        source.values[key(amount.value)].append(amount)
        if amount.printed != amount.value:
            source.values[key(amount.printed)].append(amount)
    for found in _SPACED.finditer(source.text):
        value = float(re.sub(r"\D", "", found[0]))
        source.values[key(value)].append(Amount(found.start(), found.end(), value, value, 1.0))
    for found in re.finditer(r"(?<![\d.])(\d{1,6})\s?(?:/|of|out of)\s?(\d{1,6})(?![\d.])", source.text):
        if 0 < int(found[1]) <= int(found[2]):
            source.ratios.setdefault(100 * int(found[1]) / int(found[2]), found.span())
    source.ordered = sorted(source.values)
    source.links = tuple(_LINK.findall(text))
    source.known = tokens(source.text)
    source.lower = set(re.findall(r"\b[a-z]{3,}\b", source.text))
    source.stems = {word[:6] for word in source.lower if len(word) > 5}
    source.places = {word for found in _ON.finditer(source.text) for part in found.groups() if part for word in tokens(part)} - source.lower
    source.short = dict(_defined(source.text))
    source.tables = list(tables_in(source.text))
    source.table_at = {start: (number, row) for number, table in enumerate(source.tables) for row, start in enumerate(table.starts)}
    source.entities = {word for table in source.tables for name in table.names for word in tokens(name)}
    return source


def _defined(text: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Short names with the words of what they stand for: "WebQuestions (WQ)"; its letters begin the words or are its capitals."""
    for long, short in _DEFINED.findall(text):
        words = long.split()
        for start in range(len(words)):
            tail = " ".join(words[start:])
            capitals = "".join(re.findall(r"[A-Z]", tail))
            if capitals.casefold() == re.sub(r"[^A-Za-z]", "", short).casefold() and (stands := tokens(tail)):
                yield next(iter(tokens(short)), short.lower()), frozenset(stands)


def key(value: float) -> float:
    """A value as it is looked up: nine digits."""
    return float(f"{value:.9g}")
