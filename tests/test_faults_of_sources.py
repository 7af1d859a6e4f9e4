"""What sources may say that is well-formed and still absurd, or fails everywhere at once, through the real command and raw sockets.

What may happen to an answer on its way stands in ``tests/matrix.py``.
"""

import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from generator import record
from generator.model import Digest
from tests.conftest import Command, Said
from tests.hostile import ANNOUNCED, DAY, FAULTS, FEATURED, IDS, KNOWN, PLACES, World, featured, feed, serving
from tests.matrix import GAP, archived, healthy, pages, run_day, stored
from tests.render.browser import shown

pytestmark = pytest.mark.untraced


def assert_decent(said: Said, digest: Digest) -> None:
    """Nothing of a fault is published, and nobody sees a traceback."""
    assert "Traceback" not in said.err + said.out
    assert all(line.startswith("digest: ") for line in said.err.splitlines()), said.err
    for text in (said.out, said.err, *(page.decode() for path, page in pages().items() if not str(path).endswith(".png"))):
        assert "zebra" not in text
        assert "127.0.0.1:0/" not in text
    assert len({each.id for each in digest.considered}) == len(digest.considered)


@pytest.mark.parametrize("fault", ["hung up", "HTML instead"])
def test_a_day_on_which_every_source_fails_is_recorded_and_completed(command: Command, fault: str) -> None:
    expected, drawn = healthy(command)
    with serving(World(faults=dict.fromkeys(PLACES, FAULTS[fault]))) as world:
        said = run_day(command, world)
    assert (said.status, stored().kind, stored().open) == (1, "source-failed", True)
    assert_decent(said, stored())
    with serving(World()) as world:
        assert run_day(command, world).status == 0
    assert (archived(), pages()) == (expected, drawn)


@pytest.mark.parametrize("place", ["rss", "hf"])
def test_a_day_that_a_source_left_open_is_completed_ten_days_later(command: Command, place: str) -> None:
    with serving(World(faults={place: FAULTS["503"]})) as world:
        assert run_day(command, world).status == 3
    assert "(will be tried again)" in Path(f"docs/daily/{DAY:%Y}/{DAY}.md").read_text("utf-8")
    with serving(World()) as world:
        run_day(command, world, at="2026-04-30T09:00:00Z", day="")
    assert (stored().open, stored().gaps) == (False, ())
    assert {entry.paper.id for entry in stored().entries} == IDS
    assert "tried again" not in Path(f"docs/daily/{DAY:%Y}/{DAY}.md").read_text("utf-8")


def test_the_real_client_takes_no_more_than_it_bears_of_a_gigabyte(command: Command) -> None:
    for fault in ("a gigabyte", "a packed gigabyte"):
        with serving(World(faults={"hf": FAULTS[fault]})) as world:
            said = run_day(command, world, hasty=False)
        assert "sent more than 50 MB" in said.out
        assert said.status == 3


# Answers that are well-formed, and absurd


