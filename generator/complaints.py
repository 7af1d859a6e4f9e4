"""What is wrong with a feed.yml, in plain words: the first complaint of pydantic becomes one line that names the key and the mend. Pure."""

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from generator.errors import ConfigError

LONGEST = 60
"""Characters of a value that are shown."""
SECRET = re.compile(r"//|@|(?<!\S)(?=\S*\d)\S{20,}")
"""What may be an address or a key that somebody put into the wrong place: never shown."""

Part = type[BaseModel]


def explained(error: ValidationError, whole: Part, where: Callable[[list[Any]], str]) -> ConfigError:
    """Turn the first complaint into one line; ``whole`` is the model of the file, ``where`` says in what the key at a path was given."""
    detail = _first(error.errors())
    path, written = _path(detail), detail["input"]
    key, source = _key(path), where(path)
    if detail["type"] == "extra_forbidden":
        return ConfigError(f"{source}: unknown key {key}", _nearest(str(path[-1]), _known(whole, path[:-1])))
    if detail["type"] == "missing":
        return ConfigError(f"{source}: {key} is missing", "add it")
    if detail["type"] == "invalid_key":
        return ConfigError(f"{source}: {key}: a key is text", "put it in quotes, or remove it")
    if detail["type"] == "value_error":
        told = str(detail["msg"]).removeprefix("Value error, ")
        return ConfigError(f"{source}: {key}", told.replace(repr(written), repr(_shortened(str(written)))))
    return ConfigError(f"{source}: {key} {_is(written, path)}", _mend(detail, whole, path))


def _first(details: list[ErrorDetails]) -> ErrorDetails:
    """The first complaint; of a key that is written in one of several ways, that about the way which was meant."""
    first, *others = details
    if first["type"] == "literal_error" and not isinstance(first["input"], str):
        return next((each for each in others if _path(each)[: len(_path(first))] == _path(first)), first)
    return first


def _path(detail: ErrorDetails) -> list[Any]:
    """Where it stands, without pydantic's names for the ways to write a key ("function-after[…]")."""
    *above, last = detail["loc"]
    path = [part for part in above if not (isinstance(part, str) and "[" in part)]
    # A key that is not known is the reader's own, whatever it is called.
    is_theirs = detail["type"] == "extra_forbidden" or not (isinstance(last, str) and "[" in last)
    return [*path, last] if is_theirs else path


def _key(path: Iterable[Any]) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) and place else f".{part}" for place, part in enumerate(path)).removeprefix(".")


def _nearest(key: str, known: Iterable[str]) -> str:
    (nearest,) = difflib.get_close_matches(key, known, n=1, cutoff=0.0)
    alike = difflib.SequenceMatcher(None, key, nearest).ratio() > 0.5
    return f"did you mean {nearest}?" if alike else f"remove it; the nearest known is {nearest}"


def _is(value: Any, path: list[Any]) -> str:
    """Say what was written, unless it may be a secret."""
    if value is None:
        return "is empty"
    if isinstance(value, Mapping):
        return "holds keys"
    if isinstance(value, list | tuple):
        return "is a list"
    if isinstance(value, bool):
        return "is true or yes" if value else "is false or no"
    shown = _shortened(str(value))
    if not isinstance(value, str):
        return f"is {shown}"
    return "is text" if path[0] == "notify" or SECRET.search(value) else f'is "{shown}"'


