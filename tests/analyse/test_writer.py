import json
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from generator.analyse.extractive import Extractive
from generator.analyse.gate import gate
from generator.analyse.prompts import Part
from generator.analyse.reading import Failure, Reading, Scores
from generator.analyse.replies import Fault
from generator.analyse.writer import Text, Writer
from generator.errors import Refused
from generator.model import Funnel, Paper, RankedPaper
from generator.rank.tags import kind, vocabulary
from generator.render import messages
from tests.analyse.test_llm import BEES, WIDE, Told, model
from tests.samples import AT, DAY, entry, paper, relevance

SECTIONS = [{"id": id_, "text": "Bees blur when they move, and the camera is slow."} for id_ in ("motivation", "method", "comparison")]
SECTIONS += [{"id": id_, "text": "The hive was filmed for ten days."} for id_ in ("experiments", "guide", "idea", "own", "scope")]
SECTIONS += [{"id": id_, "text": "Nothing is settled in this field."} for id_ in ("map", "agreed", "open")]
GOOD = {"tldr": "BeeNet reaches 33.1 dB on GoPro.", "sections": SECTIONS, "findings": [], "limitations": ["Only one camera."]}


QUOTING = Extractive(messages.load("en"), "en", (BEES,), vocabulary())
FULL, ABSTRACT = Text("All of it."), Text(None)


def writer(ask: Told, sections: str | tuple[Part, ...] = "method", text: Text = ABSTRACT, left: int = 100) -> Writer:
    made = model(ask, gate, limits=replace(WIDE, requests_per_day=left))
    say = messages.load("en")
    texts = lambda _: text  # noqa: E731 one line
    zone = ZoneInfo("UTC")
    return Writer(model=made, say=say, sections=sections, interests=[BEES], text=texts, kind=kind, quoting=QUOTING, day=zone)


def read(one: Writer, **fields: object) -> Reading:
    ((id_, made),) = one.read([ranked(**fields)], AT)
    assert id_ == ranked().paper.id
    return made


def ranked(**fields: object) -> RankedPaper:
    return RankedPaper(paper=paper(**fields), relevance=relevance())  # type: ignore[arg-type]


def test_a_paper_is_read_in_full_where_there_is_a_text_and_from_its_abstract_otherwise() -> None:
    made = read(writer(Told(GOOD), text=FULL)).analysis
    assert made
    assert (made.basis, made.analyst, len(made.sections)) == ("full text", "llm", 6)
    ask = Told(GOOD)
    from_abstract = read(writer(ask)).analysis
    assert from_abstract
    assert from_abstract.basis == "abstract"
    assert "Blur is hard." in ask.asked[0].user


def test_a_full_text_that_could_not_be_had_is_told_beside_what_was_written_from_the_abstract() -> None:
    missed = Failure("fulltext", "example.org: answered 503", most=3)
    made = read(writer(Told(GOOD), text=Text(None, missed)))
    assert made.missed == (missed,)
    assert made.analysis
    assert made.analysis.basis == "abstract"


def test_without_any_text_there_is_nothing_to_read_and_nobody_is_asked() -> None:
    ask = Told(GOOD)
    assert read(writer(ask), abstract=None) == Reading(None, (Failure("analyse", "neither a full text nor an abstract to read", most=1),))
    assert not ask.asked


def test_what_the_model_does_not_read_is_quoted_and_said_to_be_missing() -> None:
    made = read(writer(Told(Refused("a.example: its filter blocked the reply"))))
    assert made.analysis
    assert made.analysis.analyst == "extractive"
    assert made.missed == (Failure("analyse", "a.example: its filter blocked the reply", most=2),)


def test_once_the_day_s_budget_is_used_up_no_full_text_is_fetched() -> None:
    fetched: list[Paper] = []
    one = replace(writer(Told(), left=0), text=lambda each: fetched.append(each) or FULL)  # type: ignore[func-returns-value]
    assert [each.reason for each in read(one).missed] == ["gemini: today's budget of 0 requests is used up"]
    assert not fetched


def test_sections_go_by_the_kind_of_the_paper_or_are_the_reader_s_own() -> None:
    survey = read(writer(Told(GOOD), "auto"), title="A Survey of Bees").analysis
    assert survey
    assert [each.id for each in survey.sections] == ["scope", "map", "agreed", "open", "guide", "idea"]
    own = read(writer(Told(GOOD), (Part("own", "Mine", "Say it."),))).analysis
    assert own
    assert [(each.id, each.title) for each in own.sections] == [("own", "Mine")]


def test_the_model_scores_as_many_as_the_budget_has_room_for() -> None:
    reply = {"scores": [{"id": paper().id, "score": 80, "interest": "bees", "reason": "It films a hive of bees."}]}
    ask = Told(reply)
    scores = writer(ask, left=12).score([paper()], spare=11)
    assert scores.found[paper().id].score == 80
    assert writer(ask, left=12).score([paper()], spare=12) == Scores({})
    assert replace(writer(ask), interests=[replace(BEES, paused=True)]).score([paper()], spare=0) == Scores({})
    assert len(ask.asked) == 1


def test_the_day_is_summed_up() -> None:
    reply = {"overview": "[One](paper:2604.00001) films a hive and counts bees.", "first": [], "emerging": "", "care": ""}
    funnel = Funnel(announced=1, replaced=0, featured=0, considered=1, listed=1, read=1)
    written = replace(entry(), analysis=read(writer(Told(GOOD), text=FULL)).analysis)
    assert writer(Told(reply)).summarise(DAY, [written], funnel, AT).summary.text == reply["overview"]
    failed = writer(Told(Refused("a.example: its filter blocked the reply"))).summarise(DAY, [written], funnel, AT)
    assert (failed.summary.analyst, [each.stage for each in failed.missed]) == ("extractive", ["summarise"])


def test_a_day_of_which_the_model_read_nothing_is_summed_up_without_it() -> None:
    funnel = Funnel(announced=1, replaced=0, featured=0, considered=1, listed=1, read=1)
    ask = Told()
    assert writer(ask).summarise(DAY, [entry()], funnel, AT).summary.analyst == "extractive"
    assert not ask.asked


def test_the_gate_refuses_and_mends() -> None:
    assert gate("Bees blur.", paper(), "", "en").text == "Bees blur."
    with pytest.raises(Fault, match="refusal"):
        gate("I'm sorry, I cannot access the paper.", paper(), "", "en")
    bad = {**GOOD, "sections": [{**each, "text": "I'm sorry, I cannot open it."} for each in SECTIONS]}
    ask = Told(bad, GOOD)
    read(writer(ask))
    assert "motivation: it is a refusal" in json.dumps(ask.asked[1].user)
