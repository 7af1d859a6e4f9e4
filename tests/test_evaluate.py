import json
from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import UsageError
from generator.evaluate import Difference, as_json, as_table, compare, evaluate, labelled, measure, ndcg, papers
from generator.model import Interest
from generator.rank import profile

PAPERS = "\n".join(
    json.dumps({"id": id_, "title": title, "abstract": "Bees.", "comment": None, "authors": ["A. B"]})
    for id_, title in (("1", "Denoising"), ("2", "Stones"), ("3", "Rivers"), ("4", "Denoising rivers"))
)


def test_ndcg_of_a_known_order() -> None:
    assert ndcg([1, 0, 1]) == pytest.approx((1 + 1 / 2) / (1 + 1 / log2(3)))
    assert ndcg([0, 0]) == ndcg([]) == 0
    assert ndcg([0] * 10 + [1]) == 0


@given(st.lists(st.floats(0, 5), max_size=30))
def test_ndcg_lies_between_0_and_1_and_the_best_order_has_1(gains: list[float]) -> None:
    assert 0 <= ndcg(gains) <= 1 + 1e-9
    if any(gain > 1e-6 for gain in gains):
        assert ndcg(sorted(gains, reverse=True)) == pytest.approx(1)


def test_days_without_a_wanted_paper_do_not_count() -> None:
    found = measure([[0, 1, 0], [0, 0]])
    assert (found.days, found.papers, found.wanted) == (1, 3, 1)
    assert (found.precision, found.recall, found.reciprocal_rank) == (0.1, 1, 0.5)
    assert measure([]).ndcg == 0


def test_a_difference_has_an_interval_that_holds_it() -> None:
    found = compare([0.5, 0.7, 0.9, 0.8], [0.4, 0.5, 0.5, 0.7])
    assert found.mean == pytest.approx(0.2)
    assert 0 < found.low <= found.mean <= found.high
    assert compare([], []) == Difference(0, 0, 0)
    assert compare([1.0, 0.0], [0.0, 1.0]) == compare([1.0, 0.0], [0.0, 1.0])


def test_labelled_days_are_ranked_by_a_profile() -> None:
    rows = labelled('{"id": "1", "label": 1, "date": "d"}\n\n{"id": "2", "label": 0, "date": "d", "x": 1}\n{"id": "7", "label": 1}\n', "f")
    known = papers(PAPERS, "p", {row.id for row in rows})
    assert set(known) == {"1", "2"}
    found = evaluate(rows, known, profile([Interest(id="x", keywords=("denoising",))]))
    assert (found.days, found.ndcg) == (1, 1)
    assert evaluate(rows, known, profile([Interest(id="x", keywords=("denoising",))]), {"1"}).days == 0


def test_figures_are_told_to_persons_and_programs() -> None:
    found = measure([[1, 0]])
    assert as_table(found).splitlines()[:4] == [
        "days                   1",
        "papers                 2",
        "wanted                 1",
        "nDCG@10            1.000",
    ]
    assert json.loads(as_json(found))["ndcg"] == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "f line 1: not JSON"),
        ('{"id": "1", "label": 0}\n[]', "f line 2: not a JSON object"),
        ('{"id": "1"}', "f line 1: no id with a label"),
        ('{"id": "1", "label": "x"}', "f line 1: no id with a label"),
    ],
)
def test_a_file_that_is_not_labels_is_named_with_its_line(text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        labelled(text, "f")
