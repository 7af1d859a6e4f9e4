"""Import: the format "# 🚀 CV 论文日报 | DATE", Hugging Face's papers with a score and a four-part reading. Pure."""

import re

from generator.importing.sheet import Item, Sheet, day_of, id_of, one_line
from generator.model import Paper

_TITLE = re.compile(r"^#\s[^\n]*论文日报\s*\|\s*(\S+)", re.MULTILINE)
_SCANNED = re.compile(r"扫描\s*(\d+)\s*篇")
_ITEM = re.compile(r"^###\s*<a id=['\"]item-\d+['\"]></a>\s*\d+\.\s*(?P<title>.+)$", re.MULTILINE)
_SCORE = re.compile(r"\*\*评分\*\*:\s*(\d{1,3})\s*/\s*100")
_LINK = re.compile(r"^\*\*原文链接\*\*:.*$", re.MULTILINE)


def recognises(text: str) -> bool:
    """Whether a page is of this format, by its title."""
    return bool(_TITLE.search(text[:500]))


def parse(text: str, name: str) -> Sheet:
    """Read a page called ``name``. Raises RecordError for a title without a day and for a paper without its arXiv link."""
    day = day_of(text, _TITLE, name)
    scanned = _SCANNED.search(text)
    starts = list(_ITEM.finditer(text))
    ends = [*(each.start() for each in starts), len(text)][1:]
    sheet = Sheet(name=name, day=day, featured=int(scanned[1]) if scanned else None)
    items = tuple(_item(start["title"], text[start.end() : end], sheet) for start, end in zip(starts, ends, strict=True))
    return Sheet(name=name, day=day, featured=sheet.featured, items=items)


def _item(title: str, body: str, sheet: Sheet) -> Item:
    id_, version = id_of(body, sheet.name, title)
    score = _SCORE.search(body)
    link = _LINK.search(body)
    written = body[link.end() :].strip() if link else ""
    return Item(
        paper=Paper(id=id_, title=one_line(title), version=version, huggingface_date=sheet.day, sources=("huggingface",)),
        score=min(100, int(score[1])) if score else None,
        written=written or None,
    )
