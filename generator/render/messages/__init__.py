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
    text = (files(__name__) / f"{language}.yml").read_text("utf-8")
    messages = dict(_flat(yaml.safe_load(text)))

    def say(key: str, **words: object) -> str:
        return messages[key].format(**words)

    return say


def _flat(tree: dict[str, Any], above: str = "") -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for key, value in tree.items():
        pairs += _flat(value, f"{above}{key}.") if isinstance(value, dict) else [(f"{above}{key}", value)]
    return pairs
