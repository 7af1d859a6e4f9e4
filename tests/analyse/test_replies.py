import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.analyse.replies import Fault, extract


@pytest.mark.parametrize(
    "text",
    [
        '{"a": "x"}',
        '```json\n{"a": "x"}\n```',
        'Sure! Here is the JSON you asked for [1]:\n\n```\n{"a": "x"}\n```\nAnything else? {"b": 2}',
        '\ufeff  {"a": "x"}',
        '{"b": 1} and then {"a": "x"}',
        'My set is {x, y}. {"a": "x"}',
    ],
)
def test_json_is_found_whatever_stands_around_it(text: str) -> None:
    assert extract(text, "a") == {"a": "x"}


def test_a_bare_list_of_objects_is_what_the_key_holds() -> None:
    assert extract('[{"id": "1"}]', "scores") == {"scores": [{"id": "1"}]}


@pytest.mark.parametrize("text", ["", " \n", "Sorry.", '{"a": "x', '{"a": "x"', "[1, 2]", '{"b": 1}', "{" * 5000])
def test_what_is_not_whole_is_a_fault(text: str) -> None:
    with pytest.raises(Fault):
        extract(text, "a")


@pytest.mark.parametrize(
    "latex",
    [
        r"$\alpha+\beta$",
        r"\frac{1}{2}",
        r"$3\times 3$",
        r"$\theta,\tau,\tilde y,\to$",
        r"$\rho \right)$",
        r"$x\neq y, \nabla f$",
        r"\underline{x}",
    ],
)
def test_latex_with_single_backslashes_survives(latex: str) -> None:
    assert extract('{"a": "' + latex + '"}', "a") == {"a": latex}
    assert extract(json.dumps({"a": [{"b": latex}]}), "a") == {"a": [{"b": latex}]}


def test_line_feeds_and_tabs_that_are_meant_stay() -> None:
    text = "One.\n\nnew line\tand tab, $x$\nnabla"
    assert extract(json.dumps({"a": text}), "a") == {"a": text}
    assert extract('{"a": "raw\nline"}', "a") == {"a": "raw\nline"}


def test_control_characters_are_dropped() -> None:
    assert extract(json.dumps({"a": "x\x00y\x1bz", "n": 3}), "a") == {"a": "xyz", "n": 3}


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])), st.text(st.characters(exclude_characters="{[")))
def test_any_text_comes_back_as_it_was(text: str, before: str) -> None:
    assert extract(before + json.dumps({"a": text}), "a") == {"a": text}


@given(st.text())
def test_no_reply_is_a_crash(text: str) -> None:
    try:
        extract(text, "a")
    except Fault as fault:
        assert str(fault)
