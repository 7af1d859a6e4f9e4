"""Days and times are those of the reader."""

from datetime import UTC, date, datetime

from generator.glance import glance
from generator.render import dates, messages
from tests.render.samples import MONDAY, TUESDAY, digest, entry


def test_a_moment_is_shown_in_the_sites_time_zone_and_language() -> None:
    late = datetime(2026, 1, 26, 20, 30, tzinfo=UTC)
    assert dates.Dates(messages.load("zh"), "Asia/Shanghai").moment(late) == "2026年1月27日 04:30（Asia/Shanghai）"
    assert dates.Dates(messages.load("en"), "UTC").moment(late) == "26 January 2026, 20:30 (UTC)"
    assert dates.Dates(messages.load("en"), "Asia/Shanghai").local_day(late) == "27 January 2026"


def test_a_day_has_its_weekday() -> None:
    assert dates.Dates(messages.load("zh"), "UTC").day(MONDAY) == "2026年1月26日 星期一"
    assert dates.Dates(messages.load("en"), "UTC").day(MONDAY) == "Monday, 26 January 2026"


def test_a_month_has_whole_weeks_and_no_days_of_others() -> None:
    made = dates.month(date(2026, 2, 1), {}, 0)
    assert [cell and cell.day.day for cell in made.weeks[0]] == [None] * 6 + [1]
    assert [cell and cell.day.day for cell in made.weeks[-1]] == [23, 24, 25, 26, 27, 28, None]
    assert len(made.weeks) == 5


def test_the_darkest_day_is_the_fullest() -> None:
    days = {MONDAY: glance(digest(MONDAY, entry())), TUESDAY: glance(digest(TUESDAY))}
    cells = {cell.day: cell.level for week in dates.month(date(2026, 1, 1), days, 1).weeks for cell in week if cell}
    assert (cells[MONDAY], cells[TUESDAY], cells[date(2026, 1, 5)]) == (4, 0, 0)
