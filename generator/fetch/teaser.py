"""Fetch stage: the first figure of arXiv's HTML (LaTeXML's): what it says, and where its picture is. Pure."""

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urljoin

from generator.bounds import number
from generator.model import Teaser

MOST_CAPTION = 600
"""Characters of a caption that are kept."""

_NUMBER = re.compile(r"(?:figure|fig\.?)(?![a-z])\s*(?P<number>\d+)?\s*[.:|—–-]?\s*", re.IGNORECASE)
_ICON = 48
"""Pixels, as LaTeXML states them, up to which a picture in both directions is an icon."""


def teaser(article: Any, text: Callable[[Any], str]) -> Teaser | None:
    """Give the first figure of a paper's page, ``text`` reading a caption; None when the page has no figure.

    Its address is None where the page does not have the figure as one picture: drawn as SVG, in several panels, or lost
    on the way from TeX. The PDF then shows it whole.
    """
    base = next((each.get("href") for each in article.getroottree().iter("base") if each.get("href")), "")
    for figure in article.iter("figure"):
        if "ltx_figure" not in _classes(figure) or any(above.tag == "figure" for above in figure.iterancestors()):
            continue
        pictures, caption = list(_pictures(figure)), _caption(figure, text)
        if not pictures and next(figure.iter("table"), None) is not None:
            continue
        found = _NUMBER.match(caption)
        if found and found["number"] not in (None, "1"):
            return Teaser(caption="")
        said = shortened(caption[found.end() :] if found else caption)
        return Teaser(caption=said, address=_address(base, pictures))
    return None


def shortened(caption: str) -> str:
    """A caption of MOST_CAPTION characters at most, ended where a sentence or at least a word does."""
    caption = re.sub(r"\s+", " ", caption).strip()
    if len(caption) <= MOST_CAPTION:
        return caption
    cut = caption[: MOST_CAPTION - 1]
    end = max(cut.rfind(". "), cut.rfind("。"))
    return cut[: end + 1] if end > MOST_CAPTION // 3 else cut[: cut.rfind(" ", MOST_CAPTION // 2)].rstrip(" ,;:") + "…"


def _classes(element: Any) -> frozenset[str]:
    return frozenset((element.get("class") or "").split())


def _caption(figure: Any, text: Callable[[Any], str]) -> str:
    """The figure's own caption, not a panel's."""
    for each in figure.iter("figcaption"):
        if next(each.iterancestors("figure")) is figure:
            return text(each)
    return ""


def _pictures(figure: Any) -> Iterator[Any]:
    for each in figure.iter("img", "svg", "object", "embed"):
        inside = {above.tag for above in each.iterancestors()} & {"figcaption", "math", "svg"}
        if not inside and not _is_icon(each):
            yield each


def _is_icon(picture: Any) -> bool:
    sides = [number(picture.get(side)) for side in ("width", "height")]
    return all(side is not None and side <= _ICON for side in sides)


def _address(base: str, pictures: list[Any]) -> str | None:
    """The one picture's address, as far as the page tells it."""
    source = pictures[0].get("src") or "" if len(pictures) == 1 and pictures[0].tag == "img" else ""
    try:
        address = urljoin(base, source.strip()) if source else ""
    except ValueError:
        return None
    return address if address and not address.startswith("data:") and not address.lower().endswith((".svg", ".pdf", ".eps")) else None
