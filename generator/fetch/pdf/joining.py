"""Fetch stage: the lines of a paragraph become one text again. Pure."""

import re
import unicodedata
from collections.abc import Iterable

from generator.fetch.pdf.lines import CELL, HYPHEN, Line

# Ligatures, and the letters and digits that mathematical fonts have in bold, italic and script.
_PLAIN = {code: unicodedata.normalize("NFKC", chr(code)) for code in (*range(0xFB00, 0xFB07), *range(0x1D400, 0x1D800))}
_OPEN_ADDRESS = re.compile(r"https?://[^\s,;)]*[./_=?&-]$")
_ADDRESS_GOES_ON = re.compile(r"[\w/~-]+[./_-]?\w")

# "low-" at a line's end is nearly always the beginning of a compound; so is "of-" in the middle of one.
_COMPOUNDING_WORDS = (
    "low high self state real end fine long short large small well cross zero few one two three single full half hand time "
    "word data off of the to and by best first second third so task model human text image ground open closed light"
)
_COMPOUNDING = frozenset(_COMPOUNDING_WORDS.split())


def text_of(lines: Iterable[Line], words: frozenset[str]) -> str:
    """Join lines; a word parted at a line's end becomes one again, ``words`` being those the paper uses, and so does an address."""
    joined = ""
    for line in lines:
        piece = line.text.replace(CELL, " ").strip()
        if joined.endswith((HYPHEN, "-")) and piece[:1].isalnum():
            joined = joined[:-1] + ("-" if _keeps_hyphen(joined[:-1], piece, words) else "") + piece
        elif _OPEN_ADDRESS.search(joined[-200:]) and _ADDRESS_GOES_ON.match(piece) and not (joined[-1] == "." and piece[0].isupper()):
            joined += piece
        else:
            joined = f"{joined} {piece}" if joined else piece
    return plain(joined)


def _keeps_hyphen(head: str, piece: str, words: frozenset[str]) -> bool:
    """Say whether the hyphen belongs to the word: as the paper writes it elsewhere, else by the words that make compounds."""
    before, after = re.search(r"[^\W\d_]*$", head[-60:]), re.match(r"[^\W\d_]*", piece)
    first, second = before[0] if before else "", after[0] if after else ""
    if not first or not second or "://" in head[-120:].split(" ")[-1]:
        return True
    if f"{first}{second}" in words:
        return False
    return f"{first}-{second}" in words or piece[0].isupper() or first.lower() in _COMPOUNDING or piece[len(second) :][:1] == "-"


def plain(text: str) -> str:
    """Take ligatures and mathematical letters for what they stand for, and no other character; one space where there were more."""
    # Some converters of 2010 to 2020 wrote the glyph of ff where TeX's old encoding has it.
    mended = re.sub(r"(?<=\w)↵|↵(?=\w)", "ff", text.replace(HYPHEN, "-").translate(_PLAIN))
    return re.sub(r"[ \t]+", " ", mended).strip()


def row_of(line: Line) -> str:
    """Write a table's row; numbers set closely are cells too."""
    return re.sub(r"(?<=[\d%)]) (?=[-+−]?\d)", CELL, plain(line.text))
