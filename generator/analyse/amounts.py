"""Analyse: the numbers of a text as amounts, in Chinese and English: value, unit, place. Pure.

Names with digits (ResNet-50, 3D, Recall@50), versions, identifiers, list markers, ordinals, dates and years are no amounts.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from generator.analyse.units import CURRENCIES, FACTORS, MAGNITUDES, NUMBER_WORDS, UNITS

_NUMBER = r"\d{1,3}(?:(?:,|\{,\}|\\,|[\u2009\u202f])\d{3})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?|\.\d+"
_WORDY = "|".join(sorted((re.escape(each) for each in UNITS if each[-1].isascii() and each[-1].isalpha()), key=len, reverse=True))
_OTHER = "|".join(sorted((re.escape(each) for each in UNITS if not (each[-1].isascii() and each[-1].isalpha())), key=len, reverse=True))
_MAGNITUDE = (
    r"(?:(?P<size>(?:thousand|million|billion|trillion|bn|[kKMBT])(?![A-Za-z])|(?:万亿|十亿|千万|百万|十万"
    r"|[亿万千](?![米瓦])))(?:\s?(?:多"
    r"|余))?)"
)
AMOUNT = re.compile(
    rf"(?P<currency>(?:US)?\\?[$€¥￥]\s?)?(?<![A-Za-z0-9_.])(?<![A-Za-z]-)(?P<number>{_NUMBER})(?:[eE](?P<power>[-+]?\d{{1,3}})(?![A-Za-z0-9]))?"
    rf"(?:\s?-?{_MAGNITUDE})?(?:\s?(?P<other>\\?{_OTHER})|[\s-]?(?P<unit>{_WORDY})(?![A-Za-z]))?(?![A-Za-z0-9]|\.\d)"
)
_CHINESE = "零〇一二两三四五六七八九"
_CHINESE_AMOUNT = re.compile(
    rf"百分之(?P<percent>[{_CHINESE}十百点]+)|(?<![一-鿿])(?P<tenths>[一二三四五六七八九])成(?![为立功员分本对])|(?<=[约近有以占了到过足])(?P<tenths2>[一二三四五六七八九])成(?![为立功员分本对])"
    rf"|(?P<times>[{_CHINESE}十百]+)倍|(?P<large>[{_CHINESE}十百]+)(?P<size>[万亿])"
)
_WORD = re.compile(r"[A-Za-z]+")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number where it stands: ``value`` with its magnitude (90M is 9e7), ``printed`` without, what it measures, how large the unit is."""

    start: int
    end: int
    value: float
    printed: float
    step: float
    measure: str | None = None
    size: float = 1.0

    @property
    def whole(self) -> bool:
        """Whether it is a whole number."""
        return self.value == int(self.value)


MOST_DIGITS, MOST_POWER = 100, 150
"""So many digits, and so high a power of ten, are looked at: what is longer (a key, a prime) must still fit into a float."""


def amounts(text: str) -> Iterator[Amount]:
    """Every number in digits with its unit. The unit after a range or a list ("3.7% to 6.5%", "29 and 31 dB") is not spread."""
    yield from map(_amount, AMOUNT.finditer(text))


def _amount(found: re.Match[str]) -> Amount:
    digits = re.sub(r"[^\d.]", "", found["number"].replace("\\,", ""))[:MOST_DIGITS]
    scale = MAGNITUDES[found["size"]] if found["size"] else 1.0
    power = 10.0 ** max(-MOST_POWER, min(int(found["power"]), MOST_POWER)) if found["power"] else 1.0
    decimals = len(digits.partition(".")[2])
    zeros = len(digits) - len(digits.rstrip("0")) if not decimals and digits.strip("0") else 0
    step = 10.0 ** (zeros - decimals) * scale * power
    written = (found["other"] or found["unit"] or "").lstrip("\\")
    measure, size = UNITS.get(written, (None, 1.0))
    if found["currency"] and not found["currency"].startswith("$ "):
        measure = measure or CURRENCIES[found["currency"].strip().lstrip("US\\")]
    return Amount(found.start("number"), found.end(), float(digits) * scale * power, float(digits) * power, step, measure, size)


def chinese_amounts(text: str) -> Iterator[Amount]:
    """百分之五十四, 三成, 五倍, 十二万. Other Chinese numerals count things that nobody measured ("三个阶段")."""
    for found in _CHINESE_AMOUNT.finditer(text):
        tenths = found["tenths"] or found["tenths2"]
        if found["percent"]:
            yield Amount(found.start(), found.end(), value := _chinese(found["percent"]), value, 1.0, "share")
        elif tenths:
            yield Amount(found.start(), found.end(), value := 10 * _chinese(tenths), value, 10.0, "share")
        elif found["times"]:
            yield Amount(found.start(), found.end(), value := _chinese(found["times"]), value, 1.0, "ratio")
        elif found["large"]:
            printed, scale = _chinese(found["large"]), MAGNITUDES[found["size"]]
            yield Amount(found.start(), found.end(), printed * scale, printed, scale)


def _chinese(text: str) -> float:
    head, _, tail = text.partition("点")
    value, digit = 0, 0
    for char in head:
        if char in "十百":
            value += (digit or 1) * (10 if char == "十" else 100)
            digit = 0
        else:
            digit = max(0, _CHINESE.index(char) - 1 - (char in _CHINESE[4:])) if char not in "零〇" else 0
    return float(value + digit) + (float("0." + "".join(str(int(_chinese(char))) for char in tail)) if tail else 0.0)


