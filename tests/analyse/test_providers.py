import json
import socket
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from generator.analyse.asking import Ask, Reply, Request
from generator.analyse.providers import PROVIDERS, Access, connect
from generator.errors import (
    Adjusted,
    BadReply,
    Busy,
    ConfigError,
    DailyQuota,
    KeyRefused,
    NoCredit,
    ProviderError,
    Refused,
    UnknownModel,
    Unreachable,
)
from tests.analyse.wires import KEY, REPLY, REQUEST, Wire, fake, gemini_reply, openai_reply

BOTH = pytest.mark.parametrize("name", ["gemini", "openai"])


def replied(name: str, wire: Wire) -> Reply:
    with fake(name, [wire]) as server:
        return server.ask()(REQUEST)


def test_the_table_says_where_each_day_begins_and_which_secret_holds_the_key() -> None:
    rows = {name: (row.key, row.day, row.base_url, bool(row.model)) for name, row in PROVIDERS.items()}
    assert rows == {
        "gemini": ("GEMINI_API_KEY", ZoneInfo("America/Los_Angeles"), "https://generativelanguage.googleapis.com", True),
        "openai": ("OPENAI_API_KEY", ZoneInfo("UTC"), "https://api.openai.com/v1", True),
    }


@BOTH
def test_a_reply_has_its_text_the_model_as_resolved_and_its_tokens(name: str) -> None:
    reply = replied(name, Wire(REPLY[name]('{"answer": "4"}')))
    assert (reply.text, reply.tokens_in, reply.tokens_out, reply.finish) == ('{"answer": "4"}', 10, 5, "stop")
    assert reply.model in ("gemini-9-flash", "model-9")


def test_gemini_is_asked_on_v1beta_with_a_schema_and_the_key_in_a_header() -> None:
    with fake("gemini", [Wire(gemini_reply("{}"))]) as server:
        server.ask()(REQUEST)
        (request, _), *rest = server.server.log
        asked = server.asked[0]
    assert not rest
    assert request.path == "/v1beta/models/gemini-flash-latest:generateContent"
    assert KEY not in request.url
    assert request.headers["X-Goog-Api-Key"] == KEY
    assert asked["systemInstruction"]["parts"] == [{"text": REQUEST.system}]
    assert asked["contents"] == [{"parts": [{"text": REQUEST.user}], "role": "user"}]
    config = asked["generationConfig"]
    assert (config["responseMimeType"], config["maxOutputTokens"], config["temperature"]) == ("application/json", 64, 0.2)
    assert config["responseSchema"] == {"type": "OBJECT", "properties": {"answer": {"type": "STRING"}}, "required": ["answer"]}
    assert REQUEST.schema["additionalProperties"] is False


def test_an_endpoint_is_asked_for_a_chat_completion_with_a_strict_schema() -> None:
    with fake("openai", [Wire(openai_reply("{}"))]) as server:
        server.ask("deepseek-chat")(REQUEST)
        asked, headers = server.asked[0], server.headers[0]
    assert headers["Authorization"] == f"Bearer {KEY}"
    assert asked == {
        "model": "deepseek-chat",
        "messages": [{"role": "system", "content": REQUEST.system}, {"role": "user", "content": REQUEST.user}],
        "max_tokens": 64,
        "stream": False,
        "temperature": 0.2,
        "response_format": {"type": "json_schema", "json_schema": {"name": "reply", "strict": True, "schema": REQUEST.schema}},
    }


@BOTH
def test_without_a_schema_a_text_is_asked_for(name: str) -> None:
    with fake(name, [Wire(REPLY[name]("4"))]) as server:
        assert server.ask()(Request(system="s", user="u")).text == "4"
        assert not {"response_format"} & set(server.asked[0])
        assert "responseSchema" not in server.asked[0].get("generationConfig", {})


@BOTH
def test_a_cut_off_reply_says_so(name: str) -> None:
    finish = {"gemini": "MAX_TOKENS", "openai": "length"}[name]
    assert replied(name, Wire(REPLY[name]('{"ans', finish))).finish == "length"


@BOTH
def test_a_finish_that_nobody_knows_is_no_crash(name: str) -> None:
    assert replied(name, Wire(REPLY[name]("{}", "FAKE_NEW_REASON"))).finish == "other"


def test_thinking_is_never_part_of_the_text() -> None:
    parts = [{"text": "Let me think.", "thought": True}, {"text": '{"a":'}, {"text": " 1}"}, {"inlineData": {}}]
    body = gemini_reply("", thoughtsTokenCount=70)
    body["candidates"][0]["content"]["parts"] = parts
    reply = replied("gemini", Wire(body))
    assert (reply.text, reply.tokens_out) == ('{"a": 1}', 75)
    for text in ('<think>{"no": 1}</think>{"a": 1}', 'thoughts that lost their head</think>\n{"a": 1}'):
        assert replied("openai", Wire(openai_reply(text))).text == '{"a": 1}'
    assert replied("openai", Wire(openai_reply("<think>for ever"))).text == ""
    body = openai_reply(None)
    body["choices"][0]["message"]["reasoning_content"] = "4"
    assert replied("openai", Wire(body)).text == ""


