"""The one client: it spaces, retries, honours Retry-After, bounds what it reads, and says in one line what went wrong."""

import logging
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from itertools import pairwise

import httpx2
import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from generator.errors import FetchError, ParseError
from generator.fetch import http as client
from generator.fetch.http import Http, Unanswered, host
from tests.fetch.bodies import Clock


def served(server: HTTPServer) -> str:
    return f"localhost:{server.port}"


@contextmanager
def raw_server(answer: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server that does what no proper one does."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        stopping = threading.Event()

        def serve() -> None:
            while not stopping.is_set():
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                with connection, suppress(OSError):
                    answer(connection)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
        stopping.set()
        listening.shutdown(socket.SHUT_RDWR)
        thread.join(5)


def test_it_says_who_asks_and_gives_the_body(http: Http, httpserver: HTTPServer) -> None:
    httpserver.expect_oneshot_request("/", headers={"User-Agent": "digest-tests/1"}).respond_with_data(b"body")
    assert http.get(httpserver.url_for("/")) == b"body"


@pytest.mark.parametrize("status", [406, 408, 429, 500, 502, 503, 504])
def test_a_passing_refusal_is_tried_again(http: Http, clock: Clock, httpserver: HTTPServer, status: int) -> None:
    httpserver.expect_ordered_request("/").respond_with_data("", status)
    httpserver.expect_ordered_request("/").respond_with_data("", status)
    httpserver.expect_ordered_request("/").respond_with_data("well again")
    assert http.get(httpserver.url_for("/")) == b"well again"
    assert clock.slept == [1, 3]


def test_attempts_end_with_one_line_that_names_host_cause_and_mend(http: Http, clock: Clock, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/").respond_with_data("", 503)
    with pytest.raises(Unanswered) as caught:
        http.get(httpserver.url_for("/"))
    assert caught.value.what == f"{served(httpserver)}: answered 503 Service Unavailable (4 attempts)"
    assert caught.value.mend == "the next run tries again"
    assert caught.value.status == 503
    assert clock.slept == [1, 3, 9]
    assert len(httpserver.log) == 4


@pytest.mark.parametrize(
    ("status", "phrase"),
    [(400, "Bad Request"), (401, "Unauthorized"), (403, "Forbidden"), (404, "Not Found"), (410, "Gone"), (304, "Not Modified")],
)
def test_a_lasting_refusal_is_told_at_once(http: Http, httpserver: HTTPServer, status: int, phrase: str) -> None:
    httpserver.expect_request("/").respond_with_data("", status)
    with pytest.raises(FetchError) as caught:
        http.get(httpserver.url_for("/"))
    assert caught.value.what == f"{served(httpserver)}: answered {status} {phrase}"
    assert "feed.yml" in caught.value.mend
    assert len(httpserver.log) == 1


def test_a_status_without_a_name_is_told_by_number(http: Http, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/").respond_with_data("", 499)
    with pytest.raises(FetchError, match=r"answered 499: check"):
        http.get(httpserver.url_for("/"))


def test_a_refusal_keeps_its_body(http: Http, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/").respond_with_data("why not", 400)
    with pytest.raises(Unanswered) as caught:
        http.get(httpserver.url_for("/"))
    assert caught.value.body == b"why not"


@pytest.mark.parametrize(
    ("headers", "waits"),
    [
        ({"Retry-After": "17"}, [17]),
        ({"Retry-After": "0"}, []),
        ({"Retry-After": "Tue, 21 Apr 2020 10:00:42 GMT"}, []),
        ({"Retry-After": "soon"}, [1]),
    ],
)
def test_retry_after_is_honoured(http: Http, clock: Clock, httpserver: HTTPServer, headers: dict[str, str], waits: list[float]) -> None:
    httpserver.expect_ordered_request("/").respond_with_data("", 429, headers=headers)
    httpserver.expect_ordered_request("/").respond_with_data("body")
    assert http.get(httpserver.url_for("/")) == b"body"
    assert clock.slept == waits


@pytest.mark.parametrize(
    ("retry_after", "date", "seconds"),
    [
        ("Tue, 21 Apr 2026 10:00:42 GMT", "Tue, 21 Apr 2026 10:00:00 GMT", 42),
        ("Tue, 21 Apr 2026 09:00:00 GMT", "Tue, 21 Apr 2026 10:00:00 GMT", 0),
        ("Tue, 21 Apr 2026 10:00:42 GMT", "today", None),
        ("Tue, 21 Apr 2026 10:00:42 -0000", "Tue, 21 Apr 2026 10:00:00 GMT", None),
        ("-1", "", None),
        ("²", "", None),
        ("9" * 400, "", float("inf")),
    ],
)
def test_a_date_is_counted_from_the_servers_own(retry_after: str, date: str, seconds: float | None) -> None:
    assert client._retry_after({"Retry-After": retry_after, "Date": date}) == seconds


def test_a_retry_after_that_is_too_long_ends_the_attempts_and_leaves_the_lane_alone(
    http: Http, clock: Clock, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/").respond_with_data("", 429, headers={"Retry-After": "3600"})
    with pytest.raises(FetchError) as first:
        http.get(httpserver.url_for("/"), lane="arxiv")
    with pytest.raises(FetchError) as second:
        http.get(httpserver.url_for("/other"), lane="arxiv")
    assert first.value.what == f"{served(httpserver)}: answered 429 Too Many Requests and asks to wait 3600 s, longer than 120 s"
    assert second.value.what == f"{served(httpserver)}: asked to be left alone for another 3600 s"
    assert len(httpserver.log) == 1
    assert clock.slept == []


def test_retry_after_on_the_last_attempt_holds_the_next_request(http: Http, clock: Clock, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/").respond_with_data("", 429, headers={"Retry-After": "30"})
    httpserver.expect_request("/other").respond_with_data("body")
    with pytest.raises(FetchError):
        http.get(httpserver.url_for("/"), lane="arxiv")
    assert http.get(httpserver.url_for("/other"), lane="arxiv") == b"body"
    assert clock.slept == [30, 30, 30, 30]


def test_a_lane_keeps_its_distance_retries_and_redirects_included(http: Http, clock: Clock, httpserver: HTTPServer) -> None:
    started: list[float] = []

    def answer(request: Request) -> Response:
        started.append(clock.time)
        if request.path == "/moved":
            return Response("", 301, headers={"Location": "/"})
        return Response("", 503 if len(started) == 2 else 200)

    httpserver.expect_request("/").respond_with_handler(answer)
    httpserver.expect_request("/moved").respond_with_handler(answer)
    for path in ("/", "/", "/moved", "/"):
        http.get(httpserver.url_for(path), lane="arxiv")
    assert [after - before for before, after in pairwise(started)] == [3] * 5


def test_requests_without_a_lane_do_not_wait(http: Http, clock: Clock, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/").respond_with_data("body")
    http.get(httpserver.url_for("/"), lane="arxiv")
    http.get(httpserver.url_for("/"))
    http.get(httpserver.url_for("/"))
    assert clock.slept == []


def test_a_lane_is_one_visitor_however_many_threads_ask(httpserver: HTTPServer) -> None:
    started: list[float] = []
    under_way: list[int] = []
    most = [0]

    def answer(_: Request) -> Response:
        started.append(time.monotonic())
        under_way.append(1)
        most[0] = max(most[0], len(under_way))
        time.sleep(0.01)
        under_way.pop()
        return Response("body")

    httpserver.expect_request("/").respond_with_handler(answer)
    begun = time.monotonic()
    with Http("t", spacing={"arxiv": 0.05}) as http:
        threads = [threading.Thread(target=http.get, args=(httpserver.url_for("/"),), kwargs={"lane": "arxiv"}) for _ in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(started) == 5
    assert started[-1] - begun >= 4 * 0.05
    assert most == [1]


def test_a_parse_error_counts_as_a_failed_attempt(http: Http, clock: Clock, httpserver: HTTPServer) -> None:
    def parse(body: bytes) -> str:
        if body != b"good":
            raise ParseError("a bad body came", "the next run tries again")
        return "parsed"

    httpserver.expect_ordered_request("/").respond_with_data("bad")
    httpserver.expect_ordered_request("/").respond_with_data("good")
    assert http.read(httpserver.url_for("/"), parse) == "parsed"
    httpserver.expect_request("/bad").respond_with_data("bad")
    with pytest.raises(ParseError) as caught:
        http.read(httpserver.url_for("/bad"), parse)
    assert caught.value.what == f"{served(httpserver)}: a bad body came (4 attempts)"
    assert caught.value.mend == "the next run tries again"
    assert clock.slept == [1, 1, 3, 9]


def test_another_error_of_the_parser_is_final(http: Http, httpserver: HTTPServer) -> None:
    def parse(_: bytes) -> str:
        raise FetchError("refused the request: no", "mend it")

    httpserver.expect_request("/").respond_with_data("")
    with pytest.raises(FetchError) as caught:
        http.read(httpserver.url_for("/"), parse)
    assert caught.value.what == f"{served(httpserver)}: refused the request: no"
    assert len(httpserver.log) == 1


def test_redirects_are_followed_to_a_limit(http: Http, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/a").respond_with_data("", 302, headers={"Location": "/b"})
    httpserver.expect_request("/b").respond_with_data("there")
    httpserver.expect_request("/loop").respond_with_data("", 302, headers={"Location": "/loop"})
    assert http.get(httpserver.url_for("/a")) == b"there"
    with pytest.raises(FetchError, match="redirected more than 5 times"):
        http.get(httpserver.url_for("/loop"))
    assert len(httpserver.log) == 2 + 6


def test_a_request_that_stays_follows_no_redirect_to_another_host_and_takes_no_more_than_it_is_told(
    http: Http, httpserver: HTTPServer
) -> None:
    elsewhere = httpserver.url_for("/b").replace("localhost", "127.0.0.1")
    httpserver.expect_request("/a").respond_with_data("", 302, headers={"Location": elsewhere})
    httpserver.expect_request("/here").respond_with_data("", 302, headers={"Location": "/b"})
    httpserver.expect_request("/b").respond_with_data("x" * 2000)
    assert http.get(httpserver.url_for("/a")) == http.get(httpserver.url_for("/here"), stay=True) == b"x" * 2000
    with pytest.raises(FetchError, match="redirected to another host"):
        http.get(httpserver.url_for("/a"), stay=True)
    with pytest.raises(FetchError, match=r"sent more than 0\.001 MB") as caught:
        http.get(httpserver.url_for("/b"), most_bytes=1000)
    assert isinstance(caught.value, Unanswered)
    assert not caught.value.passing


@pytest.mark.parametrize("target", ["file:///etc/hostname", "ftp://127.0.0.1/x", "javascript:alert(1)", "gopher://x/"])
def test_a_redirect_leads_nowhere_but_the_web(http: Http, httpserver: HTTPServer, target: str) -> None:
    httpserver.expect_request("/").respond_with_data("", 302, headers={"Location": target})
    with pytest.raises(FetchError, match=r"not an http or https address|answered 302 Found"):
        http.get(httpserver.url_for("/"))
    assert len(httpserver.log) == 1


@pytest.mark.parametrize(
    "url", ["file:///etc/hostname", "ftp://localhost/x", "localhost/x", "", "http://", "http://x:port/", "http://x/\n"]
)
def test_only_addresses_of_the_web_are_asked(http: Http, url: str) -> None:
    with pytest.raises(FetchError, match=r"not an http or https address|an address that is none"):
        http.get(url)


def test_no_secret_of_an_address_is_told(http: Http, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/secret").respond_with_data("", 404)
    with pytest.raises(FetchError) as caught:
        http.get(f"http://user:secret@localhost:{httpserver.port}/secret?key=secret")
    assert "secret" not in str(caught.value)
    assert host("http://user:secret@example.org/secret?key=secret") == "example.org"
    assert host("http://x:port/") == "an address"


def test_a_closed_port_is_told(http: Http) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        port = listening.getsockname()[1]
    with pytest.raises(FetchError) as caught:
        http.get(f"http://127.0.0.1:{port}/")
    assert caught.value.what == f"127.0.0.1:{port}: could not be reached (connection refused) (2 attempts)"
    assert caught.value.mend == "check the network; the next run tries again"


def test_an_unknown_name_is_told(http: Http, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    with pytest.raises(FetchError, match=r"^nobody\.example: could not be reached \(name not resolved\) \(2 attempts\): check the network"):
        http.get("http://nobody.example/")


def test_a_server_without_a_certificate_is_told(http: Http, httpserver: HTTPServer) -> None:
    with pytest.raises(FetchError, match="could not be reached \\(no secure connection\\)"):
        http.get(f"https://localhost:{httpserver.port}/")


def test_silence_is_told() -> None:
    def silence(connection: socket.socket) -> None:
        connection.recv(1000)
        time.sleep(0.5)

    with raw_server(silence) as url, Http("t", timeout=0.1, attempts=1) as http, pytest.raises(FetchError, match=r"was silent for 0\.1 s"):
        http.get(url)


def test_a_slow_drip_is_cut_short() -> None:
    def drip(connection: socket.socket) -> None:
        connection.recv(1000)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        for _ in range(200):
            connection.sendall(b".")
            time.sleep(0.02)

    with raw_server(drip) as url, Http("t", deadline=0.1, attempts=1) as http:
        started = time.monotonic()
        with pytest.raises(FetchError, match=r"did not finish its answer within 0\.1 s"):
            http.get(url)
        assert time.monotonic() - started < 2


def test_half_a_body_is_no_body() -> None:
    def half(connection: socket.socket) -> None:
        connection.recv(1000)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf")

    with raw_server(half) as url, Http("t", attempts=1) as http, pytest.raises(FetchError, match="broke the connection off"):
        http.get(url)


def test_a_body_that_cannot_be_unpacked_is_told(http: Http, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/").respond_with_data(b"not gzip", headers={"Content-Encoding": "gzip"})
    with pytest.raises(FetchError, match="sent a body that cannot be unpacked"):
        http.get(httpserver.url_for("/"))


def test_a_body_that_is_too_large_is_not_read_to_its_end(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/").respond_with_data(b"." * 3_000_000)
    with Http("t", most_bytes=1_000_000) as http, pytest.raises(FetchError, match="sent more than 1 MB"):
        http.get(httpserver.url_for("/"))
    assert len(httpserver.log) == 1


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (httpx2.ConnectTimeout("x"), "could not be reached (no connection within 30 s)"),
        (httpx2.ProxyError("x"), "could not be reached (the proxy refused)"),
        (httpx2.ConnectError("x"), "could not be reached (no connection)"),
    ],
)
def test_each_cause_has_its_words(error: httpx2.RequestError, words: str) -> None:
    assert client._reason(error, 30) == words


def test_a_cause_is_found_however_deep() -> None:
    error = httpx2.ConnectError("x")
    error.__context__ = OSError("y")
    error.__context__.__cause__ = ssl.SSLError("z")
    assert client._reason(error, 30) == "could not be reached (no secure connection)"


def test_a_retry_prints_nothing_of_its_own() -> None:
    assert any(isinstance(handler, logging.NullHandler) for handler in logging.getLogger("stamina").handlers)
