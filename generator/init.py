"""The first feed.yml of a reader. Pure: answers in, text out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import yaml
from slugify import slugify

_BREAK = re.compile(r"[,;:，；：、。（(]")
HEAD = """\
# Every key has a default and may be left out; a mistyped key is named when it runs. All keys: docs/guide/feed.md
# 每个键都有默认值，可以不写；写错的键会被指出来。全部的键：docs/guide/feed.zh.md
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What is asked: the feed's name and language, arXiv categories, interests in the reader's words, keywords, liked papers."""

    name: str = "Paper digest"
    language: str = "en"
    categories: tuple[str, ...] = ("cs.CV",)
    interests: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    likes: tuple[str, ...] = ()


def feed_yml(answers: Answers) -> str:
    """Write a feed.yml. Keywords belong to the first interest, or make one."""
    content: dict[str, object] = {
        "site": {"name": answers.name, "language": answers.language},
        "sources": {"arxiv": {"categories": list(answers.categories)}},
        "interests": _interests(answers),
        "likes": list(answers.likes),
    }
    return HEAD + yaml.safe_dump({key: value for key, value in content.items() if value}, allow_unicode=True, sort_keys=False, width=120)


def _interests(answers: Answers) -> list[dict[str, Any]]:
    texts = answers.interests or (("",) if answers.keywords else ())
    names = [_name(text or answers.keywords[0]) for text in texts]
    told = zip(_ids(names), names, texts, strict=True)
    rows: list[dict[str, Any]] = [
        {key: value for key, value in (("id", id_), ("name", name), ("about", text)) if value} for id_, name, text in told
    ]
    if answers.keywords:
        rows[0]["keywords"] = list(answers.keywords)
    return rows


def _name(text: str) -> str:
    """What an interest is called on the pages: what stands before the first comma of its words."""
    return _BREAK.split(text.strip(), maxsplit=1)[0].strip() or text.strip()


def _ids(texts: Sequence[str]) -> list[str]:
    """An id for each interest: its first words, and a number where two begin alike."""
    ids: list[str] = []
    for number, text in enumerate(texts, start=1):
        id_ = slugify(text, max_length=30, word_boundary=True) or "interest"
        ids.append(f"{id_}-{number}" if id_ in ids else id_)
    return ids