def test_a_message_in_parts_is_put_together() -> None:
    body = openai_reply(None)
    body["choices"][0]["message"]["content"] = [{"type": "text", "text": '{"a"'}, {"type": "image"}, {"type": "text", "text": ": 1}"}]
    assert replied("openai", Wire(body)).text == '{"a": 1}'


@pytest.mark.parametrize("body", [{"choices": []}, {"choices": None}, {}, openai_reply(None), {"choices": ["x"]}])
def test_an_endpoint_that_says_nothing_gives_an_empty_text(body: dict[str, Any]) -> None:
    reply = replied("openai", Wire(body))
    assert (reply.text, reply.model or "") in (("", "gpt-5-mini"), ("", "model-9"))


def test_a_blocked_reply_concerns_this_paper_only() -> None:
    refused = openai_reply(None)
    refused["choices"][0]["message"]["refusal"] = "I cannot help with that."
    blocked = [
        ("gemini", {"promptFeedback": {"blockReason": "SAFETY"}}),
        ("gemini", gemini_reply("half", "RECITATION")),
        ("openai", openai_reply(None, "content_filter")),
        ("openai", refused),
    ]
    for name, body in blocked:
        with pytest.raises(Refused, match="filter blocked"):
            replied(name, Wire(body))


def test_an_error_may_come_with_status_200() -> None:
    with pytest.raises(Busy):
        replied("openai", Wire({"error": {"code": 429, "message": "slow down"}}))
    with pytest.raises(Busy, match="502"):
        replied("openai", Wire({"choices": [{"error": {"code": "oops", "message": "upstream"}, "finish_reason": "error"}]}))


@BOTH
@pytest.mark.parametrize("body", ["", "<html>maintenance</html>", "[1]", 'data: {"candidates": []}\n\n'])
def test_what_is_no_protocol_is_a_bad_reply(name: str, body: str) -> None:
    with pytest.raises(BadReply):
        replied(name, Wire(body))


@BOTH
@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, KeyRefused),
        (402, NoCredit),
        (403, KeyRefused),
        (404, UnknownModel),
        (413, Refused),
        (418, Refused),
        (429, Busy),
        (500, Busy),
        (502, Busy),
    ],
)
def test_a_status_says_enough_when_the_body_is_a_page(name: str, status: int, kind: type[ProviderError]) -> None:
    with pytest.raises(kind):
        replied(name, Wire("<html><h1>Some gateway</h1></html>", status))


def test_a_redirect_leads_nowhere() -> None:
    with pytest.raises(Unreachable, match="301"):
        replied("openai", Wire("", 301, {"Location": "https://elsewhere.example/"}))


@BOTH
def test_retry_after_is_heard(name: str) -> None:
    with pytest.raises(Busy) as busy:
        replied(name, Wire({"error": {"message": "slow down"}}, 429, {"Retry-After": "17"}))
    assert busy.value.wait == 17


@BOTH
def test_silence_and_no_connection_are_unreachable(name: str) -> None:
    with fake(name, [Wire("{}", delay=1)]) as server, pytest.raises(Unreachable, match=r"silent for 0\.2 s"):
        server.ask(timeout=0.2)(REQUEST)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        nobody = f"http://user:{KEY}@127.0.0.1:{listening.getsockname()[1]}"
        with pytest.raises(Unreachable, match="could not be reached") as error:
            connect(name, Access(key=KEY, base_url=nobody))(REQUEST)
    assert KEY not in str(error.value)


def test_a_connection_that_breaks_off_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def hang_up() -> None:
            connection, _ = listening.accept()
            connection.recv(100)
            connection.close()

        thread = threading.Thread(target=hang_up)
        thread.start()
        with pytest.raises(Unreachable, match="broke the connection off"):
            connect("openai", Access(base_url=f"http://127.0.0.1:{listening.getsockname()[1]}"))(REQUEST)
        thread.join()


def test_an_answer_that_drips_for_ever_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def drip() -> None:
            connection, _ = listening.accept()
            connection.recv(10_000)
            connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            for _ in range(40):
                try:
                    connection.sendall(b"1\r\n\n\r\n")
                except OSError:
                    break
                threading.Event().wait(0.02)
            connection.close()

        thread = threading.Thread(target=drip)
        thread.start()
        with pytest.raises(Unreachable, match="did not finish"):
            connect("openai", Access(base_url=f"http://127.0.0.1:{listening.getsockname()[1]}", timeout=0.1))(REQUEST)
        thread.join()


