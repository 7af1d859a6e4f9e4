"""The frame that overrides/ draws around every page: what it weighs, what it lets run, and who can use it."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import lxml.html
import pytest

from generator.model import Considered, Site
from generator.render import render
from tests import by_hand
from tests.render import long
from tests.render.browser import MOVES, built, overflows, served, violations, wait_for_math, watched
from tests.render.samples import ANYVIEW, BARE, SITE, ZH, digest, entry, quoted, relevance, week

pytestmark = pytest.mark.untraced

DAY = date(2026, 2, 3)
# One page of each kind that is drawn, one that is written by hand, and the page for lost readers.
PAGES = {
    "home": "",
    "day": "daily/2026/2026-02-03/",
    "quiet": "daily/2026/2026-01-31/",
    "paper": "papers/2600.00001/",
    "quoted": f"papers/{ANYVIEW.id}/",
    "tags": "tags/",
    "list": "tags/diffusion/",
    "categories": "categories/",
    "interests": "interests/",
    "archive": "archive/",
    "year": "archive/2026/",
    "best": "archive/best/2026-W06/",
    "bests": "archive/best/",
    "authors": "authors/",
    "author": "authors/A.-B/",
    "trends": "trends/",
    "about": "about/",
    "data": "data/",
    "starred": "starred/",
    "interest": "interests/restoration/",
    "offline": "offline/",
    "compare": f"compare/?papers=2600.00001,{ANYVIEW.id},{BARE.id}",
    "by hand": "start/",
    "by hand in Chinese": "start.zh/",
    "reference": "guide/feed/",
    "models": "guide/models.zh/",
    "questions": "guide/questions/",
    "lost": "404.html",
}
LIGHTEST = 7_000


@pytest.fixture(scope="module", params=[ZH, SITE], ids=["zh", "en"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with a paper that was read in full and every kind of day."""
    shown: Site = request.param
    folder = tmp_path_factory.mktemp(shown.language)
    entries = (long.paper(shown.language), entry(analysis=quoted()), entry(BARE, relevance=relevance(41), line=None))
    others = tuple(Considered(id=f"2600.001{n:02}", title=f"Other {n} on $x_{n}$", score=40 - n) for n in range(30))
    by_hand.bring(folder / "docs")
    return built(render([*week(), digest(DAY, *entries, considered=others)], shown), folder, shown)


def _file(site: Path, path: str) -> Path:
    return site / path if path.endswith(".html") else site / path.split("?")[0] / "index.html"


@pytest.mark.parametrize("kind", PAGES)
def test_the_frame_of_a_page_weighs_little(site: Path, kind: str) -> None:
    page = _file(site, PAGES[kind]).read_text("utf-8")
    text = re.search(r"<article.*</article>", page, re.S)
    assert text
    assert len(page.encode()) - len(text[0].encode()) <= LIGHTEST


