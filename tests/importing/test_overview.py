"""The day's summary of an imported page."""

from dataclasses import replace
from datetime import date

from generator.importing import digests
from generator.importing.overview import linked, summarise
from generator.model import Entry
from tests.samples import entry, with_paper

DAY = date(2026, 1, 26)


def named(id_: str, title: str, *, read: bool = True) -> Entry:
    return with_paper(entry(id_, read=read), title=title)


ENTRIES = (
    named("2601.00001", "Alpha: Fast Views"),
    named("2601.00002", "Beta [v] Net"),
    named("2601.00003", "Gamma: On Evaluating", read=False),
)


def test_names_in_quotation_marks_or_bold_become_links() -> None:
    assert linked('"Alpha: Fast Views" 更快。', ENTRIES) == "[Alpha: Fast Views](paper:2601.00001) 更快。"
    assert linked("**Alpha (1):** 更快。", ENTRIES) == "**[Alpha: Fast Views](paper:2601.00001)**： 更快。"
    assert linked('1.  **"beta v net"**', ENTRIES) == "1.  **[Beta \\[v\\] Net](paper:2601.00002)**"
    assert linked("“Gamma” (3) 只评测。", ENTRIES) == "[Gamma: On Evaluating](paper:2601.00003) 只评测。"


def test_the_only_title_that_begins_so_is_meant() -> None:
    entries = (named("2601.00005", "Fast-Slow Efficient Training for Models via Pruning"), named("2601.00006", "Fast Views"))
    assert linked("**2. Fast-Slow Efficient Training for Models:** 快。", entries).startswith(
        "**[Fast-Slow Efficient Training for Models via"
    )
    twins = (named("2601.00005", "Fast-Slow Efficient Training A"), named("2601.00006", "Fast-Slow Efficient Training B"))
    assert linked("**Fast-Slow Efficient Training**", twins) == "**Fast-Slow Efficient Training**"


def test_other_bold_text_and_quotations_stay() -> None:
    text = "**主要趋势：** 关注“效率”与**三维**。"
    assert linked(text, ENTRIES) == text


def test_the_summary_speaks_of_no_other_day_and_to_nobody(listed: str) -> None:
    summary = digests(listed, "b.md")[0].summary
    assert summary is not None
    assert "2026" not in summary.text.replace("paper:2601", "")
    assert "您" not in summary.text
    assert summary.text.startswith("本期关注效率。[Alpha: Fast Views](paper:2601.00001) 更快")
    assert summary.analyst == "llm"


def test_the_day_itself_may_be_named() -> None:
    summary = summarise(DAY, ENTRIES, '2026-01-26 有两篇："Alpha" 与 "Beta [v] Net"。')
    assert summary is not None
    assert summary.text.startswith("2026-01-26 有两篇：[Alpha")


def test_papers_that_were_read_and_not_named_follow_in_a_last_line() -> None:
    summary = summarise(DAY, ENTRIES, '本期关注效率，"Alpha" 更快。')
    assert summary is not None
    assert summary.text.endswith("\n\n另读：[Beta \\[v\\] Net](paper:2601.00002)。")


def test_a_summary_that_names_no_paper_or_is_none_is_replaced_by_a_list() -> None:
    for written in (None, "本期关注效率。", "生成失败: 429"):
        summary = summarise(DAY, ENTRIES, written)
        assert summary is not None
        assert summary.analyst == "extractive"
        assert summary.text == (
            "读了 2 篇：[Alpha: Fast Views](paper:2601.00001)、[Beta \\[v\\] Net](paper:2601.00002)。\n\n"
            "只列出 1 篇：[Gamma: On Evaluating](paper:2601.00003)。"
        )


def test_a_day_of_which_nothing_was_read_lists_its_papers() -> None:
    summary = summarise(DAY, (replace(ENTRIES[0], analysis=None),), None)
    assert summary is not None
    assert summary.text == "只列出 1 篇：[Alpha: Fast Views](paper:2601.00001)。"


def test_a_day_without_papers_has_no_summary() -> None:
    assert summarise(DAY, (), "本期没有论文。") is None
