"""The page of trends: what it counts, when it keeps silent, and what it calls rising."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import lxml.html
import pytest

from generator.glance import glance
from generator.model import Digest, Funnel, Site
from generator.render import render, shelve
from generator.render.parts import parts
from generator.render.trends import OUTSIDE, Month, months, percent, rising
from tests import by_hand
from tests.render.browser import built, overflows, served, violations, watched
from tests.render.samples import BARE, SITE, ZH, digest, drawn, entry, relevance
from tests.render.test_pages import assert_links_lead_somewhere, pages

pytestmark = pytest.mark.untraced

FIRST = date(2026, 1, 5)


def archive(*shares: int, days: int = 6, papers: int = 10) -> list[Digest]:
    """A month for each share: so many of each day's papers are on diffusion, the rest on nothing; half of them meet an interest."""
    made = []
    for number, share in enumerate(shares):
        start = FIRST.replace(month=FIRST.month + number)
        for offset in range(days):
            day = start + timedelta(days=offset)
            entries = [
                entry(
                    replace(BARE, id=f"{day:%y%m}.{offset:02}{place:03}"),
                    tags=("diffusion",) if place < share else (),
                    relevance=relevance(matched=("restoration",) if place % 2 else ()),
                )
                for place in range(papers)
            ]
            made.append(digest(day, *entries))
    return made


def counted(digests: Sequence[Digest]) -> list[Month]:
    return months([glance(each) for each in digests])


def page(digests: list[Digest], site: Site = SITE) -> str:
    return drawn(digests, "trends.md", site)


@pytest.mark.parametrize("site", [SITE, ZH], ids=lambda site: site.language)
def test_a_young_archive_is_told_that_it_has_too_few_days(site: Site) -> None:
    for digests in ([], archive(3), archive(3, 3, days=4)):
        text = page(digests, site)
        assert "<svg" not in text
        assert "%" not in text
        assert str(sum(bool(each.entries) for each in digests)) in text.partition("\n# ")[2]


def test_a_paper_counts_once_in_the_month_that_listed_it_first() -> None:
    first, second = counted([*archive(3, days=1), digest(date(2026, 2, 2), entry(replace(BARE, id="2601.00000")), entry(BARE))])
    assert (first.papers, second.papers) == (10, 1)
    assert first.tags == {"diffusion": 3}
    assert first.interests == {OUTSIDE: 5, "restoration": 5}


def test_the_funnel_is_summed_and_unknown_where_a_day_did_not_know() -> None:
    funnel = Funnel(announced=None, replaced=None, featured=3, considered=3, listed=1, read=0)
    known, unknown = counted([*archive(1, days=2), digest(date(2026, 2, 2), entry(BARE), funnel=funnel), digest(date(2026, 2, 3))])
    assert known.steps == (224, 182, 20, 0)
    assert unknown.steps == (None, 94, 1, 0)


def test_a_topic_rises_when_it_grew_by_more_than_chance_and_only_then() -> None:
    [rise] = rising(counted(archive(1, 1, 1, 5)))
    assert (rise.tag, rise.papers, rise.share, rise.before) == ("diffusion", 30, 0.5, 0.1)
    assert rise.sure == pytest.approx(6.708, abs=0.001)
    assert rising(counted(archive(5, 5, 5, 1))) == []
    assert rising(counted(archive(2, 2, 2, 3))) == []
    assert rising(counted(archive(5))) == []


def test_a_new_month_of_few_days_is_compared_with_nothing_yet() -> None:
    early = [each for each in archive(1, 1, 9) if each.day < date(2026, 3, 7)]
    assert not counted(early)[-1].counts
    assert rising(counted(early)) == []


def test_few_papers_do_not_rise() -> None:
    assert rising(counted(archive(0, 0, 0, 1, days=5, papers=20))) != []
    digests = archive(0, 0, 0, 1, days=5, papers=20)
    fewer = [digest(each.day, *[replace(e, tags=()) for e in each.entries]) if each.day.day == 5 else each for each in digests]
    assert rising(counted(fewer)) == []


