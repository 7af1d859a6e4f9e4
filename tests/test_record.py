"""Records: a digest survives the round trip, and nothing broken is read or overwritten."""

import json
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings

from generator import record
from generator.errors import RecordError
from generator.model import Digest, Figure, Paper, State
from tests.samples import DAY, digest, digests


@given(digests)
@settings(max_examples=60, deadline=None)
def test_a_digest_survives_the_round_trip(one: Digest) -> None:
    assert record.loads(record.dumps(one).encode(), "x") == one


def test_a_record_stands_in_the_folder_of_its_year(tmp_path: Path) -> None:
    record.save(tmp_path, digest())
    assert (tmp_path / "2026" / "2026-04-20.json").is_file()
    assert record.load(tmp_path, DAY) == digest()
    assert record.load_all(tmp_path) == [digest()]


def test_the_same_digest_is_written_once(tmp_path: Path) -> None:
    assert record.save(tmp_path, digest()) is True
    assert record.save(tmp_path, digest()) is False
    assert [path.name for path in (tmp_path / "2026").iterdir()] == ["2026-04-20.json"]


def test_a_record_is_text_that_a_diff_can_show() -> None:
    text = record.dumps(digest())
    assert list(json.loads(text))[:4] == ["schema", "day", "kind", "open"]
    assert max(map(len, text.splitlines())) < 250


def test_a_day_without_a_record_is_none(tmp_path: Path) -> None:
    assert record.load(tmp_path, DAY) is None
    assert record.days(tmp_path / "nowhere") == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "not JSON"),
        ("[]", "holds no record, but a list"),
        ('{"schema": 2}', "newer version (schema 2, known 1): update"),
        (record.dumps(digest()).replace('"open"', '"opened"'), "open"),
        (re.sub(r'(?<="ranker_score": )[\d.]+', "NaN", record.dumps(digest())), "ranker_score: input should be a finite number"),
        (record.dumps(digest()).replace("2026-04-20", "2026-04-21", 1), "says it is the day 2026-04-21"),
    ],
)
def test_a_broken_record_is_named_with_its_mend(tmp_path: Path, text: str, said: str) -> None:
    path = record.path_of(tmp_path, DAY)
    path.parent.mkdir()
    path.write_text(text, "utf-8")
    with pytest.raises(RecordError, match=r"2026-04-20\.json") as caught:
        record.load(tmp_path, DAY)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    assert path.read_text("utf-8") == text


def test_a_file_that_is_not_named_for_a_day_is_named(tmp_path: Path) -> None:
    (tmp_path / "2026").mkdir()
    (tmp_path / "2026" / "notes.json").write_text("{}", "utf-8")
    with pytest.raises(RecordError, match=r"notes\.json: not named for a day"):
        record.days(tmp_path)


def test_a_record_in_the_folder_of_another_year_is_named(tmp_path: Path) -> None:
    (tmp_path / "2025").mkdir()
    (tmp_path / "2025" / "2026-04-20.json").write_text("{}", "utf-8")
    with pytest.raises(RecordError, match="folder of another year"):
        record.days(tmp_path)


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(RecordError, match="cannot be written"):
        record.ensure_writable(tmp_path / "file")
    with pytest.raises(RecordError, match="cannot be written"):
        record.save(tmp_path / "file", digest())


def test_figures_stand_by_month_and_old_months_are_swept(tmp_path: Path) -> None:
    figures = [
        Figure(file=f"{month}/2601.0000{n}.webp", caption="", licence="", width=1, height=1)
        for n, month in enumerate(("2025-05", "2025-06", "2026-05"))
    ]
    assert [record.save_figure(tmp_path, each, b"picture") for each in (*figures, figures[0])] == [True, True, True, False]
    (tmp_path / "figures" / "2025-05" / "note.txt").write_text("by hand", "utf-8")
    assert record.figures(tmp_path) == {each.file: 7 for each in figures}
    assert record.load_figure(tmp_path, figures[2].file) == b"picture"
    record.sweep_figures(tmp_path, date(2026, 5, 31))
    assert [*record.figures(tmp_path)] == [each.file for each in figures[1:]]
    assert (tmp_path / "figures" / "2025-05").is_dir()  # something else is in it
    record.sweep_figures(tmp_path, date(2026, 6, 1))
    assert [*record.figures(tmp_path)] == [figures[2].file]
    assert not (tmp_path / "figures" / "2025-06").exists()


