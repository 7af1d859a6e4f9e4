"""Fetch stage, I/O: the one client for everything remote. Nothing else of generator/ opens a connection for GET.

A lane is what a service counts as one visitor: its requests go one after the other, their starts at least so many
seconds apart, retries and redirects included, and a Retry-After holds the whole lane. A request without a named
lane is in that of its host.
"""

import logging
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Self, TypeVar

import httpx2
import stamina

from generator.errors import FetchError, ParseError
from generator.wire import ALONE, HERE, Late, Swollen, trust, whole

LONGEST_WAIT = 120.0
"""Seconds that a Retry-After may ask for; a longer one ends the attempts."""

MOST_REDIRECTS = 5
GROWTH = 3
"""Each wait is this many times the one before: 1, 3 and 9 seconds for four attempts."""

UNREACHED = 2
"""Attempts to reach a host that cannot be reached: without a network a person gets the word soon."""

# arXiv's edge answers 406 when it is throttling, just as 429 (zotero-arxiv-daily #248, arxiv-mcp-server #277).
_PASSING = frozenset({HTTPStatus.NOT_ACCEPTABLE, HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS})
_LATER = "the next run tries again"
_NETWORK = "check the network; the next run tries again"
_ADDRESS = "check the address in feed.yml"

# Without any handler Python prints stamina's notice of each retry on stderr, where a person expects one line.
logging.getLogger("stamina").addHandler(logging.NullHandler())

T = TypeVar("T")


class Unanswered(FetchError):
    """A request that got no usable answer.

    ``status`` is None when there was none at all, ``body`` what came with a refusal, ``wait`` the Retry-After in
    seconds; ``passing`` says whether another attempt may do better.
    """

    def __init__(
        self, what: str, mend: str = "", *, status: int | None = None, body: bytes = b"", wait: float | None = None, passing: bool = True
    ) -> None:
        """Keep what a caller or a retry decides on."""
        super().__init__(what, mend)
        self.status = status
        self.body = body
        self.wait = wait
        self.passing = passing

    @property
    def of_address(self) -> bool:
        """Whether the fault is that of the one address (gone, too large, elsewhere), and others of its host may be asked."""
        return self.mend == _ADDRESS

    def after(self, attempts: int) -> "Unanswered":
        """Give the same failure, told with the number of attempts."""
        return Unanswered(
            f"{self.what}{_times(attempts)}", self.mend, status=self.status, body=self.body, wait=self.wait, passing=self.passing
        )


@dataclass(slots=True)
class _Lane:
    """One visitor: ``free`` and ``held`` are the monotonic times before which nothing may start (spacing; Retry-After)."""

    spacing: float
    lock: threading.Lock = field(default_factory=threading.Lock)
    free: float = float("-inf")
    held: float = float("-inf")


@dataclass(frozen=True, slots=True)
class _Bounds:
    """Whether a request stays with the host that was asked, and the most bytes of its answer."""

    stay: bool
    most_bytes: int


