"""Wire, I/O: what holds for every answer, whoever is asked: it may neither drip for ever nor fill the memory."""

import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from functools import cache
from typing import Any

import httpx2

ALONE = httpx2.Limits(max_keepalive_connections=0)
"""A connection for each request: the watch learns of connections as they are made."""

# A proxy of the environment is for the world outside, not for this machine.
HERE: Mapping[str, httpx2.BaseTransport | None] = {f"all://{name}": None for name in ("127.0.0.1", "localhost", "[::1]")}


@cache
def trust() -> ssl.SSLContext:
    """Whom a secure connection believes; reading the list of authorities takes longer than all else that a client begins with."""
    return httpx2.create_ssl_context()


class Late(Exception):
    """An answer that was not finished in its time."""


class Swollen(Exception):
    """An answer that is larger, once unpacked, than it may be."""


def whole(
    send: Callable[..., httpx2.Response], request: httpx2.Request, *, seconds: float, most_bytes: int
) -> tuple[httpx2.Response, bytes]:
    """Send a request and read the answer to its end, redirects not followed: the response and its body, unpacked.

    ``send`` is that of a client that keeps no connection (ALONE). Raises Late, Swollen and httpx2.RequestError.
    """
    watch = _Watch(seconds)
    request.extensions["trace"] = watch.see
    body = bytearray()
    try:
        with watch, closing(send(request, stream=True, follow_redirects=False)) as response:
            for chunk in response.iter_bytes():
                body += chunk
                if len(body) > most_bytes:
                    raise Swollen
                if watch.late:
                    raise Late
    except httpx2.RequestError as error:
        if watch.late:
            raise Late from error
        raise
    if watch.late:
        raise Late
    return response, bytes(body)


class _Watch:
    """Cuts the connection of a request off once its answer has taken too long.

    The client's time-outs begin anew with each byte that comes, be it of a header, and its body says nothing of bytes
    that unpack to nothing; so neither would ever end an answer that only drips.
    """

    def __init__(self, seconds: float) -> None:
        self.late = False
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def see(self, event: str, info: Mapping[str, Any]) -> None:
        """Take note of the connection, before and after it became a secure one."""
        if event.endswith(("connect_tcp.complete", "start_tls.complete")):
            self._socket = info["return_value"].get_extra_info("socket")

    def _cut(self) -> None:
        self.late = True
        if self._socket is not None:
            with suppress(OSError):
                # The secure socket's own shutdown would take the other thread's state away from under it.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)
