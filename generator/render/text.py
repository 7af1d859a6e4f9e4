"""Foreign text becomes Markdown, HTML or plain text that cannot break a page. Pure.

Escaping is the default: what a template prints is escaped unless it is ``Md``, which only this package makes.
All that Python-Markdown or one of our extensions gives a meaning is written as a numeric character
reference, which no extension looks into. A backslash would not do: attribute lists, tables and the HTML
parser read the text before backslashes are taken away.
"""

import re
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from html import escape as html_escape
from itertools import groupby
from urllib.parse import quote, urlsplit

from slugify import slugify

from generator.render import latex

_SPECIAL = re.compile(r"[\\`*_{}\[\]<>#&|$~^!]")
_BLOCK_START = re.compile(r"^(?:[-+=:]|\d{1,9}(?=[.)](?:\s|$)))")
# What XML 1.0 and YAML refuse (controls, lone surrogates, noncharacters), and what turns the direction of a page.
_UNWANTED = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]")
_SCHEMES = ("http", "https", "mailto")
_PLAIN_URL = re.compile(r"https?://[\w.-]+(?:/[\w./-]*)?", re.ASCII)
_URL_SAFE = "-._~:/?#@!,=+%&"
_AT_HAND = 8192
"""Titles, names and opening sentences that stay as they were written: each stands on a dozen pages of its month."""


class Md(str):
    """Markdown of ours: printed by a template as it is."""

    __slots__ = ()


def clean(source: str) -> str:
    """One line: runs of white space become a blank; characters that XML, YAML or a reader cannot bear go."""
    if source.isprintable() and "  " not in source:
        return source.strip()
    return " ".join(_UNWANTED.sub("", source).split())


def escape(source: object) -> Md:
    """Make any value safe at any place of a Markdown line. Raises TypeError for None, which is never printed."""
    if isinstance(source, Md):
        return source
    if source is None:
        raise TypeError("None means unknown: a template has to say so in words")
    return Md(_starting_harmlessly(_SPECIAL.sub(_reference, clean(str(source)))))


def escape_within(source: str) -> Md:
    """As ``escape``, for a piece from the middle of a line: the blanks at its ends stay."""
    return Md(_SPECIAL.sub(_reference, re.sub(r"\s+", " ", _UNWANTED.sub("", source))))


def _reference(match: re.Match[str]) -> str:
    return f"&#{ord(match[0])};"


def _starting_harmlessly(text: str) -> str:
    """Keep the first characters from beginning a list, a rule or an underlined heading."""
    match = _BLOCK_START.match(text)
    if not match:
        return text
    if match[0].isdigit():
        return f"{match[0]}&#{ord(text[match.end()])};{text[match.end() + 1 :]}"
    return f"&#{ord(match[0])};{text[1:]}"


def url(address: str | None) -> str | None:
    """An address that may be linked, percent-encoded so that it ends nowhere early; None when it may not."""
    if address and _PLAIN_URL.fullmatch(address):
        return address
    address = clean(address or "").replace(" ", "%20")
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if parts.scheme.lower() not in _SCHEMES or not (parts.netloc or parts.scheme.lower() == "mailto"):
        return None
    return quote(address, safe=_URL_SAFE)


def link(label: object, address: str | None) -> Md:
    """Link a foreign address, or give the label alone when the address may not be linked."""
    safe = url(address)
    return Md(f"[{escape(label)}]({safe})") if safe else escape(label)


@lru_cache(maxsize=_AT_HAND)
def inline(source: str) -> Md:
    """A title or a name as Markdown: TeX's text macros as Unicode, math as math, no links.

    ``T$^3$`` needs no more than a raised figure: a page need not load what draws formulas, nor move when they are drawn.
    """
    return _written(source, lambda address: escape(address), formula=_short_math)


def passage(source: str) -> Md:
    """An abstract or a comment as Markdown: as ``inline``, and its web addresses are links."""
    return _written(source, lambda address: link(address, address))


@lru_cache(maxsize=_AT_HAND)
def brief(source: str) -> Md:
    """The sentence that stands for a paper: as ``passage``, its short math as in a title."""
    return _written(source, lambda address: link(address, address), formula=_short_math)


def _written(source: str, address: Callable[[str], Md], formula: Callable[[str], Md | None] = lambda _: None) -> Md:
    return _written_clean(clean(source), address, formula)


def _written_clean(source: str, address: Callable[[str], Md], formula: Callable[[str], Md | None] = lambda _: None) -> Md:
    parts = []
    for kind, text in latex.tokens(source):
        if kind == "text":
            parts.append(_SPECIAL.sub(_reference, _held(text)))
        elif kind == "url":
            parts.append(address(text))
        else:
            parts.append(formula(text) or math(text, display=kind == "display"))
    return Md(_starting_harmlessly("".join(parts).strip()))


_UNITS = "dB|[GMKTk]B|Gb|bits?|ms|s|h|min|fps|FPS|[kMG]?Hz|[nmck]?m|px|pp|k?W|[KMBGT]|[MGT]?FLOPs|GPUs?"
_UNHELD = re.compile(rf"(?<=\d) (?=(?:{_UNITS}|[%°×µ])(?![A-Za-z0-9-])|[\u4e00-\u9fff])")


