import re

import pytest

from generator.model import Paper, Tag
from generator.rank.phrases import key
from generator.rank.tags import kind, tags, vocabulary

FIRST = """
image-restoration denoising deblurring super-resolution inpainting dehazing deraining low-light-enhancement
image-enhancement image-compression image-quality image-generation video-generation image-editing personalization
controllable-generation virtual-try-on 3d-generation 3d-reconstruction novel-view-synthesis depth-estimation
optical-flow pose-estimation slam feature-matching object-detection segmentation tracking recognition retrieval
re-identification action-recognition video-understanding visual-question-answering captioning document-understanding
face avatars forgery-detection anomaly-detection autonomous-driving embodied-ai medical-imaging remote-sensing diffusion
flow-matching autoregressive masked-modelling gan tokenizer few-step-generation inverse-problems gaussian-splatting nerf
transformer state-space-model cnn graph-network vision-language-model unified-model foundation-model clip world-model
self-supervised weak-supervision few-shot domain-adaptation continual-learning federated-learning reinforcement-learning
reasoning agents knowledge-distillation efficiency fine-tuning robustness explainability safety uncertainty
frequency-domain dataset evaluation synthetic-data data-augmentation long-tail video point-cloud event-camera
hyperspectral infrared mri-ct ultrasound audio raw
"""


def made(title: str, abstract: str | None = None) -> Paper:
    return Paper(id="2604.00001", title=title, abstract=abstract)


def test_the_vocabulary_is_of_a_size_to_browse_with_stable_ids_and_both_names() -> None:
    words = vocabulary()
    assert 150 <= len(words) <= 220
    for id_, tag in words.items():
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", id_) and tag.id == id_
        assert tag.names["en"] and re.search(r"[\u4e00-\u9fff]", tag.names["zh"])
        assert tag.group in {"task", "method", "data", "modality"}
    for language in ("en", "zh"):
        names = [tag.names[language] for tag in words.values()]
        assert len(set(names)) == len(names)


def test_a_phrase_belongs_to_one_tag_but_for_one_chinese_word_that_readers_use_for_two() -> None:
    owners: dict[str, set[str]] = {}
    for tag in vocabulary().values():
        for phrase in (*tag.names.values(), *tag.match):
            owners.setdefault(key(phrase), set()).add(tag.id)
    assert {phrase: ids for phrase, ids in owners.items() if len(ids) > 1} == {"图像修复": {"image-restoration", "inpainting"}}


def test_no_tag_that_has_been_published_is_taken_away() -> None:
    """Web addresses hang on them: these are the ids of the first version."""
    assert set(FIRST.split()) <= vocabulary().keys()


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
        ("Survey Generation for Bees", "We propose Net.", "method"),
        ("Bees", "We survey 1,000 keepers. We propose Net.", "method"),
        ("BeeBench: counting bees", None, "benchmark"),
        ("A Large-Scale Dataset of Bees", "We propose a data set.", "benchmark"),
        ("Dataset Distillation of Bees", "We propose Net.", "method"),
        ("The First Challenge on Bees: Results and Method Overview", None, "benchmark"),
        ("Evaluating Nets on Bees", None, "benchmark"),
        ("Bees", "We introduce a new large-scale benchmark of bees.", "benchmark"),
        ("Bees", "We introduce Bee Captioning, a novel task. We propose Net.", "benchmark"),
        ("Bees", "We propose Net and introduce a benchmark.", "method"),
        ("Bees", "In this paper, we present Net, which beats every benchmark.", "method"),
        ("Bees", "This paper examines how bees dance.", "benchmark"),
        ("Bees", "Bees dance. We evaluate our dance on data.", "method"),
        ("A Theory of Bees", None, "theory"),
        ("Theory of Mind in Bees", "We propose Net.", "method"),
        ("Bees: a Proof of Concept", "We propose Net.", "method"),
        ("Bees", "We formally prove a bound.", "theory"),
        ("Bees", "We propose Net and prove a bound.", "method"),
        ("Bees", "Bees dance. A theorem gives tight bounds.", "theory"),
        ("Bees", "Bees dance. A theorem helps.", "method"),
        ("Bees", "We introduce a dance. A theorem gives minimax, tight bounds; the sample complexity is asymptotically so.", "theory"),
        ("Pi Theorem for bees", "We propose Net.", "method"),
        ("Bees in the Theory of Computation", "We propose Net.", "method"),
        ("BeeKit: a toolkit", None, "system"),
        ("Bees", "BeeKit is an open-source library for bees.", "system"),
        ("Bees", "We present BeeSim, an interactive simulator.", "system"),
        ("Application of nets to bees", None, "application"),
        ("Bees", "Purpose: To find bees. Methods: A net was tried on 12 patients.", "application"),
        ("Bees", "Bees dance.", "method"),
        ("Bees", None, None),
        ("Bees", "", None),
        ("Unbenchmarked bees", None, None),
    ],
)
def test_the_kind_is_told_by_cues_of_the_title_then_of_the_abstract(title: str, abstract: str | None, expected: str | None) -> None:
    assert kind(made(title, abstract)) == expected
