"""The workflows: valid, pinned, with least permissions; and their ``run:`` lines, performed against bare git repositories.

Stand-ins: ``actions/checkout`` is a shallow clone, ``setup-uv`` is nothing, ``uv`` and ``digest`` are tiny scripts on PATH.
"""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

WORKFLOWS = sorted((Path(__file__).resolve().parent.parent / ".github" / "workflows").glob("*.yml"))
PINNED = re.compile(r"uses: [\w-]+/[\w-]+@[0-9a-f]{40} # v\d+(\.\d+){2}")
ALLOWED = {
    ("ci", "test"): {"contents": "read"},
    ("ci", "audit"): {"contents": "read"},
    ("daily", "record"): {"contents": "write"},
    ("daily", "build"): {"contents": "read"},
    ("daily", "deploy"): {"pages": "write", "id-token": "write"},
}

DIGEST = """#!/usr/bin/env bash
# Stands in for the real one: writes the record of $DAY, lets another run be faster when told to, and leaves with $STATUS.
set -eu
printf '%s\\n' "$@" > "$RUNNER_TEMP/called-with"
mkdir -p "archive/${DAY%%-*}"
echo "${RECORD:-a record}" > "archive/${DAY%%-*}/$DAY.json"
if [ -n "${FASTER:-}" ]; then bash -eu -c "$FASTER"; fi
echo "$DAY papers: announced 3"
if [ "$STATUS" != 0 ]; then echo '  gap: fetch huggingface: timed out' >&2; fi
exit "$STATUS"
"""


