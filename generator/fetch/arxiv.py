"""Fetch stage: arXiv's RSS and Atom read, and what its API knows of papers. Parsing is pure; Http does the rest.

The ``arxiv`` package pages through the API and reads its entries. It takes an HTML notice, an empty body, half a body and an
empty page all for "no papers", and leaves out entries without a date; here each of them is an error or a paper.
"""

import logging
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from typing import Any, cast, get_args

import arxiv
from arxiv import _feed
from lxml import etree

from generator.bounds import number
from generator.config import ARXIV_ID
from generator.errors import FetchError, ParseError
from generator.fetch.http import Http, Unanswered, host
from generator.fetch.links import web_address
from generator.fetch.source import one_line
from generator.model import AnnounceType, Paper

LANE = "arxiv"
"""arXiv counts API, RSS, HTML and PDF together: one connection, one request in three seconds."""

BATCH = 100
"""Ids in one request: the API's own default page, and a URL of about 1,500 characters."""

PAGE = 500
"""Results a request when searching; arXiv allows 2,000, but fails more often on large pages."""

MOST_BYTES = 12_000_000
"""The largest answers, of 2,000 items, have some 4 MB; the tree of 12 MB of empty elements takes 400."""

MOST_NAME = 2_000
"""Characters of an author with affiliations; looking for brackets in a longer one would take the square of them."""

_NAMES = {
    "atom": "http://www.w3.org/2005/Atom",
    "arxiv": "http://arxiv.org/schemas/atom",
    "dc": "http://purl.org/dc/elements/1.1/",
    "search": "http://a9.com/-/spec/opensearch/1.1/",
}
_ID_AT_END = re.compile(rf"(?:^|[:/])(?P<whole>{ARXIV_ID.pattern})$")
_ID_IN_DESCRIPTION = re.compile(rf"arXiv:(?P<whole>{ARXIV_ID.pattern})\s")
_WITH_AFFILIATION = re.compile(r"(.*\S) ?\(((?:[^()]|\([^()]*\))+)\)")
# arXiv mixes classes of the AMS and the ACM into the categories, alone or in a row: 68T45, I.4.8; I.2.10.
_CATEGORY = re.compile(r"[a-z-]+(\.[A-Za-z-]+)?")
_ANNOUNCE_TYPE = re.compile(r"Announce Type: ([\w-]+)")
_LATER = "the next run tries again"

# The package's own "unknown" is the year 1; its parser drops an entry without a date, so the wire gets this one.
_UNKNOWN_TIME = "0001-01-01T00:00:00Z"

# Without any handler Python prints the package's notices (two PDF links, say) on stderr.
logging.getLogger("arxiv").addHandler(logging.NullHandler())


@dataclass(frozen=True, slots=True)
class Announcement:
    """What arXiv announced on ``day`` (US Eastern): all items in the feed's order, replacements among them.

    ``unread`` counts the items without an arXiv id.
    """

    day: date
    papers: tuple[Paper, ...]
    unread: int = 0


def parse_rss(body: bytes) -> Announcement:
    """Read an RSS 2.0 body of rss.arxiv.org. Raises ParseError that says what came instead."""
    root = _xml(body, "RSS")
    channel = root.find("channel")
    if root.tag != "rss" or channel is None:
        raise ParseError("another kind of XML came instead of RSS", _LATER)
    # arXiv's feed service tells its own errors as a well-formed feed without items (arxiv-feed, serialize_error).
    if (channel.findtext("title") or "").startswith("Feed error"):
        raise ParseError(f"an error came instead of RSS: {_quoted(channel.findtext('description'))}", _LATER)
    day = _rss_day(channel.findtext("pubDate"))
    items = [_announced(item, day) for item in channel.iterfind("item")]
    papers = tuple(paper for paper in items if paper)
    if items and not papers:
        raise ParseError("RSS without any arXiv id came", _LATER)
    return Announcement(day, papers, unread=len(items) - len(papers))


def parse_api(body: bytes) -> tuple[Paper, ...]:
    """Read an Atom body of the API: all papers on the page, none of them dropped. Raises like ``page``."""
    return tuple(_known(result) for result in page(body).results)


def page(body: bytes) -> _feed.ParsedFeed:
    """Check an Atom body of the API and let the package read it.

    Raises ParseError that says what came instead, also for an empty page where there should be results, and FetchError
    with arXiv's words when it refuses the request (an entry called "Error", whatever the HTTP status).
    """
    root = _xml(body, "Atom")
    total = number(root.findtext("search:totalResults", namespaces=_NAMES))
    if root.tag != f"{{{_NAMES['atom']}}}feed" or total is None:
        raise ParseError("another kind of XML came instead of Atom", _LATER)
    entries = root.findall("atom:entry", _NAMES)
    if not entries and (number(root.findtext("search:startIndex", namespaces=_NAMES)) or 0) < total:
        raise ParseError(f"an empty page came although there are {total} results", _LATER)
    _refuse_errors(entries)
    dated = [_with_dates(entry) for entry in entries]
    return _feed.parse(etree.tostring(root) if any(dated) else body.strip())


