"""An archive of any size for the scale benchmarks: real metadata, analyses made up from the real abstracts' words.

    python benchmarks/scale/archive.py DATA OUT --papers 20000 [--language zh]

DATA is the corpus (its bulk/papers.jsonl.gz is read). OUT gets archive/ (a record for each weekday, thirty papers listed a day and ten
of them read) and feed.yml. The same call makes the same bytes. Analyses have the length and the parts of real ones: two thirds
Chinese, the rest English, a seventh of them quoted without a model. What they say is nonsense that is made of each paper's own words,
so that a search for a paper's terms finds it; nobody should read it, and none of it is published.
"""

import argparse
import gzip
import json
import random
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from generator import record  # noqa: E402 the repository has to be found first
from generator.analyse.extractive import Extractive, line  # noqa: E402
from generator.model import (  # noqa: E402
    Analysis,
    CheckedNumber,
    Considered,
    Digest,
    Entry,
    Funnel,
    Generator,
    Interest,
    Paper,
    RankedPaper,
    Related,
    Relevance,
    Section,
    Seen,
    Summary,
    Usage,
)
from generator.rank.tags import kind, tags, vocabulary  # noqa: E402
from generator.render.messages import load  # noqa: E402

LAST_DAY = date(2026, 8, 20)
A_DAY, READ, CONSIDERED = 30, 10, 100
MODEL = "gemini-2.5-flash"
INTERESTS = {
    "restoration": ("图像复原", "restoration|denois|deblur|super-resolution|inpaint|dehaz|derain|low-light|degrad|artifact|enhanc"),
    "generation": ("图像生成", "generat|diffusion|flow matching|synthes|autoregressive|editing"),
    "multimodal": ("多模态大模型", "multimodal|vision-language|mllm|vlm|language model|question answering|reasoning"),
    "spatial": ("空间智能", "spatial|3d|embodied|navigation|robot|depth|scene|point cloud|reconstruction"),
    "dormant": ("遥感", "remote sensing|satellite|aerial|hyperspectral"),
}
SECTIONS = ("motivation", "method", "comparison", "experiments", "guide", "idea")
TITLES = {
    "zh": ("动机", "方法", "与先前工作相比", "实验", "实践建议", "三步总结"),
    "en": ("Motivation", "Method", "Beside earlier work", "Experiments", "For those who try it", "In three steps"),
}
# {a}, {b}, {c}: phrases of the abstract; {n}: one of its numbers, or a small one; {t}: a topic in the language.
ZH = (
    "先前的工作默认 {a} 与 {b} 可以分开处理，而作者认为这一假设在 {t} 中并不成立。",
    "难点在于 {a} 随场景变化，固定的 {b} 会在边界处失效。",
    "输入先经过 {a}，得到与 {b} 对齐的表示，再由一个较小的网络预测 {c}。",
    "训练时只更新 {a}，其余部分保持冻结，因此显存主要花在 {b} 上。",
    "真正带来提升的是 {a} 这一设计；去掉之后指标下降约 {n} 个百分点。",
    "与使用 {a} 的基线相比，它在 {b} 上领先 {n}，在 {c} 上则基本持平。",
    "需要注意的是，基线采用的是不同的数据划分，所以 {n} 这个差距只能作参考。",
    "实验覆盖 {t} 的几个公开数据集，主要指标为 {n}，对照方法的同项结果更低。",
    "消融表明，{a} 贡献最大，{b} 次之，{c} 的影响在误差范围内。",
    "推理阶段不需要 {a}，单张图的耗时由 {b} 决定，作者没有给出端到端的时间。",
    "作者没有报告 {a} 失败的例子，也没有在真实采集的数据上验证 {b}。",
    "想复现的人应当先检查 {a} 的设置，再看 {b} 是否与自己的数据分布一致。",
    "如果数据里没有 {a}，这一步可以换成更简单的 {b}，但 {c} 可能不再成立。",
    "第一步构造 {a}；第二步用它约束 {b}；第三步在 {c} 上微调。",
    "方法不是一个新的主干网络，而是围绕 {a} 的训练方式，任何 {t} 模型都能接上。",
    "评测只用了 {n} 组样本，没有用户研究，因此对主观质量的结论要谨慎看待。",
    "论文把 {a} 写成一个带约束的优化问题，约束来自 {b}，求解只需几次迭代。",
    "在 {t} 任务上，最有说服力的数字是 {n}，它对应的设置与先前工作完全一致。",
    "一句话：用 {a} 替换 {b}，让 {c} 不再依赖人工标注。",
    "代码据称会公开；在写作时，仓库里只有 {a} 的推理部分。",
)
EN = (
    "Earlier work treats {a} and {b} as separate; the authors bet that {t} needs both at once.",
    "What was hard is that {a} changes with the scene, so a fixed {b} fails near boundaries.",
    "The input passes through {a}, which yields features aligned with {b}; a small head then predicts {c}.",
    "Only {a} is trained; everything else stays frozen, so most of the memory goes into {b}.",
    "The design choice that carries the gain is {a}: without it the main metric drops by {n} points.",
    "Against baselines with {a} it is ahead by {n} on {b} and level on {c}.",
    "The baselines use another split, so the difference of {n} is a hint and not a measurement.",
    "Experiments cover public sets for {t}; the main figure is {n}, with the strongest baseline below it.",
    "Ablations put {a} first and {b} second, while {c} stays within the error bars.",
    "At inference {a} is not needed, and time is governed by {b}; no end-to-end figure is given.",
    "No failure of {a} is shown, and {b} was not tested on footage from the wild.",
    "Check the settings of {a} first, then whether {b} matches your own data.",
    "Where {a} is missing, a simpler {b} may do, but then {c} need not hold.",
    "First build {a}; then let it constrain {b}; finally tune on {c}.",
    "It is not a new backbone but a way to train around {a}, to which any model for {t} can be attached.",
    "The evaluation has {n} samples and no user study, so read claims about quality with care.",
    "The paper states {a} as a constrained problem whose constraint comes from {b}, solved in a few iterations.",
    "The most convincing number for {t} is {n}, measured in the setting of earlier work.",
    "In one line: replace {b} by {a}, and {c} no longer needs labels.",
    "Code is promised; at the time of writing the repository holds inference for {a} only.",
)
WORD = re.compile(r"[A-Za-z][\w-]+(?: [A-Za-z][\w-]+){0,2}")
NUMBER = re.compile(r"\d+(?:\.\d+)?\s?(?:%|dB|x|×|fps|FPS)?")
IDLE = frozenset(
    re.findall(r"\w+", "the a an of and or to in on for with by from that this these those we is are be as it its our at which can into")
)
BRACKETS = re.compile(r"[\[\]\\]")
RARE = re.compile(r"[a-z][a-z0-9-]{5,}")


