"""The quality gate: what it refuses, what it mends, and that good text comes back as it was."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.analyse.quality import MENDS, mend, mend_sections, refuse
from generator.model import Paper, Section

PAPER = Paper(
    id="2601.00001",
    title="DeblurNet: Blind Deblurring with Diffusion",
    authors=("Ada Author",),
    abstract=(
        "Blur is hard and earlier methods need the kernel. We propose DeblurNet, a diffusion model that needs none of it. "
        "It reaches 33.1 dB on GoPro, 0.4 dB above the best earlier method."
    ),
)
LINKED = Paper(id=PAPER.id, title=PAPER.title, code_url="https://github.com/a/deblurnet")

ERROR = """深度分析失败: 429 You exceeded your current quota, please check your plan and billing details.
* Quota exceeded for metric: generate_content_free_tier_requests, limit: 5
Please retry in 59.826583749s. [links { description: "Learn more" } , retry_delay { seconds: 59 } ]"""


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (ERROR, "it is an error message"),
        ('{"error": {"code": 503, "message": "The model is overloaded.", "status": "UNAVAILABLE"}}', "it is an error message"),
        ('[{"error": {"code": 429, "status": "RESOURCE_EXHAUSTED"}}]', "it is an error message"),
        ("Error code: 402 - Insufficient Balance", "it is an error message"),
        ("503 Service Unavailable", "it is an error message"),
        ("<!DOCTYPE html><title>Bad gateway</title>", "it is an error message"),
        ("Summary generation failed", "it is an error message"),
        ('{"tldr": "Fast.", "sections": []}', "it is JSON and no prose"),
        (
            "好的，我将扮演一名AI领域高水平研究生的角色。请提供论文的文本内容，我将为您生成一份详尽的分析报告。",
            "it asks for the paper's text",
        ),
        ("Please provide the full text of the paper, and I will analyze it.", "it asks for the paper's text"),
        ("Once you share the PDF I can begin.", "it asks for the paper's text"),
        ("抱歉，我无法访问该论文的全文。", "it is a refusal"),
        ("作为一个AI语言模型，我不能评价这篇论文。", "it is a refusal"),
        ("I'm sorry, but I cannot assist with that.", "it is a refusal"),
        ("I don’t have access to the paper.", "it is a refusal"),
        ("", "it is empty"),
        (" \n---\n", "it is empty"),
        ("N/A", "it is empty"),
        ("暂无。", "it is empty"),
        ("先冻结编码器，再训练解码器。\n\n损失由两项组成，第一项是重建误差，第二", "it is cut off"),
        ("训练分两步：", "it is cut off"),
        ("The encoder is frozen and the", "it is cut off"),
        ("It runs so:\n\n```python\nprint(1)", "it is cut off"),
        ("The loss is $$L = a + b", "it is cut off"),
        ("The loss is $L = \\lambda x", "it is cut off"),
        ("它有三步。\n- 编码为潜变量。\n- 去噪十步。\n- 把潜变量解码成图像再", "it is cut off"),
        ("It has three parts.\n\n## Limitations of the work", "it is cut off"),
        (
            "The method freezes the encoder and trains only the decoder on pairs of images from two cities.",
            "it is written in another language",
        ),
        (
            "この手法はエンコーダを固定し、デコーダのみを学習する。データは二つの都市から集めた画像である。",
            "it is written in another language",
        ),
    ],
)
def test_what_is_no_analysis_is_refused_by_name(text: str, reason: str) -> None:
    assert refuse(text, "zh") == reason


@pytest.mark.parametrize(
    "text",
    [
        "该方法冻结编码器，只在两个城市的成对图像上训练解码器，PSNR 提高 0.4 dB。",
        "Метод замораживает кодировщик и обучает только декодер на парах изображений из двух городов.",
        "Das Verfahren friert den Kodierer ein und trainiert nur den Dekodierer mit Bildpaaren aus zwei Städten, wobei der Fehler sinkt "
        "und die Laufzeit gleich bleibt; verglichen wird mit drei älteren Verfahren, deren Ergebnisse aus den jeweiligen Arbeiten stammen, "
        "ohne dass sie neu trainiert wurden.",
    ],
)
def test_another_language_than_english_is_refused(text: str) -> None:
    assert refuse(text, "en") == "it is written in another language"


def test_quotations_mathematics_code_and_names_do_not_make_another_language() -> None:
    text = (
        "作者称其为“a strong and simple baseline for the restoration of night images”，用 `torch.compile(model)` 加速，"
        "损失为 $\\mathrm{loss} = a + b$，数据取自 GoPro、HIDE 和 RealBlur-J，对照 Restormer、NAFNet、Uformer。"
    )
    assert refuse(text, "zh") is None
    assert refuse('The authors call it "去模糊的强基线方法" and mean that no kernel is needed for any of the images.', "en") is None


def test_a_language_that_the_gate_does_not_know_is_not_judged() -> None:
    assert refuse("Das Verfahren friert den Kodierer ein.", "de") is None
    assert refuse("Das Verfahren friert den Kodierer ein.") is None


MENDED = [
    # (rule, reply, what is left); the Chinese lines are the older feeds' own, shortened
    (
        "preamble",
        "好的，我将以AI领域高水平研究生的视角，深入分析这篇论文的方法部分，重点关注其创新点。\n\n它冻结编码器。",
        "它冻结编码器。",
    ),
    (
        "preamble",
        "好的，作为一名计算机视觉和机器学习领域的专家，我将根据您提供的论文摘要进行深入分析。\n\n它冻结编码器。",
        "它冻结编码器。",
    ),
    (
        "preamble",
        "好的，作为计算机视觉专家，我将对这篇论文摘要进行深度解析，并聚焦于您提出的核心关注点。\n\n它冻结编码器。",
        "它冻结编码器。",
    ),
    ("preamble", "作为计算机视觉专家，我对这篇关于VGG-T^3论文的深度解析如下：\n\n它冻结编码器。", "它冻结编码器。"),
    ("preamble", "好的，这是对论文“What Is The Best? From A to B”的全面中文摘要：\n\n它冻结编码器。", "它冻结编码器。"),
    ("preamble", "好的，DeblurNet 冻结编码器。", "DeblurNet 冻结编码器。"),
    ("preamble", "作为计算机视觉专家，我认为瓶颈在解码器。", "瓶颈在解码器。"),
    ("preamble", "Sure, here is a detailed analysis of the paper:\n\nIt freezes the encoder.", "It freezes the encoder."),
    ("preamble", "Certainly! Below is the summary you asked for.\n\nIt freezes the encoder.", "It freezes the encoder."),
    ("preamble", "As an AI expert, I will analyze the paper. It freezes the encoder.", "It freezes the encoder."),
    ("persona", "它冻结编码器。作为计算机视觉专家，我认为瓶颈在解码器。", "它冻结编码器。瓶颈在解码器。"),
    (
        "persona",
        "It freezes the encoder. As a vision expert, I will now review the loss. It has two terms.",
        "It freezes the encoder. It has two terms.",
    ),
    ("address to the asker", "它冻结编码器。希望这份摘要能帮助您快速掌握领域的最新动态。", "它冻结编码器。"),
    (
        "address to the asker",
        "针对您提出的图像复原方向，分层压缩的思路可以直接用于视频去噪任务。",
        "分层压缩的思路可以直接用于视频去噪任务。",
    ),
    ("address to the asker", "- 它冻结编码器。\n- 如需更多信息，请随时告诉我。", "- 它冻结编码器。"),
    ("address to the asker", "It freezes the encoder. Let me know if you want more detail.", "It freezes the encoder."),
    ("address to the asker", "Based on the abstract you provided, it is fast. It freezes the encoder.", "It freezes the encoder."),
    ("title, authors or label repeated", "## 论文方法分析：DeblurNet: Blind Deblurring with Diffusion\n\n它冻结编码器。", "它冻结编码器。"),
    ("title, authors or label repeated", "## 论文方法分析与总结：《DEBLURNET》\n\n它冻结编码器。", "它冻结编码器。"),
    ("title, authors or label repeated", "DeblurNet: Blind Deblurring with Diffusion\n\n它冻结编码器。", "它冻结编码器。"),
    (
        "title, authors or label repeated",
        "**论文题目：** 盲去模糊\n**作者：** Ada Author\n**分类：** cs.CV, cs.LG\n\n它冻结编码器。",
        "它冻结编码器。",
    ),
    ("title, authors or label repeated", "**Title:** X\n**Published Date:** 2026-01-23\n**Abstract:**\n\nIt is fast.", "It is fast."),
    ("title, authors or label repeated", "**中文分析：**\n\n**我的分析如下：**\n\n它冻结编码器。", "它冻结编码器。"),
    ("abstract repeated", f"{PAPER.abstract}\n\nIt freezes the encoder.", "It freezes the encoder."),
    ("headings", "### 方法\n它冻结编码器。\n## **结果** ##\n它更快。", "**方法**\n\n它冻结编码器。\n\n**结果**\n\n它更快。"),
    ("space without end", f"它冻结编码器。{' ' * 500}它更快。", "它冻结编码器。 它更快。"),
    ("space without end", "它冻结编码器。\n" + " \n" * 500 + "它更快。", "它冻结编码器。\n\n它更快。"),
    ("horizontal rules", "它冻结编码器。\n\n---\n\n它更快。\n***", "它冻结编码器。\n\n它更快。"),
    ("horizontal rules", "It freezes the encoder\n======================\nIt is fast.", "It freezes the encoder\nIt is fast."),
    ("prompt echoed", "**1. 论文的主要贡献（2-3句话的简洁总结）：**\n它冻结编码器。", "**1. 论文的主要贡献：**\n它冻结编码器。"),
    ("prompt echoed", "**Method (150-200 words)**\nIt freezes the encoder.", "**Method**\nIt freezes the encoder."),
    (
        "prompt echoed",
        "### 启发 (Takeaway)：针对做图像复原的研究员，有什么借鉴意义？\n它冻结编码器。",
        "**启发 (Takeaway)**\n\n它冻结编码器。",
    ),
    ("closing boilerplate", "它冻结编码器。\n\n总而言之，这项工作为未来的研究指明了方向。", "它冻结编码器。"),
    ("closing boilerplate", "它冻结编码器，只训练解码器。\n\n综上，它冻结编码器，只训练解码器。", "它冻结编码器，只训练解码器。"),
    (
        "closing boilerplate",
        "It freezes the encoder.\n\nIn conclusion, this promising work paves the way for more.",
        "It freezes the encoder.",
    ),
    ("closing boilerplate", "它冻结编码器。\n\n**总结**: 它提供了宝贵的设计思路。", "它冻结编码器。"),
    (
        "dangling references",
        "*   **极端视角变化**：如 Figure 10 所示，它仍能生成连贯的视频。",
        "*   **极端视角变化**：它仍能生成连贯的视频。",
    ),
    ("dangling references", "1.  **沉陷崩溃的根源分析 (Section 3.2 & 3.3)**", "1.  **沉陷崩溃的根源分析**"),
    ("dangling references", "通过图表（如图1和图4所示）展示了优缺点。", "通过图表展示了优缺点。"),
    ("dangling references", "它会猜测细节（如 Figure 9(a) 中预测的香蕉）。", "它会猜测细节（如预测的香蕉）。"),
    ("dangling references", "图4展示的轨迹与真值吻合，从表 2 可以看出，误差更小。", "论文的一幅图展示的轨迹与真值吻合，误差更小。"),
    ("dangling references", "**算法 1**：先编码再解码，细节在附录 B。", "**算法**：先编码再解码，细节在论文的附录。"),
    ("dangling references", "As shown in Fig. 2, the encoder is frozen (see Table 3).", "The encoder is frozen."),
    (
        "dangling references",
        "It is fast. In Table 3, it wins. Table 4 shows a loss.",
        "It is fast. It wins. A table of the paper shows a loss.",
    ),
    ("dangling references", "It is, as shown in Fig. 2, slow at night.", "It is, slow at night."),
    (
        "dangling citations",
        "基于 Cosmos [37] 的模型，使用Marching Cubes算法 [15] 提取网格。",
        "基于 Cosmos 的模型，使用Marching Cubes算法提取网格。",
    ),
    ("dangling citations", "It follows NeuS [3, 7] and NeRF [9-11].", "It follows NeuS and NeRF."),
    ("claims about open source", "它冻结编码器。作者还发布了一个GitHub项目，持续更新。", "它冻结编码器。"),
    (
        "claims about open source",
        "- **开源情况**：论文提供了链接，表明代码是开源的。\n    - 见主页。\n- 它冻结编码器。",
        "- 它冻结编码器。",
    ),
    ("claims about open source", "It freezes the encoder. The code and weights are publicly available.", "It freezes the encoder."),
    (
        "deep nesting",
        "*   **挑战**：\n    *   **输入**：\n        *   多视角。\n        *   多尺度\n            说明\n\n    *   输出。\n\n正文。",
        "- **挑战**：\n    - **输入**： 多视角。 多尺度；说明\n    - 输出。\n\n正文。",
    ),
    ("deep nesting", "1. A\n   - B\n     - C\n     - D", "1. A\n    - B; C; D"),
]


@pytest.mark.parametrize(("rule", "reply", "left"), MENDED)
def test_a_fault_is_mended_and_the_rest_stays(rule: str, reply: str, left: str) -> None:
    mended = mend(reply, PAPER)
    assert mended.text == left
    assert rule in mended.faults
    assert mend(left, PAPER).text == left


def test_every_rule_has_its_fault_among_these() -> None:
    assert {rule for rule, _, _ in MENDED} == set(MENDS)


def test_a_claim_of_open_code_stands_when_the_source_has_a_link_and_a_guess_never() -> None:
    assert mend("代码已开源。", LINKED).faults == {}
    assert mend("论文已开源。代码和模型通常会随论文发布。", LINKED).text == "论文已开源。"
    assert mend("**代码**：The code will likely be open.", LINKED).text == "**代码**：The code will likely be open."
    assert mend("It is fast. The code may be released.", LINKED).text == "It is fast."


def test_a_denial_of_open_code_stands_without_a_link() -> None:
    for text in ("代码未公开。", "作者没有公开代码，权重也不开源。", "- **开源情况**：论文未提及。", "The code is not available."):
        assert mend(text, PAPER).faults == {}


def test_without_the_paper_nothing_is_compared_with_it() -> None:
    text = f"代码已开源。\n\n{PAPER.abstract}"
    assert mend(text).text == text


@pytest.mark.parametrize(
    ("closed", "open_"),
    [
        ("模型学到的是驾驶者的长期行为", "编码器把整张图像映射为"),
        ("标注过程没有人为", "误差的上界被放宽为"),
        ("数据由十家医院共同参与", "与它相比的是更大的模型与"),
        ("重建结果里伪影仍然存在", "它把全部算力都花在"),
        ("两种表示的差别只是外在", "作者的实验都做在"),
        ("相机的六个自由", "这一步的输出来自解码器，由"),
        ("作者没有给出理由", "训练数据由"),
        ("这样的近似在低光下也可以", "两帧之间的位移以"),
        ("性能在八个专家之后饱和", "它需要模糊核和"),
        ("损失是三项之总和", "输入是图像和"),
        ("这种攻击对行车安全的危及", "作者公开了权重以及"),
        ("训练样本是语音与字幕配对", "这一模块针对"),
        ("策略不受奖励驱使", "温度过高会使"),
    ],
)
def test_an_end_that_only_looks_open_is_none(closed: str, open_: str) -> None:
    """A word like "行为" ends with a preposition's sign and is a noun: a title or a lead-in may end so."""
    assert refuse(closed) is None
    assert refuse(open_) == "it is cut off"


