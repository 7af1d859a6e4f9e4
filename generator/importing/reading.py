"""Import: what an older feed wrote about a paper becomes an analysis, or a reason why not. Pure.

The feeds used several templates, three on one page: their headings are mapped to the sections of ours. An analysis counts as
written from the abstract when it says so ("从摘要中可以推断"), or when nothing in it shows more: the full text shows in
numbered figures, tables, sections or references, in a method told step by step, or in limitations that the paper states.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from textwrap import dedent

from generator.analyse.passages import told_in
from generator.analyse.quality import mend, refuse
from generator.analyse.roles import roles
from generator.importing.sheet import Item
from generator.model import Analysis, Basis, Noun, Paper, Section

LANGUAGE = "zh"
"""Both formats are written in Chinese."""

# Heading of the page → id of the section. In this order: "主要贡献与方法" is the method, "潜在的局限性" a limitation.
HEADINGS: tuple[tuple[str, str], ...] = (
    (r"摘要翻译|中文摘要", "abstract"),
    (r"局限|缺陷|不足", "limitations"),
    (r"启发|借鉴意义", "takeaway"),
    (r"核心创新点", "innovation"),
    (r"技术细节", "technique"),
    (r"动机|研究问题|核心挑战|要解决的主要问题|主要问题", "motivation"),
    (r"对比", "comparison"),
    (r"未来", "future"),
    (r"影响", "impact"),
    (r"受益|应用", "applications"),
    (r"实验|主要结果", "experiments"),
    (r"实用指南", "practical-guide"),
    (r"创新|方法", "method"),
    (r"主要贡献", "core-idea"),
    (r"总结", "closing"),
    (r"摘要", "overview"),
)
TITLES: Mapping[str, str] = {
    "overview": "概述",
    "abstract": "摘要",
    "innovation": "核心创新点",
    "technique": "技术细节",
    "takeaway": "对我的启发",
    "motivation": "动机",
    "method": "方法",
    "comparison": "对比",
    "experiments": "实验",
    "practical-guide": "实践建议",
    "impact": "影响",
    "applications": "应用",
    "future": "后续方向",
    "core-idea": "核心思路",
}
"""The sections in the order of the page, and what they are called in the pages' language."""

TLDR_FROM = ("innovation", "core-idea", "overview", "method", "motivation", "abstract")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading(Noun):
    """An analysis with what was mended in it, or the reason why there is none."""

    analysis: Analysis | None = None
    refused: str | None = None
    faults: Mapping[str, int] = field(default_factory=dict)


def midnight(day: date) -> datetime:
    """The moment that stands for a day whose hour is not known: its beginning, in UTC."""
    return datetime.combine(day, time(), UTC)


def read(item: Item, day: date) -> Reading:
    """Mend and sort what was written about a paper; ``day`` is the page's."""
    written = item.written or ""
    refused = refuse(written, LANGUAGE)
    if refused:
        return Reading(refused=refused)
    parts, faults = _mended(split(written), item.paper)
    limitations = parts.pop("limitations", None)
    tldr = _tldr(parts)
    if not tldr:
        return Reading(refused="nothing in it states what the paper does", faults=faults)
    analysis = Analysis(
        analyst="llm",
        language=LANGUAGE,
        basis=basis(written),
        tldr=tldr,
        sections=tuple(Section(id=id_, title=title, text=parts[id_]) for id_, title in TITLES.items() if id_ in parts),
        findings=findings(item),
        limitations=limitations,
        at=midnight(day),
    )
    return Reading(analysis=analysis, faults=faults)


_NUMBERED = re.compile(r"[ \t]{0,3}#{1,6}[ \t]+\S")
_BOLD = re.compile(r"(?:\d{1,2}\.\s+)?\*\*[^*]+\*\*\s*[:：]?")
MOST_IN_HEADING = 90
FEWEST_HEADINGS = 3


def split(written: str) -> dict[str, str]:
    """The parts of an analysis by section id; what stands before the first heading is part of the overview.

    Where three known headings are marked as headings, bold lines are none: they lead in parts of a section.
    """
    lines = written.expandtabs(4).split("\n")
    marked = sum(bool(_NUMBERED.match(line) and _section(line)) for line in lines) >= FEWEST_HEADINGS
    parts: dict[str, list[str]] = {}
    here = "overview"
    for line in lines:
        is_heading = _NUMBERED.match(line) if marked else (_NUMBERED.match(line) or _BOLD.fullmatch(line.rstrip()))
        found = _section(line) if is_heading and len(line) <= MOST_IN_HEADING else None
        if found:
            here = found
            parts.setdefault(here, []).append("")
        else:
            parts.setdefault(here, []).append(line)
    texts = {id_: dedent("\n".join(body)).strip("\n") for id_, body in parts.items()}
    return _sorted_out(texts)


