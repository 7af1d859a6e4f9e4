"""The size of the site in a year is told from what it weighs today."""

from datetime import date

from generator.forecast import LIMIT, forecast

NEWEST = date(2026, 8, 20)
MONTHS = {"2026-04": 900, "2026-05": 3100, "2026-06": 3000, "lists-2026-07": 100, "2026-07": 3000, "2026-08": 50, "front": 850}


def test_a_day_adds_what_the_last_three_whole_months_did() -> None:
    told = forecast(MONTHS, 11_000_000, NEWEST)
    assert told.now == 11_000_000
    assert told.a_day == (3100 + 3000 + 3100) / 92 * 1000
    assert told.full is not None
    assert abs((told.full - NEWEST).days - (LIMIT - 11_000_000) / told.a_day) < 1


def test_a_young_site_says_nothing_yet() -> None:
    assert forecast({"2026-08": 50, "front": 10}, 60, NEWEST).full is None
    assert forecast({}, 0, NEWEST).a_day == 0


def test_a_site_that_is_too_large_is_full_today() -> None:
    assert forecast(MONTHS, LIMIT, NEWEST).full == NEWEST


def test_months_that_are_kept_short_add_only_what_they_leave_behind() -> None:
    assert forecast(MONTHS, 11_000, NEWEST, keep=4).a_day == 900 / 30
    assert forecast(MONTHS, 11_000, NEWEST, keep=5).a_day == (3100 + 3000 + 3100) / 92
    assert forecast(MONTHS, 11_000, NEWEST, keep=1).a_day == (3100 + 3000 + 3100) / 92


def test_a_site_that_hardly_grows_is_never_full() -> None:
    assert forecast({"2026-07": 1, "front": 10**9}, 1000, NEWEST).full is None
