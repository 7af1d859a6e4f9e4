"""Wiring: a feed.yml and its folders become the collaborators of a run, of the pages and of the site.

Called by cli alone, which hands the clock and the environment in. Prints only what a person should know at once, on stderr.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import typer
from rich.console import Console

from generator import __version__, analysts, config, daily, errors, fetch, index, likes, notify, rank, record, turns
from generator.analyse import Analyst, Writer
from generator.analyse.budget import Clock
from generator.config import Config
from generator.fanout import Lacking, Works, month_of
from generator.fetch import Past
from generator.fetch.figures import Figures
from generator.fetch.fulltext import Reader
from generator.fetch.http import Http
from generator.forecast import Forecast, forecast
from generator.glance import FIGURE_MONTHS, Sheet, first_month
from generator.model import Digest, Figure, Generator, Paper, Select, Site
from generator.neighbours import neighbours
from generator.publish import manifest, parts_of, publish
from generator.rank.earlier import Earlier
from generator.rank.tags import vocabulary
from generator.render import Opener, Shelf, parts, shelve_sheets
from generator.render.messages import group as message_group
from generator.render.messages import load as messages
from generator.render.shelf import Album, Slip, by_month
from generator.search import Document, bundles, document, index_months
from generator.search import lacking as search_lacking
from generator.site import Built, print_parts
from generator.site import build as build_site
from generator.site import lacking as site_lacking

FEED_YML = Path("feed.yml")
HOME = Path(__file__).resolve().parent.parent
BROUGHT = ".brought"
"""Names in a docs folder the pages that were copied there."""
CATCH_UP = 10  # days before the newest one that a run completes
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
    told: dict[Path, errors.RecordError] = field(default_factory=dict)
    """The records that could not be read, by path; each was told once."""

    @property
    def cache(self) -> Path:
        """A folder beside the archive for what can be had again."""
        return self.archive.resolve().parent / ".cache"

    @property
    def built(self) -> Path:
        """The cache of the site's parts."""
        return self.site.resolve().parent / ".cache" / "site"


def open_place(config_path: Path, archive: Path, docs: Path, site: Path, environ: Mapping[str, str]) -> Place:
    """Read feed.yml and say where a command works. Raises ConfigError and UsageError."""
    if not config_path.exists() and config_path != FEED_YML:
        raise errors.UsageError(f"{config_path}: no such file", "name your feed.yml with --config")
    read = config.load(config_path, environ)
    messages(read.site.language)  # complains of a language that the interface does not have
    return Place(config=read, environ=environ, archive=archive, docs=docs, site=site)


@contextmanager
def turn(place: Place, *more: Path) -> Iterator[None]:
    """Hold archive, pages and site until the block ends; wait, and say so, while another command works on one of them."""
    with turns.turn((place.archive, place.docs, place.site, *more), _wait):
        for folder in place.cache.glob("*/"):
            with suppress(OSError):  # a cache that cannot be written is done without
                record.sweep(folder)
        yield


def _wait(folder: Path) -> None:
    typer.echo(f"digest: {folder}: another command works on it: waiting until it ends (Ctrl-C stops this one)", err=True)


def sheets_of(place: Place) -> list[Sheet]:
    """Every record at a glance, oldest first; those that cannot be read are told and left out. Raises RecordError when none can."""
    sheets, broken = index.readable(place.archive)
    if broken and not sheets:
        raise next(iter(broken.values()))
    _tell(place, broken)
    return sheets


def _tell(place: Place, broken: Mapping[Path, errors.RecordError]) -> None:
    for path in sorted(broken.keys() - place.told.keys()):
        typer.echo(f"digest: {broken[path]}", err=True)
    place.told.update(broken)


