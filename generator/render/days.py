"""The home page and the page of each day. Pure."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

from generator.glance import Sheet
from generator.model import Digest, Gap, Page
from generator.render import gaps as gap_reasons
from generator.render import text
from generator.render.best import Span, spans, week_name
from generator.render.dates import Month, months
from generator.render.figures import shown
from generator.render.pen import Pen
from generator.render.shelf import Card, Shelf, day_path
from generator.render.text import Md
from generator.render.view import Volume

_TOPICS_AT_HOME = 24
# A reader who was away for longer than these days with papers hears of them alone.
_DAYS_AT_HOME = 60
_STAGES = ("fetch", "items", "complete", "rank", "analyse", "summarise", "fulltext")


def home(shelf: Shelf, pen: Pen) -> Iterator[Page]:
    """index.md: the newest day of which papers were read, a calendar, and what the archive is about."""
    shown = worth_showing(shelf)
    digests = {digest.day: digest for digest in shelf.opened([day for day in (shown, _newest(shelf)) if day])}
    newest = digests[shelf.sheets[-1].day] if shelf.sheets else None
    cards = shelf.cards(shown) if shown else []
    calendar = _year(shelf)
    topics = sorted(shelf.tags, key=lambda tag: (-len(shelf.tags[tag]), tag))[:_TOPICS_AT_HOME]
    yield pen.page(
        "home",
        "index.md",
        title=pen.say("home.title"),
        description=f"{pen.site.name}: {pen.say('home.description', categories=', '.join(pen.site.categories))}",
        front={"hide": ["navigation", "toc"], **({"day": shown.isoformat()} if shown else {})},
        digest=digests[shown] if shown else None,
        newest=newest,
        read=[card for card in cards if card.entry.analysis],
        listed=[card for card in cards if not card.entry.analysis],
        notice=_notice(newest, pen) or _unread(newest, shown, pen) if newest else "",
        fresh_days=",".join(f"{sheet.day} {sheet.funnel.listed}" for sheet in _newest_days(shelf)),
        fresh_words=pen.words("fresh"),
        newest_month=calendar[:1],
        earlier=calendar[1:],
        bests=_bests(shelf, pen),
        years=sorted(Counter(slip.day.year for slip in shelf.newest).items(), reverse=True),
        topics=[(tag, len(shelf.tags[tag])) for tag in topics],
        interests=[(interest.id, len(shelf.interests.get(interest.id, ()))) for interest in pen.site.interests if not interest.paused],
    )


def _newest(shelf: Shelf) -> date | None:
    return shelf.sheets[-1].day if shelf.sheets else None


def _newest_days(shelf: Shelf) -> list[Sheet]:
    return [sheet for sheet in reversed(shelf.sheets) if sheet.entries][:_DAYS_AT_HOME]


def worth_showing(shelf: Shelf) -> date | None:
    """The newest day of which papers were read, else the newest that lists any."""
    read = (sheet.day for sheet in reversed(shelf.sheets) if sheet.funnel.read)
    return next(read, None) or next((sheet.day for sheet in reversed(shelf.sheets) if sheet.entries), None)


def _year(shelf: Shelf) -> list[Month]:
    """The calendar of the twelve months that end with the newest day."""
    newest = _newest(shelf)
    if not newest:
        return []
    first = newest.replace(year=newest.year - 1, day=1)
    return months([sheet for sheet in shelf.sheets if sheet.day.replace(day=1) > first])


def _bests(shelf: Shelf, pen: Pen) -> list[tuple[Span, str]]:
    """The best of the newest week and of the two newest months."""
    of_months, of_weeks = spans(shelf, pen)
    named = [(week, pen.say("best.title", span=week_name(week.first, pen))) for week in of_weeks[:1]]
    return named + [(month, pen.say("best.title", span=pen.dates.month(month.first))) for month in of_months[:2]]


def days(volume: Volume, pen: Pen) -> Iterator[Page]:
    """A page per digest, linked to the days before and after it."""
    around = [volume.view.before, *(digest.day for digest in volume.digests), volume.view.after]
    for place, digest in enumerate(volume.digests):
        yield _day(digest, volume, pen, around[place], around[place + 2])


def _day(digest: Digest, volume: Volume, pen: Pen, before: date | None, after: date | None) -> Page:
    cards = volume.days[digest.day]
    listed = {card.paper.id for card in cards}
    others = [each for each in digest.considered if each.id not in listed]
    return pen.page(
        "day",
        day_path(digest.day),
        title=pen.dates.day(digest.day),
        description=_description(cards, pen, _notice(digest, pen)),
        front={"hide": ["navigation"], **({"day": digest.day.isoformat()} if cards else {})},
        digest=digest,
        notice=_notice(digest, pen),
        # A figure that is not there is nothing that a reader waits for.
        gaps=[_told(gap, pen) for gap in digest.gaps if gap.stage != "figure"],
        read=[card for card in cards if card.entry.analysis],
        listed=[card for card in cards if not card.entry.analysis],
        cards=cards,
        figure_of=lambda card: shown(card.entry, volume.view),
        others=sorted(others, key=lambda each: (each.score is None, -(each.score or 0), each.id)),
        before=before,
        after=after,
    )


def _description(cards: tuple[Card, ...], pen: Pen, notice: str) -> str:
    return pen.say("paper.title_separator").join(text.plain(card.paper.title) for card in cards[:3]) or notice


def _notice(digest: Digest, pen: Pen) -> str:
    """Why a day has no papers, or that it is not complete; empty for a day that just is."""
    if digest.kind == "nothing-announced":
        weekend = digest.day.weekday() >= 5
        return pen.say("notice.weekend" if weekend else "notice.holiday")
    if digest.kind == "no-match":
        return pen.say("notice.no_match", score=pen.site.select.min_score, count=digest.funnel.considered)
    if digest.kind == "source-failed":
        return pen.say("notice.source_failed_open" if digest.open else "notice.source_failed", sources=_failed_sources(digest, pen))
    return pen.say("notice.open") if digest.open else ""


def _unread(newest: Digest, shown: date | None, pen: Pen) -> str:
    """What the newest day has when an older one is shown for it."""
    return pen.say("home.unread", count=newest.funnel.listed) if newest.entries and newest.day != shown else ""


def _failed_sources(digest: Digest, pen: Pen) -> str:
    names = dict.fromkeys(pen.source_name(gap.subject) for gap in digest.gaps if gap.stage == "fetch")
    return pen.say("paper.name_separator").join(names) or pen.say("notice.a_source")


def _told(gap: Gap, pen: Pen) -> tuple[str, Md, str, str]:
    """A gap as the page tells it: stage, subject (a paper's title where it is listed), reason, and whether it is tried again."""
    stage = pen.say(f"stage.{gap.stage}") if gap.stage in _STAGES else gap.stage
    reason = gap_reasons.told(gap.reason, pen.site.language) or pen.say("gap.unsaid")
    return stage, _subject(gap, pen), reason, pen.say("gap.final" if gap.final else "gap.again")


def _subject(gap: Gap, pen: Pen) -> Md:
    """What is missing something: a paper by its title, the day, the model, or a source."""
    if gap.subject in pen.view.titles:
        return pen.in_english(text.plain(pen.view.titles[gap.subject]))
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", gap.subject):
        return text.escape(pen.dates.short(date.fromisoformat(gap.subject)))
    return text.escape(pen.say("gap.model") if gap.subject == "model" else pen.source_name(gap.subject))
