"""Servers on loopback that speak the wire of a provider, with answers handed in; and time that runs a hundred times faster."""

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from pytest_httpserver import HTTPServer
from werkzeug import Request as WireRequest
from werkzeug import Response

from generator.analyse.asking import Ask, Request
from generator.analyse.budget import Clock
from generator.analyse.providers import Access, connect

KEY = "sk-SECRET-1234"
SCHEMA = {
    "type": "object",
    "properties": {"answer": {"type": "string"}},
    "required": ["answer"],
    "additionalProperties": False,
}
REQUEST = Request(system="Answer in JSON.", user="What is 2 + 2?", schema=SCHEMA, max_tokens=64)


@dataclass(frozen=True)
class Wire:
    """An answer: status, body (JSON unless a text) and headers, after so many seconds."""

    body: Any
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0


Answers = list[Wire] | Callable[[dict[str, Any]], Wire]


@dataclass
class Fake:
    """A provider on loopback; ``asked`` holds the bodies that came, ``at`` when (monotonic)."""

    name: str
    server: HTTPServer
    answers: Answers
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    at: list[float] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def handle(self, request: WireRequest) -> Response:
        with self.lock:
            self.asked.append(body := json.loads(request.get_data()))
            self.headers.append(dict(request.headers))
            self.at.append(time.monotonic())
            wire = self.answers(body) if callable(self.answers) else self.answers[min(len(self.asked), len(self.answers)) - 1]
        time.sleep(wire.delay)
        text = wire.body if isinstance(wire.body, str) else json.dumps(wire.body)
        kind = "text/html" if text.startswith("<") else "application/json"
        return Response(text, wire.status, {"Content-Type": kind, **wire.headers})

    def ask(self, model: str | None = None, *, key: str | None = KEY, timeout: float = 5) -> Ask:
        return connect(self.name, Access(key=key, model=model, base_url=self.base_url, timeout=timeout))

    @property
    def base_url(self) -> str:
        return self.server.url_for("/v1" if self.name == "openai" else "/").rstrip("/")


class QuickServer(HTTPServer):
    """A server that notices within a hundredth of a second that it is to stop."""

    def thread_target(self) -> None:
        assert self.server is not None
        self.server.serve_forever(poll_interval=0.01)


@contextmanager
def fake(name: str, answers: Answers) -> Iterator[Fake]:
    """A provider of the table whose protocol is spoken at the path at which the real one speaks it."""
    paths = {"openai": "/v1/chat/completions", "gemini": re.compile(r"/v1beta/models/[\w.-]+:generateContent")}
    with QuickServer(threaded=True) as server:
        made = Fake(name, server, answers)
        server.expect_request(paths[name], method="POST").respond_with_handler(made.handle)
        yield made


def gemini_reply(text: str, finish: str = "STOP", **usage: int) -> dict[str, Any]:
    counts = {"promptTokenCount": 10, "candidatesTokenCount": 5, **usage}
    content = {"role": "model", "parts": [{"text": text}]}
    return {
        "candidates": [{"content": content, "finishReason": finish, "index": 0}],
        "usageMetadata": counts,
        "modelVersion": "gemini-9-flash",
    }


def openai_reply(text: str | None, finish: str = "stop", **usage: int) -> dict[str, Any]:
    counts = {"prompt_tokens": 10, "completion_tokens": 5, **usage}
    message = {"role": "assistant", "content": text}
    return {"choices": [{"index": 0, "message": message, "finish_reason": finish}], "usage": counts, "model": "model-9"}


REPLY: dict[str, Callable[..., dict[str, Any]]] = {"gemini": gemini_reply, "openai": openai_reply}


@dataclass
class Hands:
    """A clock that is moved by sleeping, for one thread."""

    start: datetime = datetime(2026, 4, 20, 12, 0, tzinfo=UTC)
    passed: float = 0.0
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.passed += seconds

    @property
    def clock(self) -> Clock:
        return Clock(utc=lambda: self.start + timedelta(seconds=self.passed), monotonic=lambda: self.passed, sleep=self.sleep)


def quick(times: float = 100.0) -> Clock:
    """A clock for many threads: each of its seconds takes a hundredth of one."""
    begun = time.monotonic()

    def passed() -> float:
        return (time.monotonic() - begun) * times

    start = datetime(2026, 4, 20, 12, 0, tzinfo=UTC)
    return Clock(utc=lambda: start + timedelta(seconds=passed()), monotonic=passed, sleep=lambda seconds: time.sleep(seconds / times))
