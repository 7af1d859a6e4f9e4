"""Import: sheets become digests, closed for good: nothing that the page does not say can be found out later. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date

from generator.analyse.extractive import line
from generator.importing.overview import summarise
from generator.importing.reading import Reading, read
from generator.importing.sheet import Item, Sheet
from generator.model import Considered, Digest, Entry, Funnel, Gap, Generator, Relevance, Seen
from generator.rank.tags import kind, tags, vocabulary

GENERATOR = Generator(version="import", config="0" * 12)
NO_REASON = "导入的评分，原页没有说明理由"


def assemble(sheets: Sequence[Sheet], read_before: Mapping[str, date] | None = None) -> list[Digest]:
    """Make the digests, oldest first. A paper that was read on an earlier day is seen again, and not read again."""
    known = dict(read_before or {})
    digests: list[Digest] = []
    for sheet in sorted(sheets, key=lambda each: each.day):
        digest = _digest(sheet, {id_: day for id_, day in known.items() if day < sheet.day})
        known |= {entry.paper.id: sheet.day for entry in digest.entries if entry.analysis}
        digests.append(digest)
    return digests


def _digest(sheet: Sheet, known: Mapping[str, date]) -> Digest:
    """One day. Of a paper that stands on the page twice the first place counts."""
    items = {item.paper.id: item for item in reversed(sheet.items)}
    fresh = [item for id_, item in reversed(items.items()) if id_ not in known]
    readings = {item.paper.id: read(item, sheet.day) for item in fresh}
    entries = tuple(_entry(item, readings[item.paper.id]) for item in fresh)
    return Digest(
        day=sheet.day,
        kind="papers" if entries else "no-match",
        open=False,
        funnel=Funnel(
            announced=None,
            replaced=None,
            featured=sheet.featured,
            considered=len(entries),
            listed=len(entries),
            read=sum(entry.analysis is not None for entry in entries),
        ),
        seen=tuple(Seen(id=id_, title=item.paper.title, day=known[id_]) for id_, item in reversed(items.items()) if id_ in known),
        summary=summarise(sheet.day, entries, sheet.summary),
        entries=entries,
        considered=tuple(Considered(id=item.paper.id, title=item.paper.title, score=item.score) for item in fresh),
        gaps=tuple(
            Gap(stage="analyse", subject=id_, reason=f"the imported analysis was left out: {reading.refused}", final=True)
            for id_, reading in readings.items()
            if reading.refused
        ),
        generator=GENERATOR,
    )


def _entry(item: Item, reading: Reading) -> Entry:
    return Entry(
        paper=item.paper,
        relevance=Relevance(score=item.score, ranker_score=None, model_score=item.score, reason=None if item.score is None else NO_REASON),
        line=line(item.paper),
        analysis=reading.analysis,
        kind=kind(item.paper),
        tags=tags(item.paper, vocabulary()),
    )
