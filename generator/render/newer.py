"""Render: what came after. A closed page finds the newer papers related to it in a small file of its own month. Pure.

A record names the earlier papers that each of its own is related to; read backwards, that gives an earlier paper its newer ones.
"""

from collections.abc import Iterable
from datetime import date

from generator.model import Digest

MOST = 5

Newer = dict[str, list[list[str]]]
"""For each earlier paper's id, lists of a newer paper's id, its title and why the two are related."""


def newer(digests: Iterable[Digest], *, most: int = MOST) -> dict[str, Newer]:
    """Give for each month ("2026-04") of the earlier papers what newer ones name them, at most ``most`` for each.

    First those that name the paper first, of these the newest. A paper belongs to the month that listed it first; one that has
    no newer papers is left out, and so is a month without any.
    """
    listed: dict[str, date] = {}
    links: dict[str, dict[str, tuple[int, int, str, list[str]]]] = {}
    for digest in sorted(digests, key=lambda digest: digest.day):
        for entry in digest.entries:
            listed.setdefault(entry.paper.id, digest.day)
            for rank, related in enumerate(entry.related):
                link = [entry.paper.id, entry.paper.title, related.why]
                links.setdefault(related.id, {})[entry.paper.id] = (rank, -digest.day.toordinal(), entry.paper.id, link)
    months: dict[str, Newer] = {}
    for id_ in sorted(links.keys() & listed.keys()):
        best = sorted(links[id_].values(), key=lambda each: each[:3])[:most]
        months.setdefault(f"{listed[id_]:%Y-%m}", {})[id_] = [link for *_, link in best]
    return dict(sorted(months.items()))
