"""Every number of a reply is looked up: true ones stay, invented ones go with their sentence."""

import pytest

from generator.analyse.amounts import amounts, chinese_amounts, readable, spelled
from generator.analyse.numbers import looked_up, numbers_in
from generator.model import Paper
from tests.analyse.corpora import CASES


def test_of_two_hundred_true_numbers_at_least_98_percent_survive() -> None:
    told = [(case, sentence) for case in CASES for sentence in case.true]
    assert len(told) == 200
    lost = [sentence for case, sentence in told if looked_up(sentence, case.paper, case.source)[0] != sentence]
    assert len(lost) <= 4, lost


def test_of_a_hundred_altered_numbers_at_least_95_percent_are_removed() -> None:
    told = [(case, sentence) for case in CASES for sentence in case.altered]
    assert len(told) == 100
    kept = [sentence for case, sentence in told if looked_up(sentence, case.paper, case.source)[0] == sentence]
    assert len(kept) <= 5, kept


def test_a_number_is_recorded_with_its_evidence_or_removed_with_its_sentence() -> None:
    source = "We reach 33.1 dB on GoPro with 12 blocks."
    left, numbers = looked_up("Good. It reaches 33.1 dB on GoPro. It reaches 40.7 dB on HIDE.", None, source)
    assert left == "Good. It reaches 33.1 dB on GoPro."
    assert [(each.text, each.verdict) for each in numbers] == [("33.1 dB", "found"), ("40.7 dB", "removed")]
    assert numbers[0].evidence == source
    assert all(
        len(each.evidence or "") <= 80 for case in CASES for text in case.true for each in looked_up(text, case.paper, case.source)[1]
    )


@pytest.mark.parametrize(
    "text",
    [
        "ResNet-50, GPT-4.1, Qwen2.5-72B, ViT-B/16, F1, Recall@50 and mAP50 are names.",
        "3D 重建，2D 检测，4D 基元。",
        "见 2602.23361 与 arXiv:2501.17811v2。",
        "1. 先检测。\n2. 再跟踪。",
        "三个步骤，两点建议，一名外科医生。",
        "2025 年 3 月发布，in 2019 and since 2023.",
        "第 3 节，第 1 阶段，the 2nd stage.",
        "$x_2 + y^3$, $\\mathbb{R}^{512}$ and `f(1)`.",
        "Llama 3, Stable Diffusion 3, RTX 4090, Step 2.",
    ],
)
def test_what_is_no_claim_is_not_looked_up(text: str) -> None:
    assert numbers_in(text) == []


@pytest.mark.parametrize(
    ("text", "value", "measure"),
    [
        ("31.2 dB", 31.2, "dB"),
        ("6,066 questions", 6066, None),
        ("90M", 9e7, None),
        ("1.2 万小时", 12000, "time"),
        ("4 亿", 4e8, None),
        ("2.3x", 2.3, "ratio"),
        ("$410k", 410_000, "dollar"),
        ("3e-3", 0.003, None),
        ("8-bit", 8, None),
        ("百分之五十四", 54, "share"),
        ("降到三成", 30, "share"),
        ("十二万", 120_000, None),
    ],
)
def test_a_number_is_read_with_its_unit(text: str, value: float, measure: str | None) -> None:
    plain = readable(text)
    (found,) = [*amounts(plain), *chinese_amounts(plain)]
    assert (found.value, found.measure) == (pytest.approx(value), measure)


def test_numbers_in_words_are_found_in_a_source() -> None:
    assert {24, 2, 50} <= {each.value for each in spelled("Twenty-four readers, twice, half of them")}
    assert looked_up("共 24 名读者。", None, "Twenty-four readers took part.")[0]


SOURCE = """Table 1: Results on GoPro and HIDE
Method | GoPro PSNR | HIDE PSNR | Params (M) | Time (s)
Restormer | 33.38 | 31.72 | 26.1 | 0.90
NAFNet | 33.69 | 31.32 | 67.9 | 0.30

On CIFAR-10 accuracy rises from 91.2% to 93.4%. It succeeds in 18 of 20 trials."""


@pytest.mark.parametrize(
    ("text", "stays"),
    [
        ("NAFNet 在 GoPro 上为 33.69 dB。", True),
        ("NAFNet 在 HIDE 上为 33.69 dB。", False),
        ("NAFNet 在 GoPro 上为 33.38 dB。", False),
        ("NAFNet 在 DIV2K 上为 33.69 dB。", False),
        ("NAFNet 在 GoPro 上为 33.69%。", False),
        ("NAFNet 在 GoPro 上比 Restormer 高 0.31 dB。", True),
        ("NAFNet 在 GoPro 上比 Restormer 高 0.51 dB。", False),
        ("NAFNet 比 Restormer 快 3 倍。", True),
        ("NAFNet has 67.9M parameters.", True),
        ("NAFNet has 6790 万参数。", True),
        ("NAFNet takes 300 ms.", True),
        ("NAFNet takes 300 s.", False),
        ("NAFNet 约 34 dB（GoPro）。", True),
        ("NAFNet 34 dB（GoPro）。", False),
        ("CIFAR-10 上准确率高 2.2 个百分点。", True),
        ("成功率 90%。", True),
        ("20 次成功 18 次。", True),
        ("20 次成功 17 次。", False),
    ],
)
def test_a_number_needs_its_unit_its_row_and_its_column(text: str, stays: bool) -> None:
    assert (looked_up(text, Paper(id="1", title="X"), SOURCE)[0] == text) is stays


def test_a_zero_in_the_source_is_the_base_of_no_share() -> None:
    source = "On GoPro the share of failures falls from 5% to 0% in our runs."
    assert looked_up("On GoPro failures fall by 100%.", None, source)[0]
    assert not looked_up("On GoPro failures fall by 37%.", None, source)[0]


@pytest.mark.parametrize("text", ["Short summaries exist for 50%.", "Loss is 5.7%."])
def test_the_number_of_a_citation_or_a_heading_is_no_measure(text: str) -> None:
    source = "## 5.7 Limitations\n\nShort summaries exist, selected as in [11, 50] and [50].\n\nLoss is small."
    assert not looked_up(text, None, source)[0]


@pytest.mark.parametrize("long", ["a" * 3000, "a-" * 1500, "a1~" * 1000])
def test_a_long_word_is_read_in_one_pass(long: str) -> None:
    # With a name sought in every way to part it, forty letters took hours.
    assert readable(f"{long} gains 3%").endswith(" gains 3%")
