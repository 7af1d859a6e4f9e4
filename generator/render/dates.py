"""Days, months and times as the reader's language and time zone have them. Pure."""

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
    """A day of the calendar: ``sheet`` is None where none is recorded; ``level`` 0–4 says how much was listed."""

    day: date
    sheet: Sheet | None
    level: int


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the calendar in weeks that start on Monday; None stands for days of other months."""

    first: date
    weeks: tuple[tuple[Cell | None, ...], ...]


def month(first: date, sheets: Mapping[date, Sheet], most: int) -> Month:
    """The calendar of the month that starts at ``first``; ``most`` is the listed count of the darkest cell."""
    monday = first - timedelta(days=first.weekday())
    days = [monday + timedelta(days=offset) for offset in range(42)]
    cells = [_cell(day, sheets.get(day), most) if day.month == first.month else None for day in days]
    weeks = (tuple(cells[start : start + 7]) for start in range(0, 42, 7))
    return Month(first, tuple(week for week in weeks if any(week)))


def _cell(day: date, sheet: Sheet | None, most: int) -> Cell:
    listed = sheet.funnel.listed if sheet else 0
    return Cell(day, sheet, -(-4 * min(listed, most) // most) if most else 0)


def months(sheets: Sequence[Sheet]) -> list[Month]:
    """The calendar of each month that has a sheet, newest first, coloured by the fullest day of all of them."""
    by_day = {sheet.day: sheet for sheet in sheets}
    most = max((sheet.funnel.listed for sheet in sheets), default=0)
    return [month(first, by_day, most) for first in sorted({day.replace(day=1) for day in by_day}, reverse=True)]