def _section(line: str) -> str | None:
    """The section that a heading opens; None for another heading. A title of a paper is long or has a colon, and is none."""
    label = re.sub(r"[（(].*?[）)]", "", re.sub(r"^[\s#*]*(?:\d{1,2}[.、]\s*)?\**", "", line)).strip("*：: \t")
    label = re.split(r"[:：]", label)[0]
    if len(label) > 24 or re.match(r"论文(?:摘要)?(?:方法)?(?:分析|题目|标题)|执行|全面|中文分析", label):
        return None
    return next((id_ for pattern, id_ in HEADINGS if re.search(pattern, label)), None)


_CORE = re.compile(r"核心思想|pipeline|速记", re.IGNORECASE)
_LIMITS = re.compile(r"^[-*+] +\**(?:局限性?|不足)\**\s*[:：]\**[ \t]*(?P<first>.*(?:\n(?:[ \t]+\S.*|[ \t]*(?=\n)))*)", re.MULTILINE)


def _sorted_out(texts: dict[str, str]) -> dict[str, str]:
    """Limitations told under the experiments move to their place; a closing section stays when it holds the core idea."""
    closing = texts.pop("closing", "")
    if _CORE.search(closing):
        texts["core-idea"] = closing
    told = _LIMITS.search(texts.get("experiments", ""))
    if told and "limitations" not in texts:
        texts["experiments"] = texts["experiments"][: told.start()] + texts["experiments"][told.end() :]
        texts["limitations"] = dedent(told["first"]).strip() if told["first"].startswith((" ", "\n")) else told["first"].strip()
    return texts


def _mended(parts: dict[str, str], paper: Paper) -> tuple[dict[str, str], dict[str, int]]:
    """Mend every part; parts with nothing left are dropped."""
    faults: Counter[str] = Counter()
    whole: dict[str, str] = {}
    for id_, text in parts.items():
        mended = mend(text, paper)
        faults.update(mended.faults)
        left = _without_translated_title(mended.text) if id_ == "abstract" else mended.text
        faults.update({"title, authors or label repeated": left != mended.text})
        if re.search(r"\w", left):
            whole[id_] = _EMPHASIS.sub(r"\1", left)
    return whole, {name: times for name, times in faults.items() if times}


# Pages show bold, and an asterisk as an asterisk.
_EMPHASIS = re.compile(r"(?<![*A-Za-z0-9_\\])\*(?![*\s])([^*$`\n]{1,60})(?<!\s)\*(?![*A-Za-z0-9_])")


def _without_translated_title(text: str) -> str:
    """A translated abstract without the bold line above it, which is the title in Chinese."""
    return re.sub(r"\A\s*\*\*[^*\n]+\*\*\s*\n+(?=\S)", "", text)


_SHORTEST, _LONGEST = 10, 220
_LEANS = re.compile(
    r"该(?!论文|研究|工作|文)|此(?!文)|这[种一些是个]|上述|它|其|同时|然而|但|因此|另外|具体来说|虽然|首先|[“\"][^“”\"]*[”\"]$"
)


def _tldr(parts: Mapping[str, str]) -> str | None:
    """The first sentence that stands by itself, of the part that says what is new; without one, the first that says anything."""
    told = [sentence for id_ in TLDR_FROM for line in parts.get(id_, "").split("\n") for sentence in _sentences(line)]
    return next((each for each in told if not _LEANS.match(each)), next(iter(told), None))


def _sentences(line: str) -> list[str]:
    """The sentences of a line or list item that are neither too short nor too long, without its lead-in and without bold."""
    plain = re.sub(r"^\s*(?:[-*+]|\d+[.)])\s+", "", line)
    plain = re.sub(r"^\*\*[^*]+(?:[：:]\s*\*\*|\*\*\s*[：:])\s*(?=\S)", "", plain).replace("**", "")
    fitting = [each for each in told_in(plain) if _SHORTEST <= len(each) <= _LONGEST]
    return [each for each in fitting if not re.search(r"[：:]$|可以概括为", each)]


_FROM_ABSTRACT = re.compile(r"从摘要中?可以?推断|可从摘要推断|论文摘要(?:进行)?(?:深入|深度)?(?:分析|解析)|摘要解析|摘要中(?:未|没有|并未)")
_FROM_PAPER = re.compile(
    r"(?:Figure|Fig\.|Table|Section|Sec\.|Algorithm|图|表)\s*\d|\[\d{1,3}\]|方法设计详解|论文(?:中)?(?:所)?提(?:到|及)的局限|\d\.\s*提及的局限"
)


def basis(written: str) -> Basis:
    """What the analyst must have seen, by what the text shows of it; "abstract" where it shows nothing."""
    return "full text" if _FROM_PAPER.search(written) and not _FROM_ABSTRACT.search(written) else "abstract"


def findings(item: Item) -> tuple[str, ...]:
    """Those "key findings" that state a result, as quotations: they are the abstract's sentences, picked by trigger words."""
    judged = roles(item.paper.abstract or "")
    results = [one.text for one in judged if one.role == "result"]
    return tuple(f"“{one}”" for finding in item.findings for one in results if one in finding)


def counted(readings: Sequence[Reading]) -> Counter[str]:
    """How often each rule mended something."""
    total: Counter[str] = Counter()
    for each in readings:
        total.update(each.faults)
    return total
