import time
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.analyse.asking import Ask, Reply, Request
from generator.analyse.budget import Budget, Clock
from generator.analyse.ledger import MINUTE, Ledger, Limits, Price, added, used
from generator.errors import (
    Adjusted,
    AnalysisError,
    BadReply,
    Busy,
    DailyQuota,
    Halted,
    KeyRefused,
    NoCredit,
    ProviderError,
    Refused,
    UnknownModel,
    Unreachable,
)
from generator.model import Usage
from tests.analyse.wires import REPLY, Hands, Wire, fake, quick

PACIFIC = ZoneInfo("America/Los_Angeles")
REQUEST = Request(system="", user="x" * 35, max_tokens=90)  # 10 tokens in, at most 100 in all
REPLIED = Reply(text="{}", model="model-9", tokens_in=12, tokens_out=8)
WIDE = Limits(requests_per_minute=1000, requests_per_day=1000, tokens_per_minute=10**9, tokens_per_day=10**9)


def budget(clock: Clock, limits: Limits = WIDE, **fields: Any) -> Budget:
    return Budget("gemini", "alias", limits, **{"day": PACIFIC, "clock": clock, **fields})


def saying(*outcomes: Reply | ProviderError) -> tuple[Ask, list[Request]]:
    """Ask that answers with these in turn, the last one for ever."""
    asked: list[Request] = []

    def ask(request: Request) -> Reply:
        asked.append(request)
        outcome = outcomes[min(len(asked), len(outcomes)) - 1]
        if isinstance(outcome, ProviderError):
            raise outcome
        return outcome

    return ask, asked


def usage(at: datetime, requests: int = 1, tokens: int = 100, provider: str = "gemini", **fields: Any) -> Usage:
    return Usage(at=at, provider=provider, requests=requests, tokens=tokens, **{"model": "model-9", **fields})


def test_a_request_counts_its_tokens_rather_too_high_than_too_low() -> None:
    assert Request(system="", user="").tokens == 0
    assert Request(system="ab", user="图像复原").tokens == 5
    assert 1100 < Request(system="", user="word " * 800).tokens < 1300


def test_requests_go_at_once_until_the_minute_is_full() -> None:
    hands = Hands()
    gate, (ask, asked) = budget(hands.clock, Limits(requests_per_minute=5)), saying(REPLIED)
    times = []
    for _ in range(12):
        gate.ask(ask, REQUEST)
        times.append(hands.passed)
    assert times == [*[0.0] * 5, *[MINUTE] * 5, *[2 * MINUTE] * 2]
    assert len(asked) == 12


def test_tokens_of_a_minute_are_booked_at_their_most_and_settled_at_what_they_were() -> None:
    ledger = Ledger(Limits(requests_per_minute=100, tokens_per_minute=250))
    first, second = ledger.book(0, 100), ledger.book(1, 100)
    assert ledger.wait(2, 100) == MINUTE - 2
    ledger.settle(first, 40)
    assert ledger.wait(2, 100) == 0
    ledger.settle(second, 200)
    assert ledger.wait(2, 100) == pytest.approx(MINUTE - 1)
    assert ledger.tokens == 240


def test_a_request_larger_than_a_minute_goes_alone_rather_than_never() -> None:
    ledger = Ledger(Limits(tokens_per_minute=250))
    assert ledger.wait(0, 1000) == 0
    ledger.book(0, 1000)
    assert ledger.wait(1, 1) == MINUTE - 1
    assert ledger.wait(MINUTE, 1000) == 0


@given(st.lists(st.tuples(st.floats(0, 30), st.integers(1, 400)), max_size=30), st.integers(1, 6), st.integers(400, 900))
def test_no_minute_ever_holds_more_than_its_limits(steps: list[tuple[float, int]], requests: int, tokens: int) -> None:
    ledger, now, sent = Ledger(Limits(requests_per_minute=requests, tokens_per_minute=tokens)), 0.0, []
    for pause, size in steps:
        now += pause
        now += ledger.wait(now, size)
        assert ledger.wait(now, size) < 1e-6
        ledger.book(now, size)
        sent.append((now, size))
    for start, _ in sent:
        inside = [size for at, size in sent if start <= at < start + 60]
        assert len(inside) <= requests
        assert sum(inside) <= tokens


def test_the_day_is_a_hard_stop_that_counts_what_the_records_used() -> None:
    hands = Hands()
    gate = budget(hands.clock, Limits(requests_per_minute=99, requests_per_day=20), usage=[usage(hands.start, 17)])
    ask, asked = saying(REPLIED)
    assert gate.left == 3
    for _ in range(3):
        gate.ask(ask, REQUEST)
    with pytest.raises(DailyQuota, match=r"today's budget of 20 requests is used up: raise analysis\.budget"):
        gate.ask(ask, REQUEST)
    assert (gate.left, len(asked), hands.slept, gate.closed_on) == (0, 3, [], None)


