"""Render: what came after. A page drawn long ago finds the newer papers related to it in a small file of its own day. Pure.

A record names the earlier papers that each of its own is related to; read backwards, that gives an earlier paper its newer ones.
``newer.js`` of the theme reads the file, so that no page of a closed month has to be drawn again.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, partial

from generator.model import Page
from generator.render import text
from generator.render.pen import Pen
from generator.render.shelf import Shelf, key

MOST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A paper on a day, with the ids of the earlier papers that it is related to, closest first, and why."""

    day: date
    id: str
    title: str
    related: tuple[tuple[str, str], ...] = ()


Newer = dict[str, list[tuple[Listed, str]]]
"""For each earlier paper's id, the newer papers and why they are related."""


def newer(shelf: Shelf, pen: Pen) -> Iterator[Page]:
    """A file for each day that listed a paper first, an empty one too: a closed page cannot know whether there is something to read."""
    listed = (
        Listed(day=sheet.day, id=glimpse.id, title=glimpse.title, related=glimpse.related)
        for sheet in shelf.sheets
        for glimpse in sheet.entries
    )
    facts = cache(partial(_facts, pen=pen))
    for day, papers in came_after(listed).items():
        told = {key(id_): [_told(facts(one), why) for one, why in links] for id_, links in papers.items()}
        yield Page(path=f"newer/{day.isoformat()}.json", text=json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n")


def came_after(listed: Iterable[Listed], *, most: int = MOST) -> dict[date, Newer]:
    """Give for each day the papers that it listed first, each with at most ``most`` of the newer ones that name it.

    First those that name the paper first, of these the newest. A paper that names the newer one itself does not hear of it again,
    and one without newer papers is left out.
    """
    entries = sorted(listed, key=lambda each: (each.day, each.id))
    first: dict[str, Listed] = {}
    for each in entries:
        first.setdefault(each.id, each)
    named = {(each.id, id_) for each in entries for id_, _ in each.related}
    links: dict[str, dict[str, tuple[int, str]]] = {}
    for each in entries:
        for rank, (id_, why) in enumerate(each.related):
            earlier = first.get(id_)
            if earlier and earlier.day < first[each.id].day and (id_, each.id) not in named:
                links.setdefault(id_, {})[each.id] = (rank, why)
    days: dict[date, Newer] = {each.day: {} for each in first.values()}
    for id_, found in sorted(links.items()):
        closest = sorted(found, key=lambda one: (found[one][0], -first[one].day.toordinal(), one))[:most]
        days[first[id_].day][id_] = [(first[one], found[one][1]) for one in closest]
    return days


def _facts(one: Listed, pen: Pen) -> tuple[str, str, str]:
    """What the page shows of a newer paper, whoever asks: the name of its page, title, day; all of it plain text."""
    return key(one.id), text.plain(one.title) or one.id, pen.dates.short(one.day)


def _told(facts: tuple[str, str, str], why: str) -> list[str]:
    """What the page shows of a newer paper: the name of its page, title, reason, day; all of it plain text."""
    name, title, day = facts
    return [name, title, text.clean(why), day]
