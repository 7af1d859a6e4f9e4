"""A day's run: what is kept, what is completed, what never moves."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest

from generator import daily, rank
from generator.analyse.extractive import Extractive
from generator.errors import AnalysisError, FetchError, NothingToRead
from generator.fetch import Fetched
from generator.model import Analysis, Digest, Generator, Interest, Paper, RankedPaper, Select
from generator.rank.earlier import Earlier
from generator.rank.tags import vocabulary
from generator.render.messages import load
from tests.samples import AT, DAY, paper

SAY = load("en")
INTEREST = Interest(id="restoration", name="Restoration", keywords=("deblurring",))


@dataclass
class FakeSource:
    """Answers with papers, or fails; counts how often it was asked."""

    name: str
    papers: tuple[Paper, ...] = ()
    fails: bool = False
    asked: int = 0

    def fetch(self, day: date) -> Fetched:
        self.asked += 1
        if self.fails:
            raise FetchError(f"{self.name}: answered 503", "wait")
        return Fetched(source=self.name, papers=self.papers, replaced=0 if self.name == "arxiv" else None)


class FakeAnalyst(Extractive):
    """Quotes like the real one, but fails on the papers it is told to."""

    failing: dict[str, AnalysisError]

    def analyse(self, ranked: RankedPaper, at: Any) -> Analysis:
        if error := self.failing.get(ranked.paper.id):
            raise error
        return super().analyse(ranked, at)


def good(number: int, **fields: Any) -> Paper:
    return paper(f"2604.{number:05}", **({"title": f"Deblurring in {number} ways"} | fields))


def feed(*sources: FakeSource, failing: dict[str, AnalysisError] | None = None, **slots: int) -> daily.Feed:
    analyst = FakeAnalyst(SAY, "en", (INTEREST,), vocabulary())
    analyst.failing = failing or {}
    return daily.Feed(
        sources=sources,
        complete=lambda ids: [],
        cross_lists=True,
        profile=rank.profile((INTEREST,)),
        slots=Select(**slots),
        vocabulary=vocabulary(),
        analyst=analyst,
        earlier=Earlier((), SAY, vocabulary(), "en"),
        say=SAY,
        generator=Generator(version="0.1.0", config="0" * 12),
    )


def run(one: daily.Feed, stored: Digest | None = None, *, day: date = DAY, settled: bool = True, **options: Any) -> Digest:
    others: dict[date, Digest] = options.get("others", {})
    archive = daily.Archive(others | ({day: stored} if stored else {}), options.get("keep", lambda digest: None))
    (digest,) = daily.run_days([day], archive, one, settled=lambda _: settled, at=options.get("at", AT))
    return digest


def read_on(day: date, *papers: Paper) -> dict[date, Digest]:
    """What another day read."""
    return {day: run(feed(arxiv(*papers)), day=day)}


def arxiv(*papers: Paper, fails: bool = False) -> FakeSource:
    return FakeSource("arxiv", papers, fails)


def huggingface(*papers: Paper, fails: bool = False) -> FakeSource:
    featured = tuple(replace(each, sources=("huggingface",), huggingface_date=DAY, upvotes=9) for each in papers)
    return FakeSource("huggingface", featured, fails)


def ids(digest: Digest) -> list[str]:
    return [entry.paper.id for entry in digest.entries]


def test_a_day_is_read_and_closed() -> None:
    digest = run(feed(arxiv(good(1), good(2), paper("2604.00003", title="Graphs", abstract="On graphs.")), huggingface(good(1))))
    assert (digest.kind, digest.open, ids(digest)) == ("papers", False, ["2604.00001", "2604.00002"])
    assert digest.funnel.announced == 3
    assert (digest.funnel.featured, digest.funnel.considered, digest.funnel.listed, digest.funnel.read) == (1, 3, 2, 2)
    assert digest.entries[0].paper.sources == ("arxiv", "huggingface")
    assert digest.summary


def test_work_is_kept_after_every_step() -> None:
    kept: list[Digest] = []
    run(feed(arxiv(good(1), good(2))), keep=kept.append)
    assert [digest.funnel.read for digest in kept] == [0, 1, 2, 2]
    assert [digest.open for digest in kept] == [True, True, True, False]


def test_a_closed_day_is_left_alone() -> None:
    source = arxiv(good(1))
    stored = run(feed(source))
    assert run(feed(source), stored, at=AT + timedelta(hours=9)) is stored
    assert source.asked == 1


def test_an_open_day_without_news_changes_nothing() -> None:
    one = feed(arxiv(good(1)), huggingface(good(2)))
    stored = run(one, settled=False)
    kept: list[Digest] = []
    later = replace(one, generator=Generator(version="0.2.0", config="1" * 12))
    assert stored.open
    assert run(later, stored, settled=False, at=AT + timedelta(hours=9), keep=kept.append) == stored
    assert set(map(id, kept)) == {id(stored)}


@pytest.mark.parametrize(
    ("sources", "kind", "is_open"),
    [
        ((arxiv(), huggingface()), "nothing-announced", False),
        ((arxiv(paper("2604.00003", title="Graphs", abstract="On graphs.")),), "no-match", False),
        ((arxiv(fails=True), huggingface(fails=True)), "source-failed", True),
        ((arxiv(fails=True), huggingface()), "source-failed", True),
        ((arxiv(fails=True), huggingface(good(1))), "papers", True),
    ],
)
def test_a_day_says_which_kind_it_was(sources: tuple[FakeSource, ...], kind: str, is_open: bool) -> None:
    digest = run(feed(*sources))
    assert (digest.kind, digest.open) == (kind, is_open)


def test_a_source_that_failed_is_a_gap_until_it_answers() -> None:
    first = run(feed(arxiv(fails=True), huggingface(good(1))))
    second = run(feed(arxiv(fails=True), huggingface(good(1))), first)
    third = run(feed(arxiv(good(2)), huggingface(good(1))), second)
    assert [(gap.subject, gap.attempts, gap.final) for gap in second.gaps] == [("arxiv", 2, False)]
    assert "503" in second.gaps[0].reason
    assert (third.gaps, third.open, ids(third)) == ((), False, ["2604.00001", "2604.00002"])


def test_late_papers_compete_for_what_is_left_and_take_no_reading_back() -> None:
    first = run(feed(arxiv(good(5), good(6)), huggingface(fails=True), read=2, list=3))
    late = [good(number, title="Deblurring, deblurring and deblurring", abstract="Deblurring.") for number in (1, 2)]
    second = run(feed(arxiv(good(5), good(6)), huggingface(*late), read=2, list=3), first)
    read = {entry.paper.id for entry in second.entries if entry.analysis}
    assert read == {"2604.00005", "2604.00006"}
    assert (second.funnel.listed, second.funnel.considered) == (3, 4)


def test_a_stored_score_never_moves() -> None:
    first = run(feed(arxiv(good(1)), huggingface(fails=True)))
    changed = replace(feed(arxiv(good(1)), huggingface()), profile=rank.profile((replace(INTEREST, keywords=("graphs",)),)))
    second = run(changed, first)
    assert second.entries[0].relevance == first.entries[0].relevance
    assert second.considered == first.considered


def test_what_a_source_could_not_tell_is_filled_later() -> None:
    first = run(feed(arxiv(fails=True), huggingface(good(1, comment=None))))
    second = run(feed(arxiv(good(1, comment="CVPR")), huggingface(good(1))), first)
    assert second.entries[0].paper.comment == "CVPR"
    assert second.entries[0].analysis == first.entries[0].analysis


def test_a_paper_read_on_an_earlier_day_is_linked_and_not_read_again() -> None:
    earlier = DAY - timedelta(days=3)
    digest = run(feed(arxiv(good(1), good(2))), others=read_on(earlier, good(1)))
    assert ids(digest) == ["2604.00002"]
    assert [(seen.id, seen.day) for seen in digest.seen] == [("2604.00001", earlier)]
    assert digest.funnel.considered == 1


def test_a_day_with_only_earlier_papers_matched_nothing_new() -> None:
    digest = run(feed(huggingface(good(1))), others=read_on(DAY - timedelta(days=1), good(1)))
    assert (digest.kind, len(digest.seen)) == ("no-match", 1)


def test_an_analysis_that_failed_is_a_gap_and_tried_again() -> None:
    source = arxiv(good(1), good(2))
    first = run(feed(source, failing={"2604.00001": AnalysisError("the model did not answer")}))
    second = run(feed(source), first)
    assert [(gap.stage, gap.subject, gap.attempts) for gap in first.gaps] == [("analyse", "2604.00001", 1)]
    assert (first.open, first.funnel.read) == (True, 1)
    assert (second.gaps, second.open, second.funnel.read) == ((), False, 2)


def test_a_paper_without_text_keeps_no_day_open_and_no_reading_place() -> None:
    failing: dict[str, AnalysisError] = {"2604.00001": NothingToRead("no abstract to quote from")}
    digest = run(feed(arxiv(good(1), good(2)), failing=failing, read=1))
    assert [gap.final for gap in digest.gaps] == [True]
    assert digest.open is False


def test_without_interests_the_order_is_upvotes_then_newest() -> None:
    one = replace(feed(arxiv(good(1), good(2)), huggingface(good(3))), profile=rank.profile(()))
    digest = run(one)
    assert ids(digest) == ["2604.00003", "2604.00002", "2604.00001"] or ids(digest)[0] == "2604.00003"
    assert {entry.relevance.score for entry in digest.entries} == {None}


def test_a_paper_that_arxiv_does_not_know_is_given_up_after_some_runs() -> None:
    unknown = good(1, submitted=None)
    stored: Digest | None = None
    for _ in range(daily.ATTEMPTS):
        stored = run(feed(arxiv(unknown)), stored)
    assert stored
    assert [(gap.stage, gap.attempts, gap.final) for gap in stored.gaps] == [("complete", daily.ATTEMPTS, True)]
    assert stored.open is False


def test_the_newest_count_of_upvotes_is_shown_and_the_words_stay() -> None:
    first = run(feed(arxiv(good(1)), huggingface(good(1))), settled=False)
    later = FakeSource("huggingface", (replace(good(1, title="Other words"), sources=("huggingface",), upvotes=99),))
    second = run(feed(arxiv(), later), first)
    assert (second.entries[0].paper.upvotes, second.entries[0].paper.title) == (99, "Deblurring in 1 ways")


def test_a_paper_is_related_to_earlier_days_only() -> None:
    others = read_on(DAY - timedelta(days=1), good(1)) | read_on(DAY + timedelta(days=1), good(3))
    one = replace(feed(arxiv(good(2))), earlier=Earlier(others.values(), SAY, vocabulary(), "en"))
    (entry,) = run(one, others=others).entries
    assert [each.id for each in entry.related] == ["2604.00001"]
    assert entry.related[0].why
