"""Rank: a score's reason, one line in the reader's language. Pure."""

from collections.abc import Sequence

from generator.model import Say
from generator.rank.relevance import Match

MOST_TERMS = 3
"""Terms told for each place; the rest stand in ``Relevance.terms``."""


def reason(matches: Sequence[Match], say: Say) -> str:
    """Say which interests a paper meets, by which terms and where; or that no term occurs."""
    if not matches:
        return say("reason.none")
    return say("reason.next").join(_one(match, say) for match in matches)


def _one(match: Match, say: Say) -> str:
    told = [say("reason.author", names=_joined(match.authors, say))] if match.authors else []
    for place, phrases in match.places.items():
        told.append(say(f"reason.{place}", terms=_joined(phrases[:MOST_TERMS], say)))
    return say("reason.interest", interest=match.wanted.title, terms=say("reason.comma").join(told))


def _joined(words: Sequence[str], say: Say) -> str:
    """Put "a, b and c" together."""
    return say("reason.and").join([say("reason.list").join(words[:-1]), words[-1]] if len(words) > 1 else words)
