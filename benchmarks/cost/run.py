"""What a default day asks of a language model: requests, tokens, and what they cost at some prices.

``python benchmarks/cost/run.py FOLDER [--papers FILE.jsonl.gz]``, where FOLDER holds ``pdf/*.pdf`` and ``html/*.html`` (full texts) and
FILE a paper a line (FOLDER/../bulk/cscv_30days.jsonl.gz when left out). The requests are those of the real analyst with the feed.yml of
this repository: a hundred candidates scored, ten papers read in full, the day summed up. Tokens in are the program's own estimate of what
it sends (a token is 3.5 Latin characters or one Chinese one). Tokens out are those of the replies in tests/analyse/replies, by the same
estimate; what a model thinks before it writes is not in them. MOST is a day on which every paper is as long as is sent, and every reply
with its thinking as long as a request allows.
"""

import argparse
import gzip
import json
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean
from typing import Any
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from generator import config, rank  # noqa: E402 the repository has to be found first
from generator.analyse.asking import Reply, Request  # noqa: E402
from generator.analyse.budget import Budget, Clock  # noqa: E402
from generator.analyse.extractive import Extractive  # noqa: E402
from generator.analyse.gate import gate  # noqa: E402
from generator.analyse.ledger import Limits  # noqa: E402
from generator.analyse.llm import MOST_TEXT, Model  # noqa: E402
from generator.analyse.writer import Text, Writer  # noqa: E402
from generator.fetch.fulltext import cut, parse_html, parse_pdf  # noqa: E402
from generator.model import Entry, Funnel, Paper, RankedPaper, Select  # noqa: E402
from generator.rank.select import select  # noqa: E402
from generator.rank.tags import kind, vocabulary  # noqa: E402
from generator.render.messages import load as messages  # noqa: E402
from tests.analyse.obedient import good, kind_of  # noqa: E402

AT = datetime(2026, 4, 20, 12, tzinfo=UTC)
REPLIES = ROOT / "tests" / "analyse" / "replies"
NAMES = {"scores": "scores", "sections": "method", "overview": "summary"}
PRICES = ((0.1, 0.4), (0.3, 2.5), (1.25, 10.0))


def full_texts(folder: Path) -> list[str]:
    """Every full text as a model is shown it."""
    found = [parse_html(path.read_bytes()) for path in sorted((folder / "html").glob("*.html"))]
    found += [parse_pdf(path.read_bytes()) for path in sorted((folder / "pdf").glob("*.pdf"))]
    return [cut(each, MOST_TEXT - 20) for each in found]


def papers_of_a_day(file: Path, count: int) -> list[Paper]:
    """So many papers from the middle of a file."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    rows = [row for row in rows if row["abstract"]]
    middle = rows[len(rows) // 2 :][:count]
    return [Paper(id=row["id"], title=row["title"], abstract=row["abstract"], categories=tuple(row["categories"])) for row in middle]


def replied(name: str, language: str) -> float:
    """Tokens of the replies of a kind."""
    replies = [json.loads(path.read_text("utf-8")) for path in sorted(REPLIES.glob(f"*.{name}.{language}.json"))]
    return mean(Request(system="", user=json.dumps(each, ensure_ascii=False)).tokens for each in replies)


def requests_of_a_day(chosen: config.Config, papers: Sequence[Paper], texts: Sequence[str], language: str) -> Iterator[Request]:
    """What the analyst asks on a day of these papers, when each chosen one has one of these texts."""
    asked: list[Request] = []

    def ask(request: Request) -> Reply:
        asked.append(request)
        return Reply(text=json.dumps(good(request.system, request.user), ensure_ascii=False), model="pretended")

    limits = Limits(requests_per_minute=1000, requests_per_day=1000, tokens_per_minute=10**9, tokens_per_day=10**9)
    budget = Budget("pretended", "pretended", limits, day=ZoneInfo("UTC"), clock=Clock(utc=lambda: AT))
    say, words = messages(language), vocabulary()
    quoting = Extractive(say, language, chosen.wanted_interests, words)
    shown = iter(texts * (1 + chosen.select.read // len(texts)))
    writer = Writer(
        model=Model(provider="pretended", ask=ask, budget=budget, language=language, gate=gate),
        say=say,
        sections="method",
        interests=chosen.wanted_interests,
        text=lambda _: Text(next(shown)),
        kind=kind,
        quoting=quoting,
        day=ZoneInfo("UTC"),
    )
    writer.score(papers, spare=chosen.select.read + 1)
    profile = rank.profile(chosen.wanted_interests)
    slots = Select(read=chosen.select.read, list=chosen.select.list, min_score=0)
    ranked: list[RankedPaper] = rank.rank(papers, profile, say)
    listed = select(ranked, (), slots).listed
    readings = dict(writer.read(listed[: slots.read], AT))
    entries = [Entry(paper=each.paper, relevance=each.relevance, analysis=_analysis(readings, each.paper.id)) for each in listed]
    funnel = Funnel(announced=len(papers), replaced=0, featured=0, considered=len(papers), listed=len(entries), read=slots.read)
    writer.summarise(AT.date(), entries, funnel, AT)
    yield from asked


def _analysis(readings: dict[str, Any], id_: str) -> Any:
    return readings[id_].analysis if id_ in readings else None


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--papers", type=Path)
    given = parser.parse_args()
    chosen = config.load(ROOT / "feed.yml", {})
    texts = full_texts(given.folder)
    papers = papers_of_a_day(given.papers or given.folder.parent / "bulk" / "cscv_30days.jsonl.gz", 100)
    sizes = sorted(Request(system="", user=text).tokens for text in texts)
    longest = Request(system="", user="x" * MOST_TEXT).tokens
    print(f"{len(texts)} full texts of {sizes[0]} to {sizes[-1]} tokens, {mean(sizes):.0f} on average")
    for language in ("zh", "en"):
        # Every text is read as often as every other.
        days = [list(requests_of_a_day(chosen, papers, texts[start:] + texts[:start], language)) for start in range(len(texts))]
        total_in = total_out = 0.0
        print(f"\n{language}: {len(days[0])} requests\n{'':10} {'requests':>8} {'in':>8} {'out':>7}")
        for name, kind_name in NAMES.items():
            these = [[each for each in day if kind_of(each.system) == name] for day in days]
            count = len(these[0])
            into = mean(sum(each.tokens for each in day) for day in these)
            out = count * replied(kind_name, language if name != "scores" else "zh")
            total_in, total_out = total_in + into, total_out + out
            print(f"{name:10} {count:8} {into:8.0f} {out:7.0f}")
        most_in = total_in + chosen.select.read * (longest - mean(sizes))
        most_out = sum(each.max_tokens for each in days[0])
        print(f"{'a day':10} {len(days[0]):8} {total_in:8.0f} {total_out:7.0f}\n{'MOST':10} {'':8} {most_in:8.0f} {most_out:7}")
        print("dollars a day, and at MOST, at dollars a million tokens in / out")
        for price_in, price_out in PRICES:
            usual, most = ((into * price_in + out * price_out) / 1e6 for into, out in ((total_in, total_out), (most_in, most_out)))
            print(f"  {price_in:5} / {price_out:5}: {usual:6.3f} {most:6.3f}")


if __name__ == "__main__":
    main()
