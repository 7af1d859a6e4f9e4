"""People's names: whether two ways of writing one are one person. Pure; rank and render both ask."""

import re
import unicodedata

# What Unicode does not decompose by itself, and the hyphens that authors paste.
_LETTERS = str.maketrans(dict.fromkeys("‐‑‒–−", "-") | {"ø": "o", "ł": "l", "đ": "d", "ß": "ss", "æ": "ae", "ı": "i"})


def folded(text: str) -> str:
    """Drop case and accents, and make every hyphen the same."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS))
    return "".join(character for character in decomposed if not unicodedata.combining(character))


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