def papers(corpus: Path, most: int) -> list[dict[str, Any]]:
    """The newest ``most`` papers of the bulk file, oldest first."""
    with gzip.open(corpus / "bulk" / "papers.jsonl.gz", "rt", encoding="utf-8") as file:
        rows = [json.loads(row) for row in file]
    return rows[-most:]


def weekdays(last: date, count: int) -> list[date]:
    found, day = [], last
    while len(found) < count:
        if day.weekday() < 5:
            found.append(day)
        day -= timedelta(days=1)
    return found[::-1]


def paper(row: dict[str, Any], day: date, chance: random.Random) -> Paper:
    submitted = datetime.combine(day - timedelta(days=2), time(chance.randrange(24), chance.randrange(60), chance.randrange(60)), UTC)
    links = re.findall(r"https?://github\.com/[\w./-]+", row["abstract"])
    return Paper(
        id=row["id"],
        title=row["title"],
        version=1,
        authors=tuple(row["authors"]),
        abstract=row["abstract"],
        categories=tuple(row["categories"]),
        primary_category=row["primary_category"],
        announce_type="new",
        submitted=submitted,
        updated=submitted,
        announced=day,
        comment=row["comment"],
        licence=chance.choice(["http://creativecommons.org/licenses/by/4.0/", "http://arxiv.org/licenses/nonexclusive-distrib/1.0/"]),
        upvotes=chance.randrange(80) if chance.random() < 0.1 else None,
        code_url=links[0].rstrip(".") if links else None,
        sources=("arxiv",),
    )


