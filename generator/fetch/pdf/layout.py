"""Fetch stage: the lines of a PDF's pages become sections, captions and tables. Pure.

The order is PDFium's, which is that of the file: in papers set by TeX it is the reading order, column after column. What
is decided here is what a line is (heading, caption, row, note, body) and what belongs together.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from generator.fetch.pdf.headings import CAPTION, SENTENCE_END, Heading, heading
from generator.fetch.pdf.joining import row_of, text_of
from generator.fetch.pdf.lines import CELL, HYPHEN, Line, close_below, down, glued, letters, setting, without_furniture
from generator.fetch.pdf.tables import Table, around, with_captions
from generator.model import Passage

_NUMBER = re.compile(r"^[\dA-Z.]+\s+(?=\w{4})")
_REFERENCES = re.compile(r"(?i)(?:references(?: cited| and notes)?|bibliography|literature cited)$")
_THANKS = re.compile(r"(?i)(?:acknowledge?ments?|author contributions?|conflicts? of interest|competing interests?|funding)$")
_APPENDIX = re.compile(r"(?i)(?:appendix|appendices|supplement)")
_BEGINNING = re.compile(r"(?i)(?:abstract|introduction)$")
_EQUATION = re.compile(r"\(\d{1,3}[a-z]?\)$|\(\d{1,2}\.\d{1,3}\)$")
_RELATION = re.compile(r"[=≤≥∈∼←→⊆]")
_BULLET = re.compile(r"[•‣▪◦∙–-]\s|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[).]\s")
_NOTE_MARK = re.compile(r"^(?:\d{1,2}|[*∗†‡§])\s?(?=\D)")

_MOST_ROWS = 150
_MOST_BETWEEN = 3
"""Lines between two rows of one table: a heading that runs across, a cell that takes two lines."""

_MOST_CAPTIONS = 200
_MOST_LINES = 200
"""Of a paragraph; only a PDF made to be slow has more."""


@dataclass(frozen=True, slots=True)
class Layout:
    """What the lines were found to be."""

    sections: tuple[Passage, ...]
    captions: tuple[str, ...]
    tables: tuple[str, ...]


def lay_out(pages: Sequence[tuple[float, Sequence[Line]]]) -> Layout:
    """Read pages, each its height and its lines in the file's order."""
    lines = [line for page in without_furniture(pages) for line in glued(page)]
    return _Reader(lines).read() if lines else Layout((), (), ())


