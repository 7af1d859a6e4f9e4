"""Rank: the reader's interests compiled into a Profile. Pure but for the vocabulary, a package file.

An interest becomes *terms*, each with the phrases that stand for it. A term that the vocabulary names, in English or
in Chinese, also brings the vocabulary's phrases: 去噪 finds "image denoising".
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.model import Interest, Paper
from generator.rank.phrases import Phrases, key
from generator.rank.tags import elsewhere, plain_words, vocabulary

KEYWORD = 1.0
ABOUT = 0.85
"""How much a phrase of ``about`` or of the name counts beside a keyword."""

BREAKS = re.compile(r"[,;:.!?()\[\]{}\"“”|/\n，；、。：！？（）《》]+|\s+-\s+|\band\b|\bor\b|以及|或者|[和与及或]", re.IGNORECASE)
CHINESE = re.compile(r"[\u4e00-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Term:
    """One thing the reader named, and how much it counts."""

    name: str
    strength: float


@dataclass(frozen=True, slots=True)
class Wanted:
    """An interest, ready to be looked for: ``terms`` says for which term each phrase stands."""

    interest: Interest
    terms: Mapping[str, Term]
    phrases: Phrases
    excluded: Phrases

    @property
    def title(self) -> str:
        """How the interest is called in a reason."""
        return self.interest.name or self.interest.id


@dataclass(frozen=True, slots=True)
class Profile:
    """What a reader wants. Without an interest no paper is scored."""

    wanted: tuple[Wanted, ...]


def profile(interests: Sequence[Interest], likes: Sequence[Paper] = (), dislikes: Sequence[Paper] = ()) -> Profile:  # noqa: ARG001 issue 4 learns from them
    """Compile the interests that are not paused."""
    known = _named()
    return Profile(tuple(_wanted(interest, known) for interest in interests if not interest.paused))


def _named() -> dict[str, tuple[str, ...]]:
    """The vocabulary's phrases by every name it has for them (ids, names, and Chinese aliases)."""
    named: dict[str, tuple[str, ...]] = {}
    for tag in vocabulary().values():
        english = tuple(phrase for phrase in (tag.names["en"], *tag.match) if not CHINESE.search(phrase))
        aliases = (phrase for phrase in tag.match if CHINESE.search(phrase))
        for name in dict.fromkeys(key(name) for name in (tag.id, *tag.names.values(), *aliases)):
            named[name] = named.get(name, ()) + english
    return named


def _wanted(interest: Interest, known: Mapping[str, tuple[str, ...]]) -> Wanted:
    terms: dict[str, Term] = {}
    standing: dict[str, str] = {}
    for phrase, strength in _sought(interest, known):
        meanings = (phrase, *known.get(key(phrase), ()))
        term = next((terms[standing[key(each)]] for each in meanings if key(each) in standing), Term(phrase, strength))
        for each in meanings:
            terms.setdefault(standing.setdefault(key(each), each), term)
    excluded = [*interest.exclude, *(each for text in interest.exclude for name in _chinese(text, known) for each in known[name])]
    return Wanted(interest=interest, terms=terms, phrases=Phrases(terms, elsewhere()), excluded=Phrases(excluded))


def _sought(interest: Interest, known: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, float]]:
    """The phrases of an interest, those that count most first."""
    for keyword in interest.keywords:
        yield from ((phrase, KEYWORD) for phrase in (keyword, *_chinese(keyword, known)))
    texts = (interest.name, interest.about) if any((interest.name, interest.about, interest.keywords)) else (interest.id.replace("-", " "),)
    for text in texts:
        yield from ((phrase, ABOUT) for phrase in about_phrases(text, known))


def about_phrases(text: str, known: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Cut free text into phrases: at punctuation, at "and", and at words that carry no topic."""
    for piece in (piece.strip() for piece in BREAKS.split(text)):
        if key(piece) in known:
            yield piece
        elif CHINESE.search(piece):
            yield from _chinese(piece, known)
            yield from _runs(CHINESE.sub(" , ", piece))
        else:
            yield from _runs(piece)


def _runs(piece: str) -> Iterator[str]:
    """The rows of words between words that carry no topic."""
    words, stop, tail, generic = piece.split(), plain_words("stop"), plain_words("tail"), plain_words("generic")
    ends = [index for index, word in enumerate(words) if word.lower().strip("'’") in stop or not re.search(r"[^\W\d_]", word)]
    for start, end in zip((-1, *ends), (*ends, len(words)), strict=True):
        run = words[start + 1 : end]
        while len(run) > 2 and run[-1].lower() in tail:
            run = run[:-1]
        if any(word.lower() not in tail | generic for word in run):
            yield " ".join(run)


def _chinese(text: str, known: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """The Chinese names of the vocabulary inside a text, longest first, each place once."""
    names = sorted((name for name in known if CHINESE.search(name)), key=lambda name: (-len(name), name))
    for run in CHINESE.findall(text):
        rest = run
        for name in names:
            if name in rest:
                yield name
                rest = rest.replace(name, " ")
