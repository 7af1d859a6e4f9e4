"""Fetch stage: a picture, or a place on a page of a PDF, becomes a small WebP. Run as a script, it reads stdin and writes stdout.

It imports nothing of generator/: what is broken here, by a file made to break it, is this process alone. The same bytes in give the
same bytes out, as long as Pillow and PDFium stay the same.
"""

import io
import json
import runpy
import sys
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import pypdfium2
from PIL import Image, ImageChops, ImageOps

MOST_BYTES = 40_000
"""Of the picture that is kept."""

WIDTHS = (960, 800, 640, 480)
QUALITIES = (80, 65, 50)
LAST = (35, 20)
"""Qualities of the smallest size, before a picture is given up."""

MOST_PIXELS = 50_000_000
"""Of a picture that is unpacked: some 200 MB. A poster of 300 dots an inch has half of it."""

SMALLEST = (160, 60)
"""Pixels of width and height below which a picture is an icon, a logo or a line of text."""

SLIMMEST = 12
"""A side that is longer than the other by more than this is a rule or a bar."""

FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
"""Nothing that runs a program (EPS) or loads other files (SVG)."""

NO_PICTURE = 3
"""The exit status for what is no picture, or none that is worth showing; a line on stderr says why."""

DOTS = 4.0
"""Pixels a point at most when a page is drawn: 288 an inch."""

_MOST_DRAWN = 6_000_000
_MOST_OBJECTS = 60_000
_GAP = 28.0
"""Points between two parts of one figure: room for a line that names them."""

_NEAR = 12.0
"""Points between a figure and a word that belongs to it."""

_EDGE = 4.0
_RULE = 1.6

Box = tuple[float, float, float, float]
"""Left, bottom, right and top in points."""


class NoPictureError(Exception):
    """What is no picture, or none that is worth showing."""


def unpacked(body: bytes) -> Image.Image:
    """Read a picture on white, turned as its camera says, its first frame alone. Raises NoPictureError."""
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        with Image.open(io.BytesIO(body), formats=FORMATS) as checked:
            checked.verify()
        with Image.open(io.BytesIO(body), formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise NoPictureError(f"the picture has {picture.width} × {picture.height} pixels")
            picture.draft("RGB", (2 * WIDTHS[0], 2 * WIDTHS[0]))
            return on_white(ImageOps.exif_transpose(picture))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise NoPictureError("the picture unpacks to too many pixels") from error
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError, OverflowError) as error:
        raise NoPictureError("the file is no picture that can be read") from error


def on_white(picture: Image.Image) -> Image.Image:
    """A fresh picture of three colours, without what came along: profiles, comments, places, transparency (dark pages shine through)."""
    if picture.mode.startswith(("I", "F")):
        picture = _of_eight_bits(picture)
    clear = picture.convert("RGBA")
    white = Image.new("RGB", clear.size, "white")
    white.paste(clear, mask=clear.getchannel("A"))
    return white


def _of_eight_bits(picture: Image.Image) -> Image.Image:
    """Grey of sixteen bits and more, which Pillow would cut off at 255."""
    wide = picture.convert("F")
    extremes: Any = wide.getextrema()
    most = 65535.0 if extremes[1] > 255 else 255.0
    return wide.point(lambda value: value * (255.0 / most)).convert("L")


def trimmed(picture: Image.Image) -> Image.Image:
    """Without white margins. Raises NoPictureError when nothing is left."""
    box = (
        ImageChops.difference(picture, Image.new("RGB", picture.size, "white"))
        .convert("L")
        .point(lambda value: 255 * (value > 12))
        .getbbox()
    )
    if box is None:
        raise NoPictureError("the picture is empty")
    left, top, right, bottom = box
    return picture.crop((max(0, left - 6), max(0, top - 6), min(picture.width, right + 6), min(picture.height, bottom + 6)))


def small(picture: Image.Image) -> tuple[bytes, int, int]:
    """WebP of MOST_BYTES at most, with its width and height: first worse, then smaller. Raises NoPictureError."""
    width, height = picture.size
    if width < SMALLEST[0] or height < SMALLEST[1] or max(width, height) > SLIMMEST * min(width, height):
        raise NoPictureError(f"the picture has {width} × {height} pixels, which is no figure's")
    for fitted, quality in _tries(picture):
        out = io.BytesIO()
        fitted.save(out, "WEBP", quality=quality, method=4)
        if out.tell() <= MOST_BYTES:
            return out.getvalue(), *fitted.size
    raise NoPictureError(f"the picture does not fit into {MOST_BYTES} bytes")


def _tries(picture: Image.Image) -> Iterator[tuple[Image.Image, int]]:
    fitted = picture
    for side in WIDTHS:
        if side == WIDTHS[0] or max(picture.size) > side:
            fitted = picture.copy()
            fitted.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=None)
            yield from ((fitted, quality) for quality in QUALITIES)
    yield from ((fitted, quality) for quality in LAST)


