"""Why something is missing, in the reader's language. Pure, but for the package's own messages.

A record keeps a reason in English, in our own words, and the ways to put one are a closed list: the messages ``why`` of
en.yml. Each is the pattern by which another language knows it; a word called ``reason`` holds another of them.
"""

import re
from functools import cache

from generator.render import messages

_WORD = re.compile(r"\{(\w+)\}")
_COUNTED = {"count": r"\d+"}


def told(reason: str, language: str) -> str | None:
    """A recorded reason in ``language``; None when it is in no list, as one of an older or newer version may be."""
    return reason if language == "en" else _translated(reason, language)


def _translated(reason: str, language: str) -> str | None:
    said = _said(language)
    for key, pattern in _patterns():
        found = pattern.fullmatch(reason)
        words = found.groupdict() if found else {}
        if "reason" in words:
            words["reason"] = _translated(words["reason"], language)
        if found and None not in words.values():
            return said[key].format(**words)
    return None


@cache
def _said(language: str) -> dict[str, str]:
    return messages.group(language, "why")


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((key, _pattern(message)) for key, message in _said("en").items())


def _pattern(message: str) -> re.Pattern[str]:
    """What says the message with any words in its braces, which stand at the odd places of the split; a ``count`` is a number."""
    pieces = _WORD.split(message)
    words = [re.escape(piece) if place % 2 == 0 else rf"(?P<{piece}>{_COUNTED.get(piece, '.+?')})" for place, piece in enumerate(pieces)]
    return re.compile("".join(words), re.DOTALL)
