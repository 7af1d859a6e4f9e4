"""The format "CV 论文日报"."""

from datetime import date

import pytest

from generator.errors import RecordError
from generator.importing import huggingface_daily, sheet


def test_a_page_gives_its_papers_with_their_scores(scored: str) -> None:
    page = huggingface_daily.parse(scored, "a.md")
    assert (page.day, page.featured, page.summary) == (date(2026, 2, 28), 15, None)
    assert [(item.paper.id, item.paper.title, item.score) for item in page.items] == [
        ("2602.00001", "One: A Faster Net", 68),
        ("2602.00002", "Two: A Slower Net", 60),
    ]


def test_what_the_page_does_not_say_stays_unknown(scored: str) -> None:
    paper = huggingface_daily.parse(scored, "a.md").items[0].paper
    assert (paper.version, paper.authors, paper.abstract, paper.submitted, paper.announced) == (None, (), None, None, None)
    assert (paper.huggingface_date, paper.sources) == (date(2026, 2, 28), ("huggingface",))


def test_an_empty_day_has_no_papers() -> None:
    page = sheet("# 🚀 CV 论文日报 | 2026-02-21\n> 今日动态：扫描 15 篇 (HF Top 15)，精选 0 篇深度解读。\n", "a.md")
    assert (page.featured, page.items) == (15, ())


def test_a_paper_without_score_or_text_is_kept() -> None:
    page = sheet("# CV 论文日报 | 2026-02-21\n### <a id='item-0'></a>1. One\nhttps://arxiv.org/abs/hep-th/9901001v3\n", "a.md")
    assert page.featured is None
    assert (page.items[0].paper.id, page.items[0].paper.version, page.items[0].score, page.items[0].written) == (
        "hep-th/9901001",
        3,
        None,
        None,
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("# CV 论文日报 | today\n", "a.md: its title names no day"),
        ("# CV 论文日报 | 2026-02-30\n", "a.md: its title names no day"),
        ("# CV 论文日报 | 2026-02-21\n### <a id='item-0'></a>1. One\n", "a.md: no link to arXiv for the paper 'One'"),
    ],
)
def test_a_broken_page_is_an_error_that_names_it(text: str, message: str) -> None:
    with pytest.raises(RecordError, match=message):
        sheet(text, "a.md")
