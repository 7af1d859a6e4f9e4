"""Days and times are those of the reader."""

from datetime import UTC, date, datetime

from generator.glance import glance
from generator.render import dates, messages
from tests.render.samples import MONDAY, TUESDAY, digest, entry, relevance


def test_a_moment_is_shown_in_the_sites_time_zone_and_language() -> None:
    late = datetime(2026, 1, 26, 20, 30, tzinfo=UTC)
    assert dates.Dates(messages.load("zh"), "Asia/Shanghai").moment(late) == "2026年1月27日 04:30（Asia/Shanghai）"
    assert dates.Dates(messages.load("en"), "UTC").moment(late) == "26 January 2026, 20:30 (UTC)"
    assert dates.Dates(messages.load("en"), "Asia/Shanghai").local_day(late) == "27 January 2026"


def test_a_day_has_its_weekday() -> None:
    assert dates.Dates(messages.load("zh"), "UTC").day(MONDAY) == "2026年1月26日 星期一"
    assert dates.Dates(messages.load("en"), "UTC").day(MONDAY) == "Monday, 26 January 2026"


def test_a_month_has_whole_weeks_and_no_days_of_others() -> None:
    [made] = dates.months([glance(digest(date(2026, 2, 3)))])
    assert [cell and cell.day.day for cell in made.weeks[0]] == [None] * 6 + [1]
    assert [cell and cell.day.day for cell in made.weeks[-1]] == [23, 24, 25, 26, 27, 28, None]
    assert len(made.weeks) == 5


def test_months_without_a_record_are_left_out_and_the_newest_is_first() -> None:
    made = dates.months([glance(digest(date(2025, 11, 3))), glance(digest(date(2026, 2, 3)))])
    assert [month.first for month in made] == [date(2026, 2, 1), date(2025, 11, 1)]


def test_a_day_is_the_darker_the_more_it_has_and_one_without_papers_is_blank() -> None:
    given = [digest(date(2026, 1, day), entry(relevance=relevance(score))) for day, score in ((5, 90), (6, None), (7, 50), (8, 70))]
    [made] = dates.months([glance(each) for each in (*given, digest(TUESDAY))])
    levels = {cell.day.day: cell.level for week in made.weeks for cell in week if cell}
    assert (levels[5], levels[8], levels[7], levels[6]) == (4, 3, 2, 1)
    assert (levels[27], levels[9]) == (0, 0)
