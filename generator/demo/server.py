"""The demo's sources: the recorded days, answered on loopback by the paths of the real hosts.

Everything but the socket is a function from a request's path to its answer.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

from lxml import etree

from generator import demo

ATOM = "{http://www.w3.org/2005/Atom}"
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"


@dataclass(frozen=True, slots=True)
class Replay:
    """The running server; ``url`` has no slash at its end."""

    url: str

    def environment(self, day: date) -> dict[str, str]:
        """Give the variables that move all sources here, to what they said on ``day``."""
        here = f"{self.url}/{day}"
        return {
            "DIGEST_SOURCES__ARXIV__RSS_URL": f"{here}/rss",
            "DIGEST_SOURCES__ARXIV__API_URL": f"{here}/api/query",
            "DIGEST_SOURCES__ARXIV__SPACING": "0",
            "DIGEST_SOURCES__HUGGINGFACE__API_URL": f"{here}/api/daily_papers",
        }


@contextmanager
def replay() -> Iterator[Replay]:
    """Serve the recorded days on a free port of 127.0.0.1 until the block ends."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, name="demo-sources")
    thread.start()
    try:
        yield Replay(url=f"http://127.0.0.1:{server.server_port}")
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer."""

    status: int
    content_type: str
    body: bytes


def answer(target: str) -> Answer:
    """Answer ``/<day>/<path of the real host>?<query>`` as that host would; what it would not know is 404."""
    split = urlsplit(target)
    query = {key: values[0] for key, values in parse_qs(split.query).items()}
    match split.path.strip("/").split("/"):
        case [day, "rss", _]:
            return _found("application/rss+xml", _recorded(day, demo.RSS))
        case [_, "api", "query"]:
            return _api(query)
        case [_, "api", "daily_papers"]:
            # The real list of a day on which nothing was sent in is an empty one too.
            return _found("application/json", _recorded(query.get("date", ""), demo.DAILY_PAPERS) or b"[]")
        case _:
            return _found("text/plain", None)


def _recorded(day: str, name: str) -> bytes | None:
    try:
        return demo.body(date.fromisoformat(day), name)
    except ValueError:
        return None


def _found(content_type: str, body: bytes | None) -> Answer:
    return Answer(200, content_type, body) if body is not None else Answer(404, "text/plain", b"not recorded\n")


def _api(query: dict[str, str]) -> Answer:
    """Answer an ``id_list`` as export.arxiv.org does; nothing else of its query language is recorded."""
    try:
        start, most = int(query.get("start", 0)), int(query.get("max_results", 10))
    except ValueError:
        return Answer(400, "text/plain", b"start and max_results are numbers\n")
    if "id_list" not in query:
        return Answer(400, "text/plain", b"the recorded days answer an id_list only\n")
    asked = [_without_version(each.strip()) for each in query["id_list"].split(",")]
    known = [_entries()[each] for each in dict.fromkeys(asked) if each in _entries()]
    return Answer(200, "application/atom+xml", _atom(query["id_list"], known, start, most))


@cache
def _entries() -> dict[str, bytes]:
    """Give every recorded API entry by its id without version."""
    feeds = [etree.fromstring(demo.body(day, demo.API) or b"") for day in demo.days()]
    entries = [entry for feed in feeds for entry in feed.iterfind(f"{ATOM}entry")]
    return {_without_version(entry.findtext(f"{ATOM}id").rpartition("/abs/")[2]): etree.tostring(entry) for entry in entries}


def _without_version(arxiv_id: str) -> str:
    head, v, version = arxiv_id.rpartition("v")
    return head if v and version.isdecimal() else arxiv_id


def _atom(id_list: str, entries: list[bytes], start: int, most: int) -> bytes:
    """Write the body that export.arxiv.org gives for a page of these entries."""
    feed = etree.Element(f"{ATOM}feed", nsmap={None: ATOM[1:-1], "opensearch": OPENSEARCH[1:-1]})
    facts = {
        f"{ATOM}id": "https://arxiv.org/api/demo",
        f"{ATOM}title": f"arXiv Query: search_query=&id_list={id_list}&start={start}&max_results={most}",
        f"{OPENSEARCH}itemsPerPage": str(most),
        f"{OPENSEARCH}totalResults": str(len(entries)),
        f"{OPENSEARCH}startIndex": str(start),
    }
    for tag, text in facts.items():
        etree.SubElement(feed, tag).text = text
    feed.extend(etree.fromstring(entry) for entry in entries[start : start + most])
    return bytes(etree.tostring(feed, encoding="UTF-8", xml_declaration=True))


class _Handler(BaseHTTPRequestHandler):
    """One request of one client."""

    def do_GET(self) -> None:
        """Send the answer for the path."""
        given = answer(self.path)
        self.send_response(given.status)
        self.send_header("Content-Type", given.content_type)
        self.send_header("Content-Length", str(len(given.body)))
        self.end_headers()
        self.wfile.write(given.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 the name is http.server's
        """Say nothing: the demo's output is the run's."""
