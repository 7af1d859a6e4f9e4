"""Rank: how far one paper meets the profile. Pure; depends on the paper and the profile, never on the day's other papers.

For each term of an interest the *evidence* is that of its phrases: TITLE times what the best phrase of the title counts, ABSTRACT
times what the best of the abstract counts, ``n / (n + HALF)`` of it when the term stands there n times, COMMENT for the comment. An
interest adds up its terms, each next one counting MORE of the one before (two terms say more than one, six not three times as
much), and a little for its single words; a title that names a task which no interest asks for takes the part FOREIGN away. A
followed author gives at least AUTHOR. That times the interest's weight; the best interest counts fully, the others MORE each;
what the likes plainly say is added. The score is ``100 * (1 - exp(-(evidence / SCALE) ** SHAPE))``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import exp

from generator.model import Paper
from generator.names import same_author
from generator.rank.learning import Leaning, leaning, plainly, vector
from generator.rank.phrases import Text, read
from generator.rank.profile import Profile, Wanted

TITLE = 1.0
ABSTRACT = 1.3
COMMENT = 0.2
AUTHOR = 2.2
HALF = 1.5
MORE = 0.6
FOREIGN = 0.4
LOOSE_TITLE = 1.2
SCALE, SHAPE = 1.4, 1.2

Fields = Mapping[str, Text]


@dataclass(frozen=True, slots=True)
class Match:
    """What an interest found in a paper.

    ``places`` maps "title", "abstract", "comment" to the phrases first seen there, ``words`` are its single words when there is
    no phrase.
    """

    wanted: Wanted
    evidence: float
    places: Mapping[str, tuple[str, ...]]
    authors: tuple[str, ...]
    words: tuple[str, ...] = ()

    @property
    def is_firm(self) -> bool:
        """Whether more than single words match."""
        return bool(self.places or self.authors)

    @property
    def is_near(self) -> bool:
        """Whether all that matches only lies near what the interest names."""
        phrases = [phrase for each in self.places.values() for phrase in each]
        return bool(phrases) and not self.authors and all(self.wanted.senses[phrase].near for phrase in phrases)


@dataclass(frozen=True, slots=True)
class Findings:
    """All that speaks for a paper: the interests it meets, best first, and what the likes say (None when nothing was learned)."""

    matches: tuple[Match, ...]
    leaning: Leaning | None
    excluded: bool


def findings(paper: Paper, profile: Profile) -> Findings:
    """Look for every interest in a paper. What an interest excludes and no other asks for is not helped by likes."""
    texts = {"title": read(paper.title), "abstract": read(paper.abstract or ""), "comment": read(paper.comment or "")}
    excluded = [any(each.excluded.find(texts[field]) for field in ("title", "abstract")) for each in profile.wanted]
    foreign = bool(profile.foreign.find(texts["title"]))
    found = [_match(paper, texts, each, foreign=foreign) for each, out in zip(profile.wanted, excluded, strict=True) if not out]
    best = tuple(sorted((match for match in found if match), key=lambda match: (-match.evidence, match.wanted.interest.id)))
    out = any(excluded) and not any(match.is_firm for match in best)
    return Findings(best, _leaning(paper, profile), out)


def _leaning(paper: Paper, profile: Profile) -> Leaning | None:
    if not profile.taste:
        return None
    found = leaning(vector(paper), profile.taste)
    return plainly(found) if profile.wanted else found


def fine_score(found: Findings) -> float:
    """Turn all evidence into 0–100, to the hundredth."""
    return 0.0 if found.excluded else points(evidence(found))


def evidence(found: Findings) -> float:
    """Add up what the interests and the likes say."""
    return _added(match.evidence for match in found.matches) + (found.leaning.evidence if found.leaning else 0.0)


def points(evidence: float) -> float:
    """The scale, to the hundredth: no evidence 0, and never quite 100."""
    return round(100 * (1 - exp(-((max(0.0, evidence) / SCALE) ** SHAPE))), 2)


def _match(paper: Paper, texts: Fields, wanted: Wanted, *, foreign: bool) -> Match | None:
    found = {field: wanted.phrases.find(text) for field, text in texts.items()}
    authors = tuple(author for author in paper.authors if any(same_author(each, author) for each in wanted.interest.authors))
    loose = _loose(texts, wanted)
    parts = _added(_evidence(found, wanted)) + sum(loose.values())
    if foreign:
        parts *= FOREIGN**0.5 if found["title"] else FOREIGN
    parts = max(parts, AUTHOR if authors else 0.0)
    if not parts:
        return None
    places = _places(found, wanted)
    words = () if places else tuple(sorted(loose, key=lambda word: (-loose[word], word)))
    return Match(wanted, parts * wanted.interest.weight, places, authors, words)


def _evidence(found: Mapping[str, Mapping[str, int]], wanted: Wanted) -> list[float]:
    """One figure for each term that occurs."""
    best: dict[tuple[str, str], float] = {}
    times: dict[str, int] = {}
    for field, phrases in found.items():
        for phrase, count in phrases.items():
            sense = wanted.senses[phrase]
            best[field, sense.term] = max(sense.counts, best.get((field, sense.term), 0.0))
            times[sense.term] = times.get(sense.term, 0) + (count if field == "abstract" else 0)
    return [
        TITLE * best.get(("title", term), 0.0)
        + ABSTRACT * best.get(("abstract", term), 0.0) * count / (count + HALF)
        + COMMENT * best.get(("comment", term), 0.0)
        for term, count in times.items()
    ]


def _loose(texts: Fields, wanted: Wanted) -> dict[str, float]:
    """What each single word of the interest says."""
    title, abstract = texts["title"].apart, texts["abstract"].apart
    found = {}
    for word in wanted.words.keys() & {*title, *abstract}:
        count = abstract.count(word)
        found[word] = wanted.words[word] * (LOOSE_TITLE * (word in title) + count / (count + 1))
    return dict(sorted(found.items()))


def _added(parts: Iterable[float]) -> float:
    """Add up, largest first, each next part counting MORE of the one before."""
    return sum(part * MORE**rank for rank, part in enumerate(sorted(parts, reverse=True)))


def _places(found: Mapping[str, Mapping[str, int]], wanted: Wanted) -> dict[str, tuple[str, ...]]:
    """Where each term is seen first, by the phrase that counts most there; the terms that count most first."""
    places: dict[str, tuple[str, ...]] = {}
    told: set[str] = set()
    for field, phrases in found.items():
        here: dict[str, str] = {}
        for phrase in sorted(phrases, key=lambda phrase: (-wanted.senses[phrase].counts, -phrases[phrase], -len(phrase), phrase)):
            here.setdefault(wanted.senses[phrase].term, phrase)
        fresh = tuple(phrase for name, phrase in here.items() if name not in told)
        told |= here.keys()
        if fresh:
            places[field] = fresh
    return places
