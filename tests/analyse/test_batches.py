import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pytest
from werkzeug import Request as WireRequest
from werkzeug import Response

from generator.analyse.asking import Reply, Request
from generator.analyse.batches import MOST_BYTES, Waiting, collect, split
from generator.analyse.budget import Budget
from generator.analyse.ledger import Limits, Price
from generator.analyse.providers import PROVIDERS, Access
from generator.errors import DailyQuota, Deferred, ProviderError, Unreachable
from tests.analyse.wires import KEY, Hands, QuickServer, gemini_reply

ONE, TWO = Request(system="s", user="one"), Request(system="s", user="two")
REPLY = Reply(text="{}", model="m", tokens_in=1000, tokens_out=500)


@dataclass
class Shelf:
    """A provider's batches: what each name brings, None while it is under way."""

    found: Mapping[str, Mapping[str, Reply] | Exception | None] = field(default_factory=dict)

    def submit(self, requests: Sequence[Request]) -> str:
        return f"batches/{len(requests)}"

    def collect(self, name: str) -> Mapping[str, Reply] | None:
        found = self.found[name]
        if isinstance(found, Exception):
            raise found
        return found


def waiting(*, later: bool = False, **found: Mapping[str, Reply] | Exception | None) -> Waiting:
    return collect(Shelf(found), {name: [ONE.key] for name in found}, later=later)


def test_a_request_is_known_by_all_that_it_asks() -> None:
    assert ONE.key == Request(system="s", user="one").key
    assert len({ONE.key, TWO.key, Request(system="one", user="s").key, Request(system="s", user="one", max_tokens=2).key}) == 4


def test_what_was_collected_is_taken_and_what_is_under_way_waits() -> None:
    assert waiting(done={ONE.key: REPLY}).take(ONE) == REPLY
    assert waiting(done={ONE.key: REPLY}).take(TWO) is None
    for under_way in (waiting(slow=None), waiting(lost=Unreachable("a.example: broke the connection off"))):
        with pytest.raises(Deferred, match="under way"):
            under_way.take(ONE)


def test_what_is_new_is_put_off_when_a_batch_is_asked_for() -> None:
    batch = waiting(later=True)
    for request in (ONE, TWO, ONE):
        with pytest.raises(Deferred):
            batch.take(request)
    assert list(split(batch.put_off)) == [[ONE, TWO]]


def test_a_batch_holds_no_more_than_the_provider_takes() -> None:
    long = [Request(system="s", user=str(number) * (MOST_BYTES // 2)) for number in range(3)]
    assert [len(part) for part in split(long)] == [1, 1, 1]


def test_a_collected_reply_counts_for_itself_at_half_the_price_and_not_for_the_day() -> None:
    limits = Limits(requests_per_day=0)
    prices = {"m": Price(input=2.0, output=4.0)}
    batch = waiting(done={ONE.key: REPLY})
    budget = Budget("gemini", "m", limits, day=PROVIDERS["gemini"].day, clock=Hands().clock, prices=prices, batch=batch)

    def never(_: Request) -> Reply:
        raise AssertionError

    budget.check()
    assert budget.ask(never, ONE) == REPLY
    (usage,) = budget.take_usage()
    assert (usage.provider, usage.requests, usage.tokens, usage.cost) == ("gemini-batch", 1, 1500, 0.002)
    with pytest.raises(DailyQuota):
        budget.ask(never, TWO)


def test_gemini_s_batches_over_the_wire() -> None:
    states = ["BATCH_STATE_PENDING", "BATCH_STATE_SUCCEEDED"]
    asked: list[dict[str, object]] = []

    def submitted(request: WireRequest) -> Response:
        asked.append(json.loads(request.get_data()))
        return Response(json.dumps({"name": "batches/b1", "metadata": {"state": "BATCH_STATE_PENDING"}}), 200)

    def collected(_: WireRequest) -> Response:
        answers = [
            {"metadata": {"key": ONE.key}, "response": gemini_reply("{}")},
            {"metadata": {"key": TWO.key}, "error": {"code": 13, "message": "internal"}},
        ]
        metadata = {"state": states.pop(0), "output": {"inlinedResponses": {"inlinedResponses": answers}}}
        return Response(json.dumps({"name": "batches/b1", "metadata": metadata}), 200)

    with QuickServer() as server:
        server.expect_request("/v1beta/models/gemini-flash-latest:batchGenerateContent").respond_with_handler(submitted)
        server.expect_request("/v1beta/batches/b1").respond_with_handler(collected)
        vendor = PROVIDERS["gemini"]
        assert vendor.batches
        batches = vendor.batches(Access(key=KEY, base_url=server.url_for("/").rstrip("/")), vendor)
        assert batches.submit([ONE, TWO]) == "batches/b1"
        assert batches.collect("batches/b1") is None
        assert batches.collect("batches/b1") == {ONE.key: Reply(text="{}", model="gemini-9-flash", tokens_in=10, tokens_out=5)}
        with pytest.raises(ProviderError):
            batches.collect("batches/gone")
    (body,) = asked
    assert ONE.user in json.dumps(body)


def test_no_other_provider_has_batches() -> None:
    assert PROVIDERS["openai"].batches is None
