"""Import: pages of two older feeds, in Markdown, become digests. ``read`` reads files, the rest is pure.

``huggingface_daily`` and ``arxiv_daily`` parse a format each into a ``Sheet``, ``reading`` mends its analyses by the quality
gate, ``overview`` its summary, ``assemble`` makes the digests. What a page does not say stays None.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

from generator.errors import DigestError, RecordError
from generator.importing import arxiv_daily, huggingface_daily
from generator.importing.assemble import assemble
from generator.importing.sheet import Sheet
from generator.model import Digest

FORMATS: dict[str, tuple[Callable[[str], bool], Callable[[str, str], Sheet]]] = {
    "# 🚀 CV 论文日报 | DATE": (huggingface_daily.recognises, huggingface_daily.parse),
    "# Arxiv Computer Vision Papers - DATE": (arxiv_daily.recognises, arxiv_daily.parse),
}
SUFFIXES = frozenset({".md", ".markdown", ".txt"})


def digests(text: str, name: str) -> list[Digest]:
    """The digest of the page called ``name``. Raises RecordError when its format is not known or broken."""
    return assemble([sheet(text, name)])


def sheet(text: str, name: str) -> Sheet:
    """Parse a page of either format. Raises RecordError, naming the page and what was expected."""
    for recognises, parse in FORMATS.values():
        if recognises(text):
            return parse(text, name)
    raise RecordError(f"{name}: no page of a format that can be imported", f"expected a title that begins {' or '.join(FORMATS)}")


def read(paths: Sequence[Path], read_before: Mapping[str, date] | None = None) -> tuple[list[Digest], list[DigestError]]:
    """Read files, and every Markdown or text file of folders and what is beneath them: digests, oldest first, and complaints.

    A broken file is a complaint and the others go on. A paper that was read on an earlier day, of these files or of
    ``read_before`` (arXiv id → day), is linked and not read again.
    """
    sheets: dict[date, Sheet] = {}
    complaints: list[DigestError] = []
    for file in (file for path in paths for file in _files(path)):
        try:
            fresh = sheet(_text(file), str(file))
        except DigestError as error:
            complaints.append(error)
            continue
        if fresh.day in sheets:
            complaints.append(
                RecordError(f"{file}: the day {fresh.day} was already read from {sheets[fresh.day].name}", "keep one of them")
            )
        else:
            sheets[fresh.day] = fresh
    return assemble(list(sheets.values()), read_before or {}), complaints


def _files(path: Path) -> Sequence[Path]:
    if not path.is_dir():
        return [path]
    return sorted(each for each in path.rglob("*") if each.suffix.lower() in SUFFIXES and each.is_file())


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8-sig")
    except OSError as error:
        raise RecordError(f"{file}: {(error.strerror or 'cannot be read').lower()}", "give a page or a folder of pages") from error
    except UnicodeDecodeError as error:
        raise RecordError(f"{file}: not UTF-8 (byte {error.start})", "save it as UTF-8") from error
