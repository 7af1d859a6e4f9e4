"""The commands; the only reader of the clock and of the environment. What they call is put together in wiring and building."""

import os
import shutil
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from typer.exceptions import TyperException

from generator import ask as asking
from generator import building, concordance, config, demo, errors, fanout, given, importing, likes, rank, record, telling, wiring
from generator import doctor as doctoring
from generator import evaluate as evaluating
from generator import guide as guiding
from generator import hosting as hosted
from generator.__main__ import INTERRUPTED, STOPPED
from generator.check import check as find_defects
from generator.demo.server import replay
from generator.glance import Sheet
from generator.init import Answers, feed_yml
from generator.model import Digest
from generator.place import FEED_YML, Place, open_place, sheets_of, turn
from generator.publish import manifest
from generator.rank.tags import vocabulary
from generator.render.citation import bibtex as cited
from generator.render.messages import load as messages
from generator.schema import SCHEMA
from generator.wiring import EASTERN

LEFT_OUT = 3
"""The exit status when all went well but for a record that cannot be read."""

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_show_locals=False,  # they hold keys
    help="A daily digest of research papers.",
)

ConfigOption = Annotated[Path, typer.Option("--config", help="The feed.yml to use.")]
ArchiveOption = Annotated[Path, typer.Option("--archive", help="The folder of records.")]
DocsOption = Annotated[Path, typer.Option("--docs", help="The folder of Markdown pages.")]
SiteOption = Annotated[Path, typer.Option("--site", help="The folder of the built site.")]
PagesOption = Annotated[bool, typer.Option("--pages/--no-pages", help="Draw the pages at the end, or leave that to render or build.")]
PortOption = Annotated[int, typer.Option("--port", help="The port to serve on, 0 for any free one.")]

ARCHIVE, DOCS, SITE, DEMO = Path("archive"), Path("docs"), Path("site"), Path(".demo")


def main() -> None:
    """Run a command; tell a mistake in one line on stderr and leave with its status."""
    try:
        status = app(args=sys.argv[1:] or ["--help"], standalone_mode=False)
    except errors.DigestError as error:
        _leave(str(error), error.exit_status)
    except TyperException as error:
        _leave(f"{given.plainly(error.format_message()).rstrip('.')}: see digest --help", 2)
    if status == INTERRUPTED:
        _leave(STOPPED, INTERRUPTED)
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
    pages: PagesOption = True,
) -> int:
    """Fetch, rank, analyse and record a day, then draw the pages."""
    place = open_place(config_path, archive, docs, site, os.environ)
    day = given.day("--date", date_text, _now().date()) if date_text else None
    record.ensure_folder(place.archive)
    with turn(place):
        days = [day] if day else wiring.due(archive, _now().astimezone(EASTERN).date())
        return _finish(place, wiring.run_days(place, days, _now), pages=pages)


@app.command()
def backfill(
    first: Annotated[str, typer.Option("--from", help="The first day, as YYYY-MM-DD.")],
    last: Annotated[str, typer.Option("--to", help="The last day, as YYYY-MM-DD.")],
    batch: Annotated[bool, typer.Option("--batch", help="Let Gemini read within a day, at half the price (paid tiers only).")] = False,
    config_path: ConfigOption = FEED_YML,
    archive: ArchiveOption = ARCHIVE,
    docs: DocsOption = DOCS,
    site: SiteOption = SITE,
    pages: PagesOption = True,
) -> int:
    """Do what run does for every open or missing day of a range."""
    place = open_place(config_path, archive, docs, site, os.environ)
    now = _now()
    start, end = given.day("--from", first, now.date()), given.day("--to", last, now.date())
    if start > end:
        raise errors.UsageError(f"--from {start} is after --to {end}", "swap them")
    days = [start + timedelta(days=number) for number in range((end - start).days + 1)]
    record.ensure_folder(place.archive)
    with turn(place):
        return _finish(place, wiring.run_days(place, days, _now, batch=batch), pages=pages)


@app.command()
def render(config_path: ConfigOption = FEED_YML, archive: ArchiveOption = ARCHIVE, docs: DocsOption = DOCS, site: SiteOption = SITE) -> int:
    """Draw all pages from the archive."""
    place = open_place(config_path, archive, docs, site, os.environ)
    with turn(place):
        changed = building.draw(place)
    typer.echo(f"{docs}: {changed} pages changed")
    return LEFT_OUT if place.told else 0


