"""The replay answers real requests as the real hosts would, and ends with its block."""

import json
import threading
from collections.abc import Iterator
from datetime import date

import httpx2
import pytest
from lxml import etree

from generator import config, demo
from generator.demo.server import Replay, replay

DAY = date(2026, 2, 4)
ATOM = "{http://www.w3.org/2005/Atom}"
TOTAL = "{http://a9.com/-/spec/opensearch/1.1/}totalResults"


@pytest.fixture(scope="module")
def served() -> Iterator[Replay]:
    with replay() as running:
        yield running


def _get(url: str, **query: str | int) -> httpx2.Response:
    return httpx2.get(url, params=query, timeout=5, trust_env=False)


def _api(served: Replay, **query: str | int) -> etree._Element:
    return etree.fromstring(_get(f"{served.url}/{DAY}/api/query", **query).content)


def _ids(feed: etree._Element) -> list[str]:
    return [entry.findtext(f"{ATOM}id").split("/abs/")[1] for entry in feed.findall(f"{ATOM}entry")]


def test_the_environment_moves_every_source_to_the_day(served: Replay) -> None:
    sources = config.parse(b"", "feed.yml", served.environment(DAY)).sources
    assert sources.arxiv.spacing == 0
    assert sources.arxiv.rss_url == f"{served.url}/2026-02-04/rss"
    assert sources.arxiv.api_url == f"{served.url}/2026-02-04/api/query"
    assert sources.huggingface.api_url == f"{served.url}/2026-02-04/api/daily_papers"


@pytest.mark.parametrize("categories", ["cs.CV", "cs.CV+cs.LG"])
def test_the_feed_of_a_day_is_served_as_recorded(served: Replay, categories: str) -> None:
    response = _get(f"{served.environment(DAY)['DIGEST_SOURCES__ARXIV__RSS_URL']}/{categories}")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/rss+xml"
    assert response.content == demo.body(DAY, demo.RSS)


def test_the_list_of_a_date_is_served_from_every_day(served: Replay) -> None:
    url = served.environment(DAY)["DIGEST_SOURCES__HUGGINGFACE__API_URL"]
    assert [each["paper"]["id"] for each in _get(url, date="2026-02-07").json()] == ["2602.02393", "2602.05293"]
    assert _get(url, date="2026-02-04", limit=100).json() == []


def test_a_date_without_a_list_gives_an_empty_one(served: Replay) -> None:
    assert json.loads(_get(f"{served.url}/{DAY}/api/daily_papers", date="2026-02-05").content) == []


def test_the_api_gives_exactly_the_asked_ids_in_order(served: Replay) -> None:
    feed = _api(served, id_list="2602.03747,2512.04012v1,2602.02393", start=0, max_results=100)
    assert _ids(feed) == ["2602.03747v1", "2512.04012v1", "2602.02393"]
    assert feed.findtext(TOTAL) == "3"


def test_an_unknown_id_is_left_out_and_not_counted(served: Replay) -> None:
    feed = _api(served, id_list="2602.03747,2602.99999,2602.03747v1")
    assert _ids(feed) == ["2602.03747v1"]
    assert feed.findtext(TOTAL) == "1"


def test_a_page_of_the_answer_keeps_the_total(served: Replay) -> None:
    feed = _api(served, id_list="2602.03747,2602.03753,2602.03760", start=1, max_results=1)
    assert _ids(feed) == ["2602.03753v1"]
    assert feed.findtext(TOTAL) == "3"


def test_an_entry_arrives_with_all_it_was_recorded_with(served: Replay) -> None:
    recorded = etree.fromstring(demo.body(DAY, demo.API)).find(f"{ATOM}entry")
    [entry] = _api(served, id_list="2602.03847").findall(f"{ATOM}entry")
    assert [(each.tag, each.text, dict(each.attrib)) for each in entry] == [(each.tag, each.text, dict(each.attrib)) for each in recorded]


@pytest.mark.parametrize("query", [{"search_query": "cat:cs.CV"}, {"id_list": "2602.03747", "start": "one"}])
def test_what_was_not_recorded_is_refused_and_never_an_empty_answer(served: Replay, query: dict[str, str]) -> None:
    assert _get(f"{served.url}/{DAY}/api/query", **query).status_code == 400


@pytest.mark.parametrize("path", ["/", "/2026-02-05/rss/cs.CV", "/today/rss/cs.CV", "/2026-02-04/list/cs.CV", "/../rss/cs.CV"])
def test_any_other_path_is_not_found(served: Replay, path: str) -> None:
    assert _get(served.url + path).status_code == 404


def test_the_server_is_silent_and_gone_after_its_block(capfd: pytest.CaptureFixture[str]) -> None:
    before = threading.active_count()
    with replay() as running:
        assert _get(f"{running.url}/{DAY}/rss/cs.CV").status_code == 200
    with pytest.raises(httpx2.ConnectError):
        _get(f"{running.url}/{DAY}/rss/cs.CV")
    assert threading.active_count() <= before
    assert capfd.readouterr() == ("", "")
