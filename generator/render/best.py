"""The best of a week and of a month: the papers with the highest scores, each with its line and its reason. Pure.

A paper below the score from which the feed lists any is none of the best, and a week or a month without a better one has no page.
Papers without a score (no interests, no likes) are in the order of their upvotes.

A week belongs to the month of its last recorded day, so that its page is drawn with that month and closes with it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter

from generator.glance import Sheet
from generator.model import Page
from generator.render.pen import Pen
from generator.render.shelf import Card, Shelf, day_path, month_of
from generator.render.view import Volume

MOST = 10


@dataclass(frozen=True, slots=True)
class Span:
    """A week ("2026-W17") or a month ("2026-04") of which papers are shown: its first day, and how many were listed first in it."""

    name: str
    first: date
    count: int

    @property
    def path(self) -> str:
        """The path of its page inside docs/."""
        return best_path(self.name)


def best_path(name: str) -> str:
    """The path of the page of a week or a month inside docs/."""
    return f"archive/best/{name}.md"


def week_of(day: date) -> str:
    """The ISO week of a day: ``2026-W17``."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def monday_of(day: date) -> date:
    """The first day of a day's ISO week."""
    return day - timedelta(days=day.weekday())


def best(volume: Volume, pen: Pen) -> Iterator[Page]:
    """The page of the month and of each of its weeks that has papers worth it."""
    if any(_is_worth(card.score, pen) for card in volume.papers):
        first = volume.papers[0].day.replace(day=1)
        yield _page(volume.name, pen.dates.month(first), volume.papers, pen)
    cards = sorted((*volume.eve, *volume.papers), key=lambda card: (card.day, card.paper.id))
    for week, shown in groupby(cards, key=lambda card: week_of(card.day)):
        of_week = list(shown)
        if week in volume.view.weeks and any(_is_worth(card.score, pen) for card in of_week):
            yield _page(week, week_name(monday_of(of_week[0].day), pen), of_week, pen)


def week_name(monday: date, pen: Pen) -> str:
    """A week as it is called."""
    return pen.say("best.week", year=monday.isocalendar()[0], week=monday.isocalendar()[1])


def _page(name: str, span: str, cards: Sequence[Card], pen: Pen) -> Page:
    chosen = sorted((card for card in cards if _is_worth(card.score, pen)), key=_rank)[:MOST]
    return pen.page(
        "best",
        best_path(name),
        title=pen.say("best.title", span=span),
        description=pen.say("best.description", span=span),
        front={"hide": ["navigation"], "search": {"exclude": True}},
        cards=chosen,
        of=len(cards),
        up=f"{day_path(max(card.day for card in cards))[6:10]}.md",
    )


def _is_worth(score: int | None, pen: Pen) -> bool:
    """Whether a paper may be among the best. A feed may show papers below its own bar: the bar was raised, or the demo lists all."""
    return score is None or score >= max(1, pen.site.select.min_score)


def _rank(card: Card) -> tuple[int, float, int, bool, str]:
    """The highest score first, then the ranker's, the upvotes, what was read; a paper without a score stands behind all others."""
    score, ranker, upvotes = card.score, card.entry.relevance.ranker_score, card.paper.upvotes
    return (-1 if score is None else -score - 1, -(ranker or 0), -(upvotes or 0), card.entry.analysis is None, card.paper.id)


def weeks_drawn_with(sheets: Sequence[Sheet], following: Sheet | None) -> frozenset[str]:
    """The weeks that end in the month of these sheets: the last one goes with the following month when that has a day of it."""
    weeks = {week_of(sheet.day) for sheet in sheets}
    return frozenset(weeks - {week_of(following.day)} if following else weeks)


def eve(sheets: Sequence[Sheet], month_before: Sequence[Sheet]) -> list[Sheet]:
    """The days of the month before that are of the first week of these sheets."""
    week = week_of(sheets[0].day)
    return [sheet for sheet in month_before if week_of(sheet.day) == week]


def spans(shelf: Shelf, pen: Pen) -> tuple[list[Span], list[Span]]:
    """The months and the weeks that have a page, newest first."""
    months = [((month_of(slip.day), slip.day.replace(day=1)), _is_worth(slip.score, pen)) for slip in shelf.newest]
    weeks = [((week_of(slip.day), monday_of(slip.day)), _is_worth(slip.score, pen)) for slip in shelf.newest]
    return _counted(months), _counted(weeks)


def _counted(named: Iterable[tuple[tuple[str, date], bool]]) -> list[Span]:
    """Count each that has a paper worth it. Days come newest first, so one name stands in one run."""
    runs = (list(run) for _, run in groupby(named, key=itemgetter(0)))
    return [Span(*run[0][0], count=len(run)) for run in runs if any(worth for _, worth in run)]


def all_best(shelf: Shelf, pen: Pen) -> Iterator[Page]:
    """archive/best/index.md: every month and week, by year."""
    months, weeks = spans(shelf, pen)
    years: Mapping[int, tuple[list[Span], list[Span]]] = {
        year: ([each for each in months if each.first.year == year], [each for each in weeks if int(each.name[:4]) == year])
        for year in sorted({int(each.name[:4]) for each in (*months, *weeks)}, reverse=True)
    }
    title = pen.say("best.all")
    front = {"hide": ["navigation"], "search": {"exclude": True}}
    yield pen.page("bests", "archive/best/index.md", title=title, description=title, front=front, years=list(years.items()))
