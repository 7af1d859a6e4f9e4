"""The search box finds the stem of an English word as Pagefind wrote it into the index."""

import re
from itertools import accumulate
from typing import Any

from generator.search import format as pagefind
from generator.search import service
from tests.render.browser import ROOT

SPECIAL = (
    "evening skis dying gently only sky news proceed succeeded inning herring added adding egg universities university universal internal"
    " organization emergency later laterality pasting paste pathologists generously communism say saying by boy enjoy ties cries"
    " hopping hoped hoping sensational relational formative conditional valenci rationally yes youth toyed controlling controlled"
)


def _words() -> list[str]:
    """The words of the demo's abstracts, and those for which the rules have exceptions."""
    found = set(SPECIAL.split())
    for path in (ROOT / "generator" / "demo" / "days").glob("*/*.xml"):
        found.update(re.findall(r"[a-z]{2,}", path.read_text("utf-8").lower()))
    return sorted(found)


def test_words_have_the_stems_that_pagefind_gives_them(browser: Any) -> None:
    words = _words()
    assert len(words) > 2000
    records = ({"url": f"{at:07d}", "content": word, "meta": {}, "filters": {}, "sort": {}} for at, word in enumerate(words))
    files = service.index(records)
    meta = pagefind.meta(next(content for path, content in files.items() if path.endswith(".pf_meta")))
    stems = {}
    for name in meta.chunks:
        for stem, pages, _ in pagefind.chunk_words(files[f"index/{name}.pf_index"]):
            stems |= {words[at]: stem for at in accumulate(page[0] for page in pages)}
    page = browser.new_page()
    source = (ROOT / "overrides" / "assets" / "javascripts" / "search" / "stem.js").read_text("utf-8")
    script = "async ([source, words]) => words.map((await import('data:text/javascript,' + encodeURIComponent(source))).stem)"
    assert dict(zip(words, page.evaluate(script, [source, words]), strict=True)) == stems
    page.close()
