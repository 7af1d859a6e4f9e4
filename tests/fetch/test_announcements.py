"""arXiv's announcement of any day: from RSS while it holds the day, from the API and the calendar after that."""

import re
from collections.abc import Mapping, Set
from datetime import UTC, date, datetime

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from generator.config import ArxivConfig, SourcesConfig
from generator.errors import FetchError
from generator.fetch import Past, announcements
from generator.fetch.announcements import ArxivSource
from generator.fetch.arxiv import ArxivApi, parse_rss
from generator.fetch.http import Http
from tests.fetch.bodies import atom, recorded

MONDAY, TUESDAY, WEDNESDAY = date(2026, 4, 20), date(2026, 4, 21), date(2026, 4, 22)
SATURDAY, SUNDAY = date(2026, 4, 25), date(2026, 4, 26)

Moments = Mapping[str, datetime]
Recorded = Mapping[date, Set[str]]


def source(
    http: Http,
    server: HTTPServer,
    *,
    today: date = TUESDAY,
    recorded_days: Recorded | None = None,
    categories: str = "cs.CV+cs.LG",
) -> ArxivSource:
    api = ArxivApi(http, server.url_for("/api"))
    return ArxivSource(http, server.url_for("/rss"), api, categories.split("+"), Past(today, recorded_days or {}))


def rss(server: HTTPServer, name: str = "rss_day.xml", status: int = 200, *, path: str = "/rss/cs.CV+cs.LG") -> None:
    server.expect_request(path).respond_with_data(recorded(name), status)


def knows(server: HTTPServer, papers: Moments) -> None:
    """An API that knows papers by the moment of their submission."""

    def answer(request: Request) -> Response:
        first, last = re.findall(r"\d{12}", request.args["search_query"])
        found = [id_ for id_, moment in papers.items() if first <= f"{moment:%Y%m%d%H%M}" <= last]
        start, most = int(request.args["start"]), int(request.args["max_results"])
        return Response(atom(found[start : start + most], len(found), start))

    server.expect_request("/api").respond_with_handler(answer)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 4, day, hour, minute, tzinfo=UTC)


def ids(fetched: announcements.Fetched) -> list[str]:
    return [paper.id for paper in fetched.papers]


def test_a_day_is_its_new_and_cross_listed_papers_and_replacements_are_counted(http: Http, httpserver: HTTPServer) -> None:
    rss(httpserver)
    fetched = source(http, httpserver).fetch(TUESDAY)
    assert ids(fetched) == ["2604.01001", "2604.01002", "2604.01006", "2604.01007"]
    assert fetched.replaced == 3


def test_rss_is_asked_once_for_all_days_of_a_run_also_when_it_fails(http: Http, httpserver: HTTPServer) -> None:
    rss(httpserver, "rss_error.xml", 404)
    one = source(http, httpserver)
    for _ in range(2):
        with pytest.raises(FetchError, match="answered 404"):
            one.fetch(TUESDAY)
    assert len(httpserver.log) == 1


def test_a_day_that_is_not_announced_yet_is_an_error(http: Http, httpserver: HTTPServer) -> None:
    rss(httpserver)
    with pytest.raises(FetchError, match="holds 2026-04-21, not 2026-04-22 yet"):
        source(http, httpserver, today=WEDNESDAY).fetch(WEDNESDAY)


@pytest.mark.parametrize("name", ["rss_weekend.xml", "rss_day.xml"])
@pytest.mark.parametrize("day", [SATURDAY, SUNDAY])
def test_at_weekends_nothing_is_announced(http: Http, httpserver: HTTPServer, name: str, day: date) -> None:
    rss(httpserver, name)
    assert source(http, httpserver, today=day).fetch(day).papers == ()
    assert source(http, httpserver, today=date(2026, 5, 1)).fetch(day).papers == ()


