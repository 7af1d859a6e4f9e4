"""The page that tells how topics, interests and the funnel move from month to month. Pure; drawn from the sheets alone.

A paper counts once, in the month that listed it first. A month counts when ENOUGH_DAYS of its days listed papers: shares of fewer
say more of the days than of the field. A topic is rising when its share of the newest such month lies further above its share of up to
BEFORE months before than SURE standard deviations of that difference (two proportions, pooled), and FEWEST papers have it: with some
hundred topics to look at, two deviations would find a few in every month by chance.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from math import sqrt

from generator.glance import Glimpse, Sheet
from generator.model import Page
from generator.render import charts, text
from generator.render.pen import Pen
from generator.render.shelf import Shelf

ENOUGH_DAYS = 5
ENOUGH_MONTHS = 2
SHOWN, TOPICS = 12, 12
"""Months and topics that are drawn."""
BEFORE, SURE, FEWEST, MOST_RISING = 3, 3.0, 5, 8
STEPS = ("announced", "considered", "listed", "read")
OUTSIDE = ""
"""Stands for papers that meet no interest."""


@dataclass(frozen=True, slots=True)
class Month:
    """A month: its days with papers, its new papers, how many have each tag and meet each interest, and the sums of its funnel."""

    first: date
    days: int
    papers: int
    tags: Counter[str]
    interests: Counter[str]
    announced: int | None
    considered: int
    listed: int
    read: int

    @property
    def counts(self) -> bool:
        """Whether its shares tell something."""
        return self.days >= ENOUGH_DAYS and self.papers > 0

    @property
    def steps(self) -> tuple[int | None, int, int, int]:
        """The sums of STEPS."""
        return self.announced, self.considered, self.listed, self.read


@dataclass(frozen=True, slots=True)
class Rise:
    """A topic that is rising: papers of the newest month that have it, and the shares then and before."""

    tag: str
    papers: int
    share: float
    before: float
    sure: float


@dataclass(frozen=True, slots=True)
class Series:
    """A chart and its column of the table: shares by month, None where a month does not count."""

    name: str
    href: str
    shares: tuple[float | None, ...]
    svg: text.Md


def trends(shelf: Shelf, pen: Pen) -> Iterator[Page]:
    """trends.md."""
    found = months(shelf.sheets)
    shown = found[-SHOWN:]
    enough = sum(month.counts for month in shown) >= ENOUGH_MONTHS
    topics = sum((month.tags for month in shown), Counter())
    chosen = sorted(topics, key=lambda tag: (-topics[tag], tag))[:TOPICS]
    wanted = [each.id for each in pen.site.interests if not each.paused]
    outside = [*wanted, OUTSIDE] if wanted else []
    yield pen.page(
        "trends",
        "trends.md",
        title=pen.say("trends.title"),
        description=pen.say("trends.description", name=pen.site.name),
        front={"hide": ["navigation"], "search": {"exclude": True}},
        enough=enough,
        days=sum(month.days for month in found),
        needed=ENOUGH_DAYS,
        months=[pen.dates.month(month.first) for month in shown],
        newest=next((month for month in reversed(shown) if month.counts), None),
        rising=rising(shown) if enough else [],
        before=min(BEFORE, sum(month.counts for month in shown) - 1),
        topics=_series(shown, chosen, lambda month: month.tags, _tag_named(pen), pen, alike=False) if enough else [],
        interests=_series(shown, outside, lambda month: month.interests, _interest_named(pen), pen, alike=True) if enough else [],
        funnel=shown,
        steps=[(step, _told(_mean(count, month.days))) for month in shown[-1:] for step, count in zip(STEPS, month.steps, strict=True)],
        funnel_svg=_funnel(shown, pen) if enough else "",
        percent=percent,
    )


def months(sheets: Sequence[Sheet]) -> list[Month]:
    """Every month from the first to the last that has a record, oldest first. The sheets are in order."""
    seen: set[str] = set()
    return [_month(first, list(days), seen) for first, days in groupby(sheets, key=lambda sheet: sheet.day.replace(day=1))]


def _month(first: date, sheets: list[Sheet], seen: set[str]) -> Month:
    """Count a month; ``seen`` holds the papers of earlier months and takes this month's."""
    new: dict[str, Glimpse] = {}
    for sheet in sheets:
        for each in sheet.entries:
            if each.id not in seen:
                new.setdefault(each.id, each)
    seen.update(new)
    announced = [sheet.funnel.announced for sheet in sheets]
    return Month(
        first=first,
        days=sum(bool(sheet.entries) for sheet in sheets),
        papers=len(new),
        tags=_counted(each.tags for each in new.values()),
        interests=_counted(each.matched or (OUTSIDE,) for each in new.values()),
        announced=None if None in announced else sum(count or 0 for count in announced),
        considered=sum(sheet.funnel.considered for sheet in sheets),
        listed=sum(sheet.funnel.listed for sheet in sheets),
        read=sum(sheet.funnel.read for sheet in sheets),
    )


