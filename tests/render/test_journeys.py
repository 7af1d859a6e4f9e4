"""What readers do, in a browser, on a Chinese site of two months of recorded papers: with and without a mouse, search and scripts."""

import gzip
import importlib.util
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from generator import record
from generator.model import Digest, Entry
from tests.conftest import ROOT
from tests.render.browser import Visitor, overflows, served, violations, visitors

pytestmark = pytest.mark.untraced

# Six papers a working day, two of them read: 240 papers from the end of June to the end of August.
SIZES = {"A_DAY": 6, "READ": 2, "CONSIDERED": 20}
PAPERS = 240


@pytest.fixture(scope="session")
def digests(corpus: Path) -> list[Digest]:
    """The days of the larger archive, oldest first."""
    spec = importlib.util.spec_from_file_location("scale_archive", ROOT / "benchmarks" / "scale" / "archive.py")
    assert spec and spec.loader
    scale = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scale)
    for name, size in SIZES.items():
        setattr(scale, name, size)
    with gzip.open(corpus / "bulk" / "papers.jsonl.gz", "rt", encoding="utf-8") as file:
        rows = [json.loads(row) for row in islice(file, 1000)]
    scale.papers = lambda _, most: rows[-most:]
    made: list[Digest] = list(scale.digests(corpus, PAPERS, "zh"))
    return made


