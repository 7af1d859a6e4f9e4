"""Stars, read marks and notes in a browser: kept by the browser alone, through reloads and upgrades, taken along and brought in."""

import csv
import gzip
import io
import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import bibtexparser
import lxml.html
import markdown
import pytest
from playwright.sync_api import expect

from generator.model import Digest, Site
from generator.render import render, text
from generator.render.citation import bibtex
from tests import by_hand
from tests.render.browser import MOVES, Visitor, built, launched, overflows, served, violations, visitors, watch_closely
from tests.render.samples import ANYVIEW, BARE, HOSTILE, MONDAY, OLD, SITE, TUESDAY, ZH, digest, entry, quoted, week

pytestmark = pytest.mark.untraced

SHARP = replace(
    ANYVIEW,
    id="2602.00667",
    title='=HYPERLINK("x"), 100% {of} \\ $x_1^2$ & <b>"quoted"</b> `code` [a](b) *c* #1 ~ ^ | end}',
    authors=("Anna and Bert Lab", "Hoorick, Basile Van", "@cmd", "J. Mu\\~noz", "<i>Eve</i>"),
    journal_ref="Proc. {X} & Y_1, 5%",
    doi="10.1000/1_8{2}",
)
FOUL = replace(ANYVIEW, id="2602.00666", title="T " + " ".join(HOSTILE), authors=(" ".join(HOSTILE[:9]),), doi=None, journal_ref=None)
PAPERS = {paper.id: paper for paper in (ANYVIEW, BARE, OLD, SHARP, FOUL)}
DAYS = [*week(), digest(MONDAY.replace(month=2, day=2), entry(SHARP, analysis=quoted()), entry(FOUL))]
NOTE = 'Ask Anna, "soon".\n=SUM(A1)\n{open $5 & _more_ <b>here</b>'


