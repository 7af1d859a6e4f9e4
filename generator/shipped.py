"""The YAML files that ship with the program: word lists, messages, units. Reads package data alone."""

from importlib.resources import files
from typing import Any

import yaml

# libyaml's parser is ten times as quick, and a third of a second a command; wheels for some machines come without it.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def content(package: str, name: str) -> dict[str, Any]:
    """What a file of a package says, such as ``content("generator.rank", "terms.yml")``."""
    read: dict[str, Any] = yaml.load((files(package) / name).read_text("utf-8"), Loader=_LOADER)  # noqa: S506 a SafeLoader
    return read
