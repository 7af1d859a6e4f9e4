"""Known-item search in Chromium over an archive of any size, beside the search that MkDocs brings.

    python benchmarks/search/run.py ARCHIVE [--language zh] [--items 100] [--plain] [--keep FOLDER]

It makes the search of the archive (cold, then again for one more day), and looks for papers of the newest two years by four
words of their title, an author, their id and a Chinese term of their text: each as it is told of by someone who half remembers it.
Where the archive is so large that no Chinese term is in five papers or fewer, a word of the title stands beside a topic's name, as
readers write ("图像修复 NAFNet"). ``--plain`` also builds the pages with MkDocs' own search (minutes from 6,000 papers on) and weighs
its index, which a browser loads whole. Bytes are as GitHub Pages sends them: text gzipped, all else as it is.
"""

import argparse
import functools
import gzip
import hashlib
import http.server
import random
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from generator import index
from generator.rank.tags import vocabulary
from generator.render.messages import group
from generator.render.shelf import Card, shelve_sheets
from generator.search import bundles, document
from generator.search.documents import STOP_WORDS, Document
from generator.search.months import groups

ROOT = Path(__file__).resolve().parents[2]
PAGE = '<!doctype html><html lang="{language}"><title>x</title><a href="archive/" data-search-open>x</a>'
PAGE += '<script type="module" src="assets/javascripts/search.js"></script>'


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves as GitHub Pages does: text gzipped, and everything may be kept for ten minutes."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        content = path.read_bytes() if path.is_file() else b""
        self.send_response(200 if path.is_file() else 404)
        if path.suffix in (".html", ".js", ".json", ".css"):
            content = gzip.compress(content, 6)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Cache-Control", "max-age=600")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


def months_of(cards: list[Card]) -> dict[str, list[Card]]:
    months: dict[str, list[Card]] = {}
    for card in cards:
        months.setdefault(f"{card.day:%Y-%m}", []).append(card)
    return months


def make(cards: list[Card], site: Path, cache: Path, language: str) -> tuple[float, object]:
    def key(of: list[Card]) -> str:
        return hashlib.sha256(repr([(card.entry, card.day) for card in of]).encode()).hexdigest()

    names = {id_: tag.names[language] for id_, tag in vocabulary(()).items()}
    documents = {
        month: (key(of), lambda of=of: (document(c.entry, c.day, c.path, [names.get(t, t) for t in c.entry.tags]) for c in of))
        for month, of in months_of(cards).items()
    }
    labels = {"words": group(language, "search"), "names": {"interests": {}, "tags": names}}
    started = time.perf_counter()
    built = bundles(documents, site / "search", cache, labels)
    return time.perf_counter() - started, built


def items(cards: list[Card], count: int) -> list[tuple[str, str, str]]:
    """Kind, query and page of each item, from the papers that are searched without being asked."""
    recent = {month for each in groups(months_of(cards)) if each.recent for month in each.months}
    names = {id_: tag.names["zh"] for id_, tag in vocabulary(()).items()}
    pool = [
        document(card.entry, card.day, card.path, [names.get(tag, tag) for tag in card.entry.tags])
        for card in cards
        if f"{card.day:%Y-%m}" in recent
    ]
    draw = random.Random(11)
    draw.shuffle(pool)
    authors = Counter(author for one in pool for author in set(one.authors))
    chinese = _chinese(pool)
    asked: set[str] = set()
    found: dict[str, list[tuple[str, str, str]]] = {"title": [], "author": [], "id": [], "chinese": []}
    for one in pool:
        for kind, ask in (("title", _title), ("author", _author(authors)), ("id", _id), ("chinese", chinese)):
            if len(found[kind]) < count // 4 and (query := ask(one, draw)) and query not in asked:
                asked.add(query)
                found[kind].append((kind, query, one.url))
    return [item for kind in found.values() for item in kind]


def _title(one: Document, draw: random.Random) -> str | None:
    words = [word for word in re.findall(r"[A-Za-z][A-Za-z-]{3,}", one.title) if word.lower() not in STOP_WORDS]
    return " ".join(draw.sample(words, 4)) if len(words) >= 4 else None


