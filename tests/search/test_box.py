"""The search box in a browser: on the demo in both languages, and on an archive of several years with a strict policy."""

import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from generator.render.messages import group
from generator.search import Document, bundles
from tests.render.browser import ROOT, Visitor, overflows, served, visitors

pytestmark = pytest.mark.untraced

POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'"
SHELL = """<!doctype html><html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>x</title></head><body><h1>{title}</h1>
<a href="{up}archive/" data-search-open>Search</a><input id="own">
<script type="module" src="{up}assets/javascripts/search.js"></script></body></html>"""
PAPER = Document(
    key="",
    url="",
    title="",
    text="",
    language="zh",
    day=date(2026, 8, 3),
    score=50,
    authors=("Ada Author", "Bo Chen"),
    categories=("cs.CV",),
)


def _paper(id_: str, title: str, day: str, **fields: Any) -> Document:
    return replace(PAPER, key=id_, url=f"papers/{id_}/", title=title, day=date.fromisoformat(day), **fields)


ARCHIVE = [
    _paper(
        "2608.00001",
        "Blind Deblurring <b>with</b> Priors",
        "2026-08-03",
        score=70,
        text="本文研究图像修复与去模糊。Restoration of images, modelled.",
        tags=("deblurring",),
        read=True,
    ),
    _paper(
        "2608.00002",
        "Video Diffusion at Scale",
        "2026-08-04",
        score=90,
        text="图像的修复很难；我们用 GAN 做视频修复。",
        interests=("video",),
    ),
    _paper(
        "2601.00003",
        "Deblurring Revisited",
        "2026-01-05",
        score=95,
        authors=("Zoë Ångström",),
        text="A long look at blur kernels and priors, and the rest.",
    ),
    _paper(
        "2503.00004",
        "A Survey of Deblurring",
        "2025-03-06",
        score=20,
        text="Methods for images, by PointNet++.",
        categories=("eess.IV",),
        tags=("deblurring",),
    ),
    _paper("2402.00005", "Old Deblurring by Wavelets", "2024-02-07", score=99, text="Nothing newer."),
    _paper("hep-th-9901001", "Old Strings", "2024-02-08", score=None, text="M-theory."),
]


def _make(folder: Path, language: str) -> Path:
    months: dict[str, list[Document]] = {}
    for one in ARCHIVE:
        months.setdefault(f"{one.day:%Y-%m}", []).append(one)
    asked = {month: (repr(found), lambda found=found: found) for month, found in months.items()}
    names = {"interests": {"video": "Video"}, "tags": {"deblurring": "去模糊" if language == "zh" else "Deblurring"}}
    bundles(asked, folder / "site" / "search", folder / "cache", {"words": group(language, "search"), "names": names})  # type: ignore[arg-type]
    shutil.copytree(ROOT / "overrides" / "assets", folder / "site" / "assets", ignore=shutil.ignore_patterns("vendor"))
    for path, title in [("", "Home"), ("archive/", "Archive"), *((one.url, one.title) for one in ARCHIVE)]:
        page = folder / "site" / path / "index.html"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(SHELL.format(language=language, up="../" * path.count("/"), title=title.replace("<", "&lt;")), "utf-8")
    return folder / "site"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _make(tmp_path_factory.mktemp("box"), "zh")


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    with served(site) as address:
        yield address


class Reader(Visitor):
    """Somebody at the search box."""

    def open(self, path: str = "", *, strictly: bool = True) -> "Reader":
        if strictly:
            self.page.route("**/", self._strictly)
        self.page.goto(self.address + path)
        self.page.keyboard.press("/")
        self.page.wait_for_selector("dialog[open]")
        return self

    def hurry(self, keys: str, opened: str = "/") -> None:
        """Type at once where all that the box needs takes a fifth of a second."""
        self.page.route("**/search/**", lambda route: (time.sleep(0.2), route.continue_()))
        self.page.goto(self.address)
        self.page.keyboard.press(opened)
        self.page.keyboard.type(keys, delay=10)

    def _strictly(self, route: Any) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, headers={**answer.headers, "content-security-policy": POLICY})

    def ask(self, query: str) -> list[str]:
        self.page.fill("dialog input[type=search]", query)
        return self.titles()

    def titles(self) -> list[str]:
        self.page.wait_for_selector(".digest-find__list[aria-busy=false]", state="attached")
        return [each.inner_text() for each in self.page.locator(".digest-find__title").all()]

    @property
    def status(self) -> str:
        return str(self.page.locator(".digest-find__status").inner_text())


