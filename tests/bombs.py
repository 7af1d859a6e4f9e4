"""Bodies and files that are small, or look it, and unfold to gigabytes, hours or endless depth; run as a script, one of them goes off.

``python tests/bombs.py NAME MEGABYTES SECONDS`` bounds its own memory and computing, and prints in one line how it was told.
"""

import gzip
import io
import json
import os
import resource
import sys
import tempfile
import zlib
from collections.abc import Callable, Mapping
from contextlib import redirect_stderr, redirect_stdout, suppress
from datetime import date
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from generator import cli, likes
from generator.analyse.gate import gate
from generator.analyse.providers.access import read_json
from generator.analyse.refusals import Asked, refusal
from generator.analyse.replies import Fault, extract
from generator.errors import DigestError
from generator.fetch.arxiv import parse_api, parse_rss
from generator.fetch.fulltext import parse_pdf
from generator.fetch.html import parse_html
from generator.fetch.huggingface import parse_list
from generator.model import Paper
from tests.fetch import pdfs
from tests.hostile import FEATURED, atom, featured, feed, page

DAY = date(2026, 4, 20)
Made = Callable[[], bytes]
ASKED = Asked("a provider", "A_KEY", "a-model")


def entities(body: bytes, declared: str, used: str) -> bytes:
    """A body with a document type before it and an entity in its first title."""
    head, _, rest = body.partition(b"?>")
    doctype = f"<!DOCTYPE x [{declared}]>".encode()
    return head + b"?>" + doctype + rest.replace(b"<title>", f"<title>{used}".encode(), 2)


LAUGHS = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
LONG = f'<!ENTITY a "{"a" * 1_000_000}">'


def xml(body: bytes) -> dict[str, Made]:
    """What is done to a body of XML."""
    start, end = body[: body.index(b"<title>")], body[body.index(b"<title>") :]
    return {
        "a billion laughs": lambda: entities(body, LAUGHS, "&a11;"),
        "one long entity, many times": lambda: entities(body, LONG, "&a;" * 20_000),
        "an entity of itself": lambda: entities(body, '<!ENTITY a "&b;"><!ENTITY b "&a;">', "&a;"),
        "a million levels": lambda: start + b"<a>" * 1_000_000 + end,
        "eleven megabytes of empty elements": lambda: start + b"<a/>" * 2_800_000 + end,
        "a million attributes": lambda: start + b"<a " + b" ".join(b'a%d=""' % n for n in range(1_000_000)) + b"/>" + end,
        "an attribute of eleven megabytes": lambda: start + b'<a b="' + b"b" * 11_000_000 + b'"/>' + end,
        "sixty megabytes": lambda: start + b" " * 60_000_000 + end,
    }


def of_rss() -> dict[str, Made]:
    body = feed()
    names = body.replace(b"Ana Uno", b"()" * 200_000, 1)
    return {
        **xml(body),
        "a version without end": lambda: body.replace(b"2604.00001v1", b"2604.00001v" + b"1" * 5000),
        "a day without end": lambda: body.replace(b"20 Apr 2026", b"20 Apr " + b"9" * 400),
        "an author of brackets": lambda: names,
    }


def of_api() -> dict[str, Made]:
    body = atom(FEATURED)
    count = b"<opensearch:totalResults>"
    few = {name: bomb for name, bomb in xml(body).items() if name in ("a billion laughs", "a million levels")}  # the rest as RSS
    return {**few, "a count without end": lambda: body.replace(count, count + b"9" * 5000)}


