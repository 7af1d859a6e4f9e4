"""Fetch stage: a paper's PDF becomes a FullText. I/O: PDFium reads it in a process of its own.

PDFs come from anybody. One that hangs, breaks PDFium or unpacks to no end costs that process, and here one error.
"""

import json
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from generator.errors import ParseError
from generator.fetch import apart
from generator.fetch.links import code_in
from generator.fetch.pdf import process
from generator.fetch.pdf.layout import lay_out
from generator.fetch.pdf.lines import Line
from generator.model import FullText

SECONDS = 20
"""For the whole reading; 39 pages take about one."""

MEMORY = 1_000_000_000
"""Bytes of address space for the process; a paper of 39 pages takes some 150 MB."""

MOST_BYTES = 50_000_000
MOST_PAGES = 60
FEWEST = 600
"""Characters below which a PDF holds no text to read: scanned pages."""

MOST_LINKS = 20


class UnreadablePdf(ParseError):
    """A PDF that is there and cannot be read: asking again gives the same one, so a gap that it leaves is final."""


def parse_pdf(
    body: bytes, most_pages: int = MOST_PAGES, *, seconds: float = SECONDS, memory: int = MEMORY, most_bytes: int = MOST_BYTES
) -> FullText:
    """Read the first ``most_pages`` of a PDF within ``seconds`` and ``memory`` bytes.

    Raises UnreadablePdf, or ParseError when the body is no PDF at all, or half of one.
    """
    if b"%PDF-" not in body[:1024]:
        raise ParseError("another kind of body came instead of a PDF", "the next run tries again")
    if len(body) > most_bytes:
        raise UnreadablePdf(f"the PDF has {len(body) / 1e6:.0f} MB, more than {most_bytes / 1e6:g}")
    # PDFium reads on in half a file as well as it can; only its last line tells that the rest is missing.
    if b"%%EOF" not in body[-2048:]:
        raise ParseError("a PDF that is cut off came", "the next run tries again")
    read = pages_of(body, most_pages, seconds, memory)
    found = lay_out(list(lines_of(read)))
    links = dict.fromkeys(code for section in found.sections for block in section.text.split("\n\n") if (code := code_in(block)))
    text = FullText(
        source="pdf",
        sections=found.sections,
        captions=found.captions,
        tables=found.tables,
        links=tuple(links)[:MOST_LINKS],
        pages=read["pages"],
    )
    if text.characters < FEWEST:
        raise UnreadablePdf("the PDF holds hardly any text (scanned pages?)")
    return text


def lines_of(read: dict[str, Any]) -> Iterator[tuple[float, list[Line]]]:
    """The height of each page, and its lines."""
    for number, page in enumerate(read["read"]):
        yield page["height"], [replace(Line(*line), page=number) for line in page["lines"]]


def pages_of(body: bytes, most_pages: int, seconds: float, memory: int) -> dict[str, Any]:
    """Hand the body to process.py, and take what it writes. Raises UnreadablePdf."""
    try:
        done = apart.run(Path(process.__file__), [str(most_pages), str(memory), str(int(seconds) + 1)], body, seconds)
    except subprocess.TimeoutExpired as error:
        raise UnreadablePdf(f"the PDF was not read within {seconds:g} s") from error
    if done.returncode == process.CANNOT_OPEN:
        raise UnreadablePdf("the PDF cannot be opened (broken or locked)")
    if done.returncode:
        raise UnreadablePdf(f"the PDF broke its reader ({apart.cause(done)})")
    read: dict[str, Any] = json.loads(done.stdout)
    return read
