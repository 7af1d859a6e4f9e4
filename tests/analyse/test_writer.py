import json

import pytest

from generator.analyse import Analyst
from generator.analyse.prompts import Part
from generator.analyse.replies import Fault
from generator.analyse.writer import Text, Writer, mended
from generator.errors import NothingToRead
from generator.model import Funnel, RankedPaper
from generator.rank.tags import kind
from generator.render import messages
from tests.analyse.test_llm import BEES, Told, model
from tests.samples import AT, DAY, entry, paper, relevance

SECTIONS = [{"id": id_, "text": "Bees blur when they move, and the camera is slow."} for id_ in ("motivation", "method", "comparison")]
SECTIONS += [{"id": id_, "text": "The hive was filmed for ten days."} for id_ in ("experiments", "guide", "idea", "own", "scope")]
SECTIONS += [{"id": id_, "text": "Nothing is settled in this field."} for id_ in ("map", "agreed", "open")]
GOOD = {"tldr": "BeeNet reaches 33.1 dB on GoPro.", "sections": SECTIONS, "findings": [], "limitations": ["Only one camera."]}


def writer(ask: Told, sections: str | tuple[Part, ...] = "method", text: Text = lambda _: None) -> Analyst:
    return Writer(model=model(ask, mended), say=messages.load("en"), sections=sections, interests=[BEES], text=text, kind=kind)


def ranked(**fields: object) -> RankedPaper:
    return RankedPaper(paper=paper(**fields), relevance=relevance())  # type: ignore[arg-type]


def test_a_paper_is_read_in_full_where_there_is_a_text_and_from_its_abstract_otherwise() -> None:
    made = writer(Told(GOOD), text=lambda _: ("All of it.", "full text")).analyse(ranked(), AT)
    assert (made.basis, made.analyst, len(made.sections)) == ("full text", "llm", 6)
    ask = Told(GOOD)
    assert writer(ask).analyse(ranked(), AT).basis == "abstract"
    assert "Blur is hard." in ask.asked[0].user


def test_without_any_text_there_is_nothing_to_read_and_nobody_is_asked() -> None:
    ask = Told(GOOD)
    with pytest.raises(NothingToRead):
        writer(ask).analyse(ranked(abstract=None), AT)
    assert not ask.asked


def test_sections_go_by_the_kind_of_the_paper_or_are_the_reader_s_own() -> None:
    survey = writer(Told(GOOD), "auto").analyse(ranked(title="A Survey of Bees"), AT)
    assert [each.id for each in survey.sections] == ["scope", "map", "agreed", "open", "guide", "idea"]
    own = writer(Told(GOOD), (Part("own", "Mine", "Say it."),)).analyse(ranked(), AT)
    assert [(each.id, each.title) for each in own.sections] == [("own", "Mine")]


def test_the_day_is_summed_up() -> None:
    reply = {"overview": "[One](paper:2604.00001) films a hive and counts bees.", "first": [], "emerging": "", "care": ""}
    funnel = Funnel(announced=1, replaced=0, featured=0, considered=1, listed=1, read=1)
    assert writer(Told(reply)).summarise(DAY, [entry()], funnel, AT).text == reply["overview"]


def test_the_gate_refuses_and_mends() -> None:
    assert mended("Bees blur.", paper(), "", "en").text == "Bees blur."
    with pytest.raises(Fault, match="refusal"):
        mended("I'm sorry, I cannot access the paper.", paper(), "", "en")
    bad = {**GOOD, "sections": [{**each, "text": "I'm sorry, I cannot open it."} for each in SECTIONS]}
    ask = Told(bad, GOOD)
    writer(ask).analyse(ranked(), AT)
    assert "motivation: it is a refusal" in json.dumps(ask.asked[1].user)
