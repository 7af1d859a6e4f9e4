"""The pages, mkdocs.yml and overrides/ together: a site that builds strictly, asks no other host and fits a phone."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import lxml.html
import pytest

from generator.model import Related
from generator.render import render, text
from tests import by_hand
from tests.render.browser import ROOT, build, built, overflows, served, wait_for_math, watched
from tests.render.samples import ANYVIEW, HOSTILE, ZH, digest, entry, quoted, week

pytestmark = pytest.mark.untraced

HOSTILE_TITLE = "T " + " ".join(HOSTILE)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of a week and of one hostile paper, in Chinese."""
    folder = tmp_path_factory.mktemp("site")
    hostile = replace(ANYVIEW, id="2602.00666", title=HOSTILE_TITLE, abstract="A " + " ".join(HOSTILE))
    related = (Related(id=ANYVIEW.id, title=ANYVIEW.title, why="W " + " ".join(HOSTILE)),)
    listed = entry(hostile, analysis=quoted(tldr="D " + " ".join(HOSTILE)), related=related)
    days = [*week(), digest(week()[-1].day.replace(month=2, day=2), listed)]
    by_hand.bring(folder / "docs")
    return built(render(days, ZH), folder, ZH)


def test_the_repository_builds_before_anything_was_drawn(tmp_path: Path) -> None:
    by_hand.bring(tmp_path / "docs")
    made = build(tmp_path, "x")
    assert made.returncode == 0, made.stdout + made.stderr


def test_navigation_is_in_the_language_of_the_site(site: Path) -> None:
    page = lxml.html.parse(site / "index.html").getroot()
    [tabs] = page.find_class("tabs")
    assert [link.text_content() for link in tabs] == ["今日", "归档", "兴趣", "主题", "趋势", "关于"]
    assert [link.get("href") for link in tabs][1:] == ["archive/", "interests/", "tags/", "trends/", "about/"]
    assert page.get("lang") == "zh"


def test_nothing_is_loaded_from_another_host_and_katex_only_with_math(site: Path) -> None:
    for path in sorted(site.rglob("*.html")):
        page = lxml.html.parse(path).getroot()
        loaded = [e.get("src") for e in page.iter("script", "img") if e.get("src")]
        loaded += [e.get("href") for e in page.iter("link") if e.get("href")]
        assert not [each for each in loaded if "//" in each], path
        has_math = bool(page.find_class("arithmatex"))
        assert any("katex" in each for each in loaded) <= has_math or "hostile" in str(path), path
        assert not has_math or any("katex" in each for each in loaded), path


def test_a_hostile_title_stays_text_in_the_whole_page_of_the_theme(site: Path) -> None:
    tame = _skeleton(site / "papers" / ANYVIEW.id / "index.html")
    hostile = _skeleton(site / "papers" / "2602.00666" / "index.html")
    katex = 2
    assert hostile["script"] - tame["script"] in (0, katex)
    assert hostile["h1"] == tame["h1"] == 1
    assert (hostile["title"], hostile["img"], hostile["iframe"]) == (1, tame["img"], 0)
    for path in ("papers/2602.00666", "daily/2026/2026-02-02", ""):
        page = lxml.html.parse(site / path / "index.html").getroot()
        assert not [e for e in page.iter() if isinstance(e.tag, str) for name in e.attrib if name.startswith("on")]
        assert not [e.get("href") for e in page.iter("a") if (e.get("href") or "").lower().startswith(("javascript", "data"))]


def _skeleton(path: Path) -> dict[str, int]:
    page = lxml.html.parse(path).getroot()
    return {tag: len(list(page.iter(tag))) for tag in ("script", "h1", "title", "img", "iframe")}


def test_vendored_katex_brings_its_licence_and_only_woff2_fonts() -> None:
    katex = ROOT / "overrides" / "assets" / "vendor" / "katex"
    assert "MIT" in (katex / "LICENSE").read_text("utf-8")
    fonts = {path.name for path in (katex / "fonts").iterdir()}
    named = (katex / "katex.min.css").read_text("utf-8")
    assert all(name.endswith(".woff2") and name in named for name in fonts)
    assert ".ttf" not in named


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    with served(site) as address:
        yield address