def spelled(text: str) -> Iterator[Amount]:
    """English number words: twenty-four, half (50 %, and a factor of 2), twice."""
    tens, end = 0, -1
    for found in _WORD.finditer(text):
        word = found[0].lower() if found[0][0].isupper() else found[0]
        value, measure = NUMBER_WORDS.get(word, (None, None))
        if value is not None:
            yield Amount(found.start(), found.end(), value, value, 1.0, measure)
            if tens and value < 10 and found.start() == end + 1 and text[end] == "-":
                yield Amount(found.start(), found.end(), tens + value, tens + value, 1.0)
        if word in FACTORS:
            yield Amount(found.start(), found.end(), FACTORS[word], FACTORS[word], 1.0, "ratio")
        tens, end = (int(value) if value and 20 <= value < 100 and not measure else 0), found.end()


_KEPT = r"\$\$.*?\$\$|```.*?```|`[^`\n]+`|\]\([^()\s]*\)|https?://[^\s）)】，。；、]+|<[^<>\n]*>"
_NO_AMOUNT = re.compile(
    rf"{_KEPT}"
    r"|(?<![\w.])\d{4}\.\d{4,5}(?:v\d+)?(?![\w.])|(?i:arxiv:)\S+"  # arXiv ids
    r"|^[^\S\n]*+(?:\d{1,2}[.)、]|[-*+])\s|[（(]\d{1,2}[）)]"  # list markers
    r"|\b\d{4}[-/]\d{1,2}(?:[-/]\d{1,2})?\b|\b(?:19|20)\d\d\s?年(?:\s?\d{1,2}\s?月)?(?:\s?\d{1,2}\s?日)?|\d{1,2}\s?月(?:\s?\d{1,2}\s?日)?(?![均度])"
    r"|(?:(?<=[（(])|\b(?:[Ii]n|[Ss]ince|[Uu]ntil|[Bb]y|[Ff]rom|[Bb]efore|[Aa]fter|January|February|March|April|May|June|July|August|September|October"
    r"|November|December|[A-Z]{3,}))\s?(?:19|20)\d\d(?=[\s,.;:，。；)）]|$)(?!\s*(?:[a-z]+s\b|[×x]))"
    r"|第\s?\d+|\d+(?:st|nd|rd|th)\b|(?<![A-Za-z0-9.])\d{1,2}D(?![a-z])\w*"
    r"|(?<![A-Za-z0-9])[A-Za-z](?:[-./_@+~^]?[A-Za-z0-9])*?(?:[-._/@+^]?\d(?:[-._/@+^]?[A-Za-z0-9])*)(?![A-Za-z0-9])"
    r"|(?:步骤|阶段|图|表|附录|公式)\s?\d+(?![\d.])"
    r"|(?<![\d.])\d{1,2}\s?(?:个?(?:步骤|阶段|部分|方面|问题|模块|组件|环节|要点|建议|原因|角度)|(?:steps|stages|parts|components|modules|reasons|questions|aspects|ways|things)\b)"
    r"|\b(?:Llama|LLaMA|Claude|Gemini|GPT|Qwen|Gemma|Phi|Mistral|Grok|Kimi|Stable Diffusion|SD|SDXL|Flux|FLUX|YOLO|SAM|DINO"
    r"|Wan|Step|Stage|Phase|Level"
    r"|Version|Layer|Task|Type|Python|CUDA|PyTorch|RTX|GTX|Pixel|iPhone|Top|Figure|Table|Section|Appendix)\s\d+(?:\.\d+)?(?![\d%])",
    re.DOTALL | re.MULTILINE,
)
_MATH = re.compile(r"\$(?!\s)([^$\n]+?)(?<!\s)\$(?!\d)")
_MARKS = re.compile(r"[_^](?:\{[^{}]*\}|\w)|\\(?:frac|sqrt|sum|prod|in|mathbb|mathcal|mathrm)(?:\{[^{}]*\})*")
_PLAIN = str.maketrans(
    {"－": "-", "−": "-", "‑": "-", "–": "-", "—": "-", "．": ".", **{chr(0xFF10 + digit): str(digit) for digit in range(10)}}
)


def readable(text: str) -> str:
    """The text with all that is no amount blotted out, place for place, and mathematics in plain signs."""
    text = _MATH.sub(_unmarked, text.translate(_PLAIN))
    return _NO_AMOUNT.sub(lambda found: " " * len(found[0]), text)


def plain(text: str) -> str:
    """A source's text in the same signs, place for place: dashes, digits, LaTeX's percent and times."""
    text = text.translate(_PLAIN)
    return _signs(text) if "\\" in text else text


def _unmarked(found: re.Match[str]) -> str:
    return " " + _signs(_MARKS.sub(lambda mark: " " * len(mark[0]), found[1])) + " "


def _signs(text: str) -> str:
    text = re.sub(r"\\(?:times|cdot)(?![a-z])", lambda found: "×".rjust(len(found[0])), text)
    text = re.sub(r"\\(?:pm|approx|sim|leq?|geq?)(?![a-z])", lambda found: "±".rjust(len(found[0])), text)
    return text.replace("\\%", " %")
