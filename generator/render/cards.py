"""The picture of a day for where links to it are shared: its date, a bar for each listed paper, its funnel. Pure.

Drawn here, as PNG (https://www.w3.org/TR/png-3/), with nothing but rectangles: no imaging library, no font, so it is in every
language the same. 1200 × 630 pixels is what social networks show whole.
"""

import re
import struct
import zlib
from collections.abc import Iterator, Sequence
from datetime import date

from generator.model import Digest, Page
from generator.render.pen import Pen
from generator.render.shelf import Card
from generator.render.view import Volume

WIDTH, HEIGHT = 1200, 630
_MARGIN = 84
_PAPER, _INK, _QUIET, _ACCENT, _SOFT, _LINE = range(6)
# The colours of the site's stylesheet, light.
_COLOURS = bytes.fromhex("fdfdfb 1d252d 56626d 0b6a70 8fbdbf dde3e5")
_MOST_BARS = 60
_BARS_FOOT, _BARS_HEIGHT = 470, 210
# Each glyph is seven rows of five dots.
_GLYPHS = {
    glyph: rows.split()
    for glyph, rows in {
        "0": ".###. #...# #..## #.#.# ##..# #...# .###.",
        "1": "..#.. .##.. ..#.. ..#.. ..#.. ..#.. .###.",
        "2": ".###. #...# ....# ..##. .#... #.... #####",
        "3": ".###. #...# ....# ..##. ....# #...# .###.",
        "4": "...#. ..##. .#.#. #..#. ##### ...#. ...#.",
        "5": "##### #.... ####. ....# ....# #...# .###.",
        "6": ".###. #.... #.... ####. #...# #...# .###.",
        "7": "##### ....# ...#. ..#.. .#... .#... .#...",
        "8": ".###. #...# #...# .###. #...# #...# .###.",
        "9": ".###. #...# #...# .#### ....# ....# .###.",
        "-": "..... ..... ..... .###. ..... ..... .....",
        "?": ".###. #...# ....# ..##. ..#.. ..... ..#..",
        ">": ".#... ..#.. ...#. ....# ...#. ..#.. .#...",
        " ": "..... ..... ..... ..... ..... ..... .....",
    }.items()
}

_DOTS = {
    glyph: [(dots.start(), y, len(dots[0])) for y, row in enumerate(rows) for dots in re.finditer("#+", row)]
    for glyph, rows in _GLYPHS.items()
}


def cards(volume: Volume, _: Pen) -> Iterator[Page]:
    """cards/<day>.png for each day that listed papers."""
    for digest in volume.digests:
        if digest.entries:
            yield Page(path=card_path(digest.day), data=picture(digest, volume.days[digest.day]))


def card_path(day: date) -> str:
    """The path of a day's picture inside docs/."""
    return f"cards/{day.isoformat()}.png"


def picture(digest: Digest, shown: Sequence[Card]) -> bytes:
    """The picture of a day as PNG: papers that were read stand out, one without a score is a stub."""
    canvas = _Canvas()
    canvas.fill(0, 0, WIDTH, 20, _ACCENT)
    canvas.write(_MARGIN, 92, 16, digest.day.isoformat(), _INK)
    canvas.fill(_MARGIN, _BARS_FOOT, WIDTH - 2 * _MARGIN, 4, _LINE)
    _bars(canvas, shown[:_MOST_BARS])
    funnel = digest.funnel
    announced = "?" if funnel.announced is None else str(funnel.announced)
    canvas.write(_MARGIN, 516, 8, f"{announced} > {funnel.considered} > {funnel.listed} > ", _QUIET)
    before = len(f"{announced} > {funnel.considered} > {funnel.listed} > ")
    canvas.write(_MARGIN + before * 6 * 8, 516, 8, str(funnel.read), _ACCENT)
    return canvas.png()


def _bars(canvas: "_Canvas", shown: Sequence[Card]) -> None:
    step = min(60, (WIDTH - 2 * _MARGIN) // max(len(shown), 1)) // 2 * 2
    for place, card in enumerate(shown):
        height = 10 if card.score is None else max(10, card.score * _BARS_HEIGHT // 100)
        colour = _LINE if card.score is None else _ACCENT if card.entry.analysis else _SOFT
        canvas.fill(_MARGIN + place * step, _BARS_FOOT - height, step * 7 // 20 * 2, height, colour)


class _Canvas:
    """Rows of bytes, each a pair of pixels of one colour: whatever is drawn begins and ends at even pixels."""

    def __init__(self) -> None:
        self._rows = [bytearray(WIDTH // 2) for _ in range(HEIGHT)]

    def fill(self, left: int, top: int, width: int, height: int, colour: int) -> None:
        """Paint a rectangle, as far as it lies inside."""
        left, right = left // 2, min(left + width, WIDTH) // 2
        paint = bytes([colour << 4 | colour]) * max(right - left, 0)
        for row in self._rows[top : top + height] if paint else ():
            row[left:right] = paint

    def write(self, left: int, top: int, size: int, text: str, colour: int) -> None:
        """Write a text whose dots are ``size`` pixels wide."""
        for place, glyph in enumerate(text):
            for start, y, length in _DOTS[glyph]:
                self.fill(left + (place * 6 + start) * size, top + y * size, size * length, size, colour)

    def png(self) -> bytes:
        """The canvas with 16 colours at most. A row like the one above is written as no difference (filter 2), another as it is (0)."""
        header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 4, 3, 0, 0, 0)
        above = [None, *self._rows]
        same = b"\2" + bytes(WIDTH // 2)
        packer = zlib.compressobj(strategy=zlib.Z_RLE)  # most bytes repeat the one before: a third of the time, a third more bytes
        pixels = packer.compress(b"".join(same if row == up else b"\0" + row for up, row in zip(above, self._rows, strict=False)))
        pixels += packer.flush()
        chunks = ((b"IHDR", header), (b"PLTE", _COLOURS), (b"IDAT", pixels), (b"IEND", b""))
        return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, content) for name, content in chunks)


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
