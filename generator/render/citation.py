"""What arXiv's metadata mean to someone who cites or reuses: BibTeX, what Zotero reads, licences, a paper's addresses. Pure."""

import re
from typing import NamedTuple
from urllib.parse import urlencode

from generator.model import Paper
from generator.render import latex, text


class Link(NamedTuple):
    """A link of a paper: the message that names it, or its address, and a count beside it."""

    name: str
    address: str
    upvotes: int | None = None


# arXiv makes HTML of papers submitted since December 2023 (https://info.arxiv.org/about/accessible_HTML.html).
_FIRST_HTML = "2312"


def links(paper: Paper) -> list[Link]:
    """Where to read the paper and what belongs to it; addresses that may not be linked are left out."""
    found = [Link("arxiv", f"https://arxiv.org/abs/{paper.id}"), Link("pdf", f"https://arxiv.org/pdf/{paper.id}")]
    if paper.id[:4].isdigit() and paper.id[:4] >= _FIRST_HTML:
        found.append(Link("html", f"https://arxiv.org/html/{paper.id}"))
    found += [Link(name, url) for name, url in (("code", paper.code_url), ("project", paper.project_url)) if text.url(url) and url]
    if paper.huggingface_date or paper.upvotes is not None:
        found.append(Link("huggingface", f"https://huggingface.co/papers/{paper.id}", paper.upvotes))
    return found


def like(repository: str, paper_id: str) -> str:
    """Where the owner of a feed adds a like: GitHub's page for a new file, name and text filled in (it saves no empty file)."""
    filled = urlencode({"filename": f"likes/{paper_id}", "value": f"https://arxiv.org/abs/{paper_id}"}, safe="/:")
    return f"{repository}/new/archive?{filled}"


_COMMONS = r"https?://(?:www\.)?creativecommons\.org"


def licence(address: str) -> str:
    """The human name of a licence that arXiv states by its URL; the URL itself when it is not known."""
    if found := re.match(rf"{_COMMONS}/licenses/(by(?:-[a-z]{{2}})*)/(\d\.\d)", address):
        return f"CC {found[1].upper()} {found[2]}"
    if found := re.match(rf"{_COMMONS}/publicdomain/zero/(\d\.\d)", address):
        return f"CC0 {found[1]}"
    if re.match(r"https?://(?:www\.)?arxiv\.org/licenses/", address):
        return "arXiv.org"
    return address


def cited(paper: Paper) -> dict[str, object]:
    """What the head of a paper's page tells Zotero and search engines, as plain text: front matter for ``partials/cite.html``.

    ``date`` is as exact as it is known (``2026-01-23``, ``2026-01``, ``2026``). arXiv gives each paper a DOI of its own
    (https://info.arxiv.org/help/doi.html); the one of the journal goes before.
    """
    known = {
        "title": text.plain(paper.title) or paper.id,
        "authors": [name for name in map(text.plain, paper.authors) if name],
        "date": _date(paper),
        "id": text.clean(paper.id),
        "doi": text.clean(paper.doi or "") or f"10.48550/arXiv.{text.clean(paper.id)}",
        "journal": text.plain(paper.journal_ref or ""),
        "licence": text.url(paper.licence) or "",
    }
    return {name: value for name, value in known.items() if value}


def _date(paper: Paper) -> str:
    """The day of submission, else of the mailing, else the month in the id, else nothing."""
    if known := paper.submitted or paper.announced:
        return known.isoformat()[:10]
    month = re.match(r"(?:.*/)?\d{2}(0[1-9]|1[0-2])", paper.id)
    return "-".join(part for part in (_year(paper), month[1] if month else "") if part)


# BibTeX counts braces whether a backslash stands before them or not, so none may be written that does not close.
_TEX_SPECIALS = str.maketrans(
    {
        "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}", "&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_", "$": r"\$",
    }
)  # fmt: skip


def bibtex(paper: Paper) -> str:
    """A BibTeX entry of one line per field. Its key hangs on the arXiv id alone."""
    fields = [
        ("title", f"{{{_tex(paper.title)}}}"),
        ("author", " and ".join(_name(name) for name in paper.authors)),
        ("year", _year(paper)),
        ("eprint", _bare(paper.id)),
        ("archivePrefix", "arXiv"),
        ("primaryClass", _bare(paper.primary_category or "")),
        ("doi", _bare(paper.doi or "")),
        ("note", _tex(paper.journal_ref or "")),
        ("url", f"https://arxiv.org/abs/{_bare(paper.id)}"),
    ]
    lines = [f"  {name:<13} = {{{_one_line(value)}}}," for name, value in fields if value]
    return "\n".join([f"@misc{{arXiv:{_bare(paper.id)},", *lines, "}"])


def _name(author: str) -> str:
    """A name in braces when BibTeX would take it for several."""
    return f"{{{_tex(author)}}}" if " and " in author or "," in author else _tex(author)


def _bare(value: str) -> str:
    return re.sub(r"[{}\\,\s`]", "", value)


def _tex(source: str) -> str:
    parts = (_tex_math(part) if part.kind in ("math", "display") else part.text.translate(_TEX_SPECIALS) for part in latex.tokens(source))
    return "".join(parts)


def _tex_math(token: latex.Token) -> str:
    """Math as it was, when its braces close; BibTeX would read to the end of the file otherwise.

    Other readers do not count a brace behind a backslash, so they have to close without these as well.
    """
    closes = all(map(_closes, (token.text, re.sub(r"\\[{}]", "", token.text))))
    return f"${token.text}$" if closes else re.sub(r"[{}]", "", f"${token.text}$")


def _closes(source: str) -> bool:
    depth = 0
    for brace in re.findall(r"[{}]", source):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return False
    return depth == 0


def _one_line(value: str) -> str:
    return text.clean(value).replace("`", "'")


def _year(paper: Paper) -> str:
    known = paper.submitted or paper.announced
    if known:
        return str(known.year)
    digits = re.search(r"(?:^|/)(\d{2})\d{2}", paper.id)
    if not digits:
        return ""
    return f"19{digits[1]}" if digits[1] > "90" else f"20{digits[1]}"
