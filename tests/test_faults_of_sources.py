"""Whatever happens between a source and us: what is recorded, published and told, through the real command and raw sockets."""

import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import time_machine

from generator import record, wiring
from generator.fetch.http import Http
from generator.model import Digest
from tests.analyse.obedient import Obedient
from tests.analyse.wires import KEY, fake
from tests.conftest import Command, Said
from tests.hostile import ANNOUNCED, DAY, FAULTS, FEATURED, IDS, KNOWN, PLACES, World, featured, feed, serving
from tests.render.browser import shown

NOW = "2026-04-20T09:00:00Z"
SLOWEST = 6.0
"""Seconds that a run with a faulty source may take here, time-outs and attempts included."""
READING = ("html", "pdf")


def digest_run(command: Command, world: World, *, at: str = NOW, reading: bool = False, hasty: bool = True, **moved: str) -> Said:
    wide = {"DIGEST_SELECT__MIN_SCORE": "0", "DIGEST_SITE__LANGUAGE": "en", "DIGEST_ANALYSIS__PROVIDER": "extractive"}
    # The real client in a hurry where something happens, and a sleep that takes no time.
    hurry = {"timeout": 0.15, "deadline": 0.3, "attempts": 2, "most_bytes": 2_000_000} if world.faults and hasty else {}
    with time_machine.travel(at, tick=False), _model(reading) as access, pytest.MonkeyPatch.context() as patch:
        patch.setattr(wiring, "Http", partial(Http, sleep=lambda _: None, **hurry))
        return command("run", "--date", str(DAY), environ={**world.environ(**moved), **wide, **access})


@contextmanager
def _model(reading: bool) -> Iterator[dict[str, str]]:
    """The variables of a model that reads one paper in full, when one is wanted."""
    if not reading:
        yield {}
        return
    with fake("openai", Obedient("openai")) as provider:
        access = {"DIGEST_ANALYSIS__PROVIDER": "openai", "DIGEST_ANALYSIS__BASE_URL": provider.base_url, "OPENAI_API_KEY": KEY}
        yield {**access, "DIGEST_SELECT__READ": "1", "DIGEST_ANALYSIS__BUDGET__REQUESTS_PER_MINUTE": "200"}


def stored() -> Digest:
    digest = record.load(Path("archive"), DAY)
    assert digest
    return digest


def archived() -> Any:
    """The record but for what may differ between two runs on the same input."""
    return _without(json.loads(record.path_of(Path("archive"), DAY).read_bytes()))


def _without(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without(inner) for key, inner in value.items() if key not in ("at", "usage", "attempts", "generator")}
    return [_without(each) for each in value] if isinstance(value, list) else value


def pages() -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in Path("docs").rglob("*") if path.is_file() and path.name != ".generated"}


def assert_decent(said: Said, digest: Digest) -> None:
    """Nothing of a fault is published, and nobody sees a traceback."""
    assert "Traceback" not in said.err + said.out
    assert all(line.startswith("digest: ") for line in said.err.splitlines()), said.err
    for text in (said.out, said.err, *(page.decode() for path, page in pages().items() if not str(path).endswith(".png"))):
        assert "zebra" not in text
        assert "127.0.0.1:0/" not in text
    assert len({each.id for each in digest.considered}) == len(digest.considered)


HEALTHY: dict[bool, tuple[Any, dict[str, bytes]]] = {}


def healthy(command: Command, *, reading: bool) -> tuple[Any, dict[str, bytes]]:
    """The archive and the pages of a run on which nothing happened."""
    if reading not in HEALTHY:
        with serving(World()) as world:
            assert digest_run(command, world, reading=reading).status == 0
        HEALTHY[reading] = archived(), pages()
        for path in [record.path_of(Path("archive"), DAY), *Path(".cache").rglob("*.json")]:
            path.unlink()
    return HEALTHY[reading]


def broken(place: str, fault: str) -> World:
    """A world in which this happens at a place; full texts come as PDF only when the HTML fails."""
    return World(faults=dict.fromkeys(READING if place in READING else (place,), FAULTS[fault]))


GAP = {"rss": ("fetch", "arxiv"), "api": ("complete", "arxiv"), "hf": ("fetch", "huggingface")}
NO_GAP = {
    ("html", "404"),  # arXiv's word for a paper of which there is no full text
    ("html", "another charset"),  # what came can still be read
    ("html", "cut off quietly"),  # a PDF that is there and cannot be read is a final gap
}
STOPPED = ("429 for an hour",)
"""Faults that end the asking of all of arXiv, so that other gaps may stand beside this one."""


