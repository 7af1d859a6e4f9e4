"""Related papers are found the same with the files beside the archive, without them, and from the digests themselves."""

from datetime import date
from pathlib import Path

import pytest

from generator import index, neighbours, record
from generator.model import Digest, Related
from generator.rank.earlier import Earlier
from generator.render.messages import load
from tests.samples import digest, entry, paper

DAYS = (date(2026, 3, 30), date(2026, 4, 20), date(2026, 4, 21), date(2026, 5, 4))
TITLES = ("Rolling Shutter Deblurring with Event Cameras", "Event Cameras See Rolling Shutter", "Bees Hum and Dance", "Deblurring Bees")


def days() -> list[Digest]:
    """Four days in three months; the first paper comes again in the second month, with more text."""
    made = [entry(f"260{n}.00001", read=False) for n in range(4)]
    named = [
        (paper(one.paper.id, title=title, abstract=f"{title} on GoPro. Blur bends."), one) for one, title in zip(made, TITLES, strict=True)
    ]
    entries = [entry(each.id, read=False, paper=each) for each, _ in named]
    again = entry(entries[0].paper.id, read=False, paper=paper(entries[0].paper.id, title="Renamed", abstract="Nothing the same."))
    return [digest(DAYS[0], (entries[0],)), digest(DAYS[1], (again, entries[1])), *(digest(DAYS[n], (entries[n],)) for n in (2, 3))]


def asked(earlier: Earlier) -> list[tuple[Related, ...]]:
    asking = paper("2606.00001", title="Rolling Shutter Deblurring from Events", abstract="An event camera helps deblurring on GoPro.")
    return [earlier.related(asking, ("deblurring",), before=day) for day in (*DAYS[1:], date(2026, 6, 1))]


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    for each in days():
        record.save(tmp_path / "archive", each)
    return tmp_path / "archive"


def found(archive: Path) -> list[tuple[Related, ...]]:
    return asked(Earlier((), load("en"), {}, "en", lambda: neighbours.neighbours(archive, index.sheets(archive))))


def test_files_answer_as_the_digests_do(archive: Path) -> None:
    expected = asked(Earlier(days(), load("en"), {}, "en"))
    assert any(expected)
    assert found(archive) == found(archive) == expected
    assert [path.name for path in sorted(neighbours.folder(archive).iterdir())] == ["2026-03.bin", "2026-04.bin", "2026-05.bin"]


@pytest.mark.parametrize("harm", ["deleted", "empty", "cut off", "changed", "in the way"])
def test_a_file_that_is_gone_or_broken_is_made_again(archive: Path, harm: str) -> None:
    expected = found(archive)
    path = neighbours.folder(archive) / "2026-04.bin"
    content = path.read_bytes()
    path.unlink()
    if harm == "in the way":
        path.mkdir()
    elif harm != "deleted":
        path.write_bytes({"empty": b"", "cut off": content[:-1], "changed": content.replace(b"Bees", b"Wasp")}[harm])
    assert found(archive) == expected


def test_only_the_file_of_an_edited_month_is_made_again(archive: Path) -> None:
    found(archive)
    times = {path.name: path.stat().st_mtime_ns for path in neighbours.folder(archive).iterdir()}
    record.save(archive, digest(DAYS[2], (entry("2602.00009", read=False),)))
    found(archive)
    assert [name for name, time in times.items() if (neighbours.folder(archive) / name).stat().st_mtime_ns != time] == ["2026-04.bin"]


def test_a_month_that_loses_the_first_listing_of_a_paper_gives_it_to_the_next(archive: Path) -> None:
    found(archive)
    record.path_of(archive, DAYS[0]).unlink()
    assert found(archive) == asked(Earlier(days()[1:], load("en"), {}, "en"))