def run_days(place: Place, days: Iterable[date], clock: Callable[[], datetime], *, batch: bool = False) -> list[Digest]:
    """Run days: the stored records go in, each day's record comes out and stands in the archive; ``clock`` tells UTC.

    With ``batch`` papers are handed in to be read within a day, and a later run collects them.
    """
    record.ensure_writable(place.archive)
    now = clock()
    (sheets, broken), opened, asked = index.readable(place.archive), index.opener(place.archive), sorted(days)
    # A record that is there and cannot be read is never written over; the other days go on.
    wanted = {day for day in asked if record.path_of(place.archive, day) not in broken}
    if not wanted:
        raise broken[record.path_of(place.archive, asked[0])]
    _tell(place, broken)
    # What is closed is known at a glance; the wanted days and the open ones, which may be about to read, are read whole.
    stored = {digest.day: digest for digest in opened([sheet.day for sheet in sheets if sheet.open or sheet.day in wanted])}
    read_on = {each.id: sheet.day for sheet in sheets if sheet.day not in stored for each in sheet.entries if each.fullness}
    read_on |= _read_on_broken(place)
    past = Past(today=now.astimezone(EASTERN).date(), recorded=_announced(sheets))
    agent = f"paper-digest/{__version__} (+{_repository(place.environ) or 'personal feed'})"
    # A spinner when a person watches; nothing in a log.
    with Console(stderr=True).status("asking the sources") as status, Http(agent, spacing=_spacing(place.config)) as http:

        def keep(digest: Digest) -> None:
            status.update(f"{digest.day}: {digest.funnel.considered} considered, {digest.funnel.listed} listed, {digest.funnel.read} read")
            record.save(place.archive, digest)

        feed = _feed(place, http, past, sheets, Clock(clock), batch=batch)
        try:
            ran = daily.run_days(
                wanted,
                daily.Archive(stored, keep, read_on),
                replace(feed, profile=_profile(place, sheets, opened, feed.complete)),
                settled=lambda day: day < now.date(),
                at=now.replace(microsecond=0),
            )
        finally:
            _leave(place, feed.analyst)
        # A clock that was wrong may have left a later day.
        record.sweep_figures(place.archive, max((day for day in record.look(place.archive)[0] if day <= now.date()), default=now.date()))
        return ran


def _figure(place: Place, reader: Reader, today: date) -> Callable[[Paper, date], Figure | None] | None:
    """What fetches a figure and keeps it in the archive, while its day is one whose figures are shown; None when the feed shows none."""
    if not place.config.site.figures:
        return None
    first, figures = first_month(today, FIGURE_MONTHS), Figures(reader=reader)

    def figure(paper: Paper, day: date) -> Figure | None:
        found = figures.picture(paper, f"{day:%Y-%m}") if f"{day:%Y-%m}" >= first else None
        if found:
            record.save_figure(place.archive, found.figure, found.content)
        return found.figure if found else None

    return figure


def _read_on_broken(place: Place) -> dict[str, date]:
    """What days whose records cannot be read tell to have read, so that no paper is read twice."""
    days = {record.path_of(place.archive, day): day for day in record.look(place.archive)[0]} if place.told else {}
    texts = {days[path]: path.read_bytes() for path in place.told.keys() & days.keys() if path.is_file()}
    return {id_: day for day, text in sorted(texts.items()) for id_ in record.readings(text)}


def _leave(place: Place, analyst: Analyst) -> None:
    """Say why a model was asked no more; remember the day on which its quota was used up, and what waits in batches."""
    if not isinstance(analyst, Writer):
        return
    if error := analyst.model.budget.halted:
        typer.echo(f"digest: {error}", err=True)
    try:
        for state in analysts.left_behind(record.load_state(place.archive), analyst):
            record.save_state(place.archive, state)
    except errors.ProviderError as error:
        typer.echo(f"digest: the batch was not handed in: {error}", err=True)


def _profile(place: Place, sheets: Iterable[Sheet], opened: Opener, complete: fetch.Complete) -> rank.Profile:
    """The interests, and what the papers teach that feed.yml or the archive's folders mark."""
    marks = {"likes": place.config.likes, "dislikes": place.config.dislikes}
    ids = {mark: (*given, *record.marked(place.archive, mark)) for mark, given in marks.items()}
    marked = {id_ for each in ids.values() for id_ in each}
    digests = opened([sheet.day for sheet in sheets if any(each.id in marked for each in sheet.entries)])
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


def _announced(sheets: Iterable[Sheet]) -> dict[date, set[str]]:
    """The ids that stand in the record of each day whose arXiv announcement was obtained."""
    obtained = [sheet for sheet in sheets if sheet.funnel.announced is not None]
    return {sheet.day: {*sheet.considered, *sheet.seen, *(each.id for each in sheet.entries)} for sheet in obtained}


def due(archive: Path, today: date) -> list[date]:
    """The newest day, and the open or missing ones of the days before; a feed misses none from before its first record."""
    recorded = [day for day in record.look(archive)[0] if day <= today]  # a clock that was wrong may have left a later one
    before = [today - timedelta(days=back) for back in range(1, CATCH_UP + 1)]
    missing = [day for day in before if recorded and day > recorded[0] and day not in recorded]
    still_open = [digest.day for digest in record.readable(archive, [day for day in before if day in recorded])[0] if digest.open]
    return sorted({today, *missing, *still_open})


def _spacing(config: Config) -> dict[str, float]:
    return {"arxiv": config.sources.arxiv.spacing}


