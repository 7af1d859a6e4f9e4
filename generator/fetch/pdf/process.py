"""Fetch stage: a PDF's lines, read in a process of their own (parse_pdf starts it). Run as a script, it reads stdin and writes stdout.

It imports nothing of generator/: what is broken here, by a PDF made to break it, is this process alone.
"""

import ctypes
import json
import math
import sys
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from typing import Any, BinaryIO

import pypdfium2
from pypdfium2 import raw

MOST_PAGE_CHARACTERS = 20_000
"""A page set in the smallest type has some 15,000; what goes on after this is left out."""

MOST_PAGE_LINES = 2_000
MOST_LINE_CHARACTERS = 1_000

CANNOT_OPEN = 3
"""The exit status for a body that PDFium does not take for a PDF that it may open."""

SOFT_HYPHEN = "\ufffe"
"""What PDFium writes for a hyphen at a line's end, in place of hyphen and line break."""

CELL = " | "
"""Written where a line has a gap as between a table's cells."""

_GAP = 0.95
_BOLD = ("bold", "black", "heavy", "medi", "semib", "cmbx", "sfbx", "-b", "ecbx")

Line = tuple[str, float, float, float, float, float, bool]
"""Text, then left, bottom, right, top and the size of its type in points, then whether it is set in bold."""


def limit(memory: int, seconds: int) -> None:
    """Bound this process: bytes of address space, seconds of computing, no core file. Where a system has no such limit, without it."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        for what, most in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_AS, memory)):
            resource.setrlimit(what, (most, resource.getrlimit(what)[1]))


def read(body: bytes, most_pages: int) -> dict[str, Any]:
    """Give the number of pages and the lines of the first ``most_pages``, each with its page's height and width in points.

    Raises pypdfium2.PdfiumError when it cannot be opened.
    """
    document = pypdfium2.PdfDocument(body)
    pages = [_page(document, number) for number in range(min(len(document), most_pages))]
    return {"pages": len(document), "read": pages}


def _page(document: Any, number: int) -> dict[str, Any]:
    """A page that cannot be read is an empty one."""
    try:
        page = document[number]
        text = page.get_textpage()
    except pypdfium2.PdfiumError:
        return {"width": 0.0, "height": 0.0, "lines": []}
    return {"width": page.get_width(), "height": page.get_height(), "lines": list(islice(_lines(text.raw), MOST_PAGE_LINES))}


def _lines(page: Any) -> Iterator[Line]:
    """Split where PDFium ends a line, and after a hyphen that is followed by a lower line."""
    start = 0
    count = min(raw.FPDFText_CountChars(page), MOST_PAGE_CHARACTERS)
    codes = [raw.FPDFText_GetUnicode(page, index) for index in range(count)]
    for index, code in enumerate(codes):
        hyphen = _is_hyphen(page, codes, index)
        if code in (10, 13) or hyphen:
            yield from _line(page, codes, start, index, hyphen)
            start = index + 1
    yield from _line(page, codes, start, count, False)


def _is_hyphen(page: Any, codes: list[int], index: int) -> bool:
    if codes[index] not in (2, 0xFFFE) or index + 1 >= len(codes):
        return False
    here, after = _box(page, index), _box(page, index + 1)
    return after[1] > here[3] or after[3] < here[1] or after[0] < here[0]


def _line(page: Any, codes: list[int], start: int, stop: int, hyphen: bool) -> Iterator[Line]:
    shown = [index for index in range(start, min(stop, start + MOST_LINE_CHARACTERS)) if not _is_blank(codes[index])]
    if not shown:
        return
    middle = shown[len(shown) // 2]
    if abs(math.sin(max(0.0, raw.FPDFText_GetCharAngle(page, middle)))) > 0.1:
        return  # arXiv's stamp runs up the first page's margin
    first, last = _box(page, shown[0]), _box(page, shown[-1])
    boxes = [first, _box(page, middle), last]
    size = sorted(_size(page, index) for index in (shown[0], middle, shown[-1]))[1]
    text = "".join(_pieces(page, codes, range(shown[0], shown[-1] + 1), size)) + (SOFT_HYPHEN if hyphen else "")
    bold = all(_bold(page, index) for index in {shown[0], middle, shown[-1]})
    yield text, first[0], min(b[1] for b in boxes), last[2], max(b[3] for b in boxes), round(size, 1), bold


def _pieces(page: Any, codes: list[int], indices: range, size: float) -> Iterator[str]:
    for index in indices:
        code = codes[index]
        if code in (2, 0xFFFE):
            yield "-"
        elif code == 32 and index + 1 in indices and _box(page, index + 1)[0] - _box(page, index - 1)[2] > _GAP * size:
            yield CELL
        elif 0xD800 <= code < 0xE000:
            yield from _pair(codes, index)
        elif not _is_blank(code) or code == 32:
            yield chr(code)


def _pair(codes: list[int], index: int) -> Iterator[str]:
    """Put the halves of a surrogate pair together at its first; a half alone is nothing."""
    if codes[index] < 0xDC00 and index + 1 < len(codes) and 0xDC00 <= codes[index + 1] < 0xE000:
        yield chr(0x10000 + (codes[index] - 0xD800 << 10) + codes[index + 1] - 0xDC00)


def _is_blank(code: int) -> bool:
    """Whether nothing is shown: blanks, and codes of fonts that say nothing of Unicode."""
    return (code <= 32 and code != 2) or 0xE000 <= code < 0xF900 or code in (0xA0, 0xFFFF)


def _box(page: Any, index: int) -> tuple[float, float, float, float]:
    """Left, bottom, right and top of a character."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    raw.FPDFText_GetCharBox(page, index, left, right, bottom, top)
    return left.value, bottom.value, right.value, top.value


def _size(page: Any, index: int) -> float:
    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(page, index, matrix)
    return float(raw.FPDFText_GetFontSize(page, index)) * (math.hypot(matrix.b, matrix.d) or 1.0)


def _bold(page: Any, index: int) -> bool:
    name = ctypes.create_string_buffer(64)
    raw.FPDFText_GetFontInfo(page, index, name, 64, ctypes.c_int())
    known = name.value.decode("utf-8", "replace").lower()
    return raw.FPDFText_GetFontWeight(page, index) >= 600 or any(word in known for word in _BOLD)


def main(most_pages: int, body: BinaryIO, out: BinaryIO) -> None:
    """Read a PDF and write its lines as JSON. Exits with CANNOT_OPEN."""
    try:
        found = read(body.read(), most_pages)
    except pypdfium2.PdfiumError:
        sys.exit(CANNOT_OPEN)
    out.write(json.dumps(found).encode())


if __name__ == "__main__":
    limit(int(sys.argv[2]), int(sys.argv[3]))
    main(int(sys.argv[1]), sys.stdin.buffer, sys.stdout.buffer)
