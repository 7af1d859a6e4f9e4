"""Likes: which papers a reader liked, and their texts. Pure but for the completer handed in.

``arxiv_ids`` reads what a reference manager exports. ``texts`` finds a paper's title and abstract in the archive's records, else
in what was kept from an earlier run, else asks arXiv's API. A like whose text cannot be had teaches nothing.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from generator.model import Digest, Paper

NEW_ID = r"\d{4}\.\d{4,5}"
OLD_ID = r"[a-z][a-z-]+(?:\.[A-Z]{2})?/\d{7}"
ID = rf"({NEW_ID}|{OLD_ID})(?:v\d+)?(?!\d)"
# Where the exports of Zotero, JabRef, Mendeley, EndNote and arXiv itself put the id. A bare number is taken only from these
# places, since a DOI or a page range may look like one.
PLACES = re.compile(
    rf"arxiv\.org/(?:abs|pdf|html)/{ID}"  # a link
    rf"|10\.48550/arxiv\.{ID}"  # arXiv's own DOI
    rf"|arxiv[\s:]*(?:preprint\s+arxiv[\s:]*)?{ID}"  # "arXiv:2602.23361", "arXiv preprint arXiv:2602.23361"
    rf"|\beprint\s*=\s*[{{\"]\s*(?:arxiv:)?{ID}"  # BibTeX and BibLaTeX
    rf"|^[ \t]*{ID}[ \t]*\r?$",  # a plain list; blank lines would be gone through once for each of them
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Texts:
    """The papers whose text was found, what to keep for the next run (None: arXiv does not know it), and the ids without a text."""

    papers: tuple[Paper, ...]
    keep: dict[str, Paper | None]
    missing: tuple[str, ...]


def arxiv_ids(export: str) -> tuple[str, ...]:
    """The arXiv ids in a BibTeX, RIS, CSL-JSON, CSV or plain list, without version, each once, in their order."""
    found = (next(group for group in match.groups() if group) for match in PLACES.finditer(export))
    return tuple(dict.fromkeys(map(_as_arxiv_writes, found)))


def _as_arxiv_writes(id_: str) -> str:
    """``Math.gt/0309136`` is ``math.GT/0309136``."""
    archive, point, rest = id_.partition(".")
    subject, slash, number = rest.partition("/")
    return f"{archive.lower()}.{subject.upper()}/{number}" if point and slash else id_.lower()


def texts(
    ids: Sequence[str], digests: Iterable[Digest], kept: Mapping[str, Paper | None], complete: Callable[[Sequence[str]], Sequence[Paper]]
) -> Texts:
    """Find the texts of papers. Raises FetchError when arXiv's API is needed and does not answer."""
    wanted = tuple(dict.fromkeys(ids))
    listed = {entry.paper.id: entry.paper for digest in digests for entry in digest.entries}
    recorded = {id_: listed[id_] for id_ in wanted if id_ in listed and listed[id_].abstract}
    keep = {id_: kept[id_] for id_ in wanted if id_ in kept and id_ not in recorded}
    asked = [id_ for id_ in wanted if id_ not in recorded and id_ not in keep]
    answered = {paper.id: paper for paper in complete(asked)} if asked else {}
    keep |= {id_: _brief(answered[id_]) if id_ in answered else None for id_ in asked}
    known = {id_: recorded.get(id_) or keep.get(id_) for id_ in wanted}
    return Texts(
        papers=tuple(paper for paper in known.values() if paper),
        keep=dict(sorted(keep.items())),
        missing=tuple(id_ for id_, paper in known.items() if not paper),
    )


def _brief(paper: Paper) -> Paper:
    """What learning needs of a paper."""
    return Paper(id=paper.id, title=paper.title, abstract=paper.abstract)
