from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from generator.model import RankedPaper, Select
from generator.rank import select
from tests.samples import analysis, entry, paper, relevance


def ranked(id_: str, score: int | None = 80, upvotes: int | None = None, interest: str = "restoration") -> RankedPaper:
    matched = (interest,) if interest else ()
    return RankedPaper(paper=paper(id_, upvotes=upvotes), relevance=relevance(score, matched=matched))


def ids(listed: tuple[RankedPaper, ...]) -> list[str]:
    return [each.paper.id for each in listed]


def test_the_best_are_listed_and_the_best_of_those_read() -> None:
    chosen = select([ranked("b", 70), ranked("a", 90), ranked("c", 60)], (), Select(read=1, list=2))
    assert (ids(chosen.listed), chosen.read) == (["a", "b"], {"a"})


def test_below_min_score_nobody_is_listed_but_what_is_not_scored_is() -> None:
    assert ids(select([ranked("a", 49), ranked("b", 50)], (), Select(min_score=50)).listed) == ["b"]
    assert ids(select([ranked("a", None, upvotes=1), ranked("b", None, upvotes=7)], (), Select()).listed) == ["b", "a"]


def test_stored_papers_keep_their_place_and_newcomers_compete_for_what_is_left() -> None:
    stored = (entry("old", score=10, read=False),)
    chosen = select([ranked("old", 10), ranked("new", 90), ranked("newer", 80)], stored, Select(read=5, list=2))
    assert (ids(chosen.listed), chosen.read) == (["new"], {"old", "new"})


def test_a_reading_is_never_taken_back() -> None:
    stored = (entry("weak", score=50, read=True), entry("unread", score=55, read=False))
    chosen = select([ranked("strong", 99)], stored, Select(read=1, list=9))
    assert (ids(chosen.listed), chosen.read) == (["strong"], {"weak"})


def test_unread_stored_papers_and_newcomers_compete_for_the_reading_places() -> None:
    stored = (entry("read", score=50), entry("low", score=51, read=False), entry("high", score=95, read=False))
    assert select([ranked("new", 90)], stored, Select(read=3, list=9)).read == {"read", "high", "new"}


def test_a_full_day_lists_nobody_more() -> None:
    assert select([ranked("a")], (entry("x"), entry("y")), Select(read=0, list=1)).listed == ()


def test_no_more_than_half_of_the_readings_are_of_one_interest_while_others_have_candidates() -> None:
    strong = [ranked(f"a{number}", 90) for number in range(6)]
    weak = [ranked(f"b{number}", 60, interest="other") for number in range(3)]
    assert select(strong + weak, (), Select(read=4, list=9)).read == {"a0", "a1", "b0", "b1"}
    assert select(strong + weak[:1], (), Select(read=4, list=9)).read == {"a0", "a1", "a2", "b0"}
    assert select(strong, (), Select(read=4, list=9)).read == {"a0", "a1", "a2", "a3"}


def test_what_was_read_already_counts_for_its_interest() -> None:
    stored = (entry("old", score=90), entry("older", score=90))
    assert select([ranked("a", 99), ranked("b", 60, interest="other")], stored, Select(read=3, list=9)).read == {"old", "older", "b"}


def test_papers_that_only_likes_brought_belong_to_no_interest() -> None:
    liked = [ranked(f"l{number}", 90, interest="") for number in range(3)]
    assert select([*liked, ranked("a", 60)], (), Select(read=3, list=9)).read == {"l0", "l1", "l2"}


papers = st.builds(ranked, st.uuids().map(str), st.none() | st.integers(0, 100), st.none() | st.integers(0, 50))
stored_ones = st.lists(st.tuples(st.uuids().map(str), st.booleans(), st.integers(0, 100)), max_size=6)


@given(st.lists(papers, max_size=12), stored_ones, st.integers(0, 6), st.integers(0, 12), st.randoms())
def test_places_are_never_exceeded_and_the_order_of_arrival_does_not_matter(new, old, read, most, random) -> None:  # type: ignore[no-untyped-def]
    stored = tuple(replace(entry(id_, score=score), analysis=analysis() if has else None) for id_, has, score in old)
    slots = Select(read=read, list=most)
    chosen = select(new, stored, slots)
    kept = {each.paper.id for each in stored if each.analysis}
    assert len(chosen.listed) <= max(0, most - len(stored))
    assert kept <= chosen.read
    assert len(chosen.read) <= max(read, len(kept))
    random.shuffle(new)
    assert select(new, stored, slots) == chosen
