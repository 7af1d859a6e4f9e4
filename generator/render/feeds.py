"""feed.xml, the newest papers as Atom. Pure.

Identifiers are tag URIs (RFC 4151) made of the arXiv id alone, so that they stay when the site moves or is renamed. Their
authority is a name below ``.invalid`` (RFC 2606): the site's own name could change, and arXiv's is not ours to mint from.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from itertools import islice

from generator.model import Analysis, Page
from generator.render import text
from generator.render.pen import Pen
from generator.render.shelf import Card, Shelf, is_quoted, key, opening

_NEWEST = 50
_BEFORE_ALL = datetime(2026, 1, 1, tzinfo=UTC)
_AUTHORITY = "tag:paper-digest.invalid,2026:"


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of the feed; ``content`` is HTML, times are UTC."""

    id: str
    title: str
    link: str
    authors: Sequence[str]
    published: str
    updated: str
    categories: Sequence[str]
    content: str


def atom(shelf: Shelf, pen: Pen) -> Iterator[Page]:
    """feed.xml with the newest read papers; with the newest listed ones while none was read."""
    slips = list(islice((slip for slip in shelf.newest if slip.of.fullness), _NEWEST)) or shelf.newest[:_NEWEST]
    updated = _utc(max((sheet.at for sheet in shelf.sheets), default=_BEFORE_ALL))
    items = [_item(shelf.card(slip), pen) for slip in slips]
    yield Page(path="feed.xml", text=pen.xml("feed", id=f"{_AUTHORITY}feed", name=text.clean(pen.site.name), updated=updated, items=items))


def _item(card: Card, pen: Pen) -> Item:
    paper, day = card.paper, min(card.days)
    published = _utc(datetime(day.year, day.month, day.day, tzinfo=UTC))
    written = card.entry.analysis.at if card.entry.analysis else None
    return Item(
        id=f"{_AUTHORITY}paper/{key(paper.id)}",
        title=text.plain(paper.title) or paper.id,
        link=_on_site(pen.site.url, card.path) if pen.site.url else text.url(f"https://arxiv.org/abs/{paper.id}") or "",
        authors=[text.plain(name) for name in paper.authors],
        published=published,
        updated=max(_utc(written), published) if written else published,
        categories=[text.clean(category) for category in paper.categories],
        content=_content(card, pen),
    )


def _on_site(url: str, path: str) -> str:
    """The address of the page at a path inside docs/, or of a place on it."""
    page, _, anchor = path.partition(".md")
    return f"{url}{page}/{anchor}"


def _content(card: Card, pen: Pen) -> str:
    """TL;DR, sections, findings and limitations as HTML that holds nothing but paragraphs, headings and lists."""
    analysis = card.entry.analysis
    parts = [_paragraphs(opening(card)[0])]
    if analysis:
        parts += [f"<h2>{escape(text.plain(section.title))}</h2>{_paragraphs(section.text)}" for section in analysis.sections]
        if analysis.findings:
            findings = "".join(f"<li>{escape(text.plain(finding))}</li>" for finding in analysis.findings)
            parts.append(f"<h2>{escape(pen.say('paper.findings'))}</h2><ul>{findings}</ul>")
        if analysis.limitations:
            parts.append(f"<h2>{escape(pen.say('paper.limitations'))}</h2>{_paragraphs(analysis.limitations)}")
        parts.append(f"<p><em>{escape(_provenance(analysis, pen))}</em></p>")
    return "".join(parts)


def _provenance(analysis: Analysis, pen: Pen) -> str:
    """Who wrote an analysis, from what."""
    if is_quoted(analysis):
        return pen.say("provenance.quoted")
    told = "provenance.full_text" if analysis.basis == "full text" else "provenance.abstract"
    return pen.say(told, model=analysis.model or pen.say("provenance.unnamed"))


def _paragraphs(source: str) -> str:
    blocks = (text.plain(block.replace("**", "")) for block in source.split("\n"))
    return "".join(f"<p>{escape(block)}</p>" for block in blocks if block)


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