@app.command()
def build(config_path: ConfigOption = FEED_YML, archive: ArchiveOption = ARCHIVE, docs: DocsOption = DOCS, site: SiteOption = SITE) -> int:
    """Draw all pages, then build the site with its search."""
    place = open_place(config_path, archive, docs, site, os.environ)
    with turn(place):
        size = building.build(place)
    if not record.look(place.archive)[0]:
        typer.echo("no day is recorded yet: digest run records the first")
    grows = f", {size.a_day / 1000:.0f} kB more a day" if size.a_day else ""
    full = f"; GitHub's 1 GB is reached in {size.full:%B %Y} (site.keep bounds it)" if size.full else ""
    typer.echo(f"{place.site}: built, {size.now / 1e6:.1f} MB{grows}{full}")
    return LEFT_OUT if place.told else 0


@app.command()
def serve(
    config_path: ConfigOption = FEED_YML,
    archive: ArchiveOption = ARCHIVE,
    docs: DocsOption = DOCS,
    site: SiteOption = SITE,
    port: PortOption = 8000,
) -> None:
    """Build the site and serve it on loopback."""
    place = open_place(config_path, archive, docs, site, os.environ)
    with turn(place):
        building.build(place)
    _serve(place.site, port)


@app.command(name="demo")
def demo_command(
    config_path: ConfigOption = FEED_YML,
    serve_it: Annotated[bool, typer.Option("--serve", help="Serve the site when it is built.")] = False,
    port: PortOption = 8000,
) -> int:
    """Do all of it on recorded days that ship with the project: no network, no key."""
    # So few papers were recorded that a threshold would leave little to see.
    of_site = {name: value for name, value in os.environ.items() if name.startswith("DIGEST_SITE__")}
    offline = {**of_site, "DIGEST_ANALYSIS__PROVIDER": "extractive"}
    shown = {**offline, "DIGEST_SELECT__MIN_SCORE": "0"}
    place = open_place(config_path, DEMO / "archive", DEMO / "docs", DEMO / "site", shown)
    digests: list[Digest] = []
    DEMO.mkdir(exist_ok=True)
    with turn(place, DEMO), replay() as server:
        for old in DEMO.glob("*/"):
            shutil.rmtree(old)
        for day in demo.days():
            environ = {**shown, **server.environment(day)}
            recorded = open_place(config_path, place.archive, place.docs, place.site, environ)
            digests += wiring.run_days(recorded, [day], _now)
            telling.tell(digests[-1])
        # What is best is told by the reader's own threshold.
        building.build(replace(place, config=config.load(config_path, offline)))
    typer.echo(f"Built {len(digests)} recorded days into {place.site}; they list papers of any score, since there are few.")
    typer.echo(f"See them as readers do: make demo SERVE=1. Search them: digest ask --archive {place.archive} deblurring")
    if serve_it:
        _serve(place.site, port)
    return telling.status(digests)


@app.command(name="import")
def import_command(
    paths: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Pages of an older feed, or folders of them.")],
    config_path: ConfigOption = FEED_YML,
    archive: ArchiveOption = ARCHIVE,
    docs: DocsOption = DOCS,
    site: SiteOption = SITE,
) -> int:
    """Turn the Markdown pages of two older feeds into records; a day that has a record keeps it."""
    place = open_place(config_path, archive, docs, site, os.environ)
    record.ensure_folder(place.archive)
    with turn(place):
        complaints = _imported(place, paths)
    for complaint in complaints:
        typer.echo(f"digest: {complaint}", err=True)
    return 1 if complaints or place.told else 0


def _imported(place: Place, paths: Sequence[Path]) -> list[errors.DigestError]:
    record.ensure_writable(place.archive)
    stored = {sheet.day: sheet for sheet in sheets_of(place)}
    read_on = {entry.id: day for day, sheet in stored.items() for entry in sheet.entries if entry.fullness}
    digests, complaints = importing.read(paths, read_on)
    for digest in digests:
        if record.path_of(place.archive, digest.day).exists():
            complaints.append(errors.RecordError(f"{digest.day}: has a record already, which stays", "move it away to import the day"))
        else:
            record.save(place.archive, digest)
            telling.tell(digest)
    building.draw(place)
    return complaints


