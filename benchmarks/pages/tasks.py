"""Three things that readers want, done in Chromium and counted in clicks and keys, with the search and without it.

    python benchmarks/pages/tasks.py FOLDER [--tag deblurring] [--items 20] [--json]

FOLDER holds archive/ and site/ as `digest build` made it. The tasks: the best paper on a topic of the newest day that has one; a paper half
remembered (its three longest title words, or its topic and month), over some papers that a seed chose; a paper into Zotero. Every letter
is a key, every link or button a click; titles are those that had to be read on the way. Each way is walked to its end: one that ends on
another page than it should is an error.
"""

import argparse
import json
import random
import re
import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from opened import chromium, served
from playwright.sync_api import Page

from generator import record
from generator.model import Entry

SETTLED = ".digest-find__list[aria-busy=false]"


@dataclass
class Hand:
    """Somebody at a page, who counts."""

    page: Page
    address: str
    clicks: int = 0
    keys: int = 0
    titles: int = 0

    def home(self) -> None:
        self.page.goto(self.address)
        self.clicks = self.keys = self.titles = 0

    def click(self, where: str) -> None:
        """Click the first that there is."""
        self.page.locator(where).first.click()
        self.page.wait_for_load_state()
        self.clicks += 1

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
        self.keys += len(keys)

    def choose(self, paper_id: str, where: str) -> None:
        """Read down a list to a paper and click it."""
        hrefs = [link.get_attribute("href") or "" for link in self.page.locator(where).all()]
        place = next(number for number, href in enumerate(hrefs) if paper_id in href)
        self.titles += place + 1
        self.click(f"{where}[href*='{paper_id}']")
        self.arrived(paper_id)

    def search(self, words: str, paper_id: str) -> None:
        """Ask for words, go down to a paper and open it."""
        self.press("/")
        self.page.wait_for_selector("dialog[open]")
        self.press(*words)
        self.page.wait_for_function("asked => new URLSearchParams(location.search).get('q') === asked", arg=words)
        self.page.wait_for_selector(f"{SETTLED} .digest-find__title")
        hrefs = [link.get_attribute("href") or "" for link in self.page.locator(".digest-find__title").all()]
        place = next((number for number, href in enumerate(hrefs) if paper_id in href), None)
        if place is None:
            raise LookupError(f"{words!r} does not bring {paper_id} among its first results")
        self.titles += place + 1
        self.press(*["ArrowDown"] * (place + 1), "Enter")
        self.arrived(paper_id)

    def arrived(self, paper_id: str) -> None:
        self.page.wait_for_url(f"**/papers/{paper_id}/")

    def told(self) -> dict[str, float]:
        return {"clicks": self.clicks, "keys": self.keys, "titles": self.titles}


def best_of_topic(hand: Hand, entries: dict[str, list[Entry]], tag: str) -> Iterator[tuple[str, dict[str, float]]]:
    """The best paper on a topic of the newest day that has one: from the day, from the topic, by the search."""
    day = max(day for day, listed in entries.items() if any(tag in entry.tags for entry in listed))
    best = min((e for e in entries[day] if tag in e.tags), key=lambda e: (-(e.relevance.score or 0), e.paper.id)).paper
    hand.home()
    hand.click(f".calendar a[href*='{day}']")
    hand.choose(best.id, "h3 a[href*='papers/']")
    yield "by its day", hand.told()
    hand.home()
    hand.click(".tabs a[href*='tags/']")
    hand.click(f".chips a[href*='{tag}/']")
    hand.choose(best.id, "li a[href*='papers/']")
    yield "by its topic", hand.told()
    hand.home()
    hand.search(tag, best.id)
    yield "by the search", hand.told()


def half_remembered(hand: Hand, chosen: list[Entry]) -> Iterator[tuple[str, dict[str, float]]]:
    """Papers of which three words are known, or a topic and the month."""
    found, browsed = [], []
    for entry in chosen:
        words = sorted(re.findall(r"[A-Za-z]{4,}", entry.paper.title), key=lambda word: (-len(word), word))[:3]
        hand.home()
        try:
            hand.search(" ".join(words).lower(), entry.paper.id)
            found.append(hand.told())
        except LookupError as missed:
            print(missed)
        hand.home()
        hand.click(".tabs a[href*='tags/']")
        hand.click(f".chips a[href$='/{entry.tags[0]}/'], .chips a[href='{entry.tags[0]}/']")
        if not hand.page.locator(f"li a[href*='{entry.paper.id}']").count():
            hand.click(f".chips a[href*='{entry.paper.announced:%Y-%m}']")
        hand.choose(entry.paper.id, "li a[href*='papers/']")
        browsed.append(hand.told())
    yield f"by words ({len(found)}/{len(chosen)})", _middle(found)
    yield "by topic and month", _middle(browsed)


def _middle(counts: list[dict[str, float]]) -> dict[str, float]:
    return {name: statistics.median(each[name] for each in counts) for name in counts[0]}


def into_zotero(hand: Hand, entry: Entry) -> Iterator[tuple[str, dict[str, float]]]:
    """From a paper's page: its BibTeX by the button. The connector's own button is no part of the page, which has what it asks for."""
    hand.page.goto(f"{hand.address}papers/{entry.paper.id}/")
    hand.clicks = hand.keys = hand.titles = 0
    assert hand.page.locator("meta[name=citation_title]").count() == 1, "the connector sees no paper here"
    hand.click("button.copy")
    assert entry.paper.id in str(hand.page.evaluate("navigator.clipboard.readText()"))
    yield "by BibTeX", hand.told()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--tag", default="deblurring")
    parser.add_argument("--items", type=int, default=20)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    entries = {str(digest.day): list(digest.entries) for digest in record.load_all(given.folder / "archive")}
    tellable = [e for listed in entries.values() for e in listed if e.tags and len(re.findall(r"[A-Za-z]{4,}", e.paper.title)) > 2]
    chosen = random.Random(7).sample(tellable, min(given.items, len(tellable)))
    table: dict[str, dict[str, Any]] = {}
    with served(given.folder / "site") as address, chromium() as browser:
        context = browser.new_context(viewport={"width": 1440, "height": 900}, permissions=["clipboard-read", "clipboard-write"])
        hand = Hand(context.new_page(), address)
        table["the best on a topic"] = dict(best_of_topic(hand, entries, given.tag))
        table["half remembered"] = dict(half_remembered(hand, chosen))
        table["into Zotero"] = dict(into_zotero(hand, chosen[0]))
    if given.json:
        print(json.dumps(table, indent=1))
        return
    for task, ways in table.items():
        for way, counts in ways.items():
            print(f"{task:22}{way:20}" + "".join(f"{counts[name]:>6g} {name}" for name in ("clicks", "keys", "titles")))


if __name__ == "__main__":
    main()