def _site(shown: Site, folder: Path, days: list[Digest] = DAYS, changed: Callable[[str], str] = str) -> Path:
    pages = [replace(each, text=changed(each.text)) if each.path.endswith(".md") else each for each in render(days, shown)]
    by_hand.bring(folder / "docs", "start.md")
    return built(pages, folder, shown)


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two feeds on one host: a/ in Chinese, b/ in English."""
    root = tmp_path_factory.mktemp("host")
    for name, shown in (("a", ZH), ("b", SITE)):
        shutil.copytree(_site(shown, tmp_path_factory.mktemp(name)), root / name)
    return root


@pytest.fixture(scope="module")
def address(host: Path) -> Iterator[str]:
    with served(host) as address:
        yield address


@pytest.fixture(scope="module")
def browser(playwright: Any) -> Iterator[Any]:
    """One in which pages that a reader returns to come out of memory, as they do outside of tests."""
    with launched(playwright, ignore_default_args=["--disable-back-forward-cache"]) as opened:
        yield opened


class Reader(Visitor):
    """Somebody who keeps things, and takes them along as files, which a browser asks of itself."""

    def watched(self) -> list[str]:
        return watch_closely(self.context, self.address, "blob:")

    def open(self, path: str) -> Any:
        self.page.goto(self.address + path)
        self.page.wait_for_selector(".tool.shelf", state="attached")
        if "starred/" in path:
            self.page.wait_for_selector("#mine .files")
        return self.page

    def kept(self, name: str = "papers", feed: str = "a") -> Any:
        return json.loads(self.page.evaluate(f"localStorage['digest:/{feed}/:{name}']") or "null")

    def keep(self, document: object, name: str = "papers", feed: str = "a") -> None:
        written = document if isinstance(document, str) else json.dumps(document)
        self.page.evaluate("([key, value]) => { localStorage[key] = value }", [f"digest:/{feed}/:{name}", written])

    def titles(self) -> list[str]:
        return [str(each) for each in self.page.locator(".papers h2").all_text_contents()]

    def saved(self, button: str) -> bytes:
        with self.page.expect_download() as download:
            self.page.get_by_role("button", name=button, exact=True).click()
        return Path(download.value.path()).read_bytes()

    def bring(self, name: str, content: bytes) -> str:
        told = self.page.locator(".files [role=status]")
        told.evaluate("told => { told.textContent = '' }")
        with self.page.expect_file_chooser() as chooser:
            self.page.get_by_role("button", name=re.compile("导入文件|Import files")).click()
        chooser.value.set_files([{"name": name, "mimeType": "text/plain", "buffer": content}])
        expect(told).not_to_be_empty()
        return str(told.text_content())


Visit = Callable[..., Reader]


@pytest.fixture
def visit(browser: Any, address: str) -> Iterator[Visit]:
    with visitors(partial(Reader, browser, address)) as come:
        yield come


@pytest.fixture(scope="module")
def starred(browser: Any, address: str) -> str:
    """What a browser keeps of somebody who starred every paper, from lists and from pages, and wrote a note to one."""
    reader = Reader(browser, address)
    page = reader.open("a/daily/2026/2026-02-02/")
    for star in page.locator("h3 .mark").all():
        star.click()
    for paper in (ANYVIEW, BARE, OLD):
        page = reader.open(f"a/papers/{paper.id.replace('/', '-')}/")
        page.locator(".mark.starred").first.click()
    page = reader.open(f"a/papers/{SHARP.id}/")
    page.locator("button.note").first.click()
    page.locator("textarea").fill(NOTE)
    page.locator("textarea").press("Escape")
    assert page.locator("p.note").first.text_content() == NOTE
    kept = json.dumps(reader.kept())
    reader.context.close()
    assert reader.faults == []
    return kept


def _with(document: str, reader: Reader, feed: str = "a") -> Reader:
    reader.open(f"{feed}/start/")
    reader.keep(document, feed=feed)
    return reader


def test_a_star_on_a_papers_page_is_seen_on_its_day_and_among_the_starred_through_reload_and_return(visit: Visit) -> None:
    reader = visit()
    page = reader.open("a/daily/2026/2026-01-26/")
    star = page.locator(f"[id='{ANYVIEW.id}'] .mark")
    assert star.get_attribute("aria-pressed") == "false"
    page.locator(f"h3[id='{ANYVIEW.id}'] > a").first.click()
    page.wait_for_selector(".at-paper button.starred")
    page.locator("button.starred").first.click()
    page.locator("button.read").first.click()
    assert page.locator("button.starred").evaluate_all("all => all.map(each => each.ariaPressed)") == ["true", "true"]
    page.evaluate("history.back()")
    page.wait_for_selector(f"[id='{ANYVIEW.id}'] .mark[aria-pressed=true]")
    assert page.locator("h3 > a.is-read").count() == page.locator(".beside a.is-read").count() == 1
    page.reload()
    page.wait_for_selector(f"[id='{ANYVIEW.id}'] .mark[aria-pressed=true]")
    reader.open("a/starred/")
    assert reader.titles() == [ANYVIEW.title]
    assert page.locator(".papers a").first.get_attribute("href") == f"{reader.address}a/papers/{ANYVIEW.id}/"
    paper = reader.kept()["papers"][ANYVIEW.id]
    assert (paper["authors"], paper["day"], paper["date"]) == ([*ANYVIEW.authors], "2026-01-26", "2026-01-23")


def test_two_tabs_agree_and_two_hands_at_one_note_lose_nothing(visit: Visit) -> None:
    reader = visit()
    here, there = reader.open(f"a/papers/{ANYVIEW.id}/"), reader.context.new_page()
    there.goto(f"{reader.address}a/papers/{ANYVIEW.id}/")
    there.wait_for_selector("button.starred")
    here.locator("button.starred").first.click()
    there.wait_for_selector("button.starred[aria-pressed=true]")
    for page in (here, there):
        page.locator("button.note").first.click()
    there.locator("textarea").evaluate("area => { area.value = 'from there' }")  # typed, and not stored yet
    here.locator("textarea").fill("from here")
    expect(there.locator("textarea")).to_have_value("from here\n\nfrom there")
    there.locator("textarea").press("Escape")
    expect(here.locator("textarea")).to_have_value("from here\n\nfrom there")


def test_marks_survive_an_upgrade_of_the_site_fields_that_it_does_not_know_and_months_without_pages(
    visit: Visit, host: Path, tmp_path: Path
) -> None:
    reader = visit()
    reader.open("a/start/")
    old = {
        BARE.id: {"starred": "2025-01-01T00:00:00Z", "title": "Old", "day": str(TUESDAY)},
        SHARP.id: {"starred": "2026-02-03T00:00:00Z", "colour": "red", "title": 5, "authors": "odd", "day": [], "note": {}},
    }
    reader.keep({"papers": old | {"junk": 5, "2601.00009": "odd"}, "tags": ["x"]})
    upgraded = _site(replace(ZH, name="新日报", keep=1), tmp_path, changed=lambda page: page.replace("收藏", "星标"))
    shutil.move(host / "a", host / "before")
    shutil.copytree(upgraded, host / "a")
    try:
        page = reader.open("a/starred/")
        assert (page.locator("h1").text_content() or "").startswith("我的星标")
        assert reader.titles() == [SHARP.id, "Old"]
        page.locator(".papers h2 a").last.click()
        page.wait_for_url(f"**/a/archive/2026-01/#{BARE.id}")
        assert page.locator(f"[id='{BARE.id}'] .mark").get_attribute("aria-pressed") == "true"
        page.locator(f"[id='{OLD.id.replace('/', '-')}'] .mark").click()
        page = reader.open(f"a/papers/{SHARP.id}/")
        assert page.locator("button.starred[aria-pressed=true]").count() == 2
        for mark in ("read", "starred", "read"):
            page.locator(f"button.{mark}").first.click()
    finally:
        shutil.rmtree(host / "a")
        shutil.move(host / "before", host / "a")
    kept = reader.kept()
    assert kept["tags"] == ["x"]
    assert (kept["papers"]["junk"], kept["papers"]["2601.00009"], kept["papers"][BARE.id]) == (5, "odd", old[BARE.id])
    assert kept["papers"][OLD.id].keys() == {"starred", "title", "day"}
    assert kept["papers"][OLD.id]["day"] == str(MONDAY)
    assert kept["papers"][SHARP.id]["colour"] == "red", "what is not known here keeps a paper without marks"
    assert kept["papers"][SHARP.id].keys().isdisjoint({"starred", "read"})
    assert (kept["papers"][SHARP.id]["title"], kept["papers"][SHARP.id]["note"]) == (text.plain(SHARP.title), {})


def test_what_a_newer_version_or_nobody_knows_wrote_is_left_alone_or_put_aside(visit: Visit) -> None:
    reader = visit()
    reader.open("b/start/")
    newer = {"version": 2, "papers": {ANYVIEW.id: {"starred": "2027-01-01T00:00:00Z"}}, "more": {}}
    reader.keep(newer, feed="b")
    page = reader.open(f"b/papers/{ANYVIEW.id}/")
    assert page.locator("button.starred").first.get_attribute("aria-pressed") == "true"
    page.locator("button.starred").first.click()
    page.wait_for_selector(".told:not(:empty)")
    assert "newer version" in page.locator(".told").inner_text()
    assert page.locator("button.starred").first.get_attribute("aria-pressed") == "true"
    assert reader.kept(feed="b") == newer
    reader.keep('{"version":1,"pap', feed="b")
    page = reader.open(f"b/papers/{ANYVIEW.id}/")
    page.locator("button.starred").first.click()
    assert list(reader.kept(feed="b")["papers"]) == [ANYVIEW.id]
    aside = "Object.entries(localStorage).filter(([key]) => key.startsWith('digest:/b/:papers:unread:')).map(([, text]) => text)"
    assert page.evaluate(aside) == ['{"version":1,"pap']
    reader.keep({"version": 1, "papers": [1]}, feed="b")
    page.reload()
    page.wait_for_selector("button.read")
    page.locator("button.read").first.click()
    assert sorted(page.evaluate(aside)) == ['{"version":1,"pap', '{"version":1,"papers":[1]}']


def test_two_feeds_on_one_host_do_not_mix(visit: Visit) -> None:
    reader = visit()
    reader.open(f"a/papers/{ANYVIEW.id}/").locator("button.starred").first.click()
    page = reader.open(f"b/papers/{ANYVIEW.id}/")
    assert page.locator("button.starred").first.get_attribute("aria-pressed") == "false"
    page.locator("button.read").first.click()
    assert [*reader.kept(feed="a")["papers"][ANYVIEW.id]].count("read") == 0
    reader.open("b/starred/")
    assert reader.titles() == []
    assert page.locator(".tools").first.inner_text().split("\n")[:3] == ["Starred 0", "Read 1", "With a note 0"]


def test_saved_papers_open_in_other_programs_with_hostile_titles(visit: Visit, starred: str) -> None:
    reader = _with(starred, visit(accept_downloads=True))
    page = reader.open("a/starred/")
    expect(page.locator(".papers li")).to_have_count(5)
    order = [
        each.split("/")[-1] for each in page.locator(".papers .facts a[href*='arxiv.org/abs']").evaluate_all("all => all.map(a => a.href)")
    ]
    assert {*order} == {key.split("/")[-1] for key in PAPERS}

    library = bibtexparser.parse_string(reader.saved("BibTeX").decode())
    assert not library.failed_blocks
    assert {each.key: each["title"][1:-1] for each in library.entries} == {
        f"arXiv:{key}": _tex_title(paper) for key, paper in PAPERS.items()
    }
    assert "Ask Anna" in library.entries_dict[f"arXiv:{SHARP.id}"]["annote"]

    records = _ris(reader.saved("RIS").decode("utf-8"))
    assert {each["AN"][0]: each["TI"][0] for each in records} == {f"arXiv:{key}": text.plain(paper.title) for key, paper in PAPERS.items()}
    [sharp] = [each for each in records if each["AN"] == [f"arXiv:{SHARP.id}"]]
    assert (sharp["TY"], sharp["PY"], sharp["DA"]) == (["JOUR"], ["2026"], ["2026/01/23/"])
    assert sharp["AU"] == [text.plain(name) for name in SHARP.authors]
    assert sharp["N1"] == NOTE.split("\n")

    raw = reader.saved("CSV")
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline=""), strict=True))
    assert {row["id"] for row in rows} == {*PAPERS}
    assert not [value for row in rows for value in row.values() if value.startswith(("=", "+", "-", "@", "\t", "\r"))]
    [sharp_row] = [row for row in rows if row["id"] == SHARP.id]
    assert sharp_row["title"] == f"'{text.plain(SHARP.title)}"
    assert sharp_row["note"] == NOTE

    shown = lxml.html.fromstring(f"<main>{markdown.markdown(reader.saved('Markdown').decode())}</main>")
    links = shown.findall(".//li//a")
    assert {link.get("href"): " ".join(link.text_content().split()) for link in links} == {
        f"https://arxiv.org/abs/{key}": " ".join(text.plain(paper.title).split()) for key, paper in PAPERS.items()
    }
    assert {each.tag for each in shown.iter()} <= {"main", "ul", "li", "p", "a", "br", "blockquote"}
    assert shown.xpath("//blockquote//p[1]")[0].text_content() == NOTE.split("\n")[0]

    assert sorted(reader.saved("arXiv 编号").decode().split()) == sorted(PAPERS)


def _tex_title(paper: Any) -> str:
    [line] = [line for line in bibtex(paper).split("\n") if line.startswith("  title ")]
    return line.split("= {{", 1)[1].removesuffix("}},")


def _ris(source: str) -> list[dict[str, list[str]]]:
    """Read RIS as its specification has it, and nothing else: raises for any line that is not of it."""
    records: list[dict[str, list[str]]] = []
    for line in source.removesuffix("\r\n").split("\r\n"):
        if not line:
            continue
        found = re.fullmatch(r"([A-Z][A-Z0-9])  - (.*)", line)
        assert found, line
        if found[1] == "TY":
            records.append({})
        assert "ER" not in records[-1]
        records[-1].setdefault(found[1], []).append(found[2])
    assert all(next(iter(each)) == "TY" and each["ER"] == [""] for each in records)
    return records


def test_the_bibtex_of_a_starred_paper_is_that_of_its_page(visit: Visit, host: Path) -> None:
    reader = visit()
    page = reader.open("b/start/")
    written = """async key => {
        const [{ofPage}, {bibtex}] = await Promise.all(["facts", "tex"].map(name => import(`/b/assets/javascripts/mine/${name}.js`)));
        const page = new DOMParser().parseFromString(await (await fetch(`/b/papers/${key}/`)).text(), "text/html");
        const {id, facts} = ofPage(page);
        return bibtex(id, JSON.parse(JSON.stringify(facts)));
    }"""
    for id_, paper in PAPERS.items():
        assert page.evaluate(written, id_.replace("/", "-")) == f"{bibtex(paper)}\n"


def test_what_was_saved_can_be_brought_in_again_and_notes_stay(visit: Visit, starred: str) -> None:
    reader = _with(starred, visit(accept_downloads=True))
    reader.open("a/starred/")
    files = {name: reader.saved(name) for name in ("BibTeX", "RIS", "CSV", "Markdown", "arXiv 编号")} | {"json": reader.saved("备份全部")}
    before = reader.kept()["papers"]
    reader.keep({"version": 1, "papers": {SHARP.id: {"note": "My own.", "read": "2026-02-03T00:00:00Z"}}})
    assert reader.bring("starred.json", files["json"]) == "新增 4 篇。 已有 1 篇。"
    after = reader.kept()["papers"]
    assert after[SHARP.id].pop("note") == f"My own.\n\n{NOTE}"
    assert after[SHARP.id].pop("read") == "2026-02-03T00:00:00Z"
    before[SHARP.id].pop("note")
    assert after == before
    page = reader.open("b/starred/")
    for name, content in files.items():
        reader.keep({}, feed="b")
        assert reader.bring(f"x.{name}", content) == "5 new papers. 0 were here already.", name
        papers = reader.kept(feed="b")["papers"]
        assert {*papers} == {*PAPERS}, name
        assert all(paper["starred"] for paper in papers.values()), name
        assert not [paper for paper in papers.values() if "day" in paper], "the days of another feed mean nothing here"
        if name in ("BibTeX", "RIS", "CSV", "json"):
            assert papers[SHARP.id]["note"].split() == NOTE.split(), name
            assert papers[SHARP.id]["authors"] == [text.plain(author) for author in SHARP.authors] or name in ("RIS", "CSV"), name
            assert papers[ANYVIEW.id]["title"] == ANYVIEW.title, name
        if name in ("RIS", "CSV", "json"):
            assert {papers[key]["title"] for key in PAPERS} == {" ".join(text.plain(each.title).split()) for each in PAPERS.values()}, name
        assert reader.bring(f"x.{name}", content) == "0 new papers. 5 were here already."
        assert reader.kept(feed="b")["papers"] == papers, name
    assert page.locator(".papers li").count() == 5
    assert reader.bring("x.json", b'{"version": 2, "papers": {}}').startswith("Not kept: a newer version")
    assert reader.bring("none.txt", b"nothing 12345.678") == "none.txt has no arXiv id."


FOREIGN = {
    "zotero.bib": """@comment{x} @string{a = "b"}