FEW = ("silence", "a slow drip of headers", "404", "429 for an hour", "503", "HTML instead", "cut off quietly", "a gigabyte")
"""What the API and full texts, which share the client, are tried with here; FAULTS=all tries all."""


@pytest.mark.parametrize(
    ("place", "fault"),
    [(place, fault) for place in ("rss", "hf", "api", "html") for fault in FAULTS]
    if os.environ.get("FAULTS")
    else [(place, fault) for place, faults in (("rss", FAULTS), ("hf", FEW), ("api", FEW), ("html", FEW)) for fault in faults],
)
def test_a_fault_of_a_source_is_a_gap_that_the_next_healthy_run_mends(command: Command, place: str, fault: str) -> None:
    reading = place in READING
    expected, drawn = healthy(command, reading=reading)
    with serving(broken(place, fault)) as world:
        begun = time.monotonic()
        said = digest_run(command, world, reading=reading)
        assert time.monotonic() - begun < SLOWEST
    digest = stored()
    assert_decent(said, digest)
    assert digest.open
    if (place, fault) in NO_GAP:
        assert (said.status, [gap for gap in digest.gaps if not gap.final]) == (0, [])
        return
    assert said.status == 3
    gaps = {(gap.stage, gap.subject) for gap in digest.gaps}
    assert (GAP[place] if place in GAP else ("fulltext", read_paper(digest))) in gaps
    assert len(gaps) == 1 or fault in STOPPED
    assert "  gap: " in said.out
    lost = {"rss": IDS - {each["id"] for each in FEATURED}, "hf": {"2603.00009"}}.get(place, set())
    assert {entry.paper.id for entry in digest.entries} == IDS - lost
    with serving(World()) as world:
        assert digest_run(command, world, reading=reading).status == 0
        assert archived() == expected
        assert reading or pages() == drawn
        before = record.path_of(Path("archive"), DAY).read_bytes()
        assert digest_run(command, world, reading=reading).status == 0
    assert record.path_of(Path("archive"), DAY).read_bytes() == before


def read_paper(digest: Digest) -> str:
    (entry,) = (entry for entry in digest.entries if entry.analysis)
    return entry.paper.id


@pytest.mark.parametrize("place", ["rss", "api", "hf"])
@pytest.mark.parametrize("kind", ["refused", "unresolved"])
def test_a_host_that_cannot_be_reached_is_a_gap_that_the_next_healthy_run_mends(command: Command, place: str, kind: str) -> None:
    expected, drawn = healthy(command, reading=False)
    with serving(World()) as world, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nowhere = {"refused": f"http://127.0.0.1:{free.getsockname()[1]}", "unresolved": "http://nowhere.invalid"}[kind]
        free.close()
        said = digest_run(command, world, **{place: nowhere})
        assert_decent(said, stored())
        assert (said.status, {(gap.stage, gap.subject) for gap in stored().gaps}) == (3, {GAP[place]})
        assert {"refused": "connection refused", "unresolved": "name not resolved"}[kind] in said.out
        assert digest_run(command, world).status == 0
    assert (archived(), pages()) == (expected, drawn)


@pytest.mark.parametrize("fault", ["hung up", "503", "an empty body", "HTML instead"])
def test_a_day_on_which_every_source_fails_is_recorded_and_completed(command: Command, fault: str) -> None:
    expected, drawn = healthy(command, reading=False)
    with serving(World(faults=dict.fromkeys(PLACES, FAULTS[fault]))) as world:
        said = digest_run(command, world)
    assert (said.status, stored().kind, stored().open) == (1, "source-failed", True)
    assert_decent(said, stored())
    with serving(World()) as world:
        assert digest_run(command, world).status == 0
    assert (archived(), pages()) == (expected, drawn)


def test_a_paper_whose_html_fails_is_read_from_its_pdf(command: Command) -> None:
    healthy(command, reading=True)
    for fault in ("404", "503", "cut off quietly", "HTML instead", "a gigabyte"):
        for path in [record.path_of(Path("archive"), DAY), *Path(".cache/fulltext").rglob("*.json")]:
            path.unlink(missing_ok=True)
        with serving(World(faults={"html": FAULTS[fault]})) as world:
            said = digest_run(command, world, reading=True)
        assert (said.status, stored().gaps) == (0, ()), fault
        assert [entry.analysis.basis for entry in stored().entries if entry.analysis] == ["full text"]
        assert any(target.startswith("/pdf/") for target in world.asked), fault


