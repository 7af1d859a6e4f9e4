"""The figures of papers: their files, and what stands beside one. Pure.

A figure is shown while its file stands in the archive and its licence allows that, whatever the record says.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from generator.licence import allows_hosting
from generator.model import Entry, Page
from generator.render import text
from generator.render.citation import licence
from generator.render.pen import Pen
from generator.render.view import View, Volume

FOLDER = "figures"
_GLANCE = 240
"""Characters."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure as a page shows it: its path inside docs/, its pixels, its caption, and the address of its licence."""

    path: str
    width: int
    height: int
    caption: str
    licence: str

    @property
    def is_long(self) -> bool:
        """Whether the caption is longer than a glance."""
        return len(self.caption) > _GLANCE

    @property
    def licence_link(self) -> text.Md:
        """The licence's name, linked, as HTML; ``shown`` has looked at its address."""
        return text.Md(f'<a href="{self.licence}">{text.escape(licence(self.licence))}</a>')

    @property
    def alt(self) -> str:
        """What it says to whoever does not see it, as plain text."""
        return text.plain(self.caption)


def figures(volume: Volume, _: Pen) -> Iterator[Page]:
    """figures/<month>/<id>.webp for each figure that the pages of a month show, as it stands in the archive."""
    entries = [entry for digest in volume.digests for entry in digest.entries]
    files = {entry.figure.file for entry in entries if entry.figure and shown(entry, volume.view)}
    for file in sorted(files):
        yield Page(path=f"{FOLDER}/{file}", data=volume.album.read(file))


def shown(entry: Entry, view: View) -> Shown | None:
    """The figure of an entry, where the pages may show it."""
    figure = entry.figure
    if figure is None or figure.file not in view.figures or not allows_hosting(figure.licence):
        return None
    return Shown(f"{FOLDER}/{figure.file}", figure.width, figure.height, figure.caption, figure.licence)
