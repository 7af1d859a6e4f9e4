"""What a browser keeps for reading without a network: the list of it, and the page that shows and switches it. Pure.

``sw.js`` of the theme reads the list and keeps what it names; ``offline.js`` starts it.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, date
from hashlib import sha256

from generator.glance import Sheet
from generator.model import Page
from generator.render import text
from generator.render.days import worth_showing
from generator.render.messages import group
from generator.render.pen import Pen
from generator.render.shelf import Shelf, address_of, day_path

MOST_PAPERS = 12
_FRAME = ("offline/", "starred/", "compare/")
"""Pages that work on what is kept; one that is not there is left out."""
_SAID = ("copy", "again", "missing")
"""What the worker itself says."""


def offline(shelf: Shelf, pen: Pen) -> Iterator[Page]:
    """newest.json and offline.md."""
    words = group(pen.site.language, "offline")
    shown, newest = worth_showing(shelf), shelf.sheets[-1].day if shelf.sheets else None
    sheets = [sheet for sheet in reversed(shelf.sheets) if sheet.day in (shown, newest)]
    told = {
        "version": 1,
        "stamp": _stamp(sheets),
        "language": pen.site.language,
        "pages": [["", pen.say("home.title")], *_days(sheets, pen), *_papers(sheets, shown, shelf)],
        "frame": _FRAME,
        "words": {name: words[name] for name in _SAID},
    }
    yield Page(path="newest.json", text=json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n")
    yield pen.page(
        "offline",
        "offline.md",
        title=pen.say("offline.title"),
        description=pen.say("offline.description"),
        front={"hide": ["navigation"], "tool": "keeping", "search": {"exclude": True}},
        words=pen.words("offline"),
        papers=MOST_PAPERS,
    )


def _stamp(sheets: Sequence[Sheet]) -> str:
    """Changes with whatever a later run adds to the days of the kept pages; the same with an index and without.

    A figure, more upvotes or another reason of a gap alone leave it: a browser has them with the day's next news.
    """
    told = [
        (
            str(sheet.day),
            sheet.at.astimezone(UTC).isoformat(),
            sheet.kind,
            sheet.open,
            sheet.funnel,
            sheet.entries,
            sheet.seen,
            sheet.subjects,
        )
        for sheet in sheets
    ]
    return sha256(repr(told).encode()).hexdigest()[:16]


def _days(sheets: Sequence[Sheet], pen: Pen) -> list[list[str]]:
    return [[address_of(day_path(sheet.day)), pen.dates.day(sheet.day)] for sheet in sheets]


def _papers(sheets: Sequence[Sheet], shown: date | None, shelf: Shelf) -> list[list[str]]:
    """The papers that the day shown at home read, in its order, at most MOST_PAPERS of them, where they have a page."""
    read = [entry for sheet in sheets if sheet.day == shown for entry in sheet.entries if entry.fullness]
    paths = [(shelf.slips[entry.id].path, text.plain(entry.title) or entry.id) for entry in read]
    return [[address_of(path), title] for path, title in paths if path.startswith("papers/")][:MOST_PAPERS]
