r"""LaTeX as arXiv's authors write it becomes Unicode text; math and web addresses are kept apart. Pure.

A small tokenizer of our own: pylatexenc raises on ``\url`` and stops at ``%``, unicodeit edits inside math.
"""

import re
import unicodedata
from typing import Literal, NamedTuple

Kind = Literal["text", "math", "display", "url"]


class Token(NamedTuple):
    """A stretch of one kind: plain text, TeX between math delimiters, or a web address as written."""

    kind: Kind
    text: str


_LONGEST_MATH = 4000
_TOKEN = re.compile(
    rf"""
      \$\$(?P<dollars>(?:\\.|[^$\\]){{1,{_LONGEST_MATH}}})\$\$
    | \\\[(?P<brackets>(?:\\[^\]]|[^\\]){{1,{_LONGEST_MATH}}}?)\\\]
    | \\\((?P<parens>(?:\\[^)]|[^\\]){{1,{_LONGEST_MATH}}}?)\\\)
    | \$(?!\s)(?P<dollar>(?:\\.|[^$\\]){{1,{_LONGEST_MATH}}})(?<!\s)\$
    | \\(?:url|path)\s*\{{(?P<url>[^{{}}\s]*)\}}
    | \\href\s*\{{(?P<href>[^{{}}\s]*)\}}
    | (?P<bare>https?://(?:[\w\-./:?@!&'()*+,;=%\#\[\]~]|\\[_%\#&~])+)
    | \\(?P<accent>['`^"~=.]|[cvuHkrdbt](?=\s*\{{|\s+[A-Za-z]))\s*
        (?:\{{\s*(?P<letter>\\[ij]|[^\W\d_])?\s*\}}|(?P<bareletter>\\[ij](?![A-Za-z])|[^\W\d_]))
    | \\(?P<macro>[A-Za-z]+)\*?
    | \\(?P<escaped>.)
    | (?P<open>\{{)
    | (?P<close>\}})
    | (?P<tie>~)
    | (?P<dashes>(?<!-)-{{2,3}}(?!-))
    | (?P<quotes>``|''|`(?=\w[^`]{{0,80}}?'(?!\w))|(?<=\w)'(?!\w))
    """,
    re.VERBOSE | re.DOTALL | re.ASCII,
)
# Where a token may start: one cheap pattern finds the place, the other one looks what it is.
_START = re.compile(r"[\\$~{}`']|--|https?://")
_SIGN = re.compile(r"[\\$~{}`']")  # by itself it is looked for many times as fast
_COMBINING = {
    "'": "\u0301", "`": "\u0300", "^": "\u0302", '"': "\u0308", "~": "\u0303", "=": "\u0304", ".": "\u0307", "c": "\u0327", "v": "\u030c",
    "u": "\u0306", "H": "\u030b", "k": "\u0328", "r": "\u030a", "d": "\u0323", "b": "\u0331", "t": "\u0361",
}  # fmt: skip
_SPACING = {"'": "'", "`": "`", "^": "^", '"': '"', "~": "~", "=": "=", ".": "."}
_LETTERS = {
    "ss": "ß", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "aa": "å", "AA": "Å", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "i": "ı", "j": "ȷ",
    "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ", "dj": "đ", "DJ": "Đ",
}  # fmt: skip
_SYMBOLS = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε", "zeta": "ζ", "eta": "η", "theta": "θ",
    "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ",
    "upsilon": "υ", "phi": "φ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ",
    "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω", "ell": "ℓ", "partial": "∂", "nabla": "∇",
    "times": "×", "cdot": "·", "pm": "±", "mp": "∓", "div": "÷", "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "ll": "≪", "gg": "≫",
    "neq": "≠", "ne": "≠", "approx": "≈", "sim": "∼", "simeq": "≃", "equiv": "≡", "propto": "∝", "infty": "∞", "sum": "∑", "prod": "∏",
    "in": "∈", "subset": "⊂", "cup": "∪", "cap": "∩", "forall": "∀", "exists": "∃", "to": "→", "rightarrow": "→", "leftarrow": "←",
    "Rightarrow": "⇒", "leftrightarrow": "↔", "uparrow": "↑", "downarrow": "↓", "star": "⋆", "ast": "∗", "circ": "°", "degree": "°",
    "bullet": "•", "dagger": "†", "ddagger": "‡", "ldots": "…", "dots": "…", "cdots": "⋯", "S": "§", "P": "¶", "pounds": "£",
    "euro": "€", "copyright": "©", "textregistered": "®", "texttrademark": "™", "textdegree": "°", "textmu": "µ", "textpm": "±",
    "texttimes": "×", "textendash": "–", "textemdash": "—", "textquoteleft": "‘", "textquoteright": "’", "textquotedblleft": "“",
    "textquotedblright": "”", "textquotesingle": "'", "textasciitilde": "~", "textasciicircum": "^", "textbackslash": "\\",
    "textunderscore": "_", "textless": "<", "textgreater": ">", "textbar": "|", "textbullet": "•", "textellipsis": "…", "quad": " ",
    "qquad": " ", "newline": " ", "par": " ", "linebreak": " ", "TeX": "TeX", "LaTeX": "LaTeX", "lbrace": "{", "rbrace": "}",
}  # fmt: skip
SYMBOLS = frozenset(_SYMBOLS)
"""The macros that stand for one character."""
# Macros that change how text looks, or where it stands: they vanish, what they hold stays.
_SILENT = frozenset(
    {
        "textbf", "textit", "texttt", "textsc", "textrm", "textsf", "textsl", "textup", "textmd", "textnormal", "text", "emph",
        "underline", "uline", "mbox", "hbox", "fbox", "mathrm", "mathbf", "mathit", "mathcal", "mathbb", "mathsf", "mathtt",
        "boldsymbol", "bm", "ensuremath", "footnote", "thanks", "bf", "it", "em", "sc", "tt", "rm", "sf", "sl", "bfseries",
        "itshape", "ttfamily", "scshape", "rmfamily", "sffamily", "mdseries", "upshape", "normalfont", "tiny", "scriptsize",
        "footnotesize", "small", "normalsize", "large", "Large", "LARGE", "huge", "Huge", "centering", "noindent", "xspace",
        "protect", "relax", "left", "right", "displaystyle", "item", "cite", "citep", "citet", "ref", "label", "sout",
        "textsuperscript", "textsubscript", "mathop", "operatorname",
    }
)  # fmt: skip
_WORDS = re.compile(r"(?<![\\A-Za-z])[A-Za-z]{2,}\s+[A-Za-z]{2,}(?![A-Za-z])")
_ARGUMENT = re.compile(r"\\[A-Za-z]+\s*(?:\{[^{}]*\})?")


