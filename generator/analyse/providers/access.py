"""Analyse, I/O: how a provider is reached, and the reading of bodies that all share."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import httpx2

from generator.analyse.asking import Ask, Batches
from generator.analyse.refusals import Asked
from generator.errors import BadReply, KeyRefused, Unreachable


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
    batches: Callable[[Access, "Vendor"], Batches] | None = None

    def asked(self, access: Access) -> Asked:
        """Who is asked, for messages."""
        return Asked(self.title if not access.base_url else _host(access.base_url), self.key, access.model or self.model)


def listed(value: Any) -> list[Any]:
    """Give a list of a body, or an empty one."""
    return value if isinstance(value, list) else []


def mapped(value: Any) -> dict[str, Any]:
    """Give an object of a body, or an empty one."""
    return value if isinstance(value, dict) else {}


def counted(usage: Mapping[str, Any], key: str) -> int | None:
    """Give a count of a body, None where there is none."""
    value = usage.get(key)
    return value if isinstance(value, int) and value >= 0 else None


def read_json(body: str, asked: Asked) -> dict[str, Any]:
    """Read a body. Raises BadReply when it is no JSON object."""
    try:
        content = json.loads(body)
    except ValueError:
        content = None
    if not isinstance(content, dict):
        raise BadReply(f"{asked.name}: answered something that is not its protocol")
    return content


def key_of(access: Access, asked: Asked, *, needed: bool) -> str:
    """The key without what pasting adds. Raises KeyRefused for one that no provider gives out."""
    key = (access.key or "").strip()
    if needed and not key:
        raise KeyRefused(f"{asked.name}: there is no key", f"set the secret {asked.key}")
    if not re.fullmatch(r"[!-~]*", key):
        raise KeyRefused(f"{asked.name}: the key holds characters that no key has", f"paste the secret {asked.key} again")
    return key


def client(timeout: float) -> httpx2.Client:
    """Make an HTTP client that gives up after so many seconds of silence."""
    # A proxy of the environment is for the world outside, not for this machine.
    here: dict[str, httpx2.BaseTransport | None] = {f"all://{name}": None for name in ("127.0.0.1", "localhost", "[::1]")}
    return httpx2.Client(timeout=httpx2.Timeout(timeout, connect=min(timeout, 30)), mounts=here)


CHECK_NETWORK = "check the network and analysis.base_url; the next run tries again"


def unreached(error: httpx2.RequestError, asked: Asked, timeout: float) -> Unreachable:
    """Say why no answer came."""
    if isinstance(error, httpx2.UnsupportedProtocol):
        return Unreachable(f"{asked.name}: not an http or https address", "check analysis.base_url")
    if isinstance(error, httpx2.ConnectError | httpx2.ConnectTimeout | httpx2.ProxyError):
        return Unreachable(f"{asked.name}: could not be reached", CHECK_NETWORK)
    if isinstance(error, httpx2.TimeoutException):
        return Unreachable(f"{asked.name}: was silent for {timeout:g} s", CHECK_NETWORK)
    return Unreachable(f"{asked.name}: broke the connection off", CHECK_NETWORK)


def _host(url: str) -> str:
    """Name who is asked by an address: never a user, a password or a path."""
    try:
        return httpx2.URL(url).netloc.decode("ascii", "replace") or "an address"
    except httpx2.InvalidURL:
        return "an address"
