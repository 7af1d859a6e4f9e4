"""Analyse: the quality gate for what a model wrote. Pure.

``refuse`` names the fault of a reply that cannot be used, ``mend`` takes out what does not belong into an analysis and says
how often. Each rule is a small function, and both tables are in sight here. Good text comes back unchanged.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from generator.analyse import chatter, mending
from generator.analyse.mending import Rule
from generator.analyse.passages import HAN, ITEM, bare
from generator.analyse.references import citations, references
from generator.model import Paper, Section

MENDS: dict[str, Rule] = {
    "space without end": mending.spaces,
    "horizontal rules": mending.rules,
    "title, authors or label repeated": mending.repetitions,
    "preamble": chatter.preambles,
    "persona": chatter.personas,
    "address to the asker": chatter.addresses,
    "abstract repeated": mending.abstracts,
    "prompt echoed": mending.echoes,
    "headings": mending.headings,
    "claims about open source": mending.claims,
    "dangling references": references,
    "dangling citations": citations,
    "closing boilerplate": mending.closings,
    "deep nesting": mending.nesting,
}
"""In this order: what stands alone on a line goes before what stands in sentences, and lists are laid out last."""

HEDGES = re.compile(r"可能|或许|也许|\b(?:may|might|could|possibly|potentially|perhaps)\b", re.IGNORECASE)
MOST_HEDGES = 10
"""So many hedges in one analysis are reported; nothing is cut, since a single one may be honest."""


@dataclass(frozen=True, slots=True)
class Mended:
    """A text that may be published, and what was mended in it: the rule's name and how often."""

    text: str
    faults: Mapping[str, int]


def mend(text: str, paper: Paper | None = None) -> Mended:
    """Mend a reply or one section of it. Without ``paper`` nothing is compared with its title, abstract and links."""
    work, kept = _shielded(text)
    faults: dict[str, int] = {}
    for name, rule in MENDS.items():
        work, times = rule(work, paper)
        if times:
            faults[name] = times
    if len(HEDGES.findall(bare(text))) >= MOST_HEDGES:
        return Mended(_restored(work, kept) if faults else text, {**faults, "hedging": 1})
    return Mended(_restored(work, kept), faults) if faults else Mended(text, {})


def mend_sections(sections: Sequence[Section], paper: Paper | None = None) -> tuple[Section, ...]:
    """Mend the text of each section and the prompt's echo in its title; sections with nothing left are dropped."""
    mended = (replace(each, title=_title(each.title), text=mend(each.text, paper).text) for each in sections)
    return tuple(each for each in mended if re.search(r"\w", each.text))


def _title(title: str) -> str:
    text, times = mending.echoes(f"# {title}", None)
    return text[2:].strip() if times else title


_PRIVATE = 0xF0000
# Nothing inside code, mathematics, a link or an address is prose.
_SHIELDED = re.compile(
    r"```.*?```|~~~.*?~~~|`[^`\n]+`|\$\$.+?\$\$|\$(?!\s)[^$\n]+?(?<!\s)\$(?!\d)|\\\(.{1,2000}?\\\)|\\\[.{1,2000}?\\\]|!?\[[^\[\]\n]*\]\([^()\s]*\)|https?://[^\s）)】，。；、`]+",
    re.DOTALL,
)


def _shielded(text: str) -> tuple[str, list[str]]:
    """Put what is no prose out of the rules' reach: each piece becomes one private character."""
    kept: list[str] = []

    def stored(found: re.Match[str]) -> str:
        kept.append(found[0])
        return chr(_PRIVATE + len(kept) - 1)

    return _SHIELDED.sub(stored, text), kept


def _restored(text: str, kept: Sequence[str]) -> str:
    whole = text.translate({_PRIVATE + place: piece for place, piece in enumerate(kept)})
    whole = re.sub(r"\n(?:[ \t]*\n)+", "\n\n", whole)
    return re.sub(r"[ \t]+(?=\n|\Z)", "", whole).strip("\n")


