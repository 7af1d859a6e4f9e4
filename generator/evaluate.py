"""How well the ranking puts wanted papers first, day by day. Pure: texts of files and a profile in, figures out.

nDCG@10 as in Järvelin and Kekäläinen (2002) with the label as gain; a day counts when at least one of its papers is wanted.
Intervals come from a bootstrap over days, since the papers of one day compete with each other only.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import asdict, dataclass
from math import log2
from random import Random
from typing import Any

from generator.bounds import loads
from generator.errors import UsageError
from generator.model import Paper
from generator.rank import Profile, rank

DEPTH = 10
ROUNDS = 2000
"""Draws of the bootstrap."""
LABELS = {
    "days": "days",
    "papers": "papers",
    "wanted": "wanted",
    "ndcg": "nDCG@10",
    "precision": "precision@10",
    "recall": "recall@30",
    "reciprocal_rank": "first wanted",
}


@dataclass(frozen=True, slots=True)
class Metrics:
    """Means over days: nDCG@10, precision@10, recall@30, reciprocal rank of the first wanted paper; and how many days."""

    days: int
    papers: int
    wanted: int
    ndcg: float
    precision: float
    recall: float
    reciprocal_rank: float


@dataclass(frozen=True, slots=True)
class Difference:
    """The mean difference of two rankings over days, with its 95 % interval."""

    mean: float
    low: float
    high: float


def ndcg(gains: Sequence[float], depth: int = DEPTH) -> float:
    """The discounted gain of papers in their order over that of the best order; 0 when nothing is wanted."""
    best = _discounted(sorted(gains, reverse=True)[:depth])
    return _discounted(gains[:depth]) / best if best else 0.0


def _discounted(gains: Sequence[float]) -> float:
    return sum(gain / log2(place + 2) for place, gain in enumerate(gains))


def measure(days: Sequence[Sequence[float]]) -> Metrics:
    """Sum up days, each the labels of its papers in the order of a ranking. Days without a wanted paper do not count."""
    counted = [gains for gains in days if any(gain > 0 for gain in gains)]
    return Metrics(
        days=len(counted),
        papers=sum(len(gains) for gains in counted),
        wanted=sum(gain > 0 for gains in counted for gain in gains),
        ndcg=_mean([ndcg(gains) for gains in counted]),
        precision=_mean([sum(gain > 0 for gain in gains[:DEPTH]) / DEPTH for gains in counted]),
        recall=_mean([sum(gain > 0 for gain in gains[:30]) / sum(gain > 0 for gain in gains) for gains in counted]),
        reciprocal_rank=_mean([1 / (1 + next(place for place, gain in enumerate(gains) if gain > 0)) for gains in counted]),
    )


def compare(one: Sequence[float], other: Sequence[float], seed: int = 0) -> Difference:
    """The mean of ``one`` minus ``other``, day by day, and its 95 % interval by a paired bootstrap; both in the same order of days."""
    differences = [here - there for here, there in zip(one, other, strict=True)]
    draw = Random(seed)  # noqa: S311 no secret
    means = sorted(_mean(draw.choices(differences, k=len(differences))) for _ in range(ROUNDS)) if differences else [0.0]
    return Difference(_mean(differences), means[round(0.025 * (len(means) - 1))], means[round(0.975 * (len(means) - 1))])


@dataclass(frozen=True, slots=True)
class Label:
    """One line of a file of labels: a paper, whether it is wanted (0, or a gain), and its day ("" for one single day)."""

    id: str
    label: float
    date: str = ""


def labelled(text: str, name: str) -> list[Label]:
    """Read lines of ``{"id", "label", "date"}``; other keys are left aside. Raises UsageError that names the line."""
    rows = []
    for number, content in _lines(text, name):
        try:
            rows.append(Label(str(content["id"]), float(content["label"]), str(content.get("date") or "")))
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            raise UsageError(f"{name} line {number}: no id with a label", 'write {"id": …, "label": 0 or 1, "date": …}') from error
    return rows


def papers(text: str, name: str, wanted: Set[str]) -> dict[str, Paper]:
    """Read the papers of the wanted ids from lines of JSON objects with id, title, abstract, comment and authors."""
    found = {}
    for _, content in _lines(text, name):
        if content.get("id") in wanted:
            found[content["id"]] = Paper(
                id=content["id"],
                title=content.get("title") or "",
                authors=tuple(content.get("authors") or ()),
                abstract=content.get("abstract"),
                comment=content.get("comment"),
            )
    return found


def _lines(text: str, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            try:
                content = loads(line)
            except ValueError as error:
                raise UsageError(f"{name} line {number}: not JSON", "write one JSON object a line") from error
            if not isinstance(content, dict):
                raise UsageError(f"{name} line {number}: not a JSON object", "write one JSON object a line")
            yield number, content


def evaluate(labels: Iterable[Label], papers: Mapping[str, Paper], profile: Profile, without: Set[str] = frozenset()) -> Metrics:
    """Rank each day's labelled papers as ``digest run`` would, ``without`` the liked ones, and measure."""
    days: dict[str, dict[str, float]] = defaultdict(dict)
    for row in labels:
        if row.id in papers and row.id not in without:
            days[row.date][row.id] = row.label
    return measure([gains(papers, wanted, profile) for _, wanted in sorted(days.items())])


def gains(papers: Mapping[str, Paper], labels: Mapping[str, float], profile: Profile) -> list[float]:
    """The labels of a day's papers in the order of the ranking."""
    return [labels[each.paper.id] for each in rank([papers[id_] for id_ in labels], profile, lambda key, **_: key)]


def as_table(figures: Metrics) -> str:
    """Write the figures for a person."""
    rows = [(name, f"{value:.3f}" if isinstance(value, float) else str(value)) for name, value in asdict(figures).items()]
    return "\n".join(f"{LABELS[name]:<16}{value:>8}" for name, value in rows)


def as_json(figures: Metrics) -> str:
    """Write the figures for a program."""
    return json.dumps(asdict(figures))


def _mean(figures: Sequence[float]) -> float:
    return sum(figures) / len(figures) if figures else 0.0
