"""Replies written by hand to the very prompts that are sent, from recorded papers: the gate lets them through as they are."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from generator import evaluate
from generator.analyse import llm, prompts
from generator.analyse.gate import gate
from generator.analyse.llm import Passed
from generator.analyse.summing import summarise
from generator.fetch.fulltext import cut, parse_html, parse_pdf
from generator.model import Analysis, Entry, Interest, Paper
from generator.render import messages
from tests.analyse.test_llm import Told, model
from tests.samples import AT, entry, paper

REPLIES = Path(__file__).parent / "replies"
RESTORATION = Interest(id="restoration", name="Image restoration", about="denoising, deblurring, super-resolution, inpainting")
PAPERS = {
    "1803.07574": ("html/1803.07574_engrafo.html", "Automatic 1D deconvolution of water residence times"),
    "2004.04906": ("pdf/2004.04906v3_dpr.pdf", "Dense Passage Retrieval for Open-Domain Question Answering"),
    "2206.10883": (
        "pdf/2206.10883v3_multi-lexsum.pdf",
        "Multi-LexSum: Real-World Summaries of Civil Rights Lawsuits at Multiple Granularities",
    ),
}
READINGS = ["1803.07574.method.en", "1803.07574.takeaway.zh", "2004.04906.method.zh", "2206.10883.method.en", "2206.10883.method.zh"]


def reply_of(name: str) -> dict[str, Any]:
    reply: dict[str, Any] = json.loads((REPLIES / f"{name}.json").read_text("utf-8"))
    return reply


class Unchanged:
    """The gate, which keeps what it changed or removed."""

    def __init__(self) -> None:
        self.changed: list[str] = []

    def __call__(self, text: str, paper: Paper | None, source: str, language: str) -> Passed:
        passed = gate(text, paper, source, language)
        if passed.text.strip() != text.strip() or any(number.verdict != "found" for number in passed.numbers):
            self.changed.append(text)
        return passed


def read(name: str, corpus: Path, through: Unchanged) -> tuple[Paper, Analysis]:
    id_, sections, language = name.rsplit(".", 2)
    where, title = PAPERS[id_]
    body = (corpus / "fulltext" / where).read_bytes()
    text = parse_html(body) if where.startswith("html") else parse_pdf(body)
    it = paper(id_, title=title, abstract=text.sections[0].text, code_url=next(iter(text.links), None))
    ask = Told(reply_of(name))
    parts = prompts.parts(sections, language)
    made = llm.analyse(model(ask, through, language), it, cut(text, llm.MOST_TEXT), "full text", parts, interests=[RESTORATION], at=AT)
    assert len(ask.asked) == 1
    return it, made


@pytest.mark.parametrize("name", READINGS)
def test_a_good_reading_passes_unchanged(name: str, corpus: Path) -> None:
    through = Unchanged()
    _, made = read(name, corpus, through)
    assert through.changed == []
    assert [section.id for section in made.sections] == [section["id"] for section in reply_of(name)["sections"]]
    assert len(made.numbers) >= 15


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_good_summary_passes_unchanged(language: str, corpus: Path) -> None:
    through = Unchanged()
    entries = [_entry(*read(name, corpus, through)) for name in READINGS if name.endswith(language)]
    entries.append(entry("2601.14741", read=False))
    ask = Told(reply_of(f"2026-01-22.summary.{language}"))
    made = summarise(model(ask, through, language), entries, messages.load(language), AT)
    assert through.changed == []
    assert len(ask.asked) == 1
    assert all(f"(paper:{each.paper.id})" in made.text for each in entries)


def _entry(it: Paper, analysis: Analysis) -> Entry:
    return Entry(paper=it, relevance=entry().relevance, analysis=analysis, kind="method", tags=())


def test_good_scores_of_a_real_day_are_all_kept(corpus: Path) -> None:
    reply = reply_of("2026-01-22.scores.zh")
    lines = gzip.decompress((corpus / "bulk" / "cscv_30days.jsonl.gz").read_bytes()).decode()
    wanted = [each["id"] for each in reply["scores"]]
    found = evaluate.papers(lines, "cscv_30days.jsonl.gz", set(wanted))
    through = Unchanged()
    scores = llm.score(model(Told(reply), through, "zh"), [found[id_] for id_ in wanted], [RESTORATION])
    assert through.changed == []
    assert {id_: each.score for id_, each in scores.found.items()} == {each["id"]: each["score"] for each in reply["scores"]}
