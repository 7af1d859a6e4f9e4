"""A paper's PDF: its text in reading order, whole words, without furniture and references; and no PDF costs more than itself."""

import io
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from generator.errors import ParseError
from generator.fetch.pdf import MEMORY, UnreadablePdf, parse_pdf, process
from generator.model import FullText
from tests.fetch import pdfs


@pytest.fixture(scope="module")
def paper() -> FullText:
    return parse_pdf(pdfs.paper())


def section(text: FullText, title: str) -> str:
    return next(part.text for part in text.sections if part.title == title)


def test_sections_are_those_of_the_paper_from_the_abstract_on(paper: FullText) -> None:
    titles = ["Abstract", "1 Introduction", "2 Method", "3 Experiments", "4 Conclusion", "Appendix: A Proofs"]
    assert [part.title for part in paper.sections] == titles
    assert {part.level for part in paper.sections} == {1}
    assert (paper.source, paper.pages) == ("pdf", 3)


def test_two_columns_are_read_one_after_the_other(paper: FullText) -> None:
    introduction = section(paper, "1 Introduction")
    places = [introduction.index(word) for word in ("Blur is", "left0 ", "left109", "right0 ", "right159", "next0", "next59")]
    assert places == sorted(places)


def test_words_parted_at_a_lines_end_are_whole_again(paper: FullText) -> None:
    assert "a multilayered thought" in section(paper, "1 Introduction")
    assert section(paper, "2 Method") == "We propose a network. See Section 3 for more. It is end-to-end trained on difficult pairs."


def test_heads_page_numbers_author_block_and_references_are_cut(paper: FullText) -> None:
    everything = repr(paper)
    for cut in ("A. Uno", "Ana Uno", "with care", "University", "[1]", "Quattro", "thank", "cook", "References"):
        assert cut not in everything
    assert section(paper, "Appendix: A Proofs").startswith("The proof is short. proof0 ")


def test_a_footnote_stands_after_its_paragraph_without_its_number(paper: FullText) -> None:
    assert "\n\nSupported by a grant that has a number and a name of its own." in section(paper, "1 Introduction")


def test_captions_and_tables_stand_apart(paper: FullText) -> None:
    assert paper.captions == ("Figure 1: The network. It has two parts and is trained at once.",)
    rows = "Method | PSNR | SSIM\nSRN | 30.26 | 0.934\nOurs | 33.69 | 0.961"
    assert paper.tables == (f"Table 1: PSNR in dB on GoPro, the higher the better.\n{rows}",)


def test_code_links_are_found(paper: FullText) -> None:
    assert paper.links == ("https://github.com/lab/deblur",)


def test_only_the_first_pages_are_read_but_all_are_counted() -> None:
    text = parse_pdf(pdfs.paper(), 1)
    assert [part.title for part in text.sections] == ["Abstract", "1 Introduction"]
    assert text.pages == 3


def test_what_is_no_pdf_may_be_one_later() -> None:
    with pytest.raises(ParseError, match="another kind of body came instead of a PDF") as caught:
        parse_pdf(b"<html>The PDF is being made</html>")
    assert not isinstance(caught.value, UnreadablePdf)


def test_half_a_pdf_may_be_whole_later() -> None:
    body = pdfs.paper()
    with pytest.raises(ParseError, match="a PDF that is cut off came") as caught:
        parse_pdf(body[: len(body) * 3 // 4])
    assert not isinstance(caught.value, UnreadablePdf)


END = b"\n%%EOF\n"


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (b"%PDF-1.5\n" + bytes(range(256)) * 20 + END, "the PDF cannot be opened (broken or locked)"),
        (b"%PDF-1.5\n1 0 obj\n" + b"[" * 200_000 + END, "the PDF cannot be opened (broken or locked)"),
        (pdfs.document([[]]), "the PDF holds hardly any text (scanned pages?)"),
        (pdfs.document([[(60, 700, 10, "F", "One line.")]]), "the PDF holds hardly any text (scanned pages?)"),
    ],
)
def test_a_pdf_that_holds_no_text_says_so(body: bytes, what: str) -> None:
    with pytest.raises(UnreadablePdf) as caught:
        parse_pdf(body)
    assert caught.value.what == what


def test_a_pdf_that_hangs_costs_its_seconds() -> None:
    start = time.monotonic()
    with pytest.raises(UnreadablePdf, match=r"the PDF was not read within 1\.5 s"):
        parse_pdf(pdfs.hanging(), seconds=1.5)
    assert time.monotonic() - start < 5


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of memory there")
def test_a_bomb_breaks_its_own_process_alone() -> None:
    body = pdfs.bomb(600)
    assert len(body) < 20_000
    with pytest.raises(UnreadablePdf, match="the PDF broke its reader") as caught:
        parse_pdf(body, seconds=20, memory=400_000_000)
    assert len(caught.value.what) < 200


