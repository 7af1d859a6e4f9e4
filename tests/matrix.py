"""The fault matrix: each fault of each source, performed through the real commands, and what came of it.

``benchmarks/faults/run.py`` prints it as a table; ``tests/test_faults.py`` holds what it must say. A case is a day with one
fault, then the same day on which all is well, then once more: the archive has to end as if nothing had happened.
"""

import io
import json
import os
import re
import shutil
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import time_machine

from generator import analysts, cli, hosting, record, wiring
from generator.analyse import budget
from generator.analyse.providers import Access
from generator.errors import Unreachable
from generator.fetch.http import Http
from generator.model import Digest
from tests.actions import environment, git
from tests.analyse.wires import KEY, REPLY
from tests.conftest import Command, Said
from tests.fetch.pdfs import document
from tests.hostile import DAY, FAULTS, FEATURED, IDS, MODELS, Fault, World, atom, feed, instead, serving

NOW = "2026-04-20T09:00:00Z"
HURRY = 600
"""A model's waits pass so many times faster."""

TIMEOUT = 0.4
"""Seconds of silence in a world in which something happens; what is healthy there has to be quicker."""

READ = ("html", "pdf", *MODELS)
"""Places for which a model reads a paper."""

OWN = {"rss": IDS - {each["id"] for each in FEATURED}, "hf": {"2603.00009"}}
"""The papers that nobody but a source brings."""

GAP = {"rss": ("fetch", "arxiv"), "api": ("complete", "arxiv"), "hf": ("fetch", "huggingface")}
UNREACHED = ("connection refused", "an unknown host")


def _says(text: str) -> Callable[[str], Fault]:
    return lambda name: instead(json.dumps(REPLY[name](text)).encode())


def _counts(name: str) -> Fault:
    whole = json.dumps(REPLY[name]('{"sections": [], "score": 1e999}', prompt_tokens=1, promptTokenCount=1))
    return instead(re.sub(r'(?i)("prompt_?tokens?(?:count)?"): 1', r"\1: 1" + "0" * 5000, whole).encode())


OF_A_MODEL: dict[str, Callable[[str], Fault]] = {
    "valid and empty": lambda name: instead(b"{}"),
    "no choice": lambda name: instead(b'{"choices": [], "candidates": []}'),
    "an empty text": _says(""),
    "another object": _says('{"zebra": ["zebra"]}'),
    "an error's words": _says('{"tldr": "429 zebra quota exceeded", "sections": []}'),
    "nested without end": _says('{"sections": ' + "[" * 100_000),
    "a body nested without end": lambda name: instead(b'{"choices": ' + b"[" * 100_000),
    "numbers without end": _counts,
    "two megabytes of text": _says('{"sections": "' + "zebra " * 350_000),
}
LATER: dict[str, dict[str, Fault]] = {
    "rss": {"valid and empty": instead(feed([]))},
    "api": {"valid and empty": instead(atom([], total=0)), "entries that were not asked for": instead(atom([FEATURED[0]] * 50))},
    "hf": {"valid and empty": instead(b"[]"), "nested without end": instead(b"[" * 100_000)},
    "html": {"valid and empty": instead(b"<html></html>"), "nested without end": instead(b"<b>" * 500_000 + b"</html>")},
    "pdf": {"valid and empty": instead(document([[]]))},
} | {name: {fault: make(name) for fault, make in OF_A_MODEL.items()} for name in MODELS}
"""Well-formed answers that say nothing, or something absurd, beside the faults that befall any."""

WELL = {("rss", "valid and empty"), ("hf", "valid and empty")} | {
    ("html", fault) for fault in (*FAULTS, *LATER["html"]) if fault != "429 for an hour"
}
"""Cases that leave no gap: an empty list is an answer that is asked for again; of a paper whose HTML fails the PDF is read,
unless all of arXiv has to be left alone for an hour."""

SETTLED = {("pdf", "404"), ("pdf", "valid and empty")}
"""Cases after which there is nothing to ask for again: arXiv has no full text, or one without words."""

UNHARMED = {("pdf", "another charset")}
"""A fault that this body does not feel: it is ASCII."""

HOOK = "#!/bin/sh\necho zebra >&2\nexit 1\n"
OF_GIT = ("a hook that refuses", "the remote is gone", "another run was faster", "another run wrote the day")
NOT_OF_GIT = ("a gigabyte", "a packed gigabyte", "a slow drip that unpacks to nothing", "another charset", "packed garbage")
"""How much git reads of a remote, and how it is packed, is git's own to bound."""


