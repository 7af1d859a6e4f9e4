"""The workflows: valid, pinned, with least permissions; and what they do, performed against bare git repositories.

``tests/actions.py`` performs them. Here `digest run` and `digest backfill` are a tiny script that writes the record it is
told to; all else of `digest` is the real program. ``test_workflows_month.py`` runs the real one throughout.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from generator import record
from generator.model import Gap, State, Usage
from tests.actions import NUMBER, WORKFLOWS, Hub, Run, environment, git, workflow
from tests.github_server import GitHub, github
from tests.samples import AT, digest

pytestmark = pytest.mark.untraced

PATHS = sorted(WORKFLOWS.glob("*.yml"))
PINNED = re.compile(r"uses: [\w-]+(?:/[\w-]+)+@[0-9a-f]{40} # v\d+(\.\d+){2}|uses: \./\.github/workflows/\w+\.yml")
PUBLISHES = {"contents": "read", "pages": "write", "id-token": "write"}
ALLOWED = {
    ("backfill", "publish"): PUBLISHES,
    ("backfill", "record"): {"contents": "write"},
    ("ci", "test"): {"contents": "read"},
    ("daily", "alive"): {"actions": "write"},
    ("daily", "publish"): PUBLISHES,
    ("ci", "audit"): {"contents": "read"},
    ("daily", "record"): {"contents": "write"},
    ("publish", "build"): {"contents": "read", "pages": "read"},
    ("publish", "months"): {"contents": "read"},
    ("publish", "whole"): {"contents": "read"},
    ("publish", "deploy"): {"pages": "write", "id-token": "write"},
    ("record", "record"): {"contents": "write"},
    ("site", "publish"): PUBLISHES,
}

SCRIPT = """#!/usr/bin/env bash
# Stands in for `digest run`: puts the record of $DAY there, lets another run be faster when told to, and leaves with $STATUS.
set -eu
case "$1" in run|backfill) ;; *) exec {real} "$@" ;; esac
printf '%s\\n' "$@" > {called}
if [ -n "${{DAY:-}}" ]; then mkdir -p "archive/${{DAY%%-*}}"; cp "{records}/${{RECORD:-ours}}/$DAY.json" "archive/${{DAY%%-*}}/"; fi
if [ -n "${{FASTER:-}}" ]; then bash -eu -c "$FASTER"; fi
if [ "${{STATUS:-0}}" != 0 ]; then echo '  gap: fetch huggingface: timed out'; echo 'digest: it stays open: it is tried again' >&2; fi
exit "${{STATUS:-0}}"
"""


def _jobs() -> dict[tuple[str, str], dict[str, object]]:
    return {(path.stem, name): job for path in PATHS for name, job in workflow(path.stem)["jobs"].items()}


def test_the_workflows_fit_githubs_schema() -> None:
    check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows", *map(str, PATHS)]
    checked = subprocess.run(check, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr  # it names the file


def test_zizmor_finds_nothing() -> None:
    zizmor = shutil.which("zizmor", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    if not zizmor:
        pytest.skip("zizmor is not installed")
    checked = subprocess.run([zizmor, "--offline", "--quiet", str(WORKFLOWS.parent.parent)], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.name)
def test_every_action_is_pinned_by_hash_with_its_version(path: Path) -> None:
    uses = [line.strip().removeprefix("- ") for line in path.read_text("utf-8").splitlines() if "uses:" in line]
    assert uses
    assert [line for line in uses if not PINNED.fullmatch(line)] == []


def test_every_job_has_just_the_permissions_it_needs() -> None:
    assert all(workflow(path.stem)["permissions"] == {} for path in PATHS)
    assert {key: job["permissions"] for key, job in _jobs().items()} == ALLOWED


def test_only_the_job_that_pushes_keeps_its_credentials() -> None:
    checkouts = [
        (key, step["with"]) for key, job in _jobs().items() for step in job.get("steps", []) if "checkout@" in step.get("uses", "")
    ]
    assert [key for key, given in checkouts if given["persist-credentials"]] == [("record", "record")]


def test_nothing_from_outside_is_pasted_into_a_script() -> None:
    scripts = [step.get("run", "") for job in _jobs().values() for step in job.get("steps", [])]
    assert any(scripts)
    assert not [script for script in scripts if "${{" in script]


def test_secrets_are_seen_by_one_step_only() -> None:
    steps = [step["name"] for job in _jobs().values() for step in job.get("steps", []) if "secrets." in str(step)]
    assert steps == ["Run"]


def test_no_workflow_names_an_owner() -> None:
    for path in PATHS:
        assert not re.search(r"github\.com/|github\.io", path.read_text("utf-8"))


def test_all_that_fetches_waits_in_one_line_in_which_none_is_dropped() -> None:
    lines = {key: job["concurrency"] for key, job in _jobs().items() if "concurrency" in job}
    assert lines[("record", "record")] == {"group": "archive", "cancel-in-progress": False, "queue": "max"}
    assert {str(line["group"]) for key, line in lines.items() if key[1] == "publish"} == {"site"}
    assert not any(line.get("cancel-in-progress") for line in lines.values())


@pytest.fixture
def hub(tmp_path: Path, warm: Path) -> Hub:
    """A repository with code alone, and a runner on which `digest run` is the script above."""
    hub = Hub(tmp_path / "hub")
    first = tmp_path / "first"
    git(tmp_path, "init", "--quiet", "--initial-branch=main", str(first))
    (first / "feed.yml").write_text("# code and feed.yml live on main\n")
    (first / ".gitignore").write_text("/archive/\n")
    for words in (["add", "--all"], ["commit", "--quiet", "-m", "Start"], ["push", "--quiet", str(hub.bare), "main"]):
        git(first, *words)
    records = tmp_path / "records"
    for day in (date(2026, 2, 3), date(2026, 2, 4), date(2026, 2, 5)):
        usage = (Usage(at=AT, provider="gemini", model="m", requests=3, tokens=1200, cost=0.0125),)
        gaps = (Gap(stage="fetch", subject="huggingface", reason="timed out"),)
        record.save(records / "ours", replace(digest(day=day), usage=usage))
        record.save(records / "theirs", replace(digest(day=day), gaps=gaps))
    for whose in ("ours", "theirs"):
        (records / whose / "2026").rename(records / f"{whose}-2026")
        (records / whose).rmdir()
        (records / f"{whose}-2026").rename(records / whose)
    script = hub.tools / "digest"
    script.write_text(SCRIPT.format(real=warm, called=tmp_path / "called-with", records=records))
    script.chmod(0o755)
    return hub


@pytest.fixture
def rest() -> Iterator[GitHub]:
    with github() as server:
        yield server


def recorded(hub: Hub, day: str = "2026-02-04", *, status: int = 0, date: str = "", **more: str) -> Run:
    """Run the part of `daily` that records."""
    return hub.run("record", inputs={"date": date}, DAY=day, STATUS=str(status), **more)


def told(hub: Hub, path: str) -> str:
    return hub.git("show", f"archive:{path}")


def test_the_first_run_makes_the_archive_an_orphan_branch_and_marks_whose_it_is(hub: Hub) -> None:
    run = recorded(hub)
    assert run.green, run.output
    assert hub.records() == ["2026/2026-02-04.json"]
    assert hub.history() == ["Record 2026-02-04"]
    assert f'"owner": "ann/feed#{NUMBER}"' in told(hub, "state.json")
    with pytest.raises(AssertionError):
        hub.git("merge-base", "main", "archive")


def test_main_is_left_as_it_was(hub: Hub) -> None:
    before = hub.git("rev-parse", "main")
    recorded(hub)
    assert hub.git("rev-parse", "main") == before
    assert hub.git("for-each-ref", "--format=%(refname)").split() == ["refs/heads/archive", "refs/heads/main"]


def test_a_later_run_adds_to_what_is_there(hub: Hub) -> None:
    recorded(hub)
    assert recorded(hub, "2026-02-05").green
    assert hub.records() == ["2026/2026-02-04.json", "2026/2026-02-05.json"]
    assert hub.history() == ["Record 2026-02-04", "Record 2026-02-05"]


def test_a_run_that_changes_nothing_commits_nothing_and_says_so(hub: Hub) -> None:
    first = recorded(hub)
    before = hub.git("rev-parse", "archive")
    again = recorded(hub)
    assert again.green
    assert hub.git("rev-parse", "archive") == before
    assert [run.done["record"].outputs for run in (first, again)] == [{"changed": "true"}, {"changed": "false"}]
    assert again.summary == "Nothing new: every day is complete.\n"


@pytest.mark.parametrize("date", ["2026-02-04", ""])
def test_the_date_reaches_the_program_when_there_is_one(hub: Hub, tmp_path: Path, date: str) -> None:
    recorded(hub, date=date)
    assert (tmp_path / "called-with").read_text().split() == (["run", "--date", date, "--no-pages"] if date else ["run", "--no-pages"])


def test_a_range_is_filled_by_backfill(hub: Hub, tmp_path: Path) -> None:
    run = hub.run("record", inputs={"from": "2026-02-01", "to": "2026-02-04"}, DAY="2026-02-04")
    assert run.green, run.output
    assert (tmp_path / "called-with").read_text().split() == ["backfill", "--from", "2026-02-01", "--to", "2026-02-04", "--no-pages"]


@pytest.mark.parametrize("key", ["date", "from", "to"])
def test_a_hostile_input_is_one_argument_and_runs_nothing(hub: Hub, tmp_path: Path, key: str) -> None:
    hostile = "2026-02-04; touch hacked; $(touch hacked) `touch hacked`"
    hub.run(
        "record", inputs={"from": "2026-02-01", "to": "2026-02-04"} | {key: hostile} if key != "date" else {key: hostile}, DAY="2026-02-04"
    )
    assert hostile in (tmp_path / "called-with").read_text().splitlines()
    assert not list(tmp_path.rglob("hacked"))


def another_run(hub: Hub, day: str, *, state: State | None = None) -> str:
    """The script of a run elsewhere that pushes its record while ours is still fetching."""
    there = hub.folder.parent / "elsewhere"
    begin = "git fetch -q origin archive && git checkout -q FETCH_HEAD || git checkout -q --orphan archive"
    if state:
        record.save_state(hub.folder.parent, state)
    also = f'cp "{hub.folder.parent}/state.json" . && git add state.json' if state else "true"
    return f"""
        git clone -q "{hub.bare}" "{there}"; cd "{there}"; {begin}
        git rm -rfq --cached . || true; git reset -q --mixed || true
        mkdir -p 2026; cp "{hub.folder.parent}/records/theirs/{day}.json" 2026/; git add 2026; {also}; git commit -qm elsewhere
        git push -q origin HEAD:refs/heads/archive
    """


@pytest.mark.parametrize("first", [True, False], ids=["on the first day", "later"])
def test_a_race_of_two_runs_loses_neither_record(hub: Hub, first: bool) -> None:
    if not first:
        recorded(hub, "2026-02-03")
    run = recorded(hub, "2026-02-05", FASTER=another_run(hub, "2026-02-04"))
    assert run.green, run.output
    assert {"2026/2026-02-04.json", "2026/2026-02-05.json"} <= set(hub.records())
    assert hub.history() == ([] if first else ["Record 2026-02-03"]) + ["elsewhere", "Record 2026-02-05"]
    assert "timed out" in told(hub, "2026/2026-02-04.json")


def test_a_race_that_both_wrote_the_state_keeps_what_both_know(hub: Hub) -> None:
    theirs = State(owner=f"ann/feed#{NUMBER}", notices=("2026-02-04",), closed_on={"gemini": date(2026, 2, 4)})
    run = recorded(hub, "2026-02-05", FASTER=another_run(hub, "2026-02-04", state=theirs))
    assert run.green, run.output
    assert record.loads_state(told(hub, "state.json").encode()) == theirs
    assert len(hub.records()) == 2


def test_two_records_of_one_day_are_never_mixed_or_overwritten(hub: Hub) -> None:
    recorded(hub, "2026-02-03")
    run = recorded(hub, FASTER=another_run(hub, "2026-02-04"))
    assert run.results == {"record": "failure"}
    assert run.errors == [
        "the record was not pushed: another run wrote 2026/2026-02-04.json too: run this workflow again; it completes the day"
    ]
    assert "timed out" in told(hub, "2026/2026-02-04.json")
    assert hub.history() == ["Record 2026-02-03", "elsewhere"]


@pytest.mark.parametrize("status", [1, 3])
def test_a_day_with_something_open_is_kept_and_then_turns_the_job_red_with_the_reason(hub: Hub, status: int) -> None:
    run = recorded(hub, status=status)
    assert hub.records() == ["2026/2026-02-04.json"]
    assert run.done["record"].steps["Keep the records"] == "success"
    assert run.done["record"].steps["Tell how it went"] == "failure"
    assert run.errors == ["gap: fetch huggingface: timed out · digest: it stays open: it is tried again"]


def test_the_summary_shows_funnel_gaps_and_cost(hub: Hub) -> None:
    assert "| 2026-02-04 | papers |" in (summary := recorded(hub).summary)
    assert "| 3 | 1200 | $0.0125 |" in summary
    assert "- 2026-02-05: fetch huggingface: timed out (1×)" in recorded(hub, "2026-02-05", RECORD="theirs").summary


def test_an_archive_that_came_with_a_copy_is_noticed_and_begun_anew_and_none_of_it_is_lost(hub: Hub) -> None:
    recorded(hub)
    hub.repository = "bob/copy"
    run = recorded(hub, "2026-02-05", GITHUB_REPOSITORY_ID="99")
    assert run.green, run.output
    assert "::warning::the archive was a copy of ann/feed#4711's: begun anew" in run.output
    assert hub.records() == ["2026/2026-02-05.json"]
    assert '"owner": "bob/copy#99"' in told(hub, "state.json")
    assert hub.history() == ["Record 2026-02-04", "Begin anew: these records came with a copy of ann/feed#4711", "Record 2026-02-05"]


def test_a_repository_that_was_renamed_keeps_its_archive(hub: Hub) -> None:
    recorded(hub)
    hub.repository = "ann/better-name"
    assert recorded(hub, "2026-02-05").green
    assert len(hub.records()) == 2
    assert f'"owner": "ann/better-name#{NUMBER}"' in told(hub, "state.json")


def test_a_remote_out_of_reach_is_no_first_run(hub: Hub, tmp_path: Path) -> None:
    recorded(hub)
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", hub.bare.as_uri(), str(clone))
    hub.bare.rename(hub.bare.with_name("gone.git"))
    done = subprocess.run(
        [hub.tools / "digest", "hosting", "begin"], cwd=clone, env=environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stdout.startswith("::error::git ls-remote: ")
    assert not (clone / "archive").exists()


def test_a_site_is_not_built_while_pages_is_off_and_one_line_says_what_to_do(hub: Hub, rest: GitHub) -> None:
    recorded(hub)
    rest.answers["/pages"] = (404, {"message": "Not Found"})
    run = hub.run("publish", **rest.environ)
    assert run.results == {"build": "failure", "months": "skipped", "whole": "skipped", "deploy": "skipped"}
    assert run.errors == [
        "GitHub Pages is off: open Settings → Pages and choose GitHub Actions as the source, then run daily again "
        "(a private repository needs a paid plan for Pages)"
    ]
    assert set(rest.tokens) == {"Bearer a-token"}


def test_pages_that_show_a_branch_are_named_too(hub: Hub, rest: GitHub) -> None:
    rest.answers["/pages"] = (200, {"build_type": "legacy"})
    assert hub.run("publish", **rest.environ).errors[0].startswith("GitHub Pages shows a branch instead of what is built: open Settings")


def test_a_change_before_the_first_day_builds_nothing_and_says_so(hub: Hub, rest: GitHub) -> None:
    del rest.answers["/branches/archive"]
    run = hub.run("site", event="push", **rest.environ)
    assert run.green, run.output
    assert {name for name, result in run.results.items() if result == "success"} == {"publish/build", "publish"}
    assert run.results["publish/deploy"] == "skipped"
    assert "::notice::no day is recorded yet" in run.output


def test_a_day_that_failed_is_still_built(hub: Hub, rest: GitHub) -> None:
    rest.answers["/pages"] = (404, {})
    run = hub.run("daily", event="schedule", DAY="2026-02-04", STATUS="1", **rest.environ)
    assert run.results["record"] == "failure"
    assert run.results["publish/build"] == "failure"  # it ran, as far as Pages lets it here
    assert len(run.errors) == 2


def test_a_second_try_publishes_nothing_when_all_is_well_and_again_when_the_last_run_failed(hub: Hub, rest: GitHub) -> None:
    rest.answers["/pages"] = (404, {})
    first = hub.run("daily", event="schedule", DAY="2026-02-04", **rest.environ)
    second = hub.run("daily", event="schedule", DAY="2026-02-04", **rest.environ)
    hub.last = "success"
    third = hub.run("daily", event="schedule", DAY="2026-02-04", **rest.environ)
    by_hand = hub.run("daily", DAY="2026-02-04", **rest.environ)
    hub.last = "success"
    new = hub.run("daily", event="schedule", DAY="2026-02-05", **rest.environ)
    assert [run.results["publish"] for run in (first, second, third, by_hand, new)] == [
        "failure",
        "failure",
        "skipped",
        "failure",
        "failure",
    ]


def test_the_schedule_is_kept_alive_by_enabling_the_workflow(hub: Hub, rest: GitHub) -> None:
    run = hub.run("daily", event="schedule", DAY="2026-02-04", **rest.environ)
    assert run.results["alive"] == "success"
    assert hub.asked.splitlines()[0] == "api --method PUT repos/ann/feed/actions/workflows/daily.yml/enable"


def test_a_schedule_that_cannot_be_kept_alive_fails_no_day(hub: Hub, rest: GitHub) -> None:
    (hub.bin / "gh").write_text("#!/bin/sh\nexit 1\n")
    run = hub.run("daily", event="schedule", DAY="2026-02-04", **rest.environ)
    assert run.results["alive"] == "success"
    assert "::warning::the schedule could not be kept alive" in run.output
