"""Hosting, I/O: what a workflow does around a run. The branch ``archive`` beside the code, its summary, its errors. Runs git.

The archive is a worktree of the checkout. It is pushed by rebase and retry, never forced, and history stays a line.
"""

import re
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TypeVar

from generator import record
from generator.errors import DigestError, HostingError
from generator.github import Api
from generator.model import Digest, State

BRANCH = "archive"
WAITS = (0.0, 1.0, 4.0, 16.0)
"""Seconds before each try to push."""

LOG = "day.log"
"""What the run said, in the runner's folder for temporary files."""

SILENCE = 60
"""Whole seconds that a remote may go on with less than SLOWEST bytes a second, before it counts as gone."""

SLOWEST = 100

T = TypeVar("T")

NO_SUCH_BRANCH = 2  # of git ls-remote --exit-code; any other failure must not start a new archive


@dataclass(frozen=True, slots=True)
class Job:
    """Where a step works: the archive's folder, what GitHub says in the environment, and where its commands are echoed."""

    archive: Path
    environ: Mapping[str, str]
    echo: Callable[[str], None]


Step = Callable[[Job], int]


def step(name: str, job: Job, others: Mapping[str, Step]) -> int:
    """Do a step of STEPS or of ``others``, and give its exit status; what went wrong is one line that GitHub shows."""
    steps = STEPS | dict(others)
    if name not in steps:
        raise HostingError(f"hosting {name}: no such step", f"one of {', '.join(steps)}")
    try:
        return steps[name](job)
    except DigestError as error:
        job.echo(f"::error::{command(str(error))}")
        return 1


def begin(job: Job) -> int:
    """Check the archive out beside the code, or begin one, and mark whose it is."""
    found = _git(Path(), "ls-remote", "--exit-code", "origin", f"refs/heads/{BRANCH}", fine=(0, NO_SUCH_BRANCH))
    if found.returncode == 0:
        _git(Path(), "fetch", "--quiet", "--depth=1", "origin", f"refs/heads/{BRANCH}")
        _git(Path(), "worktree", "add", "--quiet", "-B", BRANCH, str(job.archive), "FETCH_HEAD")
    else:
        _git(Path(), "worktree", "add", "--quiet", "--detach", str(job.archive))
        _git(job.archive, "switch", "--quiet", "--orphan", BRANCH)
    state, ours = record.load_state(job.archive), owner(job.environ)
    if ours and state.owner and not is_same(state.owner, ours):
        _git(job.archive, "rm", "-r", "--quiet", ".")
        _git(job.archive, "commit", "--quiet", "--message", f"Begin anew: these records came with a copy of {state.owner}")
        job.echo(
            f"::warning::the archive was a copy of {command(state.owner)}'s: begun anew, the copied records stay in the branch's history"
        )
        state = State()
    if ours:
        record.save_state(job.archive, replace(state, owner=ours))
    return 0


def owner(environ: Mapping[str, str]) -> str | None:
    """Whose archive this is: the repository's name and its number, which stays when the repository is renamed."""
    name, number = environ.get("GITHUB_REPOSITORY"), environ.get("GITHUB_REPOSITORY_ID")
    return f"{name}#{number}" if name and number else name or None


def is_same(one: str, other: str) -> bool:
    """Whether two marks mean one repository: by their numbers, by their names where a number is missing."""
    (name, _, number), (other_name, _, other_number) = one.partition("#"), other.partition("#")
    return number == other_number if number and other_number else name.lower() == other_name.lower()


def keep(job: Job) -> int:
    """Commit what the run left and push it; tell in the job's summary what came of each day that changed."""
    record.ensure_writable(job.archive)  # which removes what a killed run left half written
    _git(job.archive, "add", "--all")
    changed = _git(job.archive, "diff", "--cached", "--name-only").stdout.split("\n")
    days = sorted({date.fromisoformat(found[1]) for path in changed if (found := re.fullmatch(r"\d{4}/(\d{4}-\d\d-\d\d)\.json", path))})
    append(job.environ, "GITHUB_OUTPUT", f"changed={'true' if any(changed) else 'false'}\n")
    append(job.environ, "GITHUB_STEP_SUMMARY", summary([digest for day in days if (digest := record.load(job.archive, day))]))
    if any(changed):
        _git(job.archive, "commit", "--quiet", "--message", subject(days))
        push(job.archive, WAITS)
    return 0


