"""What a score means: calibration, independence of the day, excludes, authors, weights, reasons."""

import json
from datetime import UTC, datetime
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.config import load as load_config
from generator.model import Interest, Paper
from generator.rank import profile, rank
from generator.rank.tags import tags, vocabulary
from generator.render import messages

EN, ZH = messages.load("en"), messages.load("zh")
RESTORATION = Interest(
    id="restoration", name="Image restoration", about="denoising, deblurring, low-light enhancement", keywords=("super-resolution",)
)
GENERATION = Interest(id="generation", name="图像生成", keywords=("diffusion",))
BOTH = profile((RESTORATION, GENERATION))
SEVERAL = [
    ("Bees of the meadow", "Clover, thyme, sage, mint, fennel, borage, heather, lavender and roses grow there."),
    ("Wasps of the wood", "Oak, beech, birch, maple, hazel, willow, alder, rowan and larch grow there."),
    ("Mites of the cave", "Lime, chalk, flint, marble, slate, quartz, gneiss, schist and basalt lie there."),
    ("Moths of the night", "Lamps, stars, planets, comets, clouds, candles, torches and fires glow there."),
]
FEED = Path(__file__).parents[2] / "feed.yml"


def made(title: str = "A study of bees", abstract: str | None = "Bees dance.", **fields: object) -> Paper:
    return Paper(id=fields.pop("id", "2604.00001"), title=title, abstract=abstract, **fields)  # type: ignore[arg-type]


def relevance(paper: Paper, *interests: Interest, say=EN):  # type: ignore[no-untyped-def]
    return rank([paper], profile(interests) if interests else BOTH, say)[0].relevance


def score(paper: Paper, *interests: Interest) -> int:
    return relevance(paper, *interests).score  # type: ignore[no-any-return]


def test_a_keyword_in_the_title_alone_is_just_worth_listing() -> None:
    assert 50 <= score(made("Super-Resolution of bees")) < 60


def test_a_phrase_of_about_in_passing_in_the_abstract_scores_20_to_35() -> None:
    assert 20 <= score(made(abstract="Bees need deblurring.")) <= 35


def test_several_terms_in_title_and_abstract_score_from_80() -> None:
    assert score(made("Super-resolution and denoising", "Deblurring helps super-resolution. Super-resolution is hard.")) >= 80


def test_a_followed_author_scores_from_75() -> None:
    follows = Interest(id="people", name="People", authors=("K. He",))
    found = relevance(made(authors=("Ada Author", "Kaiming He")), follows)
    assert found.score >= 75
    assert (found.reason, found.terms) == ("People: by Kaiming He, whom you follow", ("Kaiming He",))


def test_nothing_that_matches_scores_nothing_and_says_so() -> None:
    found = relevance(made())
    assert (found.score, found.matched, found.terms) == (0, (), ())
    assert found.reason == "none of your terms occurs"


def test_the_comment_counts_a_little() -> None:
    assert 0 < score(made(comment="NTIRE denoising challenge")) < 30


def test_a_term_dwelt_upon_counts_more_than_one_in_passing() -> None:
    assert score(made(abstract="Deblurring. Deblurring. Deblurring.")) > score(made(abstract="Deblurring."))


def test_two_interests_say_more_than_one() -> None:
    both = made("Diffusion for super-resolution")
    assert score(both) > max(score(both, RESTORATION), score(both, GENERATION))


def test_an_exclude_really_excludes() -> None:
    strict = Interest(id="s", keywords=("denoising",), exclude=("medical",), authors=("Kaiming He",))
    medical = made("Denoising Denoising", "A Medical scan by denoising.", authors=("Kaiming He",))
    assert score(medical, strict) == 0
    assert relevance(medical, strict, GENERATION).matched == ()
    assert score(made("Denoising for medical use"), strict) == 0
    assert score(made("Denoising", "Bees."), strict) > 50
    assert relevance(medical, strict).reason == "holds a word that you excluded"


def test_a_chinese_exclude_excludes_english_papers() -> None:
    assert score(made("Denoising of lesions"), Interest(id="s", keywords=("denoising",), exclude=("医学影像",))) == 0


def test_a_weight_makes_an_interest_count_more() -> None:
    light, plain, heavy = (Interest(id="x", keywords=("denoising",), weight=weight) for weight in (0.5, 1.0, 2.0))
    paper = made(abstract="With denoising.")
    assert score(paper, light) < score(paper, plain) < score(paper, heavy)


