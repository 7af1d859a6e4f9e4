"""What the fetch tests share: a clock that does not make anybody wait, and the real client on it."""

from collections.abc import Iterator

import pytest

from generator.fetch.http import Http
from tests.fetch.bodies import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def http(clock: Clock) -> Iterator[Http]:
    with Http("digest-tests/1", spacing={"arxiv": 3}, sleep=clock.sleep, monotonic=clock.monotonic) as client:
        yield client
