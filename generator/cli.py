"""The commands. Wires the collaborators; the only reader of the clock and of the environment."""

import gzip
import os
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from typer.exceptions import TyperException

from generator import __version__, config, daily, demo, errors, fetch, importing, likes, rank, record
from generator import evaluate as evaluating
from generator.analyse.extractive import Extractive
from generator.check import check as find_defects
from generator.config import Config
from generator.demo.server import replay
from generator.fetch import Past
from generator.fetch.http import Http
from generator.init import Answers, feed_yml
from generator.model import Digest, Generator, Select, Site
from generator.publish import manifest, publish
from generator.rank.earlier import Earlier
from generator.rank.tags import vocabulary
from generator.render import render as draw
from generator.render.messages import load as messages
from generator.site import build as build_site

app = typer.Typer(add_completion=False, no_args_is_help=True, rich_markup_mode=None, help="A daily digest of research papers.")

ConfigOption = Annotated[Path, typer.Option("--config", help="The feed.yml to use.")]
ArchiveOption = Annotated[Path, typer.Option("--archive", help="The folder of records.")]
DocsOption = Annotated[Path, typer.Option("--docs", help="The folder of Markdown pages.")]
SiteOption = Annotated[Path, typer.Option("--site", help="The folder of the built site.")]
PortOption = Annotated[int, typer.Option("--port", help="The port to serve on, 0 for any free one.")]