def test_an_answer_without_end_is_a_bad_reply(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.analyse.providers.access.MOST_BYTES", 100)
    with pytest.raises(BadReply, match="more than"):
        replied("openai", Wire("x" * 1000))


@pytest.mark.parametrize("address", ["ftp://example.org", "example.org/v1", "http://[::1"])
def test_an_address_that_is_none_is_told_as_such(address: str) -> None:
    with pytest.raises((Unreachable, ConfigError), match=r"analysis\.base_url"):
        connect("openai", Access(base_url=address))(REQUEST)


@BOTH
def test_a_key_is_needed_where_the_feed_names_no_address(name: str) -> None:
    with pytest.raises(KeyRefused, match=f"there is no key: set the secret {PROVIDERS[name].key}"):
        connect(name, Access(key=" "))


def test_an_endpoint_of_ones_own_needs_no_key() -> None:
    with fake("openai", [Wire(openai_reply("{}"))]) as server:
        server.ask(key=None)(REQUEST)
        assert "Authorization" not in server.headers[0]


@BOTH
def test_a_key_is_taken_without_what_pasting_adds(name: str) -> None:
    with fake(name, [Wire(REPLY[name]("{}"))]) as server:
        server.ask(key=f" {KEY}\n")(REQUEST)
        assert server.headers[0].get("X-Goog-Api-Key", server.headers[0].get("Authorization", "")).endswith(KEY)
        with pytest.raises(KeyRefused, match="characters that no key has") as error:
            server.ask(key=f"“{KEY}”")
    assert KEY not in str(error.value)


def test_without_google_genai_the_mend_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "google.genai", None)
    monkeypatch.setitem(sys.modules, "google", None)
    with pytest.raises(ConfigError, match="pip install"):
        connect("gemini", Access(key=KEY))


def picky(*refuses: str) -> Any:
    """An endpoint that refuses requests in which any of these words stands, and names it."""

    def answer(body: dict[str, Any]) -> Wire:
        text = json.dumps({key: value for key, value in body.items() if key != "messages"})
        for word in refuses:
            if f'"{word}"' in text:
                hint = "Use 'max_completion_tokens' instead." if word == "max_tokens" else "This response_format type is unavailable now"
                hint = "Unsupported value: 'temperature'" if word == "temperature" else hint
                return Wire({"error": {"message": hint, "type": "invalid_request_error"}}, 400)
        return Wire(openai_reply('{"answer": "4"}'))

    return answer


@pytest.mark.parametrize(
    ("refuses", "times"),
    [
        ((), 0),
        (("json_schema",), 1),
        (("json_schema", "json_object"), 2),
        (("max_tokens",), 1),
        (("max_tokens", "temperature", "json_schema"), 3),
    ],
)
def test_what_an_endpoint_does_not_take_is_left_out_and_remembered(refuses: tuple[str, ...], times: int) -> None:
    with fake("openai", picky(*refuses)) as server:
        ask = server.ask()
        for _ in range(times):
            with pytest.raises(Adjusted):
                ask(REQUEST)
        assert ask(REQUEST).text == '{"answer": "4"}'
        assert ask(REQUEST).text == '{"answer": "4"}'
        assert len(server.asked) == times + 2
        assert server.asked[-1].get("max_tokens", server.asked[-1].get("max_completion_tokens")) == 64


def test_requests_that_find_out_the_same_at_once_take_one_step() -> None:
    with fake("openai", picky("json_schema")) as server:
        ask = server.ask()
        gate = threading.Barrier(4)

        def one(_: int) -> str:
            gate.wait()
            try:
                return ask(REQUEST).text
            except Adjusted:
                return "adjusted"

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(one, range(4)))
        ask(REQUEST)
        assert server.asked[-1]["response_format"] == {"type": "json_object"}


def test_a_refused_request_that_names_no_part_is_not_asked_in_another_form() -> None:
    with fake("openai", [Wire({"error": {"message": "Invalid request"}}, 400)]) as server:
        ask = server.ask()
        for _ in range(2):
            with pytest.raises(Refused):
                ask(REQUEST)
        assert [asked["response_format"]["type"] for asked in server.asked] == ["json_schema", "json_schema"]
    plain = Request(system="s", user="u")
    with fake("openai", [Wire({"error": {"message": "response_format is odd"}}, 400)]) as server:
        ask = server.ask()
        for kind in (Adjusted, Adjusted, Refused):
            with pytest.raises(kind):
                ask(plain)


def recorded(path: Path) -> Iterator[Wire]:
    """The answers of a recorded file: pairs of request and answer, a body quoted in an issue, or a raw body."""
    text = path.read_text("utf-8")
    try:
        content = json.loads(text)
    except ValueError:
        yield Wire(text)
        return
    if isinstance(content, list):
        for pair in content:
            response = pair["response"]
            headers = {name: values[0] for name, values in response["headers"].items() if name.lower() == "retry-after"}
            yield Wire(response["body"], response["status"], headers)
    elif "body" in content:
        yield Wire(content["body"], content["status"])
    else:
        yield Wire(content, content.get("error", {}).get("code", 200))


