from dataclasses import replace
from datetime import date

from generator.model import Related
from generator.render.newer import newer
from tests import samples

MARCH, APRIL, MAY = date(2026, 3, 31), date(2026, 4, 1), date(2026, 5, 4)


def listed(id_: str, *related: str) -> samples.Entry:
    return replace(samples.entry(id_), related=tuple(Related(id=each, title=f"Paper {each}", why=f"as {each}") for each in related))


def test_an_earlier_paper_finds_the_newer_ones_in_the_file_of_its_own_month() -> None:
    march = samples.digest(MARCH, (listed("1"), listed("2")))
    april = samples.digest(APRIL, (listed("3", "1"),))
    may = samples.digest(MAY, (listed("4", "3", "1"),))
    assert newer([may, march, april]) == {
        "2026-03": {"1": [["3", "Paper 3", "as 1"], ["4", "Paper 4", "as 1"]]},
        "2026-04": {"3": [["4", "Paper 4", "as 3"]]},
    }


def test_the_order_is_how_closely_then_how_newly_and_there_are_at_most_five() -> None:
    march = samples.digest(MARCH, (listed("1"), listed("2")))
    april = samples.digest(APRIL, (*(listed(f"a{n}", "1") for n in range(5)), listed("far", "2", "1")))
    may = samples.digest(MAY, (listed("b", "1"),))
    assert [id_ for id_, *_ in newer([march, april, may])["2026-03"]["1"]] == ["b", "a0", "a1", "a2", "a3"]
    assert [id_ for id_, *_ in newer([march, april, may], most=9)["2026-03"]["1"]][-1] == "far"


def test_a_paper_that_was_listed_twice_belongs_to_its_first_month_and_stands_once() -> None:
    march = samples.digest(MARCH, (listed("1"),))
    april = samples.digest(APRIL, (listed("1"), listed("2", "1")))
    may = samples.digest(MAY, (listed("2", "1"),))
    assert newer([march, april, may]) == {"2026-03": {"1": [["2", "Paper 2", "as 1"]]}}


def test_a_paper_that_is_no_longer_in_the_archive_has_no_file() -> None:
    assert newer([samples.digest(APRIL, (listed("2", "1"),))]) == {}
