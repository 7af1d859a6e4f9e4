"""Charts as SVG, drawn once: shapes and classes alone, whose colours the stylesheet gives for both palettes. Pure.

No style attribute (the page's policy allows none), no text inside (it would shrink with the picture), and a name for whoever cannot see it.
"""

from collections.abc import Iterable, Sequence
from html import escape

from generator.render.text import Md

HEIGHT = 48
STEP, WIDE = 10, 8
"""A bar's place and its own width."""


def bars(values: Sequence[float | None], top: float, label: str, titles: Sequence[str]) -> Md:
    """A bar for each value, ``top`` as high as the picture; None leaves its place empty. ``titles`` tell each bar."""
    shapes = (_bar(place, value, top, title, "") for place, (value, title) in enumerate(zip(values, titles, strict=True)))
    return _picture(len(values), label, shapes)


def nested(rows: Sequence[Sequence[float | None]], top: float, label: str, titles: Sequence[str]) -> Md:
    """For each place bars of several values, one before the other, each in a class of its own: ``a`` behind, then ``b`` and so on."""
    shapes = (
        _bar(place, value, top, title, "abcdef"[layer])
        for place, (row, title) in enumerate(zip(rows, titles, strict=True))
        for layer, value in enumerate(row)
    )
    return _picture(len(rows), label, shapes)


def _bar(place: int, value: float | None, top: float, title: str, name: str) -> str:
    if value is None:
        return ""
    tall = max(HEIGHT * value / top if top else 0.0, 0.5)
    named = f' class="{name}"' if name else ""
    told = f"<title>{_plain(title)}</title>"
    return f'<rect{named} x="{place * STEP + 1}" y="{HEIGHT - tall:.1f}" width="{WIDE}" height="{tall:.1f}">{told}</rect>'


def _picture(places: int, label: str, shapes: Iterable[str]) -> Md:
    box = f"0 0 {places * STEP} {HEIGHT}"
    inside = "".join(shapes)
    return Md(f'<svg class="chart" viewBox="{box}" preserveAspectRatio="none" role="img" aria-label="{_plain(label)}">{inside}</svg>')


def _plain(words: str) -> str:
    """A dollar sign would make a page look as if it held math."""
    return escape(words).replace("$", "&#36;")