def test_a_title_about_another_task_weakens_what_was_found() -> None:
    own, other = made("Denoising", "Bees."), made("Denoising for lane detection", "Bees.")
    assert 0 < score(other, RESTORATION) < score(own, RESTORATION)
    assert score(other, RESTORATION, Interest(id="cars", about="autonomous driving")) > score(own, RESTORATION)
    passing = made("Lane detection", "With deblurring.")
    assert score(passing, RESTORATION) < score(made("Bees", "With deblurring."), RESTORATION)


def test_single_words_of_an_interest_say_a_little_and_name_no_match() -> None:
    found = relevance(made("Resolution of light", "Light."), RESTORATION)
    assert 0 <= found.score < 15
    assert (found.matched, found.terms) == ((), ())
    assert found.reason == "Image restoration: a loose match, only the word light"


def test_a_single_word_that_papers_of_any_kind_hold_is_not_named_as_a_match() -> None:
    found = relevance(made("Image resolution", "An image of low resolution."), RESTORATION)
    assert 0 <= found.score < 15
    assert found.reason == "none of your terms occurs"


def test_likes_teach_and_the_reason_names_the_one_that_is_close() -> None:
    liked = [
        made("Honey bees that dance in the hive", "Waggle dances of honey bees.", id="2601.00001"),
        made("Bumble bees that sleep", "Sleep of bumble bees in nests.", id="2601.00002"),
    ]
    bees, stones = (
        made("Why honey bees dance", "The waggle dance of honey bees in the hive."),
        made("Rolling stones", "Granite and basalt."),
    )
    taught = profile((), liked)
    close, far = (rank([each], taught, EN)[0].relevance for each in (bees, stones))
    assert close.score > 50 > far.score == 0
    assert (close.reason, close.like) == ("close to 2601.00001, which you liked", "2601.00001")
    assert (far.reason, far.like) == ("none of your terms occurs", None)
    assert rank([bees], taught, ZH)[0].relevance.reason == "与你喜欢的 2601.00001 相近"
    assert rank([bees], profile((), liked[::-1]), EN)[0].relevance == close


def test_dislikes_take_away_and_say_so() -> None:
    disliked = [made("Honey bees that dance in the hive", "Waggle dances of honey bees.", id="2601.00001")]
    bees = made("Why honey bees dance with diffusion", "The waggle dance of honey bees in the hive.")
    plain, against = (rank([bees], each, EN)[0].relevance for each in (BOTH, profile((RESTORATION, GENERATION), (), disliked)))
    assert against.score < plain.score
    assert against.reason == "图像生成: diffusion in the title; close to 2601.00001, which you disliked"


def test_a_paper_that_likes_favour_without_one_close_says_so() -> None:
    liked = [made(title, text, id=f"2601.0000{n}") for n, (title, text) in enumerate(SEVERAL, start=1)]
    found = rank([made("Bees and wasps, mites and moths", "Hives.")], profile((), liked), EN)[0].relevance
    assert (found.reason, found.like) == ("in the manner of what you liked", None)
    assert found.score > 0


@settings(deadline=None, max_examples=40)  # compiling a profile takes its time on a busy machine
@given(st.lists(st.sampled_from(SEVERAL), max_size=6), st.sampled_from([*SEVERAL, ("Denoising", "Bees."), ("", "")]))
def test_likes_never_take_from_what_the_interests_say(likes: list[tuple[str, str]], text: tuple[str, str]) -> None:
    liked = [made(*each, id=f"2601.0000{number}") for number, each in enumerate(likes)]
    paper = made(*text)
    with_likes, without = (rank([paper], profile([RESTORATION], each), EN)[0].relevance for each in (liked, ()))
    assert with_likes.ranker_score >= without.ranker_score


def test_papers_of_one_score_are_ordered_by_what_was_rounded_away() -> None:
    papers = [made("Bees", "Deblurring. Resolution."), made("Bees", "Deblurring. Resolution of light.", id="2604.00002")]
    ranked = rank(papers, profile([RESTORATION]), EN)
    assert ranked[0].relevance.score == ranked[1].relevance.score
    assert [each.paper.id for each in ranked] == ["2604.00002", "2604.00001"]


def test_likes_do_not_bring_back_what_an_interest_excludes() -> None:
    strict = Interest(id="s", keywords=("denoising",), exclude=("medical",))
    medical = made("Denoising medical scans", "Medical denoising.")
    assert rank([medical], profile([strict], [medical]), EN)[0].relevance.score == 0


def test_a_denoising_step_of_a_sampler_is_no_denoising() -> None:
    assert score(made(abstract="Each denoising step of the sampler."), RESTORATION) == 0


