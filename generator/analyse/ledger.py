"""Analyse: the reckoning of what was asked: in the last minute, on the provider's day, and in the records. Pure."""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from generator.model import Usage

MINUTE = 61.0
"""Seconds of a provider's minute: one more than sixty, because what leaves here evenly does not arrive so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What may be asked: requests and tokens (in and out together) in any minute and in a day."""

    requests_per_minute: int = 5
    requests_per_day: int = 20
    tokens_per_minute: int = 250_000
    tokens_per_day: int = 1_000_000


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars per million tokens."""

    input: float
    output: float


@dataclass(slots=True)
class Booking:
    """A request that may be under way: when it was sent (monotonic), the tokens booked or, once settled, used."""

    sent: float
    tokens: int


@dataclass(slots=True)
class Ledger:
    """The reckoning, without clock or lock: what was booked in the last minute and on the present day."""

    limits: Limits
    requests: int = 0
    tokens: int = 0
    recent: deque[Booking] = field(default_factory=deque)

    def wait(self, now: float, tokens: int) -> float:
        """Seconds until a request of so many tokens may be sent, by the limits per minute."""
        while self.recent and self.recent[0].sent + MINUTE <= now:
            self.recent.popleft()
        # A request larger than a whole minute's tokens goes alone, rather than never.
        room = max(0, self.limits.tokens_per_minute - tokens)
        count, used, wait = len(self.recent), sum(each.tokens for each in self.recent), 0.0
        for oldest in self.recent:
            if count < self.limits.requests_per_minute and used <= room:
                break
            count, used, wait = count - 1, used - oldest.tokens, oldest.sent + MINUTE - now
        return wait

    def spent(self, tokens: int) -> str | None:
        """Which of the day's limits leaves no room for a request of so many tokens, or None."""
        if self.requests >= self.limits.requests_per_day:
            return f"{self.limits.requests_per_day} requests"
        # The first request of a day is let through whatever its size is thought to be.
        if self.tokens + tokens > self.limits.tokens_per_day and (self.requests or not self.limits.tokens_per_day):
            return f"{self.limits.tokens_per_day} tokens"
        return None

    def book(self, now: float, tokens: int) -> Booking:
        """Count a request that is being sent."""
        booking = Booking(now, tokens)
        self.recent.append(booking)
        self.requests += 1
        self.tokens += tokens
        return booking

    def settle(self, booking: Booking, tokens: int) -> None:
        """Count what a request did use in place of what it could have."""
        self.tokens += tokens - booking.tokens
        booking.tokens = tokens


def used(usage: Iterable[Usage], provider: str, day: ZoneInfo, at: datetime) -> tuple[int, int]:
    """Requests and tokens that records tell of the provider's own day which holds the moment ``at``."""
    today = at.astimezone(day).date()
    same = [each for each in usage if each.provider == provider and each.at.astimezone(day).date() == today]
    return sum(each.requests for each in same), sum(each.tokens for each in same)


def added(usage: Sequence[Usage], fresh: Iterable[Usage], day: ZoneInfo) -> tuple[Usage, ...]:
    """Add fresh usage to a record's: one row for a model and a provider's day, its moment that of the last request."""
    rows: dict[tuple[object, ...], Usage] = {}
    for each in [*usage, *fresh]:
        key = (each.provider, each.model, each.at.astimezone(day).date())
        rows[key] = _sum(rows[key], each) if key in rows else each
    return tuple(sorted(rows.values(), key=lambda each: (each.at, each.provider, each.model)))


def _sum(one: Usage, other: Usage) -> Usage:
    cost = None if one.cost is None or other.cost is None else round(one.cost + other.cost, 6)
    at = max(one.at, other.at)
    return replace(one, at=at, requests=one.requests + other.requests, tokens=one.tokens + other.tokens, cost=cost)
