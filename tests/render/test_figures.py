"""A figure on the pages: its size, its caption for whoever does not see it, its authors and licence; none that may not be hosted."""

import json
from dataclasses import replace

import lxml.html
import pytest
import yaml

from generator.model import Digest, Entry, Figure, Page, Site
from generator.render import render
from generator.render.shelf import Album
from tests.render.browser import shown
from tests.render.samples import ANYVIEW, BARE, MONDAY, SITE, ZH, digest, entry, quoted, written

CC = "http://creativecommons.org/licenses/by-sa/4.0/"
FILE = f"2026-01/{ANYVIEW.id}.webp"
CAPTION = r"\textbf{AnyView} gains $3\,\mathrm{dB}$ for <b>\$5</b>."
FIGURE = Figure(file=FILE, caption=CAPTION, licence=CC, width=960, height=400)
DAY, PAPER = "daily/2026/2026-01-26.md", f"papers/{ANYVIEW.id}.md"
KEPT = Album({FILE: 7, "2026-01/other.webp": 9}, lambda file: f"bytes of {file}".encode())


def day(**fields: object) -> Digest:
    given: dict[str, object] = {"analysis": quoted(), "figure": FIGURE}
    return digest(MONDAY, entry(**given | fields), entry(BARE, analysis=None))


def drawn(of: Digest, site: Site = SITE, album: Album = KEPT) -> dict[str, Page]:
    return {page.path: page for page in render([of], site, album)}


def figures(page: Page) -> list[lxml.html.HtmlElement]:
    return list(shown(page.text).iter("figure"))


@pytest.mark.parametrize(("site", "resized", "lang"), [(SITE, "resized", None), (ZH, "已缩放", "en")])
def test_a_papers_page_shows_its_figure_with_its_authors_and_licence(site: Site, resized: str, lang: str | None) -> None:
    (figure,) = figures(drawn(day(), site)[PAPER])
    (img,) = figure.iter("img")
    assert img.attrib == {
        "src": f"../../figures/{FILE}",
        "width": "960",
        "height": "400",
        "alt": "AnyView gains 3 dB for <b>$5</b>.",
        "loading": "lazy",
        "decoding": "async",
        **({"lang": lang} if lang else {}),
    }
    (credit,) = figure.iter("small")
    assert credit.text_content().startswith("Basile Van Hoorick")
    assert credit.text_content().endswith(f"CC BY-SA 4.0 · {resized}")
    assert [link.get("href") for link in credit.iter("a")] == [CC]
    caption = next(figure.iter("span"))
    assert caption.get("aria-hidden") == "true"  # the picture says the same
    assert caption.text_content().startswith("AnyView gains")


def test_a_days_page_shows_it_small_and_leads_to_the_paper() -> None:
    (figure,) = figures(drawn(day())[DAY])
    assert figure.get("class") == "thumb"
    assert [link.get("href") for link in figure.iter("a")] == [f"../../../papers/{ANYVIEW.id}/", CC]
    assert next(figure.iter("img")).get("src") == f"../../../figures/{FILE}"
    assert "gains" not in figure.text_content()
    assert "CC BY-SA 4.0" in figure.text_content()


def test_a_long_caption_is_folded() -> None:
    long = replace(FIGURE, caption="What each part does. " * 20)
    (figure,) = figures(drawn(day(figure=long))[PAPER])
    (summary,) = figure.iter("summary")
    assert len(summary.text_content()) <= 110
    assert next(figure.iter("details")).text_content().count("What each part does.") > 20
    (bare,) = figures(drawn(day(figure=replace(FIGURE, caption="")))[PAPER])
    assert not [*bare.iter("span")]
    assert next(bare.iter("img")).get("alt") == ""


def test_the_file_is_drawn_from_the_archive() -> None:
    pages = drawn(day())
    assert pages[f"figures/{FILE}"].content == f"bytes of {FILE}".encode()
    assert not [path for path in pages if "other" in path]


@pytest.mark.parametrize(
    ("fields", "album"),
    [
        ({"figure": replace(FIGURE, licence="http://creativecommons.org/licenses/by-nc/4.0/")}, KEPT),
        ({"figure": replace(FIGURE, licence="http://evil/creativecommons.org/licenses/by/4.0/")}, KEPT),
        ({"figure": replace(FIGURE, file="../../x.webp")}, KEPT),
        ({}, Album({}, KEPT.read)),
        ({"figure": None}, KEPT),
    ],
)
def test_what_may_not_be_hosted_or_is_not_there_is_not_shown(fields: dict[str, object], album: Album) -> None:
    pages = drawn(day(**fields), album=album)
    assert not any(path.startswith("figures/") for path in pages)
    assert "figure" not in yaml.safe_load(pages[PAPER].text.split("---\n")[1])
    assert not figures(pages[PAPER]) + figures(pages[DAY])
    assert '"figure"' not in pages["papers/2026-01.jsonl"].text


def test_links_to_the_paper_and_the_data_know_the_figure() -> None:
    pages = drawn(day())
    assert yaml.safe_load(pages[PAPER].text.split("---\n")[1])["figure"] == f"figures/{FILE}"
    line = json.loads(pages["papers/2026-01.jsonl"].text.split("\n")[0])
    assert line["figure"] == {"path": f"figures/{FILE}", "width": 960, "height": 400, "caption": CAPTION, "licence": CC}


def test_a_paper_on_two_days_of_a_month_has_one_file() -> None:
    one: Entry = entry(analysis=written(), figure=FIGURE)
    days = [digest(MONDAY, one), digest(MONDAY.replace(day=27), one)]
    assert [page.path for page in render(days, SITE, KEPT) if page.path.startswith("figures/")] == [f"figures/{FILE}"]
