"""Thirty days of a fork, without GitHub: the workflows' own lines, the real program, bare repositories, loopback servers.

| day | what happens |
|---|---|
| 1 | an empty fork: feed.yml edited before the first run, Pages still off, then the first run; a later try does nothing |
| 4 | a paper is liked from the site, and two runs race |
| 6, 19 | the owner changes feed.yml |
| 10 | a key is added: a model reads from here on |
| 11–17 | the schedule is dead; day 18 catches the week up |
| 20, 30 | upstream is merged |
| 25, 26 | Hugging Face fails; day 27 completes both days |
"""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, timedelta
from fnmatch import fnmatch
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from generator import record
from generator.model import Digest
from tests import by_hand
from tests.actions import Hub, Run, git, workflow
from tests.analyse.obedient import Obedient
from tests.analyse.wires import KEY, Fake, fake
from tests.github_server import GitHub, github
from tests.made_up import MadeUpServer, made_up, made_up_sources
from tests.warm import ROOT

pytestmark = pytest.mark.untraced

FIRST = date(2026, 3, 2)  # a Monday; US summer time begins on its first Sunday
DAYS = [FIRST + timedelta(days=number) for number in range(30)]
LIKED = made_up(FIRST)[4]["id"]  # on a topic that no interest wants
SECRET = "planted-secret-5c9d"
FEED = """\
site: {name: A feed, language: en}
sources: {huggingface: {top: 2}}
interests:
  - {id: restoration, name: Restoration, keywords: [super-resolution, deblurring]}
select: {read: 1, list: 2, min_score: 0}
notify: [NOTIFY_URL]
"""
WRAPPER = """#!/bin/sh
# The real program; between a run and the keeping of its records something else may happen.
{real} "$@"; status=$?
if [ "$1" = run ] && [ -n "${{MEANWHILE:-}}" ]; then (todo=$MEANWHILE; unset MEANWHILE; sh -euc "$todo") || exit 99; fi
exit $status
"""


@dataclass
class Month:
    """A fork in its first month: the repository, the sources, where messages arrive, and what came of each run."""

    hub: Hub
    sources: MadeUpServer
    post: HTTPServer
    rest: GitHub
    owner: Path
    upstream: Path
    model: Fake
    key_added: bool = False
    said: str = ""
    merges: int = 0
    sites: dict[int, int] = field(default_factory=dict)

    def daily(self, number: int, hour: int = 5, *, event: str = "schedule", **more: str) -> Run:
        """Run `daily` on a day, counted from 1."""
        self.sources.today = DAYS[number - 1]
        run = self.hub.run("daily", event=event, NOW=f"{DAYS[number - 1]}T{hour:02d}:20:00+00:00", **self._where(), **more)
        return self._seen(number, run)

    def pushed(self, number: int, *paths: str) -> Run | None:
        """Run what a push to main starts, when one of its paths is among those of the workflow."""
        patterns = workflow("site")["on"]["push"]["paths"]
        if not any(fnmatch(path, pattern) for path in paths for pattern in patterns):
            return None
        return self._seen(number, self.hub.run("site", event="push", NOW=f"{DAYS[number - 1]}T09:00:00+00:00", **self._where()))

    def _where(self) -> dict[str, str]:
        model = {"DIGEST_ANALYSIS__BASE_URL": self.model.base_url, "DIGEST_ANALYSIS__BUDGET__REQUESTS_PER_MINUTE": "1000"}
        return {**self.sources.environ, **self.rest.environ, **(model if self.key_added else {})}

    def _seen(self, number: int, run: Run) -> Run:
        self.said += run.output + run.summary
        if run.results.get("publish/deploy") == "success":
            self.sites[number] = len(list((self.hub.folder / "online").rglob("*.html")))
        return run

    def commits(self, where: Path, message: str, **texts: str) -> list[str]:
        """Commit texts to a clone's main and push them; give the paths."""
        paths = [name.replace("__", "/") for name in texts]
        for path, text in zip(paths, texts.values(), strict=True):
            (where / path).write_text(text, "utf-8")
        for words in (["add", "--all"], ["commit", "--quiet", "-m", message], ["push", "--quiet", "origin", "main"]):
            git(where, *words)
        return paths

    def digests(self) -> dict[date, Digest]:
        """The records as they are on the branch by now."""
        folder = self.hub.folder / "archive"
        shutil.rmtree(folder, ignore_errors=True)
        git(self.hub.folder, "clone", "--quiet", "--branch", "archive", str(self.hub.bare), str(folder))
        return {digest.day: digest for digest in record.load_all(folder)}

    def papers_online(self) -> int:
        return len(list((self.hub.folder / "online" / "papers").glob("*/index.html")))