def test_a_process_that_cannot_start_is_told_by_its_last_words() -> None:
    with pytest.raises(UnreadablePdf, match=r"the PDF broke its reader \(.*\)"):
        parse_pdf(pdfs.paper(), memory=1)


def test_too_many_bytes_are_refused_before_any_is_read() -> None:
    with pytest.raises(UnreadablePdf, match="the PDF has 2 MB, more than 1"):
        parse_pdf(b"%PDF-1.5" + b" " * 2_000_000, most_bytes=1_000_000)


def test_the_process_knows_nothing_of_our_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key in the environment of a run must not be within reach of what reads a stranger's file."""
    seen: list[object] = []
    real = subprocess.run

    def run(*words: object, **options: object) -> object:
        seen.append(options["env"])
        return real(*words, **options)  # type: ignore[call-overload]

    monkeypatch.setenv("GEMINI_API_KEY", "secret")
    monkeypatch.setattr(subprocess, "run", run)
    parse_pdf(pdfs.paper())
    assert "secret" not in repr(seen)


def lines(body: bytes) -> list[list[Any]]:
    """What the process writes of a first page."""
    out = io.BytesIO()
    process.main(60, io.BytesIO(body), out)
    return [list(line) for line in json.loads(out.getvalue())["read"][0]["lines"]]


def test_the_process_writes_lines_with_places_sizes_and_gaps() -> None:
    placed = [(60.0, 700.0, 10.0, "B", "Bold line"), (60.0, 688.0, 10.0, "F", "a plain cell"), (200.0, 688.0, 10.0, "F", "other")]
    read = lines(pdfs.document([placed]))
    assert [(line[0], line[5], line[6]) for line in read] == [("Bold line", 10, True), ("a plain cell | other", 10, False)]
    assert read[0][1] == pytest.approx(60, abs=2)


def test_the_process_tells_a_parted_word_from_a_hyphen() -> None:
    read = lines(pdfs.document([[(60, 700, 10, "F", "a well-made exam-"), (60, 688, 10, "F", "ple of it")]]))
    assert [line[0] for line in read] == ["a well-made exam\ufffe", "ple of it"]


def test_letters_beyond_the_first_plane_are_whole_and_turned_lines_left_out() -> None:
    (line,) = lines(pdfs.in_script_letters("axb"))
    assert line[0] == "𝑎𝑥𝑏"


def test_a_page_that_is_not_there_is_an_empty_one() -> None:
    assert lines(pdfs.without_its_page()) == []


def test_the_process_says_by_its_status_that_it_cannot_open() -> None:
    with pytest.raises(SystemExit) as left:
        lines(b"%PDF-")
    assert left.value.code == process.CANNOT_OPEN


def test_limits_are_set_where_the_system_has_them() -> None:
    process.limit(-1, -1)  # unlimited: this is the tests' own process
    words = [sys.executable, "-P", process.__file__, "1", str(MEMORY), "5"]
    done = subprocess.run(words, input=pdfs.paper(), capture_output=True, timeout=60, check=False)
    assert json.loads(done.stdout)["pages"] == 3


@pytest.mark.skipif(not Path("/bin/false").exists(), reason="no /bin/false here")
def test_a_process_that_says_nothing_is_told_by_its_status(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(UnreadablePdf, match=r"the PDF broke its reader \(status 1\)"):
        parse_pdf(pdfs.paper())


PDFS = [
    ("1512.03905v1_hep-ph", 6, "INTRODUCTION", ["compositeness of unstable hadrons"]),
    ("2004.04906v3_dpr", 20, "3.1 Overview", ["processing 995.0 questions per second"]),
    ("2203.00274v2_tableformer", 18, "5.7 Limitations of TABLEFORMER", ["robust to row and column order perturbations"]),
    ("2312.08939_eat-longtail-ood", 16, "Related Work", ["tackle the challenging and under-explored problem"]),
    ("2501.17811_janus-pro", 12, "2.2. Optimized Training Strategy", ["66.67% of the text-to-image training steps"]),
    ("stereo-matching-ieee", 9, "IV. RESULTS", ["nearly always designed to find matches"]),
    ("hep-th9108004v1_1991", 10, "2.2. The Ground Ring", ["volume preserving diffeomorphisms of a three dimensional cone"]),
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "sections", "title", "passages"), PDFS)
def test_recorded_papers_are_read(corpus: Path, name: str, sections: int, title: str, passages: list[str]) -> None:
    text = parse_pdf((corpus / "fulltext" / "pdf" / f"{name}.pdf").read_bytes())
    assert len(text.sections) >= sections
    assert title in [part.title for part in text.sections]
    assert text.sections[0].title.lower() == "abstract"
    everything = " ".join(part.text for part in text.sections)
    assert all(passage in everything for passage in passages)
    assert "\ufffe" not in everything
    assert "In Proceedings" not in everything