class _Reader:
    """Goes through the lines once and says of each what it is."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._set = setting(lines)
        self._captions: list[Table] = []
        self._tables: list[Table] = []
        self._sections: list[tuple[str, int, list[str]]] = [("", 1, [])]
        self._paragraph: list[Line] = []
        self._notes: list[str] = []
        self._skipping = ""
        self._after_references = False
        self._begun = False

    def read(self) -> Layout:
        """Give sections from the abstract on."""
        index = 0
        while index < len(self._lines):
            index = self._take(index)
        self._finish_paragraph()
        sections = [Passage(title=title, level=level, text="\n\n".join(blocks)) for title, level, blocks in self._sections]
        return Layout(
            tuple(_with_text(_from_abstract(sections))), *with_captions(self._captions[:_MOST_CAPTIONS], self._tables[:_MOST_CAPTIONS])
        )

    def _take(self, index: int) -> int:
        """Decide about the line at ``index``, and give the index of the next undecided one."""
        line = self._lines[index]
        found = self._heading(index)
        if found and self._open(found, line):
            return index + found.lines
        if self._skipping:
            return index + 1
        if taken := self._caption(index) or self._rows(index):
            return taken
        if self._begun and self._set.is_small(line) and self._sections[-1][0].lower() != "abstract":
            return self._small(index)
        self._body_line(line)
        return index + 1

    def _heading(self, index: int) -> Heading | None:
        references = self._skipping == "references"
        found = heading(self._lines, index, self._set, in_references=references, in_appendix=self._after_references)
        return None if found and found.run_in and any(title == "Abstract" for title, _, _ in self._sections) else found

    def _open(self, found: Heading, line: Line) -> bool:
        """Begin a section, or begin to skip one that is not wanted; False when it is none, because references go on."""
        bare = _NUMBER.sub("", found.title)
        if self._skipping == "references" and not _REFERENCES.match(bare) and not self._ends_references(found, line):
            return False
        self._finish_paragraph()
        if _REFERENCES.match(bare):
            self._skipping, self._after_references = "references", True
            return True
        self._skipping = "thanks" if _THANKS.match(bare) else ""
        if not self._skipping:
            appended = self._after_references and found.level == 1 and not _APPENDIX.match(found.title)
            self._sections.append((f"Appendix: {found.title}" if appended else found.title, found.level, []))
            self._begun = self._begun or bool(_BEGINNING.match(bare)) or bare != found.title
        if found.run_in:
            self._body_line(replace(line, text=found.run_in))
        return True

    def _ends_references(self, found: Heading, line: Line) -> bool:
        if _APPENDIX.match(found.title):
            return True
        return self._set.stands_out(line) and (found.level == 1 or bool(re.match(r"[A-Z][.\s]", found.title)))

    def _caption(self, index: int) -> int:
        """Take a caption; 0 when the line only begins with the word Figure."""
        first = self._lines[index]
        found = CAPTION.match(first.text)
        if found is None or self._is_within_sentence(index) or (not found["end"].strip() and first.text.rstrip() != found[0].rstrip()):
            return 0
        taken = [first]
        for line in close_below(self._lines, index):
            if CAPTION.match(line.text) or (len(taken) > 1 and self._has_numbers(line)):
                break
            taken.append(line)
        self._captions.append(Table([text_of(taken, self._set.words)], *around(taken)))
        return index + len(taken)

    def _is_within_sentence(self, index: int) -> bool:
        """Whether a line that begins with "Table 3." goes on with what the body says above it."""
        before, line = self._lines[index - 1] if index else None, self._lines[index]
        if before is None or before.page != line.page or before.size != line.size or self._paragraph[-1:] != [before]:
            return False
        return 0 < down(before, line) < 1.3 * self._set.pitch and not SENTENCE_END.search(before.text)

    def _rows(self, index: int) -> int:
        """Take a table: rows that follow each other, what lies between two of them included; 0 when there is none."""
        taken: list[Line] = []
        last = index
        for place in range(index, min(index + _MOST_ROWS, len(self._lines))):
            line = self._lines[place]
            if (
                line.page != self._lines[index].page
                or CAPTION.match(line.text)
                or place - last > _MOST_BETWEEN
                or (taken and self._heading(place))
            ):
                break
            if self._is_row(line):
                taken += self._lines[last + 1 : place + 1] if taken else [line]
                last = place
            elif not taken:
                break
        if not self._begun or sum(map(self._is_row, taken)) < (2 if self._set.is_small(self._lines[index]) else 3):
            return 0
        self._tables.append(Table([row_of(line) for line in taken], *around(taken)))
        return last + 1

    def _is_row(self, line: Line) -> bool:
        """Whether a line has cells as a table's, not an equation's parts or a sentence's wide gaps."""
        cells = line.text.split(CELL)
        small = self._set.is_small(line)
        if len(cells) == 1 or len(line.text) > 160 or _EQUATION.search(line.text) or (not small and _RELATION.search(line.text)):
            return False
        return len(cells) > 2 or self._has_numbers(line) or (small and len(line.text) < 60)

    def _has_numbers(self, line: Line) -> bool:
        """Whether one cell of several is a number, or nearly."""
        cells = line.text.split(CELL)
        return len(cells) > 1 and any(any(map(str.isdigit, cell)) and letters(cell) < 0.5 for cell in cells)

    def _small(self, index: int) -> int:
        """Keep a footnote's sentences; drop the words inside a figure."""
        taken = [self._lines[index]]
        for line in self._lines[index + 1 :]:
            below = line.page == taken[-1].page and 0 < down(taken[-1], line) < 2 * line.size
            if not below or not self._set.is_small(line) or CAPTION.match(line.text) or self._is_row(line):
                break
            taken.append(line)
        after = index + len(taken)
        text = text_of(taken, self._set.words)
        if len(text) > 60 and letters(text) > 0.7 and max(len(line.text) for line in taken) > 35 and not self._leads_to_figure(after):
            self._notes.append(_NOTE_MARK.sub("", text))
        return after

    def _leads_to_figure(self, index: int) -> bool:
        """Whether nothing but small lines and rows stands between here and a figure's caption below."""
        for before, line in pairwise(self._lines[index - 1 : index + 60]):
            if line.page != before.page or line.bottom > before.bottom:
                return False
            if found := CAPTION.match(line.text):
                return found["what"].lower().startswith("fig")
            if not self._set.is_small(line) and not self._is_row(line):
                return False
        return False

    def _body_line(self, line: Line) -> None:
        if self._paragraph and self._breaks(self._paragraph[-1], line):
            self._finish_paragraph()
        self._paragraph.append(line)

    def _breaks(self, before: Line, line: Line) -> bool:
        """Say whether a paragraph begins: in another size, after a gap, at a list's mark, or indented after the end of a sentence."""
        if len(self._paragraph) >= _MOST_LINES:
            return True
        if before.text.endswith(HYPHEN):
            return False
        if abs(before.size - line.size) >= 0.8 and min(len(before.text), len(line.text)) > 20:
            return True
        ended = bool(SENTENCE_END.search(before.text))
        if _BULLET.match(line.text) and (ended or line.text[0] in "•‣▪◦∙"):
            return True
        if not ended or before.page != line.page:
            return False
        far = down(before, line) > 1.7 * self._set.pitch
        return far or (down(before, line) > 0 and 0.6 * line.size < line.left - before.left < 5 * line.size)

    def _finish_paragraph(self) -> None:
        """Write the paragraph, and after it the notes that were met in it."""
        blocks = self._sections[-1][2]
        blocks += filter(None, [text_of(self._paragraph, self._set.words), *self._notes])
        self._paragraph, self._notes = [], []


def _from_abstract(sections: Sequence[Passage]) -> list[Passage]:
    """Leave out title and author block: all before the abstract or, where no abstract is headed, all but its sentences."""
    for index, section in enumerate(sections[:12]):
        if re.match(r"(?i)abstract$", section.title):
            return list(sections[index:])
    for index, section in enumerate(sections[:12]):
        if re.match(r"(?i)(?:[1I]\.?\s+)?introduction$|1\.?\s", section.title):
            before = [block for each in sections[:index] for block in each.text.split("\n\n")]
            blocks = [block for block in before if len(block) > 300 and letters(block) > 0.7]
            opening = [Passage(title="Abstract", level=1, text="\n\n".join(blocks))] if blocks else []
            return [*opening, *sections[index:]]
    return list(sections)


def _with_text(sections: Sequence[Passage]) -> Iterator[Passage]:
    """Leave out sections that have neither text nor subsections."""
    for section, after in zip(sections, [*(section.level for section in sections[1:]), 0], strict=True):
        if section.text or after > section.level:
            yield section