@pytest.fixture
def month(tmp_path: Path, warm: Path) -> Iterator[Month]:
    """A fork of an upstream, with the settings that a new fork has."""
    servers = (made_up_sources(FIRST), HTTPServer(), github(), fake("openai", Obedient("openai")))
    with ExitStack() as stack:
        sources, post, rest, model = (stack.enter_context(each) for each in servers)
        post.expect_request(f"/{SECRET}/").respond_with_data("taken")
        hub = Hub(tmp_path / "hub")
        upstream, owner = tmp_path / "upstream", tmp_path / "owner"
        _begin_upstream(upstream)
        git(upstream, "remote", "add", "origin", str(hub.bare))
        git(upstream, "push", "--quiet", "origin", "main")
        git(tmp_path, "clone", "--quiet", str(hub.bare), str(owner))
        git(tmp_path, "clone", "--quiet", "--bare", str(upstream), str(tmp_path / "upstream.git"))
        git(upstream, "remote", "set-url", "origin", str(tmp_path / "upstream.git"))
        git(owner, "remote", "add", "upstream", str(tmp_path / "upstream.git"))
        script = hub.tools / "digest"
        script.write_text(WRAPPER.format(real=warm))
        script.chmod(0o755)
        rest.answers["/branches/archive"] = lambda: (200 if "archive" in hub.git("branch", "--list", "archive") else 404, {})
        hub.secrets["NOTIFY_URL"] = f"json://127.0.0.1:{post.port}/{SECRET}/"
        yield Month(hub, sources, post, rest, owner, upstream, model)


def _begin_upstream(where: Path) -> None:
    """What stands on upstream's main: the code, as far as a build takes it from the checkout, and a feed.yml."""
    git(where.parent, "init", "--quiet", "--initial-branch=main", str(where))
    for name in ("overrides", ".github", "generator/rank"):
        shutil.copytree(ROOT / name, where / name, ignore=shutil.ignore_patterns("__pycache__", "*.png"))
    by_hand.bring(where / "docs")
    for name in ("mkdocs.yml", ".gitignore", "README.md"):
        shutil.copyfile(ROOT / name, where / name)
    (where / "feed.yml").write_text(FEED, "utf-8")
    git(where, "add", "--all")
    git(where, "commit", "--quiet", "-m", "Release")


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
def test_thirty_days_of_a_fork(month: Month) -> None:
    an_empty_fork_gets_its_first_page(month)
    for number in range(2, 31):
        if number == 4:
            a_paper_is_liked_and_two_runs_race(month, number)
        elif number in (6, 19):
            the_owner_changes_feed_yml(month, number)
        elif number == 10:
            a_key_is_added(month, number)
        elif 11 <= number <= 17:
            continue
        elif number == 18:
            a_missed_week_is_caught_up(month, number)
        elif number in (20, 30):
            upstream_is_merged(month, number)
        elif number in (25, 26):
            a_source_fails(month, number)
        elif number == 27:
            the_failed_days_are_completed(month, number)
        else:
            a_day_like_any_other(month, number)
    what_a_month_leaves(month)


