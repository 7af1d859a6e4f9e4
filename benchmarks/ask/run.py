"""Measure `digest ask` beside grep and SQLite: python benchmarks/ask/run.py ARCHIVE [--sqlite] [--known N].

It asks an archive of benchmarks/scale/archive.py: cold (the concordance is made) and warm, as a process and without the imports; the same
terms by reading the records (what grep does, then JSON for the days that hold them), and with ``--sqlite`` by FTS5 with trigrams.
Known papers are looked for by two rare words of the title, by an author and a word of the title, and by id: at which place they stand.
The concordance is written beside a copy of the archive's index, so the archive given stays as it is.
"""

import argparse
import random
import re
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from pydantic_core import from_json

from generator import concordance, index
from generator.ask import Question, fold
from generator.glance import Sheet

QUERIES = ("gaussian splatting", "diffusion", "model", "去噪", "扩散模型", "超分辨率", '"image restoration" transformers')


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--sqlite", action="store_true")
    parser.add_argument("--known", type=int, default=200, help="look for so many known papers in each way")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "archive"
        shutil.copytree(options.archive, archive, copy_function=lambda source, target: Path(target).hardlink_to(source))
        measure(archive, options.known, with_sqlite=options.sqlite)


def timed(what: str, action: Callable[[], object]) -> None:
    wall, cpu = time.perf_counter(), time.process_time()
    told = action()
    print(f"{what:<52}{time.perf_counter() - wall:7.2f} s wall {time.process_time() - cpu:7.2f} s cpu   {told}")


def measure(archive: Path, known: int, *, with_sqlite: bool) -> None:
    timed("index, cold", lambda: f"{sum(len(sheet.entries) for sheet in index.sheets(archive))} papers")
    timed("ask diffusion, cold (index warm)", lambda: asked(archive, "diffusion"))
    size = sum(path.stat().st_size for path in concordance.folder(archive).iterdir())
    print(f"concordance {size / 1e6:.1f} MB, records {sum(path.stat().st_size for path in archive.rglob('*.json')) / 1e6:.1f} MB")
    for query in QUERIES:
        timed(f"ask {query}", lambda: asked(archive, query))  # noqa: B023 called at once
        timed("   by reading the records", lambda: f"{len(read_through(archive, query))} papers")  # noqa: B023 called at once
    timed("the whole command", lambda: command(archive, "gaussian splatting"))
    sheets = index.sheets(archive)
    for name, questions in known_items(sheets, archive, known) if known else ():
        places = [place(concordance.ask(archive, sheets, Question(text=text, most=5)), id_) for id_, text in questions]
        print(f"known paper by {name}: {sum(places)} of {len(places)} among the first five")
    if with_sqlite:
        sqlite(archive)
    print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


def asked(archive: Path, query: str) -> str:
    answer = concordance.ask(archive, index.sheets(archive), Question(text=query))
    return f"{answer.of} papers"


def place(answer: concordance.Answer, id_: str) -> bool:
    return any(found.entry.paper.id == id_ for found in answer.found)


def command(archive: Path, query: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "generator", "ask", query, "--archive", str(archive)], capture_output=True, text=True, check=True
    )
    return f"{done.stdout.count(chr(10))} lines"


def read_through(archive: Path, query: str) -> set[str]:
    """What a person has without a search: the records that hold the words, read, and their papers that do."""
    words = [word.lower() for word in re.findall(r'"([^"]+)"|(\S+)', query) for word in word if word]
    found = set()
    for path in archive.glob("*/*.json"):
        content = path.read_bytes()
        lower = content.lower()
        if all(word.encode() in lower for word in words):
            for entry in from_json(content)["entries"]:
                told = "\n".join(strings(entry)).lower()
                if all(word in told for word in words):
                    found.add(entry["paper"]["id"])
    return found


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from strings(each)


def known_items(sheets: list[Sheet], archive: Path, known: int) -> list[tuple[str, list[tuple[str, str]]]]:
    rng = random.Random(7)
    titles = {each.id: each.title for sheet in sheets for each in sheet.entries}
    count: dict[str, int] = {}
    for title in titles.values():
        for word in set(fold(title).split()):
            count[word] = count.get(word, 0) + 1
    days = index.opener(archive)(rng.sample([sheet.day for sheet in sheets if sheet.entries], 40))
    papers = rng.sample([entry.paper for digest in days for entry in digest.entries], known)
    rare = {paper.id: sorted(set(fold(paper.title).split()), key=lambda word: (count[word], word)) for paper in papers}
    middling = {id_: [word for word in words if len(word) > 3 and count[word] > 1][:3] or words[:3] for id_, words in rare.items()}
    return [
        ("three words of its title that others share", [(paper.id, " ".join(middling[paper.id])) for paper in papers]),
        ("its title", [(paper.id, fold(paper.title).strip()) for paper in papers]),
        ("an author's name and a word of the title", [(p.id, f'"{p.authors[0]}" {middling[p.id][-1]}') for p in papers if p.authors]),
        ("its id", [(paper.id, f"{paper.id}v2") for paper in papers]),
    ]


def sqlite(archive: Path) -> None:
    path = archive.parent / "fts.db"
    lines = [
        (each.line.decode().split("\t")) for each in concordance._places(archive, index.sheets(archive), Question(text="x")) if each.line
    ]
    base = sqlite3.connect(path)

    def fill() -> str:
        base.execute("create virtual table f using fts5(title, authors, rest, tokenize='trigram')")
        base.executemany("insert into f values (?, ?, ?)", lines)
        base.commit()
        return f"{path.stat().st_size / 1e6:.0f} MB"

    timed("FTS5 with trigrams: made", fill)
    for query in QUERIES:
        words = " ".join(f'"{a or b}"' for a, b in re.findall(r'"([^"]+)"|(\S+)', query))
        order = "select rowid from f where f match ? order by bm25(f, 4, 3, 1)"
        timed(f"FTS5 {query}", lambda: f"{len(base.execute(order, (words,)).fetchall())} papers")  # noqa: B023 called at once


if __name__ == "__main__":
    main()
