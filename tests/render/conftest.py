"""What several browser tests share: a site that is built once, and a host that serves it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.render import passenger


@pytest.fixture(scope="session")
def train_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of ``passenger.make``."""
    return passenger.make(tmp_path_factory.mktemp("train"))


@pytest.fixture
def host(train_site: Path, tmp_path: Path) -> Iterator[passenger.Host]:
    """A host of one's own, whose files and moods a test may change."""
    with passenger.served(train_site, tmp_path) as server:
        yield server
