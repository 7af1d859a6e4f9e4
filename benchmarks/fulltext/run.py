"""How long a full text takes and how much of a paper's body is kept, beside PDFium's plain text of the same file.

``python benchmarks/fulltext/run.py FOLDER``, where FOLDER holds ``pdf/*.pdf`` and ``html/*.html``. A row a paper:

- ``s``: seconds, the least of three; ``plain s`` those of PDFium's text alone, page after page in one process that is already there.
- ``body``: of the words of the body, how many our text holds, each as often as there. The body is what PDFium's plain text (or the page
  without formulas, authors, bibliography and table cells) says from the abstract on, without acknowledgements and references, but with the
  words inside figures and with running heads; a word has four letters or more, a word broken at a line's end is whole.
- ``runs``: of the body's runs of five words, how many stand in ours as they are: low where columns are mixed or lines lost.
- ``refs``: of the words that stand in the list of references alone, how many are still in ours; all are in plain text.
- ``mid``: of our paragraphs of 80 characters or more, how many end within a sentence; in plain text that is nearly every line.
"""

import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import pypdfium2
from lxml import html

from generator.fetch.html import parse_html
from generator.fetch.pdf import parse_pdf
from generator.fetch.worth import cut
from generator.model import FullText

T = TypeVar("T")
REFERENCES = re.compile(r"(?im)^\s*(?:[\dIVX]+\.?\s+)?references\s*$")
APPENDIX = re.compile(r"(?im)^\s*(?:appendix\b|appendices\b|supplement|checklist|[A-Z]\.?\s+(?!\.)[A-Z][a-z]+.{0,60}$)")
ABSTRACT = re.compile(r"(?i)\babstract\b")
THANKS = re.compile(r"(?ims)^\s*(?:[\dIVX]+\.?\s+)?acknowledge?ments?\b.*?(?=^\s*(?:[\dIVX]+\.?\s+)?references\s*$)")
FORMULA = re.compile(r"\$(?!\d)[^$\n]*[\\=_^{][^$\n]*\$|\$\w\$")
ASIDE = " or ".join(
    f"contains(concat(' ', @class, ' '), ' {name} ')" for name in ("ltx_bibliography", "ltx_authors", "ltx_tabular", "ltx_dates")
)


def least(work: Callable[[], T], times: int = 3) -> tuple[float, T]:
    """Give the least seconds that something takes, and what it gives."""
    found, taken = work(), []
    for _ in range(times):
        begun = time.perf_counter()
        found = work()
        taken.append(time.perf_counter() - begun)
    return min(taken), found


def plain_pdf(body: bytes) -> str:
    """PDFium's text, page after page."""
    document = pypdfium2.PdfDocument(body)
    return "\n".join(page.get_textpage().get_text_range() for page in document).replace("\r", "")


def plain_html(body: bytes) -> str:
    """Give a page's text without formulas, authors, table cells and bibliography."""
    tree = html.document_fromstring(body)
    article = tree.xpath("//*[contains(@class, 'ltx_document')]")[0]
    for each in article.xpath(f".//math | .//style | .//svg | .//*[contains(@class, 'mjx') or {ASIDE}]"):
        if each.getparent() is not None:
            each.drop_tree()
    return " ".join(article.itertext())


def words(text: str) -> list[str]:
    """Give words of four letters or more, those broken at a line's end put together."""
    whole = FORMULA.sub(" ", re.sub(r"(?:\ufffe|\u00ad|-\n)\s*", "", text))
    return re.findall(r"[a-z]{4,}", whole.lower())


def parts(text: str) -> tuple[str, str]:
    """Give the body and the list of references of a plain text: that is from its last heading to an appendix or the end."""
    start = ABSTRACT.search(text[: len(text) // 3])
    text = THANKS.sub("", text[start.end() :] if start else text)
    heads = list(REFERENCES.finditer(text))
    if not heads:
        return text, ""
    rest = text[heads[-1].end() :]
    end = next((found.start() for found in APPENDIX.finditer(rest) if found.start() > 2000), len(rest))
    return text[: heads[-1].start()] + "\n" + rest[end:], rest[:end]


def kept(wanted: Sequence[T], there: Sequence[T]) -> float:
    """Of what is wanted, how much is there, each as often."""
    have = Counter(there)
    return sum(min(count, have[each]) for each, count in Counter(wanted).items()) / max(1, len(wanted))


def runs(of: Sequence[str], length: int = 5) -> list[tuple[str, ...]]:
    """Give all runs of so many words."""
    return list(zip(*(of[start:] for start in range(length)), strict=False))


def broken(text: FullText) -> float:
    """Give the share of longer paragraphs that end within a sentence."""
    blocks = [block for section in text.sections for block in section.text.split("\n\n") if len(block) >= 80]
    return sum(not re.search(r"[.!?:;)\]$”\"’]\W*$", block) for block in blocks) / max(1, len(blocks))


def row(path: Path) -> list[float]:
    """Measure one paper."""
    body = path.read_bytes()
    pdf = path.suffix == ".pdf"
    seconds, found = least(lambda: parse_pdf(body) if pdf else parse_html(body))
    plain_seconds, plain = least(lambda: plain_pdf(body) if pdf else plain_html(body))
    wanted, references = map(words, parts(plain))
    ours = words(cut(found, 10**9))
    only = set(references) - set(wanted)
    alone = [word for word in references if word in only]
    return [seconds, plain_seconds, kept(wanted, ours), kept(runs(wanted), runs(ours)), kept(alone, ours), broken(found), len(ours)]


def rows(folder: Path) -> Iterator[tuple[str, list[float]]]:
    """Measure every paper of a folder."""
    for path in [*sorted(folder.glob("html/*.html")), *sorted(folder.glob("pdf/*.pdf"))]:
        yield path.name, row(path)


def main() -> None:
    """Print the table."""
    out = sys.stdout.write
    out("| paper | s | plain s | ratio | body | runs | refs | mid | words |\n|---|---|---|---|---|---|---|---|---|\n")
    for name, (ours, plain, body, order, refs, mid, all_) in rows(Path(sys.argv[1])):
        out(
            f"| {name} | {ours:.2f} | {plain:.2f} | {ours / plain:.1f} | {body:.3f} | {order:.3f} | {refs:.3f} | {mid:.2f} | {all_:.0f} |\n"
        )


if __name__ == "__main__":
    main()
