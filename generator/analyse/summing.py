"""Analyse: summing a day up with a language model, whoever makes it. Pure but for the model that is handed in.

A model is told notes of the day's papers and names them by id; the links, their order and what it left out are written here.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from generator.analyse import prompts
from generator.analyse.asking import Request
from generator.analyse.llm import Model, ask_json, in_one_line
from generator.analyse.replies import Fault
from generator.analyse.schemas import SUMMARY_SCHEMA, SummaryReply, checked_summary
from generator.model import Entry, Say, Summary


def summarise(model: Model, entries: Sequence[Entry], say: Say, at: datetime) -> Summary:
    """Sum a day up from its analyses, best paper first. Raises ProviderError.

    Every paper that was read is named and linked: those that the model left out stand in a line of ours at the end.
    """
    notes = prompts.lines(_note(entry) for entry in entries)
    system, user = prompts.fill("summary", model.language, SUMMARY_SCHEMA, notes)
    request = Request(system=system, user=user, schema=SUMMARY_SCHEMA)
    titles = {entry.paper.id: entry.paper.title for entry in entries}
    read = [entry.paper.id for entry in entries if entry.analysis]

    def parse(value: dict[str, Any]) -> str:
        return _prose(checked_summary(value), titles, read, say, lambda text: model.gate(text, None, notes, model.language).text)

    answer = ask_json(model.ask, model.budget, request, "overview", parse)
    return Summary(analyst="llm", provider=model.provider, model=answer.model, language=model.language, text=answer.value, at=at)


_EVIDENCE = ("motivation", "comparison", "experiments", "contribution", "agreed")
"""Sections that a summary needs in order to compare papers by question and by strength of evidence."""


def _note(entry: Entry) -> dict[str, Any]:
    """What a model is told of a paper of the day: of one that was only listed, the line from its abstract."""
    analysis, paper = entry.analysis, entry.paper
    note: dict[str, Any] = {"id": paper.id, "title": paper.title, "read": analysis is not None, "reason": entry.relevance.reason}
    if analysis:
        core = {each.id: each.text for each in analysis.sections if each.id in _EVIDENCE}
        note |= {"basis": analysis.basis, "tldr": analysis.tldr, "findings": analysis.findings, "limitations": analysis.limitations, **core}
    elif entry.line:
        note["line"] = entry.line.text
    return {key: value for key, value in note.items() if value is not None}


_LINK = re.compile(r"\[(?P<label>(?:[^\[\]\\]|\\.)+)\]\((?P<target>[^()\s]*)\)")


def _prose(reply: SummaryReply, titles: Mapping[str, str], read: Sequence[str], say: Say, gate: Callable[[str], str]) -> str:
    """Write the summary in our Markdown. Raises Fault when it names fewer than half of the papers that were read."""
    overview, emerging, care = (_linked(gate(text), titles) if text else "" for text in (reply.overview, reply.emerging, reply.care))
    if not overview.strip():
        raise Fault("overview: nothing in it could be kept")
    first = {each.id: each.why for each in reply.first if each.id in titles}
    names = {found["target"].removeprefix("paper:"): found[0] for found in reversed([*_LINK.finditer(overview)])}
    lines = []
    for place, (id_, why) in enumerate(first.items(), 1):
        link, told = names.get(id_) or _paper_link(id_, titles[id_]), in_one_line(gate(why)) if why else ""
        lines.append(f"{place}. " + (say("summary.why", paper=link, why=told) if told else link))
    whole = [overview, say("summary.emerging", text=in_one_line(emerging)) if emerging else ""]
    whole += ["\n".join([f"**{say('summary.first')}**\n", *lines]) if lines else ""]
    whole += [say("summary.care", text=in_one_line(care)) if care else ""]
    missing = [id_ for id_ in read if f"(paper:{id_})" not in "\n".join(whole)]
    if 2 * len(missing) > len(read):
        raise Fault(f"these papers were not linked as [name](paper:ID): {', '.join(missing)}")
    if missing:
        links = say("summary.comma").join(_paper_link(id_, titles[id_]) for id_ in missing)
        whole.append(say("summary.left_out", papers=links))
    return "\n\n".join(part.strip() for part in whole if part)


def _linked(text: str, titles: Mapping[str, str]) -> str:
    """Keep the links to the day's papers; of any other only the words stay."""

    def kept(found: re.Match[str]) -> str:
        id_ = re.sub(r"v\d+\Z", "", found["target"].removeprefix("paper:"))
        return f"[{found['label']}](paper:{id_})" if id_ in titles else found["label"]

    return _LINK.sub(kept, text)


def _paper_link(id_: str, title: str) -> str:
    label = re.sub(r"([\[\]\\])", r"\\\1", in_one_line(title))
    return f"[{label}](paper:{id_})"
