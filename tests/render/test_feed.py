"""The feeds of the site and of each interest are valid Atom and JSON Feed, say all, and their identifiers never change."""

import json
from dataclasses import replace
from typing import Any

import feedparser
import lxml.etree
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.render import hypertext
from tests.render.samples import ANYVIEW, BARE, HOSTILE, MONDAY, SITE, TUESDAY, ZH, digest, drawn, entry, pages, quoted, week, written

MOVED = replace(ZH, url="https://me.example/feed/", name="Neu")


def test_the_feed_holds_the_read_papers_in_full() -> None:
    feed = feedparser.parse(drawn(week(), "feed.xml").encode())
    assert not feed.bozo
    assert [item.title for item in feed.entries] == [
        "VGG-T³: Offline Feed-Forward 3D Reconstruction at Scale",
        "AnyView: Synthesizing Any Novel View in Dynamic Scenes",
    ]
    newest = feed.entries[0].content[0].value
    assert "<h2>摘要</h2><p>摘要的译文。</p>" in newest
    assert "Written by gemini-x-001 from the full text." in newest
    assert "<li>It wins by 3 dB.</li>" in feed.entries[1].content[0].value
    assert "<ul><li>One.</li><li>Two.</li></ul>" in feed.entries[1].content[0].value
    assert "<ol><li>先看<ul><li>数据</li></ul></li><li>再看 <strong>方法</strong> 和 <code>code</code></li></ol>" in newest
    assert feed.feed.updated == feed.entries[0].updated == "2026-01-27T00:00:00Z"
    assert feed.entries[1].updated == "2026-01-26T20:30:00Z"


def test_identifiers_stay_when_the_site_moves_or_is_renamed() -> None:
    here = feedparser.parse(drawn(week(), "feed.xml").encode())
    there = feedparser.parse(drawn(week(), "feed.xml", replace(ZH, url="https://me.example/feed/", name="Neu")).encode())
    assert [item.id for item in here.entries] == [item.id for item in there.entries]
    assert here.feed.id == there.feed.id
    assert all(item.id.startswith("tag:") for item in here.entries)
    assert there.entries[1].link == "https://me.example/feed/papers/2601.16982/"
    assert here.entries[1].link == "https://arxiv.org/abs/2601.16982"
    assert [link.rel for link in there.feed.links] == ["self", "alternate"]
    assert "links" not in here.feed


def test_a_reading_without_findings_has_no_empty_list() -> None:
    [item] = feedparser.parse(drawn([digest(MONDAY, entry(analysis=quoted(findings=())))], "feed.xml").encode()).entries
    assert "<h2>Findings</h2>" not in item.content[0].value


def test_listed_papers_stand_in_while_none_was_read() -> None:
    [item] = feedparser.parse(drawn([digest(MONDAY, entry())], "feed.xml").encode()).entries
    assert item.summary == "Modern generative video models excel."
    shown = lxml.html.fromstring(item.content[0].value)
    assert [each.text_content() for each in shown.iter("h2", "p")] == [
        "Modern generative video models excel.",
        "Abstract",
        "Modern generative video models excel at producing convincing, high-quality outputs. In this work, we introduce AnyView, a"
        " diffusion-based framework for dynamic view synthesis. Results, data, code, and models can be viewed at:"
        " https://tri-ml.github.io/AnyView/",
        "82 · Image restoration: denoising",
        "arXiv · PDF · HTML · Code · Hugging Face",
    ]
    assert not feedparser.parse(drawn([], "feed.xml").encode()).entries


def test_an_entry_was_published_on_its_first_day_and_updated_when_it_was_read() -> None:
    days = [digest(MONDAY, entry()), digest(TUESDAY, entry(analysis=written(basis="abstract")))]
    [item] = feedparser.parse(drawn(days, "feed.xml").encode()).entries
    assert item.published == "2026-01-26T00:00:00Z"
    assert "from the abstract" in item.content[0].value


