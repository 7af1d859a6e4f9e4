from typing import Any

import pytest

from generator.analyse.prompts import Part
from generator.analyse.replies import Fault
from generator.analyse.schemas import SCORES_SCHEMA, SUMMARY_SCHEMA, analysis_schema, checked_analysis, checked_scores, checked_summary

PARTS = (Part("a", "A", "ask"), Part("b", "B", "ask"), Part("c", "C", "ask", optional=True))


def reply(**fields: Any) -> dict[str, Any]:
    given = {"tldr": "t", "sections": [{"id": "b", "text": "two"}, {"id": "a", "text": "one"}], "findings": ["f"], "limitations": ["l"]}
    return {**given, **fields}


def test_sections_come_in_the_order_in_which_they_were_asked_for() -> None:
    checked = checked_analysis(reply(extra=1), PARTS)
    assert [(each.id, each.text) for each in checked.sections] == [("a", "one"), ("b", "two")]


def test_a_section_that_was_not_asked_for_or_comes_again_is_left_aside() -> None:
    sections = [{"id": "a", "text": "one"}, {"id": "a", "text": "again"}, {"id": "x", "text": "x"}, {"id": "b", "text": " two "}]
    assert [each.text for each in checked_analysis(reply(sections=sections), PARTS).sections] == ["one", "two"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"tldr": " "}, "tldr"),
        ({"tldr": None}, "tldr"),
        ({"sections": []}, "a, b"),
        ({"sections": [{"id": "a", "text": "one"}, {"id": "b", "text": None}]}, "b"),
        ({"sections": "text"}, "sections"),
        ({"sections": [{"text": "one"}]}, r"sections\.0\.id"),
        ({"findings": [1]}, r"findings\.0"),
        ({"findings": 3}, "findings"),
    ],
)
def test_a_fault_names_what_is_wrong(fields: dict[str, Any], words: str) -> None:
    with pytest.raises(Fault, match=words):
        checked_analysis(reply(**fields), PARTS)


@pytest.mark.parametrize("points", [["- one", "2. two"], "- one\n- two\n", ["one", "", "two"], "one\n\n* two"])
def test_points_are_taken_as_a_list_or_as_lines(points: Any) -> None:
    assert checked_analysis(reply(limitations=points), PARTS).limitations == ("one", "two")


def test_no_points_are_no_fault() -> None:
    checked = checked_analysis(reply(findings=None, limitations=""), PARTS)
    assert (checked.findings, checked.limitations) == ((), ())


def scores(*items: Any) -> dict[str, int]:
    return {id_: each.score for id_, each in checked_scores({"scores": list(items)}, ["1", "2"]).items()}


GOOD = {"id": "1", "score": 70, "reason": "r", "interest": "i"}


@pytest.mark.parametrize(
    "mangled",
    [
        {**GOOD, "id": "2", "score": 101},
        {**GOOD, "id": "2", "score": -1},
        {**GOOD, "id": "2", "score": True},
        {**GOOD, "id": "2", "score": "high"},
        {**GOOD, "id": "2", "score": 70.5},
        {**GOOD, "id": "2", "score": None},
        {**GOOD, "id": "2", "reason": " "},
        {"id": "2", "score": 70},
        {**GOOD, "id": "3"},
        "2: 70",
        None,
    ],
)
def test_what_is_forgotten_or_mangled_is_not_scored_and_never_zero(mangled: Any) -> None:
    assert scores(GOOD, mangled) == {"1": 70}
    assert scores(GOOD) == {"1": 70}


def test_a_paper_scored_twice_and_differently_is_not_scored() -> None:
    assert scores(GOOD, {**GOOD, "id": "2"}, {**GOOD, "id": "2", "score": 10}, {**GOOD, "id": "2"}) == {"1": 70}
    assert scores(GOOD, GOOD) == {"1": 70}


def test_ids_are_read_as_models_write_them() -> None:
    assert scores({**GOOD, "id": "arXiv:1v2", "interest": None}, {**GOOD, "id": 2, "score": "65"}) == {"1": 70, "2": 65}


@pytest.mark.parametrize("value", [[], [{"id": "9", "score": 1, "reason": "r"}], None, "x"])
def test_no_usable_score_is_a_fault(value: Any) -> None:
    with pytest.raises(Fault, match="no item"):
        checked_scores({"scores": value}, ["1"])


def test_a_summary_needs_its_overview() -> None:
    assert checked_summary({"overview": "o", "emerging": None}).emerging == ""
    with pytest.raises(Fault, match="overview"):
        checked_summary({"overview": ""})


def plain(schema: Any) -> bool:
    if isinstance(schema, dict):
        strict = schema.get("type") != "object" or (schema["required"] == list(schema["properties"]) and not schema["additionalProperties"])
        return strict and isinstance(schema.get("type", ""), str | dict) and "$ref" not in schema and all(map(plain, schema.values()))
    return True


@pytest.mark.parametrize("schema", [analysis_schema(PARTS), SCORES_SCHEMA, SUMMARY_SCHEMA])
def test_schemas_are_what_strict_endpoints_and_gemini_both_take(schema: dict[str, Any]) -> None:
    assert plain(schema)
