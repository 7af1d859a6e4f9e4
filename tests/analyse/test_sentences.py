import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.analyse.sentences import sentences


@pytest.mark.parametrize(
    "text",
    [
        "See Sec. 3 and Fig. 2 of Li et al. 2020, e.g. Table 1.",
        "The value $x. Y$ is 3.14 vs. 2.71 on A. B. Smith's set.",
        "Code is at https://github.com/a/b. and i.e. This one stays.",
        "It is trained w.r.t. The loss of Eq. (3) approx. 10 times.",
        "Mean 0.5. it goes on in lower case.",
        "no end",
        "Net (cf. [3]) works",
        "Three steps: 1. A look; 2. A leap",
        "Dr. Bee of St. Gallen, U.S. Citizen No. 7, Inst. Of Bees",
        "We saw it (i) here and (ii) there, e.g. (iii) nowhere",
    ],
)
def test_what_is_no_end_does_not_cut(text: str) -> None:
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        ('He said "stop." Then left.', ['He said "stop."', "Then left."]),
        ("Gains of 3.5%. 10 teams took part.", ["Gains of 3.5%.", "10 teams took part."]),
        ("It costs $5. We pay $10. Done.", ["It costs $5.", "We pay $10.", "Done."]),
        ("By Li et al. We extend it etc. However, no.", ["By Li et al.", "We extend it etc.", "However, no."]),
        ("We use vitamin C. It helps.", ["We use vitamin C.", "It helps."]),
        ("We wait... Then go.", ["We wait...", "Then go."]),
        ("图像很模糊。我们提出方法！效果“很好。”结束", ["图像很模糊。", "我们提出方法！", "效果“很好。”", "结束"]),
        ("Ends. $x$ begins. \\ours follows.", ["Ends.", "$x$ begins.", "\\ours follows."]),
        ("Bees differ. (i) They dance. ii) they sing. b) All eat.", ["Bees differ.", "(i) They dance.", "ii) they sing.", "b) All eat."]),
        ("It is fast. pFedBee and minBee follow.", ["It is fast.", "pFedBee and minBee follow."]),
        ("**It is bold.** **So is this.** *End.*", ["**It is bold.**", "**So is this.**", "*End.*"]),
        ("The code is here. https://example.org", ["The code is here.", "https://example.org"]),
        ("It takes 3 ms. Under load, more. We slice ST. No more.", ["It takes 3 ms.", "Under load, more.", "We slice ST.", "No more."]),
        (
            "Robots, cars, etc. Drones fly. The gap is 1. Next, we rest.",
            ["Robots, cars, etc.", "Drones fly.", "The gap is 1.", "Next, we rest."],
        ),
        (
            "This is the gap.To close it, we work (hard).Our net wins.",
            ["This is the gap.", "To close it, we work (hard).", "Our net wins."],
        ),
        ("", []),
        ("   ", []),
    ],
)
def test_sentences_end_where_they_end(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@given(st.text(alphabet=st.sampled_from('Aa1 .!?$。”"(etal,\n'), max_size=80))
def test_every_sentence_is_a_piece_of_the_text_and_nothing_is_lost(text: str) -> None:
    cut = sentences(text)
    assert all(each in text for each in cut)
    assert "".join("".join(cut).split()) == "".join(text.split())
