"""Analyse: the tables of a paper's text, as lines of cells parted by bars: what heads a column, what names a row. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_DECIMAL = re.compile(r"\d\.\d")
_IS_VALUE = re.compile(r"\W*[\d.]+\s*(?:[%×x±/(,–-].*|[A-Za-z]{1,3})?\W*$|\W*$")

Line = tuple[tuple[int, str], ...]
"""The cells of a row, each with the place in the text where it begins."""


@dataclass(frozen=True, slots=True)
class Table:
    """Consecutive lines of cells: the caption, the lines and where each begins, the rows that head others, the label of each row."""

    caption: str
    lines: tuple[Line, ...]
    starts: tuple[int, ...]
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
    def data(self) -> tuple[tuple[int, Line], ...]:
        """The rows that are no headers, with their numbers."""
        return tuple((row, line) for row, line in enumerate(self.lines) if row not in self.heads)


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


def tables_in(text: str) -> Iterator[Table]:
    """Lines of cells; the paragraph before them is their caption, and one line without cells amid them parts their rows."""
    lines: list[Line] = []
    starts: list[int] = []
    caption, at, told = "", 0, text.split("\n")
    for number, line in enumerate([*told, ""]):
        if line.count("|") > (0 if lines else 1) or (lines and " | " in line):
            lines.append(_cells(line, at))
            starts.append(at)
        elif not (lines and line.strip() and len(line) < 60 and number + 1 < len(told) and "|" in told[number + 1]):
            if lines:
                yield _table(caption, lines, starts)
            caption = f"{caption} {line}" if line.strip() and not lines else line
            lines, starts = [], []
        at += len(line) + 1


def _cells(text: str, at: int) -> Line:
    cells, start = [], at
    for cell in text.split("|"):
        cells.append((start, cell.strip()))
        start += len(cell) + 1
    if len(cells) > 2 and not cells[0][1] and not cells[-1][1]:
        cells = cells[1:-1]
    return tuple(cells)


def _table(caption: str, lines: list[Line], starts: list[int]) -> Table:
    heads = {row for row, line in enumerate(lines) if _is_header(line)}
    if 0 not in heads and not _DECIMAL.search(" ".join(text for _, text in lines[0])) and len(labels(lines[0]).split()) > 0:
        heads |= {0} if any(_DECIMAL.search(text) for line in lines[1:] for _, text in line) else set()  # 8K | 32K | 128K
    return Table(caption[-600:], tuple(lines), tuple(starts), frozenset(heads), tuple(_names(lines, heads)))
