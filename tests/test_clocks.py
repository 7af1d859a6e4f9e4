"""A clock that is a day wrong, either way: no paper is lost or doubled, and what it left behind blocks nothing for ever."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from generator import analysts, record, wiring
from generator.model import State
from tests.analyse.test_budget import PACIFIC, WIDE, budget
from tests.analyse.wires import Hands
from tests.corpus_server import rss
from tests.hostile import World, featured, paper, serving
from tests.killing import Forge, forge
from tests.samples import digest

pytestmark = pytest.mark.untraced

MONDAY, TUESDAY = date(2026, 4, 20), date(2026, 4, 21)
ANNOUNCED = {
    MONDAY: [paper("2604.00001"), paper("2604.00002")],
    TUESDAY: [paper("2604.00003", announced=str(TUESDAY), published="2026-04-20")],
}
FEATURED = {MONDAY: [paper("2603.00009", upvotes=5, announced="2026-03-10", published="2026-03-09")], TUESDAY: []}
ALL = {each["id"] for day in (MONDAY, TUESDAY) for each in (*ANNOUNCED[day], *FEATURED[day])}
SHOWN = {"DIGEST_SELECT__MIN_SCORE": "0", "DIGEST_ANALYSIS__PROVIDER": "extractive"}


class Sources(World):
    """The servers, on whatever day it really is; RSS holds that day, Hugging Face tells nothing of one that has not begun."""

    today = MONDAY

    def body(self, place: str, target: str, asked: bytes) -> bytes | None:
        if place == "rss":
            return b"<?xml version='1.0' encoding='UTF-8'?>" + rss(self.today, ANNOUNCED[self.today]).encode()
        if place == "hf":
            return featured(next((FEATURED[day] for day in FEATURED if str(day) in target and day <= self.today), []))
        return super().body(place, target, asked)


@pytest.fixture
def smith(tmp_path: Path) -> Iterator[Forge]:
    with forge(tmp_path, SHOWN, "") as made:
        yield made


def at(day: date) -> str:
    return f"{day}T12:00:00Z"


@pytest.mark.slow
@pytest.mark.parametrize("wrong", [timedelta(days=1), timedelta(days=-1)], ids=["ahead", "behind"])
def test_no_paper_is_lost_or_doubled_by_a_wrong_clock(smith: Forge, wrong: timedelta) -> None:
    place = smith.folder / "feed"
    with serving(Sources()) as world:
        world.known = [each for day in ANNOUNCED.values() for each in day] + FEATURED[MONDAY]
        said = smith.run(place, "run", environ=world.environ(), clock=at(MONDAY + wrong))
        assert said.status in (0, 1, 3)
        assert "Traceback" not in said.out + said.err
        smith.run(place, "run", environ=world.environ(), clock=at(MONDAY))
        world.today = TUESDAY
        last = smith.run(place, "run", environ=world.environ(), clock=at(TUESDAY))
        world.asked.clear()
        again = smith.run(place, "run", environ=world.environ(), clock=at(TUESDAY))
    assert last.status in (0, 3), last
    stored = {each.day: each for each in record.load_all(place / "archive")}
    listed = [entry.paper.id for each in stored.values() for entry in each.entries]
    assert sorted(listed) == sorted(ALL)
    read = [entry.paper.id for each in stored.values() for entry in each.entries if entry.analysis]
    assert sorted(read) == sorted(ALL)
    assert {entry.paper.id for entry in stored[TUESDAY].entries} == {"2604.00003"}
    assert again.status == last.status


def test_a_record_of_a_day_to_come_hides_no_missing_day(tmp_path: Path) -> None:
    record.save(tmp_path, digest(day=MONDAY - timedelta(days=3), open=False))
    record.save(tmp_path, digest(day=MONDAY + timedelta(days=200)))
    assert wiring.due(tmp_path, MONDAY) == [MONDAY - timedelta(days=back) for back in (2, 1, 0)]
    record.path_of(tmp_path, MONDAY - timedelta(days=3)).unlink()
    assert wiring.due(tmp_path, MONDAY) == [MONDAY]


def test_a_quota_that_a_wrong_clock_closed_tomorrow_is_open_and_forgotten() -> None:
    hands = Hands()
    today = hands.clock.utc().astimezone(PACIFIC).date()
    state = State(closed_on={"gemini": today + timedelta(days=1), "openai": today + timedelta(days=1)})
    gate = budget(hands.clock, closed_on=str(today + timedelta(days=1)))
    assert (gate.closed_on, gate.left, gate.today) == (None, WIDE.requests_per_day, str(today))
    writer: Any = SimpleNamespace(model=SimpleNamespace(provider="gemini", budget=gate))
    assert analysts.closed(state, writer) == State(closed_on={"openai": today + timedelta(days=1)})
    writer.model.budget = budget(hands.clock, closed_on=str(today))
    assert analysts.closed(state, writer).closed_on["gemini"] == today
