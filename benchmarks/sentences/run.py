"""Measure the roles of sentences against labels.jsonl, beside trigger words and the last two sentences.

Prints tables of precision, recall and F1 with 95 % intervals (bootstrap over abstracts), per half. See README.md.
"""

import argparse
import gzip
import json
import random
import re
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from generator.analyse.extractive import Extractive
from generator.analyse.roles import Sentence, roles
from generator.analyse.sentences import sentences
from generator.model import Paper, RankedPaper, Relevance
from generator.rank.tags import vocabulary
from generator.render import messages

LABELS = Path(__file__).with_name("labels.jsonl")
HALVES = ("tuned", "untouched")
DRAWS = 2000
# As older feeds choose "key findings".
TRIGGERS = re.compile(
    r"propos|introduc|present|achiev|outperform|state[- ]of[- ]the[- ]art|\bSOTA\b|novel|we show|demonstrat|significant|improv",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Case:
    """A labelled abstract: the label of each of its sentences, and what the analyst makes of it."""

    id: str
    half: str
    labels: tuple[str, ...]
    judged: tuple[Sentence, ...]
    findings: frozenset[int]
    tldr: int


def main() -> None:
    options = _options()
    cases = load(LABELS, options.papers)
    for half in HALVES:
        chosen = [case for case in cases if case.half == half]
        print(f"\n{half}: {len(chosen)} abstracts, {sum(len(case.labels) for case in chosen)} sentences")
        print("\n".join(table(chosen)))
    if options.errors:
        print("\n".join(errors(case for case in cases if case.half == options.errors)))
    print(f"\n{1000 * seconds(cases):.2f} ms per abstract")


def load(labels: Path, papers: Path) -> list[Case]:
    """The labelled abstracts. Exits when a paper is missing or is cut into other sentences than were labelled."""
    rows = [json.loads(line) for line in labels.read_text("utf-8").splitlines()]
    abstracts = _abstracts(papers, {row["id"] for row in rows})
    wrong = [row["id"] for row in rows if len(sentences(abstracts.get(row["id"], ""))) != len(row["roles"])]
    if wrong:
        sys.exit(f"{papers}: missing, or cut into other sentences than were labelled: {', '.join(wrong)}")
    analyst = Extractive(messages.load("en"), "en", (), vocabulary())
    return [_case(row, abstracts[row["id"]], analyst) for row in rows]


def _abstracts(papers: Path, ids: set[str]) -> dict[str, str]:
    content = papers.read_bytes()
    lines = (gzip.decompress(content) if papers.suffix == ".gz" else content).splitlines()
    rows = (json.loads(line) for line in lines)
    return {row["id"]: row["abstract"] for row in rows if row["id"] in ids}


def _case(row: dict[str, Any], abstract: str, analyst: Extractive) -> Case:
    judged = tuple(roles(abstract))
    paper = Paper(id=row["id"], title="", abstract=abstract)
    made = analyst.analyse(RankedPaper(paper=paper, relevance=Relevance(score=None, ranker_score=None)), datetime(2026, 1, 1, tzinfo=UTC))
    place = {each.text: each.place for each in judged}
    return Case(row["id"], row["half"], tuple(row["roles"]), judged, frozenset(place[text] for text in made.findings), place[made.tldr])


# --- what is called a result, by whom ---


def ours(case: Case) -> set[int]:
    return {each.place for each in case.judged if each.role == "result"}


def triggers(case: Case) -> set[int]:
    return {each.place for each in case.judged if TRIGGERS.search(each.text)}


def last_two(case: Case) -> set[int]:
    return {each.place for each in case.judged[-2:]}


METHODS: dict[str, Callable[[Case], Iterable[int]]] = {
    "roles": ours,
    "trigger words": triggers,
    "last two sentences": last_two,
    "published findings (up to 3)": lambda case: case.findings,
    "trigger words, first 3": lambda case: sorted(triggers(case))[:3],
}


# --- measures: counts per abstract, so that abstracts can be drawn again and added up ---

Score = tuple[float, ...]
Row = tuple[int, ...]
MERGED = ("result", "approach", "problem", "neither")


def counts(case: Case, method: Callable[[Case], Iterable[int]]) -> Row:
    """Of result sentences: rightly chosen, chosen, there."""
    chosen = set(method(case))
    return sum(case.labels[place] == "result" for place in chosen), len(chosen), case.labels.count("result")


def counts_of_roles(case: Case) -> Row:
    """The same for each role; background and other are not told apart."""
    pairs = [(_merged(label), each.role or "neither") for label, each in zip(case.labels, case.judged, strict=True)]
    each_role = (
        (sum(a == b == role for a, b in pairs), sum(b == role for _, b in pairs), sum(a == role for a, _ in pairs)) for role in MERGED
    )
    return tuple(count for three in each_role for count in three)


def scores(total: Sequence[int]) -> Score:
    """Precision, recall and F1, the mean over the roles that were counted."""
    each = [_prf(*total[place : place + 3]) for place in range(0, len(total), 3)]
    return tuple(sum(part) / len(each) for part in zip(*each, strict=True))


def share(total: Sequence[int]) -> Score:
    return (total[0] / total[1],)


def _merged(label: str) -> str:
    return "neither" if label in {"background", "other"} else label


def _prf(right: int, chosen: int, true: int) -> Score:
    precision, recall = (right / chosen if chosen else 0.0), (right / true if true else 0.0)
    return precision, recall, 2 * precision * recall / (precision + recall) if right else 0.0


def table(cases: Sequence[Case]) -> Iterable[str]:
    yield f"{'result sentences':32}{'precision':>20}{'recall':>20}{'F1':>20}"
    for name, method in METHODS.items():
        yield _line(name, [counts(case, method) for case in cases], scores)
    yield _line("all roles, mean", [counts_of_roles(case) for case in cases], scores)
    for wanted in (("result", "approach"), ("result",)):
        yield _line(f"TL;DR is {' or '.join(wanted)}", [(int(case.labels[case.tldr] in wanted), 1) for case in cases], share)
    without = [case.id for case in cases if "result" in case.labels and not case.findings]
    yield f"no finding although there is one: {len(without)} of {sum('result' in case.labels for case in cases)}"


def _line(name: str, rows: Sequence[Row], measure: Callable[[Sequence[int]], Score]) -> str:
    """The measure with its 95 % interval, over abstracts drawn with replacement."""
    draw = random.Random(1)
    drawn = [measure(_total(draw.choices(rows, k=len(rows)))) for _ in range(DRAWS)]
    ends = [(sorted(part)[DRAWS // 40], sorted(part)[-DRAWS // 40 - 1]) for part in zip(*drawn, strict=True)]
    cells = (f"{value:.2f} ({low:.2f}-{high:.2f})" for value, (low, high) in zip(measure(_total(rows)), ends, strict=True))
    return f"{name:32}" + "".join(f"{cell:>20}" for cell in cells)


def _total(rows: Sequence[Row]) -> Row:
    return tuple(map(sum, zip(*rows, strict=True)))


def errors(cases: Iterable[Case]) -> Iterable[str]:
    for case in cases:
        for label, each in zip(case.labels, case.judged, strict=True):
            if _merged(label) != (each.role or "neither"):
                mark = "!" if "result" in (label, each.role) else " "
                published = "*" if each.place in case.findings else " "
                yield f"{mark}{published} {case.id}.{each.place} {label} -> {each.role} {each.strength:.1f}: {each.text}"
        if case.labels[case.tldr] not in {"result", "approach"}:
            yield f"T  {case.id}.{case.tldr} {case.labels[case.tldr]}: {case.judged[case.tldr].text}"


def seconds(cases: Sequence[Case]) -> float:
    """How long an abstract takes: cut and judged, the mean."""
    abstracts = [" ".join(each.text for each in case.judged) for case in cases]
    started = time.perf_counter()
    for abstract in abstracts:
        roles(abstract)
    return (time.perf_counter() - started) / len(abstracts)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--papers", type=Path, required=True, help="papers, one JSON object a line, plain or gzip")
    parser.add_argument("--errors", choices=HALVES, help="also list what was judged wrongly on this half")
    return parser.parse_args()


if __name__ == "__main__":
    main()