@article{vaswani2017, title = {Attention {Is} All You Need}, author = "Vaswani, Ashish and {The Lab, Inc.}", year = 2017,
  journal = {arXiv preprint arXiv:1706.03762v5}, pages = {1234.56789}}
@article{other, title={No arXiv}, doi={10.1000/182}}
@misc{k, eprint={HEP-TH/9901001}, archiveprefix={arXiv}, title={Branes}}""",
    "zotero.csv": '"Key","Item Type","Author","Title","Url","Notes"\n"K","preprint","Vaswani, Ashish; Shazeer, Noam","Attention, ""too""",'
    '"http://arxiv.org/abs/1706.03762","a\nb"\n',
    "old.ris": "TY  - JOUR\nT1  - Attention\nA1  - Vaswani, Ashish\nUR  - https://arxiv.org/pdf/1706.03762v5.pdf\nN1  - mine\nER  - \n",
}


def test_other_programs_files_are_read(visit: Visit) -> None:
    reader = visit()
    page = reader.open("b/starred/")
    for name, content in FOREIGN.items():
        reader.bring(name, content.encode())
    papers = reader.kept(feed="b")["papers"]
    assert sorted(papers) == ["1706.03762", "HEP-TH/9901001"]
    paper = papers["1706.03762"]
    assert (paper["title"], paper["authors"]) == ("Attention Is All You Need", ["Ashish Vaswani", "The Lab, Inc."])
    assert paper["note"] == "a\nb\n\nmine"
    assert page.locator(".papers h2 a").last.get_attribute("href") in (
        "https://arxiv.org/abs/1706.03762",
        "https://arxiv.org/abs/HEP-TH/9901001",
    )


