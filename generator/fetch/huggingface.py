"""Fetch stage: Hugging Face Daily Papers of a day. Parsing is pure; Http does the rest."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from generator.bounds import loads
from generator.config import ARXIV_ID, SourcesConfig
from generator.errors import FetchError, ParseError
from generator.fetch.http import Http, Unanswered
from generator.fetch.links import web_address
from generator.fetch.source import Fetched, Past, one_line
from generator.model import Paper

MOST = 100
"""Papers asked for; the longest day recorded had 50."""

MOST_BYTES = 10_000_000
"""The largest list recorded had 0.5 MB; 10 MB of empty lists take 250 in memory."""

MOST_UPVOTES = 10**6
"""A count above it is none."""

_LATER = "the next run tries again"


def parse(body: bytes, day: date) -> tuple[Paper, ...]:
    """Read the list of ``day``, in the wire's order, which is not that of upvotes.

    ``submitted`` is the wire's publishedAt, whose day agrees with arXiv's but whose time is often cut to midnight;
    arXiv's own overrules it. Papers that are not on arXiv are left out. Raises ParseError that says what came instead.
    """
    return parse_list(body, day)[0]


def parse_list(body: bytes, day: date) -> tuple[tuple[Paper, ...], int]:
    """Read the list as ``parse`` does, and count the items of which not even the id could be read."""
    content = _list(body)
    items = [paper for item in content if (paper := _item(item))]
    papers = tuple(_paper(item, day) for item in items if ARXIV_ID.fullmatch(item["id"]))
    if content and not papers:
        raise ParseError("a list without any arXiv id came", _LATER)
    return papers, len(content) - len(items)


def top(papers: Sequence[Paper], most: int) -> tuple[Paper, ...]:
    """The papers with the most upvotes, unknown ones last, the order total."""
    return tuple(sorted(papers, key=lambda paper: (paper.upvotes is None, -(paper.upvotes or 0), paper.id))[:most])


class HuggingFaceSource:
    """The top of a day's list."""

    name = "huggingface"

    def __init__(self, http: Http, url: str, most: int) -> None:
        self._http = http
        self._url = url
        self._most = most

    def fetch(self, day: date) -> Fetched:
        """Give the papers of ``day`` with the most upvotes; an empty list is an answer. Raises FetchError."""
        try:
            papers, unread = self._http.read(f"{self._url}?date={day}&limit={MOST}", lambda body: parse_list(body, day))
        except Unanswered as error:
            # Hugging Face answers 400 for a day that has not begun in UTC, not an empty list.
            if error.status != 400:
                raise
            raise FetchError(f"{error.what} for {day}", "that day may not have begun in UTC; the next run tries again") from error
        return Fetched(self.name, top(papers, self._most), unread=unread)


def source(config: SourcesConfig, http: Http, _: Past) -> HuggingFaceSource | None:
    """Make the source that feed.yml describes; None when it is turned off."""
    settings = config.huggingface
    return HuggingFaceSource(http, settings.api_url, settings.top) if settings.top else None


def _list(body: bytes) -> list[Any]:
    content = _json(body)
    if isinstance(content, dict):
        words = (one_line(str(content.get("error") or "")) or "")[:200]
        raise ParseError(f"an error came instead of a list: {words}" if words else "an object came instead of a list", _LATER)
    if not isinstance(content, list):
        raise ParseError("a single value came instead of a list", _LATER)
    return content


def _item(item: object) -> dict[str, Any] | None:
    """Take the paper out of an item of the list, the item's title beside its own; None for what is no paper or has no id."""
    paper = item.get("paper") if isinstance(item, dict) else None
    if not isinstance(item, dict) or not isinstance(paper, dict) or not isinstance(paper.get("id"), str):
        return None
    return {"title": item.get("title"), **paper}


def _json(body: bytes) -> Any:
    start = body[:1000].lstrip().lower()
    if not start:
        raise ParseError("an empty body came instead of a list", _LATER)
    if start.startswith((b"<!doctype html", b"<html")):
        raise ParseError("an HTML page came instead of a list", _LATER)
    if len(body) > MOST_BYTES:
        raise ParseError(f"{len(body) / 1e6:.0f} MB came instead of a list", _LATER)
    try:
        return loads(body)
    except ValueError as error:
        raise ParseError("what came is not JSON, or cut off", _LATER) from error


def _paper(item: dict[str, Any], day: date) -> Paper:
    return Paper(
        id=ARXIV_ID.fullmatch(item["id"])["id"],  # type: ignore[index] # parse() lets no other id through
        title=_text(item.get("title")) or "",
        authors=_authors(item.get("authors")),
        abstract=_text(item.get("summary")),
        submitted=_time(item.get("publishedAt")),
        upvotes=_count(item.get("upvotes")),
        huggingface_date=day,
        code_url=web_address(item.get("githubRepo")),
        project_url=web_address(item.get("projectPage")),
        sources=("huggingface",),
    )


def _authors(wire: object) -> tuple[str, ...]:
    """The names; a hidden author was taken off by hand, mostly for being no author."""
    people = [each for each in wire if isinstance(each, dict)] if isinstance(wire, list) else []
    return tuple(name for each in people if not each.get("hidden") and (name := _text(each.get("name"))))


def _text(value: object) -> str | None:
    return one_line(value) if isinstance(value, str) else None


def _count(value: object) -> int | None:
    """A number of upvotes; absent is unknown, not zero."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_UPVOTES else None


def _time(value: object) -> datetime | None:
    try:
        time = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return time.astimezone(UTC) if time and time.tzinfo else None
