"""Rank: phrases, and the texts they are looked for in. Pure.

A phrase matches whole words, whatever their case, plural, hyphens or British spelling: *super-resolution* finds
"Super Resolution", "superresolution" and "super-resolutions"; *colorization* finds "colourisation";
*inpainting* finds "in-painting" but not "in painting". An abbreviation of up to five characters (CLIP, GAN, NeRF) matches
as written, so that a video clip is not CLIP.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from generator.names import folded

Words = tuple[str, ...]

WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
RAW_WORD = re.compile(r"[A-Za-z0-9]+")
ABBREVIATION = re.compile(r"(?=(?:[a-z0-9]*[A-Z]){2})[A-Za-z0-9]{2,5}")
# colour, generalisation, modelling, centre, grey, defence
AMERICAN = tuple(
    (re.compile(british), american)
    for british, american in (
        (r"our(?=$|ed$|ing$|ful$|hood$|i[sz])", "or"),
        (r"is(?=(ation|e|ed|er|ing)$)", "iz"),
        (r"ys(?=(e|ed|er|ing)$)", "yz"),
        (r"(?<=[aeiou])ll(?=(ing|ed|er)$)", "l"),
        (r"(?<=[tb])re$", "er"),
        (r"grey", "gray"),
        (r"fence$", "fense"),
    )
)
LONGEST_LEFT_ALONE = 4
MOST_WORDS_JOINED = 5
"""A longer phrase is not tried with its words written together."""


@lru_cache(maxsize=50_000)
def singular(word: str) -> str:
    """Drop a plural ending and write the American way. Phrases and texts go through the same rules, so a slip ("bias") does no harm."""
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        word = f"{word[:-3]}y" if word.endswith("ies") else word[:-1]
    if len(word) > LONGEST_LEFT_ALONE:
        for british, american in AMERICAN:
            word = british.sub(american, word)
    return word


@dataclass(frozen=True, slots=True)
class Text:
    """A text as rows of words: hyphens read as spaces, hyphens dropped, and the words that hold capitals as written."""

    apart: Words
    joined: Words
    capitals: Counter[str]


def read(text: str) -> Text:
    """Cut a text into words."""
    tokens = WORD.findall(folded(text))
    joined = tuple(singular(token.replace("-", "")) for token in tokens)
    apart = tuple(singular(word) for token in tokens for word in token.split("-"))
    capitals = Counter(word[:-1] if word.endswith("s") else word for word in RAW_WORD.findall(text) if not word.islower())
    return Text(apart=apart, joined=joined, capitals=capitals)


def spellings(phrase: str) -> set[Words]:
    """The rows of words that a phrase may be written as: each hyphen or space kept apart or closed up."""
    words = [singular(word) for word in WORD.findall(folded(phrase).replace("-", " "))]
    if not words:
        return set()
    if len(words) > MOST_WORDS_JOINED:
        return {tuple(words)}
    gaps = product((" ", ""), repeat=len(words) - 1)
    return {tuple("".join(word + gap for word, gap in zip(words, (*gap, ""), strict=True)).split(" ")) for gap in gaps}


def key(phrase: str) -> str:
    """What two spellings of one phrase have in common."""
    return "".join(singular(word) for word in WORD.findall(folded(phrase).replace("-", " ")))


class Phrases:
    """Many phrases, compiled to be found in one pass over a text.

    ``elsewhere`` holds longer phrases in which one of them means something else, such as "denoising step".
    """

    def __init__(self, phrases: Iterable[str], elsewhere: Iterable[str] = ()) -> None:
        """Compile; a phrase without a word is left out."""
        self._wanted = frozenset(phrases)
        self._abbreviations = frozenset(phrase for phrase in self._wanted if ABBREVIATION.fullmatch(phrase))
        self._rows = _rows(self._wanted - self._abbreviations)
        # One that holds two wanted phrases ("denoising diffusion") takes nothing from a reader who wants both.
        misleading = {phrase for phrase in elsewhere if len(self.find(read(phrase))) == 1}
        self._rows = _rows((self._wanted - self._abbreviations) | misleading)

    def find(self, text: Text) -> dict[str, int]:
        """Count each phrase that occurs, as it was given; a phrase inside a longer one that matched is not counted."""
        found = {name: text.capitals[name] for name in sorted(self._abbreviations & text.capitals.keys())}
        for words in (text.apart, text.joined):
            for phrase, times in self._found_in(words).items():
                if phrase in self._wanted:
                    found[phrase] = max(times, found.get(phrase, 0))
        return found

    def _found_in(self, words: Words) -> Counter[str]:
        found: Counter[str] = Counter()
        reached = 0
        for start, word in enumerate(words):
            if word not in self._rows:
                continue
            here = [(row, phrase) for row, phrase in self._rows[word] if words[start : start + len(row)] == row]
            longest = len(here[0][0]) if here else 0
            if start + longest > reached:
                reached = start + longest
                found.update(phrase for row, phrase in here if len(row) == longest)
        return found


def _rows(phrases: Iterable[str]) -> dict[str, list[tuple[Words, str]]]:
    """Every spelling of every phrase by its first word, longest first."""
    rows: dict[str, set[tuple[Words, str]]] = defaultdict(set)
    for phrase in phrases:
        for words in spellings(phrase):
            rows[words[0]].add((words, phrase))
    return {first: sorted(found, key=lambda row: (-len(row[0]), row[1])) for first, found in rows.items()}
