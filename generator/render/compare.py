"""The page that puts two or three papers side by side. Pure: ``compare.js`` of the theme fills it from the papers' own pages."""

from collections.abc import Iterator

from generator.model import Page
from generator.render.pen import Pen
from generator.render.shelf import Shelf


def compare(_: Shelf, pen: Pen) -> Iterator[Page]:
    """compare.md: the same for every archive, it holds words alone."""
    yield pen.page(
        "compare",
        "compare.md",
        title=pen.say("compare.title"),
        description=pen.say("compare.description"),
        front={"hide": ["navigation"], "tool": "compare", "search": {"exclude": True}},
        words=pen.words("compare"),
    )
