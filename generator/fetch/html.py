"""Fetch stage: arXiv's HTML of a paper (LaTeXML's, known by its ltx_ classes) becomes a FullText. Pure.

The tree is walked once and never changed; what lies inside a formula, an author block or a bibliography is not entered.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from lxml import etree, html

from generator.errors import ParseError
from generator.fetch.links import code_in
from generator.fetch.teaser import teaser
from generator.model import FullText, Passage

FEWEST = 600
"""Characters below which a page is no paper: a conversion that failed leaves title and notices."""

MOST_BYTES = 20_000_000
"""The largest of arXiv's pages have some 10 MB, MathML nearly all of it."""

MOST_ATTRIBUTES = 3_000
"""Of a tag, with the words of a formula that stands in one counted too; libxml2's HTML parser takes the square of them."""

MOST_LINKS = 20

_CUT_NAMES = (
    "ltx_bibliography ltx_authors ltx_creator ltx_dates ltx_acknowledgements ltx_classification ltx_page_navbar ltx_TOC "
    "ltx_page_header ltx_page_footer ltx_page_logo ltx_note_mark ltx_tag_note ltx_note_type ltx_ERROR ltx_index "
    "ltx_glossary ltx_pagination ltx_eqn_eqno ltx_rule ltx_listing_data ltx_tag_listingline ltx_title_document ltx_subtitle "
    "ltx_rdf package-alerts ltx_engrafo_author_notes ltx_keywords"
)
_CUT = frozenset(_CUT_NAMES.split())
_CUT_TAGS_NAMES = "script style svg img button nav footer template object iframe select noscript"
_CUT_TAGS = frozenset(_CUT_TAGS_NAMES.split())
_LEVELS = {"part": 1, "chapter": 1, "section": 1, "appendix": 1, "abstract": 1, "subsection": 2, "subsubsection": 3}
_UNWANTED = re.compile(r"(?:[\dA-Z.]+\s+)?(?:references|bibliography|acknowledge?ments?|acknowledgements?\b.*)$", re.IGNORECASE)
_NOTES = frozenset({"ltx_role_footnote", "ltx_role_footnotetext", "ltx_role_endnote", "ltx_role_marginpar"})
_BLOCKS_NAMES = "p div section article figure ul ol dl li dd dt blockquote pre figcaption table h1 h2 h3 h4 h5 h6"
_BLOCKS = frozenset(_BLOCKS_NAMES.split())
_BULLETS = frozenset("•‣–-*∗⋆◦▪◆")
_TAG = re.compile(rb"<[a-zA-Z](?:[^>\"']+|\"[^\"]*\"|'[^']*')*>?")
_EXPONENT = re.compile(r"[-−+]?\d+$")


def parse_html(body: bytes) -> FullText:
    """Read a paper's page. Raises ParseError when it is arXiv's word that there is none, or any other page."""
    if len(body) > MOST_BYTES:
        raise ParseError(f"the page has {len(body) / 1e6:.0f} MB, more than {MOST_BYTES / 1e6:g}", "the PDF is read instead")
    if any(max(len(tag.split()), tag.count(b"=")) > MOST_ATTRIBUTES for tag in _TAG.findall(body)):
        raise ParseError("a tag without end came", "the PDF is read instead")
    article = _article(body)
    writer = _Writer()
    try:
        writer.walk(article)
        text = replace(writer.full_text(_addresses(article)), teaser=teaser(article, _text))
    except RecursionError as error:
        raise ParseError("the page is nested too deeply", "the PDF is read instead") from error
    if text.characters < FEWEST:
        raise ParseError("the page holds hardly any text", "the PDF is read instead")
    return text


