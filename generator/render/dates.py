"""Days, months and times as the reader's language and time zone have them. Pure."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from generator.glance import Sheet
from generator.model import Say


@dataclass(frozen=True, slots=True)
class Dates:
    """Says days and times; ``timezone`` is an IANA name."""

    say: Say
    timezone: str

    def day(self, day: date) -> str:
        """A day in full with its weekday."""
        return self.say("date.day", year=day.year, month=self._month(day), day=day.day, weekday=self.weekdays()[day.weekday()])

    def short(self, day: date) -> str:
        """A day without its weekday."""
        return _short(self.say, day)

    def within_year(self, day: date) -> str:
        """A day with its weekday, without its year."""
        return self.say("date.within_year", month=self._month(day), day=day.day, weekday=self.weekdays()[day.weekday()])

    def day_of_month(self, day: date) -> str:
        """A day without its year."""
        return self.say("date.day_of_month", month=self._month(day), day=day.day)

    def month(self, day: date) -> str:
        """A month with its year."""
        return self.say("date.month", year=day.year, month=self._month(day))

    def moment(self, at: datetime) -> str:
        """A day and a time in the site's time zone."""
        local = at.astimezone(ZoneInfo(self.timezone))
        return self.say("date.moment", day=self.short(local.date()), time=f"{local:%H:%M}", zone=self.timezone)

    def local_day(self, at: datetime) -> str:
        """The day, in the site's time zone, of a moment."""
        return self.short(at.astimezone(ZoneInfo(self.timezone)).date())

    def weekdays(self) -> list[str]:
        """The weekdays, Monday first."""
        return self.say("date.weekdays").split()

    def _month(self, day: date) -> str:
        return _month_name(self.say, day.month)


@lru_cache(maxsize=4096)
def _short(say: Say, day: date) -> str:
    return say("date.short", year=day.year, month=_month_name(say, day.month), day=day.day)


@cache
def _month_name(say: Say, month: int) -> str:
    return say("date.months").split()[month - 1]


@dataclass(frozen=True, slots=True)
class Cell:
    """A day of the calendar: ``sheet`` is None where none is recorded; ``level`` 0–4 says how much there was to read."""

    day: date
    sheet: Sheet | None
    level: int


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the calendar in weeks that start on Monday; None stands for days of other months."""

    first: date
    weeks: tuple[tuple[Cell | None, ...], ...]


def months(sheets: Sequence[Sheet]) -> list[Month]:
    """The calendar of each month that has a sheet, newest first.

    Days are coloured by quarters of those given: a day lists at most so many papers, and most list just as many, so that a
    share of the fullest would paint all of them alike.
    """
    by_day, levels = {sheet.day: sheet for sheet in sheets}, _levels(sheets)
    return [_month(first, by_day, levels) for first in sorted({day.replace(day=1) for day in by_day}, reverse=True)]


def _levels(sheets: Sequence[Sheet]) -> dict[date, int]:
    worth = {sheet.day: _worth(sheet) for sheet in sheets if sheet.entries}
    ordered = sorted(worth.values())
    return {day: 1 + 4 * bisect_left(ordered, value) // len(ordered) for day, value in worth.items()}


def _worth(sheet: Sheet) -> int:
    """How much a day has for its reader: a paper counts one and its score."""
    return sum(1 + (entry.score or 0) for entry in sheet.entries)


def _month(first: date, sheets: Mapping[date, Sheet], levels: Mapping[date, int]) -> Month:
    monday = first - timedelta(days=first.weekday())
    days = [monday + timedelta(days=offset) for offset in range(42)]
    cells = [Cell(day, sheets.get(day), levels.get(day, 0)) if day.month == first.month else None for day in days]
    weeks = (tuple(cells[start : start + 7]) for start in range(0, 42, 7))
    return Month(first, tuple(week for week in weeks if any(week)))