REFUSED = "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError') }})"
FULL = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }"


def test_storage_that_is_refused_or_full_is_told_in_one_line_and_loses_nothing(visit: Visit) -> None:
    for script, word in ((REFUSED, "keep nothing"), (FULL, "is full")):
        reader = visit(viewport={"width": 390, "height": 800})
        reader.open("b/start/")
        reader.keep(before := {"version": 1, "papers": {ANYVIEW.id: {"note": "before"}}}, feed="b")
        reader.page.add_init_script(script)
        page = reader.open(f"b/papers/{ANYVIEW.id}/")
        page.locator("button.starred").first.click()
        page.wait_for_selector(".told:not(:empty)")
        assert word in page.locator(".told").inner_text()
        assert "\n" not in page.locator(".told").inner_text()
        assert page.locator("button.starred").first.get_attribute("aria-pressed") == "false"
        page.locator("button.note").first.click()
        page.locator("textarea").fill("written for long")
        page.locator("textarea").press("Escape")
        assert page.locator("textarea").input_value() == "written for long"
        assert page.locator("textarea").is_visible(), "what could not be kept stays before the eyes"
        if script == FULL:
            assert reader.kept(feed="b") == before
        reader.open("b/starred/")
        assert word in reader.bring("x.txt", b"1706.03762")


