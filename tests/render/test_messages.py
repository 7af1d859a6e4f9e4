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
        words = {key: set(re.findall(r"\{(\w+)\}", str(text))) for key, text in texts.items()}
        # What the reason of a gap says in English may be shorter elsewhere.
        assert all(words[key] <= english[key] for key in english if key.startswith("why."))
        assert {key: words[key] for key in words if not key.startswith("why.")} == {
            key: english[key] for key in english if not key.startswith("why.")
        }
        assert words.keys() == english.keys()


def test_a_language_without_a_file_is_an_error_that_names_the_others() -> None:
    with pytest.raises(ConfigError, match="en or zh"):
        messages.load("fr")


def test_a_group_of_messages_is_ones_own_to_change() -> None:
    group = messages.group("en", "search")
    group.clear()
    assert messages.group("en", "search")