def test_a_reason_names_interest_terms_and_places_in_the_readers_language() -> None:
    paper = made("Super-resolution of bees", "With deblurring, denoising and diffusion.", comment="low-light enhancement")
    english = relevance(paper)
    assert english.reason == (
        "Image restoration: super-resolution in the title, deblurring and denoising in the abstract, "
        "low-light enhancement in the comment; 图像生成: diffusion in the abstract"
    )
    assert relevance(paper, say=ZH).reason == (
        "Image restoration：标题中有 super-resolution，摘要中有 deblurring、denoising，备注中有 low-light enhancement；"
        "图像生成：摘要中有 diffusion"
    )
    assert english.matched == ("restoration", "generation")
    assert english.terms == ("super-resolution", "deblurring", "denoising", "low-light enhancement", "diffusion")


def test_terms_that_only_lie_near_an_interest_are_told_as_such_and_not_beside_its_own() -> None:
    images = Interest(id="images", name="Image generation")
    near, own = made("Generation of bees"), made("Image generation", "Generation of bees.")
    assert relevance(near, images).reason == "Image generation: only related terms, generation in the title"
    assert relevance(near, images, say=ZH).reason == "Image generation：只有相关的词，标题中有 generation"
    assert relevance(own, images).reason == "Image generation: Image generation in the title"
    assert "generation" in relevance(own, images).terms


def test_more_terms_than_fit_a_line_are_left_to_the_record() -> None:
    many = Interest(id="m", name="M", keywords=("bees", "ants", "wasps", "flies"))
    found = relevance(made("Bees, ants, wasps, flies"), many)
    assert found.reason == "M: flies, wasps and ants in the title"
    assert len(found.terms) == 4


def test_without_interests_nothing_is_scored_and_upvotes_then_the_newest_come_first() -> None:
    def day(number: int) -> datetime:
        return datetime(2026, 4, number, tzinfo=UTC)

    papers = [
        made(id="a", submitted=day(1)),
        made(id="b", submitted=day(2)),
        made(id="c", upvotes=0),
        made(id="d", upvotes=9),
        made(id="e"),
        made(id="f", submitted=day(2)),
    ]
    ranked = rank(papers, profile([Interest(id="p", paused=True)]), EN)
    assert [each.paper.id for each in ranked] == ["d", "c", "b", "f", "a", "e"]
    assert {(each.relevance.score, each.relevance.reason) for each in ranked} == {(None, None)}


def test_the_best_come_first_and_ties_are_broken_by_upvotes_then_id() -> None:
    papers = [made(id="a"), made(id="b", upvotes=3), made("Denoising", id="c"), made(id="d", upvotes=3)]
    assert [each.paper.id for each in rank(papers, profile([RESTORATION]), EN)] == ["c", "b", "d", "a"]


@given(st.lists(st.text(alphabet=st.sampled_from("denoisg diffusion supr-olt."), max_size=60), min_size=1, max_size=4), st.randoms())
def test_a_score_depends_on_nothing_but_the_paper_and_the_interests(texts: list[str], random) -> None:  # type: ignore[no-untyped-def]
    papers = [made(text, text, id=str(number)) for number, text in enumerate(texts)]
    alone = {paper.id: relevance(paper) for paper in papers}
    random.shuffle(papers)
    together = rank(papers, BOTH, EN)
    assert {each.paper.id: each.relevance for each in together} == alone
    assert all(0 <= each.relevance.score <= 100 for each in together if each.relevance.score is not None)


def announced(corpus: Path, day: str) -> list[Paper]:
    body = json.loads((corpus / "feeds" / "cscv_announced" / f"{day}.json").read_text("utf-8"))
    wanted = [each for each in body["papers"] if each["announce_type"] in ("new", "cross")]
    return [Paper(id=each["arxiv_id"], title=each["title"], abstract=each["abstract"], comment=each["comment"]) for each in wanted]


@pytest.mark.parametrize("day", ["2026-04-17", "2026-04-21", "2026-04-23", "2026-04-28"])
def test_a_real_day_of_the_shipped_feed_has_a_sensible_share_of_papers_worth_listing(corpus: Path, day: str) -> None:
    papers = announced(corpus, day)
    ranked = rank(papers, profile(load_config(FEED, {}).wanted_interests), ZH)
    enough = sum((each.relevance.score or 0) >= 50 for each in ranked)
    assert 0.05 <= enough / len(papers) <= 0.25


def test_500_papers_are_ranked_and_tagged_in_a_second(corpus: Path) -> None:
    papers = [paper for day in ("2026-04-21", "2026-04-28") for paper in announced(corpus, day)][:500]
    wanted, words = profile(load_config(FEED, {}).wanted_interests), vocabulary()
    started = process_time()
    rank(papers, wanted, ZH)
    for paper in papers:
        tags(paper, words)
    assert len(papers) == 500
    assert process_time() - started < 5  # 0.6 s alone; room for coverage and a busy machine
