"""Analyse: cutting an abstract into sentences, each a verbatim piece of it. Pure.

A sentence ends at . ! ? before a space and something that begins one, and at 。！？. Not inside $…$, and not after an
abbreviation, an initial or "et al.". Libraries were tried (pysbd, syntok, blingfire): each broke on one of these.
"""

import re
from itertools import pairwise

MATH = re.compile(r"\$(?!\s)[^$]+(?<!\s)\$(?!\d)")
END = re.compile(r"(?<![.!?])[.!?]++[\"'”’)\]}*]*+(?=\s)|[。！？]+[”’」』）]*")
# Words that begin a sentence and stand in no name.
OPENER = (
    r"(?:We|Our|In|The|This|These|However|To|It|Here|Such|While|Although|Moreover|Furthermore|Additionally|Specifically|Finally"
    r"|Experiment(?:s|al)|Extensive|Results|Overall|Motivated|Existing|Recent|Code|As|At|By|For|From|On|With|Under|Next)(?=,? )"
)
BEGINS = re.compile(
    r"""\s+
    (?: [\"'“‘(\[{*_]* (?: [A-Z0-9$\\] | [^\W\d_a-z] )
    | \(?(?:[ivx]+|[a-z])\)\s     # "(ii) while …", "b) the …"
    | [a-z]{1,4}[A-Z0-9]          # pFedMe, minWM, e5
    | https?:// )""",
    re.VERBOSE,
)
# After these a dot ends nothing.
ABBREVIATION = re.compile(
    r"al|approx|app|appx|cf|ch|dr|eg|eq|eqn|eqs|figs?|ie|incl|inst|mrs?|nos?|prof|refs?|resp|secs?|st|supp|tab|viz|vol|vs|wrt"
    r"|[a-z](\.[a-z])*"
)
# "et al. The …" and "vitamin C. We …" end only before an opener.
OPENS = re.compile(rf"\s+{OPENER}")
MAY_END = frozenset({"al", "no", "sec", "secs"})
# "the gap.To close it, …": a lost space.
LOST = re.compile(rf"\.(?<=[a-z]{{2}}[a-z)]\.)(?={OPENER})")


def sentences(text: str) -> list[str]:
    """Cut ``text``; every sentence stands in it as it is, without the space around it."""
    # Same length, so that places agree: a dot in mathematics is no dot.
    bare = MATH.sub(lambda found: "$" + "x" * (len(found[0]) - 2) + "$", text)
    ends = {end.end() for end in END.finditer(bare) if _ends(bare, end)} | {lost.end() for lost in LOST.finditer(bare)}
    cuts = [0, *sorted(ends), len(text)]
    pieces = (text[start:stop].strip() for start, stop in pairwise(cuts))
    return [piece for piece in pieces if piece]


def _ends(text: str, mark: re.Match[str]) -> bool:
    if mark[0][0] in "。！？":
        return True
    if not BEGINS.match(text, mark.end()):
        return False
    if not mark[0].startswith(".") or mark[0].startswith(".."):
        return True
    word = text[: mark.start()].rsplit(maxsplit=1)
    last = word[-1].lstrip("(['\"“‘{") if word else ""
    # ST, MS and CH are no street, manuscript or chapter.
    if len(last) > 1 and last.isupper() and last.isalpha():
        return True
    if last.lower() in MAY_END or len(last) == 1:
        return bool(OPENS.match(text, mark.end()))
    return not ABBREVIATION.fullmatch(last.lower())
