"""Rank: the controlled vocabulary, the tags of a paper and its kind. Pure but for reading a package file."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from generator.model import Paper, PaperKind, Tag
from generator.rank.phrases import Phrases, key, read

MOST_TAGS = 6
IN_TITLE = 3
"""A phrase in the title counts like so many in the abstract."""
ENOUGH = 2
"""A tag below this strength was mentioned in passing and stands only where nothing stronger does."""

# In this order: a title that says "survey" is a survey whatever else it says. The abstract is asked after the title.
TITLE_CUES: tuple[tuple[PaperKind, str], ...] = (
    ("survey", r"survey|overview of|tutorial|roadmap|(literature|systematic|comprehensive|critical|a) review"),
    ("benchmark", r"benchmark(s|ing)?|\w+-?bench(-\w+)?|dataset|data set|challenge|corpus|leaderboard|how (well|far|good)"),
    ("theory", r"theory|theoretical|theorems?|provabl[ey]|proofs?|generali[sz]ation bounds?|identifiability|sample complexity"),
    ("system", r"toolkit|toolbox|library|open-source (platform|system|framework)|software|demo"),
    ("application", r"case study|applications? (of|to|in)|field study"),
)
MAKES = r"(we|paper|work) (also )?(introduces?|presents?|builds?|constructs?|releases?|curates?) (\S+ ){0,5}?"
ABSTRACT_CUES: tuple[tuple[PaperKind, str], ...] = (
    ("survey", r"(this|our) (survey|review)|we (survey|(comprehensively|systematically) review)|this (paper|article) (surveys|reviews)"),
    ("method", r"we (\w+ )?propose|our (proposed )?(method|approach|framework|network)"),
    ("benchmark", MAKES + r"(benchmark|dataset|data set|corpus)"),
    ("theory", r"we (\w+ )?prove|(this|the) (paper|work) (proves|develops a theory)"),
    ("system", r"open-source (toolkit|library|platform|software)|software (package|library)"),
)


def vocabulary(extra: Sequence[Tag] = ()) -> dict[str, Tag]:
    """The tags by id, the reader's own added or in place of one of the same id (without names, the id is its name)."""
    own = {tag.id: tag if tag.names else Tag(id=tag.id, names={"en": tag.id, "zh": tag.id}, match=tag.match) for tag in extra}
    return {**_shipped(), **own}


def elsewhere() -> tuple[str, ...]:
    """Phrases in which a word of the field means something else, such as "heat diffusion"."""
    return tuple(_file()["elsewhere"])


def plain_words(which: str) -> frozenset[str]:
    """Words that are no topic: ``stop`` carry none, ``tail`` add nothing at the end of a phrase, ``generic`` are none alone."""
    return frozenset(_file()["words"][which].split())


def _shipped() -> dict[str, Tag]:
    rows = _file()["tags"].items()
    return {id_: Tag(id=id_, names={"en": en, "zh": zh}, match=tuple(match), group=group) for id_, (group, en, zh, match) in rows}


@lru_cache(maxsize=1)
def _file() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((files("generator.rank") / "vocabulary.yml").read_text("utf-8"))
    return content


def tags(paper: Paper, vocabulary: Mapping[str, Tag]) -> tuple[str, ...]:
    """The ids of at most six tags, strongest first: named in the title, then often in the abstract."""
    ids, phrases = _compiled(tuple((tag.id, *tag.names.values(), *tag.match) for tag in vocabulary.values()))
    strength: Counter[str] = Counter()
    for text, weight, most in ((paper.title, IN_TITLE, 1), (paper.abstract or "", 1, IN_TITLE)):
        for phrase, times in phrases.find(read(text)).items():
            for tag in ids[phrase]:
                strength[tag] += weight * min(times, most)
    ranked = sorted(strength, key=lambda tag: (-strength[tag], tag))
    return tuple([tag for tag in ranked if strength[tag] >= ENOUGH][:MOST_TAGS] or ranked[:2])


@lru_cache(maxsize=4)
def _compiled(rows: tuple[tuple[str, ...], ...]) -> tuple[dict[str, list[str]], Phrases]:
    """Compile rows of a tag's id and its phrases: which ids a phrase stands for, and the phrases."""
    ids: dict[str, list[str]] = defaultdict(list)
    for id_, *phrases in rows:
        for phrase in {key(phrase): phrase for phrase in phrases}.values():
            ids[phrase].append(id_)
    return dict(ids), Phrases(ids, elsewhere())


def kind(paper: Paper) -> PaperKind | None:
    """What the paper is by cues of its title, else of its abstract; a method when neither says; None without an abstract."""
    for text, cues in ((paper.title, TITLE_CUES), (paper.abstract or "", ABSTRACT_CUES)):
        for kind_, cue in cues:
            if re.search(rf"(?<![\w-])(?:{cue})(?![\w-])", text, re.IGNORECASE):
                return kind_
    return "method" if paper.abstract else None