@pytest.fixture(scope="session")
def address(digests: list[Digest], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The site of the larger archive with its search, built as readers get it, and served."""
    folder = tmp_path_factory.mktemp("journeys")
    for each in digests:
        record.save(folder / "archive", each)
    interests = [
        {"id": "restoration", "name": "图像复原", "about": "denoising, deblurring, super-resolution"},
        {"id": "spatial", "name": "空间智能", "about": "3d, depth, navigation", "authors": [_readable(digests)[0].paper.authors[0]]},
    ]
    (folder / "feed.yml").write_text(json.dumps({"site": {"name": "论文日报", "language": "zh"}, "interests": interests}), "utf-8")
    subprocess.run([sys.executable, "-m", "generator", "build"], cwd=folder, check=True, capture_output=True)
    with served(folder / "site") as address:
        yield address


def _readable(digests: list[Digest]) -> list[Entry]:
    """Papers that were read in Chinese, the newest day's first, with a name and a title that can be typed."""
    entries = [entry for day in reversed(digests) for entry in day.entries if entry.analysis and entry.analysis.language == "zh"]
    return [each for each in entries if re.fullmatch(r"[A-Za-z]+ [A-Za-z]{5,}", each.paper.authors[0]) and each.paper.title.isascii()]


Visit = Callable[..., Any]


@pytest.fixture
def visit(browser: Any, address: str) -> Iterator[Visit]:
    """Open a path as a reader of some kind; in the end no page had an error or asked another host."""
    with visitors(partial(Visitor, browser, address)) as come:

        def go(path: str = "", **kind: Any) -> Any:
            page = come(**kind).page
            page.goto(address + path)
            return page

        yield go


def _at(page: Any, *kinds: str) -> None:
    """The page is of that kind, and nothing of it is wider than the screen."""
    page.wait_for_selector(" ".join(f"body.at-{kind}" for kind in kinds))
    assert not overflows(page), page.url


def _ask(page: Any, query: str) -> list[str]:
    """Type into the open box, and give the titles that it finds."""
    page.fill("dialog input[type=search]", query)
    page.wait_for_function("query => new URLSearchParams(location.search).get('q') === query.trim()", arg=query)
    page.wait_for_selector(".digest-find__list[aria-busy=false]", state="attached")
    return [str(each) for each in page.locator(".digest-find__title").all_inner_texts()]


def _search(page: Any) -> None:
    page.wait_for_load_state()  # by then the scripts hear keys
    page.keyboard.press("/")
    page.wait_for_selector("dialog[open]")


@pytest.mark.parametrize(
    "kind", [{"viewport": {"width": 390, "height": 844}, "has_touch": True}, {"viewport": {"width": 1440, "height": 900}}]
)
def test_from_home_to_a_day_a_paper_a_related_one_and_back(visit: Visit, digests: list[Digest], kind: dict[str, Any]) -> None:
    page = visit(**kind, color_scheme="dark")
    _at(page, "home")
    page.locator("h2#day a").first.click()
    _at(page, "day")
    day = page.url
    assert day.endswith(f"/daily/2026/{digests[-1].day}/")
    related = {entry.paper.id for entry in digests[-1].entries if entry.related}
    title = page.locator(", ".join(f"h3[id='{paper}'] a[href*='papers/']" for paper in sorted(related))).last
    title.scroll_into_view_if_needed()
    page.wait_for_timeout(200)  # the browser keeps a place when it has rested there
    place = page.evaluate("scrollY")
    assert place > 0
    title.click()
    _at(page, "paper")
    first = page.url
    page.locator("#related + ul a").first.click()
    page.wait_for_function("address => location.href !== address", arg=first)
    _at(page, "paper")
    page.go_back()
    page.wait_for_url(first)
    page.go_back()
    page.wait_for_url(day)
    page.wait_for_function("place => Math.abs(scrollY - place) < 50", arg=place, timeout=5000)
    page.locator(".pager [rel=prev]").click()
    page.wait_for_url(f"**/daily/2026/{digests[-2].day}/")
    _at(page, "day")
    page.locator(".pager [rel=next]").click()
    page.wait_for_url(day)


def test_a_paper_is_found_by_chinese_and_english_words_by_its_author_and_by_its_id(visit: Visit, digests: list[Digest]) -> None:
    entry = _readable(digests)[0]
    paper, analysis = entry.paper, entry.analysis
    assert analysis
    page = visit("archive/")
    _search(page)
    words = sorted(re.findall(r"[A-Za-z]{5,}", paper.title), key=len)[-3:]
    assert paper.title in _ask(page, " ".join(words))[:5]
    chinese = next(run for section in analysis.sections for run in re.findall(r"[\u4e00-\u9fff]{6,}", section.text))
    found = _ask(page, f"{chinese} {words[-1]}")
    assert paper.title in found[:5]
    assert chinese in "".join(page.locator(".digest-find__excerpt mark").all_inner_texts())
    assert paper.title in _ask(page, paper.authors[0])[:5]
    page.fill("dialog input[type=search]", f"https://arxiv.org/abs/{paper.id}v3")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/papers/{paper.id}/")
    _at(page, "paper")


def test_what_is_filtered_and_sorted_on_a_phone_can_be_left_for_a_paper_and_is_there_again(visit: Visit, digests: list[Digest]) -> None:
    page = visit(viewport={"width": 390, "height": 844}, has_touch=True)
    page.locator("button[data-search-open]").tap()
    page.wait_for_selector("dialog[open]")
    page.select_option("select[name=interest]", "restoration")
    page.check("input[name=read]")
    page.select_option("select[name=sort]", "score")
    page.wait_for_function("() => new URLSearchParams(location.search).get('sort') === 'score'")
    page.wait_for_selector(".digest-find__list[aria-busy=false] .digest-find__title")
    wanted = [entry for day in digests for entry in day.entries if entry.analysis and "restoration" in entry.relevance.matched]
    best = max(entry.relevance.score or 0 for entry in wanted)
    titles = page.locator(".digest-find__title").all_inner_texts()
    assert set(titles) <= {" ".join(entry.paper.title.split()) for entry in wanted} | set(titles[len(wanted) :])
    assert f"{best} 分" in page.locator(".digest-find__facts").first.inner_text()
    assert not page.evaluate("document.querySelector('dialog').scrollWidth > innerWidth")
    page.locator(".digest-find__title").first.tap()
    _at(page, "paper")
    page.go_back()
    page.wait_for_selector("dialog[open]")
    page.wait_for_selector(".digest-find__list[aria-busy=false] .digest-find__title")
    assert page.locator(".digest-find__title").all_inner_texts() == titles


def test_the_keyboard_alone_leads_from_home_to_a_paper_with_and_without_the_search(visit: Visit, digests: list[Digest]) -> None:
    page = visit()
    keys = page.keyboard
    keys.press("Tab")
    keys.press("Enter")
    assert page.evaluate("location.hash") == "#main"
    stops: list[str] = []
    while not stops or "/papers/" not in stops[-1]:
        keys.press("Tab")
        stops.append(page.evaluate(STOP))
        assert "no outline" not in stops[-1]
        assert len(stops) < 20, stops
    keys.press("Enter")
    _at(page, "paper")
    entry = _readable(digests)[1]
    _search(page)
    keys.type(entry.paper.authors[0])
    page.wait_for_selector(f".digest-find__title[href*='{entry.paper.id}']")
    for _ in range(10):
        keys.press("ArrowDown")
        if entry.paper.id in page.evaluate("document.activeElement.href ?? ''"):
            break
    keys.press("Enter")
    page.wait_for_url(f"**/papers/{entry.paper.id}/")


STOP = """(() => {
    const at = document.activeElement, outline = getComputedStyle(at);
    return `${at.href ?? at.localName}${outline.outlineStyle === "none" || outline.outlineWidth === "0px" ? " has no outline" : ""}`;
})()"""


def test_without_scripts_the_archive_leads_to_every_kind_of_page_and_all_of_a_paper_is_there(visit: Visit, digests: list[Digest]) -> None:
    entry = next(entry for entry in digests[0].entries if entry.analysis and entry.tags and entry.related == ())
    page = visit(java_script_enabled=False, viewport={"width": 390, "height": 844})
    assert not page.locator("button[data-search-open]").is_visible()
    for link in (
        "nav a[href*='archive/']",
        "h2 a[href*='2026/']",
        f".calendar a[href*='{digests[0].day}']",
        f"h3 a[href*='{entry.paper.id}']",
    ):
        page.locator(link).first.click()
    assert page.url.endswith(f"/papers/{entry.paper.id}/")
    assert entry.analysis
    assert len(page.locator("article h2").all()) >= len(entry.analysis.sections)
    assert "@misc{" in page.locator("pre").inner_text()
    page.locator(".tags a").first.click()
    assert page.locator(f"li a[href*='{entry.paper.id}']").count() == 1
    page.locator(".pager a").click()
    assert page.url.endswith("/tags/")
    page.goto(f"{page.url}../interests/restoration/")
    assert page.locator("li .score").count() + page.locator(".chips a").count() > 20


def test_pages_that_grow_with_the_archive_fit_a_phone_meet_axe_and_can_be_tapped(visit: Visit, digests: list[Digest]) -> None:
    page = visit(viewport={"width": 390, "height": 844}, has_touch=True, color_scheme="light")
    faults: list[str] = []
    for path in GROWING:
        page.goto(page.url[: page.url.index("/", 8) + 1] + path)
        for palette in ("light", "dark"):
            page.evaluate("palette => { document.documentElement.dataset.palette = palette }", palette)
            faults += [f"{path}, {palette}: {each}" for each in violations(page)]
        faults += [f"{path}: {each}" for each in page.evaluate(SMALL)]
        if overflows(page):
            faults.append(f"{path} is too wide")
    assert faults == []


GROWING = (
    "",
    "archive/2026/",
    "archive/best/2026-07/",
    "tags/",
    "categories/",
    "interests/spatial/",
)
# What is tapped all the time, and is not inside a line of text: 44 px high and wide.
SMALL = """[...document.querySelectorAll("header button, .tabs a, .at-home .fixed .calendar a")]
    .filter(each => each.offsetParent && (each.offsetHeight < 44 || (each.localName === "button" && each.offsetWidth < 44)))
    .map(each => `${each.className || each.textContent} is ${each.offsetWidth} x ${each.offsetHeight}`)"""
