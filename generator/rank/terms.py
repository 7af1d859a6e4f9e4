"""Rank: what the field calls its things, and how common its words are. Pure but for two package files.

``terms.yml`` says how one thing is written otherwise, in English and Chinese, what belongs to it and what lies near it.
``frequencies.json`` counts in how many of some 37,000 abstracts (arXiv 2025–2026, half of them cs.CV, the rest cs.AI, cs.CL,
cs.LG and others) the most frequent words and pairs of words occur, through the rules of ``phrases``.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from math import log
from typing import Any, Literal

from generator import shipped
from generator.rank.phrases import key, read

Relation = Literal["same", "kinds", "near"]
RELATIONS: tuple[Relation, ...] = ("same", "kinds", "near")
CHINESE = re.compile(r"[\u4e00-\u9fff]+")


def meanings(name: str) -> dict[str, Relation]:
    """The phrases that stand for what a reader named, the name itself included, each with its relation to it."""
    found: dict[str, Relation] = {} if CHINESE.search(name) else {name: "same"}
    concepts = _named().get(key(name), [])[:2]
    found |= dict.fromkeys(concepts, "same")
    for relation in RELATIONS:
        for concept in concepts:
            for phrase in _concepts()[concept].get(relation, ()):
                for each in (phrase, *(_concepts().get(phrase, {}).get("same", ()))):
                    found.setdefault(each, relation)
    return found


def known(name: str) -> bool:
    """Whether the field has this name for something."""
    return key(name) in _named()


def chinese(text: str) -> Iterator[str]:
    """The Chinese names of the field inside a text, longest first, each place once."""
    names = sorted((name for name in _named() if CHINESE.search(name)), key=lambda name: (-len(name), name))
    for run in CHINESE.findall(text):
        rest = run
        for name in names:
            if name in rest:
                yield name
                rest = rest.replace(name, " ")


def tasks() -> dict[str, tuple[str, ...]]:
    """What a whole paper may be about: each task's name with its other names and what belongs to it."""
    return {name: (name, *_concepts()[name].get("same", ()), *_concepts()[name].get("kinds", ())) for name in _file()["tasks"]}


def rarity(words: Sequence[str]) -> float:
    """How rare a word or a row of words is: the logarithm of all abstracts over those that hold it, 0 to about 5.5."""
    counts, documents, least = _counts()
    pairs = [" ".join(pair) for pair in pairwise(words)] or list(words)
    return log(documents / min((counts.get(each, least) for each in pairs), default=least))


def share(word: str) -> float:
    """The part of all abstracts that holds a word or a pair of words; half the least counted one for the others."""
    counts, documents, least = _counts()
    return counts.get(word, least / 2) / documents


def is_counted(word: str) -> bool:
    """Whether a word or pair of words is among the frequent ones."""
    return word in _counts()[0]


@lru_cache(maxsize=1)
def _counts() -> tuple[Mapping[str, int], int, int]:
    content = json.loads((files("generator.rank") / "frequencies.json").read_text("utf-8"))
    return content["counts"], content["documents"], min(content["counts"].values())


@lru_cache(maxsize=1)
def _file() -> dict[str, Any]:
    return shipped.content("generator.rank", "terms.yml")


def _concepts() -> dict[str, dict[str, list[str]]]:
    concepts: dict[str, dict[str, list[str]]] = _file()["terms"]
    return concepts


@lru_cache(maxsize=1)
def _named() -> dict[str, list[str]]:
    """The concepts by the key of every name they have; that of which it is the very name comes first."""
    named: dict[str, list[str]] = {key(concept): [concept] for concept in _concepts()}
    for concept, row in _concepts().items():
        for name in (*row.get("same", ()), *row.get("zh", ())):
            if concept not in named.setdefault(key(name), []):
                named[key(name)].append(concept)
    return named


def words(text: str) -> tuple[str, ...]:
    """The words of a text as they are counted."""
    return read(text).apart
