"""What all tests share: the corpus of recorded traffic, when it stands beside the repository."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CORPUS = Path(os.environ.get("CORPUS_DIR", ROOT.parent / "shared" / "data"))


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Give the folder of recorded traffic (CORPUS_DIR), or skip with a word."""
    if not CORPUS.is_dir():
        pytest.skip(f"no recorded traffic at {CORPUS}; set CORPUS_DIR")
    return CORPUS
