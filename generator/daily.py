"""The day's run, from sources to a finished digest: read this first. Pure but for the collaborators handed in.

A day goes through three steps, each of which leaves a digest worth keeping: drafted (fetched, ranked,
selected), read (an analysis for each chosen paper, then its figure), finished (summary, gaps, open or closed).
Several days are drafted oldest first, so that each paper belongs to the day that brought it first whether the days are
run one by one or caught up; they are read newest first, so that today's papers get the budget before last week's.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from generator import fetch, illustrate, rank
from generator.analyse import Analyst, Failure, Reading, Scored
from generator.analyse.extractive import line
from generator.illustrate import Illustrate, illustrated
from generator.model import Analysis, Considered, Digest, DigestKind, Entry, Funnel, Gap, Generator, RankedPaper, Say, Seen, Select, Tag
from generator.rank.earlier import Earlier
from generator.rank.select import next_readings, order, select
from generator.rank.tags import kind, tags

ATTEMPTS = 5
"""After so many runs a paper that arXiv's API does not know, or an item that cannot be read, is no longer asked for."""

_READING = frozenset({"analyse", "fulltext"})
_ASKED_AGAIN = frozenset({"complete", "items"})
"""Stages whose gaps are final after ATTEMPTS."""
_OURS = _READING | {"rank", "summarise", illustrate.STAGE}
"""Stages whose gaps are not mended by fetching again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What a feed brings to every day: where papers come from, what the reader wants, who writes.

    ``figure`` is None when the feed shows no figures.
    """

    sources: Sequence[fetch.Source]
    complete: fetch.Complete
    cross_lists: bool
    profile: rank.Profile
    slots: Select
    vocabulary: Mapping[str, Tag]
    analyst: Analyst
    earlier: Earlier
    say: Say
    generator: Generator
    figure: Illustrate | None = None


@dataclass(frozen=True, slots=True)
class Archive:
    """The digests of the days that matter as they are stored, how to keep one, and which papers all other days read, by id."""

    digests: Mapping[date, Digest]
    keep: Callable[[Digest], object]
    read_on: Mapping[str, date] = field(default_factory=dict)


def run_days(days: Iterable[date], archive: Archive, feed: Feed, *, settled: Callable[[date], bool], at: datetime) -> list[Digest]:
    """Make or complete the digests of ``days``, keep each after every step, and give them back, oldest first.

    ``settled`` says of a day that no source's list for it grows any more; ``at`` is the moment of the run (UTC).
    """
    elsewhere = {**archive.read_on, **{id_: day for day, digest in archive.digests.items() for id_ in readings(digest, feed.slots)}}
    done: dict[date, Digest] = {}
    wanted = sorted(days)
    for day in wanted:
        others = {id_: read_on for id_, read_on in elsewhere.items() if read_on != day}
        done[day] = draft(day, archive.digests.get(day), feed, others, newest=day == wanted[-1])
        archive.keep(done[day])
        feed.earlier.put(done[day])
        elsewhere |= {id_: day for id_ in readings(done[day], feed.slots) if id_ not in others}
    for day in sorted(done, reverse=True):
        done[day] = read(done[day], archive, feed, settled=settled(day), at=at)
    return [done[day] for day in sorted(done)]


def read(drafted: Digest, archive: Archive, feed: Feed, *, settled: bool, at: datetime) -> Digest:
    """Let the analyst read what was chosen, fetch the figures of what was read, and finish the day; what failed stands in the gaps."""
    if not drafted.open:
        return drafted
    digest = drafted
    chosen = [RankedPaper(paper=entry.paper, relevance=entry.relevance) for entry in to_read(digest, feed.slots)]
    for id_, reading in feed.analyst.read(chosen, at):
        digest = replace(with_reading(digest, id_, reading), usage=feed.analyst.used(digest.usage))
        archive.keep(digest)
    for digest in illustrated(digest, feed.figure):  # noqa: B020 each step goes on from the one before
        archive.keep(digest)
    digest = finished(digest, archive.digests.get(drafted.day), feed, settled=settled, at=at)
    archive.keep(digest)
    return digest


def readings(digest: Digest, slots: Select) -> set[str]:
    """The papers that a day has read, or is about to."""
    chosen = to_read(digest, slots) if digest.open else []
    return {entry.paper.id for entry in digest.entries if entry.analysis} | {entry.paper.id for entry in chosen}


def draft(day: date, stored: Digest | None, feed: Feed, elsewhere: Mapping[str, date], *, newest: bool = True) -> Digest:
    """Fetch the day, rank and select beside what is stored: a stored score, entry or reading never moves.

    ``elsewhere`` maps the papers that other days read, or are about to, to that day. ``newest`` says that no day of the run
    is newer: an older one leaves the newest's share of the model's budget alone. A stored digest that is not open
    comes back as it is. Raises nothing of the sources': what they could not do stands in the gaps.
    """
    if stored and not stored.open:
        return stored
    haul = fetch.fetch(
        day,
        [source for source in feed.sources if not _is_whole(source.name, stored)],
        feed.complete,
        cross_lists=feed.cross_lists,
        stored=[entry.paper for entry in stored.entries] if stored else (),
    )
    spare = (feed.slots.read + 1) * (1 if newest else 2)
    return _unmoved(_drafted(day, stored, haul, feed, elsewhere, spare), stored)


