"""Analyse: how much may be asked and when. The reckoning is pure; the gate around it waits with an injected clock.

Two limits hold over any 60 seconds and two over the provider's own day, which starts with what the records of
earlier runs used. A request is booked before it is sent, with as many tokens as it could cost, and settled after.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from generator.analyse.asking import Ask, Reply, Request
from generator.analyse.batches import Waiting
from generator.analyse.ledger import Booking, Ledger, Limits, Price, added, used
from generator.errors import Adjusted, AnalysisError, Busy, DailyQuota, Halted, ProviderError, Unreachable
from generator.model import Usage

LONGEST_WAIT = 300.0
"""Seconds that a provider may ask to wait; when it asks for more, the run is over."""

ATTEMPTS: dict[type[ProviderError], int] = {Busy: 5, Unreachable: 3, Adjusted: 5}
"""So often the same is asked when it fails so; once for any other failure."""

FIRST_WAIT = 2.0
GROWTH = 3.0
"""Waits of 2, 6, 18 and 54 seconds when the provider does not say how long."""

SLICE = 1.0
"""Seconds after which a waiting request looks again whether something has changed."""

MOST_AT_ONCE = 32

BATCH_PRICE = 0.5
"""What a batch costs of the price, by Gemini's price list."""

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Clock:
    """The time: ``utc`` with its zone, ``monotonic`` and ``sleep`` in seconds."""

    utc: Callable[[], datetime]
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


