"""Import: the day's summary, in which every paper that was read is named and linked. Pure."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from generator.analyse.passages import by_sentence
from generator.analyse.quality import mend, refuse
from generator.importing.reading import LANGUAGE, midnight
from generator.model import Entry, Paper, Summary

_DATE = re.compile(r"(\d{4})\s*[年/-]\s*(\d{1,2})\s*[月/-]\s*(\d{1,2})\s*日?")
# A name stands in quotation marks or in bold, with the paper's number before or after it.
_NAME = re.compile(
    r"(?:\"(?P<quoted>[^\"\n]{2,300})\"|“(?P<marked>[^”\n]{2,300})”|\*\*(?P<bold>[^*\"“\n]{2,300})\*\*)(?P<number>\s*[（(]\d{1,2}[）)])?"
)
_NUMBERS = re.compile(r"^\d{1,2}\.\s+|\s*[（(]\d{1,2}[）)](?=[:：]?$)|[:：]$")
_LINK = re.compile(r"\]\(paper:([^)\s]+)\)")
_SHORTEST_BEGINNING = 16


def summarise(day: date, entries: Sequence[Entry], written: str | None) -> Summary | None:
    """The page's summary, mended and linked; one that lists the papers when there is none or it cannot be mended."""
    if not entries:
        return None
    told = None if not written or refuse(written, LANGUAGE) else linked(_mended(written, day), entries)
    if told and _LINK.search(told):
        return Summary(analyst="llm", language=LANGUAGE, text=_completed(told, entries), at=midnight(day))
    return Summary(analyst="extractive", language=LANGUAGE, text=_listing(entries), at=midnight(day))


def _mended(written: str, day: date) -> str:
    """Mend the text and drop what speaks of another day: the page says which day it is."""

    def dated(sentence: str) -> str | None:
        days = [tuple(int(part) for part in found) for found in _DATE.findall(sentence)]
        return None if any(each != (day.year, day.month, day.day) for each in days) else sentence

    lines = (line for line in written.split("\n") if not re.match(r"\s*\**(?:日期|主题)\s*[:：]", line))
    text, _ = by_sentence("\n".join(lines), dated)
    return mend(text).text


def linked(text: str, entries: Sequence[Entry]) -> str:
    """Every name of a paper of the day, in quotation marks or in bold, becomes a link to it."""
    names = {name: entry.paper for entry in entries for name in _names(entry.paper)}

    def replaced(found: re.Match[str]) -> str:
        name = found["quoted"] or found["marked"] or found["bold"]
        paper = _named(_NUMBERS.sub("", _NUMBERS.sub("", name.strip())), names)
        if paper is None:
            return found[0]
        colon = "：" if name.rstrip().endswith((":", "：")) else ""
        return f"**{link(paper)}**{colon}" if found["bold"] else f"{link(paper)}{colon}"

    return _NAME.sub(replaced, text)


def _names(paper: Paper) -> Iterator[str]:
    """The title, and the name that it gives its thing before a colon."""
    yield _key(paper.title)
    before, colon, _ = paper.title.partition(":")
    if colon:
        yield _key(before)


def _named(name: str, names: dict[str, Paper]) -> Paper | None:
    """The paper of that name, or the only one whose title begins so."""
    key = _key(name)
    if key in names:
        return names[key]
    begun = {paper.id: paper for full, paper in names.items() if len(key) >= _SHORTEST_BEGINNING and full.startswith(key)}
    return next(iter(begun.values())) if len(begun) == 1 else None


def _key(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).casefold()


def link(paper: Paper) -> str:
    """A link in whose text no bracket opens or closes another."""
    label = re.sub(r"([\[\]\\])", r"\\\1", paper.title)
    return f"[{label}](paper:{paper.id})"


def _completed(text: str, entries: Sequence[Entry]) -> str:
    """The text, with a last line for the papers that were read and are not named in it."""
    named = set(_LINK.findall(text))
    left = [entry.paper for entry in entries if entry.analysis and entry.paper.id not in named]
    return f"{text}\n\n另读：{'、'.join(map(link, left))}。" if left else text


def _listing(entries: Sequence[Entry]) -> str:
    """What was read and what was only listed, in the page's order."""
    read = [link(entry.paper) for entry in entries if entry.analysis]
    listed = [link(entry.paper) for entry in entries if not entry.analysis]
    parts = [f"读了 {len(read)} 篇：{'、'.join(read)}。"] if read else []
    return "\n\n".join(parts + ([f"只列出 {len(listed)} 篇：{'、'.join(listed)}。"] if listed else []))