FEED_YML, ARCHIVE, DOCS, SITE, DEMO = Path("feed.yml"), Path("archive"), Path("docs"), Path("site"), Path(".demo")
HOME = Path(__file__).resolve().parent.parent
CATCH_UP = 10  # days before the newest one that a run completes
INTERRUPTED = 130  # what typer gives for Ctrl-C
# arXiv's day changes at midnight US Eastern, wherever the reader is.
EASTERN = ZoneInfo("America/New_York")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a command works: its config and its folders."""

    config: Config
    environ: Mapping[str, str]
    archive: Path
    docs: Path
    site: Path


def main() -> None:
    """Run a command; tell a mistake in one line on stderr and leave with its status."""
    try:
        status = app(args=sys.argv[1:] or ["--help"], standalone_mode=False)
    except errors.DigestError as error:
        _leave(str(error), error.exit_status)
    except TyperException as error:
        _leave(f"{error.format_message().rstrip('.')}: see digest --help", 2)
    if status == INTERRUPTED:
        _leave("stopped: what was finished is kept", INTERRUPTED)
    sys.exit(status or 0)


def _leave(line: str, status: int) -> None:
    typer.echo("digest: " + " ".join(line.split()), err=True)
    sys.exit(status)


@app.callback()
def _root() -> None:
    """A daily digest of research papers: fetch, rank, analyse, record, draw, build."""


@app.command()
def run(
    date_text: Annotated[str, typer.Option("--date", help="The day, as YYYY-MM-DD; the newest when left out.")] = "",
    config_path: ConfigOption = FEED_YML,
    archive: ArchiveOption = ARCHIVE,
    docs: DocsOption = DOCS,
    site: SiteOption = SITE,
) -> int:
    """Fetch, rank, analyse and record a day, then draw the pages."""
    place = _place(config_path, archive, docs, site, os.environ)
    now = datetime.now(UTC)
    today = now.astimezone(EASTERN).date()
    days = [_day("--date", date_text, now.date())] if date_text else _due(archive, today)
    return _finish(place, _run(place, days, now))


@app.command()
def backfill(
    first: Annotated[str, typer.Option("--from", help="The first day, as YYYY-MM-DD.")],
    last: Annotated[str, typer.Option("--to", help="The last day, as YYYY-MM-DD.")],
    config_path: ConfigOption = FEED_YML,
    archive: ArchiveOption = ARCHIVE,
    docs: DocsOption = DOCS,
    site: SiteOption = SITE,
) -> int:
    """Do what run does for every open or missing day of a range."""
    place = _place(config_path, archive, docs, site, os.environ)
    now = datetime.now(UTC)
    start, end = _day("--from", first, now.date()), _day("--to", last, now.date())
    if start > end:
        raise errors.UsageError(f"--from {start} is after --to {end}", "swap them")
    days = [start + timedelta(days=number) for number in range((end - start).days + 1)]
    return _finish(place, _run(place, days, now))


@app.command()
def render(
    config_path: ConfigOption = FEED_YML, archive: ArchiveOption = ARCHIVE, docs: DocsOption = DOCS, site: SiteOption = SITE
) -> None:
    """Draw all pages from the archive."""
    changed = _draw(_place(config_path, archive, docs, site, os.environ))
    typer.echo(f"{docs}: {changed} pages changed")


@app.command()
def build(config_path: ConfigOption = FEED_YML, archive: ArchiveOption = ARCHIVE, docs: DocsOption = DOCS, site: SiteOption = SITE) -> None:
    """Draw all pages, then build the site with its search."""
    place = _place(config_path, archive, docs, site, os.environ)
    _build(place)
    typer.echo(f"{place.site}: built")


@app.command()
def serve(
    config_path: ConfigOption = FEED_YML,
    archive: ArchiveOption = ARCHIVE,
    docs: DocsOption = DOCS,
    site: SiteOption = SITE,
    port: PortOption = 8000,
) -> None:
    """Build the site and serve it on loopback."""
    place = _place(config_path, archive, docs, site, os.environ)
    _build(place)
    _serve(place.site, port)


@app.command(name="demo")
def demo_command(
    config_path: ConfigOption = FEED_YML,
    serve_it: Annotated[bool, typer.Option("--serve", help="Serve the site when it is built.")] = False,
    port: PortOption = 8000,
) -> int:
    """Do all of it on recorded days that ship with the project: no network, no key."""
    if DEMO.exists():
        shutil.rmtree(DEMO)
    # So few papers were recorded that a threshold would leave little to see.
    shown = {"DIGEST_ANALYSIS__PROVIDER": "extractive", "DIGEST_SELECT__MIN_SCORE": "0"}
    place = _place(config_path, DEMO / "archive", DEMO / "docs", DEMO / "site", shown)
    digests: list[Digest] = []
    with replay() as server:
        for day in demo.days():
            environ = {**shown, **server.environment(day)}
            recorded = _place(config_path, place.archive, place.docs, place.site, environ)
            digests += _run(recorded, [day], datetime.now(UTC))
            _tell(digests[-1])
    _build(place)
    typer.echo(f"Built {len(digests)} recorded days into {place.site}. See them as readers do: make demo SERVE=1")
    if serve_it:
        _serve(place.site, port)
    return _status(digests)


@app.command(name="import")
def import_command(
    paths: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Pages of an older feed, or folders of them.")],
    config_path: ConfigOption = FEED_YML,
    archive: ArchiveOption = ARCHIVE,
    docs: DocsOption = DOCS,
    site: SiteOption = SITE,
) -> int:
    """Turn the Markdown pages of two older feeds into records; a day that has a record keeps it."""
    place = _place(config_path, archive, docs, site, os.environ)
    record.ensure_writable(place.archive)
    stored = {digest.day: digest for digest in record.load_all(place.archive)}
    read_on = {entry.paper.id: day for day, digest in stored.items() for entry in digest.entries if entry.analysis}
    digests, complaints = importing.read(paths, read_on)
    for digest in digests:
        if digest.day in stored:
            complaints.append(errors.RecordError(f"{digest.day}: has a record already, which stays", "move it away to import the day"))
        else:
            record.save(place.archive, digest)
            _tell(digest)
    _draw(place)
    for complaint in complaints:
        typer.echo(f"digest: {complaint}", err=True)
    return 1 if complaints else 0


@app.command()
def check(config_path: ConfigOption = FEED_YML, archive: ArchiveOption = ARCHIVE, docs: DocsOption = DOCS, site: SiteOption = SITE) -> int:
    """Read every record and page and report each defect that a program can see."""
    place = _place(config_path, archive, docs, site, os.environ)
    digests, broken = _readable(place.archive)
    pages = {path: (place.docs / path).read_text("utf-8") for path in sorted(manifest(place.docs)) if (place.docs / path).is_file()}
    defects = [*broken, *(f"{each.where}: {each.what}" for each in find_defects(digests, pages))]
    for line in defects:
        typer.echo(line)
    typer.echo(f"{len(digests)} records, {len(pages)} pages, {len(defects)} defects")
    return 1 if defects else 0


@app.command()
def evaluate(
    papers: Annotated[Path, typer.Option("--papers", help="Papers, one JSON object a line (id, title, abstract …); may be gzipped.")],
    labels: Annotated[Path, typer.Option("--labels", help='Labels, one {"id", "label", "date"} a line.')],
    interest: Annotated[Path, typer.Option("--interest", help="YAML like feed.yml's interests.")],
    likes_path: Annotated[Path | None, typer.Option("--likes", help="Liked papers: ids, BibTeX, RIS or a Zotero export.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Tell how well the ranking puts the wanted papers of labelled days first."""
    liked = likes.arxiv_ids(_text(likes_path)) if likes_path else ()
    rows = evaluating.labelled(_text(labels), str(labels))
    known = evaluating.papers(_text(papers), str(papers), {row.id for row in rows} | set(liked))
    interests = config.interests(_text(interest).encode(), str(interest))
    figures = evaluating.evaluate(rows, known, rank.profile(interests, [known[id_] for id_ in liked if id_ in known]), set(liked))
    typer.echo(evaluating.as_json(figures) if as_json else evaluating.as_table(figures))


