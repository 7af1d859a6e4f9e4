"""What a browser is told to keep: newest.json, and the pages that show and compare what is kept."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from generator.model import Digest, Site
from generator.render.messages import group
from generator.render.offline import MOST_PAPERS
from tests.render.browser import shown
from tests.render.samples import ANYVIEW, BARE, HOSTILE, SITE, ZH, digest, entry, pages, quoted, week

DAY, NEXT = date(2026, 2, 3), date(2026, 2, 4)


def newest(days: list[Digest], site: Site = SITE) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(pages(days, site)["newest.json"])  # type: ignore[type-arg]
    return found


def test_home_the_newest_days_page_and_the_papers_it_read_are_named_in_their_order() -> None:
    told = newest(
        [*week(), digest(DAY, entry(BARE, analysis=quoted()), entry(), entry(replace(ANYVIEW, id="hep-th/1"), analysis=quoted()))]
    )
    assert told["pages"] == [
        ["", "Today"],
        ["daily/2026/2026-02-03/", "Tuesday, 3 February 2026"],
        ["papers/2602.23361/", "VGG-T³: Offline Feed-Forward 3D Reconstruction at Scale"],
        ["papers/hep-th-1/", ANYVIEW.title],
    ]
    assert (told["version"], told["language"], told["frame"]) == (1, "en", ["offline/", "starred/", "compare/"])


def test_a_newer_day_of_which_nothing_was_read_is_kept_beside_the_one_shown_at_home() -> None:
    days = [digest(DAY, entry(analysis=quoted())), digest(NEXT, entry(BARE))]
    assert [path for path, _ in newest(days)["pages"]] == ["", "daily/2026/2026-02-04/", "daily/2026/2026-02-03/", f"papers/{ANYVIEW.id}/"]


def test_no_more_papers_are_named_than_a_phone_may_be_asked_to_keep() -> None:
    many = [entry(replace(ANYVIEW, id=f"2602.{n:05}"), analysis=quoted()) for n in range(MOST_PAPERS + 5)]
    assert len(newest([digest(DAY, *many)])["pages"]) == MOST_PAPERS + 2


def test_an_empty_archive_and_a_paper_without_a_page_name_no_paper() -> None:
    assert newest([])["pages"] == [["", "Today"]]
    months = [digest(date(2026, 2, 3), entry(analysis=quoted())), digest(date(2026, 5, 4), entry(BARE))]
    assert not [path for path, _ in newest(months, replace(SITE, keep=1))["pages"] if path.startswith("papers/")]


def test_the_stamp_changes_with_the_records_that_the_kept_pages_are_drawn_from_and_with_no_other() -> None:
    first, second = digest(DAY, entry(analysis=quoted())), digest(NEXT, entry(BARE))
    stamp = newest([first, second])["stamp"]
    assert newest([*week(), first, second])["stamp"] == stamp
    assert newest([replace(first, open=True), second])["stamp"] != stamp
    assert newest([first, replace(second, open=True)])["stamp"] != stamp


@pytest.mark.parametrize("site", [SITE, ZH], ids=["en", "zh"])
def test_what_the_worker_and_the_scripts_say_comes_in_the_language_of_the_site(site: Site) -> None:
    made = pages(week(), site)
    words = group(site.language, "offline")
    assert json.loads(made["newest.json"])["words"] == {name: words[name] for name in ("copy", "again", "missing")}
    for page, place in (("offline", "keeping"), ("compare", "comparison")):
        [found] = shown(made[f"{page}.md"]).xpath(f"//div[@id='{place}']")
        assert json.loads(found.get("data-words")) == group(site.language, page)
        assert len(found) == 0


def test_no_title_leaves_its_string_in_the_list() -> None:
    title = "T " + " ".join(HOSTILE)
    [*_, [_, told]] = newest([digest(DAY, entry(replace(ANYVIEW, title=title), analysis=quoted()))])["pages"]
    assert told.startswith("T ")
    assert "\n" not in told


def test_a_paper_leads_to_comparing_it_and_about_to_reading_offline() -> None:
    made = pages(week())
    assert "[Compare](../compare.md?papers=2601.16982)" in made["papers/2601.16982.md"]
    assert "](offline.md)" in made["about.md"]
