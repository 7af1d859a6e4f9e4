"""feed.xml is valid Atom, and its identifiers never change."""

from dataclasses import replace

import feedparser
import lxml.etree
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.render.samples import ANYVIEW, HOSTILE, MONDAY, SITE, TUESDAY, ZH, digest, drawn, entry, quoted, week, written


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
    assert feed.feed.updated == "2026-01-31T00:00:00Z"
    assert feed.entries[1].updated == "2026-01-26T20:30:00Z"


def test_identifiers_stay_when_the_site_moves_or_is_renamed() -> None:
    here = feedparser.parse(drawn(week(), "feed.xml").encode())
    there = feedparser.parse(drawn(week(), "feed.xml", replace(ZH, url="https://me.example/feed/", name="Neu")).encode())
    assert [item.id for item in here.entries] == [item.id for item in there.entries]
    assert here.feed.id == there.feed.id
    assert all(item.id.startswith("tag:") for item in here.entries)
    assert there.entries[1].link == "https://me.example/feed/papers/2601.16982/"
    assert here.entries[1].link == "https://arxiv.org/abs/2601.16982"


def test_a_reading_without_findings_has_no_empty_list() -> None:
    [item] = feedparser.parse(drawn([digest(MONDAY, entry(analysis=quoted(findings=())))], "feed.xml").encode()).entries
    assert "<ul>" not in item.content[0].value


def test_listed_papers_stand_in_while_none_was_read() -> None:
    listed = feedparser.parse(drawn([digest(MONDAY, entry())], "feed.xml").encode())
    assert [item.content[0].value for item in listed.entries] == ["<p>Modern generative video models excel.</p>"]
    assert not feedparser.parse(drawn([], "feed.xml").encode()).entries


def test_an_entry_was_published_on_its_first_day_and_updated_when_it_was_read() -> None:
    days = [digest(MONDAY, entry()), digest(TUESDAY, entry(analysis=written(basis="abstract")))]
    [item] = feedparser.parse(drawn(days, "feed.xml").encode()).entries
    assert item.published == "2026-01-26T00:00:00Z"
    assert "from the abstract" in item.content[0].value


@given(st.lists(st.sampled_from(HOSTILE) | st.text(max_size=9)).map("".join))
@settings(max_examples=60, deadline=None)
def test_no_text_breaks_the_xml_or_scripts_a_reader(text: str) -> None:
    hostile = entry(replace(ANYVIEW, title=text, authors=(text,), categories=(text,)), analysis=quoted(tldr=text, limitations=text))
    tree = lxml.etree.fromstring(drawn([digest(MONDAY, hostile)], "feed.xml", replace(SITE, name=f"N {text}")).encode())
    [content] = tree.iter("{http://www.w3.org/2005/Atom}content")
    shown = lxml.html.fromstring(f"<main>{content.text}</main>")
    assert {element.tag for element in shown.iter()} <= {"main", "p", "h2", "ul", "li", "em"}
    assert not any(element.attrib for element in shown.iter())
