"""Analyse: taking markup out of a reply that it was not asked for, as what foreign text must not bring onto a page. Pure.

Code and mathematics are left as they are: rendering escapes them.
"""

import re
from collections.abc import Callable

_KEPT = re.compile(r"```.*?```|`[^`\n]+`|\$\$.+?\$\$|\$(?!\s)[^$\n]+?(?<!\s)\$(?!\d)", re.DOTALL)
_PRIVATE = 0xF8000


def _outside(text: str, rule: Callable[[str], str]) -> str:
    """Apply a rule to all but code and mathematics."""
    kept: list[str] = []

    def stored(found: re.Match[str]) -> str:
        kept.append(found[0])
        return chr(_PRIVATE + len(kept) - 1)

    left = rule(_KEPT.sub(stored, text))
    return left.translate({_PRIVATE + place: piece for place, piece in enumerate(kept)})


_CONTROLS = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


def controls(text: str) -> str:
    """Characters that are not seen: controls, directions, zero widths, tags."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n"))


def reasoning(text: str) -> str:
    """What a model thought aloud before it wrote."""
    return re.sub(r"<(think(?:ing)?|reasoning|scratchpad)>.*?</\1>\s*", "", text, flags=re.DOTALL | re.IGNORECASE)


def front_matter(text: str) -> str:
    """YAML at the head, and the stray "time: 20260126" of older pages."""
    return re.sub(r"\A\s*(?:---\n(?:[\w-]+:.*\n)+---[ \t]*\n|time: \d{8}[ \t]*\n)\s*", "", text)


_DROPPED = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style|iframe|object|svg|noscript)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:a|abbr|article|audio|b|base|big|blockquote|body|br|button|center|code|dd|del|details|div|dl|dt|em|embed|figure|font|footer|form|frame|h[1-6]"
    r"|head|header|hr|html|i|img|input|ins|kbd|label|li|link|main|mark|math|meta|nav|ol|option|p|picture|pre|q|s|section|select|small|source|span|strong"
    r"|sub|summary|sup|table|tbody|td|textarea|th|thead|title|tr|u|ul|video)(?:\s[^<>]*)?/?>|<[a-z][\w-]*\s[^<>]*=[^<>]*>",
    re.IGNORECASE,
)


def html(text: str) -> str:
    """Tags go, with what stands inside scripts, styles and comments."""
    return _outside(text, lambda left: _TAG.sub("", _DROPPED.sub("", left)))


def attribute_lists(text: str) -> str:
    """Python-Markdown's ``{: onclick=… }`` and ``{#id .class}``."""
    return _outside(text, lambda left: re.sub(r"[ \t]*\n?[ \t]*\{(?::[^{}\n]*|\s*[.#][\w-][^{}\n]*)\}", "", left))


def images(text: str) -> str:
    """Images, and definitions of links."""
    return _outside(
        text,
        lambda left: re.sub(r"!\[[^\]\n]*\](?:\([^)\n]*\)|\[[^\]\n]*\])|^[ ]{0,3}\[[^\]\n]+\]:[ \t]*\S.*$", "", left, flags=re.MULTILINE),
    )


_REFERENCE = re.compile(
    r"(?:,?\s*\b(?:as\s+)?(?:shown\s+|see\s+)?(?:in\s+)?(?:Sections?|Secs?\.|Figs?\.|Figures?|Tables?|Eqs?\.|Equations?|Appendix))?[~\s]*\\(?:eq|[cC]|auto)?ref\{[^{}]*\}"
    r"|[~\s]*\\(?:cite\w*|label|footnote)\{[^{}]*\}"
)
_MACRO = re.compile(r"\\(?:textbf|textit|texttt|textsc|textrm|emph|underline|mbox|text|url)\{([^{}]*)\}")


def macros(text: str) -> str:
    """LaTeX outside mathematics: references go, styled words lose their style."""
    return _outside(text, lambda left: _MACRO.sub(r"\1", _REFERENCE.sub("", left)))


_TABLE = re.compile(r"(?m)^[ \t]*\|.*\n[ \t]*\|?[ \t:|-]*-[ \t:|-]*\n(?:[ \t]*\|.*(?:\n|\Z))*")


def tables(text: str) -> str:
    """A table that retells the paper's: a page of ours has none."""
    return _outside(text, lambda left: _TABLE.sub("", left))


_ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s<>()（）\[\]\"'`，。；、】]+|\bgithub\.com/[\w./-]+")
_LINK = re.compile(r"\[((?:[^\[\]\\\n]|\\.)*)\]\(\s*<?((?:[^()\s]|\([^()\s]*\))*)>?(?:\s+[\"'][^\"'\n]*[\"'])?\s*\)")


def address(link: str) -> str:
    """A web address as it compares: without scheme, www, trailing signs, version of arXiv."""
    plain = re.sub(r"\A(?:https?://)?(?:www\.)?", "", link.rstrip(".,;:!?*_/").lower())
    return re.sub(r"(arxiv\.org/abs/[\w./-]+?)v\d+\Z", r"\1", plain).removesuffix(".git")


def links(text: str, given: frozenset[str]) -> str:
    """Of a link whose address nobody gave only the words stay; a bare one goes with its call ("see …"), or as a whole sentence."""

    def known(link: str) -> bool:
        return bool(re.match(r"https?://|mailto:|github\.com/", link)) and any(
            address(link) == each or each.startswith(f"{address(link)}/") for each in given
        )

    def worded(found: re.Match[str]) -> str:
        return found[0] if found[2].startswith("paper:") or known(found[2]) else found[1]

    def without(left: str) -> str:
        left = _LINK.sub(worded, left)
        for link in {found[0] for found in _ADDRESS.finditer(left) if not known(found[0])}:
            sentence = rf"(?<![^.。！？!?\n])[^.。！？!?\n]*{re.escape(link)}[^。！？!?\n]*?(?:[。！？!?]|\.(?=\s|$)|$)"
            left = re.sub(sentence, "", left, flags=re.MULTILINE)
        return left

    return _outside(text, without)
