"""The day's summary without AI: what it says, what it counts, whom it names."""

import re
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.analyse.extractive import Extractive
from generator.model import Entry, Funnel, Interest
from generator.rank.tags import vocabulary
from generator.render import messages
from tests.samples import AT, DAY, analysis, entry, paper, relevance

SAY = {code: messages.load(code) for code in messages.languages()}
RESTORATION = Interest(id="restoration", name="Image restoration")
GENERATION = Interest(id="generation", name="图像生成", weight=2.0)


def one(id_: str, title: str, *tags: str, matched: tuple[str, ...] = ("restoration",), score: int | None = 80, read: bool = True) -> Entry:
    reason = None if score is None else "Image restoration: deblurring in the title"
    told = relevance(score, matched=matched, reason=reason)
    return entry(id_, paper=paper(id_, title=title), tags=tags, relevance=told, analysis=analysis(analyst="llm") if read else None)


def written(entries: Sequence[Entry], *interests: Interest, language: str = "en", considered: int = 100) -> str:
    funnel = Funnel(announced=120, replaced=3, featured=None, considered=considered, listed=len(entries), read=0)
    # Every title here speaks of every tag, so that a short one will do.
    tags = {id_: replace(tag, match=("",)) for id_, tag in vocabulary().items()}
    made = Extractive(SAY[language], language, interests, tags).summarise(DAY, entries, funnel, AT).summary
    assert (made.analyst, made.provider, made.model, made.language, made.at) == ("extractive", None, None, language, AT)
    return made.text


DAY_OF_SIX = (
    one("1", "BeeNet: Deblurring with Bees", "deblurring", "diffusion"),
    one("2", "Deblurring of Ants", "deblurring", "transformer"),
    one("3", "Haze No More", "dehazing", matched=("restoration", "generation")),
    one("4", "Painting Bees", "image-editing", "diffusion", matched=("generation",)),
    one("5", "A Bare One", matched=("generation",)),
    one("6", "Listed Only", "diffusion", matched=("generation",), read=False),
)


def test_a_day_reads_like_this() -> None:
    assert (
        written(DAY_OF_SIX, RESTORATION, GENERATION)
        == """\
Of 100 papers, 6 are listed: 4 for 图像生成 and 3 for Image restoration, 1 of them for more than one.

**图像生成.** Of 4 papers, 2 are on diffusion models. 2 were read: [Painting Bees](paper:4) on image editing; also [A Bare One](paper:5).

**Image restoration.** 3 were read: [BeeNet](paper:1) and [Deblurring of Ants](paper:2) on deblurring; [Haze No More](paper:3) on dehazing.

**Read first**

1. [BeeNet: Deblurring with Bees](paper:1) (Image restoration: deblurring in the title)
2. [Deblurring of Ants](paper:2) (Image restoration: deblurring in the title)
3. [Haze No More](paper:3) (Image restoration: deblurring in the title)\
"""
    )
    assert (
        written(DAY_OF_SIX, RESTORATION, GENERATION, language="zh")
        == """\
看了 100 篇，列出 6 篇，其中图像生成 4 篇、Image restoration 3 篇，有 1 篇不止算一处。

**图像生成**：4 篇里，扩散模型 2 篇。细读 2 篇：讲图像编辑的 [Painting Bees](paper:4)；另有 [A Bare One](paper:5)。

**Image restoration**：细读 3 篇：讲去模糊的 [BeeNet](paper:1) 和 [Deblurring of Ants](paper:2)；讲去雾的 [Haze No More](paper:3)。

**先读什么**

1. [BeeNet: Deblurring with Bees](paper:1)（Image restoration: deblurring in the title）
2. [Deblurring of Ants](paper:2)（Image restoration: deblurring in the title）
3. [Haze No More](paper:3)（Image restoration: deblurring in the title）\
"""
    )


def test_a_single_paper_is_told_in_one_line() -> None:
    assert written(DAY_OF_SIX[:1], RESTORATION) == (
        "Only one paper is listed: [BeeNet: Deblurring with Bees](paper:1) (Image restoration: deblurring in the title)."
    )


def test_a_feed_without_interests_says_how_it_is_ordered() -> None:
    text = written([one("1", "A", score=None, matched=()), one("2", "B", score=None, matched=())], considered=2)
    assert (
        text
        == """\
All 2 papers are listed. No interests are set, so the order is that of Hugging Face's upvotes, then of the date.

2 were read: [A](paper:1) and [B](paper:2).

**Read first**

1. [A](paper:1)
2. [B](paper:2)\
"""
    )


def test_a_day_that_meets_no_interest_says_so() -> None:
    text = written([one("1", "A", "video", matched=()), one("2", "B", "video", matched=("gone",))], RESTORATION)
    assert "None of them meets an interest." in text
    assert "\n\n2 were read: [A](paper:1) and [B](paper:2) on video." in text


def test_papers_outside_the_interests_are_named_apart() -> None:
    assert "**Outside your interests.** Read: [B](paper:2) on video." in written(
        [one("1", "A"), one("2", "B", "video", matched=())], RESTORATION
    )


