"""The best of a week and of a month: which papers, and with which month a week is drawn."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from generator.model import Digest, Entry, Paper, Select
from generator.render import parts, shelve
from generator.render.best import week_of
from tests.render.browser import read, shown
from tests.render.samples import ANYVIEW, SITE, ZH, digest, drawn, entry, pages, quoted, relevance, week
from tests.render.test_pages import assert_links_lead_somewhere
from tests.render.test_parts import reopened

THURSDAY, FRIDAY = date(2026, 4, 30), date(2026, 5, 1)
MONDAY_AFTER = date(2026, 5, 4)
ALL = replace(SITE, select=Select(min_score=0))


def scored(number: int, score: int | None, **fields: object) -> Entry:
    return entry(Paper(id=f"2604.{number:05}", title=f"Paper {number}"), relevance=relevance(score, **fields))


def titles(page: str) -> list[str]:
    return [heading.xpath("string(a)") for heading in shown(page).iter("h2")]


def test_the_ten_highest_scores_stand_first_with_line_day_and_reason() -> None:
    days = [digest(date(2026, 4, 13) + timedelta(days=n % 5), *(scored(10 * n + m, 10 * n + m) for m in range(4))) for n in range(5)]
    page = drawn(days, "archive/best/2026-W16.md", ALL)
    assert titles(page) == [f"Paper {number}" for number in (43, 42, 41, 40, 33, 32, 31, 30, 23, 22)]
    text = read(page)
    assert "10 of 20 papers" in text
    assert "17 April 2026 · Image restoration: denoising" in text
    assert "Modern generative video models excel." in text
    assert titles(drawn(days, "archive/best/2026-04.md", ALL)) == titles(page)


def test_papers_of_one_score_are_in_the_rankers_order_then_by_upvotes() -> None:
    voted = replace(ANYVIEW, id="2604.00009", title="Voted", upvotes=9)
    one = digest(
        THURSDAY,
        scored(1, 80, ranker_score=80.1),
        scored(2, 80, ranker_score=80.4),
        entry(voted, relevance=relevance(80, ranker_score=80.1)),
    )
    assert titles(drawn([one], "archive/best/2026-04.md")) == ["Paper 2", "Voted", "Paper 1"]


def test_what_the_feed_itself_would_not_list_is_none_of_the_best() -> None:
    one = digest(THURSDAY, scored(1, 49), scored(2, None), scored(3, 50))
    assert titles(drawn([one], "archive/best/2026-04.md")) == ["Paper 3", "Paper 2"]
    low = digest(THURSDAY, scored(1, 0), scored(2, 1))
    assert titles(drawn([low], "archive/best/2026-04.md", ALL)) == ["Paper 2"]


def test_a_week_and_a_month_without_a_paper_worth_it_have_no_list_and_nothing_leads_there() -> None:
    made = pages([digest(THURSDAY, scored(1, 49)), digest(MONDAY_AFTER, scored(2, 80))])
    assert {path for path in made if path.startswith("archive/best/2")} == {"archive/best/2026-05.md", "archive/best/2026-W19.md"}
    assert_links_lead_somewhere(made)
    assert "of 50 or more has no list" in read(made["archive/best/index.md"])
    nothing = pages([digest(THURSDAY, scored(1, 49))])
    assert_links_lead_somewhere(nothing)
    assert not [path for path in nothing if path.startswith("archive/best/2")]


def test_without_interests_the_most_upvotes_stand_first_and_no_score_is_asked_for() -> None:
    voted = [entry(replace(ANYVIEW, id=f"2604.{n:05}", title=f"Paper {n}", upvotes=n), relevance=relevance(None)) for n in (1, 3, 2)]
    made = pages([digest(THURSDAY, *voted)], replace(SITE, interests=()))
    assert titles(made["archive/best/2026-04.md"]) == ["Paper 3", "Paper 2", "Paper 1"]
    assert "or more has no list" not in made["archive/best/index.md"]


def april_and_may() -> list[Digest]:
    return [digest(THURSDAY, scored(1, 90)), digest(FRIDAY, scored(2, 70)), digest(MONDAY_AFTER, scored(3, 60))]


def test_a_week_across_two_months_holds_both_and_is_drawn_with_the_later() -> None:
    assert week_of(THURSDAY) == week_of(FRIDAY) == "2026-W18"
    made = {part.name: {page.path: page.text for page in part.draw()} for part in parts(shelve(april_and_may()), SITE)}
    assert "archive/best/2026-W18.md" not in made["2026-04"]
    assert titles(made["2026-05"]["archive/best/2026-W18.md"]) == ["Paper 1", "Paper 2"]
    assert titles(made["2026-05"]["archive/best/2026-W19.md"]) == ["Paper 3"]


def test_the_last_week_is_there_before_the_next_month_has_begun() -> None:
    assert titles(drawn(april_and_may()[:1], "archive/best/2026-W18.md")) == ["Paper 1"]


def test_a_new_day_leaves_the_months_before_closed_and_an_edit_reaches_the_week_that_it_is_of() -> None:
    days = april_and_may()
    assert reopened(days, [*days, digest(date(2026, 5, 5), scored(4, 50))]) == {"2026-05", "front"}
    assert reopened(days, [digest(THURSDAY, scored(1, 10)), *days[1:]]) == {"2026-04", "2026-05", "front"}
    earlier = [digest(date(2026, 4, 2), scored(9, 90)), *days]
    assert reopened(earlier, [digest(date(2026, 4, 2), scored(9, 10)), *days]) == {"2026-04", "front"}


@pytest.mark.parametrize("digests", [week(), april_and_may()])
def test_every_week_and_month_is_reached_from_archive_year_and_home(digests: list[Digest]) -> None:
    made = pages(digests, ZH)
    assert_links_lead_somewhere(made)
    best = {path for path in made if path.startswith("archive/best/2")}
    for index in ("archive/best/index.md", "archive/2026.md"):
        linked = {link.get("href").split("archive/")[-1] for link in shown(made[index]).iter("a")}
        assert {path.removeprefix("archive/") for path in best} <= linked | {f"best/{each}" for each in linked}
    assert "archive/best/index.md" in made["archive/index.md"]
    assert "archive/best/" in made["index.md"]


def test_a_paper_read_again_is_among_the_best_of_the_month_in_which_it_was_read() -> None:
    days = [digest(THURSDAY, entry()), digest(FRIDAY, entry(analysis=quoted()))]
    made = pages(days)
    assert "archive/best/2026-04.md" not in made
    assert titles(made["archive/best/2026-W18.md"]) == [ANYVIEW.title]
