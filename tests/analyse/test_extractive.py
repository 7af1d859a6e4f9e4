import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.analyse.extractive import LEFT_OUT, Extractive, line
from generator.analyse.sentences import sentences
from generator.errors import NothingToRead
from generator.model import RankedPaper
from generator.rank.tags import vocabulary
from generator.render import messages
from tests.samples import AT, paper, relevance

ABSTRACT = (
    "Cameras shake. However, existing methods fail on motion blur. We propose BeeNet, a network for deblurring. It looks twice. "
    "Our network also keeps colours. On GoPro it reaches 33.1 dB, 0.4 dB above the best earlier method. "
    "Experiments on four datasets show that BeeNet outperforms earlier methods. It is also 3x faster than the fastest of them. "
    "We find that looking twice yields 80% of the gain. Code is available at https://example.org/bees."
)


ANALYST = {code: Extractive(messages.load(code), code, (), vocabulary()) for code in ("en", "zh")}


def read(abstract: str | None, language: str = "en"):  # type: ignore[no-untyped-def]
    return ANALYST[language].analyse(RankedPaper(paper=paper(abstract=abstract), relevance=relevance()), AT)


def test_an_analysis_says_what_it_is() -> None:
    made = read(ABSTRACT)
    assert (made.analyst, made.provider, made.model, made.prompt, made.basis, made.limitations, made.at) == (
        *("extractive", None, None, None, "abstract", None),
        AT,
    )


def test_sections_hold_problem_and_approach_in_the_order_of_the_abstract() -> None:
    made = read(ABSTRACT)
    assert [(each.id, each.title) for each in made.sections] == [("problem", "Problem"), ("approach", "Approach")]
    assert made.sections[0].text == "However, existing methods fail on motion blur."
    assert made.sections[1].text == f"We propose BeeNet, a network for deblurring.{LEFT_OUT}Our network also keeps colours."


def test_the_sentence_that_stands_for_a_paper_is_in_no_section() -> None:
    made = read("Cameras shake, which spoils pictures. In this paper, we survey networks for deblurring. We sort them into five families.")
    assert made.tldr == "In this paper, we survey networks for deblurring."
    assert made.tldr not in " ".join(section.text for section in made.sections)
    assert "We sort them into five families." in [section.text for section in made.sections]


def test_findings_are_results_at_most_three() -> None:
    findings = read(ABSTRACT).findings
    assert len(findings) == 3
    assert all(any(word in each for word in ("33.1", "outperforms", "3x", "80%")) for each in findings)


def test_titles_speak_the_readers_language_and_the_quotes_say_theirs() -> None:
    made = read(ABSTRACT, "zh")
    assert ([each.title for each in made.sections], made.language) == (["问题", "做法"], "en")
    assert read("现有方法难以处理模糊。我们提出一种新的网络 BeeNet。").language == "zh"


def test_only_the_sections_that_were_found_stand() -> None:
    made = read("Bees dance.")
    assert (made.tldr, made.sections, made.findings) == ("Bees dance.", (), ())


@pytest.mark.parametrize("abstract", [None, "", "  "])
def test_without_an_abstract_there_is_nothing_to_quote(abstract: str | None) -> None:
    with pytest.raises(NothingToRead, match="no abstract to quote from"):
        read(abstract)
    assert line(paper(abstract=abstract)) is None


def test_a_line_is_one_sentence_with_its_language() -> None:
    found = line(paper(abstract=ABSTRACT))
    assert found is not None
    assert (found.text in ABSTRACT, found.language) == (True, "en")


def quotes_only(abstract: str) -> None:
    made = read(abstract)
    used = [sentence for section in made.sections for part in section.text.split(LEFT_OUT) for sentence in sentences(part)]
    places = [abstract.find(part) for section in made.sections for part in section.text.split(LEFT_OUT)]
    assert made.tldr in abstract
    assert all(each in abstract for each in (*used, *made.findings))
    assert len(places) == len(set(places))
    assert made.tldr and all(section.text for section in made.sections)


PIECES = [
    "We propose Net.",
    "However, it fails.",
    "It achieves 3%.",
    "Code is available.",
    "As in Fig. 2.",
    "$x. Y$ is.",
    "Bees dance.",
    "去噪很难。",
]


@given(st.permutations(PIECES), st.integers(1, len(PIECES)))
def test_nothing_is_invented_and_no_sentence_stands_in_two_sections(pieces: list[str], most: int) -> None:
    quotes_only(" ".join(pieces[:most]))


@given(st.text(min_size=1, max_size=120).filter(str.strip))
def test_any_text_can_be_read(text: str) -> None:
    made = read(text)
    assert made.tldr in text


def test_real_abstracts_are_quoted_exactly(corpus: Path) -> None:
    with gzip.open(corpus / "bulk" / "cscv_30days.jsonl.gz", "rt", encoding="utf-8") as lines:
        abstracts = [json.loads(row)["abstract"] for row, _ in zip(lines, range(300), strict=False)]
    for abstract in abstracts:
        quotes_only(abstract)
    assert sum(bool(read(abstract).findings) for abstract in abstracts) > 200
