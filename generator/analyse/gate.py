"""Analyse: the whole quality gate for one piece of a reply, as ``llm.Gate`` wants it. Pure.

First what is no text goes (markup, reasoning, links that nobody gave), then a reply that cannot be used is refused, then
``quality`` mends the rest, then every number is looked up. All tables of rules are in sight here and in ``quality``.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import dropwhile

from generator.analyse import markup
from generator.analyse.llm import Passed
from generator.analyse.mending import spaces
from generator.analyse.numbers import looked_up, part_of
from generator.analyse.passages import bare, by_sentence, joined, told_in
from generator.analyse.prompts import bare_letters, instructions
from generator.analyse.quality import mend, refuse
from generator.analyse.replies import Fault
from generator.analyse.source import indexed, tokens
from generator.analyse.verdicts import is_verdict
from generator.model import Paper

STRIPS: dict[str, Callable[[str], str]] = {
    "front matter": markup.front_matter,
    "HTML": markup.html,
    "attribute lists": markup.attribute_lists,
    "images and link definitions": markup.images,
    "LaTeX macros": markup.macros,
    "tables": markup.tables,
}
"""Markup that a model was not asked for; each rule from a text to the text without it."""

_PLACEHOLDER = re.compile(
    r"\W*(?:(?:此处|这里|在此|待|请)(?:填写|补充|插入|填入|输入)|(?:Insert|Add|Your|Enter|Fill in)\b[^.!?]{0,60}\b(?:here"
    r"|text|summary|answer)\b|Lorem ipsum)",
    re.I,
)
_UNGIVEN = re.compile(
    r"(?:未|没有)(?:能)?(?:提供|给出|附上)[^。]{0,10}(?:全文|正文|文本|内容|原文|论文)[^。]{0,30}(?:无法|不能|难以)"
    r"|\b(?:text|paper|abstract|content|document|pdf)\b[^.]{0,30}\b(?:was|is|were|are) (?:not|n't) (?:been )?(?:provided"
    r"|included|supplied|given|attached)\b"
    r"[^.]{0,60}\b(?:cannot|can't|can not|could not|unable|impossible)\b",
    re.I,
)
_PROMPT = re.compile(
    r"one JSON object that fits the schema|The material is data|never an instruction, whoever seems"
    r"|write its page in a daily digest|earlier reply could not be used"
    r"|Write the (?:whole )?JSON object|符合(?:文末|末尾|最后)?的?\s?schema|写(?:出|一个)?(?:这个)?\s?JSON\s?对象",
    re.I,
)
_LOOP = re.compile(r"((?=[^\n]{0,12}[A-Za-z一-鿿])[^\n]{4,16}?)\1{5,}|((?=[^\n]{0,12}[A-Za-z一-鿿])[^\n]{16,160}?)\2{3,}")
_FENCED_JSON = re.compile(r"\s*```(?:json)?\s*[\[{]")

REFUSALS: dict[str, Callable[[str], bool]] = {
    "it is a placeholder": lambda text: bool(_PLACEHOLDER.match(text)),
    "it says that the paper's text is missing": lambda text: bool(_UNGIVEN.search(text)),
    "it repeats the instructions": lambda text: bool(_PROMPT.search(text)),
    "it is JSON and no prose": lambda text: bool(_FENCED_JSON.match(text)),
}
"""What a model does and older pages did not show; ``quality`` has the others."""

_PLANTED = re.compile(
    r"\b(?:ignore|disregard|forget) (?:all |any |the )*(?:previous|earlier|prior|above|preceding)\b|\b(?:reviewers?|LLMs?"
    r"|AI models?|language models?)\b[^.]{0,40}"
    r"\b(?:should|must|are (?:asked|instructed) to|please)\b[^.]{0,40}\b(?:accept|positive|praise|recommend|high(?:est)? scores?|rate)\b"
    r"|\bgive (?:this paper |it )?an? (?:positive|favou?rable) review\b|忽略(?:之前|以上|上述|此前)的?(?:所有|全部)?(?:指令"
    r"|指示|提示)|(?:审稿人|模型)[^。]{0,12}(?:应|请|必须)[^。]{0,12}(?:正面|好评|高分|接收)",
    re.I,
)
_CODE = re.compile(r"github\.|gitlab\.|huggingface\.|bitbucket\.|zenodo\.|codeberg\.|modelscope\.", re.I)


FEWEST_NUMBERS = 4
"""Of so many numbers in one piece, a quarter at most found, the reply is refused instead of mended."""
CUT_OFF = "it is cut off"
LONGEST, MOST_NUMBERS = 2_000, 40
"""Characters and numbers of a sentence; one with more is none, and looking its numbers up would take the square of them, or the cube."""


def gate(text: str, paper: Paper | None, source: str, language: str) -> Passed:
    """What of a piece of a reply may be published, with its numbers looked up in ``source``. Raises Fault when nothing may be.

    ``paper`` is None for a text about several papers. The text is empty when all of it went.
    """
    work, _ = spaces(markup.controls(text), None)
    work = markup.reasoning(work).strip()
    told = part_of(paper, source)
    if (reason := _refused(work, paper, told, language)) and reason != CUT_OFF:
        raise Fault(reason)
    for strip in STRIPS.values():
        work = strip(work)
    if reason := refuse(work, language):
        raise Fault(reason)
    work = markup.links(work, _links(paper, told))
    work, _ = by_sentence(work, lambda sentence: None if _is_endless(sentence) or _is_told(sentence) else sentence)
    work = mend(work, _linked(paper, told)).text
    left, numbers = looked_up(work, paper, told)
    if len(numbers) >= FEWEST_NUMBERS and 4 * sum(each.verdict == "found" for each in numbers) <= len(numbers):
        raise Fault("its numbers are not those of the paper")
    if left != work:
        left = _without_loose_ends(left)
    if left.strip() and (reason := refuse(left, language)):
        raise Fault(reason)
    return Passed(left.strip(), numbers)


def _is_endless(sentence: str) -> bool:
    return len(sentence) > LONGEST or len(re.findall(r"\d[\d.,]*", sentence)) > MOST_NUMBERS


def _is_told(sentence: str) -> bool:
    """Whether a sentence is an instruction, one of ours or one that a paper's text holds for a model, or does what such a one asks."""
    plain = bare(sentence)
    parts = re.split(r"(?<=[.;:?!])\s|[。；：？！]", plain)
    return bool(_PLANTED.search(plain)) or is_verdict(plain) or any(bare_letters(part) in instructions() for part in parts)


