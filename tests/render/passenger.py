"""A feed as a browser meets it: a site of a week and two days, two feeds of it on one host, and somebody who reads."""

import functools
import http.server
import json
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from generator.model import Related
from generator.render import render
from generator.render.messages import group
from generator.search import Document, bundles
from tests import by_hand
from tests.render import long
from tests.render.browser import Visitor, built, running, watch
from tests.render.samples import ANYVIEW, BARE, ZH, digest, entry, quoted, relevance, week

OLD, NEWEST = "daily/2026/2026-02-03/", "daily/2026/2026-02-04/"
READ, STARRED, LISTED = f"papers/{ANYVIEW.id}/", f"papers/{long.PAPER.id}/", f"papers/{BARE.id}/"
STAR = {"version": 1, "papers": {long.PAPER.id: {"starred": "2026-02-03T08:00:00Z", "title": "Deblurring"}, "2601.00009": {"note": "x"}}}
# What caches hold by name, as addresses below the host; the list of what is kept is left out.
CACHES = """async () => {
    const found = {};
    for (const name of await caches.keys()) {
        const kept = await (await caches.open(name)).keys();
        found[name] = kept.map((each) => new URL(each.url).pathname).filter((path) => !path.endsWith("kept.json"));
    }
    return found;
}"""
LIST = """async (name) => {
    const found = await caches.match(new URL(`${name}kept.json`, location.origin), {cacheName: `digest:${name}:1`});
    return found ? found.json() : null;
}"""


def make(folder: Path) -> Path:
    """A site whose newest day read a paper without math, and the day before one with math."""
    before = digest(date(2026, 2, 3), long.paper("zh"))
    newest = digest(
        date(2026, 2, 4),
        entry(analysis=quoted(), related=(Related(id=BARE.id, title=BARE.title, why="both 3D"),)),
        entry(BARE, relevance=relevance(41), line=None),
    )
    by_hand.bring(folder / "docs", "start.md")
    site = built(render([*week(), before, newest], ZH), folder, ZH)
    found = [Document(key=ANYVIEW.id, url=READ, title=ANYVIEW.title, text="", language="en", day=date(2026, 2, 4), score=82)]
    words = {"words": group("zh", "search"), "names": {}}
    bundles({"2026-02": ("", lambda: found)}, site / "search", folder / "cache", words)
    return site


class Host(http.server.ThreadingHTTPServer):
    """Serves a folder as GitHub Pages does: for ten minutes a browser may use what it has.

    ``hangs`` makes it take requests and say nothing, until it is ``over``; ``asked`` are the paths of all requests.
    """

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), functools.partial(_Handler, directory=str(folder)))
        self.folder = folder
        self.address = f"http://127.0.0.1:{self.server_port}/"
        self.asked: list[str] = []
        self.hangs = False
        self.over = threading.Event()


class _Handler(http.server.SimpleHTTPRequestHandler):
    server: Host

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        if self.server.hangs:
            self.server.over.wait(30)
            return
        super().do_GET()

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "max-age=600")
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served(site: Path, folder: Path) -> Iterator[Host]:
    """One host with two feeds, at /a/ and at /b/, both of them copies of a site."""
    for name in ("a", "b"):
        shutil.copytree(site, folder / name)
    with running(Host(folder)) as server:
        try:
            yield server
        finally:
            server.over.set()


class Passenger(Visitor):
    """Somebody who reads a feed at /a/ on a train, where answers that do not come are no fault."""

    def __init__(self, browser: Any, host: Host, stars: object = None, script: str = "", **options: Any) -> None:
        super().__init__(browser, host.address, viewport={"width": 390, "height": 800}, **options)
        if stars:
            self.context.add_init_script(f"localStorage.setItem('digest:/a/:papers', {json.dumps(json.dumps(stars))})")
        if script:
            self.context.add_init_script(script)

    def watched(self) -> list[str]:
        return watch(self.context, self.address)

    def open(self, path: str) -> str:
        self.page.goto(self.address + path)
        return str(self.page.locator("main").inner_text())

    def notice(self) -> str:
        line = self.page.locator("main > .notice")
        return str(line.inner_text()) if line.count() else ""

    def until(self, true: Callable[[], Any], what: str) -> Any:
        end = time.monotonic() + 30
        while time.monotonic() < end:
            if found := true():
                return found
            self.page.wait_for_timeout(50)
        raise AssertionError(f"not within thirty seconds: {what}")

    def kept(self, feed: str = "/a/") -> Any:
        """Open home and wait until something is kept."""
        self.open(feed[1:])
        return self.until(lambda: self.page.evaluate(LIST, feed), f"{feed} is kept")

    def comes_to_an_end(self) -> None:
        """Wait until the page has done what it does last."""
        loaded = "performance.getEntriesByType('resource').some(each => each.name.endsWith('offline.js'))"
        self.until(lambda: self.page.evaluate(loaded), "offline.js is loaded")
        self.page.wait_for_timeout(300)

    def caches(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = self.page.evaluate(CACHES)
        return found


Board = Callable[..., Passenger]