Visit = Callable[..., Reader]


@pytest.fixture
def visit(browser: Any, address: str) -> Iterator[Visit]:
    with visitors(partial(Reader, browser, address)) as come:
        yield lambda path="", **context: come(**context).open(path)


def test_words_of_title_text_author_and_tag_find_a_paper(visit: Visit) -> None:
    reader = visit("archive/")
    assert reader.ask("priors blind") == ["Blind Deblurring <b>with</b> Priors"]
    assert reader.ask("blur kernels") == ["Deblurring Revisited"]
    assert reader.ask("Zoe Angstrom") == ["Deblurring Revisited"]
    assert "Ångström" in reader.page.locator(".digest-find__facts").first.inner_text()
    assert reader.ask("去模糊")[0] == "Blind Deblurring <b>with</b> Priors"
    assert reader.ask("pointnet++") == ["A Survey of Deblurring"]


@pytest.mark.parametrize("opened", ["/", "Control+k"])
def test_what_is_typed_before_the_box_is_there_is_not_lost(visit: Visit, opened: str) -> None:
    reader = visit()
    reader.hurry("blind deblurring", opened)
    reader.page.locator(".digest-find__list a").first.wait_for()
    assert reader.page.locator(".digest-find__input").input_value() == "blind deblurring"
    assert reader.page.locator(".digest-find__list a").first.inner_text() == "Blind Deblurring <b>with</b> Priors"
    assert reader.page.locator("input").count() == 4  # that of the page, of the box, and two of its filters


def test_an_id_entered_before_the_box_is_there_leads_to_its_page(visit: Visit) -> None:
    reader = visit()
    reader.hurry("2601.00003\n")
    reader.page.wait_for_url("**/papers/2601.00003/")


@pytest.mark.parametrize("typed", ["restorat", "restoratio", "image restorati", "modelli", "diffusio"])
def test_a_word_is_found_while_it_is_typed(visit: Visit, typed: str) -> None:
    assert visit().ask(typed) == ["Video Diffusion at Scale" if typed == "diffusio" else "Blind Deblurring <b>with</b> Priors"]


def test_a_word_that_one_month_has_brings_no_shorter_word_of_another(visit: Visit) -> None:
    reader = visit()
    assert reader.ask("restoration") == ["Blind Deblurring <b>with</b> Priors"]
    assert set(reader.ask("rest")) == {"Blind Deblurring <b>with</b> Priors", "Deblurring Revisited"}


def test_chinese_is_found_exactly_and_mixed_with_english(visit: Visit) -> None:
    reader = visit()
    assert reader.ask("图像修复") == ["Blind Deblurring <b>with</b> Priors"]
    assert reader.page.locator(".digest-find__excerpt mark").all_inner_texts() == ["图像修复"]
    assert len(reader.ask("修复")) == 2
    assert reader.ask("视频修复 gan") == ["Video Diffusion at Scale"]
    assert reader.ask("用GAN做视频") == ["Video Diffusion at Scale"]


def test_quotes_keep_words_together(visit: Visit) -> None:
    reader = visit()
    assert reader.ask('"blind deblurring"') == ["Blind Deblurring <b>with</b> Priors"]
    assert reader.ask('"deblurring blind"') == []


@pytest.mark.parametrize(
    "typed",
    [
        "2601.00003",
        "arXiv:2601.00003v2",
        "https://arxiv.org/pdf/2601.00003v1",
        "huggingface.co/papers/2601.00003",
        "https://doi.org/10.48550/arXiv.2601.00003",
    ],
)
def test_an_id_or_an_address_leads_to_its_page_with_enter(visit: Visit, typed: str) -> None:
    reader = visit()
    reader.page.fill("dialog input[type=search]", typed)
    reader.page.keyboard.press("Enter")
    reader.page.wait_for_url("**/papers/2601.00003/")
    assert reader.page.locator("h1").inner_text() == "Deblurring Revisited"