def _counted(words: Iterable[Iterable[str]]) -> Counter[str]:
    return Counter(word for each in words for word in dict.fromkeys(each))


def rising(found: Sequence[Month]) -> list[Rise]:
    """The topics that rise in the newest month that counts, the surest first."""
    counting = [month for month in found if month.counts]
    if len(counting) < ENOUGH_MONTHS:
        return []
    *earlier, newest = counting[-BEFORE - 1 :]
    papers, tags = sum(month.papers for month in earlier), sum((month.tags for month in earlier), Counter[str]())
    rises = (_rise(tag, count, newest.papers, tags[tag], papers) for tag, count in newest.tags.items() if count >= FEWEST)
    return sorted((each for each in rises if each.sure >= SURE), key=lambda each: (-each.sure, each.tag))[:MOST_RISING]


def _rise(tag: str, count: int, papers: int, count_before: int, papers_before: int) -> Rise:
    share, before = count / papers, count_before / papers_before
    pooled = (count + count_before) / (papers + papers_before)
    deviation = sqrt(pooled * (1 - pooled) * (1 / papers + 1 / papers_before))
    return Rise(tag, count, share, before, (share - before) / deviation if deviation else 0.0)


def percent(share: float | None) -> str:
    """A share in percent: whole from ten on, else to a tenth; a dash where there is none."""
    if share is None:
        return "–"
    return f"{100 * share:.0f}%" if share >= 0.0995 else f"{100 * share:.1f}%"


def _series(
    shown: Sequence[Month],
    words: Sequence[str],
    of: Callable[[Month], Counter[str]],
    named: Callable[[str], tuple[str, str]],
    pen: Pen,
    *,
    alike: bool,
) -> list[Series]:
    """A chart for each word: with ``alike`` all of one scale, else each up to its own highest share.

    A rare topic would move unseen beside a common one.
    """
    shares = {word: tuple(of(month)[word] / month.papers if month.counts else None for month in shown) for word in words}
    highest = {word: max((share for share in each if share is not None), default=0.0) for word, each in shares.items()}
    top = max(highest.values(), default=0.0)
    made = []
    for word, each in shares.items():
        name, href = named(word)
        svg = charts.bars(each, top if alike else highest[word], _label(name, each, pen), _titles(shown, each, pen))
        made.append(Series(name, href, each, svg))
    return made


def _label(name: str, shares: Sequence[float | None], pen: Pen) -> str:
    told = [share for share in shares if share is not None]
    return pen.say("trends.chart", name=name, first=percent(told[0]), last=percent(told[-1]), most=percent(max(told)))


def _titles(shown: Sequence[Month], shares: Sequence[float | None], pen: Pen) -> list[str]:
    return [
        pen.say("trends.bar", month=pen.dates.month(month.first), value=percent(each)) for month, each in zip(shown, shares, strict=True)
    ]


def _tag_named(pen: Pen) -> Callable[[str], tuple[str, str]]:
    return lambda tag: (pen.tag_name(tag), f"../tags/{text.slug(tag)}/")


def _interest_named(pen: Pen) -> Callable[[str], tuple[str, str]]:
    return lambda each: (pen.interest_name(each), f"../interests/{text.slug(each)}/") if each else (pen.say("trends.outside"), "")


def _funnel(shown: Sequence[Month], pen: Pen) -> text.Md:
    """Means of the days with papers: a month that has only begun would look like a collapse."""
    rows = [tuple(_mean(count, month.days) for count in month.steps) for month in shown]
    top = max((mean for row in rows for mean in row if mean is not None), default=0.0)
    titles = [
        pen.say("trends.funnel_bar", month=pen.dates.month(month.first), **dict(zip(STEPS, map(_told, row), strict=True)))
        for month, row in zip(shown, rows, strict=True)
    ]
    return charts.nested(rows, top, pen.say("trends.funnel_chart"), titles)


def _mean(count: int | None, days: int) -> float | None:
    return count / days if count is not None and days else None


def _told(mean: float | None) -> str:
    return "–" if mean is None else f"{mean:.0f}"
