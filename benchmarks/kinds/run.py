"""Measure the kind of a paper against labels by hand: python benchmarks/kinds/run.py PAPERS.jsonl.gz [--faults].

PAPERS is a gzipped file with one paper a line (id, title, abstract, comment). The labels hold ids and kinds only; rules were
tuned on one half and the other half was left alone. ``picked`` papers were drawn by what the rules say (ten of each rare
kind), so they measure precision only.
"""

import argparse
import gzip
import json
from collections import Counter
from pathlib import Path

from generator.model import Paper
from generator.rank.tags import kind

LABELS = Path(__file__).parent / "labels.jsonl"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("papers", type=Path)
    parser.add_argument("--faults", action="store_true", help="show the papers of the tuned half that were told wrong")
    options = parser.parse_args()
    labels = [json.loads(line) for line in LABELS.read_text("utf-8").splitlines()]
    wanted = {label["id"] for label in labels}
    with gzip.open(options.papers, "rt", encoding="utf-8") as lines:
        rows = {row["id"]: row for row in map(json.loads, lines) if row["id"] in wanted}
    papers = {id_: Paper(id=id_, title=row["title"], abstract=row["abstract"], comment=row["comment"]) for id_, row in rows.items()}
    for part in dict.fromkeys(label["part"] for label in labels):
        report(part, [(label["kind"], kind(papers[label["id"]])) for label in labels if label["part"] == part])
    if options.faults:
        for label in labels:
            paper = papers[label["id"]]
            if label["part"] == "tuned" and kind(paper) != label["kind"]:
                print(f"{paper.id} {label['kind']} told as {kind(paper)}: {paper.title}\n    {paper.abstract}")


def report(part: str, pairs: list[tuple[str, str | None]]) -> None:
    """Print accuracy, and for each kind how many were right of those labelled and of those told so."""
    right = Counter(label for label, told in pairs if label == told)
    labelled, told = Counter(label for label, _ in pairs), Counter(str(told) for _, told in pairs)
    print(f"{part}: {sum(right.values())} of {len(pairs)} right; always saying method: {labelled['method']}")
    for name in sorted({*labelled, *told}, key=lambda name: -labelled[name]):
        print(f"  {name:12} recall {right[name]:3}/{labelled[name]:<3} precision {right[name]:3}/{told[name]:<3}")


if __name__ == "__main__":
    main()
