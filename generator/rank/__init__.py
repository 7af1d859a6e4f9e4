"""Rank: papers in, ranked papers out, each with a score, a reason and the interests it meets. Pure.

``profile`` compiles the interests with the field's ``terms``, ``learning`` the likes; ``relevance`` scores, ``reasons`` explains,
``select`` chooses, ``tags`` names topics.
"""

from collections.abc import Sequence

from generator.model import Paper, RankedPaper, Relevance, Say
from generator.rank.profile import Profile, profile
from generator.rank.reasons import reason
from generator.rank.relevance import Match, findings, fine_score
from generator.rank.select import Selection, order, select

__all__ = ["Profile", "Selection", "order", "profile", "rank", "select"]


def rank(papers: Sequence[Paper], profile: Profile, say: Say) -> list[RankedPaper]:
    """Score every paper and sort, best first. Without interests and likes nothing is scored: upvotes, then newest, come first."""
    ranked = [RankedPaper(paper=paper, relevance=_relevance(paper, profile, say)) for paper in papers]
    return sorted(ranked, key=lambda each: order(each.paper, each.relevance))


def _relevance(paper: Paper, profile: Profile, say: Say) -> Relevance:
    if profile.is_empty:
        return Relevance(score=None, ranker_score=None)
    found = findings(paper, profile)
    firm = [match for match in found.matches if match.is_firm]
    fine = fine_score(found)
    return Relevance(
        score=round(fine),
        ranker_score=fine,
        reason=reason(found, say),
        matched=tuple(match.wanted.interest.id for match in firm),
        terms=tuple(dict.fromkeys(term for match in firm for term in _terms(match))),
        like=found.leaning.like if found.leaning else None,
    )


def _terms(match: Match) -> tuple[str, ...]:
    return match.authors + tuple(phrase for phrases in match.places.values() for phrase in phrases)
