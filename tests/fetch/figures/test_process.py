"""A picture becomes a small WebP on white, without what came along; what is no picture ends the process, and nothing else."""

import io
import json
import subprocess
import sys
from collections.abc import Sequence

import pytest
from PIL import Image

from generator.fetch.figures import process
from tests.fetch import pdfs
from tests.fetch.figures import pictures


def made(body: bytes, *arguments: object) -> tuple[Image.Image, bytes]:
    """What the process writes of a body, opened and as bytes."""
    out = io.BytesIO()
    process.main([str(each) for each in arguments], body, out)
    told, _, content = out.getvalue().partition(b"\n")
    picture = Image.open(io.BytesIO(content))
    assert (picture.format, picture.mode, {"width": picture.width, "height": picture.height}) == ("WEBP", "RGB", json.loads(told))
    assert len(content) <= process.MOST_BYTES
    return picture, content


def refused(body: bytes, capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    with pytest.raises(SystemExit) as left:
        made(body, *arguments)
    assert left.value.code == process.NO_PICTURE
    return capsys.readouterr().err.strip()


def test_a_picture_is_resized_to_what_a_page_shows() -> None:
    assert made(pictures.file(pictures.drawn(3000, 1500)))[0].size == (960, 480)
    assert made(pictures.file(pictures.drawn(1000, 2000)))[0].size == (480, 960)
    assert made(pictures.file(pictures.drawn(400, 200)))[0].size == (400, 200)


def test_a_picture_that_packs_badly_gets_worse_and_then_smaller() -> None:
    picture, content = made(pictures.file(pictures.noise(70, 70).resize((1600, 1600), Image.Resampling.BICUBIC), "JPEG"))
    assert len(content) > 0.5 * process.MOST_BYTES
    assert picture.width in process.WIDTHS[1:]


def test_the_same_bytes_come_of_the_same_bytes() -> None:
    body = pictures.file(pictures.noise(40, 30).resize((600, 450)))
    assert made(body)[1] == made(body)[1]


@pytest.mark.parametrize("mode", ["RGBA", "P", "LA"])
def test_what_is_clear_is_white_on_dark_pages_too(mode: str) -> None:
    clear = pictures.drawn(mode="RGBA")
    body = (
        pictures.file(clear.convert(mode))
        if mode != "P"
        else pictures.file(clear.quantize(8), transparency=clear.quantize(8).getpixel((0, 0)))
    )
    assert min(made(body)[0].getpixel((2, 2))) > 240  # type: ignore[type-var, arg-type]


def test_every_kind_of_picture_that_arxiv_has_is_read() -> None:
    deep = Image.frombytes("I;16", (300, 200), b"".join((b"\xff\xff" if row < 50 else b"\x20\x4e") * 300 for row in range(200)))
    grey = made(pictures.file(deep))[0]
    assert grey.getpixel((5, 5)) == pytest.approx((255, 255, 255), abs=4)
    assert grey.getpixel((150, 100)) == pytest.approx((78, 78, 78), abs=6)
    for picture, kind in ((pictures.drawn(mode="CMYK"), "JPEG"), (pictures.drawn(mode="L"), "JPEG"), (pictures.drawn(), "WEBP")):
        assert made(pictures.file(picture, kind))[0].size == (600, 300)
    first, second = pictures.drawn(seed=1), Image.new("RGB", (600, 300), "red")
    moving = pictures.file(first, "GIF", save_all=True, append_images=[second])
    assert made(moving)[0].getpixel((5, 5)) == pytest.approx((0, 0, 0), abs=8)


def test_nothing_that_came_along_is_kept_and_a_turned_photograph_is_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x9286] = "my secret place"
    body = pictures.file(pictures.drawn(), "JPEG", exif=exif, comment=b"my secret place")
    assert b"my secret place" in body
    picture, content = made(body)
    assert picture.size == (300, 600)
    assert b"secret" not in content
    assert b"EXIF" not in content


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "no picture that can be read"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no picture that can be read"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 500 500\n", "no picture that can be read"),
        (pictures.file(pictures.drawn(), "TIFF"), "no picture that can be read"),
        (pictures.file(pictures.drawn())[:-300], "no picture that can be read"),
        (pictures.bomb(60_000), "too many pixels"),
        (pictures.bomb(8_000), "64000000|8000 × 8000|too many pixels"),
        (pictures.file(pictures.drawn(64, 64)), "64 × 64 pixels, which is no figure's"),
        (pictures.file(pictures.drawn(2000, 61)), "2000 × 61 pixels, which is no figure's"),
        (pictures.file(pictures.noise(700, 700)), "does not fit into 40000 bytes"),
    ],
)
def test_what_is_no_figure_is_told_in_a_line(body: bytes, why: str, capsys: pytest.CaptureFixture[str]) -> None:
    said = refused(body, capsys)
    assert any(each in said for each in why.split("|"))
    assert "\n" not in said