def without_an_id(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [*items, {**items[0], "id": "", "arxiv_id": ""}]


def titled(title: str) -> Any:
    return lambda items: [{**items[0], "title": title}, *items[1:]]


def by(authors: list[str]) -> Any:
    return lambda items: [{**items[0], "authors": authors}, *items[1:]]


ABSURD: dict[str, Any] = {
    "no title": titled(""),
    "10,000 authors": by([f"Author {number}" for number in range(10_000)]),
    "no author": by([]),
    "the same id ten times": lambda items: items[:1] * 10 + items[1:],
    "submitted in 2099": lambda items: [{**items[0], "published": "2099-01-01", "announced": "2099-01-02"}, *items[1:]],
    "control characters": titled("A\u0085 title\u200b with\u2028breaks\u00a0"),
    "right to left": titled("עברית \u202e backwards \u2066 العربية"),
    "Markdown": titled("# [x](javascript:alert(1)) **b** | `c` ![i](http://a.example/i.png) {: onclick=y }"),
    "HTML": titled("<script>alert(1)</script><img src=x onerror=alert(1)></h1>&lt;b&gt;"),
    "a title as long as a book": titled("long " * 20_000),
    "TeX that never ends": titled("$\\frac{" * 3000),
}
TOO_MANY = ("api", "the same id ten times")  # more entries than asked for are cut: a gap for those behind
IN_JSON: dict[str, Any] = {"a lone surrogate": titled("A \ud800 title"), "NUL": titled("A\x00 title\x08")}


def assert_harmless(page: str) -> None:
    """As Python-Markdown shows it, a page holds nothing that runs, loads or leads to a script."""
    for element in shown(page).iter():
        assert element.tag not in ("script", "img", "iframe", "object", "embed", "form")
        assert not any(name.startswith("on") for name in element.keys())  # noqa: SIM118 an element is no dictionary
        assert not (element.get("href") or "").strip().lower().startswith(("javascript:", "data:"))


EVERY = [(place, kind) for place in ("rss", "api", "hf") for kind in ABSURD if (place, kind) != TOO_MANY]
TRIED = EVERY if os.environ.get("FAULTS") else [(("rss", "api", "hf")[number % 3], kind) for number, kind in enumerate(ABSURD)]


def test_each_absurd_answer_is_tried_by_default() -> None:
    assert {kind for _, kind in TRIED} == set(ABSURD)
    assert {place for place, _ in TRIED} == {"rss", "api", "hf"}


@pytest.mark.parametrize(("place", "kind"), [*TRIED, *(("hf", kind) for kind in IN_JSON)])
def test_an_absurd_answer_breaks_neither_the_day_nor_its_pages(command: Command, place: str, kind: str) -> None:
    make = {**ABSURD, **IN_JSON}[kind]
    world = World()
    if place == "api":
        world.known = make(KNOWN)
    else:
        world.bodies = {place: feed(make(ANNOUNCED)) if place == "rss" else featured(make(FEATURED))}
    with serving(world):
        said = run_day(command, world)
        before, drawn = record.path_of(Path("archive"), DAY).read_bytes(), pages()
        again = run_day(command, world)
    assert (said.status, again.status) == (0, 0), said
    assert_decent(said, stored())
    assert {entry.paper.id for entry in stored().entries} == IDS
    assert (record.path_of(Path("archive"), DAY).read_bytes(), pages()) == (before, drawn)
    text = b"\n".join(page for path, page in drawn.items() if not str(path).endswith(".png"))
    assert not any(bad in text for bad in (b"\x00", b"\x08", "\u202e".encode()))
    if kind in ("Markdown", "HTML"):
        for path in Path("docs").rglob("*.md"):
            assert_harmless(path.read_text("utf-8"))
    else:
        assert command("check").out.endswith(" 0 defects\n")


@pytest.mark.parametrize("place", ["rss", "hf"])
def test_an_item_that_cannot_be_read_costs_no_other_and_is_asked_for_again(command: Command, place: str) -> None:
    expected, drawn = healthy(command)
    body = feed(without_an_id(ANNOUNCED)) if place == "rss" else featured(without_an_id(FEATURED)).replace(b'"id": ""', b'"id": null')
    with serving(World(bodies={place: body})) as world:
        said = run_day(command, world)
    assert said.status == 3
    assert {entry.paper.id for entry in stored().entries} == IDS
    assert [(gap.stage, gap.subject, gap.final) for gap in stored().gaps] == [("items", GAP[place.replace("api", "rss")][1], False)]
    with serving(World()) as world:
        assert run_day(command, world).status == 0
    assert (archived(), pages()) == (expected, drawn)


def test_an_item_that_can_never_be_read_is_given_up_after_five_runs(command: Command) -> None:
    with serving(World(bodies={"rss": feed(without_an_id(ANNOUNCED))})) as world:
        statuses = [run_day(command, world).status for _ in range(6)]
        asked = len([target for target in world.asked if target.startswith("/rss")])
    assert statuses == [3, 3, 3, 3, 0, 0]
    assert asked == 5
    assert [gap.final for gap in stored().gaps] == [True]


@pytest.mark.parametrize("place", ["rss", "hf"])
def test_an_empty_list_is_an_answer_that_a_later_run_asks_for_again(command: Command, place: str) -> None:
    expected, drawn = healthy(command)
    with serving(World(bodies={place: {"rss": feed([]), "hf": b"[]"}[place]})) as world:
        said = run_day(command, world)
    assert (said.status, stored().gaps, stored().open) == (0, (), True)
    with serving(World()) as world:
        assert run_day(command, world).status == 0
    assert (archived(), pages()) == (expected, drawn)


def test_an_api_that_knows_nothing_leaves_a_gap_for_each_paper(command: Command) -> None:
    expected, drawn = healthy(command)
    world = World()
    world.known = []
    with serving(world):
        said = run_day(command, world)
    assert (said.status, {gap.subject for gap in stored().gaps}) == (3, IDS)
    with serving(World()) as world:
        assert run_day(command, world).status == 0
    assert (archived(), pages()) == (expected, drawn)


@pytest.mark.parametrize("body", [feed([]), feed(day=date(2099, 1, 1))], ids=["empty", "of 2099"])
def test_a_feed_that_is_empty_or_of_another_time_loses_no_paper_of_a_past_day(command: Command, body: bytes) -> None:
    with serving(World(bodies={"rss": body})) as world:
        said = run_day(command, world, at="2026-04-21T09:00:00Z")
    assert said.status == 0
    assert {entry.paper.id for entry in stored().entries} == IDS
    assert not stored().open


def test_a_feed_of_2099_is_a_gap_of_the_day_itself(command: Command) -> None:
    expected, drawn = healthy(command)
    with serving(World(bodies={"rss": feed(day=date(2099, 1, 1))})) as world:
        said = run_day(command, world)
    assert (said.status, [(gap.stage, gap.subject) for gap in stored().gaps]) == (3, [GAP["rss"]])
    with serving(World()) as world:
        assert run_day(command, world).status == 0
    assert (archived(), pages()) == (expected, drawn)
