"""How months form bundles: the newest stands alone, the others by half-years. Pure.

Only the newest month changes from day to day, so only it is indexed again; half-years keep the number of files
that a query needs small. A half-year that is not over holds its months before the newest.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

RECENT_MONTHS = 24


@dataclass(frozen=True, slots=True)
class Group:
    """The months of a bundle, ``YYYY-MM``, oldest first; ``recent`` ones are searched without being asked."""

    months: tuple[str, ...]
    recent: bool

    @property
    def name(self) -> str:
        """The months as a file name."""
        return self.months[0] if len(self.months) == 1 else f"{self.months[0]}_{self.months[-1]}"


def groups(months: Iterable[str]) -> list[Group]:
    """Put months into bundles, the newest first."""
    ordered = sorted(months, reverse=True)
    if not ordered:
        return []
    halves: dict[tuple[str, bool], list[str]] = {}
    for month in ordered[1:]:
        halves.setdefault((month[:4], month[5:] > "06"), []).insert(0, month)
    since = _number(ordered[0]) - RECENT_MONTHS
    older = (Group(tuple(half), recent=_number(half[-1]) > since) for half in halves.values())
    return [Group((ordered[0],), recent=True), *older]


def _number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:])


def counted(columns: Iterable[Mapping[str, Sequence[object]]]) -> dict[str, dict[str, int]]:
    """How many papers each interest, tag and category has, from the columns of all months."""
    counts: dict[str, dict[str, int]] = {"interests": {}, "tags": {}, "categories": {}}
    for table in columns:
        for field, of_field in counts.items():
            known, rows = table[field]
            for row in rows:  # type: ignore[attr-defined]
                for number in row:
                    of_field[known[number]] = of_field.get(known[number], 0) + 1  # type: ignore[index]
    return counts
