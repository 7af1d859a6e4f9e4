"""Site: print the parts that the cache does not hold, several at once. Reads and writes files.

In a part that changed, only what changed is printed or copied; the rest is taken over from its earlier entry.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from generator.site import cache
from generator.site.placing import link_into
from generator.site.press import Facts, Press, Work, is_page
from generator.workers import workers

FEW = 150  # pages that are printed here sooner than other processes have started


@dataclass(frozen=True, slots=True)
class Job:
    """A ``part`` to be printed into ``folder``, by way of ``building``.

    ``fresh`` holds the paths to be printed or copied and their hashes, ``kept`` what is known of the pages that are not, and
    ``taken`` the files to be taken over from the entry in ``before``.
    """

    part: str
    folder: Path
    building: Path
    setting: str
    fresh: dict[str, str]
    kept: dict[str, Facts] = field(default_factory=dict)
    taken: dict[str, cache.Stamp] = field(default_factory=dict)
    before: Path | None = None


def plan(docs: Path, part: str, folder: Path, paths: Sequence[str], building: Path, setting: str) -> Job:
    """Decide what of a part has to be printed. Reads its files."""
    hashes = {path: cache.hash_of((docs / path).read_bytes()) for path in paths}
    if not (earlier := cache.earlier(folder.parent, part, setting)):
        return Job(part, folder, building, setting, hashes)
    before, entry = earlier
    known = {path: facts for path, facts in cache.pages(before).items() if facts.output in entry.files}
    kept = {path: known[path] for path in hashes if path in known and known[path].source == hashes[path]}
    same = [path for path in hashes if not is_page(path) and path in entry.files and entry.files[path][2] == hashes[path]]
    taken = {output: entry.files[output] for output in (*(facts.output for facts in kept.values()), *same)}
    fresh = {path: content for path, content in hashes.items() if path not in kept and path not in taken}
    return Job(part, folder, building, setting, fresh, kept, taken, before)


def run(jobs: Sequence[Job], press: Press, processes: int) -> None:
    """Print all jobs, the largest first. Raises BuildError of the first that fails."""
    jobs = sorted(jobs, key=lambda job: (-len(job.fresh), job.folder))
    processes = min(processes, len(jobs))
    if processes < 2 or sum(is_page(path) for job in jobs for path in job.fresh) <= FEW:
        for job in jobs:
            finish(press, job)
        return
    with workers(processes, _start, press.work) as submit:
        for done in [submit(_finish, job) for job in jobs]:
            done.result()


def finish(press: Press, job: Job) -> None:
    """Print one job and give its folder a name in the cache."""
    files = job.building / "files"
    files.mkdir(parents=True)
    # MkDocs empties the folder first, so what is kept comes after.
    known = press.print_pages(job.fresh, files) if job.fresh else {}
    folders: set[Path] = set()
    for output in job.taken:
        link_into(_entry(job) / output, files / output, folders)
    cache.store(job.building, job.folder, job.setting, {**known, **job.kept}, job.taken)


def _entry(job: Job) -> Path:
    assert job.before is not None  # noqa: S101 files are taken from somewhere
    return job.before / "files"


_presses: list[Press] = []  # one in each process


def _start(work: Work) -> None:
    _presses.append(Press(work))


def _finish(job: Job) -> None:
    finish(_presses[0], job)