def test_a_figure_that_cannot_be_read_or_removed_is_named(tmp_path: Path) -> None:
    odd = tmp_path / "figures" / "2025-01" / "2501.00001.webp"
    odd.mkdir(parents=True)
    with pytest.raises(RecordError, match=r"2501\.00001\.webp: Is a directory: make it readable"):
        record.load_figure(tmp_path, "2025-01/2501.00001.webp")
    with pytest.raises(RecordError, match=r"2501\.00001\.webp: cannot be removed"):
        record.sweep_figures(tmp_path, DAY)


def test_a_run_that_was_killed_while_it_wrote_a_figure_leaves_nothing_half(tmp_path: Path) -> None:
    half = tmp_path / "figures" / "2026-04" / ".2604.00001.webp.999999999.tmp"
    half.parent.mkdir(parents=True)
    half.write_bytes(b"ha")
    assert record.figures(tmp_path) == {}
    record.ensure_writable(tmp_path)
    assert not half.exists()


def test_a_record_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    record.path_of(tmp_path, DAY).mkdir(parents=True)
    with pytest.raises(RecordError, match="make it readable"):
        record.load(tmp_path, DAY)


def test_a_writable_folder_stays_as_it_was(tmp_path: Path) -> None:
    record.ensure_writable(tmp_path / "new")
    assert list((tmp_path / "new").iterdir()) == []


def test_years_far_away_are_read_too(tmp_path: Path) -> None:
    record.save(tmp_path, digest(day=date(1991, 8, 14)))
    assert record.days(tmp_path) == [date(1991, 8, 14)]


def test_a_like_is_a_file_named_by_its_id_whatever_it_holds(tmp_path: Path) -> None:
    for name in ("likes/2602.23361", "likes/hep-th/9901001", "likes/README.md", "likes/.gitkeep", "dislikes/2602.00001"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "likes" / "2602.23361").write_text("https://arxiv.org/abs/2602.00003\n", "utf-8")
    assert record.marked(tmp_path, "likes") == ("2602.23361", "hep-th/9901001")
    assert record.marked(tmp_path, "dislikes") == ("2602.00001",)
    assert record.marked(tmp_path / "nowhere", "likes") == ()


def test_texts_of_liked_papers_are_kept_and_written_only_when_they_change(tmp_path: Path) -> None:
    assert record.load_texts(tmp_path) == {}
    record.save_texts(tmp_path, {})
    assert not (tmp_path / record.TEXTS).exists()
    texts = {"2602.00002": None, "2602.00001": Paper(id="2602.00001", title="Bees", abstract="Bees dance.")}
    record.save_texts(tmp_path, texts)
    assert record.load_texts(tmp_path) == texts
    before = (tmp_path / record.TEXTS).read_bytes()
    record.save_texts(tmp_path, dict(sorted(texts.items())))
    assert (tmp_path / record.TEXTS).read_bytes() == before


def test_broken_texts_are_named_with_their_mend(tmp_path: Path) -> None:
    (tmp_path / record.TEXTS).write_text("{", "utf-8")
    with pytest.raises(RecordError, match=r"texts\.json: cannot be read: delete it"):
        record.load_texts(tmp_path)


def test_the_state_survives_the_round_trip_and_is_written_only_when_it_changes(tmp_path: Path) -> None:
    state = State(
        owner="ann/feed", notices=("2026-04-20",), closed_on={"gemini": DAY}, batches=({"name": "batches/1", "day": "2026-04-20"},)
    )
    assert record.save_state(tmp_path, state) is True
    assert record.load_state(tmp_path) == state
    assert record.save_state(tmp_path, state) is False


def test_an_archive_without_a_state_has_an_empty_one_that_is_not_written(tmp_path: Path) -> None:
    assert record.load_state(tmp_path) == State()
    assert record.save_state(tmp_path, State()) is False
    assert not (tmp_path / record.STATE).exists()


def test_a_broken_state_is_named_with_its_mend(tmp_path: Path) -> None:
    (tmp_path / record.STATE).write_text('{"owner": 1, "surprise": 2}', "utf-8")
    with pytest.raises(RecordError, match=r"state\.json: cannot be read: restore it"):
        record.load_state(tmp_path)
