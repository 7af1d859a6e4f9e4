"""Rank: what liked and disliked papers teach. Pure.

A paper is a row of words and frequent pairs of words, each weighted by ``(1 + log(times)) * rarity`` (title words count twice more)
and scaled to length one. *Likeness* is the cosine to the mean of the liked papers. *Telling words* are those that liked papers
hold more often than the field does: each word's weight is its log odds ratio against the shipped frequencies (naive Bayes).
Both are measured against a table that ships, never against the papers of a day, so the same paper has the same figure on two
days. A linear classifier (scikit-learn) needs papers that are *not* liked, which a feed does not have on its first day; see
benchmarks/selection for the figures beside it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import copysign, log, sqrt

from generator.model import Paper
from generator.rank.phrases import read
from generator.rank.tags import plain_words
from generator.rank.terms import is_counted, rarity, share

Vector = Mapping[str, float]

LIKENESS, TELLING = 4.0, 0.3
"""How much one unit of likeness and of telling words adds to the evidence of the interests."""
USUAL_LIKENESS = 0.1
"""What any two papers of one field share by chance; below it a paper is less like the liked ones than most."""
PLAIN = 0.5
"""Beside interests only what leans further than this counts: less is what two papers of one field have in common."""
PATIENCE = 8
"""With so many likes the telling words count half: two papers share words by chance, twenty do not."""
DOUBT = 4
"""So many imagined papers of the whole field stand beside the liked ones when a word's odds are taken."""
CLOSE = 0.28
"""The least cosine between two papers of which a reason says that they are close."""

FUNCTION = frozenset(
    [
        "is",
        "are",
        "be",
        "been",
        "can",
        "was",
        "were",
        "has",
        "have",
        "had",
        "this",
        "that",
        "these",
        "those",
        "which",
        "while",
        "than",
        "more",
        "most",
        "both",
        "each",
        "such",
        "through",
        "between",
        "not",
        "their",
        "there",
        "then",
        "thus",
        "also",
        "however",
        "into",
        "only",
        "when",
        "where",
        "whether",
        "via",
        "our",
        "ours",
        "we",
        "us",
        "them",
        "they",
        "its",
        "it",
        "may",
        "many",
        "further",
    ]
)


@dataclass(frozen=True, slots=True)
class Liked:
    """A liked or disliked paper: its id and its words."""

    id: str
    words: Vector


@dataclass(frozen=True, slots=True)
class Taste:
    """What was learned: the mean and the telling words of each side, and the papers themselves."""

    likes: tuple[Liked, ...]
    dislikes: tuple[Liked, ...]
    liked: tuple[Vector, Vector]
    disliked: tuple[Vector, Vector]


@dataclass(frozen=True, slots=True)
class Leaning:
    """How far a paper is the reader's taste: ``evidence`` for it or against it, and the paper it is close to, if any."""

    evidence: float
    like: str | None = None
    dislike: str | None = None


def taste(likes: Sequence[Paper], dislikes: Sequence[Paper] = ()) -> Taste | None:
    """Learn from the texts of papers, in whatever order; None when there are none."""
    liked, disliked = (
        tuple(Liked(paper.id, vector(paper)) for paper in sorted(each, key=lambda paper: paper.id)) for each in (likes, dislikes)
    )
    if not liked and not disliked:
        return None
    return Taste(liked, disliked, *((_mean(side), _telling(side)) for side in (liked, disliked)))


def leaning(words: Vector, taste: Taste) -> Leaning:
    """Compare a paper, given as its words, with what was learned."""
    evidence = _drawn(words, taste.liked, len(taste.likes)) - _drawn(words, taste.disliked, len(taste.dislikes))
    if evidence > 0:
        return Leaning(evidence, like=_close(words, taste.likes))
    return Leaning(evidence, dislike=_close(words, taste.dislikes))


def plainly(leaning: Leaning) -> Leaning:
    """What is left of a leaning beside interests: what is beyond doubt. Likes alone then never take away, nor dislikes add."""
    beyond = max(0.0, abs(leaning.evidence) - PLAIN)
    return replace(leaning, evidence=copysign(beyond, leaning.evidence))


def vector(paper: Paper) -> Vector:
    """The words of a paper's title and abstract with their weights, of length one; empty when it has none."""
    title, abstract = read(paper.title).apart, read(paper.abstract or "").apart
    times = Counter(_telltale(abstract))
    for _ in range(2):
        times.update(_telltale(title))
    weights = {word: (1 + log(count)) * rarity(word.split()) for word, count in times.items()}
    return _scaled(weights)


def _telltale(words: Sequence[str]) -> Iterable[str]:
    """The words that may tell something, and the pairs that are frequent in the field."""
    plain = FUNCTION | plain_words("stop")
    yield from (word for word in words if len(word) > 2 and not word.isdigit() and word not in plain)
    yield from (pair for pair in map(" ".join, pairwise(words)) if is_counted(pair))


def _scaled(weights: Mapping[str, float]) -> Vector:
    length = sqrt(sum(weight * weight for weight in weights.values()))
    return {word: weight / length for word, weight in weights.items()} if length else {}


def _mean(papers: Sequence[Liked]) -> Vector:
    total: Counter[str] = Counter()
    for paper in papers:
        for word, weight in paper.words.items():
            total[word] += weight  # type: ignore[assignment]  # a Counter adds any numbers
    return _scaled(total)


def _telling(papers: Sequence[Liked]) -> Vector:
    """The log odds ratio of each word that the papers hold more often than the field does."""
    held = Counter(word for paper in papers for word in paper.words)
    weights = {}
    for word, count in held.items():
        usual = share(word)
        often = (count + DOUBT * usual) / (len(papers) + DOUBT)
        weights[word] = log(often / usual) - log((1 - often) / (1 - usual))
    return {word: weight for word, weight in weights.items() if weight > 0}


def _drawn(words: Vector, learned: tuple[Vector, Vector], papers: int) -> float:
    if not papers:
        return 0.0
    mean, telling = learned
    return LIKENESS * (_product(words, mean) - USUAL_LIKENESS) + TELLING * papers / (papers + PATIENCE) * _product(words, telling)


def _product(one: Vector, other: Vector) -> float:
    return sum(weight * other[word] for word, weight in one.items() if word in other)


def _close(words: Vector, papers: Sequence[Liked]) -> str | None:
    """The paper that is closest, if it is close."""
    likeness = [(_product(words, paper.words), paper.id) for paper in papers]
    best, id_ = max(likeness, default=(0.0, None))
    return id_ if best >= CLOSE else None