class Http:
    """The one client for everything remote. Thread-safe; every failure is a FetchError.

    ``spacing`` holds seconds between the starts of a lane's requests, ``timeout`` bounds connecting and each silence
    of the other side, ``deadline`` a whole answer (all in seconds), ``most_bytes`` its size when unpacked,
    ``backoff`` is the first wait before another attempt.
    """

    def __init__(
        self,
        user_agent: str,
        *,
        spacing: Mapping[str, float] = {},
        timeout: float = 30,
        deadline: float = 120,
        attempts: int = 4,
        most_bytes: int = 50_000_000,
        sleep: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
        backoff: float = 1.0,
    ) -> None:
        self._client = httpx2.Client(headers={"User-Agent": user_agent}, timeout=timeout, mounts=HERE, limits=ALONE, verify=trust())
        self._spacing = spacing
        self._timeout = timeout
        self._deadline = deadline
        self._attempts = attempts
        self._most_bytes = most_bytes
        self._sleep = sleep
        self._monotonic = monotonic
        self._backoff = backoff
        self._lanes: dict[str, _Lane] = {}
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        """Use the client for a block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the client."""
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    def get(self, url: str, *, lane: str = "", stay: bool = False, most_bytes: int | None = None) -> bytes:
        """Ask for ``url`` and give the body, unpacked. Raises FetchError."""
        return self.read(url, bytes, lane=lane, stay=stay, most_bytes=most_bytes)

    def read(self, url: str, parse: Callable[[bytes], T], *, lane: str = "", stay: bool = False, most_bytes: int | None = None) -> T:
        """Ask for ``url`` and give what ``parse`` makes of the body.

        With ``stay`` no redirect leads to another host; ``most_bytes`` bounds the body more narrowly than the client does.

        A ParseError of ``parse`` counts as a failed attempt: arXiv at times answers 200 with an empty page, an
        HTML notice or half a body, and is well again a moment later. Raises FetchError, its ``what`` after the host.
        """
        attempts, bounds = 0, _Bounds(stay, min(self._most_bytes, most_bytes or self._most_bytes))
        try:
            # stamina sleeps with time.sleep alone, so it decides whether and how long (`next_wait`), and the lane waits.
            for attempt in stamina.retry_context(
                on=_again,
                attempts=self._attempts,
                timeout=None,
                wait_initial=self._backoff,
                wait_max=LONGEST_WAIT,
                wait_jitter=0,
                wait_exp_base=GROWTH,
            ):
                attempts = attempt.num
                with attempt:
                    found = self._attempt(url, parse, self._lane(lane or host(url)), attempt, bounds)
        except Unanswered as error:
            raise error.after(attempts) from error.__cause__
        except FetchError as error:
            raise type(error)(f"{host(url)}: {error.what}{_times(attempts)}", error.mend) from error
        return found

    def _lane(self, name: str) -> _Lane:
        with self._lock:
            return self._lanes.setdefault(name, _Lane(self._spacing.get(name, 0)))

    def _attempt(self, url: str, parse: Callable[[bytes], T], lane: _Lane, attempt: stamina.Attempt, bounds: _Bounds) -> T:
        """Try once, alone in the lane, and hold the lane when it has to be tried again."""
        with lane.lock:
            try:
                return parse(self._body(url, lane, bounds))
            except FetchError as error:
                if isinstance(error, Unanswered) and isinstance(error.__cause__, httpx2.ConnectError) and attempt.num >= UNREACHED:
                    error.passing = False
                asked = error.wait if isinstance(error, Unanswered) else None
                ours = attempt.next_wait if attempt.num < self._attempts and _again(error) is not False else 0
                lane.held = self._monotonic() + (ours if asked is None else asked)
                raise

    def _body(self, url: str, lane: _Lane, bounds: _Bounds) -> bytes:
        """Follow redirects to a body; each is a request of its own in the lane."""
        request = first = self._request(url)
        for _ in range(MOST_REDIRECTS + 1):
            self._wait(lane, request)
            answer = self._send(request, bounds.most_bytes)
            if isinstance(answer, bytes):
                return answer
            if bounds.stay and _netloc(answer.url) != _netloc(first.url):
                raise Unanswered(f"{_netloc(first.url)}: redirected to another host", _ADDRESS, passing=False)
            request = answer
        raise Unanswered(f"{host(url)}: redirected more than {MOST_REDIRECTS} times", _ADDRESS, passing=False)

    def _request(self, url: str) -> httpx2.Request:
        try:
            return self._client.build_request("GET", url)
        except httpx2.InvalidURL as error:
            raise Unanswered("an address that is none", _ADDRESS, passing=False) from error

    def _wait(self, lane: _Lane, request: httpx2.Request) -> None:
        """Wait until the lane may start a request."""
        now = self._monotonic()
        if lane.held - now > LONGEST_WAIT:
            raise Unanswered(f"{_netloc(request.url)}: asked to be left alone for another {lane.held - now:.0f} s", _LATER, passing=False)
        if (wait := max(lane.free, lane.held) - now) > 0:
            self._sleep(wait)
        lane.free = self._monotonic() + lane.spacing

    def _send(self, request: httpx2.Request, most_bytes: int) -> bytes | httpx2.Request:
        """Give the body of a good answer, or the request that a redirect asks for."""
        name = _netloc(request.url)
        if request.url.scheme not in ("http", "https") or not request.url.host:
            raise Unanswered(f"{name or 'an address'}: not an http or https address", _ADDRESS, passing=False)
        try:
            response, body = whole(self._client.send, request, seconds=self._deadline, most_bytes=most_bytes)
        except Late as error:
            raise Unanswered(f"{name}: did not finish its answer within {self._deadline:g} s", _NETWORK) from error
        except Swollen as error:
            raise Unanswered(f"{name}: sent more than {most_bytes / 1e6:g} MB", _ADDRESS, passing=False) from error
        except httpx2.RequestError as error:
            raise Unanswered(f"{name}: {_reason(error, self._timeout)}", _NETWORK) from error
        if response.next_request is not None:
            return response.next_request
        if response.is_success:
            return body
        raise _refusal(name, response, body)


