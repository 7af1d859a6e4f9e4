"""The site: strict, and told in one line when a page is wrong."""

from pathlib import Path

import pytest

from generator.errors import BuildError
from generator.model import Select, Site
from generator.site import build
from tests.conftest import ROOT

SHOWN = Site(
    name="Papers",
    language="en",
    timezone="UTC",
    url=None,
    repository=None,
    categories=("cs.CV",),
    cross_lists=True,
    huggingface_top=15,
    interests=(),
    select=Select(),
)


def test_a_folder_without_mkdocs_yml_is_named(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="run this in the repository's folder"):
        build(tmp_path / "docs", tmp_path / "site", tmp_path / "mkdocs.yml", SHOWN)


def test_a_link_that_leads_nowhere_is_told_in_mkdocs_words(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("# Home\n\n[gone](papers/9.md)\n", "utf-8")
    with pytest.raises(BuildError, match=r"MkDocs says: .*papers/9\.md") as caught:
        build(tmp_path / "docs", tmp_path / "site", ROOT / "mkdocs.yml", SHOWN)
    assert "\n" not in str(caught.value)


def test_docs_that_are_not_there_are_told(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="MkDocs says"):
        build(tmp_path / "docs", tmp_path / "site", ROOT / "mkdocs.yml", SHOWN)