def test_the_day_s_tokens_are_a_hard_stop_too_though_a_smaller_request_may_fit() -> None:
    gate = budget(Hands().clock, Limits(tokens_per_day=150))
    ask, asked = saying(REPLIED)
    gate.ask(ask, REQUEST)
    gate.ask(ask, REQUEST)
    gate.ask(ask, REQUEST)
    with pytest.raises(DailyQuota, match="150 tokens"):
        gate.ask(ask, REQUEST)
    gate.ask(ask, Request(system="", user="", max_tokens=80))
    assert len(asked) == 4
    with pytest.raises(DailyQuota, match="0 tokens"):
        budget(Hands().clock, Limits(tokens_per_day=0)).ask(ask, REQUEST)


def test_a_day_begins_at_the_provider_s_midnight() -> None:
    hands = Hands(start=datetime(2026, 4, 20, 6, 59, tzinfo=UTC))  # one minute before midnight in California
    gate = budget(hands.clock, Limits(requests_per_day=1), usage=[usage(datetime(2026, 4, 19, 7, 0, tzinfo=UTC))])
    ask, _ = saying(REPLIED)
    assert gate.left == 0
    hands.passed += 60
    assert gate.left == 1
    gate.ask(ask, REQUEST)
    assert gate.left == 0


def test_records_are_summed_over_the_provider_s_day_alone() -> None:
    noon = datetime(2026, 4, 20, 12, tzinfo=UTC)
    told = [
        usage(noon, 2, 5),
        usage(noon - timedelta(hours=6), 4),
        usage(noon, 8, provider="openai"),
        usage(noon + timedelta(hours=18), 16, 7),
    ]
    assert used(told, "gemini", PACIFIC, noon) == (18, 12)
    assert used(told, "openai", ZoneInfo("UTC"), noon) == (8, 100)
    assert used([], "gemini", PACIFIC, noon) == (0, 0)


def test_after_a_daily_refusal_nothing_is_asked_before_the_day_ends() -> None:
    hands = Hands()
    gate = budget(hands.clock)
    ask, asked = saying(DailyQuota("Gemini: today's quota is used up"), REPLIED)
    for _ in range(3):
        with pytest.raises(DailyQuota):
            gate.ask(ask, REQUEST)
    assert (len(asked), gate.left, gate.closed_on) == (1, 0, "2026-04-20")
    hands.passed += 24 * 3600
    assert gate.ask(ask, REQUEST) == REPLIED


def test_a_later_run_of_the_day_knows_of_the_refusal() -> None:
    hands = Hands()
    ask, asked = saying(REPLIED)
    with pytest.raises(DailyQuota, match="quota for 2026-04-20 is used up"):
        budget(hands.clock, closed_on="2026-04-20").ask(ask, REQUEST)
    assert not asked
    assert budget(hands.clock, closed_on="2026-04-19").ask(ask, REQUEST) == REPLIED


def test_a_refusal_per_minute_waits_as_told_and_holds_everybody() -> None:
    hands = Hands()
    gate, (ask, asked) = budget(hands.clock), saying(Busy("b", wait=26.0), REPLIED)
    assert gate.ask(ask, REQUEST) == REPLIED
    assert (hands.passed, len(asked)) == (26, 2)
    gate.ask(ask, REQUEST)
    assert hands.passed == 26


def test_a_wait_that_is_too_long_ends_the_run() -> None:
    hands = Hands()
    gate, (ask, asked) = budget(hands.clock), saying(Busy("b", wait=3600))
    for _ in range(2):
        with pytest.raises(Busy):
            gate.ask(ask, REQUEST)
    assert (hands.passed, len(asked), gate.left) == (0, 1, 0)


@pytest.mark.parametrize(
    ("error", "waits"), [(Busy("b"), [2, 6, 18, 54]), (Unreachable("u"), [2, 6]), (Adjusted("a"), []), (Refused("r"), [])]
)
def test_attempts_are_bounded(error: ProviderError, waits: list[float]) -> None:
    hands = Hands()
    gate, (ask, asked) = budget(hands.clock), saying(error)
    with pytest.raises(type(error)):
        gate.ask(ask, REQUEST)
    assert hands.slept == waits
    assert len(asked) == {Busy: 5, Unreachable: 3, Adjusted: 5, Refused: 1}[type(error)]
    assert sum(each.requests for each in gate.take_usage()) == len(asked)
    ask, asked = saying(REPLIED)
    assert gate.ask(ask, REQUEST) == REPLIED  # the others go on


def test_what_an_endpoint_does_not_take_is_asked_otherwise_at_once() -> None:
    hands = Hands()
    gate, (ask, asked) = budget(hands.clock), saying(Adjusted("a"), Adjusted("a"), REPLIED)
    assert gate.ask(ask, REQUEST) == REPLIED
    assert (hands.slept, len(asked)) == ([], 3)


@pytest.mark.parametrize("error", [KeyRefused("k", "check"), UnknownModel("m"), NoCredit("c")])
def test_what_every_request_would_meet_stops_the_run_at_once(error: Halted) -> None:
    gate, (ask, asked) = budget(Hands().clock), saying(error)
    for _ in range(3):
        with pytest.raises(type(error)):
            gate.ask(ask, REQUEST)
    assert len(asked) == 1
    assert gate.closed_on is None


