"""Two hundred hostile texts in every field of a paper, its analysis and its figure: built, read by other programs, seen in chromium."""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import bibtexparser
import feedparser
import lxml.etree
import lxml.html
import pytest

from generator import record
from generator.model import CheckedNumber, Figure, Related, Section
from tests.conftest import Command
from tests.fetch.figures import pictures
from tests.matrix import called
from tests.render.browser import served, watch
from tests.render.samples import HOSTILE
from tests.samples import DAY, analysis, digest, entry, paper, relevance

pytestmark = pytest.mark.untraced

WANTED = 204
LOOKED_AT = 40
"""Pages of papers that the browser opens, besides the day and the front; the tree of every page is read."""
EVIL = "http://evil.example"
FIGURES = "2026-04/"
TABLE = (
    *HOSTILE,
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext><img src=x onerror=alert(1)></mtext></math>",
    f"<iframe src='{EVIL}'></iframe>",
    f"<object data='{EVIL}'></object>",
    f"<link rel=stylesheet href='{EVIL}/x.css'>",
    f"<base href='{EVIL}/'>",
    f"<meta http-equiv=refresh content='0;url={EVIL}'>",
    f"<form action='{EVIL}'><input autofocus onfocus=alert(1)></form>",
    "<details open ontoggle=alert(1)>",
    "<style>@import '//evil.example/x.css';</style>",
    "<body onpageshow=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='jAvAsCrIpT:alert(1)'>x</a>",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](vbscript:msgbox)",
    f"[x]({EVIL}/%22onmouseover=alert(1))",
    f'[x]({EVIL} "onmouseover=alert(1)")',
    "[x]: javascript:alert(1)\n\n[x]",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    f"![x]({EVIL}/x.png){{: onload=alert(1) }}",
    "# T {: onclick=alert(1) }",
    "*x*{: style=position:fixed onmouseover=alert(1) }",
    "\\href{javascript:alert(1)}{x}",
    "$\\href{javascript:alert(1)}{x}$",
    f"$\\includegraphics{{{EVIL}/x.png}}$",
    "$\\htmlData{x=y}{x}$ $\\htmlId{a}{b}$ $\\url{javascript:alert(1)}$",
    "$</span><script>alert(1)</script>$",
    "$$</script><script>alert(1)</script>$$",
    "</title><script>alert(1)</script>",
    "</article></main><script>alert(1)</script>",
    '"><script>alert(1)</script>',
    "'><script>alert(1)</script>",
    "' onmouseover='alert(1)",
    '" onmouseover="alert(1)',
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script\n>alert(1)</script\n>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<img/src=`x`onerror=alert(1)>",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "{{ config.site_name }} {% include '/etc/passwd' %} {{ ''.__class__ }}",
    "---\ntitle: x\n---\n<script>alert(1)</script>",
    "--8<-- '/etc/passwd'",
    "[TOC]",
    "!!! danger\n    <script>alert(1)</script>",
    "``` {: onclick=alert(1) }\nx\n```",
    "[[x]] ++x++ ==x== ^^x^^ ~~x~~ :smile: [^1]",
    "\x00\x08\x1b[31m<script>alert(1)</script>",
    "\u202e<script>alert(1)</script>\u2066",
    "＜script＞alert(1)＜/script＞ \u2028 \u2029",
    "../../../../etc/passwd",
    "..\\..\\x %2e%2e%2f /etc/passwd file:///etc/passwd",
    "[x](paper:../../etc/passwd) [y](paper:2604.00001)",
)
PIECES = (
    *("<script>", "</script>", "<img src=x ", "onerror=", "alert(1)", ">", '"', "'", "`", "](", "[x](", "javascript:", ")", "{: onclick="),
    *("}", "$", "$$", "\\(", "\\)", "\n\n", "\n", "    ", "&lt;", "&#60;", "&", "<!--", "-->", "<svg/onload=", "**", "__", "|", "# ", "- "),
    *("```", "~~~", "\\", "%0a", EVIL, "//evil.example/x.js", "<a href=", "<style>", "\t", "\u2028", "\u202e", "é", "文", "---"),
)


