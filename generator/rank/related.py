"""Rank: earlier papers that a reader of this one would open. Pure; the index grows by ``put``.

A paper is a bag of *features*: its words, pairs of words that stand side by side, and its tags. One counts 1, or MORE when it is
a tag or the title holds it, and weighs ``log(papers / papers that have it)``. How close two papers are is the cosine of their
bags, as in TF-IDF, times OFF_TOPIC when they share no tag that tells something, raised by TOPIC for each shared one after the
first, and SAME_AUTHORS more when they share two authors. Below CLOSE they are not related, nor below CLOSE_ENOUGH when
one word and its pairs are nearly all that they share: a method called Stencil has nothing to do with stencils. An arXiv id in the
abstract or the comment is a citation, and comes first whatever the closeness.

The index is inverted, takes in one paper at a time, and answers the same in whatever order the papers came.
"""

import re
from array import array
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice, pairwise
from math import log
from operator import itemgetter

from generator.model import Paper
from generator.names import folded
from generator.rank.phrases import singular
from generator.rank.segments import Known, Segment, dumps, hashed, length
from generator.rank.tags import plain_words

MORE = 1.5
CLOSE = 0.05
CLOSE_ENOUGH = 0.075
SAME_AUTHORS = 0.05
OFF_TOPIC = 0.6
TOPIC = 0.2
BROAD = 0.15
"""A tag that a larger share of the papers has tells nothing."""
APART = 0.3
"""The share of what two papers share that has to lie apart from the strongest word or pair."""
COMMON = 0.02
"""A feature that a larger share of the papers has is not looked up: it would bring everything and tell nothing."""
FEW = 500
"""So many papers may have a feature before it is common, however small the archive."""
AS_IF = 1000
"""A feature weighs as it would among so many papers at least: in a young archive nearly every word is rare."""
LOOKED_AT = 4
"""So many times as many as wanted are looked at in full."""

ARXIV_ID = re.compile(r"(?<![\d.])(\d{4}\.\d{4,5})(?:v\d+)?(?!\d)")
# Addresses, LaTeX commands and formulas hold no words.
NOISE = re.compile(r"https?://\S+|\\[a-zA-Z]+|\$[^$]*\$")
TOKEN = re.compile(r"[^\W_]+(?:[-‐‑–][^\W_]+)*|[.;:!?,()]")
PART = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """An earlier paper and how close it is; ``shared`` maps the features that both have to how much each tells."""

    known: Known
    closeness: float
    cited: bool
    shared: Mapping[str, float]
    authors: tuple[str, ...]


