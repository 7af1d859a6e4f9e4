"""What a closed page learns of newer papers: the files, and that they are small plain text."""

import json
from dataclasses import replace
from datetime import date

from generator.model import Digest, Entry, Related
from generator.render.newer import Listed, came_after
from tests.render.browser import shown
from tests.render.samples import ANYVIEW, HOSTILE, SITE, ZH, digest, entry, pages

MARCH, APRIL, MAY = date(2026, 3, 31), date(2026, 4, 1), date(2026, 5, 4)


def related(*ids: str) -> tuple[Related, ...]:
    return tuple(Related(id=each, title=f"Paper {each}", why=f"as {each}") for each in ids)


def listed(day: date, id_: str, *ids: str) -> Listed:
    return Listed(day=day, id=id_, title=f"Paper {id_}", related=tuple((each, f"as {each}") for each in ids))


def told(papers: list[Listed]) -> dict[date, dict[str, list[str]]]:
    return {day: {id_: [one.id for one, _ in links] for id_, links in newer.items()} for day, newer in came_after(papers).items()}


def test_an_earlier_paper_finds_the_newer_ones_under_its_own_day() -> None:
    papers = [listed(MAY, "4", "3", "1"), listed(MARCH, "1"), listed(MARCH, "2"), listed(APRIL, "3", "1")]
    assert told(papers) == {MARCH: {"1": ["3", "4"]}, APRIL: {"3": ["4"]}, MAY: {}}
    assert came_after(papers)[APRIL] == {"3": [(papers[0], "as 3")]}
    assert list(came_after(papers).items()) == list(came_after(papers[::-1]).items())


def test_the_order_is_how_closely_then_how_newly_and_there_are_at_most_three() -> None:
    old = [listed(MARCH, "1"), listed(MARCH, "2")]
    papers = [*old, *(listed(APRIL, f"a{n}", "1") for n in range(5)), listed(APRIL, "far", "2", "1"), listed(MAY, "b", "1")]
    assert told(papers)[MARCH]["1"] == ["b", "a0", "a1"]
    assert [one.id for one, _ in came_after(papers, most=9)[MARCH]["1"]][-1] == "far"


def test_a_paper_that_was_listed_twice_belongs_to_its_first_day_and_stands_once() -> None:
    papers = [listed(MARCH, "1"), listed(APRIL, "1"), listed(APRIL, "2", "1"), listed(MAY, "2", "1")]
    assert told(papers) == {MARCH: {"1": ["2"]}, APRIL: {}}
    assert came_after(papers)[MARCH]["1"][0][0].day == APRIL


def test_a_paper_listed_again_is_not_newer_than_the_one_that_it_names() -> None:
    assert told([listed(MARCH, "1"), listed(APRIL, "2"), listed(MAY, "1", "2")]) == {MARCH: {}, APRIL: {}}


def test_a_paper_that_names_the_newer_one_itself_does_not_hear_of_it_again() -> None:
    assert told([listed(MARCH, "1"), listed(APRIL, "2", "1"), listed(MAY, "1", "2")]) == {MARCH: {}, APRIL: {}}


def test_a_paper_that_is_not_in_the_archive_is_left_out() -> None:
    assert told([listed(APRIL, "2", "1")]) == {APRIL: {}}


# The files


def with_related(id_: str, *ids: str, title: str = "T") -> Entry:
    return entry(replace(ANYVIEW, id=id_, title=title), related=related(*ids))


def two_days(title: str) -> list[Digest]:
    return [digest(MARCH, with_related("hep-th/9901001")), digest(MAY, with_related("2605.00001", "hep-th/9901001", title=title))]


def test_every_day_with_papers_has_a_file_even_when_there_is_nothing_to_tell() -> None:
    made = pages([*two_days(r"VGG-T$^3$ and na\"{\i}ve {BPS}"), digest(APRIL)])
    files = {path: json.loads(text) for path, text in made.items() if path.startswith("newer/")}
    assert files == {
        "newer/2026-03-31.json": {
            "hep-th-9901001": [["2605.00001", "VGG-T³ and naïve BPS", "as hep-th/9901001", "4 May 2026"]],
        },
        "newer/2026-05-04.json": {},
    }
    assert "2026年5月4日" in pages(two_days("T"), ZH)["newer/2026-03-31.json"]


def test_a_page_names_its_file_and_its_key_and_changes_not_when_a_newer_paper_comes() -> None:
    path = "papers/hep-th-9901001.md"
    before, after = pages(two_days("T")[:1]), pages(two_days("T"))
    assert before[path] == after[path]
    [place] = shown(after[path]).find_class("newer")
    assert dict(place.attrib) == {
        "class": "newer",
        "data-day": "2026-03-31",
        "data-paper": "hep-th-9901001",
        "data-title": "Newer related papers",
    }
    assert (place.text_content(), len(place)) == ("", 0)
    assert json.loads(after[f"newer/{place.get('data-day')}.json"]).keys() == {place.get("data-paper")}


def test_a_paper_listed_on_two_days_asks_for_the_file_of_the_first() -> None:
    days = [digest(APRIL, with_related("1")), digest(MARCH, with_related("1")), digest(MAY, with_related("2", "1"))]
    made = pages(days)
    [place] = shown(made["papers/1.md"]).find_class("newer")
    assert (place.get("data-day"), json.loads(made["newer/2026-03-31.json"]).keys()) == ("2026-03-31", {"1"})


def test_no_title_can_leave_its_string() -> None:
    for text in HOSTILE:
        [[link]] = json.loads(pages(two_days(f"T {text}"), SITE)["newer/2026-03-31.json"]).values()
        assert [type(each) for each in link] == [str] * 4
        assert link[1].startswith("T") and "\n" not in link[1]