def an_empty_fork_gets_its_first_page(month: Month) -> None:
    early = month.pushed(1, *month.commits(month.owner, "Name my feed", **{"feed.yml": FEED.replace("A feed", "Ann's feed")}))
    assert early and early.green
    assert early.results["publish/deploy"] == "skipped"
    pages, month.rest.answers["/pages"] = month.rest.answers["/pages"], (404, {})
    off = month.daily(1, event="workflow_dispatch")
    assert [error.split(":")[0] for error in off.errors] == ["GitHub Pages is off"]
    assert len(month.hub.records()) == 1  # recorded all the same
    month.rest.answers["/pages"] = pages
    again = month.daily(1, event="workflow_dispatch")
    assert again.green, again.output
    before = month.hub.git("rev-parse", "archive")
    later = month.daily(1, hour=11)
    assert later.green
    assert later.results["publish"] == "skipped"
    assert month.hub.git("rev-parse", "archive") == before
    assert month.papers_online() == 2
    assert "Ann's feed" in (month.hub.folder / "online" / "index.html").read_text("utf-8").replace("&#39;", "'")


def a_day_like_any_other(month: Month, number: int) -> None:
    run = month.daily(number)
    assert run.green, run.output
    assert run.results["publish/deploy"] == "success", run.output
    day = month.digests()[DAYS[number - 1]]
    assert day.kind == ("papers" if DAYS[number - 1].weekday() < 5 else "nothing-announced")


def a_paper_is_liked_and_two_runs_race(month: Month, number: int) -> None:
    there = month.hub.folder / "elsewhere"
    like = f"mkdir likes; echo 'I like this' > likes/{LIKED}; git add likes; git commit -qm 'Create {LIKED}'; git push -q origin archive"
    other = f"cd {there}; digest hosting begin; digest run --date {DAYS[0]}; digest hosting keep"
    clone = f"git clone -q {month.hub.bare.as_uri()} {there}"
    web = f"git clone -q --branch archive {month.hub.bare} {there}-web; cd {there}-web; {like}"
    run = month.daily(number, MEANWHILE=f"({clone}; {other}); ({web})")
    assert run.green, run.output
    assert f"likes/{LIKED}" in month.hub.git("ls-tree", "-r", "--name-only", "archive").split()
    assert month.hub.history()[-1] == f"Record {DAYS[number - 2]}, {DAYS[number - 1]}"


def the_owner_changes_feed_yml(month: Month, number: int) -> None:
    before = {day: record.dumps(digest) for day, digest in month.digests().items()}
    site = month.pushed(number, *month.commits(month.owner, "Rename", **{"feed.yml": FEED.replace("A feed", f"Feed of day {number}")}))
    assert site and site.green, site and site.output
    assert f"Feed of day {number}" in (month.hub.folder / "online" / "index.html").read_text("utf-8")
    assert {day: record.dumps(digest) for day, digest in month.digests().items()} == before
    a_day_like_any_other(month, number)


def a_key_is_added(month: Month, number: int) -> None:
    """A secret and `analysis.base_url` are all it takes: papers are read by a model from here on, those before stay as they are."""
    before = {day: record.dumps(digest) for day, digest in month.digests().items() if not digest.open}
    month.hub.secrets["OPENAI_API_KEY"] = KEY
    month.key_added = True
    a_day_like_any_other(month, number)
    digests = month.digests()
    assert analysts(digests[DAYS[number - 1]]) == {"llm"}
    assert {day: record.dumps(digest) for day, digest in digests.items() if day in before} == before


def analysts(digest: Digest) -> set[str]:
    return {entry.analysis.analyst for entry in digest.entries if entry.analysis}


def a_missed_week_is_caught_up(month: Month, number: int) -> None:
    missed = DAYS[10:17]
    assert not set(missed) & set(month.digests())
    a_day_like_any_other(month, number)
    digests = month.digests()
    assert set(missed) <= set(digests)
    for day in missed:
        looked_at = {each.id for each in (*digests[day].considered, *digests[day].seen)}
        assert {paper["id"] for paper in made_up(day)} <= looked_at