def subject(days: Sequence[date]) -> str:
    """The commit's subject."""
    return (
        f"Record {', '.join(map(str, days[-3:]))}" + (f" and {len(days) - 3} before" if len(days) > 3 else "") if days else "Keep the state"
    )


def push(archive: Path, waits: Sequence[float]) -> None:
    """Push, after a rebase when another run was faster. Raises HostingError when two runs wrote the same day, or nothing gets through."""
    for wait in waits:
        time.sleep(wait)
        pushed = _git(archive, "push", "--quiet", "origin", f"HEAD:refs/heads/{BRANCH}", fine=None)
        if pushed.returncode == 0:
            return
        if _git(archive, "fetch", "--quiet", "origin", f"refs/heads/{BRANCH}", fine=None).returncode == 0:
            _rebase(archive)
    raise HostingError(f"the record was not pushed ({_why(pushed.stderr)})", "run this workflow again; nothing else is lost")


def _rebase(archive: Path) -> None:
    """Put our commit on theirs. A state of both is merged; two records of one day are never mixed."""
    done = _git(archive, "rebase", "--quiet", "FETCH_HEAD", fine=None)
    while done.returncode != 0:
        both = _git(archive, "diff", "--name-only", "--diff-filter=U").stdout.split()
        if both != [record.STATE]:
            _git(archive, "rebase", "--abort", fine=None)
            named = ", ".join(both) or _why(done.stderr)
            raise HostingError(f"the record was not pushed: another run wrote {named} too", "run this workflow again; it completes the day")
        base, theirs, ours = (_stage(archive, number) for number in (1, 2, 3))
        record.save_state(archive, merged(base, theirs, ours))
        _git(archive, "add", record.STATE)
        done = _git(archive, "-c", "core.editor=true", "rebase", "--continue", fine=None)


def _stage(archive: Path, number: int) -> State:
    """The state as it stands in one of the three versions of a conflict; an empty one where there is none."""
    shown = _git(archive, "show", f":{number}:{record.STATE}", fine=None)
    return record.loads_state(shown.stdout.encode()) if shown.returncode == 0 else State()


def merged(base: State, theirs: State, ours: State) -> State:
    """Both states in one: what either added is there, what either took away is not, of two days the later."""
    notices = _both(base.notices, theirs.notices, ours.notices)
    batches = _both(base.batches, theirs.batches, ours.batches)
    pairs = {name: (theirs.closed_on.get(name), ours.closed_on.get(name)) for name in theirs.closed_on | ours.closed_on}
    closed = {name: max(day for day in pair if day) for name, pair in pairs.items()}
    return State(owner=ours.owner or theirs.owner, notices=notices, batches=batches, closed_on=closed)


def _both(base: Sequence[T], theirs: Sequence[T], ours: Sequence[T]) -> tuple[T, ...]:
    every = [*theirs, *(each for each in ours if each not in theirs)]
    return tuple(each for each in every if each not in base or (each in theirs and each in ours))


def tell(job: Job) -> int:
    """Turn the job red when the run failed, with the reason as its error."""
    if job.environ.get("OUTCOME") == "success":
        return 0
    log = Path(job.environ["RUNNER_TEMP"]) / LOG
    lines = log.read_text("utf-8", "replace").splitlines() if log.exists() else []
    job.echo(f"::error::{command(reason(lines))}")
    append(job.environ, "GITHUB_STEP_SUMMARY", "\n" + "".join(f"    {line}\n" for line in lines[-40:]))
    return 1


def reason(lines: Sequence[str]) -> str:
    """Why a run failed, out of what it said: its complaints and gaps, else its last words."""
    told = (line for line in lines if line.startswith(("digest: ", "  gap: ")) and not line.endswith("(final)"))
    telling = [line.strip() for line in told]
    said = telling or [line.strip() for line in lines if line.strip()][-1:] or ["the run was stopped before it said anything: run it again"]
    return " · ".join(said[-3:])


