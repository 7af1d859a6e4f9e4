from datetime import timedelta

import pytest

from generator.model import Digest, Line, Related
from generator.rank.earlier import Earlier
from generator.rank.tags import vocabulary
from generator.render.messages import load
from tests import samples

BLUR = "Rolling shutter blur bends buildings. An event camera helps on GoPro and REDS."
PAPER = samples.paper("9", title="Events against Rolling Shutter Blur", abstract=BLUR)
BEFORE = samples.DAY + timedelta(days=1)


def archive(tags: tuple[str, ...] = ("deblurring", "event-camera"), **fields: object) -> Digest:
    entry = samples.entry("1", tags=tags)
    return samples.digest(entries=(samples.with_paper(entry, **({"title": "Rolling Shutter", "abstract": BLUR} | fields)),))


def earlier(*digests: Digest, language: str = "en") -> Earlier:
    return Earlier(digests, load(language), vocabulary(), language)


def why(language: str = "en", **fields: object) -> str:
    (related,) = earlier(archive(**fields), language=language).related(PAPER, ("deblurring",), before=BEFORE)
    return related.why


def test_an_empty_archive_has_nothing_to_say() -> None:
    assert earlier().related(PAPER, (), before=BEFORE) == ()


def test_a_related_paper_comes_with_a_line_why() -> None:
    fields = {"authors": ("Cy Clop",)}
    (related,) = earlier(archive(**fields)).related(PAPER, ("deblurring",), before=BEFORE)
    assert related == Related(
        id="1", title="Rolling Shutter", why="both on deblurring; both mention Rolling shutter blur bends buildings and event camera"
    )


def test_the_line_names_authors_and_a_citation_in_the_readers_language() -> None:
    assert why(authors=PAPER.authors).endswith("; both by Ada Author and Bo Author")
    assert why("zh", authors=PAPER.authors).startswith("都研究去模糊；都讲到 Rolling shutter blur")


def test_a_cited_paper_is_told_even_if_nothing_else_is_shared() -> None:
    cited = archive((), abstract="Bees hum.", authors=())
    entry = samples.with_paper(cited.entries[0], id="2401.00001", title="Bees")
    asking = samples.paper("9", title="Events", abstract="As in arXiv:2401.00001.")
    (related,) = earlier(samples.digest(entries=(entry,))).related(asking, (), before=BEFORE)
    assert related.why == "one cites the other"


def test_one_topic_alone_is_no_reason() -> None:
    counting = archive(("counting",), abstract="Counting cells.", title="Counting", authors=())
    asking = samples.paper("9", title="Counting", abstract="Counting coins.")
    assert earlier(counting).related(asking, ("counting",), before=BEFORE) == ()


def test_a_word_that_papers_of_any_kind_hold_is_no_reason_and_a_rarer_one_is_named_before_it() -> None:
    fields = {"title": "Long Video", "authors": ()}
    asking = samples.paper("9", title="Video of Bees", abstract="Video of bees in 3D, curated.")
    assert earlier(archive((), abstract="Curated video in 3D.", **fields)).related(asking, (), before=BEFORE) == ()
    (related,) = earlier(archive((), abstract="Video with bees in 3D.", **fields)).related(asking, (), before=BEFORE)
    assert related.why == "both mention bees"


def test_a_tag_that_the_vocabulary_lost_is_called_by_its_id() -> None:
    (related,) = earlier(archive(tags=("bees",))).related(PAPER, ("bees",), before=BEFORE)
    assert related.why.startswith("both on bees; both mention ")


def test_days_that_are_put_in_later_are_asked_too_and_an_abstract_may_be_missing() -> None:
    later = earlier()
    assert later.related(PAPER, (), before=BEFORE) == ()
    entry = samples.with_paper(samples.entry("1", line=Line(text=BLUR, language="en")), abstract=None, title="Shutter")
    later.put(samples.digest(entries=(entry,)))
    assert [each.id for each in later.related(PAPER, (), before=BEFORE)] == ["1"]
    assert later.related(PAPER, (), before=samples.DAY) == ()


@pytest.mark.parametrize("line", [None, Line(text="Bees.", language="en")])
def test_a_young_archive_of_another_field_gives_nothing(line: Line | None) -> None:
    entry = samples.with_paper(samples.entry("1", line=line, tags=()), abstract=None, title="Bees", authors=())
    assert earlier(samples.digest(entries=(entry,))).related(PAPER, (), before=BEFORE) == ()