def upstream_is_merged(month: Month, number: int) -> None:
    """A release touches code, theme and workflows; feed.yml never."""
    git(month.upstream, "pull", "--quiet", "--rebase", "origin", "main")
    (month.upstream / "mkdocs.yml").write_text((month.upstream / "mkdocs.yml").read_text("utf-8") + f"# release {number}\n", "utf-8")
    readme = f"Release {number}\n" + (month.upstream / "README.md").read_text("utf-8")
    (month.upstream / "generator" / f"new_{number}.py").write_text(f"RELEASE = {number}\n", "utf-8")
    month.commits(month.upstream, f"Release {number}", **{"README.md": readme})
    git(month.owner, "fetch", "--quiet", "upstream")
    git(month.owner, "merge", "--quiet", "--no-edit", "upstream/main")  # a conflict would fail here
    changed = git(month.owner, "diff", "--name-only", "HEAD^", "HEAD").split()
    git(month.owner, "push", "--quiet", "origin", "main")
    month.merges += 1
    site = month.pushed(number, *changed)
    assert site and site.green, site and site.output
    assert (month.owner / "feed.yml").read_text("utf-8") != FEED
    a_day_like_any_other(month, number)


def a_source_fails(month: Month, number: int) -> None:
    month.sources.failing = ("daily_papers",)
    run = month.daily(number)
    month.sources.failing = ()
    assert run.results["record"] == "failure"
    assert "gap: fetch huggingface" in run.errors[0]
    assert run.results["publish/deploy"] == "success", run.output
    digest = month.digests()[DAYS[number - 1]]
    assert digest.open and digest.entries


def the_failed_days_are_completed(month: Month, number: int) -> None:
    a_day_like_any_other(month, number)
    for digest in list(month.digests().values())[-3:-1]:
        assert not digest.open
        assert digest.gaps == ()
        assert digest.funnel.featured == 2


def what_a_month_leaves(month: Month) -> None:
    digests = month.digests()
    assert list(digests) == DAYS
    assert [day for day, digest in digests.items() if digest.open] == [DAYS[-1]]
    assert {len(analysts(digest) | {"llm"}) for day, digest in digests.items() if day >= DAYS[9]} == {1}
    assert month.model.asked
    read = [entry.paper.id for digest in digests.values() for entry in digest.entries if entry.analysis]
    assert len(read) == len(set(read)) == len([day for day in DAYS if day.weekday() < 5])
    month.hub.history()  # linear
    assert month.merges == 2
    assert [score_of_the_liked_kind(digests[day]) > 0 for day in DAYS[2:5]] == [False, False, True]  # liked on day 4, learned on day 5
    assert {entry.relevance.like for entry in digests[DAYS[4]].entries} == {LIKED}
    listed = {entry.paper.id for digest in digests.values() for entry in digest.entries}
    assert month.papers_online() == len(listed)
    online = month.hub.folder / "online"
    assert len(list((online / "daily").glob("2026/*/index.html"))) == 30
    assert sorted(month.sites) == [number for number in range(1, 31) if not 11 <= number <= 17]
    assert list(month.sites.values()) == sorted(month.sites.values())  # it only grows
    titles = [request.get_json()["title"] for request, _ in month.post.log]
    working = [number for number in month.sites if DAYS[number - 1].weekday() < 5]
    assert [title.split(", ")[-1] for title in titles] == [str(DAYS[number - 1]) for number in working]
    a_secret_is_nowhere(month)


def score_of_the_liked_kind(digest: Digest) -> int:
    return next(each.score or 0 for each in digest.considered if each.id.endswith(LIKED[-3:]))


def a_secret_is_nowhere(month: Month) -> None:
    secrets = (SECRET, KEY)
    assert not [secret for secret in secrets if secret in month.said]
    for folder in (month.hub.folder / "online", month.hub.folder / "archive", month.hub.caches):
        for path in folder.rglob("*"):
            if path.is_file() and ".git" not in path.parts:
                content = path.read_bytes()
                assert not [secret for secret in secrets if secret.encode() in content], path
    history = month.hub.git("log", "-p", "--all")
    assert not [secret for secret in secrets if secret in history]
