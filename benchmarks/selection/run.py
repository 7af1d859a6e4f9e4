"""Selection on labelled days: interests alone beside two baselines, and the curve of likes. See README.md."""

import argparse
import gzip
import json
import random
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from baselines import Tfidf, keyword_counts, words

from generator import config, evaluate
from generator.evaluate import compare, gains, measure, ndcg
from generator.model import Interest, Paper
from generator.rank import profile
from generator.rank.learning import leaning, plainly, taste, vector
from generator.rank.relevance import evidence, findings, points

HERE = Path(__file__).resolve().parent
SETS = ("restoration_generation", "mllm_embodied_llmjudged", "embodied_vla_vln")
LIKES = (0, 2, 5, 20, 50, 200)
Days = Mapping[str, Mapping[str, float]]


def read(data: Path, name: str) -> dict[str, dict[str, float]]:
    """The labels by day; of the restoration set the core of the lists (grade 2) against what no list flags."""
    days: dict[str, dict[str, float]] = defaultdict(dict)
    for line in (data / "labels" / f"{name}.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        if not row.get("unlisted_title_has_topic_terms") and row.get("grade") != 1:
            days[row["date"]][row["id"]] = float(row["label"])
    return {day: labels for day, labels in sorted(days.items()) if any(labels.values())}


def is_tuned(day: str) -> bool:
    """The constants were chosen on odd days of the month."""
    return int(day[-2:]) % 2 == 1


def by_score(scores: Mapping[str, float], labels: Mapping[str, float]) -> list[float]:
    return [labels[id_] for id_ in sorted(labels, key=lambda id_: (-scores[id_], id_))]


def interests_table(name: str, days: Days, papers: Mapping[str, Paper], wanted: tuple[Interest, ...], tfidf: Tfidf) -> None:
    compiled = profile(wanted)
    counted, cosine = keyword_counts(papers, wanted), tfidf.cosine(words(wanted))
    print(f"\n{name}: nDCG@10 per day (difference with 95 % interval over days)")
    print(f"  {'days':<16}{'n':>4}{'this':>8}{'keywords':>10}{'TF-IDF':>8}   {'against keywords':<26}against TF-IDF")
    odd, even = ([day for day in days if is_tuned(day) is tuned] for tuned in (True, False))
    for title, chosen in (("odd (tuned)", odd), ("even (untouched)", even), ("all", list(days))):
        ours = [gains(papers, days[day], compiled) for day in chosen]
        figures = [[ndcg(each) for each in ours], *([ndcg(by_score(scores, days[day])) for day in chosen] for scores in (counted, cosine))]
        means = [sum(each) / len(each) for each in figures]
        gaps = [compare(figures[0], other) for other in figures[1:]]
        told = "".join(f"{f'{gap.mean:+.3f} [{gap.low:+.3f}, {gap.high:+.3f}]':<26}" for gap in gaps)
        print(f"  {title:<16}{len(chosen):>4}{means[0]:>8.3f}{means[1]:>10.3f}{means[2]:>8.3f}   {told}")
        print(f"  {'':<16}    precision@10 {measure(ours).precision:.3f}, recall@30 {measure(ours).recall:.3f}")


def likes_curve(name: str, days: Days, papers: Mapping[str, Paper], wanted: tuple[Interest, ...], tfidf: Tfidf, draws: int) -> None:
    """Draw likes from the first 40 % of the days, measure on the even ones of the rest."""
    ordered = list(days)
    early, late = ordered[: len(ordered) * 2 // 5], [day for day in ordered[len(ordered) * 2 // 5 :] if not is_tuned(day)]
    liked_ever = [id_ for day in early for id_, label in days[day].items() if label]
    others = [id_ for day in early for id_, label in days[day].items() if not label]
    compiled = profile(wanted)
    base = {id_: evidence(findings(papers[id_], compiled)) for day in late for id_ in days[day]}
    vectors = {id_: vector(papers[id_]) for id_ in base}
    none = dict.fromkeys(base, 0.0)
    alone = [ndcg(by_score({id_: points(base[id_]) for id_ in days[day]}, days[day])) for day in late]
    print(f"\n{name}: likes drawn from {len(liked_ever)} wanted papers of the first {len(early)} days; {len(late)} later even days")
    print(f"  {'likes':>5}{'with interests':>16}{'against none':>26}{'likes only':>12}{'classifier only':>17}")
    for number in LIKES:
        if number > len(liked_ever):
            print(f"  {number:>5}  the set has not so many")
            continue
        both, only, linear = [], [], []
        for draw in range(draws if number else 1):
            liked = random.Random(draw).sample(liked_ever, number)
            learned = taste([papers[id_] for id_ in liked])
            found = {id_: leaning(words_, learned) for id_, words_ in vectors.items()} if learned else {}
            leans = {id_: each.evidence for id_, each in found.items()} or none
            # As rank() orders: by the score to the hundredth, then by id.
            scores = {id_: points(base[id_] + (plainly(found[id_]).evidence if found else 0.0)) for id_ in base}
            both.append([ndcg(by_score(scores, days[day])) for day in late])
            if number:
                only.append(mean([ndcg(by_score(leans, days[day])) for day in late]))
                linear_scores = tfidf.classifier(liked, random.Random(draw).sample(others, min(2000, len(others))))
                linear.append(mean([ndcg(by_score(linear_scores, days[day])) for day in late]))
        averaged = [mean(list(each)) for each in zip(*both, strict=True)]
        gap = compare(averaged, alone)
        rest = f"{mean(only):>12.3f}{mean(linear):>17.3f}" if number else ""
        print(f"  {number:>5}{mean(averaged):>16.3f}{f'{gap.mean:+.3f} [{gap.low:+.3f}, {gap.high:+.3f}]':>26}{rest}", flush=True)


def mean(figures: list[float]) -> float:
    return sum(figures) / len(figures)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="the folder with labels/ and bulk/papers.jsonl.gz")
    parser.add_argument("--sets", nargs="*", default=SETS)
    parser.add_argument("--draws", type=int, default=10, help="draws of likes that are averaged")
    parser.add_argument("--no-likes", action="store_true")
    chosen = parser.parse_args()
    started = time.process_time()
    sets = {name: read(chosen.data, name) for name in chosen.sets}
    ids = {id_ for days in sets.values() for labels in days.values() for id_ in labels}
    lines = gzip.decompress((chosen.data / "bulk" / "papers.jsonl.gz").read_bytes()).decode()
    papers = evaluate.papers(lines, "papers.jsonl.gz", ids)
    tfidf = Tfidf(papers)
    for name, days in sets.items():
        wanted = config.interests((HERE / "interests" / f"{name}.yml").read_bytes(), name)
        interests_table(name, days, papers, wanted, tfidf)
        if not chosen.no_likes:
            likes_curve(name, days, papers, wanted, tfidf, chosen.draws)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"\n{time.process_time() - started:.0f} s CPU, {memory} MB", file=sys.stderr)


if __name__ == "__main__":
    main()
