"""A small GitHub Actions: it reads the workflows' YAML and performs it against a bare repository, job by job and line by line.

Each ``uses:`` has a named stand-in in ``STAND_INS``; an action without one fails the run. Expressions are evaluated, so
that a condition or an output that is written wrongly shows.
"""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

WORKFLOWS = Path(__file__).resolve().parent.parent / ".github" / "workflows"
NUMBER = "4711"


@cache
def workflow(name: str) -> dict[str, Any]:
    """What a workflow says, to be read and not changed: a month performs each of them dozens of times."""
    content = dict(yaml.safe_load((WORKFLOWS / f"{name}.yml").read_text("utf-8")))
    content["on"] = content.pop(True)  # YAML 1.1 reads the key `on` so
    return content


def environment(**more: str) -> dict[str, str]:
    """A machine's environment: none of ours."""
    kept = {"PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "LC_ALL": "C.UTF-8"}
    author = {f"GIT_{who}_{what}": f"{who}@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    return kept | author | more


def git(where: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=where, env=environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@dataclass
class Hub:
    """GitHub: a bare repository, its settings and what it keeps.

    ``bin`` comes first on every runner's PATH; `uv sync` puts the `digest` of ``tools`` into the checkout's .venv.
    """

    folder: Path
    repository: str = "ann/feed"
    pages_on: bool = True
    runs: int = 0
    sites: list[Path] = field(default_factory=list)
    environ: dict[str, str] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    last: str = "null"

    def __post_init__(self) -> None:
        for each in (self.bare, self.bin, self.tools, self.caches):
            each.mkdir(parents=True)
        git(self.bare, "init", "--quiet", "--bare", "--initial-branch=main")
        sync = f'test "$1 $2" = "sync --frozen" && mkdir -p .venv/bin && ln -sf {self.tools}/digest .venv/bin/'
        (self.bin / "uv").write_text(f"#!/bin/sh\n{sync}\n")
        (self.bin / "gh").write_text(f'#!/bin/sh\necho "$*" >> {self.folder}/gh.log\ncase "$*" in *--jq*) cat {self.folder}/last;; esac\n')
        for name in ("uv", "gh"):
            (self.bin / name).chmod(0o755)

    @property
    def bare(self) -> Path:
        return self.folder / "hub.git"

    @property
    def bin(self) -> Path:
        return self.folder / "bin"

    @property
    def tools(self) -> Path:
        return self.folder / "tools"

    @property
    def caches(self) -> Path:
        return self.folder / "caches"

    @property
    def asked(self) -> str:
        """What `gh` was asked for."""
        log = self.folder / "gh.log"
        return log.read_text() if log.exists() else ""

    def git(self, *words: str) -> str:
        return git(self.bare, *words)

    def records(self) -> list[str]:
        """The days that have a record, as paths."""
        return [path for path in self.git("ls-tree", "-r", "--name-only", "archive").split() if path[:4].isdigit()]

    def history(self, branch: str = "archive") -> list[str]:
        """The subjects of a branch's commits, oldest first; a merge among them is none of a line."""
        assert self.git("rev-list", "--merges", branch) == ""
        return self.git("log", "--reverse", "--format=%s", branch).splitlines()

    def run(self, name: str, *, event: str = "workflow_dispatch", inputs: Mapping[str, str] | None = None, **more: str) -> "Run":
        """Run a workflow to its end; ``more`` is laid over every step's environment."""
        self.runs += 1
        (self.folder / "last").write_text(f"conclusion={self.last}\n")
        run = Run(self, self.folder / f"run-{self.runs}", event, more)
        run.jobs(workflow(name), dict(inputs or {}), self.secrets, "")
        if name == "daily":
            self.last = "success" if run.green else "failure"
        return run


@dataclass
class Job:
    """What became of a job; one that is ``forgiven`` counts as a success to all others (`continue-on-error`)."""

    result: str
    outputs: dict[str, str] = field(default_factory=dict)
    steps: dict[str, str] = field(default_factory=dict)
    forgiven: bool = False

    @property
    def counts_as(self) -> str:
        return "success" if self.forgiven else self.result


@dataclass
class Run:
    """A run of a workflow: its jobs by name (``publish/build``), what was printed and what its summary says."""

    hub: Hub
    folder: Path
    event: str
    more: dict[str, str]
    done: dict[str, Job] = field(default_factory=dict)
    output: str = ""
    artifact: Path | None = None

    @property
    def artifacts(self) -> Path:
        return self.folder / "artifacts"

    @property
    def green(self) -> bool:
        return all(job.counts_as in ("success", "skipped") for job in self.done.values())

    @property
    def results(self) -> dict[str, str]:
        return {name: job.result for name, job in self.done.items()}

    @property
    def summary(self) -> str:
        return "".join(path.read_text() for path in sorted(self.folder.glob("*/temp/GITHUB_STEP_SUMMARY")))

    @property
    def errors(self) -> list[str]:
        return [line.removeprefix("::error::") for line in self.output.splitlines() if line.startswith("::error::")]

    def jobs(self, content: Mapping[str, Any], inputs: Mapping[str, Any], secrets: Mapping[str, str], prefix: str) -> dict[str, Job]:
        """Perform the jobs of a workflow in order of their needs, and give them back by their own names."""
        defaults = {name: each.get("default", "") for name, each in _inputs(content).items()}
        context: dict[str, Any] = {"inputs": {**defaults, **inputs}, "secrets": secrets, "github": self._github(), "needs": {}}
        here: dict[str, Job] = {}
        for name, job in content["jobs"].items():
            needed = [here[each] for each in _list(job.get("needs"))]
            context["needs"] = {each: {"result": here[each].counts_as, "outputs": here[each].outputs} for each in _list(job.get("needs"))}
            failed = any(each.counts_as != "success" for each in needed)
            if not holds(job.get("if"), context, failed=failed):
                here[name] = Job("skipped")
            elif "uses" in job:
                here[name] = self._called(job, context, f"{prefix}{name}")
            elif "strategy" in job:
                here[name] = self._matrix(content, job, context, f"{prefix}{name}")
            else:
                here[name] = self._performed(content, job, context, f"{prefix}{name}")
            self.done[f"{prefix}{name}"] = here[name]
        return here

    def _github(self) -> dict[str, str]:
        return {"event_name": self.event, "token": "a-token", "sha": self.hub.git("rev-parse", "main"), "ref": "refs/heads/main"}

    def _called(self, job: Mapping[str, Any], context: dict[str, Any], name: str) -> Job:
        content = workflow(Path(job["uses"]).stem)
        assert job["uses"] == f"./.github/workflows/{Path(job['uses']).name}"
        given = {key: filled(value, context) for key, value in job.get("with", {}).items()}
        secrets = {key: filled(value, context) for key, value in job.get("secrets", {}).items()}
        declared = content["on"]["workflow_call"] or {}
        assert given.keys() <= declared.get("inputs", {}).keys() and secrets.keys() <= declared.get("secrets", {}).keys()
        for inner in content["jobs"].values():
            assert _covers(job["permissions"], inner["permissions"]), f"{name} grants less than {job['uses']} needs"
        inside = self.jobs(content, given, secrets, f"{name}/")
        outputs = {key: filled(each["value"], {"jobs": _as_context(inside)}) for key, each in declared.get("outputs", {}).items()}
        result = "failure" if any(each.counts_as == "failure" for each in inside.values()) else "success"
        return Job(result, outputs)

    def _matrix(self, content: Mapping[str, Any], job: Mapping[str, Any], context: dict[str, Any], name: str) -> Job:
        """Perform a job for each value of its one variable, every one to its end."""
        assert job["strategy"]["fail-fast"] is False
        ((variable, values),) = job["strategy"]["matrix"].items()
        found = re.fullmatch(r"\$\{\{ fromJSON\((.+)\) \}\}", values)
        assert found
        every = []
        for number, value in enumerate(json.loads(evaluated(found[1], context))):
            every.append(self._performed(content, job, context | {"matrix": {variable: value}}, f"{name}/{number}"))
            self.done[f"{name}/{number}"] = every[-1]
        return Job(
            "failure" if any(each.result == "failure" for each in every) else "success", forgiven=all(each.forgiven for each in every)
        )

    def _performed(self, content: Mapping[str, Any], job: Mapping[str, Any], context: dict[str, Any], name: str) -> Job:
        """Perform a job's steps on a machine of its own."""
        machine = Machine(self, self.folder / name.replace("/", "-"), context | {"steps": {}})
        done = Job("success", forgiven=job.get("continue-on-error", False))
        assert content["permissions"] == {}
        environ = {key: filled(str(value), machine.context) for key, value in job.get("env", {}).items()}
        for step in job["steps"]:
            label = step.get("name") or step.get("uses", "run").split("@")[0]
            failed = done.result == "failure"
            if not holds(step.get("if"), machine.context, failed=failed):
                done.steps[label] = "skipped"
                continue
            outcome, outputs = machine.step(step, environ)
            done.steps[label] = outcome
            if "id" in step:
                machine.context["steps"][step["id"]] = {"outcome": outcome, "outputs": outputs}
            if outcome == "failure" and not step.get("continue-on-error"):
                done.result = "failure"
        done.outputs = {key: filled(value, machine.context) for key, value in job.get("outputs", {}).items()}
        return done


@dataclass
class Machine:
    """A runner: an empty workspace and a folder for temporary files."""

    run: Run
    folder: Path
    context: dict[str, Any]

    def __post_init__(self) -> None:
        for each in (self.workspace, self.temp):
            each.mkdir(parents=True)

    @property
    def workspace(self) -> Path:
        return self.folder / "work"

    @property
    def temp(self) -> Path:
        return self.folder / "temp"

    def step(self, step: Mapping[str, Any], environ: Mapping[str, str]) -> tuple[str, dict[str, str]]:
        """Perform one step: its outcome and its outputs."""
        if "uses" in step:
            given = {key: filled(value, self.context) for key, value in step.get("with", {}).items()}
            return STAND_INS[step["uses"].split("@")[0]](self, given)
        own = {key: filled(str(value), self.context) for key, value in step.get("env", {}).items()}
        output = self.temp / "GITHUB_OUTPUT"
        output.write_text("")
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
        where = self.workspace / step.get("working-directory", ".")
        whole = self.environment() | dict(environ) | own
        done = subprocess.run(
            command, cwd=where, env=whole, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, timeout=300
        )
        self.run.output += done.stdout
        outputs = dict(line.split("=", 1) for line in output.read_text().splitlines())
        return "failure" if done.returncode else "success", outputs

    def environment(self) -> dict[str, str]:
        hub = self.run.hub
        files = {name: str(self.temp / name) for name in ("GITHUB_OUTPUT", "GITHUB_PATH", "GITHUB_STEP_SUMMARY")}
        github = {"GITHUB_ACTIONS": "true", "GITHUB_REPOSITORY": hub.repository, "GITHUB_REPOSITORY_ID": NUMBER}
        whole = environment(RUNNER_TEMP=str(self.temp), HOME=str(self.temp), **files, **github) | hub.environ | self.run.more
        added = self.temp / "GITHUB_PATH"
        paths = [*reversed(added.read_text().split()), str(hub.bin)] if added.exists() else [str(hub.bin)]
        return whole | {"PATH": ":".join([*paths, whole["PATH"]])}


def checkout(machine: Machine, given: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    """Stand in for actions/checkout: a shallow clone, which can push only when it keeps its credentials."""
    where, ref = machine.workspace / given.get("path", "."), given.get("ref", "main")
    hub = machine.run.hub
    found = subprocess.run(["git", "ls-remote", "--exit-code", str(hub.bare), f"refs/heads/{ref}"], capture_output=True, check=False)
    if found.returncode:
        return "failure", {}
    git(machine.folder, "clone", "--quiet", "--depth", "1", "--branch", ref, hub.bare.as_uri(), str(where))
    if str(given["persist-credentials"]).lower() != "true":
        git(where, "remote", "set-url", "--push", "origin", "/nowhere/without/credentials")
    return "success", {"commit": git(where, "rev-parse", "HEAD")}


def set_up_uv(machine: Machine, given: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    """Stand in for astral-sh/setup-uv: a small `uv` is on every PATH here."""
    return "success", {}


def restore_cache(machine: Machine, given: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    """Stand in for actions/cache/restore: the exact key, else the newest that begins so."""
    path, store, key = machine.workspace / given["path"], machine.run.hub.caches, given["key"]
    begins = [each for each in given["restore-keys"].split("\n") if each]
    newest = sorted(store.iterdir(), key=lambda each: each.stat().st_mtime_ns, reverse=True)
    fitting = [each for begin in begins for each in newest if each.name.startswith(begin)]
    hit = next((each for each in newest if each.name == key), None)
    if found := hit or next(iter(fitting), None):
        shutil.copytree(found, path)
    return "success", {"cache-hit": str(hit is not None).lower()}


def save_cache(machine: Machine, given: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    """Stand in for actions/cache/save: what is kept under a key stays."""
    kept = machine.run.hub.caches / given["key"]
    if not kept.exists():
        shutil.copytree(machine.workspace / given["path"], kept)
    return "success", {}


def upload_artifact(machine: Machine, given: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    """Stand in for actions/upload-artifact, for one file that is not hidden; without the file it only warns."""
    assert not any(part.startswith(".") for part in Path(given["path"]).parts)
    assert re.fullmatch(r"[\w-]+", given["name"])
    assert given["retention-days"] == "1"
    artifact = machine.run.artifacts / given["name"]
    if (file := machine.workspace / given["path"]).exists():
        artifact.mkdir(parents=True)
        shutil.copy2(file, artifact)
    return "success", {}


def download_artifact(machine: Machine, given: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    """Stand in for actions/download-artifact: one by its name, or all that fit a pattern into one folder. It fails without any."""
    assert ("name" in given) is not (given.get("merge-multiple") == "true")
    found = sorted(machine.run.artifacts.glob(given.get("name") or given["pattern"]))
    for artifact in found:
        shutil.copytree(artifact, machine.workspace / given.get("path", "."), dirs_exist_ok=True)
    return ("success" if found else "failure"), {}


def upload_pages_artifact(machine: Machine, given: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    """Stand in for actions/upload-pages-artifact."""
    machine.run.artifact = machine.workspace / given["path"]
    return ("success" if (machine.run.artifact / "index.html").is_file() else "failure"), {}


def deploy_pages(machine: Machine, given: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    """Stand in for actions/deploy-pages: the site goes online, when Pages is on."""
    hub, artifact = machine.run.hub, machine.run.artifact
    if not hub.pages_on or artifact is None:
        return "failure", {}
    online = hub.folder / "online"
    if online.exists():
        shutil.rmtree(online)
    shutil.copytree(artifact, online)
    hub.sites.append(online)
    return "success", {"page_url": "https://ann.github.io/feed/"}


STAND_INS: dict[str, Callable[[Machine, Mapping[str, Any]], tuple[str, dict[str, str]]]] = {
    "actions/checkout": checkout,
    "astral-sh/setup-uv": set_up_uv,
    "actions/cache/restore": restore_cache,
    "actions/cache/save": save_cache,
    "actions/upload-artifact": upload_artifact,
    "actions/download-artifact": download_artifact,
    "actions/upload-pages-artifact": upload_pages_artifact,
    "actions/deploy-pages": deploy_pages,
}


def _inputs(content: Mapping[str, Any]) -> dict[str, Any]:
    events = content["on"]
    return {
        name: each
        for event in ("workflow_dispatch", "workflow_call")
        for name, each in ((events.get(event) or {}).get("inputs") or {}).items()
    }


def _as_context(jobs: Mapping[str, Job]) -> dict[str, Any]:
    return {name: {"result": job.result, "outputs": job.outputs} for name, job in jobs.items()}


def _covers(granted: Mapping[str, str], needed: Mapping[str, str]) -> bool:
    order = {"none": 0, "read": 1, "write": 2}
    return all(order[granted.get(name, "none")] >= order[level] for name, level in needed.items())


def _list(value: object) -> list[str]:
    return [value] if isinstance(value, str) else list(value or [])  # type: ignore[call-overload]


EXPRESSION = re.compile(r"\$\{\{ *(.+?) *\}\}", re.DOTALL)
STATUS = re.compile(r"\b(?:cancelled|failure|success|always)\(\)")


def filled(value: object, context: Mapping[str, Any]) -> str:
    """A text with its expressions evaluated, as GitHub writes values into text."""
    if not isinstance(value, str):
        return str(value).lower() if isinstance(value, bool) else str(value)
    return EXPRESSION.sub(lambda found: _written(evaluated(found[1], context)), value)


def holds(condition: object, context: Mapping[str, Any], *, failed: bool) -> bool:
    """Whether a job or a step runs; without a word on the status it does only when nothing before it failed."""
    if condition is None:
        return not failed
    whole = str(condition)
    found = EXPRESSION.fullmatch(whole.strip())
    inner = found[1] if found else whole
    value = bool(evaluated(inner, context, failed=failed))
    return value and (bool(STATUS.search(inner)) or not failed)


def evaluated(expression: str, context: Mapping[str, Any], *, failed: bool = False) -> Any:
    """The value of an expression: names, strings, ==, !=, !, &&, || and the functions on the status."""
    words = re.findall(r"'[^']*'|[!=]=|&&|\|\||[!()]|[\w-]+(?:\.[\w-]+)*(?:\(\))?", expression)
    assert "".join(words) == re.sub(r"\s", "", expression), f"not understood: {expression}"
    status = {"cancelled()": "False", "failure()": str(failed), "success()": str(not failed), "always()": "True"}
    signs = {"&&": "and", "||": "or", "!": "not"}
    python = " ".join(signs.get(word) or status.get(word) or (repr(_named(word, context)) if word[0].isalpha() else word) for word in words)
    return eval(python, {"__builtins__": {}})  # noqa: S307 words of our own workflows


def _named(name: str, context: Mapping[str, Any]) -> Any:
    """A value of the context; what is not there is empty, as on GitHub, but its first word has to be known."""
    first, *rest = name.split(".")
    here: Any = context[first]
    for word in rest:
        here = here.get(word, "") if isinstance(here, Mapping) else ""
    return here


def _written(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else "" if value is None else str(value)
