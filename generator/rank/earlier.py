"""Rank: what the archive holds already, asked for papers related to a new one, in the reader's language. Pure.

Lazy: nothing is indexed before the first question, and only what has come since the last one.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import islice

from generator.model import Digest, Paper, Related, Say, Tag
from generator.rank.phrases import key
from generator.rank.related import Index, Relation, relations, runs
from generator.rank.segments import Known
from generator.rank.terms import is_counted, rarity
from generator.rank.terms import words as parted

MOST = 5
SPARE = 3
"""So many more are looked for, since some have nothing to say for themselves."""
TELLING = 20
"""A shared word or row of words that tells less is not named: half of the archive has it."""
TELLING_RARITY = 3.5
"""Nor is a single word that more than one abstract in thirty holds ("video", "3D", "view"), however few papers the archive has."""
# More than one word, or capitals and digits inside one: GoPro, CIFAR10.
NAME = re.compile(r"[^\W_][\s-]+[^\W_]|[A-Z0-9]\w*[A-Z]|[A-Z]\w*[0-9]")
MOST_TOLD = 2
"""Topics, and words besides, that a line why names."""


class Earlier:
    """The papers of an archive's digests. A collaborator of a run: it grows by the days that the run makes."""

    def __init__(
        self, digests: Iterable[Digest], say: Say, vocabulary: Mapping[str, Tag], language: str, stored: Callable[[], Index] = Index
    ) -> None:
        """Take the archive, and how things are called in the reader's language; ``stored`` gives an index of what it holds besides."""
        self._waiting = list(digests)
        self._stored = stored
        self._index: Index | None = None
        self._say = say
        self._vocabulary = vocabulary
        self._language = language

    def put(self, digest: Digest) -> None:
        """Take in a day that was made since."""
        self._waiting.append(digest)

    def related(self, paper: Paper, tags: tuple[str, ...], *, before: date) -> tuple[Related, ...]:
        """At most five papers that were listed before a day, each with a line why."""
        if self._index is None:
            self._index = self._stored()
        for one in known(self._waiting):
            self._index.put(one)
        self._waiting.clear()
        asking = Known(paper=paper, day=before, tags=tags)
        found = relations(asking, self._index, most=MOST + SPARE) if len(self._index) else ()
        reasons = ((each.known.paper, self._why(asking, each)) for each in found)
        return tuple(islice((Related(id=one.id, title=one.title, why=why) for one, why in reasons if why), MOST))

    def _why(self, asking: Known, relation: Relation) -> str:
        """Say what both papers are about, what both name, and who wrote both; nothing where one topic or a common word is all."""
        say = self._say
        topics = [feature.removeprefix("tag:") for feature in relation.shared if feature.startswith("tag:")][:MOST_TOLD]
        told = [say("related.cites")] if relation.cited else []
        if topics:
            told.append(say("related.topics", topics=self._joined(map(self._name, topics))))
        if words := _named(asking, relation, {key(phrase) for id_ in topics for phrase in self._phrases(id_)}):
            told.append(say("related.words", words=self._joined(words)))
        if len(relation.authors) > 1:
            told.append(say("related.authors", names=self._joined(islice(relation.authors, MOST_TOLD))))
        return say("related.next").join(told) if len(told) > 1 or len(topics) != 1 or relation.cited else ""

    def _name(self, id_: str) -> str:
        names = self._vocabulary[id_].names if id_ in self._vocabulary else {}
        return names.get(self._language) or names.get("en") or id_

    def _phrases(self, id_: str) -> tuple[str, ...]:
        tag = self._vocabulary.get(id_)
        return (id_, *tag.names.values(), *tag.match) if tag else (id_,)

    def _joined(self, words: Iterable[str]) -> str:
        *first, last = words
        return self._say("related.and").join([self._say("related.list").join(first), last] if first else [last])


def known(digests: Iterable[Digest]) -> Iterator[Known]:
    """The listed papers as the index takes them in."""
    for digest in digests:
        for entry in digest.entries:
            yield Known(paper=entry.paper, day=digest.day, tags=entry.tags, line=entry.line.text if entry.line else "")


def _named(asking: Known, relation: Relation, topics: set[str]) -> list[str]:
    """The most telling words and rows of words that both papers have, but for those that the topics say already.

    A single word tells only when it is rare and a name, or rare and in a title; without topics also when abstracts seldom hold it at all.
    """
    found: dict[str, tuple[float, str]] = {}
    for text in (asking.text, asking.paper.title):
        for words, told in runs(text, relation.shared).items():
            if told >= TELLING and _tells(words, f"{asking.paper.title} {relation.known.paper.title}", beside=bool(topics)):
                found.setdefault(key(words), (told, words))
    chosen: list[str] = []
    for said, (_, words) in sorted(found.items(), key=lambda each: (-each[1][0], each[0])):
        if said not in topics and not any(said in key(other) or key(other) in said for other in chosen):
            chosen.append(words)
    return chosen[:MOST_TOLD]


def _tells(words: str, titles: str, *, beside: bool) -> bool:
    """Whether words say what two papers share: a row of them does, a single one when it is rare and a name, a title's or a field's own."""
    single = parted(words)
    if len(single) != 1:
        return True
    if rarity(single) < TELLING_RARITY:
        return False
    return bool(NAME.search(words)) or words.casefold() in titles.casefold() or not (beside or is_counted(single[0]))
