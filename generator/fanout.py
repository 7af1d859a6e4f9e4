"""Fan-out, I/O: a full rebuild shared out over runners by month. What is handed over are tar files, with pages and with what is printed.

Everything is looked up by its content: what did not arrive, or arrived broken, is drawn, printed or indexed again by the build that
brings all together. So the site is byte for byte that of one job, and a lost file costs time alone.
"""

import json
import re
import shutil
import tarfile
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from generator.bounds import is_inside, number
from generator.errors import HostingError
from generator.hosting import Job, Step, append, command

PAGES = 4000
"""So many pages are worth a runner: it prints them in about the time that it takes to begin. Twice as many are one job's."""

RUNNERS = 8
"""GitHub runs twenty jobs of an account at once, and others may be waiting."""

DRAWN, HANDED = Path("drawn.tar"), Path("handed")


class Lacking(NamedTuple):
    """What the cache lacks: pages to be printed, by month, and the months that are to be indexed for the search."""

    pages: Mapping[str, int]
    search: Collection[str]


@dataclass(frozen=True, slots=True)
class Works:
    """The site's builders, and the folders that they work in.

    ``draw`` draws all pages into ``docs`` and gives their paths, and that of their manifest; ``lacking`` says what ``cache`` lacks of
    them. ``make`` prints some months and indexes others for the search, and gives the folders in ``cache`` that hold them.
    """

    docs: Path
    cache: Path
    draw: Callable[[], Collection[str]]
    lacking: Callable[[], Lacking]
    make: Callable[[Collection[str], Collection[str]], Iterable[Path]]


class Group(NamedTuple):
    """What one runner does: the months whose pages it prints, and those that it indexes, with spaces between; a name for people."""

    name: str
    months: str
    search: str


def month_of(part: str) -> str | None:
    """The month of a part of the site, such as "2026-04" or "lists-2026-04"; None for one that spans months."""
    found = re.fullmatch(r"(?:lists-)?(\d{4}-\d\d)", part)
    return found[1] if found else None


def groups(lacking: Lacking, a_runner: int = PAGES) -> list[Group]:
    """Share the months out, oldest first, about as many pages each; none when one job is as fast."""
    total = sum(lacking.pages.values())
    if total <= 2 * a_runner:
        return []
    runners, before = min(RUNNERS, -(-total // a_runner)), 0
    shares: dict[int, list[str]] = {}
    for month, pages in sorted(lacking.pages.items()):
        shares.setdefault((2 * before + pages) * runners // (2 * total), []).append(month)
        before += pages
    return [_group(months, lacking.search) for months in shares.values()] if len(shares) > 1 else []


def _group(months: Sequence[str], search: Collection[str]) -> Group:
    name = months[0] if len(months) == 1 else f"{months[0]}_{months[-1]}"
    return Group(name, " ".join(months), " ".join(month for month in months if month in search))


def plan(job: Job, works: Works) -> int:
    """Draw the pages, and share out over runners what is to be printed when it is much; the pages are then handed over."""
    a_runner = number(job.environ.get("PAGES_A_RUNNER")) or PAGES
    drawn = works.draw()
    lacking = works.lacking() if len(drawn) > 2 * a_runner else Lacking({}, ())
    shared = groups(lacking, a_runner)
    append(job.environ, "GITHUB_OUTPUT", f"groups={json.dumps([group._asdict() for group in shared])}\n")
    if shared:
        pack(DRAWN, "docs", works.docs, [works.docs / path for path in sorted(drawn)])
        job.echo(f"::notice::{sum(lacking.pages.values())} pages are to be printed: shared out over {len(shared)} runners")
    return 0


def make(job: Job, works: Works) -> int:
    """Print and index a runner's months, from the pages that were handed over."""
    try:
        unpack(DRAWN, works)
    except (tarfile.TarError, OSError, EOFError) as error:
        raise HostingError(f"{DRAWN}: the pages that were handed over cannot be read ({error})", "run the job again") from error
    made = works.make(job.environ["MONTHS"].split(), job.environ["SEARCH"].split())
    files = [path for folder in made for path in sorted(folder.rglob("*")) if path.is_file()]
    pack(Path(f"printed-{job.environ['NAME']}.tar"), "cache", works.cache, files)
    return 0


def join(job: Job, works: Works) -> int:
    """Take in what the runners made. What is not there is made by the build."""
    for path in sorted(HANDED.glob("*.tar")):
        try:
            unpack(path, works)
        except (tarfile.TarError, OSError, EOFError) as error:
            job.echo(f"::warning::{path.name} cannot be read ({command(str(error))}): what it held is made again")
    return 0


def steps(works: Callable[[], Works]) -> dict[str, Step]:
    """The steps of a workflow by name; ``works`` is asked for once one of them runs."""
    return {name: _step(each, works) for name, each in {"plan": plan, "make": make, "join": join}.items()}


def _step(step: Callable[[Job, Works], int], works: Callable[[], Works]) -> Step:
    return lambda job: step(job, works())


def pack(path: Path, name: str, root: Path, files: Iterable[Path]) -> None:
    """Write files that are in ``root`` into a tar, below ``name``."""
    with tarfile.open(path, "w", format=tarfile.PAX_FORMAT) as tar:
        for file in files:
            tar.add(file, f"{name}/{file.relative_to(root).as_posix()}", recursive=False)


def unpack(path: Path, works: Works) -> None:
    """Bring what was handed over into docs/ and the cache, nothing of a file that is cut off. Raises TarError, OSError or EOFError.

    Pages are taken only into a docs/ in which none is drawn and no file is in their way. A folder of the cache that is there stays.
    """
    scratch = works.cache / f"{path.stem}.part"
    shutil.rmtree(scratch, ignore_errors=True)
    try:
        with tarfile.open(path) as tar:
            # Python 3.11.2, which is Debian's, has no such filter: there it is the look at each member that keeps them inside.
            tar.extraction_filter = getattr(tarfile, "data_filter", None)
            if not all(member.isfile() and is_inside(member.name) for member in tar):
                raise tarfile.TarError("it holds what is no file of ours")
            tar.extractall(scratch)  # noqa: S202 looked at
        _take_in(scratch, works)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _take_in(scratch: Path, works: Works) -> None:
    pages = [file for file in (scratch / "docs").rglob("*") if file.is_file()]
    targets = {file: works.docs / file.relative_to(scratch / "docs") for file in pages}
    if not any(target.exists() for target in targets.values()):
        for file, target in targets.items():
            target.parent.mkdir(parents=True, exist_ok=True)
            file.replace(target)
    if (scratch / "cache").is_dir():
        _bring(scratch / "cache", works.cache)


def _bring(folder: Path, target: Path) -> None:
    """Move what ``target`` lacks, the largest folder that it lacks at once."""
    for each in sorted(folder.iterdir()):
        if not (target / each.name).exists():
            each.rename(target / each.name)
        elif each.is_dir():
            _bring(each, target / each.name)
