"""Guide: the page that explains every key of feed.yml, drawn from the config's model, one a language. Pure but for package files.

Types, bounds and defaults come from the model, so the page cannot say otherwise; what a key means stands in ``<language>.yml``
beside this module, an example of every level in ``examples.yml``.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, StrictUndefined

from generator import shipped
from generator.config import Config
from generator.model import Page

PAGES = {"en": "guide/feed.md", "zh": "guide/feed.zh.md"}
"""The page of each language, inside docs/."""

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Key:
    """A key of feed.yml: its dotted path, its JSON schema, and the environment variable that sets it alone (None inside a list)."""

    path: str
    schema: Schema
    required: bool
    variable: str | None


@dataclass(frozen=True, slots=True)
class Level:
    """Keys that stand together. ``variable`` sets a list, or a table of the reader's own names, as a whole.

    ``is_choice`` says that the list is one of the ways to write a key, which is explained elsewhere.
    """

    path: str
    keys: tuple[Key, ...]
    variable: str | None = None
    is_choice: bool = False


def pages() -> list[Page]:
    """The reference in every language."""
    return [Page(path=path, text=_page(language)) for language, path in PAGES.items()]


@cache
def levels() -> tuple[Level, ...]:
    """Every level of feed.yml with its keys, in the model's order; what stands inside a level comes after its own keys."""
    schema = Config.model_json_schema()
    return tuple(_levels(schema, schema["$defs"], "", inside_list=False))


def _levels(node: Schema, parts: Schema, above: str, *, inside_list: bool) -> Iterator[Level]:
    own: list[Key] = []
    below: list[Level] = []
    for name, schema in node["properties"].items():
        path = f"{above}.{name}" if above else name
        part, several = _part(schema)
        if part is None or "anyOf" in schema:
            key = Key(path, schema, name in node.get("required", ()), None if inside_list else _variable(path))
            # A key of the top level has a heading of its own.
            below += [] if above else [Level(path, (key,))]
            own += [key] if above else []
        if part is not None:
            found = list(_levels(parts[part], parts, path, inside_list=inside_list or several))
            below += [replace(each, variable=_variable(path), is_choice="anyOf" in schema) for each in found] if several else found
    yield from [Level(above, tuple(own))] if own else []
    yield from below


def _part(schema: Schema) -> tuple[str | None, bool]:
    """The part of the model that stands at a key, and whether several do, in a list or by name."""
    for found, several in ((schema, False), (schema.get("items"), True), (schema.get("additionalProperties"), True)):
        if isinstance(found, dict) and "$ref" in found:
            return found["$ref"].rpartition("/")[2], several
    parts = [_part(each) for each in schema.get("anyOf", ())]
    return next((each for each in parts if each[0]), (None, False))


def _variable(path: str) -> str:
    return "DIGEST_" + path.upper().replace(".", "__")


def words(language: str) -> dict[str, Any]:
    """What the page says in a language: its own words, and by path what levels and keys mean."""
    return shipped.content(__name__, f"{language}.yml")


def examples() -> dict[str, str]:
    """A piece of feed.yml for each level, which names all of its keys."""
    return shipped.content(__name__, "examples.yml")


@cache
def _page(language: str) -> str:
    say = words(language)
    environment = Environment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False)  # noqa: S701 our own words
    environment.globals |= {
        "kind": lambda key: _kind(key.schema, say["kind"]),
        "default": lambda key: _default(key, say),
    }
    template = environment.from_string((files(__name__) / "feed.md.j2").read_text("utf-8"))
    return template.render(say=say, language=language, levels=levels(), examples=examples()) + "\n"


def _kind(schema: Schema, say: Mapping[str, str]) -> str:
    """What may stand at a key, in words."""
    if choices := [each for each in schema.get("anyOf", ()) if each.get("type") != "null"]:
        return say["or"].join(_kind(each, say) for each in choices)
    if "enum" in schema:
        return say["or"].join(f"`{each}`" for each in schema["enum"])
    name = say["sections"] if "$ref" in schema.get("items", ()) else say[schema["type"]]
    bounds = {"minimum": "least", "maximum": "most", "exclusiveMinimum": "above"}
    return name + "".join(say[word].format(bound=schema[bound]) for bound, word in bounds.items() if bound in schema)


def _default(key: Key, say: Mapping[str, str]) -> str:
    """What stands where the key is left out."""
    if key.required:
        return say["required"]
    default = key.schema.get("default")
    shown = default if isinstance(default, str) else json.dumps(default, ensure_ascii=False)
    return say["empty"] if default in (None, "", [], {}) else say["default"].format(value=shown)
