"""Long papers are cut by the worth of their sections, and say where."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.fetch.worth import CUT, cut
from generator.model import FullText, Passage

TITLES = [
    "Abstract",
    "1 Introduction",
    "2 Related Work",
    "3 Method",
    "3.1 Loss",
    "4 Experiments",
    "5 Limitations",
    "Appendix: A Proofs",
    "A.1 First",
]


def sentences(name: str, characters: int) -> str:
    return (f"{name} says so. " * (characters // (len(name) + 10) + 1))[:characters].strip()


def paper(size: int = 4000, abstract: int = 900) -> FullText:
    sizes = {"Abstract": abstract, "5 Limitations": 400}
    sections = tuple(
        Passage(title=title, level=1 + title.count("."), text=sentences(title.split()[-1], sizes.get(title, size))) for title in TITLES
    )
    return FullText(source="pdf", sections=sections, captions=(sentences("Figure", 800),), tables=("Table 1\na | 1", "Table 2\nb | 2"))


def test_a_short_paper_is_given_whole_in_its_order() -> None:
    sections = (
        Passage(title="", level=1, text="First."),
        Passage(title="1 A", level=1, text=""),
        Passage(title="1.1 B", level=2, text="Two."),
    )
    text = FullText(source="html", sections=sections, captions=("Figure 1: C.",), tables=("Table 1\na | 1", "b | 2"))
    assert cut(text, 1000) == "First.\n\n# 1 A\n\n## 1.1 B\nTwo.\n\n# Tables\nTable 1\na | 1\n\nb | 2\n\n# Captions\nFigure 1: C."


def test_the_appendix_gives_way_first_then_related_work() -> None:
    whole = cut(paper(), 100_000)
    text = cut(paper(), len(whole) - 8100)
    assert text.count("Work says so") > 0.9 * whole.count("Work says so")
    assert "Proofs says so" not in text
    assert "First says so" not in text
    text = cut(paper(), 17_500)
    assert "Work says so" not in text
    assert "# Tables\nTable 1" in text
    assert text.count("Method says so") == cut(paper(), 100_000).count("Method says so")


def test_short_sections_stay_whole_and_long_ones_keep_their_beginning() -> None:
    text = cut(paper(), 6000)
    assert sentences("Abstract", 900) in text
    assert sentences("Limitations", 400) in text
    assert "# 3 Method\nMethod says so." in text
    assert f"Method says so. {CUT}" in text


def test_limitations_count_even_in_an_appendix_and_its_parts_are_worth_no_more() -> None:
    sections = (
        Passage(title="1 Idea", level=1, text=sentences("Idea", 2000)),
        Passage(title="Appendix: B More", level=1, text=""),
        Passage(title="B.1 Experiments", level=2, text=sentences("More", 2000)),
        Passage(title="Appendix: C Limitations", level=1, text=sentences("Limits", 1000)),
    )
    text = cut(FullText(source="pdf", sections=sections), 3100)
    assert sections[0].text in text
    assert sections[3].text in text
    assert "More says so" not in text


def test_neighbours_that_are_left_out_are_said_once() -> None:
    text = cut(paper(), 3000)
    assert f"{CUT}\n\n{CUT}" not in text
    assert CUT in text


@pytest.mark.parametrize("title", ["2 Background", "2 Preliminaries", "Ethics Statement", "Broader Impact"])
def test_side_matter_gives_way_to_the_rest(title: str) -> None:
    side = Passage(title=title, level=1, text=sentences("Side", 3000))
    main = Passage(title="3 A Network of Its Own", level=1, text=sentences("Main", 3000))
    text = cut(FullText(source="pdf", sections=(side, main)), 3500)
    assert main.text in text
    assert side.text not in text


def test_a_wanted_section_within_side_matter_keeps_its_worth() -> None:
    side = Passage(title="2 Background", level=1, text=sentences("Side", 2000))
    wanted = Passage(title="2.1 Our Method", level=2, text=sentences("Wanted", 2000))
    assert wanted.text in cut(FullText(source="pdf", sections=(side, wanted)), 2500)
    assert side.text not in cut(FullText(source="pdf", sections=(side, wanted)), 2500)


@given(st.lists(st.tuples(st.sampled_from(TITLES), st.text(max_size=600)), max_size=12), st.integers(min_value=0, max_value=3000))
def test_no_cut_is_longer_than_asked_and_the_same_again(parts: list[tuple[str, str]], most: int) -> None:
    text = FullText(source="pdf", sections=tuple(Passage(title=title, level=1, text=words) for title, words in parts))
    assert len(cut(text, most)) <= most
    assert cut(text, most) == cut(text, most)
