"""arXiv and Hugging Face on loopback, answering with the corpus of recorded traffic in their own wire formats.

The announcements are the recorded cs.CV feeds; metadata comes from the bulk of papers, which knows the day of a
submission but not its hour: the hour is set so that arXiv's calendar leads to the recorded announcement where any hour does.
"""

import gzip
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from functools import cache, cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

from generator.fetch.calendar import announcement_day

HOURS = (time(12, tzinfo=UTC), time(21, tzinfo=UTC))


@cache
def bulk(corpus: Path, first: str, last: str) -> dict[str, dict[str, Any]]:
    """The papers whose ids begin with a month from ``first`` to ``last`` (``2604``)."""
    with gzip.open(corpus / "bulk" / "papers.jsonl.gz", "rt", encoding="utf-8") as lines:
        wanted = (line for line in lines if first <= line[8:12] <= last)
        return {paper["id"]: paper for paper in map(json.loads, wanted)}


@cache
def announced(corpus: Path, day: date) -> list[dict[str, Any]]:
    """The recorded cs.CV announcement of a day."""
    path = corpus / "feeds" / "cscv_announced" / f"{day}.json"
    return json.loads(path.read_text("utf-8"))["papers"] if path.exists() else []


@dataclass
class CorpusServer:
    """What the servers know; ``today`` is the day that RSS holds. ``requests`` remembers the paths that were asked."""

    corpus: Path
    today: date
    months: tuple[str, str] = ("2603", "2604")
    requests: list[str] = field(default_factory=list)
    failing: tuple[str, ...] = ()
    url: str = ""

    @property
    def environ(self) -> dict[str, str]:
        """The variables that move all sources here."""
        return {
            "DIGEST_SOURCES__ARXIV__RSS_URL": f"{self.url}/rss",
            "DIGEST_SOURCES__ARXIV__API_URL": f"{self.url}/api/query",
            "DIGEST_SOURCES__ARXIV__SPACING": "0",
            "DIGEST_SOURCES__HUGGINGFACE__API_URL": f"{self.url}/api/daily_papers",
        }

    @cached_property
    def papers(self) -> dict[str, dict[str, Any]]:
        """All that the API knows: the bulk, and what only the feeds have."""
        known = dict(bulk(self.corpus, *self.months))
        for path in sorted((self.corpus / "feeds" / "cscv_announced").glob("*.json")):
            for item in announced(self.corpus, date.fromisoformat(path.stem)):
                if item["announce_type"] in ("new", "cross"):
                    known[item["arxiv_id"]] = {**known.get(item["arxiv_id"], {}), **item, "announced": path.stem}
        for path in sorted((self.corpus / "hf_daily").glob("2026-04-*.json.gz")):
            for item in json.loads(gzip.decompress(path.read_bytes())):
                known.setdefault(item["paper"]["id"], _featured(item["paper"], path.name[:10]))
        return known

    def answer(self, target: str) -> tuple[int, bytes]:
        """Status and body for a path."""
        self.requests.append(target)
        split = urlsplit(target)
        query = {key: values[0] for key, values in parse_qs(split.query).items()}
        if any(word in target for word in self.failing):
            return 503, b"unavailable"
        if split.path.startswith("/none/"):
            return 404, b"not found"
        if split.path.startswith("/rss/"):
            return 200, rss(self.today, announced(self.corpus, self.today)).encode()
        if split.path == "/api/daily_papers":
            path = self.corpus / "hf_daily" / f"{query['date']}.json.gz"
            return 200, gzip.decompress(path.read_bytes()) if path.exists() else b"[]"
        return 200, self.atom(query).encode()

    def atom(self, query: Mapping[str, str]) -> str:
        """Answer ``id_list`` or ``submittedDate:[… TO …]``, page by page, oldest first."""
        known = self.papers
        if query.get("id_list"):
            found = [known[each] for each in query["id_list"].split(",") if each in known]
        else:
            first, last = re.findall(r"\d{12}", query["search_query"])
            wanted = set(re.findall(r"cat:([\w.-]+)", query["search_query"]))
            papers = (paper for paper in known.values() if wanted.intersection(paper["categories"]))
            found = sorted((p for p in papers if first <= f"{submitted(p):%Y%m%d%H%M}" <= last), key=submitted)
        start, most = int(query["start"]), int(query["max_results"])
        entries = "".join(atom_entry(paper) for paper in found[start : start + most])
        return (
            "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:opensearch='http://a9.com/-/spec/opensearch/1.1/' "
            "xmlns:arxiv='http://arxiv.org/schemas/atom'>"
            f"<opensearch:totalResults>{len(found)}</opensearch:totalResults><opensearch:startIndex>{start}</opensearch:startIndex>"
            f"<opensearch:itemsPerPage>{most}</opensearch:itemsPerPage>{entries}</feed>"
        )


