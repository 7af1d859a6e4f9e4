"""The newest papers as Atom (RFC 4287) and as JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/), of all and of each interest. Pure.

Identifiers are tag URIs (RFC 4151) made of the arXiv id alone, so that they stay when the site moves or is renamed. Their
authority is a name below ``.invalid`` (RFC 2606): the site's own name could change, and arXiv's is not ours to mint from.
Dates are the records' own: a paper is published on its first day, and updated when it was read.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from html import escape
from itertools import islice

from generator.model import Analysis, Page
from generator.render import hypertext, text
from generator.render.citation import links
from generator.render.pen import Pen
from generator.render.shelf import Card, Shelf, Slip, address_of, is_quoted, key, opening

_NEWEST = 50
_NEWEST_OF_INTEREST = 30
_BEFORE_ALL = "2026-01-01T00:00:00Z"
_AUTHORITY = "tag:paper-digest.invalid,2026:"


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of a feed; ``content`` is HTML, ``summary`` plain text, times are UTC."""

    id: str
    title: str
    link: str
    abstract_page: str
    authors: Sequence[str]
    published: str
    updated: str
    categories: Sequence[str]
    summary: str
    content: str


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed before it is written; ``path`` and ``about`` (the page that it belongs to) are addresses inside the site."""

    id: str
    path: str
    about: str
    name: str
    updated: str
    items: Sequence[Item]


def feeds(shelf: Shelf, pen: Pen) -> Iterator[Page]:
    """feed.xml and feed.json with the newest read papers (the newest listed ones while none was read), and both for each interest."""
    items = _Items(shelf, pen)
    read = list(islice((slip for slip in shelf.newest if slip.of.fullness), _NEWEST))
    name = text.clean(pen.site.name)
    yield from _written(Feed(f"{_AUTHORITY}feed", "feed", "", name, *items.of(read or shelf.newest[:_NEWEST])), pen)
    for interest in dict.fromkeys([*pen.interest_names, *shelf.interests]):
        slug = text.slug(interest)
        found = items.of(shelf.interests.get(interest, ())[:_NEWEST_OF_INTEREST])
        title = f"{text.plain(pen.interest_name(interest)) or interest} · {name}"
        yield from _written(Feed(f"{_AUTHORITY}interest/{slug}", f"interests/{slug}", f"interests/{slug}/", title, *found), pen)


class _Items:
    """Makes each item once, and opens each day once, however many feeds have them."""

    def __init__(self, shelf: Shelf, pen: Pen) -> None:
        self._shelf, self._pen = shelf, pen
        self._made: dict[str, Item] = {}

    def of(self, slips: Sequence[Slip]) -> tuple[str, list[Item]]:
        """The latest moment of some papers, and their items."""
        missing: dict[date, list[str]] = {}
        for slip in slips:
            if slip.id not in self._made:
                missing.setdefault(slip.day, []).append(slip.id)
        for day, wanted in missing.items():
            self._made |= {card.paper.id: _item(card, self._pen) for card in self._shelf.cards(day) if card.paper.id in wanted}
        items = [self._made[slip.id] for slip in slips]
        return max((item.updated for item in items), default=_BEFORE_ALL), items


def _written(feed: Feed, pen: Pen) -> Iterator[Page]:
    yield Page(path=f"{feed.path}.xml", text=pen.xml("feed", feed=feed))
    yield Page(path=f"{feed.path}.json", text=json.dumps(_json(feed, pen), ensure_ascii=False, indent=1) + "\n")


def _json(feed: Feed, pen: Pen) -> dict[str, object]:
    """A feed as JSON Feed has it. Without the address of the site it cannot name its own."""
    url, language = pen.site.url, pen.site.language
    own = {"home_page_url": f"{url}{feed.about}", "feed_url": f"{url}{feed.path}.json"} if url else {}
    items = [_json_item(item) for item in feed.items]
    return {"version": "https://jsonfeed.org/version/1.1", "title": feed.name, **own, "language": language, "items": items}


def _json_item(item: Item) -> dict[str, object]:
    known = {
        "id": item.id,
        "url": item.link,
        "external_url": item.abstract_page,
        "title": item.title,
        "content_html": item.content or f"<p>{escape(item.title)}</p>",
        "summary": item.summary,
        "date_published": item.published,
        "date_modified": item.updated,
        "authors": [{"name": name} for name in item.authors],
        "tags": list(item.categories),
    }
    return {name: value for name, value in known.items() if value}


def _item(card: Card, pen: Pen) -> Item:
    paper, day = card.paper, min(card.days)
    published = _utc(datetime(day.year, day.month, day.day, tzinfo=UTC))
    written = card.entry.analysis.at if card.entry.analysis else None
    abstract_page = text.url(f"https://arxiv.org/abs/{paper.id}") or ""
    return Item(
        id=f"{_AUTHORITY}paper/{key(paper.id)}",
        title=text.plain(paper.title) or paper.id,
        link=pen.site.url + address_of(card.path) if pen.site.url else abstract_page,
        abstract_page=abstract_page,
        authors=[name for name in map(text.plain, paper.authors) if name],
        published=published,
        updated=max(_utc(written), published) if written else published,
        categories=[name for name in map(text.clean, paper.categories) if name],
        summary=text.plain(opening(card)[0]),
        content=_content(card, pen),
    )


def _address(pen: Pen, paper_id: str) -> str | None:
    path = pen.view.addresses.get(paper_id)
    return pen.site.url + address_of(path) if path and pen.site.url else f"https://arxiv.org/abs/{paper_id}"


def _content(card: Card, pen: Pen) -> str:
    """All that the paper's page says, as HTML: why it is here, TL;DR, the analysis (the abstract where there is none), links."""
    analysis, say = card.entry.analysis, pen.say
    html = partial(hypertext.paragraphs, address=partial(_address, pen))
    parts = [html(opening(card)[0])]
    if analysis:
        parts += [f"<h2>{escape(text.plain(section.title))}</h2>{html(section.text)}" for section in analysis.sections]
        if analysis.findings:
            findings = "".join(f"<li>{hypertext.inline(finding)}</li>" for finding in analysis.findings)
            parts.append(f"<h2>{escape(say('paper.findings'))}</h2><ul>{findings}</ul>")
        if analysis.limitations:
            parts.append(f"<h2>{escape(say('paper.limitations'))}</h2>{html(analysis.limitations)}")
        parts.append(f"<p><em>{escape(_provenance(analysis, pen))}</em></p>")
    elif card.paper.abstract:
        parts.append(f"<h2>{escape(say('paper.abstract'))}</h2><p>{hypertext.passage(text.clean(card.paper.abstract))}</p>")
    return "".join([*parts, _why(card), _links(card, pen)])


def _why(card: Card) -> str:
    reason = text.clean(card.entry.relevance.reason or "")
    told = [*([] if card.score is None else [str(card.score)]), *([escape(reason)] if reason else [])]
    return f"<p>{' · '.join(told)}</p>" if told else ""


def _links(card: Card, pen: Pen) -> str:
    found = [hypertext.link(pen.say(f"link.{link.name}"), link.address) for link in links(card.paper)]
    return f"<p>{' · '.join(found)}</p>"


def _provenance(analysis: Analysis, pen: Pen) -> str:
    """Who wrote an analysis, from what."""
    if is_quoted(analysis):
        return pen.say("provenance.quoted")
    told = "provenance.full_text" if analysis.basis == "full text" else "provenance.abstract"
    return pen.say(told, model=text.clean(analysis.model or "") or pen.say("provenance.unnamed"))


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
