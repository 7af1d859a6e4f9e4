"""The Python side of a big archive: index, related papers, drawing. CPU seconds, wall seconds and peak memory of each step.

    python benchmarks/scale/archive.py DATA OUT --papers 20000
    python benchmarks/scale/parts.py OUT

OUT is left as it was but for OUT/bench, which is made anew. Every step is a process of its own, as a command would be; its start (about
0.8 s of imports) is not counted. The newest day
is taken away for the cold steps and put back for "a new day".
"""

import json
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from generator import building, index, record  # noqa: E402 the repository has to be found first
from generator.neighbours import neighbours  # noqa: E402
from generator.place import open_place  # noqa: E402
from generator.publish import manifest  # noqa: E402
from generator.rank.earlier import Earlier  # noqa: E402
from generator.rank.tags import vocabulary  # noqa: E402
from generator.render.messages import load  # noqa: E402

STEPS: dict[str, Callable[[Path], object]] = {}


def step(run: Callable[[Path], object]) -> Callable[[Path], object]:
    STEPS[run.__name__] = run
    return run


@step
def look(bench: Path) -> int:
    """All records at a glance."""
    return len(index.sheets(bench / "archive"))


@step
def draw(bench: Path) -> str:
    """All that `digest render` does."""
    place = open_place(bench / "feed.yml", bench / "archive", bench / "docs", bench / "site", {})
    changed = building.draw(place)
    return f"{changed} of {len(manifest(bench / 'docs'))} pages"


@step
def relate(bench: Path) -> str:
    """What a run asks of the archive for its newest day: the related papers of each listed one."""
    sheets = index.sheets(bench / "archive")
    day = sheets[-1].day
    [digest] = index.opener(bench / "archive")([day])
    earlier = Earlier((), load("zh"), vocabulary(()), "zh", lambda: neighbours(bench / "archive", sheets))
    found = [earlier.related(entry.paper, entry.tags, before=day) for entry in digest.entries]
    return f"{sum(map(len, found))} for {len(found)} papers"


def measured(name: str, bench: Path) -> dict[str, object]:
    """Run one step in a process of its own."""
    done = subprocess.run([sys.executable, __file__, str(bench), name], check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def one(name: str, bench: Path) -> None:
    start, cpu = time.perf_counter(), time.process_time()
    said = STEPS[name](bench)
    used = resource.getrusage(resource.RUSAGE_SELF)
    figures = {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - start, "mb": used.ru_maxrss // 1024, "said": str(said)}
    print(json.dumps(figures))


def main() -> None:
    """Prepare a copy, run every step, print a table."""
    source = Path(sys.argv[1])
    if len(sys.argv) > 2:
        one(sys.argv[2], source)
        return
    bench = source / "bench"
    shutil.rmtree(bench, ignore_errors=True)
    shutil.copytree(source / "archive", bench / "archive")
    shutil.copy(source / "feed.yml", bench / "feed.yml")
    newest = record.path_of(bench / "archive", record.days(bench / "archive")[-1])
    kept = newest.rename(bench / "newest.json")
    plan = [
        ("index, cold", "look", None),
        ("index, warm", "look", None),
        ("related papers, cold", "relate", None),
        ("related papers, warm", "relate", None),
        ("render, cold docs", "draw", None),
        ("render, nothing new", "draw", None),
        ("render, a new day", "draw", lambda: kept.rename(newest)),
        ("related papers, a new day", "relate", None),
    ]
    print("| step | CPU s | wall s | peak MB | |\n|---|---|---|---|---|")
    for title, name, before in plan:
        if before:
            before()
        got = measured(name, bench)
        print(f"| {title} | {got['cpu']:.2f} | {got['wall']:.2f} | {got['mb']} | {got['said']} |", flush=True)
    shutil.rmtree(bench)


if __name__ == "__main__":
    main()
