"""Hugging Face Daily Papers: every shape it has had, and a name for what is none."""

import gzip
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_httpserver import HTTPServer

from generator.config import HuggingFaceConfig, SourcesConfig
from generator.errors import FetchError, ParseError
from generator.fetch import Past, huggingface
from generator.fetch.http import Http
from generator.fetch.huggingface import HuggingFaceSource, parse, top
from generator.model import Paper
from tests.fetch.bodies import BAD, bad, expected, good, recorded

DAY = date(2026, 4, 21)
PAST = Past(today=DAY)


@pytest.mark.parametrize("name", good("hf"))
def test_a_recorded_list_gives_what_stands_beside_it(name: str) -> None:
    assert parse(recorded(name), DAY) == expected(name)


@pytest.mark.parametrize("name", bad("hf"))
def test_what_is_no_list_is_named(name: str) -> None:
    with pytest.raises(ParseError) as caught:
        parse(recorded(name), DAY)
    assert f"ParseError: {caught.value.what}" == BAD[name]


@pytest.mark.parametrize("body", [b"", b" \n"])
def test_an_empty_body_is_named(body: bytes) -> None:
    with pytest.raises(ParseError, match="an empty body came instead of a list"):
        parse(body, DAY)


def test_a_nesting_without_end_is_named() -> None:
    with pytest.raises(ParseError, match="not JSON"):
        parse(b"[" * 200_000, DAY)


def test_an_error_without_words_is_an_object_that_came_instead() -> None:
    with pytest.raises(ParseError, match="an object came instead of a list"):
        parse(b'{"error": " "}', DAY)


@settings(deadline=None)
@given(
    st.binary()
    | st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner) | st.dictionaries(st.sampled_from(["paper", "id", "title", "error", "authors", "upvotes", "summary"]), inner)
        ),
    ).map(lambda value: json.dumps(value).encode())
)
def test_whatever_comes_is_papers_or_a_parse_error(body: bytes) -> None:
    try:
        papers = parse(body, DAY)
    except ParseError:
        return
    assert all(isinstance(paper, Paper) for paper in papers)


@settings(deadline=None)
@given(
    st.fixed_dictionaries(
        {"id": st.just("2604.01001")},
        optional={
            name: st.none() | st.integers() | st.text() | st.lists(st.text())
            for name in ("title", "authors", "summary", "upvotes", "publishedAt", "githubRepo", "projectPage", "submittedOnDailyAt")
        },
    )
)
def test_an_odd_field_is_unknown_and_spoils_nothing_else(paper: dict[str, object]) -> None:
    (parsed,) = parse(json.dumps([{"paper": paper}]).encode(), DAY)
    assert parsed.id == "2604.01001"


def test_the_top_is_by_upvotes_and_its_order_total() -> None:
    few, many, same, unknown = (
        Paper(id=id_, title="", upvotes=upvotes)
        for id_, upvotes in (("2604.00001", 1), ("2604.00009", 9), ("2604.00003", 9), ("2604.00000", None))
    )
    assert top([few, many, same, unknown], 9) == (same, many, few, unknown)
    assert top([unknown, same, few, many], 2) == (same, many)


def test_the_source_asks_for_a_day_and_keeps_its_top(http: Http, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/api", query_string="date=2026-04-21&limit=100").respond_with_data(recorded("hf_day.json"))
    source = HuggingFaceSource(http, httpserver.url_for("/api"), 1)
    fetched = source.fetch(DAY)
    assert (fetched.source, [paper.id for paper in fetched.papers], fetched.replaced) == ("huggingface", ["2604.01001"], None)


def test_an_empty_list_is_an_answer(http: Http, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/").respond_with_data("[]")
    assert HuggingFaceSource(http, httpserver.url_for("/"), 15).fetch(DAY).papers == ()


def test_a_day_that_has_not_begun_is_an_error_that_says_so(http: Http, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/").respond_with_json({"error": "Invalid date"}, 400)
    with pytest.raises(FetchError) as caught:
        HuggingFaceSource(http, httpserver.url_for("/"), 15).fetch(DAY)
    assert caught.value.what == f"localhost:{httpserver.port}: answered 400 Bad Request for 2026-04-21"
    assert "may not have begun" in caught.value.mend


def test_another_refusal_is_told_as_it_is(http: Http, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/").respond_with_data("", 404)
    with pytest.raises(FetchError, match="answered 404 Not Found"):
        HuggingFaceSource(http, httpserver.url_for("/"), 15).fetch(DAY)


def test_feed_yml_turns_it_off(http: Http) -> None:
    assert huggingface.source(SourcesConfig(huggingface=HuggingFaceConfig(top=0)), http, PAST) is None
    assert isinstance(huggingface.source(SourcesConfig(), http, PAST), HuggingFaceSource)


def test_every_recorded_day_is_read_in_full(corpus: Path) -> None:
    for path in sorted((corpus / "hf_daily").glob("*.json.gz")):
        body = gzip.decompress(path.read_bytes())
        papers = parse(body, date.fromisoformat(path.name[:10]))
        wire = [item["paper"] for item in json.loads(body)]
        assert [paper.id for paper in papers] == [item["id"] for item in wire]
        assert [paper.upvotes for paper in papers] == [item["upvotes"] for item in wire]
        assert [paper.code_url is None for paper in papers] == [not item.get("githubRepo") for item in wire]
        assert [paper.project_url is None for paper in papers] == [not item.get("projectPage") for item in wire]
        assert all(paper.title and paper.authors and paper.abstract and paper.submitted for paper in papers)


def test_every_malformed_day_is_named(corpus: Path) -> None:
    for path in sorted((corpus / "hf_daily_malformed").glob("*.json.gz")):
        with pytest.raises(ParseError, match=r"without any arXiv id|no paper but text|an object came"):
            parse(gzip.decompress(path.read_bytes()), date.fromisoformat(path.name[:10]))