@pytest.mark.parametrize("kind", PAGES)
def test_a_page_has_one_h1_and_skips_no_level(site: Path, kind: str) -> None:
    page = lxml.html.parse(_file(site, PAGES[kind])).getroot()
    levels = [int(each.tag[1]) for each in page.iter("h1", "h2", "h3", "h4")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_no_script_but_data_stands_in_a_page_and_the_policy_allows_none(site: Path) -> None:
    for path in site.rglob("*.html"):
        page = lxml.html.parse(path).getroot()
        [policy] = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        rules = dict(rule.split(" ", 1) for rule in policy.split(";"))
        assert rules["default-src"] == "'none'"
        assert rules["script-src"] == "'self'"
        assert "unsafe-inline" not in rules["style-src"]
        assert (
            "style-src-attr" not in rules
            or page.find_class("arithmatex")
            or path.parent.name in ("start", "start.zh", "site", "compare")
            or "guide" in path.parts
        )
        # A block of data is no script: no browser runs it, and the policy has no say in it.
        scripts = page.xpath("//script[not(@type='application/ld+json')]")
        assert not [each for each in scripts if each.text or not each.get("src")], path
        assert not list(page.iter("style")), path


def test_text_in_another_language_than_the_site_says_so(site: Path) -> None:
    page = lxml.html.parse(_file(site, PAGES["day"])).getroot()
    english = lxml.html.parse(_file(site, PAGES["by hand"])).getroot()
    written = lxml.html.parse(_file(site, PAGES["by hand in Chinese"])).getroot()
    chinese = page.get("lang") == "zh"
    titles = [each.get("lang") for each in page.iter("h3")] + [each.get("lang") for each in page.xpath("//*[@class='beside']//li/a")]
    assert set(titles) == {"en" if chinese else None}
    for each, language, same in ((english, "en", not chinese), (written, "zh", chinese)):
        assert each.xpath("//article/@lang | //nav[@id='toc']/ul/@lang") == ([] if same else [language, language])


def test_titles_in_lists_are_marked_as_english_on_a_chinese_page(site: Path) -> None:
    """Not the names of tags and days; a paper without a title of its own language is English."""
    for kind, where in (("list", "//li/a"), ("home", "//h3"), ("best", "//h2"), ("author", "//li/a")):
        page = lxml.html.parse(_file(site, PAGES[kind])).getroot()
        titles = page.xpath(f"//article{where}[not(@id='listed')]")
        assert {each.get("lang") for each in titles} <= ({"en"} if page.get("lang") == "zh" else {None}), kind


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    with served(site) as address:
        yield address


def test_every_kind_of_page_runs_cleanly_and_meets_axe_on_a_phone_and_a_wide_dark_screen(address: str, browser: Any) -> None:
    page, faults = watched(browser, address, color_scheme="light", bypass_csp=False)
    for kind, path in PAGES.items():
        page.set_viewport_size({"width": 390, "height": 900})
        page.goto(address + path)
        wait_for_math(page)
        if kind in ("offline", "compare"):
            page.wait_for_selector("#keeping li" if kind == "offline" else "[data-shown]", timeout=10000)
        for width, palette in ((390, "light"), (1440, "dark")):
            page.set_viewport_size({"width": width, "height": 900})
            page.evaluate("palette => { document.documentElement.dataset.palette = palette }", palette)
            if overflows(page):
                faults.append(f"{kind} is wider than {width}")
            faults += [f"{kind}, {palette}: {found}" for found in violations(page)]
    page.wait_for_load_state("networkidle")
    page.close()
    assert faults == []


def test_an_inline_script_that_slipped_in_would_not_run(address: str, browser: Any) -> None:
    page = browser.new_page()
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))

    def poisoned(route: Any) -> None:
        answer = route.fetch()
        poison = "<img src=x onerror=alert(1)><script>alert(2)</script></article>"
        route.fulfill(response=answer, body=answer.text().replace("</article>", poison))

    page.route("**/about/", poisoned)
    page.goto(f"{address}about/", wait_until="networkidle")
    assert page.locator("article img").count() == 1
    assert dialogs == []
    page.close()


def test_the_palette_is_kept_and_there_before_anything_is_drawn(address: str, browser: Any) -> None:
    page = browser.new_page(color_scheme="light")
    page.goto(address)
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"
    for wanted in ("light", "dark"):
        page.locator("button[data-palette]").click()
        assert page.evaluate("document.documentElement.dataset.palette") == wanted
    page.add_init_script(
        "new MutationObserver((_, self) => document.body && (window.first = document.documentElement.dataset.palette, self.disconnect()))"
        ".observe(document, {childList: true, subtree: true})"
    )
    page.goto(f"{address}about/")
    assert page.evaluate("[window.first, getComputedStyle(document.documentElement).colorScheme]") == ["dark", "dark"]
    page.close()


def test_contents_stand_beside_a_paper_and_open_from_the_bar_on_a_phone(address: str, browser: Any) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(address + PAGES["paper"], wait_until="networkidle")
    assert page.locator("#toc").is_visible()
    page.locator("#toc a", has_text=re.compile("方法|Method")).click()
    page.wait_for_function("document.querySelector('#toc [aria-current]')?.hash === '#method'")
    page.set_viewport_size({"width": 390, "height": 800})
    assert not page.locator("#toc").is_visible()
    page.locator("button.contents").click()
    page.locator("#toc a[href='#limitations']").click()
    assert not page.locator("#toc").is_visible()
    assert page.locator("#limitations").bounding_box()["y"] < 200
    page.close()


def test_a_days_papers_stand_beside_it_and_open_from_the_bar_on_a_phone(address: str, browser: Any) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(address + PAGES["day"], wait_until="networkidle")
    assert page.locator("#toc").is_visible()
    page.set_viewport_size({"width": 390, "height": 800})
    assert not page.locator("#toc").is_visible()
    page.locator("button.contents").click()
    page.locator("#toc li a").last.click()
    assert not page.locator("#toc").is_visible()
    page.goto(address + PAGES["quiet"], wait_until="networkidle")
    assert not page.locator("button.contents").count()
    page.close()


def test_a_page_does_not_move_when_its_formulas_are_drawn(address: str, browser: Any) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 800})
    page.add_init_script(MOVES)
    for kind in ("home", "day", "paper", "best", "archive"):
        page.goto(address + PAGES[kind], wait_until="networkidle")
        page.wait_for_timeout(200)
        assert page.evaluate("window.moved") < 0.05, kind
    page.close()


def test_a_paper_leads_to_the_next_of_its_day_with_the_keyboard_alone(address: str, browser: Any) -> None:
    page = browser.new_page()
    page.goto(address + PAGES["paper"], wait_until="networkidle")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.locator(".pager [rel=next]").press("Enter")
    page.wait_for_url(f"{address}papers/{ANYVIEW.id}/")
    page.close()
