import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.model import Paper
from generator.rank.learning import Leaning, leaning, plainly, taste, vector


def made(id_: str, title: str, abstract: str | None = None) -> Paper:
    return Paper(id=id_, title=title, abstract=abstract)


BEES = [made("1", "Bees dance", "Bees dance in hives."), made("2", "Bees sing", "Bees sing in hives."), made("3", "Hives of bees", "Bees.")]
STONES = made("9", "Rolling stones", "Granite rolls downhill.")


def test_without_papers_nothing_is_learned() -> None:
    assert taste([]) is None


def test_a_vector_has_length_one_or_is_empty() -> None:
    assert sum(weight * weight for weight in vector(BEES[0]).values()) == pytest.approx(1)
    assert vector(made("0", "The 12", "")) == {}


def test_the_words_of_the_title_weigh_more() -> None:
    words = vector(made("0", "quasars", "pulsars"))
    assert words["quasar"] > words["pulsar"]


def test_papers_like_the_liked_ones_gain_and_others_do_not() -> None:
    learned = taste(BEES)
    assert learned
    near, far = leaning(vector(made("0", "Why bees dance", "Hives.")), learned), leaning(vector(STONES), learned)
    assert near.evidence > 0.5 > 0 > far.evidence
    assert (near.like, far.like) == ("1", None)


def test_dislikes_turn_the_sign() -> None:
    learned = taste([STONES], BEES)
    assert learned
    found = leaning(vector(BEES[0]), learned)
    assert found.evidence < 0
    assert (found.like, found.dislike) == (None, "1")


@pytest.mark.parametrize(("evidence", "left"), [(0.4, 0), (-0.4, 0), (0.75, 0.25), (-0.75, -0.25)])
def test_beside_interests_a_slight_leaning_says_nothing(evidence: float, left: float) -> None:
    assert plainly(Leaning(evidence, like="1")) == Leaning(pytest.approx(left), like="1")


def test_more_likes_are_trusted_more() -> None:
    few, many = taste(BEES[:1]), taste([made(str(number), "Bees dance", "Bees dance in hives.") for number in range(20)])
    assert few and many
    words = vector(made("0", "Dancing bees", "They dance."))
    assert leaning(words, many).evidence > leaning(words, few).evidence


@given(st.permutations(BEES))
def test_the_order_of_likes_does_not_matter(likes: list[Paper]) -> None:
    assert taste(likes) == taste(BEES)


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_can_be_learned_from(title: str, abstract: str) -> None:
    paper = made("0", title, abstract)
    learned = taste([paper], [paper])
    assert learned
    assert leaning(vector(paper), learned).evidence == pytest.approx(0)
