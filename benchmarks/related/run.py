"""Measure related papers: python benchmarks/related/run.py PAPERS.jsonl.gz [--sklearn] [--show N].

PAPERS is a gzipped file with one paper a line (id, title, abstract, authors, comment, announced, published, primary_category).
It builds the index over the 50,000 newest of COUNTED, asks for the papers of a day of 50, and reckons the files of newer papers.
``--sklearn`` does the same with TF-IDF and a sparse product of scikit-learn, in a process of its own, so that memory can be compared.
"""

import argparse
import gzip
import json
import random
import resource
import time
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

COUNTED = {"cs.CV", "cs.LG", "cs.CL", "cs.RO", "eess.IV", "cs.AI", "cs.GR"}
MANY, A_DAY, A_MONTH = 50_000, 50, 22 * 30


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("papers", type=Path)
    parser.add_argument("--sklearn", action="store_true")
    parser.add_argument("--show", type=int, default=0, help="print the relations of so many papers, to be judged by eye")
    options = parser.parse_args()
    with gzip.open(options.papers, "rt", encoding="utf-8") as lines:
        rows = [row for row in map(json.loads, lines) if row["primary_category"] in COUNTED][-MANY:]
    print(f"{len(rows)} papers read, {memory()} MB")
    (scikit if options.sklearn else ours)(rows, options.show)


def memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def timed(what: str, action: Callable[[], Any]) -> Any:
    wall, cpu = time.perf_counter(), time.process_time()
    done = action()
    print(
        f"{what}: {time.perf_counter() - wall:.2f} s, of that {time.process_time() - cpu:.2f} s of one core; {memory()} MB at most so far"
    )
    return done


def ours(rows: list[dict[str, Any]], show: int) -> None:
    from generator.model import Digest, Entry, Funnel, Generator, Paper, Relevance
    from generator.rank.earlier import Earlier
    from generator.rank.tags import tags, vocabulary
    from generator.render.messages import load

    words = vocabulary()
    entries: dict[date, list[Entry]] = {}

    def tagged() -> None:
        for row in rows:
            paper = Paper(id=row["id"], title=row["title"], abstract=row["abstract"], authors=tuple(row["authors"]), comment=row["comment"])
            entry = Entry(paper=paper, relevance=Relevance(score=None, ranker_score=None), tags=tags(paper, words))
            entries.setdefault(date.fromisoformat(row["announced"] or row["published"]), []).append(entry)

    timed("tags (part of each day's run, not of the index)", tagged)
    counts, by = Funnel(announced=0, replaced=0, featured=0, considered=0, listed=0, read=0), Generator(version="0", config="0")

    def digest(day: date, listed: list[Entry]) -> Digest:
        return Digest(day=day, kind="papers", open=False, funnel=counts, entries=tuple(listed), generator=by)

    earlier = Earlier([digest(day, listed) for day, listed in sorted(entries.items())], load("en"), words, "en")
    timed("index", lambda: earlier.related(Paper(id="0", title=""), (), before=date.min))
    asked = random.Random(9).sample([(day, entry) for day, listed in sorted(entries.items())[-60:] for entry in listed], A_DAY)
    ask = [lambda d=day, e=entry: earlier.related(e.paper, e.tags, before=d) for day, entry in asked]
    found = timed(f"a day of {A_DAY}", lambda: [each() for each in ask])
    print(f"{sum(map(len, found))} relations, {sum(not each for each in found)} papers without")
    month = [(day, entry) for day, listed in sorted(entries.items())[-90:] for entry in listed]
    linked = random.Random(9).sample(month, A_MONTH * 3)
    made: dict[date, list[Entry]] = {}
    young = Earlier([], load("en"), words, "en")
    for day in sorted({day for day, _ in linked}):
        for at, entry in linked:
            if at == day:
                related = young.related(entry.paper, entry.tags, before=day)
                made.setdefault(day, []).append(Entry(paper=entry.paper, relevance=entry.relevance, tags=entry.tags, related=related))
        young.put(digest(day, made[day]))
    sizes(digest(day, listed) for day, listed in made.items())
    for (_, entry), relations in list(zip(asked, found, strict=True))[:show]:
        print(f"\n{entry.paper.id} {entry.paper.title}")
        for each in relations:
            print(f"  {each.id} {each.title}\n    {each.why}")


def sizes(digests: Iterable[Any]) -> None:
    """What the files of newer papers weigh."""
    from generator.model import Select, Site
    from generator.render.newer import newer
    from generator.render.pen import Pen
    from generator.render.shelf import shelve

    shelf = shelve(list(digests))
    words = {"name": "", "language": "en", "timezone": "UTC", "url": None, "repository": None}
    shown = Site(**words, categories=(), cross_lists=True, huggingface_top=0, interests=(), select=Select())
    files = [page.text.encode() for page in newer(shelf, Pen(shown, shelf))]
    packed = [len(gzip.compress(each)) for each in files]
    plain = [len(each) for each in files]
    print(
        f"newer papers, {len(files)} files of a day: {median(plain) / 1000:.1f} kB, gzipped {median(packed) / 1000:.1f} kB (medians); ",
        end="",
    )
    print(f"{max(plain) / 1000:.1f} and {max(packed) / 1000:.1f} kB (most); {sum(plain) / len(shelf.papers):.0f} bytes a paper")


def scikit(rows: list[dict[str, Any]], _show: int) -> None:
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(stop_words="english", ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    texts = [f"{row['title']} {row['abstract']}" for row in rows]
    matrix = timed("index", lambda: vectorizer.fit_transform(texts))
    asked = random.Random(9).sample(texts, A_DAY)
    timed(f"a day of {A_DAY}", lambda: (vectorizer.transform(asked) @ matrix.T).toarray().argpartition(-6, axis=1)[:, -6:])


if __name__ == "__main__":
    main()