def test_each_interest_has_feeds_of_its_own_paused_and_former_ones_too() -> None:
    made = pages(week(), MOVED)
    found = sorted(path for path in made if path.startswith("interests/") and path.endswith(".xml"))
    assert found == ["interests/generation.xml", "interests/gone.xml", "interests/rest.xml", "interests/restoration.xml"]
    feed = feedparser.parse(made["interests/restoration.xml"].encode())
    assert feed.feed.title == "Image restoration · Neu"
    assert [item.title for item in feed.entries] == [ANYVIEW.title]
    assert feed.entries[0].id == feedparser.parse(made["feed.xml"].encode()).entries[1].id
    assert feed.feed.links[0].href == "https://me.example/feed/interests/restoration.xml"
    assert feed.feed.links[1].href == "https://me.example/feed/interests/restoration/"
    empty = feedparser.parse(made["interests/rest.xml"].encode())
    assert (empty.bozo, empty.entries, empty.feed.updated) == (False, [], "2026-01-01T00:00:00Z")
    assert len({feedparser.parse(made[path].encode()).feed.id for path in [*found, "feed.xml"]}) == len(found) + 1


# What JSON Feed 1.1 asks of each field: https://www.jsonfeed.org/version/1.1/
FEED_FIELDS = {"version": str, "title": str, "home_page_url": str, "feed_url": str, "language": str, "items": list}
ITEM_FIELDS = dict.fromkeys(("id", "url", "external_url", "title", "content_html", "summary", "date_published", "date_modified"), str)


def _valid(made: str) -> dict[str, Any]:
    feed: dict[str, Any] = json.loads(made)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"]
    assert all(isinstance(value, FEED_FIELDS[name]) for name, value in feed.items())
    for item in feed["items"]:
        assert item["id"]
        assert item["content_html"]
        assert all(isinstance(value, (ITEM_FIELDS | {"authors": list, "tags": list})[name]) for name, value in item.items())
        assert all(list(author) == ["name"] and author["name"] for author in item.get("authors", []))
        assert all(isinstance(tag, str) and tag for tag in item.get("tags", []))
    assert len({item["id"] for item in feed["items"]}) == len(feed["items"])
    return feed


def test_the_json_feeds_say_what_the_atom_feeds_say() -> None:
    for site in (SITE, MOVED):
        made = pages(week(), site)
        for path in (path for path in made if path.endswith(".xml")):
            atom, feed = feedparser.parse(made[path].encode(), sanitize_html=False), _valid(made[path.replace(".xml", ".json")])
            assert [item["id"] for item in feed["items"]] == [item.id for item in atom.entries]
            assert [item["content_html"] for item in feed["items"]] == [item.content[0].value for item in atom.entries]
            assert [item["date_modified"] for item in feed["items"]] == [item.updated for item in atom.entries]
    assert feed["feed_url"].startswith("https://me.example/feed/interests/")


def test_math_stays_tex_and_papers_are_linked() -> None:
    made = hypertext.paragraphs(
        r"As $x<y$ and **bold $z$** of [A \[1\]](paper:2601.16982), [B](paper:1).", {"2601.16982": "https://x.example/?a&b"}.get
    )
    assert made == ('<p>As $x&lt;y$ and <strong>bold $z$</strong> of <a href="https://x.example/?a&amp;b">A [1]</a>, B.</p>')
    assert hypertext.paragraphs("1. a\n   - b\n\ntext\nmore") == "<ol><li>a<ul><li>b</li></ul></li></ol><p>text more</p>"
    assert hypertext.passage(r"\[x\] at https://a.example/_b.") == '$$x$$ at <a href="https://a.example/_b">https://a.example/_b</a>.'


TAGS = {"main", "p", "h2", "ul", "ol", "li", "em", "strong", "code", "a"}


@given(st.lists(st.sampled_from(HOSTILE) | st.text(max_size=9)).map("".join))
@settings(max_examples=60, deadline=None)
def test_no_text_breaks_a_feed_or_scripts_a_reader(text: str) -> None:
    one = replace(ANYVIEW, title=text, authors=(text,), categories=(text,), code_url=text)
    hostile = entry(one, analysis=quoted(tldr=text, limitations=text, findings=(text,)))
    listed = entry(replace(BARE, title=text, abstract=text, comment=text))
    made = pages([digest(MONDAY, hostile, listed)], replace(SITE, name=f"N {text}"))
    for path in ("feed", "interests/restoration"):
        tree = lxml.etree.fromstring(made[f"{path}.xml"].encode())
        contents = [content.text for content in tree.iter("{http://www.w3.org/2005/Atom}content")]
        assert [item["content_html"] for item in _valid(made[f"{path}.json"])["items"]] == contents
        for content in contents:
            shown = lxml.html.fromstring(f"<main>{content}</main>")
            assert {element.tag for element in shown.iter()} <= TAGS
            assert {name for element in shown.iter() for name in element.attrib} <= {"href"}
            assert all(each.get("href").startswith(("http://", "https://", "mailto:")) for each in shown.iter("a"))