def _article(body: bytes) -> Any:
    # No entity of a DTD is ever loaded: HTML knows the named characters alone, and nothing is asked of the network.
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        tree = html.document_fromstring(body, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise ParseError("an empty page came instead of a paper", "the PDF is read instead") from error
    for element in tree.iter():
        if isinstance(element.tag, str) and "ltx_document" in (classes := _classes(element)) and "package-alerts" not in classes:
            return element
    said = "arXiv has no HTML of it" if b"HTML is not available" in body or b"No HTML for" in body else "another page came"
    raise ParseError(f"{said} instead of a paper", "the PDF is read instead")


def _classes(element: Any) -> frozenset[str]:
    return frozenset((element.get("class") or "").split())


def _is_cut(element: Any, classes: frozenset[str]) -> bool:
    """Author block, bibliography, page furniture, and every kind of note but foot-, end- and margin notes."""
    if element.tag in _CUT_TAGS or classes & _CUT:
        return True
    return "ltx_note" in classes and not classes & _NOTES


class _Writer:
    """Sections, captions and tables as they are met."""

    def __init__(self) -> None:
        self._sections: list[tuple[str, int, list[str]]] = [("", 1, [])]
        self._captions: list[str] = []
        self._tables: list[str] = []

    def full_text(self, links: tuple[str, ...]) -> FullText:
        """Give what was written, without sections that have neither text nor subsections."""
        sections = [Passage(title=title, level=level, text="\n\n".join(blocks)) for title, level, blocks in self._sections]
        after = [*(section.level for section in sections[1:]), 0]
        kept = tuple(section for section, following in zip(sections, after, strict=True) if section.text or following > section.level)
        found = dict.fromkeys([*links, *(link for section in kept for link in _code_links(section.text))])
        return FullText(
            source="html", sections=kept, captions=tuple(self._captions), tables=tuple(self._tables), links=tuple(found)[:MOST_LINKS]
        )

    def walk(self, element: Any) -> None:
        """Write what is inside an element that holds blocks."""
        loose: list[str] = [element.text or ""]
        for child in element:
            if isinstance(child.tag, str) and not _is_cut(child, classes := _classes(child)):
                if child.tag in _BLOCKS or "ltx_para" in classes or "ltx_tabular" in classes or next(child.iter("table"), None) is not None:
                    self._block(loose)
                    self._child(child, classes)
                else:
                    loose += _inline(child, classes)
            loose.append(child.tail or "")
        self._block(loose)

    def _child(self, element: Any, classes: frozenset[str]) -> None:
        if any(kind.startswith("ltx_title_") for kind in classes):
            self._title(element, classes)
        elif "ltx_tabular" in classes:
            self._table(element, "")
        elif classes & {"ltx_equation", "ltx_equationgroup", "ltx_eqn_table"}:
            self._write("\n".join(_equations(element)))
        elif "ltx_caption" in classes:
            self._captions += filter(None, [_text(element)])
        elif "ltx_listing" in classes:
            self._write("\n".join(filter(None, (_text(line) for line in element if "ltx_listingline" in _classes(line)))))
        elif "ltx_p" in classes or element.tag == "p":
            self._paragraph(element)
        elif element.tag == "li":
            self._item(element)
        elif element.tag == "figure":
            self._figure(element)
        elif not self._is_unwanted_section(element, classes):
            self.walk(element)

    def _is_unwanted_section(self, element: Any, classes: frozenset[str]) -> bool:
        """Acknowledgements and references are at times plain sections."""
        return bool(
            classes & {"ltx_section", "ltx_subsection", "ltx_appendix", "ltx_paragraph"}
            and any("ltx_title" in _classes(child) and _UNWANTED.match(_text(child)) for child in element[:1])
        )

    def _title(self, element: Any, classes: frozenset[str]) -> None:
        level = next((_LEVELS[kind] for each in sorted(classes) if (kind := each.removeprefix("ltx_title_")) in _LEVELS), None)
        title = _text(element)
        if level is None:
            self._write(title)
        elif title:
            self._sections.append((title.removesuffix("."), level, []))

    def _paragraph(self, element: Any) -> None:
        """Write a paragraph; a table inside it goes where tables go, a displayed equation stays in its place."""
        if any("ltx_tabular" in _classes(each) for each in element.iter("table")):
            self.walk(element)
        else:
            self._write(_text(element))

    def _item(self, element: Any) -> None:
        """Write a list's item with its number, or a hyphen, before its first paragraph."""
        blocks = self._sections[-1][2]
        start = len(blocks)
        tag = next((child for child in element if isinstance(child.tag, str) and "ltx_tag" in _classes(child)), None)
        mark = _text(tag) if tag is not None else ""
        for child in element:
            if child is not tag and isinstance(child.tag, str) and not _is_cut(child, classes := _classes(child)):
                self._child(child, classes) if child.tag in _BLOCKS else self._write("".join(_inline(child, classes)))
        if len(blocks) > start:
            blocks[start] = f"{'-' if mark in _BULLETS or not mark else mark} {blocks[start]}"

    def _figure(self, element: Any) -> None:
        """Write the figures of a figure, the tables with their caption, and what stands in it as text."""
        captions = [_text(each) for each in element.iterchildren("figcaption")]
        tables = [each for each in element.iter() if isinstance(each.tag, str) and _is_outer_table(each, element)]
        inner = next(element.iterdescendants("figure"), None) is not None
        if tables and not inner:
            for table in tables:
                self._table(table, " ".join(captions))
                captions = []
        self._captions += filter(None, captions)
        holding = {_child_of(element, table) for table in tables}
        for child in element:
            if isinstance(child.tag, str) and child.tag != "figcaption" and not _is_cut(child, classes := _classes(child)):
                if child.tag == "figure" or child not in holding:
                    self._child(child, classes)
                elif inner:
                    self.walk(child)

    def _table(self, element: Any, caption: str) -> None:
        """Write a table; one that only places pictures is its pictures' captions."""
        pictures = [each for each in element.iterdescendants("figure") if all(above.tag != "figure" for above in _up_to(each, element))]
        for picture in pictures:
            self._figure(picture)
        if pictures:
            return
        rows = list(_rows(element))
        if any(re.search(r"\w", row) for row in rows):
            self._tables.append("\n".join(filter(None, [caption, *rows])))
        elif caption:
            self._captions.append(caption)

    def _write(self, text: str) -> None:
        if text:
            self._sections[-1][2].append(text)

    def _block(self, loose: list[str]) -> None:
        self._write(_tidy("".join(loose)))
        loose.clear()


def _child_of(root: Any, element: Any) -> Any:
    """Give the child of ``root`` that an element is, or stands in."""
    *_, last = (element, *_up_to(element, root))
    return last


def _up_to(element: Any, root: Any) -> Iterator[Any]:
    """Give what an element stands in, below ``root``."""
    for above in element.iterancestors():
        if above is root:
            return
        yield above


def _is_outer_table(element: Any, root: Any) -> bool:
    if "ltx_tabular" not in _classes(element):
        return False
    return not any("ltx_tabular" in _classes(above) for above in _up_to(element, root))


def _rows(table: Any) -> Iterator[str]:
    """Give a line a row; a table inside a cell is a part of the cell's text."""
    for row in table.iter():
        if isinstance(row.tag, str) and (row.tag == "tr" or "ltx_tr" in _classes(row)) and _table_of(row) is table:
            cells = [_text(cell) for cell in row if isinstance(cell.tag, str) and (cell.tag in ("td", "th") or "ltx_td" in _classes(cell))]
            if any(cells):
                yield " | ".join(cells)


def _table_of(row: Any) -> Any:
    return next((above for above in row.iterancestors() if above.tag == "table" or "ltx_tabular" in _classes(above)), None)


def _equations(table: Any) -> Iterator[str]:
    """Give a displayed equation a line; the cells of an aligned one belong together."""
    rows = list(table.iter("tr")) or [table]
    for row in rows:
        parts = [latex for each in row.iter() if isinstance(each.tag, str) and (latex := _latex(each, _classes(each)))]
        if parts:
            yield f"$${' '.join(parts)}$$"


def _latex(element: Any, classes: frozenset[str]) -> str | None:
    """Read the LaTeX of a formula: MathML states it in ``alttext``, MathJax's rendering in ``aria-label``; None for what is no formula."""
    if element.tag == "math":
        source = element.get("alttext") or next((each.text for each in element.iter("annotation")), "")
    elif "mjx-math" in classes:
        source = element.get("aria-label")
    else:
        return None
    joined = re.sub(r"(?<!\\)%\s*\n\s*", "", source or "")
    return re.sub(r"\s+", " ", joined).removeprefix("\\displaystyle").strip()


def _text(element: Any) -> str:
    return _tidy("".join(_inside(element)))


def _tidy(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _inside(element: Any) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str) and not _is_cut(child, classes := _classes(child)):
            yield from _inline(child, classes)
        yield child.tail or ""


def _inline(element: Any, classes: frozenset[str]) -> Iterable[str]:
    """Give the text of an element within a line; of a footnote what it says, in brackets."""
    latex = _latex(element, classes)
    if latex is not None:
        shown = "$$" if element.get("display") == "block" else "$"
        return (f"{shown}{latex}{shown}",) if latex else ()
    if "ltx_note" in classes:
        return (f" ({_text(element)})",)
    if element.tag == "br":
        return (" ",)
    if element.tag == "sup" and _EXPONENT.match(inner := _text(element)):
        return (f"^{inner}",)
    if element.tag in _BLOCKS or element.tag in ("tr", "td", "th") or classes & {"ltx_tr", "ltx_td", "ltx_tag"}:
        return (" ", *_inside(element), " ")
    return _inside(element)


def _addresses(article: Any) -> tuple[str, ...]:
    """Give the code links among what the page links to, the bibliography left out, in order."""
    found: dict[str, None] = {}
    for link in article.iter("a"):
        code = code_in(link.get("href") or "")
        if code and not any("ltx_bibliography" in _classes(above) for above in link.iterancestors()):
            found[code] = None
    return tuple(found)


def _code_links(text: str) -> Iterator[str]:
    """Give the first code link of each paragraph that has one."""
    return (code for block in text.split("\n\n") if (code := code_in(block)))
