"""Fetch stage: arXiv's announcement of any day, from RSS while it holds the day, from the API and the calendar after that.

The API knows when a paper was submitted, not when it was announced. The calendar leads from one to the other, but for
papers that moderation held back (about one in fifteen) and for cross-lists added later. So a day from the API also takes
what was submitted for an earlier day that has a record, and stands in no record: whatever was held is found once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from generator.config import SourcesConfig
from generator.errors import FetchError
from generator.fetch import calendar
from generator.fetch.arxiv import LANE, Announcement, ArxivApi, parse_rss
from generator.fetch.http import Http, Unanswered, host
from generator.fetch.source import Fetched, Past
from generator.model import Paper

REPLACEMENTS = ("replace", "replace-cross")

FULL = 2000
"""Items that RSS gives at most (https://info.arxiv.org/help/rss.html)."""

NEAR_FULL = 1900

TELLING = 20
"""So many new papers, all of them known from an earlier day, are no chance."""

HELD_BACK = timedelta(days=10)
"""How long moderation is followed; what it held any longer is left to Hugging Face."""

# These archives are groups: the API wants a wildcard for what RSS calls by the group's name.
GROUPS = frozenset({"astro-ph", "cond-mat", "cs", "econ", "eess", "math", "nlin", "physics", "q-bio", "q-fin", "stat"})

_LATER = "the next run tries again"


class ArxivSource:
    """arXiv's announcements, new and cross-listed; replacements are only counted."""

    name = "arxiv"

    def __init__(self, http: Http, rss_url: str, api: ArxivApi, categories: Sequence[str], past: Past) -> None:
        self._http = http
        self._rss_url = rss_url
        self._api = api
        self._categories = tuple(categories)
        self._past = past
        self._held: Announcement | FetchError | None = None
        self._submitted: dict[date, tuple[Paper, ...]] = {}
        self._given: set[str] = set()

    def fetch(self, day: date) -> Fetched:
        """Give the papers announced on ``day``; none only where the feed or the calendar says so. Raises FetchError."""
        held = self._rss()
        # An empty feed of an earlier day (at weekends it stands for two more) is believed once the API knows nothing either.
        if isinstance(held, Announcement) and held.day == day and (held.papers or day >= self._past.today):
            return self._from_rss(held)
        if day < self._past.today:
            return self._from_api(day, held) if calendar.is_announced(day) else Fetched(self.name, ())
        if isinstance(held, FetchError):
            raise held
        if calendar.is_announced(day):
            raise FetchError(f"{host(self._rss_url)}: holds {held.day}, not {day} yet", _LATER)
        return Fetched(self.name, ())

    def _rss(self) -> Announcement | FetchError:
        """Ask once for all days of a run, and remember a failure too."""
        if self._held is None:
            try:
                self._held = self._dated(self._feed(self._categories))
            except FetchError as error:
                self._held = error
        return self._held

    def _dated(self, held: Announcement) -> Announcement:
        """Refuse a feed from the future, whose papers would be left to a day that never comes; our clock may be a day behind."""
        if held.day > self._past.today + timedelta(days=1):
            raise FetchError(f"{host(self._rss_url)}: holds {held.day}, which is not yet", _LATER)
        return held

    def _feed(self, categories: Sequence[str]) -> Announcement:
        """Ask for all categories together, and for each alone when the feed is nearly as long as arXiv makes it."""
        try:
            held = self._http.read(f"{self._rss_url}/{'+'.join(categories)}", parse_rss, lane=LANE)
        except Unanswered as error:
            if error.status != 400:
                raise
            raise FetchError(error.what, "check sources.arxiv.categories in feed.yml") from error
        if len(held.papers) < NEAR_FULL or len(categories) == 1:
            return held
        alone = [self._feed([category]) for category in categories]
        same = [each for each in alone if each.day == held.day]
        return Announcement(held.day, tuple(paper for each in same for paper in each.papers), sum(each.unread for each in same))

    def _from_rss(self, held: Announcement) -> Fetched:
        wanted = tuple(paper for paper in held.papers if paper.announce_type not in REPLACEMENTS)
        self._refuse_stale(held.day, wanted)
        replaced = len({paper.id for paper in held.papers} - {paper.id for paper in wanted})
        if len(self._categories) == 1 and len(held.papers) >= FULL and calendar.is_announced(held.day):
            known = {paper.id for paper in wanted}
            wanted += tuple(paper for paper in self._in_window(held.day, held.day) if paper.id not in known)
        return Fetched(self.name, wanted, replaced=replaced, unread=held.unread)

    def _refuse_stale(self, day: date, papers: Sequence[Paper]) -> None:
        """Refuse a feed that serves an earlier day's papers again under today's date, as arXiv's has been seen to do."""
        fresh = {paper.id for paper in papers if paper.announce_type == "new"}
        for earlier, ids in self._past.recorded.items():
            if earlier < day and len(fresh) >= TELLING and fresh <= ids:
                raise FetchError(f"{host(self._rss_url)}: serves the papers of {earlier} under the date {day}", _LATER)

    def _from_api(self, day: date, held: Announcement | FetchError) -> Fetched:
        """Give what was submitted for ``day``, and what was held back from earlier days until then."""
        elsewhere = {id_ for other, ids in self._past.recorded.items() if other != day for id_ in ids} | self._given
        if isinstance(held, Announcement) and held.day > day:
            elsewhere |= {paper.id for paper in held.papers if paper.announce_type not in REPLACEMENTS}
        windows = [day, *self._watched(day)]
        papers = tuple(paper for each in windows for paper in self._in_window(each, day) if paper.id not in elsewhere)
        self._given |= {paper.id for paper in papers}
        return Fetched(self.name, papers)

    def _watched(self, day: date) -> Iterator[date]:
        """The recorded announcements from which a paper may have been held back until ``day``."""
        for earlier, ids in sorted(self._past.recorded.items(), reverse=True):
            if day - HELD_BACK <= earlier < day and ids and calendar.is_announced(earlier):
                yield earlier

    def _in_window(self, window: date, day: date) -> Iterator[Paper]:
        """What was submitted for the announcement of ``window``, as announced on ``day``."""
        if window not in self._submitted:
            self._submitted[window] = self._search(window)
        return (self._announced(paper, day) for paper in self._submitted[window])

    def _search(self, day: date) -> tuple[Paper, ...]:
        first, last = calendar.window(day)
        papers = self._api.search(_query(self._categories, first, last))
        # The API has been seen to answer "0 results" for a while: it is believed when it knows other days' papers.
        if not papers and not self._api.search(_query(self._categories, first - timedelta(days=7), last)):
            raise FetchError(f"{self._api.host}: knows no paper of {', '.join(self._categories)} in the week before {day}", _LATER)
        return papers

    def _announced(self, paper: Paper, day: date) -> Paper:
        primary = paper.primary_category or ""
        is_new = any(primary == each or (each in GROUPS and primary.startswith(f"{each}.")) for each in self._categories)
        return replace(paper, announce_type="new" if is_new else "cross", announced=day, sources=(self.name,))


def _query(categories: Sequence[str], first: datetime, last: datetime) -> str:
    """The API's query for what was submitted to any of the categories from ``first`` until before ``last``.

    It counts in whole minutes of GMT, both ends included.
    """
    any_of = " OR ".join(f"cat:{each}.*" if each in GROUPS else f"cat:{each}" for each in categories)
    return f"({any_of}) AND submittedDate:[{first:%Y%m%d%H%M} TO {last - timedelta(minutes=1):%Y%m%d%H%M}]"


def source(config: SourcesConfig, http: Http, past: Past) -> ArxivSource | None:
    """Make the source that feed.yml describes; None without a category."""
    settings = config.arxiv
    api = ArxivApi(http, settings.api_url)
    return ArxivSource(http, settings.rss_url, api, settings.categories, past) if settings.categories else None
