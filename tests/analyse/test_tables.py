"""What heads a column and what names a row, in tables as they are read out of pages and PDFs."""

import pytest

from generator.analyse.numbers import looked_up
from generator.analyse.tables import Table, is_value, tables_in
from generator.model import Paper

RETRIEVAL = """The gap is large (e.g., 78.4% vs. 59.1% for top-20 accuracy on Natural Questions). We also test on SQuAD.

Table 2: Top-20 and Top-100 accuracy on test sets.
Training | Retriever | Top-20 | Top-100
Natural Questions (NQ) | SQuAD | Natural Questions (NQ) | SQuAD
None | BM25 | 59.1 | 68.8 | 73.7 | 80.0
Single | DPR | 78.4 | 63.2 | 85.4 | 77.2
BM25 + DPR | 76.6 | 71.5 | 83.8 | 81.3"""


def table(text: str) -> Table:
    (found,) = tables_in(text)
    return found


TWO = ["PSNR GoPro", "SSIM GoPro", "PSNR HIDE", "SSIM HIDE"]


def headers(text: str, row: int = -1) -> list[str]:
    found = table(text)
    row %= len(found.lines)
    return [found.header(row, place) for place in range(len(found.lines[row]))]


def test_a_table_is_found_with_its_caption_and_the_places_of_its_rows() -> None:
    text = "Some text.\n\nTable 1: PSNR.\nMethod | GoPro | HIDE\nOurs | 33.1 | 31.2\n\nMore text."
    found = table(text)
    assert (found.caption, found.heads, found.names) == (" Table 1: PSNR.", {0}, ("Method GoPro HIDE", "Ours"))
    assert text[found.starts[1] :].startswith("Ours | 33.1")
    assert found.lines[1][1:] == ((text.index(" 33.1"), "33.1"), (text.index(" 31.2"), "31.2"))


def test_bars_at_both_ends_part_no_cells() -> None:
    assert [[text for _, text in line] for line in table("| Method | GoPro |\n| Ours | 33.1 |").lines] == [
        ["Method", "GoPro"],
        ["Ours", "33.1"],
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Method | PSNR | SSIM\nOurs | 33.1 | 0.96", ["Method", "PSNR", "SSIM"]),
        ("Top-1 | Top-5\nOurs | 44.9 | 66.8", ["", "Top-1", "Top-5"]),
        (
            "GoPro | HIDE\nPSNR | SSIM | PSNR | SSIM\nOurs | 1.1 | 1.2 | 1.3 | 1.4",
            ["", *TWO],
        ),
        (
            "Method | GoPro | HIDE\nPSNR | SSIM | PSNR | SSIM\nOurs | 1.1 | 1.2 | 1.3 | 1.4",
            ["", *TWO],
        ),
        (
            "GoPro | HIDE\nMethod | PSNR | SSIM | PSNR | SSIM\nOurs | 1.1 | 1.2 | 1.3 | 1.4",
            ["Method", *TWO],
        ),
        (
            "Speed | Quality\nfps | ms | PSNR | SSIM\nOurs | 1.1 | 1.2 | 1.3 | 1.4",
            ["", "fps", "ms", "PSNR", "SSIM"],
        ),  # groups of unknown width
    ],
)
def test_a_column_has_all_that_stands_above_it(text: str, told: list[str]) -> None:
    assert headers(text) == told


def test_groups_are_counted_from_the_right_where_a_row_lacks_the_cell_of_several() -> None:
    nq, squad = "Natural Questions (NQ)", "SQuAD"
    text = RETRIEVAL.partition("test sets.\n")[2]
    assert headers(text, 3) == ["", "", f"{nq} Top-20", f"{squad} Top-20", f"{nq} Top-100", f"{squad} Top-100"]
    assert headers(text, 4) == ["", f"{nq} Top-20", f"{squad} Top-20", f"{nq} Top-100", f"{squad} Top-100"]


def test_a_row_stands_in_the_group_that_is_named_once() -> None:
    text = "Data | Method | AUROC\nCIFAR10 | OE | 84.4\nOurs | 85.9\nSVHN | OE | 77.1\nOurs | 83.2"
    assert table(text).names == ("Data Method AUROC", "CIFAR10 OE", "CIFAR10 Ours", "SVHN OE", "SVHN Ours")


@pytest.mark.parametrize(
    ("cell", "value"), [("33.1", True), ("95.4 ± 0.4", True), ("", True), ("-", True), ("26.1M", True), ("Ours", False)]
)
def test_a_cell_holds_a_number_or_words(cell: str, value: bool) -> None:
    assert is_value(cell) is value


@pytest.mark.parametrize(
    ("text", "stays"),
    [
        ("在 SQuAD 上 DPR 的 top-20 为 78.4。", False),
        ("在 SQuAD 上，DPR 的 top-20 为 78.4。", False),
        ("On SQuAD, DPR reaches 78.4 in top-20.", False),
        ("在 SQuAD 上 DPR 的 top-20 为 63.2。", True),
        ("在 NQ 上 DPR 的 top-20 为 78.4。", True),
        ("在 Natural Questions 上 DPR 的 top-20 为 78.4%，BM25 为 59.1%。", True),
        ("DPR reaches 85.4 in top-100 on NQ.", True),
        ("DPR reaches 85.4 in top-20 on NQ.", False),
        ("SQuAD 上 top-20 从 68.8 降到 63.2，低 5.6 个点。", True),
    ],
)
def test_a_number_is_held_against_both_levels_of_a_header(text: str, stays: bool) -> None:
    assert (looked_up(text, Paper(id="1", title="X"), RETRIEVAL)[0] == text) is stays