def test_a_weekend_is_no_excuse_for_a_failure(http: Http, httpserver: HTTPServer) -> None:
    rss(httpserver, "rss_weekend.xml", 503)
    with pytest.raises(FetchError, match="answered 503"):
        source(http, httpserver, today=SATURDAY).fetch(SATURDAY)


def test_a_weekday_with_an_empty_feed_is_a_holiday(http: Http, httpserver: HTTPServer) -> None:
    body = recorded("rss_weekend.xml").replace(b"Sat, 25 Apr", b"Tue, 21 Apr")
    httpserver.expect_request("/rss/cs.CV").respond_with_data(body)
    fetched = source(http, httpserver, categories="cs.CV").fetch(TUESDAY)
    assert (fetched.papers, fetched.replaced) == ((), 0)


def test_a_mirror_without_the_category_names_the_key(http: Http, httpserver: HTTPServer) -> None:
    rss(httpserver, "rss_error.xml", 400)
    with pytest.raises(FetchError, match=r"answered 400 Bad Request: check sources\.arxiv\.categories"):
        source(http, httpserver).fetch(TUESDAY)


def test_feed_yml_turns_it_off(http: Http) -> None:
    assert announcements.source(SourcesConfig(arxiv=ArxivConfig(categories=())), http, Past(TUESDAY)) is None
    assert isinstance(announcements.source(SourcesConfig(), http, Past(TUESDAY)), ArxivSource)


# Days that RSS no longer holds


def test_a_past_day_is_what_was_submitted_between_two_deadlines(http: Http, httpserver: HTTPServer) -> None:
    rss(httpserver)
    # Monday's announcement: from Thursday 14:00 to Friday 14:00 Eastern, which is 18:00 GMT in April.
    knows(httpserver, {f"2604.1000{n}": m for n, m in enumerate([at(16, 17, 59), at(16, 18), at(17, 17, 59), at(17, 18)])})
    fetched = source(http, httpserver).fetch(MONDAY)
    assert ids(fetched) == ["2604.10001", "2604.10002"]
    assert {(paper.announce_type, paper.announced, paper.sources) for paper in fetched.papers} == {("new", MONDAY, ("arxiv",))}
    assert fetched.replaced is None


def test_a_past_day_needs_no_rss(http: Http, httpserver: HTTPServer) -> None:
    rss(httpserver, status=503)
    knows(httpserver, {"2604.10001": at(17, 1)})
    assert ids(source(http, httpserver).fetch(MONDAY)) == ["2604.10001"]


def test_a_paper_of_another_category_is_a_cross_list(http: Http, httpserver: HTTPServer) -> None:
    rss(httpserver, path="/rss/cs.RO")
    knows(httpserver, {"2604.10001": at(17, 1)})
    (paper,) = source(http, httpserver, categories="cs.RO").fetch(MONDAY).papers
    assert paper.announce_type == "cross"


def test_a_whole_archive_is_asked_with_a_wildcard(http: Http, httpserver: HTTPServer) -> None:
    rss(httpserver, path="/rss/cs+hep-th")
    knows(httpserver, {"2604.10001": at(17, 1)})
    (paper,) = source(http, httpserver, categories="cs+hep-th").fetch(MONDAY).papers
    assert paper.announce_type == "new"
    assert httpserver.log[-1][0].args["search_query"] == "(cat:cs.* OR cat:hep-th) AND submittedDate:[202604161800 TO 202604171759]"


def test_what_moderation_held_back_is_found_once(http: Http, httpserver: HTTPServer) -> None:
    rss(httpserver)
    friday = date(2026, 4, 17)
    held, known, own = at(16, 1), at(16, 2), at(17, 1)
    knows(httpserver, {"2604.10001": held, "2604.10002": known, "2604.10003": own})
    past: dict[date, set[str]] = {friday: {"2604.10002"}, date(2026, 4, 18): set()}
    one = source(http, httpserver, today=WEDNESDAY, recorded_days=past)
    assert ids(one.fetch(MONDAY)) == ["2604.10003", "2604.10001"]
    assert ids(one.fetch(friday)) == ["2604.10002"]


