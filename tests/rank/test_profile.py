import pytest

from generator.model import Interest
from generator.rank import profile
from generator.rank.phrases import read
from generator.rank.profile import ABOUT, KEYWORD


def wanted(**fields: object) -> dict[str, str]:
    """The phrases of an interest and the terms they stand for."""
    (one,) = profile([Interest(id="x", **fields)]).wanted  # type: ignore[arg-type]
    return {phrase: sense.term for phrase, sense in one.senses.items() if not sense.near}


def finds(text: str, **fields: object) -> bool:
    (one,) = profile([Interest(id="x", **fields)]).wanted  # type: ignore[arg-type]
    return bool(one.phrases.find(read(text)))


def test_about_is_cut_at_punctuation_at_and_and_at_words_without_topic() -> None:
    about = "1. New methodological improvements to spatial intelligence on embodied agents; "
    about += "2. Shows tactile sensing and gaze following (event frames), with vision-and-touch fusion."
    assert set(wanted(about=about).values()) == {
        "spatial intelligence",
        "embodied agents",
        "tactile sensing",
        "gaze following",
        "event frames",
        "vision-and-touch fusion",
    }


def test_words_that_are_no_topic_alone_are_dropped() -> None:
    assert wanted(about="images, new methods, my papers, building, methodological improvements, quasar hunting methods") == {
        "quasar hunting": "quasar hunting"
    }


def test_a_keyword_is_taken_whole_and_counts_more_than_about() -> None:
    (one,) = profile([Interest(id="x", keywords=("state of the heart",), about="qwerty zxcvb")]).wanted
    strengths = {sense.term: sense.counts for sense in one.senses.values()}
    assert strengths["qwerty zxcvb"] / strengths["state of the heart"] == pytest.approx(ABOUT / KEYWORD)


def test_a_term_of_the_field_brings_its_phrases_and_stays_one_term() -> None:
    terms = wanted(keywords=("deblurring",), about="blur removal, deblurring")
    assert terms["motion blur"] == terms["blur removal"] == terms["deblurring"] == "deblurring"


def test_what_lies_near_counts_less_than_what_belongs_and_that_less_than_the_name() -> None:
    (one,) = profile([Interest(id="x", keywords=("super-resolution",))]).wanted
    own, part, near = (one.senses[phrase] for phrase in ("super-resolution", "upscaling", "image enhancement"))
    assert own.counts > part.counts > near.counts
    assert (own.near, part.near, near.near) == (False, False, True)


def test_a_phrase_that_holds_one_which_counts_more_counts_as_much() -> None:
    (one,) = profile([Interest(id="x", keywords=("image generation",))]).wanted
    assert one.senses["autoregressive image generation"] == one.senses["image generation"]


def test_an_abbreviation_brings_what_it_stands_for() -> None:
    assert finds("multimodal large language models", keywords=("MLLMs",))
    assert finds("a VLA policy", about="vision-language-action models")


def test_british_and_american_spellings_find_each_other() -> None:
    assert finds("Colourisation of centre fields", keywords=("colorization",))
    assert finds("Modeling behavior", keywords=("modelling behaviour",))


def test_only_an_interest_that_follows_authors_alone_has_no_phrase() -> None:
    assert wanted(authors=("Kaiming He",)) == {}


def test_a_task_that_no_interest_asks_for_is_foreign() -> None:
    one = profile([Interest(id="x", keywords=("medical imaging",)), Interest(id="y", about="SLAM")])
    assert not one.foreign.find(read("Medical images for SLAM"))
    assert one.foreign.find(read("Autonomous driving"))


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
