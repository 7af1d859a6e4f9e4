"""Fetch stage: where in a PDF the first figure stands: above the caption that says Figure 1. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from generator.fetch.pdf.headings import CAPTION
from generator.fetch.pdf.joining import text_of
from generator.fetch.pdf.lines import SMALLER, Line, close_below, down, glued, letters, setting, without_furniture

_NAME = r"(?:Figure|Fig\.?|FIGURE|FIG\.?)\s*[1I]"
_FIRST = re.compile(rf"{_NAME}(?:\s*[.:|—–]|\s*$)")
_BEFORE_SAID = re.compile(rf"{_NAME}\s*[.:|—–]?\s*")
_PROSE = 24
"""Characters from which a line of the body's size is prose, and ends the room above a caption."""

_LONG = 60
"""From so many on it is prose in small type, too."""

_FREE = 200.0
"""Points that a figure may be wider than its caption on either side."""


@dataclass(frozen=True, slots=True)
class Place:
    """The page (from 0), the band above the caption (left, bottom, right, top in points), and what the caption says."""

    page: int
    band: tuple[float, float, float, float]
    caption: str


def place(pages: Sequence[tuple[float, Sequence[Line]]]) -> Place | None:
    """Find the first figure's place in pages, each its height and its lines; None when no caption is the first figure's."""
    shown = [*without_furniture(pages)]
    lines = [line for page in shown for line in glued(page)]
    if not lines:
        return None
    known = setting(lines)
    for index, line in enumerate(lines):
        found = _FIRST.match(line.text)
        if found and not _goes_on(lines, index, known.pitch):
            caption = [line, *close_below(lines, index)]
            said = _BEFORE_SAID.sub("", text_of(caption, known.words), count=1)
            height, all_lines = pages[line.page]
            heads = [each.bottom for each in all_lines if each not in shown[line.page] and each.bottom > height / 2]
            page = [each for each in lines if each.page == line.page]
            return Place(line.page, _band(page, caption, known.body, min(heads, default=height)), said)
    return None


def _goes_on(lines: Sequence[Line], index: int, pitch: float) -> bool:
    """Whether a line that begins with "Figure 1." is the middle of a sentence."""
    before, line = lines[index - 1] if index else None, lines[index]
    if before is None or before.page != line.page or abs(before.size - line.size) > 0.2 or abs(before.left - line.left) > 25:
        return False
    return 0 < down(before, line) < 1.3 * pitch and not re.search(r"[.!?:]['”’\")\]]?$", before.text) and len(before.text) > _PROSE


def _band(page: Sequence[Line], caption: Sequence[Line], body: float, top: float) -> tuple[float, float, float, float]:
    """The room above a caption: up to the prose above, and as wide as the caption or its column, or further where nothing stands beside."""
    left, right, bottom = min(each.left for each in caption), max(each.right for each in caption), caption[0].top
    prose = [each for each in _prose(page, body) if each not in caption]
    if len(caption) < 2 or right - left < 150:
        left, right = _column(prose, left, right)
    above = [each.bottom for each in prose if each.bottom >= bottom and each.left < right - 10 and each.right > left + 10]
    top = min(above, default=top)
    beside = [each for each in prose if each.bottom < top and each.top > bottom]
    before = max((each.right for each in beside if each.right <= left + 10), default=left - _FREE)
    after = min((each.left for each in beside if each.left >= right - 10), default=right + _FREE)
    return max(before, left - _FREE), bottom, min(after, right + _FREE), top


def _prose(page: Sequence[Line], body: float) -> list[Line]:
    """The lines that are the body's or another caption's, and not what a figure says or its panels are called."""
    found: list[Line] = []
    panel = None
    for line in page:
        if _is_panel(line) or (panel and _continues(panel, line)):
            panel = line
        elif (found and _continues(found[-1], line)) or _is_prose(line, body):
            found.append(line)
    return found


def _continues(before: Line, line: Line) -> bool:
    """Whether a line is the next of the same paragraph."""
    close = 0 < down(before, line) < 1.45 * line.size and abs(before.size - line.size) < 0.2
    return close and abs(before.left - line.left) < 14


def _is_prose(line: Line, body: float) -> bool:
    if line.size < body - 2.5 or len(line.text) < _PROSE or letters(line.text) < 0.6:
        return False
    return line.size > body - SMALLER or len(line.text) >= _LONG or bool(CAPTION.match(line.text))


def _is_panel(line: Line) -> bool:
    return bool(re.match(r"\([a-z]\)", line.text))


def _column(prose: Sequence[Line], left: float, right: float) -> tuple[float, float]:
    """How wide the text is that stands around a caption of one line; as the page's where the caption stands between two columns."""
    middle = (left + right) / 2
    around = [each for each in prose if each.left - 2 <= middle <= each.right + 2 and each.right - each.left > 100] or list(prose)
    if not around:
        return left - 200, right + 200
    ends = sorted(each.right for each in around)
    return min(left, median(each.left for each in around)), max(right, ends[int(0.9 * (len(ends) - 1))])
