"""Site: print the parts that the cache does not hold, several at once. Reads and writes files.

In a part that changed, only the pages that changed are printed; the others are taken over from its earlier entry.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.site import cache
from generator.site.placing import link
from generator.site.press import Facts, Press, Work, is_page
from generator.workers import workers

FEW = 150  # pages that are printed here sooner than other processes have started


@dataclass(frozen=True, slots=True)
class Job:
    """A ``part`` to be printed into ``folder``, by way of ``building``.

    ``fresh`` holds the paths to be printed and their hashes, ``kept`` what is known of the pages to be taken over from ``before``.
    """

    part: str
    folder: Path
    building: Path
    setting: str
    fresh: dict[str, str]
    kept: dict[str, Facts]
    before: Path | None


def plan(docs: Path, part: str, folder: Path, paths: Sequence[str], building: Path, setting: str) -> Job:
    """Decide what of a part has to be printed. Reads its pages."""
    hashes = {path: cache.hash_of((docs / path).read_bytes()) if is_page(path) else "" for path in paths}
    before, kept = cache.earlier(folder.parent, part, setting), {}
    if before:
        known, entry = cache.pages(before[0]), before[1]
        kept = {path: known[path] for path in hashes if path in known and _is_same(known[path], hashes[path], entry)}
    fresh = {path: content for path, content in hashes.items() if path not in kept}
    return Job(part, folder, building, setting, fresh, kept, before[0] if before else None)


def _is_same(facts: Facts, content: str, entry: cache.Entry) -> bool:
    return facts.source == content and facts.output in entry.files


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
    for facts in job.kept.values():
        (files / facts.output).parent.mkdir(parents=True, exist_ok=True)
        link(_kept(job) / facts.output, files / facts.output)
    cache.store(job.building, job.folder, job.setting, {**known, **job.kept})


def _kept(job: Job) -> Path:
    assert job.before is not None  # noqa: S101 pages are kept from somewhere
    return job.before / "files"


_presses: list[Press] = []  # one in each process


def _start(work: Work) -> None:
    _presses.append(Press(work))


def _finish(job: Job) -> None:
    finish(_presses[0], job)
