"""Figures come after the reading: a failing one costs no paper, is tried a few times, and arXiv is not pressed for the others."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from generator.errors import FetchError
from generator.fetch.figures import NoFigureError
from generator.fetch.http import Http, Unanswered
from generator.illustrate import ATTEMPTS, illustrated, settled
from generator.model import Digest, Entry, Figure, Gap, Paper
from tests.samples import DAY, digest, entry, paper

CC = "http://creativecommons.org/licenses/by/4.0/"
FIGURE = Figure(file="2026-04/x.webp", caption="The network.", licence=CC, width=9, height=6)
LATER = Unanswered("arxiv.org: answered 503", "the next run tries again")
BUSY = FetchError("the picture was not made small within 30 s")
NEVER = NoFigureError("its HTML has no figure")


def free(id_: str, licence: str | None = CC, *, read: bool = True) -> Entry:
    return entry(id_, paper=paper(id_, licence=licence), read=read)


READ = digest(entries=(free("2604.00001"), free("2604.00002"), free("2604.00003", read=False), free("2604.00004", None)))

Answer = Figure | FetchError | None


def answering(*answers: Answer) -> tuple[Callable[[Paper, date], Figure | None], list[str]]:
    """A collaborator that answers one after the other, and the papers that it was asked for."""
    asked: list[str] = []

    def figure(paper: Paper, day: date) -> Figure | None:
        assert day == DAY
        asked.append(paper.id)
        answer = answers[len(asked) - 1]
        if isinstance(answer, FetchError):
            raise answer
        return answer

    return figure, asked


def last(start: Digest, *answers: Answer) -> Digest:
    return [start, *illustrated(start, answering(*answers)[0])][-1]


def gaps(of: Digest) -> list[tuple[str, int, bool]]:
    return [(gap.subject, gap.attempts, gap.final) for gap in of.gaps if gap.stage == "figure"]


def test_papers_that_were_read_get_their_figures_one_after_the_other() -> None:
    figure, asked = answering(FIGURE, None)
    steps = list(illustrated(READ, figure))
    assert asked == ["2604.00001", "2604.00002"]
    assert [[each.figure for each in step.entries] for step in steps] == [[FIGURE, None, None, None]]
    assert steps[0].gaps == ()


def test_a_figure_that_is_there_or_was_given_up_is_not_asked_for_again() -> None:
    done = last(READ, FIGURE, NEVER)
    assert gaps(done) == [("2604.00002", 1, True)]
    figure, asked = answering()
    assert (list(illustrated(done, figure)), asked) == ([], [])


def test_one_that_failed_is_tried_by_the_next_runs_and_then_done_without() -> None:
    other = Gap(stage="fulltext", subject="2604.00001", reason="no", final=True)
    day = replace(READ, gaps=(other,))
    for attempts in range(1, ATTEMPTS + 1):
        day = last(day, BUSY, BUSY)
        assert gaps(day) == [(id_, attempts, attempts == ATTEMPTS) for id_ in ("2604.00001", "2604.00002")]
    assert day.gaps[-1] == other
    assert list(illustrated(day, answering()[0])) == []


def test_when_arxiv_does_not_answer_for_one_it_is_not_asked_for_the_others() -> None:
    figure, asked = answering(LATER)
    steps = list(illustrated(READ, figure))
    assert asked == ["2604.00001"]
    assert {gap.reason for gap in steps[-1].gaps} == {LATER.what}
    assert gaps(steps[-1]) == [("2604.00001", 1, False), ("2604.00002", 0, False)]


def test_one_address_that_is_at_fault_keeps_no_other_from_being_asked_for() -> None:
    with pytest.raises(Unanswered) as caught, Http("test") as http:
        http.get("ftp://arxiv.org/x.png")
    assert gaps(last(READ, caught.value, FIGURE)) == [("2604.00001", 1, False)]


def test_a_day_that_closes_does_without_the_figures_that_did_not_come() -> None:
    other = Gap(stage="analyse", subject="x", reason="no")
    assert [gap.final for gap in settled((*last(READ, LATER).gaps, other))] == [True, True, False]


def test_one_that_came_and_could_not_be_read_in_time_keeps_no_other_from_being_asked_for() -> None:
    done = last(READ, BUSY, FIGURE)
    assert gaps(done) == [("2604.00001", 1, False)]
    assert [each.figure for each in done.entries] == [None, FIGURE, None, None]


def test_a_gap_is_mended_by_a_figure_and_by_a_day_too_old_for_one() -> None:
    assert last(last(READ, LATER), FIGURE, None).gaps == ()


@pytest.mark.parametrize("final", [True, False])
def test_a_feed_that_shows_no_figures_waits_for_none(final: bool) -> None:
    gap = Gap(stage="figure", subject="2604.00001", reason="no", final=final)
    steps = list(illustrated(replace(READ, gaps=(gap,)), None))
    assert [step.gaps for step in steps] == ([] if final else [()])
    assert list(illustrated(READ, None)) == []
