"""A page of each format, made by hand in the older feeds' manner."""

from pathlib import Path

import pytest

SCORED = """# 🚀 CV 论文日报 | 2026-02-28
> 🤖 今日动态：扫描 15 篇 (HF Top 15)，精选 2 篇深度解读。
## 📋 目录 (Quick View)
- [One: A Faster Net](#item-0) (Score: 68)
- [Two: A Slower Net](#item-1) (Score: 60)

---
## 🧠 深度解读 (Deep Dive)
### <a id='item-0'></a>1. One: A Faster Net
**来源**: HuggingFace 🔥 | **评分**: 68/100
**原文链接**: [https://arxiv.org/abs/2602.00001](https://arxiv.org/abs/2602.00001)

深度分析失败: 429 You exceeded your current quota, please check your plan.

---
### <a id='item-1'></a>2. Two: A Slower Net
**来源**: HuggingFace 🔥 | **评分**: 60/100
**原文链接**: [https://arxiv.org/abs/2602.00002](https://arxiv.org/abs/2602.00002)

作为计算机视觉专家，我对这篇论文的深度解析如下：

---

### 1. 核心创新点 (Key Contribution)

它用固定大小的 MLP 代替变长表示，*复杂度*与视图数量呈线性关系。

#### 2. 技术细节 (Methodology)

1.  **测试时训练：** 每个场景各训一个 MLP。

### 3. 对我的启发 (Takeaway)：针对做复原的研究员，有什么借鉴意义？

可以用于多帧复原。

#### 4. 潜在缺陷 (Limitations)

1.  **开销：** 1k 张图像要 54 秒。

---
"""

LISTED = """time: 20260126

# Arxiv Computer Vision Papers - 2026-01-26

## Executive Summary

好的，这是一份针对 2026 年 1 月 23 日 Arxiv 计算机视觉领域论文的简明执行摘要：

**执行摘要：2026 年 1 月 23 日论文精选**

**日期：** 2026年1月23日

本期关注效率。"Alpha: Fast Views" 更快，**"Beta"** 更准，**Gamma: A Long Title About Evaluating (3):** 只评测。

---

希望这份摘要能帮助您快速掌握最新动态。

---

## Table of Contents

1. [Alpha: Fast Views](#2601.00001v1)

---

## Papers

<a id='2601.00001v1'></a>
## [Alpha: Fast Views](https://arxiv.org/abs/2601.00001v1)

**Authors:** Ada Author,  Bo Author

**Published:** 2026-01-23

**Categories:** cs.CV, cs.LG

**Abstract:**

Views are hard. We propose \\textbf{Alpha}, a diffusion model.
It outperforms the best earlier method by 0.4 dB. Code: https://github.com/ada/alpha.

**Analysis:**

好的，我将以AI领域高水平研究生的视角，深入分析这篇论文的方法部分。

---

## 论文方法分析：Alpha: Fast Views

### 1. 摘要翻译

**Alpha：快速视图**

视图很难。我们提出 Alpha。

### 2. 方法动机分析

*   **驱动力**：
    *   现有方法很慢 [12]。

### 3. 方法设计详解

**流程总结**：

1.  **编码**：
    *   **输入**：
        *   图像。

### 5. 实验分析

*   **关键结果**：如 Table 1 所示，PSNR 提高 0.4 dB。
*   **局限性**：
    *   只测了一个城市。

*   **优势场景**：夜间。

### 6. 实用指南

*   **开源情况**：论文已开源，代码在 https://github.com/ada/alpha 。

### 7. 总结

*   **核心思想**：**只编码一次，逐视图解码。**
*   **速记版pipeline**：
    1.  编码。

---

**Key Findings:**

- We propose \\textbf{Alpha}, a diffusion model.
- It outperforms the best earlier method by 0.4 dB.

**Links:**

- [PDF](https://arxiv.org/pdf/2601.00001v1)
- [arXiv](https://arxiv.org/abs/2601.00001v1)

---

<a id='2601.00002v2'></a>
## [Beta \\[v\\] Net](https://arxiv.org/abs/2601.00002v2)

**Authors:** Cy Author

**Published:** 2026-01-23

**Categories:** cs.RO

**Abstract:**

Robots fall. We propose a planner that falls less often than all earlier ones and needs no map of the room.

**Analysis:**

好的，作为一名计算机视觉领域的专家，我将根据您提供的论文摘要进行深入分析。

**论文摘要分析：**

**Title:** Beta [v] Net
**Abstract:**
Robots fall. We propose a planner that falls less often than all earlier ones and needs no map of the room.

**中文分析：**

**1. 论文的主要贡献（2-3句话）：**
该论文提出了一种少摔倒的规划器，不需要房间的地图。

1.  **关键创新或方法论：**
    规划器只看最近一秒的深度图。

**5. 从摘要中可以推断出的局限性：**

*   **评估**：摘要中未说明次数。

**总结：**

这篇论文有望推动机器人的发展。

**Key Findings:**

**Links:**

- [arXiv](https://arxiv.org/abs/2601.00002v2)

---

<a id='2601.00003v1'></a>
## [Gamma: A Long Title About Evaluating Things](https://arxiv.org/abs/2601.00003v1)

**Authors:** Di Author

**Categories:** cs.CL

**Analysis:**

好的，我将深入分析您提供的论文内容。请提供论文的文本内容，我将为您生成分析报告。

**Links:**

---

<a id='2601.00004v1'></a>
## [Delta Without Analysis](https://arxiv.org/abs/2601.00004v1)

**Authors:** Ed Author

**Abstract:**

Deltas are plain.

---
"""


@pytest.fixture
def scored() -> str:
    return SCORED


@pytest.fixture
def listed() -> str:
    return LISTED


@pytest.fixture(scope="session")
def seeds(corpus: Path) -> Path:
    """Give the folder of the older feeds' pages, or skip with a word."""
    folder = corpus.parent / "seeds"
    if not folder.is_dir():
        pytest.skip("no pages of older feeds beside the recorded traffic")
    return folder