def relevance(one: Paper, chance: random.Random, language: str) -> Relevance:
    text = f"{one.title} {one.abstract}".lower()
    hits = {id_: re.findall(words, text) for id_, (_, words) in INTERESTS.items()}
    matched = sorted((id_ for id_, found in hits.items() if found), key=lambda id_: (-len(hits[id_]), id_))[:3]
    score = chance.randrange(50, 100)
    terms = tuple(dict.fromkeys(word for id_ in matched for word in hits[id_]))[:4]
    told = [f"{INTERESTS[id_][0] if language == 'zh' else id_}：{'、'.join(sorted(set(hits[id_]))[:3])}" for id_ in matched]
    return Relevance(score=score, ranker_score=score, reason="；".join(told) or None, matched=tuple(matched), terms=terms)


class Writer:
    """Writes analyses out of a paper's own words."""

    def __init__(self, language: str) -> None:
        self.words = vocabulary(())
        self.quoting = Extractive(
            load(language), language, tuple(Interest(id=id_, name=name) for id_, (name, _) in INTERESTS.items()), self.words
        )

    def analysis(self, one: Paper, rated: Relevance, named: Sequence[str], at: datetime, chance: random.Random) -> Analysis:
        """A seventh quoted, two thirds Chinese, the rest English."""
        kind_of = chance.random()
        if kind_of < 1 / 7:
            return self.quoting.analyse(RankedPaper(paper=one, relevance=rated), at)
        return self._made_up(one, named, at, chance, "zh" if kind_of < 0.8 else "en")

    def _made_up(self, one: Paper, named: Sequence[str], at: datetime, chance: random.Random, language: str) -> Analysis:
        say = partial(self.sentence, one, named, chance, language)
        sections = tuple(
            Section(id=id_, title=title, text=self._text(say, chance, steps=id_ in ("guide", "idea")))
            for id_, title in zip(SECTIONS, TITLES[language], strict=True)
        )
        abstract = Section(id="abstract", title="摘要", text="".join(say() for _ in range(5)))
        numbers = tuple(
            CheckedNumber(text=each, verdict="found", evidence=f"… {each} …") for each in NUMBER.findall(one.abstract or "")[:8]
        )
        return Analysis(
            analyst="llm",
            provider="gemini",
            model=MODEL,
            prompt="0123456789ab",
            language=language,
            basis="full text" if chance.random() < 0.85 else "abstract",
            tldr=say(),
            sections=(abstract, *sections) if language == "zh" else sections,
            findings=tuple(say() for _ in range(3)),
            limitations="\n\n".join(say() for _ in range(2)),
            numbers=numbers,
            at=at,
        )

    def _text(self, say: Any, chance: random.Random, *, steps: bool) -> str:
        if steps:
            return "\n".join(f"{number}. {say()}" for number in range(1, 4))
        return "\n\n".join(" ".join(say() for _ in range(chance.randrange(2, 4))) for _ in range(2))

    def sentence(self, one: Paper, named: Sequence[str], chance: random.Random, language: str) -> str:
        phrases = [each for each in WORD.findall(f"{one.title}. {one.abstract}") if not IDLE & set(each.lower().split())] or [one.title]
        numbers = NUMBER.findall(one.abstract or "")
        topics = [self.words[id_].names[language] for id_ in named if id_ in self.words] or [one.primary_category or "cs.CV"]
        a, b, c = (chance.choice(phrases) for _ in range(3))
        number = chance.choice(numbers).strip() if numbers else str(chance.randrange(2, 40))
        return chance.choice(ZH if language == "zh" else EN).format(a=a, b=b, c=c, n=number, t=chance.choice(topics))


