"""LaTeX of titles and abstracts becomes text; math stays math."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.render import latex
from generator.render.text import plain


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (r"\textbf{A} new \emph{view of \textit{it}}", "A new view of it"),
        (r"{\it x} {\bf bold} {\large\sc y}", "x bold y"),
        (r"caf\'e, caf\'{e}, caf{\'e}, na\"{\i}ve, \^\i, \c{c}, \v s, \H{o}, \~n", "café, café, café, naïve, î, ç, š, ő, ñ"),
        (r"\'{} \c{} \~{}", "' ~"),
        (r"Stra\ss e, \O{}re, \L{}\'od\'z, \AA", "Straße, Øre, Łódź, Å"),
        (r"50\% of R\&D, a\_b, \#1, \$5, \{x\}", "50% of R&D, a_b, #1, $5, {x}"),
        (r"\alpha-blending at $\times$4, 3\times faster", "α-blending at ×4, 3× faster"),
        (r"\ours achieves \LaTeX{} quality\ldots", "ours achieves LaTeX quality…"),
        (r"\frac{a}{b} 10\textsuperscript{2} \unknown{inside} \ours{} wins", "ab 102 inside ours wins"),
        ("``quoted'' and `single' in authors' text, it's", "“quoted” and ‘single’ in authors’ text, it's"),
        ("pages 1--2, yes---no, run --fast, a ---- b", "pages 1–2, yes—no, run --fast, a ---- b"),
        ("Fig.~3, about ~5, ~", "Fig. 3, about ~5, ~"),
        ("{BERT} and {{DETR}} but {a, b} and } alone {", "BERT and DETR but {a, b} and } alone {"),
        (r"one\\two\,three\ four\-five\/six \(open", "one two three fourfivesix (open"),
        (r"ends with \quad", "ends with"),
        ("ends with \\", "ends with \\"),
        ("", ""),
    ],
)
def test_text_macros_become_unicode(source: str, text: str) -> None:
    assert plain(source) == text


@pytest.mark.parametrize(
    ("source", "kinds"),
    [
        ("a $x$ b", ["text", "math", "text"]),
        (r"$\mathbf{x}_{10}$-net \(y\) \[z\] $$w$$", ["math", "text", "math", "text", "display", "text", "display"]),
        (r"($\times$4)", ["text", "math", "text"]),
        ("costs $5 and $10 only", ["text"]),
        ("costs $5-$10 only", ["text"]),
        ("$5 million were paid by them, or 10$ each", ["text"]),
        ("unbalanced $x and", ["text"]),
        ("one $ x$ two", ["text"]),
        (r"$5 \text{million were paid}$", ["math"]),
        ("see https://a.b/c_(d), or (https://e.f/g).", ["text", "url", "text", "url", "text"]),
        (r"\url{https://a.b/c\_d} \href{https://e.f}{here}", ["url", "text", "url", "text"]),
    ],
)
def test_math_money_and_addresses_are_told_apart(source: str, kinds: list[str]) -> None:
    assert [token.kind for token in latex.tokens(source)] == kinds


def test_an_address_ends_where_its_sentence_goes_on() -> None:
    addresses = [
        token.text for token in latex.tokens(r"at https://a.b/c_(d), https://e.f/g). \url{https://a.b/c\_d}") if token.kind == "url"
    ]
    assert addresses == ["https://a.b/c_(d)", "https://e.f/g", "https://a.b/c_d"]


@given(st.text(st.characters(exclude_characters="\\$~{}`'-:")))
def test_text_without_tex_stays_as_it_is(source: str) -> None:
    assert "".join(token.text for token in latex.tokens(source)) == source


@given(st.text(alphabet="\\${}~`'-^_ab1 \"%&.([ ") | st.text())
def test_any_text_is_tokenized_once_and_ends(source: str) -> None:
    assert all(token.text for token in latex.tokens(source) if token.kind == "text")
