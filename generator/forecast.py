"""When the site will be too large: bytes a day, and the day that 1 GB is reached. Pure.

GitHub Pages publishes at most 1 GB (https://docs.github.com/pages, "usage limits").
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from generator.glance import FIGURE_MONTHS

LIMIT = 1_000_000_000
"""Bytes that a site may have."""
FAR = 50 * 365
"""Days beyond which a forecast says nothing."""

_A_MONTH = 30.4
"""Days."""

_NEWEST = 3
"""So many whole months tell how fast a site grows: papers come in waves, with conferences."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """Bytes now, bytes that a calendar day adds, and the day that LIMIT is reached: None when not within FAR."""

    now: int
    a_day: float
    full: date | None


def forecast(
    months: Mapping[str, int], site: int, newest: date, *, keep: int = 0, figures: Mapping[str, int] = {}, shown: int = FIGURE_MONTHS
) -> Forecast:
    """Reckon from how the pages are shared out over months.

    ``months`` are bytes by part ("2026-04", "lists-2026-04", "front"), ``figures`` those among them that are of figures, ``site``
    the bytes of the whole site, which every page is taken to have its share of. ``newest`` is the newest recorded day, whose month is
    not whole yet. Once papers are older than ``keep`` months, a new month adds no more than an old one leaves behind; figures stop
    growing once ``shown`` months have them.
    """
    pictures = _by_month(figures)
    pages, text = sum(months.values()) - sum(pictures.values()), site - sum(pictures.values())
    whole = {month: size for month, size in _by_month(months).items() if month < newest.isoformat()[:7]}
    behind = sorted(whole)[: -max(1, keep - 1)] if keep > 1 else sorted(whole) if keep else []
    asked = behind[-_NEWEST:] or sorted(whole)[-_NEWEST:]
    if not asked or not pages:
        return Forecast(site, 0.0, None)
    a_day = sum(whole[month] - pictures.get(month, 0) for month in asked) / sum(map(_days, asked)) * text / pages
    newly = sorted(whole)[-_NEWEST:]
    pictured = sum(pictures.get(month, 0) for month in newly) / sum(map(_days, newly))
    # A month that begins takes the oldest one's figures away.
    left = max(0, shown - 1 - len(whole.keys() & pictures.keys())) * _A_MONTH
    return Forecast(site, a_day + (pictured if left else 0.0), _reached(site, a_day, pictured, left, newest))


def _by_month(parts: Mapping[str, int]) -> dict[str, int]:
    """What each month's parts weigh together; what spans months stays out, since it hardly grows."""
    found: dict[str, int] = {}
    for name, size in parts.items():
        month = name[-7:]
        if month[:4].isdigit() and month[4:5] == "-":
            found[month] = found.get(month, 0) + size
    return found


def _days(month: str) -> int:
    return monthrange(int(month[:4]), int(month[5:]))[1]


def _reached(now: int, a_day: float, pictured: float, left: float, newest: date) -> date | None:
    """The day that LIMIT is reached, when figures are added for ``left`` days more."""
    if now >= LIMIT:
        return newest
    both = a_day + pictured
    days = (LIMIT - now) / both if both else float("inf")
    if days > left:
        days = left + (LIMIT - now - left * both) / a_day if a_day else float("inf")
    return newest + timedelta(days=int(days)) if days < FAR else None
