import re

import pytest

from generator.model import Paper, Tag
from generator.rank.tags import kind, tags, vocabulary


def made(title: str, abstract: str | None = None) -> Paper:
    return Paper(id="2604.00001", title=title, abstract=abstract)


def test_the_vocabulary_is_of_a_size_to_browse_with_stable_ids_and_both_names() -> None:
    words = vocabulary()
    assert 60 <= len(words) <= 95
    for id_, tag in words.items():
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", id_) and tag.id == id_
        assert tag.names["en"] and re.search(r"[\u4e00-\u9fff]", tag.names["zh"])
        assert tag.group in {"task", "method", "data", "modality"}
    for language in ("en", "zh"):
        names = [tag.names[language] for tag in words.values()]
        assert len(set(names)) == len(names)


def test_the_readers_own_tags_are_added_or_stand_in_place_of_one() -> None:
    own = (Tag(id="bees", names={}, match=("honey bee",)), Tag(id="denoising", names={"en": "D", "zh": "噪"}, match=("quiet",)))
    words = vocabulary(own)
    assert words["bees"].names == {"en": "bees", "zh": "bees"}
    assert words["denoising"].names["zh"] == "噪"
    assert tags(made("Quiet honey bees"), words) == ("bees", "denoising")


def test_what_the_title_names_comes_first_then_what_the_abstract_dwells_upon() -> None:
    paper = made("Deblurring with flow matching", "Video frames. A video model. Point clouds are mentioned.")
    assert tags(paper, vocabulary()) == ("deblurring", "flow-matching", "video")


def test_at_most_six_tags() -> None:
    title = "Denoising, deblurring, dehazing, deraining, inpainting, super-resolution, segmentation, tracking"
    assert len(tags(made(title), vocabulary())) == 6


def test_what_is_mentioned_in_passing_stands_only_where_nothing_stronger_does() -> None:
    assert tags(made("Bees", "Unlike segmentation."), vocabulary()) == ("segmentation",)
    assert tags(made("Bees", "Bees dance."), vocabulary()) == ()


def test_a_verb_or_a_sampler_makes_no_tag() -> None:
    assert tags(made("It faces denoising steps", "A clip of a same video."), vocabulary()) == ("video",)


@pytest.mark.parametrize(
    ("title", "abstract", "expected"),
    [
        ("A Survey of Benchmarks", None, "survey"),
        ("Bees", "In this survey we look at bees.", "survey"),
        ("BeeBench: counting bees", None, "benchmark"),
        ("A Large-Scale Dataset of Bees", "We propose a data set.", "benchmark"),
        ("The First Challenge on Bees: Results and Method Overview", None, "benchmark"),
        ("Bees", "We introduce a new large-scale benchmark of bees.", "benchmark"),
        ("Bees", "We propose Net and introduce a benchmark.", "method"),
        ("A Theory of Bees", None, "theory"),
        ("Bees", "We formally prove a bound.", "theory"),
        ("BeeKit: a toolkit", None, "system"),
        ("Bees", "An open-source library for bees.", "system"),
        ("Application of nets to bees", None, "application"),
        ("Bees", "Bees dance.", "method"),
        ("Bees", None, None),
        ("Bees", "", None),
        ("Unbenchmarked bees", None, None),
    ],
)
def test_the_kind_is_told_by_cues_of_the_title_then_of_the_abstract(title: str, abstract: str | None, expected: str | None) -> None:
    assert kind(made(title, abstract)) == expected