EXPECTED: dict[str, type[ProviderError]] = {
    "deepseek_401": KeyRefused,
    "openai_401": KeyRefused,
    "openrouter_401": KeyRefused,
    "openai_404_unknown_model": UnknownModel,
    "issue_deepseek_402": NoCredit,
    "issue_openai_429_insufficient_quota": NoCredit,
    "openrouter_429": Busy,
    "deepseek_stream_sse": BadReply,
    "issue_429_free_input_tokens_per_minute": Busy,
    "recorded_429_paid_tokens_per_minute": Busy,
    "issue_429_free_requests_per_day": DailyQuota,
    "issue_503_overloaded": Busy,
    "recorded_400_invalid_key": KeyRefused,
    "recorded_404_unknown_model": UnknownModel,
    "recorded_finish_safety_blocked": Refused,
    "googleai_unary-failure-api-key": KeyRefused,
    "googleai_unary-failure-finish-reason-safety": Refused,
    "googleai_unary-failure-generativelanguage-api-not-enabled": KeyRefused,
    "googleai_unary-failure-only-prompt-feedback": Refused,
    "googleai_unary-failure-unknown-model": UnknownModel,
    "googleai_streaming-failure-image-rejected": Refused,
    "vertexai_unary-failure-api-key": KeyRefused,
    "vertexai_streaming-failure-api-key": KeyRefused,
    "vertexai_unary-failure-finish-reason-safety": Refused,
    "vertexai_unary-failure-firebaseml-api-not-enabled": KeyRefused,
    "vertexai_unary-failure-firebasevertexai-api-not-enabled": KeyRefused,
    "vertexai_unary-failure-http-error": KeyRefused,  # not offered at this location
    "vertexai_streaming-failure-http-error": KeyRefused,
    "vertexai_unary-failure-iam-permission-denied": KeyRefused,
    "vertexai_unary-failure-image-rejected": Refused,
    "vertexai_streaming-failure-image-rejected": Refused,
    "vertexai_unary-failure-prompt-blocked-safety": Refused,
    "vertexai_unary-failure-quota-exceeded": NoCredit,  # a quota of 0 requests: no waiting helps
    "vertexai_unary-failure-unknown-model": UnknownModel,
    "vertexai_streaming-failure-unknown-model": UnknownModel,
}
EMPTY = {"recorded_max_tokens_no_parts", "vertexai_unary-failure-empty-content", "vertexai_unary-failure-malformed-content"}
EMPTY |= {"vertexai_unary-success-empty-part", "recorded_stream_capital", "recorded_stream_sse", "recorded_llm_gemini_prompt_stream"}


def test_every_recorded_answer_is_the_reply_or_the_error_that_it_is(corpus: Path) -> None:
    seen = set()
    for name, folder in (("gemini", "gemini"), ("openai", "openai_compat")):
        with fake(name, []) as server:
            ask = server.ask()
            for path in sorted((corpus / "llm" / folder).iterdir()):
                for wire in recorded(path):
                    server.answers = [wire]
                    seen.add(path.stem)
                    judge(ask, wire, path.stem)
    assert seen >= set(EXPECTED)


def judge(ask: Ask, wire: Wire, stem: str) -> None:
    # A stream is never asked for, so it is no reply.
    expected = BadReply if isinstance(wire.body, str) else EXPECTED.get(stem)
    try:
        reply = ask(REQUEST)
    except ProviderError as error:
        assert type(error) is expected, stem
        assert not leaks(str(error), wire), stem
    else:
        assert expected is None, stem
        assert reply.text or stem in EMPTY, stem
        assert reply.model, stem


def leaks(message: str, wire: Wire) -> bool:
    """Whether five words in a row of the body stand in a message, or the key."""
    body = wire.body if isinstance(wire.body, str) else json.dumps(wire.body)
    words = message.split()
    return KEY in message or any(" ".join(words[at : at + 5]) in body for at in range(len(words) - 4))


def test_recorded_waits_are_heard(corpus: Path) -> None:
    waits = {}
    for stem in ("issue_429_free_input_tokens_per_minute", "recorded_429_paid_tokens_per_minute", "issue_503_overloaded"):
        with pytest.raises(Busy) as busy:
            replied("gemini", next(recorded(corpus / "llm" / "gemini" / f"{stem}.json")))
        waits[stem[:16]] = busy.value.wait
    assert waits == {"issue_429_free_i": 26.0, "recorded_429_pai": pytest.approx(48, abs=1), "issue_503_overlo": None}
