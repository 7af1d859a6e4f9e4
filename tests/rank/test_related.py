from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from generator.model import Paper
from generator.rank.phrases import singular
from generator.rank.related import Known, cites, features, index, relations, runs

DAY = date(2026, 4, 20)
BLUR = "Rolling shutter blur bends buildings. An event camera helps deblurring on GoPro and REDS."


def known(id_: str, title: str, abstract: str = "", *, back: int = 1, tags: tuple[str, ...] = (), **fields: object) -> Known:
    return Known(paper=Paper(id=id_, title=title, abstract=abstract, **fields), day=DAY - timedelta(days=back), tags=tags)


ASKING = known("9", "Event Cameras for Rolling Shutter Deblurring", BLUR, back=0, tags=("deblurring",))
CLOSE = known("1", "Rolling Shutter Blur", "Rolling shutter, REDS and GoPro with an event camera.", tags=("deblurring",))
FAR = known("2", "Speech of bees", "Bees hum and dance.", tags=("audio",))


def ids(asking: Known, *others: Known, most: int = 5) -> list[str]:
    return [each.known.paper.id for each in relations(asking, index(others), most=most)]


def test_a_paper_on_the_same_thing_is_related_and_one_on_another_is_not() -> None:
    assert ids(ASKING, CLOSE, FAR) == ["1"]


def test_only_papers_of_earlier_days_are_related_and_never_the_paper_itself() -> None:
    same_day = known("3", CLOSE.paper.title, CLOSE.text, back=0)
    later = known("4", CLOSE.paper.title, CLOSE.text, back=-1)
    itself = known("9", ASKING.paper.title, ASKING.text)
    assert ids(ASKING, same_day, later, itself) == []


def test_a_paper_that_was_listed_again_counts_by_its_first_day() -> None:
    again = known("1", CLOSE.paper.title, CLOSE.text, back=-3)
    assert ids(ASKING, again, CLOSE) == ids(ASKING, CLOSE, again) == ["1"]


def test_a_cited_paper_comes_first_however_far() -> None:
    cited = known("2401.00001", "Speech of bees", "Bees hum.")
    asking = known("9", ASKING.paper.title, BLUR, back=0, comment="Extends arXiv:2401.00001v2")
    assert ids(asking, CLOSE, cited) == ["2401.00001", "1"]
    assert relations(asking, index([cited]))[0].cited


def test_ids_are_read_without_versions_and_not_out_of_numbers() -> None:
    text = "See 2401.00001v3, arXiv:2402.12345 and https://arxiv.org/abs/2403.1234. Not 12401.00001 nor 9."
    assert cites(Paper(id="2402.12345", title="T", abstract=text)) == {"2401.00001", "2403.1234"}


def test_one_rare_word_is_not_enough() -> None:
    words = "drift schedule bend noise sampler anneal prior latent score manifold kernel solver tangent entropy guidance spectral"
    asking = known("9", "Stencil", f"Stencil: {words}.", back=0)
    others = "ochre sex painter ancient cavern river hand wall pigment bone flint mammoth valley ritual archaeology excavation"
    cave = known("1", "Hands", f"A stencil: {others}.")
    assert ids(asking, known("1", "Stencil", f"Stencil {words}")) == ["1"]
    assert ids(asking, cave) == []


def test_two_common_authors_bring_papers_closer() -> None:
    pair = ("Ada Łovelace", "Bo Chen")
    asking = known("9", ASKING.paper.title, BLUR, back=0, authors=pair)
    theirs = known("3", CLOSE.paper.title, CLOSE.text, authors=("Bo Chen", "Ada Lovelace"))
    first, second = relations(asking, index([known("1", CLOSE.paper.title, CLOSE.text), theirs]))
    assert first.known.paper.id == "3" and first.authors == pair and second.authors == ()
    assert first.closeness > second.closeness


def test_sharing_a_topic_brings_papers_closer_and_sharing_none_parts_them() -> None:
    def closeness(*tags: str) -> float:
        asking = known("9", ASKING.paper.title, BLUR, back=0, tags=("deblurring", "event-camera"))
        others = [known(f"x{n}", f"Filler {n}", tags=("audio",)) for n in range(20)]
        return relations(asking, index([known("1", CLOSE.paper.title, CLOSE.text, tags=tags), *others]))[0].closeness

    assert closeness("audio") < closeness("deblurring") < closeness("deblurring", "event-camera")


def test_at_most_as_many_as_asked_the_newest_of_equals_first_then_by_id() -> None:
    same = [known(id_, CLOSE.paper.title, CLOSE.text, back=back) for id_, back in (("b", 3), ("a", 3), ("c", 2), ("d", 9))]
    assert ids(ASKING, *same, most=3) == ["c", "a", "b"]


@given(st.permutations(range(12)))
def test_the_order_of_arrival_changes_nothing(order: list[int]) -> None:
    rows = [
        known(str(n), f"Rolling shutter {n % 3} deblurring", BLUR[: 20 + 5 * n], back=1 + n % 4, tags=("deblurring",)) for n in range(12)
    ]
    assert relations(ASKING, index(rows)) == relations(ASKING, index([rows[n] for n in order]))


def test_an_empty_archive_an_empty_paper_and_a_paper_without_an_abstract() -> None:
    assert ids(ASKING) == []
    assert ids(known("9", "", back=0), CLOSE) == []
    line = Known(paper=Paper(id="1", title="Rolling Shutter"), day=DAY - timedelta(days=1), line=BLUR)
    assert ids(ASKING, line) == ["1"]


def test_addresses_formulas_and_words_of_any_abstract_are_no_features() -> None:
    paper = Paper(
        id="1", title="We Propose a Novel Framework", abstract=r"See https://x.org/bees: $\alpha$ \textbf{bees}, 5 bees. Low-light bees"
    )
    assert set(features(Known(paper=paper, day=DAY))) == {"bee", "light", "light bee"}


def test_rows_of_shared_words_are_told_as_they_are_written() -> None:
    rolling = singular("rolling")
    shared = dict.fromkeys((rolling, "shutter", f"{rolling} shutter", "gopro"), 2.0)
    text = "A Rolling-Shutter camera, on GoPro. Rolling. Shutter $x$ gopro"
    assert runs(text, shared) == {"Rolling-Shutter": 6.0, "GoPro": 2.0, "Rolling": 2.0, "Shutter": 2.0, "gopro": 2.0}
