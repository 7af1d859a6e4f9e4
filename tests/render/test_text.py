"""Foreign text cannot break a page, and says what it said."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.render import text
from tests.render.browser import read, shown, tags
from tests.render.samples import HOSTILE

hostile = st.lists(st.sampled_from(HOSTILE) | st.text(max_size=12), max_size=5).map("".join) | st.lists(st.sampled_from(HOSTILE)).map(
    " ".join
)


@given(st.text(st.characters(exclude_characters="\\$~{}`'-:")))
@settings(max_examples=200)
def test_what_is_escaped_reads_as_before(source: str) -> None:
    assert read(f"{text.inline(source)}") == " ".join(text.clean(source).split())


@pytest.mark.parametrize("source", [*HOSTILE, r"a\.b \- \) \+"])
def test_hostile_text_reads_exactly_as_it_was_typed(source: str) -> None:
    assert read(f"{text.escape(source)}\n{{: .ours }}") == " ".join(text.clean(source).split())


@given(hostile)
@settings(max_examples=200)
def test_hostile_text_makes_nothing_but_a_paragraph_of_text_math_and_web_links(source: str) -> None:
    for made in (text.inline(source), text.passage(source), text.escape(source)):
        page = shown(f"{made}\n{{: .ours }}" if made else "")
        assert {element.tag for element in page.iter()} <= {"main", "p", "span", "a"}
        assert all(set(element.attrib) <= {"class", "href"} for element in page.iter())
        assert all(link.get("href").startswith(("http://", "https://")) for link in page.iter("a"))
        assert [element.get("class") for element in page.iter("span")] == ["arithmatex"] * len(list(page.iter("span")))
        assert len(list(page.iter("p"))) == bool(made)


math = st.text(alphabet="abxy01 <>&_*^|`~#!{}()[]\\\"'=+-.,;:/\u03b1", min_size=1).map(str.strip).filter(bool)


@given(math)
@settings(max_examples=300)
def test_math_survives_unchanged(tex: str) -> None:
    made = read(f"see {text.math(tex)} there")
    assert made == " ".join(rf"see \({tex}\) there".split())


@pytest.mark.parametrize(
    "tex", ["a<b", "a&b", r"a \\ b", "a_b*c_d", r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}", "x|y", "a`b", "<!-- x", r"a\ "]
)
def test_math_of_every_kind_is_marked_for_katex(tex: str) -> None:
    [span] = shown(f"It is {text.math(tex)}.").iter("span")
    assert (span.get("class"), span.text_content()) == ("arithmatex", rf"\({tex}\)")
    [display] = shown(f"It is {text.math(tex, display=True)}.").iter("span")
    assert display.text_content() == rf"\[{tex}\]"


def _linked(paper_id: str, name: text.Md) -> text.Md:
    return text.Md(f"[{name}](papers/{paper_id}.md)") if paper_id == "2601.16982" else name


@pytest.mark.parametrize(
    ("source", "made"),
    [
        ("First.\nStill first.\n\nSecond.", ["p", "p"]),
        ("A list:\n- one\n- two\n\n- three\n  going on", ["p", "ul", "li", "li", "li"]),
        ("- one\n  - under one\n        - deeper\n- two", ["ul", "li", "ul", "li", "li", "li"]),
        ("1. one\n2) two\n3、three", ["ol", "li", "li", "li"]),
        ("- a\n\n1. b", ["ul", "li", "ol", "li"]),
        ("1. a\n   1. b\n   2. c\n2. d", ["ol", "li", "ol", "li", "li", "li"]),
        ("It is **“bold”**一 and `x<y` and $a<b$.", ["p", "strong", "code", "span"]),
        ("**a**[T](paper:2601.16982)**b** [gone](paper:0)", ["p", "strong", "a", "strong"]),
        ("# no heading\n---\n> no quote\n| no | table |", ["p"]),
        ("", []),
    ],
)
def test_prose_is_paragraphs_lists_bold_code_and_math(source: str, made: list[str]) -> None:
    page = shown(text.prose(source, _linked))
    assert [element.tag for element in page.iter() if element.tag not in ("main",) and isinstance(element.tag, str)] == made


def test_a_numbered_list_keeps_its_numbers_around_nested_items() -> None:
    assert text.prose("1. a\n   - x\n2. b") == "1. a\n    - x\n2. b"


@given(hostile | st.lists(st.sampled_from(["- ", "1. ", "**", "`", "$", "\n", "\n\n", "  - ", "[x](paper:1)", "x", " "])).map("".join))
@settings(max_examples=300)
def test_prose_of_any_kind_makes_only_what_prose_may_have(source: str) -> None:
    page = shown(f"{text.prose(source)}\n")
    elements = [element for element in page.iter() if isinstance(element.tag, str)]
    assert {element.tag for element in elements} <= {"main", "p", "ul", "ol", "li", "strong", "code", "span", "a"}
    assert all(set(element.attrib) <= {"class", "href"} for element in elements)
    assert all(link.get("href").startswith(("http://", "https://")) for link in page.iter("a"))


def test_unknown_is_never_printed() -> None:
    with pytest.raises(TypeError, match="unknown"):
        text.escape(None)


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "//x.example", "https://", "http://[::1", "ftp://a.b", "x", "", None]
)
def test_only_web_and_mail_addresses_are_linked(address: str | None) -> None:
    assert text.url(address) is None
    assert text.link("label", address) == "label"


def test_an_address_ends_where_it_ends() -> None:
    assert text.url("https://a.b/c) [x](y\"<>`*'") == "https://a.b/c%29%20%5Bx%5D%28y%22%3C%3E%60%2A%27"
    assert text.url("mailto:a@b.c") == "mailto:a@b.c"
    [link] = shown(text.link("[x]", "https://a.b/c_d?e=f&g;h=*i*")).iter("a")
    assert (link.text, link.get("href")) == ("[x]", "https://a.b/c_d?e=f&g%3Bh=%2Ai%2A")


def test_slugs_keep_chinese_and_points_and_never_take_the_index() -> None:
    assert [text.slug(name) for name in ("图像 修复", "cs.CV", "index", "", "../../etc", "a_b", "INDEX")] == [
        "图像-修复",
        "cs.CV",
        "index-",
        "-",
        "etc",
        "a_b",
        "INDEX-",
    ]


def test_a_line_never_starts_a_list_or_a_rule() -> None:
    for start in ("- a", "+ a", "1. a", "12) a", "--- a", "=== a", ": a"):
        assert tags(text.escape(start)) == {"main": 1, "p": 1}
        assert read(text.escape(start)) == start
    assert text.escape("3.5 dB") == "3.5 dB"


def test_shortening_cuts_between_words() -> None:
    assert text.shortened("one two three", 99) == "one two three"
    assert text.shortened("one two, three four", 12) == "one two…"
    assert text.shortened("图像复原与图像生成", 5) == "图像复原…"


def test_math_in_plain_text_is_as_near_as_unicode_comes() -> None:
    assert text.plain(r"VGG-T$^3$, $\pi_{0.5}$, $x_{10}^{2}$, $\mathcal{L}_1$") == "VGG-T³, π_0.5, x₁₀², L₁"


def test_language_codes_that_are_none_are_not_written_into_attributes() -> None:
    assert [text.language_tag(code) for code in ("zh-Hans", "en", 'x" onclick="', "")] == ["zh-Hans", "en", "und", "und"]


def test_simple_math_in_a_title_is_raised_and_lowered_text_and_any_other_stays_math() -> None:
    assert text.inline(r"VGG-T$^3$ and $\pi_{0.5}$ at $10^{-3}$") == "VGG-T<sup>3</sup> and π<sub>0.5</sub> at 10<sup>−3</sup>"
    assert text.inline(r"$x_\theta$") == "x<sub>θ</sub>"
    assert text.html("T$^3$ & co") == "T<sup>3</sup> &amp; co"
    for tex in (r"\frac{1}{2}", r"\mathbb{R}^n", r"x_{a_b}", r"\sqrt{2}", "a<b"):
        assert read(str(text.inline(f"${tex}$"))) == rf"\({tex}\)"


@pytest.mark.parametrize(
    ("source", "held"),
    [
        ("高出 33.1 dB，耗时 2.8 s，共 6 倍", "高出 33.1\u00a0dB，耗时 2.8\u00a0s，共 6\u00a0倍"),
        ("3 datasets and 2 Bits, 5 K-means", "3 datasets and 2 Bits, 5 K-means"),
    ],
)
def test_a_number_and_its_unit_stay_on_one_line(source: str, held: str) -> None:
    assert text.prose(source) == held