def _feed(place: Place, http: Http, past: Past, sheets: Sequence[Sheet], clock: Clock, *, batch: bool) -> daily.Feed:
    config = place.config
    say = messages(config.site.language)
    words = vocabulary(config.extra_tags)
    reader = _reader(place, http)
    desk = analysts.Desk(
        environ=place.environ,
        say=say,
        tags=words,
        reader=reader,
        usage=[usage for sheet in sheets for usage in sheet.usage],
        state=record.load_state(place.archive),
        clock=clock,
        later=batch,
    )
    return daily.Feed(
        sources=fetch.sources(config.sources, http, past),
        complete=fetch.completer(config.sources, http),
        cross_lists=config.sources.arxiv.cross_lists,
        profile=rank.profile(config.wanted_interests),
        slots=Select(**dict(config.select)),
        vocabulary=words,
        analyst=analysts.analyst(config, desk),
        earlier=Earlier((), say, words, config.site.language, lambda: neighbours(place.archive, sheets)),
        say=say,
        generator=Generator(version=__version__, config=config.hash),
        figure=_figure(place, reader, past.today),
    )


def _reader(place: Place, http: Http) -> Reader:
    arxiv = place.config.sources.arxiv
    return Reader(http=http, html_url=arxiv.html_url, pdf_url=arxiv.pdf_url, folder=place.cache / "fulltext")


def draw(place: Place) -> int:
    """Draw the pages of all parts that changed, and say how many pages did. Raises RecordError, BuildError."""
    sheets = sheets_of(place)
    if not sheets and manifest(place.docs):
        raise errors.RecordError(
            f"{place.archive}: holds no record that can be read, but pages were drawn from some", "check --archive; the pages stay"
        )
    site = _shown(place)
    shelf = shelve_sheets(sheets, index.opener(place.archive), keep=site.keep, album=_album(place))
    changes = publish(parts(shelf, site), place.docs)
    _bring_hand_written(place.docs)
    return len(changes.paths)


def _album(place: Place) -> Album:
    """The figures that the pages may show: those that stand in the archive, or none."""
    sizes = record.figures(place.archive) if place.config.site.figures else {}
    return Album(sizes, partial(record.load_figure, place.archive))


def _bring_hand_written(docs: Path) -> None:
    """Copy the pages that were written by hand to a docs folder other than the repository's; a copy follows its original."""
    ours = home() / "docs"
    if docs.resolve() == ours.resolve():
        return
    drawn, listed = manifest(ours), docs / BROUGHT
    paths = {
        path.relative_to(ours).as_posix(): path for path in sorted(ours.rglob("*")) if path.is_file() and not path.name.startswith(".")
    }
    wanted = {inside: path for inside, path in paths.items() if inside not in drawn}
    before = listed.read_text("utf-8").splitlines() if listed.is_file() else []
    for inside in set(before) - wanted.keys():
        (docs / inside).unlink(missing_ok=True)
    copies = [inside for inside in wanted if inside in before or not (docs / inside).exists()]
    for inside in copies:
        _copy(wanted[inside], docs / inside)
    if copies != before:
        _write(listed, "".join(f"{inside}\n" for inside in copies).encode())


def _copy(path: Path, to: Path) -> None:
    content = path.read_bytes()
    if not to.exists() or to.read_bytes() != content:
        _write(to, content)


def _write(path: Path, content: bytes) -> None:
    """Write a file of docs/ whole or not at all."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        record.sweep(path.parent)
        record.write_whole(path, content)
    except OSError as error:
        raise errors.BuildError(f"{path}: cannot be written ({error.strerror})", errors.unwritten(error, "--docs")) from error


def home() -> Path:
    """The repository: where one stands, else where the program is."""
    here = Path.cwd()
    return here if (here / "mkdocs.yml").is_file() else HOME


def build(place: Place) -> Forecast:
    """Draw all pages, then build the site and its search; say how large it is and becomes. Raises RecordError, BuildError."""
    draw(place)
    built = build_drawn(place)
    search(place)
    days = record.look(place.archive)[0]
    months = {name: sum((place.site / path).stat().st_size for path in part.paths) for name, part in built.items()}
    pictures = {
        name: sum((place.site / path).stat().st_size for path in part.paths if path.startswith("figures/")) for name, part in built.items()
    }
    return forecast(months, weight(place.site), days[-1] if days else date.min, keep=place.config.site.keep, figures=pictures)


def weight(folder: Path) -> int:
    """Bytes of all files in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def build_drawn(place: Place) -> Mapping[str, Built]:
    """Build the site of the pages as they are; say where each part stands. Raises BuildError."""
    return build_site(place.docs, place.site, home() / "mkdocs.yml", _shown(place), parts_of(place.docs), kept=place.built)


def search(place: Place) -> None:
    """Put the search of all listed papers into the site. Raises RecordError, BuildError."""
    bundles(_months(place), place.site / "search", _search_cache(place), _labels(_shown(place)))


