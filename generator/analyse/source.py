"""Analyse: a paper's text indexed once, so that every number of a reply can be looked up with what stands around it. Pure."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from generator.analyse.amounts import UNITS, Amount, amounts, plain, spelled

_TOKEN = re.compile(r"[A-Za-z0-9]+(?:[-+.@/^][A-Za-z0-9]+)*[+]{0,2}")
_SENTENCE = re.compile(
    r"[。！？；]|(?<=[.!?])(?<!\bvs\.)(?<!\bcf\.)(?<!\bNo\.)(?<!\bEq\.)(?<!\bFig\.)(?<!\bTab\.)(?<!\bSec\.)[)\]”\"']*\s+(?=[\"“(\[]?[A-Z\d$])|\n+"
)
_DECIMAL = re.compile(r"\d\.\d")
_LINK = re.compile(
    r"(?:https?://|mailto:|\b(?:github|gitlab|huggingface|zenodo)\.(?:com|co|org)/|\b[\w-]+\.github\.io)[^\s<>()（）\[\]\"'`，。；、】]*"
)
_SPACED = re.compile(r"(?<![\d.,])\d{1,3}(?:, \d{3})+(?![\d.,])")
_ON = re.compile(
    r"\b[Oo]n\s+(?:the\s+|both\s+|all\s+)?([A-Z][\w.@+/-]*(?:(?:,? and |, )[A-Z][\w.@+/-]*)*)"
    r"|([A-Z][\w.@+/-]*)\s(?:data ?sets?|test sets?|benchmarks?|corpus)\b"
)
_DEFINED = re.compile(r"([A-Z][\w-]*(?:[ -][A-Z][\w-]*){0,5})\s\(([A-Z][A-Za-z0-9+-]{1,9})\)")
COMMON = frozenset(
    [
        "a",
        "the",
        "we",
        "our",
        "it",
        "its",
        "in",
        "on",
        "at",
        "for",
        "and",
        "or",
        "an",
        "of",
        "to",
        "with",
        "by",
        "from",
        "this",
        "that",
        "these",
        "all",
        "as",
        "is",
        "are",
        "was",
        "were",
        "no",
        "not",
        "ci",
        "sd",
        "vs",
        "per",
        "table",
        "fig",
        "figure",
        "section",
        "gb",
        "mb",
        "kb",
        "tb",
        "ms",
        "db",
        "fps",
        "gpu",
        "gpus",
        "cpu",
        "hz",
        "khz",
        "mm",
        "cm",
        "ai",
        "ml",
        "lr",
        "id",
        "ids",
        "km",
        "rmb",
        "usd",
        "eur",
        "h",
        "s",
        "x",
        "k",
        "m",
        "b",
        "p",
        "t",
        "f",
        "n",
        "d",
        "et",
        "al",
        "i",
        "ii",
        "iii",
        "iv",
        "v",
    ]
) | {unit.lower() for unit in UNITS if unit.isalpha() and unit not in ("min", "frames", "points", "seconds", "minutes", "hours", "days")}


def tokens(text: str) -> set[str]:
    """Latin words and names as they compare: without case, hyphens and dots."""
    found = {re.sub(r"[^a-z0-9+]", "", word.lower()) for word in set(_TOKEN.findall(text))}
    return {word for word in found if len(word) > 1 and word not in COMMON and not word.replace("+", "").isdigit()}


@dataclass(frozen=True, slots=True)
class Row:
    """A table's row that holds a number: the words of its labels, of each column's header, and of all of either in the table."""

    labels: frozenset[str]
    column: frozenset[str]
    others: tuple[frozenset[str], ...]
    columns: tuple[frozenset[str], ...]
    header: str
    table: int
    place: int


@dataclass(frozen=True, slots=True)
class Table:
    """Consecutive lines of cells: where they begin, their cells with places, the rows that head others, each row's label, the caption."""

    caption: str
    lines: tuple[tuple[tuple[int, str], ...], ...]
    heads: frozenset[int]
    names: tuple[str, ...]

    def header(self, row: int, place: int) -> str:
        """What stands above a cell: the nearest rows of words alone, with as many cells as its row or without the first."""
        above = row - 1
        while above >= 0 and above not in self.heads:
            above -= 1
        told = []
        while above in self.heads:
            shift = len(self.lines[row]) - len(self.lines[above])
            told += [self.lines[above][place - shift][1]] if shift in (0, 1) and place >= shift else []
            above -= 1
        return " ".join(told)

    @property
    def data(self) -> tuple[tuple[int, "Line"], ...]:
        """The rows that are no headers, with their numbers."""
        return tuple((row, line) for row, line in enumerate(self.lines) if row not in self.heads)


Line = tuple[tuple[int, str], ...]


def _is_header(line: Line) -> bool:
    return len(line) > 1 and not any(is_value(text) and text for _, text in line[1:])


def labels(line: Line) -> str:
    """The cells of a row that are no numbers."""
    return " ".join(text for _, text in line if not _IS_VALUE.match(text))


def _names(lines: list[Line], heads: set[int]) -> Iterator[str]:
    """The label of each row; one that has a cell less than the row above stands in its group: "CIFAR10 | OE | 84.4", "Ours | 85.9"."""
    group, cells = "", 0
    for row, line in enumerate(lines):
        if row in heads or len(line) > cells or (len(line) == cells and group and not is_value(line[1][1])):
            group, cells = (line[0][1] if len(line) > 2 and not is_value(line[1][1]) else ""), len(line)
        yield labels(line) if len(line) != cells - 1 else f"{group} {labels(line)}"


def is_value(cell: str) -> bool:
    """Whether a cell holds a number, or nothing."""
    return bool(_IS_VALUE.match(cell))


_IS_VALUE = re.compile(r"\W*[\d.]+\s*(?:[%×x±/(,–-].*|[A-Za-z]{1,3})?\W*$|\W*$")


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
    _find_tables(source)
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


def _find_tables(source: Source) -> None:
    """Lines of cells; the paragraph before them is their caption, and one line without cells amid them parts their rows."""
    lines: list[Line] = []
    caption, at, told = "", 0, source.text.split("\n")
    for number, text in enumerate([*told, ""]):
        if text.count("|") > (0 if lines else 1) or (lines and " | " in text):
            lines.append(_cells(text, at))
        elif not (lines and text.strip() and len(text) < 60 and number + 1 < len(told) and "|" in told[number + 1]):
            if lines:
                _add_table(source, lines, caption)
            caption = f"{caption} {text}" if text.strip() and not lines else text
            lines = []
        at += len(text) + 1


def _cells(text: str, at: int) -> tuple[tuple[int, str], ...]:
    cells, start = [], at
    for cell in text.split("|"):
        cells.append((start, cell.strip()))
        start += len(cell) + 1
    if len(cells) > 2 and not cells[0][1] and not cells[-1][1]:
        cells = cells[1:-1]
    return tuple(cells)


def _add_table(source: Source, lines: list[tuple[tuple[int, str], ...]], caption: str) -> None:
    number = len(source.tables)
    heads = {row for row, line in enumerate(lines) if _is_header(line)}
    if 0 not in heads and not _DECIMAL.search(" ".join(text for _, text in lines[0])) and len(labels(lines[0]).split()) > 0:
        heads |= {0} if any(_DECIMAL.search(text) for line in lines[1:] for _, text in line) else set()  # 8K | 32K | 128K
    source.tables.append(Table(caption[-600:], tuple(lines), frozenset(heads), tuple(_names(lines, heads))))
    for place, line in enumerate(lines):
        source.table_at[source.line(line[0][0])[0]] = (number, place)
