"""Analyse, I/O: Gemini, through google-genai, which is imported only here."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

import httpx2

from generator.analyse.asking import Ask, Batches, Reply, Request
from generator.analyse.providers.access import Access, Client, Vendor, counted, key_of, listed, mapped, read_json
from generator.analyse.refusals import Asked, refusal
from generator.errors import BadReply, ConfigError, Refused


def gemini(access: Access, vendor: Vendor) -> Ask:
    """Ask Gemini through google-genai, which is imported only here. Raises ConfigError without it, KeyRefused without a key.

    The SDK carries the request and its errors; the answer is read from the wire, since the SDK's own reading warns at
    finish reasons that it does not know and gives None for what was blocked or cut off.
    """
    asked = vendor.asked(access)
    client, types = _gemini_client(access, vendor)

    def ask(request: Request) -> Reply:
        config = _gemini_config(request, types)
        config.should_return_http_response = True
        got = client.models.generate_content(model=asked.model, contents=request.user, config=config)
        return _gemini_reply(read_json(((got.sdk_http_response and got.sdk_http_response.body) or "").encode(), asked), asked)

    return ask


def gemini_batches(access: Access, vendor: Vendor) -> Batches:
    """Gemini's Batch API, which only paid tiers have: half the price, an answer within a day. Raises ConfigError, KeyRefused."""
    asked = vendor.asked(access)
    client, types = _gemini_client(access, vendor)

    class Gemini:
        def submit(self, requests: Sequence[Request]) -> str:
            source = [
                types.InlinedRequest(contents=each.user, config=_gemini_config(each, types), metadata={"key": each.key})
                for each in requests
            ]
            return str(_understood(lambda: client.batches.create(model=asked.model, src=source), asked).name)

        def collect(self, name: str) -> Mapping[str, Reply] | None:
            job = _understood(lambda: client.batches.get(name=name), asked)
            if str(job.state and job.state.value) not in _ENDED:
                return None
            answers = (job.dest and job.dest.inlined_responses) or []
            return dict(found for each in answers if (found := _batch_reply(each.model_dump(by_alias=True, mode="json"), asked)))

    return Gemini()


def _understood(call: Callable[[], Any], asked: Asked) -> Any:
    """Give what the SDK makes of an answer. Raises BadReply when it makes nothing of it."""
    try:
        return call()
    except ValueError as error:
        raise BadReply(f"{asked.name}: answered something that is not its protocol") from error


_ENDED = frozenset(f"JOB_STATE_{state}" for state in ("SUCCEEDED", "PARTIALLY_SUCCEEDED", "FAILED", "CANCELLED", "EXPIRED"))


def _batch_reply(answer: dict[str, Any], asked: Asked) -> tuple[str, Reply] | None:
    """The reply in one answer of a batch, with its request's key; None when the request failed or was blocked."""
    key, body = mapped(answer.get("metadata")).get("key"), answer.get("response")
    if not isinstance(key, str) or not body:
        return None
    with suppress(Refused):
        return key, _gemini_reply(body, asked)
    return None


class _Client(Client):
    """Raises an error answer, and one that is no JSON, as ours: the SDK's own reading breaks at half a character or a proxy's page."""

    def send(self, request: httpx2.Request, **options: Any) -> httpx2.Response:
        """Send a request and give a good answer. Raises ProviderError."""
        response = super().send(request, **options)
        if response.status_code != 200:
            raise refusal(response.status_code, response.content.decode("utf-8", "replace"), response.headers, self._asked)
        read_json(response.content, self._asked)
        return response


def _gemini_client(access: Access, vendor: Vendor) -> tuple[Any, Any]:
    """The SDK's client and types. Raises ConfigError without the SDK, KeyRefused without a key."""
    try:
        from google import genai
        from google.genai import types
    except ImportError as error:
        raise ConfigError("analysis.provider gemini: google-genai is not installed", 'run: pip install "google-genai>=3.4,<4"') from error
    key = key_of(access, vendor.asked(access), needed=True)
    # The gemini-*-latest aliases exist on v1beta only; the timeout is in milliseconds; retries are ours.
    options = types.HttpOptions(
        base_url=access.base_url or vendor.base_url,
        api_version="v1beta",
        timeout=round(access.timeout * 1000),
        httpx_client=_Client(access.timeout, vendor.asked(access)),
    )
    return genai.Client(vertexai=False, api_key=key, http_options=options), types


def _gemini_config(request: Request, types: Any) -> Any:
    return types.GenerateContentConfig(
        system_instruction=request.system,
        temperature=request.temperature,
        max_output_tokens=request.max_tokens,
        response_mime_type="application/json" if request.schema else None,
        response_schema=_plain(request.schema) or None,
    )


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
    first = mapped(next(iter(listed(body.get("candidates"))), {}))
    finish = first.get("finishReason")
    if finish in _BLOCKED or (not first and "promptFeedback" in body):
        raise Refused(f"{asked.name}: its filter blocked the reply")
    parts = [mapped(part) for part in listed(mapped(first.get("content")).get("parts"))]
    usage = mapped(body.get("usageMetadata"))
    out = [counted(usage, "candidatesTokenCount"), counted(usage, "thoughtsTokenCount")]
    return Reply(
        text="".join(str(part.get("text") or "") for part in parts if not part.get("thought")),
        model=str(body.get("modelVersion") or asked.model),
        tokens_in=counted(usage, "promptTokenCount"),
        tokens_out=sum(count or 0 for count in out) if any(count is not None for count in out) else None,
        finish=_STOPPED.get(str(finish), "other"),
    )
