"""Open data: what each month's file holds, and what robots and language models are told."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.model import Site
from generator.render import messages
from generator.render.data import FIELDS
from tests.render.samples import ANYVIEW, BARE, HOSTILE, MONDAY, OLD, SITE, TUESDAY, ZH, digest, drawn, entry, pages, quoted, week, written


def _lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_a_line_holds_all_that_is_known_of_a_paper() -> None:
    anyview, old, bare = _lines(drawn(week(), "papers/2026-01.jsonl"))
    assert (anyview["id"], old["id"], bare["id"]) == (ANYVIEW.id, OLD.id, BARE.id)
    assert list(anyview) == [name for name in FIELDS if name in anyview]
    assert {name: anyview[name] for name in ("schema", "day", "days", "page", "submitted", "announced", "upvotes", "score", "matched")} == {
        "schema": 1,
        "day": "2026-01-26",
        "days": ["2026-01-26"],
        "page": "papers/2601.16982/",
        "submitted": "2026-01-23T18:59:00+00:00",
        "announced": "2026-01-26",
        "upvotes": 0,
        "score": 82,
        "matched": ["restoration"],
    }
    assert "project_url" not in anyview
    assert anyview["abstract"] == ANYVIEW.abstract
    assert anyview["analysis"]["sections"][0] == {"id": "problem", "title": "Problem", "text": "It is hard."}
    assert anyview["related"][0] == {"id": BARE.id, "why": "both 3D"}
    assert old["score"] == 0
    assert {"score", "reason", "line", "authors", "doi"}.isdisjoint(bare)
    assert bare["analysis"]["model"] == "gemini-x-001"


def test_a_paper_stands_in_one_line_of_one_month_its_fullest_reading() -> None:
    days = [digest(MONDAY, entry()), digest(date(2026, 2, 2), entry(analysis=written())), digest(date(2026, 2, 3), entry())]
    made = pages(days)
    assert "papers/2026-01.jsonl" not in made
    [line] = _lines(made["papers/2026-02.jsonl"])
    assert (line["day"], line["days"], line["analysis"]["basis"]) == ("2026-02-02", ["2026-01-26", "2026-02-02", "2026-02-03"], "full text")


def test_papers_without_a_page_keep_their_line() -> None:
    later = digest(date(2026, 3, 2), entry(replace(OLD, id="2603.00001")))
    made = pages([*week(), later], replace(SITE, keep=1))
    assert _lines(made["papers/2026-01.jsonl"])[0]["page"] == "archive/2026-01/#2601.16982"


def test_every_field_is_told_in_every_language() -> None:
    for language in messages.languages():
        told = drawn(week(), "data.md", replace(SITE, language=language))
        assert all(f"<code>{name.replace('_', '&#95;')}</code>" in told for name in FIELDS)
        say = messages.load(language)
        assert all(say(f"data.field.{name}") for name in FIELDS)


def test_feeds_and_months_are_linked_where_people_look() -> None:
    made = pages(week(), ZH)
    for path in ("data.md", "about.md"):
        assert "](feed.json)" in made[path]
        assert "](interests/restoration.xml)" in made[path]
    assert "](papers/2026-01.jsonl)" in made["data.md"]
    assert "](data.md)" in made["about.md"]
    assert "](../interests/restoration.json)" in made["interests/restoration.md"]
    assert "feed" not in yaml.safe_load(made["tags/diffusion.md"].split("---\n")[1])
    assert yaml.safe_load(made["interests/restoration.md"].split("---\n")[1])["feed"] == "interests/restoration"


def test_robots_and_language_models_are_told_where_things_are() -> None:
    here, there = pages(week()), pages(week(), replace(ZH, url="https://me.example/feed/"))
    assert here["robots.txt"] == "User-agent: *\nAllow: /\n"
    assert there["robots.txt"].endswith("Sitemap: https://me.example/feed/sitemap.xml\n")
    lines = there["llms.txt"].splitlines()
    assert lines[0] == "# CV 论文日报"
    assert lines[2].startswith("> ")
    for path in ("feed.json", "papers/2026-01.jsonl", "data/", "interests/restoration.json", "daily/2026/2026-01-31/"):
        assert f"](https://me.example/feed/{path})" in there["llms.txt"]
        assert f"]({path})" in here["llms.txt"]


def test_a_month_without_papers_has_no_file_and_an_empty_archive_says_so() -> None:
    assert not [path for path in pages([digest(TUESDAY)]) if path.endswith(".jsonl")]
    assert "Nothing has been recorded yet" in drawn([], "data.md")
    assert "Interests" not in drawn([], "llms.txt", replace(SITE, interests=()))


@given(st.lists(st.sampled_from(HOSTILE) | st.text(max_size=9)).map("".join))
@settings(max_examples=40, deadline=None)
def test_no_text_breaks_a_line(text: str) -> None:
    site: Site = replace(SITE, name=f"N {text}")
    one = replace(ANYVIEW, title=text, authors=(text,), abstract=text, code_url=text, licence=text)
    [line] = _lines(drawn([digest(MONDAY, entry(one, analysis=quoted(tldr=text)))], "papers/2026-01.jsonl", site))
    assert line.get("title", "") == text
    assert line.get("code_url", "https:").startswith(("http:", "https:", "mailto:"))
