"""The fault matrix: whatever fails, no paper is lost, no fault's text published, and the next healthy run ends as if nothing had happened.

By default a part of it in which each source and each fault occurs; FAULTS=all performs all of it.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hostile import IDS, MODELS
from tests.matrix import CASES, OWN, SETTLED, UNHARMED, WELL, Case, Outcome, perform, sample

pytestmark = pytest.mark.untraced

STAGES = {
    "rss": "fetch",
    "hf": "fetch",
    "api": "complete",
    **dict.fromkeys(("html", "pdf"), "fulltext"),
    **dict.fromkeys(MODELS, "analyse"),
}
"""At which stage the gap stands that a source leaves."""

WANTED = CASES if os.environ.get("FAULTS") else sample()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """One folder for all cases, so that a page is drawn when it changes."""
    before = Path.cwd()
    os.chdir(tmp_path_factory.mktemp("faults"))
    yield
    os.chdir(before)


def test_the_part_that_is_tried_by_default_has_each_source_and_each_fault() -> None:
    chosen = sample()
    assert set(chosen) <= set(CASES)
    assert len(CASES) > 200 > 60 > len(chosen)
    for name in ("source", "fault"):
        assert {getattr(case, name) for case in chosen} == {getattr(case, name) for case in CASES}


@pytest.mark.parametrize("case", WANTED, ids=str)
def test_a_fault_leaves_a_gap_that_the_next_healthy_run_mends(case: Case, folder: None) -> None:
    outcome = perform(case)
    assert outcome.published == ()
    assert (outcome.lost, outcome.duplicates, outcome.tracebacks) == (frozenset(), 0, 0)
    assert outcome.kept == IDS - OWN.get(case.source, frozenset()) or (case.source, case.fault) == ("rss", "valid and empty")
    (assert_push if case.source == "git" else assert_day)(outcome)
    assert (outcome.mended, outcome.quiet) == (0, True)
    assert outcome.equal is not False


def assert_day(outcome: Outcome) -> None:
    case, said = outcome.case, outcome.said
    assert all(line.startswith("digest: ") for line in said.err.splitlines())
    if (case.source, case.fault) in WELL | SETTLED | UNHARMED:
        assert (said.status, said.err) == (0, "")
        return
    assert said.status == 3
    assert STAGES[case.source] in {stage for stage, _ in outcome.gaps}
    assert len({stage for stage, _ in outcome.gaps} - {"summarise"}) == 1 or case.fault == "429 for an hour"  # it holds all of arXiv
    assert "  gap: " in said.out
    assert outcome.told


def assert_push(outcome: Outcome) -> None:
    if outcome.case.fault == "another run was faster":
        assert (outcome.said.status, outcome.said.out) == (0, "")
        return
    assert (outcome.said.status, outcome.said.err) == (1, "")
    assert outcome.said.out.startswith("::error::the record was not pushed")
    assert outcome.said.out.count("\n") == 1
    assert outcome.told
