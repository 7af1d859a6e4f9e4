"""PDFs made by hand: a small paper in two columns, and bodies that are made to hang or to break a reader."""

import zlib
from collections.abc import Iterable, Mapping, Sequence
from itertools import count
from textwrap import wrap

Placed = tuple[float, float, float, str, str]
"""Left, baseline and size in points, font ("F" plain or "B" bold), text."""

LEFT, RIGHT, WIDTH = 60.0, 320.0, 46


def pdf(objects: Sequence[bytes]) -> bytes:
    """Make a file of objects; the first is the catalogue."""
    out = bytearray(b"%PDF-1.5\n")
    places = []
    for number, each in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + each + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start))


def stream(data: bytes, keys: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>\nstream\n" % (keys, len(data)) + data + b"\nendstream"


def document(pages: Iterable[Sequence[Placed]], drawn: Mapping[int, str] = {}) -> bytes:
    """Set lines where they are told to stand, a page of Letter size after the other; ``drawn`` are a page's paths."""
    shown = ["\n".join([*map(_shown, page), drawn.get(number, "")]) for number, page in enumerate(pages)]
    contents = [stream(page.encode("cp1252")) for page in shown]
    first = 5
    kids = b" ".join(b"%d 0 R" % (first + 2 * number) for number in range(len(contents)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, len(contents)),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold/Encoding/WinAnsiEncoding>>",
    ]
    for number, content in enumerate(contents):
        fonts = b"/Resources<</Font<</F 3 0 R/B 4 0 R>>>>"
        objects.append(b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents %d 0 R%s>>" % (first + 2 * number + 1, fonts))
        objects.append(content)
    return pdf(objects)


def _shown(placed: Placed) -> str:
    left, baseline, size, font, text = placed
    escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"BT /{font} {size:g} Tf {left:g} {baseline:g} Td ({escaped}) Tj ET"


def column(left: float, top: float, *parts: str | tuple[str, float, str], size: float = 10) -> list[Placed]:
    """Set paragraphs and, as (text, size, font), single lines below each other."""
    placed: list[Placed] = []
    for part in parts:
        if isinstance(part, tuple):
            top -= 8
            placed.append((left, top, part[1], part[2], part[0]))
            top -= 16
        else:
            for number, line in enumerate(wrap(part, WIDTH, break_on_hyphens=False)):
                placed.append((left + (12 if number == 0 else 0), top, size, "F", line))
                top -= 12
    return placed


def filler(words: int, seed: str) -> str:
    """Sentences of so many words, each of which says where it stands."""
    return " ".join(f"{seed}{number}{'.' if number % 8 == 7 else ''}" for number in range(words)) + "."


def paper() -> bytes:
    """A paper of three pages in two columns, with all that has to be cut."""
    heads = ["A. Uno and B. Due", "Deblurring with care", "A. Uno and B. Due"]
    first = [
        (150.0, 700.0, 16.0, "B", "Deblurring with Care"),
        (220.0, 676.0, 11.0, "F", "Ana Uno and Bo Due"),
        (220.0, 662.0, 11.0, "F", "University of Somewhere"),
        *column(LEFT, 640, ("Abstract", 11, "B"), "We remove blur from photographs. " + filler(60, "abs"), ("1 Introduction", 12, "B")),
        *column(LEFT, 430, "Blur is common. Our code is at https://github.com/lab/deblur for all. " + filler(110, "left")),
        (LEFT, 100, 8.0, "F", "1 Supported by a grant that has a number and a name of its own."),
        *column(RIGHT, 640, filler(160, "right") + " The column ends with a multi-"),
    ]
    second = [
        *column(LEFT, 700, "layered thought. " + filler(60, "next"), ("2 Method", 12, "B")),
        *column(LEFT, 520, "We pro-"),
        (LEFT, 508, 10.0, "F", "pose a network. See Section 3 for more. " + "It is end-to-"),
        (LEFT, 496, 10.0, "F", "end trained on difficult pairs."),
        *[(LEFT + 30 * number, 440.0, 8.0, "F", text) for number, text in enumerate(["0", "20", "40"])],
        (LEFT, 420, 9.0, "F", "Figure 1: The network. It has two parts and"),
        (LEFT, 409, 9.0, "F", "is trained at once."),
        (RIGHT, 700, 9.0, "F", "Table 1: PSNR in dB on GoPro, the higher the better."),
        *_rows(RIGHT, 680, [("Method", "PSNR", "SSIM"), ("SRN", "30.26", "0.934"), ("Ours", "33.69", "0.961")]),
        *column(RIGHT, 620, ("3 Experiments", 12, "B"), "We gain 3.43 dB over SRN. " + filler(80, "exp")),
        *column(RIGHT, 380, ("4 Conclusion", 12, "B"), "Care pays. " + filler(30, "end")),
        *column(RIGHT, 260, ("Acknowledgements", 12, "B"), "We thank the reviewers and the cook of the institute."),
    ]
    third = [
        *column(LEFT, 700, ("References", 12, "B"), "[1] A. Tre. A reference that is to be cut. In Proceedings, 2020."),
        *column(LEFT, 640, "[2] B. Quattro. Another reference of this sort, pages 1 to 9, 2021."),
        *column(RIGHT, 700, ("A Proofs", 12, "B"), "The proof is short. " + filler(40, "proof")),
    ]
    return document(
        [
            (220.0, 760.0, 9.0, "F", head),
            *page,
            (300.0, 30.0, 9.0, "F", str(number)),
        ]
        for number, head, page in zip(count(1), heads, [first, second, third], strict=False)
    )


def _rows(left: float, top: float, rows: Sequence[Sequence[str]]) -> list[Placed]:
    return [(left + 70 * place, top - 11 * number, 8.0, "F", cell) for number, row in enumerate(rows) for place, cell in enumerate(row)]


def hanging(depth: int = 9) -> bytes:
    """Some 2 kB that take longer than anyone waits: a form that draws another ten times, and so on."""
    forms = [
        stream(
            b"/X Do " * 10 if number < depth - 1 else b"q Q",
            b"/Type/XObject/Subtype/Form/BBox[0 0 612 792]/Resources<</XObject<</X %d 0 R>>>>" % (number + 6),
        )
        for number in range(depth)
    ]
    return _one_page(stream(b"/X Do"), b"/XObject<</X 5 0 R>>", forms)


def bomb(megabytes: int) -> bytes:
    """A page of less than a kilobyte whose content unpacks to so much, packed twice."""
    packer = zlib.compressobj(1)
    packed = b"".join(packer.compress(b" " * 1_000_000) for _ in range(megabytes)) + packer.flush()
    return _one_page(stream(zlib.compress(packed, 9), b"/Filter[/FlateDecode/FlateDecode]"))


def in_script_letters(text: str) -> bytes:
    """A line whose font says that its letters are mathematical ones, beyond Unicode's first plane."""
    pairs = " ".join(f"<{code:02X}> <{chr(0x1D44E + code - 97).encode('utf-16-be').hex()}>" for code in range(97, 123) if code != 104)
    table = f"1 begincodespacerange <00> <FF> endcodespacerange 25 beginbfchar {pairs} endbfchar"
    cmap = f"/CIDInit /ProcSet findresource begin begincmap {table} endcmap"
    font = b"/Font<</F 5 0 R>>"
    fonts = [b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 6 0 R>>", stream(cmap.encode())]
    turned = "BT /F 10 Tf 0 1 -1 0 20 300 Tm (arXiv stamp) Tj ET"
    return _one_page(stream(f"BT /F 10 Tf 60 700 Td ({text}) Tj ET {turned}".encode()), font, fonts)


def without_its_page() -> bytes:
    """A page tree that counts a page which is not there."""
    return pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[9 0 R]/Count 1>>"])


def _one_page(content: bytes, resources: bytes = b"", more: Sequence[bytes] = ()) -> bytes:
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<<%s>>>>" % resources
    return pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, content, *more])