@app.command()
def init(
    name: Annotated[str, typer.Option("--name", help="How the feed is called.")] = "",
    language: Annotated[str, typer.Option("--language", help="zh or en.")] = "",
    categories: Annotated[str, typer.Option("--categories", help="arXiv categories, with commas between.")] = "",
    interest: Annotated[list[str] | None, typer.Option("--interest", help="What you want to read, in your words; may be repeated.")] = None,
    keywords: Annotated[str, typer.Option("--keywords", help="Phrases that count by themselves, with commas between.")] = "",
    likes_path: Annotated[Path | None, typer.Option("--likes", help="Liked papers: ids, BibTeX, RIS or a Zotero export.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace an existing feed.yml.")] = False,
    config_path: ConfigOption = FEED_YML,
) -> None:
    """Write a feed.yml, by asking a few questions or from flags."""
    if config_path.exists() and not force:
        raise errors.UsageError(f"{config_path}: exists", "edit it, or replace it with --force")
    asked = sys.stdin.isatty()
    answers = Answers(
        name=name or _ask(asked, "Name of the feed", "Paper digest"),
        language=language or _ask(asked, "Language of the pages (en, zh)", "en"),
        categories=_parts(categories or _ask(asked, "arXiv categories, with commas between", "cs.CV")),
        interests=tuple(interest or ()) or _parts(_ask(asked and not keywords, "What do you want to read? Topics in English", ""), ";"),
        keywords=_parts(keywords),
        likes=likes.arxiv_ids(_text(likes_path)) if likes_path else (),
    )
    text = feed_yml(answers)
    config.parse(text.encode(), "the answers", {})
    config_path.write_text(text, "utf-8")
    typer.echo(f"{config_path}: written, with {len(answers.interests or answers.keywords[:1])} interests and {len(answers.likes)} likes")


def _ask(asked: bool, question: str, default: str) -> str:
    return str(typer.prompt(question, default=default)) if asked else default


def _parts(text: str, between: str = ",") -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(between) if part.strip())


def _text(path: Path) -> str:
    """The text of a file that a person named; gzip is unpacked."""
    try:
        content = path.read_bytes()
        return (gzip.decompress(content) if path.suffix == ".gz" else content).decode()
    except (OSError, UnicodeDecodeError) as error:
        raise errors.UsageError(
            f"{path}: cannot be read ({getattr(error, 'strerror', None) or 'not UTF-8 text'})", "name another file"
        ) from error


def _readable(archive: Path) -> tuple[list[Digest], list[str]]:
    digests, broken = [], []
    for day in record.days(archive):
        try:
            digest = record.load(archive, day)
        except errors.RecordError as error:
            broken.append(str(error))
        else:
            digests += [digest] if digest else []
    return digests, broken


def _place(config_path: Path, archive: Path, docs: Path, site: Path, environ: Mapping[str, str]) -> Place:
    if not config_path.exists() and config_path != FEED_YML:
        raise errors.UsageError(f"{config_path}: no such file", "name your feed.yml with --config")
    return Place(config=config.load(config_path, environ), environ=environ, archive=archive, docs=docs, site=site)


def _day(option: str, text: str, today: date) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise errors.UsageError(f"{option} {text}: not a day", "write it as YYYY-MM-DD") from error
    if day > today:
        raise errors.UsageError(f"{option} {text}: not yet", f"today is {today} (UTC)")
    return day