def test_an_old_id_is_found_in_older_years_too(visit: Visit) -> None:
    assert visit().ask("hep-th/9901001") == ["Old Strings"]


def test_an_id_without_a_page_leads_to_arxiv(visit: Visit) -> None:
    reader = visit()
    assert reader.ask("1706.03762") == ["arXiv 1706.03762"]
    assert reader.page.locator(".digest-find__title").get_attribute("href") == "https://arxiv.org/abs/1706.03762"
    assert "1706.03762" in reader.status


def test_sorting_and_filters_work_across_bundles(visit: Visit) -> None:
    reader = visit()
    assert set(reader.ask("deblurring")) == {"Blind Deblurring <b>with</b> Priors", "Deblurring Revisited", "A Survey of Deblurring"}
    reader.page.select_option("select[name=sort]", "date")
    assert reader.titles() == ["Blind Deblurring <b>with</b> Priors", "Deblurring Revisited", "A Survey of Deblurring"]
    reader.page.select_option("select[name=sort]", "score")
    assert reader.titles() == ["Deblurring Revisited", "Blind Deblurring <b>with</b> Priors", "A Survey of Deblurring"]
    reader.page.select_option("select[name=tag]", "deblurring")
    assert reader.titles() == ["Blind Deblurring <b>with</b> Priors", "A Survey of Deblurring"]
    reader.page.check("input[name=read]")
    assert reader.titles() == ["Blind Deblurring <b>with</b> Priors"]
    reader.page.uncheck("input[name=read]")
    reader.page.select_option("select[name=category]", "eess.IV")
    assert reader.titles() == ["A Survey of Deblurring"]
    reader.page.select_option("select[name=year]", "2026")
    assert reader.titles() == []
    assert "筛选" in reader.status


def test_filters_alone_list_papers_newest_first(visit: Visit) -> None:
    reader = visit()
    reader.page.select_option("select[name=interest]", "video")
    assert reader.titles() == ["Video Diffusion at Scale"]
    reader.page.select_option("select[name=interest]", "")
    reader.page.select_option("select[name=year]", "2024")
    assert reader.titles() == ["Old Strings", "Old Deblurring by Wavelets"]


def test_older_years_are_searched_on_request_and_the_box_says_so(visit: Visit) -> None:
    reader = visit()
    requested: list[str] = []
    reader.page.on("request", lambda asked: requested.append(asked.url))
    assert reader.ask("wavelets") == []
    assert "最近的 4 篇" in reader.status
    assert not [each for each in requested if "2024-02" in each]
    reader.page.get_by_role("button", name="再搜更早的 2 篇").click()
    assert reader.titles() == ["Old Deblurring by Wavelets"]
    assert "在 6 篇中" in reader.status
    assert [each for each in requested if "2024-02" in each]


def test_the_keyboard_alone_is_enough(visit: Visit) -> None:
    reader = visit()
    keys = reader.page.keyboard
    keys.press("Escape")
    assert not reader.page.locator("dialog[open]").count()
    keys.press("Control+k")
    reader.page.wait_for_selector("dialog[open]")
    keys.type("deblurring revisited")
    reader.titles()
    keys.press("ArrowDown")
    assert reader.page.evaluate("document.activeElement.textContent") == "Deblurring Revisited"
    keys.press("ArrowUp")
    assert reader.page.evaluate("document.activeElement.name") == "q"
    keys.press("ArrowDown")
    keys.press("Enter")
    reader.page.wait_for_url("**/papers/2601.00003/")
    reader.page.locator("#own").focus()
    keys.type("/")
    assert reader.page.locator("#own").input_value() == "/"
    assert not reader.page.locator("dialog[open]").count()


def test_a_search_can_be_shared_and_a_closed_box_leaves_no_trace(visit: Visit) -> None:
    reader = visit()
    reader.ask("deblurring")
    reader.page.select_option("select[name=sort]", "score")
    reader.titles()
    shared = reader.page.url
    assert shared.endswith("?q=deblurring&sort=score")
    reader.page.keyboard.press("Escape")
    reader.page.wait_for_function("() => !location.search")
    reader.page.goto(shared)
    reader.page.wait_for_selector("dialog[open]")
    assert reader.titles()[0] == "Deblurring Revisited"


