"""Analyse, I/O: any endpoint that speaks OpenAI's chat completions, through plain HTTP."""

import json
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import httpx2

from generator.analyse.asking import Ask, Reply, Request
from generator.analyse.providers.access import Access, Client, Vendor, counted, key_of, listed, mapped, read_json
from generator.analyse.refusals import Asked, refusal
from generator.errors import Adjusted, ConfigError, Refused


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
    key = key_of(access, asked, needed=not access.base_url)
    http = Client(access.timeout, asked)
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
        answer = _post(http, url, headers, _question(request, asked.model, used))
        if answer.status_code == 200:
            return _openai_reply(read_json(answer.content, asked), answer.headers, asked)
        body = answer.content.decode("utf-8", "replace")
        better = _adjusted(used, answer.status_code, body)
        if better != used:
            learn(used, better)
            raise Adjusted(f"{asked.name}: does not take a part of the request")
        raise refusal(answer.status_code, body, answer.headers, asked)

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


def _post(client: httpx2.Client, url: str, headers: Mapping[str, str], question: Mapping[str, Any]) -> httpx2.Response:
    """Send a question and give the answer. Raises Unreachable, BadReply, ConfigError."""
    try:
        return client.post(url, json=question, headers=dict(headers))
    except httpx2.InvalidURL:
        raise ConfigError("analysis.base_url: not an address", "write it like https://api.deepseek.com/v1") from None


_THINKING = re.compile(r"\A\s*<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)|\A.*?</think(?:ing)?>", re.DOTALL)


def _openai_reply(body: dict[str, Any], headers: Mapping[str, str], asked: Asked) -> Reply:
    """Read an answer of /chat/completions. Raises Refused when it was filtered; an error may come with status 200 (OpenRouter)."""
    first = mapped(next(iter(listed(body.get("choices"))), {}))
    for part in (body, first):
        if part.get("error"):
            code = mapped(part["error"]).get("code")
            raise refusal(code if isinstance(code, int) else 502, json.dumps(part), headers, asked)
    message = mapped(first.get("message"))
    finish = str(first.get("finish_reason"))
    if finish == "content_filter" or message.get("refusal"):
        raise Refused(f"{asked.name}: its filter blocked the reply")
    usage = mapped(body.get("usage"))
    return Reply(
        # reasoning_content is the model's thinking and never read; some endpoints leave it in the text instead.
        text=_THINKING.sub("", _text(message.get("content")), count=1).strip(),
        model=str(body.get("model") or asked.model),
        tokens_in=counted(usage, "prompt_tokens"),
        tokens_out=counted(usage, "completion_tokens"),
        finish=finish if finish in ("stop", "length") else "other",
    )


def _text(content: Any) -> str:
    """The text of a message: a string, null, or a list of parts."""
    if isinstance(content, str):
        return content
    return "".join(str(part.get("text") or "") for part in map(mapped, listed(content)) if part.get("type") == "text")
