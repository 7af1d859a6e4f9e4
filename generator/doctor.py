"""Doctor, I/O: what stands in the way of a feed, one line each with its mend. Every check is a function of its own.

What cannot be looked at is said and counts for nothing. Nothing is changed, but a model is asked one small question.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path

from generator import config as configuration
from generator import hosting, record
from generator.analyse.asking import Request
from generator.analyse.ledger import used
from generator.analyse.providers import PROVIDERS, Access, connect
from generator.config import Config
from generator.errors import Adjusted, ConfigError, DigestError, FetchError, ProviderError, RecordError
from generator.fetch.http import Http
from generator.github import Api
from generator.model import Digest

SITE_BYTES, FILE_BYTES = 1_000_000_000, 100_000_000
"""What GitHub Pages takes in all, and what git on GitHub takes as one file
(https://docs.github.com/en/pages/getting-started-with-github-pages/github-pages-limits)."""

SOON = timedelta(days=90)
QUIET = timedelta(days=3)
"""After so long without a scheduled run the schedule is dead: it has two a day."""

CATCH_UP = timedelta(days=10)
"""Runs come back to a day for so long by themselves."""

ADJUSTMENTS = 5
QUESTION = Request(system="Answer with one word.", user="Say yes.", max_tokens=256)


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: what was looked at and how it is; ``mend`` is empty when all is well, and when it could not be ``seen``."""

    what: str
    mend: str = ""
    seen: bool = True

    @property
    def line(self) -> str:
        """The line as it is printed."""
        return f"mend  {self.what}: {self.mend}" if self.mend else f"{'ok  ' if self.seen else 'note'}  {self.what}"


@dataclass(frozen=True, slots=True)
class Patient:
    """What is looked at: the config's file and the folders, the environment, and the moment (UTC)."""

    config_path: Path
    archive: Path
    site: Path
    environ: Mapping[str, str]
    now: datetime


def examine(patient: Patient) -> Iterator[Finding]:
    """Every finding, in an order in which one mends. A config that cannot be read is said, and the rest looked at with the defaults."""
    chosen, finding = _config(patient)
    yield finding
    yield from _endpoints(chosen, patient.now.date())
    digests, broken = _records(patient.archive)
    yield from _analysis(chosen, digests, patient)
    yield from _notify(chosen, patient.environ)
    yield from _repository(Api(patient.environ), patient)
    yield from broken
    yield from _archive(digests, patient)
    yield from _size(digests, patient)


def _found(error: DigestError, about: str = "") -> Finding:
    return Finding(f"{about}{error.what}", error.mend or "the next run tries again")


def _config(patient: Patient) -> tuple[Config, Finding]:
    try:
        chosen = configuration.load(patient.config_path, patient.environ)
    except ConfigError as error:
        return _defaults(patient.environ), _found(error)
    wanted, where = len(chosen.interests), ", ".join(chosen.sources.arxiv.categories)
    name = str(patient.config_path) if patient.config_path.exists() else f"no {patient.config_path}, so the defaults"
    return chosen, Finding(f"{name}: {where}, {wanted} interest{'' if wanted == 1 else 's'}, {chosen.site.language}")


def _defaults(environ: Mapping[str, str]) -> Config:
    """What holds while feed.yml cannot be read: the environment, where it can be."""
    try:
        return configuration.parse(b"", "environment", environ)
    except ConfigError:
        return Config()


def _endpoints(chosen: Config, today: date) -> Iterator[Finding]:
    """Ask each source for something small, once, at arXiv's pace."""
    arxiv, featured = chosen.sources.arxiv, chosen.sources.huggingface
    asked = {
        "arxiv RSS": f"{arxiv.rss_url}/{'+'.join(arxiv.categories)}",
        "arxiv API": f"{arxiv.api_url}?id_list=1706.03762&start=0&max_results=1",
    }
    if featured.top:
        asked["huggingface"] = f"{featured.api_url}?date={today - timedelta(days=1)}&limit=1"
    with Http("paper-digest doctor", spacing={"arxiv": arxiv.spacing}, timeout=15, deadline=30, attempts=1) as http:
        for name, url in asked.items():
            try:
                http.get(url, lane="arxiv" if name.startswith("arxiv") else "")
            except FetchError as error:
                yield Finding(f"{name}: {error.what}", error.mend or "check the address in feed.yml and the network")
            else:
                yield Finding(f"{name}: answers")


def _analysis(chosen: Config, digests: Sequence[Digest], patient: Patient) -> Iterator[Finding]:
    """Whether the model that feed.yml and the keys choose answers, and what is left of its day."""
    name = configuration.provider(chosen, patient.environ)
    if name == "extractive":
        yield Finding("analysis: sentences quoted from the abstracts; a key would turn a model on")
        return
    vendor, wanted = PROVIDERS[name], chosen.analysis
    access = Access(key=patient.environ.get(vendor.key), model=wanted.model, base_url=wanted.base_url, timeout=60)
    requests, tokens = used([usage for digest in digests for usage in digest.usage], name, vendor.day, patient.now)
    asked = 0
    if requests < wanted.budget.requests_per_day:
        asked, finding = _asked(name, access)
        yield finding
    yield _quota(name, requests + asked, tokens, chosen, patient)


def _asked(name: str, access: Access) -> tuple[int, Finding]:
    """Ask the model one small question: how many requests it took, and what came of it."""
    tries = 0
    try:
        ask = connect(name, access)
        for tries in range(1, ADJUSTMENTS + 1):
            try:
                reply = ask(QUESTION)
            except Adjusted:
                continue
            return tries, Finding(f"analysis: {name} answers as {reply.model}")
    except (ConfigError, ProviderError) as error:
        return tries, _found(error, "analysis: ")
    return tries, Finding(f"analysis: {name} does not take what it is asked", "choose another model or endpoint")


def _quota(name: str, requests: int, tokens: int, chosen: Config, patient: Patient) -> Finding:
    budget, zone = chosen.analysis.budget, PROVIDERS[name].day
    tomorrow = datetime.combine(patient.now.astimezone(zone).date() + timedelta(days=1), datetime.min.time(), zone)
    left = max(0, budget.requests_per_day - requests), max(0, budget.tokens_per_day - tokens)
    told = f"quota: {left[0]} of {budget.requests_per_day} requests and {left[1]} of {budget.tokens_per_day} tokens left of {name}'s day"
    again = f"it begins again at {tomorrow.astimezone(patient.now.tzinfo):%Y-%m-%d %H:%M} UTC; analysis.budget sets how much may be asked"
    return Finding(told, "" if all(left) else again)


def _notify(chosen: Config, environ: Mapping[str, str]) -> Iterator[Finding]:
    for name in chosen.notify:
        if not environ.get(name):
            yield Finding(f"notify: {name} is not in the environment", "set the secret, or take the name out of feed.yml")
        elif find_spec("apprise") is None:
            yield Finding("notify: apprise is not installed", 'run: pip install "apprise>=2.2,<3"')
        else:
            yield Finding(f"notify: {name} is set")


ENABLE = "open the Actions tab, choose daily on the left and press Enable workflow"
STATES = {
    "disabled_fork": "GitHub switched it off in this fork",
    "disabled_inactivity": "GitHub switched it off after 60 quiet days",
    "disabled_manually": "someone switched it off",
}


def _repository(api: Api, patient: Patient) -> Iterator[Finding]:
    """The repository's settings, as far as the token shows them."""
    if not api.repository:
        yield Finding("repository: not looked at (GITHUB_REPOSITORY=owner/name names it, GITHUB_TOKEN lets more be seen)", seen=False)
        return
    status, _ = api.get()
    if status != 200:
        yield Finding(f"repository: {api.repository} {_refusal(status)}", "check GITHUB_REPOSITORY and GITHUB_TOKEN")
        return
    yield from _schedule(api, patient.now)
    status, pages = api.get("/pages")
    if complaint := hosting.pages_complaint(status, pages):
        yield _found(complaint)
    else:
        on = status == 200
        yield Finding("Pages: on, built by Actions" if on else f"Pages: not looked at ({_refusal(status)})", seen=on)
    if api.get(f"/branches/{hosting.BRANCH}")[0] == 404:
        yield Finding("archive: the repository has no branch for it", "open the Actions tab, choose daily and press Run workflow")


def _refusal(status: int | None) -> str:
    said = {None: "could not be asked", 401: "refuses the token", 403: "shows this token nothing", 404: "is not there, or is private"}
    return said.get(status, f"answered {status}")


def _schedule(api: Api, now: datetime) -> Iterator[Finding]:
    status, daily = api.get("/actions/workflows/daily.yml")
    if status != 200:
        mend = "open the Actions tab and press the green button that enables workflows"
        unseen = Finding(f"Actions: not looked at ({_refusal(status)})", seen=False)
        yield Finding("Actions: no workflow daily", mend) if status == 404 else unseen
        return
    if (state := daily.get("state")) != "active":
        yield Finding(f"Actions: daily is off: {STATES.get(str(state), str(state))}", ENABLE)
        return
    runs = api.get("/actions/workflows/daily.yml/runs?event=schedule&per_page=1")[1].get("workflow_runs") or []
    last = datetime.fromisoformat(runs[0]["created_at"]) if runs else None
    if last and now - last > QUIET:
        yield Finding(f"Actions: daily last ran by schedule on {last:%Y-%m-%d}", f"{ENABLE} (disable it first)")
    else:
        yield Finding(f"Actions: daily is on{f', last run by schedule on {last:%Y-%m-%d}' if last else ', no scheduled run yet'}")


def _records(archive: Path) -> tuple[list[Digest], list[Finding]]:
    """Every record that can be read, and a finding for each that cannot."""
    days, astray = record.look(archive)
    digests, broken = record.readable(archive, days)
    return digests, [_found(error) for error in (*astray.values(), *broken.values())]


def _archive(digests: Sequence[Digest], patient: Patient) -> Iterator[Finding]:
    try:
        state, ours = record.load_state(patient.archive), hosting.owner(patient.environ)
    except RecordError as error:
        yield _found(error)
    else:
        if ours and state.owner and not hosting.is_same(state.owner, ours):
            mend = "the next run begins anew; to keep these records, delete state.json on the branch archive before"
            yield Finding(f"archive: it is a copy of {state.owner}'s", mend)
    if not digests:
        yield Finding("archive: no record yet", seen=False)
        return
    known, last = {digest.day for digest in digests}, digests[-1].day
    since = (digests[0].day + timedelta(days=number) for number in range((last - digests[0].day).days))
    late = [day for day in since if day not in known] + [digest.day for digest in digests if digest.open]
    if gone := sorted(day for day in late if patient.now.date() - day > CATCH_UP):
        yield Finding(
            f"archive: {_days(gone)} missing or open for good",
            f"open Actions → backfill, or run: digest backfill --from {gone[0]} --to {gone[-1]}",
        )
    if patient.now.date() - last > QUIET:
        yield Finding(
            f"archive: nothing recorded since {last}",
            "open Actions → daily, or run: digest run (it completes the last ten days; backfill the rest)",
        )
    yield Finding(f"archive: {len(digests)} records read, {digests[0].day} to {last}")


def _days(days: Sequence[date]) -> str:
    return f"{days[0]} is" if len(days) == 1 else f"{len(days)} days from {days[0]} to {days[-1]} are"


def _size(digests: Sequence[Digest], patient: Patient) -> Iterator[Finding]:
    """How large archive and site are, and when they reach GitHub's limits at the pace so far."""
    files = [path for folder in (patient.archive, patient.site) for path in _files(folder)]
    for path in files:
        if path.stat().st_size > FILE_BYTES * 0.9:
            yield Finding(f"size: {path} has {_megabytes(path.stat().st_size)}", "GitHub takes no file above 100 MB: split or remove it")
    size = sum(path.stat().st_size for path in _files(patient.site))
    if not size or not digests:
        yield Finding("size: the site is not built here (digest build), so it was not weighed", seen=False)
        return
    days = (digests[-1].day - digests[0].day).days + 1
    rest = (SITE_BYTES - size) / (size / days)
    told = f"size: the site has {_megabytes(size)} of 1000 MB after {days} days"
    full = patient.now.date() + timedelta(days=min(rest, 36_500))
    reached = f", full about {full:%Y-%m}" if rest < 36_500 else ""
    mend = "set site.keep in feed.yml to some months: older papers become lines in their month's list, records stay"
    yield Finding(told + reached, mend if timedelta(days=min(rest, 36_500)) < SOON else "")


def _files(folder: Path) -> Iterable[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and ".git" not in path.parts)


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB"
