"""Whatever bytes a parser is given, it gives an answer or an error of ours, soon. FUZZ_SECONDS=600 fuzzes each for that long."""

import os
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from generator import config, record
from generator.analyse.replies import Fault, extract
from generator.errors import DigestError
from generator.fetch.arxiv import parse_api, parse_rss
from generator.fetch.html import parse_html
from generator.fetch.huggingface import parse as parse_list
from generator.render import latex, text
from tests.fetch.test_teaser import IMG, figure
from tests.hostile import NEW as KNOWN
from tests.hostile import atom, featured, feed, page
from tests.samples import digest

SECONDS = float(os.environ.get("FUZZ_SECONDS", "2"))
SLOWEST = 2.0
DAY = date(2026, 4, 20)


def _tex(body: bytes) -> None:
    words = body.decode("utf-8", "replace")
    list(latex.tokens(text.clean(words)))
    text.plain(words)
    text.passage(words)
    text.prose(words)


def _reply(body: bytes) -> None:
    with suppress(Fault):
        extract(body.decode("utf-8", "replace"), "sections")


TEX = rb"We use $\frac{a}{b}$, \textbf{bold \emph{it}}, \(x_1\), \[y^2\], \url{https://a.b/c}, $$z$$ \cite{k} % no {\bf x} 50\% ~ -- ``q''"
REPLY = b'Sure: ```json\n{"sections": [{"id": "a", "text": "\\u00e9 $\\\\alpha$"}], "tldr": "x"}\n```'
FEED = (
    b"site: {name: x, language: zh}\nsources:\n  arxiv: {categories: [cs.CV]}\ninterests:\n  - {id: a, keywords: [b]}\nselect: {read: 3}\n"
)
PARSERS: dict[str, tuple[Callable[[bytes], object], bytes]] = {
    "RSS": (parse_rss, feed()),
    "API": (parse_api, atom(KNOWN)),
    "Hugging Face": (lambda body: parse_list(body, DAY), featured()),
    "HTML": (parse_html, page()),
    "figures": (parse_html, page().replace(b"</article>", figure(IMG).encode() + b"</article>")),
    "TeX": (_tex, TEX),
    "replies": (_reply, REPLY),
    "feed.yml": (lambda body: config.parse(body, "feed.yml", {}), FEED),
    "records": (lambda body: record.loads(body, "2026-04-20.json"), record.dumps(digest()).encode()),
}
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


@st.composite
def spoilt(draw: st.DrawFn, sample: bytes) -> bytes:
    """A sample with pieces cut out, doubled, or put in; at times no sample at all."""
    if draw(st.integers(0, 9)) == 0:
        return draw(st.binary(max_size=200))
    body = sample
    for _ in range(draw(st.integers(1, 5))):
        start, length = draw(st.integers(0, len(body))), draw(st.integers(0, 60))
        middle = draw(st.one_of(st.sampled_from(PIECES), st.binary(max_size=8), st.just(body[start : start + length] * 2)))
        body = body[:start] + middle + body[start + length :]
    return body


@pytest.mark.parametrize("name", PARSERS)
def test_a_parser_answers_or_gives_an_error_of_ours(name: str) -> None:
    parse, sample = PARSERS[name]
    until = time.monotonic() + SECONDS
    rounds = 0

    @settings(
        max_examples=120, deadline=None, database=None, phases=[Phase.generate, Phase.shrink], suppress_health_check=list(HealthCheck)
    )
    @given(spoilt(sample))
    def holds(body: bytes) -> None:
        begun = time.monotonic()
        with suppress(DigestError):
            parse(body)
        assert time.monotonic() - begun < SLOWEST

    while not rounds or (SECONDS > 10 and time.monotonic() < until):
        seed(rounds)(holds)()
        rounds += 1
