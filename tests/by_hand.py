"""The pages of docs/ that are written by hand, or committed: what stands there before anything is drawn."""

import shutil
from pathlib import Path

DOCS = Path(__file__).resolve().parent.parent / "docs"
PAGES = sorted(path.relative_to(DOCS).as_posix() for pattern in ("start*.md", "guide/*.md") for path in DOCS.glob(pattern))


def bring(docs: Path, *names: str) -> None:
    """Copy them, or those that are named, into another folder of pages."""
    for name in names or PAGES:
        (docs / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(DOCS / name, docs / name)
