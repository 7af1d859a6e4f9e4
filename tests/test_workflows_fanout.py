"""A full rebuild that fans out over runners: the workflow's own lines, and the same bytes as from one job, whatever is lost on the way."""

import json
import tarfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from generator import fanout, record
from generator.errors import HostingError
from generator.fanout import Group, Lacking, Works, groups
from generator.hosting import Job
from tests.actions import Hub, Run, git
from tests.conftest import Command
from tests.github_server import GitHub, github
from tests.samples import digest, entry, with_paper

MONTHS = ("2025-11", "2025-12", "2026-01", "2026-02")
SCRIPT = """#!/bin/sh
# The real program; the runner of the months that $DIES begins with dies while it prints.
case "$2 ${{NAME:-}}" in "make ${{DIES:-none}}"*) kill -9 $$ ;; esac
exec {real} "$@"
"""


@pytest.fixture
def hub(tmp_path: Path, warm: Path) -> Hub:
    """A repository with four months of records."""
    hub = Hub(tmp_path / "hub")
    main, archive = tmp_path / "main", tmp_path / "archive"
    main.mkdir()
    (main / "feed.yml").write_text("site: {name: Four months, language: en}\n", "utf-8")
    (main / ".gitignore").write_text("/archive/\n")
    four_months(archive)
    for folder, branch in ((main, "main"), (archive, "archive")):
        git(folder, "init", "--quiet", f"--initial-branch={branch}")
        for words in (["add", "--all"], ["commit", "--quiet", "-m", "Start"], ["push", "--quiet", str(hub.bare), branch]):
            git(folder, *words)
    script = hub.tools / "digest"
    script.write_text(SCRIPT.format(real=warm))
    script.chmod(0o755)
    return hub


@pytest.fixture
def rest() -> Iterator[GitHub]:
    with github() as server:
        yield server


def content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def deployed(hub: Hub, rest: GitHub, **more: str) -> tuple[Run, dict[str, bytes]]:
    """Run `site` with an empty cache: the run, and what it deployed."""
    for kept in hub.caches.iterdir():
        kept.rename(hub.folder / f"before-{hub.runs}-{kept.name}")
    run = hub.run("site", event="push", **rest.environ, **more)
    assert run.green, run.output
    assert run.results["publish/deploy"] == "success"
    return run, content(hub.folder / "online")


def handed(run: Run) -> dict[str, int]:
    """The time of each file that the runners printed or indexed, in microseconds, by its path in the cache."""
    found: dict[str, int] = {}
    for path in run.artifacts.glob("*/printed-*.tar"):
        with tarfile.open(path) as tar:
            found |= {member.name.removeprefix("cache/"): round(member.mtime * 1e6) for member in tar}
    return found


@pytest.mark.slow
def test_a_rebuild_by_several_runners_makes_the_site_that_one_job_makes(hub: Hub, rest: GitHub) -> None:
    alone, site = deployed(hub, rest)
    assert [alone.results[f"publish/{name}"] for name in ("build", "months", "whole")] == ["success", "skipped", "skipped"]
    shared, same = deployed(hub, rest, PAGES_A_RUNNER="4")
    assert [shared.results[f"publish/{name}"] for name in ("build", "months", "whole")] == ["success"] * 3
    assert "::notice::" in shared.output
    assert same == site

    # What the runners made is what the site was built of: printed once, in the cache under its key, file for file.
    (kept,) = hub.caches.iterdir()
    made = handed(shared)
    assert {path: round((kept / path).stat().st_mtime * 1e6) for path in made} == pytest.approx(made, abs=2)
    parts = {path.parent.name.rpartition(".")[0] for path in kept.glob("site/*/entry.json")}
    assert {path.split("/")[1].rpartition(".")[0] for path in made if path.startswith("site/")} == {
        part for part in parts if fanout.month_of(part)
    }
    assert {path.split("/")[2][:7] for path in made if path.startswith("search")} == set(MONTHS)
    runners = [name for name in shared.results if name.startswith("publish/months/")]
    assert 2 <= len(runners) <= 4

    # The next day finds all of it: one job again, which prints nothing.
    again = hub.run("site", event="push", **rest.environ, PAGES_A_RUNNER="4")
    assert again.green
    assert again.results["publish/months"] == "skipped"

    dead, whole = deployed(hub, rest, PAGES_A_RUNNER="4", DIES=MONTHS[0])
    assert [dead.results[name] for name in runners] == ["failure", *["success"] * (len(runners) - 1)]
    assert not [path for path in handed(dead) if MONTHS[0] in path]
    assert whole == site


def test_months_are_shared_out_evenly_and_oldest_first() -> None:
    pages = {f"2025-{number:02d}": 700 for number in range(1, 13)} | {"2026-01": 50}
    shared = groups(Lacking(pages, {"2025-01", "2026-01"}), 1000)
    assert " ".join(group.months for group in shared).split() == sorted(pages)
    assert len(shared) == fanout.RUNNERS
    assert max(sum(pages[month] for month in group.months.split()) for group in shared) == 1400
    assert shared[0] == Group("2025-01_2025-02", "2025-01 2025-02", "2025-01")
    assert shared[-1] == Group("2025-12_2026-01", "2025-12 2026-01", "2026-01")


@pytest.mark.parametrize("pages", [{}, {"2026-01": 1000, "2026-02": 1000}, {"2026-01": 9000}])
def test_what_one_job_does_as_fast_is_not_shared_out(pages: dict[str, int]) -> None:
    assert groups(Lacking(pages, ()), 1000) == []