def _finish(place: Place, digests: Sequence[Digest]) -> int:
    """Draw the pages, tell each day, newest last, and give the exit status."""
    _draw(place)
    for digest in digests:
        _tell(digest)
    status = _status(digests)
    if status == 1:
        typer.echo("digest: no source could be read: check the network; the day stays open and a later run completes it", err=True)
    return status


def _run(place: Place, days: Iterable[date], now: datetime) -> list[Digest]:
    """Run days: the stored records go in, each day's record comes out and stands in the archive."""
    record.ensure_writable(place.archive)
    _tell_provider(place)
    stored = {digest.day: digest for digest in record.load_all(place.archive)}
    past = Past(today=now.astimezone(EASTERN).date(), recorded=_announced(stored))
    agent = f"paper-digest/{__version__} (+{_repository(place.environ) or 'personal feed'})"
    # A spinner when a person watches; nothing in a log.
    with Console(stderr=True).status("asking the sources") as status, Http(agent, spacing=_spacing(place.config)) as http:

        def keep(digest: Digest) -> None:
            status.update(f"{digest.day}: {digest.funnel.considered} considered, {digest.funnel.listed} listed, {digest.funnel.read} read")
            record.save(place.archive, digest)

        feed = _feed(place.config, http, past, stored.values())
        return daily.run_days(
            days,
            daily.Archive(stored, keep),
            replace(feed, profile=_profile(place, stored.values(), feed.complete)),
            settled=lambda day: day < now.date(),
            at=now.replace(microsecond=0),
        )


def _profile(place: Place, digests: Iterable[Digest], complete: fetch.Complete) -> rank.Profile:
    """The interests, and what the papers teach that feed.yml or the archive's folders mark."""
    marks = {"likes": place.config.likes, "dislikes": place.config.dislikes}
    ids = {mark: (*given, *record.marked(place.archive, mark)) for mark, given in marks.items()}
    try:
        found = likes.texts([*ids["likes"], *ids["dislikes"]], digests, record.load_texts(place.archive), complete)
    except errors.FetchError as error:
        typer.echo(f"likes: not all could be read this time ({error.what})", err=True)
        found = likes.texts([*ids["likes"], *ids["dislikes"]], digests, record.load_texts(place.archive), lambda _: ())
    else:
        record.save_texts(place.archive, found.keep)
    if found.missing:
        typer.echo(f"likes: no text for {', '.join(found.missing)}: they count for nothing", err=True)
    papers = {paper.id: paper for paper in found.papers}
    liked, disliked = ([papers[id_] for id_ in dict.fromkeys(ids[mark]) if id_ in papers] for mark in marks)
    return rank.profile(place.config.wanted_interests, liked, disliked)


def _announced(stored: Mapping[date, Digest]) -> dict[date, set[str]]:
    """The ids that stand in the record of each day whose arXiv announcement was obtained."""
    obtained = {day: digest for day, digest in stored.items() if digest.funnel.announced is not None}
    return {day: {one.id for one in digest.considered} | {one.id for one in digest.seen} for day, digest in obtained.items()}


def _due(archive: Path, today: date) -> list[date]:
    """The newest day, and the open or missing ones of the days before; a feed misses none from before its first record."""
    recorded = record.days(archive)
    before = [today - timedelta(days=back) for back in range(1, CATCH_UP + 1)]
    missing = [day for day in before if recorded and day > recorded[0] and day not in recorded]
    still_open = [day for day in before if day in recorded and (digest := record.load(archive, day)) and digest.open]
    return sorted({today, *missing, *still_open})


def _spacing(config: Config) -> dict[str, float]:
    return {"arxiv": config.sources.arxiv.spacing}


def _tell_provider(place: Place) -> None:
    """Say so when feed.yml asks for an analyst that this version does not have."""
    if place.config.analysis.provider in ("gemini", "openai"):
        line = f"analysis.provider: {place.config.analysis.provider} is not part of this version: papers are quoted; use auto"
        typer.echo(f"digest: {line}", err=True)


def _feed(config: Config, http: Http, past: Past, stored: Iterable[Digest]) -> daily.Feed:
    say = messages(config.site.language)
    words = vocabulary(config.extra_tags)
    interests = config.wanted_interests
    return daily.Feed(
        sources=fetch.sources(config.sources, http, past),
        complete=fetch.completer(config.sources, http),
        cross_lists=config.sources.arxiv.cross_lists,
        profile=rank.profile(interests),
        slots=Select(**dict(config.select)),
        vocabulary=words,
        analyst=Extractive(say, config.site.language, interests, words),
        earlier=Earlier(stored, say, words, config.site.language),
        say=say,
        generator=Generator(version=__version__, config=config.hash),
    )


