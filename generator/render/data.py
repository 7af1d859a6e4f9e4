"""What programs read: each month's papers as open data, and the files that tell robots and language models what is here. Pure.

A line of ``papers/<month>.jsonl`` is drawn from its own month's records alone, so that closed months stay closed.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from generator.model import Analysis, Page
from generator.render import text
from generator.render.figures import Shown, shown
from generator.render.pen import Pen
from generator.render.shelf import Card, Shelf, address_of, month_of
from generator.render.view import Volume

# The schema, told on data.md: fields are added, and never renamed or given another meaning without another number.
SCHEMA = 1
FIELDS = (
    "schema", "id", "day", "days", "page", "title", "authors", "affiliations", "abstract", "categories", "primary_category", "submitted",
    "updated", "announced", "comment", "journal_ref", "doi", "licence", "code_url", "project_url", "huggingface_date", "upvotes", "score",
    "reason", "matched", "tags", "kind", "line", "analysis", "related", "figure",
)  # fmt: skip
_OF_PAPER = (
    "id", "title", "authors", "affiliations", "abstract", "categories", "primary_category", "submitted", "updated", "announced", "comment",
    "journal_ref", "doi", "huggingface_date", "upvotes",
)  # fmt: skip
_OF_ANALYSIS = ("analyst", "provider", "model", "language", "basis", "tldr", "findings", "limitations", "at")
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
# Python's splitlines, and others, take these for ends of lines.
_LINE_ENDS = {"\x85": r"\u0085", "\u2028": r"\u2028", "\u2029": r"\u2029"}


def month_data(volume: Volume, _: Pen) -> Iterator[Page]:
    """papers/<month>.jsonl: a line for each paper whose page is drawn with this month, in the order of days, scores and ids."""
    cards = sorted(volume.papers, key=lambda card: (card.day, -(card.score or 0), card.paper.id))
    if cards:
        lines = "".join(f"{_JSON.encode(_line(card, shown(card.entry, volume.view)))}\n" for card in cards)
        for end, written in _LINE_ENDS.items():
            lines = lines.replace(end, written)
        yield Page(path=data_path(volume.name), text=lines)


def data_path(month: str) -> str:
    """The path of a month's data inside docs/."""
    return f"papers/{month}.jsonl"


def _line(card: Card, figure: Shown | None) -> dict[str, Any]:
    """The fields of a paper; what is not known is left out, and zero stays."""
    paper, entry = card.paper, card.entry
    known = {name: getattr(paper, name) for name in _OF_PAPER} | {
        "schema": SCHEMA,
        "day": card.day,
        "days": card.days,
        "page": address_of(card.path),
        "licence": text.url(paper.licence),
        "code_url": text.url(paper.code_url),
        "project_url": text.url(paper.project_url),
        "score": entry.relevance.score,
        "reason": entry.relevance.reason,
        "matched": entry.relevance.matched,
        "tags": entry.tags,
        "kind": entry.kind,
        "line": {"text": entry.line.text, "language": entry.line.language} if entry.line else None,
        "analysis": _analysis(entry.analysis) if entry.analysis else None,
        "related": [{"id": each.id, "why": each.why} for each in entry.related],
        "figure": asdict(figure) if figure else None,
    }
    return {name: _plain(known[name]) for name in FIELDS if known[name] not in (None, (), [], "")}


def _analysis(analysis: Analysis) -> dict[str, Any]:
    known = {name: getattr(analysis, name) for name in _OF_ANALYSIS}
    sections = [{"id": each.id, "title": each.title, "text": each.text} for each in analysis.sections]
    return {name: _plain(value) for name, value in (known | {"sections": sections}).items() if value not in (None, (), [], "")}


def _plain(value: Any) -> Any:
    """Days and moments as ISO 8601 has them, tuples as lists."""
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return [_plain(each) for each in value] if isinstance(value, tuple) else value


def offers(shelf: Shelf, pen: Pen) -> Iterator[Page]:
    """data.md, llms.txt (https://llmstxt.org) and robots.txt (RFC 9309)."""
    counts = Counter(month_of(slip.day) for slip in shelf.slips.values())
    months = [(month, data_path(month), counts[month]) for month in sorted(counts, reverse=True)]
    interests = [(each, text.slug(each)) for each in dict.fromkeys([*pen.interest_names, *shelf.interests])]
    title, description = pen.say("data.title"), pen.say("data.description", name=pen.site.name)
    front = {"hide": ["navigation"]}
    yield pen.page(
        "data",
        "data.md",
        title=title,
        description=description,
        front=front,
        months=months,
        fields=FIELDS,
        schema=SCHEMA,
        interests=interests,
    )
    newest = shelf.sheets[-1].day if shelf.sheets else None
    yield Page(path="llms.txt", text=pen.bare("llms.txt", months=months, interests=interests, newest=newest, root=pen.site.url or ""))
    sitemap = f"Sitemap: {pen.site.url}sitemap.xml\n" if pen.site.url else ""
    yield Page(path="robots.txt", text=f"User-agent: *\nAllow: /\n{sitemap}")