def refuse(text: str, language: str | None = None) -> str | None:
    """What makes a reply unusable, in words that fit into a gap; None when it may be mended.

    ``language`` (``zh`` or ``en``) is what was asked for; another, or None, is not checked.
    """
    if _ERROR.search(text):
        return "it is an error message"  # asked before quotations are blotted out: an error body is full of them
    plain = bare(text)
    for reason, test in REFUSALS.items():
        if test(plain):
            return reason
    return "it is written in another language" if _in_other_language(plain, language) else None


_ERROR = re.compile(
    r"(?:分析|生成|请求|调用|摘要)失败\s*[:：]|RESOURCE_EXHAUSTED|exceeded your current quota|Quota exceeded for"
    r"|insufficient_quota|rate_limit_(?:error|exceeded)|\bError code: \d{3}|Traceback \(most recent|API[ _]key not valid"
    r"|invalid_api_key|retry_delay|\A[\s\[]*\{\s*\\?\"error\\?\"\s*:"
    r"|\A\W*(?:\d{3}\s+)?(?:Error|错误|Exception|Internal Server Error|Service Unavailable|Too Many Requests"
    r"|Bad Gateway|Gateway Time-?out)\b"
    r"|\A\s*<(?:!doctype|html)|\b(?:Summary|Analysis) (?:unavailable|generation failed)",
    re.IGNORECASE,
)
_JSON = re.compile(r"\s*(?:data:\s*)?[\[{]\s*[{\"]")
_REFUSAL = re.compile(
    r"(?:抱歉|对不起)，?(?:但)?(?:我|由于|作为|目前)|我(?:目前|暂时)?(?:无法|不能|没有办法)(?:直接)?(?:访问|阅读|读取|打开|查看|分析|提供|获取|完成|协助|处理)"
    r"|作为(?:一个|一款)?(?:AI|人工智能|大?语言模型)[^。]{0,20}我(?:无法|不能)"
    r"|\bI(?:'m|’m| am) (?:sorry|unable|not able)\b|\bI (?:can(?:not|'t|’t)|am unable to|won't|’m unable to) "
    r"(?:access|assist|help|provide|read|open|analy[sz]e|view|complete|comply|fulfil|process|browse|retrieve|see)"
    r"|\bI (?:do not|don't|don’t) have (?:access|the ability)|\bMy apologies\b",
    re.IGNORECASE,
)
_REQUEST = re.compile(
    r"请(?:您|你)?(?:先|再)?(?:提供|粘贴|上传|发送|分享|输入|给出|补充)[^。]{0,16}(?:论文|全文|摘要|文本|内容|PDF|链接|正文)"
    r"|(?:我)?(?:还)?需要(?:您|你)(?:先)?(?:提供|上传)"
    r"|\b(?:please|could you|can you|kindly)(?: \w+)? (?:provide|paste|share|upload|send|supply|attach|give me)\b[^.]{0,40}"
    r"\b(?:paper|text|abstract|pdf|contents?|document|link|manuscript|article)"
    r"|\b(?:once|after|when) you (?:provide|share|paste|upload|send)\b",
    re.IGNORECASE,
)


def _is_empty(text: str) -> bool:
    return not re.search(r"\w", text) or bool(re.fullmatch(r"\W*(?:N/?A|None|null|TODO|TBD|无|略|暂无)\W*", text, re.IGNORECASE))


_OPEN_END = re.compile(
    r"[,，、;；（(\[【“「《—–+=/&:：]\**$|(?:的|(?<![饱总缓])和|(?<!参)与|(?<![普危])及|(?<![存内潜外])在|是|将|(?<![行人])为|(?<![图文配像本据句例题案答])对|(?<!可)以|从|把|被|(?<!驱)使|(?<![自理])由"
    r"|而|但|或|并|且|了一[个种]|通过)\**$"
    r"|\b(?:the|an?|of|and|or|to|with|that|which|in|on|for|by|is|are|was|were|as|from|than|their|its|this|these|we|but|because|while)\**$",
    re.IGNORECASE,
)
_CLOSED_END = re.compile(r"[。！？.!?…)）」』”\"'’】\]》;；|`$%*~]$")


