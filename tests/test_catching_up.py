"""Twelve real days, run one by one and caught up in one go: nothing missing, nothing twice, the same records."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from generator import record
from generator.check import check
from generator.fetch.calendar import announcement_day
from generator.model import Digest
from tests.conftest import Command
from tests.corpus_server import CorpusServer, announced, serving, submitted
from tests.samples import AT

pytestmark = pytest.mark.untraced

FIRST, LAST = date(2026, 4, 17), date(2026, 4, 28)
DAYS = [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)]


@pytest.fixture
def server(corpus: Path) -> Iterator[CorpusServer]:
    with serving(CorpusServer(corpus, today=FIRST)) as one:
        yield one


def run(command: Command, server: CorpusServer, today: date, archive: Path) -> int:
    server.today = today
    with time_machine.travel(f"{today}T09:30:00Z", tick=True):
        return command("run", "--no-pages", "--archive", archive, environ=server.environ).status


def in_order(command: Command, server: CorpusServer, archive: Path) -> dict[date, Digest]:
    for today in DAYS:
        assert run(command, server, today, archive) == 0
    return {digest.day: digest for digest in record.load_all(archive)}


def caught_up(command: Command, server: CorpusServer, archive: Path) -> dict[date, Digest]:
    for today in (FIRST, LAST):
        assert run(command, server, today, archive) == 0
    return {digest.day: digest for digest in record.load_all(archive)}


def considered(digests: dict[date, Digest]) -> dict[str, list[date]]:
    """The days on which each paper was looked at or found again."""
    days: dict[str, list[date]] = {}
    for day, digest in digests.items():
        for each in (*digest.considered, *digest.seen):
            days.setdefault(each.id, []).append(day)
    return days


def new(corpus: Path, day: date) -> set[str]:
    return {item["arxiv_id"] for item in announced(corpus, day) if item["announce_type"] == "new"}


def test_day_by_day_every_announced_paper_is_considered_and_none_is_read_twice(
    command: Command, server: CorpusServer, corpus: Path, tmp_path: Path
) -> None:
    digests = in_order(command, server, tmp_path / "archive")
    found = considered(digests)
    assert sorted(digests) == DAYS
    for day in DAYS:
        wanted = {item["arxiv_id"] for item in announced(corpus, day) if item["announce_type"] in ("new", "cross")}
        here = {each.id for each in (*digests[day].considered, *digests[day].seen)}
        assert wanted <= here
        assert (digests[day].kind == "papers") == (day.weekday() < 5)
        assert digests[day].open == (day == LAST)
    read = [entry.paper.id for digest in digests.values() for entry in digest.entries if entry.analysis]
    assert len(read) == len(set(read))
    assert all(len(found[id_]) >= 1 for id_ in read)
    assert check(list(digests.values()), {}) == []


def test_caught_up_in_one_go_every_new_paper_is_considered(command: Command, server: CorpusServer, corpus: Path, tmp_path: Path) -> None:
    digests = caught_up(command, server, tmp_path / "archive")
    found = considered(digests)
    assert sorted(digests) == DAYS
    for day in DAYS:
        assert new(corpus, day) <= found.keys()
    assert check(list(digests.values()), {}) == []
    again = run(command, server, LAST, tmp_path / "archive")
    assert again == 0
    assert {digest.day: digest for digest in record.load_all(tmp_path / "archive")} == digests


def test_both_ways_give_the_same_records_but_for_what_only_rss_tells(
    command: Command, server: CorpusServer, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With announcements that follow the calendar; cross-lists of older papers and what moderation held are known to RSS alone."""
    known = {id_: paper for id_, paper in server.papers.items() if "announced" in paper}

    def regular(corpus: Path, day: date) -> list[dict[str, Any]]:
        items = [item for item in announced(corpus, day) if item["announce_type"] in ("new", "cross")]
        return [item for item in items if announcement_day(submitted(known[item["arxiv_id"]])) == day]

    monkeypatch.setattr("tests.corpus_server.announced", regular)
    during = {item["arxiv_id"] for day in DAYS for item in regular(corpus, day)}
    server.papers = {id_: paper if id_ in during else {**paper, "categories": ["cs.AI"]} for id_, paper in known.items()}
    one, other = in_order(command, server, tmp_path / "one"), caught_up(command, server, tmp_path / "other")
    assert {day: told(digest) for day, digest in one.items()} == {day: told(digest) for day, digest in other.items()}


def told(digest: Digest) -> Digest:
    """A digest without the moments, and without what the API cannot tell: how many papers were replaced.

    The first day stays open when the catch-up comes more than ten days later.
    """
    entries = tuple(replace(each, analysis=each.analysis and replace(each.analysis, at=AT)) for each in digest.entries)
    summary = digest.summary and replace(digest.summary, at=AT)
    return replace(
        digest, entries=entries, summary=summary, funnel=replace(digest.funnel, replaced=None), open=digest.open and digest.day > FIRST
    )