def test_the_real_client_takes_no_more_than_it_bears_of_a_gigabyte(command: Command) -> None:
    for fault in ("a gigabyte", "a packed gigabyte"):
        with serving(World(faults={"hf": FAULTS[fault]})) as world:
            said = digest_run(command, world, hasty=False)
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


@pytest.mark.parametrize(
    ("place", "kind"),
    [(place, kind) for place in ("rss", "api", "hf") for kind in ABSURD if (place, kind) != TOO_MANY] + [("hf", kind) for kind in IN_JSON],
)
def test_an_absurd_answer_breaks_neither_the_day_nor_its_pages(command: Command, place: str, kind: str) -> None:
    make = {**ABSURD, **IN_JSON}[kind]
    world = World()
    if place == "api":
        world.known = make(KNOWN)
    else:
        world.bodies = {place: feed(make(ANNOUNCED)) if place == "rss" else featured(make(FEATURED))}
    with serving(world):
        said = digest_run(command, world)
        before, drawn = record.path_of(Path("archive"), DAY).read_bytes(), pages()
        again = digest_run(command, world)
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
    expected, drawn = healthy(command, reading=False)
    body = feed(without_an_id(ANNOUNCED)) if place == "rss" else featured(without_an_id(FEATURED)).replace(b'"id": ""', b'"id": null')
    with serving(World(bodies={place: body})) as world:
        said = digest_run(command, world)
    assert said.status == 3
    assert {entry.paper.id for entry in stored().entries} == IDS
    assert [(gap.stage, gap.subject, gap.final) for gap in stored().gaps] == [("items", GAP[place.replace("api", "rss")][1], False)]
    with serving(World()) as world:
        assert digest_run(command, world).status == 0
    assert (archived(), pages()) == (expected, drawn)


def test_an_item_that_can_never_be_read_is_given_up_after_five_runs(command: Command) -> None:
    with serving(World(bodies={"rss": feed(without_an_id(ANNOUNCED))})) as world:
        statuses = [digest_run(command, world).status for _ in range(6)]
        asked = len([target for target in world.asked if target.startswith("/rss")])
    assert statuses == [3, 3, 3, 3, 0, 0]
    assert asked == 5
    assert [gap.final for gap in stored().gaps] == [True]


@pytest.mark.parametrize("place", ["rss", "hf"])
def test_an_empty_list_is_an_answer_that_a_later_run_asks_for_again(command: Command, place: str) -> None:
    expected, drawn = healthy(command, reading=False)
    with serving(World(bodies={place: {"rss": feed([]), "hf": b"[]"}[place]})) as world:
        said = digest_run(command, world)
    assert (said.status, stored().gaps, stored().open) == (0, (), True)
    with serving(World()) as world:
        assert digest_run(command, world).status == 0
    assert (archived(), pages()) == (expected, drawn)


def test_an_api_that_knows_nothing_leaves_a_gap_for_each_paper(command: Command) -> None:
    expected, drawn = healthy(command, reading=False)
    world = World()
    world.known = []
    with serving(world):
        said = digest_run(command, world)
    assert (said.status, {gap.subject for gap in stored().gaps}) == (3, IDS)
    with serving(World()) as world:
        assert digest_run(command, world).status == 0
    assert (archived(), pages()) == (expected, drawn)


@pytest.mark.parametrize("body", [feed([]), feed(day=date(2099, 1, 1))], ids=["empty", "of 2099"])
def test_a_feed_that_is_empty_or_of_another_time_loses_no_paper_of_a_past_day(command: Command, body: bytes) -> None:
    with serving(World(bodies={"rss": body})) as world:
        said = digest_run(command, world, at="2026-04-21T09:00:00Z")
    assert said.status == 0
    assert {entry.paper.id for entry in stored().entries} == IDS
    assert not stored().open


def test_a_feed_of_2099_is_a_gap_of_the_day_itself(command: Command) -> None:
    expected, drawn = healthy(command, reading=False)
    with serving(World(bodies={"rss": feed(day=date(2099, 1, 1))})) as world:
        said = digest_run(command, world)
    assert (said.status, [(gap.stage, gap.subject) for gap in stored().gaps]) == (3, [GAP["rss"]])
    with serving(World()) as world:
        assert digest_run(command, world).status == 0
    assert (archived(), pages()) == (expected, drawn)