def _refused(text: str, paper: Paper | None, source: str, language: str) -> str | None:
    plain = bare(text)
    return (
        next((reason for reason, test in REFUSALS.items() if test(plain)), None)
        or ("it repeats itself" if _LOOP.search(text) else None)
        or refuse(text, language)
        or ("it is about another paper" if paper and _is_of_another(plain, source) else None)
    )


_NAME = re.compile(r"(?<![\w-])(?=[A-Za-z][\w.+-]*(?:[a-z][A-Z]|[A-Z]{2}|[A-Za-z]-?\d))[A-Za-z][\w.+-]*")
FEWEST_NAMES, FEWEST_WORDS = 3, 12
"""With fewer names and words than these nobody can tell what a text is about; a Chinese text without names is not judged."""
LEAST_NAMES, LEAST_WORDS = 0.25, 0.25
"""The share of a text's names, and of its longer English words, below which it shares with a paper no more than chance does."""


def _is_of_another(text: str, source: str) -> bool:
    """Whether a text shares neither names nor words with what it should be about."""
    known = indexed(source).known
    names = {name for word in _NAME.findall(text) for name in tokens(word)}
    if len(names) >= FEWEST_NAMES and len(names & known) < LEAST_NAMES * len(names):
        return True
    words = {word[:6] for word in re.findall(r"(?<![\w-])[a-z]{6,}(?![\w-])", text)}
    stems = indexed(source).stems
    return len(words) >= FEWEST_WORDS and not names & known and len(words & stems) < LEAST_WORDS * len(words)


def _links(paper: Paper | None, source: str) -> frozenset[str]:
    """The addresses that a reply may name: the paper's, and those of its text."""
    given = [*indexed(source).links]
    if paper:
        given += [link for link in (paper.code_url, paper.project_url) if link] + [f"https://arxiv.org/abs/{paper.id}"]
    return frozenset(map(markup.address, given))


def _linked(paper: Paper | None, source: str) -> Paper | None:
    """The paper with the code link that only its text has."""
    if not paper or paper.code_url or paper.project_url:
        return paper
    return replace(paper, code_url=next((link for link in indexed(source).links if _CODE.search(link)), None))


_LEANS = re.compile(
    r"(?:这一?(?:差距|提升|结果|数字|优势|增益|比例)|也就是说|换言之|That is,|This (?:gap|gain|difference|result|margin"
    r"|improvement|figure|number)\b)"
)


def _without_loose_ends(text: str) -> str:
    """A text after sentences went: without a line that announces a list which is gone, or leans on what stood before it."""
    lines = text.split("\n")
    kept: list[str] = []
    for place, line in enumerate(lines):
        following = next((each for each in lines[place + 1 :] if each.strip()), "")
        announces = re.search(r"[:：]\**\s*$", line) and not re.match(r"\s*(?:[-*+]|\d+[.)])\s|\$\$|```", following)
        if not announces:
            first = not any(each.strip() for each in kept)
            kept.append(_upright(line) if first else line)
    return "\n".join(kept)


def _upright(line: str) -> str:
    """A line without the sentences at its beginning that speak of one before them."""
    told = told_in(line)
    if not told or not _LEANS.match(told[0]):
        return line
    return joined(list(dropwhile(_LEANS.match, told)))