@dataclass(frozen=True, order=True)
class Case:
    """A source and what happens to it."""

    source: str
    fault: str

    def __str__(self) -> str:
        """Name it for a list of tests."""
        return f"{self.source}: {self.fault}"


def _cases() -> Iterator[Case]:
    for source in ("rss", "api", "hf", "html", "pdf", *MODELS):
        reached = () if source in ("html", "pdf") else UNREACHED
        yield from (Case(source, fault) for fault in (*reached, *FAULTS, *LATER[source]))
    yield from (Case("git", fault) for fault in (*UNREACHED, *(each for each in FAULTS if each not in NOT_OF_GIT), *OF_GIT))


CASES = tuple(_cases())


def sample() -> tuple[Case, ...]:
    """Each fault once, befalling one source after the other."""
    by_fault: dict[str, list[Case]] = {}
    for case in CASES:
        by_fault.setdefault(case.fault, []).append(case)
    return tuple(sorted((of_it[number % len(of_it)] for number, of_it in enumerate(by_fault.values())), key=CASES.index))


@dataclass(frozen=True)
class Outcome:
    """What came of a case: at once, after a day on which all was well (``mended``), and once more.

    ``lost`` papers are those that never came to stand in the archive; ``equal`` is None where there is nothing to compare.
    """

    case: Case
    said: Said
    mended: int
    kept: frozenset[str]
    lost: frozenset[str]
    published: tuple[str, ...]
    duplicates: int
    tracebacks: int
    gaps: tuple[tuple[str, str], ...]
    told: bool
    equal: bool | None
    quiet: bool
    seconds: float


def called(*words: str | Path, environ: Mapping[str, str]) -> Said:
    """Run a command in this process, in an environment without keys; what escapes it is told as Python would."""
    out, err = io.StringIO(), io.StringIO()
    status = 0
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        for name in [*os.environ]:
            if name.startswith(("DIGEST_", "GITHUB_", "GEMINI_", "OPENAI_")):
                patch.delenv(name)
        for name, value in environ.items():
            patch.setenv(name, value)
        patch.setattr(sys, "argv", ["digest", *map(str, words)])
        try:
            cli.main()
        except SystemExit as left:
            status = int(left.code or 0)
        except BaseException:  # noqa: BLE001 what an interpreter does with any
            traceback.print_exc(file=err)
            status = 1
    return Said(status, out.getvalue(), err.getvalue())


def run_day(call: Command, world: World, *, at: str = NOW, day: str = str(DAY), model: str = "", hasty: bool = True, **moved: str) -> Said:
    """Run a day in a world, the newest where it is "". A place can be ``moved``; time-outs are short where something happens."""
    wide = {"DIGEST_SELECT__MIN_SCORE": "0", "DIGEST_SITE__LANGUAGE": "en", "DIGEST_ANALYSIS__PROVIDER": "extractive"}
    with time_machine.travel(at, tick=False), pytest.MonkeyPatch.context() as patch:
        # The real client in a hurry where something happens, and a sleep that takes no time.
        hurry: dict[str, Any] = {"timeout": TIMEOUT, "deadline": 2 * TIMEOUT, "attempts": 2, "most_bytes": 2_000_000}
        patch.setattr(wiring, "Http", partial(Http, sleep=lambda _: None, **hurry if world.faults and hasty else {}))
        if model:
            wide |= _reading(world, model, moved)
            patch.setattr(wiring, "Clock", quickly)
            if model in world.faults:
                patch.setattr(analysts, "Access", partial(Access, timeout=TIMEOUT))
                patch.setitem(budget.ATTEMPTS, Unreachable, 2)
        return call("run", *(["--date", day] if day else []), environ={**world.environ(**moved), **wide})


def quickly(utc: Any) -> budget.Clock:
    """A clock whose waits take a small part of their time."""
    return budget.Clock(utc, lambda: time.monotonic() * HURRY, lambda seconds: time.sleep(seconds / HURRY))


def _reading(world: World, model: str, moved: Mapping[str, str]) -> dict[str, str]:
    """The variables of a model that reads one paper in full."""
    asked = {f"DIGEST_ANALYSIS__BUDGET__REQUESTS_PER_{span}": "500" for span in ("MINUTE", "DAY")}
    where = {"DIGEST_ANALYSIS__PROVIDER": model, "DIGEST_ANALYSIS__BASE_URL": moved.get(model, f"{world.url}/{model}")}
    return {**where, **asked, f"{model.upper()}_API_KEY": KEY, "DIGEST_SELECT__READ": "1"}