def of_html() -> dict[str, Made]:
    body = page()
    start, end = body.split(b"</article>")
    inside = {
        "a million levels": lambda: b"<b>" * 1_000_000,
        "150,000 paragraphs": lambda: b'<p class="ltx_p">' * 150_000,
        "powers of powers": lambda: b"<sup>" * 200_000 + b"1",
        "notes in notes": lambda: b'<span class="ltx_note ltx_role_footnote">' * 200_000 + b"1",
        "tables in tables": lambda: b'<table class="ltx_tabular"><tr class="ltx_tr"><td class="ltx_td">' * 100_000 + b"1",
        "figures in figures": lambda: b'<figure class="ltx_figure"><figcaption class="ltx_caption">a' * 100_000,
        "figures beside figures": lambda: (
            b'<figure class="ltx_table"><table class="ltx_tabular"><tr><td>1</td></tr></table></figure>' * 20_000
        ),
        "many tables of a figure": lambda: (
            b'<figure class="ltx_table">' + b'<table class="ltx_tabular"><tr><td>1</td></tr></table>' * 20_000
        ),
        "lists in lists": lambda: b"<ul><li>" * 200_000,
        "sections in sections": lambda: b'<section class="ltx_section"><h2 class="ltx_title ltx_title_section">a</h2>' * 100_000,
        "links without end": lambda: b'<a href="https://github.com/a/b">a</a>' * 30_000,
        "a table of 200,000 cells": lambda: b'<table class="ltx_tabular"><tr>' + b"<td>1</td>" * 200_000 + b"</tr></table>",
        "300,000 attributes": lambda: b"<p " + b" ".join(b'a%d=""' % n for n in range(300_000)) + b">",
        "a hundred megabytes of attributes": lambda: b'<p a="' + b"a" * 100_000_000 + b'">',
        "percent signs": lambda: b'<math alttext="' + b"%" * 300_000 + b'"></math>',
    }
    return {name: partial(_around, start, bomb, b"</article>" + end) for name, bomb in inside.items()}


def _around(start: bytes, bomb: Made, end: bytes) -> bytes:
    return start + bomb() + end


def of_lists() -> dict[str, Made]:
    body = featured()
    return {
        "a million levels": lambda: b"[" * 1_000_000 + b"]" * 1_000_000,
        "levels of objects": lambda: b'{"a":' * 200_000 + b"1" + b"}" * 200_000,
        "four megabytes of empty lists": lambda: b"[" + b"[]," * 1_300_000 + b"[]]",
        "sixty megabytes": lambda: b"[" + b" " * 60_000_000 + b"]",
        "a number of 100,000 digits": lambda: body.replace(b'"upvotes": 7', b'"upvotes": ' + b"9" * 100_000),
        "a number of 4,000 digits": lambda: body.replace(b'"upvotes": 7', b'"upvotes": ' + b"9" * 4_000),
        "1e999": lambda: body.replace(b'"upvotes": 7', b'"upvotes": 1e999'),
    }


def of_replies() -> dict[str, Made]:
    return {
        "levels": lambda: b'{"sections": ' + b"[" * 100_000,
        "four hundred levels": lambda: b'{"sections": ' + b"[" * 400 + b"]" * 400 + b"}",
        "levels of objects": lambda: b'{"sections":' * 20_000,
        "numbers": lambda: b'{"sections": [], "score": ' + b"9" * 200_000 + b"}",
        "1e999": lambda: b'{"sections": "", "score": 1e999}',
        "braces": lambda: b"{" * 240_000,
        "backslashes": lambda: b'{"sections": "' + b"\\" * 200_001,
        "dollars": lambda: b'{"sections": "' + b"$ " * 100_000 + b'"}',
        "two megabytes": lambda: b'{"sections": "' + b"a" * 2_000_000 + b'"}',
    }


def of_texts() -> dict[str, Made]:
    """What a section of a reply may say at length."""
    pieces = (
        "1.5 ",
        "(",
        "()",
        "[x](",
        "**a ",
        "$a$ ",
        "a\n\n",
        "- a\n",
        "\\frac{",
        "We do it. ",
        "It is 1.5 dB. ",
        '"',
        "_",
        "|a",
        "# a\n",
    )
    more = ("<a ", ".", "。", "```\n", "&#60;", "1,000,", "[1, 2] ", "as shown in Figure 3 ", "a", " ", "7")
    return {f"{piece.strip() or 'blanks'} without end": partial(_repeated, piece) for piece in (*pieces, *more)}