class Index:
    """The papers that are known, and which of them have a feature: those of segments, and those put in since.

    A place counts the papers of the segments first. A posting is twice a place, plus 1 where the feature counts MORE.
    """

    def __init__(self, segments: Sequence[Segment] = ()) -> None:
        """Begin with the papers of segments, none of which stands in two."""
        self._segments: list[tuple[int, Segment]] = []
        self._opened: dict[int, Known] = {}
        self._stored: dict[str, tuple[int, list[tuple[int, Sequence[int]]]]] = {}
        self._having: dict[str, array[int]] = {}
        self.places: dict[str, int] = {}
        self.lengths = array("f")
        for segment in segments:
            base = len(self.lengths)
            self._segments.append((base, segment))
            self.places.update(zip(segment.ids, range(base, base + len(segment.ids)), strict=True))
            self.lengths.extend(segment.lengths)

    def __len__(self) -> int:
        """How many papers are known."""
        return len(self.lengths)

    def known(self, place: int) -> Known:
        """The paper at a place."""
        if place not in self._opened:
            base, segment = self._segments[bisect_right(self._segments, place, key=itemgetter(0)) - 1]
            self._opened[place] = segment.known(place - base)
        return self._opened[place]

    def put(self, one: Known) -> None:
        """Take a paper in. One that is known already stays as it was, but for an earlier day."""
        place = self.places.get(one.paper.id)
        if place is not None:
            if one.day < self.known(place).day:
                self._opened[place] = replace(self.known(place), day=one.day)
            return
        place = self.places[one.paper.id] = len(self.lengths)
        self._opened[place] = one
        bag = features(one)
        self.lengths.append(length(bag))
        for feature, count in bag.items():
            posting = 2 * place + (count > 1)
            if feature in self._having:
                self._having[feature].append(posting)
            else:
                self._having[feature] = array("I", (posting,))

    def weight(self, feature: str) -> float:
        """How much a feature tells: the logarithm of how rare it is."""
        return log(max(len(self), AS_IF) / max(1, self._times(feature)))

    def rare(self, feature: str) -> Iterator[tuple[int, Sequence[int]]]:
        """Who has a feature: postings, each with the place from which they count; none when it is common."""
        if self._times(feature) <= max(FEW, COMMON * len(self)):
            yield from self._in_segments(feature)[1]
            if feature in self._having:
                yield 0, self._having[feature]

    def topics(self, tags: Iterable[str]) -> set[str]:
        """The tags that tell something."""
        return {tag for tag in tags if self._times(f"tag:{tag}") <= max(1, BROAD * len(self))}

    def _times(self, feature: str) -> int:
        return self._in_segments(feature)[0] + (len(self._having[feature]) if feature in self._having else 0)

    def _in_segments(self, feature: str) -> tuple[int, list[tuple[int, Sequence[int]]]]:
        """How many papers of the segments have a feature, and their postings."""
        if feature not in self._stored:
            found = [(base, postings) for base, segment in self._segments if (postings := segment.having(hashed(feature)))]
            self._stored[feature] = sum(len(postings) for _, postings in found), found
        return self._stored[feature]


def segment(known: Iterable[Known]) -> bytes:
    """The bytes of a segment with these papers, each once."""
    return dumps((one, features(one)) for one in known)


def index(known: Iterable[Known]) -> Index:
    """Index the papers of an archive."""
    built = Index()
    for one in known:
        built.put(one)
    return built


def features(one: Known) -> dict[str, float]:
    """The features of a paper, each with how much it counts."""
    found = dict.fromkeys(_phrases(one.text), 1.0)
    found |= dict.fromkeys(_phrases(one.paper.title), MORE)
    return found | {f"tag:{tag}": MORE for tag in one.tags}


def relations(asking: Known, index: Index, *, most: int = 5) -> tuple[Relation, ...]:
    """At most ``most`` papers that were listed before the day of the one that asks, those it cites first, then the closest."""
    bag = features(asking)
    cited = {index.places[id_] for id_ in cites(asking.paper) if id_ in index.places}
    near = _near(bag, index)
    topics = index.topics(asking.tags)
    found = [
        _relation(asking, index.known(place), near.get(place, 0.0), topics, cited=place in cited)
        for place in near.keys() | cited
        if _may(asking, index.known(place))
    ]
    # Of two that are as close the newer comes first.
    found.sort(key=lambda each: (not each.cited, -each.closeness, -each.known.day.toordinal(), each.known.paper.id))
    told = (replace(each, shared=_shared(bag, features(each.known), index)) for each in found[: LOOKED_AT * most])
    return tuple(islice(filter(_is_related, told), most))


def cites(paper: Paper) -> set[str]:
    """The arXiv ids that the abstract and the comment name, without versions."""
    return set(ARXIV_ID.findall(f"{paper.abstract or ''} {paper.comment or ''}")) - {paper.id}


def _may(asking: Known, one: Known) -> bool:
    return one.day < asking.day and one.paper.id != asking.paper.id


def _near(bag: Mapping[str, float], index: Index) -> dict[int, float]:
    """The places of the papers that share something uncommon, with the cosine; how long theirs is, is reckoned from its counts."""
    product: defaultdict[int, float] = defaultdict(float)
    for feature, count in bag.items():
        once = count * index.weight(feature) ** 2
        for base, postings in index.rare(feature):
            for posting in postings:
                product[base + (posting >> 1)] += once * MORE if posting & 1 else once
    if not product:
        return {}
    # Both lengths are taken to go by the same weights: sqrt(square of ours) * sqrt(square of ours * their size / our size).
    whole = _square(bag, index) / length(bag)
    lengths, least = index.lengths, whole * CLOSE / 2
    return {place: value / lengths[place] / whole for place, value in product.items() if value >= least * lengths[place]}