def _held(source: str) -> str:
    """Keep a number and its unit, or a Chinese measure word, on one line."""
    return _UNHELD.sub("\u00a0", source) if " " in source else source


_SCRIPT = re.compile(r"([_^])(?:\{([^{}^_]*)\}|(\\[A-Za-z]+|[^{}\\^_\s]))")
_MACRO = re.compile(r"\\([A-Za-z]+|.)", re.DOTALL)
_LEGIBLE = re.compile(r"(?:[^\W_]|[\s.,+=/()×·→↔*'|:∞≤≥≈∼°%−])*")


def _short_math(tex: str) -> Md | None:
    """Math that is letters, figures and signs with raised and lowered ones, as HTML; None for any other."""
    if not latex.SYMBOLS.issuperset(_MACRO.findall(tex)):
        return None
    parts, at = [], 0
    for match in _SCRIPT.finditer(tex):
        parts += [("", tex[at : match.start()]), ("sup" if match[1] == "^" else "sub", match[2] or match[3] or "")]
        at = match.end()
    pieces = [(tag, "".join(token.text for token in latex.tokens(text)).replace("-", "−")) for tag, text in [*parts, ("", tex[at:])]]
    if not all(_LEGIBLE.fullmatch(text) for _, text in pieces):
        return None
    written = ((tag, _SPECIAL.sub(_reference, text)) for tag, text in pieces)
    return Md("".join(f"<{tag}>{text}</{tag}>" if tag else text for tag, text in written))


_LEGIBLE_MATH = re.compile(r"(?:\\[^<>&`|$\n]|[^\\<>&`|$\n\"])+")


def math(tex: str, *, display: bool = False) -> Md:
    r"""Math as arithmatex takes it, ``$x$``, or as arithmatex gives it where it would not survive the way there.

    Python-Markdown looks for HTML before it looks for math: ``$a<b$`` may become a tag, ``&b`` gets a semicolon, and a
    table cell ends at ``|``.
    """
    if not display and _LEGIBLE_MATH.fullmatch(tex) and not tex[-1].isspace():
        return Md(f"${tex}$")
    return Md(f'<span class="arithmatex">{_all_references(_delimited(tex, display))}</span>')


def _delimited(tex: str, display: bool) -> str:
    return rf"\[{tex}\]" if display else rf"\({tex}\)"


def _all_references(source: str) -> str:
    return re.sub(r"[^\w\s,.=+/-]", _reference, source).replace("_", "&#95;")


def html(source: str) -> Md:
    """A title as HTML, for what is written as HTML outright: tables that Python-Markdown need not read."""
    parts = []
    for kind, text in latex.tokens(clean(source)):
        is_math = kind in ("math", "display")
        safe = html_escape(_delimited(text, kind == "display") if is_math else text)
        parts.append((_short_math(text) or f'<span class="arithmatex">{safe}</span>') if is_math else safe)
    return Md("".join(parts))


def attribute(source: str) -> Md:
    """Plain text as an attribute of what is written as HTML outright: all but words and blanks is a character reference."""
    return Md(re.sub(r"[^\w\s,./+-]|_", _reference, clean(source)))


_SUPERSCRIPTS = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_SUBSCRIPTS = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")


@lru_cache(maxsize=_AT_HAND)
def plain(source: str) -> str:
    """Text without any markup, for window titles, descriptions and feed titles; math as near as Unicode comes."""
    source = clean(source)
    if latex.is_plain(source):
        return source
    parts = (text if kind in ("text", "url") else _plain_math(text) for kind, text in latex.tokens(source))
    return clean("".join(parts))


def _plain_math(tex: str) -> str:
    tex = re.sub(r"\^(?:\{([\d+\-=()n]+)\}|([\dn]))", lambda m: (m[1] or m[2]).translate(_SUPERSCRIPTS), tex)
    tex = re.sub(r"_(?:\{([\d+\-=()]+)\}|(\d))", lambda m: (m[1] or m[2]).translate(_SUBSCRIPTS), tex)
    text = "".join(token.text for token in latex.tokens(tex.replace("$", "")))
    return re.sub(r"[{}]", "", text)


def toc_label(source: str) -> Md:
    """What the contents beside a page call a heading with math, as an attribute; nothing for other headings.

    Attribute lists are read after inline markup, so the label keeps letters, digits and the plainest punctuation only.
    """
    if not any(token.kind in ("math", "display") for token in latex.tokens(source)):
        return Md("")
    label = re.sub(r"[^\w .,:;()+/-]|_", "", plain(source))
    return Md(f' data-toc-label="{label}"')


