"""A model on loopback that does what the prompts ask, in either wire, from the material that it is shown; and its lapses."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.analyse.wires import REPLY, Wire

Reply = dict[str, Any]
Lapse = Callable[[Reply, str], Wire | Reply]
"""Spoils a good reply, or answers something else; the text is the material that was shown."""


def asked_of(body: dict[str, Any]) -> tuple[str, str]:
    """Instructions and material of a request, in either wire."""
    if "messages" in body:
        system, user = (message["content"] for message in body["messages"])
        return system, user
    return body["systemInstruction"]["parts"][0]["text"], body["contents"][0]["parts"][0]["text"]


def schema_of(system: str) -> dict[str, Any]:
    """The schema at the end of the instructions."""
    schema: dict[str, Any] = json.loads(system.rpartition("\n")[2])
    return schema


def material_of(user: str) -> str:
    """What stands between the marks."""
    return user.split("\n", 1)[1].rpartition("\n<<<DATA")[0]


def items_of(material: str) -> list[dict[str, Any]]:
    """The JSON objects with which the material begins."""
    lines = material.split("\n\n", 1)[0].splitlines()
    return [json.loads(line) for line in lines if line.startswith("{")]


def kind_of(system: str) -> str:
    """scores, overview or sections."""
    return next(key for key in ("scores", "overview", "sections") if key in schema_of(system)["properties"])


def good(system: str, user: str) -> Reply:
    """A reply as it should be."""
    make = {"scores": _scores, "overview": _summary, "sections": _analysis}[kind_of(system)]
    return make(items_of(material_of(user)), system, "zh" if "简体中文" in system else "en")


def _scores(papers: list[dict[str, Any]], system: str, language: str) -> Reply:
    told = re.search(r"(?m)^- `([\w-]+)`", system)
    interest = told[1] if told else ""
    say = "Its contribution lies inside the interest: " if language == "en" else "贡献落在所关心的方向之内："
    reasons = [(each["id"], say + " ".join(each["title"].split()[:6])) for each in papers]
    return {
        "scores": [{"id": id_, "score": 60 + place % 30, "reason": why, "interest": interest} for place, (id_, why) in enumerate(reasons)]
    }


def _summary(papers: list[dict[str, Any]], _: str, language: str) -> Reply:
    read = [each for each in papers if each["read"]]
    names = [f"[{_name(each)}](paper:{each['id']})" for each in read]
    said = "The day brought work on several questions at once: " if language == "en" else "这一天的工作分属几个不同的问题："
    why = "for those who work on the same question" if language == "en" else "适合研究同一问题的读者"
    overview = said + (", " if language == "en" else "、").join(names) + ("." if language == "en" else "。")
    return {"overview": overview, "first": [{"id": each["id"], "why": why} for each in read[:3]], "emerging": "", "care": ""}


def _name(note: dict[str, Any]) -> str:
    return re.sub(r"[^\w ]", "", " ".join(note["title"].split()[:4]))


def _analysis(papers: list[dict[str, Any]], system: str, language: str) -> Reply:
    (paper,) = papers
    ids = schema_of(system)["properties"]["sections"]["items"]["properties"]["id"]["enum"]
    name = _name(paper)
    if language == "en":
        first = re.split(r"(?<=[.?!])\s", paper.get("abstract") or paper["title"])[0]
        said = f"{first} The authors describe this work under the name {name} and argue for its design."
        limits = [f"The evaluation of {name} is not repeated on other data."]
        return {"tldr": said, "sections": [{"id": id_, "text": said} for id_ in ids], "findings": [], "limitations": limits}
    said = f"作者在 {name} 中提出了一种新的做法，先说明已有方法的不足，再给出自己的设计，并在公开数据上与已有方法作了比较。"
    limits = [f"{name} 的评测没有在其他数据上重复。"]
    return {"tldr": said, "sections": [{"id": id_, "text": said} for id_ in ids], "findings": [], "limitations": limits}


@dataclass
class Obedient:
    """Answers a request of either wire; ``lapses`` are taken in turn, by the id of a paper that is read, or by kind."""

    name: str
    lapses: dict[str, list[Lapse]] = field(default_factory=dict)
    delay: float = 0
    kinds: list[str] = field(default_factory=list)

    def __call__(self, body: dict[str, Any]) -> Wire:
        system, user = asked_of(body)
        kind = kind_of(system)
        self.kinds.append(kind)
        reply = good(system, user)
        material = material_of(user)
        paper = items_of(material)[0]["id"] if kind == "sections" else kind
        if waiting := self.lapses.get(paper, self.lapses.get(kind)):
            spoilt = waiting.pop(0)(reply, material)
            if isinstance(spoilt, Wire):
                return spoilt
            reply = spoilt
        return Wire(REPLY[self.name](json.dumps(reply, ensure_ascii=False)), delay=self.delay)
