"""Analyse: the text of a reply becomes JSON, whatever stands around it. Pure.

Models put fences and a sentence around their JSON, write LaTeX with single backslashes and break lines inside strings.
What can be read without guessing is read; the rest is a Fault, to be named when the model is asked once more.
"""

import json
import re
from typing import Any

from generator.bounds import is_deep


class Fault(ValueError):
    """What is wrong with a reply, in words that tell a model what to do better."""


_DECODER = json.JSONDecoder(strict=False)
_LONE_BACKSLASH = re.compile(r"\\\\|\\(?![\"\\/bfnrtu]|$)|\\u(?![0-9a-fA-F]{4})")
_START = re.compile(r"[{\[]")
MOST_STARTS = 50

MOST_CHARACTERS = 250_000
"""Twice what the largest reply that is asked for may have."""


def extract(text: str, key: str) -> dict[str, Any]:
    """The first JSON object of a text that has ``key``; a bare list of objects is what the key should hold.

    Raises Fault when there is none that is whole.
    """
    if not text.strip():
        raise Fault("it was empty")
    if len(text) > MOST_CHARACTERS:
        raise Fault("it was far longer than anything that was asked for")
    for start in list(_START.finditer(text))[:MOST_STARTS]:
        rest = text[start.start() :]
        for candidate in (rest, _LONE_BACKSLASH.sub(_doubled, rest)):
            try:
                value, _ = _DECODER.raw_decode(candidate)
            except (ValueError, RecursionError):
                continue
            if is_deep(value):
                continue
            if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
                value = {key: value}
            if isinstance(value, dict) and key in value:
                return {name: _with_macros(inner) for name, inner in value.items()}
    raise Fault(f"it held no whole JSON object with {key}" if _START.search(text) else "it was not JSON")


def _doubled(found: re.Match[str]) -> str:
    return found[0] if found[0] == r"\\" else "\\" + found[0]


# \times, \beta, \frac, \rho and \nabla are also JSON's escapes for tab, backspace, form feed, return and line feed.
_MACROS = {
    "\b": ("b", r"(?=[a-zA-Z])"),
    "\f": ("f", r"(?=[a-zA-Z])"),
    "\t": ("t", r"(?=(?:imes|heta|au|ext|o\b|ilde|op\b|riangle|anh|ag\b))"),
    "\r": ("r", r"(?=(?:ho|ight|m\b|ef|angle|ceil|floor|m[A-Z{]))"),
    "\n": ("n", r"(?=(?:abla|eq\b|u\b|eg\b|otin|i\b|mid\b))"),
}
_PATTERNS = [(re.compile(char + look), "\\\\" + letter) for char, (letter, look) in _MACROS.items()]
_MATHS = re.compile(r"\$\$.+?\$\$|\$[^$]+\$", re.DOTALL)


def _with_macros(value: Any) -> Any:
    """Give LaTeX the backslashes back that JSON took; line feeds only inside mathematics, where none stands otherwise."""
    if isinstance(value, dict):
        return {key: _with_macros(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_with_macros(inner) for inner in value]
    return _mended(value) if isinstance(value, str) else value


def _mended(text: str) -> str:
    for pattern, escaped in _PATTERNS[:-1]:
        text = pattern.sub(escaped, text)
    line_feed, nabla = _PATTERNS[-1]
    text = _MATHS.sub(lambda found: line_feed.sub(nabla, found[0]), text)
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "", text)
