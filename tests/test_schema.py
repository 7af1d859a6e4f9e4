"""Older records: a chain of small steps makes them what the present program writes, and whoever broke one is told where."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings

from generator import record, schema
from generator.errors import RecordError
from generator.model import Digest
from tests.conftest import Command
from tests.samples import DAY, digest, digests


def first(one: Digest) -> bytes:
    """A record as schema 0 had it: no schema named, the ranker's score in whole numbers."""
    content: dict[str, Any] = json.loads(record.dumps(one))
    del content["schema"]
    for entry in content["entries"]:
        if entry["relevance"]["ranker_score"] is not None:
            entry["relevance"]["ranker_score"] = int(entry["relevance"]["ranker_score"])
    return json.dumps(content, ensure_ascii=False).encode("utf-8", "surrogatepass")


def whole(one: Digest) -> Digest:
    """The same digest with what schema 0 could tell of a score."""
    scores = [entry.relevance.ranker_score for entry in one.entries]
    fine = [None if score is None else float(int(score)) for score in scores]
    relevances = [replace(entry.relevance, ranker_score=score) for entry, score in zip(one.entries, fine, strict=True)]
    return replace(one, entries=tuple(replace(e, relevance=r) for e, r in zip(one.entries, relevances, strict=True)))


@given(digests)
@settings(max_examples=30, deadline=None)
def test_a_record_of_the_first_schema_becomes_what_is_written_now(one: Digest) -> None:
    read = record.loads(first(one), "x")
    assert read == whole(one)
    assert record.loads(record.dumps(read).encode(), "x") == read
    assert record.dumps(read).startswith('{\n "schema": 1,')


def test_every_older_schema_has_its_step() -> None:
    assert sorted(schema.MIGRATIONS) == [*range(schema.SCHEMA)]


def test_steps_are_taken_one_after_the_other() -> None:
    steps = {0: lambda content: {**content, "a": [0]}, 1: lambda content: {**content, "a": [*content["a"], 1]}}
    assert schema.migrated({}, steps, 2) == {"schema": 2, "a": [0, 1]}
    assert schema.migrated({"schema": 1, "a": []}, steps, 2) == {"schema": 2, "a": [1]}
    assert schema.migrated({"schema": 2}, steps, 2) == {"schema": 2}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b'{"entries": [{}]}', "does not fit schema 0 (KeyError: 'relevance'): restore it"),
        (b'{"entries": [{"relevance": {"ranker_score": "much"}}]}', "does not fit schema 0 (ValueError: "),
        (b'{"entries": [{"relevance": {"ranker_score": %s}}]}' % (b"9" * 400), "does not fit schema 0 (OverflowError: "),
        (b'{"entries": 3}', "does not fit schema 0 (TypeError: "),
        (b'{"schema": "one"}', "schema: not a number from 0 on: restore it"),
        (b'{"schema": true}', "schema: not a number"),
        (b'{"schema": -1}', "schema: not a number"),
        (b'{"schema": 7}', "newer version (schema 7, known 1): update"),
        (b'{\n "schema": 1,\n', "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[]", "holds no record, but a list"),
    ],
)
def test_what_does_not_fit_is_one_line_with_the_mend(text: bytes, said: str) -> None:
    with pytest.raises(RecordError, match=r"^2026-04-20\.json: ") as caught:
        record.loads(text, "2026-04-20.json")
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_older_record_is_drawn_named_by_check_and_written_anew_by_its_day(command: Command) -> None:
    closed = whole(digest(open=False))
    path = record.path_of(record.Path("archive"), DAY)
    path.parent.mkdir(parents=True)
    path.write_bytes(first(closed))
    assert command("render").status == 0
    assert path.read_bytes() == first(closed)
    said = command("check")
    assert said.status == 1
    assert f"{path}: of an older schema (0, now 1): digest run --date {DAY} writes it anew\n" in said.out
    assert command("run", "--date", str(DAY)).status == 0
    assert path.read_text("utf-8") == record.dumps(closed)
    assert "older schema" not in command("check").out
