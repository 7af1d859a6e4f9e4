"""Analyse: what a reply has to hold, as JSON schemas to be sent and as pydantic models that check what came. Pure."""

import re
from collections.abc import Sequence
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from generator.analyse.prompts import Part
from generator.analyse.replies import Fault

R = TypeVar("R", bound=BaseModel)

_TEXT = {"type": "string"}


def _object(**properties: Any) -> dict[str, Any]:
    # OpenAI's strict mode wants every property required and no others; what is optional may be left empty.
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _array(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def analysis_schema(parts: Sequence[Part]) -> dict[str, Any]:
    """The schema of an analysis with these sections."""
    section = _object(id={"type": "string", "enum": [part.id for part in parts]}, text=_TEXT)
    return _object(tldr=_TEXT, sections=_array(section), findings=_array(_TEXT), limitations=_array(_TEXT))


SCORES_SCHEMA = _object(scores=_array(_object(id=_TEXT, score={"type": "integer"}, reason=_TEXT, interest=_TEXT)))
SUMMARY_SCHEMA = _object(overview=_TEXT, first=_array(_object(id=_TEXT, why=_TEXT)), emerging=_TEXT, care=_TEXT)


def _listed(value: Any) -> Any:
    """Points that came as one text instead of a list: one point a line, without its list mark."""
    if value is None:
        return []
    return value.splitlines() if isinstance(value, str) else value


def _points(value: Any) -> Any:
    found = _listed(value)
    if not isinstance(found, list):
        return found
    bare = (re.sub(r"\A\s*(?:[-*•]|\d+[.)、])\s+", "", each) if isinstance(each, str) else each for each in found)
    return [each for each in bare if each != ""]


def _blank(value: Any) -> Any:
    return "" if value is None else value


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Maybe = Annotated[str, BeforeValidator(_blank), StringConstraints(strip_whitespace=True)]
Points = Annotated[tuple[Text, ...], BeforeValidator(_points)]


class _Reply(BaseModel):
    """A reply: whatever else it holds is left aside."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class SectionReply(_Reply):
    """One section of an analysis."""

    id: Text
    text: Maybe


class AnalysisReply(_Reply):
    """An analysis."""

    tldr: Text
    sections: tuple[SectionReply, ...]
    findings: Points = ()
    limitations: Points = ()


class ScoreReply(_Reply):
    """A paper's score."""

    id: Text
    score: int = Field(ge=0, le=100)
    reason: Text
    interest: Maybe = ""


class FirstReply(_Reply):
    """A paper to read first."""

    id: Text
    why: Maybe = ""


class SummaryReply(_Reply):
    """A day's summary."""

    overview: Text
    first: tuple[FirstReply, ...] = ()
    emerging: Maybe = ""
    care: Maybe = ""


def checked_analysis(value: dict[str, Any], parts: Sequence[Part]) -> AnalysisReply:
    """An analysis with every section that was asked for, in that order. Raises Fault."""
    reply = _checked(AnalysisReply, value)
    texts: dict[str, str] = {}
    for section in reply.sections:
        texts.setdefault(section.id, section.text)
    missing = [part.id for part in parts if not texts.get(part.id) and not part.optional]
    if missing:
        raise Fault(f"these sections were missing or empty: {', '.join(missing)}")
    wanted = tuple(SectionReply(id=part.id, text=texts[part.id]) for part in parts if texts.get(part.id))
    return reply.model_copy(update={"sections": wanted})


def checked_scores(value: dict[str, Any], ids: Sequence[str]) -> dict[str, ScoreReply]:
    """The scores that can be used; a paper scored twice and differently is not scored. Raises Fault when none can."""
    found: dict[str, ScoreReply | None] = {}
    for item in value["scores"] if isinstance(value["scores"], list) else []:
        try:
            reply = ScoreReply.model_validate(_tidied(item))
        except ValidationError:
            continue
        same = reply.id not in found or found[reply.id] == reply
        found[reply.id] = reply if same else None
    scores = {id_: one for id_ in ids if (one := found.get(id_))}
    if not scores:
        raise Fault("no item of scores had one of the given ids with a whole number from 0 to 100 and a reason")
    return scores


def _tidied(item: Any) -> Any:
    """A score's item with its id as we write it: models add a version or a prefix. A truth value is no score."""
    if not isinstance(item, dict) or isinstance(item.get("score"), bool):
        return None
    id_ = re.sub(r"\A(?:arxiv:)?\s*", "", str(item.get("id", "")).strip(), flags=re.IGNORECASE)
    return {**item, "id": re.sub(r"v\d+\Z", "", id_)}


def checked_summary(value: dict[str, Any]) -> SummaryReply:
    """A day's summary. Raises Fault."""
    return _checked(SummaryReply, value)


def _checked(kind: type[R], value: dict[str, Any]) -> R:
    try:
        return kind.model_validate(value)
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise Fault(f"{where} was missing, empty or of the wrong type") from error