def host(url: str) -> str:
    """Name who is asked by a URL: host and port, never a user, a password, a path or a query."""
    try:
        return _netloc(httpx2.URL(url)) or "an address"
    except httpx2.InvalidURL:
        return "an address"


def _netloc(url: httpx2.URL) -> str:
    return url.netloc.decode("ascii")


def _again(error: Exception) -> bool | float:
    """Decide for stamina: False gives up; 0 seconds try again, because the waiting is the lane's."""
    passing = isinstance(error, ParseError) or (isinstance(error, Unanswered) and error.passing)
    return 0.0 if passing else False


def _times(attempts: int) -> str:
    return f" ({attempts} attempts)" if attempts > 1 else ""


def _refusal(name: str, response: httpx2.Response, body: bytes) -> Unanswered:
    """Tell an answer that is an error status."""
    status = response.status_code
    what = f"{name}: answered {status} {_phrase(status)}".rstrip()
    passing = status in _PASSING or status >= 500
    wait = _retry_after(response.headers) if passing else None
    if wait is not None and wait > LONGEST_WAIT:
        what, passing = f"{what} and asks to wait {wait:.0f} s, longer than {LONGEST_WAIT:g} s", False
    return Unanswered(what, _mend(status), status=status, body=body, wait=wait, passing=passing)


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _mend(status: int) -> str:
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return "it refuses this client; check the address in feed.yml and the service's terms"
    return _LATER if status in _PASSING or status >= 500 else _ADDRESS


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that Retry-After asks for (RFC 9110, 10.2.3); a date is counted from the answer's own Date."""
    text = headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        wait = parsedate_to_datetime(text) - parsedate_to_datetime(headers.get("Date", ""))
    except (ValueError, TypeError, OverflowError):
        return None
    return max(0.0, wait.total_seconds())


def _reason(error: httpx2.RequestError, timeout: float) -> str:
    """Say in plain words why there was no answer."""
    if isinstance(error, httpx2.ConnectTimeout):
        return f"could not be reached (no connection within {timeout:g} s)"
    if isinstance(error, httpx2.TimeoutException):
        return f"was silent for {timeout:g} s"
    if isinstance(error, httpx2.ProxyError):
        return "could not be reached (the proxy refused)"
    if isinstance(error, httpx2.ConnectError):
        return f"could not be reached ({_why_unreached(error)})"
    if isinstance(error, httpx2.DecodingError):
        return "sent a body that cannot be unpacked"
    return "broke the connection off"


def _why_unreached(error: BaseException) -> str:
    for cause in _causes(error):
        if isinstance(cause, socket.gaierror):
            return "name not resolved"
        if isinstance(cause, ConnectionRefusedError):
            return "connection refused"
        if isinstance(cause, ssl.SSLError):
            return "no secure connection"
    return "no connection"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
