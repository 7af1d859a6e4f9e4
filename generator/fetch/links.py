"""Fetch stage: code and project links in what authors wrote (abstract, comment). Pure.

Authors write links in full, bare (``name.github.io/Thing/``), in LaTeX and with the sentence's full stop. What
comes out is always an http or https address; nothing else is let through.
"""

import re
from urllib.parse import urlsplit

# What may stand in a path: no white space, quotes, brackets, backslash, or script other than ASCII.
_PATH = r"[\w\-.~%+#?=&@:!*;,/]"
# A scheme may be glued to the word before it ("available athttps://…"); a bare host must stand alone.
_START = r"(?:https?://|(?<![\w@./\\\-]))(?:www\.)?"
_NAME = r"[\w\-.~]*\w"
_FLAGS = re.ASCII | re.IGNORECASE

# Forges first: when an abstract names a repository and its weights, the repository is the code.
_FORGE = re.compile(
    rf"{_START}(?:github\.com//?(?!(?:topics|orgs|search|features|sponsors|settings|about)/){_NAME}/{_NAME}"
    rf"|(?:gitlab\.com|bitbucket\.org|codeberg\.org|gitee\.com)/{_NAME}/{_NAME}"
    rf"|gitlab\.[\w\-]+(?:\.[\w\-]+)+/{_NAME}/{_NAME}"
    rf"|gist\.github\.com/{_NAME}/{_NAME}"
    rf"|anonymous\.4open\.science/(?:r/)?{_NAME}"
    rf"|sourceforge\.net/projects/{_NAME})(?:/?{_PATH}*)?",
    _FLAGS,
)
_HUB = re.compile(
    rf"{_START}(?:huggingface\.co|hf\.co|modelscope\.cn)/(?!(?:papers|docs|blog|posts|chat|join|settings)/)"
    rf"(?:(?:datasets|spaces|collections|models)/)?{_NAME}/{_NAME}(?:/?{_PATH}*)?",
    _FLAGS,
)
_PAGE_HOST = re.compile(
    rf"{_START}(?:[\w\-]+\.(?:github|gitlab|gitee)\.io|[\w\-]+\.(?:vercel|netlify)\.app|[\w\-]+\.pages\.dev"
    rf"|sites\.google\.com/(?:view|site|a)/[\w\-]+)(?![\w\-]|\.\w)(?:/{_PATH}*)?",
    _FLAGS,
)
# An address on any host is believed only after "project page" and its like, a bare one only with a common ending.
_TOP = "com|org|net|io|ai|edu|dev|app|me|info|page|site|xyz|tech|cn|de|fr|uk|jp|ch|kr|sg|ca|au|it|eu"
_CALLED = re.compile(
    r"\b(?:(?:project|home|demo|web)[ \-]?(?:web[ \-]?)?(?:page|site)s?\b|project\s*:)[^.\n]{0,60}?"
    rf"(https?://(?:[\w\-]+\.)+[\w\-]+(?::\d+)?(?:/{_PATH}*)?|{_START}(?:[\w\-]+\.)+(?:{_TOP})\b(?:/{_PATH}*)?)",
    _FLAGS,
)
_NO_PAGE = re.compile(
    r"https?://(?:www\.)?(?:(?:gist\.)?github\.com|gitlab\.|bitbucket\.org|codeberg\.org|gitee\.com|anonymous\.4open\.science|"
    r"huggingface\.co|hf\.co|modelscope\.cn|arxiv\.org|doi\.org|dx\.doi\.org)",
    _FLAGS,
)
_LATEX = re.compile(r"\\([_#%&~])(?:\{\})?|\{\\(_)\}|\$?\\sim(?P<sim>)\$?|\\(?:allowbreak ?|-)")
_BROKEN_SCHEME = re.compile(r"(https?): ?//? ?(?=\w)", _FLAGS)
_TRAILING = ".,;:!?*&="


def code_in(text: str | None) -> str | None:
    """Find the first code repository named in ``text``; a model hub counts when there is no forge."""
    plain = _plain(text)
    found = _FORGE.search(plain) or _HUB.search(plain)
    return _address(found[0]) if found else None


def project_in(text: str | None) -> str | None:
    """Find the project page named in ``text``: what is called one first, then any address on hosts made for them."""
    plain = _plain(text)
    called = [each[1] for each in _CALLED.finditer(plain)]
    hosted = [each[0] for each in _PAGE_HOST.finditer(plain)]
    return next((url for each in called + hosted if (url := _address(each)) and not _NO_PAGE.match(url)), None)


def web_address(text: object) -> str | None:
    """Accept an http or https address with a host; None for all else, also for one with a user name or a blank in it.

    White space around it and line breaks inside it (as Hugging Face's wire has them) are dropped.
    """
    if not isinstance(text, str):
        return None
    url = re.sub(r"\s*\n\s*", "", text).strip()
    if not re.fullmatch(r"https?://[^\s<>\"'`\\{}|^]+", url, re.IGNORECASE):
        return None
    try:
        parts = urlsplit(url)
        return url if parts.hostname and parts.username is None and parts.port != 0 else None
    except ValueError:
        return None


def _plain(text: str | None) -> str:
    """Undo LaTeX's ways of writing ``_``, ``~`` and line breaks inside an address, and blanks inside ``https://``."""
    plain = _LATEX.sub(lambda found: "~" if found["sim"] is not None else found[1] or found[2] or "", text or "")
    return _BROKEN_SCHEME.sub(r"\1://", plain)


def _address(found: str) -> str | None:
    bare = found.rstrip(_TRAILING)
    return web_address(bare if re.match("https?://", bare, re.IGNORECASE) else f"https://{bare}")