def test_all_of_it_works_with_the_keyboard_alone(visit: Visit) -> None:
    reader = visit()
    page = reader.open(f"b/papers/{ANYVIEW.id}/")
    page.keyboard.press("s")
    page.wait_for_selector("button.starred[aria-pressed=true]")
    assert page.locator(".told").inner_text() == "★ Star"
    page.keyboard.press("Control+s")
    assert page.locator("button.starred").first.get_attribute("aria-pressed") == "true"
    page.locator("button.note").first.focus()
    page.keyboard.press("Enter")
    page.keyboard.type("stress test")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.className") == "mark note is-set"
    assert page.locator("p.note").first.inner_text() == "stress test"
    assert page.locator("button.starred").first.get_attribute("aria-pressed") == "true", "an s in a note is a letter"
    page = reader.open("b/starred/")
    page.locator(".tools button").first.focus()
    stops = []
    for _ in range(30):
        stops.append(page.evaluate("document.activeElement.textContent.trim().split('\\n')[0] || document.activeElement.tagName"))
        page.keyboard.press("Tab")
    for stop in ("Read 0", "With a note 1", ANYVIEW.title, "Star", "Note", "BibTeX", "Back up everything", "Import files"):
        assert stop in stops, stop
    page.locator(".papers .starred").press("Space")
    assert reader.titles() == [ANYVIEW.title], "a slip can be taken back"
    assert "starred" not in reader.kept(feed="b")["papers"][ANYVIEW.id]
    page.locator(".papers .starred").press("Space")
    assert reader.kept(feed="b")["papers"][ANYVIEW.id]["starred"]
    for name in ("Read 0", "With a note 1"):
        page.get_by_role("button", name=name).press("Enter")
    assert page.get_by_role("button", name="With a note 1").get_attribute("aria-pressed") == "true"


