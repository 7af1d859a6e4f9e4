"""Rank: what ``related`` knows of a month's papers as bytes that answer at once, so that a run need not read the archive. Pure.

A segment holds for each feature of its papers who has it (a sorted table of 64-bit hashes), and each paper as a line of JSON that is
only read when the paper comes into question.
"""

import json
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from math import sqrt

from generator.model import Paper

_MARK = 0x5265_6C61_7465_6403  # also tells a file from a machine that orders bytes the other way


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A paper with its tags, and the day that listed it first; ``line`` stands in for an abstract that is not known."""

    paper: Paper
    day: date
    tags: tuple[str, ...] = ()
    line: str = ""

    @property
    def text(self) -> str:
        """What the paper says of itself besides its title."""
        return self.paper.abstract or self.line


class Segment:
    """The papers of a month. A posting is twice the place of a paper, plus 1 where the feature counts more."""

    def __init__(self, content: bytes) -> None:
        """Take what ``dumps`` made. Raises ValueError for anything else."""
        whole = memoryview(content)
        head = array("Q", content[:40])
        if len(head) < 5 or head[0] != _MARK:
            raise ValueError("not a segment")
        _, papers, features, postings, names = head
        at = 40
        self._hashes, at = whole[at : at + 8 * features].cast("Q"), at + 8 * features
        self._starts, at = whole[at : at + 4 * features + 4].cast("I"), at + 4 * features + 4
        self._postings, at = whole[at : at + 4 * postings].cast("I"), at + 4 * postings
        self.lengths, at = whole[at : at + 4 * papers].cast("f"), at + 4 * papers
        self._ends, at = whole[at : at + 4 * papers + 4].cast("I"), at + 4 * papers + 4
        self.ids = bytes(whole[at : at + names]).decode().split("\n") if papers else []
        self._rows = whole[at + names :]
        if len(self.ids) != papers or len(self._rows) != self._ends[papers]:
            raise ValueError("a segment that was cut off")

    def having(self, hashed: int) -> Sequence[int]:
        """The postings of a feature."""
        place = bisect_left(self._hashes, hashed)
        if place == len(self._hashes) or self._hashes[place] != hashed:
            return ()
        return self._postings[self._starts[place] : self._starts[place + 1]]

    def known(self, place: int) -> Known:
        """The paper at a place."""
        id_, title, abstract, line, authors, tags, day = json.loads(bytes(self._rows[self._ends[place] : self._ends[place + 1]]))
        paper = Paper(id=id_, title=title, abstract=abstract, authors=tuple(authors))
        return Known(paper=paper, day=date.fromisoformat(day), tags=tuple(tags), line=line)


def dumps(bags: Iterable[tuple[Known, Mapping[str, float]]]) -> bytes:
    """Write papers, each once, with their bags of features as ``related.features`` makes them."""
    having: dict[int, list[int]] = {}
    lengths, ends, rows, ids = array("f"), array("I", [0]), bytearray(), []
    for place, (one, bag) in enumerate(bags):
        ids.append(one.paper.id)
        lengths.append(length(bag))
        rows += _row(one)
        ends.append(len(rows))
        for feature, count in bag.items():
            having.setdefault(hashed(feature), []).append(2 * place + (count > 1))
    starts, postings = array("I", [0]), array("I")
    for each in sorted(having):
        postings.extend(having[each])
        starts.append(len(postings))
    names = "\n".join(ids).encode()
    head = array("Q", [_MARK, len(ids), len(having), len(postings), len(names)])
    tables = (head, array("Q", sorted(having)), starts, postings, lengths, ends)
    return b"".join((*(table.tobytes() for table in tables), names, bytes(rows)))


def _row(one: Known) -> bytes:
    paper = one.paper
    row = [paper.id, paper.title, paper.abstract, one.line, paper.authors, one.tags, one.day.isoformat()]
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode()


def length(bag: Mapping[str, float]) -> float:
    """The length of a bag as a vector of counts."""
    return sqrt(sum(count * count for count in bag.values()))


@lru_cache(maxsize=1 << 18)
def hashed(feature: str) -> int:
    """A feature in 64 bits."""
    return int.from_bytes(blake2b(feature.encode(), digest_size=8).digest(), "little")