def _author(papers: Counter[str]):  # type: ignore[no-untyped-def]
    """An author of at most five papers: with more of them nobody could know which one was meant."""
    return lambda one, draw: next((name for name in draw.sample(one.authors, len(one.authors)) if papers[name] <= 5), None)


def _id(one: Document, draw: random.Random) -> str:
    id_ = one.key
    return draw.choice([id_, f"{id_}v2", f"https://arxiv.org/abs/{id_}", f"https://huggingface.co/papers/{id_}"])


def _terms(text: str) -> Iterator[str]:
    """Terms of four characters, and of eight for archives whose texts repeat themselves."""
    for length in (4, 8):
        for run in re.findall(rf"[\u4e00-\u9fff]{{{length},}}", text):
            yield from (run[at : at + length] for at in range(len(run) - length + 1))


def _chinese(pool: list[Document]):  # type: ignore[no-untyped-def]
    """A Chinese term of at most five papers, else the name of a topic with a word of the title that at most five of its papers share."""
    terms = Counter(term for one in pool for term in set(_terms(f"{one.text} {' '.join(one.names)}")))
    both = Counter(pair for one in pool for pair in _pairs(one))

    def ask(one: Document, draw: random.Random) -> str | None:
        rare = next((term for term in _terms(one.text) if terms[term] <= 5), None)
        pairs = [" ".join(pair) for pair in _pairs(one) if both[pair] <= 5]
        return rare or (draw.choice(pairs) if pairs else None)

    return ask


def _pairs(one: Document) -> list[tuple[str, str]]:
    words = {word for word in re.findall(r"[A-Za-z][A-Za-z0-9-]{3,}", one.title) if word.lower() not in STOP_WORDS}
    return sorted((name, word) for name in one.names if re.fullmatch(r"[\u4e00-\u9fff]{2,}", name) for word in words)


class Asker:
    """A page with the search box open; counts the bytes that came over the wire."""

    def __init__(self, browser, address: str) -> None:  # type: ignore[no-untyped-def]
        self.context = browser.new_context()
        self.page: Page = self.context.new_page()
        self.page.goto(address)
        wire = self.context.new_cdp_session(self.page)
        wire.send("Network.enable")
        self.bytes = 0
        wire.on("Network.loadingFinished", self._count)

    def _count(self, event: dict[str, float]) -> None:
        self.bytes += int(event["encodedDataLength"])

    def ask(self, query: str) -> tuple[list[str], float, int]:
        """The addresses found, seconds until they stood there (the box's pause for typing included), bytes."""
        before = self.bytes
        if not self.page.locator("dialog[open]").count():
            self.page.keyboard.press("/")
            self.page.wait_for_selector("dialog[open]")
        found = self.page.evaluate(ASK, query)
        self.page.wait_for_timeout(50)
        return found["links"], found["seconds"], self.bytes - before


ASK = """async (query) => {
  const list = document.querySelector(".digest-find__list"), input = document.querySelector(".digest-find__input");
  const status = document.querySelector(".digest-find__status");
  const started = performance.now();
  const done = new Promise((resolve) => {
    status.textContent = "";
    new MutationObserver((_, watcher) => {
      if (!list.children.length && !/[0-9]/.test(status.textContent)) return;
      setTimeout(() => { watcher.disconnect(); resolve(performance.now()); }, list.children.length ? 0 : 400);
    }).observe(list.parentElement.parentElement, { childList: true, subtree: true, characterData: true });
  });
  list.replaceChildren();
  input.value = query;
  input.dispatchEvent(new InputEvent("input"));
  const ended = await Promise.race([done, new Promise((resolve) => setTimeout(() => resolve(performance.now()), 8000))]);
  return { seconds: (ended - started) / 1000, links: [...list.querySelectorAll("a")].map((link) => link.href) };
}"""


def weigh(folder: Path) -> dict[str, int]:
    sizes: Counter[str] = Counter()
    for path in folder.rglob("*"):
        if path.is_file():
            part = {".pf_index": "index", ".packed": "texts"}.get(path.suffix, "rest")
            sizes["columns" if path.name == "columns.packed" else part] += path.stat().st_size
    return dict(sizes)


