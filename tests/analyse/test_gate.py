"""The whole gate over its corpora: good replies pass as they are, every kind of fault is caught, numbers are looked up."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.analyse.gate import REFUSALS, gate
from generator.analyse.replies import Fault
from tests.analyse.corpora import CASES, DEBLUR, FAULTS


def passed(text: str, case: object = DEBLUR, language: str = "en") -> str | None:
    try:
        return gate(text, case.paper, case.source, language).text  # type: ignore[attr-defined]
    except Fault:
        return None


@pytest.mark.parametrize("language", ["zh", "en"])
def test_of_a_hundred_good_replies_at_least_98_pass_unchanged(language: str) -> None:
    replies = [(case, reply) for case in CASES for reply in case.replies[language]]
    assert len(replies) == 100
    changed = [reply for case, reply in replies if passed(reply, case, language) != reply]
    assert len(changed) <= 2, changed


def test_the_faults_are_of_thirty_kinds_or_more() -> None:
    assert len({fault["kind"] for fault in FAULTS}) >= 30


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault['kind']}, {fault['language']}")
def test_a_fault_is_refused_or_mended_and_the_rest_stays(fault: dict[str, object]) -> None:
    case = DEBLUR
    if fault.get("unlinked"):
        bare = re.sub(r"Code is available at \S+", "", case.source)
        case = replace(case, paper=replace(case.paper, code_url=None, abstract=None), source=bare)
    left = passed(str(fault["reply"]), case, str(fault["language"]))
    if fault.get("refused"):
        assert left is None
    else:
        assert left is not None
        assert str(fault["kept"]) in left
        assert [gone for gone in fault["gone"] if gone in left] == []  # type: ignore[attr-defined]


def test_a_whole_reply_about_another_paper_is_refused() -> None:
    for case in CASES:
        for other in CASES:
            if case is not other:
                for language in ("zh", "en"):
                    assert any(passed(reply, other, language) is None for reply in case.replies[language]), (
                        case.paper.id,
                        other.paper.id,
                        language,
                    )


def test_a_reason_is_held_against_its_own_paper_among_those_of_a_batch() -> None:
    lines = "\n".join(json.dumps({"id": case.paper.id, "title": case.paper.title, "abstract": case.paper.abstract}) for case in CASES)
    assert gate("It reaches 33.84 dB on GoPro.", DEBLUR.paper, lines, "en").text
    assert not gate("It reaches a Dice of 92.1 on GoPro.", DEBLUR.paper, lines, "en").text


def test_a_text_about_several_papers_needs_none() -> None:
    source = "\n".join(case.source for case in CASES)
    text = "[KernelFree](paper:2601.10001) reaches 33.84 dB on GoPro."
    assert gate(text, None, source, "en").text == text


def test_code_that_only_the_text_links_to_may_be_called_public() -> None:
    unlinked = replace(DEBLUR.paper, code_url=None)
    assert gate("It is fast. The code is publicly available.", unlinked, DEBLUR.source, "en").text.endswith("available.")


def test_what_stood_on_a_removed_number_goes_with_it() -> None:
    assert passed("On GoPro it reaches 39.99 dB. This gap is large. KernelFree freezes the prior.") == "KernelFree freezes the prior."
    assert passed("KernelFree freezes the prior.\n\nThe results:\n\n- 39.99 dB on GoPro.") == "KernelFree freezes the prior."


def test_the_recorded_replies_that_are_no_analysis_never_pass(corpus: Path) -> None:
    """Errors, refusals and chat about other things, as the providers really sent them."""
    bodies = [path for path in sorted((corpus / "llm").rglob("*.json")) if re.search(r"\d{3}|failure|issue", path.name)]
    assert len(bodies) > 20
    for path in bodies:
        if "success" not in path.name and '"error"' in (body := path.read_text("utf-8")):
            assert passed(body) is None, path.name


def test_every_refusal_has_its_fault() -> None:
    reasons = set()
    for fault in FAULTS:
        try:
            gate(fault["reply"], DEBLUR.paper, DEBLUR.source, fault["language"])
        except Fault as reason:
            reasons.add(str(reason))
    assert reasons >= set(REFUSALS)


@given(st.text(st.characters(codec="utf-8"), max_size=200) | st.text("-*#[](){}<>12.%$|\n好的，。`\\a万倍", max_size=80))
def test_any_text_is_judged_without_an_exception_and_twice_the_same(text: str) -> None:
    left = passed(text)
    if left:
        again = passed(left)
        assert again is None or not re.search(r"<script", again)