def _is_whole(source: str, stored: Digest | None) -> bool:
    """Whether a source has said all it will: arXiv announces a day once, but for an empty feed, which may not have been ready."""
    if source != "arxiv" or stored is None or not stored.funnel.announced:
        return False
    return not any((gap.stage, gap.subject, gap.final) == ("items", source, False) for gap in stored.gaps)


def _drafted(day: date, stored: Digest | None, haul: fetch.Haul, feed: Feed, elsewhere: Mapping[str, date], spare: int) -> Digest:
    brought = {paper.id: paper for paper in haul.papers}
    kept = tuple(replace(entry, paper=brought[entry.paper.id]) for entry in (stored.entries if stored else ()))
    here = {entry.paper.id for entry in kept}
    seen = {each.id: each for each in (stored.seen if stored else ())}
    seen |= {
        id_: Seen(id=id_, title=paper.title, day=elsewhere[id_]) for id_, paper in brought.items() if id_ in elsewhere and id_ not in here
    }
    known = here | {each.id for each in stored.considered} if stored else set()
    fresh = [paper for id_, paper in brought.items() if id_ not in seen and id_ not in known]
    ranked, unscored = _scored(rank.rank(fresh, feed.profile, feed.say), feed, spare)
    entries = kept + tuple(_entry(each, feed, day) for each in select(ranked, kept, feed.slots).listed)
    considered = (stored.considered if stored else ()) + tuple(
        Considered(id=each.paper.id, title=each.paper.title, score=each.relevance.score) for each in ranked
    )
    return Digest(
        day=day,
        kind=_kind(haul, entries, considered, tuple(seen)),
        open=True,
        funnel=_funnel(haul, stored, considered, entries),
        seen=tuple(seen[id_] for id_ in sorted(seen)),
        summary=stored.summary if stored else None,
        entries=tuple(sorted(entries, key=lambda entry: order(entry.paper, entry.relevance))),
        considered=tuple(sorted(considered, key=lambda each: (1 if each.score is None else -each.score, each.id))),
        gaps=_gaps((*haul.gaps, *unscored), stored),
        usage=feed.analyst.used(stored.usage if stored else ()),
        generator=feed.generator,
    )


def _scored(ranked: Sequence[RankedPaper], feed: Feed, spare: int) -> tuple[list[RankedPaper], list[Gap]]:
    """Let the analyst score what the ranking found something in; what has no score from it keeps the ranker's."""
    found = [each for each in ranked if each.relevance.score]
    scores = feed.analyst.score([each.paper for each in found], spare=spare)
    both = [_with_score(each, scores.found.get(each.paper.id)) for each in ranked]
    gaps = [Gap(stage=each.stage, subject="model", reason=each.reason, final=True) for each in scores.missed[:1]]
    return sorted(both, key=lambda each: order(each.paper, each.relevance)), gaps


def _with_score(ranked: RankedPaper, scored: Scored | None) -> RankedPaper:
    if scored is None:
        return ranked
    matched = dict.fromkeys((*([scored.interest] if scored.interest else []), *ranked.relevance.matched))
    relevance = replace(ranked.relevance, score=scored.score, model_score=scored.score, reason=scored.reason, matched=tuple(matched))
    return replace(ranked, relevance=relevance)


def _unmoved(digest: Digest, stored: Digest | None) -> Digest:
    """The stored digest when only the generator differs, so that a run without news changes no byte."""
    return stored if stored and replace(digest, generator=stored.generator) == stored else digest


def _entry(ranked: RankedPaper, feed: Feed, day: date) -> Entry:
    paper, named = ranked.paper, tags(ranked.paper, feed.vocabulary)
    related = feed.earlier.related(paper, named, before=day)
    return Entry(paper=paper, relevance=ranked.relevance, line=line(paper), kind=kind(paper), tags=named, related=related)


def _kind(haul: fetch.Haul, entries: Sequence[Entry], considered: Sequence[Considered], seen: Sequence[str]) -> DigestKind:
    if entries:
        return "papers"
    if haul.failed:
        return "source-failed"
    return "no-match" if considered or seen else "nothing-announced"


def _funnel(haul: fetch.Haul, stored: Digest | None, considered: Sequence[Considered], entries: Sequence[Entry]) -> Funnel:
    before = stored.funnel if stored else None
    return Funnel(
        announced=haul.announced if haul.announced is not None or before is None else before.announced,
        replaced=haul.replaced if haul.replaced is not None or before is None else before.replaced,
        featured=haul.featured if haul.featured is not None or before is None else before.featured,
        considered=len(considered),
        listed=len(entries),
        read=sum(entry.analysis is not None for entry in entries),
    )