@app.command()
def ask(
    query: Annotated[str, typer.Argument(help="Words, phrases in quotes, or an arXiv id.")] = "",
    interest: Annotated[str, typer.Option("--interest", help="Only papers that matched this interest (id or name).")] = "",
    tag: Annotated[str, typer.Option("--tag", help="Only papers on this topic (id or name).")] = "",
    since: Annotated[str, typer.Option("--since", help="From this day on, as YYYY-MM-DD.")] = "",
    until: Annotated[str, typer.Option("--until", help="Up to this day, as YYYY-MM-DD.")] = "",
    most: Annotated[int, typer.Option("--most", min=1, help="How many papers at most.")] = 20,
    bibtex: Annotated[bool, typer.Option("--bibtex", help="Print citations.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    config_path: ConfigOption = FEED_YML,
    archive: ArchiveOption = ARCHIVE,
) -> None:
    """Search the archive: title, authors and what was written about each paper."""
    if not any((query.strip(), interest, tag, since, until)):
        raise errors.UsageError("ask: nothing was asked", "give words, a phrase in quotes or an arXiv id")
    if bibtex and as_json:
        raise errors.UsageError("ask: --bibtex and --json", "choose one of them")
    place = open_place(config_path, archive, DOCS, SITE, os.environ)
    today = _now().date()
    sheets = sheets_of(place)
    if not sheets:
        raise errors.RecordError(f"{archive}: holds no record", "run digest run first, or name another with --archive")
    question = asking.Question(
        text=query,
        interest=interest and asking.known("--interest", interest, _interests(place, sheets)),
        tag=tag and asking.known("--tag", tag, _tags(place, sheets)),
        since=given.day("--since", since, today) if since else date.min,
        until=given.day("--until", until, today) if until else date.max,
        most=most,
    )
    if question.since > question.until:
        raise errors.UsageError(f"--since {since} is after --until {until}", "swap them")
    with Console(stderr=True).status("looking"):  # the first question reads the whole archive
        answer = concordance.ask(place.archive, sheets, question)
    if as_json:
        typer.echo(asking.as_json(answer))
    elif not answer.found:
        typer.echo(asking.nothing(question, answer), err=bibtex)
    elif bibtex:
        typer.echo("\n\n".join(cited(found.entry.paper) for found in answer.found))
    else:
        _show(answer)


def _interests(place: Place, sheets: Sequence[Sheet]) -> list[tuple[str, list[str]]]:
    named = {each.id: [each.name] for each in place.config.interests}
    older = {each for sheet in sheets for entry in sheet.entries for each in entry.matched}
    return [*named.items(), *((each, []) for each in sorted(older - named.keys()))]


def _tags(place: Place, sheets: Sequence[Sheet]) -> list[tuple[str, list[str]]]:
    used = Counter(each for sheet in sheets for entry in sheet.entries for each in entry.tags)
    names = {each.id: list(each.names.values()) for each in vocabulary(place.config.extra_tags).values()}
    return [(each, names.get(each, [])) for each in sorted(used, key=lambda each: (-used[each], each))]


def _show(answer: asking.Answer) -> None:
    """A table when a person watches; a line a paper, with tabs between, for other programs."""
    console = Console(highlight=False)
    if not console.is_terminal:
        typer.echo("\n".join("\t".join(row) for row in asking.rows(answer)))
        return
    console.print(asking.as_table(answer))
    if answer.of > len(answer.found):
        console.print(f"{len(answer.found)} of {answer.of}: more with --most", style="dim")


@app.command()
def check(config_path: ConfigOption = FEED_YML, archive: ArchiveOption = ARCHIVE, docs: DocsOption = DOCS, site: SiteOption = SITE) -> int:
    """Read every record and page and report each defect that a program can see."""
    place = open_place(config_path, archive, docs, site, os.environ)
    if not archive.is_dir():
        raise errors.UsageError(f"{archive}: no such folder", "run digest run first, or name another with --archive")
    digests, broken = _readable(place.archive)
    if not digests and not broken:
        typer.echo(f"digest: {archive}: holds no record: run digest run first, or name another with --archive", err=True)
    texts = sorted(path for path in manifest(place.docs) if not path.endswith((".png", ".webp")))
    pages = {path: (place.docs / path).read_text("utf-8") for path in texts if (place.docs / path).is_file()}
    defects = [*broken, *(f"{each.where}: {each.what}" for each in find_defects(digests, pages))]
    for line in defects:
        typer.echo(line)
    typer.echo(f"{len(digests)} records, {len(pages)} pages, {len(defects)} defects")
    return 1 if defects else 0


@app.command()
def doctor(config_path: ConfigOption = FEED_YML, archive: ArchiveOption = ARCHIVE, site: SiteOption = SITE) -> int:
    """Look at config, endpoints, key, quota, repository settings, archive and size: a line each, with the mend."""
    findings = 0
    for finding in doctoring.examine(doctoring.Patient(config_path, archive, site, os.environ, _now())):
        typer.echo(finding.line)
        findings += bool(finding.mend)
    return 1 if findings else 0


@app.command(hidden=True)
def hosting(
    step: Annotated[str, typer.Argument()],
    config_path: ConfigOption = FEED_YML,
    archive: ArchiveOption = ARCHIVE,
    docs: DocsOption = DOCS,
    site: SiteOption = SITE,
) -> int:
    """Do what the workflows do around a run and a build."""
    job = hosted.Job(archive, os.environ, typer.echo)
    return hosted.step(step, job, fanout.steps(lambda: building.works(open_place(config_path, archive, docs, site, os.environ))))


@app.command(hidden=True)
def guide(docs: DocsOption = DOCS) -> None:
    """Write the pages that explain every key of feed.yml, which are committed, from the config's model."""
    for page in guiding.pages():
        (docs / page.path).parent.mkdir(parents=True, exist_ok=True)
        (docs / page.path).write_text(page.text, "utf-8")


@app.command()
def evaluate(
    papers: Annotated[Path, typer.Option("--papers", help="Papers, one JSON object a line (id, title, abstract …); may be gzipped.")],
    labels: Annotated[Path, typer.Option("--labels", help='Labels, one {"id", "label", "date"} a line.')],
    interest: Annotated[Path, typer.Option("--interest", help="YAML like feed.yml's interests.")],
    likes_path: Annotated[Path | None, typer.Option("--likes", help="Liked papers: ids, BibTeX, RIS or a Zotero export.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Tell how well the ranking puts the wanted papers of labelled days first."""
    liked = likes.arxiv_ids(given.text_of(likes_path)) if likes_path else ()
    rows = evaluating.labelled(given.text_of(labels), str(labels))
    known = evaluating.papers(given.text_of(papers), str(papers), {row.id for row in rows} | set(liked))
    interests = config.interests(given.text_of(interest).encode(), str(interest))
    figures = evaluating.evaluate(rows, known, rank.profile(interests, [known[id_] for id_ in liked if id_ in known]), set(liked))
    typer.echo(evaluating.as_json(figures) if as_json else evaluating.as_table(figures))


@app.command()
def init(
    name: Annotated[str, typer.Option("--name", help="What the feed is called.")] = "",
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
    name = name or _ask(asked, "Name of the feed", "Paper digest")
    language = language or _ask(asked, "Language of the pages (en, zh)", "en")
    messages(language)  # complains of a language that is not spoken
    categories = categories or _ask(asked, "arXiv categories, with commas between", "cs.CV")
    interests = tuple(interest or ()) or given.parts(
        _ask(asked and not keywords, "What do you want to read? Topics in English, with ; between", ""), ";"
    )
    likes_path = likes_path or given.path_of(
        _ask(asked, "A file of papers you like: ids, BibTeX, RIS or a Zotero export (empty for none)", "")
    )
    answers = Answers(
        name=name,
        language=language,
        categories=given.parts(categories),
        interests=interests,
        keywords=given.parts(keywords),
        likes=given.liked(likes_path) if likes_path else (),
    )
    text = feed_yml(answers)
    config.parse(text.encode(), "the answers", {})
    config_path.write_text(text, "utf-8")
    counts = {"interest": len(answers.interests or answers.keywords[:1]), "like": len(answers.likes)}
    told = " and ".join(f"{count} {word}{'' if count == 1 else 's'}" for word, count in counts.items())
    typer.echo(f"{config_path}: written, with {told}")
    typer.echo("next: digest doctor reads it back to you, digest run makes the first day, digest serve shows it")


def _now() -> datetime:
    return datetime.now(UTC)


def _ask(asked: bool, question: str, default: str) -> str:
    return str(typer.prompt(question, default=default)) if asked else default


def _readable(archive: Path) -> tuple[list[Digest], list[str]]:
    """Every record that can be read, and in a line each those that cannot, or are better written anew."""
    days, astray = record.look(archive)
    digests, broken = record.readable(archive, days)
    lines = [str(error) for error in (*astray.values(), *broken.values())]
    old = {digest.day: schema for digest in digests if (schema := record.older(archive, digest.day)) is not None}
    lines += [
        f"{record.path_of(archive, day)}: of an older schema ({schema}, now {SCHEMA}): digest run --date {day} writes it anew"
        for day, schema in old.items()
    ]
    return digests, lines


def _finish(place: Place, digests: Sequence[Digest], *, pages: bool) -> int:
    """Draw the pages, tell each day, newest last, and give the exit status."""
    if pages:
        building.draw(place)
    for digest in digests:
        telling.tell(digest)
    for complaint in wiring.tell_outside(place, digests, _now().date()):
        typer.echo(complaint, err=True)
    status = telling.status(digests)
    backfill = telling.backfill(digests, _now().astimezone(EASTERN).date())
    if status == 1:
        mend = backfill or "a later run completes it"
        typer.echo(f"digest: no source could be read: check the network; the day stays open and {mend}", err=True)
    elif backfill:
        typer.echo(f"Open, and older than the {wiring.CATCH_UP} days that a run completes: {backfill}")
    return status or (LEFT_OUT if place.told else 0)


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