def stored(archive: Path = Path("archive")) -> Digest:
    """The day's digest."""
    digest = record.load(archive, DAY)
    assert digest
    return digest


def archived(archive: Path = Path("archive")) -> Any:
    """The record but for what may differ between two runs on the same input."""
    return _without(json.loads(record.path_of(archive, DAY).read_bytes()))


def _without(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without(inner) for key, inner in value.items() if key not in ("at", "usage", "attempts", "generator")}
    return [_without(each) for each in value] if isinstance(value, list) else value


def pages() -> dict[str, bytes]:
    """All that is drawn, by path."""
    return {str(path): path.read_bytes() for path in Path("docs").rglob("*") if path.is_file() and path.name != ".generated"}


def forget() -> None:
    """Take away what a run left, but for the pages."""
    for folder in ("archive", ".cache"):
        shutil.rmtree(folder, ignore_errors=True)


HEALTHY: dict[str, tuple[Any, dict[str, bytes]]] = {}


def healthy(call: Command, model: str = "") -> tuple[Any, dict[str, bytes]]:
    """The archive and the pages of a run on which nothing happened; asked for once."""
    if model not in HEALTHY:
        with serving(World()) as world:
            said = run_day(call, world, model=model)
        assert said.status == 0, said
        HEALTHY[model] = archived(), pages()
        forget()
    return HEALTHY[model]


def broken(case: Case) -> tuple[World, dict[str, str]]:
    """The world of a case, and what is moved in it."""
    if case.fault in UNREACHED:
        where = {"connection refused": "http://127.0.0.1:9", "an unknown host": "http://nowhere.invalid"}[case.fault]
        # Port 9 (discard) is nobody's on any machine that runs tests.
        return World(faults={case.source: FAULTS["404"]}), {case.source: where}
    faults = {case.source: {**FAULTS, **LATER.get(case.source, {})}[case.fault]}
    return World(faults=faults | ({"html": FAULTS["404"]} if case.source == "pdf" else {})), {}


def perform(case: Case, call: Command = called) -> Outcome:
    """Let a case happen in the folder in which one stands, whose archive is taken away first."""
    forget()
    begun = time.monotonic()
    outcome = (_pushed if case.source == "git" else _fetched)(case, call)
    return outcome(time.monotonic() - begun)


def _fetched(case: Case, call: Command) -> Callable[[float], Outcome]:
    model = "" if case.source not in READ else case.source if case.source in MODELS else "openai"
    expected, drawn = healthy(call, model)
    world, moved = broken(case)
    with serving(world):
        said = run_day(call, world, model=model, **moved)
    at_once, texts = stored(), [said.out, said.err, *_texts(pages())]
    told = pages() != drawn
    with serving(World()) as world:
        again = run_day(call, world, model=model)
        kept, final = record.path_of(Path("archive"), DAY).read_bytes(), stored()
        once_more = run_day(call, world, model=model)
    quiet = (once_more.status, record.path_of(Path("archive"), DAY).read_bytes()) == (again.status, kept)
    same = None if (case.source, case.fault) in SETTLED else archived() == expected and (bool(model) or pages() == drawn)
    return partial(
        Outcome,
        case,
        said,
        again.status,
        frozenset(entry.paper.id for entry in at_once.entries),
        frozenset(IDS - {entry.paper.id for entry in final.entries}),
        tuple(_foreign(texts)),
        sum(_twice(digest) for digest in (at_once, final)),
        sum("Traceback" in each.out + each.err for each in (said, again, once_more)),
        tuple((gap.stage, gap.subject) for gap in at_once.gaps),
        told,
        same,
        quiet,
    )


def _texts(drawn: Mapping[str, bytes]) -> list[str]:
    return [page.decode() for path, page in drawn.items() if not path.endswith(".png")]


def _foreign(texts: Iterable[str]) -> Iterator[str]:
    """What of a fault was published or printed: its words, an address, a key."""
    for text in texts:
        for found in re.finditer(f"zebra|127\\.0\\.0\\.1:\\d+/|{KEY}|Traceback", text):
            yield text[max(0, found.start() - 80) : found.end() + 80]


def _twice(digest: Digest) -> int:
    ids = Counter(each.id for each in digest.considered), Counter(entry.paper.id for entry in digest.entries)
    return sum(count - 1 for counted in ids for count in counted.values())


# A push


