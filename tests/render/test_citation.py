"""How to cite, under which licence, where to read, and what Zotero saves."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import bibtexparser
import lxml.html
import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from mkdocs.config import load_config

from generator.model import Paper
from generator.render.citation import bibtex, cited, licence, like, links
from generator.render.text import plain
from tests.render.browser import ROOT
from tests.render.samples import ANYVIEW, BARE, HOSTILE, MONDAY, OLD, digest, drawn, entry


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


@given(st.lists(st.sampled_from(HOSTILE) | st.text(alphabet="{}$\\ab_%`\n", max_size=9), min_size=1).map("".join))
@example(r"${\}$")
@settings(deadline=None)
def test_another_reader_of_bibtex_finds_one_entry_with_its_fields(title: str) -> None:
    library = bibtexparser.parse_string(bibtex(replace(ANYVIEW, title=f"A {title}", authors=(f"B {title}", "C"), journal_ref=f"J {title}")))
    assert not library.failed_blocks
    [read] = library.entries
    assert (read.entry_type, read.key) == ("misc", "arXiv:2601.16982")
    fields = {field.key: field.value for field in read.fields}
    assert list(fields) == ["title", "author", "year", "eprint", "archivePrefix", "primaryClass", "doi", "note", "url"]
    assert fields["title"].startswith("{A")
    assert fields["eprint"] == "2601.16982"


def _head(paper: Paper) -> lxml.html.HtmlElement:
    """What overrides/ writes into the head of a paper's page for its front matter, in Chinese."""
    front = yaml.safe_load(drawn([digest(MONDAY, entry(paper))], f"papers/{paper.id.replace('/', '-')}.md").split("---\n")[1])
    environment = load_config(str(ROOT / "mkdocs.yml")).theme.get_env()
    made = environment.get_template("partials/cite.html").render(meta=front, language="zh")
    return lxml.html.fromstring(f"<!doctype html><html><head>{made}</head><body></body></html>")


def _saved(head: lxml.html.HtmlElement) -> dict[str, Any]:
    """What Zotero's translator "Embedded Metadata" takes: the first of each field, all authors, the type by what is there."""
    metas = [(meta.get("name"), meta.get("content")) for meta in head.iter("meta")]
    first = dict(reversed(metas))
    kind = "journalArticle" if "citation_journal_title" in first else first.get("DC.type")
    fields = {
        "title": "title", "publication_date": "date", "journal_title": "publicationTitle", "publisher": "publisher", "doi": "DOI",
        "language": "language", "abstract_html_url": "url", "pdf_url": "attachment",
    }  # fmt: skip
    found = {to: first[f"citation_{name}"] for name, to in fields.items() if f"citation_{name}" in first}
    return {"itemType": kind, "creators": [content for name, content in metas if name == "citation_author"], **found}


def test_zotero_saves_a_preprint_with_all_its_fields() -> None:
    assert _saved(_head(replace(ANYVIEW, doi=None))) == {
        "itemType": "preprint",
        "creators": [*ANYVIEW.authors],
        "title": ANYVIEW.title,
        "date": "2026/01/23",
        "publisher": "arXiv",
        "DOI": "10.48550/arXiv.2601.16982",
        "language": "en",
        "url": "https://arxiv.org/abs/2601.16982",
        "attachment": "https://arxiv.org/pdf/2601.16982",
    }


def test_zotero_saves_a_published_paper_as_an_article() -> None:
    saved = _saved(_head(replace(OLD, doi="10.1000/182")))
    assert (saved["itemType"], saved["publicationTitle"], saved["DOI"]) == ("journalArticle", "Phys. Rev. D", "10.1000/182")
    assert (saved["title"], saved["creators"], saved["date"]) == ("Branes and naïve BPS states", ["J. Muñoz"], "1999/01")
    assert saved["url"] == "https://arxiv.org/abs/hep-th/9901001"


def test_a_paper_of_which_only_id_and_title_are_known_says_no_more() -> None:
    assert cited(BARE) == {
        "title": "VGG-T³: Offline Feed-Forward 3D Reconstruction at Scale",
        "date": "2026-02",
        "id": "2602.23361",
        "doi": "10.48550/arXiv.2602.23361",
    }
    assert _saved(_head(BARE))["creators"] == []
    assert "date" not in cited(Paper(id="odd", title="x"))


def _linked_data(head: lxml.html.HtmlElement) -> dict[str, Any]:
    [script] = head.iter("script")
    assert script.get("type") == "application/ld+json"
    made: dict[str, Any] = json.loads(script.text)
    return made


def test_the_linked_data_are_a_scholarly_article() -> None:
    made = _linked_data(_head(replace(ANYVIEW, journal_ref="CVPR 2026")))
    assert (made["@context"], made["@type"], made["name"]) == ("https://schema.org", "ScholarlyArticle", ANYVIEW.title)
    assert made["author"] == [{"@type": "Person", "name": name} for name in ANYVIEW.authors]
    assert (made["datePublished"], made["identifier"], made["isPartOf"]["name"]) == ("2026-01-23", "arXiv:2601.16982", "CVPR 2026")
    assert made["license"] == ANYVIEW.licence
    assert made["sameAs"] == ["https://arxiv.org/abs/2601.16982", "https://doi.org/10.1000/182"]


@given(st.lists(st.sampled_from([*HOSTILE, "</script><script>alert(1)</script>", "<!--<script>"]) | st.text(max_size=9)).map("".join))
@settings(max_examples=60, deadline=None)
def test_no_title_or_name_ends_the_data_or_an_attribute(text: str) -> None:
    head = _head(replace(ANYVIEW, title=text, authors=(text, "B"), journal_ref=text, doi=text, licence=text))
    told = plain(text) or ANYVIEW.id
    assert _linked_data(head)["name"] == _saved(head)["title"] == told
    assert {each.tag for each in head.iter()} == {"html", "head", "body", "meta", "script"}
    assert {name for each in head.iter("meta") for name in each.attrib} == {"name", "content", "property"}
    assert _saved(head)["creators"][-1] == "B"


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
