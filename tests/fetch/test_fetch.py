"""The fetch stage: one paper once whatever the source, completed, and every failure a gap."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_httpserver import HTTPServer

from generator.config import ArxivConfig, HuggingFaceConfig, SourcesConfig
from generator.errors import FetchError
from generator.fetch import Fetched, Past, completer, fetch, fuller, merge, sources
from generator.fetch.http import Http
from generator.model import Gap, Paper
from tests.fetch.bodies import BAD, RECORDED, atom, good, recorded

DAY = date(2026, 4, 21)
PAST = Past(today=DAY)
AT = datetime(2026, 4, 20, 12, tzinfo=UTC)


def announced(id_: str, **fields: object) -> Paper:
    given_ = {
        "title": f"arXiv's {id_}",
        "announce_type": "new",
        "announced": DAY,
        "categories": ("cs.CV",),
        "version": 1,
        "sources": ("arxiv",),
    }
    return Paper(id=id_, **(given_ | fields))  # type: ignore[arg-type]


def featured(id_: str, **fields: object) -> Paper:
    given_ = {"title": f"Hugging Face's {id_}", "upvotes": 5, "huggingface_date": DAY, "sources": ("huggingface",)}
    return Paper(id=id_, **(given_ | fields))  # type: ignore[arg-type]


@dataclass
class FakeSource:
    name: str
    papers: Sequence[Paper] = ()
    replaced: int | None = None
    error: FetchError | None = None

    def fetch(self, day: date) -> Fetched:
        if self.error:
            raise self.error
        return Fetched(self.name, tuple(self.papers), self.replaced)


def known(ids: Sequence[str]) -> list[Paper]:
    """An API that knows every id."""
    return [
        Paper(id=each, title=f"API's {each}", version=9, categories=("cs.CV", "cs.LG"), submitted=AT, updated=AT, authors=("Ana Uno",))
        for each in ids
    ]


def unknown(_: Sequence[str]) -> list[Paper]:
    return []


def test_every_recording_is_used_and_says_what_is_expected() -> None:
    bodies = {path.name for path in RECORDED.iterdir() if path.suffix in (".xml", ".html", ".txt", ".json")}
    used = {name for prefix in ("rss", "api", "hf") for name in good(prefix)}
    assert bodies == used | set(BAD)
    assert {path.stem for path in RECORDED.glob("*.py")} == {name.partition(".")[0] for name in used}


# One paper once


def test_a_paper_of_both_sources_appears_once_with_arxivs_words_and_hugging_faces_upvotes() -> None:
    (one,) = merge(
        [featured("2604.00001", code_url="https://github.com/a/b", authors=("HF",)), announced("2604.00001", authors=("Ana Uno",))]
    )
    assert (one.title, one.authors, one.upvotes, one.code_url) == ("arXiv's 2604.00001", ("Ana Uno",), 5, "https://github.com/a/b")
    assert (one.huggingface_date, one.announced, one.sources) == (DAY, DAY, ("arxiv", "huggingface"))


def test_a_cross_listed_paper_appears_once() -> None:
    (one,) = merge([announced("2604.00001", announce_type="cross"), announced("2604.00001")])
    assert one.announce_type == "new"


def test_two_versions_are_one_paper_and_the_higher_one_counts() -> None:
    (one,) = merge([announced("2604.00001", version=1, title="Old"), announced("2604.00001", version=2, title="New")])
    assert (one.version, one.title) == (2, "New")


def test_links_are_found_in_what_the_authors_wrote_when_no_source_states_them() -> None:
    abstract = "Code: https://github.com/a/b"
    bare, stated = merge(
        [
            announced("1", abstract=abstract, comment="Project page: a.github.io/b"),
            announced("2", abstract=abstract, code_url="https://c.d/e"),
        ]
    )
    assert (bare.code_url, bare.project_url) == ("https://github.com/a/b", "https://a.github.io/b")
    assert (stated.code_url, stated.project_url) == ("https://c.d/e", None)


papers = st.lists(
    st.builds(
        replace,
        st.sampled_from([announced("2604.00001"), announced("2604.00002"), featured("2604.00001"), featured("hep-th/9901001")]),
        title=st.sampled_from(["", "A", "B"]),
        version=st.none() | st.integers(1, 3),
        announce_type=st.sampled_from(["new", "cross", "replace", "replace-cross", None]),
        abstract=st.none() | st.sampled_from(["Text.", "https://github.com/a/b"]),
        upvotes=st.none() | st.integers(0, 3),
    ),
    max_size=8,
)


@settings(deadline=None)
@given(papers, st.randoms())
def test_the_order_of_sources_changes_nothing_and_merging_twice_neither(several: list[Paper], chance: random.Random) -> None:
    merged = merge(several)
    shuffled = list(several)
    chance.shuffle(shuffled)
    assert merge(shuffled) == merged
    assert merge(merged) == merged
    assert [paper.id for paper in merged] == sorted({paper.id for paper in several})


@settings(deadline=None)
@given(papers)
def test_fuller_loses_nothing_that_was_known(several: list[Paper]) -> None:
    for first in several:
        for second in several:
            both = fuller(first, second)
            for name in ("title", "version", "abstract", "upvotes", "announced"):
                assert getattr(both, name) == (getattr(first, name) if getattr(first, name) not in (None, "") else getattr(second, name))
            assert set(both.sources) == {*first.sources, *second.sources}


def test_zero_upvotes_are_a_fact() -> None:
    assert fuller(featured("1", upvotes=0), featured("1", upvotes=7)).upvotes == 0


def test_arxivs_time_of_submission_wins_over_hugging_faces_day() -> None:
    coarse, exact = featured("1", submitted=datetime(2026, 4, 20, tzinfo=UTC)), announced("1", submitted=AT, updated=AT)
    assert fuller(coarse, exact).submitted == fuller(exact, coarse).submitted == AT
    assert fuller(coarse, replace(exact, submitted=None)).submitted == coarse.submitted


# The day


def test_a_day_is_the_papers_of_all_sources_completed() -> None:
    arxiv_ = FakeSource("arxiv", [announced("2604.00002", version=1), announced("2604.00001")], replaced=3)
    haul = fetch(DAY, [arxiv_, FakeSource("huggingface", [featured("2604.00001"), featured("2601.00009")])], known, cross_lists=True)
    assert [paper.id for paper in haul.papers] == ["2601.00009", "2604.00001", "2604.00002"]
    assert (haul.announced, haul.replaced, haul.featured, haul.gaps, haul.failed) == (2, 3, 2, (), ())
    only_featured, both, only_announced = haul.papers
    assert (only_featured.title, only_featured.version, only_featured.sources) == ("API's 2601.00009", 9, ("huggingface",))
    assert (both.version, both.submitted, both.upvotes, both.sources) == (1, AT, 5, ("arxiv", "huggingface"))
    assert (only_announced.categories, only_announced.announced) == (("cs.CV", "cs.LG"), DAY)


def test_a_source_that_fails_is_a_gap_and_the_others_go_on() -> None:
    down = FakeSource("arxiv", error=FetchError("rss.arxiv.org: answered 503 Service Unavailable (4 attempts)", "the next run tries again"))
    haul = fetch(DAY, [down, FakeSource("huggingface", [featured("2604.00001")])], known, cross_lists=True)
    assert [paper.id for paper in haul.papers] == ["2604.00001"]
    assert haul.gaps == (Gap(stage="fetch", subject="arxiv", reason="rss.arxiv.org: answered 503 Service Unavailable (4 attempts)"),)
    assert (haul.failed, haul.announced, haul.replaced, haul.featured) == (("arxiv",), None, None, 1)


def test_a_source_that_is_off_counts_nothing() -> None:
    haul = fetch(DAY, [FakeSource("arxiv", [announced("2604.00001")], replaced=0)], known, cross_lists=True)
    assert (haul.announced, haul.replaced, haul.featured, haul.failed) == (1, 0, None, ())


def test_cross_lists_can_be_left_out_but_are_counted_and_kept_when_featured() -> None:
    crossed = [announced("2604.00001", announce_type="cross"), announced("2604.00002", announce_type="cross"), announced("2604.00003")]
    haul = fetch(DAY, [FakeSource("arxiv", crossed), FakeSource("huggingface", [featured("2604.00002")])], known, cross_lists=False)
    assert [paper.id for paper in haul.papers] == ["2604.00002", "2604.00003"]
    assert haul.announced == 3


def test_an_item_that_comes_twice_is_counted_once() -> None:
    haul = fetch(
        DAY, [FakeSource("arxiv", [announced("2604.00001"), announced("2604.00001", announce_type="cross")])], known, cross_lists=True
    )
    assert (haul.announced, len(haul.papers)) == (1, 1)


def test_a_paper_that_lacks_nothing_is_not_asked_for() -> None:
    asked: list[str] = []

    def complete(ids: Sequence[str]) -> list[Paper]:
        asked.extend(ids)
        return known(ids)

    full = announced("2604.00001", submitted=AT, updated=AT)
    fetch(
        DAY,
        [FakeSource("arxiv", [full, announced("2604.00002"), announced("2604.00003", submitted=AT, updated=AT, categories=())])],
        complete,
        cross_lists=True,
    )
    assert asked == ["2604.00002", "2604.00003"]


def test_an_id_that_the_api_does_not_know_is_a_gap_and_the_paper_stays() -> None:
    haul = fetch(DAY, [FakeSource("huggingface", [featured("2604.00001", submitted=AT)])], unknown, cross_lists=True)
    assert haul.gaps == (Gap(stage="complete", subject="2604.00001", reason="arXiv's API does not know this id yet"),)
    assert haul.papers == (featured("2604.00001", submitted=AT),)
    assert haul.failed == ()


def test_an_api_that_fails_is_one_gap_and_what_came_before_is_kept() -> None:
    asked: list[int] = []

    def complete(ids: Sequence[str]) -> list[Paper]:
        asked.append(len(ids))
        if len(asked) == 2:
            raise FetchError("export.arxiv.org: answered 503 Service Unavailable (4 attempts)", "the next run tries again")
        return known(ids)

    several = [announced(f"2604.{number:05}") for number in range(250)]
    haul = fetch(DAY, [FakeSource("arxiv", several)], complete, cross_lists=True)
    assert asked == [100, 100]
    assert haul.gaps == (Gap(stage="complete", subject="arxiv", reason="export.arxiv.org: answered 503 Service Unavailable (4 attempts)"),)
    assert [paper.submitted is not None for paper in haul.papers] == [True] * 100 + [False] * 150
    assert haul.failed == ()


def test_links_are_looked_for_in_a_comment_that_came_with_completion() -> None:
    def complete(ids: Sequence[str]) -> list[Paper]:
        return [replace(each, comment="Code: github.com/a/b") for each in known(ids)]

    (one,) = fetch(DAY, [FakeSource("arxiv", [announced("2604.00001")])], complete, cross_lists=True).papers
    assert one.code_url == "https://github.com/a/b"


# The whole of it, over HTTP


def feed(server: HTTPServer, **hugging: object) -> SourcesConfig:
    return SourcesConfig(
        arxiv=ArxivConfig(categories=("cs.CV", "cs.LG"), rss_url=server.url_for("/rss"), api_url=server.url_for("/api/query")),
        huggingface=HuggingFaceConfig(api_url=server.url_for("/api/daily_papers"), **hugging),  # type: ignore[arg-type]
    )


def test_a_day_comes_from_the_sources_own_bodies(http: Http, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/rss/cs.CV+cs.LG").respond_with_data(recorded("rss_day.xml"))
    httpserver.expect_request("/api/daily_papers").respond_with_data(recorded("hf_day.json"))
    httpserver.expect_request("/api/query").respond_with_data(recorded("api_page.xml"))
    config = feed(httpserver)
    haul = fetch(DAY, sources(config, http, PAST), completer(config, http), cross_lists=True)
    assert [paper.id for paper in haul.papers] == ["2604.01001", "2604.01002", "2604.01006", "2604.01007"]
    assert (haul.announced, haul.replaced, haul.featured, haul.failed) == (4, 3, 2, ())
    assert [(gap.stage, gap.subject) for gap in haul.gaps] == [("complete", "2604.01002"), ("complete", "2604.01007")]
    first = haul.papers[0]
    assert (first.version, first.upvotes, first.comment) == (1, 12, "CVPR 2026. Project page: https://lab.github.io/deblur/")
    assert (first.affiliations, first.licence) == (("Lab One", "Lab Two"), "http://creativecommons.org/licenses/by/4.0/")
    assert len(httpserver.log) == 3


def test_no_source_answers_and_nothing_is_lost(http: Http, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/rss/cs.CV+cs.LG").respond_with_data("<html>Maintenance</html>")
    httpserver.expect_request("/api/daily_papers").respond_with_data("{}")
    config = feed(httpserver)
    haul = fetch(DAY, sources(config, http, PAST), completer(config, http), cross_lists=True)
    assert (haul.papers, haul.failed) == ((), ("arxiv", "huggingface"))
    port = httpserver.port
    assert [gap.reason for gap in haul.gaps] == [
        f"localhost:{port}: an HTML page came instead of RSS (4 attempts)",
        f"localhost:{port}: an object came instead of a list (4 attempts)",
    ]


@pytest.mark.parametrize(("top", "names"), [(15, ["arxiv", "huggingface"]), (0, ["arxiv"])])
def test_feed_yml_chooses_the_sources(http: Http, httpserver: HTTPServer, top: int, names: list[str]) -> None:
    assert [source.name for source in sources(feed(httpserver, top=top), http, PAST)] == names


def test_the_completer_asks_the_api(http: Http, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/api/query").respond_with_data(atom(["2604.00001"]))
    assert [paper.id for paper in completer(feed(httpserver), http)(["2604.00001"])] == ["2604.00001"]