def _relation(asking: Known, one: Known, cosine: float, topics: set[str], *, cited: bool) -> Relation:
    theirs = {_name(author) for author in one.paper.authors}
    authors = tuple(author for author in asking.paper.authors if _name(author) in theirs)
    same = len(topics.intersection(one.tags))
    closeness = cosine * (1 + TOPIC * (same - 1) if same else OFF_TOPIC) + (SAME_AUTHORS if len(authors) > 1 else 0)
    return Relation(known=one, closeness=round(closeness, 6), cited=cited, shared={}, authors=authors)


def _shared(bag: Mapping[str, float], other: Mapping[str, float], index: Index) -> dict[str, float]:
    """What both bags hold, most telling first."""
    told = {feature: bag[feature] * other[feature] * index.weight(feature) ** 2 for feature in bag.keys() & other.keys()}
    return {feature: told[feature] for feature in sorted(told, key=lambda feature: (-told[feature], feature))}


def _is_related(one: Relation) -> bool:
    if one.cited or one.closeness < CLOSE:
        return one.cited
    words = set(next(iter(one.shared)).split())
    apart = sum(told for feature, told in one.shared.items() if not words & set(feature.split()))
    return one.closeness >= CLOSE_ENOUGH or apart >= APART * sum(one.shared.values())


def _square(bag: Mapping[str, float], index: Index) -> float:
    return sum((count * index.weight(feature)) ** 2 for feature, count in bag.items())


def _phrases(text: str) -> Iterator[str]:
    """Words that say something, and pairs of them that stand side by side."""
    words = [word for token in TOKEN.findall(NOISE.sub(" . ", text)) for word in _words(token)]
    yield from filter(None, words)
    yield from (f"{one} {other}" for one, other in pairwise(words) if one and other)


def runs(text: str, shared: Mapping[str, float]) -> dict[str, float]:
    """The longest rows of words in a text of which each pair is shared, as written, and the single shared words besides.

    Each with how much it tells.
    """
    found: dict[str, float] = {}
    for piece in NOISE.split(text):
        row: list[tuple[str, int, int]] = []
        for word, start, end in [*_spans(piece), ("", 0, 0)]:
            if row and f"{row[-1][0]} {word}" not in shared:
                _keep(row, piece, shared, found)
                row = []
            row = [*row, (word, start, end)] if word in shared else []
    return found


def _keep(row: list[tuple[str, int, int]], piece: str, shared: Mapping[str, float], found: dict[str, float]) -> None:
    told = sum(shared[word] for word, _, _ in row) + sum(shared[f"{one[0]} {other[0]}"] for one, other in pairwise(row))
    found.setdefault(piece[row[0][1] : row[-1][2]], told)


def _spans(piece: str) -> Iterator[tuple[str, int, int]]:
    """Each word of a piece of text with where it stands; an empty word where no pair may reach over."""
    for token in TOKEN.finditer(piece):
        words, parts = _words(token[0]), [*PART.finditer(token[0])]
        if not parts:
            yield "", token.start(), token.start()
        for word, part in zip(words, parts, strict=False):
            yield word, token.start() + part.start(), token.start() + part.end()


@lru_cache(maxsize=200_000)
def _name(author: str) -> str:
    return folded(author)


@lru_cache(maxsize=200_000)
def _words(token: str) -> tuple[str, ...]:
    """The words of a token, empty where one says nothing; of a sign, one that is empty."""
    words = tuple(singular(folded(part)) for part in PART.findall(token))
    return tuple("" if len(word) < 2 or word.isdigit() or word in _idle() else word for word in words) or ("",)


@lru_cache(maxsize=1)
def _idle() -> frozenset[str]:
    return frozenset(singular(word) for which in ("filler", "stop") for word in plain_words(which))
