"""Analyse: the tables of a paper's text, as lines of cells parted by bars: what heads a column, what names a row. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

MOST_STUBS = 2
"""So many columns may name a row, and have nothing above them."""

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
        """What stands above a cell, from the rows of words right above it, the lowest first.

        Columns are counted from the right, since the first cell may stand for several rows. A row of fewer cells heads
        groups of columns where the row of all columns repeats itself: "SQuAD | NQ" above "top-1 | top-5 | top-1 | top-5".
        """
        above = next((head for head in range(row - 1, -1, -1) if head in self.heads), -1)
        block = list(takewhile(self.heads.__contains__, range(above, -1, -1)))
        back = len(self.lines[row]) - 1 - place
        told = (self._above(block, head, len(self.lines[row]), back) for head in block)
        return " ".join(text for text in told if text is not None)

    def _above(self, block: Sequence[int], head: int, cells: int, back: int) -> str | None:
        """What a row of words says of a cell that has ``back`` cells to its right, in a row of so many cells."""
        line, widest = self.lines[head], max((len(row) for _, row in self.data), default=0)
        for leaves in block if widest - len(line) not in (0, 1) else ():
            span, groups = _span(self.lines[leaves], widest) or (0, 0)
            if leaves == head and span:
                return line[-1 - back][1] if back < len(line) else None
            if span and len(line) in (groups, groups + widest - span * groups):
                return line[-1 - back // span][1] if back < span * groups else None
        return line[-1 - back][1] if cells - len(line) in (0, 1) and back < len(line) else None

    @property
    def data(self) -> tuple[tuple[int, Line], ...]:
        """The rows that are no headers, with their numbers."""
        return tuple((row, line) for row, line in enumerate(self.lines) if row not in self.heads)


def _is_header(line: Line) -> bool:
    return len(line) > 1 and not any(is_value(text) and text for _, text in line[1:])


def _span(line: Line, cells: int) -> tuple[int, int] | None:
    """How many columns repeat, and how often, in the row that names the columns of rows with so many cells; None in any other row."""
    texts = [text for _, text in line]
    if not 0 <= cells - len(texts) <= MOST_STUBS:
        return None
    for leaves in (texts[stubs:] for stubs in range(MOST_STUBS + 1)):
        for span in range(2, len(leaves) // 2 + 1):
            if len(leaves) % span == 0 and leaves == leaves[:span] * (len(leaves) // span):
                return span, len(leaves) // span
    return None


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
        following = told[number + 1] if number + 1 < len(told) else ""
        if line.count("|") > (0 if lines else 1) or (" | " in line and (lines or following.count(" | ") > 1)):
            lines.append(_cells(line, at))
            starts.append(at)
        elif not (lines and line.strip() and len(line) < 60 and "|" in following):
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
