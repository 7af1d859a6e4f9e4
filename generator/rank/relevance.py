"""Rank: how far one paper meets the profile. Pure; depends on the paper and the profile, never on the day's other papers.

For each term of an interest the *evidence* is strength x (title + abstract + comment), where the title gives TITLE, the
abstract ABSTRACT when the term stands there once and ``ABSTRACT * (1 + log2(times) / 2)`` when it is dwelt upon, the comment
COMMENT. An interest adds up its terms, each next one counting MORE of the one before (two terms say more than one, six not
three times as much), takes at least AUTHOR for a followed author, and multiplies by its weight. The best interest counts
fully, the others MORE each. The score is ``100 * (1 - exp(-evidence))``.

So with weight 1: a keyword in the title alone 63, a phrase of ``about`` in passing in the abstract 32, a followed author 75.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import exp, log2

from generator.model import Paper
from generator.rank.authors import same_author
from generator.rank.phrases import Text, read
from generator.rank.profile import Profile, Wanted

TITLE = 1.0
ABSTRACT = 0.45
COMMENT = 0.2
AUTHOR = 1.4
MORE = 0.6
MOST_TIMES = 4

Fields = Mapping[str, Text]


@dataclass(frozen=True, slots=True)
class Match:
    """What an interest found in a paper: ``places`` maps "title", "abstract", "comment" to the phrases first seen there."""

    wanted: Wanted
    evidence: float
    places: Mapping[str, tuple[str, ...]]
    authors: tuple[str, ...]


def matches(paper: Paper, profile: Profile) -> list[Match]:
    """The interests that the paper meets, best first."""
    texts = {"title": read(paper.title), "abstract": read(paper.abstract or ""), "comment": read(paper.comment or "")}
    found = (_match(paper, texts, wanted) for wanted in profile.wanted)
    return sorted((match for match in found if match), key=lambda match: (-match.evidence, match.wanted.interest.id))


def score(matches: Iterable[Match]) -> int:
    """Turn the evidence of all interests into 0–100."""
    return round(100 * (1 - exp(-_saturated(match.evidence for match in matches))))


def _match(paper: Paper, texts: Fields, wanted: Wanted) -> Match | None:
    if any(wanted.excluded.find(texts[field]) for field in ("title", "abstract")):
        return None
    found = {field: wanted.phrases.find(text) for field, text in texts.items()}
    authors = tuple(author for author in paper.authors if any(same_author(each, author) for each in wanted.interest.authors))
    evidence = max(_saturated(_evidence(found, wanted)), AUTHOR if authors else 0.0)
    if not evidence:
        return None
    return Match(wanted, evidence * wanted.interest.weight, _places(found, wanted), authors)


def _evidence(found: Mapping[str, Mapping[str, int]], wanted: Wanted) -> list[float]:
    """One figure for each term that occurs."""
    evidence: list[float] = []
    for term in {wanted.terms[phrase] for phrases in found.values() for phrase in phrases}:
        times = {field: sum(n for phrase, n in phrases.items() if wanted.terms[phrase] is term) for field, phrases in found.items()}
        abstract = ABSTRACT * (1 + log2(min(times["abstract"], MOST_TIMES)) / 2) if times["abstract"] else 0.0
        evidence.append(term.strength * (TITLE * bool(times["title"]) + abstract + COMMENT * bool(times["comment"])))
    return evidence


def _saturated(parts: Iterable[float]) -> float:
    """Add up, largest first, each next part counting MORE of the one before."""
    return sum(part * MORE**rank for rank, part in enumerate(sorted(parts, reverse=True)))


def _places(found: Mapping[str, Mapping[str, int]], wanted: Wanted) -> dict[str, tuple[str, ...]]:
    """Where each term is seen first, by the phrase that stands there most often."""
    places: dict[str, tuple[str, ...]] = {}
    told: set[str] = set()
    for field, phrases in found.items():
        here: dict[str, str] = {}
        for phrase in sorted(phrases, key=lambda phrase: (-phrases[phrase], -len(phrase), phrase)):
            here.setdefault(wanted.terms[phrase].name, phrase)
        fresh = tuple(phrase for name, phrase in here.items() if name not in told)
        told |= here.keys()
        if fresh:
            places[field] = fresh
    return places
