"""Charts are shapes with a name, in colours of the stylesheet, that cannot break a page."""

import lxml.html
from hypothesis import given
from hypothesis import strategies as st

from generator.render.charts import HEIGHT, bars, nested


def drawn(svg: str) -> lxml.html.HtmlElement:
    return lxml.html.fragment_fromstring(svg)


def test_a_bar_is_as_high_as_its_share_of_the_top_and_a_missing_value_leaves_its_place_empty() -> None:
    picture = drawn(bars([0.1, None, 0.2], 0.2, "name", ["a", "b", "c"]))
    rects = picture.findall("rect")
    assert [(each.get("x"), float(each.get("height"))) for each in rects] == [("1", HEIGHT / 2), ("21", HEIGHT)]
    assert all(float(each.get("y")) + float(each.get("height")) == HEIGHT for each in rects)
    assert [each.findtext("title") for each in rects] == ["a", "c"]


def test_a_zero_is_seen_and_a_chart_of_zeros_is_drawn() -> None:
    assert [float(each.get("height")) for each in drawn(bars([0.0, 0.0], 0.0, "x", ["a", "b"])).findall("rect")] == [0.5, 0.5]


def test_steps_of_a_funnel_stand_one_before_the_other_in_classes_of_their_own() -> None:
    rects = drawn(nested([(100, 50, None)], 100, "x", ["a"])).findall("rect")
    assert [(each.get("class"), each.get("x")) for each in rects] == [("a", "1"), ("b", "1")]


@given(st.text(), st.text())
def test_no_name_breaks_out_of_its_picture(label: str, title: str) -> None:
    svg = bars([1.0], 1.0, label, [title])
    assert svg.count("<") == 6
    assert "$" not in svg
    assert " style=" not in svg.replace(label, "").replace(title, "") or "style" in label + title
