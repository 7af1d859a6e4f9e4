"""What is asked of an archive comes from its records, whatever became of the files that make it quick."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from generator import concordance, index, record
from generator.ask import Question
from generator.errors import RecordError
from tests.samples import DAY, analysis, digest, entry, relevance, with_paper

MAY = date(2026, 5, 4)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Two months; one paper was listed in the first and read in the second."""
    twice = with_paper(entry("2604.00001", read=False), title="Twice told")
    record.save(tmp_path / "archive", digest(DAY, (twice, with_paper(entry("2604.00002", score=91, tags=("video",)), title="Bees"))))
    again = with_paper(entry("2604.00001", analysis=analysis(tldr="图像复原")), title="Twice told")
    other = entry("2605.00001", relevance=relevance(70, matched=("generation",)))
    record.save(tmp_path / "archive", digest(MAY, (again, other)))
    return tmp_path / "archive"


def ids(archive: Path, text: str = "", **fields: object) -> list[str]:
    answer = concordance.ask(archive, index.sheets(archive), Question(text=text, **fields))  # type: ignore[arg-type]
    return [found.entry.paper.id for found in answer.found]


def test_a_paper_is_told_once_by_the_day_that_read_it(archive: Path) -> None:
    answer = concordance.ask(archive, index.sheets(archive), Question(text="twice"))
    assert [(found.day, found.entry.paper.id) for found in answer.found] == [(MAY, "2604.00001")]
    assert answer.found[0].entry.analysis
    assert ids(archive, "图像复原") == ["2604.00001"]


def test_an_id_finds_its_paper_whatever_the_version(archive: Path) -> None:
    assert ids(archive, "2604.00002v7") == ["2604.00002"]
    assert ids(archive, "arXiv:2604.00009") == []
    assert not concordance.folder(archive).exists()


def test_interest_tag_and_days_narrow_it(archive: Path) -> None:
    assert ids(archive, interest="generation") == ["2605.00001"]
    assert ids(archive, tag="video") == ["2604.00002"]
    assert ids(archive, "paper", until=DAY) == []
    assert ids(archive, "blur", until=DAY) == ["2604.00002", "2604.00001"]
    assert ids(archive, "blur", since=MAY) == ["2604.00001", "2605.00001"]
    assert ids(archive, "blur", since=date(2027, 1, 1)) == []
    assert ids(archive, "!!") == ids(archive) == ["2604.00001", "2605.00001", "2604.00002"]


def test_no_more_than_wanted_are_told_and_all_are_counted(archive: Path) -> None:
    answer = concordance.ask(archive, index.sheets(archive), Question(text="blur", most=1))
    assert (len(answer.found), answer.of) == (1, 3)


def test_an_empty_archive_answers_nothing(tmp_path: Path) -> None:
    assert ids(tmp_path / "archive", "blur") == []


@pytest.mark.parametrize("harm", ["lost", "broken", "cut", "empty", "a folder"])
def test_files_that_were_lost_or_broken_change_no_answer(archive: Path, harm: str) -> None:
    before = ids(archive, "blur")
    path = concordance.folder(archive) / "2026-04.txt"
    content = path.read_bytes()
    path.unlink()
    if harm == "a folder":
        path.mkdir()
    elif harm != "lost":
        path.write_bytes({"broken": content.replace(b"blur", b"bees"), "cut": content[:-9], "empty": b""}[harm])
    assert ids(archive, "blur") == before == ids(archive, "blur")
    if harm != "a folder":
        assert path.read_bytes() == content


def test_a_changed_record_is_read_again_and_other_months_are_not(archive: Path) -> None:
    ids(archive, "blur")
    may = (concordance.folder(archive) / "2026-05.txt").stat().st_mtime_ns
    record.save(archive, digest(DAY, (with_paper(entry("2604.00002"), title="Wasps"),)))
    assert ids(archive, "wasps") == ["2604.00002"]
    assert ids(archive, "bees") == []
    assert (concordance.folder(archive) / "2026-05.txt").stat().st_mtime_ns == may


def test_an_archive_that_a_run_writes_to_meanwhile_is_asked_again(archive: Path) -> None:
    sheets = index.sheets(archive)
    record.save(archive, digest(DAY, (entry("2604.00002"), entry("2604.00003"), entry("2604.00004"))))
    with pytest.raises(RecordError, match="written to just now: ask again"):
        concordance.ask(archive, sheets, Question(text="blur"))
    assert concordance.ask(archive, sheets, Question(text="2604.00001", until=DAY)).found == ()


def test_a_broken_record_is_named(archive: Path) -> None:
    sheets = index.sheets(archive)
    record.path_of(archive, DAY).write_text("{", "utf-8")
    with pytest.raises(RecordError, match=r"2026-04-20\.json"):
        concordance.ask(archive, sheets, Question(text="blur"))


def test_nothing_is_written_into_the_archive(archive: Path) -> None:
    before = sorted(path.relative_to(archive) for path in archive.rglob("*"))
    ids(archive, "blur")
    assert sorted(path.relative_to(archive) for path in archive.rglob("*")) == before
    shutil.rmtree(archive.parent / ".cache")
    assert ids(archive, "blur")
