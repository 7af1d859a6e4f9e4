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
        "We evaluate eight networks on GoPro, finding that none keeps colours.",
        "In this work we look twice and, by counting, demonstrate that blur comes from motion.",
        "The theorem establishes the decidability of blur; we prove convergence.",
        "BeeNet is better than all earlier methods.",
        "The network was tested in 20 flights at up to 4 m/s, without collisions.",
        "Results provide direct evidence that bees see motion.",
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
        "We achieve this by looking twice.",
        "These results highlight the potential of looking twice.",
        "Overall, our findings provide practical insight into blur and pave the way for bees.",
        "We hope that BeeNet improves cameras by 10%.",
        "The data set holds 193 hours of dances and contains 12 GB.",
        "We use a model with 7B parameters.",
        "Participants were judged by recall, F1 and remarks.",
        "We then generate tests to validate the repairs.",
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


def test_a_result_goes_on_until_the_authors_act_again() -> None:
    judged = roles(f"{PROBLEM} {APPROACH} {RESULT} {EXPERIMENTS} Colours stay as they are. We train longer.")
    assert [each.role for each in judged] == ["problem", "approach", "result", "result", "result", "approach"]
    assert role_of("Our network also reduces noise.", PROBLEM, APPROACH, RESULT) == "result"


def test_a_figure_is_a_result_where_something_was_tried_out() -> None:
    assert role_of("The mean is 95%.", PROBLEM, APPROACH, "We evaluate people on GoPro.") == "result"
    assert role_of("The mean is 95%.", PROBLEM, APPROACH) == "approach"


def test_what_the_authors_found_first_is_a_result_and_no_turn_to_an_approach() -> None:
    judged = roles(f"We show that looking twice suffices. {APPROACH} {RESULT}")
    assert [each.role for each in judged] == ["result", "approach", "result"]


def test_a_hardship_told_after_the_turn_is_a_problem_still() -> None:
    judged = roles(f"{APPROACH} Prior networks see much but struggle in the dark. It looks twice. {RESULT}")
    assert [each.role for each in judged] == ["approach", "problem", "approach", "result"]


@pytest.mark.parametrize("sentence", ["We evaluate it on GoPro.", "The network can be easily moved to other cameras."])
def test_how_it_was_tried_and_what_it_may_be_good_for_is_neither(sentence: str) -> None:
    assert role_of(sentence, PROBLEM, APPROACH) is None


def test_a_question_before_the_turn_is_the_problem() -> None:
    assert roles(f"Can bees see without eyes? {APPROACH}")[0].role == "problem"


def test_a_chinese_abstract_is_judged_too() -> None:
    judged = roles("现有方法难以处理运动模糊。我们提出一种新的网络。实验表明该方法优于以往方法，提升了 0.4 dB。")
    assert [each.role for each in judged] == ["problem", "approach", "result"]


def test_the_headline_is_the_result_that_says_most_by_itself() -> None:
    assert headline(roles(" ".join([PROBLEM, APPROACH, EXPERIMENTS, RESULT]))).text == EXPERIMENTS
    assert headline(roles(" ".join([PROBLEM, APPROACH, RESULT]))).text == RESULT


def test_a_result_that_says_only_that_it_works_gives_way_to_the_approach() -> None:
    assert headline(roles(f"{PROBLEM} {APPROACH} Extensive experiments demonstrate the effectiveness of BeeNet.")).text == APPROACH


def test_a_headline_does_not_lean_on_the_sentence_before_where_another_says_as_much() -> None:
    leaning, shown = "To address it, we propose BeeNet.", "Extensive experiments demonstrate that BeeNet outperforms earlier methods."
    assert headline(roles(f"{PROBLEM} {leaning} {shown}")).text == shown
    assert headline(roles(f"{PROBLEM} {APPROACH} {shown}")).text == APPROACH
    assert headline(roles(f"{PROBLEM} {leaning} It has two layers.")).text == leaning
    assert headline(roles(f"{PROBLEM} {leaning} Experiments demonstrate the effectiveness of BeeNet.")).text == leaning
    turned = "However, blur of 20 % is found to be harmless, we show."
    assert headline(roles(f"{APPROACH} {turned} Blur of 30 % is found to be harmful, we show.")).text.startswith("Blur")


def test_an_abstract_of_neither_is_headed_by_its_first_sentence() -> None:
    assert headline(roles("Bees dance. Bees sing.")).text == "Bees dance."
