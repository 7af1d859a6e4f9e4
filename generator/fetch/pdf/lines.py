"""Fetch stage: lines of a PDF's pages, what is furniture among them, and how the paper is set. Pure.

Places and sizes are in points; the bottom of a page is 0.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from operator import attrgetter
from statistics import median

CELL = " | "
"""Stands where a line has a gap as between a table's cells."""

HYPHEN = "\ufffe"
"""Ends a line whose last word goes on in the next."""

MARGIN = 0.12
"""The share of a page's height, above and below, in which running heads, feet and page numbers are looked for."""

SMALLER = 0.6
"""Points below the body's size from which on type is small: notes, tables, words in figures."""

LARGER = 0.8

_MOST_CLOSE = 25
"""Lines of a caption."""

_FURNITURE = re.compile(
    r"(?i)^\W*(?:page )?(?:\d{1,4}|[ivxl]{1,6})(?: ?(?:/|of) ?\d{1,4})?\W*$"
    r"|©|\(c\) ?\d{4}|\bcopyright\b|^arXiv:\d|\bISBN\b|^preprint\b|^permission to "
)
_LEADERS = re.compile(r"(?:^|[^. ]) ?(?:(?:\. ?){5,}+\s*\d*$|(?:\. ){4,}+)")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)?")


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it stands on its page."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    size: float
    bold: bool
    page: int = 0

    @property
    def plain(self) -> str:
        """The text without the signs of gaps and of a parted word."""
        return self.text.replace(CELL, " ").removesuffix(HYPHEN).strip()


@dataclass(frozen=True, slots=True)
class Setting:
    """How a paper is set: the body's size, that of each page (an appendix is at times larger), the distance of its lines.

    ``bold`` says whether bold type means anything; ``roman`` whether sections have Roman numerals; ``words`` are those
    that the paper uses, not parted.
    """

    body: float
    pages: dict[int, float]
    pitch: float
    bold: bool
    roman: bool
    words: frozenset[str]

    def is_small(self, line: Line) -> bool:
        """Whether a line is set smaller than the body."""
        return line.size < self.body - SMALLER

    def stands_out(self, line: Line) -> bool:
        """Whether a line is larger than its page's body, or bold and not smaller."""
        size = self.pages[line.page]
        return line.size >= size + LARGER or (line.bold and self.bold and line.size >= size - 0.2)


def setting(lines: Sequence[Line]) -> Setting:
    """Learn from all lines of a paper how it is set."""
    body = _usual_size(lines)
    return Setting(
        body=body,
        pages={number: max(body, _usual_size([*page])) for number, page in groupby(lines, key=attrgetter("page"))},
        pitch=_pitch(lines, body),
        # Type 3 fonts state no weight that means anything: where most is bold, bold says nothing.
        bold=4 * sum(len(line.text) for line in lines if line.bold) < sum(len(line.text) for line in lines),
        roman=sum(bool(re.match(r"[IVX]{1,5}\. [A-Z]", line.text)) for line in lines) >= 2,
        words=frozenset(word for line in lines for word in _WORD.findall(line.text.removesuffix(HYPHEN))),
    )


def _usual_size(lines: Sequence[Line]) -> float:
    weights: Counter[float] = Counter()
    for line in lines:
        weights[line.size] += len(line.text)
    return max(weights, key=lambda size: (weights[size], size))


def _pitch(lines: Sequence[Line], size: float) -> float:
    same = (pair for pair in pairwise(lines) if pair[0].size == pair[1].size == size and pair[0].page == pair[1].page)
    steps = [step for before, after in same if 0.7 * size < (step := down(before, after)) < 2.5 * size]
    return median(steps) if steps else 1.2 * size


def down(before: Line, after: Line) -> float:
    """How far a line stands below another, whatever sticks out of either."""
    return min(before.bottom - after.bottom, before.top - after.top)


def close_below(lines: Sequence[Line], index: int) -> Iterator[Line]:
    """The lines after one that stand close below each other in type of its size, as those of a caption do."""
    first = before = lines[index]
    for line in lines[index + 1 : index + _MOST_CLOSE]:
        close = line.page == first.page and abs(line.size - first.size) < 1 and 0 < down(before, line) < 1.45 * first.size
        if not close or line.left > first.right:
            return
        yield line
        before = line


def letters(text: str) -> float:
    """The share of letters in what is printed."""
    return sum(map(str.isalpha, text)) / max(1, len(text) - text.count(" "))


def glued(lines: Sequence[Line]) -> list[Line]:
    """Join what stands on one line but came in pieces, as super- and subscripts do."""
    joined: list[Line] = []
    for line in lines:
        if joined and _continues(joined[-1], line):
            joined[-1] = _joined(joined[-1], line)
        else:
            joined.append(line)
    return joined


def _continues(before: Line, after: Line) -> bool:
    overlap = min(before.top, after.top) - max(before.bottom, after.bottom)
    smaller = min(before.top - before.bottom, after.top - after.bottom)
    gap = after.left - before.right
    size = max(before.size, after.size)
    return overlap > 0.2 * smaller and -0.6 * size < gap < 3 * size and not before.text.endswith(HYPHEN)


def _joined(before: Line, after: Line) -> Line:
    """Put two pieces together; the longer one says how they are set."""
    size = max(before.size, after.size)
    gap = after.left - before.right
    between = CELL if gap > size else " " if gap > 0.15 * size else ""
    return replace(
        before if len(before.text) >= len(after.text) else after,
        text=before.text + between + after.text,
        left=before.left,
        bottom=min(before.bottom, after.bottom),
        right=max(before.right, after.right),
        top=max(before.top, after.top),
    )


def without_furniture(pages: Sequence[tuple[float, Sequence[Line]]]) -> Iterator[list[Line]]:
    """Leave out, of pages with their heights, leaders, and what stands in the margin and is a number, a notice, or on other pages too."""
    seen: Counter[str] = Counter()
    for height, lines in pages:
        seen.update({_shape(line.text) for line in lines if _in_margin(line, height)})
    often = 2 if len(pages) < 6 else 3
    for height, lines in pages:
        yield [line for line in lines if not _LEADERS.search(line.text) and not _is_furniture(line, height, seen, often)]


def _is_furniture(line: Line, height: float, seen: Counter[str], often: int) -> bool:
    return _in_margin(line, height) and (seen[_shape(line.text)] >= often or bool(_FURNITURE.search(line.text)))


def _in_margin(line: Line, height: float) -> bool:
    return line.bottom > (1 - MARGIN) * height or line.top < MARGIN * height


def _shape(text: str) -> str:
    return re.sub(r"[\d\W]+", "#", text)
