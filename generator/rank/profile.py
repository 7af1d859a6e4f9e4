"""Rank: the reader's interests and likes compiled into a Profile. Pure.

An interest becomes *terms*, each with the phrases that stand for it: the reader's own, and those that the field's table of
terms knows for it (``terms``). 去噪 finds "image denoising", a wish for MLLMs finds "multimodal large language model".
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from generator.model import Interest, Paper
from generator.rank.learning import Taste, taste
from generator.rank.phrases import Phrases, Words, key
from generator.rank.tags import elsewhere, plain_words
from generator.rank.terms import CHINESE, Relation, chinese, known, meanings, rarity, tasks, words

KEYWORD = 1.0
ABOUT = 0.85
"""How much a phrase of ``about`` or of the name counts beside a keyword."""
COUNTS: Mapping[Relation, float] = {"same": 1.0, "kinds": 0.7, "near": 0.4}
"""How much a phrase counts by its relation to what the reader named."""
RARITY, USUAL_RARITY = 0.2, 4.0
"""A phrase counts ``(rarity / USUAL_RARITY) ** RARITY``: "diffusion" a little less than "deraining"."""
LOOSE = 0.05
"""How much the single words of an interest count beside its phrases."""
LEAST_RARITY = 1.0
"""A word that more than a third of all abstracts hold says nothing by itself."""

BREAKS = re.compile(
    r"[,;:.!?()\[\]{}\"“”|/\n，；、。：！？（）《》]+|\s+-\s+|(?<![\w-])(?:and|or)(?![\w-])|以及|或者|[和与及或]", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Sense:
    """What a phrase says of an interest: the term it stands for, how much it counts, and whether it only lies near it."""

    term: str
    counts: float
    near: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """An interest, ready to be looked for: ``senses`` of its phrases, and how much its single ``words`` count."""

    interest: Interest
    senses: Mapping[str, Sense]
    phrases: Phrases
    excluded: Phrases
    words: Mapping[str, float]

    @property
    def title(self) -> str:
        """How the interest is called in a reason."""
        return self.interest.name or self.interest.id


@dataclass(frozen=True, slots=True)
class Profile:
    """What a reader wants. Without an interest and without a taste no paper is scored.

    ``foreign`` are the phrases of tasks that no interest asks for.
    """

    wanted: tuple[Wanted, ...]
    foreign: Phrases
    taste: Taste | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to score by."""
        return not self.wanted and self.taste is None


def profile(interests: Sequence[Interest], likes: Sequence[Paper] = (), dislikes: Sequence[Paper] = ()) -> Profile:
    """Compile the interests that are not paused, and learn from the texts of liked and disliked papers."""
    wanted = tuple(_wanted(interest) for interest in interests if not interest.paused)
    asked = {key(phrase) for each in wanted for phrase, sense in each.senses.items() if not sense.near}
    foreign = {phrase for names in tasks().values() if not asked & {key(name) for name in names} for phrase in names}
    foreign -= {phrase for each in wanted for phrase in each.senses}
    return Profile(wanted, Phrases(foreign), taste(likes, dislikes))


def _wanted(interest: Interest) -> Wanted:
    senses = _senses(interest)
    excluded = {each for text in interest.exclude for name in (text, *chinese(text)) for each in _same(name)}
    return Wanted(interest, senses, Phrases(senses, elsewhere()), Phrases(excluded), _loose(interest))


def _same(name: str) -> list[str]:
    """The ways to write what is excluded; what belongs to it is excluded with a Chinese name, which cannot match itself."""
    relations = ("same", "kinds") if CHINESE.search(name) else ("same",)
    return [name, *(phrase for phrase, relation in meanings(name).items() if relation in relations)]


def _senses(interest: Interest) -> dict[str, Sense]:
    """Each phrase once, whatever its spelling, with what it says at most."""
    senses: dict[str, Sense] = {}
    spelt: dict[str, str] = {}
    for name, strength in _sought(interest):
        for phrase, relation in meanings(name).items():
            counts = strength * COUNTS[relation] * (rarity(words(phrase)) / USUAL_RARITY) ** RARITY
            here = spelt.setdefault(key(phrase), phrase)
            if here not in senses or counts > senses[here].counts:
                # What only lies near is no term of the reader's, and must not add to one.
                senses[here] = Sense(phrase if relation == "near" else name, counts, relation == "near")
    return _raised(senses)


def _raised(senses: Mapping[str, Sense]) -> dict[str, Sense]:
    """Let a phrase that holds one which counts more ("autoregressive image generation") count as much."""
    rows: dict[Words, str] = {words(phrase): phrase for phrase in senses}
    raised = dict(senses)
    for row, phrase in rows.items():
        inner = (rows.get(row[start:end]) for start in range(len(row)) for end in range(start + 1, len(row) + 1))
        raised[phrase] = max((senses[each] for each in inner if each), key=lambda sense: sense.counts)
    return raised


def _sought(interest: Interest) -> Iterator[tuple[str, float]]:
    """What the reader named, that which counts most first, each once."""
    for keyword in interest.keywords:
        yield from ((phrase, KEYWORD) for phrase in (keyword, *chinese(keyword)))
    for text in _texts(interest):
        yield from ((phrase, ABOUT) for phrase in about_phrases(text))


def _texts(interest: Interest) -> tuple[str, ...]:
    """The free text of an interest; its id when it has nothing else."""
    if any((interest.name, interest.about, interest.keywords)):
        return interest.name, interest.about
    return () if interest.authors else (interest.id.replace("-", " "),)


def _loose(interest: Interest) -> dict[str, float]:
    """The single words of an interest that say something, the rare ones more; a long text divides its weight."""
    text = " , ".join((*interest.keywords, *_texts(interest)))
    plain = plain_words("stop") | plain_words("tail")
    rare = {word: rarity([word]) for word in words(text) if len(word) > 2 and word not in plain and not CHINESE.search(word)}
    rare = {word: found for word, found in rare.items() if found > LEAST_RARITY}
    return {word: LOOSE * found / sqrt(sum(rare.values())) for word, found in rare.items()}


def about_phrases(text: str) -> Iterator[str]:
    """Cut free text into phrases: at punctuation, at "and", and at words that carry no topic."""
    for piece in (piece.strip() for piece in BREAKS.split(text)):
        if known(piece):
            yield piece
        elif CHINESE.search(piece):
            yield from chinese(piece)
            yield from _runs(CHINESE.sub(" , ", piece))
        else:
            yield from _runs(piece)


def _runs(piece: str) -> Iterator[str]:
    """The rows of words between words that carry no topic."""
    words, stop, tail, generic = piece.split(), plain_words("stop"), plain_words("tail"), plain_words("generic")
    ends = [index for index, word in enumerate(words) if word.lower().strip("'’") in stop or not re.search(r"[^\W\d_]", word)]
    for start, end in zip((-1, *ends), (*ends, len(words)), strict=True):
        run = words[start + 1 : end]
        while len(run) > 2 and run[-1].lower() in tail and not known(" ".join(run)):
            run = run[:-1]
        if any(word.lower() not in tail | generic for word in run) or known(" ".join(run)):
            yield " ".join(run)
