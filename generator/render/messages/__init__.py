"""The words of the interface: one YAML file per language beside this module. Reads package files only."""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from generator.errors import ConfigError
from generator.model import Say


def languages() -> list[str]:
    """The codes of the languages that the interface speaks."""
    return sorted(each.name.removesuffix(".yml") for each in files(__name__).iterdir() if each.name.endswith(".yml"))


def load(language: str) -> Say:
    """Give the function that says a message, such as ``say("reason.interest", interest="Deblurring")``.

    Raises ConfigError for a language without a file; an unknown key or a missing word is a KeyError.
    """
    if language not in languages():
        raise ConfigError(f"site.language: {language} is not spoken", f"choose {' or '.join(languages())}")
    return _load(language)


@cache  # a part a month asks for the same words
def _load(language: str) -> Say:
    messages = dict(_flat(_tree(language)))

    def say(key: str, **words: object) -> str:
        return messages[key].format(**words)

    return say


def group(language: str, name: str) -> dict[str, str]:
    """The messages of a group with their words in braces, for a page that fills them in itself.

    Raises as ``load`` does.
    """
    load(language)
    return dict(_flat(_tree(language)[name]))


def _tree(language: str) -> dict[str, Any]:
    tree: dict[str, Any] = yaml.safe_load((files(__name__) / f"{language}.yml").read_text("utf-8"))
    return tree


def _flat(tree: dict[str, Any], above: str = "") -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for key, value in tree.items():
        pairs += _flat(value, f"{above}{key}.") if isinstance(value, dict) else [(f"{above}{key}", value)]
    return pairs
