"""Stage four: digests become pages, by template. Pure: what is drawn hangs on the digests and the site alone.

Read ``PAGE_TYPES`` first: a page type is a row here and a template beside it.
"""

from collections.abc import Callable, Iterator, Sequence

from generator.model import Digest, Page, Site
from generator.render.about import about
from generator.render.days import days, home
from generator.render.feeds import atom
from generator.render.lists import archive, categories, interests, tags
from generator.render.newer import newer
from generator.render.papers import papers
from generator.render.pen import Pen
from generator.render.shelf import Shelf, shelve

PAGE_TYPES: dict[str, Callable[[Shelf, Pen], Iterator[Page]]] = {
    "home": home,
    "day": days,
    "paper": papers,
    "tag": tags,
    "category": categories,
    "interest": interests,
    "archive": archive,
    "about": about,
    "feed": atom,
    "newer": newer,
}


def render(digests: Sequence[Digest], site: Site) -> Iterator[Page]:
    """Draw every page of the site, byte for byte the same for the same digests, whatever their order.

    Raises ConfigError when the site's language is not spoken.
    """
    shelf = shelve(digests)
    pen = Pen(site, shelf)
    for draw in PAGE_TYPES.values():
        yield from draw(shelf, pen)
