"""arXiv's announcement calendar: deadlines, weekends, holidays, daylight saving."""

import gzip
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.fetch.calendar import DEFERRED, announcement_day, is_announced, previous, window

YEARS = st.datetimes(min_value=datetime(2023, 1, 1), max_value=datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 naive by request


@pytest.mark.parametrize(
    ("submitted", "day"),
    [
        # The table of arXiv's help page, in April, when Eastern is four hours behind GMT.
        ("2026-04-13T18:00", "2026-04-15"),  # Monday 14:00 → Tuesday's mailing, dated Wednesday
        ("2026-04-14T17:59", "2026-04-15"),
        ("2026-04-14T18:00", "2026-04-16"),
        ("2026-04-15T18:00", "2026-04-17"),
        ("2026-04-16T18:00", "2026-04-20"),  # Thursday 14:00 → Sunday's mailing, dated Monday
        ("2026-04-17T17:59", "2026-04-20"),
        ("2026-04-17T18:00", "2026-04-21"),  # Friday 14:00 → Monday's mailing, dated Tuesday
        ("2026-04-18T12:00", "2026-04-21"),
        ("2026-04-20T17:59", "2026-04-21"),
        # In winter the deadline is at 19:00 GMT.
        ("2026-02-03T18:59", "2026-02-04"),
        ("2026-02-03T19:00", "2026-02-05"),
        # The clocks changed on Sunday 2026-03-08 and 2026-11-01.
        ("2026-03-06T18:59", "2026-03-09"),
        ("2026-03-09T17:59", "2026-03-10"),
        ("2026-11-02T18:59", "2026-11-03"),
        # Labour Day 2025: nothing was mailed on Monday, so Tuesday's feed was empty.
        ("2025-08-29T18:00", "2025-09-03"),
        ("2025-09-02T17:59", "2025-09-03"),
        # Juneteenth 2026 was a Friday: Sunday's mailing was deferred.
        ("2026-06-18T18:00", "2026-06-23"),
    ],
)
def test_a_submission_is_announced_after_its_deadline(submitted: str, day: str) -> None:
    assert announcement_day(datetime.fromisoformat(submitted).replace(tzinfo=UTC)) == date.fromisoformat(day)


@given(YEARS)
def test_every_moment_belongs_to_the_window_of_its_announcement(moment: datetime) -> None:
    day = announcement_day(moment)
    first, last = window(day)
    assert is_announced(day)
    assert first <= moment < last


@given(YEARS)
def test_the_windows_leave_no_gap(moment: datetime) -> None:
    day = announcement_day(moment)
    assert window(day)[0] == window(previous(day))[1]


def test_the_later_of_two_submissions_is_never_announced_first() -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    days = [announcement_day(start + timedelta(hours=hour)) for hour in range(24 * 365)]
    assert days == sorted(days)


@pytest.mark.parametrize("day", [date(2026, 4, 18), date(2026, 4, 19), date(2026, 1, 20)])
def test_a_day_without_an_announcement_has_no_window(day: date) -> None:
    with pytest.raises(ValueError, match="announces nothing"):
        window(day)


def test_every_deferred_day_is_a_weekday() -> None:
    assert {day.weekday() for day in DEFERRED} <= set(range(5))


def test_the_calendar_agrees_with_recorded_announcements(corpus: Path) -> None:
    """Of papers whose submission day and announcement are recorded; the hour is not, so a day may lead to two announcements."""
    agreed = late = early = 0
    with gzip.open(corpus / "bulk" / "papers.jsonl.gz", "rt", encoding="utf-8") as lines:
        for paper in map(json.loads, lines):
            if paper["published_src"] == "recorded" and paper["announced"]:
                midnight = datetime.fromisoformat(paper["published"]).replace(tzinfo=UTC)
                announced = date.fromisoformat(paper["announced"])
                last = announcement_day(midnight + timedelta(hours=23, minutes=59))
                agreed += announcement_day(midnight) <= announced <= last
                late += announced > last
                early += announced < announcement_day(midnight)
    # The rest is late: moderation held it back. What came early was announced under a wrong date by the crawl.
    assert agreed / (agreed + late + early) > 0.92
    assert early / (agreed + late + early) < 0.01
