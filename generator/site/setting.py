"""Site: a key over all that shapes a page's HTML besides its own Markdown. Reads the theme's and the program's files."""

import json
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

from generator.site.cache import hash_of
from generator.site.press import Press

PACKAGES = ("mkdocs", "mkdocs-material", "Markdown", "pymdown-extensions", "Jinja2", "MarkupSafe", "Pygments", "PyYAML")


def setting_of(press: Press) -> str:
    """The key of a press: mkdocs.yml, overrides, what feed.yml says of the site, the navigation, versions, this program."""
    work = press.work
    said = [work.name, work.language, work.url, sorted(work.nav.items()), {name: version(name) for name in PACKAGES}]
    contents = {"mkdocs.yml": work.mkdocs_yml.read_bytes(), "said": json.dumps(said).encode()}
    overrides = press.overrides()
    return hash_of(*_flat(contents), *_flat(_files(overrides) if overrides else {}), *_flat(_files(Path(__file__).parent)))


def _files(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def _flat(contents: Mapping[str, bytes]) -> list[bytes]:
    return [part for name, content in sorted(contents.items()) for part in (name.encode(), content)]