def test_hedging_is_reported_and_not_cut() -> None:
    text = "它可能更快。" * 10
    assert mend(text).text == text
    assert mend(text).faults == {"hedging": 1}
    assert mend(f"---\n{text}").text == text
    assert mend("它可能更快。" * 9).faults == {}


CLEAN = [
    "多视图 3D 重建里，列表 2 项与表 3 行无关；地图 1 张、意图 4 类都不是图，表格 3 列以上的样本被剔除。",
    "坐标落在 [0, 1] 区间，阈值在 [1, 10] 范围内搜索，步长限制在 [2, 4]；x[3] 是第四个元素。",
    "作为专家，我们邀请 12 位放射科医生盲评。",
    "总的来说，提升的 0.4 dB 里有 0.3 dB 来自数据。",
    "第一段说明问题。\n\n总之，先在自己的数据上换序再测，误差超过 2.5 时不要上线。",
    "对比的开源模型有 LLaVA 和 Qwen2.5，两者权重公开。",
    "提示词为“请提供论文的全文”，模型却回答“抱歉，我无法访问”。",
    "先看你的数据是否满足同分布，再决定要不要微调。",
    "- 输入：视频\n    - 帧率：24\n    - 长度：10 秒\n- 输出：掩码",
    "- 分类：Top-1 从 81.2 升到 83.0\n- 检测：mAP 从 41 升到 43",
    "使用 `a[1]` 和 $x_{[2]}$ 取值，公式为\n\n$$L=\\sum_{i} [1]$$\n\n其中 $i$ 为序号。",
    "在 COCO 上为 43.1（此前最好 42.0），在 LVIS 上为 33.0（±0.2），标准差取自 3 个种子。",
    "**设定**：48 块 A100，训练 3 天。",
    "作为一名外科医生的训练工具，系统还没有临床验证。",
    "以下三点需要注意：\n\n- 没有消融。\n- 只测了一个城市。\n- 训练代码缺失。",
    "API 返回 429 时重试，是系统的一部分；HTTP 503 记为失败。",
    "公开数据集 GoPro 和 HIDE 上训练，测试集另采 200 张。",
    "见 [主页](https://example.org/Fig.2) 与 https://example.org/a[1] 。",
    "Figure 02 folded 18 of 20 towels; the robot was teleoperated in the rest.",
    "Values lie in [0, 1]; the threshold is searched in [1, 10] and x[3] is the fourth entry.",
    "Overall, 0.3 of the 0.4 dB come from the data.",
    "The gain holds on GoPro.\n\nIn summary, test shuffled inputs first and stop when the error exceeds 2.5.",
    "The baselines are open models whose weights are public, which keeps the comparison fair.",
    'The judge is asked "please provide the paper text" and answers "I cannot access it" in 3 of 40 runs.',
    "Here are three things to check before you try it: the licence, the tokenizer and the resolution.",
    "If you have fewer than 100 images, use augmentation first.",
    "As an expert, each radiologist labelled 120 scans twice.",
    "The prompt you write matters more than the model: 12 points against 3.",
    "This is an analysis of 12,000 scans from one hospital, read by two people.",
    "Section 230 cases make up 40% of the corpus, and rate limits (429) cost 3% of calls.",
    "The data are public: GoPro and HIDE were used as released.",
    "Trained on 8 A100s for 3 days, it needs 24 GB at inference",
]


