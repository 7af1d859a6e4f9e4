"""Wiring: a feed.yml and its folders become the collaborators of a run. ``building`` does the same for pages and site.

Called by cli alone, which hands the clock and the environment in. Prints only what a person should know at once, on stderr.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import typer
from rich.console import Console

from generator import __version__, analysts, daily, errors, fetch, index, likes, notify, rank, record
from generator.analyse import Analyst, Writer
from generator.analyse.budget import Clock
from generator.config import Config
from generator.fetch import Past
from generator.fetch.figures import Figures
from generator.fetch.fulltext import Reader
from generator.fetch.http import Http
from generator.glance import FIGURE_MONTHS, Sheet, first_month
from generator.model import Digest, Figure, Generator, Paper, Select
from generator.neighbours import neighbours
from generator.place import Place, repository_of, shown_of, tell
from generator.rank.earlier import Earlier
from generator.rank.tags import vocabulary
from generator.render import Opener
from generator.render.messages import load as messages

CATCH_UP = 10  # days before the newest one that a run completes
# arXiv's day changes at midnight US Eastern, wherever the reader is.
EASTERN = ZoneInfo("America/New_York")


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
    tell(place, broken)
    # What is closed is known at a glance; the wanted days and the open ones, which may be about to read, are read whole.
    stored = {digest.day: digest for digest in opened([sheet.day for sheet in sheets if sheet.open or sheet.day in wanted])}
    read_on = {each.id: sheet.day for sheet in sheets if sheet.day not in stored for each in sheet.entries if each.fullness}
    read_on |= _read_on_broken(place)
    past = Past(today=now.astimezone(EASTERN).date(), recorded=_announced(sheets))
    agent = f"paper-digest/{__version__} (+{repository_of(place.environ) or 'personal feed'})"
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
        _sweep_figures(place, now.date())
        return ran


def _sweep_figures(place: Place, today: date) -> None:
    """Remove figures that are shown no more; one that cannot be removed is told, and harms nothing."""
    # A clock that was wrong may have left a later day.
    newest = max((day for day in record.look(place.archive)[0] if day <= today), default=today)
    try:
        record.sweep_figures(place.archive, newest)
    except errors.RecordError as error:
        typer.echo(f"digest: {error}", err=True)


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
    texts: dict[date, bytes] = {}
    for path in place.told.keys() & days.keys():
        with suppress(OSError):  # then nobody knows what it read
            texts[days[path]] = path.read_bytes()
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


def tell_outside(place: Place, ran: Iterable[Digest], today: date) -> list[str]:
    """Send the day's message to where ``notify:`` says; gives a line for each address that did not work."""
    secrets = {name: place.environ.get(name) for name in place.config.notify}
    return notify.after_run(place.archive, ran, shown_of(place), messages(place.config.site.language), secrets, today)