def test_the_starred_page_meets_axe_in_both_palettes_and_its_targets_fit_a_finger(visit: Visit, starred: str) -> None:
    reader = _with(starred, visit(viewport={"width": 390, "height": 900}, has_touch=True))
    page = reader.page
    for path, scheme in (
        ("a/starred/", "light"),
        ("a/starred/", "dark"),
        (f"a/papers/{SHARP.id}/", "light"),
        ("a/daily/2026/2026-02-02/", "dark"),
    ):
        page.emulate_media(color_scheme=scheme)
        reader.open(path)
        assert (path, violations(page)) == (path, [])
        assert not overflows(page), path
        sizes = page.locator(".mark:visible, .plain:visible, #mine select").evaluate_all(
            "all => all.map(each => each.getBoundingClientRect()).map(box => Math.min(box.width, box.height))"
        )
        assert sizes
        assert min(sizes) >= 44, path
    reader.open("a/starred/")
    assert {text.plain(paper.title) for paper in PAPERS.values()} == {*reader.titles()}
    assert page.locator("#mine :is(img, script, b, iframe)").count() == 0


def test_without_scripts_there_is_nothing_of_it(visit: Visit, host: Path) -> None:
    reader = visit(java_script_enabled=False)
    page = reader.page
    for path in ("a/", f"a/papers/{ANYVIEW.id}/", "a/daily/2026/2026-01-26/", "a/starred/"):
        page.goto(reader.address + path)
        assert page.locator("button:visible, textarea, .mark, .shelf, .fresh:visible").count() == 0, path
        assert all(box is None or box["height"] == 0 for box in (each.bounding_box() for each in page.locator(".mine, #mine").all())), path
    assert "这一页由 JavaScript 填写" in page.locator("article").inner_text()


