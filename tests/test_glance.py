"""A record at a glance holds what other days' pages need of it."""

from datetime import UTC, date, datetime

from generator.glance import glance, recorded_at
from generator.model import Considered, Gap, Related, Section, Seen
from tests.samples import AT, DAY, analysis, digest, entry


def test_a_record_is_as_old_as_its_newest_part() -> None:
    assert recorded_at(digest(entries=())) == datetime(2026, 4, 20, tzinfo=UTC)
    assert recorded_at(digest()) == AT


def test_an_entry_says_how_much_of_it_was_read_and_by_whom() -> None:
    full = entry("2", analysis=analysis(analyst="llm", model="m", basis="full text"))
    sheet = glance(digest(entries=(entry("1", read=False), full, entry("3"))))
    assert [(each.fullness, each.analyst, each.model) for each in sheet.entries] == [
        (0, None, None),
        (2, "llm", "m"),
        (1, "extractive", None),
    ]


def test_every_paper_that_a_day_may_link_is_mentioned_once() -> None:
    sections = (Section(id="a", title="A", text="[x](paper:2604.00011) and [y](paper:hep-th/9901001)"),)
    one = entry(related=(Related(id="2604.00012", title="t", why="w"),), analysis=analysis(sections=sections, limitations="[z](paper:7)"))
    made = glance(
        digest(
            entries=(one,),
            considered=(Considered(id="2604.00001", title="t", score=1), Considered(id="2604.00012", title="t", score=1)),
            seen=(Seen(id="2604.00013", title="t", day=date(2026, 4, 17)),),
            gaps=(Gap(stage="analyse", subject="2604.00014", reason="r"),),
        )
    )
    assert made.considered == ("2604.00012",)
    assert made.mentions == ("2604.00011", "2604.00013", "2604.00014", "7", "hep-th/9901001")
    assert made.subjects == ("2604.00014",)
    assert (made.day, made.seen) == (DAY, ("2604.00013",))
