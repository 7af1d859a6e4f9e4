"""What all tests share: the corpus of recorded traffic, when it stands beside the repository, Chromium, and the commands."""

import os
import sys
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from coverage import Coverage
from hypothesis import settings

from generator import cli
from tests.render.browser import CHROMIUM, launched
from tests.warm import warm_digest

ROOT = Path(__file__).resolve().parent.parent
CORPUS = Path(os.environ.get("CORPUS_DIR", ROOT.parent / "shared" / "data"))


# Speed is measured in benchmarks/: a busy machine makes no test fail.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with whole days and sites come first: at the end, processes that share the tests wait for each other only briefly."""
    items.sort(key=lambda item: item.get_closest_marker("untraced") is None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Tests of whole days and sites are not traced: it doubles what they compute, and the gate holds without what they reach."""
    tracing = Coverage.current() if item.get_closest_marker("untraced") else None
    if not tracing:
        return (yield)
    tracing.stop()
    try:
        return (yield)
    finally:
        tracing.start()


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Give the folder of recorded traffic (CORPUS_DIR), or skip with a word."""
    if not CORPUS.is_dir():
        pytest.skip(f"no recorded traffic at {CORPUS}; set CORPUS_DIR")
    return CORPUS


@pytest.fixture(scope="session")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The real `digest`, kept warm for all tests that call it often."""
    with warm_digest(tmp_path_factory.mktemp("warm")) as script:
        yield script


@pytest.fixture(scope="session")
def playwright() -> Iterator[Any]:
    """Playwright, which can be started once in a process only; skips with a word where there is no Chromium."""
    api = pytest.importorskip("playwright.sync_api")
    if not CHROMIUM.exists():
        pytest.skip(f"no chromium at {CHROMIUM}")
    with api.sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Any) -> Iterator[Any]:
    """Chromium, launched once for all tests: each opens a context of its own, or a page that has one."""
    with launched(playwright) as opened:
        yield opened


@dataclass(frozen=True)
class Said:
    status: int
    out: str
    err: str


Command = Callable[..., Said]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Command:
    """Run a command in an empty folder; ``environ`` is laid over an environment without keys."""
    monkeypatch.chdir(tmp_path)
    for name in [*os.environ]:
        if name.startswith(("DIGEST_", "GITHUB_", "GEMINI_", "OPENAI_")):
            monkeypatch.delenv(name)

    def run(*words: str | Path, environ: dict[str, str] | None = None) -> Said:
        for name, value in (environ or {}).items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["digest", *map(str, words)])
        with pytest.raises(SystemExit) as left:
            cli.main()
        captured = capsys.readouterr()
        return Said(int(left.value.code or 0), captured.out, captured.err)

    return run
