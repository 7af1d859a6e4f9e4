"""What a question finds, in which order, and how it is told."""

import io
import json
import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from generator.ask import Answer, Found, Question, alone, arxiv_id, as_json, as_table, fold, known, line, nothing, rank, rows, terms
from generator.errors import UsageError
from tests.samples import DAY, analysis, entry, texts, with_paper


def lines(*told: tuple[str, str, str]) -> list[bytes]:
    """Lines of papers with these titles, authors and abstracts."""
    return [line(with_paper(entry(read=False, line=None), id="1", title=t, authors=(a,), abstract=b)) for t, a, b in told]


def found(question: str, *bodies: str) -> list[int]:
    """The places of the abstracts that answer, in order of place."""
    return sorted(rank(lines(*(("t", "a", body) for body in bodies)), terms(question), question))


@pytest.mark.parametrize(
    ("question", "body", "is_there"),
    [
        ("deblur", "We study deblurring.", True),
        ("blur", "We study deblurring.", False),
        ("models", "A model.", True),
        ("model", "Many models.", True),
        ("studies", "A study.", True),
        ("he", "Here they help.", False),
        ("GAN", "Two GANs.", True),
        ("gan", "It began again.", False),
        ("super-resolution", "Super resolution.", True),
        ("super-resolution", "Superresolution.", True),
        ("super resolution", "A super-resolution network", True),
        ('"image restoration"', "restoration of an image", False),
        ('"image restoration"', "Image\nrestoration.", True),
        ("“image restoration”", "image restoration", True),
        ('"image restor"', "image restoration", False),
        ("Müller", "as Muller says", True),
        ("muller", "as Müller says", True),
        ("C++", "in C++ code", True),
        ("去噪", "图像去噪方法", True),
        ("去噪", "去除噪声", False),
        ("图像复原", "图像的复原", False),
        ("CLIP", "使用CLIP模型", True),
        ("3D重建", "用 3D 重建方法", True),
        ("扩散 去噪", "去噪的扩散", True),
        ("ＣＬＩＰ", "clip", True),
        ("restoration bees", "restoration", False),
    ],
)
def test_what_a_question_finds(question: str, body: str, is_there: bool) -> None:
    assert found(question, body) == ([0] if is_there else [])


@given(texts, texts)
def test_folding_twice_changes_nothing_and_a_field_never_ends_early(title: str, body: str) -> None:
    assert fold(fold(title)) == fold(title)
    [one] = lines((title, "a\tb\nc", body))
    assert one.count(b"\t") == 2
    assert b"\n" not in one


@given(st.lists(st.text(st.characters(codec="utf-8", categories=["L", "N"]), min_size=1), min_size=1, max_size=4))
def test_a_text_is_found_by_its_own_words_in_quotes(words: list[str]) -> None:
    text = " ".join(words)
    wanted = terms(f'"{text}"')
    assert rank(lines(("t", "a", text)), wanted, text) == [0]


def test_a_title_comes_before_an_author_before_an_abstract() -> None:
    told = lines(("x", "y", "noise here"), ("x", "Ada Noise", "z"), ("On noise", "y", "z"))
    assert rank(told, terms("noise"), "noise") == [2, 1, 0]


def test_words_side_by_side_in_the_title_come_first() -> None:
    told = lines(("Image denoising, and restoration", "y", "image restoration"), ("Image restoration", "y", "z"))
    assert rank(told, terms("image restoration"), "image restoration")[0] == 1


def test_papers_of_one_weight_stay_in_the_order_given() -> None:
    assert rank(lines(*[("x", "y", "noise")] * 4), terms("noise"), "noise") == [0, 1, 2, 3]


def test_no_question_takes_long() -> None:
    many = lines(*[("x " * 50, "y", "noise " * 400)]) * 5000
    start = time.process_time()
    assert len(rank(many, terms('noise x "noise noise" ' + "y " * 50), "noise")) == 5000
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("2604.00001", "2604.00001"),
        (" 2604.00001v3 ", "2604.00001"),
        ("arXiv:2604.00001", "2604.00001"),
        ("https://arxiv.org/abs/2604.00001v2", "2604.00001"),
        ("hep-th/9901001", "hep-th/9901001"),
        ("math.GT/0309136", "math.GT/0309136"),
        ("2604.00001 noise", None),
        ("noise", None),
        ("2604.1", None),
    ],
)
def test_an_arxiv_id_is_known_as_one(text: str, id_: str | None) -> None:
    assert arxiv_id(text) == id_


def test_an_interest_or_tag_is_known_by_id_and_by_name() -> None:
    names = [("restoration", ["图像复原", "Image restoration"]), ("old", [])]
    assert [known("--tag", each, names) for each in ("restoration", "图像复原", "IMAGE restoration", "OLD")] == [
        *["restoration"] * 3,
        "old",
    ]
    with pytest.raises(UsageError, match=r"--tag bees: not known: choose one of restoration, old"):
        known("--tag", "bees", names)
    with pytest.raises(UsageError, match="this archive knows none"):
        known("--tag", "bees", [])


def test_papers_are_told_as_rows_and_as_json() -> None:
    one = entry("2604.00001", score=None, analysis=analysis(tldr="It wins."), tags=("deblurring",))
    answer = Answer((Found(DAY, one), Found(date(2026, 4, 21), entry("2604.00002", read=False, line=None))), 7)
    assert next(rows(answer)) == ("–", "2026-04-20", "2604.00001", "Paper 2604.00001")
    assert as_table(answer).row_count == 2
    told = json.loads(as_json(answer))
    assert told["of"] == 7
    assert told["papers"][0] == {
        "id": "2604.00001",
        "day": "2026-04-20",
        "score": None,
        "title": "Paper 2604.00001",
        "authors": ["Ada Author", "Bo Author"],
        "tags": ["deblurring"],
        "interests": ["restoration"],
        "read": True,
        "line": "It wins.",
        "url": "https://arxiv.org/abs/2604.00001",
    }
    assert (told["papers"][1]["line"], told["papers"][1]["read"]) == (None, False)


def test_a_hostile_title_stays_a_title_in_a_terminal() -> None:
    answer = Answer((Found(DAY, with_paper(entry(), title="[/b] \x1b[31mred\x07\u202e\nnext")),), 1)
    [(*_, title)] = rows(answer)
    assert title == "[/b] [31mred next"
    shown = io.StringIO()
    Console(file=shown, width=80).print(as_table(answer))
    assert "[/b] [31mred next" in shown.getvalue()


def test_a_question_without_an_answer_says_which_word_is_too_much() -> None:
    told = lines(("x", "y", "noise"), ("x", "y", "noise blur"))
    wanted = terms("noise bees")
    assert alone(told, wanted) == (("noise", 2), ("bees", 0))
    assert nothing(Question(text="noise bees"), Answer((), 0, alone(told, wanted))) == (
        "no paper holds all of it (alone: noise 2, bees 0); leave a word out"
    )
    assert nothing(Question(text="bees"), Answer((), 0, (("bees", 0),))) == "no paper of the archive answers “bees”"
    assert nothing(Question(tag="x"), Answer((), 0)) == "no paper of the archive answers"