# A figure on the page of a PDF. The page has text, a rule, and what is drawn where a test says.

BARS = "0 0 1 rg 80 500 60 90 re f 200 500 60 60 re f"
BAND = (48.0, 480.0, 312.0, 700.0)


def on_a_page(drawing: str, lines: Sequence[pdfs.Placed] = ()) -> bytes:
    return pdfs.document([lines], {0: drawing})


def test_what_is_drawn_above_a_caption_is_cut_out_of_the_page_with_its_words() -> None:
    words = [(90.0, 486.0, 8.0, "F", "ours"), (90.0, 300.0, 10.0, "F", "The body, which is far below.")]
    with_words = made(on_a_page(BARS, words), 0, *BAND)[0]
    without = made(on_a_page(BARS), 0, *BAND)[0]
    assert without.width / without.height == pytest.approx(180 / 90, rel=0.1)
    assert with_words.height > without.height
    assert with_words.width == without.width


def test_a_drawing_above_a_gap_is_another_and_words_between_join_two_parts() -> None:
    far = f"{BARS} 1 0 0 rg 80 640 60 50 re f"
    one = made(on_a_page(far), 0, *BAND)[0]
    assert one.getpixel((60, 10)) != (255, 0, 0)
    joined = [(80.0, 606.0, 8.0, "F", "(a) blurred and (b) sharp"), (80.0, 622.0, 8.0, "F", "as before")]
    both = made(on_a_page(far, joined), 0, *BAND)[0]
    assert both.height / both.width > 1.5 * one.height / one.width


def test_rules_backgrounds_and_what_lies_beside_are_no_part_of_a_figure() -> None:
    odd = "0.9 g 0 0 612 792 re f 0 g 60 480.5 240 0.6 re f 1 0 0 rg 400 500 100 100 re f"
    picture = made(on_a_page(f"{odd} {BARS}"), 0, *BAND)[0]
    assert picture.width / picture.height == pytest.approx(190 / 100, rel=0.1)


def test_a_page_without_a_drawing_has_no_figure(capsys: pytest.CaptureFixture[str]) -> None:
    body = on_a_page("", [(60.0, 600.0, 10.0, "F", "Words alone.")])
    assert refused(body, capsys, 0, *BAND) == "nothing is drawn above the caption"
    assert refused(on_a_page("1 g 80 500 60 90 re f"), capsys, 0, *BAND) == "the picture is empty"
    assert refused(b"%PDF-", capsys, 0, *BAND).startswith("Failed to load document")


def test_the_process_bounds_itself() -> None:
    words = [sys.executable, "-P", process.__file__, "1000000000", "20"]
    done = subprocess.run(words, input=pictures.file(pictures.drawn()), capture_output=True, timeout=60, check=False)
    assert json.loads(done.stdout.partition(b"\n")[0]) == {"width": 600, "height": 300}
    done = subprocess.run(
        [*words[:3], "60000000", "20"], input=pictures.file(pictures.drawn(2000, 1500)), capture_output=True, timeout=60, check=False
    )
    assert done.returncode not in (0, process.NO_PICTURE)