@pytest.mark.parametrize("text", CLEAN)
def test_good_text_passes_unchanged(text: str) -> None:
    language = "zh" if re.search(r"[\u4e00-\u9fff]", text) else "en"
    assert refuse(text, language) is None
    assert mend(text, PAPER).text == text
    assert mend(text, PAPER).faults == {}


@pytest.fixture(scope="session")
def examples(corpus: Path) -> list[Path]:
    found = [path for path in sorted((corpus.parent / "examples").glob("*.md")) if path.name != "README.md"]
    if not found:
        pytest.skip("no reference examples beside the recorded traffic")
    return found


def test_the_reference_examples_pass_unchanged(examples: list[Path]) -> None:
    for path in examples:
        for part in re.split(r"(?m)^(?=## )", path.read_text("utf-8")):
            body = re.sub(r"\A## .*\n", "", part).strip()
            if body:
                assert mend(body).text == body, path.name
                assert mend(body).faults == {}, path.name
                assert refuse(body, path.name[:2]) is None, path.name


def test_sections_are_mended_and_empty_ones_are_dropped() -> None:
    sections = [
        Section(id="a", title="贡献（2-3句话）", text="好的，以下是对论文的分析：\n\n它更快。"),
        Section(id="b", title="方法", text="---"),
        Section(id="c", title="Method", text="It is fast."),
    ]
    assert mend_sections(sections, PAPER) == (Section(id="a", title="贡献", text="它更快。"), sections[2])


@given(st.text(st.characters(codec="utf-8"), max_size=200) | st.text("-*#[]()12 图表\n好的，。$`a", max_size=80))
def test_any_text_is_judged_without_an_exception(text: str) -> None:
    refuse(text, "zh")
    mend(text, PAPER)


@given(st.lists(st.tuples(st.integers(0, 6), st.sampled_from(["-", "*", "1."])), min_size=1, max_size=12))
def test_no_list_is_nested_more_than_once_after_mending_and_no_item_is_lost(shape: list[tuple[int, str]]) -> None:
    text = "\n".join(f"{'  ' * level}{marker} item{place}end" for place, (level, marker) in enumerate(shape))
    mended = mend(text).text
    assert re.findall(r"item\d+end", mended) == re.findall(r"item\d+end", text)
    if mended != text:
        assert all(len(line) - len(line.lstrip()) in (0, 4) for line in mended.split("\n"))
        assert all(below - above <= 4 for above, below in pairwise([0] + [len(x) - len(x.lstrip()) for x in mended.split("\n")]))
