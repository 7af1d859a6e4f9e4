"""Analyse: the text of a reply becomes JSON, whatever stands around it. Pure.

Models put fences and a sentence around their JSON, write LaTeX with single backslashes and break lines inside strings.
What can be read without guessing is read; the rest is a Fault, to be named when the model is asked once more.
"""

import json
import re
from typing import Any


class Fault(ValueError):
    """What is wrong with a reply, in words that tell a model what to do better."""


_DECODER = json.JSONDecoder(strict=False)
_LONE_BACKSLASH = re.compile(r"\\\\|\\(?![\"\\/bfnrtu]|$)|\\u(?![0-9a-fA-F]{4})")
_START = re.compile(r"[{\[]")
MOST_STARTS = 50


def extract(text: str) -> Any:
    """The first JSON object or array of a text. Raises Fault when there is none that is whole."""
    if not text.strip():
        raise Fault("it was empty")
    for start in list(_START.finditer(text))[:MOST_STARTS]:
        rest = text[start.start() :]
        for candidate in (rest, _LONE_BACKSLASH.sub(_doubled, rest)):
            try:
                value, _ = _DECODER.raw_decode(candidate)
            except ValueError:
                continue
            if value and not _is_prose(value):
                return _with_macros(value)
    raise Fault("it held no complete JSON object" if _START.search(text) else "it was not JSON")


def _doubled(found: re.Match[str]) -> str:
    return found[0] if found[0] == r"\\" else "\\" + found[0]


def _is_prose(value: Any) -> bool:
    """A citation mark such as [3] before the reply proper is no reply."""
    return isinstance(value, list) and not any(isinstance(item, dict) for item in value)


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
    for pattern, macro in _PATTERNS[:-1]:
        text = pattern.sub(macro, text)
    feed, macro = _PATTERNS[-1]
    text = _MATHS.sub(lambda found: feed.sub(macro, found[0]), text)
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "", text)
