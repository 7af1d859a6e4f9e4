"""The whole archive, worked through once, so that no page has to: papers, days, tags, categories, interests. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from generator.model import Analysis, Digest, Entry, Paper
from generator.render import text


@dataclass(frozen=True, slots=True)
class Card:
    """An entry with what several pages print of it: its path, its title as Markdown and the days it was on."""

    entry: Entry
    day: date
    days: tuple[date, ...]
    path: str
    title: text.Md

    @property
    def paper(self) -> Paper:
        """The paper itself."""
        return self.entry.paper

    @property
    def score(self) -> int | None:
        """The score shown, 0–100; None when not scored."""
        return self.entry.relevance.score


@dataclass(frozen=True, slots=True)
class Shelf:
    """All digests by day, oldest first, and every paper that has a page, under all that it is found by.

    ``papers`` maps an arXiv id to the fullest entry of that paper; the lists below hold the same cards, newest first.
    """

    digests: tuple[Digest, ...]
    papers: Mapping[str, Card]
    days: Mapping[date, tuple[Card, ...]]
    newest: tuple[Card, ...]
    tags: Mapping[str, tuple[Card, ...]]
    categories: Mapping[str, tuple[Card, ...]]
    interests: Mapping[str, tuple[Card, ...]]


def key(paper_id: str) -> str:
    """An arXiv id as a file name and an anchor: ``hep-th/9901001`` becomes ``hep-th-9901001``."""
    return text.slug(paper_id.replace("/", "-"))


def paper_path(paper_id: str) -> str:
    """The path of a paper's page inside docs/."""
    return f"papers/{key(paper_id)}.md"


def day_path(day: date) -> str:
    """The path of a day's page inside docs/."""
    return f"daily/{day:%Y}/{day:%Y-%m-%d}.md"


def shelve(digests: Sequence[Digest]) -> Shelf:
    """Work through the digests, given in any order."""
    ordered = tuple(sorted(digests, key=lambda digest: digest.day))
    found: dict[str, list[tuple[date, Entry]]] = {}
    for digest in ordered:
        for entry in digest.entries:
            found.setdefault(entry.paper.id, []).append((digest.day, entry))
    papers = {paper_id: _card(entries) for paper_id, entries in sorted(found.items())}
    newest = tuple(sorted(papers.values(), key=newest_first))
    return Shelf(
        digests=ordered,
        papers=papers,
        days={digest.day: tuple(_of_day(entry, digest.day, papers[entry.paper.id]) for entry in digest.entries) for digest in ordered},
        newest=newest,
        tags=_grouped(newest, lambda card: card.entry.tags),
        categories=_grouped(newest, lambda card: card.paper.categories),
        interests=_grouped(newest, lambda card: card.entry.relevance.matched),
    )


def is_quoted(analysis: Analysis) -> bool:
    """Whether an analysis was put together from the authors' sentences, without a model."""
    return analysis.analyst == "extractive"


def opening(card: Card) -> tuple[str, str]:
    """The sentence that stands for a paper in a list, with its language: TL;DR, else line, else nothing."""
    if card.entry.analysis and card.entry.analysis.tldr:
        return card.entry.analysis.tldr, card.entry.analysis.language
    return (card.entry.line.text, card.entry.line.language) if card.entry.line else ("", "en")


def newest_first(card: Card) -> tuple[int, bool, int, str]:
    """A total order: newest day first, read papers before listed ones, then the higher score, then the id."""
    return (-card.day.toordinal(), card.entry.analysis is None, -1 if card.score is None else -card.score, card.paper.id)


def _card(entries: Sequence[tuple[date, Entry]]) -> Card:
    day, entry = max(entries, key=lambda found: (_fullness(found[1]), found[0]))
    return Card(entry, day, tuple(day for day, _ in entries), paper_path(entry.paper.id), text.inline(entry.paper.title))


def _of_day(entry: Entry, day: date, fullest: Card) -> Card:
    """The card of a paper on one day: that day's entry, not the fullest."""
    if entry is fullest.entry:
        return fullest
    return Card(entry, day, fullest.days, fullest.path, text.inline(entry.paper.title))


def _fullness(entry: Entry) -> int:
    if entry.analysis is None:
        return 0
    return 2 if entry.analysis.basis == "full text" else 1


def _grouped(cards: Iterable[Card], words: Callable[[Card], Iterable[str]]) -> dict[str, tuple[Card, ...]]:
    groups: dict[str, list[Card]] = {}
    for card in cards:
        for word in words(card):
            groups.setdefault(word, []).append(card)
    return {word: tuple(group) for word, group in sorted(groups.items())}
