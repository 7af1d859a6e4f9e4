"""Analyse, I/O: the makers of language models, one function and one row each. Nothing else knows a vendor.

A function takes what a feed says about access and gives an ``Ask``: it asks once, without any retry of its own, and
raises an error of our tree. Keys and bodies never leave this module.
"""

import json
import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

import httpx2

from generator.analyse.asking import Ask, Reply, Request
from generator.analyse.refusals import Asked, refusal
from generator.errors import Adjusted, BadReply, ConfigError, KeyRefused, Refused, Unreachable

MOST_BYTES = 20_000_000
DEADLINE = 2.0
"""A whole answer may take so many times the timeout: some endpoints send blank lines for ever while they think."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """How a feed reaches a provider; ``timeout`` is in seconds of silence."""

    key: str | None = None
    model: str | None = None
    base_url: str | None = None
    timeout: float = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Vendor:
    """A row: how to connect, what stands where the feed says nothing, the key's secret, where the provider's day begins."""

    connect: Callable[[Access, "Vendor"], Ask]
    title: str
    model: str
    base_url: str
    key: str
    day: ZoneInfo

    def asked(self, access: Access) -> Asked:
        """Who is asked, for messages."""
        return Asked(self.title if not access.base_url else _host(access.base_url), self.key, access.model or self.model)


def gemini(access: Access, vendor: Vendor) -> Ask:
    """Ask Gemini through google-genai, which is imported only here. Raises ConfigError without it, KeyRefused without a key.

    The SDK carries the request and its errors; the answer is read from the wire, since the SDK's own reading warns at
    finish reasons that it does not know and gives None for what was blocked or cut off.
    """
    try:
        from google import genai
        from google.genai import errors, types
    except ImportError as error:
        raise ConfigError("analysis.provider gemini: google-genai is not installed", 'run: pip install "google-genai>=3.4,<4"') from error
    asked = vendor.asked(access)
    key = _key(access, asked, needed=True)
    # The gemini-*-latest aliases exist on v1beta only; the timeout is in milliseconds; retries are ours.
    options = types.HttpOptions(
        base_url=access.base_url or vendor.base_url,
        api_version="v1beta",
        timeout=round(access.timeout * 1000),
        httpx_client=_client(access.timeout),
    )
    client = genai.Client(vertexai=False, api_key=key, http_options=options)

    def ask(request: Request) -> Reply:
        config = types.GenerateContentConfig(
            system_instruction=request.system,
            temperature=request.temperature,
            max_output_tokens=request.max_tokens,
            response_mime_type="application/json" if request.schema else None,
            response_schema=_plain(request.schema) or None,
            should_return_http_response=True,
        )
        try:
            got = client.models.generate_content(model=asked.model, contents=request.user, config=config)
        except errors.APIError as error:
            headers = dict(error.response.headers) if error.response is not None else {}
            raise refusal(error.code, json.dumps(error.details), headers, asked) from None
        except httpx2.RequestError as error:
            raise _unreached(error, asked, access.timeout) from None
        return _gemini_reply(_json((got.sdk_http_response and got.sdk_http_response.body) or "", asked), asked)

    return ask


def _plain(schema: Mapping[str, Any]) -> dict[str, Any]:
    """A schema without what Gemini's does not know."""
    return {
        name: _plain(value) if isinstance(value, Mapping) else value
        for name, value in schema.items()
        if name != "additionalProperties" and value is not None
    }


_STOPPED = {"STOP": "stop", "MAX_TOKENS": "length"}
_BLOCKED = frozenset({"SAFETY", "RECITATION", "LANGUAGE", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "IMAGE_SAFETY"})


def _gemini_reply(body: dict[str, Any], asked: Asked) -> Reply:
    """Read an answer of generateContent. Raises Refused when it was blocked."""
    first = _dict(next(iter(_list(body.get("candidates"))), {}))
    finish = first.get("finishReason")
    if finish in _BLOCKED or (not first and "promptFeedback" in body):
        raise Refused(f"{asked.name}: its filter blocked the reply")
    parts = [_dict(part) for part in _list(_dict(first.get("content")).get("parts"))]
    usage = _dict(body.get("usageMetadata"))
    out = [_count(usage, "candidatesTokenCount"), _count(usage, "thoughtsTokenCount")]
    return Reply(
        text="".join(str(part.get("text") or "") for part in parts if not part.get("thought")),
        model=str(body.get("modelVersion") or asked.model),
        tokens_in=_count(usage, "promptTokenCount"),
        tokens_out=sum(count or 0 for count in out) if any(count is not None for count in out) else None,
        finish=_STOPPED.get(str(finish), "other"),
    )


