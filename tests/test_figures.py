"""Figures from a run to the pages: fetched once, kept in the archive, shown with what the licence asks, and gone when turned off or old."""

import shutil
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from generator import record
from generator.model import Digest, Figure
from tests import hostile
from tests.conftest import Command, Said
from tests.fetch.figures import pictures
from tests.fetch.test_teaser import IMG, figure
from tests.hostile import DAY, World, serving
from tests.samples import digest, entry, paper

CC, NC = "http://creativecommons.org/licenses/by/4.0/", "http://creativecommons.org/licenses/by-nc/4.0/"
PNG = pictures.file(pictures.drawn(1600, 800))
ONE, TWO = "2604.00001", "2604.00002"
FILE = f"2026-04/{ONE}.webp"


@dataclass
class Illustrated(World):
    """A world whose papers have a figure; ``png`` is what it answers for the picture."""

    png: bytes = PNG

    def body(self, place: str, target: str, asked: bytes) -> bytes | None:
        if place == "rss":
            licences = {ONE: CC, TWO: NC}
            return hostile.feed([{**each, "licence": licences.get(each["id"])} for each in hostile.ANNOUNCED])
        if target.endswith(".png"):
            return self.png
        if place == "html":
            shown = figure(IMG.replace("2602.23361", target.rsplit("/")[-1]), "Blur, and none.")
            return hostile.page().replace(b"</article>", f"{shown}</article>".encode())
        return super().body(place, target, asked)


def run(command: Command, world: World, **environ: str) -> Said:
    with serving(world):
        return command("run", "--date", str(DAY), environ={**world.environ(), "DIGEST_SELECT__MIN_SCORE": "0", **environ})


def stored() -> Digest:
    found = record.load(Path("archive"), DAY)
    assert found
    return found


def pictures_asked(world: World) -> list[str]:
    return [each for each in world.asked if each.startswith(("/html", "/pdf"))]


def files() -> dict[str, bytes]:
    return {
        str(path): path.read_bytes()
        for folder in ("archive", "docs")
        for path in Path(folder).rglob("*")
        if path.is_file() and path.name != ".generated"
    }


def test_a_run_fetches_keeps_and_shows_the_figures_that_it_may(command: Command) -> None:
    world = Illustrated()
    said = run(command, world)
    assert (said.status, said.err) == (0, "")
    assert pictures_asked(world) == [f"/html/{ONE}", f"/html/{ONE}v1/x1.png"]
    kept = {each.paper.id: each.figure for each in stored().entries if each.figure}
    assert kept == {ONE: Figure(file=FILE, caption="Blur, and none.", licence=CC, width=960, height=480)}
    content = Path("archive/figures", FILE).read_bytes()
    assert Path("docs/figures", FILE).read_bytes() == content
    assert f"figures/{FILE}" in Path(f"docs/papers/{ONE}.md").read_text("utf-8")
    before = files()
    again = Illustrated()
    assert run(command, again).status == 0
    assert (pictures_asked(again), files()) == ([], before)
    # Turned off, the pages lose them and the archive keeps them; turned on again, nobody is asked.
    assert command("render", environ={"DIGEST_SITE__FIGURES": "false"}).status == 0
    assert "figures/" not in Path(f"docs/papers/{ONE}.md").read_text("utf-8") + Path(f"docs/daily/2026/{DAY}.md").read_text("utf-8")
    assert not Path("docs/figures").exists()
    assert command("render", environ={"DIGEST_SITE__FIGURES": "true"}).status == 0
    assert files() == before
    assert command("check").status == 0


def test_a_feed_without_figures_asks_for_none(command: Command) -> None:
    world = Illustrated()
    assert run(command, world, DIGEST_SITE__FIGURES="false").status == 0
    assert pictures_asked(world) == []
    assert not Path("archive/figures").exists()
    assert all(each.figure is None for each in stored().entries)


