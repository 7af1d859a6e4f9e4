"""Ask: which papers of the archive hold what was asked, and in which order they are told. Pure.

A paper is one line of three fields (title, authors, all that was written about it), *folded*: lower case, without accents, every
run of what is no letter and no digit a blank, and a blank between Chinese and other letters. So a word begins where a blank stands, and
finding words and phrases is finding bytes, which is as quick as reading them.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import log
from typing import NamedTuple

from rich.table import Table
from rich.text import Text

from generator.errors import UsageError
from generator.model import Entry, Noun

_ID = re.compile(r"(?:arxiv:|https?://(?:www\.)?arxiv\.org/(?:abs|pdf|html)/)?(\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})(?:v\d+)?", re.I)
_PIECE = re.compile(r'["“”«»]([^"“”«»]*)["“”«»]|(\S+)')
_COMBINING = re.compile(r"[\u0300-\u036f]")
_NO_WORD = re.compile(r"[\W_]+")
# Han, kana and hangul are written without blanks between words.
_CJK = r"\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af"
_UNBROKEN = re.compile(rf"[{_CJK}]+")
# What Unicode does not decompose by itself.
_LETTERS = {"ø": "o", "ł": "l", "đ": "d", "ß": "ss", "æ": "ae", "ı": "i"}
_LETTER = re.compile(f"[{''.join(_LETTERS)}]")

SHORTEST_BEGINNING = 4
"""A shorter word has to stand whole: "he" would find "here" and "help"."""
TITLE, AUTHORS, TOGETHER = 4.0, 3.0, 2.0
ENOUGH = 1.5
"""So many times in the text weigh half of what any number of times can weigh."""


class Term(NamedTuple):
    """A word or phrase as it was asked, and the bytes of folded text that stand for it, none of which holds another."""

    asked: str
    spellings: tuple[bytes, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(Noun):
    """What is asked: words, an interest or a tag by id, days (both ends count), and how many papers at most."""

    text: str = ""
    interest: str = ""
    tag: str = ""
    since: date = date.min
    until: date = date.max
    most: int = 20


class Found(NamedTuple):
    """A paper that answers, and the day of its entry."""

    day: date
    entry: Entry


class Answer(NamedTuple):
    """The papers in their order, of how many in all, and for a question without any how many papers hold each term alone."""

    found: tuple[Found, ...]
    of: int
    alone: tuple[tuple[str, int], ...] = ()


def fold(text: str) -> str:
    """Fold a text: words with one blank before and after each, Chinese left as it is written."""
    text = text.lower()
    if not text.isascii():
        text = unicodedata.normalize("NFKD", _LETTER.sub(lambda found: _LETTERS[found[0]], text))
        # What NFKD parted besides accents is put together again; some of it came out as a capital.
        text = unicodedata.normalize("NFC", _COMBINING.sub("", text)).lower()
        text = _UNBROKEN.sub(r" \g<0> ", text)
    return f" {_NO_WORD.sub(' ', text).strip()} "


def line(entry: Entry) -> bytes:
    """A paper's line: title, authors and the rest, with tabs between, as UTF-8."""
    return "\t".join(map(fold, (entry.paper.title, " ; ".join(entry.paper.authors), "\n".join(_texts(entry))))).encode()


def _texts(entry: Entry) -> Iterator[str]:
    paper, analysis = entry.paper, entry.analysis
    yield from (paper.id, paper.abstract or "", paper.comment or "", *paper.affiliations)
    if entry.line:
        yield entry.line.text
    if analysis:
        yield from (analysis.tldr, *(section.text for section in analysis.sections), *analysis.findings, analysis.limitations or "")


def arxiv_id(text: str) -> str | None:
    """The id, without version, when nothing but an arXiv id or its address is asked."""
    found = _ID.fullmatch(text.strip())
    return found[1] if found else None


def terms(text: str) -> tuple[Term, ...]:
    """The words and quoted phrases of a question, each once.

    A word of SHORTEST_BEGINNING characters or more finds all that begins with it, a quoted phrase its words as they
    stand, Chinese the same characters.
    """
    pieces = ((quoted or word, bool(quoted)) for quoted, word in _PIECE.findall(text))
    found = (Term(asked.strip(), spellings) for asked, exact in pieces if (spellings := _spellings(asked, exact)))
    return tuple({term.spellings: term for term in found}.values())


def _spellings(asked: str, exact: bool) -> tuple[bytes, ...]:
    word = fold(asked)
    if not word.strip():
        return ()
    if exact:
        return (_cut(word).encode(),)
    if len(word) - 2 < SHORTEST_BEGINNING or _UNBROKEN.search(word):
        return tuple(each.encode() for each in (_cut(word), *([f"{word[:-1]}s "] if not _UNBROKEN.search(word) else [])))
    stems = [word[:-1]]
    if word.endswith("ies "):
        stems = [word[:-1], f"{word[:-4]}y"]
    elif word.endswith("s ") and not word.endswith("ss "):
        stems = [word[:-2]]
    closed = [f" {stem.replace(' ', '')}" for stem in stems if " " in stem.strip()]
    return tuple(each.encode() for each in (*stems, *closed))


