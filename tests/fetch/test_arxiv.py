"""arXiv: RSS and API bodies as they come, and none of its silent failures taken for "no papers"."""

import json
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from generator.errors import FetchError, ParseError
from generator.fetch.arxiv import ArxivApi, parse_api, parse_rss
from generator.fetch.http import Http
from tests.fetch.bodies import BAD, Clock, atom, bad, expected, good, recorded

TUESDAY = date(2026, 4, 21)
SATURDAY = date(2026, 4, 25)


@pytest.mark.parametrize("name", good("rss"))
def test_a_recorded_announcement_gives_what_stands_beside_it(name: str) -> None:
    assert parse_rss(recorded(name)) == expected(name)


@pytest.mark.parametrize("name", good("api"))
def test_a_recorded_page_gives_what_stands_beside_it(name: str) -> None:
    assert parse_api(recorded(name)) == expected(name)


@pytest.mark.parametrize("name", bad("rss") + bad("api"))
def test_what_is_no_answer_is_named(name: str) -> None:
    parse: Callable[[bytes], Any] = parse_rss if name.startswith("rss") else parse_api
    with pytest.raises(FetchError) as caught:
        parse(recorded(name))
    assert f"{type(caught.value).__name__}: {caught.value.what}" == BAD[name]
    assert caught.value.mend


@pytest.mark.parametrize("parse", [parse_rss, parse_api])
@pytest.mark.parametrize("body", [b"", b" \n\t"])
def test_an_empty_body_is_named(parse: Callable[[bytes], Any], body: bytes) -> None:
    with pytest.raises(ParseError, match="an empty body came instead of"):
        parse(body)


@pytest.mark.parametrize("parse", [parse_rss, parse_api])
@pytest.mark.parametrize("name", ["rss_day.xml", "api_page.xml"])
def test_a_body_cut_anywhere_is_an_error(parse: Callable[[bytes], Any], name: str) -> None:
    body = recorded(name).rstrip()
    for length in range(0, len(body), 97):
        with pytest.raises(ParseError):
            parse(body[:length])


@settings(deadline=None)
@given(st.binary() | st.text().map(lambda text: f"<rss><channel>{text}</channel></rss>".encode()))
def test_whatever_comes_is_read_or_a_fetch_error(body: bytes) -> None:
    for parse in (parse_rss, parse_api):
        with pytest.raises(FetchError):
            parse(body)


def test_five_hundred_items_with_thousands_of_authors_are_read_at_once() -> None:
    body = recorded("rss_day.xml").decode()
    before, item, after = body.partition(body[body.index("    <item>") : body.index("</item>") + 8])
    authors = ", ".join(f"Name{number} Surname" for number in range(3000))
    many = item.replace("Ana Uno (Lab One, Lima)", authors) * 20 + item * 500
    started = time.perf_counter()
    announcement = parse_rss((before + many + after).encode())
    assert time.perf_counter() - started < 2
    assert len(announcement.papers) == 526
    assert len(announcement.papers[0].authors) == 3002


def test_five_hundred_entries_are_read_at_once() -> None:
    body = atom([f"2604.{number:05}" for number in range(500)]).replace("<published>2026-04-20T12:00:00Z</published>", "", 1).encode()
    papers = parse_api(body)
    assert len(papers) == 500
    assert [paper.submitted is None for paper in papers].count(True) == 1


def test_classes_of_other_societies_are_no_categories() -> None:
    classes = '<category term="cs.CV"/><category term="68T45"/><category term="I.4.8; I.2.10"/><category term="hep-th"/>'
    (found,) = parse_api(atom(["2604.00001"]).replace('<category term="cs.CV"/>', classes).encode())
    assert (found.categories, found.primary_category) == (("cs.CV", "hep-th"), "cs.CV")


# The API


def api(http: Http, server: HTTPServer) -> ArxivApi:
    return ArxivApi(http, server.url_for("/api"))


def knowing(known: list[str]) -> Callable[[Request], Response]:
    """An API that knows some ids and some results of a query."""

    def answer(request: Request) -> Response:
        asked = [each for each in request.args["id_list"].split(",") if each]
        found = [each for each in known if each in asked] if asked else known
        start, most = int(request.args["start"]), int(request.args["max_results"])
        return Response(atom(found[start : start + most], len(found), start))

    return answer


def test_ids_are_asked_in_batches_and_come_in_the_order_asked(http: Http, clock: Clock, httpserver: HTTPServer) -> None:
    ids = [f"2604.{number:05}" for number in range(250)]
    httpserver.expect_request("/api").respond_with_handler(knowing(ids[::-1]))
    assert [paper.id for paper in api(http, httpserver).by_ids(ids)] == ids
    assert [request.args["max_results"] for request, _ in httpserver.log] == ["100", "100", "50"]
    assert clock.slept == [3, 3]
    assert max(len(request.url) for request, _ in httpserver.log) < 2000