def texts() -> list[str]:
    """The table, and as many made of pieces as are wanted."""
    random = Random(9)  # noqa: S311 no secret
    made = ["".join(random.choices(PIECES, k=random.randint(2, 14))) for _ in range(WANTED - len(TABLE))]
    return [*TABLE, *made]


def hostile(number: int, text: str) -> object:
    """An entry that says a hostile text wherever anybody else has the word."""
    id_ = f"2604.{number:05}"
    foreign = paper(
        id_,
        title=f"T {text}",
        authors=(text, f"A {text}"),
        affiliations=(text,),
        abstract=f"We. {text}",
        categories=("cs.CV", text[:20] or "x"),
        comment=text,
        journal_ref=text,
        doi=text,
        licence=text,
        code_url=text,
        project_url=text,
    )
    said = analysis(
        tldr=f"D {text}",
        sections=(Section(id="problem", title=text or "x", text=text), Section(id="method", title="M", text=f"- {text}\n- {text}")),
        findings=(f"F {text}",),
        limitations=text,
        model=text,
        provider=text,
        analyst="llm",
        numbers=(CheckedNumber(text="1", verdict="found", evidence=text[:80]),),
    )
    related = (Related(id="2604.00001", title=f"R {text}", why=f"W {text}"),)
    told = relevance(reason=f"Y {text}", terms=(text,), matched=("deblurring",))
    return replace(entry(id_), paper=foreign, analysis=said, related=related, relevance=told, figure=figure(number, id_, text))


