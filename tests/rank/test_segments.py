"""Papers answer the same from segments as from memory, and no other bytes are taken for a segment."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.rank.related import Index, index, relations, segment
from generator.rank.segments import Segment
from tests.rank.test_related import ASKING, CLOSE, FAR, known

WORDS = ["blur", "bend", "event", "camera", "shutter", "GoPro", "REDS", "bees", "dance", "deblurring", "图像"]
words = st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join)
rows = st.lists(st.tuples(words, words, st.integers(1, 9)), min_size=1, max_size=9)


@given(rows, st.integers(0, 9), st.integers(0, 9))
@settings(deadline=None)
def test_any_cut_into_segments_answers_as_one_index_in_memory(made: list[tuple[str, str, int]], one: int, two: int) -> None:
    papers = [known(str(n), title, text, back=back, tags=("deblurring",)) for n, (title, text, back) in enumerate(made)]
    first, second = sorted((one, two))
    cut = Index([Segment(segment(papers[:first])), Segment(segment(papers[first:second]))])
    for each in papers[second:]:
        cut.put(each)
    assert len(cut) == len(papers)
    assert relations(ASKING, cut) == relations(ASKING, index(papers))


def test_a_paper_of_a_segment_comes_back_whole() -> None:
    stored = Segment(segment([CLOSE, FAR]))
    assert (stored.ids, stored.known(0), stored.known(1)) == (["1", "2"], CLOSE, FAR)
    assert Segment(segment([])).ids == []


def test_a_paper_that_is_put_in_again_keeps_its_earliest_day() -> None:
    stored = Index([Segment(segment([known("1", "T", back=1)]))])
    stored.put(known("1", "T", back=3))
    stored.put(known("1", "T", back=2))
    assert (len(stored), stored.known(0)) == (1, known("1", "T", back=3))


@pytest.mark.parametrize("cut", [0, 8, 39, 60, -1])
def test_a_segment_that_was_cut_off_is_refused(cut: int) -> None:
    with pytest.raises((ValueError, TypeError)):
        Segment(segment([CLOSE, FAR])[:cut])