def test_an_id_that_arxiv_does_not_know_is_absent(http: Http, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/api").respond_with_handler(knowing(["2604.00001", "hep-th/9901001"]))
    found = api(http, httpserver).by_ids(["2604.99999", "hep-th/9901001", "2604.00001", "2604.00001"])
    assert [paper.id for paper in found] == ["hep-th/9901001", "2604.00001"]
    assert all(paper.sources == () for paper in found)


def test_what_is_no_arxiv_id_is_not_asked(http: Http, httpserver: HTTPServer) -> None:
    assert api(http, httpserver).by_ids(["abc", "2604.1&max_results=1", ""]) == ()
    assert httpserver.log == []


def test_a_query_is_followed_over_its_pages(http: Http, httpserver: HTTPServer) -> None:
    ids = [f"2604.{number:05}" for number in range(7)]
    httpserver.expect_request("/api").respond_with_handler(knowing(ids))
    assert [paper.id for paper in api(http, httpserver).search("cat:cs.CV", page_size=3)] == ids
    assert [request.args["start"] for request, _ in httpserver.log] == ["0", "3", "6"]
    assert {request.args["sortBy"] for request, _ in httpserver.log} == {"submittedDate"}


def test_a_query_without_results_has_none(http: Http, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/api").respond_with_handler(knowing([]))
    assert api(http, httpserver).search("cat:cs.CV") == ()


@pytest.mark.parametrize("page", [atom([], 250), atom([], 250, 100), "", "<html>Maintenance</html>", recorded("api_cut_off.xml")])
def test_a_broken_page_is_asked_again(http: Http, httpserver: HTTPServer, page: str | bytes) -> None:
    httpserver.expect_ordered_request("/api").respond_with_data(page)
    httpserver.expect_ordered_request("/api").respond_with_data(page)
    httpserver.expect_ordered_request("/api").respond_with_data(atom(["2604.00001"]))
    assert [paper.id for paper in api(http, httpserver).by_ids(["2604.00001"])] == ["2604.00001"]


@pytest.mark.parametrize("page", [atom([], 250), "", "<html>Maintenance</html>", recorded("api_cut_off.xml")])
def test_a_page_that_stays_broken_is_an_error(http: Http, httpserver: HTTPServer, page: str | bytes) -> None:
    httpserver.expect_request("/api").respond_with_data(page)
    with pytest.raises(ParseError, match=rf"^localhost:{httpserver.port}: .* came .*\(4 attempts\)"):
        api(http, httpserver).by_ids(["2604.00001"])
    assert len(httpserver.log) == 4


def test_a_later_page_that_is_empty_is_an_error(http: Http, httpserver: HTTPServer) -> None:
    def answer(request: Request) -> Response:
        start = int(request.args["start"])
        return Response(atom(["2604.00001"] if start == 0 else [], 2, start))

    httpserver.expect_request("/api").respond_with_handler(answer)
    with pytest.raises(ParseError, match="an empty page came although there are 2 results"):
        api(http, httpserver).search("cat:cs.CV", page_size=1)


@pytest.mark.parametrize("status", [200, 400])
def test_arxivs_own_words_are_told(http: Http, httpserver: HTTPServer, status: int) -> None:
    httpserver.expect_request("/api").respond_with_data(recorded("api_refused.xml"), status)
    with pytest.raises(FetchError) as caught:
        api(http, httpserver).by_ids(["2604.00001"])
    assert caught.value.what == f"localhost:{httpserver.port}: refused the request: incorrect id format for abc"
    assert len(httpserver.log) == 1


@pytest.mark.parametrize("body", ["<html>no</html>", atom(["2604.00001"])])
def test_a_refusal_without_words_is_told_by_its_status(http: Http, httpserver: HTTPServer, body: str) -> None:
    httpserver.expect_request("/api").respond_with_data(body, 400)
    with pytest.raises(FetchError, match="answered 400 Bad Request"):
        api(http, httpserver).by_ids(["2604.00001"])


def test_a_throttled_api_is_told(http: Http, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/api").respond_with_data("Rate exceeded.", 429)
    with pytest.raises(FetchError, match=r"answered 429 Too Many Requests \(4 attempts\)"):
        api(http, httpserver).by_ids(["2604.00001"])


# Recorded traffic


def test_every_recorded_api_body_is_read_in_full(corpus: Path) -> None:
    for record in json.loads((corpus / "arxiv_api" / "index.json").read_text("utf-8")):
        body = (corpus / "arxiv_api" / record["file"]).read_bytes()
        if record["status_code"] == 400:
            with pytest.raises(FetchError, match="refused the request"):
                parse_api(body)
            continue
        papers = parse_api(body)
        assert len(papers) == record["entries"]
        assert all(
            paper.title and paper.authors and paper.submitted and paper.updated and paper.primary_category and paper.version
            for paper in papers
        )


def test_the_recorded_feed_is_read_in_full(corpus: Path) -> None:
    (path,) = (corpus / "feeds").glob("rss_*.xml")
    announcement = parse_rss(path.read_bytes())
    assert str(announcement.day) in path.name
    assert [(paper.id, paper.version, paper.announce_type) for paper in announcement.papers] == [
        ("2609.26811", 1, "new"),
        ("2609.26820", 1, "new"),
        ("2205.06398", 2, "cross"),
        ("2009.13987", 3, "replace"),
    ]
    assert all(paper.title and paper.authors and paper.abstract and paper.licence and paper.categories for paper in announcement.papers)
