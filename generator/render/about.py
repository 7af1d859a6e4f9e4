"""The page that says how this feed chooses, who wrote what, and what it cost. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from generator.glance import QUOTING
from generator.model import Page, Usage
from generator.render.pen import Pen
from generator.render.shelf import Shelf

GUIDES = {
    "fork_link": "start",
    "guide_feed": "guide/feed",
    "guide_models": "guide/models",
    "guide_questions": "guide/questions",
    "guide_moving": "guide/moving",
}
"""The pages written by hand, by the message that names them; English ones end in .md, the others in .zh.md and so on."""

TRANSLATED = frozenset({"zh"})


@dataclass(frozen=True, slots=True)
class Cost:
    """What one model was asked for: requests, tokens, US dollars (None when a price is not known)."""

    provider: str
    model: str
    requests: int
    tokens: int
    cost: float | None


def about(shelf: Shelf, pen: Pen) -> Iterator[Page]:
    """about.md."""
    read = [slip.of for slip in shelf.slips.values() if slip.of.fullness]
    unnamed = pen.say("provenance.unnamed")
    written = Counter(each.model or unnamed for each in read if each.analyst != QUOTING)
    yield pen.page(
        "about",
        "about.md",
        title=pen.say("about.title"),
        description=pen.say("about.description", name=pen.site.name),
        front={"hide": ["navigation"]},
        written_by=sorted(written.items()),
        quoted=sum(each.analyst == QUOTING for each in read),
        costs=costs(usage for sheet in shelf.sheets for usage in sheet.usage),
        wanted=[interest for interest in pen.site.interests if not interest.paused],
        paused=[interest for interest in pen.site.interests if interest.paused],
        guides=guides(pen.site.language),
    )


def guides(language: str) -> list[tuple[str, str]]:
    """The message that names each guide, and its path: in English where there is none in the language."""
    end = f".{language}.md" if language in TRANSLATED else ".md"
    return [(name, path + end) for name, path in GUIDES.items()]


def costs(usages: Iterable[Usage]) -> list[Cost]:
    """Add up per provider and model; one unknown cost makes the sum unknown."""
    sums: dict[tuple[str, str], Cost] = {}
    for usage in usages:
        name = (usage.provider, usage.model)
        so_far = sums.get(name, Cost(*name, 0, 0, 0.0))
        cost = None if so_far.cost is None or usage.cost is None else so_far.cost + usage.cost
        sums[name] = Cost(*name, so_far.requests + usage.requests, so_far.tokens + usage.tokens, cost)
    return [sums[name] for name in sorted(sums)]
