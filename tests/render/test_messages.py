"""Both languages say the same things."""

import re
from importlib.resources import files

import pytest
import yaml

from generator.errors import ConfigError
from generator.render import messages


def _said(language: str) -> dict[str, str]:
    tree = yaml.safe_load((files(messages) / f"{language}.yml").read_text("utf-8"))
    return {f"{group}.{key}": text for group, texts in tree.items() for key, text in texts.items()}


def test_every_language_has_every_message_with_the_same_words() -> None:
    said = {language: _said(language) for language in messages.languages()}
    assert said.keys() >= {"en", "zh"}
    english = {key: set(re.findall(r"\{(\w+)\}", str(text))) for key, text in said["en"].items()}
    for texts in said.values():
        assert {key: set(re.findall(r"\{(\w+)\}", str(text))) for key, text in texts.items()} == english


def test_a_language_without_a_file_is_an_error_that_names_the_others() -> None:
    with pytest.raises(ConfigError, match="en or zh"):
        messages.load("fr")