def test_when_nothing_was_read_the_best_listed_papers_come_first() -> None:
    text = written([one("1", "A", read=False), one("2", "B", read=False)], RESTORATION)
    assert "1. [A](paper:1)" in text and "were read" not in text


def test_a_tag_that_left_the_vocabulary_is_called_by_its_id() -> None:
    assert "[A](paper:1) on old-tag; also [B](paper:2)." in written([one("1", "A", "old-tag"), one("2", "B")], RESTORATION)


def test_brackets_and_line_breaks_of_a_title_cannot_break_its_link() -> None:
    text = written([one("1", "A [x](http://evil)\n\\ # b"), one("2", "B")], RESTORATION)
    assert "[A \\[x\\](http://evil) \\\\ # b](paper:1)" in text


@pytest.mark.parametrize("title", ["Beyond: a study", "On bees: a study", "a study"])
def test_a_word_before_a_colon_is_a_name_only_if_it_looks_like_one(title: str) -> None:
    assert f"[{title}](paper:1) on dehazing" in written([one("1", title, "dehazing"), one("2", "B")], RESTORATION)


@pytest.mark.parametrize(("title", "short"), [("BeeNet: a: b", "BeeNet"), ("How Bees See: Towards Cameras", "How Bees See")])
def test_a_title_is_told_by_what_stands_before_its_colon(title: str, short: str) -> None:
    text = written([one("1", title, "dehazing"), one("2", "B")], RESTORATION)
    assert f"[{short}](paper:1) on dehazing" in text and f"1. [{title}](paper:1)" in text


@pytest.mark.parametrize(
    ("language", "said"), [("en", "Quoted: [BeeNet: Dances](paper:1)."), ("zh", "摘引 1 篇：[BeeNet: Dances](paper:1)。")]
)
def test_what_was_quoted_without_a_model_is_not_said_to_be_read(language: str, said: str) -> None:
    quoted = replace(one("1", "BeeNet: Dances"), analysis=analysis())
    assert said in written([quoted, one("2", "B", read=False)], RESTORATION, language=language)


def test_a_paper_without_a_topic_has_its_whole_title() -> None:
    assert "Read: [BeeNet: Dances](paper:1)." in written([one("1", "BeeNet: Dances"), one("2", "B", read=False)], RESTORATION)


def test_the_interests_own_name_and_a_method_of_most_are_no_topic_of_a_paper() -> None:
    names = Interest(id="restoration", name="去模糊")
    day = [
        one("1", "A", "deblurring", "diffusion"),
        one("2", "B", "diffusion", "dehazing"),
        *(one(each, "C", "diffusion", read=False) for each in "34"),
    ]
    assert "2 were read: [B](paper:2) on dehazing; also [A](paper:1)." in written(day, names)


def test_topics_are_counted_only_of_some_papers() -> None:
    day = [one(str(place), "A", "deblurring") for place in range(4)]
    assert "Of 4 papers, 4 are on deblurring." in written(day, RESTORATION)
    assert "are on" not in written(day[:3], RESTORATION)


def test_chinese_leaves_a_space_beside_latin_letters() -> None:
    assert "讲 old-tag 的 [A](paper:1)" in written([one("1", "A", "old-tag"), one("2", "B")], RESTORATION, language="zh")


TAGS = ["deblurring", "diffusion", "video", "gone-tag"]
ENTRIES = st.lists(
    st.tuples(
        st.lists(st.sampled_from(TAGS), unique=True),
        st.lists(st.sampled_from(["restoration", "generation", "gone"]), unique=True),
        st.booleans(),
    ),
    min_size=1,
    max_size=9,
)


@given(ENTRIES, st.sampled_from(["en", "zh"]))
def test_every_paper_that_was_read_is_linked_and_no_other_figure_than_a_count_is_told(rows: list[tuple], language: str) -> None:  # type: ignore[type-arg]
    entries = [one(f"x{place}", "T", *tags, matched=tuple(matched), read=read) for place, (tags, matched, read) in enumerate(rows)]
    text = written(entries, RESTORATION, GENERATION, language=language)
    linked = set(re.findall(r"\(paper:(x\d+)\)", text))
    assert {each.paper.id for each in entries if each.analysis} <= linked <= {each.paper.id for each in entries}
    assert written(entries, RESTORATION, GENERATION, language=language) == text
    assert "{" not in text and "None" not in text.replace("None of them", "")


def test_a_paper_is_about_what_its_title_speaks_of() -> None:
    about = one("1", "Deblurring of Bees", "deblurring", "dehazing")
    touched = one("2", "Bees", "dehazing")
    funnel = Funnel(announced=2, replaced=0, featured=None, considered=2, listed=2, read=2)
    made = Extractive(SAY["en"], "en", (RESTORATION,), vocabulary()).summarise(DAY, (about, touched), funnel, AT).summary
    assert "[Deblurring of Bees](paper:1) on deblurring; also [Bees](paper:2)" in made.text


def test_what_meets_no_interest_is_not_what_to_read_first() -> None:
    assert "Read first" not in written([one("1", "A", matched=(), score=3)], RESTORATION)
