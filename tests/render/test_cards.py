"""The picture of a day: a PNG that others read, the same each time, with a bar for each listed paper."""

import struct
import zlib
from dataclasses import replace
from datetime import date

import pytest
import yaml

from generator.render import render
from generator.render.cards import _BARS_FOOT, HEIGHT, WIDTH
from tests.render.samples import ANYVIEW, SITE, digest, drawn, entry, quoted, relevance, week

DAY = date(2026, 2, 28)
HALF = WIDTH // 2


def _pixels(png: bytes) -> list[bytes]:
    """The rows of a PNG of 16 colours, whose checksums are right (filters 0 and 2), one byte a pixel."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    at, data, chunks = 8, b"", []
    while at < len(png):
        length, name = struct.unpack(">I4s", png[at : at + 8])
        content = png[at + 8 : at + 8 + length]
        assert struct.unpack(">I", png[at + 8 + length : at + 12 + length])[0] == zlib.crc32(name + content)
        chunks.append(name)
        if name == b"IHDR":
            assert struct.unpack(">IIBBBBB", content) == (WIDTH, HEIGHT, 4, 3, 0, 0, 0)
        data += content if name == b"IDAT" else b""
        at += 12 + length
    assert chunks == [b"IHDR", b"PLTE", b"IDAT", b"IEND"]
    raw, rows = zlib.decompress(data), [bytes(HALF)]
    assert len(raw) == HEIGHT * (HALF + 1)
    for start in range(0, len(raw), HALF + 1):
        row = raw[start + 1 : start + HALF + 1]
        rows.append(row if raw[start] == 0 else bytes((a + b) % 256 for a, b in zip(row, rows[-1], strict=True)))
    return [bytes(half for pair in row for half in divmod(pair, 16)) for row in rows[1:]]


def _card(scores: list[int | None], read: int = 1) -> bytes:
    entries = [
        entry(replace(ANYVIEW, id=f"2602.{n:05}"), relevance=relevance(score), analysis=quoted() if n < read else None)
        for n, score in enumerate(scores)
    ]
    [page] = [page for page in render([digest(DAY, *entries)], SITE) if page.path == "cards/2026-02-28.png"]
    return page.content


def _bars(png: bytes) -> list[int]:
    """The heights of the bars, left to right."""
    rows = _pixels(png)
    foot = rows[_BARS_FOOT - 1]
    starts = [x for x in range(1, WIDTH) if foot[x] and not foot[x - 1]]
    return [sum(bool(row[x]) for row in rows[220:_BARS_FOOT]) for x in starts]


def test_a_bar_is_as_high_as_its_score() -> None:
    assert _bars(_card([100, 50, 0, None])) == [210, 105, 10, 10]


@pytest.mark.parametrize("count", [1, 30, 60, 200])
def test_any_number_of_papers_fits(count: int) -> None:
    rows = _pixels(_card([80] * count))
    assert len(_bars(_card([80] * count))) == min(count, 60)
    assert all(not any(row[WIDTH - 60 :]) for row in rows[20:])


def test_the_picture_is_the_same_each_time_and_another_for_other_scores() -> None:
    assert _card([80, 70]) == _card([80, 70]) != _card([80, 71])
    assert _card([80, 70], read=1) != _card([80, 70], read=2)


def test_an_imaging_library_reads_it() -> None:
    image = pytest.importorskip("PIL.Image")
    io = pytest.importorskip("io")
    with image.open(io.BytesIO(_card([80]))) as opened:
        opened.load()
        assert (opened.size, opened.convert("RGB").getpixel((5, 5))) == ((WIDTH, HEIGHT), (0x0B, 0x6A, 0x70))


def test_days_with_papers_have_one_and_their_pages_name_it() -> None:
    paths = [page.path for page in render(week(), SITE) if page.path.startswith("cards/")]
    assert paths == ["cards/2026-01-26.png", "cards/2026-01-27.png"]
    for path, day in (
        ("index.md", "2026-01-27"),
        ("daily/2026/2026-01-26.md", "2026-01-26"),
        ("daily/2026/2026-01-28.md", None),
        ("papers/2602.23361.md", "2026-01-27"),
    ):
        assert yaml.safe_load(drawn(week(), path).split("---\n")[1]).get("day") == day
