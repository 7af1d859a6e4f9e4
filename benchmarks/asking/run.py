"""How close a day's requests come to what a provider's limits allow, beside asking one after the other.

``python benchmarks/asking/run.py``: the real budget, threads and queue against a pretended model, in a time that runs 40 times
faster. A row: the limits, the seconds they allow, and the ratio that is reached (1 is all that the limits allow).
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from generator.analyse.asking import Ask, Reply, Request
from generator.analyse.budget import Budget, Clock
from generator.analyse.ledger import Limits

SPEED = 40.0
REQUEST = Request(system="", user="A paper.", max_tokens=1000)
LONG = Request(system="", user="x" * 140_000, max_tokens=20_000)


def clock() -> Clock:
    """A clock of which each second takes a fortieth of one."""
    begun, start = time.monotonic(), datetime(2026, 4, 20, 12, tzinfo=UTC)

    def passed() -> float:
        return (time.monotonic() - begun) * SPEED

    return Clock(utc=lambda: start + timedelta(seconds=passed()), monotonic=passed, sleep=lambda seconds: time.sleep(seconds / SPEED))


def model(latency: float, tokens: int) -> Ask:
    """A model that answers after so many seconds and says that it used so many tokens."""

    def ask(_: Request) -> Reply:
        time.sleep(latency / SPEED)
        return Reply(text="{}", model="pretended", tokens_in=tokens, tokens_out=0)

    return ask


def seconds(work: Callable[[], object]) -> float:
    """How long something takes, in the fast clock's seconds."""
    begun = time.monotonic()
    work()
    return (time.monotonic() - begun) * SPEED


def budget(per_minute: int, count: int) -> Budget:
    """A budget with a limit per minute, wide otherwise."""
    limits = Limits(requests_per_minute=per_minute, requests_per_day=count, tokens_per_minute=250_000, tokens_per_day=10**9)
    return Budget("pretended", "pretended", limits, day=ZoneInfo("UTC"), clock=clock())


def together_for(gate: Budget, ask: Ask, request: Request, count: int) -> float:
    """Seconds for so many requests, as a day's run asks them."""
    return seconds(lambda: list(gate.run(range(count), lambda _: gate.ask(ask, request))))


def in_turn_for(gate: Budget, ask: Ask, request: Request, count: int) -> float:
    """Seconds for the same, one after the other."""
    return seconds(lambda: [gate.ask(ask, request) for _ in range(count)])


def main() -> None:
    """Print the table."""
    print(f"{'requests':>8} {'a minute':>8} {'answer':>7} {'allowed':>8} {'reached':>8} {'ratio':>6} {'one by one':>11}")
    for count, per_minute, latency, request in ((16, 5, 20, REQUEST), (16, 5, 150, REQUEST), (40, 10, 8, REQUEST), (16, 5, 20, LONG)):
        ask = model(latency, 45_000 if request is LONG else 500)
        allowed = (count - 1) // per_minute * 60 + latency
        together = together_for(budget(per_minute, count), ask, request, count)
        in_turn = in_turn_for(budget(per_minute, count), ask, request, count)
        row = f"{count:8} {per_minute:8} {latency:6}s {allowed:7}s {together:7.0f}s {together / allowed:6.2f} {in_turn / allowed:10.2f}x"
        print(row + ("  45,000 tokens each" if request is LONG else ""))


if __name__ == "__main__":
    main()