@pytest.mark.parametrize(("part", "month"), [("2026-04", "2026-04"), ("lists-2026-04", "2026-04"), ("front", None), ("theme", None)])
def test_a_part_of_the_site_is_one_months_or_none(part: str, month: str | None) -> None:
    assert fanout.month_of(part) == month


def four_months(archive: Path) -> None:
    """Records of four months, two papers each."""
    for number, month in enumerate(MONTHS):
        papers = [with_paper(entry(), id=f"{month[2:4]}{month[5:]}.0000{each}", title=f"Paper {number}{each}") for each in range(2)]
        record.save(archive, digest(day=date.fromisoformat(f"{month}-03"), entries=tuple(papers)))


def test_what_a_runner_printed_is_not_shared_out_again(command: Command, tmp_path: Path) -> None:
    four_months(tmp_path / "archive")

    def planned() -> list[Group]:
        output = tmp_path / "output"
        output.write_text("")
        said = command("hosting", "plan", environ={"PAGES_A_RUNNER": "4", "GITHUB_OUTPUT": str(output)})
        assert said.status == 0, said.out
        return [Group(**each) for each in json.loads(output.read_text().removeprefix("groups="))]

    first, *rest = planned()
    assert " ".join(group.months for group in (first, *rest)).split() == list(MONTHS)
    assert first.search == first.months
    assert command("hosting", "make", environ={"NAME": first.name, "MONTHS": first.months, "SEARCH": first.search}).status == 0
    with tarfile.open(tmp_path / f"printed-{first.name}.tar") as tar:
        found = {name.split("/")[1] for name in tar.getnames()}
    assert found == {"site", "search-archive"}
    assert " ".join(group.months for group in planned()).split() == [month for month in MONTHS if month not in first.months.split()]


@pytest.fixture
def job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Job, Works, list[str]]:
    """A job that brings together in an empty folder, and what it says."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "handed").mkdir()
    said: list[str] = []
    works = Works(tmp_path / "docs", tmp_path / ".cache", lambda: (), lambda: Lacking({}, ()), lambda *_: ())
    return Job(tmp_path / "archive", {}, said.append), works, said


def test_a_file_that_was_cut_off_is_told_and_the_others_are_taken(job: tuple[Job, Works, list[str]], tmp_path: Path) -> None:
    begun, works, said = job
    made = tmp_path / "elsewhere" / "site" / "2026-01.key"
    made.mkdir(parents=True)
    (made / "entry.json").write_text("{}")
    for name in ("a", "b"):
        fanout.pack(tmp_path / "handed" / f"{name}.tar", "cache", tmp_path / "elsewhere", [made / "entry.json"])
    (tmp_path / "handed" / "a.tar").write_bytes((tmp_path / "handed" / "a.tar").read_bytes()[:700])
    assert fanout.join(begun, works) == 0
    assert len(said) == 1
    assert said[0].startswith("::warning::a.tar cannot be read (")
    assert content(tmp_path / ".cache") == {"site/2026-01.key/entry.json": b"{}"}


def test_pages_that_cannot_be_unpacked_are_told_in_one_line_and_leave_nothing(job: tuple[Job, Works, list[str]], tmp_path: Path) -> None:
    begun, works, _ = job
    (tmp_path / "whole").write_bytes(b"x" * 9000)
    fanout.pack(fanout.DRAWN, "docs", tmp_path, [tmp_path / "whole"])
    fanout.DRAWN.write_bytes(fanout.DRAWN.read_bytes()[:4000])
    with pytest.raises(HostingError, match=r"^drawn\.tar: the pages that were handed over cannot be read \(.*\): run the job again$"):
        fanout.make(begun, works)
    assert content(tmp_path / ".cache") == {}


@pytest.mark.parametrize(("name", "kind"), [("../out", tarfile.REGTYPE), ("/out", tarfile.REGTYPE), ("link", tarfile.SYMTYPE)])
def test_nothing_but_files_inside_is_unpacked(job: tuple[Job, Works, list[str]], tmp_path: Path, name: str, kind: bytes) -> None:
    begun, works, said = job
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, "/etc/passwd"
    with tarfile.open(tmp_path / "handed" / "a.tar", "w") as tar:
        tar.addfile(member)
    assert fanout.join(begun, works) == 0
    assert said == ["::warning::a.tar cannot be read (it holds what is no file of ours): what it held is made again"]
    assert content(tmp_path / ".cache") == {}


def test_what_stands_in_docs_and_cache_is_never_overwritten(job: tuple[Job, Works, list[str]], tmp_path: Path) -> None:
    begun, works, _ = job
    given = {"index.md": "drawn", "papers/1.md": "drawn"}
    for path, text in given.items():
        (tmp_path / "there" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "there" / path).write_text(text)
    fanout.pack(tmp_path / "handed" / "drawn.tar", "docs", tmp_path / "there", [tmp_path / "there" / path for path in given])
    fanout.pack(tmp_path / "handed" / "printed.tar", "cache", tmp_path / "there", [tmp_path / "there" / path for path in given])
    for path in ("docs/index.md", ".cache/index.md"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("mine")
    fanout.join(begun, works)
    assert content(tmp_path / "docs") == {"index.md": b"mine"}
    assert content(tmp_path / ".cache") == {"index.md": b"mine", "papers/1.md": b"drawn"}