def test_pages_fit_a_phone_and_run_without_an_error_in_both_palettes(address: str, browser: Any) -> None:
    paths = ["", "daily/2026/2026-01-26/", "papers/2602.23361/", "papers/2602.00666/", "about/", "tags/", "interests/", "archive/2026/"]
    for width, scheme in ((390, "light"), (1440, "dark")):
        page, faults = watched(browser, address, viewport={"width": width, "height": 900}, color_scheme=scheme)
        for path in paths:
            page.goto(address + path)
            if overflows(page):
                faults.append(f"{path} is wider than {width}")
            wait_for_math(page)
        page.close()
        assert faults == []


# What text of the article a reader saw move without having asked for it. (Material's copy button, which has none, comes late.)
MOVED = """() => new Promise(done => {
    const moved = [];
    new PerformanceObserver(list => moved.push(...list.getEntries().flatMap(each => each.sources)))
        .observe({type: "layout-shift", buffered: true});
    const text = each => each.node?.parentElement?.closest("article") ? each.node.textContent.trim() : "";
    setTimeout(() => done(moved.map(text).filter(Boolean)), 500);
})"""


def _strict(route: Any) -> None:
    """Send what was asked for under a policy that lets only the site's own scripts run."""
    answer = route.fetch()
    policy = "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:"
    route.fulfill(response=answer, headers=answer.headers | {"content-security-policy": policy})


def test_newer_papers_are_listed_as_plain_text_once_the_end_of_the_page_is_near(address: str, browser: Any) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 250})
    asked: list[str] = []
    dialogs: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(address)))
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    page.route("**/papers/*/", _strict)
    page.goto(f"{address}papers/{ANYVIEW.id}/", wait_until="networkidle")
    assert not [each for each in asked if each.startswith("newer/")], "the end of this page is far away"
    page.locator(".newer").evaluate("place => place.scrollIntoView({block: 'end'})")
    page.wait_for_selector(".newer li", timeout=5000)
    assert [each for each in asked if each.startswith("newer/")] == ["newer/2026-01-26.json"]
    assert page.locator(".newer h2").inner_text() == "后来的相关论文"
    link = page.locator(".newer a")
    assert link.text_content() == text.plain(HOSTILE_TITLE)
    assert page.locator(".newer small").all_text_contents() == [text.clean("W " + " ".join(HOSTILE)), "2026年2月2日"]
    assert page.evaluate("[...document.querySelectorAll('.newer *')].map(each => each.localName)") == [
        "h2",
        "ul",
        "li",
        "a",
        "small",
        "small",
    ]
    assert not overflows(page)
    link.press("Enter")
    page.wait_for_url(f"{address}papers/2602.00666/")
    assert dialogs == []
    page.close()


@pytest.mark.parametrize(("height", "anchor"), [(1400, ""), (900, "#cite"), (600, "#abstract"), (300, "#cite")])
def test_newer_papers_move_nothing_of_the_text(address: str, browser: Any, height: int, anchor: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": height})
    page.goto(f"{address}papers/{ANYVIEW.id}/{anchor}", wait_until="networkidle")
    page.wait_for_selector(".newer li", timeout=5000)
    assert page.evaluate(MOVED) == []
    page.close()


def test_without_newer_papers_or_without_scripts_there_is_no_trace_of_them(address: str, browser: Any) -> None:
    for path, scripts in (("papers/2602.00666/", True), (f"papers/{ANYVIEW.id}/", False)):
        page, faults = watched(browser, address, java_script_enabled=scripts)
        page.goto(address + path, wait_until="networkidle")
        place = page.locator(".newer")
        place.scroll_into_view_if_needed()
        page.wait_for_load_state("networkidle")
        assert (place.text_content(), place.bounding_box()["height"]) == ("", 0)
        page.close()
        assert faults == []