def shortened(source: str, limit: int) -> str:
    """Plain text of at most ``limit`` characters, cut between words where there are blanks."""
    if len(source) <= limit:
        return source
    cut = source[: limit - 1]
    blank = cut.rfind(" ", limit // 2)
    return (cut[:blank] if blank > 0 else cut).rstrip(" ,.;:，。；：、") + "…"


@cache
def slug(name: str) -> str:
    """A file name that keeps Chinese and the points of ``cs.CV``; never ``index``, which is taken."""
    made = slugify(name, allow_unicode=True, lowercase=False, regex_pattern=r"[^\w.-]+").strip("-.")
    return f"{made}-" if made.lower() in ("", "index") else made


def language_tag(code: str) -> str:
    """A language code for a ``lang`` attribute, or ``und`` (undetermined) for what is none."""
    return code if re.fullmatch(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,3}", code) else "und"


PaperLink = Callable[[str, Md], Md]
"""Links a paper by its arXiv id and what it is called; gives the name alone where there is nothing to link."""
INLINE = re.compile(
    r"(?P<code>`[^`\n]+`)"
    r"|(?P<math>\$\$(?:\\.|[^$\\])+\$\$|\$(?!\s)(?:\\.|[^$\\])+(?<!\s)\$|\\\(.+?\\\)|\\\[.+?\\\])"
    r"|\*\*(?P<bold>(?!\s)(?:(?!\*\*).)+(?<!\s))\*\*"
    r"|\[(?P<label>(?:\\.|[^\[\]\\])+)\]\(paper:(?P<paper>[\w./-]+)\)"
)
_MAY_BE_MARKED = re.compile(r"[`$*\[\\]")
_ITEM = re.compile(r"(?P<indent>[ \t]*)(?:(?P<bullet>[-*+•])|(?P<number>\d{1,3})(?:[.)]|(?=、)))(?:、|[ \t]+)[ \t]*(?P<text>\S.*)")


def prose(source: str, paper_link: PaperLink = lambda _, label: label) -> Md:
    """Markdown from elsewhere, reduced to paragraphs, lists, bold, code, math and links to papers.

    Everything else is shown as it was typed. A list gets the blank line and the four blanks of indentation that Python-Markdown wants.
    """
    return Md("\n\n".join(_laid_out(blocks(source), paper_link)))


def blocks(source: str) -> list[tuple[str, str]]:
    """Split Markdown from elsewhere into paragraphs (``p``) and items of lists (``ul``, ``ol``, ``ul nested``, ``ol nested``)."""
    found: list[tuple[str, str]] = []
    fresh = True
    for line in re.split(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]", source):
        item = _ITEM.fullmatch(line.rstrip())
        if not line.strip():
            fresh = True
        elif item:
            kind = "ol" if item["number"] else "ul"
            nested = len(item["indent"].expandtabs(4)) >= 2 and found and found[-1][0] != "p"
            found.append((f"{kind} nested" if nested else kind, item["text"]))
            fresh = False
        elif fresh or not found:
            found.append(("p", line))
            fresh = False
        else:
            found[-1] = (found[-1][0], f"{found[-1][1]} {line.strip()}")
    return found


def _laid_out(blocks: list[tuple[str, str]], paper_link: PaperLink) -> Iterable[str]:
    previous = ""
    for is_list, run in groupby(blocks, key=lambda block: block[0] != "p"):
        if not is_list:
            yield from (_prose_line(text, paper_link) for _, text in run)
            continue
        lines: list[str] = []
        previous, outer, inner = "", 0, 0
        for kind, text in run:
            nested = kind.endswith(" nested")
            outer, inner = (outer, inner + 1) if nested else (outer + 1, 0)
            ordered = kind.startswith("ol")
            if lines and not nested and kind != previous:
                # Python-Markdown would take a numbered list behind a bulleted one for its continuation.
                lines += ["", "<!-- -->", ""]
                outer = 1
            marker = f"{inner if nested else outer}. " if ordered else "- "
            lines.append(f"{'    ' if nested else ''}{marker}{_prose_line(text, paper_link)}")
            previous = previous if nested else kind
        yield "\n".join(lines)


def _prose_line(source: str, paper_link: PaperLink) -> str:
    source, parts, at = clean(source), [], 0
    if not _MAY_BE_MARKED.search(source):
        return _starting_harmlessly(_unhurried(source))
    for match in INLINE.finditer(source):
        parts.append(_unhurried(source[at : match.start()]))
        parts.append(_marked(match, paper_link))
        at = match.end()
    parts.append(_unhurried(source[at:]))
    return _starting_harmlessly("".join(parts))


def _unhurried(source: str) -> str:
    """``inline`` that keeps the blanks at both ends."""
    if not source.strip():
        return source
    before, after = source[: len(source) - len(source.lstrip())], source[len(source.rstrip()) :]
    return f"{before}{_written_clean(source.strip(), lambda address: link(address, address))}{after}"


def _marked(match: re.Match[str], paper_link: PaperLink) -> str:
    if match["code"]:
        return f"<code>{_all_references(match['code'][1:-1])}</code>"
    if match["bold"]:
        return f"<strong>{_prose_line(match['bold'], paper_link)}</strong>"
    if match["paper"]:
        return paper_link(match["paper"], inline(re.sub(r"\\(.)", r"\1", match["label"])))
    return _written(match[0], escape)