def plain(archive: Path, folder: Path) -> tuple[int, int]:
    """The bytes of MkDocs' own index, as it is and gzipped."""
    docs = folder / "docs"
    command = [sys.executable, "-m", "generator", "render", "--config", str(archive.parent / "feed.yml"), "--archive", str(archive)]
    subprocess.run([*command, "--docs", str(docs)], cwd=ROOT, check=True, capture_output=True)
    text = (ROOT / "mkdocs.yml").read_text("utf-8").replace("custom_dir: overrides", f"custom_dir: {ROOT / 'overrides'}")
    text = text.replace("plugins: []", "plugins:\n  - search: {lang: [en, zh], separator: '[\\s\\-]+|(?=[\\u3400-\\u9fff])'}")
    (folder / "mkdocs.yml").write_text(text, "utf-8")
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "-q", "-d", str(folder / "plain")], cwd=folder, check=True, capture_output=True
    )
    index = (folder / "plain" / "search" / "search_index.json").read_bytes()
    return len(index), len(gzip.compress(index, 6))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--language", default="zh")
    parser.add_argument("--items", type=int, default=100)
    parser.add_argument("--plain", action="store_true")
    parser.add_argument("--keep", type=Path, help="a folder for site and cache, kept for the next run")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        run(given, given.keep or Path(temporary))


def run(given: argparse.Namespace, folder: Path) -> None:
    shelf = shelve_sheets(index.sheets(given.archive), index.opener(given.archive))
    cards = [shelf.card(slip) for slip in shelf.newest]
    site, cache = folder / "site", folder / "cache"
    shutil.rmtree(site, ignore_errors=True)
    newest = cards[0].day
    seconds, built = make([card for card in cards if card.day != newest], site, cache, given.language)
    print(f"{len(cards)} papers: all but the newest day in {seconds:.1f} s: {built}")
    seconds, built = make(cards, site, cache, given.language)
    print(f"the newest day added in {seconds:.1f} s: {built}")
    most = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
    print(f"memory: {most[0]} MB (archive and benchmark included), Pagefind {most[1]} MB")
    sizes = weigh(site / "search")
    print(
        f"bytes a paper: {sum(sizes.values()) / len(cards):.0f} (" + ", ".join(f"{k} {v / len(cards):.0f}" for k, v in sizes.items()) + ")"
    )
    shutil.copytree(ROOT / "overrides" / "assets", site / "assets", ignore=shutil.ignore_patterns("vendor"))
    (site / "index.html").write_text(PAGE.format(language=given.language), "utf-8")
    with served(site) as address, sync_playwright() as started:
        browser = started.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        ask_all(browser, address, items(cards, given.items))
        browser.close()
    if given.plain:
        whole, packed = plain(given.archive, folder)
        print(
            f"MkDocs' own index: {whole:,} bytes, {packed:,} gzipped; {packed / len(cards):.0f} a paper, all of it before the first result"
        )


def ask_all(browser, address: str, asked: list[tuple[str, str, str]]) -> None:  # type: ignore[no-untyped-def]
    firsts = [Asker(browser, address).ask(query) for _, query, _ in asked[:: max(1, len(asked) // 12)]]
    kilobytes, seconds = _spread([b / 1000 for _, _, b in firsts]), _spread([s for _, s, _ in firsts], 2)
    print(f"first query: {kilobytes} kB, {seconds} s (min / median / max of {len(firsts)}, each in a fresh browser context)")
    asker = Asker(browser, address)
    later: list[tuple[float, int]] = []
    good: Counter[str] = Counter()
    for kind, query, url in asked:
        links, seconds, received = asker.ask(query)
        later.append((seconds, received))
        if address + url in links[:5]:
            good[kind] += 1
        else:
            print(f"  missed: {kind}: {query} -> {url} ({len(links)} shown)")
    print(f"later queries: {_spread([b / 1000 for _, b in later[1:]])} kB, {_spread([s for s, _ in later[1:]], 2)} s")
    totals = Counter(kind for kind, _, _ in asked)
    print(
        f"among the first five: {sum(good.values())} of {len(asked)}: "
        + ", ".join(f"{kind} {good[kind]}/{totals[kind]}" for kind in totals)
    )


def _spread(values: list[float], digits: int = 0) -> str:
    return " / ".join(f"{value:.{digits}f}" for value in (min(values), statistics.median(values), max(values)))


if __name__ == "__main__":
    main()
