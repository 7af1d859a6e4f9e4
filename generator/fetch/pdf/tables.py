"""Fetch stage: which caption belongs to which table of a PDF, by where they stand. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from generator.fetch.pdf.lines import Line

FAR = 90.0
"""Points: what stands further apart does not belong together."""

NEAR = 45.0
"""Points between two groups of rows of one table, as where a heading runs across."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows, or a caption, and where they stand: page, left, bottom, right, top in points."""

    rows: Sequence[str]
    page: int
    left: float
    bottom: float
    right: float
    top: float

    @property
    def text(self) -> str:
        """A line a row."""
        return "\n".join(filter(None, self.rows))


def around(lines: Sequence[Line]) -> tuple[int, float, float, float, float]:
    """Give the page of some lines, and their left, bottom, right and top."""
    return (
        lines[0].page,
        min(line.left for line in lines),
        min(line.bottom for line in lines),
        max(line.right for line in lines),
        max(line.top for line in lines),
    )


def with_captions(captions: Sequence[Table], tables: Sequence[Table]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the captions of all else, and the tables, each with its caption on top where one could be found."""
    own = [caption for caption in captions if re.match(r"(?i)tab", caption.text)]
    whole = list(_whole(tables, own))
    above = sum(_nearer_above(caption, whole) for caption in own) * 2 >= len(own)
    taken: dict[int, Table] = {}
    for caption in own:
        places = [place for place in range(len(whole)) if place not in taken and _apart(caption, whole[place]) <= FAR]
        if places:
            best = min(places, key=lambda place: (_is_above(caption, whole[place]) != above, _apart(caption, whole[place]), place))
            taken[best] = caption
    kept = tuple(caption.text for caption in captions if caption not in taken.values())
    return kept, tuple(f"{taken[place].text}\n{table.text}" if place in taken else table.text for place, table in enumerate(whole))


def _whole(tables: Sequence[Table], captions: Sequence[Table]) -> Iterator[Table]:
    """Put groups of rows together that follow each other closely, no caption between them."""
    held: Table | None = None
    for table in tables:
        if held and _is_above(held, table) and _apart(held, table) <= NEAR and not any(_between(held, table, each) for each in captions):
            left, right = min(held.left, table.left), max(held.right, table.right)
            held = replace(held, rows=[*held.rows, *table.rows], left=left, bottom=table.bottom, right=right)
        else:
            if held:
                yield held
            held = table
    if held:
        yield held


def _between(upper: Table, lower: Table, caption: Table) -> bool:
    return caption.page == upper.page and upper.bottom >= caption.bottom and caption.top >= lower.top


def _is_above(first: Table, second: Table) -> bool:
    return first.bottom + first.top > second.bottom + second.top


def _apart(first: Table, second: Table) -> float:
    """Points between two on the same page and in the same column; infinite elsewhere."""
    if first.page != second.page or min(first.right, second.right) <= max(first.left, second.left):
        return float("inf")
    upper, lower = (first, second) if _is_above(first, second) else (second, first)
    return max(0.0, upper.bottom - lower.top)


def _nearer_above(caption: Table, tables: Sequence[Table]) -> bool:
    """Whether the table that stands nearest to a caption has it above."""
    near = min(tables, key=lambda table: _apart(caption, table), default=None)
    return near is None or _is_above(caption, near)