@contextmanager
def _inside(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


class _Runner:
    """A machine of GitHub's: a fresh checkout, in which a workflow's steps are done."""

    def __init__(self, bare: Path, folder: Path, call: Command) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        git(bare.parent, "clone", "--quiet", bare.as_uri(), str(folder))
        self._folder, self._call = folder, call
        self._environ = environment() | {"GITHUB_REPOSITORY": "ann/feed"}

    def day(self) -> Said:
        """Check the archive out and run the day."""
        with _inside(self._folder):
            begun = self._call("hosting", "begin", environ=self._environ)
            assert begun.status == 0, begun
            with serving(World()) as world:
                return run_day(self._call, world)

    def keep(self, remote: str = "") -> Said:
        """Push what the run left, to the checkout's own remote or another."""
        with _inside(self._folder), pytest.MonkeyPatch.context() as patch:
            if remote:
                git(Path(), "remote", "set-url", "origin", remote)
            patch.setattr(hosting, "WAITS", (0.0, 0.01))
            patch.setattr(hosting, "SILENCE", 1)
            return self._call("hosting", "keep", environ=self._environ)


def _pushed(case: Case, call: Command) -> Callable[[float], Outcome]:
    expected, _ = healthy(call)
    bare, there = _hub(), Path("elsewhere").resolve()
    first = _Runner(bare, Path("first").resolve(), call)
    said = first.day()
    assert said.status == 0, said
    said = _kept_badly(case, first, bare, there)
    before = _tip(bare)
    again = _Runner(bare, Path("second").resolve(), call)
    assert again.day().status == 0
    mended = again.keep()
    tip = _tip(bare)
    third = _Runner(bare, Path("third").resolve(), call)
    assert third.day().status == 0
    once_more = third.keep()
    text = git(bare, "show", f"archive:{DAY:%Y}/{DAY}.json")
    final = record.loads(text.encode(), "the record")
    faster = case.fault == "another run wrote the day"  # theirs stands: the same day, as another run saw it
    return partial(
        Outcome,
        case,
        said,
        mended.status,
        frozenset(IDS),
        frozenset(IDS - {entry.paper.id for entry in final.entries}),
        tuple(_foreign([re.sub(r"'\w+://[^']*'", "the remote", said.out), said.err])),
        _twice(final),
        sum("Traceback" in each.out + each.err for each in (said, mended, once_more)),
        (),
        before is None or said.status == 0 or faster,
        _without(json.loads(text)) == expected,
        (once_more.status, _tip(bare)) == (0, tip),
    )


def _hub() -> Path:
    """A bare repository with code, and no archive yet."""
    bare, start = Path("hub.git").resolve(), Path("start").resolve()
    for folder in (bare, start, bare.with_name("gone.git"), bare.with_name("elsewhere")):
        shutil.rmtree(folder, ignore_errors=True)
    git(Path(), "init", "--quiet", "--bare", "--initial-branch=main", str(bare))
    git(Path(), "init", "--quiet", "--initial-branch=main", str(start))
    (start / ".gitignore").write_text("/archive/\n/docs/\n/.cache/\n")
    for words in (["add", "--all"], ["commit", "--quiet", "-m", "Start"], ["push", "--quiet", str(bare), "main"]):
        git(start, *words)
    return bare


def _tip(bare: Path) -> str | None:
    return git(bare, "for-each-ref", "--format=%(objectname)", "refs/heads/archive") or None


def _kept_badly(case: Case, runner: _Runner, bare: Path, there: Path) -> Said:
    """Push while the case happens, and mend it afterwards."""
    hook = bare / "hooks" / "pre-receive"
    if case.fault == "a hook that refuses":
        hook.write_text(HOOK)
        hook.chmod(0o755)
        said = runner.keep()
        hook.unlink()
        return said
    if case.fault == "the remote is gone":
        bare.rename(bare.with_name("gone.git"))
        said = runner.keep()
        bare.with_name("gone.git").rename(bare)
        return said
    if case.fault.startswith("another run"):
        wrote = _Runner(bare, there, runner._call)
        wrote.day()
        if case.fault == "another run was faster":
            (there / "archive" / f"{DAY:%Y}" / f"{DAY}.json").unlink()
            (there / "archive" / "likes").mkdir()
            (there / "archive" / "likes" / "2604.00001").write_text("")
        wrote.keep()
        return runner.keep()
    if case.fault in UNREACHED:
        return runner.keep(broken(case)[1]["git"] + "/git/feed.git")
    with serving(broken(case)[0]) as world:
        return runner.keep(f"{world.url}/git/feed.git")
