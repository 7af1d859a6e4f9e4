import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.rank.phrases import Phrases, key, read


def found(phrase: str, text: str, elsewhere: tuple[str, ...] = ()) -> int:
    return Phrases([phrase], elsewhere).find(read(text)).get(phrase, 0)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("super-resolution", "Super Resolution of faces"),
        ("super-resolution", "superresolution"),
        ("super resolution", "image super-resolutions"),
        ("image super-resolution", "Image Superresolution"),
        ("inpainting", "video in-painting"),
        ("low-light enhancement", "Low\u2011light enhancement"),
        ("diffusion models", "a Diffusion model."),
        ("dehazing", "DÉHAZING"),
        ("point clouds", "point-cloud"),
        ("GAN", "two GANs"),
        ("CLIP", "CLIP-based"),
        ("studies", "one study"),
        ("a phrase of more than five words", "A phrase of more than five words"),
    ],
)
def test_a_phrase_matches_whatever_its_case_plural_or_hyphens(phrase: str, text: str) -> None:
    assert found(phrase, text) == 1


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("inpainting", "trends in painting"),
        ("haze", "dehazed"),
        ("CLIP", "a video clip"),
        ("SAM", "the same sam"),
        ("glass", "glas"),
        ("diffusion", ""),
        ("…", "…"),
    ],
)
def test_a_phrase_matches_whole_words_and_an_abbreviation_as_written(phrase: str, text: str) -> None:
    assert found(phrase, text) == 0


def test_a_phrase_inside_a_longer_one_that_matched_is_not_counted_again() -> None:
    phrases = Phrases(["image generation", "text-to-image generation", "generation"])
    assert phrases.find(read("Text-to-image generation and generation")) == {"text-to-image generation": 1, "generation": 1}


def test_a_word_that_means_something_else_there_does_not_count() -> None:
    assert found("denoising", "each denoising step", ("denoising step",)) == 0
    assert found("denoising", "image denoising", ("denoising step",)) == 1


def test_a_misleading_phrase_takes_nothing_from_a_reader_who_wants_both_of_its_words() -> None:
    assert Phrases(["denoising", "diffusion"], ["denoising diffusion"]).find(read("denoising diffusion")) == {
        "denoising": 1,
        "diffusion": 1,
    }


def test_two_phrases_spelt_alike_are_both_found() -> None:
    assert Phrases(["super-resolution", "super resolution"]).find(read("superresolution")) == {"super-resolution": 1, "super resolution": 1}


def test_spellings_of_a_phrase_share_a_key() -> None:
    assert key("Super-Resolutions") == key("super resolution") == key("superresolution")


@given(st.text(max_size=40), st.text(max_size=120))
def test_any_text_can_be_searched_for_any_phrase(phrase: str, text: str) -> None:
    assert found(phrase, text) >= 0
