"""Small nouns for tests, and hypothesis strategies that make any."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from hypothesis import strategies as st

from generator.model import Analysis, Considered, Digest, Entry, Funnel, Generator, Line, Paper, Relevance, Section, Summary

DAY = date(2026, 4, 20)
AT = datetime(2026, 4, 20, 5, 30, tzinfo=UTC)
ABSTRACT = (
    "Blur is hard. We propose Net, a diffusion model for deblurring. It reaches 33.1 dB on GoPro, 0.4 dB above the best earlier method."
)


def paper(id_: str = "2604.00001", **fields: Any) -> Paper:
    given = {
        "title": f"Paper {id_}",
        "version": 1,
        "authors": ("Ada Author", "Bo Author"),
        "abstract": ABSTRACT,
        "categories": ("cs.CV",),
        "primary_category": "cs.CV",
        "announce_type": "new",
        "submitted": AT,
        "updated": AT,
        "announced": DAY,
        "sources": ("arxiv",),
    }
    return Paper(id=id_, **(given | fields))


def relevance(score: int | None = 80, **fields: Any) -> Relevance:
    given = {"reason": None if score is None else "Restoration: deblurring in the abstract", "matched": ("restoration",)}
    return Relevance(score=score, ranker_score=score, **(given | fields))


def analysis(**fields: Any) -> Analysis:
    given: dict[str, Any] = {
        "analyst": "extractive",
        "language": "en",
        "basis": "abstract",
        "tldr": "It reaches 33.1 dB on GoPro, 0.4 dB above the best earlier method.",
        "sections": (Section(id="problem", title="Problem", text="Blur is hard."),),
        "findings": ("It reaches 33.1 dB on GoPro, 0.4 dB above the best earlier method.",),
        "at": AT,
    }
    return Analysis(**(given | fields))


def entry(id_: str = "2604.00001", *, score: int | None = 80, read: bool = True, **fields: Any) -> Entry:
    given = {
        "paper": paper(id_),
        "relevance": relevance(score),
        "line": Line(text="Blur is hard.", language="en"),
        "analysis": analysis() if read else None,
        "kind": "method",
        "tags": ("deblurring",),
    }
    return Entry(**(given | fields))


def digest(day: date = DAY, entries: tuple[Entry, ...] | None = None, **fields: Any) -> Digest:
    entries = (entry(),) if entries is None else entries
    read = [each for each in entries if each.analysis]
    links = " ".join(f"[{each.paper.title}](paper:{each.paper.id})" for each in read)
    given: dict[str, Any] = {
        "kind": "papers" if entries else "nothing-announced",
        "open": False,
        "funnel": Funnel(announced=len(entries), replaced=0, featured=None, considered=len(entries), listed=len(entries), read=len(read)),
        "summary": Summary(analyst="extractive", language="en", text=f"One topic: {links}", at=AT) if entries else None,
        "considered": tuple(Considered(id=e.paper.id, title=e.paper.title, score=e.relevance.score) for e in entries),
        "generator": Generator(version="0.1.0", config="0" * 12),
    }
    return Digest(day=day, entries=entries, **(given | fields))


texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=60)
moments = st.datetimes(min_value=datetime(1991, 1, 1), max_value=datetime(2099, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 hypothesis wants naive bounds
papers = st.builds(
    Paper,
    version=st.none() | st.integers(1, 99),
    upvotes=st.none() | st.integers(0, 9999),
    submitted=st.none() | moments,
    updated=st.none() | moments,
)
st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))  # JSON has no others
digests = st.builds(
    Digest,
    schema=st.just(1),
    entries=st.lists(st.builds(Entry, paper=papers, analysis=st.none() | st.builds(Analysis, at=moments)), max_size=3).map(tuple),
    usage=st.just(()),
    summary=st.none() | st.builds(Summary, at=moments),
)


def with_paper(one: Entry, **fields: Any) -> Entry:
    return replace(one, paper=replace(one.paper, **fields))
