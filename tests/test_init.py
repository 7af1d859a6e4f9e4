import yaml
from hypothesis import given
from hypothesis import strategies as st

from generator.config import parse
from generator.init import Answers, feed_yml


def written(**fields: object) -> object:
    return parse(feed_yml(Answers(**fields)).encode(), "feed.yml", {})  # type: ignore[arg-type]


def test_answers_become_a_feed() -> None:
    feed = written(name="蜂报", language="zh", categories=("cs.CV", "eess.IV"), interests=("honey bees", "去噪"), keywords=("waggle",))
    assert (feed.site.name, feed.site.language, feed.sources.arxiv.categories) == ("蜂报", "zh", ("cs.CV", "eess.IV"))
    assert [(one.id, one.about, one.keywords) for one in feed.interests] == [
        ("honey-bees", "honey bees", ("waggle",)),
        ("qu-zao", "去噪", ()),
    ]


def test_a_like_stays_text() -> None:
    assert written(likes=("2602.12340",)).likes == ("2602.12340",)
    assert yaml.safe_load(feed_yml(Answers(likes=("2602.12340",))))["likes"] == ["2602.12340"]


def test_keywords_alone_make_an_interest_and_nothing_makes_none() -> None:
    assert [(one.id, one.keywords) for one in written(keywords=("bees",)).interests] == [("bees", ("bees",))]
    assert written().interests == ()


def test_an_interest_is_called_by_its_first_words() -> None:
    feed = written(interests=("image restoration, denoising, deblurring", "图像修复，低光增强", "…"))
    assert [one.name for one in feed.interests] == ["image restoration", "图像修复", "…"]
    assert [one.id for one in feed.interests] == ["image-restoration", "tu-xiang-xiu-fu", "interest"]
    assert feed.interests[0].about == "image restoration, denoising, deblurring"


def test_two_interests_that_begin_alike_have_ids_of_their_own() -> None:
    assert [one.id for one in written(interests=("bees!", "bees?", "…")).interests] == ["bees", "bees-2", "interest"]


@given(st.lists(st.text(min_size=1, max_size=30), max_size=3), st.text(max_size=20))
def test_any_answers_make_a_feed_that_can_be_read(interests: list[str], name: str) -> None:
    printable = tuple(text for text in interests if text.isprintable() and text.strip())
    assert len(written(name=name if name.isprintable() else "x", interests=printable).interests) == len(printable)
