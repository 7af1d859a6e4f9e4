"""What a line of a PDF is, decided from where and how it is set; lines are made here by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.fetch.pdf.headings import heading
from generator.fetch.pdf.joining import plain, row_of, text_of
from generator.fetch.pdf.layout import Layout, lay_out
from generator.fetch.pdf.lines import HYPHEN, Line, glued, setting
from generator.fetch.pdf.tables import Table, with_captions

HEIGHT = 792.0
PROSE = "A line of the body that says something in plain words"


def line(text: str, row: float, *, left: float = 60, size: float = 10, bold: bool = False, page: int = 0, width: float = 240) -> Line:
    """A line of ``row`` × 12 points below the top of the text."""
    bottom = 700 - 12 * row
    return Line(text, left, bottom, left + width, bottom + 7, size, bold, page)


def body(row: float, rows: int, page: int = 0) -> list[Line]:
    return [line(PROSE, row + number, page=page) for number in range(rows)]


def laid(*lines: Line) -> Layout:
    return lay_out([(HEIGHT, [line("1 Introduction", 0, bold=True, size=12), *body(1.5, 20), *lines, *body(60, 2)])])


def texts(*lines: Line) -> str:
    return " ".join(part.text for part in laid(*lines).sections)


@pytest.mark.parametrize(
    ("written", "title", "level"),
    [
        (line("2 Method", 30, bold=True), "2 Method", 1),
        (line("2 | Method", 30, bold=True), "2 Method", 1),
        (line("2.1.3 The loss", 30, bold=True), "2.1.3 The loss", 3),
        (line("3. THE LOSS", 30), "3. THE LOSS", 1),
        (line("3.2 The loss", 40), "3.2 The loss", 2),
        (line("Related Work", 30, size=12), "Related Work", 1),
        (line("A B S T R A C T", 30, bold=True), "ABSTRACT", 1),
        (line("I NTRODUCTION", 40), "INTRODUCTION", 1),
        (line("Our Own Idea", 30, bold=True), "Our Own Idea", 2),
        (line("Our Own Idea", 30, size=14), "Our Own Idea", 1),
        (line("Conclusion", 40), "Conclusion", 1),
    ],
)
def test_a_heading_is_known_by_number_type_or_name(written: Line, title: str, level: int) -> None:
    lines = [*body(0, 30), written, *body(42, 2)]
    found = heading(lines, 30, setting(lines))
    assert found
    assert (found.title, found.level) == (title, level)


@pytest.mark.parametrize(
    "written",
    [
        line("2 of the networks are trained as long as the others are", 30),
        line("2020 was the year", 30, bold=True),
        line("Results", 30),
        line("Table 1: Results", 30, bold=True),
        line("Method | PSNR | SSIM", 30, bold=True),
        line("This sentence is bold and ends here.", 30, bold=True),
        line("A sentence in bold that goes on and on and on over many words until the line ends", 30, bold=True),
        line("Deep learn" + HYPHEN, 30, bold=True),
        line("33.7 30.2 29", 30, bold=True),
        line("A network", 40),
        line("we", 30, bold=True),
        line("Data:", 30, bold=True),
    ],
)
def test_a_line_that_only_looks_like_a_heading_is_none(written: Line) -> None:
    lines = [*body(0, 30), written, *body(41, 2)]
    assert heading(lines, 30, setting(lines)) is None


def test_a_heading_of_two_lines_is_one() -> None:
    lines = [*body(0, 30), line("2 A long title about deblur" + HYPHEN, 30, size=12), line("ring in the wild", 31, size=12), *body(33, 2)]
    found = heading(lines, 30, setting(lines))
    assert found
    assert (found.title, found.lines) == ("2 A long title about deblurring in the wild", 2)


def test_letters_are_subsections_under_roman_numerals() -> None:
    lines = [
        line("I. INTRODUCTION", 0),
        *body(2, 20),
        line("II. METHOD", 24),
        line("It ends here.", 25),
        line("A. The Network", 26),
        *body(27, 2),
    ]
    found = heading(lines, 23, setting(lines))
    assert found
    assert (found.title, found.level) == ("A. The Network", 2)


def test_where_most_is_bold_bold_says_nothing() -> None:
    lines = [line(PROSE, row, bold=True) for row in range(30)]
    assert heading([*lines, line("Our Own Idea", 30, bold=True)], 30, setting(lines)) is None


def test_an_abstract_may_begin_on_the_line_of_its_heading() -> None:
    lines = [
        line("Deblurring", 0, size=20),
        line("Abstract—We remove blur from pho" + HYPHEN, 3, size=9, bold=True),
        line("tographs.", 4, size=9),
    ]
    found = lay_out([(HEIGHT, [*lines, line("1 Introduction", 6, size=12), *body(8, 20), line("Abstract. Again we say so.", 40)])])
    assert [part.title for part in found.sections] == ["Abstract", "1 Introduction"]
    assert found.sections[0].text == "We remove blur from photographs."


def test_without_a_headed_abstract_its_sentences_are_known_by_their_length() -> None:
    before = [
        line("Deblurring", 0, size=20),
        line("Ana Uno, University of Somewhere", 2),
        *[line(PROSE, row, size=9.2) for row in range(5, 15)],
    ]
    found = lay_out([(HEIGHT, [*before, line("1 Introduction", 20, size=12), *body(22, 20)])])
    assert [part.title for part in found.sections] == ["Abstract", "1 Introduction"]
    assert "Ana" not in found.sections[0].text


def test_a_paper_without_any_heading_is_one_text() -> None:
    found = lay_out([(HEIGHT, body(0, 5))])
    assert [(part.title, part.text) for part in found.sections] == [("", " ".join([PROSE] * 5))]
    assert lay_out([]) == Layout((), (), ())


def test_super_and_subscripts_are_put_back_on_their_line() -> None:
    base = Line("of x", 60, 100, 80, 107, 10, False)
    raised = Line("2", 81, 104, 84, 109, 7, False)
    cell = Line("next", 104, 100, 120, 107, 10, False)
    assert [each.text for each in glued([base, raised, cell])] == ["of x2 | next"]


def test_paragraphs_begin_at_an_indent_a_gap_a_mark_and_another_size() -> None:
    lines = [
        line("One ends.", 25),
        line("Two is indented", 26, left=72),
        line("and ends.", 27),
        line("Three comes after a gap", 30),
        line("• four has a mark", 31),
        line("A fifth in a larger type than that", 32, size=10.7),
        line("a sixth that is smaller than the fifth", 33, size=9.5),
    ]
    assert [block for block in texts(*lines).split("\n\n") if not block.startswith("A line")] == [
        "Two is indented and ends.",
        "Three comes after a gap",
        "• four has a mark A fifth in a larger type than that",
        f"a sixth that is smaller than the fifth {PROSE} {PROSE}",
    ]


def test_a_paragraph_without_end_is_ended() -> None:
    endless = [(HEIGHT, body(0, 50, page)) for page in range(20)]
    (found,) = lay_out(endless).sections
    assert found.text.count("\n\n") == 4


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["an exam" + HYPHEN, "ple of it"], "an example of it"),
        (["an exam-", "ple of it"], "an example of it"),
        (["in low" + HYPHEN, "light scenes"], "in low-light scenes"),
        (["state-of" + HYPHEN, "the-art work"], "state-of-the-art work"),
        (["off" + HYPHEN, "the-shelf"], "off-the-shelf"),
        (["a wave" + HYPHEN, "form"], "a wave-form"),
        (["TABLE" + HYPHEN, "FORMER is"], "TABLEFORMER is"),
        (["GPT" + HYPHEN, "4 is"], "GPT-4 is"),
        (["BERT" + HYPHEN, "Large is"], "BERT-Large is"),
        (["see https://github.com/lab/", "deblur now"], "see https://github.com/lab/deblur now"),
        (["see https://lab.org/my-", "page now"], "see https://lab.org/my-page now"),
        (["see https://lab.org.", "Then go"], "see https://lab.org. Then go"),
        (["a ﬁne eﬀort", "ﬃ ½ ²"], "a fine effort ffi ½ ²"),
        (["o↵-the", "di↵erent ↵"], "off-the different ↵"),
        (["wide | gaps", "here"], "wide gaps here"),
        (["𝑝 < 0.05"], "p < 0.05"),
        ([], ""),
    ],
)
def test_lines_are_joined_as_they_were_meant(lines: list[str], text: str) -> None:
    words = frozenset({"TABLEFORMER", "wave-form"})
    assert text_of([line(each, row) for row, each in enumerate(lines)], words) == text


@given(st.lists(st.text(max_size=30), max_size=8))
def test_joining_loses_no_letter(lines: list[str]) -> None:
    joined = text_of([line(each, row) for row, each in enumerate(lines)], frozenset())
    assert [char for char in joined if char.isalpha()] == [char for char in plain("".join(lines)) if char.isalpha()]


def test_numbers_set_closely_are_cells() -> None:
    assert row_of(line("Ours | 95.4±0.4 92.2±0.9 -1.5 3 x", 0)) == "Ours | 95.4±0.4 | 92.2±0.9 | -1.5 | 3 x"


def test_equations_and_stretched_lines_are_no_tables() -> None:
    found = laid(
        line("L = a + b, | (1)", 25), line("M = c | (2)", 26), line("x = 1 | y = 2 | z = 3", 27), line("In | our work this is so", 28)
    )
    assert found.tables == ()
    assert "L = a + b, (1) M = c (2) x = 1 y = 2 z = 3 In our work" in texts(
        line("L = a + b, | (1)", 25), line("M = c | (2)", 26), line("x = 1 | y = 2 | z = 3", 27), line("In | our work this is so", 28)
    )


def test_a_sentence_that_begins_a_line_with_a_tables_name_is_no_caption() -> None:
    lines = [line("as can be seen in", 22.5), line("Table 3. This is due to chance.", 23.5), line("Figure 2 shows more of it", 24.5)]
    assert laid(*lines).captions == ()


def test_a_heading_ends_a_table() -> None:
    rows = [line(f"Row{number} | {number}.5 | 7", 25 + number, size=8) for number in range(3)]
    found = laid(*rows, line("4.1 | Setup of 3", 28, bold=True, size=11))
    assert found.tables == ("Row0 | 0.5 | 7\nRow1 | 1.5 | 7\nRow2 | 2.5 | 7",)
    assert [part.title for part in found.sections] == ["1 Introduction", "4.1 Setup of 3"]


def test_words_in_a_figure_are_dropped_and_notes_are_kept() -> None:
    label = line("A label in the figure that is as long as a sentence of the paper", 30, size=7)
    caption = line("Figure 1: What is seen.", 32, size=9)
    note = line("1 A footnote that is as long as a sentence of the paper would be here.", 40, size=8)
    found = laid(label, caption, note)
    assert found.captions == ("Figure 1: What is seen.",)
    assert "label" not in repr(found.sections)
    assert "\n\nA footnote that is" in found.sections[0].text
    assert "ticks" not in repr(laid(line("ticks 0 20 40", 30, size=7)).sections)


def test_after_the_references_an_appendix_goes_on() -> None:
    lines = [
        line("References", 25, bold=True),
        line("[1] A. Uno. A paper. 2020.", 26),
        line("Uno, A. Another one", 27),
        line("B. Two. A paper in plain type", 29),
        line("A Proofs", 31, bold=True),
        line("The proof.", 32),
        line("A.1 The first", 34, bold=True),
        line("More.", 35),
        line("Supplementary Material", 37, bold=True),
        line("Even more.", 38),
    ]
    found = laid(*lines)
    assert [part.title for part in found.sections[1:]] == ["Appendix: A Proofs", "A.1 The first", "Supplementary Material"]
    assert "2020" not in repr(found)


def test_what_repeats_in_the_margins_is_furniture() -> None:
    def page(number: int) -> tuple[float, list[Line]]:
        head = Line(f"A. Uno et al. | {number}", 60, 760, 300, 768, 9, False, number)
        foot = Line(f"Page {number} of 4", 290, 20, 310, 28, 9, False, number)
        notice = Line("© 2026 The Publisher", 60, 40, 200, 48, 8, False, number)
        contents = Line("2 Method . . . . . . . . . 4", 60, 650, 300, 658, 10, False, number)
        return HEIGHT, [head, contents, *body(10, 5, number), notice, foot]

    assert {part.text.replace(PROSE, "").strip() for part in lay_out([page(number) for number in range(4)]).sections} == {""}


def table(text: str, top: float, *, page: int = 0, left: float = 60, height: float = 30) -> Table:
    return Table([text], page, left, top - height, left + 200, top)


def test_a_caption_goes_to_the_table_on_its_side() -> None:
    below = [table("one", 700), table("two", 620)]
    captions = [table("Table 1: One", 660, height=10), table("Table 2: Two", 580, height=10), table("Figure 1: F", 500)]
    assert with_captions(captions, below) == (("Figure 1: F",), ("Table 1: One\none", "Table 2: Two\ntwo"))
    above = [table("one", 640), table("two", 560)]
    captions = [table("Table 1: One", 655, height=10), table("Table 2: Two", 575, height=10)]
    assert with_captions(captions, above) == ((), ("Table 1: One\none", "Table 2: Two\ntwo"))


def test_a_caption_far_from_any_table_stands_alone_and_groups_of_rows_are_one_table() -> None:
    tables = [table("a", 700), table("b", 660), table("c", 400), table("d", 390, left=320)]
    assert with_captions([table("Table 9: Far", 100)], tables) == (("Table 9: Far",), ("a\nb", "c", "d"))
    assert with_captions([], []) == ((), ())
