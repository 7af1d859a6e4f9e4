"""Bodies and a clock for the fetch tests: recorded-style files beside what is expected of them, and Atom made to measure."""

import runpy
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

RECORDED = Path(__file__).parent / "recorded"
BAD: dict[str, str] = yaml.safe_load((RECORDED / "bad.yml").read_text("utf-8"))


def recorded(name: str) -> bytes:
    return (RECORDED / name).read_bytes()


def good(prefix: str) -> list[str]:
    """The bodies that are answers: each stands beside the Python file that says what is expected of it."""
    return sorted(path.name for path in RECORDED.glob(f"{prefix}_*") if path.suffix != ".py" and path.name not in BAD)


def bad(prefix: str) -> list[str]:
    return sorted(name for name in BAD if name.startswith(prefix))


def expected(name: str) -> Any:
    return runpy.run_path(str((RECORDED / name).with_suffix(".py")))["expected"]


def atom(ids: Sequence[str], total: int | None = None, start: int = 0) -> str:
    """A page of arXiv's API with an entry for each id."""
    entries = "".join(
        f"<entry><id>http://arxiv.org/abs/{each}v1</id><title>Paper {each}</title><summary>About {each}.</summary>"
        '<published>2026-04-20T12:00:00Z</published><updated>2026-04-20T12:00:00Z</updated><category term="cs.CV"/>'
        "<author><name>Ana Uno</name></author></entry>"
        for each in ids
    )
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">'
        f"<opensearch:totalResults>{len(ids) if total is None else total}</opensearch:totalResults>"
        f"<opensearch:startIndex>{start}</opensearch:startIndex>{entries}</feed>"
    )


class Clock:
    """A clock that only moves when somebody sleeps; it remembers for how long."""

    def __init__(self) -> None:
        self.time = 1000.0
        self.slept: list[float] = []

    def monotonic(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds
