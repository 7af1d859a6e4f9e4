"""Whatever bytes a parser is given, it gives an answer or an error of ours, soon. FUZZ_SECONDS=600 computes ten minutes for each."""

import os
import re
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from generator import ask, config, importing, likes, record
from generator.analyse import refusals, schemas
from generator.analyse.gate import gate
from generator.analyse.replies import Fault, extract
from generator.analyse.roles import roles
from generator.errors import DigestError
from generator.fetch.arxiv import parse_api, parse_rss
from generator.fetch.html import parse_html
from generator.fetch.huggingface import parse as parse_list
from generator.model import Paper
from generator.rank import related, tags
from generator.render import latex, text
from tests.fetch.test_teaser import IMG, figure
from tests.hostile import NEW as KNOWN
from tests.hostile import atom, featured, feed, page
from tests.samples import digest

pytestmark = pytest.mark.untraced

SLOWEST = 2.0
"""Seconds of computing that a body of a few kilobytes may take."""

EXAMPLES = 25  # in a round, each with another seed
DAY = date(2026, 4, 20)


def _papers(parse: Callable[[bytes], Iterable[Paper]]) -> Callable[[bytes], object]:
    """What a source brings can be written into a record, and a title is one line."""

    def read(body: bytes) -> None:
        for paper in parse(body):
            assert "\n" not in paper.title
            assert _PAPER.validate_json(_PAPER.dump_json(paper)) == paper  # half a character cannot be written

    return read


def _tex(body: bytes) -> None:
    words = body.decode("utf-8", "replace")
    list(latex.tokens(text.clean(words)))
    for drawn in (text.plain, text.passage, text.prose):
        drawn(words).encode()


def _reply(body: bytes) -> None:
    words = body.decode("utf-8", "replace")
    for key, checked in CHECKED.items():
        with suppress(Fault):
            checked(extract(words, key))
    refusals.read(429, words, {"retry-after": words[:20]})


def _analysis(body: bytes) -> None:
    words = body.decode("utf-8", "replace")
    with suppress(Fault):
        gate(words, digest().entries[0].paper, ABSTRACT, "en")


def _paper_text(body: bytes) -> None:
    words = body.decode("utf-8", "replace")
    paper = replace(digest().entries[0].paper, title=words[:300], abstract=words)
    assert all(sentence.text in words for sentence in roles(words))
    tags.tags(paper, tags.vocabulary(()))
    tags.kind(paper)
    related.cites(paper)
    gate("We find 3.5 of 12 on COCO.", paper, words, "en")


def _record(body: bytes) -> None:
    written = record.dumps(record.loads(body, "2026-04-20.json")).encode()
    assert record.dumps(record.loads(written, "again")).encode() == written
    record.readings(body)


def _likes(body: bytes) -> None:
    assert all(record.ARXIV_ID.fullmatch(id_) for id_ in likes.arxiv_ids(body.decode("utf-8", "replace")))


def _query(body: bytes) -> None:
    words = body.decode("utf-8", "replace")
    ask.arxiv_id(words)
    ask.rank([ask.line(each) for each in digest().entries], ask.terms(words), words)


def _older_page(body: bytes) -> None:
    for each in importing.digests(body.decode("utf-8", "replace"), "2026-02-28.md"):
        record.dumps(each).encode()


CHECKED: dict[str, Callable[[dict[str, Any]], object]] = {
    "sections": lambda value: schemas.checked_analysis(value, ()),
    "scores": lambda value: schemas.checked_scores(value, ["2604.00001"]),
    "summary": schemas.checked_summary,
}
_PAPER = TypeAdapter(Paper)
LIKES = b"@article{a, eprint={2604.00001}, archivePrefix={arXiv}}\nTY  - JOUR\nUR  - https://arxiv.org/abs/hep-th/9901001\nER  -\n"
OLDER = b"""# Arxiv Computer Vision Papers - 2026-02-28

## Executive Summary

Bees dance.

---

<a id='2602.23361v1'></a>
## [How Bees Dance](https://arxiv.org/abs/2602.23361v1)

**Authors:** Ann Apis, Bo Bombus

**Published:** 2026-02-26

**Categories:** cs.CV

**Abstract:**

Bees dance, which we measure.

**Analysis:**

Good: it dances.

**Key Findings:**

- Bees dance 3 times.

**Links:**

- [PDF](https://arxiv.org/pdf/2602.23361v1)
"""
TEX = rb"We use $\frac{a}{b}$, \textbf{bold \emph{it}}, \(x_1\), \[y^2\], \url{https://a.b/c}, $$z$$ \cite{k} % no {\bf x} 50\% ~ -- ``q''"
ABSTRACT = (
    "We measure how bees dance (HBD) on the Hive-2 data set. Table 1 shows that BeeNet 3.5 of Apis et al. finds 12.5% more."
    " Code is at https://github.com/apis/bees (see Fig. 2); on Hive-2, we reach 81.3 mAP, 2.1 points above arXiv:2604.00001v2."
)
ANALYSIS = b"""**Problem**: bees dance [3], as shown in Fig. 2.

- 81.3 mAP on Hive-2, 2.1 points above BeeNet
  - `code` and $x_1$

1. See https://github.com/apis/bees.
"""
REPLY = b'Sure: ```json\n{"sections": [{"id": "a", "text": "\\u00e9 $\\\\alpha$"}], "tldr": "x"}\n```'
FEED = (
    b"site: {name: x, language: zh}\nsources:\n  arxiv: {categories: [cs.CV]}\ninterests:\n  - {id: a, keywords: [b]}\nselect: {read: 3}\n"
)
OLDEST = record.dumps(digest()).replace(' "schema": 1,\n', "").encode()
PARSERS: dict[str, tuple[Callable[[bytes], object], bytes]] = {
    "RSS": (_papers(lambda body: parse_rss(body).papers), feed()),
    "API": (_papers(parse_api), atom(KNOWN)),
    "Hugging Face": (_papers(lambda body: parse_list(body, DAY)), featured()),
    "HTML": (parse_html, page()),
    "figures": (parse_html, page().replace(b"</article>", figure(IMG).encode() + b"</article>")),
    "TeX": (_tex, TEX),
    "replies": (_reply, REPLY),
    "analyses": (_analysis, ANALYSIS),
    "papers' texts": (_paper_text, ABSTRACT.encode()),
    "feed.yml": (lambda body: config.parse(body, "feed.yml", {}), FEED),
    "records": (_record, record.dumps(digest()).encode()),
    "older records": (_record, OLDEST),
    "likes": (_likes, LIKES),
    "queries": (_query, '"deep image" 超分 2604.00001 café'.encode()),
    "older pages": (_older_page, OLDER),
}
SIGNS = "aAb1 \n\t.,-_([{<$\\\"'*#|/:;%~^=+`@&)]}>\u4e2d\u3002\uff0c"
SECONDS = float(os.environ.get("FUZZ_SECONDS", "1"))
PIECES = [
    b"<",
    b">",
    b"&",
    b"&#0;",
    b"\x00",
    b"\xff",
    b"\\",
    b"{",
    b"}",
    b"[",
    b"]",
    b"$",
    b'"',
    b"'",
    b":",
    b"\n",
    b"\t",
    b"- ",
    b"null",
    b"-1",
]
PIECES += [
    b"1e999",
    b"9" * 5000,
    b"\\ud800",
    b"\xed\xa0\x80",
    b"\xe2\x80\xae",
    b"<!DOCTYPE x [<!ENTITY e 'e'>]>&e;",
    b"<![CDATA[",
    b"\\frac{",
    b"{" * 3000,
]
PIECES += [
    b"[" * 20_000,
    b"<a>" * 500,
    b"2099-01-01T00:00:00Z",
    b"0001-01-01",
    b"*x &x [*x]",
    b"!!python/object:x ",
    b"\\u0000",
    b"``",
    b"$$",
    b"\\begin{",
]