class ArxivApi:
    """What arXiv's API knows of papers, by id or by query."""

    def __init__(self, http: Http, url: str) -> None:
        self._http = http
        self._url = url
        self.host = host(url)

    def by_ids(self, ids: Sequence[str]) -> tuple[Paper, ...]:
        """Ask for papers by id, in batches; the order is that of ``ids``, and what arXiv does not know is absent. Raises FetchError."""
        asked = [each for each in dict.fromkeys(ids) if ARXIV_ID.fullmatch(each)]
        known: dict[str, Paper] = {}
        for start in range(0, len(asked), BATCH):
            batch = asked[start : start + BATCH]
            search = arxiv.Search(id_list=batch, max_results=len(batch))
            known |= {paper.id: paper for paper in self._papers(search, len(batch))}
        return tuple(known[each] for each in asked if each in known)

    def search(self, query: str, page_size: int = PAGE) -> tuple[Paper, ...]:
        """Ask for all papers that match a query of the API's language, oldest first, each once. Raises FetchError."""
        search = arxiv.Search(
            query=query, max_results=None, sort_by=arxiv.SortCriterion.SubmittedDate, sort_order=arxiv.SortOrder.Ascending
        )
        return tuple({paper.id: paper for paper in self._papers(search, page_size)}.values())

    def _papers(self, search: arxiv.Search, page_size: int) -> Iterator[Paper]:
        client = _Client(self._http, self._url, page_size)
        return (_known(result) for result in client.results(search))


class _Client(arxiv.Client):  # type: ignore[misc] # the package has no types
    """The package's client with our connection: its pages and results, our retries, spacing and errors."""

    def __init__(self, http: Http, url: str, page_size: int) -> None:
        super().__init__(page_size=page_size, delay_seconds=0, num_retries=0)
        self.query_url_format = url + "?{}"
        self._http = http

    def _parse_feed(self, url: str, first_page: bool = True, _try_index: int = 0) -> _feed.ParsedFeed:  # noqa: ARG002 the package's
        try:
            return self._http.read(url, page, lane=LANE)
        except Unanswered as error:
            if error.status != 400:
                raise
            raise _in_arxivs_words(error, host(url)) from error


def _xml(body: bytes, wanted: str) -> Any:
    """Parse strictly, without entities, DTD or network. Raises ParseError that says what came instead."""
    start = body[:1000].lstrip().removeprefix(b"\xef\xbb\xbf").lower()
    if not body.strip():
        raise ParseError(f"an empty body came instead of {wanted}", _LATER)
    if len(body) > MOST_BYTES:
        raise ParseError(f"{len(body) / 1e6:.0f} MB came instead of {wanted}", _LATER)
    if start.startswith((b"<!doctype html", b"<html")):
        raise ParseError(f"an HTML page came instead of {wanted}", _LATER)
    if not start.startswith(b"<"):
        raise ParseError(f"plain text came instead of {wanted}", _LATER)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(body.strip(), parser)
    except etree.XMLSyntaxError as error:
        raise ParseError(f"{wanted} that is cut off or garbled came", _LATER) from error
    if etree.QName(root).localname == "html":
        raise ParseError(f"an HTML page came instead of {wanted}", _LATER)
    return root


def _rss_day(text: str | None) -> date:
    """The day as arXiv writes it, in its own time zone (US Eastern)."""
    try:
        return parsedate_to_datetime(text or "").date()
    except (ValueError, TypeError, OverflowError) as error:
        raise ParseError("RSS without a date came", _LATER) from error


def _categories(words: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in words if word and _CATEGORY.fullmatch(word)))


def _announced(item: Any, day: date) -> Paper | None:
    """Make a paper of an RSS item; None when it has no arXiv id."""
    description = item.findtext("description") or ""
    found = _ID_AT_END.search((item.findtext("guid") or "").strip()) or _ID_IN_DESCRIPTION.match(description)
    if not found:
        return None
    categories = _categories(one_line(each.text) for each in item.iterfind("category"))
    authors, affiliations = _creators(item.findtext("dc:creator", namespaces=_NAMES) or "")
    return Paper(
        **_id_and_version(found),
        title=one_line(item.findtext("title")) or "",
        authors=authors,
        affiliations=affiliations,
        abstract=one_line(description.partition("Abstract:")[2]),
        categories=categories,
        primary_category=categories[0] if categories else None,
        announce_type=_announce_type(item.findtext("arxiv:announce_type", namespaces=_NAMES), description),
        announced=day,
        journal_ref=one_line(item.findtext("arxiv:journal_reference", namespaces=_NAMES)),
        doi=one_line(item.findtext("arxiv:DOI", namespaces=_NAMES)),
        licence=web_address(item.findtext("dc:rights", namespaces=_NAMES)),
        sources=("arxiv",),
    )


