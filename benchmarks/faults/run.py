"""Perform the fault matrix (tests/matrix.py) and print it: what each fault of each source costs, through the real commands.

``python benchmarks/faults/run.py [--source NAME …] [--cases]``. A case is a day with one fault, the same day on which all is well,
and once more; sources and models are raw sockets on loopback, git pushes to a bare repository. ``--cases`` prints a line a case.
Leaves with 1 when a paper was lost, a fault's text published, something doubled, a traceback shown, or an archive left unequal.
"""

import argparse
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.matrix import CASES, Outcome, perform

COLUMNS = ("source", "cases", "lost", "published", "doubled", "tracebacks", "exit statuses", "healthy after", "equal", "quiet", "s")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--source", action="append", choices=sorted({case.source for case in CASES}))
    parser.add_argument("--cases", action="store_true", help="a line a case")
    chosen = parser.parse_args()
    outcomes: list[Outcome] = []
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for case in CASES:
            if not chosen.source or case.source in chosen.source:
                outcomes.append(perform(case))
                if chosen.cases:
                    print(line(outcomes[-1]), flush=True)
        os.chdir("/")
    sources = dict.fromkeys(each.case.source for each in outcomes)
    rows = [row(source, [each for each in outcomes if each.case.source == source]) for source in sources]
    print_table([COLUMNS, *rows, row("all", outcomes)])
    return 0 if all(held(each) for each in outcomes) else 1


def held(outcome: Outcome) -> bool:
    """Whether a case came to what it must."""
    bad = outcome.lost or outcome.published or outcome.duplicates or outcome.tracebacks
    return not bad and outcome.mended == 0 and outcome.equal is not False and outcome.quiet


def row(name: str, outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    statuses = Counter(each.said.status for each in outcomes)
    asked = [each.equal for each in outcomes if each.equal is not None]
    figures = (
        len(outcomes),
        sum(len(each.lost) for each in outcomes),
        sum(len(each.published) for each in outcomes),
        sum(each.duplicates for each in outcomes),
        sum(each.tracebacks for each in outcomes),
        ", ".join(f"{status}: {count}" for status, count in sorted(statuses.items())),
        f"{sum(each.mended == 0 for each in outcomes)} of {len(outcomes)}",
        f"{sum(asked)} of {len(asked)}",
        f"{sum(each.quiet for each in outcomes)} of {len(outcomes)}",
        f"{sum(each.seconds for each in outcomes):.0f}",
    )
    return (name, *map(str, figures))


def line(outcome: Outcome) -> str:
    """A case in one line: what it left, then what was told."""
    told = next((each.strip() for each in outcome.said.out.splitlines() if each.startswith(("  gap: ", "::error::"))), "no gap")
    mark = "held" if held(outcome) else "BROKEN"
    return f"{mark}\t{outcome.case}\texit {outcome.said.status}\t{outcome.seconds:.1f} s\t{told} {outcome.said.err.strip()}"


def print_table(rows: Sequence[Sequence[str]]) -> None:
    widths = [max(len(each[place]) for each in rows) for place in range(len(rows[0]))]
    for each in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(each, widths, strict=True)).rstrip())


if __name__ == "__main__":
    sys.exit(main())
