"""What of a paper can be found and what a result shows."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.model import Line, Section
from generator.search.documents import Document, columns, document, indexed, oldest_first, shown, words
from tests.samples import ABSTRACT, DAY, analysis, entry, papers, texts, with_paper


def test_the_page_title_and_facts_of_an_entry_are_its_documents() -> None:
    made = document(entry(tags=("deblurring",)), DAY, "papers/2604.00001.md", ["Deblurring"])
    assert (made.url, made.title, made.day, made.score) == ("papers/2604.00001/", "Paper 2604.00001", DAY, 80)
    assert (made.authors, made.interests, made.tags, made.categories) == (
        ("Ada Author", "Bo Author"),
        ("restoration",),
        ("deblurring",),
        ("cs.CV",),
    )
    assert (made.names, made.read, made.language) == (("Deblurring",), True, "en")


def test_a_title_with_tex_is_shown_as_text() -> None:
    assert document(with_paper(entry(), title=r"\textbf{A} caf\'e on $x^2$"), DAY, "papers/x.md").title == "A café on x²"


def test_what_was_quoted_from_the_abstract_is_not_indexed_twice() -> None:
    assert document(entry(), DAY, "papers/x.md").text == ABSTRACT
    assert document(entry(read=False), DAY, "papers/x.md").text == ABSTRACT


def test_an_analysis_that_was_written_stands_before_the_abstract() -> None:
    section = Section(id="m", title="方法", text="**先**估计核，见[那篇](paper:2601.00001)。")
    written = analysis(
        analyst="llm", language="zh", tldr="去模糊。", sections=(section,), findings=("涨 0.4 dB。",), limitations="只有一个数据集。"
    )
    made = document(entry(analysis=written), DAY, "papers/x.md")
    assert made.text == f"去模糊。 先估计核，见那篇。 涨 0.4 dB。 只有一个数据集。 {ABSTRACT}"
    assert made.language == "zh"


def test_without_an_abstract_the_line_is_found() -> None:
    bare = with_paper(entry(read=False, line=Line(text="Blur is hard.", language="en")), abstract=None)
    assert document(bare, DAY, "papers/x.md").text == "Blur is hard."


def test_the_page_of_an_old_paper_has_a_name_without_a_slash() -> None:
    assert document(with_paper(entry(), id="hep-th/9901001"), DAY, "papers/x.md").key == "hep-th-9901001"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Image of a Network", "image network"),
        ("图像修复", "图像 像修 修复"),
        ("用GAN做图像", "用 gan 做图 图像"),
        ("(and) “The” Super-Resolution,", "super-resolution,"),
        ("ＧＡＮ", "gan"),
        ("of the", ""),
    ],
)
def test_words_of_the_index(text: str, expected: str) -> None:
    assert words(text) == expected


@given(papers)
def test_any_paper_can_be_indexed_by_its_id_and_shown(paper: object) -> None:
    made = (
        document(with_paper(entry(read=False, line=None)), DAY, "papers/x.md")
        if paper is None
        else document(replace(entry(line=None), paper=paper), DAY, "papers/x.md")
    )  # type: ignore[arg-type]
    content = indexed(made, 3)["content"]
    assert isinstance(content, str)
    assert content.endswith(words(made.key))
    assert json.loads(shown(made))[0] == made.key


@given(st.lists(texts))
def test_the_order_of_documents_is_total(names: list[str]) -> None:
    made = [replace(_document(), key=name) for name in dict.fromkeys(names)]
    backwards = list(reversed(made))
    assert sorted(made, key=oldest_first) == sorted(backwards, key=oldest_first)


def test_on_a_day_the_better_paper_is_later_and_an_unscored_one_first() -> None:
    low, high, unscored = (replace(_document(), score=score, key=str(score)) for score in (0, 90, None))
    assert sorted([high, low, unscored], key=oldest_first) == [unscored, low, high]


def test_a_paper_without_a_page_leads_to_its_line_in_the_list_of_its_month() -> None:
    assert document(entry(), DAY, "archive/2026-04.md#2604.00001").url == "archive/2026-04/#2604.00001"


def test_columns_name_each_value_once() -> None:
    table = columns([replace(_document(), tags=("b", "a")), replace(_document(), tags=("a",), read=True, score=None)])
    assert table["tags"] == [["a", "b"], [[1, 0], [0]]]
    assert (table["score"], table["read"]) == ([50, None], [0, 1])


def _document() -> Document:
    return Document(key="1", url="papers/1/", title="T", text="x", language="en", day=DAY, score=50)


def test_a_topic_is_found_by_its_english_id_in_whatever_language_its_name_is() -> None:
    made = document(entry(tags=("image-restoration",)), DAY, "papers/2604.00001.md", ["图像复原"])
    assert indexed(made, 3)["meta"]["topics"] == "图像 像复 复原 image-restoration"  # type: ignore[index]
