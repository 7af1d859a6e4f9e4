"""Made-up days for arXiv and Hugging Face on loopback, in their own wire formats: for tests that need no recorded traffic."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from functools import cache, cached_property
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.corpus_server import CorpusServer, rss, serving

ABOUT = ("image super-resolution", "blind deblurring", "image generation with diffusion", "3D scene reconstruction", "video segmentation")
A_DAY = 5


@cache
def made_up(day: date) -> list[dict[str, Any]]:
    """What arXiv announces on a day: nothing at weekends."""
    if day.weekday() > 4:
        return []
    before = day - timedelta(days=3 if day.weekday() == 0 else 1)
    return [_paper(day, before, number, about) for number, about in enumerate(ABOUT, 1)]


def _paper(day: date, before: date, number: int, about: str) -> dict[str, Any]:
    id_ = f"{day:%y%m}.{day:%d}{number:03d}"
    abstract = (
        f"We study {about}. Existing methods fail on real photographs. We propose Method{day:%d}{number}, which learns from few examples. "
        f"It improves PSNR by {number}.{day:%d} dB on the {about.split()[-1]} benchmark. Code will follow."
    )
    facts = {"id": id_, "arxiv_id": id_, "title": f"Method{day:%d}{number} for {about}", "abstract": abstract, "announce_type": "new"}
    return {**facts, "authors": ["Ada Bee", "Bo Sea"], "categories": ["cs.CV"], "published": str(before), "announced": str(day)}


class MadeUpServer(CorpusServer):
    """Knows the made-up papers of thirty days from ``first`` on; a path that holds a word of ``failing`` is refused at once."""

    @cached_property
    def papers(self) -> dict[str, dict[str, Any]]:
        days = (self.today + timedelta(days=number) for number in range(40))
        return {paper["id"]: paper for day in days for paper in made_up(day)}

    @property
    def environ(self) -> dict[str, str]:
        texts = {f"DIGEST_SOURCES__ARXIV__{kind}_URL": f"{self.url}/{kind.lower()}" for kind in ("HTML", "PDF")}
        return super().environ | texts

    def answer(self, target: str) -> tuple[int, bytes]:
        self.requests.append(target)
        split = urlsplit(target)
        if any(word in target for word in self.failing):
            return 403, b"refused"
        if split.path.startswith(("/html/", "/pdf/")):
            return 404, b"no full text"
        if split.path.startswith("/rss/"):
            return 200, rss(self.today, made_up(self.today)).encode()
        if split.path == "/api/daily_papers":
            day = date.fromisoformat(parse_qs(split.query)["date"][0])
            return 200, json.dumps([_featured(paper, 40 - 9 * place) for place, paper in enumerate(made_up(day)[:2])]).encode()
        return 200, self.atom({key: values[0] for key, values in parse_qs(split.query).items()}).encode()


def _featured(paper: dict[str, Any], upvotes: int) -> dict[str, Any]:
    names = [{"name": name} for name in paper["authors"]]
    facts = {"id": paper["id"], "title": paper["title"], "summary": paper["abstract"], "publishedAt": f"{paper['published']}T12:00:00.000Z"}
    return {"paper": {**facts, "authors": names, "upvotes": upvotes}}


@contextmanager
def made_up_sources(first: date) -> Iterator[MadeUpServer]:
    """Serve from ``first`` on; move ``today`` along."""
    server = MadeUpServer(Path(), today=first)
    assert server.papers  # they begin on the first day
    with serving(server):
        yield server
