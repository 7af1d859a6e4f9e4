"""The corpora of the quality gate as values."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from generator.model import Paper

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Case:
    """A paper with what a model is shown of it, good replies by language, sentences with true numbers and with altered ones."""

    paper: Paper
    source: str
    replies: dict[str, list[str]]
    true: list[str]
    altered: list[str]


def _case(text: str) -> Case:
    parts = re.split(r"(?m)^=== (\w+)\n", text)
    has = {name: body.strip() for name, body in zip(parts[1::2], parts[2::2], strict=True)}
    paper = Paper(id=has["id"], title=has["title"], abstract=has["abstract"], code_url=has.get("code"), project_url=has.get("project"))
    source = f'{{"id": "{paper.id}", "title": "{paper.title}"}}\n\n{paper.abstract}\n\n{has["text"]}'
    replies = {language: [each.strip() for each in re.split(r"\n%\n", has[language])] for language in ("zh", "en")}
    return Case(paper, source, replies, has["true"].split("\n"), has["altered"].split("\n"))


CASES = [_case(path.read_text("utf-8")) for path in sorted(HERE.glob("*.txt"))]
DEBLUR = next(case for case in CASES if case.paper.id == "2601.10001")
FAULTS: list[dict[str, Any]] = yaml.safe_load((HERE / "faults.yml").read_text("utf-8"))
