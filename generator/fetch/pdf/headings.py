"""Fetch stage: which line of a PDF is a heading, and of what level. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from generator.fetch.pdf.joining import text_of
from generator.fetch.pdf.lines import CELL, HYPHEN, Line, Setting, down, letters

CAPTION = re.compile(
    r"(?P<what>Figure|Fig\.|FIGURE|FIG\.|Table|TABLE|Algorithm|ALGORITHM|Listing|Tab\.)\s*"
    r"(?P<number>[A-Z]?\.?\d+|[IVX]+)(?P<end>\s*[.:|—–]|\s*$)"
)
SENTENCE_END = re.compile(r"[.!?:]['”’\")\]]?\d{0,2}$")

_NUMBERED = re.compile(
    r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,3}|[A-Z](?:\.\d{1,2}){1,3}|[A-Z]|[IVX]{1,5})(?P<dot>\.?)\s+(?P<title>[^\W\d_].{1,110})$"
)
_KNOWN = re.compile(
    r"(?i)(?:abstract|(?:general )?introduction|related works?|background|preliminaries|methods?|methodology|approach|experiments?"
    r"|experimental (?:setup|results)|evaluation|results(?: and discussion)?|discussions?(?: and conclusions?)?|limitations?"
    r"|conclusions?(?: and (?:future work|discussion|outlook))?|summary|future work|ethics statement|broader impacts?"
    r"|acknowledge?ments?|references(?: cited)?|bibliography|literature cited|appendix|appendices|supplementary materials?)$"
)
_ABSTRACT = re.compile(r"(?i)abstract\s*[—–:.-]+\s*(?P<rest>\S.*)$")
_MOST_WORDS = 12


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, how many lines it takes, and where the abstract's text begins on its line."""

    title: str
    level: int
    lines: int = 1
    run_in: str = ""


def heading(
    lines: Sequence[Line], index: int, setting: Setting, *, in_references: bool = False, in_appendix: bool = False
) -> Heading | None:
    """Say whether a heading begins at ``index``; after the references a letter counts as a number without a full stop."""
    line = lines[index]
    text = _closed_up(line.plain)
    if found := _ABSTRACT.match(text):
        goes_on = HYPHEN if line.text.endswith(HYPHEN) else ""
        return Heading("Abstract", 1, run_in=found["rest"] + goes_on) if line.page < 2 else None
    if not 2 < len(text) <= 120 or text[-1] in ",;:" or CAPTION.match(text):
        return None
    if _KNOWN.match(text):
        return Heading(text, 1) if setting.stands_out(line) or text.isupper() or _has_space(lines, index, setting) else None
    numbered = _NUMBERED.match(text)
    if numbered and _is_number(numbered, in_appendix):
        if setting.stands_out(line) or (not in_references and _reads_as_title(numbered, lines, index, setting)):
            return Heading(*_whole(lines, index, setting, _level(numbered, setting, in_appendix)))
        return None
    if setting.stands_out(line) and _is_title(text, line):
        large = line.size > setting.body + 1.4 or text.isupper()
        return Heading(*_whole(lines, index, setting, 1 if large else 2))
    return None


def _has_space(lines: Sequence[Line], index: int, setting: Setting) -> bool:
    """Whether a line has space above it, as a heading has."""
    before, line = lines[index - 1] if index else None, lines[index]
    return before is None or before.page != line.page or not 0 <= down(before, line) <= 1.3 * setting.pitch


def _is_number(numbered: re.Match[str], in_appendix: bool) -> bool:
    number = numbered["number"]
    if number[0].isdigit():
        return "." in number or int(number) < 30
    return bool(numbered["dot"]) or "." in number or in_appendix


def _level(numbered: re.Match[str], setting: Setting, in_appendix: bool) -> int:
    """Count the parts of a number; under Roman numerals a letter is the second level."""
    if setting.roman and not in_appendix and re.fullmatch(r"[A-HJ-UWYZ]", numbered["number"]):
        return 2
    return 1 + numbered["number"].count(".")


def _reads_as_title(numbered: re.Match[str], lines: Sequence[Line], index: int, setting: Setting) -> bool:
    """A numbered line in plain type is a heading when it is in capitals, or short with space above.

    Under Roman numerals it may also follow the end of a sentence.
    """
    title = numbered["title"]
    if letters(title) < 0.7:
        return False
    if title.isupper() and len(title) > 4:
        return True
    if len(title.split()) > 8 or not title[0].isupper() or title.endswith("."):
        return False
    lettered = setting.roman and numbered["number"].isalpha() and bool(numbered["dot"])
    if lettered and index and SENTENCE_END.search(lines[index - 1].text):
        return True
    return (lettered or numbered["number"][0].isdigit()) and _has_space(lines, index, setting)


def _is_title(text: str, line: Line) -> bool:
    """A heading without a number: few words, mostly letters, no sentence, no row of a table."""
    if CELL in line.text or line.text.endswith(HYPHEN) or not text[0].isupper() or text[-1] in ".?!-":
        return False
    return len(text.split()) <= _MOST_WORDS and len(text) < 90 and letters(text) > 0.75 and sum(map(str.isalpha, text)) > 3


def _whole(lines: Sequence[Line], index: int, setting: Setting, level: int) -> tuple[str, int, int]:
    """Add the next line to a title when it is set the same way right below."""
    line = lines[index]
    following = lines[index + 1] if index + 1 < len(lines) else None
    if following and setting.stands_out(line) and _goes_on(line, following):
        return text_of([line, following], setting.words), level, 2
    return _closed_up(line.plain), level, 1


def _goes_on(line: Line, following: Line) -> bool:
    same = (following.size, following.bold, following.page) == (line.size, line.bold, line.page)
    more = following.plain
    if not same or not 0 < down(line, following) < 1.5 * line.size or len(more) >= 90 or more.endswith("."):
        return False
    return not _NUMBERED.match(more) and not _KNOWN.match(more)


def _closed_up(text: str) -> str:
    """Undo spaced-out capitals: ``A B S T R A C T``, and small capitals that came as ``I NTRODUCTION``."""
    if re.fullmatch(r"(?:\w ){4,}\w", text):
        return text.replace(" ", "")
    return re.sub(r"\b([A-Z]) (?=[A-Z]{3,})", r"\1", text) if text.isupper() and _KNOWN.match(text.replace(" ", "")) else text
