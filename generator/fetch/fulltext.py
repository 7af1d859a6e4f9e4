"""Fetch stage: the full text of a paper that will be read: arXiv's HTML first, its PDF second, else none. I/O: Http and a folder.

What was had is kept in a folder for the day, so that a run that is repeated asks nobody. It is never committed or published.
"""

from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from generator.config import ARXIV_ID
from generator.errors import FetchError, ParseError
from generator.fetch.arxiv import LANE
from generator.fetch.html import parse_html
from generator.fetch.http import Http, Unanswered
from generator.fetch.pdf import MEMORY, MOST_PAGES, SECONDS, UnreadablePdf, parse_pdf
from generator.fetch.worth import cut
from generator.model import FullText

__all__ = ["FullText", "Reader", "UnreadablePdf", "cut", "parse_html", "parse_pdf"]

GONE = frozenset({404, 410})
"""What arXiv answers for a paper without HTML, a withdrawn one, or a PDF that there is none of."""

_STORED = TypeAdapter(FullText)


def _whole(page: bytes) -> bytes:
    """Give the page back unless its end is missing, which lxml would not tell. Raises ParseError."""
    if b"</html" not in page[-2000:].lower():
        raise ParseError("a page that is cut off came instead of HTML")
    return page


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Fetches full texts. ``folder`` is the day's cache, or None for none; the rest bounds the reading of a PDF."""

    http: Http
    html_url: str
    pdf_url: str
    folder: Path | None = None
    most_pages: int = MOST_PAGES
    seconds: float = SECONDS
    memory: int = MEMORY

    def read(self, paper_id: str, version: int | None = None) -> FullText | None:
        """Give the text of a paper, or None when arXiv has neither HTML nor PDF of it.

        A text kept of another version is not taken. Raises UnreadablePdf when only a PDF is there and cannot be read
        (asking again is of no use), and FetchError when nothing was had for a reason that may pass.
        """
        if not ARXIV_ID.fullmatch(paper_id):
            raise ParseError(f"{paper_id!r} is no arXiv id")
        kept = self._kept(paper_id, version)
        if kept:
            return kept
        found = self._fetched(paper_id)
        if found is None:
            return None
        text = replace(found, id=paper_id, version=version)
        self._keep(text)
        return text

    def _fetched(self, paper_id: str) -> FullText | None:
        try:
            page = self._body(self.html_url, paper_id)
            missed: FetchError | None = None
        except FetchError as error:
            page, missed = None, error
        # A page that is no paper is not asked for again, as other bodies are: the PDF says the same.
        if page is not None:
            with suppress(ParseError):
                return parse_html(_whole(page))
        body = self._body(self.pdf_url, paper_id)
        if body is not None:
            return parse_pdf(body, self.most_pages, seconds=self.seconds, memory=self.memory)
        if missed:
            raise missed
        return None

    def _body(self, url: str, paper_id: str) -> bytes | None:
        try:
            return self.http.get(f"{url}/{paper_id}", lane=LANE)
        except Unanswered as error:
            if error.status in GONE:
                return None
            raise

    def _path(self, paper_id: str) -> Path | None:
        return self.folder / f"{paper_id.replace('/', '-')}.json" if self.folder else None

    def _kept(self, paper_id: str, version: int | None) -> FullText | None:
        """Give what the folder holds; a file that is half written or of an older make is as none."""
        path = self._path(paper_id)
        if path is None:
            return None
        try:
            text = _STORED.validate_json(path.read_bytes())
        except (OSError, ValidationError):
            return None
        return text if (text.id, text.version) == (paper_id, version) else None

    def _keep(self, text: FullText) -> None:
        """Write to the folder; a disk that is full costs the cache, not the text."""
        path = self._path(text.id or "")
        if path is None:
            return
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            part = path.with_suffix(".part")
            part.write_bytes(_STORED.dump_json(text))
            part.replace(path)