def works(place: Place) -> Works:
    """What a build does, in pieces for several machines."""
    mkdocs_yml, shown = home() / "mkdocs.yml", _shown(place)

    def draw_all() -> set[str]:
        draw(place)
        return manifest(place.docs)

    def lacking() -> Lacking:
        pages: Counter[str] = Counter()
        for part, count in site_lacking(place.docs, mkdocs_yml, shown, parts_of(place.docs), place.built).items():
            if month := month_of(part):
                pages[month] += count
        return Lacking(pages, search_lacking(_months(place), _search_cache(place)))

    def make(months: Collection[str], searched: Collection[str]) -> list[Path]:
        _bring_hand_written(place.docs)
        drawn = parts_of(place.docs)
        printed = print_parts(place.docs, mkdocs_yml, shown, drawn, {name for name in drawn if month_of(name) in months}, place.built)
        documents = {month: each for month, each in _months(place).items() if month in searched}
        return [*printed, *index_months(documents, _search_cache(place))]

    return Works(place.docs, place.cache, draw_all, lacking, make)


def _search_cache(place: Place) -> Path:
    return place.cache / f"search-{place.archive.resolve().name}"


def _months(place: Place) -> dict[str, tuple[str, Callable[[], Iterable[Document]]]]:
    """The listed papers by the month of their day, as the search takes them, each month with a hash of all that it is made from."""
    shown = _shown(place)
    shelf = shelve_sheets(sheets_of(place), index.opener(place.archive), keep=shown.keep)
    labels = _labels(shown)["names"]
    names = {**labels["interests"], **labels["tags"]}
    records = {sheet.day: sheet.record for sheet in shelf.sheets}
    months: dict[str, tuple[str, Callable[[], Iterable[Document]]]] = {}
    for month, slips in by_month(shelf.newest).items():
        made_from = repr([names, [(slip.id, slip.path, slip.day, records[slip.day]) for slip in slips]])
        months[month] = (hashlib.sha256(made_from.encode()).hexdigest(), partial(_documents, shelf, slips, names))
    return months


def _documents(shelf: Shelf, slips: Iterable[Slip], names: Mapping[str, str]) -> Iterator[Document]:
    for day, of_day in groupby(slips, key=lambda slip: slip.day):
        cards = {card.paper.id: card for card in shelf.cards(day)}
        for slip in of_day:
            entry = cards[slip.id].entry
            ids = (*entry.relevance.matched, *entry.tags)
            yield document(entry, day, slip.path, [names[id_] for id_ in ids if id_ in names])


def _labels(shown: Site) -> dict[str, Any]:
    """What the search box says and how it calls things."""
    tags = {id_: tag.names.get(shown.language, id_) for id_, tag in shown.tags.items()}
    return {
        "words": message_group(shown.language, "search"),
        "names": {"interests": {each.id: each.name or each.id for each in shown.interests}, "tags": tags},
    }


def _shown(place: Place) -> Site:
    """What the pages need to know of the feed."""
    chosen = place.config
    repository = _repository(place.environ)
    return Site(
        name=chosen.site.name,
        language=chosen.site.language,
        timezone=chosen.site.timezone,
        url=_with_slash(chosen.site.url) if chosen.site.url else pages_url(place.environ),
        repository=repository,
        categories=chosen.sources.arxiv.categories,
        cross_lists=chosen.sources.arxiv.cross_lists,
        huggingface_top=chosen.sources.huggingface.top,
        interests=chosen.wanted_interests,
        select=Select(**dict(chosen.select)),
        tags=vocabulary(chosen.extra_tags),
        keep=chosen.site.keep,
    )


def _repository(environ: Mapping[str, str]) -> str | None:
    """The repository's web address, as GitHub tells its workflows."""
    name = environ.get("GITHUB_REPOSITORY")
    return f"{environ.get('GITHUB_SERVER_URL', 'https://github.com')}/{name}" if name else None


def pages_url(environ: Mapping[str, str]) -> str | None:
    """Where GitHub Pages shows the repository: owner.github.io/name/, or the root for a repository of that name."""
    owner, _, name = environ.get("GITHUB_REPOSITORY", "").partition("/")
    host = f"{owner.lower()}.github.io"
    return f"https://{host}/" + ("" if name.lower() == host else f"{name}/") if name else None


def _with_slash(url: str) -> str:
    return url.rstrip("/") + "/"


def tell_outside(place: Place, ran: Iterable[Digest], today: date) -> list[str]:
    """Send the day's message to where ``notify:`` says; gives a line for each address that did not work."""
    secrets = {name: place.environ.get(name) for name in place.config.notify}
    return notify.after_run(place.archive, ran, _shown(place), messages(place.config.site.language), secrets, today)
