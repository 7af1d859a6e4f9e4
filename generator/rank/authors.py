"""Rank: whether two ways of writing an author's name are one person. Pure."""

import re

from generator.rank.phrases import folded


def same_author(followed: str, author: str) -> bool:
    """Compare names with accents folded and initials allowed: "K. He" is "Kaiming He"; so is "He, Kaiming"."""
    (wanted_given, wanted_family), (given, family) = _parts(followed), _parts(author)
    if not wanted_family or wanted_family != family:
        return False
    if "".join(wanted_given) == "".join(given):
        return True
    pairs = list(zip(wanted_given, given, strict=False))
    return bool(pairs) and all(_compatible(one, other) for one, other in pairs)


def _parts(name: str) -> tuple[list[str], str]:
    """Given names and family name, in the order "First Last" or "Last, First"."""
    family, comma, given = name.partition(",")
    words = re.findall(r"[^\W_]+", folded(f"{given} {family}" if comma else name).replace("'", ""))
    return words[:-1], words[-1] if words else ""


def _compatible(one: str, other: str) -> bool:
    return one == other or (min(len(one), len(other)) == 1 and one[0] == other[0])