@dataclass(frozen=True, slots=True)
class _Dialect:
    """What an endpoint was found to take: its form of structured output, the name of the bound, a temperature."""

    form: str = "json_schema"
    bound: str = "max_tokens"
    temperature: bool = True


_PLAINER = {"json_schema": "json_object", "json_object": "text"}


def openai_compatible(access: Access, vendor: Vendor) -> Ask:
    """Ask ``<base_url>/chat/completions``. Raises KeyRefused without a key where the feed names no ``base_url``.

    What the endpoint does not take (a schema, a temperature) is left out from then on; each such finding is an Adjusted.
    """
    asked = vendor.asked(access)
    key = _key(access, asked, needed=not access.base_url)
    client = _client(access.timeout)
    url = (access.base_url or vendor.base_url).rstrip("/") + "/chat/completions"
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    lock = threading.Lock()
    known = _Dialect()

    def learn(used: _Dialect, better: _Dialect) -> None:
        nonlocal known
        with lock:  # several requests may find out the same at once; one step is taken
            known = better if known == used else known

    def ask(request: Request) -> Reply:
        used = known
        status, answer_headers, body = _post(client, url, headers, _question(request, asked.model, used), asked, access.timeout)
        if status == 200:
            return _openai_reply(_json(body, asked), answer_headers, asked)
        better = _adjusted(used, status, body)
        if better != used:
            learn(used, better)
            raise Adjusted(f"{asked.name}: does not take a part of the request")
        raise refusal(status, body, answer_headers, asked)

    return ask


def _question(request: Request, model: str, dialect: _Dialect) -> dict[str, Any]:
    question: dict[str, Any] = {
        "model": model,
        "messages": [{"role": "system", "content": request.system}, {"role": "user", "content": request.user}],
        dialect.bound: request.max_tokens,
        "stream": False,
    }
    if dialect.temperature:
        question["temperature"] = request.temperature
    if request.schema and dialect.form == "json_schema":
        schema = {"name": "reply", "strict": True, "schema": request.schema}
        question["response_format"] = {"type": "json_schema", "json_schema": schema}
    elif request.schema and dialect.form == "json_object":
        question["response_format"] = {"type": "json_object"}
    return question


def _adjusted(used: _Dialect, status: int, body: str) -> _Dialect:
    """What to say instead, by what the endpoint complains about; the same when it complains about something else."""
    words = body.lower()
    if status not in (400, 404, 422, 501):
        return used
    if used.bound == "max_tokens" and "max_completion_tokens" in words:
        return replace(used, bound="max_completion_tokens")
    if used.temperature and re.search(r"temperature", words):
        return replace(used, temperature=False)
    # OpenRouter answers 404 when no host of a model takes a parameter.
    if used.form in _PLAINER and re.search(r"response_?format|json_?schema|json_?object|structured output|\bschema\b|grammar", words):
        return replace(used, form=_PLAINER[used.form])
    return used


def _post(
    client: httpx2.Client, url: str, headers: Mapping[str, str], question: Mapping[str, Any], asked: Asked, timeout: float
) -> tuple[int, Mapping[str, str], str]:
    """Send a question and read the whole answer, which may neither drip for ever nor fill the memory."""
    until = time.monotonic() + timeout * DEADLINE
    body = bytearray()
    try:
        with client.stream("POST", url, json=question, headers=dict(headers)) as response:
            for chunk in response.iter_bytes():
                body += chunk
                if len(body) > MOST_BYTES:
                    raise BadReply(f"{asked.name}: sent more than {MOST_BYTES / 1e6:g} MB")
                if time.monotonic() > until:
                    raise Unreachable(f"{asked.name}: did not finish its answer within {timeout * DEADLINE:g} s", _NETWORK)
    except httpx2.RequestError as error:
        raise _unreached(error, asked, timeout) from None
    except httpx2.InvalidURL:
        raise ConfigError("analysis.base_url: not an address", "write it like https://api.deepseek.com/v1") from None
    return response.status_code, response.headers, body.decode("utf-8", "replace")


_THINKING = re.compile(r"\A\s*<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)|\A.*?</think(?:ing)?>", re.DOTALL)


