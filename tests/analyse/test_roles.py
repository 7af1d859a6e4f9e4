import pytest

from generator.analyse.roles import headline, roles

BACKGROUND = "Cameras take pictures."
PROBLEM = "However, existing methods fail on motion blur."
APPROACH = "We propose BeeNet, a network for deblurring."
RESULT = "It reaches 33.1 dB on GoPro, improving the best earlier method by 0.4 dB."
EXPERIMENTS = "Experiments on four datasets show that BeeNet outperforms earlier methods."


def role_of(sentence: str, *before: str) -> str | None:
    return roles(" ".join([*before, sentence]))[-1].role


def test_problem_approach_and_result_are_told_apart() -> None:
    judged = roles(" ".join([BACKGROUND, PROBLEM, APPROACH, RESULT]))
    assert [each.role for each in judged] == [None, "problem", "approach", "result"]


@pytest.mark.parametrize(
    "sentence",
    [
        RESULT,
        EXPERIMENTS,
        "Accuracy rises from $8\\%$ to $57\\%$.",
        "BeeNet achieves state-of-the-art performance.",
        "The network runs 3x faster with fewer parameters.",
        "We show that blur is not needed.",
    ],
)
def test_a_sentence_that_states_an_outcome_is_a_result(sentence: str) -> None:
    assert role_of(sentence, PROBLEM, APPROACH) == "result"


@pytest.mark.parametrize(
    "sentence",
    [
        "Code is available at https://example.org/bees.",
        "Our code and models will be released publicly.",
        "We also introduce a loss to achieve a sharper picture.",
        "The network uses attention to improve detail.",
        "We design a module that achieves stable training.",
    ],
)
def test_an_announcement_or_a_purpose_is_no_result(sentence: str) -> None:
    assert role_of(sentence, PROBLEM, APPROACH) != "result"


def test_what_others_reached_before_is_no_result() -> None:
    judged = roles(f"Recent models achieve 99% accuracy. Diffusion has significantly improved pictures. {PROBLEM} {APPROACH} {RESULT}")
    assert [each.place for each in judged if each.role == "result"] == [4]


def test_an_abstract_that_proposes_nothing_still_has_its_results() -> None:
    judged = roles(f"{PROBLEM} Bees are small. {EXPERIMENTS}")
    assert [each.role for each in judged] == ["problem", None, "result"]


def test_a_chinese_abstract_is_judged_too() -> None:
    judged = roles("现有方法难以处理运动模糊。我们提出一种新的网络。实验表明该方法优于以往方法，提升了 0.4 dB。")
    assert [each.role for each in judged] == ["problem", "approach", "result"]


def test_the_headline_is_the_result_that_says_most_by_itself() -> None:
    assert headline(roles(" ".join([PROBLEM, APPROACH, EXPERIMENTS, RESULT]))).text == EXPERIMENTS
    assert headline(roles(" ".join([PROBLEM, APPROACH, RESULT]))).text == RESULT


def test_a_result_that_says_only_that_it_works_gives_way_to_the_approach() -> None:
    assert headline(roles(f"{PROBLEM} {APPROACH} Extensive experiments demonstrate the effectiveness of BeeNet.")).text == APPROACH


def test_an_abstract_of_neither_is_headed_by_its_first_sentence() -> None:
    assert headline(roles("Bees dance. Bees sing.")).text == "Bees dance."