def without_end() -> st.SearchStrategy[bytes]:
    """A few signs again and again: what an expression that looks in vain from each of their places takes long for."""
    return st.builds(lambda piece, times: piece.encode() * times, st.text(SIGNS, min_size=1, max_size=3), st.sampled_from([50, 1000, 3000]))


@st.composite
def spoilt(draw: st.DrawFn, sample: bytes) -> bytes:
    """A sample with pieces cut out, doubled, or put in; at times no sample at all."""
    if draw(st.integers(0, 9)) == 0:
        return draw(st.binary(max_size=200))
    body = sample
    for _ in range(draw(st.integers(1, 5))):
        start, length = draw(st.integers(0, len(body))), draw(st.integers(0, 60))
        middle = draw(st.one_of(st.sampled_from(PIECES), st.binary(max_size=8), st.just(body[start : start + length] * 2), without_end()))
        body = body[:start] + middle + body[start + length :]
    return body


FOUND = {
    "a word of feed.yml was looked through from each of its letters": (
        "feed.yml",
        FEED.replace(b"arxiv: {categories: [cs.CV]}", b"arx" + b"[" * 20_000),
    ),
    "so was a number of an abstract": ("older pages", OLDER.replace(b"measure", b"measure" + b"9" * 20_000)),
    "a number of an analysis fits into no float": ("analyses", ANALYSIS.replace(b"81.3", b"9" * 617)),
    "nor does a power": ("papers' texts", ABSTRACT.replace("3.5", "1e999").encode()),
    "a name in capitals and hyphens was parted in every way": ("papers' texts", ABSTRACT.encode() + b" " + b"A-" * 200),
    "dots without end were looked through from each of them": ("papers' texts", ABSTRACT.encode() + b"." * 30_000),
    "so was space": ("analyses", ANALYSIS + b" \n" * 9_000 + ANALYSIS),
    "and mathematics that is not closed": ("analyses", ANALYSIS + b" \\[" * 9_000),
    "each of many numbers was compared with all pairs of them, and asked about its hedge each time": (
        "analyses",
        ANALYSIS.replace(b" BeeNet", b" BeeNet" + b"^$1" * 34),
    ),
    "a paper has none of the parts": ("older pages", OLDER[: OLDER.index(b"**Authors")]),
    "a score fits into no float": ("older records", re.sub(rb'(?<="ranker_score": )[\d.]+', b"9" * 400, OLDEST)),
}
"""What fuzzing found once, and what was wrong: more than SLOWEST, or an error of Python's."""


@pytest.mark.parametrize("what", FOUND)
def test_what_was_found_once_is_answered_soon(what: str) -> None:
    name, body = FOUND[what]
    begun = time.process_time()
    with suppress(DigestError):
        PARSERS[name][0](body)
    assert time.process_time() - begun < SLOWEST


@pytest.mark.parametrize("name", PARSERS)
def test_a_parser_answers_or_gives_an_error_of_ours(name: str) -> None:
    parse, sample = PARSERS[name]
    until = time.process_time() + SECONDS
    rounds = 0

    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, phases=[Phase.generate, Phase.shrink], suppress_health_check=list(HealthCheck)
    )
    @given(spoilt(sample))
    def holds(body: bytes) -> None:
        begun = time.process_time()
        with suppress(DigestError):
            parse(body)
        assert time.process_time() - begun < SLOWEST

    while not rounds or time.process_time() < until:
        seed(rounds)(holds)()
        rounds += 1
    print(f"\n{name}: {rounds} rounds of at most {EXAMPLES} examples")  # noqa: T201
