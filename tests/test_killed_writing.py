"""A day that a model reads, killed while requests are under way: what was kept is not asked for again."""

import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from generator import demo, record
from generator.demo.server import replay
from tests.analyse.obedient import Obedient, asked_of, items_of, kind_of, material_of
from tests.analyse.wires import KEY, Wire, fake
from tests.conftest import ROOT

pytestmark = pytest.mark.untraced

DAY = demo.days()[0]
KEPT_WITHIN = 1.0
"""Seconds that a record needs, at most, to be on disk after the reply was sent; generous, for slow machines."""


class Slow:
    """An obedient model whose later replies take longer; remembers when each paper's reply was sent."""

    def __init__(self) -> None:
        self.model = Obedient("openai")
        self.asked: list[str] = []
        self.sent: dict[str, float] = {}

    def __call__(self, body: dict[str, Any]) -> Wire:
        system, user = asked_of(body)
        name = items_of(material_of(user))[0]["id"] if kind_of(system) == "sections" else kind_of(system)
        self.asked.append(name)
        wire = self.model(body)
        delay = 0.25 * len(self.asked)
        self.sent[name] = time.monotonic() + delay
        return Wire(wire.body, delay=delay)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_what_was_kept_is_not_asked_for_again(tmp_path: Path, seed: int) -> None:
    moment = random.Random(seed).uniform(0.3, 2.5)  # noqa: S311 no secret
    slow = Slow()
    with replay() as sources, fake("openai", slow) as provider:
        texts = {f"DIGEST_SOURCES__ARXIV__{kind}_URL": f"{sources.url}/{DAY}/none" for kind in ("HTML", "PDF")}
        environ = {**sources.environment(DAY), **texts, **_access(provider.base_url), "PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]}
        command = [sys.executable, "-m", "generator", "run", "--date", str(DAY)]
        with subprocess.Popen(command, cwd=tmp_path, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
            _wait_for(lambda: len(slow.asked) > 0)
            time.sleep(moment)
            running.kill()
        killed = time.monotonic()
        kept = {name for name, at in slow.sent.items() if at < killed - KEPT_WITHIN}
        slow.asked.clear()
        done = subprocess.run(command, cwd=tmp_path, env=environ, check=False, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert not Counter(slow.asked).keys() & kept
    digest = record.load(tmp_path / "archive", DAY)
    assert digest
    assert (digest.open, digest.gaps) == (False, ())
    assert {entry.analysis.analyst for entry in digest.entries if entry.analysis} == {"llm"}
    assert json.loads((tmp_path / "archive" / f"{DAY:%Y}" / f"{DAY}.json").read_text("utf-8"))["funnel"]["read"] == digest.funnel.read


def _access(base_url: str) -> dict[str, str]:
    access = {"DIGEST_ANALYSIS__PROVIDER": "openai", "DIGEST_ANALYSIS__BASE_URL": base_url, "OPENAI_API_KEY": KEY}
    return {**access, "DIGEST_ANALYSIS__BUDGET__REQUESTS_PER_MINUTE": "100", "DIGEST_ANALYSIS__BUDGET__REQUESTS_PER_DAY": "100"}


def _wait_for(happened: Any) -> None:
    until = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < until
        time.sleep(0.02)
