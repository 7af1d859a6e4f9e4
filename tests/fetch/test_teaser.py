"""The first figure of arXiv's HTML: its picture where it is one, its caption without the number, and when the PDF is asked instead."""

import pytest

from generator.fetch.html import parse_html
from generator.fetch.teaser import MOST_CAPTION, shortened
from generator.model import Teaser
from tests.fetch.test_html import LONG, math, page, para, section

IMG = '<img src="2602.23361v1/x1.png" class="ltx_graphics" width="548" height="221" alt="Refer to caption"/>'


def figure(inside: str, caption: str = "The network.", number: str = "Figure 1: ", kind: str = "figure") -> str:
    tag = f'<span class="ltx_tag ltx_tag_figure">{number}</span>' if number else ""
    return f'<figure class="ltx_{kind}" id="S1.F1">{inside}<figcaption class="ltx_caption">{tag}{caption}</figcaption></figure>'


def teaser(*figures: str, base: str = "") -> Teaser | None:
    body = page("".join(figures) + section("Rest", para(LONG)))
    return parse_html(body.replace(b"<head>", f"<head>{base}".encode())).teaser


def test_the_first_figure_is_the_teaser() -> None:
    assert teaser(figure(IMG), figure(IMG, "Another.", "Figure 2: ")) == Teaser(caption="The network.", address="2602.23361v1/x1.png")


def test_a_page_says_where_its_addresses_begin() -> None:
    there = teaser(figure('<img src="extracted/5852395/F2.jpg"/>'), base='<base href="/html/2409.08710v1/"/>')
    assert there == Teaser(caption="The network.", address="/html/2409.08710v1/extracted/5852395/F2.jpg")


def test_a_caption_keeps_its_formulas_and_loses_its_number() -> None:
    gain = math(r"3\,\mathrm{dB}")
    there = teaser(figure(IMG, f"We gain {gain}<span class='ltx_note'>no</span>.", "Fig. 1. "))
    assert there
    assert there.caption == r"We gain $3\,\mathrm{dB}$."
    for unnumbered in (teaser(figure(IMG, number="")), teaser(figure(IMG, number="Figure: "))):
        assert unnumbered == Teaser(caption="The network.", address="2602.23361v1/x1.png")


@pytest.mark.parametrize(
    "inside",
    [
        IMG + IMG,
        f'<figure class="ltx_figure ltx_figure_panel">{IMG}<figcaption class="ltx_caption">(a) Blur</figcaption></figure>' * 2,
        '<svg class="ltx_picture"><g><image href="x1.png"/></g></svg>',
        '<object data="x1.pdf"></object>',
        '<img src="x1.svg"/>',
        '<img src="data:image/png;base64,AAAA"/>',
        "<img/>",
        "",
    ],
)
def test_a_figure_that_is_not_one_picture_is_looked_up_in_the_pdf(inside: str) -> None:
    assert teaser(figure(inside)) == Teaser(caption="The network.", address=None)


def test_an_address_that_is_none_is_left_to_the_pdf() -> None:
    broken = teaser(figure('<img src="http://[broken/x.png"/>'), base='<base href="/html/2602.23361v1/"/>')
    assert broken == Teaser(caption="The network.", address=None)


def test_a_figure_of_another_number_says_that_the_first_was_lost() -> None:
    assert teaser(figure(IMG, number="Figure 2: ")) == Teaser(caption="", address=None)


@pytest.mark.parametrize("caption", ["Figurative language is hard.", "Figures show bees.", "Figs. of bees."])
def test_a_caption_that_only_begins_like_a_number_stays_whole(caption: str) -> None:
    assert teaser(figure(IMG, caption, number="")) == Teaser(caption=caption, address="2602.23361v1/x1.png")


def test_a_picture_of_a_width_that_no_number_holds_is_no_icon() -> None:
    wide = IMG.replace('width="548"', f'width="{"9" * 5000}"')
    assert teaser(figure(wide)) == Teaser(caption="The network.", address="2602.23361v1/x1.png")


def test_icons_formulas_and_tables_are_no_figure() -> None:
    icon = '<img src="icon.png" width="14" height="14"/>'
    formula = '<math><mtext><img src="y.png"/></mtext></math>'
    assert teaser(figure(icon + formula + IMG, f"{icon}The network.")) == Teaser(caption="The network.", address="2602.23361v1/x1.png")
    table = '<table class="ltx_tabular"><tbody><tr><td>SRN</td><td>30.26</td></tr></tbody></table>'
    assert teaser(figure(IMG, "PSNR.", "Table 1: ", kind="table"), figure(table)) is None
    assert teaser() is None


def test_a_long_caption_ends_with_a_sentence_or_at_least_a_word() -> None:
    assert shortened(" a\n b ") == "a b"
    sentences = shortened("One sentence of some words. " * 40)
    assert sentences.endswith("words.")
    assert len(sentences) <= MOST_CAPTION
    words = shortened("word " * 300)
    assert words.endswith("word…")
    assert len(words) <= MOST_CAPTION
    assert len(shortened("字" * 700)) <= MOST_CAPTION
