"""Given: what a person gives a command, as values: days, files, exports, lists in words. I/O: reads the files that were named."""

import re
from datetime import date
from pathlib import Path

from generator import errors, likes
from generator.bounds import gunzip

MOST_BYTES = 300_000_000
"""What a gzipped file that a person names may unpack to: a month of all of arXiv has some 40 MB."""


def day(option: str, text: str, today: date) -> date:
    """A day that an option names, not after ``today``. Raises UsageError."""
    try:
        found = date.fromisoformat(text)
    except ValueError as error:
        raise errors.UsageError(f"{option} {text}: not a day", "write it as YYYY-MM-DD") from error
    if found > today:
        raise errors.UsageError(f"{option} {text}: not yet", f"today is {today} (UTC)")
    return found


def text_of(path: Path) -> str:
    """The text of a file that a person named; gzip is unpacked. Raises UsageError."""
    try:
        content = path.read_bytes()
        return (gunzip(content, MOST_BYTES) if path.suffix == ".gz" else content).decode()
    except UnicodeDecodeError as error:
        raise errors.UsageError(f"{path}: cannot be read (not UTF-8 text)", "name another file") from error
    except (OSError, ValueError) as error:
        raise errors.UsageError(f"{path}: cannot be read ({getattr(error, 'strerror', None) or error})", "name another file") from error


def liked(path: Path) -> tuple[str, ...]:
    """The arXiv ids in an export. Raises UsageError when there are none."""
    if not (found := likes.arxiv_ids(text_of(path))):
        raise errors.UsageError(
            f"{path}: holds no arXiv id", "export with addresses (arxiv.org/abs/…) or arXiv's eprint field, or list ids"
        )
    return found


def parts(text: str, between: str = ",") -> tuple[str, ...]:
    """What stands between commas, or another sign."""
    return tuple(part.strip() for part in text.split(between) if part.strip())


def path_of(text: str) -> Path | None:
    """A file that somebody typed; None for nothing."""
    return Path(text.strip()).expanduser() if text.strip() else None


def plainly(message: str) -> str:
    """What typer says of a value that is no number, or out of bounds, in words that say what to write."""
    message = re.sub(r"Input should be a valid integer.*", "write a whole number", message, flags=re.DOTALL)
    return re.sub(r"Input should be greater than or equal to (\S+)", r"write \1 or more", message)
