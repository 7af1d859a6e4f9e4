"""Pictures drawn for the tests, and files made to break what reads them."""

import io
import struct
import zlib
from random import Random
from typing import Any

from PIL import Image, ImageDraw


def drawn(width: int = 600, height: int = 300, mode: str = "RGB", seed: int = 0) -> Image.Image:
    """A chart of bars on a clear ground."""
    picture = Image.new(mode, (width, height))
    pen, chance = ImageDraw.Draw(picture), Random(seed)  # noqa: S311
    for left in range(20, width - 20, 40):
        ink: Any = {"RGB": (10, 60, 200), "RGBA": (10, 60, 200, 255), "CMYK": (200, 90, 0, 10)}.get(mode, 200)
        pen.rectangle((left, chance.randrange(height // 2), left + 24, height - 10), fill=ink)
    return picture


def noise(width: int, height: int) -> Image.Image:
    """What no picture of this world is as hard to pack as."""
    return Image.frombytes("RGB", (width, height), Random(7).randbytes(3 * width * height))  # noqa: S311


def file(picture: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    """A picture as a file."""
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def bomb(side: int) -> bytes:
    """A PNG of some kilobytes that says it has so many pixels a side, and holds some of them."""
    chunks = [(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)), (b"IDAT", zlib.compress(bytes(5_000_000), 9)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content)) for name, content in chunks
    )