def _repeated(piece: str) -> bytes:
    return (piece * (60_000 // len(piece))).encode()


def _blanks() -> bytes:
    packer = zlib.compressobj(9)
    return b"".join([packer.compress(b" " * 10_000_000) for _ in range(30)]) + packer.flush()


def of_pdfs() -> dict[str, Made]:
    catalogue, font = b"<</Type/Catalog/Pages 2 0 R>>", b"<</Font<</F 3 0 R>>>>"
    helvetica = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"

    def one(kids: bytes, *more: bytes, count: bytes = b"1") -> bytes:
        return pdfs.pdf([catalogue, b"<</Type/Pages/Kids[%s]/Count %s>>" % (kids, count), helvetica, *more])

    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources%s/Contents 5 0 R>>" % font
    form = b"<</Font<</F 3 0 R>>/XObject<</X 5 0 R>>>>"
    return {
        "a billion pages": lambda: one(b"4 0 R", page, pdfs.stream(b""), count=b"1000000000"),
        "a page tree of itself": lambda: one(b"2 0 R 2 0 R 2 0 R 2 0 R", count=b"100000"),
        "levels of arrays": lambda: one(b"4 0 R", b"[" * 300_000 + b"]" * 300_000),
        "levels of dictionaries": lambda: one(b"4 0 R", b"<</A" * 100_000 + b"1" + b">>" * 100_000),
        "two million words on a page": lambda: one(
            b"4 0 R", page, pdfs.stream(zlib.compress(b"BT /F 10 Tf 60 700 Td (a) Tj ET\n" * 2_000_000, 9), b"/Filter/FlateDecode")
        ),
        "a picture of a billion points": lambda: one(
            b"4 0 R",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</XObject<</X 6 0 R>>>>/Contents 5 0 R>>",
            pdfs.stream(b"q 612 0 0 792 0 0 cm /X Do Q"),
            pdfs.stream(
                _blanks(),
                b"/Type/XObject/Subtype/Image/Width 32000/Height 32000/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/FlateDecode",
            ),
        ),
        "a form of itself": lambda: one(
            b"4 0 R",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources%s/Contents 6 0 R>>" % form,
            pdfs.stream(b"/X Do /X Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources%s" % form),
            pdfs.stream(b"/X Do"),
        ),
        "a page as large as a country": lambda: one(
            b"4 0 R", page.replace(b"612 792", b"1e38 1e38"), pdfs.stream(b"BT /F 1e30 Tf (a) Tj ET")
        ),
        "a table of places of itself": lambda: (
            b"%PDF-1.5\nxref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 1/Root 1 0 R/Prev 9>>\nstartxref\n9\n%%EOF"
        ),
        "levels in a stream": lambda: one(b"4 0 R", page, pdfs.stream(b"[" * 1_000_000)),
        "states in states": lambda: one(b"4 0 R", page, pdfs.stream(b"q " * 2_000_000)),
    }


def nested_aliases(levels: int, of: str, between: str) -> str:
    lines = [f"a0: &a0 {of}", *(f"a{n}: &a{n} {between.format(n=n - 1)}" for n in range(1, levels))]
    return "\n".join(lines)


FEEDS = {
    "nine aliases of nine": nested_aliases(30, "[x]", "[" + ", ".join(["*a{n}"] * 9) + "]"),
    "merged mappings": nested_aliases(30, "{{k: x}}".replace("{{", "{").replace("}}", "}"), "{{<<: [" + ", ".join(["*a{n}"] * 9) + "]}}"),
    "an alias of itself": "likes: &a [*a]",
    "a mapping of itself": "site: &a {name: *a}",
    "levels by aliases": nested_aliases(3000, "[x]", "[*a{n}]"),
    "levels of lists": "likes: " + "[" * 20_000,
    "levels of keys": "{" * 20_000 + "a: b",
    "levels of mappings": "site: " + "{a: " * 20_000,
    "a number without end": "select: {read: " + "9" * 100_000 + "}",
    "1e999": "interests: [{id: a, weight: 1e999}]",
    "a date that is none": "site: {name: 2026-99-99}",
    "a key that is a list": "? [a, b]\n: c",
    "three megabytes": "likes:\n" + '- "2604.00001"\n' * 220_000,
}
"""Files of feed.yml."""

RECORDS = {
    "a number without end": b'{"schema": ' + b"9" * 100_000 + b"}",
    "1e999": b'{"schema": 1e999}',
    "levels": b'{"schema": 1, "day": ' + b"[" * 300_000,
}


def packed_blanks() -> bytes:
    """A gigabyte of blanks, packed: a hundred times ten megabytes."""
    return gzip.compress(b" " * 10_000_000, 1) * 100


def command(*words: str, files: Mapping[str, bytes | Made]) -> str:
    """Run a command in a folder with these files; what it says on stderr, else how much it said otherwise."""
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for name, content in files.items():
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_bytes(content if isinstance(content, bytes) else content())
        out, err = io.StringIO(), io.StringIO()
        sys.argv = ["digest", *words]
        with redirect_stdout(out), redirect_stderr(err):
            try:
                cli.main()
            except SystemExit as left:
                status = left.code
        os.chdir("/")
    lines = [*err.getvalue().splitlines(), *out.getvalue().splitlines()]
    return f"exit {status}: {' / '.join(line[:300] for line in lines[:2])} ({len(lines)} lines)"


def read(parse: Callable[[bytes], object], make: Callable[[], bytes]) -> str:
    """What a parser says of a body."""
    try:
        found = parse(make())
    except (DigestError, Fault) as error:
        return str(error)
    return f"read: {type(found).__name__}"


def _reply(body: bytes) -> object:
    refusal(500, body.decode(), {"Retry-After": "9" * 5000, "Date": "Mon, 01 Jan 99999999999999999999 00:00:00 GMT"}, ASKED)
    with suppress(DigestError):
        read_json(body, ASKED)
    return extract(body.decode(), "sections")


def _text(body: bytes) -> object:
    paper = Paper(id="2604.00001", title="Café one restores photographs", abstract="We propose Café. It reaches 33.1 dB on GoPro.")
    return gate(body.decode(), paper, f"{paper.abstract} " * 200, "en")


def _likes(body: bytes) -> object:
    return likes.arxiv_ids(body.decode())


def of_likes() -> dict[str, Made]:
    return {
        "blank lines": lambda: b"\n" * 300_000,
        "colons": lambda: b"arxiv" + b": " * 300_000,
        "names": lambda: b"arxiv " * 100_000,
    }


PARSERS: dict[str, tuple[Callable[[bytes], object], Callable[[], dict[str, Made]]]] = {
    "RSS": (parse_rss, of_rss),
    "API": (parse_api, of_api),
    "HTML": (parse_html, of_html),
    "list": (lambda body: parse_list(body, DAY), of_lists),
    "reply": (_reply, of_replies),
    "text": (_text, of_texts),
    "PDF": (lambda body: parse_pdf(body, seconds=1.5), of_pdfs),
    "likes": (_likes, of_likes),
}


def commands() -> dict[str, Callable[[], str]]:
    """What a person's own files may hold, through the commands that read them."""
    found: dict[str, Callable[[], str]] = {}
    for name, text in FEEDS.items():
        found[f"feed.yml: {name}"] = partial(command, "check", files={"feed.yml": text.encode()})
    for name, body in RECORDS.items():
        found[f"record: {name}"] = partial(command, "check", files={"archive/2026/2026-04-20.json": body})
    found["gzip: likes"] = partial(command, "init", "--name", "x", "--likes", "l.bib.gz", files={"l.bib.gz": packed_blanks})
    labels = {"p": b"", "l": b'{"id": ' + b"[" * 300_000, "i": b"- id: a"}
    found["labels: levels"] = partial(command, "evaluate", "--papers", "p", "--labels", "l", "--interest", "i", files=labels)
    endless = {**labels, "l": b'{"id": "1", "label": ' + b"9" * 4000 + b"}"}
    found["labels: a number without end"] = partial(command, "evaluate", "--papers", "p", "--labels", "l", "--interest", "i", files=endless)
    return found


def every() -> dict[str, Callable[[], str]]:
    """All bombs by name."""
    bodies = {f"{kind}: {name}": partial(read, parse, body) for kind, (parse, make) in PARSERS.items() for name, body in make().items()}
    return {**bodies, **commands()}


def go_off(bomb: Callable[[], str], megabytes: int, seconds: int) -> tuple[str, int, float, int]:
    """Let one go off in a process of its own, with so much more memory than now and so many seconds.

    What it said, its status, the seconds of computing and the megabytes that it took, those of this program among them.
    """
    ours, theirs = os.pipe()
    if child := os.fork():
        os.close(theirs)
        with os.fdopen(ours, "rb") as said:
            text = said.read().decode()
        _, status, took = os.wait4(child, 0)
        return text, status, took.ru_utime + took.ru_stime, took.ru_maxrss // 1024
    os.close(ours)
    with os.fdopen(theirs, "wb") as told:
        now = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (now + megabytes * 2**20,) * 2)
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        try:
            told.write(bomb().encode("utf-8", "replace"))
        except BaseException as error:  # noqa: BLE001 what escapes is what is looked for
            told.write(f"ESCAPED {type(error).__name__}: {error}"[:300].encode("utf-8", "replace"))
    os._exit(0)


if __name__ == "__main__":
    wanted = sys.argv[3:]
    for each, bomb in every().items():
        if not wanted or any(each.startswith(name) for name in wanted):
            words, left, computed, took = go_off(bomb, int(sys.argv[1]), int(sys.argv[2]))
            print(json.dumps([each, words[:400], left, round(computed, 2), took]), flush=True)  # noqa: T201 a script
