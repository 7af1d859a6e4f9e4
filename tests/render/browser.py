"""What a reader gets to see: a page as HTML, a site that is built and served, and Chromium."""

import functools
import http.server
import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import lxml.html
import markdown
from mkdocs.config import load_config

from generator.model import Page, Site

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = Path("/usr/bin/chromium")
Server = TypeVar("Server", bound=http.server.HTTPServer)


@cache
def _extensions() -> tuple[list[str], dict[str, dict[str, object]]]:
    config = load_config(str(ROOT / "mkdocs.yml"))
    return config.markdown_extensions, config.mdx_configs


def shown(page: str) -> lxml.html.HtmlElement:
    """A page as Python-Markdown makes it with exactly the extensions of mkdocs.yml, front matter left out, parsed."""
    body = page.split("\n---\n", 1)[1] if page.startswith("---\n") else page
    extensions, settings = _extensions()
    html = markdown.Markdown(extensions=extensions, extension_configs=settings).convert(body)
    return lxml.html.fromstring(f"<main>{html}</main>")


def read(page: str) -> str:
    """What a reader reads, on one line."""
    return " ".join(shown(page).text_content().split())


def tags(page: str) -> Counter[str]:
    return Counter(element.tag for element in shown(page).iter() if isinstance(element.tag, str))


def build(folder: Path, name: str, language: str = "zh") -> subprocess.CompletedProcess[str]:
    """Have MkDocs make ``folder``/site of ``folder``/docs in our frame, and stop at warnings."""
    settings = (ROOT / "mkdocs.yml").read_text("utf-8").replace("custom_dir: overrides", f"custom_dir: {ROOT / 'overrides'}")
    (folder / "mkdocs.yml").write_text(settings.replace("language: en", f"language: {language}").replace("Paper digest", name), "utf-8")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=environment)


def built(pages: Iterable[Page], folder: Path, site: Site) -> Path:
    """The site of pages and of what stands in ``folder``/docs already."""
    for page in pages:
        path = folder / "docs" / page.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(page.content)
    made = build(folder, site.name, site.language)
    assert (made.returncode, made.stdout + made.stderr) == (0, "")
    return folder / "site"


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def running(server: Server) -> Iterator[Server]:
    """A server that answers until the block ends."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on a free port of this machine: its address, with a slash at the end."""
    with running(http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder)))) as server:
        yield f"http://127.0.0.1:{server.server_port}/"


@contextmanager
def launched(playwright: Any, **options: Any) -> Iterator[Any]:
    """Chromium, until the block ends."""
    browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"], **options)
    try:
        yield browser
    finally:
        browser.close()