def _draw(place: Place) -> int:
    digests = record.load_all(place.archive)
    if not digests and manifest(place.docs):
        raise errors.RecordError(f"{place.archive}: holds no record, but pages were drawn from some", "check --archive; the pages stay")
    changed = publish(draw(digests, _shown(place)), place.docs)
    _bring_hand_written(place.docs)
    return len(changed)


def _bring_hand_written(docs: Path) -> None:
    """Copy the pages that were written by hand to a docs folder other than the repository's."""
    home = _home() / "docs"
    if docs.resolve() == home.resolve():
        return
    drawn = manifest(home)
    for path in sorted(home.rglob("*")):
        inside = path.relative_to(home).as_posix()
        if path.is_file() and inside not in drawn and not path.name.startswith(".") and not (docs / inside).exists():
            (docs / inside).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, docs / inside)


def _home() -> Path:
    """The repository: where one stands, else where the program is."""
    here = Path.cwd()
    return here if (here / "mkdocs.yml").is_file() else HOME


def _build(place: Place) -> None:
    _draw(place)
    build_site(place.docs, place.site, _home() / "mkdocs.yml", _shown(place))


def _shown(place: Place) -> Site:
    """What the pages need to know of the feed."""
    chosen = place.config
    repository = _repository(place.environ)
    return Site(
        name=chosen.site.name,
        language=chosen.site.language,
        timezone=chosen.site.timezone,
        url=_with_slash(chosen.site.url) if chosen.site.url else _pages_url(place.environ),
        repository=repository,
        categories=chosen.sources.arxiv.categories,
        cross_lists=chosen.sources.arxiv.cross_lists,
        huggingface_top=chosen.sources.huggingface.top,
        interests=chosen.wanted_interests,
        select=Select(**dict(chosen.select)),
        provider="extractive",  # whatever keys there are: no other analyst is built yet
        tags=vocabulary(chosen.extra_tags),
    )


def _repository(environ: Mapping[str, str]) -> str | None:
    """The repository's web address, as GitHub tells its workflows."""
    name = environ.get("GITHUB_REPOSITORY")
    return f"{environ.get('GITHUB_SERVER_URL', 'https://github.com')}/{name}" if name else None


def _pages_url(environ: Mapping[str, str]) -> str | None:
    """Where GitHub Pages shows the repository: owner.github.io/name/, or the root for a repository of that name."""
    owner, _, name = environ.get("GITHUB_REPOSITORY", "").partition("/")
    host = f"{owner.lower()}.github.io"
    return f"https://{host}/" + ("" if name.lower() == host else f"{name}/") if name else None


def _with_slash(url: str) -> str:
    return url.rstrip("/") + "/"


def _serve(site: Path, port: int) -> None:
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), partial(_QuietHandler, directory=str(site)))
    except OSError as error:
        raise errors.UsageError(f"port {port}: {error.strerror}", "choose another with --port, or 0 for any free one") from error
    typer.echo(f"http://127.0.0.1:{server.server_port}/ (stop with Ctrl-C)")
    with server:
        server.serve_forever()


class _QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 the base class's name
        """Say nothing: the terminal belongs to the person."""


def _tell(digest: Digest) -> None:
    """Print the funnel and the gaps of a day."""
    funnel = digest.funnel
    numbers = {"announced": funnel.announced, "featured": funnel.featured, "considered": funnel.considered, "listed": funnel.listed}
    steps = [f"{name} {'–' if count is None else count}" for name, count in {**numbers, "read": funnel.read}.items()]
    typer.echo(f"{digest.day} {digest.kind}: {' · '.join(steps)}")
    for gap in digest.gaps:
        typer.echo(f"  gap: {gap.stage} {gap.subject}: {gap.reason}{' (final)' if gap.final else ''}")


def _status(digests: Sequence[Digest]) -> int:
    """0 done; 3 recorded, but something stays open; 1 no paper could be recorded on any of the days."""
    if all(digest.kind == "source-failed" for digest in digests):
        return 1
    return 3 if any(not gap.final for digest in digests for gap in digest.gaps) else 0