def _openai_reply(body: dict[str, Any], headers: Mapping[str, str], asked: Asked) -> Reply:
    """Read an answer of /chat/completions. Raises Refused when it was filtered; an error may come with status 200 (OpenRouter)."""
    first = _dict(next(iter(_list(body.get("choices"))), {}))
    for part in (body, first):
        if part.get("error"):
            code = _dict(part["error"]).get("code")
            raise refusal(code if isinstance(code, int) else 502, json.dumps(part), headers, asked)
    message = _dict(first.get("message"))
    finish = str(first.get("finish_reason"))
    if finish == "content_filter" or message.get("refusal"):
        raise Refused(f"{asked.name}: its filter blocked the reply")
    usage = _dict(body.get("usage"))
    return Reply(
        # reasoning_content is the model's thinking and never read; some endpoints leave it in the text instead.
        text=_THINKING.sub("", _text(message.get("content")), count=1).strip(),
        model=str(body.get("model") or asked.model),
        tokens_in=_count(usage, "prompt_tokens"),
        tokens_out=_count(usage, "completion_tokens"),
        finish=finish if finish in ("stop", "length") else "other",
    )


def _text(content: Any) -> str:
    """The text of a message: a string, null, or a list of parts."""
    if isinstance(content, str):
        return content
    return "".join(str(part.get("text") or "") for part in map(_dict, _list(content)) if part.get("type") == "text")


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _count(usage: Mapping[str, Any], key: str) -> int | None:
    value = usage.get(key)
    return value if isinstance(value, int) and value >= 0 else None


def _json(body: str, asked: Asked) -> dict[str, Any]:
    try:
        content = json.loads(body)
    except ValueError:
        content = None
    if not isinstance(content, dict):
        raise BadReply(f"{asked.name}: answered something that is not its protocol")
    return content


def _key(access: Access, asked: Asked, *, needed: bool) -> str:
    """The key without what pasting adds. Raises KeyRefused for one that no provider gives out."""
    key = (access.key or "").strip()
    if needed and not key:
        raise KeyRefused(f"{asked.name}: there is no key", f"set the secret {asked.key}")
    if not re.fullmatch(r"[!-~]*", key):
        raise KeyRefused(f"{asked.name}: the key holds characters that no key has", f"paste the secret {asked.key} again")
    return key


def _client(timeout: float) -> httpx2.Client:
    # A proxy of the environment is for the world outside, not for this machine.
    here: dict[str, httpx2.BaseTransport | None] = {f"all://{name}": None for name in ("127.0.0.1", "localhost", "[::1]")}
    return httpx2.Client(timeout=httpx2.Timeout(timeout, connect=min(timeout, 30)), mounts=here)


_NETWORK = "check the network and analysis.base_url; the next run tries again"


def _unreached(error: httpx2.RequestError, asked: Asked, timeout: float) -> Unreachable:
    if isinstance(error, httpx2.UnsupportedProtocol):
        return Unreachable(f"{asked.name}: not an http or https address", "check analysis.base_url")
    if isinstance(error, httpx2.ConnectError | httpx2.ConnectTimeout | httpx2.ProxyError):
        return Unreachable(f"{asked.name}: could not be reached", _NETWORK)
    if isinstance(error, httpx2.TimeoutException):
        return Unreachable(f"{asked.name}: was silent for {timeout:g} s", _NETWORK)
    return Unreachable(f"{asked.name}: broke the connection off", _NETWORK)


def _host(url: str) -> str:
    """Name who is asked by an address: never a user, a password or a path."""
    try:
        return httpx2.URL(url).netloc.decode("ascii", "replace") or "an address"
    except httpx2.InvalidURL:
        return "an address"


PROVIDERS: dict[str, Vendor] = {
    "gemini": Vendor(
        connect=gemini,
        title="Gemini",
        model="gemini-flash-latest",
        base_url="https://generativelanguage.googleapis.com",
        key="GEMINI_API_KEY",
        day=ZoneInfo("America/Los_Angeles"),
    ),
    "openai": Vendor(
        connect=openai_compatible,
        title="OpenAI",
        model="gpt-5-mini",
        base_url="https://api.openai.com/v1",
        key="OPENAI_API_KEY",
        day=ZoneInfo("UTC"),
    ),
}


def connect(name: str, access: Access) -> Ask:
    """Reach a provider of the table. Raises ConfigError, KeyRefused."""
    return PROVIDERS[name].connect(access, PROVIDERS[name])
