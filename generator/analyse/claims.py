"""Analyse: the numbers that a sentence claims, with what it says around each: unit, names, where it was measured. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from generator.analyse.amounts import Amount, amounts, chinese_amounts, readable
from generator.analyse.source import Source, tokens

_ABOUT = re.compile(
    r"(?:约|近|将近|几乎|接近|大概|~|～|≈|±|\babout|\baround|\broughly|\bnearly|\balmost|\bapproximately|\bsome)\s*(?:为|有|是)?\s*[$€]?\Z",
    re.I,
)
_ABOUT_AFTER = re.compile(r"\s*(?:左右|上下|多|余)")
_OVER = re.compile(r"(?:超过|逾|大于|高于|多于|至少|不少于|\bover|\bmore than|\babove|\bat least|\bexceed(?:s|ing)?)\s*[$€]?\Z", re.I)
_UNDER = re.compile(
    r"(?:不到|不足|低于|少于|小于|至多|最多|不超过|\bunder|\bless than|\bbelow|\bfewer than|\bat most|\bup to)\s*[$€]?\Z", re.I
)
_SLOT = re.compile(
    r"(?<![A-Za-z])([A-Za-z][\w.@+/-]*(?:\s\d[\w.]*)?)\s*(?:数据集|测试集|验证集|基准)?(?:（[^）]*）)?\s*上|\b[Oo]n\s+(?:the\s+)?([A-Z][\w.@+/-]*(?:\s\d[\w.]*)?)"
)
_MATH = re.compile(r"\$[^$\n]+\$")
_COUNTED = re.compile(r"\s?(?:个|名|位|人|张|段|条|题|份|部|组|对|次|块|种|类|台|篇|例|[a-z]{3,}s\b)")
_HARDWARE = re.compile(r"(?:rtx|gtx|nvidia|gpu|tpu|cpu|[ahbv]\d00|l40|t4|pixel|iphone|jetson)")


@dataclass(frozen=True)
class Claim:
    """A number of a sentence with what the sentence says around it.

    ``words`` are those of the whole sentence, ``so_far`` up to the clause's end, ``clause`` of the clause alone; ``names`` and
    ``places`` are its names and what it says something was measured on. ``counts`` is true of "3 people", ``unit`` is what is measured.
    """

    amount: Amount
    text: str
    sentence: str
    words: frozenset[str]
    so_far: frozenset[str]
    clause: frozenset[str]
    names: frozenset[str]
    places: frozenset[str]
    counts: bool
    unit: str | None

    @property
    def before(self) -> str:
        """The sentence up to the number."""
        return self.sentence[: self.amount.start]

    @property
    def after(self) -> str:
        """The sentence after the number."""
        return self.sentence[self.amount.end :]

    @cached_property
    def hedged(self) -> bool:
        """Whether the sentence says that the number is rounded or a bound: "about", "more than"."""
        return self.about or self.over or self.under

    @property
    def about(self) -> bool:
        """Whether the number stands for those around it."""
        return bool(_ABOUT.search(self.before) or _ABOUT_AFTER.match(self.after))

    @property
    def over(self) -> bool:
        """Whether the number is a lower bound."""
        return bool(_OVER.search(self.before))

    @property
    def under(self) -> bool:
        """Whether the number is an upper bound."""
        return bool(_UNDER.search(self.before))


def claimed(text: str) -> Iterator[Amount]:
    """The amounts of a text that is ``readable``, in digits and in Chinese."""
    yield from amounts(text)
    yield from chinese_amounts(text)


_CLAUSE = re.compile(
    r"[，；;：。]|[,:](?!\d)|\b(?:against|versus|vs\.?|than|while|whereas|where|compared (?:with|to)|and|but)\b|[低高优]于"
    r"|不如|[对而比]|[（(](?=[A-Z][^（(）)]*\d)"
)


def _clause(text: str, at: int) -> tuple[int, int]:
    """Where the clause around a place begins and ends."""
    ends = [found.end() for found in _CLAUSE.finditer(text)]
    return max((end for end in ends if end <= at), default=0), min((end for end in ends if end > at), default=len(text))


def claims(sentence: str, source: Source) -> Iterator[Claim]:
    """The numbers of a sentence, with what it says around each in words that ``source`` has too."""
    text = readable(sentence)
    found = sorted(claimed(text), key=lambda amount: amount.start)
    prose = _MATH.sub(" ", sentence)
    for amount in found:
        unit, size = _unit_of(amount, found, text)
        counts = bool(_COUNTED.match(text[amount.end :])) and not unit
        start, end = _clause(sentence, amount.start)
        near = sentence[start:end]
        yield Claim(
            amount=replace(amount, measure=unit, size=size),
            text=sentence[amount.start : amount.end].strip(),
            sentence=sentence,
            words=source.also(tokens(prose)),
            so_far=source.also(tokens(sentence[:end])),
            clause=source.also(tokens(near)),
            names=source.also(names(near, source)) & source.known,
            places=source.also(_places(near, source)) or source.also(_places(sentence[:start], source)),
            counts=counts,
            unit=unit,
        )


def _places(text: str, source: Source) -> Iterator[str]:
    """What a text says something was measured on: "GoPro 上", "on the HIDE test set"."""
    yield from (
        word
        for match in _SLOT.finditer(text)
        for part in match.groups()
        if part
        for word in names(part, source)
        if not _HARDWARE.match(word)
    )


def _unit_of(amount: Amount, others: Sequence[Amount], text: str) -> tuple[str | None, float]:
    """The unit of a number, or of the one that it makes a range or pair with: "3.7 to 6.5%"."""
    if amount.measure:
        return amount.measure, amount.size
    for other in others:
        if (
            other.measure
            and 0 <= other.start - amount.end <= 6
            and re.fullmatch(r"\s?(?:[-~～±至到和/、]|to|and|or|vs\.?)\s?[$+-]?", text[amount.end : other.start])
        ):
            return other.measure, other.size
    return None, 1.0


def names(text: str, source: Source) -> Iterator[str]:
    """The words of a text that are names: with a capital inside or a digit, or that the source never writes small."""
    for word in re.findall(r"[A-Za-z0-9][\w.@+/-]*", text):
        plain = re.sub(r"[^a-z0-9+]", "", word.lower())
        if plain in tokens(word) and (
            re.search(r"\d|[a-z][A-Z]|[A-Z]{2}", word) or (word[0].isupper() and word.lower() not in source.lower)
        ):
            yield plain