class Past:
    """What was listed before, found by rare words of the title: cheaper than the ranking's own search and as spread over the months."""

    def __init__(self) -> None:
        self._having: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self.read: list[tuple[date, Paper]] = []

    def related(self, one: Paper) -> tuple[Related, ...]:
        found: dict[str, Related] = {}
        words = sorted(set(RARE.findall(one.title.lower())), key=lambda word: (len(self._having.get(word, ())), word))
        for word in words:
            having = self._having.get(word, [])
            for id_, title in having[-1:] if len(having) < 3 else (having[-1], having[len(having) // 2]):
                found.setdefault(id_, Related(id=id_, title=title, why=f"都谈到 {word}"))
        return tuple(found.values())[:4]

    def put(self, one: Paper) -> None:
        for word in set(RARE.findall(one.title.lower())):
            self._having[word].append((one.id, one.title))


def digest(
    day: date, rows: Sequence[dict[str, Any]], others: Sequence[dict[str, Any]], past: Past, writer: Writer, language: str
) -> Digest:
    """The day's digest; chance is seeded by the day alone."""
    chance = random.Random(day.isoformat())
    at = datetime.combine(day, time(6, 30), UTC)
    listed = [(one, relevance(one, chance, language)) for one in (paper(row, day, chance) for row in rows)]
    listed.sort(key=lambda pair: (-(pair[1].score or 0), pair[0].id))
    entries = []
    for place, (one, rated) in enumerate(listed):
        named = tags(one, writer.words)
        read = writer.analysis(one, rated, named, at, chance) if place < READ else None
        entries.append(
            Entry(paper=one, relevance=rated, line=line(one), analysis=read, kind=kind(one), tags=named, related=past.related(one))
        )
    seen = [past.read[-back] for back in sorted(chance.sample(range(1, 40), chance.randrange(3))) if back <= len(past.read)]
    for entry in entries:
        past.put(entry.paper)
        past.read += [(day, entry.paper)] if entry.analysis else []
    considered = [Considered(id=entry.paper.id, title=entry.paper.title, score=entry.relevance.score) for entry in entries]
    # Papers that were only looked at: real titles under ids that no record lists, since the bulk has not enough for years.
    considered += [
        Considered(id=f"{day:%y%m}.{90000 + 100 * day.day + place}", title=other["title"], score=chance.randrange(50))
        for place, other in enumerate(others)
    ]
    considered.sort(key=lambda each: (-(each.score or 0), each.id))
    return Digest(
        day=day,
        kind="papers",
        open=False,
        funnel=Funnel(announced=len(considered) + 12, replaced=40, featured=15, considered=len(considered), listed=len(entries), read=READ),
        seen=tuple(Seen(id=one.id, title=one.title, day=on) for on, one in sorted(seen, key=lambda each: each[1].id)),
        summary=_summary(entries, writer, at, chance),
        entries=tuple(entries),
        considered=tuple(considered),
        usage=(Usage(at=at, provider="gemini", model=MODEL, requests=14, tokens=chance.randrange(180_000, 320_000), cost=0.05),),
        generator=Generator(version="0.1.0", config="0" * 12),
    )


def _summary(entries: Sequence[Entry], writer: Writer, at: datetime, chance: random.Random) -> Summary:
    parts = [
        f"[{re.sub(BRACKETS, '', entry.paper.title)}](paper:{entry.paper.id})：{writer.sentence(entry.paper, entry.tags, chance, 'zh')}"
        for entry in entries
        if entry.analysis
    ]
    return Summary(analyst="llm", provider="gemini", model=MODEL, language="zh", text="\n\n".join(parts), at=at)


def digests(corpus: Path, count: int, language: str) -> Iterator[Digest]:
    """The digests of so many papers, oldest first."""
    rows = papers(corpus, count)
    titles = [row for row in papers(corpus, 70_000) if row["title"]]
    days = weekdays(LAST_DAY, -(-count // A_DAY))
    past, writer, spare = Past(), Writer(language), CONSIDERED - A_DAY
    for number, day in enumerate(days):
        start = (number * spare) % (len(titles) - spare)
        yield digest(day, rows[number * A_DAY : (number + 1) * A_DAY], titles[start : start + spare], past, writer, language)


def feed_yml(language: str) -> str:
    lines = [f"site: {{name: Scale, language: {language}}}", "select: {read: 10, list: 30, min_score: 50}", "interests:"]
    for id_, (name, words) in INTERESTS.items():
        lines.append(
            f"  - {{id: {id_}, name: {name}, about: {json.dumps(words.replace('|', ', '))}, paused: {str(id_ == 'dormant').lower()}}}"
        )
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the archive and the feed.yml."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("data", type=Path)
    options.add_argument("out", type=Path)
    options.add_argument("--papers", type=int, default=1500)
    options.add_argument("--language", choices=["zh", "en"], default="zh")
    given = options.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    (given.out / "feed.yml").write_text(feed_yml(given.language), "utf-8")
    for number, each in enumerate(digests(given.data, given.papers, given.language), 1):
        record.save(given.out / "archive", each)
        if number % 50 == 0:
            print(f"{each.day}: {number * A_DAY} papers", flush=True)


if __name__ == "__main__":
    main()
