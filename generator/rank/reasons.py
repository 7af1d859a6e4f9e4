"""Rank: a score's reason, one line in the reader's language. Pure."""

from collections.abc import Sequence

from generator.model import Say
from generator.rank.learning import Leaning
from generator.rank.relevance import Findings, Match
from generator.rank.terms import rarity

MOST_TERMS = 3
"""Terms told for each place; the rest stand in ``Relevance.terms``."""
TELLING_RARITY = 3.0
"""A single word that more than one abstract in twenty holds is not named: "image", "low", "resolution"."""


def reason(found: Findings, say: Say) -> str:
    """Say which interests a paper meets, by which terms and where, and which liked paper it is close to; or that nothing fits.

    Terms that only lie near an interest ("generation" for image generation), and single words of it, are told where nothing else matches,
    and as no more than that. A single word that many papers of any kind hold ("image") is no match worth naming.
    """
    if found.excluded:
        return say("reason.excluded")
    firm = [match for match in found.matches if match.is_firm]
    told = [_one(match, say) for match in firm]
    told += _liking(found.leaning, say) if found.leaning else []
    told = told or _loose(found, say)
    return say("reason.next").join(told) if told else say("reason.none")


def _loose(found: Findings, say: Say) -> list[str]:
    """The first interest of which a single word tells something."""
    for match in found.matches:
        if telling := [word for word in match.words if rarity([word]) >= TELLING_RARITY][:MOST_TERMS]:
            return [say("reason.words", count=len(telling), interest=match.wanted.title, terms=_joined(telling, say))]
    return []


def _liking(leaning: Leaning, say: Say) -> list[str]:
    told = [say("reason.like", paper=leaning.like)] if leaning.like else []
    told += [say("reason.dislike", paper=leaning.dislike)] if leaning.dislike else []
    if told:
        return told
    return [say("reason.taste")] if leaning.evidence > 0 else []


def _one(match: Match, say: Say) -> str:
    told = [say("reason.author", names=_joined(match.authors, say))] if match.authors else []
    for place, phrases in match.places.items():
        telling = [phrase for phrase in phrases if match.is_near or not match.wanted.senses[phrase].near]
        told += [say(f"reason.{place}", terms=_joined(telling[:MOST_TERMS], say))] if telling else []
    return say("reason.near" if match.is_near else "reason.interest", interest=match.wanted.title, terms=say("reason.comma").join(told))


def _joined(words: Sequence[str], say: Say) -> str:
    """Put "a, b and c" together."""
    return say("reason.and").join([say("reason.list").join(words[:-1]), words[-1]] if len(words) > 1 else words)
