"""Fetch stage: the teaser figure of a paper, as a small WebP. I/O: Http, and processes that read what came.

It is asked for only where the paper's licence lets anybody host a changed copy. The HTML's first figure is taken where it is one
picture; where it is drawn, in several panels or missing, the PDF shows it whole.
"""

import json
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote, urljoin, urlsplit

from generator.bounds import number
from generator.errors import FetchError, ParseError
from generator.fetch import apart
from generator.fetch.arxiv import LANE
from generator.fetch.figures import process
from generator.fetch.figures.place import place
from generator.fetch.fulltext import GONE, Reader
from generator.fetch.http import Unanswered
from generator.fetch.pdf import UnreadablePdf, lines_of, pages_of
from generator.fetch.teaser import shortened
from generator.licence import allows_hosting
from generator.model import Figure, Paper, Teaser

MOST_BYTES = 20_000_000
"""Of a picture before it is unpacked; arXiv's largest have some ten."""

MOST_PAGES = 8
"""The first figure stands on one of these, or is none that a reader would know the paper by."""

SECONDS = 30
MEMORY = 1_000_000_000
"""Bytes of address space: a picture of MOST_PIXELS takes some 500 MB on its way."""


class NoFigureError(FetchError):
    """A paper without a figure that could be shown: asking again gives the same."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure and its file's bytes (WebP)."""

    figure: Figure
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Fetches teasers; ``reader`` has the pages' text and its client, the rest bounds the reading of a picture."""

    reader: Reader
    seconds: float = SECONDS
    memory: int = MEMORY

    def picture(self, paper: Paper, month: str) -> Picture | None:
        """Give the first figure of a paper as a file of ``month`` ("2026-02"), or None when its licence does not allow that.

        Raises NoFigureError when there is none to show, and FetchError for a reason that may pass.
        """
        if not paper.licence or not allows_hosting(paper.licence):
            return None
        teaser = self._teaser(paper)
        body = self._body(paper, teaser)
        if body is None:
            content, width, height, caption = self._from_pdf(paper, teaser.caption)
        else:
            (content, width, height), caption = self.made(body), teaser.caption
        name = f"{month}/{paper.id.replace('/', '-')}.webp"
        return Picture(Figure(file=name, caption=caption, licence=paper.licence, width=width, height=height), content)

    def _teaser(self, paper: Paper) -> Teaser:
        """What the HTML says of the first figure; nothing, where the PDF has to say it."""
        try:
            text = self.reader.read(paper.id, paper.version)
        except UnreadablePdf as error:
            raise NoFigureError(error.what) from error
        if text is None:
            raise NoFigureError("arXiv has neither HTML nor PDF of it")
        if text.source == "html" and text.teaser is None:
            raise NoFigureError("its HTML has no figure")
        return text.teaser or Teaser(caption="")

    def _body(self, paper: Paper, teaser: Teaser) -> bytes | None:
        """The picture that the HTML shows; None where it shows none, or no longer."""
        address = self.address(paper, teaser)
        try:
            return self.reader.http.get(address, lane=LANE, stay=True, most_bytes=MOST_BYTES) if address else None
        except Unanswered as error:
            if error.status in GONE or error.of_address:
                return None
            raise

    def address(self, paper: Paper, teaser: Teaser) -> str | None:
        """The picture's whole address: in the folder of this paper's HTML and of the version whose licence is known, else None."""
        page = f"{self.reader.html_url}/{paper.id}"
        if not teaser.address:
            return None
        try:
            found = urlsplit(urljoin(page, teaser.address))
            ours = urlsplit(page)
        except ValueError:
            return None
        path = unquote(found.path)
        inside = re.fullmatch(rf"{re.escape(ours.path)}(?:v(?P<version>\d+))?/(?P<rest>[^\\\x00-\x1f?#%]+)", path)
        if (found.scheme, found.netloc) != (ours.scheme, ours.netloc) or not inside or found.query:
            return None
        if any(part in ("", ".", "..") for part in inside["rest"].split("/")):
            return None
        if inside["version"] and paper.version and number(inside["version"]) != paper.version:
            return None
        return f"{found.scheme}://{found.netloc}{quote(path)}"

    def _from_pdf(self, paper: Paper, caption: str) -> tuple[bytes, int, int, str]:
        name = f"{paper.id}v{paper.version}" if paper.version else paper.id
        try:
            body = self.reader.http.get(f"{self.reader.pdf_url}/{name}", lane=LANE, stay=True)
        except Unanswered as error:
            if error.status in GONE:
                raise NoFigureError("arXiv has no PDF of it") from error
            if error.of_address:
                raise NoFigureError(error.what) from error
            raise
        if b"%PDF-" not in body[:1024]:
            raise ParseError("another kind of body came instead of a PDF", "the next run tries again")
        try:
            found = place(list(lines_of(pages_of(body, MOST_PAGES, self.seconds, self.memory))))
        except UnreadablePdf as error:
            raise NoFigureError(error.what) from error
        if found is None:
            raise NoFigureError("its PDF has no caption of a first figure")
        content, width, height = self.made(body, [str(found.page), *map(str, found.band)])
        return content, width, height, caption or shortened(found.caption)

    def made(self, body: bytes, arguments: Sequence[str] = ()) -> tuple[bytes, int, int]:
        """Have a picture, or a place in a PDF, made small: WebP, its width and height. Raises FetchError."""
        try:
            done = apart.run(Path(process.__file__), [str(self.memory), str(int(self.seconds) + 1), *arguments], body, self.seconds)
        except subprocess.TimeoutExpired as error:
            # A machine may be busy; whoever made the picture to hang it has three runs of it.
            raise FetchError(f"the picture was not made small within {self.seconds:g} s") from error
        if done.returncode == process.NO_PICTURE:
            raise NoFigureError(apart.cause(done))
        if done.returncode:
            raise NoFigureError(f"the picture broke its reader ({apart.cause(done)})")
        told, _, content = done.stdout.partition(b"\n")
        size = json.loads(told)
        return content, size["width"], size["height"]