def _announce_type(stated: str | None, description: str) -> AnnounceType | None:
    """Read the announce type; one that is not known is None, which keeps the paper in."""
    found = _ANNOUNCE_TYPE.search(description)
    word = (stated or (found[1] if found else "")).strip()
    # "absonly" is a replacement that changes the abstract alone (arxiv-feed, ArxivEntryExtension).
    word = "replace" if word == "absonly" else word
    return cast(AnnounceType, word) if word in get_args(AnnounceType) else None


def _creators(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Split ``A. One (Lab, City), B. Two`` into authors and affiliations."""
    authors, affiliations = [], []
    for whole in _outside_brackets(" ".join(text.split()).split(", ")):
        found = _WITH_AFFILIATION.fullmatch(whole) if len(whole) <= MOST_NAME else None
        authors.append(found[1] if found else whole)
        affiliations += [found[2]] if found else []
    return tuple(each for each in authors if each), tuple(dict.fromkeys(affiliations))


def _outside_brackets(pieces: Sequence[str]) -> Iterator[str]:
    """Join again what was split inside brackets; a bracket that never closes joins nothing."""
    depth, waiting = 0, list[str]()
    for piece in pieces:
        depth += piece.count("(") - piece.count(")")
        waiting.append(piece)
        if depth <= 0:
            yield ", ".join(waiting)
            depth, waiting = 0, []
    yield from waiting


def _refuse_errors(entries: Sequence[Any]) -> None:
    for entry in entries:
        named = entry.findtext("atom:id", namespaces=_NAMES) or ""
        if "/api/errors" in named:
            words = _quoted(entry.findtext("atom:summary", namespaces=_NAMES))
            raise FetchError(f"refused the request: {words}", "report it to this project")
        if not _ID_AT_END.search(named.strip()):
            raise ParseError("an entry without an arXiv id came in the Atom", _LATER)


def _with_dates(entry: Any) -> bool:
    """Give an entry the dates that it lacks, so that the package keeps it; say whether it did."""
    changed = False
    for name in ("published", "updated"):
        tag = f"{{{_NAMES['atom']}}}{name}"
        found = entry.find(tag)
        if found is None or not _is_time(found.text):
            (etree.SubElement(entry, tag) if found is None else found).text = _UNKNOWN_TIME
            changed = True
    return changed


def _is_time(text: str | None) -> bool:
    try:
        return datetime.fromisoformat((text or "").strip()).year > 1
    except ValueError:
        return False


def _known(result: arxiv.Result) -> Paper:
    """Make a paper of the package's result; its sources stay empty: the API describes papers, it does not bring them."""
    found = _ID_AT_END.search(result.entry_id.strip())
    assert found  # noqa: S101 page() lets no other entry through
    places = (one_line(place) for author in result.authors for place in author.affiliation)
    categories = _categories(result.categories)
    return Paper(
        **_id_and_version(found),
        title=one_line(result.title) or "",
        authors=tuple(name for author in result.authors if (name := one_line(author.name))),
        affiliations=tuple(dict.fromkeys(place for place in places if place)),
        abstract=one_line(result.summary),
        categories=categories,
        primary_category=result.primary_category or next(iter(categories), None),
        submitted=_time(result.published),
        updated=_time(result.updated),
        comment=one_line(result.comment),
        journal_ref=one_line(result.journal_ref),
        doi=one_line(result.doi),
    )


def _id_and_version(found: re.Match[str]) -> dict[str, Any]:
    version = found["whole"].removeprefix(found["id"]).removeprefix("v")
    return {"id": found["id"], "version": number(version)}


def _time(value: datetime) -> datetime | None:
    return value if value.year > 1 else None


def _quoted(words: str | None) -> str:
    """The other side's words, short and on one line."""
    return (one_line(words) or "it did not say why")[:200]


def _in_arxivs_words(error: Unanswered, name: str) -> FetchError:
    """Tell a 400 as the Error entry in its body does, when there is one."""
    try:
        page(error.body)
    except ParseError:
        return error
    except FetchError as refusal:
        return FetchError(f"{name}: {refusal.what}", refusal.mend)
    return error
