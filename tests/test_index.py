"""The index gives the records at a glance, reads only what changed, and can be lost, broken or old without anybody noticing."""

import os
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from generator import index, record
from generator.errors import RecordError
from generator.glance import Sheet, glance
from generator.model import Digest
from tests.samples import DAY, digest, digests, entry

NEXT = date(2026, 5, 4)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Two records, in two months, of which the index knows, written long ago."""
    for day in (DAY, NEXT):
        save(tmp_path / "archive", digest(day))
    index.sheets(tmp_path / "archive")
    return tmp_path / "archive"


def save(archive: Path, one: Digest, *, age: int = 3600) -> None:
    record.save(archive, one)
    path = record.path_of(archive, one.day)
    os.utime(path, (path.stat().st_mtime - age,) * 2)


def fresh(archive: Path) -> list[Sheet]:
    """What the records say, whatever the index does."""
    found = [record.load(archive, day) for day in record.days(archive)]
    return [replace(glance(each), record=sheet.record) for each, sheet in zip(found, index.sheets(archive), strict=True) if each]


def files(archive: Path) -> list[Path]:
    return sorted(index.folder(archive).iterdir())


def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The records that are parsed from now on."""
    parsed: list[str] = []
    loads_day = record.loads_day

    def noted(text: bytes, path: Path, day: date) -> Digest:
        parsed.append(str(day))
        return loads_day(text, path, day)

    monkeypatch.setattr(record, "loads_day", noted)
    return parsed


@given(digests)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_the_index_says_is_what_the_record_says(tmp_path: Path, one: Digest) -> None:
    one = replace(one, day=DAY)
    record.save(tmp_path / "archive", one)
    for _ in range(2):
        [sheet] = index.sheets(tmp_path / "archive")
        assert replace(sheet, record="") == glance(one)


def test_the_index_stands_beside_the_archive_a_file_a_month(archive: Path) -> None:
    assert [path.name for path in files(archive)] == ["2026-04.json", "2026-05.json"]
    assert sorted(path.name for path in archive.iterdir()) == ["2026"]


def test_a_known_record_is_not_parsed_again(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed = reads(monkeypatch)
    assert index.sheets(archive) == fresh(archive)
    assert parsed.count(str(DAY)) == 1  # by ``fresh`` alone


def test_a_fresh_checkout_has_other_times_and_parses_nothing(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known, parsed = index.sheets(archive), reads(monkeypatch)
    for day in (DAY, NEXT):
        os.utime(record.path_of(archive, day), (1, 1))
    assert index.sheets(archive) == known
    assert parsed == []


def test_an_edited_record_is_parsed_and_no_other(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(archive, digest(NEXT, entries=(entry("2605.00009"),)))
    parsed = reads(monkeypatch)
    assert [each.id for each in index.sheets(archive)[1].entries] == ["2605.00009"]
    assert parsed == [str(NEXT)]


def test_an_edit_of_the_same_size_at_once_after_the_index_was_written_is_seen(tmp_path: Path) -> None:
    path = record.path_of(tmp_path / "archive", DAY)
    record.save(tmp_path / "archive", digest())
    index.sheets(tmp_path / "archive")
    times = path.stat()
    path.write_text(path.read_text("utf-8").replace("2604.00001", "2604.00002"), "utf-8")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert [each.id for each in index.sheets(tmp_path / "archive")[0].entries] == ["2604.00002"]


def test_a_removed_record_is_forgotten_and_a_new_one_is_found(archive: Path) -> None:
    record.path_of(archive, DAY).unlink()
    save(archive, digest(NEXT + timedelta(days=1)))
    assert [sheet.day for sheet in index.sheets(archive)] == [NEXT, NEXT + timedelta(days=1)]


@pytest.mark.parametrize("harm", ["deleted", "empty", "cut off", "changed", "not text", "older", "a folder"])
def test_an_index_that_is_gone_broken_or_old_is_made_again_silently(
    archive: Path, harm: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    known, [one, _] = index.sheets(archive), files(archive)
    content = one.read_bytes()
    harmed = {"empty": b"", "cut off": content[:-9], "changed": content.replace(b"2604.00001", b"2604.00002"), "not text": b"\xff\x00\n{}"}
    if harm in harmed:
        one.write_bytes(harmed[harm])
    elif harm == "older":
        monkeypatch.setattr(index, "SCHEMA", "0")
    else:
        one.unlink()
        if harm == "a folder":
            one.mkdir()
    assert index.sheets(archive) == known
    assert index.sheets(archive) == known
    assert capsys.readouterr() == ("", "")


def test_a_broken_record_is_named(archive: Path) -> None:
    record.path_of(archive, DAY).write_text("{", "utf-8")
    with pytest.raises(RecordError, match=r"2026-04-20\.json: not JSON"):
        index.sheets(archive)


def test_an_archive_that_cannot_have_an_index_is_read_without(tmp_path: Path) -> None:
    save(tmp_path / "archive", digest())
    (tmp_path / ".cache").write_text("in the way", "utf-8")
    assert [sheet.day for sheet in index.sheets(tmp_path / "archive")] == [DAY]


def test_the_opener_gives_whole_digests(archive: Path) -> None:
    assert index.opener(archive)([NEXT, DAY, date(2020, 1, 1)]) == [digest(NEXT), digest(DAY)]
