"""Illustrate: the papers of a day that were read get their figures. Pure but for the collaborator that is handed in.

A figure is an extra: one that does not come costs no paper and keeps no day open. It is asked for again by the runs that come back to the
day for its own sake, on the day itself and the one after.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date

from generator.errors import FetchError
from generator.fetch.figures import NoFigureError
from generator.fetch.http import Unanswered
from generator.licence import allows_hosting
from generator.model import Digest, Figure, Gap, Paper

STAGE = "figure"
ATTEMPTS = 3
"""After so many runs a figure that did not come is done without."""

Illustrate = Callable[[Paper, date], Figure | None]
"""Keeps a paper's figure for a day and gives it, None when the day is too old for one. Raises FetchError."""


def illustrated(digest: Digest, figure: Illustrate | None) -> Iterator[Digest]:
    """Give the digest after each figure that came, and after each that did not; nothing when all is as it was.

    ``figure`` is None when the feed shows no figures: then none is waited for.
    """
    before = {gap.subject: gap for gap in digest.gaps if gap.stage == STAGE and not gap.final}
    if figure is None:
        for id_ in before:
            yield (digest := _with(digest, id_, None, None))
        return
    silent: Unanswered | None = None
    for paper in _waiting(digest):
        id_ = paper.id
        if silent:  # arXiv is not asked for every picture when it does not answer for one
            yield (digest := _with(digest, id_, None, _gap(silent, id_, before.get(id_), asked=False)))
            continue
        try:
            found = figure(paper, digest.day)
        except FetchError as error:
            silent = error if isinstance(error, Unanswered) and not error.of_address else None
            yield (digest := _with(digest, id_, None, _gap(error, id_, before.get(id_), asked=True)))
        else:
            if found or id_ in before:
                yield (digest := _with(digest, id_, found, None))


def settled(gaps: Iterable[Gap]) -> tuple[Gap, ...]:
    """The gaps of a day that closes: a figure that did not come by then is done without."""
    return tuple(replace(gap, final=True) if gap.stage == STAGE else gap for gap in gaps)


def _waiting(digest: Digest) -> list[Paper]:
    """The papers that were read and have no figure that they may have, without those for which there is none."""
    without = {gap.subject for gap in digest.gaps if gap.stage == STAGE and gap.final}
    lacking = [entry.paper for entry in digest.entries if entry.analysis and not entry.figure]
    return [paper for paper in lacking if allows_hosting(paper.licence) and paper.id not in without]


def _gap(error: FetchError, id_: str, before: Gap | None, *, asked: bool) -> Gap:
    attempts = (before.attempts if before else 0) + asked
    final = isinstance(error, NoFigureError) or attempts >= ATTEMPTS
    return Gap(stage=STAGE, subject=id_, reason=error.what, attempts=attempts, final=final)


def _with(digest: Digest, id_: str, figure: Figure | None, gap: Gap | None) -> Digest:
    others = [each for each in digest.gaps if (each.stage, each.subject) != (STAGE, id_)]
    gaps = sorted([*others, *([gap] if gap else [])], key=lambda each: (each.stage, each.subject))
    entries = tuple(replace(entry, figure=figure) if entry.paper.id == id_ else entry for entry in digest.entries)
    return replace(digest, entries=entries, gaps=tuple(gaps))
