"""Analyse: cutting an abstract into sentences, each a verbatim piece of it. Pure.

A sentence ends at . ! ? before a space and something that begins one, and at 。！？. Not inside $…$, and not after an
abbreviation, an initial or "et al.". Libraries were tried (pysbd, syntok, blingfire): each broke on one of these.
"""

import re
from itertools import pairwise

MATH = re.compile(r"\$(?!\s)[^$]+(?<!\s)\$(?!\d)")
END = re.compile(r"[.!?]+[\"'”’)\]}]*(?=\s)|[。！？]+[”’」』）]*")
BEGINS = re.compile(r"\s+[\"'“‘(\[{]*(?:[A-Z0-9$\\]|[^\W\d_a-z])")
# After these a dot ends nothing.
ABBREVIATION = re.compile(
    r"al|approx|app|appx|cf|ch|dr|eg|eq|eqn|eqs|etc|figs?|ie|incl|mrs?|ms|nos?|prof|refs?|resp|secs?|st|supp|tab|viz|vol|vs|wrt"
    r"|[a-z](\.[a-z])*"
)
# "et al. The …", "etc. We …" and "vitamin C. We …" end only before one of these words.
OPENERS = re.compile(r"\s+(?:We|Our|In|The|This|These|However|To|It|Here|Such|While|Although|Moreover|Furthermore|Experiments)\b")
MAY_END = frozenset({"al", "etc"})


def sentences(text: str) -> list[str]:
    """Cut ``text``; every sentence stands in it as it is, without the space around it."""
    # Same length, so that places agree: a dot in mathematics is no dot.
    bare = MATH.sub(lambda found: "$" + "x" * (len(found[0]) - 2) + "$", text)
    cuts = [0, *(end.end() for end in END.finditer(bare) if _ends(bare, end)), len(text)]
    pieces = (text[start:stop].strip() for start, stop in pairwise(cuts))
    return [piece for piece in pieces if piece]


def _ends(text: str, mark: re.Match[str]) -> bool:
    if mark[0][0] in "。！？":
        return True
    if not BEGINS.match(text, mark.end()):
        return False
    if not mark[0].startswith(".") or mark[0].startswith(".."):
        return True
    word = re.search(r"\S*$", text[: mark.start()])
    last = word[0].lstrip("(['\"“‘{").lower() if word else ""
    if last in MAY_END or len(last) == 1:
        return bool(OPENERS.match(text, mark.end()))
    return not ABBREVIATION.fullmatch(last)
