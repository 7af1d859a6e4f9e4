"""Twelve recorded days through the real command, day by day and caught up; what was announced against what was considered.

    CORPUS_DIR=../shared/data python benchmarks/days/run.py

Prints the funnel of each day, papers announced and not considered (by id), the calendar's agreement with recorded
announcements, what came of every recorded body, and what import made of the pages in ``CORPUS_DIR/../seeds``.
"""

import gzip
import json
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import time_machine  # noqa: E402 the repository has to be found first

from generator import cli, importing, record  # noqa: E402
from generator.check import check  # noqa: E402
from generator.errors import FetchError  # noqa: E402
from generator.fetch import arxiv, huggingface  # noqa: E402
from generator.fetch.calendar import announcement_day  # noqa: E402
from generator.model import Digest  # noqa: E402
from tests.corpus_server import CorpusServer, announced, serving  # noqa: E402

FIRST, LAST = date(2026, 4, 17), date(2026, 4, 28)
DAYS = [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)]


def run(server: CorpusServer, today: date, archive: Path) -> None:
    server.today = today
    environ = {**server.environ}
    sys.argv = ["digest", "run", "--config", str(ROOT / "feed.yml"), "--archive", str(archive), "--docs", str(archive.parent / "docs")]
    os.environ.update(environ)
    with time_machine.travel(f"{today}T09:30:00Z", tick=True):
        try:
            cli.main()
        except SystemExit as left:
            assert left.code == 0, left.code


def days_run(corpus: Path, folder: Path, runs: list[date]) -> dict[date, Digest]:
    with serving(CorpusServer(corpus, today=FIRST)) as server:
        for today in runs:
            run(server, today, folder / "archive")
    return {digest.day: digest for digest in record.load_all(folder / "archive")}


def compare(corpus: Path, digests: dict[date, Digest]) -> str:
    found = Counter(each.id for digest in digests.values() for each in digest.considered)
    anywhere = set(found) | {each.id for digest in digests.values() for each in digest.seen}
    lines = []
    for kind in ("new", "cross"):
        ids = {item["arxiv_id"] for day in DAYS for item in announced(corpus, day) if item["announce_type"] == kind}
        lines.append(f"{kind}: {len(ids)} announced, {len(ids - anywhere)} not considered")
    read = Counter(entry.paper.id for digest in digests.values() for entry in digest.entries if entry.analysis)
    defects = check(list(digests.values()), {})
    twice = sum(count > 1 for count in read.values())
    lines.append(f"read {len(read)} papers, {twice} twice; check: {len(defects)} defects")
    return "; ".join(lines)


def agreement(corpus: Path) -> Counter[str]:
    verdicts: Counter[str] = Counter()
    with gzip.open(corpus / "bulk" / "papers.jsonl.gz", "rt", encoding="utf-8") as lines:
        for paper in map(json.loads, lines):
            if paper["published_src"] == "recorded" and paper["announced"]:
                midnight = datetime.fromisoformat(paper["published"]).replace(tzinfo=UTC)
                first, last = announcement_day(midnight), announcement_day(midnight + timedelta(hours=23, minutes=59))
                day = date.fromisoformat(paper["announced"])
                verdicts["agrees" if first <= day <= last else "later" if day > last else "earlier"] += 1
    return verdicts


def parsed(folder: Path, pattern: str, parse: Callable[[bytes, Path], int]) -> str:
    papers, bodies, errors = 0, 0, Counter[str]()
    for path in sorted(folder.glob(pattern)):
        body = path.read_bytes()
        bodies += 1
        try:
            papers += parse(gzip.decompress(body) if path.suffix == ".gz" else body, path)
        except FetchError as error:
            errors[error.what[:70]] += 1
    return f"{folder.name}/{pattern}: {bodies} bodies, {papers} papers, {sum(errors.values())} named errors {dict(errors) or ''}"


def main() -> None:
    corpus = Path(os.environ.get("CORPUS_DIR", ROOT.parent / "shared" / "data")).resolve()
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        os.chdir(base)
        devnull = (base / "out").open("w")
        told, sys.stdout = sys.stdout, devnull
        in_order = days_run(corpus, base / "one", DAYS)
        caught_up = days_run(corpus, base / "other", [FIRST, LAST])
        sys.stdout = told
        print("day         kind                announced replaced featured considered listed read   caught up: announced considered")
        for day in DAYS:
            one, other = in_order[day], caught_up[day]
            f = one.funnel
            print(
                f"{day}  {one.kind:18} {f.announced!s:>9} {f.replaced!s:>8} {f.featured!s:>8} {f.considered:>10} {f.listed:>6} {f.read:>4}"
                f"   {other.funnel.announced!s:>20} {other.funnel.considered:>10}"
            )
        print("day by day:", compare(corpus, in_order))
        print("caught up: ", compare(corpus, caught_up))
    print("calendar:", dict(agreement(corpus)))
    print(parsed(corpus / "arxiv_api", "*.xml", lambda body, _: len(arxiv.parse_api(body))))
    print(parsed(corpus / "feeds", "**/*.xml", lambda body, _: len(arxiv.parse_rss(body).papers)))
    print(parsed(corpus / "hf_daily", "*.gz", lambda body, path: len(huggingface.parse(body, date.fromisoformat(path.name[:10])))))
    print(
        parsed(corpus / "hf_daily_malformed", "*.gz", lambda body, path: len(huggingface.parse(body, date.fromisoformat(path.name[:10]))))
    )
    digests, complaints = importing.read([corpus.parent / "seeds"])
    for digest in digests:
        print(f"import {digest.day}: listed {digest.funnel.listed}, read {digest.funnel.read}, gaps {[gap.reason for gap in digest.gaps]}")
    print(f"import: {len(complaints)} complaints, check: {len(check(digests, {}))} defects")


if __name__ == "__main__":
    main()
