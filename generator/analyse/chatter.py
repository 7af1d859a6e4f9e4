"""Analyse: taking out what a model says to whoever asked, in Chinese and English. Pure.

``OPENER`` and ``PERSONA`` stand at the beginning of a sentence, ``META`` marks a sentence about the reply itself, ``CHATTER`` one
that addresses the asker. "你" alone is no address: a practical guide may say "先看你的数据".
"""

import re

from generator.analyse.passages import HAN, Mending, bare, by_sentence, joined, split_lead, told_in
from generator.model import Paper

_TEXT_OF_OURS = "摘要|总结|分析|解读|报告|解析|概述|综述|翻译|评述|日报|简报"

OPENER = re.compile(
    r"^\s*\**(?:好的|当然可以|当然|没问题|明白了|收到)[，,！!。]\s*"
    r"|^\s*\**(?:Sure|Certainly|Of course|Absolutely|Okay|OK|Alright|Got it|Understood|Great question)(?:,|!|\.|:| -| —)\s*"
)
PERSONA = re.compile(
    r"^\s*\**作为(?:一[名位个])?[^，。！？]{0,30}(?:专家|助理|助手|研究员|研究者|研究生|学者|教授|审稿人|编辑|模型|AI)，\s*(?=我(?!们))"
    r"|^\s*\**As (?:an?|the|your) [^,.]{0,60}"
    r"(?:expert|assistant|researcher|scientist|specialist|reviewer|model|professor|student|AI)\b[^,.]{0,50},\s*(?=I\b)"
)
META = re.compile(
    r"我(?:将|会|来|已|已经)(?:以|扮演|根据|对|为|从|按|遵循|尽力|深入|重点|结合|用|就|专注)"
    rf"|我(?:对|的)[^。]{{0,80}}(?:{_TEXT_OF_OURS})如下"
    rf"|^\s*\**(?:{_TEXT_OF_OURS})如下"
    rf"|^\s*\**(?:这|以下|下面)(?:里)?(?:就)?是(?:我|一篇|一份|一个|对|关于|针对|按照|根据|全面|详细|简明|为)[^。]{{0,160}}(?:{_TEXT_OF_OURS})"
    r"(?:\**\s*[：:。]|，(?:重点|其中|包含|包括)|\**\s*$)"
    r"|^\s*\**(?:Here(?:'s|’s| is| are)|Below (?:is|are)|The following is)\b.{0,200}"
    r"\b(?:summary|analysis|overview|breakdown|review|digest|translation|report|explanation|response|answer|section)s?\b.{0,120}[:.]\**$"
    r"|^\s*\**(?:I(?:'ll|’ll| will| have| am going to|'ve|’ve)|Let me|Let's|Let’s)\b.{0,120}"
    r"\b(?:analy[sz]e|analysis|summari[sz]ed?|summary|provide|explain|review|break|present|walk|dive|write|written|produce|prepared?)\b"
)
CHATTER = re.compile(
    r"您(?:所)?(?:提供|提出|要求|给出|设定|上传|发来|关注|感兴趣)的"
    r"|你(?:所)?(?:提供|提出|要求|给出|上传)的(?:论文|摘要|文本|全文|内容|框架|问题|要求|核心)"
    r"|(?:针对|根据|按照|满足|回答|回应)您的?(?:要求|需求|问题|请求|兴趣|提问|指示)|(?:针对|为|供|帮助|以便|方便)您"
    r"|(?:希望|但愿)(?:这份|这篇|以上|本)[^。]{0,40}(?:帮助|有用|参考)"
    r"|如(?:果)?(?:您|你)?(?:还|仍)?(?:有|需)(?:要|任何|其他|更多|进一步)*[^，。]{0,12}，?(?:请|欢迎|可以)?(?:随时|告诉我|告知我|联系我|继续提问|问我)"
    r"|请(?:随时)?(?:告诉|告知)我"
    r"|\b(?:paper|abstract|text|document|information|content|excerpt|details)s? (?:that )?you(?:'ve|’ve| have)? "
    r"(?:provided|shared|supplied|given|gave|attached|uploaded)\b"
    r"|\bas (?:you )?requested\b|\b(?:based on|according to|per|following|in response to|regarding|to answer) your "
    r"(?:request|question|query|prompt|instructions|interests?)\b"
    r"|\b(?:let me know|feel free to (?:ask|reach)|I hope (?:this|that|these)|hope this helps|would you like me|happy to help)\b"
    r"|\bif you(?:'d|’d| would) like me\b|\bif you (?:have|need) (?:any |more |further |other )*(?:questions|clarifications?)\b",
    re.IGNORECASE,
)


def preambles(text: str, _: Paper | None) -> Mending:
    """What a reply says before it begins: "好的，我将…", "Sure, here is …". Only the chatter goes when something follows it."""
    lines, times = text.split("\n"), 0
    for place, line in enumerate(lines):
        lead, rest = split_lead(line)
        mended = _without_opening(rest) if rest else ""
        times += mended != rest
        lines[place] = f"{lead}{mended}" if mended else ""
        if mended:
            break
    return ("\n".join(lines), times) if times else (text, 0)


def _without_opening(line: str) -> str:
    """A line without the sentences at its beginning that are about the reply itself."""
    told = told_in(line)
    while told:
        first = re.sub(r"^\*\*|\*\*$", "", told[0])
        if META.search(bare(OPENER.sub("", first))):
            told.pop(0)
            continue
        without = PERSONA.sub("", OPENER.sub("", told[0]))
        if without == told[0]:
            break
        told = [_impersonal(without), *told[1:]] if without.strip() else told[1:]
    return joined(told) if told != told_in(line) else line


def personas(text: str, _: Paper | None) -> Mending:
    """Who the model was told to be, at the beginning of a sentence anywhere: "作为一名…专家，我…"."""

    def mended(sentence: str) -> str | None:
        if not PERSONA.match(sentence):
            return sentence
        left = PERSONA.sub("", sentence)
        return None if META.search(bare(left)) else _impersonal(left)

    return by_sentence(text, mended)


def addresses(text: str, _: Paper | None) -> Mending:
    """What is said to whoever asked: "针对您提出的…", "I hope this helps". A clause goes, or the sentence when it is all."""

    def mended(sentence: str) -> str | None:
        if not CHATTER.search(bare(sentence)):
            return sentence
        head, comma, rest = sentence.partition("，")
        told = comma and CHATTER.search(bare(head)) and not CHATTER.search(bare(rest)) and not META.search(bare(rest))
        return rest if told and len(HAN.findall(rest)) >= 10 else None

    return by_sentence(text, mended)


def _impersonal(sentence: str) -> str:
    """A sentence without "我认为" or "I think", with its capital."""
    left = re.sub(r"^(?:我认为|我觉得|I (?:think|believe) (?:that )?)[，,]?\s*", "", sentence)
    return left[:1].upper() + left[1:]
