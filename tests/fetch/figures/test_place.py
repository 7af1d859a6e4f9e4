"""The first figure of a PDF stands above the caption that says so: how wide, how high, and what the caption says."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from generator.fetch.figures.place import Place, place
from generator.fetch.pdf import lines_of, pages_of
from tests.fetch import pdfs
from tests.fetch.pdfs import LEFT, RIGHT, Placed, column, filler

SAID = "Figure 1: The network, trained end to end. It has"


def found(*pages: Sequence[Placed]) -> Place | None:
    return place(list(lines_of(pages_of(pdfs.document(pages), 8, 20, 1_000_000_000))))


def where(*pages: Sequence[Placed]) -> Place:
    there = found(*pages)
    assert there
    return there


def body(left: float, top: float, words: int = 120) -> list[Placed]:
    return column(left, top, filler(words, "body"))


def test_a_figure_stands_between_its_caption_and_the_prose_above() -> None:
    page = [*body(LEFT, 700, 30), (LEFT, 420, 9, "F", SAID), (LEFT, 409, 9, "F", "parts."), *body(LEFT, 380), *body(RIGHT, 700)]
    there = where(body(LEFT, 700), page)
    left, bottom, right, top = there.band
    assert (there.page, there.caption) == (1, "The network, trained end to end. It has parts.")
    assert bottom == pytest.approx(427, abs=3)
    assert 620 < top < 700
    assert (left < LEFT, right) == (True, pytest.approx(RIGHT, abs=2))


def test_the_words_of_a_figure_and_the_names_of_its_panels_are_no_prose() -> None:
    inside = [
        (LEFT + 40, 600.0, 8.0, "F", "encoder"),
        (LEFT, 500.0, 10.0, "F", "(a) What the earlier method makes of a photograph that is"),
        (LEFT, 488.0, 10.0, "F", "blurred by motion and by defocus"),
    ]
    page = [*inside, (LEFT, 420, 9, "F", SAID), (LEFT, 409, 9, "F", "parts."), *body(LEFT, 380), *body(RIGHT, 700)]
    assert where(page).band[3] == 792


def test_another_caption_above_ends_the_room() -> None:
    table = (LEFT, 600.0, 7.5, "F", "Table 1: What all the methods reach on the photographs of GoPro, in dB.")
    page = [table, (LEFT, 420, 9, "F", SAID), (LEFT, 409, 9, "F", "parts."), *body(LEFT, 380), *body(RIGHT, 700)]
    assert where(page).band[3] == pytest.approx(598, abs=3)


def test_a_caption_of_one_line_stands_for_its_column_or_for_both() -> None:
    one = where([*body(LEFT, 700, 30), (LEFT + 60, 420, 9, "F", "Figure 1: The network."), *body(LEFT, 380), *body(RIGHT, 700)])
    assert one.band[0] < LEFT
    assert one.band[2] == pytest.approx(RIGHT, abs=2)
    both = where([(270, 600, 9, "F", "Figure 1: The network."), *body(LEFT, 560), *body(RIGHT, 560)])
    assert both.band[0] < LEFT
    assert both.band[2] > RIGHT + 150
    alone = where([(270, 600, 9, "F", "Figure 1: The network.")])
    assert alone.band[0] < 100 < 500 < alone.band[2]


def test_a_running_head_is_above_every_figure() -> None:
    pages = [[(200, 760, 9, "F", "A. Uno and B. Due"), *body(LEFT, 600), *body(RIGHT, 680)] for _ in range(3)]
    pages[1] += [(LEFT, 650, 9, "F", SAID), (LEFT, 639, 9, "F", "parts.")]
    assert where(*pages).band[3] == pytest.approx(758, abs=3)


@pytest.mark.parametrize("said", ["Fig. 1. The network", "FIGURE 1 — The network", "Figure 1 | The network", "Fig 1: The network"])
def test_figures_are_called_in_many_ways(said: str) -> None:
    assert where([(LEFT, 500, 9, "F", said), *body(LEFT, 460)]).caption == "The network"


def test_a_sentence_that_begins_with_a_figure_is_no_caption() -> None:
    lines = [
        (LEFT, 500.0, 10.0, "F", "What the network is made of can be seen in"),
        (LEFT, 488.0, 10.0, "F", "Figure 1. It has two parts."),
    ]
    assert found([*lines, *body(LEFT, 460)]) is None
    assert found([(LEFT, 500, 10, "F", "Figure 1 shows the network."), *body(LEFT, 460)]) is None
    assert found([(LEFT, 500, 10, "F", "Figure 2: Another."), *body(LEFT, 460)]) is None
    assert found([]) is None


RECORDED = {
    "1905.00506v2_math": None,
    "2004.04906v3_dpr": (4, "Retriever top-k accuracy"),
    "2203.00130v1_paper-plain": (1, "Paper Plain helps"),
    "2501.17811_janus-pro": (0, "Multimodal understanding and visual generation"),
    "stereo-matching-ieee": (0, "Geometry of two horizontally aligned views"),
}


def test_recorded_papers_have_their_first_figure_where_it_is(corpus: Path) -> None:
    for name, wanted in RECORDED.items():
        pdf = (corpus / "fulltext" / "pdf" / f"{name}.pdf").read_bytes()
        there = place(list(lines_of(pages_of(pdf, 8, 20, 1_000_000_000))))
        assert (there and (there.page, there.caption[: len(wanted[1]) if wanted else 0])) == wanted, name
