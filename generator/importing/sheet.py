"""Import: what a page of an older feed says, before anything is judged or mended. Pure."""

import re
from dataclasses import dataclass
from datetime import date

from generator.errors import RecordError
from generator.model import Noun, Paper


@dataclass(frozen=True, slots=True, kw_only=True)
class Item(Noun):
    """A paper of a page: its score, what was written about it (None when nothing was), its "key findings"."""

    paper: Paper
    score: int | None = None
    written: str | None = None
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet(Noun):
    """A page: the file's ``name``, its day, how many papers Hugging Face's top held, the papers and the day's summary."""

    name: str
    day: date
    featured: int | None = None
    items: tuple[Item, ...] = ()
    summary: str | None = None


def day_of(text: str, title: re.Pattern[str], name: str) -> date:
    """The day that a page's title names. Raises RecordError when there is no such day."""
    found = title.search(text)
    try:
        return date.fromisoformat(found[1] if found else "")
    except ValueError as error:
        raise RecordError(f"{name}: its title names no day", "write it YYYY-MM-DD") from error


def id_of(text: str, name: str, title: str) -> tuple[str, int | None]:
    """The arXiv id of the first link to arXiv in a text, and its version. Raises RecordError, naming the paper, when there is none."""
    found = re.search(r"arxiv\.org/(?:abs|pdf|html)/((?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7}))(?:v(\d+))?", text)
    if not found:
        raise RecordError(f"{name}: no link to arXiv for the paper {title[:60]!r}", "add its https://arxiv.org/abs/ address")
    return found[1], int(found[2]) if found[2] else None


def one_line(text: str) -> str:
    """White space runs become a blank."""
    return " ".join(text.split())
