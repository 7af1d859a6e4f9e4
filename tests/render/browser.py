"""What a reader gets to see: a page as HTML, a site that is built and served, and Chromium with an eye on what goes wrong."""

import functools
import http.server
import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

import lxml.html
import markdown
import pytest
from mkdocs.config import load_config

from generator.model import Page, Site

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = Path("/usr/bin/chromium")
FORBIDDEN = "addEventListener('securitypolicyviolation', event => console.error(event.violatedDirective, event.blockedURI))"
VIOLATIONS = """axe.run(document, {resultTypes: ["violations"]})
    .then(found => found.violations.map(each => `${each.id} ${each.nodes[0].html}`))"""
# A script for a page, which keeps in window.moved how far things moved that nobody had touched.
MOVES = """window.moved = 0;
new PerformanceObserver((list) => list.getEntries().forEach((each) => (window.moved += each.value)))
    .observe({type: "layout-shift", buffered: true});"""

Guest = TypeVar("Guest", bound="Visitor")
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


def watch(context: Any, *own: str) -> list[str]:
    """What no page of a context may do, as it happens: errors of scripts, dialogs, and requests for what begins with none of ``own``."""
    faults: list[str] = []
    context.on("weberror", lambda found: faults.append(str(found.error)))
    context.on("dialog", lambda dialog: (faults.append(f"dialog {dialog.message}"), dialog.dismiss()))
    context.on("request", lambda asked: None if asked.url.startswith(own) else faults.append(asked.url))
    return faults


def watch_closely(context: Any, *own: str) -> list[str]:
    """That, and with a network that works: complaints on the console, what the policy forbids, answers of 400 on.

    A service worker may ask for what is not there; a page may not.
    """
    faults = watch(context, *own)

    def answered(answer: Any) -> None:
        if answer.status >= 400 and not answer.request.service_worker:
            faults.append(f"{answer.status} {answer.url}")

    context.on("response", answered)
    context.on("console", lambda said: faults.append(said.text) if said.type in ("error", "warning") else None)
    context.add_init_script(FORBIDDEN)
    return faults


def watched(browser: Any, address: str, **options: Any) -> tuple[Any, list[str]]:
    """A page with a context of its own, and all that goes wrong with it."""
    page = browser.new_page(**options)
    return page, watch_closely(page.context, address)


class Visitor:
    """Somebody with a browser of their own; what goes wrong is kept in ``faults``."""

    def __init__(self, browser: Any, address: str, **options: Any) -> None:
        self.address = address
        self.context = browser.new_context(**options)
        self.faults = self.watched()
        self.page = self.context.new_page()

    def watched(self) -> list[str]:
        return watch_closely(self.context, self.address)


@contextmanager
def visitors(come: Callable[..., Guest]) -> Iterator[Callable[..., Guest]]:
    """As many visitors as a test asks for; in the end all have left, and nothing went wrong."""
    came: list[Guest] = []

    def one(**options: Any) -> Guest:
        came.append(come(**options))
        return came[-1]

    yield one
    for each in came:
        each.context.close()
    assert [fault for each in came for fault in each.faults] == []


def overflows(page: Any) -> bool:
    """Whether a page is wider than its screen."""
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))


def wait_for_math(page: Any) -> None:
    """Until formulas are drawn, where a page has some."""
    if page.locator(".arithmatex").count():
        page.wait_for_selector(".arithmatex .katex", state="attached", timeout=5000)


def violations(page: Any) -> list[str]:
    """What axe finds: its rules, each with the first element that breaks it."""
    if not page.evaluate("'axe' in window"):
        page.evaluate((files(pytest.importorskip("axe_playwright_python")) / "axe.min.js").read_text("utf-8"))
    found: list[str] = page.evaluate(VIOLATIONS)
    return found