def drawn(body: bytes, number: int, band: Box) -> Image.Image:
    """Draw the figure that stands lowest in a band of a PDF's page. Raises NoPictureError, and pypdfium2.PdfiumError."""
    page = pypdfium2.PdfDocument(body)[number]
    box = _framed(_objects(page), band, page.get_size())
    left, bottom, right, top = box
    scale = min(DOTS, 2 * WIDTHS[0] / (right - left), (_MOST_DRAWN / ((right - left) * (top - bottom))) ** 0.5)
    across, up = page.get_size()
    cut = (max(0.0, left), max(0.0, bottom), max(0.0, across - right), max(0.0, up - top))
    return trimmed(page.render(scale=scale, crop=cut, may_draw_forms=False).to_pil().convert("RGB"))


def _objects(page: Any) -> list[tuple[bool, Box]]:
    """Whether each thing on a page is text, and where it stands; what a form draws is one thing."""
    found = []
    for each in page.get_objects(max_depth=1):
        try:
            found.append((each.type == pypdfium2.raw.FPDF_PAGEOBJ_TEXT, each.get_bounds()))
        except pypdfium2.PdfiumError:
            continue
        if len(found) >= _MOST_OBJECTS:
            break
    return found


def _framed(objects: Sequence[tuple[bool, Box]], band: Box, size: tuple[float, float]) -> Box:
    """Where the figure stands: what is drawn in the band, from below up to the first gap, with the words in it and beside it."""
    inside = [(text, _common(box, band)) for text, box in objects if _is_inside(box, band, text=text) and not _is_background(box, size)]
    drawings = [box for text, box in inside if not text and not _is_rule(box, band)]
    words = [box for text, box in inside if text]
    if not drawings:
        raise NoPictureError("nothing is drawn above the caption")
    found = lowest = min(drawings, key=lambda box: (box[1], box))
    reach = lowest[3]
    of_it = sorted([*((box, True) for box in drawings), *((box, False) for box in words)], key=lambda each: (each[0][1], each))
    for box, is_drawing in of_it:
        if box[1] > reach + _GAP:
            break
        reach = max(reach, box[3])
        found = _around(found, box) if is_drawing else found
    for _ in range(2):
        for word in words:
            if _is_near(word, found):
                found = _around(found, word)
    left, bottom, right, top = found
    return _common((left - _EDGE, bottom - _EDGE, right + _EDGE, top + _EDGE), _common(band, (0.0, 0.0, *size)))


def _is_inside(box: Box, band: Box, *, text: bool) -> bool:
    """Whether a word stands in the band, or most of a drawing; what a form cuts off counts among its bounds."""
    if text:
        return band[0] <= (box[0] + box[2]) / 2 <= band[2] and band[1] <= (box[1] + box[3]) / 2 <= band[3]
    left, bottom, right, top = _common(box, band)
    return right >= left and top >= bottom and top - bottom >= 0.6 * (box[3] - box[1]) and right - left >= 0.3 * (box[2] - box[0])


def _common(one: Box, other: Box) -> Box:
    return max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])


def _is_background(box: Box, size: tuple[float, float]) -> bool:
    return box[2] - box[0] > 0.95 * size[0] and box[3] - box[1] > 0.6 * size[1]


def _is_rule(box: Box, band: Box) -> bool:
    """A line across the column, as above a running head or a float."""
    return box[3] - box[1] < _RULE and box[2] - box[0] > 0.5 * (band[2] - band[0])


def _is_near(word: Box, box: Box) -> bool:
    return word[0] < box[2] + _NEAR and word[2] > box[0] - _NEAR and word[1] < box[3] + _NEAR and word[3] > box[1] - _NEAR


def _around(one: Box, other: Box) -> Box:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def main(arguments: Sequence[str], body: bytes, out: BinaryIO) -> None:
    """Write a line of JSON (width, height), then WebP. ``arguments`` are empty for a picture, else a page's number and a band."""
    try:
        if arguments:
            number, *band = arguments
            left, bottom, right, top = map(float, band)
            picture = drawn(body, int(number), (left, bottom, right, top))
        else:
            picture = unpacked(body)
        content, width, height = small(picture)
    except (NoPictureError, pypdfium2.PdfiumError) as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(NO_PICTURE)
    out.write(json.dumps({"width": width, "height": height}).encode() + b"\n" + content)


if __name__ == "__main__":
    # The other script's limits, without its folder among the modules.
    runpy.run_path(str(Path(__file__).parents[1] / "pdf" / "process.py"))["limit"](int(sys.argv[1]), int(sys.argv[2]))
    main(sys.argv[3:], sys.stdin.buffer.read(), sys.stdout.buffer)
