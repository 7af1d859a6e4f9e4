import pytest

from generator.model import Interest
from generator.rank import profile
from generator.rank.phrases import read
from generator.rank.profile import ABOUT, KEYWORD


def wanted(**fields: object) -> dict[str, str]:
    """The phrases of an interest and the terms they stand for."""
    (one,) = profile([Interest(id="x", **fields)]).wanted  # type: ignore[arg-type]
    return {phrase: term.name for phrase, term in one.terms.items()}


def finds(text: str, **fields: object) -> bool:
    (one,) = profile([Interest(id="x", **fields)]).wanted  # type: ignore[arg-type]
    return bool(one.phrases.find(read(text)))


def test_about_is_cut_at_punctuation_at_and_and_at_words_without_topic() -> None:
    about = "1. New methodological improvements to spatial intelligence on embodied agents; "
    about += "2. Shows tactile sensing and gaze following (event frames)."
    assert set(wanted(about=about)) == {
        "methodological improvements",
        "spatial intelligence",
        "embodied agents",
        "tactile sensing",
        "gaze following",
        "event frames",
    }


def test_words_that_are_no_topic_alone_are_dropped() -> None:
    assert wanted(about="images, new methods, my papers, quasar hunting methods") == {"quasar hunting": "quasar hunting"}


def test_a_keyword_is_taken_whole_and_counts_more_than_about() -> None:
    (one,) = profile([Interest(id="x", keywords=("state of the heart",), about="gaze")]).wanted
    assert {term.name: term.strength for term in one.terms.values()} == {"state of the heart": KEYWORD, "gaze": ABOUT}


def test_a_term_of_the_vocabulary_brings_its_phrases_and_stays_one_term() -> None:
    terms = wanted(keywords=("deblurring",), about="blur removal, deblurring")
    assert terms["motion blur"] == terms["blur removal"] == "deblurring"


@pytest.mark.parametrize(
    ("about", "text"),
    [
        ("去噪、去模糊和超分辨率", "Image super-resolution"),
        ("我关心图像去噪方面的论文", "noise removal"),
        ("图像修复", "video inpainting"),
        ("图像修复", "face restoration"),
        ("图像复原；流匹配", "rectified flow"),
        ("扩散模型 gaze following", "gaze following"),
    ],
)
def test_chinese_words_of_the_field_find_english_papers(about: str, text: str) -> None:
    assert finds(text, about=about)
    assert not finds("A study of bees", about=about)


def test_a_chinese_name_and_a_chinese_keyword_count_too() -> None:
    assert finds("hazy images", name="去雾")
    assert finds("hazy images", keywords=("去雾",))


def test_an_interest_of_nothing_but_an_id_is_looked_for_by_it() -> None:
    assert wanted() == {"x": "x"}


def test_paused_interests_take_no_part() -> None:
    assert profile([Interest(id="a", paused=True), Interest(id="b")]).wanted[0].interest.id == "b"
