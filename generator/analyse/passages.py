"""Analyse: Markdown taken apart by line and sentence, and put together again. Pure."""

import re
from collections.abc import Callable
from itertools import pairwise

from generator.analyse.sentences import sentences

Mending = tuple[str, int]
"""A text and how often it was mended."""

MARKER = r"(?:[-*+]|\d{1,3}[.)])[ \t]+"
ITEM = re.compile(r"(?P<indent>[ \t]*)(?P<marker>[-*+]|\d{1,3}[.)])[ \t]+(?P<text>\S.*)")
LEAD = re.compile(rf"[ \t]*(?:{MARKER})?(?:#+[ \t]*)?")
QUOTED = re.compile(r"“[^”\n]*”|\"[^\"\n]*\"|「[^」\n]*」|『[^』\n]*』|《[^》\n]*》|‘[^’\n]*’")
HAN = re.compile(r"[\u4e00-\u9fff]")


def bare(text: str) -> str:
    """The text with what stands in quotation marks blotted out, place for place: nobody answers for a quotation."""
    return QUOTED.sub(lambda found: found[0][0] + "x" * (len(found[0]) - 2) + found[0][-1], text)


def told_in(line: str) -> list[str]:
    """The sentences of a line; a stop inside quotation marks ends none."""
    told, at = [], 0
    blotted = bare(line)
    for sentence in sentences(blotted):
        at = blotted.index(sentence, at)
        told.append(line[at : at + len(sentence)])
        at += len(sentence)
    return told


def by_sentence(text: str, mended: Callable[[str], str | None]) -> Mending:
    """Apply ``mended`` to every sentence; None removes it, and the line or list item that is left empty."""
    lines, times = [], 0
    for line in text.split("\n"):
        lead, rest = split_lead(line)
        told = told_in(rest)
        left = [new for new in map(mended, told) if new is not None]
        if left == told:
            lines.append(line)
            continue
        times += len(told) - sum(new == old for new, old in zip(map(mended, told), told, strict=True))
        if any(re.search(r"\w", re.sub(r"\*\*[^*]*\*\*\s*[:：]?", "", new)) for new in left):
            lines.append(_balanced(f"{lead}{joined(left)}"))
    return "\n".join(lines), times


def split_lead(line: str) -> tuple[str, str]:
    """The indent and the mark of a list item or heading, and the rest of the line."""
    found = LEAD.match(line)
    return (found[0], line[found.end() :]) if found else ("", line)


def joined(told: list[str]) -> str:
    """Sentences in one line: a blank between them unless the first ends as Chinese ones do."""
    text = "".join(told[:1])
    for before, sentence in pairwise(told):
        text += ("" if re.search(r"[。！？”」』）]$", before) else " ") + sentence
    return text


def _balanced(line: str) -> str:
    """A line whose bold marks lost their partner with a sentence loses them too."""
    return line if line.count("**") % 2 == 0 else line.replace("**", "")