def _workflow(name: str) -> dict[str, Any]:
    path = next(path for path in WORKFLOWS if path.stem == name)
    return dict(yaml.safe_load(path.read_text("utf-8")))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_fits_githubs_schema(path: Path) -> None:
    check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows", str(path)]
    checked = subprocess.run(check, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_every_action_is_pinned_by_hash_with_its_version(path: Path) -> None:
    uses = [line.strip().removeprefix("- ") for line in path.read_text("utf-8").splitlines() if "uses:" in line]
    assert uses
    assert [line for line in uses if not PINNED.fullmatch(line)] == []


def test_every_job_has_just_the_permissions_it_needs() -> None:
    assert all(_workflow(path.stem)["permissions"] == {} for path in WORKFLOWS)
    given = {(path.stem, name): job["permissions"] for path in WORKFLOWS for name, job in _workflow(path.stem)["jobs"].items()}
    assert given == ALLOWED


def test_only_the_job_that_pushes_keeps_its_credentials() -> None:
    jobs = {(path.stem, name): job for path in WORKFLOWS for name, job in _workflow(path.stem)["jobs"].items()}
    checkouts = [(key, step["with"]) for key, job in jobs.items() for step in job["steps"] if "checkout@" in step.get("uses", "")]
    assert [key for key, given in checkouts if given["persist-credentials"]] == [("daily", "record")]


def test_nothing_from_outside_is_pasted_into_a_script() -> None:
    scripts = [step.get("run", "") for path in WORKFLOWS for job in _workflow(path.stem)["jobs"].values() for step in job["steps"]]
    assert any(scripts)
    assert not [script for script in scripts if "${{" in script]


def test_secrets_are_seen_by_one_step_only() -> None:
    steps = [step for job in _workflow("daily")["jobs"].values() for step in job["steps"] if "secrets." in str(step)]
    assert [step["name"] for step in steps] == ["Run the day"]


def test_no_workflow_names_an_owner() -> None:
    for path in WORKFLOWS:
        assert not re.search(r"github\.com/|github\.io", path.read_text("utf-8"))


def test_a_failed_day_is_still_built_and_deployed() -> None:
    jobs = _workflow("daily")["jobs"]
    assert jobs["build"]["if"] == "${{ !cancelled() }}"
    assert jobs["deploy"]["if"] == "${{ !cancelled() && needs.build.result == 'success' }}"


@dataclass(frozen=True)
class Hub:
    """A bare repository that stands for GitHub's, and a place for runners."""

    bare: Path
    work: Path
    bin: Path

    def git(self, *arguments: str) -> str:
        return _git(self.bare, *arguments)

    def records(self) -> list[str]:
        return self.git("ls-tree", "-r", "--name-only", "archive").split()

    def clone(self, name: str) -> Path:
        """Stand in for actions/checkout."""
        _git(self.work, "clone", "--quiet", "--depth", "1", "--branch", "main", self.bare.as_uri(), name)
        return self.work / name


@dataclass(frozen=True)
class Run:
    """What a performed job left: the status of each step by name, and what was shown."""

    statuses: dict[str, int]
    output: str
    summary: str

    @property
    def green(self) -> bool:
        return not any(status for name, status in self.statuses.items() if name != "Run the day")


def _environment(**more: str) -> dict[str, str]:
    kept = {"PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "LC_ALL": "C.UTF-8"}
    author = {f"GIT_{who}_{what}": f"{who}@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    return kept | author | more


def _git(where: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=where, env=_environment(), capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    hub = Hub(bare=tmp_path / "hub.git", work=tmp_path / "work", bin=tmp_path / "bin")
    for folder in (hub.bare, hub.work, hub.bin):
        folder.mkdir()
    _git(hub.bare, "init", "--quiet", "--bare", "--initial-branch=main")
    _git(hub.work, "init", "--quiet", "--initial-branch=main", "first")
    (hub.work / "first" / "feed.yml").write_text("# code and feed.yml live on main\n")
    (hub.work / "first" / ".gitignore").write_text("/archive/\n")
    for command in (["add", "--all"], ["commit", "--quiet", "-m", "Start"], ["push", "--quiet", str(hub.bare), "main"]):
        _git(hub.work / "first", *command)
    for name, script in (("digest", DIGEST), ("uv", "#!/bin/sh\n")):
        (hub.bin / name).write_text(script)
        (hub.bin / name).chmod(0o755)
    return hub


def _perform(hub: Hub, name: str, *, day: str, status: int = 0, date: str = "", **more: str) -> Run:
    """Perform the steps of the job ``record`` as a runner would, in a fresh checkout."""
    job = _workflow("daily")["jobs"]["record"]
    clone, temp = hub.clone(name), hub.work / f"{name}-temp"
    temp.mkdir()
    github = {key: str(temp / key) for key in ("GITHUB_PATH", "GITHUB_STEP_SUMMARY")}
    base = _environment(**github, RUNNER_TEMP=str(temp), DAY=day, STATUS=str(status), **more)
    base["PATH"] = f"{hub.bin}:{base['PATH']}"
    words = {"inputs.date": date, "secrets.GEMINI_API_KEY": "", "secrets.OPENAI_API_KEY": ""}
    statuses: dict[str, int] = {}
    output = ""
    for step in job["steps"]:
        if "uses" in step:
            assert step["uses"].split("@")[0] in {"actions/checkout", "astral-sh/setup-uv"}
            continue
        given = {key: _worded(value, words) for key, value in (job["env"] | step.get("env", {})).items()}
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
        where = clone / step.get("working-directory", ".")
        done = subprocess.run(command, cwd=where, env=base | given, capture_output=True, text=True, check=False, timeout=60)
        statuses[step["name"]] = done.returncode
        output += done.stdout + done.stderr
        words[f"steps.{step.get('id')}.outcome"] = "failure" if done.returncode else "success"
        if done.returncode and not step.get("continue-on-error"):
            break
    summary = temp / "GITHUB_STEP_SUMMARY"
    return Run(statuses=statuses, output=output, summary=summary.read_text() if summary.exists() else "")


def _worded(value: str, words: dict[str, str]) -> str:
    return re.sub(r"\$\{\{ (.+?) \}\}", lambda found: words[found[1]], value)


def _history(hub: Hub) -> list[str]:
    """The subjects of the archive's commits, oldest first."""
    assert hub.git("rev-list", "--merges", "archive") == ""
    return hub.git("log", "--reverse", "--format=%s", "archive").splitlines()


def test_the_first_run_makes_the_archive_an_orphan_branch(hub: Hub) -> None:
    run = _perform(hub, "one", day="2026-02-04", date="2026-02-04")
    assert run.green, run.output
    assert hub.records() == ["2026/2026-02-04.json"]
    assert _history(hub) == ["Record 2026-02-04"]
    with pytest.raises(subprocess.CalledProcessError):
        hub.git("merge-base", "main", "archive")


def test_main_is_left_as_it_was(hub: Hub) -> None:
    before = hub.git("rev-parse", "main")
    _perform(hub, "one", day="2026-02-04")
    assert hub.git("rev-parse", "main") == before
    assert hub.git("for-each-ref", "--format=%(refname)").split() == ["refs/heads/archive", "refs/heads/main"]


def test_a_later_run_adds_to_what_is_there(hub: Hub) -> None:
    _perform(hub, "one", day="2026-02-04", date="2026-02-04")
    assert _perform(hub, "two", day="2026-02-05", date="2026-02-05").green
    assert hub.records() == ["2026/2026-02-04.json", "2026/2026-02-05.json"]
    assert _history(hub) == ["Record 2026-02-04", "Record 2026-02-05"]


def test_a_run_that_changes_nothing_commits_nothing(hub: Hub) -> None:
    _perform(hub, "one", day="2026-02-04")
    before = hub.git("rev-parse", "archive")
    assert _perform(hub, "two", day="2026-02-04").green
    assert hub.git("rev-parse", "archive") == before


@pytest.mark.parametrize("date", ["2026-02-04", ""])
def test_the_date_reaches_the_program_when_there_is_one(hub: Hub, date: str) -> None:
    _perform(hub, "one", day="2026-02-04", date=date)
    called = (hub.work / "one-temp" / "called-with").read_text().split()
    assert called == (["run", "--date", date] if date else ["run"])


def test_a_hostile_date_is_one_argument_and_runs_nothing(hub: Hub) -> None:
    hostile = "2026-02-04; touch hacked; $(touch hacked) `touch hacked`"
    _perform(hub, "one", day="2026-02-04", date=hostile)
    assert (hub.work / "one-temp" / "called-with").read_text().splitlines() == ["run", "--date", hostile]
    assert not list(hub.work.rglob("hacked"))


def _another_run(hub: Hub, day: str, record: str) -> str:
    """The script of a run elsewhere that pushes its record while ours is still fetching."""
    there = hub.work / "elsewhere"
    begin = "git fetch -q origin archive && git checkout -q FETCH_HEAD || git checkout -q --orphan archive"
    return f"""
        git clone -q "{hub.bare}" "{there}"; cd "{there}"; {begin}
        git rm -rfq --cached . || true; git reset -q --mixed || true
        mkdir -p 2026; echo "{record}" > 2026/{day}.json; git add 2026; git commit -qm elsewhere
        git push -q origin HEAD:refs/heads/archive
    """


@pytest.mark.parametrize("first", [True, False], ids=["on the first day", "later"])
def test_a_race_of_two_runs_loses_neither_record(hub: Hub, first: bool) -> None:
    if not first:
        _perform(hub, "zero", day="2026-02-03", date="2026-02-03")
    run = _perform(hub, "one", day="2026-02-05", date="2026-02-05", FASTER=_another_run(hub, "2026-02-04", "theirs"))
    assert run.green, run.output
    assert "[rejected]" in run.output
    assert {"2026/2026-02-04.json", "2026/2026-02-05.json"} <= set(hub.records())
    assert _history(hub) == ([] if first else ["Record 2026-02-03"]) + ["elsewhere", "Record 2026-02-05"]
    assert hub.git("show", "archive:2026/2026-02-04.json") == "theirs"


def test_two_records_of_one_day_are_never_mixed_or_overwritten(hub: Hub) -> None:
    _perform(hub, "zero", day="2026-02-03", date="2026-02-03")
    run = _perform(hub, "one", day="2026-02-04", RECORD="ours", FASTER=_another_run(hub, "2026-02-04", "theirs"))
    assert not run.green
    assert "::error::the record was not pushed" in run.output
    assert hub.git("show", "archive:2026/2026-02-04.json") == "theirs"
    assert _history(hub) == ["Record 2026-02-03", "elsewhere"]


@pytest.mark.parametrize("status", [1, 3])
def test_a_day_with_something_open_is_kept_and_then_turns_the_job_red_with_the_reason(hub: Hub, status: int) -> None:
    run = _perform(hub, "one", day="2026-02-04", status=status)
    assert hub.records() == ["2026/2026-02-04.json"]
    assert run.statuses["Keep the record"] == 0
    assert run.statuses["Tell how it went"] == 1
    assert "::error::  gap: fetch huggingface: timed out" in run.output
    assert "2026-02-04 papers: announced 3" in run.summary


def test_a_day_that_went_well_is_told_in_the_summary(hub: Hub) -> None:
    run = _perform(hub, "one", day="2026-02-04")
    assert run.summary == "    2026-02-04 papers: announced 3\n"
    assert "::error::" not in run.output


def test_a_remote_out_of_reach_is_no_first_run(hub: Hub) -> None:
    _perform(hub, "one", day="2026-02-04")
    hub.bare.rename(hub.bare.with_name("gone.git"))
    hub.bare.symlink_to(hub.bare.with_name("gone.git"))
    clone = hub.clone("two")
    hub.bare.unlink()
    step = next(step for step in _workflow("daily")["jobs"]["record"]["steps"] if step.get("name") == "Check out the archive")
    done = subprocess.run(["bash", "-eo", "pipefail", "-c", step["run"]], cwd=clone, env=_environment(), capture_output=True, check=False)
    assert done.returncode not in {0, 2}
    assert not (clone / "archive").exists()
