"""Each defect of the systems that this one replaces is reported, and a sound archive has none."""

from dataclasses import replace
from datetime import date

import pytest

from generator.check import check
from generator.model import CheckedNumber, Digest, Section
from tests.samples import ABSTRACT, analysis, digest, entry, paper, relevance

PROMPT = "0" * 12
LOOKED_UP = tuple(CheckedNumber(text=text, verdict="found", evidence=text) for text in ("33.1 dB", "0.4 dB"))


def said(one: Digest, *others: Digest) -> list[str]:
    return [defect.what for defect in check([one, *others], {})]


def saying(text: str) -> Digest:
    return digest(
        entries=(
            entry(analysis=analysis(analyst="llm", prompt=PROMPT, numbers=LOOKED_UP, sections=(Section(id="a", title="A", text=text),))),
        )
    )


def test_a_sound_archive_has_no_defect() -> None:
    assert check([digest(), digest(day=date(2026, 4, 19), entries=())], {"index.md": "# Home\n"}) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("深度分析失败: 429 You exceeded your current quota, please check", "error message"),
        ("503 Service Unavailable", "error message"),
        ("请您提供论文的全文", "published although it asks for"),
        ("好的，我将以专家的视角分析", "preamble"),
        ("作为计算机视觉专家，我认为瓶颈在解码器。", "preamble"),
        (" ", "empty"),
        (f"Abstract: {ABSTRACT}", "abstract repeated"),
    ],
)
def test_a_faulty_analysis_is_reported(text: str, fault: str) -> None:
    what, *_ = said(saying(text))
    assert what.startswith("2604.00001: ")
    assert fault in what


def test_a_faulty_summary_is_reported() -> None:
    one = digest()
    assert one.summary
    broken = replace(one, summary=replace(one.summary, analyst="llm", text="Sure, here it is: quota exceeded [x](paper:2604.99999)"))
    assert said(broken) == [
        "summary: preamble",
        "summary: does not name 2604.00001",
        "summary: links 2604.99999, which is not listed",
    ]
    assert said(replace(one, summary=None)) == ["summary: missing"]


def test_a_number_that_was_not_looked_up_is_reported_of_what_a_model_wrote() -> None:
    assert said(saying("It reaches 34.5 dB on HIDE.")) == ["2604.00001: numbers that were not looked up: 34.5 dB"]
    removed = analysis(
        analyst="llm", prompt=PROMPT, numbers=(*LOOKED_UP, CheckedNumber(text="3.5 dB", verdict="removed")), findings=("It gains 3.5 dB.",)
    )
    assert said(digest(entries=(entry(analysis=removed),))) == ["2604.00001: numbers that were not looked up: 3.5 dB"]
    assert said(digest(entries=(entry(analysis=analysis(analyst="llm", findings=("It gains 3.5 dB.",))),))) == []


def test_a_quotation_that_is_none_is_reported() -> None:
    assert "quotes a sentence" in said(digest(entries=(entry(analysis=analysis(tldr="It reaches 99 dB.")),)))[0]


def test_a_score_without_a_reason_is_reported() -> None:
    assert said(digest(entries=(entry(relevance=relevance(80, reason=None)),))) == ["2604.00001: a score without a reason"]


def test_wrong_counts_are_reported() -> None:
    one = digest()
    assert "considered, listed, read are (1, 1, 1)" in said(replace(one, funnel=replace(one.funnel, read=9)))[0]
    assert said(replace(one, kind="no-match")) == ["kind: no-match, but 1 papers are listed"]


def test_a_paper_listed_or_read_twice_is_reported() -> None:
    assert "2604.00001: listed twice" in said(digest(entries=(entry(), entry())))
    assert said(digest(day=date(2026, 4, 17)), digest()) == ["2604.00001: read again, after 2026-04-17"]


def test_code_without_a_link_is_reported() -> None:
    one = entry(paper=paper(comment="Code: github.com/a/b"))
    assert said(digest(entries=(one,))) == ["2604.00001: names its code, but has no link to it"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("## Title {#2601.16982v1}", "anchor with a version"),
        ("<a id='2601.16982v1'></a>", "anchor with a version"),
        (r"we introduce \textbf{AnyView}", "raw LaTeX"),
        ("time: 20260126\n\n# Page", "stray first line"),
        ("<img src=x onerror='x'>", "could run"),
        ("[x](javascript:alert(1))", "could run"),
        ("text\n{: onclick=alert(1) }", "could run"),
        ("```python\nx = 1\n", "fence that is not closed"),
        ("- a\n    - b\n        - c\n", "nested three deep"),
        ("好的，我将以专家的视角分析", "preamble"),
    ],
)
def test_a_faulty_page_is_reported(text: str, fault: str) -> None:
    (defect,) = check([], {"daily/x.md": text})
    assert defect.where == "daily/x.md"
    assert fault in defect.what


def test_a_title_may_speak_of_scripts() -> None:
    assert check([], {"a.md": "# Detecting onclick= and javascript: &lt;script&gt; in pages"}) == []


def test_data_is_no_page() -> None:
    title = '{"1": [["2", "T <script>alert(1)</script> [x](javascript:alert(1))"]]}'
    assert check([], {"newer/2026-04-20.json": title}) == []
    assert [defect.where for defect in check([], {"index.md": title})] == ["index.md"]
