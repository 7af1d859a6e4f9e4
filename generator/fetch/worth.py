"""Fetch stage: a full text cut to a length by the worth of its sections. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.model import FullText

CUT = "[…]"

_SEPARATOR = "\n\n"
_APPENDIX = re.compile(r"(?i)(?:appendix|appendices|supplement|[A-Z](?:\.\d+)*\s+(?=.*\b(?:proofs?|additional|details of)\b))")
_SIDE = re.compile(
    r"(?i)\b(?:related works?|prior work|previous work|literature review|background|preliminar(?:y|ies)|notations?|ethic(?:s|al)"
    r"|broader impacts?|societal impacts?|social impact|reproducibility|data availability|author contributions?|checklist|funding)\b"
)
_SHORT = re.compile(r"(?i)\b(?:abstract|conclusions?|concluding|limitations?)\b")
_WANTED = re.compile(
    r"(?i)\b(?:abstract|introduction|method(?:s|ology)?|approach|experiment(?:s|al)?|evaluations?|results?|ablations?|limitations?|conclusions?|discussions?)\b"
)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of what is given out: its heading line, its text and its worth.

    0 are abstract, limitations and conclusion, which are short; 1 the rest of the paper; 2 what stands beside it; 3 appendices.
    """

    heading: str
    text: str
    worth: int

    @property
    def whole(self) -> str:
        return f"{self.heading}\n{self.text}".strip()


def cut(text: FullText, most_characters: int) -> str:
    """Give a full text as Markdown headings and paragraphs in at most ``most_characters``, in the paper's order.

    When it is longer, appendices give way first, then related work, background and captions; then what is long is shared
    out so that short sections stay whole and long ones keep their beginning. ``[…]`` stands where something was left out.
    """
    pieces = list(_pieces(text))
    whole = _SEPARATOR.join(piece.whole for piece in pieces)
    if len(whole) <= most_characters:
        return whole
    shares = _shares(pieces, most_characters - len(pieces) * (len(CUT) + len(_SEPARATOR)))
    shown = [_shortened(piece, share) for piece, share in zip(pieces, shares, strict=True)]
    return _SEPARATOR.join(_once(shown))[: max(0, most_characters)]


def _pieces(text: FullText) -> Iterator[_Piece]:
    """Give sections with the worth of what they stand in, unless their own title says another; then tables and captions."""
    above: list[tuple[int, int]] = []
    for section in text.sections:
        above = [(level, worth) for level, worth in above if level < section.level]
        inherited = above[-1][1] if above else 0
        own = _worth(section.title)
        worth = own if own == 0 or (inherited == 2 and _WANTED.search(section.title)) else max(inherited, own)
        above.append((section.level, worth))
        yield _Piece(f"{'#' * section.level} {section.title}".strip() if section.title else "", section.text, worth)
    for number, table in enumerate(text.tables):
        yield _Piece("# Tables" if number == 0 else "", table, 1)
    if text.captions:
        yield _Piece("# Captions", _SEPARATOR.join(text.captions), 2)


def _worth(title: str) -> int:
    if re.search(r"(?i)\blimitations?\b", title):
        return 0
    if _APPENDIX.match(title):
        return 3
    if _SHORT.search(title):
        return 0
    return 2 if _SIDE.search(title) else 1


def _shares(pieces: Sequence[_Piece], room: int) -> list[int]:
    """Share characters out, worth by worth: all that a worth needs, or the same most for each of it."""
    shares = [0] * len(pieces)
    for worth in (0, 1, 2, 3):
        places = [place for place, piece in enumerate(pieces) if piece.worth == worth]
        most = _most([len(pieces[place].whole) for place in places], room)
        for place in places:
            shares[place] = min(len(pieces[place].whole), most)
            room -= shares[place]
    return shares


def _most(lengths: Sequence[int], room: int) -> int:
    """How long each may be at most, so that all together fit into ``room``."""
    left = room
    for done, length in enumerate(sorted(lengths)):
        share = left // (len(lengths) - done)
        if length > share:
            return max(0, share)
        left -= length
    return max(lengths, default=0)


def _shortened(piece: _Piece, share: int) -> str:
    """Keep a piece's beginning up to the end of a paragraph, a sentence or a word, and say that it goes on."""
    if len(piece.whole) <= share:
        return piece.whole
    room = share - len(piece.heading) - 1
    if room < 40:
        return CUT
    kept = piece.text[:room]
    ends = [kept.rfind(mark) + len(mark.rstrip()) for mark in ("\n\n", "\n", ". ", "。") if kept.rfind(mark) > room * 0.6]
    end = max(ends, default=0) or max(kept.rfind(" "), room // 2)
    return f"{piece.heading}\n{kept[:end].rstrip()} {CUT}".strip()


def _once(shown: Sequence[str]) -> Iterator[str]:
    """Say only once that neighbours were left out, and not at all after a piece that says that it goes on."""
    before = ""
    for each in shown:
        if each and not (each == CUT and before.endswith(CUT)):
            yield each
            before = each
