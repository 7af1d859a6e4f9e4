"""Analyse: how units, magnitudes and numbers are written, as units.yml has it, and which units a text names. Pure."""

import re
from typing import Any

from generator import shipped

_WRITTEN: dict[str, Any] = shipped.content("generator.analyse", "units.yml")

MAGNITUDES: dict[str, float] = {sign: size for size, signs in _WRITTEN["magnitudes"].items() for sign in signs}
"""Written magnitude: how many ones it is."""

UNITS: dict[str, tuple[str, float]] = {
    unit: (measure, size) for measure, sizes in _WRITTEN["units"].items() for size, units in sizes.items() for unit in units
}
"""Written unit: what it measures, and its size in the smallest common one (a second, a megabyte, a metre)."""

CURRENCIES: dict[str, str] = _WRITTEN["currencies"]
FACTORS: dict[str, float] = _WRITTEN["factors"]
NUMBER_WORDS: dict[str, tuple[float, str | None]] = {
    **{word: (float(value), None) for word, value in _WRITTEN["counts"].items()},
    **{word: (value, "share") for word, value in _WRITTEN["shares"].items()},
}
"""English number word: its value and, of a share in percent, what it measures."""

COMMON = frozenset(_WRITTEN["common"]) | {unit.lower() for unit in UNITS if unit.isalpha() and unit not in _WRITTEN["uncommon"]}
"""Words in lower case that name nothing."""

_MEASURED: dict[str, str] = _WRITTEN["measured"]
_UNIT_WORDS = re.compile(
    r"(?<![A-Za-z])(?:"
    + "|".join(sorted((re.escape(unit) for unit in UNITS if len(unit) > 1 or unit in "%s×h"), key=len, reverse=True))
    + r"|(?i:"
    + "|".join([*_MEASURED, *(unit for unit in UNITS if len(unit) > 3 and unit.isascii() and unit.isalpha())])
    + r"))(?![A-Za-z])"
)


def named_units(text: str) -> set[str]:
    """What the units that a text names measure: a share for "Acc. (%)", dB for "PSNR"."""
    found = (match[0] for match in _UNIT_WORDS.finditer(text))
    return {UNITS[unit][0] if unit in UNITS else _MEASURED.get(unit.lower()) or UNITS[unit.lower()][0] for unit in found}


def size_near(text: str, measure: str) -> float | None:
    """The size of the one unit of a measure that a text names, or None."""
    units = (UNITS.get(found[0]) or UNITS.get(found[0].lower()) for found in _UNIT_WORDS.finditer(text))
    sizes = {unit[1] for unit in units if unit and unit[0] == measure}
    return sizes.pop() if len(sizes) == 1 else None
