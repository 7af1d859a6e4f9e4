"""What was written about a paper becomes an analysis, or a reason why not."""

from datetime import UTC, date, datetime

import pytest

from generator.importing import sheet
from generator.importing.reading import basis, counted, read, split
from generator.importing.sheet import Item
from generator.model import Paper

DAY = date(2026, 1, 26)


def item(written: str | None) -> Item:
    return Item(paper=Paper(id="2601.00009", title="Nine: A Net"), written=written)


def test_a_method_analysis_becomes_sections_of_ours(listed: str) -> None:
    analysis = read(sheet(listed, "b.md").items[0], DAY).analysis
    assert analysis is not None
    assert [section.id for section in analysis.sections] == [
        "abstract",
        "motivation",
        "method",
        "experiments",
        "practical-guide",
        "core-idea",
    ]
    assert analysis.sections[0].text == "视图很难。我们提出 Alpha。"
    assert analysis.limitations == "*   只测了一个城市。"
    assert analysis.tldr == "只编码一次，逐视图解码。"
    texts = {section.id: section.text for section in analysis.sections}
    assert texts["experiments"] == "*   **关键结果**：PSNR 提高 0.4 dB。\n\n*   **优势场景**：夜间。"
    assert texts["method"] == "**流程总结**：\n\n1. **编码**：\n    - **输入**： 图像。"
    assert "开源" in texts["practical-guide"]


def test_what_cannot_be_known_stays_unknown(listed: str) -> None:
    analysis = read(sheet(listed, "b.md").items[0], DAY).analysis
    assert analysis is not None
    assert (analysis.analyst, analysis.provider, analysis.model, analysis.prompt) == ("llm", None, None, None)
    assert analysis.at == datetime(2026, 1, 26, tzinfo=UTC)


def test_only_findings_that_state_a_result_stay_and_are_marked_as_quotations(listed: str) -> None:
    analysis = read(sheet(listed, "b.md").items[0], DAY).analysis
    assert analysis is not None
    assert analysis.findings == ("“It outperforms the best earlier method by 0.4 dB.”",)


def test_an_analysis_of_the_abstract_alone_gets_the_same_sections_and_says_so(listed: str) -> None:
    reading = read(sheet(listed, "b.md").items[1], DAY)
    assert reading.analysis is not None
    assert [section.id for section in reading.analysis.sections] == ["method", "core-idea"]
    assert reading.analysis.sections[0].text == "规划器只看最近一秒的深度图。"
    assert reading.analysis.tldr == "该论文提出了一种少摔倒的规划器，不需要房间的地图。"
    assert reading.analysis.basis == "abstract"
    assert reading.faults["abstract repeated"] == 1


def test_the_four_part_reading_keeps_its_sections(scored: str) -> None:
    analysis = read(sheet(scored, "a.md").items[1], DAY).analysis
    assert analysis is not None
    assert [(section.id, section.title) for section in analysis.sections] == [
        ("innovation", "核心创新点"),
        ("technique", "技术细节"),
        ("takeaway", "对我的启发"),
    ]
    assert analysis.sections[0].text == "它用固定大小的 MLP 代替变长表示，复杂度与视图数量呈线性关系。"
    assert analysis.limitations == "1.  **开销：** 1k 张图像要 54 秒。"


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        (None, "it is empty"),
        ("深度分析失败: 429 You exceeded your current quota", "it is an error message"),
        ("好的。请提供论文的文本内容。", "it asks for the paper's text"),
        ("**核心创新点**\n\n这些都好。", "nothing in it states what the paper does"),
    ],
)
def test_what_is_no_analysis_is_not_imported(written: str | None, reason: str) -> None:
    reading = read(item(written), DAY)
    assert (reading.analysis, reading.refused) == (None, reason)


def test_text_before_the_first_heading_and_sections_told_twice_are_kept() -> None:
    parts = split("开头。\n\n**摘要：**\n续。\n\n**2. 主要创新：**\n甲。\n**关键创新：**\n乙。")
    assert parts["overview"].split() == ["开头。", "续。"]
    assert parts["method"].split() == ["甲。", "乙。"]


def test_limitations_with_their_text_in_the_same_line_are_found() -> None:
    assert split("### 5. 实验分析\n- **局限性**：没有消融。\n- **优势**：快。")["limitations"] == "没有消融。"
    own = split("### 5. 实验分析\n- **局限性**：没有消融。\n\n### 6. 局限性\n只有一个城市。")
    assert own["limitations"] == "只有一个城市。"
    assert "没有消融" in own["experiments"]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("### 3. 方法设计详解\n它冻结编码器。", "full text"),
        ("消融见 Table 3。", "full text"),
        ("**4. 论文中提到的局限性：**\n只测了一个城市。", "full text"),
        ("它冻结编码器。", "abstract"),
        ("从摘要中可以推断出，图 3 未给出。", "abstract"),
        ("### 摘要解析\n它冻结编码器。", "abstract"),
    ],
)
def test_the_basis_is_what_the_text_shows_of_it(written: str, expected: str) -> None:
    assert basis(written) == expected


def test_what_was_mended_is_counted(listed: str) -> None:
    total = counted([read(each, DAY) for each in sheet(listed, "b.md").items])
    assert total["preamble"] == 2
    assert total["dangling references"] == total["dangling citations"] == 1
