"""What an analyst wrote as HTML for feed readers, which know none of the site's styles and scripts. Pure.

Text is escaped once, where it is written; tags come from here alone. Math stays as TeX, between dollar signs.
"""

import re
from collections.abc import Callable
from html import escape
from itertools import groupby

from generator.render import latex, text

Address = Callable[[str], str | None]
"""Where to read about the paper of an arXiv id."""


def paragraphs(source: str, address: Address = lambda _: None) -> str:
    """Markdown from elsewhere as paragraphs and lists."""
    parts, outer = [], ""
    marked = []
    for kind, line in text.blocks(source):
        outer = outer if kind.endswith("nested") else kind
        marked.append((outer, kind, inline(line, address)))
    for outer, run in groupby(marked, key=lambda block: block[0]):
        lines = [(kind, line) for _, kind, line in run]
        parts.append("".join(f"<p>{line}</p>" for _, line in lines) if outer == "p" else _list(outer, lines))
    return "".join(parts)


def _list(name: str, lines: list[tuple[str, str]]) -> str:
    items: list[str] = []
    for kind, run in groupby(lines, key=lambda each: each[0]):
        if kind.endswith("nested"):
            inner = kind.removesuffix(" nested")
            items[-1] += f"<{inner}>{''.join(f'<li>{line}</li>' for _, line in run)}</{inner}>"
        else:
            items += [line for _, line in run]
    return f"<{name}>{''.join(f'<li>{line}</li>' for line in items)}</{name}>"


def inline(source: str, address: Address = lambda _: None) -> str:
    """A line with bold, code, math and links to papers."""
    source, parts, at = text.clean(source), [], 0
    for match in text.INLINE.finditer(source):
        parts += [passage(source[at : match.start()]), _marked(match.groupdict(), match[0], address)]
        at = match.end()
    return "".join([*parts, passage(source[at:])])


def _marked(found: dict[str, str | None], whole: str, address: Address) -> str:
    if found["code"]:
        return f"<code>{escape(found['code'][1:-1])}</code>"
    if found["bold"]:
        return f"<strong>{inline(found['bold'], address)}</strong>"
    if found["paper"] and found["label"]:
        return link(text.plain(re.sub(r"\\(.)", r"\1", found["label"])), address(found["paper"]))
    return passage(whole)


def passage(source: str) -> str:
    """Authors' text: TeX's text macros as Unicode, math as TeX, web addresses as links; blanks at its ends stay."""
    return "".join(_told(token) for token in latex.tokens(source))


def link(label: str, address: str | None) -> str:
    """Link plain text to an address, or give the text alone when the address may not be linked."""
    to = text.url(address)
    return f'<a href="{escape(to)}">{escape(label)}</a>' if to else escape(label)


def _told(token: latex.Token) -> str:
    if token.kind in ("math", "display"):
        sign = "$" if token.kind == "math" else "$$"
        return escape(f"{sign}{token.text}{sign}")
    return link(token.text, token.text) if token.kind == "url" else escape(token.text)
