"""What several browser tests share: a site that is built once, a host that serves it, and those who read there."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.render import passenger
from tests.render.browser import visitors


@pytest.fixture(scope="session")
def train_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of ``passenger.make``."""
    return passenger.make(tmp_path_factory.mktemp("train"))


@pytest.fixture
def host(train_site: Path, tmp_path: Path) -> Iterator[passenger.Host]:
    """A host of one's own, whose files and moods a test may change."""
    with passenger.served(train_site, tmp_path) as server:
        yield server


@pytest.fixture
def board(browser: Any, host: passenger.Host) -> Iterator[passenger.Board]:
    """Have somebody board; in the end nobody met a fault."""
    with visitors(partial(passenger.Passenger, browser, host)) as come:
        yield come