def _cut(word: str) -> str:
    """Chinese may stand in the middle of a run; other words begin and end at a blank."""
    start = 1 if _UNBROKEN.match(word[1]) else 0
    return word[start:-1] if _UNBROKEN.match(word[-2]) else word[start:]


def rank(lines: Sequence[bytes], wanted: Sequence[Term], text: str) -> list[int]:
    """The places of the lines that hold every term, best first, those of one weight in the order given.

    A term weighs by how rare it is and how often it stands there, the title counting TITLE times and the authors AUTHORS times;
    the whole question side by side in the title or among the authors weighs TOGETHER more.
    """
    holding = [_holding(lines, term) for term in wanted]
    places = set(range(len(lines))).intersection(*holding)
    rare = [log(1 + len(lines) / max(1, len(held))) for held in holding]
    whole = fold(text.strip('"“”')).rstrip().encode()

    def weight(place: int) -> float:
        title, authors, rest = lines[place].split(b"\t")
        told = sum(much * _told(title, authors, rest, term) for much, term in zip(rare, wanted, strict=True))
        return told + (TOGETHER if wanted and (whole in title or whole in authors) else 0.0)

    return sorted(places, key=lambda place: (-weight(place), place))


def _holding(lines: Sequence[bytes], term: Term) -> list[int]:
    return [place for place, each in enumerate(lines) if any(spelling in each for spelling in term.spellings)]


def _told(title: bytes, authors: bytes, rest: bytes, term: Term) -> float:
    times = sum(TITLE * title.count(each) + AUTHORS * authors.count(each) + rest.count(each) for each in term.spellings)
    return times / (times + ENOUGH)


def alone(lines: Sequence[bytes], wanted: Iterable[Term]) -> tuple[tuple[str, int], ...]:
    """How many lines hold each term by itself."""
    return tuple((term.asked, len(_holding(lines, term))) for term in wanted)


def known(option: str, asked: str, names: Iterable[tuple[str, Iterable[str]]]) -> str:
    """The id that is called so, by id or by any of its names. Raises UsageError, naming those that are known."""
    told = list(names)
    for id_, called in told:
        if asked.casefold() in (id_.casefold(), *(name.casefold() for name in called)):
            return id_
    few = ", ".join(id_ for id_, _ in told[:12]) + (" …" if len(told) > 12 else "")
    raise UsageError(f"{option} {asked}: not known", f"choose one of {few}" if told else "this archive knows none")


def as_table(answer: Answer) -> Table:
    """A table for a person: score, day, id and title, with the first author."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("score", justify="right", no_wrap=True)
    for name in ("day", "id"):
        table.add_column(name, no_wrap=True)
    table.add_column("title", overflow="fold")
    for row in rows(answer):
        table.add_row(*map(Text, row))  # as text: a title may hold what rich takes for markup
    return table


def rows(answer: Answer) -> Iterator[tuple[str, str, str, str]]:
    """Score, day, id and title of each paper; a score that is not known is a dash."""
    for day, entry in answer.found:
        score = entry.relevance.score
        yield "–" if score is None else str(score), day.isoformat(), entry.paper.id, _harmless(entry.paper.title)


def _harmless(title: str) -> str:
    """One line without what would steer a terminal."""
    return "".join(character for character in " ".join(title.split()) if character.isprintable())


def as_json(answer: Answer) -> str:
    """The same for a program, with authors, tags, interests and the sentence that stands for the paper."""
    papers = [_told_whole(day, entry) for day, entry in answer.found]
    return json.dumps({"of": answer.of, "papers": papers}, ensure_ascii=False, indent=1)


def _told_whole(day: date, entry: Entry) -> dict[str, object]:
    paper, analysis = entry.paper, entry.analysis
    return {
        "id": paper.id,
        "day": day.isoformat(),
        "score": entry.relevance.score,
        "title": paper.title,
        "authors": paper.authors,
        "tags": entry.tags,
        "interests": entry.relevance.matched,
        "read": analysis is not None,
        "line": analysis.tldr if analysis else entry.line.text if entry.line else None,
        "url": f"https://arxiv.org/abs/{paper.id}",
    }


def nothing(question: Question, answer: Answer) -> str:
    """One line for a question that no paper answers."""
    if len(answer.alone) > 1:
        each = ", ".join(f"{asked} {count}" for asked, count in answer.alone)
        return f"no paper holds all of it (alone: {each}); leave a word out"
    asked = question.text.strip()
    return f"no paper of the archive answers{f' “{asked}”' if asked else ''}"