def test_what_a_later_day_has_announced_is_left_to_it(http: Http, httpserver: HTTPServer) -> None:
    rss(httpserver)
    replaced = next(paper.id for paper in parse_rss(recorded("rss_day.xml")).papers if paper.announce_type == "replace")
    knows(httpserver, {"2604.01001": at(17, 1), "2604.10002": at(17, 2), "2604.10003": at(17, 3), replaced: at(17, 4)})
    one = source(http, httpserver, recorded_days={WEDNESDAY: {"2604.10002"}})
    assert ids(one.fetch(MONDAY)) == ["2604.10003", replaced]


def test_an_api_that_knows_nothing_for_a_week_is_not_believed(http: Http, httpserver: HTTPServer) -> None:
    rss(httpserver)
    knows(httpserver, {})
    with pytest.raises(FetchError, match=r"knows no paper of cs\.CV, cs\.LG in the week before 2026-04-20"):
        source(http, httpserver).fetch(MONDAY)


def test_a_quiet_day_of_a_small_category_is_believed(http: Http, httpserver: HTTPServer) -> None:
    rss(httpserver)
    knows(httpserver, {"2604.10001": at(14, 1)})
    assert source(http, httpserver).fetch(MONDAY).papers == ()


def test_a_holiday_of_the_table_is_not_asked_for(http: Http, httpserver: HTTPServer) -> None:
    rss(httpserver)
    assert source(http, httpserver).fetch(date(2026, 1, 20)).papers == ()
    assert len(httpserver.log) == 1


# What RSS does at its limits


def crowded(count: int, first: int = 0) -> str:
    items = "".join(
        f"<item><title>T</title><description>arXiv:2604.{n:05}v1 Announce Type: new \nAbstract: A</description>"
        f"<guid>oai:arXiv.org:2604.{n:05}v1</guid><category>cs.CV</category></item>"
        for n in range(first, first + count)
    )
    return f"<rss version='2.0'><channel><title>t</title><pubDate>Tue, 21 Apr 2026 00:00:00 -0400</pubDate>{items}</channel></rss>"


def test_a_feed_near_its_cap_is_asked_category_by_category(http: Http, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/rss/cs.CV+cs.LG").respond_with_data(crowded(2000))
    httpserver.expect_request("/rss/cs.CV").respond_with_data(crowded(1500))
    httpserver.expect_request("/rss/cs.LG").respond_with_data(crowded(1500, 1500))
    assert len(source(http, httpserver).fetch(TUESDAY).papers) == 3000


def test_what_a_full_feed_of_one_category_leaves_out_comes_from_the_api(http: Http, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/rss/cs.CV").respond_with_data(crowded(2000))
    knows(httpserver, {"2604.00001": at(20, 1), "2604.10002": at(20, 2)})
    fetched = source(http, httpserver, categories="cs.CV").fetch(TUESDAY)
    assert len(fetched.papers) == 2001
    assert fetched.papers[-1].id == "2604.10002"


def test_a_feed_that_serves_an_earlier_day_again_is_refused(http: Http, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/rss/cs.CV+cs.LG").respond_with_data(crowded(20))
    earlier = {MONDAY: {f"2604.{n:05}" for n in range(30)}}
    with pytest.raises(FetchError, match="serves the papers of 2026-04-20 under the date 2026-04-21"):
        source(http, httpserver, recorded_days=earlier).fetch(TUESDAY)


def test_a_few_papers_that_come_again_are_no_stale_feed(http: Http, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/rss/cs.CV+cs.LG").respond_with_data(crowded(19))
    earlier = {MONDAY: {f"2604.{n:05}" for n in range(30)}}
    assert len(source(http, httpserver, recorded_days=earlier).fetch(TUESDAY).papers) == 19
