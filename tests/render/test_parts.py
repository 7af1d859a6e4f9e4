"""A part is drawn from what its key is made of: the same key gives the same pages, and a change opens as few parts as it can."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from generator import index, record
from generator.model import Considered, Digest, Entry, Gap, Paper, Related, Seen, Site
from generator.publish import publish
from generator.render import lists, parts, render, shelve, shelve_sheets
from tests.render.browser import read
from tests.render.samples import ANYVIEW, BARE, OLD, SITE, digest, drawn, entry, pages, quoted, relevance, week, written
from tests.render.test_pages import assert_links_lead_somewhere

JANUARY, FEBRUARY, MARCH = date(2026, 1, 26), date(2026, 2, 2), date(2026, 3, 2)


def keys(digests: Sequence[Digest], site: Site = SITE) -> dict[str, str]:
    return {part.name: part.key for part in parts(shelve(digests, keep=site.keep), site)}


def reopened(before: Sequence[Digest], after: Sequence[Digest], site: Site = SITE) -> set[str]:
    """The parts with another key; every part that has the same key is drawn to see that its pages are the same."""
    one, two = ({part.name: part for part in parts(shelve(each, keep=site.keep), site)} for each in (before, after))
    same = {name for name in one.keys() & two.keys() if one[name].key == two[name].key}
    for name in same:
        assert list(one[name].draw()) == list(two[name].draw()), name
    return (one.keys() | two.keys()) - same


def months() -> list[Digest]:
    """Three months: February relates to January, March saw January's paper again and considered February's."""
    related = (Related(id=ANYVIEW.id, title=ANYVIEW.title, why="w"), Related(id="2605.00001", title="Later", why="w"))
    return [
        digest(JANUARY, entry(analysis=quoted())),
        digest(FEBRUARY, entry(BARE, related=related, tags=("rare",))),
        digest(
            MARCH,
            entry(OLD, tags=()),
            seen=(Seen(id=ANYVIEW.id, title=ANYVIEW.title, day=JANUARY),),
            considered=(Considered(id=BARE.id, title=BARE.title, score=1), Considered(id="2605.00002", title="Other", score=0)),
            gaps=(Gap(stage="x", subject=ANYVIEW.id, reason="r", final=True),),
        ),
    ]


def changed(digests: list[Digest], place: int, one: Entry) -> list[Digest]:
    return [*digests[:place], replace(digests[place], entries=(one,)), *digests[place + 1 :]]


def test_months_stand_first_and_what_spans_them_last() -> None:
    assert list(keys(months())) == ["2026-01", "2026-02", "2026-03", "front"]
    assert list(keys([])) == ["front"]


def test_the_parts_together_are_the_site() -> None:
    made = [page for part in parts(shelve(week()), SITE) for page in part.draw()]
    assert made == list(render(week(), SITE))


def test_nothing_is_opened_before_a_part_is_drawn() -> None:
    shelf = replace(shelve(months()), opened=lambda _: pytest.fail("opened"))
    assert len(parts(shelf, SITE)) == 4


def test_a_month_opens_no_record_of_another_month() -> None:
    shelf, asked = shelve(months()), []

    def opened(days: Sequence[date]) -> Sequence[Digest]:
        asked.extend(days)
        return shelf.opened(days)

    february = parts(replace(shelf, opened=opened), SITE)[1]
    list(february.draw())
    assert asked == [FEBRUARY]


def test_an_edited_record_opens_its_month_and_the_front_alone() -> None:
    again = entry(BARE, related=months()[1].entries[0].related, tags=("rare",), relevance=relevance(3))
    assert reopened(months(), changed(months(), 1, again)) == {"2026-02", "front"}


def test_a_new_day_opens_its_month_and_the_front_alone_and_a_new_month_the_one_before_besides() -> None:
    assert reopened(months(), [*months(), digest(MARCH + timedelta(days=1), entry(replace(OLD, id="2603.1")))]) == {"2026-03", "front"}
    assert reopened(months(), [*months(), digest(date(2026, 4, 1), entry(replace(OLD, id="2604.1")))]) == {"2026-03", "2026-04", "front"}


def test_a_paper_that_gets_a_page_opens_the_months_that_link_it() -> None:
    assert reopened(months(), [*months(), digest(date(2026, 5, 1), entry(Paper(id="2605.00001", title="Later")))]) == {
        "2026-02",
        "2026-03",  # the newest so far: it links the day that follows
        "2026-05",
        "front",
    }
    assert "2026-03" in reopened(months()[1:], months())


def test_a_title_that_a_gap_of_another_month_names_opens_that_month() -> None:
    renamed = entry(replace(ANYVIEW, title="Renamed"), analysis=quoted())
    assert reopened(months(), changed(months(), 0, renamed)) == {"2026-01", "2026-03", "front"}


def test_a_paper_that_is_read_in_a_later_month_moves_there() -> None:
    later = digest(date(2026, 3, 3), entry(analysis=written()))
    assert reopened(months(), [*months(), later]) == {"2026-01", "2026-03", "front"}
    made = {part.name: [page.path for page in part.draw()] for part in parts(shelve([*months(), later]), SITE)}
    assert "papers/2601.16982.md" not in made["2026-01"]
    assert "papers/2601.16982.md" in made["2026-03"]
    text = read(drawn([*months(), later], "papers/2601.16982.md"))
    assert "26 January 2026, 3 March 2026" in text


def test_a_site_with_another_name_opens_everything() -> None:
    assert not set(keys(months()).values()) & set(keys(months(), replace(SITE, name="Another")).values())


def many(month: int, count: int, *tags: str) -> Digest:
    papers = [entry(Paper(id=f"26{month:02}.{n:05}", title=f"Paper {n}"), tags=tags or ("many",)) for n in range(count)]
    return digest(date(2026, month, 2), *papers)


def test_the_lists_of_a_closed_month_stay_closed_when_papers_come() -> None:
    before = [many(1, 150), many(2, lists.LONGEST_LIST)]
    assert list(keys(before)) == ["2026-01", "2026-02", "lists-2026-01", "lists-2026-02", "front"]
    after = [*before, many(3, 1)]
    assert reopened(before, after) == {"2026-02", "2026-03", "lists-2026-03", "front"}
    assert "150 papers" in read(drawn(after, "tags/many/2026-01.md"))
    assert f"{lists.LONGEST_LIST + 151} papers" in read(drawn(after, "tags/many.md"))


def test_the_lists_of_a_closed_month_stay_closed_when_one_word_outgrows_another() -> None:
    before = [many(1, 150, "a"), many(2, 150, "a", "b"), many(3, lists.LONGEST_LIST, "b"), many(4, 1, "b")]
    after = [*before[:3], many(4, 2, "a"), many(5, lists.LONGEST_LIST, "a")]
    assert "lists-2026-02" not in reopened(before, after)


def test_a_list_that_grows_long_gets_its_months_without_opening_them() -> None:
    before = [many(1, 150), many(2, lists.LONGEST_LIST - 150)]
    after = [before[0], many(2, lists.LONGEST_LIST - 149)]
    assert reopened(before, after) == {"2026-02", "lists-2026-01", "lists-2026-02", "front"}


# From the index


def shelved(archive: Path, site: Site) -> list[str]:
    shelf = shelve_sheets(index.sheets(archive), index.opener(archive), keep=site.keep)
    return [f"{page.path}\n{page.content!r}" for part in parts(shelf, site) for page in part.draw()]


@pytest.mark.parametrize("keep", [0, 2])
def test_pages_are_the_same_with_the_index_without_it_and_from_memory(tmp_path: Path, keep: int) -> None:
    site = replace(SITE, keep=keep)
    for each in [*week(), *months()[1:]]:
        record.save(tmp_path / "archive", each)
    without = shelved(tmp_path / "archive", site)
    assert shelved(tmp_path / "archive", site) == without
    assert [f"{page.path}\n{page.content!r}" for page in render([*week(), *months()[1:]], site)] == without


def test_what_is_published_part_by_part_is_what_is_drawn_at_once(tmp_path: Path) -> None:
    """Days come one by one, one is edited, one goes: after each step docs/ is as if it had been drawn afresh."""
    days = [*months(), *week()[1:]]
    grown = [days[: count + 1] for count in range(len(days))]
    edited = changed(months(), 0, entry(replace(ANYVIEW, title="Renamed"), analysis=quoted()))
    for digests in [*grown, edited, edited[:2], days]:
        publish(parts(shelve(digests), SITE), tmp_path / "docs")
        found = {path.relative_to(tmp_path / "docs").as_posix(): path for path in (tmp_path / "docs").rglob("*") if path.is_file()}
        assert {path: file.read_bytes() for path, file in found.items() if path != ".generated"} == {
            page.path: page.content for page in render(digests, SITE)
        }


# site.keep


def test_papers_of_older_months_are_lines_in_their_months_list() -> None:
    kept = pages(months(), replace(SITE, keep=2))
    assert "papers/2601.16982.md" not in kept
    assert {"papers/2602.23361.md", "papers/hep-th-9901001.md", "daily/2026/2026-01-26.md"} <= kept.keys()
    text = read(kept["archive/2026-01.md"])
    for said in ("AnyView: Synthesizing Any Novel View", "82", "26 January 2026", "We introduce AnyView.", "1 paper"):
        assert said in text
    assert "(../archive/2026-01.md)" in kept["archive/2026.md"]


def test_links_to_a_paper_without_a_page_lead_to_its_line() -> None:
    kept = pages(months(), replace(SITE, keep=2))
    assert "(../archive/2026-01.md#2601.16982)" in kept["papers/2602.23361.md"]
    assert "(../../archive/2026-01.md#2601.16982)" in kept["daily/2026/2026-03-02.md"]
    assert "(../archive/2026-01.md#2601.16982)" in kept["tags/diffusion.md"]
    assert not [path for path, text in kept.items() if "papers/2601.16982.md" in text or "../papers/2601.16982/" in text]
    considered = pages([*months()[1:], digest(date(2026, 4, 1))], replace(SITE, keep=2))["daily/2026/2026-03-02.md"]
    assert 'href="../../../archive/2026-02/#2602.23361"' in considered


def test_every_link_leads_somewhere_when_old_papers_have_no_page() -> None:
    for keep in (1, 2):
        assert_links_lead_somewhere(pages(months(), replace(SITE, keep=keep)))


def test_a_month_that_falls_behind_opens_only_what_links_it() -> None:
    site = replace(SITE, keep=3)
    assert reopened(months(), [*months(), digest(date(2026, 4, 1))], site) == {"2026-01", "2026-02", "2026-03", "2026-04", "front"}
    calm = [digest(JANUARY, entry()), digest(FEBRUARY, entry(BARE)), months()[2]]
    assert reopened(calm[:2], [*calm[:2], digest(date(2026, 4, 1))], site) == {"2026-01", "2026-02", "2026-04", "front"}
    assert reopened(calm[:2], [*calm[:2], digest(date(2026, 3, 1))], site) == {"2026-02", "2026-03", "front"}


def test_everything_is_kept_when_no_more_months_than_that_are_recorded() -> None:
    assert pages(months(), replace(SITE, keep=3)) == pages(months())
