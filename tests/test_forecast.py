"""The size of the site in a year is told from what it weighs today."""

from datetime import date

import pytest

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
    assert forecast(MONTHS, 1_000_000, NEWEST).full is None, "in three centuries"


PICTURED = {"2026-05": 620, "2026-06": 600, "2026-07": 620}
WITH = {month: size + PICTURED.get(month, 0) for month, size in MONTHS.items()}
PICTURES = sum(PICTURED.values())


def test_figures_count_as_they_are_and_what_surrounds_a_page_does_not() -> None:
    plain = forecast(MONTHS, 11_000_000, NEWEST)
    told = forecast(WITH, 11_000_000 + PICTURES, NEWEST, figures=PICTURED)
    assert told.now == 11_000_000 + PICTURES
    assert told.a_day == pytest.approx(plain.a_day + PICTURES / 92)


def test_figures_grow_for_as_long_as_months_are_added_to_them() -> None:
    """Three whole months have them; with four shown the month that begins next takes the first ones away."""
    heavy = {month: size * 100_000 for month, size in PICTURED.items()}
    now, text, pictured = 11_000_000 + sum(heavy.values()), 100_000, sum(heavy.values()) / 92
    with_heavy = {month: size + heavy.get(month, 0) for month, size in MONTHS.items()}
    for shown, months in ((12, 8), (7, 3), (4, 0)):
        told = forecast(with_heavy, now, NEWEST, figures=heavy, shown=shown)
        assert told.a_day == pytest.approx(text + (pictured if months else 0))
        assert told.full
        assert (told.full - NEWEST).days == pytest.approx((LIMIT - now - months * 30.4 * pictured) / text, abs=1)


def test_months_from_before_there_were_figures_are_not_months_of_figures() -> None:
    old = {f"2025-{month:02}": 1000 for month in range(1, 13)}
    heavy = {"2026-07": 620 * 100_000}
    months = {**old, **MONTHS, "2026-07": MONTHS["2026-07"] + heavy["2026-07"]}
    told = forecast(months, sum(months.values()), NEWEST, figures=heavy)
    assert told.a_day > forecast(months, sum(months.values()), NEWEST, figures=heavy, shown=2).a_day


def test_a_site_of_figures_alone_stops_growing() -> None:
    pictures = {"2026-06": 300_000, "2026-07": 310_000}
    told = forecast({**pictures, "front": 1000}, 611_000, NEWEST, figures=pictures)
    assert told.a_day > 0
    assert told.full is None
