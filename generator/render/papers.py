"""The page of each paper that was read or listed. Pure."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date

from generator.model import Analysis, Page, Paper, Section
from generator.render import text
from generator.render.citation import cited
from generator.render.figures import shown
from generator.render.pen import Pen
from generator.render.shelf import Card, is_quoted, month_path, opening
from generator.render.view import Volume

_OWN_ANCHORS = frozenset(["paper", "findings", "limitations", "related", "cite"])
# What to do with a paper stands behind what it found and what it leaves open, and the core idea ends a reading.
_CLOSING = frozenset(["guide", "practice", "interest", "idea"])


def papers(volume: Volume, pen: Pen) -> Iterator[Page]:
    """A page per paper whose fullest entry is of this month, drawn from that; or one list of them once they have no pages."""
    if volume.papers and volume.papers[0].path.startswith(month_path(volume.name)):
        yield _lines(volume, pen)
        return
    around = _neighbours(volume.days.values())
    for card in volume.papers:
        figure = shown(card.entry, volume.view)
        yield pen.page(
            "paper",
            card.path,
            title=text.plain(card.paper.title) or card.paper.id,
            description=_description(card),
            front={
                "hide": ["navigation"],
                "cite": cited(card.paper),
                "day": card.day.isoformat(),
                **({"figure": figure.path} if figure else {}),
            },
            card=card,
            figure=figure,
            p=card.paper,
            analysis=card.entry.analysis,
            quoted=card.entry.analysis is not None and is_quoted(card.entry.analysis),
            **_reading(card.entry.analysis, pen),
            facts=_facts(card.paper, pen),
            before=around[card.day, card.paper.id][0],
            after=around[card.day, card.paper.id][1],
            removed=sum(number.verdict == "removed" for number in card.entry.analysis.numbers) if card.entry.analysis else 0,
        )


def _neighbours(days: Iterable[Sequence[Card]]) -> dict[tuple[date, str], tuple[Card | None, Card | None]]:
    """The papers before and after each one among those of its day, in the day's order, by day and id."""
    return {
        (card.day, card.paper.id): (before, after)
        for cards in days
        for before, card, after in zip((None, *cards), cards, (*cards[1:], None), strict=False)
    }


def _lines(volume: Volume, pen: Pen) -> Page:
    """The list of a month whose papers have no page any more: a line for each, where links to the paper lead."""
    title = pen.dates.month(volume.digests[0].day)
    description = pen.say("list.description", name=title, count=len(volume.papers))
    cards = sorted(volume.papers, key=lambda card: (-card.day.toordinal(), card.entry.analysis is None, -(card.score or 0), card.paper.id))
    front = {"hide": ["navigation"]}
    return pen.page("month", month_path(volume.name), title=title, description=description, front=front, cards=cards, name=volume.name)


def _description(card: Card) -> str:
    return text.plain(opening(card)[0] or card.paper.abstract or card.paper.title)


def _facts(paper: Paper, pen: Pen) -> list[tuple[str, str]]:
    """What is known of a paper besides its text, as label and plain value; unknown things are left out."""
    dates = pen.dates
    known = [
        ("affiliations", pen.say("paper.name_separator").join(paper.affiliations)),
        ("announced", dates.short(paper.announced) if paper.announced else ""),
        ("submitted", dates.local_day(paper.submitted) if paper.submitted else ""),
        ("updated", dates.local_day(paper.updated) if paper.updated and paper.updated != paper.submitted else ""),
        ("journal_ref", text.plain(paper.journal_ref or "")),
    ]
    return [(pen.say(f"paper.{name}"), value) for name, value in known if value]


def _reading(analysis: Analysis | None, pen: Pen) -> dict[str, object]:
    """The sections before and behind the findings, each with its anchor, and where the authors' abstract stands.

    It stands beneath its translation, else first, and last where the reading is quoted from it. It is folded where the page says
    the same already: in the reader's language, or in the sentences that are quoted.
    """
    given = analysis.sections if analysis else ()
    written = analysis is not None and not is_quoted(analysis)
    foreign = pen.site.language != "en"
    translated = written and foreign and any(section.id == "abstract" for section in given)
    sections = _anchored(given, _OWN_ANCHORS if translated else _OWN_ANCHORS | {"abstract"})
    return {
        "body": [each for each in sections if each[0].id not in _CLOSING],
        "closing": [each for each in sections if each[0].id in _CLOSING],
        "abstract_at": "beneath" if translated else "last" if analysis and not written else "first",
        "folded": analysis is not None and (foreign or not written),
    }


def _anchored(sections: Iterable[Section], taken: Collection[str]) -> list[tuple[Section, str]]:
    """An anchor per section that nothing else on the page has, from the section's id and not from its title."""
    anchors: dict[str, Section] = {}
    for section in sections:
        anchor = text.slug(section.id).replace("_", "-").replace(".", "-")
        while anchor in taken or anchor in anchors:
            anchor += "-section"
        anchors[anchor] = section
    return [(section, anchor) for anchor, section in anchors.items()]