@pytest.mark.parametrize(("share", "told"), [(None, "–"), (0.0, "0.0%"), (0.0523, "5.2%"), (0.0996, "10%"), (1.0, "100%")])
def test_shares_are_told_as_finely_as_they_are_known(share: float | None, told: str) -> None:
    assert percent(share) == told


@pytest.mark.parametrize("site", [SITE, ZH, replace(SITE, interests=())], ids=["en", "zh", "no interests"])
def test_every_chart_has_a_name_and_a_table_with_the_same_months(site: Site) -> None:
    text = page(archive(1, 2, 5), site)
    shown = lxml.html.fromstring(text.partition("\n# ")[2])
    charts = shown.xpath("//svg")
    assert len(charts) == (5 if site.interests else 2)
    assert all(each.get("aria-label") and each.get("role") == "img" for each in charts)
    assert [each.text_content().split()[-1] for each in shown.find_class("key")] == ["112", "91", "10", "0"]
    tables = shown.xpath("//details//table")
    assert len(tables) == (3 if site.interests else 2)
    assert all(len(each.xpath(".//tbody/tr")) == 3 for each in tables)
    assert tables[0].xpath(".//tbody/tr/td/text()") == ["10%", "20%", "50%"]


@pytest.mark.slow
@pytest.mark.parametrize("site", [SITE, ZH], ids=lambda site: site.language)
def test_a_page_with_charts_runs_cleanly_and_meets_axe(site: Site, browser: Any, tmp_path: Path) -> None:
    by_hand.bring(tmp_path / "docs")
    with served(built(render(archive(1, 2, days=5, papers=2), site), tmp_path, site)) as address:
        opened, faults = watched(browser, address, color_scheme="light")
        opened.goto(f"{address}trends/", wait_until="networkidle")
        for state in ("folded", "open"):
            opened.evaluate("open => document.querySelectorAll('details').forEach(each => { each.open = open })", state == "open")
            for width, palette in ((390, "light"), (390, "dark"), (1440, "light"), (1440, "dark")):
                opened.set_viewport_size({"width": width, "height": 900})
                opened.evaluate("palette => { document.documentElement.dataset.palette = palette }", palette)
                faults += [f"{state}, {width}, {palette}: {found}" for found in violations(opened)]
                assert not overflows(opened)
                assert opened.evaluate("getComputedStyle(document.querySelector('.chart rect')).fill") != "rgb(0, 0, 0)"
        opened.close()
        assert faults == []


def test_every_link_of_a_page_with_charts_leads_somewhere() -> None:
    assert_links_lead_somewhere(pages(archive(1, 2, 2, papers=2)))
    hrefs = lxml.html.fromstring(page(archive(1, 2, 5))).xpath("//figcaption/a/@href")
    assert hrefs == ["../tags/diffusion/", "../interests/restoration/", "../interests/generation/"]


def test_a_hostile_name_stays_a_name() -> None:
    names = tuple(replace(each, name='"><script>alert(1)</script>$x$') for each in SITE.interests)
    text = page(archive(1, 2), replace(SITE, interests=names))
    assert "<script" not in text
    assert "$x$" not in text


def test_a_long_archive_makes_no_long_page() -> None:
    digests = archive(1, 2, 3, 4, 5, 6, 7, 8, 9, 8, 7, 6, papers=12)
    tagged = [
        digest(each.day, *[replace(e, tags=tuple(f"tag-{n}" for n in range(40))) for e in each.entries], funnel=each.funnel)
        for each in digests
    ]
    assert len(page(tagged).encode()) < 60_000


def test_the_page_is_drawn_without_opening_a_record() -> None:
    shelf = shelve(archive(1, 2))
    [front] = [part for part in parts(shelf, SITE) if part.name == "front"]
    assert "trends.md" in {each.path for each in front.draw()}