def test_usage_tells_every_request_and_what_it_cost() -> None:
    hands = Hands()
    gate = budget(hands.clock, prices={"alias": Price(1.0, 10.0)})
    for outcome in (REPLIED, REPLIED, Busy("b", wait=1), Refused("r"), Reply(text="{}" * 35, model="model-9")):
        ask, _ = saying(outcome, REPLIED)
        try:
            gate.ask(ask, REQUEST)
        except Refused:
            hands.passed += 5
    told = gate.take_usage()
    assert told == (usage(hands.start + timedelta(seconds=6), 6, 4 * 20 - 20 + 10 + 30, cost=None),)
    assert gate.take_usage() == ()
    gate.ask(saying(REPLIED)[0], REQUEST)
    assert gate.take_usage()[0].cost == pytest.approx(92e-6)


def test_usage_is_added_by_model_and_provider_s_day() -> None:
    noon = datetime(2026, 4, 20, 12, tzinfo=UTC)
    stored = [usage(noon, 2, 10, cost=0.5), usage(noon - timedelta(hours=6), 1), usage(noon, 1, model="other")]
    fresh = [usage(noon + timedelta(hours=1), 3, 30, cost=0.25)]
    assert added(stored, fresh, PACIFIC) == (stored[1], stored[2], usage(noon + timedelta(hours=1), 5, 40, cost=0.75))
    assert used(added(stored, fresh, PACIFIC), "gemini", PACIFIC, noon) == used([*stored, *fresh], "gemini", PACIFIC, noon)


def test_results_come_as_they_are_there_and_a_failure_is_one_of_them() -> None:
    gate = budget(quick())

    def work(job: int) -> int:
        time.sleep(0.05 * job)
        if job == 1:
            raise BadReply("no")
        return job * 10

    done = list(gate.run([2, 1, 0], work))
    assert [job for job, _ in done] == [0, 1, 2]
    assert [type(outcome) for _, outcome in done] == [int, BadReply, int]
    assert list(gate.run([], work)) == []


def test_what_is_no_failure_of_an_analyst_is_not_swallowed() -> None:
    def work(_: int) -> int:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        list(budget(quick()).run([1], work))


def test_leaving_early_starts_nothing_more() -> None:
    gate = budget(quick(), Limits(requests_per_minute=2))
    ask, asked = saying(REPLIED)
    for _ in gate.run(list(range(12)), lambda _: gate.ask(ask, REQUEST)):
        break
    assert len(asked) <= 2
    with pytest.raises(Halted, match="stopped"):
        gate.ask(ask, REQUEST)


def test_requests_that_wait_go_in_the_order_of_coming() -> None:
    gate = budget(quick(), Limits(requests_per_minute=2))
    order: list[int] = []

    def work(job: int) -> None:
        def ask(_: Request) -> Reply:
            order.append(job)
            return REPLIED

        while gate._queue._last < job:
            time.sleep(0.001)
        gate.ask(ask, REQUEST)

    list(gate.run(list(range(6)), work))
    assert order[2:] == sorted(order)[2:]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["gemini", "openai"])
def test_a_provider_that_counts_for_itself_is_not_asked_too_often_over_the_wire(name: str) -> None:
    speed = 20.0
    with fake(name, [Wire(REPLY[name]("{}"), delay=10 / speed)]) as server:
        ask = server.ask()
        ask(REQUEST)  # connect, and import what is imported lazily
        server.at.clear()
        gate = budget(quick(speed), replace(WIDE, requests_per_minute=5, requests_per_day=11))
        sent: list[float] = []

        def noted(request: Request) -> Reply:
            sent.append(time.monotonic())
            return ask(request)

        done = [outcome for _, outcome in gate.run(list(range(11)), lambda _: gate.ask(noted, REQUEST))]
    assert not [outcome for outcome in done if isinstance(outcome, AnalysisError)]
    assert len(server.at) == 11
    late = max(at - left for at, left in zip(sorted(server.at), sorted(sent), strict=True))  # a busy machine's, not ours
    for start in server.at:
        assert sum(start <= at < start + 59 / speed - late for at in server.at) <= 5


def test_more_jobs_than_the_day_allows_end_as_its_errors() -> None:
    gate = budget(quick(), replace(WIDE, requests_per_day=20))
    ask, asked = saying(REPLIED)
    kinds = Counter(type(outcome) for _, outcome in gate.run(list(range(25)), lambda _: gate.ask(ask, REQUEST)))
    assert kinds == {Reply: 20, DailyQuota: 5}
    assert len(asked) == 20


@pytest.mark.parametrize("workers", [8])
def test_a_wrong_key_costs_at_most_what_was_in_flight(workers: int) -> None:
    with fake("openai", [Wire({"error": {"code": "invalid_api_key"}}, 401)]) as server:
        ask = server.ask()
        gate = budget(quick(), Limits(requests_per_minute=workers))
        done = list(gate.run(list(range(40)), lambda _: gate.ask(ask, REQUEST)))
    assert {type(outcome) for _, outcome in done} == {KeyRefused}
    assert len(server.asked) <= workers
