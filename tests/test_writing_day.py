"""A day read by a model, through the real commands, with sources and model on loopback."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
import time_machine

from generator import demo, record
from generator.demo.server import replay
from generator.model import Digest
from tests.analyse.obedient import Lapse, Obedient
from tests.analyse.wires import KEY, Fake, fake
from tests.conftest import ROOT, Command, Said
from tests.corpus_server import CorpusServer, serving

DAY = demo.days()[0]
BOTH = pytest.mark.parametrize("name", ["gemini", "openai"])


def run(command: Command, name: str, model: Obedient, **environ: str) -> tuple[Said, Fake]:
    with replay() as server, fake(name, model) as provider:
        access = {"DIGEST_ANALYSIS__PROVIDER": name, "DIGEST_ANALYSIS__BASE_URL": provider.base_url, f"{name.upper()}_API_KEY": KEY}
        wide = {"DIGEST_ANALYSIS__BUDGET__REQUESTS_PER_MINUTE": "100", "DIGEST_SELECT__MIN_SCORE": "0"}
        here = {**server.environment(DAY), "DIGEST_INTERESTS": "[{id: making, about: 'image generation, diffusion models, restoration'}]"}
        texts = {f"DIGEST_SOURCES__ARXIV__{kind}_URL": f"{server.url}/{DAY}/{kind.lower()}" for kind in ("HTML", "PDF")}
        said = command("run", "--date", str(DAY), environ={**here, **texts, **access, **wide, **environ})
        return said, provider


def stored() -> Digest:
    digest = record.load(Path("archive"), DAY)
    assert digest
    return digest


@BOTH
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_day_is_scored_read_and_summed_up_by_a_model(command: Command, name: str, language: str) -> None:
    model = Obedient(name)
    said, provider = run(command, name, model, DIGEST_SITE__LANGUAGE=language)
    digest = stored()
    read = [entry.analysis for entry in digest.entries if entry.analysis]
    assert (said.status, said.err, digest.gaps) == (0, "", ())
    assert {(each.analyst, each.provider, each.language, each.basis) for each in read} == {("llm", name, language, "abstract")}
    assert len(read) == digest.funnel.read == min(10, digest.funnel.listed)
    assert digest.summary
    assert digest.summary.analyst == "llm"
    assert all(f"(paper:{entry.paper.id})" in digest.summary.text for entry in digest.entries if entry.analysis)
    assert any(entry.relevance.model_score is not None for entry in digest.entries)
    assert sum(usage.requests for usage in digest.usage) == len(provider.asked) <= 16
    assert KEY.encode() not in b"".join(path.read_bytes() for path in Path().rglob("*") if path.is_file())


@BOTH
def test_a_run_with_nothing_open_asks_nobody_and_changes_no_byte(command: Command, name: str) -> None:
    run(command, name, Obedient(name))
    before = {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()}
    said, provider = run(command, name, Obedient(name))
    assert (said.status, provider.asked) == (0, [])
    assert {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()} == before


def test_what_a_model_would_not_read_is_quoted_and_read_by_the_next_run(command: Command) -> None:
    broken: list[Lapse] = [lambda reply, _: {**reply, "sections": []}] * 2
    said, _ = run(command, "openai", Obedient("openai", {"sections": broken}), DIGEST_SELECT__READ="1")
    (gap,) = stored().gaps
    assert (said.status, stored().open) == (3, True)
    assert analysts() == {gap.subject: "extractive"}
    assert (gap.stage, gap.final, gap.attempts) == ("analyse", False, 1)
    assert "these sections were missing or empty" in gap.reason
    said, provider = run(command, "openai", Obedient("openai"), DIGEST_SELECT__READ="1")
    assert (said.status, stored().open, stored().gaps) == (0, False, ())
    assert analysts() == {gap.subject: "llm"}
    assert len(provider.asked) == 2  # the paper, and the summary that now knows it


def test_a_paper_that_no_reply_fits_is_quoted_for_good_after_three_runs(command: Command) -> None:
    broken: list[Lapse] = [lambda reply, _: {**reply, "sections": []}] * 6
    model = Obedient("openai", {"sections": broken})
    for status in (3, 3, 0):
        assert run(command, "openai", model, DIGEST_SELECT__READ="1")[0].status == status
    assert [(gap.attempts, gap.final) for gap in stored().gaps] == [(3, True)]
    assert (set(analysts().values()), stored().open) == ({"extractive"}, False)


def analysts() -> dict[str, str]:
    return {entry.paper.id: entry.analysis.analyst for entry in stored().entries if entry.analysis}


def test_a_real_day_of_a_default_feed_takes_at_most_sixteen_requests(command: Command, tmp_path: Path, corpus: Path) -> None:
    """117 papers considered, ten read, within the default budget of twenty; then none."""
    (tmp_path / "feed.yml").write_text((ROOT / "feed.yml").read_text("utf-8"), "utf-8")
    day = date(2026, 4, 20)
    asked = []
    for model in (Obedient("openai"), Obedient("openai")):
        with (
            serving(CorpusServer(corpus, today=day)) as server,
            fake("openai", model) as provider,
            time_machine.travel("2026-04-21T09:00:00Z", tick=True),
        ):
            access = {"DIGEST_ANALYSIS__BASE_URL": provider.base_url, "DIGEST_ANALYSIS__BUDGET__REQUESTS_PER_MINUTE": "20"}
            texts = {f"DIGEST_SOURCES__ARXIV__{kind}_URL": f"{server.url}/none" for kind in ("HTML", "PDF")}
            command("run", "--date", str(day), environ={**server.environ, **texts, **access})
            asked.append(model.kinds)
    digest = record.load(tmp_path / "archive", day)
    assert digest
    assert digest.funnel.considered > 100
    assert len([entry for entry in digest.entries if entry.analysis and entry.analysis.analyst == "llm"]) == digest.funnel.read == 10
    kinds = Counter(asked[0])
    assert (kinds["sections"], kinds["overview"]) == (10, 1)
    assert 1 <= kinds["scores"] <= 4
    assert len(asked[0]) <= 16
    assert asked[1] == []
