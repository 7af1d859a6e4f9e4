"""Mistakes in feed.yml are told in plain words: the key, what stands there, and what to write."""

from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from pydantic import BaseModel

from generator import config
from generator.complaints import _inner
from generator.errors import ConfigError

JARGON = ("input should", "valid", "tuple", "dictionary", "instance", "string", "integer", "boolean", "parse", "config)")
WRONG: tuple[Any, ...] = (
    "",
    "some words\nand more",
    True,
    3,
    -1,
    2.5,
    [],
    [[]],
    {"a": []},
    [None],
    [{"a": 1}],
    "x" * 5000,
    10**30,
)


def complaint(text: str, **environ: str) -> str:
    with pytest.raises(ConfigError) as caught:
        config.parse(text.encode(), "feed.yml", environ)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        # a list
        ("interests: [{id: a, keywords: diffusion}]", 'interests[0].keywords is "diffusion": write a list: [diffusion]'),
        ("interests: [{id: a, keywords: '去噪，flow matching'}]", 'is "去噪，flow matching": write a list: [去噪, flow matching]'),
        ("interests: [{id: a, keywords: {b: c}}]", "interests[0].keywords holds keys: write a list: […, …]"),
        ("interests: Video diffusion", "write a list: [{id: video-diffusion, about: Video diffusion}]"),
        ("sources: {arxiv: {categories: cs.CV}}", 'sources.arxiv.categories is "cs.CV": write a list: [cs.CV]'),
        ("analysis: {sections: {id: a}}", "analysis.sections holds keys: write a list: [{id: …, title: …}]"),
        # text
        ("site: {name: [a]}", "site.name is a list: write one text"),
        ("site: {language: no}", "site.language is false or no: put it in quotes, if it is meant as text"),
        ("site: {name: 2024-01-01}", "site.name is 2024-01-01: put it in quotes, if it is meant as text"),
        ("interests: [{id: a, keywords: [diffusion: fast]}]", "keywords[0] holds keys: write text, in quotes where it holds a colon"),
        ("interests: [{id: a, keywords: [null]}]", "interests[0].keywords[0] is empty: write text, or remove it"),
        ("1: 2", "1: a key is text: put it in quotes, or remove it"),
        # a number, true or false
        ("select: {read: many}", 'select.read is "many": write a whole number, in digits'),
        ("select: {read: 2.5}", 'select.read is "2.5": write a whole number, in digits'),
        ("interests: [{id: a, weight: high}]", 'interests[0].weight is "high": write a number, in digits'),
        ("site: {figures: maybe}", 'site.figures is "maybe": write true or false'),
        # bounds
        ("select: {min_score: 101}", "select.min_score is 101: write a number from 0 to 100"),
        ("select: {min_score: -1}", "select.min_score is -1: write a number from 0 to 100"),
        ("interests: [{id: a, weight: 0}]", "interests[0].weight is 0: write more than 0"),
        ("analysis: {budget: {requests_per_minute: 0}}", "analysis.budget.requests_per_minute is 0: write 1 or more"),
        # a word of twenty thousand letters is looked through once, not from each of them
        ("sources: " + "x" * 20_000, 'sources is "' + "x" * 60 + '…": write keys with values: {arxiv: …, huggingface: …}'),
        # keys
        ("interests: [deblurring]", 'interests[0] is "deblurring": write keys with values: {id: deblurring, about: deblurring}'),
        ("sources: {huggingface: 15}", "sources.huggingface is 15: write keys with values: {top: …, api_url: …}"),
        ("analysis: {prices: 3}", "analysis.prices is 3: write names with values: {…: {input: …, output: …}}"),
        ("tags: {extra: [{id: a, names: x}]}", 'tags.extra[0].names is "x": write names with values: {…: …}'),
        ("interests: [{name: a}]", "interests[0].id is missing: add it"),
        ("analysis: {sections: [{id: a, title: b}]}", "analysis.sections[0].ask is missing: add it"),
        # a choice, an address
        ("analysis: {provider: Gemini}", 'analysis.provider is "Gemini": did you mean gemini?'),
        ("analysis: {provider: claude}", 'analysis.provider is "claude": write one of auto, extractive, gemini, openai'),
        ("analysis: {sections: foo}", 'analysis.sections is "foo": write one of method, takeaway, survey, auto'),
        ("site: {url: me.github.io}", "site.url: write an address that begins with https:// or http://"),
        ("analysis: {base_url: 'localhost:11434'}", "analysis.base_url: write an address that begins with https:// or http://"),
    ],
)
def test_a_usual_mistake_is_told_in_plain_words(text: str, line: str) -> None:
    assert complaint(text).startswith("feed.yml: ")
    assert complaint(text).endswith(line)


def paths(part: type[BaseModel] = config.Config, before: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every key of feed.yml, also inside its lists and tables."""
    for name, field in part.model_fields.items():
        yield (*before, name)
        if inside := _inner(field.annotation):
            declared = str(field.annotation)
            through: tuple[Any, ...] = (0,) if "tuple[" in declared else ("some-model",) if "dict[" in declared else ()
            yield (*before, name, *through)
            yield from paths(inside, (*before, name, *through))


def nested(path: tuple[Any, ...], value: Any) -> Any:
    for part in reversed(path):
        value = [value] if part == 0 else {part: value}
    return value


@pytest.mark.parametrize("path", sorted(set(paths()), key=str), ids=str)
def test_whatever_stands_at_a_key_is_told_in_one_line_without_jargon(path: tuple[Any, ...]) -> None:
    for value in WRONG:
        try:
            config.parse(yaml.safe_dump(nested(path, value)).encode(), "feed.yml", {})
        except ConfigError as error:
            line = str(error)
            assert len(line) < 250, line
            assert "\n" not in line, line
            assert not [word for word in JARGON if word in line.casefold()], line


def test_what_may_be_a_secret_is_not_told() -> None:
    for text in (
        "notify: 'mailto://a:pass@b'",
        "notify: s3cret",
        "analysis: sk-1234567890abcdefghij",
        "analysis: the key is abcdefghijklmnopqrstuvwxyz-1234",
        "analysis: {provider: 'https://a:s3cret@b'}",
    ):
        line = complaint(text)
        assert not [secret for secret in ("pass", "s3cret", "1234") if secret in line], line
    assert complaint("notify: s3cret") == "feed.yml: notify is text: write a list of secrets' names: [NOTIFY_URL]"


def test_a_mistake_in_the_environment_is_told_so_too() -> None:
    line = complaint("", DIGEST_SOURCES__ARXIV__CATEGORIES="cs.CV")
    assert line == 'environment: sources.arxiv.categories is "cs.CV": write a list: [cs.CV]'