def look(job: Job) -> int:
    """See before a site is built that Pages shows what is deployed, and whether there is an archive yet."""
    api = Api(job.environ)
    if complaint := pages_complaint(*api.get("/pages")):
        raise complaint
    begun = api.get(f"/branches/{BRANCH}")[0] != 404
    append(job.environ, "GITHUB_OUTPUT", f"archive={'true' if begun else 'false'}\n")
    if not begun:
        job.echo("::notice::no day is recorded yet, so there is no site: run the workflow daily")
    return 0


def pages_complaint(status: int | None, pages: Mapping[str, object]) -> HostingError | None:
    """What is wrong with the repository's Pages, by GitHub's answer; None also when it could not be asked."""
    mend = "open Settings → Pages and choose GitHub Actions as the source, then run daily again"
    if status == 404:
        return HostingError("GitHub Pages is off", f"{mend} (a private repository needs a paid plan for Pages)")
    if status == 200 and pages.get("build_type") == "legacy":
        return HostingError("GitHub Pages shows a branch instead of what is built", mend)
    return None


def summary(digests: Sequence[Digest]) -> str:
    """The job's summary in Markdown: for each day its funnel, what was asked of a model, its cost and its gaps."""
    if not digests:
        return "Nothing new: every day is complete.\n"
    head = ["day", "kind", "announced", "featured", "considered", "listed", "read", "requests", "tokens", "cost"]
    rows = [head, ["---"] * len(head), *map(_row, digests)]
    gaps = [
        f"- {one.day}: {gap.stage} {gap.subject}: {gap.reason} ({gap.attempts}×{', given up' if gap.final else ''})"
        for one in digests
        for gap in one.gaps
    ]
    return "\n".join(["| " + " | ".join(row) + " |" for row in rows] + (["", "Gaps", "", *gaps] if gaps else [])) + "\n"


def _row(digest: Digest) -> list[str]:
    funnel, usage = digest.funnel, digest.usage
    counts = [funnel.announced, funnel.featured, funnel.considered, funnel.listed, funnel.read]
    costs = [each.cost for each in usage]
    known = [cost for cost in costs if cost is not None]
    cost = f"${sum(known):.4f}" if len(known) == len(costs) else "unknown"
    asked = [str(sum(each.requests for each in usage)), str(sum(each.tokens for each in usage)), cost]
    return [str(digest.day), digest.kind, *("–" if count is None else str(count) for count in counts), *asked]


def command(text: str) -> str:
    """Write a text as the value of a workflow command, which ends with its line."""
    return text.replace("%", "%25").replace("\r", "").replace("\n", "%0A")


def append(environ: Mapping[str, str], variable: str, text: str) -> None:
    """Add a text to one of the files that GitHub reads after a step."""
    if path := environ.get(variable):
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(text)


def _git(where: Path, *words: str, fine: tuple[int, ...] | None = (0,)) -> subprocess.CompletedProcess[str]:
    """Run git. Raises HostingError for a status that is not ``fine``; None takes any."""
    # git waits for ever for a remote that is silent, and asks a person for the name and password that a remote wants.
    ours = ("core.askPass=true", f"http.lowSpeedLimit={SLOWEST}", f"http.lowSpeedTime={SILENCE}")
    options = [word for each in ours for word in ("-c", each)]
    done = subprocess.run(["git", *options, *words], cwd=where, capture_output=True, text=True, check=False)  # noqa: S603, S607 words of ours
    if fine is not None and done.returncode not in fine:
        raise HostingError(f"git {words[0]}: {_why(done.stderr)}", "run this workflow again; nothing was changed")
    return done


def _why(said: str) -> str:
    """The line in which git says why, else its last one, without what an address may hold before its host."""
    lines = [line.strip() for line in said.splitlines() if line.strip() and not line.startswith("hint:")]
    telling = [line for line in lines if line.startswith(("! [", "fatal: "))] or lines[-1:] or ["git said nothing"]
    return re.sub(r"//[^/@\s]*@", "//", re.sub(r"unable to access '[^']*': ", "", telling[0].removeprefix("! ")))


STEPS: dict[str, Step] = {"begin": begin, "keep": keep, "tell": tell, "look": look}