def _featured(paper: Mapping[str, Any], day: str) -> dict[str, Any]:
    """What arXiv would know of a paper that only Hugging Face's list holds; its category is not recorded."""
    names = [author["name"] for author in paper["authors"]]
    facts = {"id": paper["id"], "title": paper["title"], "abstract": paper["summary"], "published": paper["publishedAt"][:10]}
    return {**facts, "authors": names, "categories": ["cs.AI"], "announced": day}


def submitted(paper: Mapping[str, Any]) -> datetime:
    """The moment of submission: an hour of the recorded day that leads to the recorded announcement, if any does."""
    # One recorded submission lies after its announcement, which no paper's does.
    day = date.fromisoformat(min(filter(None, (paper.get("published"), paper["announced"]))))
    moments = [datetime.combine(day, hour) for hour in HOURS]
    return next((each for each in moments if str(announcement_day(each)) == paper["announced"]), moments[0])


def rss(day: date, items: list[dict[str, Any]]) -> str:
    """An RSS body as rss.arxiv.org writes it."""
    stamp = f"{day:%a, %d %b %Y} 00:00:00 -0400"
    body = "".join(
        f"<item><title>{escape(each['title'])}</title><link>https://arxiv.org/abs/{each['arxiv_id']}</link><description>"
        f"arXiv:{each['arxiv_id']}v1 Announce Type: {each['announce_type']} \n"
        f"Abstract: {escape(each['abstract'])}</description>"
        f"<guid isPermaLink='false'>oai:arXiv.org:{each['arxiv_id']}v1</guid>"
        + "".join(f"<category>{category}</category>" for category in each["categories"])
        + f"<pubDate>{stamp}</pubDate><arxiv:announce_type>{each['announce_type']}</arxiv:announce_type>"
        + (f"<dc:rights>{escape(each['licence'])}</dc:rights>" if each.get("licence") else "")
        + f"<dc:creator>{escape(', '.join(each['authors']))}</dc:creator></item>"
        for each in items
    )
    return (
        "<rss xmlns:arxiv='http://arxiv.org/schemas/atom' xmlns:dc='http://purl.org/dc/elements/1.1/' version='2.0'><channel>"
        f"<title>cs.CV updates on arXiv.org</title><pubDate>{stamp}</pubDate>{body}</channel></rss>"
    )


def atom_entry(paper: Mapping[str, Any]) -> str:
    """An entry as export.arxiv.org writes it."""
    moment = f"{submitted(paper):%Y-%m-%dT%H:%M:%SZ}"
    comment = f"<arxiv:comment>{escape(paper['comment'])}</arxiv:comment>" if paper.get("comment") else ""
    return (
        f"<entry><id>http://arxiv.org/abs/{paper.get('arxiv_id') or paper['id']}v{paper.get('version') or 1}</id>"
        f"<title>{escape(paper['title'])}</title><updated>{moment}</updated><published>{moment}</published>"
        f"<summary>{escape(paper['abstract'])}</summary>{comment}"
        + "".join(f"<author><name>{escape(name)}</name></author>" for name in paper["authors"])
        + "".join(f"<category term='{category}'/>" for category in paper["categories"])
        + f"<arxiv:primary_category term='{paper['categories'][0]}'/></entry>"
    )


@contextmanager
def serving(server: CorpusServer) -> Iterator[CorpusServer]:
    """Serve on a free port of loopback until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = server.answer(self.path)
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 the base class's name
            pass

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    server.url = f"http://127.0.0.1:{httpd.server_port}"
    try:
        yield server
    finally:
        httpd.shutdown()
        httpd.server_close()
        thread.join()