def _without_last_rules(text: str) -> str:
    lines = text.split("\n")
    while len(lines) > 1 and re.fullmatch(r"\s*+(?:[-*_]\s*+){3,}+|\s*+", lines[-1]):
        lines.pop()
    return "\n".join(lines).rstrip()


def _is_cut_off(text: str) -> bool:
    """Whether a text stops in the middle: of code, of mathematics, of bold, or of its last sentence."""
    body = _without_last_rules(text.strip())
    if body.count("```") % 2 or body.count("$$") % 2:
        return True
    bare_body, _ = _shielded(body)
    lines = [line.strip() for line in bare_body.split("\n") if line.strip()]
    last = f"{lines[-1]}`" if ord(lines[-1][-1]) >= _PRIVATE else lines[-1]
    _, opened, formula = last.rpartition("$")
    if (opened and re.match(r"\s?\\?[A-Za-z\\{(].*?\\[a-z]", formula)) or _OPEN_END.search(last):
        return True
    if _CLOSED_END.search(last) or len(last) < 12:
        return False
    return _unlike_the_others(lines, last)


def _unlike_the_others(lines: Sequence[str], last: str) -> bool:
    """The last of several paragraphs ends with a stop; a list item does when its neighbours do. A lone line may be a title."""
    if re.match(r"#|\*\*[^*]+\*\*$", last):
        return True  # a heading with nothing beneath it
    if not ITEM.fullmatch(last):
        return len(lines) > 1 or bool(re.search(r"[。！？]\S|[a-z]{2}[.!?] [A-Z]", last))
    others = [line for line in lines[:-1] if ITEM.fullmatch(line)][-3:]
    return len(others) > 1 and all(_CLOSED_END.search(line) for line in others)


_NO_WORDS = re.compile(r"“[^”\n]*”|\"[^\"\n]*\"|「[^」\n]*」|《[^》\n]*》|paper:\S+")
_ENGLISH = frozenset(re.findall(r"\w+", "the of and to is with for on that by from it are this at be which than not or was were"))
_OTHER_LATIN = frozenset(
    re.findall(
        r"\w+",
        "der die das und ein eine mit von zu den ist auf nicht wird le la les des une et pour dans est que par sur avec "
        "el los las una con para del por se il che di della per non sono uma os dos em het een van voor niet",
    )
)
_FEW = 10
"""With fewer words than this no language can be told; two characters of Chinese or Japanese count as a word."""


def _in_other_language(text: str, language: str | None) -> bool:
    """By script, outside quotations, mathematics, code and names; languages in Latin letters by their small words."""
    prose = _NO_WORDS.sub(" ", _shielded(text)[0])
    han, kana = len(HAN.findall(prose)), len(re.findall(r"[\u3040-\u30ff\uac00-\ud7af]", prose))
    words = re.findall(r"(?<![\w-])[a-zà-öø-ÿ]{2,}(?![\w-])", prose)
    others = len(re.findall(r"[\u0370-\u03ff]{3,}|[\u0400-\u052f\u0590-\u06ff\u0900-\u0dff\u0e00-\u0e7f]{2,}", prose))
    if len(words) + others + (han + kana) / 2 < _FEW:
        return False
    if language == "zh":
        return han < 2 * (len(words) + others) or kana > han / 10
    small, foreign = (sum(word in known for word in words) for known in (_ENGLISH, _OTHER_LATIN))
    return language == "en" and ((han + kana) / 2 + others > len(words) / 4 or foreign > 2 * small)


REFUSALS: dict[str, Callable[[str], bool]] = {
    "it is empty": _is_empty,
    "it is JSON and no prose": lambda text: bool(_JSON.match(text)),
    "it asks for the paper's text": lambda text: bool(_REQUEST.search(text)),
    "it is a refusal": lambda text: bool(_REFUSAL.search(text[:600])),
    "it is cut off": _is_cut_off,
}