def test_home_tells_what_is_new_since_the_last_visit_until_this_one_ends(visit: Visit) -> None:
    reader = visit()
    page = reader.open("b/")
    assert page.locator(".fresh:visible, .is-new").count() == 0, "on a first visit all is new"
    began = datetime.now(UTC)

    def away(**gone: float) -> None:
        told = {"at": (began - timedelta(**gone)).isoformat(), "day": MONDAY.isoformat()}
        reader.keep({"version": 1, "at": told["at"], "home": told, "own": 1}, "visit", "b")

    away(minutes=20)
    reader.open("b/")
    assert page.locator(".fresh:visible").count() == 0, "twenty minutes are a pause"
    away(days=2)
    reader.open(f"b/papers/{ANYVIEW.id}/")  # a visit may begin anywhere
    reader.open("b/")
    weekday = f"{began - timedelta(days=2):%A}"
    assert page.locator(".fresh").inner_text() == f"3 papers in 2 days since {weekday}"
    assert page.locator(".fresh a").get_attribute("href") == f"daily/2026/{TUESDAY}/"
    new = {f"2026-01-{day}" for day in (27, 28, 29, 30, 31)} | {"2026-02-02"}
    assert {href.split("/")[-2] for href in page.locator("a.is-new").evaluate_all("all => all.map(each => each.href)")} == new
    assert reader.open("b/archive/2026/").locator("li > a.is-new").count() >= 2
    reader.open("b/")
    assert page.locator(".fresh:visible").count() == 1, "it stays until the visit ends"
    kept = reader.kept("visit", "b")
    assert (kept["home"]["day"], kept["before"]["day"], kept["own"]) == ("2026-02-02", MONDAY.isoformat(), 1)
    reader.keep(kept | {"at": "2026-02-03T00:00:00Z"}, "visit", "b")
    reader.open("b/")
    assert page.locator(".fresh:visible, .is-new").count() == 0
    reader.keep({"version": 1, "at": "2026-01-01T00:00:00Z", "home": {"at": "2026-01-01T00:00:00Z", "day": "2026-01-01"}}, "visit", "b")
    reader.open("b/")
    assert page.locator(".fresh").inner_text() == "5 papers in 3 days since 1 January 2026".replace(
        "1 January 2026",
        page.evaluate(
            "new Intl.DateTimeFormat('en-GB', {day: 'numeric', month: 'long', year: 'numeric'}).format(new Date('2026-01-01T00:00:00Z'))"
        ),
    )


def test_stars_move_nothing_of_a_page(visit: Visit, starred: str) -> None:
    reader = _with(starred, visit(viewport={"width": 390, "height": 800}), "b")
    page = reader.page
    page.add_init_script(MOVES)
    for path in ("b/daily/2026/2026-02-02/", f"b/papers/{ANYVIEW.id}/", "b/tags/diffusion/"):
        reader.open(path)
        page.wait_for_timeout(150)
        assert page.evaluate("window.moved") < 0.02, path


def test_all_of_it_weighs_little(host: Path) -> None:
    listed = (host / "b" / "papers" / OLD.id.replace("/", "-") / "index.html").read_text("utf-8")
    ours = re.findall(r'<script [^>]*data-mine[^>]*></script>|<div class="mine"></div>', listed)
    assert len(ours) == 2
    assert len("\n".join([*ours, ""]).encode()) < 150
    scripts = host / "b" / "assets" / "javascripts"
    everywhere = ["mine.js", *(f"mine/{name}.js" for name in ("facts", "marks", "store", "tex", "visit"))]
    assert sum(len(gzip.compress((scripts / name).read_bytes())) for name in everywhere) < 10_000