def _gaps(fresh: Sequence[Gap], stored: Digest | None) -> tuple[Gap, ...]:
    """The gaps that are left: what was fetched this time is mended, what failed again counts one attempt more."""
    before = {(gap.stage, gap.subject): gap.attempts for gap in (stored.gaps if stored else ())}
    again = [replace(gap, attempts=before.get((gap.stage, gap.subject), 0) + 1) for gap in fresh]
    counted = [replace(gap, final=gap.final or (gap.stage in _ASKED_AGAIN and gap.attempts >= ATTEMPTS)) for gap in again]
    anew = {(gap.stage, gap.subject) for gap in counted}
    lasting = [gap for gap in (stored.gaps if stored else ()) if gap.stage in _OURS or (gap.stage == "items" and gap.final)]
    kept = [gap for gap in lasting if (gap.stage, gap.subject) not in anew]
    return _sorted(counted + kept)


def to_read(digest: Digest, slots: Select) -> list[Entry]:
    """The listed papers that get the reading places which are left, best first (``rank.select`` shares them out).

    A paper that was only quoted, or read without its full text, because something failed has its place and is read again.
    """
    final = {gap.subject for gap in digest.gaps if gap.stage == "analyse" and gap.final}
    missing = {gap.subject for gap in digest.gaps if gap.stage in _READING and not gap.final} - final
    again = [entry for entry in digest.entries if entry.analysis and entry.paper.id in missing]
    waiting = [entry for entry in digest.entries if entry.analysis is None and entry.paper.id not in final]
    places = next_readings(waiting, [entry.relevance for entry in digest.entries if entry.analysis], slots)
    return sorted((*again, *places), key=lambda entry: order(entry.paper, entry.relevance))


def with_reading(digest: Digest, id_: str, reading: Reading) -> Digest:
    """Take up what reading a paper gave: an analysis, gaps, or both; a quotation never takes the place of an earlier reading."""
    before = {gap.stage: gap.attempts for gap in digest.gaps if gap.subject == id_}
    gaps = [_gap(each, id_, before.get(each.stage, 0) + 1) for each in reading.missed]
    others = [gap for gap in digest.gaps if gap.subject != id_ or gap.stage not in _READING]
    entries = tuple(replace(e, analysis=_better(e.analysis, reading.analysis)) if e.paper.id == id_ else e for e in digest.entries)
    read = sum(entry.analysis is not None for entry in entries)
    return replace(digest, entries=entries, gaps=_sorted((*others, *gaps)), funnel=replace(digest.funnel, read=read))


def _gap(missed: Failure, subject: str, attempts: int) -> Gap:
    final = missed.most is not None and attempts >= missed.most
    return Gap(stage=missed.stage, subject=subject, reason=missed.reason, attempts=attempts, final=final)


def _better(before: Analysis | None, after: Analysis | None) -> Analysis | None:
    """The reading that stands: the later one, unless it only quotes, or saw only the abstract where the earlier saw all."""
    if before is None or after is None:
        return before or after
    worth = [(each.analyst != "extractive", each.basis == "full text") for each in (before, after)]
    return after if worth[1] > worth[0] else before


def _sorted(gaps: Iterable[Gap]) -> tuple[Gap, ...]:
    return tuple(sorted(gaps, key=lambda gap: (gap.stage, gap.subject)))


def finished(digest: Digest, stored: Digest | None, feed: Feed, *, settled: bool, at: datetime) -> Digest:
    """Sum the day up, and close it when nothing is missing and no list grows any more."""
    waited = any(gap.stage == "summarise" and not gap.final for gap in digest.gaps)
    same = stored is not None and [(e.paper.id, e.analysis) for e in stored.entries] == [(e.paper.id, e.analysis) for e in digest.entries]
    if digest.entries and (waited or not same or digest.summary is None):
        digest = _summed_up(digest, feed, at)
    is_open = not settled or bool(waited_for(digest.gaps))
    gaps = digest.gaps if is_open else illustrate.settled(digest.gaps)
    return _unmoved(replace(digest, open=is_open, gaps=gaps, usage=feed.analyst.used(digest.usage)), stored)


def waited_for(gaps: Iterable[Gap]) -> list[Gap]:
    """The gaps that keep a day open: neither those that are final nor figures, which are an extra."""
    return [gap for gap in gaps if not gap.final and gap.stage != illustrate.STAGE]


def _summed_up(digest: Digest, feed: Feed, at: datetime) -> Digest:
    made = feed.analyst.summarise(digest.day, digest.entries, digest.funnel, at)
    before = next((gap.attempts for gap in digest.gaps if gap.stage == "summarise"), 0)
    gaps = [_gap(each, str(digest.day), before + 1) for each in made.missed]
    return replace(digest, summary=made.summary, gaps=_sorted((*(gap for gap in digest.gaps if gap.stage != "summarise"), *gaps)))
