"""Analyse: the prompts, kept as files in two languages, filled in. Pure but for reading package files.

``analysis``, ``scoring`` and ``summary`` have a block ``system`` (our instructions) and ``user`` (the material);
``method``, ``takeaway`` and ``survey`` are sets of sections: ``## id: title`` and beneath it what is asked for.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined

from generator.model import PaperKind

MARK = "<<<DATA"
"""How the line before foreign text begins, and the line after it."""

LANGUAGES = {"en": "English", "zh": "简体中文"}
"""Prompts exist in these; for any other language the English ones ask for it by its code."""

LEAST_ECHO = 14
"""Letters and digits from which on a sentence is known for one of ours: a shorter one may be the paper's."""

SETS = ("method", "takeaway", "survey")
_OF_KIND: dict[PaperKind | None, str] = {"survey": "survey"}


@dataclass(frozen=True, slots=True)
class Part:
    """A section that is asked for: stable id, title on the page, what it should say."""

    id: str
    title: str
    ask: str
    optional: bool = False


def parts(name: str, language: str, kind: PaperKind | None = None) -> tuple[Part, ...]:
    """The sections of a set (``auto``: the one for the paper's kind)."""
    chosen = _OF_KIND.get(kind, "method") if name == "auto" else name
    text = _file(f"{chosen}.{_written(language)}").render(language=language, language_name=_called(language))
    return tuple(_part(piece) for piece in re.split(r"^## ", text, flags=re.MULTILINE)[1:])


def _part(piece: str) -> Part:
    head, ask = piece.split("\n", 1)
    id_, title = head.split(": ", 1)
    return Part(id_, title.removesuffix(" (optional)").strip(), " ".join(ask.split()), title.endswith(" (optional)"))


def fill(name: str, language: str, schema: Mapping[str, Any], data: str, **values: Any) -> tuple[str, str]:
    """Instructions and material of a prompt; ``data`` is foreign text, which gets a fence that it cannot hold itself."""
    template = _file(f"{name}.{_written(language)}")
    known = {"language": language, "language_name": _called(language), "mark": MARK, "fenced": fenced(data)}
    context = template.new_context({**known, "schema": json.dumps(schema, ensure_ascii=False), **values})
    system, user = ("".join(template.blocks[block](context)).strip() for block in ("system", "user"))
    return system, user


def fenced(text: str) -> str:
    """Put foreign text between two marks that it cannot forge: they carry its own hash, and it holds no line that looks like one."""
    text = text.replace(MARK, MARK.replace("D", " D", 1))
    mark = f"{MARK} {hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:20]}"
    return f"{mark}\n{text}\n{mark} END"


def lines(items: Iterable[Mapping[str, Any]]) -> str:
    """One JSON object a line: no text in it can pass for another object."""
    return "\n".join(json.dumps(item, ensure_ascii=False) for item in items)


@cache
def instructions() -> frozenset[str]:
    """Every sentence of our instructions, in letters and digits alone: what a reply must not repeat."""
    texts = [file.read_text("utf-8") for file in files(__name__).iterdir() if file.name.endswith(".md")]
    sentences = (bare_letters(each) for text in texts for each in re.split(r"(?<=[.;:?!])\s|[。；：？！\n]", text))
    return frozenset(each for each in sentences if len(each) >= LEAST_ECHO)


def bare_letters(text: str) -> str:
    """A text without spaces, marks and case."""
    return re.sub(r"[\W_]+", "", text).casefold()


def prompt_hash(name: str, language: str, asked: Sequence[Part] = ()) -> str:
    """Twelve hexadecimal digits that change when the instructions do, whatever the paper."""
    text = (files(__name__) / f"{name}.{_written(language)}.md").read_text("utf-8")
    whole = json.dumps([text, language, [(part.id, part.title, part.ask, part.optional) for part in asked]], ensure_ascii=False)
    return hashlib.sha256(whole.encode()).hexdigest()[:12]


def _written(language: str) -> str:
    return language if language in LANGUAGES else "en"


def _called(language: str) -> str:
    return LANGUAGES.get(language, f"the language with the code {language}")


def _file(name: str) -> Any:
    return _environment().get_template(name)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    def load(name: str) -> str:
        return (files(__name__) / f"{name}.md").read_text("utf-8")

    # The target is a prompt, where escaping for HTML would only spoil the text.
    return Environment(loader=FunctionLoader(load), undefined=StrictUndefined, autoescape=False)  # noqa: S701
