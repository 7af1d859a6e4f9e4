"""The recorded days: complete, in the wire formats, and consistent with each other."""

import json
from datetime import date

import pytest
from lxml import etree

from generator import demo

ARXIV_DAYS = {
    date(2025, 12, 4): "2512.03422 2512.03687 2512.04012 2512.04021 2512.04025 2512.04032 2512.04040 2512.04069 2512.04076 2512.04085",
    date(2026, 1, 26): "2601.16690 2601.16736 2601.16763 2601.16874 2601.16885 2601.16895 2601.16914 2601.16973 2601.16981 2601.16982",
    date(2026, 2, 4): "2602.03747 2602.03753 2602.03760 2602.03766 2602.03781 2602.03782 2602.03793 2602.03796 2602.03815 2602.03847",
}
HUGGING_FACE_DAYS = {date(2026, 2, 7): "2602.02393 2602.05293", date(2026, 2, 28): "2602.20423 2602.23361"}
IDS = {day: ids.split() for day, ids in (ARXIV_DAYS | HUGGING_FACE_DAYS).items()}

ATOM = "{http://www.w3.org/2005/Atom}"
ARXIV = "{http://arxiv.org/schemas/atom}"
DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"


def _items(day: date) -> list[etree._Element]:
    return etree.fromstring(demo.body(day, demo.RSS)).findall("channel/item")


def _entries(day: date) -> list[etree._Element]:
    return etree.fromstring(demo.body(day, demo.API)).findall(f"{ATOM}entry")


def _listed(day: date) -> list[dict[str, object]]:
    return json.loads(demo.body(day, demo.DAILY_PAPERS))


def test_the_days_come_oldest_first_and_hold_34_papers() -> None:
    assert demo.days() == sorted(IDS)
    assert sum(len(_entries(day)) for day in demo.days()) == 34


@pytest.mark.parametrize("day", sorted(IDS))
def test_the_api_knows_each_paper_of_the_day(day: date) -> None:
    assert sorted(entry.findtext(f"{ATOM}id").split("/abs/")[1].removesuffix("v1") for entry in _entries(day)) == IDS[day]


@pytest.mark.parametrize("day", sorted(ARXIV_DAYS))
def test_an_arxiv_day_announces_its_ten_papers_and_hugging_face_none(day: date) -> None:
    assert sorted(item.findtext("link").removeprefix("https://arxiv.org/abs/") for item in _items(day)) == IDS[day]
    assert _listed(day) == []


@pytest.mark.parametrize("day", sorted(HUGGING_FACE_DAYS))
def test_a_hugging_face_day_is_a_saturday_without_an_announcement(day: date) -> None:
    assert day.weekday() == 5
    assert _items(day) == []
    assert sorted(each["paper"]["id"] for each in _listed(day)) == IDS[day]


@pytest.mark.parametrize("day", sorted(IDS))
def test_the_feed_is_dated_to_its_day(day: date) -> None:
    dates = etree.fromstring(demo.body(day, demo.RSS)).xpath("//pubDate/text()")
    assert set(dates) == {f"{day:%a, %d %b %Y} 00:00:00 -0500"}


@pytest.mark.parametrize("day", sorted(ARXIV_DAYS))
def test_an_item_and_its_api_entry_say_the_same(day: date) -> None:
    for item, entry in zip(_items(day), _entries(day), strict=True):
        head, abstract = item.findtext("description").split(" \nAbstract: ")
        kind = item.findtext(f"{ARXIV}announce_type")
        primary = entry.find(f"{ARXIV}primary_category").get("term")
        assert item.findtext("guid").removeprefix("oai:arXiv.org:") == entry.findtext(f"{ATOM}id").removeprefix("http://arxiv.org/abs/")
        assert head.endswith(f"v1 Announce Type: {kind}")
        assert kind == ("new" if primary == "cs.CV" else "cross")
        assert abstract == entry.findtext(f"{ATOM}summary")
        assert item.findtext("title") == entry.findtext(f"{ATOM}title")
        names = [author.findtext(f"{ATOM}name") for author in entry.iterfind(f"{ATOM}author")]
        assert item.findtext(f"{DUBLIN_CORE}creator") == ", ".join(names)
        assert [each.text for each in item.findall("category")] == [each.get("term") for each in entry.findall(f"{ATOM}category")]


@pytest.mark.parametrize("day", sorted(HUGGING_FACE_DAYS))
def test_what_is_not_known_of_a_hugging_face_paper_is_empty(day: date) -> None:
    for each in _listed(day):
        assert each["paper"]["summary"] == ""
        assert each["paper"]["authors"] == []
        assert "upvotes" not in each["paper"]
    for entry in _entries(day):
        assert entry.findtext(f"{ATOM}summary") == ""
        assert entry.find(f"{ATOM}published") is None


def test_a_day_that_is_not_recorded_has_no_body() -> None:
    assert demo.body(date(2026, 2, 5), demo.RSS) is None