def figure(number: int, id_: str, text: str) -> Figure:
    """A picture with a hostile caption; each other one lies elsewhere and has a hostile licence, too."""
    if number % 2:
        licence = "http://creativecommons.org/licenses/by/4.0/"
        return Figure(file=f"{FIGURES}{id_}.webp", caption=f"C {text}", licence=licence, width=9, height=6)
    return Figure(file=f"../../{text[:50]}", caption=f"C {text}", licence=text, width=9, height=6)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The site of a day with all of them."""
    tmp_path, before = tmp_path_factory.mktemp("hostile"), Path.cwd()
    made = digest(DAY, tuple(hostile(number, text) for number, text in enumerate(texts(), 1)))  # type: ignore[misc]
    assert made.summary
    made = replace(made, summary=replace(made.summary, text="S " + "\n\n".join(TABLE)))
    record.save(tmp_path / "archive", _storable(made))
    picture = pictures.file(pictures.drawn(200, 100), "WEBP")
    for each in made.entries:
        if each.figure and each.figure.file.startswith(FIGURES):
            record.save_figure(tmp_path / "archive", each.figure, picture)
    os.chdir(tmp_path)
    said = called("build", environ={"DIGEST_INTERESTS": "[{id: deblurring}]", "DIGEST_SITE__URL": "https://feed.example/"})
    assert (said.status, said.err) == (0, ""), said
    yield tmp_path
    os.chdir(before)


def _storable(made: record.Digest) -> record.Digest:
    return record.loads(record.dumps(made).encode("utf-8", "replace"), "made")


@pytest.mark.slow
def test_hostile_texts_stay_texts(built: Path) -> None:
    assert len(set(texts())) >= 200
    paths = sorted((built / "site").rglob("*.html"))
    assert len(paths) > WANTED
    for path in paths:
        assert_harmless(path)
    outside = [path for path in built.iterdir() if path.name not in ("archive", "docs", "site", ".cache")]
    assert outside == []


@pytest.mark.slow
def test_hostile_texts_do_nothing_in_a_browser(built: Path, browser: Any) -> None:
    papers = [f"papers/2604.{number:05}/" for number in range(1, WANTED + 1)][:: WANTED // LOOKED_AT]
    with served(built / "site") as address:
        look(browser, address, ["", f"daily/{DAY:%Y}/{DAY}/", "categories/cs.CV/", *papers])


@pytest.mark.slow
def test_no_file_for_other_programs_leads_to_a_script(built: Path) -> None:
    atom = lxml.etree.parse(built / "docs" / "feed.xml").getroot()
    written = [*feedparser.parse((built / "docs" / "feed.xml").read_bytes()).entries]
    assert len(written) > 20
    for element in atom.iter():
        assert not RUNS.match(element.get("href") or ""), element.get("href")
    items = [item for path in (built / "docs").rglob("feed.json") for item in json.loads(path.read_bytes())["items"]]
    assert items
    for content in [*(each.content[0].value for each in written), *(item["content_html"] for item in items)]:
        assert_inert(lxml.html.fromstring(content))
    lines = [json.loads(line) for path in (built / "docs" / "papers").glob("*.jsonl") for line in path.read_text("utf-8").splitlines()]
    assert len(lines) == WANTED
    for key, value in (each for row in [*items, *lines] for each in row.items()):
        assert "url" not in key or not RUNS.match(str(value)), (key, value)


def test_no_citation_leads_to_a_script_or_breaks_out_of_its_field(built: Path) -> None:
    said = called("ask", "--since", str(DAY), "--most", "500", "--bibtex", environ={})
    library = bibtexparser.parse_string(said.out)
    assert (said.status, len(library.entries), library.failed_blocks) == (0, WANTED, [])
    for each in library.entries:
        assert {"title", "author", "url"} <= each.fields_dict.keys()
        assert each["url"].startswith("https://arxiv.org/abs/2604.")
        assert not any(RUNS.match(str(field.value)) for field in each.fields if field.key in ("url", "howpublished"))


def assert_inert(tree: Any) -> None:
    """Nothing in a fragment runs or leads to what runs, for programs that show it without a policy."""
    for element in tree.iter():
        assert element.tag not in ("script", "iframe", "object", "embed", "form", "style", "base", "meta", "link", "img", "svg"), (
            element.tag
        )
        for name, value in element.attrib.items():
            assert not name.startswith("on"), name
            assert name not in ("href", "src") or not RUNS.match(value), value


DATA = ("application/json", "application/ld+json")
OURS = re.compile(rf"(?:\.\./)+figures/{FIGURES}2604\.\d{{5}}\.webp")
RUNS = re.compile(r"\s*(?:javascript|data|vbscript|file):", re.IGNORECASE)


def assert_harmless(path: Path) -> None:
    """The tree of a page has no element, attribute or address that runs, loads from elsewhere or hides."""
    for element in lxml.html.parse(path).getroot().iter():
        if not isinstance(element.tag, str):
            continue
        assert element.tag not in ("iframe", "object", "embed", "base", "video", "style"), (path, element.tag)
        assert element.tag != "img" or OURS.fullmatch(element.get("src", "")), path
        for name, value in element.attrib.items():
            assert not name.startswith("on"), (path, name)
            assert name not in ("href", "src", "action", "data") or not RUNS.match(value), (path, value)
        for name in ("src", "action"):
            assert "//" not in (element.get(name) or ""), (path, element.get(name))
        assert element.tag != "script" or element.get("src") or element.get("type") in DATA, path
        assert element.tag != "link" or element.get("rel") in ("canonical", "alternate") or "//" not in (element.get("href") or ""), path


def look(browser: Any, address: str, paths: list[str]) -> None:
    """Open pages as a reader does: no dialog, no error of a script, no request to another host, no address that runs."""
    page = browser.new_page()
    happened = watch(page.context, address, "data:", "blob:")
    for path in paths:
        answer = page.goto(address + path, wait_until="load")
        assert answer and answer.ok, path
        links = page.eval_on_selector_all("a[href], area[href], form", "all => all.map(each => each.href || each.action)")
        happened += [link for link in links if RUNS.match(str(link))]
        assert page.url.startswith(address), path
        assert happened == [], path
    page.close()


@pytest.mark.parametrize("id_", ["../../../evil", "/etc/evil", "..", "2604.00001/../../x", "a\\..\\b", "x\ny", "", ".", "con\x00"])
def test_no_id_of_a_record_leads_out_of_docs(command: Command, tmp_path: Path, id_: str) -> None:
    one = entry()
    record.save(tmp_path / "archive", digest(entries=(replace(one, paper=replace(one.paper, id=id_)),)))
    said = command("render")
    assert "Traceback" not in said.err
    outside = {path.relative_to(tmp_path).parts[0] for path in tmp_path.rglob("*") if path.is_file()}
    assert outside <= {"archive", "docs", ".cache"}
    assert not any((tmp_path.parent / name).exists() for name in ("evil", "evil.md"))