def _shortened(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= LONGEST else f"{plain[:LONGEST]}…"


def _mend(detail: ErrorDetails, whole: Part, path: list[Any]) -> str:
    """What to write instead."""
    kind, value, context = detail["type"], detail["input"], detail.get("ctx", {})
    if kind == "literal_error":
        return _one_of(value, str(context["expected"]))
    if kind in BOUNDS:
        return _within(kind, context, whole, path)
    if kind in ("tuple_type", "model_type", "dict_type"):
        return f"write {_such_as(_annotation(whole, path), value, path)}"
    if kind == "string_type":
        return _text(value)
    return "write " + next(words for beginning, words in PLAINLY.items() if str(kind).startswith(beginning))


PLAINLY = {
    "bool": "true or false",
    "int_parsing_size": "a smaller number",
    "int": "a whole number, in digits",
    "float": "a number, in digits",
    "finite": "a number, in digits",
    "": "another value",
}
BOUNDS = {"greater_than_equal": "ge", "less_than_equal": "le", "greater_than": "gt"}


def _one_of(value: Any, expected: str) -> str:
    choices = re.findall(r"'([^']+)'", expected)
    alike = difflib.get_close_matches(str(value).casefold(), choices, n=1)
    return f"did you mean {alike[0]}?" if alike else f"write one of {', '.join(choices)}"


def _within(kind: str, context: Mapping[str, Any], whole: Part, path: list[Any]) -> str:
    bounds = {name: getattr(each, name) for each in _metadata(whole, path) for name in BOUNDS.values() if hasattr(each, name)}
    if "ge" in bounds and "le" in bounds:
        return f"write a number from {bounds['ge']} to {bounds['le']}"
    bound = f"{context[BOUNDS[kind]]:g}"
    return f"write more than {bound}" if kind == "greater_than" else f"write {bound} or more"


def _text(value: Any) -> str:
    if isinstance(value, bool | date):
        return "put it in quotes, if it is meant as text"
    if isinstance(value, Mapping):
        return "write text, in quotes where it holds a colon"
    return "write text, or remove it" if value is None else "write one text"


def _such_as(wanted: Any, value: Any, path: list[Any]) -> str:
    """A list, or keys, as they would be written of what was meant."""
    if path[0] == "notify":
        return "a list of secrets' names: [NOTIFY_URL]"
    value = None if SECRET.search(str(value)) or len(str(value)) > LONGEST else value
    inside, outside = _inner(wanted), getattr(wanted, "__origin__", None)
    if outside is tuple:
        return f"a list: [{_item(inside, value)}]" if inside else f"a list: {_listed(value)}"
    if outside is dict:
        return f"names with values: {{…: {_item(inside, None) if inside else '…'}}}"
    return f"keys with values: {_item(inside, value)}"


def _listed(value: Any) -> str:
    """One line of YAML that lists what stands between commas."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return "[…, …]"
    return _yaml([" ".join(each.split()) for each in re.split(r"[,;，；、]", str(value)) if each.strip()])


def _item(inside: Part | None, value: Any) -> str:
    """The keys of one level; text that was written in their place becomes the interest that it was meant to be."""
    names = list(inside.model_fields) if inside else []
    if isinstance(value, str) and "about" in names and (slug := re.sub(r"[^\w]+", "-", value.casefold()).strip("-")):
        return _yaml({"id": slug, "about": " ".join(value.split())})
    return "{" + ", ".join(f"{name}: …" for name in names[:2]) + "}"


def _yaml(value: Any) -> str:
    dumped: str = yaml.safe_dump(value, default_flow_style=True, sort_keys=False, allow_unicode=True, width=10_000)
    return dumped.strip()


def _known(whole: Part, path: Iterable[Any]) -> list[str]:
    """The keys that are known at a path such as ``["interests", 0]``."""
    return list((_inner(_annotation(whole, path)) or whole).model_fields)


def _annotation(whole: Part, path: Iterable[Any]) -> Any:
    """How the value at a path is declared: that of the list or the table in which it is an item, without its own list."""
    here: Any = whole
    for part in path:
        inside = _inner(here)
        # Else a place in a list, or a key of the reader's own such as a model's name under prices.
        field = inside.model_fields.get(str(part)) if inside else None
        here = field.annotation if field else inside or here
    return next((each for each in getattr(here, "__args__", ()) if getattr(each, "__origin__", None) is tuple), here)


def _metadata(whole: Part, path: list[Any]) -> list[Any]:
    inside = _inner(_annotation(whole, path[:-1]))
    return inside.model_fields[path[-1]].metadata if inside and path[-1] in inside.model_fields else []


def _inner(annotation: Any) -> Part | None:
    """The level of keys inside an annotation such as ``tuple[InterestConfig, ...]``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for each in getattr(annotation, "__args__", ()) if (found := _inner(each))), None)
