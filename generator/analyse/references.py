"""Analyse: mending references that lead nowhere, since a page has no figures, tables or bibliography of the paper. Pure.

A reference in brackets goes with its brackets, "如图 3 所示，" and "As shown in Fig. 2," go whole; where a reference carries the
sentence it becomes "论文的图" or "a figure of the paper". "多视图 3D", "列表 2 项", "[0, 1]" and ``x[3]`` are no references.
"""

import re

from generator.analyse.passages import HAN, Mending
from generator.model import Paper

_NUMBER = r"(?:\(?[1-9]\d?(?:\.\d+)*\)?(?:\s?\([a-z]\)|[a-z](?![\w]))?(?![\d%]|\.\d))"
_LETTER = r"(?:[A-H](?:\.\d+)*(?!\w))"
_WORD = r"(?:Figs?\.?|Figures?|Tables?|Eqs?\.?|Equations?|Algorithms?|Sections?|Secs?\.|§)"
# 图 and 表 end many words (视图, 列表), and 图 3 张 is a count.
_ZH_WORD = r"(?:(?<=[如见由从在和与及到至据过了按对])|(?<!\w))(?:图表|图|表格|表|公式|算法|附录)"
_NOT_COUNTED = r"(?!\s*(?:[张个幅帧种次倍类项组步维条篇位块级层轮段人]|行(?!为)|列(?!出|举|了)|[Dd]\b|[×xX]\s?\d))"
_REF = rf"(?:{_WORD}\s*{_NUMBER}|(?:Appendix|附录)\s*{_LETTER}|{_ZH_WORD}\s*{_NUMBER}{_NOT_COUNTED}|第\s*[1-9]\d?(?:\.\d+)*\s*节)"
_REFS = rf"{_REF}(?:\s*(?:[,，、&;]|and|or|to|和|与|及|至|到|[-–])\s*(?:{_REF}|{_NUMBER}))*"
_CALL = r"(?:如|见|参见|请见|详见|参考|对应|来自|例如|see(?: also)?|cf\.|e\.g\.,?|refer to|(?:as )?(?:shown|seen) in|in)"

_BRACKETED = re.compile(rf"\s*[（(]\s*(?:{_CALL}\s*)?{_REFS}\s*(?:所示|所述|中|里)?(?:,? (?:left|right|top|bottom))?\s*[）)]")
_SHOWN = re.compile(
    rf"(?:正?如|见|参见|详见|根据|依据|从|由|在|对应)\s*{_REFS}\s*(?:中?所示|中?所述|中?可以?(?:看出|看到|见|知)|中的?|里的?)\s*[，,]?\s*"
    rf"|(?:根据|参见|详见|见|如)\s*{_REFS}\s*(?=[，,。；;）)])[，,]?\s*"
    r"|,?\s*\b(?:[Aa]s (?:can be )?(?:shown|seen|illustrated|reported|summari[sz]ed|depicted|listed|described|given) (?:in|by)"
    r"|[Ss]ee|cf\.)"
    rf" {_REFS}(?:,\s*)?|(?:(?<=[.!?:] )|^)In {_REFS},\s*",
    re.MULTILINE,
)
_LONE = re.compile(_REFS)
_STANDS_FOR = (
    (r"Fig|图", "论文的一幅图", "a figure of the paper"),
    (r"Tab|表", "论文的一张表", "a table of the paper"),
    (r"Eq|公式", "公式", "an equation of the paper"),
    (r"Algorithm|算法", "算法", "an algorithm of the paper"),
    (r"Appendix|附录", "论文的附录", "the paper's appendix"),
    (r"", "论文的一节", "a section of the paper"),
)

_CITED = re.compile(
    r"(?P<before>.?)(?P<space>[ \t]*)\[(?P<numbers>\d{1,3}(?:\s*[,，;–-]\s*\d{1,3})*)\](?![(:\[])(?P<after>[ \t]*)(?=(?P<next>.?))"
)
_RANGE_BEFORE = re.compile(
    r"(?:区间|范围|取值|介于|之间|∈|归一化到|缩放到|映射到|裁剪到|限制在|\bin|\brange|\binterval|\bwithin|\bto|\bfrom|\bover)\s*(?:为|是|在)?\s*$"
)
_RANGE_AFTER = re.compile(r"\s*(?:的)?(?:区间|范围|之间|以?内|interval|range)")


def references(text: str, _: Paper | None) -> Mending:
    """Numbers of figures, tables, equations and sections that the page does not have."""
    text, bracketed = _BRACKETED.subn("", text)
    text, shown = _SHOWN.subn(lambda found: _left_over(found, text), text)
    text, lone = _LONE.subn(_in_words, text)
    times = bracketed + shown + lone
    return (_tidied(text), times) if times else (text, 0)


def _left_over(found: re.Match[str], text: str) -> str:
    """Nothing; "如" where an example follows; the comma that a reference amid an English sentence takes away at both sides."""
    if HAN.search(found[0]):
        exemplary = found[0].startswith("如") and text[: found.start()].endswith(("（", "("))
        return "如" if exemplary and text[found.end() : found.end() + 1] not in ("）", ")") else ""
    if not found[0].rstrip().endswith(","):
        return ""
    if found[0].startswith(",") and text[found.end() : found.end() + 1]:
        return ", "
    return f"{' ' if found[0][0].isspace() else ''}\ue010"


def _tidied(text: str) -> str:
    """Give the capital back to a sentence that lost its first words."""
    return re.sub(r"\ue010(\w?)", lambda found: found[1].upper(), text)


def _in_words(found: re.Match[str]) -> str:
    """The kind of thing that was referred to, in the language of the line, with a capital at the beginning of a sentence."""
    line = found.string[found.string.rfind("\n", 0, found.start()) + 1 :].split("\n")[0]
    zh, en = next((zh, en) for kind, zh, en in _STANDS_FOR if re.match(kind, found[0]))
    if HAN.search(line):
        return zh
    begins = re.search(r"(?:^|[.!?:]\s|\n|[-*+] |\*\*)\s*$", found.string[: found.start()])
    return en[:1].upper() + en[1:] if begins else en


def citations(text: str, _: Paper | None) -> Mending:
    """Bracketed numbers of a bibliography that the page does not have."""
    times = 0

    def mended(found: re.Match[str]) -> str:
        nonlocal times
        numbers = [int(number) for number in re.findall(r"\d+", found["numbers"])]
        before = found.string[: found.start("space")]
        index = not found["space"] and re.search(r"(?<![A-Za-z])[A-Za-z]$|[\])_]$", before)
        is_range = _RANGE_BEFORE.search(before) or _RANGE_AFTER.match(found.string, found.end("numbers") + 1)
        if 0 in numbers or index or (len(numbers) == 2 and is_range):
            return found[0]
        times += 1
        between_han = HAN.match(found["before"]) and HAN.match(found["next"])
        return found["before"] + ("" if between_han else found["after"])

    mended_text = _CITED.sub(mended, text)
    return (mended_text, times) if times else (text, 0)
