"""The words of the interface: one YAML file per language beside this module. Reads package files only."""

from functools import cache
from importlib.resources import files
from typing import Any

from generator import shipped
from generator.errors import ConfigError
from generator.model import Say


def languages() -> list[str]:
    """The codes of the languages that the interface speaks."""
    return sorted(each.name.removesuffix(".yml") for each in files(__name__).iterdir() if each.name.endswith(".yml"))


def load(language: str) -> Say:
    """Give the function that says a message, such as ``say("reason.interest", interest="Deblurring")``.

    "{count} paper | {count} papers" is two messages: the first one for a ``count`` of 1.

    Raises ConfigError for a language without a file; an unknown key or a missing word is a KeyError.
    """
    if language not in languages():
        raise ConfigError(f"site.language: {language} is not supported", f"choose {' or '.join(languages())}")
    return _load(language)


@cache
def _load(language: str) -> Say:
    messages = {key: text.partition(" | ") for key, text in _flat(_tree(language))}

    def say(key: str, **words: object) -> str:
        one, _, many = messages[key]
        return (one if str(words.get("count")) == "1" else many or one).format(**words)

    return say


def group(language: str, name: str) -> dict[str, str]:
    """The messages of a group with their words in braces, for a page that fills them in itself.

    Raises as ``load`` does.
    """
    load(language)
    return dict(_flat(_tree(language)[name]))


@cache  # a part a month asks for the same words, and several pages for a group of them; nobody changes what is read
def _tree(language: str) -> dict[str, Any]:
    return shipped.content(__name__, f"{language}.yml")


def _flat(tree: dict[str, Any], above: str = "") -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for key, value in tree.items():
        pairs += _flat(value, f"{above}{key}.") if isinstance(value, dict) else [(f"{above}{key}", value)]
    return pairs