class _Queue:
    """Lets one in after the other, in the order of coming; a lock would let in any."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._last = self._served = 0

    def __enter__(self) -> None:
        with self._changed:
            ticket, self._last = self._last, self._last + 1
            self._changed.wait_for(lambda: self._served == ticket)

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._served += 1
            self._changed.notify_all()


class Budget:
    """The gate before a provider: requests wait here for their turn, and stop here when nothing more may be asked.

    ``usage`` is that of all records; ``day`` is where the provider's midnight is; ``closed_until`` is what an earlier run
    kept after a per-day refusal; ``batch`` is asked first, and what it answers does not count for the day. Thread-safe.
    """

    def __init__(
        self,
        provider: str,
        model: str,
        limits: Limits,
        *,
        day: ZoneInfo,
        clock: Clock,
        usage: Iterable[Usage] = (),
        prices: Mapping[str, Price] = {},
        closed_on: str | None = None,
        batch: Waiting | None = None,
    ) -> None:
        self._provider = provider
        self._asked_for = self._model = model
        self._limits = limits
        self._zone = day
        self._clock = clock
        self._prices = prices
        self._lock = threading.RLock()
        self._queue = _Queue()
        self._held = float("-inf")
        self._halted: ProviderError | None = None
        self._stopped: ProviderError | None = None
        self._fresh: list[Usage] = []
        self._today = self._date()
        # A day to come was told by a clock that was wrong.
        self._closed_on = closed_on if closed_on and closed_on <= self._today else None
        self.batch = batch
        self._ledger = Ledger(limits, *used(usage, provider, day, clock.utc()))

    @property
    def closed_on(self) -> str | None:
        """The provider's day (YYYY-MM-DD) on which its quota was used up, to be handed to the next run; or None."""
        return self._closed_on

    @property
    def today(self) -> str:
        """The provider's day (YYYY-MM-DD) on which the run is."""
        return self._today

    @property
    def left(self) -> int:
        """How many requests the day still allows."""
        with self._lock:
            self._new_day()
            closed = self._halted is not None or self._closed_on == self._today
            return 0 if closed else max(0, self._limits.requests_per_day - self._ledger.requests)

    def take_usage(self) -> tuple[Usage, ...]:
        """What was used since the last call, for the record."""
        with self._lock:
            fresh, self._fresh = self._fresh, []
        return added((), fresh, self._zone)

    @property
    def halted(self) -> ProviderError | None:
        """Why something was not asked any more in this run, or None."""
        with self._lock:
            return self._halted or self._stopped

    def check(self) -> None:
        """Raise what a request would be refused with: Halted, or DailyQuota when the day has nothing left."""
        if self.batch is None:
            with self._lock:
                self._refuse_if_closed(0)

    def halt(self, error: ProviderError) -> None:
        """Ask nothing more in this run; what waits gets this error."""
        with self._lock:
            self._halted = self._halted or error

    def ask(self, ask: Ask, request: Request) -> Reply:
        """Ask when the limits allow, again when the provider was busy. Raises ProviderError.

        A Halted of any request ends all others before they are sent. A wait that the provider asks for holds
        everybody; one of our own (503, silence) only this request.
        """
        if self.batch and (collected := self.batch.take(request)):
            with self._lock:
                self._fresh.append(self._usage(f"{self._provider}-batch", collected, request, BATCH_PRICE))
            return collected
        failures: Counter[type[ProviderError]] = Counter()
        while True:
            booking = self._admitted(request)
            try:
                reply = ask(request)
            except ProviderError as error:
                self._failed(booking, request, error)
                failures[type(error)] += 1
                if failures[type(error)] >= ATTEMPTS.get(type(error), 1):
                    raise
                self._pause(error, failures[type(error)])
            else:
                self._answered(booking, request, reply)
                return reply

    def _admitted(self, request: Request) -> Booking:
        """Wait for the turn and book."""
        most = request.tokens + request.max_tokens
        with self._queue:
            while True:
                with self._lock:
                    self._refuse_if_closed(most)
                    now = self._clock.monotonic()
                    wait = max(self._held - now, self._ledger.wait(now, most))
                    if wait <= 0:
                        return self._ledger.book(now, most)
                self._clock.sleep(min(wait, SLICE))

    def _refuse_if_closed(self, tokens: int) -> None:
        self._new_day()
        if self._halted:
            raise self._halted
        if self._closed_on == self._today:
            self._stopped = DailyQuota(
                f"{self._provider}: its quota for {self._today} is used up", "it opens again at the provider's midnight"
            )
            raise self._stopped
        if spent := self._ledger.spent(tokens):
            mend = "raise analysis.budget, or wait for tomorrow"
            self._stopped = DailyQuota(f"{self._provider}: today's budget of {spent} is used up", mend)
            raise self._stopped

    def _answered(self, booking: Booking, request: Request, reply: Reply) -> None:
        """Put what a request did cost in place of what it could."""
        usage = self._usage(self._provider, reply, request)
        with self._lock:
            self._model = reply.model
            self._ledger.settle(booking, usage.tokens)
            self._fresh.append(usage)

    def _usage(self, provider: str, reply: Reply, request: Request, share: float = 1.0) -> Usage:
        """What a reply cost; counts that the endpoint does not tell are estimated."""
        into = request.tokens if reply.tokens_in is None else reply.tokens_in
        out = Request(system="", user=reply.text).tokens if reply.tokens_out is None else reply.tokens_out
        price = self._prices.get(reply.model) or self._prices.get(self._asked_for)
        cost = round(share * (into * price.input + out * price.output) / 1e6, 6) if price else None
        at = self._clock.utc().replace(microsecond=0)
        return Usage(at=at, provider=provider, model=reply.model, requests=1, tokens=into + out, cost=cost)

    def _failed(self, booking: Booking, request: Request, error: ProviderError) -> None:
        """Count a request that came to nothing; turned away at the door it cost no tokens."""
        turned_away = isinstance(error, Busy | Halted | Adjusted)
        with self._lock:
            self._settle(booking, 0 if turned_away else request.tokens, 0.0 if turned_away and self._prices else None)
            if isinstance(error, DailyQuota):
                self._closed_on = self._today
            elif isinstance(error, Halted):
                self.halt(error)

    def _settle(self, booking: Booking, tokens: int, cost: float | None) -> None:
        self._ledger.settle(booking, tokens)
        at = self._clock.utc().replace(microsecond=0)
        self._fresh.append(Usage(at=at, provider=self._provider, model=self._model, requests=1, tokens=tokens, cost=cost))

    def _pause(self, error: ProviderError, failures: int) -> None:
        asked = error.wait if isinstance(error, Busy) else None
        if asked is not None and asked > LONGEST_WAIT:
            self.halt(error)
            raise error
        if asked is not None:
            with self._lock:
                self._held = max(self._held, self._clock.monotonic() + asked)
        elif not isinstance(error, Adjusted):
            self._clock.sleep(FIRST_WAIT * GROWTH ** (failures - 1))

    def _new_day(self) -> None:
        """Begin the count again at the provider's midnight; what an earlier day closed is open again."""
        if (today := self._date()) != self._today:
            self._today = today
            self._ledger.requests = self._ledger.tokens = 0

    def _date(self) -> str:
        return self._clock.utc().astimezone(self._zone).date().isoformat()

    def run(self, jobs: Sequence[T], work: Callable[[T], R]) -> Iterator[tuple[T, R | AnalysisError]]:
        """Do the jobs at the same time, begun in their order, and give each with its result or error as soon as it is there.

        As many are under way as the limits can keep busy when an answer takes three minutes. Leaving the loop early
        lets what was sent finish and starts nothing more.
        """
        workers = max(1, min(len(jobs), 3 * self._limits.requests_per_minute, MOST_AT_ONCE))
        with ThreadPoolExecutor(workers, thread_name_prefix=self._provider) as pool:
            under_way: dict[Future[R], T] = {pool.submit(work, job): job for job in jobs}
            try:
                for done in as_completed(under_way):
                    failed = done.exception()
                    yield under_way[done], failed if isinstance(failed, AnalysisError) else done.result()
            finally:
                pool.shutdown(wait=False, cancel_futures=True)
                if not all(future.done() for future in under_way):
                    self.halt(Halted("the run was stopped", "run again"))