def test_nothing_found_and_nothing_asked_say_something(visit: Visit) -> None:
    reader = visit()
    assert "6 篇论文" in reader.status
    assert reader.ask("zzqqx") == []
    assert "没有找到" in reader.status
    assert reader.ask("of the") == []
    assert "更具体" in reader.status


def test_a_word_that_no_paper_has_is_named(visit: Visit) -> None:
    reader = visit()
    assert reader.ask("blurxyz deblurring")
    assert "blurxyz" in reader.status


def test_hostile_titles_and_queries_stay_text(visit: Visit) -> None:
    reader = visit()
    reader.ask("deblurring priors")
    assert reader.page.locator("dialog b").count() == 0
    for hostile in ("<img src=x onerror=alert(1)>", '"', "((", "[a-", "\\", "a" * 300, "“", '"" a'):
        reader.ask(hostile)
    assert reader.page.locator("dialog img").count() == 0


def test_it_fits_a_phone_in_both_palettes_and_opens_with_a_tap(visit: Visit) -> None:
    for scheme in ("light", "dark"):
        reader = visit(viewport={"width": 390, "height": 800}, has_touch=True, color_scheme=scheme)
        reader.page.keyboard.press("Escape")
        reader.page.tap("a[data-search-open]")
        reader.page.wait_for_selector("dialog[open]")
        reader.ask("deblurring")
        assert not overflows(reader.page)
        assert not reader.page.evaluate("document.querySelector('dialog').scrollWidth > innerWidth")


def test_without_javascript_the_link_leads_to_the_archive(browser: Any, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    page.click("a[data-search-open]")
    assert page.url == f"{address}archive/"
    context.close()


@pytest.mark.parametrize("lost", ["words.packed", "index/*.pf_index"])
def test_a_broken_bundle_is_told_of_and_the_others_are_searched(site: Path, browser: Any, tmp_path: Path, lost: str) -> None:
    shutil.copytree(site, tmp_path / "site")
    for path in (tmp_path / "site" / "search").glob(f"2026-01-*/{lost}"):
        path.unlink()
    with served(tmp_path / "site") as address:
        reader = Reader(browser, address).open()
        assert set(reader.ask("deblurring")) == {"Blind Deblurring <b>with</b> Priors", "A Survey of Deblurring"}
        assert "2026-01" in reader.status
        assert "刷新" in reader.status
        reader.context.close()


def test_without_any_index_the_search_says_so_and_without_periods_the_archive_opens(site: Path, browser: Any, tmp_path: Path) -> None:
    shutil.copytree(site, tmp_path / "site")
    for path in (tmp_path / "site" / "search").glob("*/words.packed"):
        path.unlink()
    with served(tmp_path / "site") as address:
        reader = Reader(browser, address).open()
        assert reader.ask("deblurring") == []
        assert "没能加载" in reader.status
        shutil.rmtree(tmp_path / "site" / "search")
        reader.page.goto(address)
        reader.page.click("a[data-search-open]")
        reader.page.wait_for_url("**/archive/")
        reader.context.close()


@pytest.mark.slow
@pytest.mark.parametrize(("language", "told"), [("en", "papers since 2025"), ("zh", "篇论文，始于 2025 年")])
def test_the_demo_is_searched_in_the_language_of_the_site(command: Any, browser: Any, tmp_path: Path, language: str, told: str) -> None:
    feed = tmp_path / "feed.yml"
    feed.write_text(f"site: {{name: Demo, language: {language}}}\n", "utf-8")
    assert command("demo", "--config", feed).status in (0, 3)
    with served(tmp_path / ".demo" / "site") as address:
        reader = Reader(browser, address).open("about/", strictly=False)
        assert told in reader.status
        assert reader.ask("interactive video world model memory")[0] == "RELIC: Interactive Video World Model with Long-Horizon Memory"
        assert reader.ask("Junchao Huang")[0].startswith("LIVE: Long-horizon")
        reader.page.fill("dialog input[type=search]", "2602.23361")
        reader.page.keyboard.press("Enter")
        reader.page.wait_for_url("**/papers/2602.23361/")
        assert reader.faults == []
        reader.context.close()
