"""Stage four: digests become pages, by template. Pure: what is drawn hangs on the digests and the site alone.

Read ``parts.OF_A_MONTH`` and ``parts.OF_ALL`` first: a page type is a row there and a template beside it. The archive may be
given at a glance (``shelve_sheets``), or as digests in memory (``shelve``): the pages are the same.
"""

from collections.abc import Iterator, Sequence

from generator.model import Digest, Page, Site
from generator.render.parts import Part, parts
from generator.render.shelf import NO_FIGURES, Album, Opener, Shelf, shelve, shelve_sheets

__all__ = ["Opener", "Part", "Shelf", "parts", "render", "shelve", "shelve_sheets"]


def render(digests: Sequence[Digest], site: Site, album: Album = NO_FIGURES) -> Iterator[Page]:
    """Draw every page of the site, byte for byte the same for the same digests, whatever their order.

    Raises ConfigError when the site's language is not spoken.
    """
    for part in parts(shelve(digests, keep=site.keep, album=album), site):
        yield from part.draw()
