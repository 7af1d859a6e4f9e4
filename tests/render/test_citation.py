"""How to cite, under which licence, and where to read."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.model import Paper
from generator.render.citation import bibtex, licence, like, links
from tests.render.samples import ANYVIEW, BARE, HOSTILE, OLD


def test_a_paper_is_cited_by_its_id() -> None:
    assert bibtex(replace(ANYVIEW, authors=("Basile Van Hoorick", "A and B Team"), journal_ref="J. 50% & more", doi=None)).splitlines() == [
        "@misc{arXiv:2601.16982,",
        "  title         = {{AnyView: Synthesizing Any Novel View in Dynamic Scenes}},",
        "  author        = {Basile Van Hoorick and {A and B Team}},",
        "  year          = {2026},",
        "  eprint        = {2601.16982},",
        "  archivePrefix = {arXiv},",
        "  primaryClass  = {cs.CV},",
        r"  note          = {J. 50\% \& more},",
        "  url           = {https://arxiv.org/abs/2601.16982},",
        "}",
    ]


def test_the_year_comes_from_the_id_when_no_date_is_known() -> None:
    assert "year          = {2026}" in bibtex(BARE)
    assert "year          = {1999}" in bibtex(OLD)
    assert "year" not in bibtex(Paper(id="odd", title="x"))
    assert "year          = {2025}" in bibtex(replace(BARE, announced=date(2025, 12, 31)))


@given(st.lists(st.sampled_from(HOSTILE) | st.text(alphabet="{}$\\ab_%`\n", max_size=9)).map("".join))
def test_no_title_breaks_the_entry_or_its_fence(title: str) -> None:
    made = bibtex(replace(ANYVIEW, title=title, authors=(title,), doi=title, journal_ref=title))
    assert made.count("{") == made.count("}")
    assert "`" not in made
    assert all(line.startswith("  ") for line in made.splitlines()[1:-1])


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("http://creativecommons.org/licenses/by/4.0/", "CC BY 4.0"),
        ("http://creativecommons.org/licenses/by-nc-sa/4.0/", "CC BY-NC-SA 4.0"),
        ("http://creativecommons.org/publicdomain/zero/1.0/", "CC0 1.0"),
        ("http://arxiv.org/licenses/nonexclusive-distrib/1.0/", "arXiv.org"),
        ("https://other.example/", "https://other.example/"),
    ],
)
def test_licences_have_human_names(address: str, name: str) -> None:
    assert licence(address) == name


def test_links_are_those_that_exist_and_may_be_followed() -> None:
    assert [link.name for link in links(ANYVIEW)] == ["arxiv", "pdf", "html", "code", "huggingface"]
    assert [link.name for link in links(OLD)] == ["arxiv", "pdf"]
    assert links(OLD)[0].address == "https://arxiv.org/abs/hep-th/9901001"
    assert [link.name for link in links(Paper(id="1706.03762", title="x"))] == ["arxiv", "pdf"]
    assert links(ANYVIEW)[-1].upvotes == 0


def test_a_like_is_githubs_page_for_a_new_file_on_the_archive_with_all_filled_in() -> None:
    address = like("https://github.com/ann/feed", "2602.23361")
    assert address == "https://github.com/ann/feed/new/archive?filename=likes/2602.23361&value=https://arxiv.org/abs/2602.23361"
    assert "filename=likes/hep-th/9901001&" in like("https://github.com/ann/feed", "hep-th/9901001")
