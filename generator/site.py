"""docs/ → site/: MkDocs with the project's mkdocs.yml, named and addressed as feed.yml says. Reads and writes files."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort, ConfigurationError

from generator.errors import BuildError
from generator.model import Site


def build(docs: Path, site: Path, mkdocs_yml: Path, shown: Site) -> None:
    """Build the site of ``docs`` into ``site``, strictly: a warning of MkDocs is an error.

    Raises BuildError with MkDocs' first complaint.
    """
    if not mkdocs_yml.is_file():
        raise BuildError(f"{mkdocs_yml}: not found", "run this in the repository's folder")
    with _complaints() as complaints:
        try:
            config = load_config(
                str(mkdocs_yml),
                docs_dir=str(docs.resolve()),
                site_dir=str(site.resolve()),
                site_name=shown.name,
                site_url=shown.url or "",
                strict=True,
            )
            config.theme["language"] = shown.language
            mkdocs_build(config)
        except (Abort, ConfigurationError, OSError) as error:
            first = complaints[0] if complaints else str(error)
            raise BuildError(f"{docs}: MkDocs says: {first}", "mend that page or its link, then build again") from error


@contextmanager
def _complaints() -> Iterator[list[str]]:
    """Collect what MkDocs warns of, and keep its chatter off the terminal."""
    said: list[str] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(record.getMessage().strip().splitlines()[0])

    logger, collector = logging.getLogger("mkdocs"), Collector(level=logging.WARNING)
    propagate, logger.propagate = logger.propagate, False
    logger.addHandler(collector)
    try:
        yield said
    finally:
        logger.removeHandler(collector)
        logger.propagate = propagate
