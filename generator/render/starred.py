"""The page of the papers that a reader starred, which the browser fills: what it keeps is never sent here. Pure."""

from collections.abc import Iterator

from generator.model import Page
from generator.render.pen import Pen
from generator.render.shelf import Shelf


def starred(shelf: Shelf, pen: Pen) -> Iterator[Page]:
    """starred.md, with the words of all that the theme's scripts tell of stars, read marks and notes."""
    yield pen.page(
        "starred",
        "starred.md",
        title=pen.say("mine.title"),
        description=pen.say("mine.description"),
        front={"hide": ["navigation"], "search": {"exclude": True}},
        words=pen.words("mine"),
        first=shelf.first,
    )
