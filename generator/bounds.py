"""Bounds, pure: what comes from elsewhere (JSON, YAML, gzip, numbers, paths) is read within limits, whoever sent it."""

import json
import re
import zlib
from collections.abc import Iterable
from typing import Any

DEEPEST = 50
"""Levels of nesting that are read; a model's reply has five, feed.yml four."""

MOST_VALUES = 200_000
"""Values of a YAML file once its aliases are written out: ten of its characters may stand for billions."""

_NUMBER = re.compile(r"[0-9]{1,15}")


def loads(text: str | bytes) -> Any:
    """Read JSON, bytes as UTF-8. Raises ValueError for what is none, or nested deeper than anything that is meant to be read."""
    try:
        value = json.loads(text if isinstance(text, str) else text.decode("utf-8-sig"))
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if is_deep(value):
        raise ValueError("nested too deeply")
    return value


def is_deep(value: Any, levels: int = DEEPEST) -> bool:
    """Whether a tree of lists and mappings has more levels."""
    here = [value]
    for _ in range(levels):
        here = [inner for each in here for inner in _inside(each)]
        if not here:
            return False
    return True


def is_large(value: Any, most: int = MOST_VALUES) -> bool:
    """Whether a tree holds more values, each counted as often as it is reached: through YAML's aliases one may stand in itself."""
    waiting = [value]
    for _ in range(most):
        if not waiting:
            return False
        waiting += _inside(waiting.pop())
    return True


def _inside(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list | tuple) else ()


def number(text: str | None) -> int | None:
    """Read a whole number of fifteen ASCII digits at most, which Python would refuse to read from 4,301 on; None for anything else."""
    stripped = (text or "").strip()
    return int(stripped) if _NUMBER.fullmatch(stripped) else None


def gunzip(packed: bytes, most: int) -> bytes:
    """Unpack gzip of one or several members. Raises ValueError when it is broken, cut off, or unpacks to more than ``most`` bytes."""
    text = bytearray()
    try:
        while packed:
            unpacker = zlib.decompressobj(wbits=31)
            text += unpacker.decompress(packed, most + 1 - len(text))
            if len(text) > most:
                raise ValueError(f"unpacks to more than {most / 1e6:g} MB")
            if not unpacker.eof:
                raise ValueError("cut off")
            packed = unpacker.unused_data.lstrip(b"\0")
    except zlib.error as error:
        raise ValueError("not gzip") from error
    return bytes(text)


# An empty path, an absolute one, a step up or on the spot, and what a line that lists paths cannot hold.
_OUTSIDE = re.compile(r"\A\Z|\A/|(?:\A|/)(?:\.{0,2})(?:/|\Z)|[\\\n\r\t\0]")


def is_inside(path: str) -> bool:
    """Whether a path names a file in the folder that it is told for: no absolute one, no step up."""
    return not _OUTSIDE.search(path)