def is_plain(source: str) -> bool:
    """Whether there is nothing to split: the whole source is one text token, or empty."""
    return not _SIGN.search(source) and "--" not in source and "http://" not in source and "https://" not in source


def tokens(source: str) -> list[Token]:
    """Split a title, abstract or comment, one line of text, into text, math and web addresses."""
    if is_plain(source):
        return [Token("text", source)] if source else []
    return _Reader(source).read()


def _is_money(tex: str, after: str) -> bool:
    r"""``$5-$10`` is money: a digit stands behind both signs; or one behind the first and plain words between them.

    ``$\times$4`` is math, so a digit behind the second sign alone says nothing.
    """
    return tex[0].isdigit() and (after.isdigit() or bool(_WORDS.search(_ARGUMENT.sub("", tex))))


class _Reader:
    """Walks over a source once, left to right."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.found: list[Token] = []
        self.text: list[str] = []
        self.groups: list[bool] = []  # for each open brace: whether it is TeX's, and so vanishes
        self.after_macro = False

    def read(self) -> list[Token]:
        source, at, said = self.source, 0, 0
        while start := _START.search(source, at):
            match = _TOKEN.match(source, start.start())
            if match:
                self._say(source[said : match.start()])
                said = at = self._take(match)
            else:
                at = start.start() + 1
        self._say(source[said:])
        self._close_text()
        return self.found

    def _say(self, text: str) -> None:
        if text:
            self.text.append(text)
            self.after_macro = False

    def _close_text(self) -> None:
        if text := "".join(self.text):
            self.found.append(Token("text", text))
        self.text.clear()

    def _keep(self, kind: Kind, text: str) -> None:
        self._close_text()
        self.found.append(Token(kind, text))
        self.after_macro = False

    def _take(self, match: re.Match[str]) -> int:
        """Deal with one find; gives where to go on."""
        name = match.lastgroup or "accent"
        handler = getattr(self, f"_on_{name}")
        end: int | None = handler(match)
        return match.end() if end is None else end

    def _on_dollars(self, match: re.Match[str]) -> None:
        self._keep("display", match["dollars"].strip())

    def _on_brackets(self, match: re.Match[str]) -> None:
        self._keep("display", match["brackets"].strip())

    def _on_parens(self, match: re.Match[str]) -> None:
        self._keep("math", match["parens"].strip())

    def _on_dollar(self, match: re.Match[str]) -> int | None:
        if _is_money(match["dollar"], self.source[match.end() : match.end() + 1]):
            self._say("$")
            return match.start() + 1
        self._keep("math", match["dollar"].strip())
        return None

    def _on_url(self, match: re.Match[str]) -> None:
        self._keep("url", _unescaped(match["url"]))

    def _on_href(self, match: re.Match[str]) -> None:
        # The text of the link follows in braces of its own: it stays as text, behind its address.
        self._keep("url", _unescaped(match["href"]))
        self._say(" ")
        self.after_macro = True

    def _on_bare(self, match: re.Match[str]) -> int:
        address = _trimmed(match["bare"])
        self._keep("url", _unescaped(address))
        return match.start() + len(address)

    def _accented(self, match: re.Match[str]) -> None:
        letter = (match["letter"] or match["bareletter"] or "").lstrip("\\")
        mark = match["accent"]
        self._say(unicodedata.normalize("NFC", letter + _COMBINING[mark]) if letter else _SPACING.get(mark, ""))

    _on_accent = _on_letter = _on_bareletter = _accented

    def _on_macro(self, match: re.Match[str]) -> int | None:
        name, end = match["macro"], match.end()
        known = _LETTERS.get(name) or _SYMBOLS.get(name)
        # A macro of the authors' own: what it holds says more than its name, unless it holds nothing.
        holds = re.compile(r"\s*\{[^}]").match(self.source, end)
        if name not in _SILENT and (known or not holds):
            self._say(known or name)
        self.after_macro = True
        # TeX swallows the blanks behind a macro; behind a symbol or an unknown word people meant them.
        follows = re.compile(r"\s*").match(self.source, end)
        if follows and (name in _LETTERS or name in _SILENT or self.source[follows.end() : follows.end() + 1] == "{"):
            return follows.end()
        return None

    def _on_escaped(self, match: re.Match[str]) -> None:
        char = match["escaped"]
        if char in "-/!()[]":
            self._say(char if char in "()[]" else "")
        else:
            self._say(" " if char in "\\,;: \t" else char)

    def _on_open(self, match: re.Match[str]) -> None:
        rest = self.source[match.end() : match.end() + 60]
        tex = self.after_macro or rest.startswith(("\\", "}", "{", "$")) or bool(re.match(r"[^\s{}$\\,]+\}", rest))
        self.groups.append(tex)
        if not tex:
            self._say("{")
        self.after_macro = False

    def _on_close(self, match: re.Match[str]) -> None:
        tex = self.groups.pop() if self.groups else False
        if not tex:
            self._say("}")
        # \frac{a}{b} and the like: a further argument follows at once.
        self.after_macro = tex and self.source[match.end() : match.end() + 1] == "{"

    def _on_tie(self, match: re.Match[str]) -> None:
        before, after = self.source[: match.start()][-1:], self.source[match.end() :][:1]
        self._say("\u00a0" if before.strip() and after.strip() else "~")

    def _on_dashes(self, match: re.Match[str]) -> None:
        before, after = self.source[: match.start()][-1:], self.source[match.end() :][:1]
        option = not before.strip() and after.isalpha()
        self._say(match[0] if option else {2: "–", 3: "—"}[len(match[0])])

    def _on_quotes(self, match: re.Match[str]) -> None:
        self._say({"``": "“", "''": "”", "`": "‘", "'": "’"}[match[0]])


def _unescaped(address: str) -> str:
    return re.sub(r"\\([_%#&~])", r"\1", address)


def _trimmed(address: str) -> str:
    """An address without the punctuation of the sentence around it."""
    while address and (address[-1] in ".,;:!?'*" or (address[-1] in ")]" and not _balanced(address))):
        address = address[:-1]
    return address


def _balanced(address: str) -> bool:
    return address.count("(") >= address.count(")") and address.count("[") >= address.count("]")
