"""arXiv's announcement calendar: which day's mailing a submission belongs to. Pure.

Source: https://info.arxiv.org/help/availability.html. Submissions close at 14:00 US Eastern, Monday to Friday; what
closed is mailed at 20:00 Eastern, Sunday to Thursday (Friday's on Sunday). The announcement is dated by the
following morning, as its RSS feed is: Monday to Friday. When a mailing is deferred, its papers come with the next.
"""

from collections.abc import Set
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

EASTERN = ZoneInfo("America/New_York")
DEADLINE = time(14)
SATURDAY = 5

DEFERRED = frozenset(
    date(year, month, day)
    for year, days in {
        # The mornings after each holiday: 2023 as arXiv's help page lists it, 2024 as its readers copied it, later years
        # as the feeds were seen empty. A weekday that is not here and whose feed is empty is a holiday too.
        2023: ((1, 17), (6, 15), (6, 20), (7, 5), (9, 5), (11, 24), (12, 26), (12, 28)),
        2024: ((1, 16), (5, 23), (6, 20), (7, 5), (9, 3), (11, 29), (12, 26), (12, 27)),
        2025: ((1, 1), (6, 20), (9, 2), (11, 28)),
        2026: ((1, 20), (6, 22), (7, 6)),
    }.items()
    for month, day in days
)


def is_announced(day: date, deferred: Set[date] = DEFERRED) -> bool:
    """Whether arXiv announces on ``day``: a weekday that is not in the table of deferred ones."""
    return day.weekday() < SATURDAY and day not in deferred


def previous(day: date, deferred: Set[date] = DEFERRED) -> date:
    """The last announcement before ``day``."""
    day -= timedelta(days=1)
    while not is_announced(day, deferred):
        day -= timedelta(days=1)
    return day


def window(day: date, deferred: Set[date] = DEFERRED) -> tuple[datetime, datetime]:
    """The submissions that are announced on ``day``: from the first moment (included) to the last (excluded), in UTC.

    Raises ValueError for a day without an announcement.
    """
    if not is_announced(day, deferred):
        raise ValueError(f"{day}: arXiv announces nothing that day")
    return _deadline(previous(day, deferred)), _deadline(day)


def announcement_day(submitted: datetime, deferred: Set[date] = DEFERRED) -> date:
    """The day on which a paper submitted at that moment is announced, if moderation does not hold it back."""
    day = submitted.astimezone(EASTERN).date()
    while not is_announced(day, deferred) or submitted >= _deadline(day):
        day += timedelta(days=1)
    return day


def _deadline(day: date) -> datetime:
    """When submissions for the announcement of ``day`` closed: 14:00 Eastern on the last weekday before it."""
    day -= timedelta(days=1)
    while day.weekday() >= SATURDAY:
        day -= timedelta(days=1)
    return datetime.combine(day, DEADLINE, EASTERN).astimezone(UTC)