def test_a_figure_that_breaks_costs_no_paper_and_is_not_asked_for_again(command: Command) -> None:
    world = Illustrated(png=pictures.bomb(60_000))
    said = run(command, world)
    assert (said.status, stored().open, stored().funnel.read) == (0, False, 4)
    assert [(gap.stage, gap.subject, gap.final) for gap in stored().gaps] == [("figure", ONE, True)]
    assert "figure" not in Path(f"docs/daily/2026/{DAY}.md").read_text("utf-8")


def test_a_figure_that_does_not_come_keeps_no_day_open(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.fetch.http.GROWTH", 0.01)
    said = run(command, Illustrated(faults={"html": hostile.status("403 Forbidden")}, bodies={"pdf": b"no pdf"}))
    assert (said.status, stored().open, stored().funnel.read) == (0, False, 4)
    assert [(gap.stage, gap.attempts, gap.final) for gap in stored().gaps] == [("figure", 1, True)]


def test_a_figure_of_a_day_long_ago_is_not_fetched_and_an_old_one_swept(command: Command) -> None:
    old = Path("archive/figures/2025-04/2504.00001.webp")
    old.parent.mkdir(parents=True)
    old.write_bytes(b"old")
    kept = Path("archive/figures/2025-05/2505.00001.webp")
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"kept")
    run(command, Illustrated())
    assert not old.parent.exists()
    assert kept.exists()


def test_what_a_record_names_and_the_archive_lacks_is_not_shown(command: Command) -> None:
    run(command, Illustrated())
    shutil.rmtree("archive/figures")
    assert command("render").status == 0
    assert "figures/" not in Path(f"docs/papers/{ONE}.md").read_text("utf-8")
    assert not Path("docs/figures").exists()


def shelve(archive: Path, day: date, id_: str) -> None:
    """Put a day with a figure into an archive."""
    given = Figure(file=f"{day:%Y-%m}/{id_}.webp", caption=f"What {id_} does.", licence=CC, width=960, height=480)
    one = replace(entry(id_), paper=replace(paper(id_), licence=CC), figure=given)
    record.save(archive, digest(day, (one,)))
    record.save_figure(archive, given, PNG[:900] + id_.encode())


def test_the_newest_twelve_months_show_figures_and_a_new_month_redraws_only_what_loses_them(command: Command) -> None:
    archive = Path("archive")
    for month in range(1, 13):
        shelve(archive, date(2026, month, 10), f"26{month:02}.00001")
    assert command("render").status == 0
    before = {path: path.stat().st_mtime_ns for path in Path("docs").rglob("*") if path.is_file()}
    assert len([*Path("docs/figures").rglob("*.webp")]) == 12
    shelve(archive, date(2027, 1, 10), "2701.00001")
    assert command("render").status == 0
    shown = {path.stem for path in Path("docs/figures").rglob("*.webp")}
    assert shown == {f"26{month:02}.00001" for month in range(2, 13)} | {"2701.00001"}
    assert "figures/" not in Path("docs/papers/2601.00001.md").read_text("utf-8")
    changed = {
        path.stem for path, time in before.items() if path.exists() and path.stat().st_mtime_ns != time and path.parent.name == "papers"
    }
    assert "2602.00001" not in changed
    assert {"2601.00001"} <= changed


def test_a_figure_that_changes_in_the_archive_changes_its_month_alone(command: Command) -> None:
    for month in (3, 4):
        shelve(Path("archive"), date(2026, month, 10), f"26{month:02}.00001")
    command("render")
    drawn = Path("docs/.generated").read_text("utf-8").splitlines()
    (Path("archive/figures/2026-03") / "2603.00001.webp").write_bytes(b"another picture")
    command("render")
    assert Path("docs/figures/2026-03/2603.00001.webp").read_bytes() == b"another picture"
    changed = {line.split("\t")[1] for line in Path("docs/.generated").read_text("utf-8").splitlines() if line not in drawn}
    assert changed == {"2026-03"}
