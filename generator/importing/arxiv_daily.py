"""Import: the format "# Arxiv Computer Vision Papers - DATE", ten arXiv papers with a long analysis each. Pure.

A page's "Published" is the day of a version without an hour, so it is no ``submitted``; the page's own day is when the papers
were announced.
"""

import re
from collections.abc import Mapping

from generator.fetch.links import code_in, project_in
from generator.importing.sheet import Item, Sheet, day_of, id_of, one_line
from generator.model import Paper

_TITLE = re.compile(r"^#\s*Arxiv [^\n]*Papers\s*-\s*(\S+)", re.MULTILINE)
_SUMMARY = re.compile(r"^## Executive Summary\s*$(.*?)^## (?:Table of Contents|Papers)\s*$", re.MULTILINE | re.DOTALL)
_ITEM = re.compile(r"^<a id=['\"][^'\"]+['\"]></a>\s*\n##\s*\[(?P<title>.+)\]\((?P<url>[^()\s]+)\)\s*$", re.MULTILINE)
_PARTS = ("Authors", "Published", "Categories", "Abstract", "Analysis", "Key Findings", "Links")
# Some analyses repeat "**Abstract:**": of each part the first mark counts, of the last two the last.
_LAST = frozenset({"Key Findings", "Links"})


def recognises(text: str) -> bool:
    """Whether a page is of this format, by its title."""
    return bool(_TITLE.search(text[:500]))


def parse(text: str, name: str) -> Sheet:
    """Read a page called ``name``. Raises RecordError for a title without a day and for a paper without its arXiv link."""
    day = day_of(text, _TITLE, name)
    summary = _SUMMARY.search(text)
    starts = list(_ITEM.finditer(text))
    ends = [*(each.start() for each in starts), len(text)][1:]
    sheet = Sheet(name=name, day=day, summary=summary[1].strip() if summary and summary[1].strip() else None)
    items = tuple(_item(start, text[start.end() : end], sheet) for start, end in zip(starts, ends, strict=True))
    return Sheet(name=name, day=day, items=items, summary=sheet.summary)


def _item(start: re.Match[str], body: str, sheet: Sheet) -> Item:
    parts = _split(body)
    title = one_line(start["title"].replace("\\", "") if re.search(r"\\[\[\]]", start["title"]) else start["title"])
    id_, version = id_of(f"{start['url']} {parts.get('Links', '')}", sheet.name, title)
    abstract = one_line(parts.get("Abstract", "")) or None
    categories = tuple(re.findall(r"[\w.-]+", parts.get("Categories", "")))
    return Item(
        paper=Paper(
            id=id_,
            title=title,
            version=version,
            authors=tuple(name for each in parts.get("Authors", "").split(",") if (name := one_line(each))),
            abstract=abstract,
            categories=categories,
            primary_category=categories[0] if categories else None,
            announced=sheet.day,
            code_url=code_in(abstract),
            project_url=project_in(abstract),
            sources=("arxiv",),
        ),
        written=parts.get("Analysis") or None,
        findings=tuple(one_line(each) for each in re.findall(r"^[-*] +(.+)$", parts.get("Key Findings", ""), re.MULTILINE)),
    )


def _split(body: str) -> Mapping[str, str]:
    """The parts of a paper by the name that introduces them."""
    marks: list[tuple[int, int, str]] = []
    for part in _PARTS:
        found = [each for each in re.finditer(rf"^\*\*{part}:\*\*", body, re.MULTILINE) if not marks or each.start() >= marks[-1][1]]
        if found:
            chosen = found[-1] if part in _LAST else found[0]
            marks.append((chosen.start(), chosen.end(), part))
    stops = [*(start for start, _, _ in marks), len(body)][1:]
    return {part: body[end:stop].strip() for (_, end, part), stop in zip(marks, stops, strict=True)}
