"""The demo's recorded days, in the sources' own wire formats. Reads package files only.

Where they come from is told in days/README.md; ``server`` replays them.
"""

from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable

RSS, API, DAILY_PAPERS = "rss.xml", "api.xml", "daily_papers.json"


def days() -> list[date]:
    """Give the recorded days, oldest first."""
    return sorted(date.fromisoformat(each.name) for each in _folder().iterdir() if each.is_dir())


def body(day: date, name: str) -> bytes | None:
    """Read what a source answered on a day (``RSS``, ``API`` or ``DAILY_PAPERS``), or None for a day that is not recorded."""
    file = _folder() / day.isoformat() / name
    return file.read_bytes() if file.is_file() else None


def _folder() -> Traversable:
    return files(__name__) / "days"
