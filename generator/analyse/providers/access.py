"""Analyse, I/O: how a provider is reached, and the reading of bodies that all share."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import httpx2

from generator.analyse.asking import Ask, Batches
from generator.analyse.refusals import Asked
from generator.bounds import loads
from generator.errors import BadReply, KeyRefused, Unreachable
from generator.wire import ALONE, HERE, Late, Swollen, trust, whole


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


MOST_BYTES = 20_000_000
DEADLINE = 2.0
"""A whole answer may take so many times the timeout: some endpoints send blank lines for ever while they think."""

MOST_COUNTED = 10**9
"""A count of tokens above it is none."""


def listed(value: Any) -> list[Any]:
    """Give a list of a body, or an empty one."""
    return value if isinstance(value, list) else []


def mapped(value: Any) -> dict[str, Any]:
    """Give an object of a body, or an empty one."""
    return value if isinstance(value, dict) else {}


def counted(usage: Mapping[str, Any], key: str) -> int | None:
    """Give a count of a body, None where there is none."""
    value = usage.get(key)
    return value if isinstance(value, int) and 0 <= value <= MOST_COUNTED else None


def read_json(body: bytes, asked: Asked) -> dict[str, Any]:
    """Read a body. Raises BadReply when it is no JSON object in UTF-8."""
    try:
        content = loads(body)
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


class Client(httpx2.Client):
    """An HTTP client that gives up after ``timeout`` seconds of silence, and on an answer that drips or has no end.

    What comes back is a whole answer; what does not come raises Unreachable or BadReply, whatever asks through it.
    """

    def __init__(self, timeout: float, asked: Asked) -> None:
        """Ask in the name of ``asked``, which messages name."""
        super().__init__(timeout=httpx2.Timeout(timeout, connect=min(timeout, 30)), mounts=HERE, limits=ALONE, verify=trust())
        self._asked = asked
        self._seconds = timeout

    def send(self, request: httpx2.Request, **_: Any) -> httpx2.Response:
        """Send a request and read the whole answer. Raises Unreachable, BadReply."""
        name, seconds = self._asked.name, self._seconds * DEADLINE
        try:
            response, body = whole(super().send, request, seconds=seconds, most_bytes=MOST_BYTES)
        except Swollen:
            raise BadReply(f"{name}: sent more than {MOST_BYTES / 1e6:g} MB") from None
        except Late:
            raise Unreachable(f"{name}: did not finish its answer within {seconds:g} s", CHECK_NETWORK) from None
        except httpx2.RequestError as error:
            raise unreached(error, self._asked, self._seconds) from None
        headers = [(key, value) for key, value in response.headers.multi_items() if key not in _OF_THE_WIRE]
        return httpx2.Response(response.status_code, headers=headers, content=body, request=request)


_OF_THE_WIRE = ("content-encoding", "content-length", "transfer-encoding")


CHECK_NETWORK = "check the network and analysis.base_url; the next run tries again"


def unreached(error: httpx2.RequestError, asked: Asked, timeout: float) -> Unreachable:
    """Say why no answer came."""
    if isinstance(error, httpx2.UnsupportedProtocol):
        return Unreachable(f"{asked.name}: not an http or https address", "check analysis.base_url")
    if isinstance(error, httpx2.ConnectError | httpx2.ConnectTimeout | httpx2.ProxyError):
        return Unreachable(f"{asked.name}: could not be reached", CHECK_NETWORK)
    if isinstance(error, httpx2.TimeoutException):
        return Unreachable(f"{asked.name}: was silent for {timeout:g} s", CHECK_NETWORK)
    if isinstance(error, httpx2.DecodingError):
        return Unreachable(f"{asked.name}: sent a body that cannot be unpacked", CHECK_NETWORK)
    return Unreachable(f"{asked.name}: broke the connection off", CHECK_NETWORK)


def _host(url: str) -> str:
    """Name who is asked by an address: never a user, a password or a path."""
    try:
        return httpx2.URL(url).netloc.decode("ascii", "replace") or "an address"
    except httpx2.InvalidURL:
        return "an address"
