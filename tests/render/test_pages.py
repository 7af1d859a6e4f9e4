"""What stands on the pages."""

import json
import posixpath
import re
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import lxml.html
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.model import Considered, Digest, Gap, Interest, Paper, Section, Site, Usage
from generator.render import lists, render
from generator.render.messages import group
from generator.render.parts import OF_A_MONTH, OF_ALL
from generator.render.text import plain
from tests import by_hand
from tests.render.browser import read, shown, tags
from tests.render.samples import (
    ANYVIEW,
    AT,
    BARE,
    HOSTILE,
    MONDAY,
    OLD,
    SATURDAY,
    SITE,
    TUESDAY,
    WEDNESDAY,
    ZH,
    digest,
    drawn,
    entry,
    pages,
    quoted,
    relevance,
    week,
    written,
)

DAY = "daily/2026/2026-01-26.md"
PAPER = "papers/2601.16982.md"
ATTRIBUTES = {
    "class",
    "data-day",
    "data-days",
    "data-paper",
    "data-title",
    "data-words",
    "hidden",
    "href",
    "id",
    "lang",
    "popover",
    "title",
}


def front(page: str) -> dict[str, object]:
    return yaml.safe_load(page.split("\n---\n", 1)[0])


@pytest.mark.parametrize("site", [SITE, ZH], ids=lambda site: site.language)
def test_every_page_is_drawn_the_same_whatever_the_order(site: object) -> None:
    assert list(render(week(), site)) == list(render(week()[::-1], site))  # type: ignore[arg-type]


@pytest.mark.parametrize("site", [SITE, ZH, replace(SITE, interests=(), huggingface_top=0, cross_lists=False, repository=None)])
def test_every_link_between_pages_leads_to_a_page_and_an_anchor_that_is_there(site: object) -> None:
    assert_links_lead_somewhere(pages(week(), site))  # type: ignore[arg-type]


def assert_links_lead_somewhere(drawn_pages: dict[str, str]) -> None:
    trees = {path: shown(text) for path, text in drawn_pages.items() if path.endswith(".md")}
    anchors = {path: {e.get("id") for e in tree.iter() if e.get("id")} for path, tree in trees.items()}
    for path, tree in trees.items():
        for link in tree.iter("a"):
            target, _, anchor = link.get("href").partition("?")[0].partition("#")
            if "://" in target or link.get("class") == "headerlink":
                continue
            if target.endswith("/"):
                found = _page_of(path, target)
            else:
                found = posixpath.normpath(posixpath.join(posixpath.dirname(path), target)) if target else path
            assert found in drawn_pages or found in by_hand.PAGES, (path, target)
            assert not anchor or anchor in anchors[found], (path, target, anchor)


def _page_of(path: str, href: str) -> str:
    """The source of the page that an address of the site shows, seen from the page at ``path``."""
    here = "" if path == "index.md" else path.removesuffix(".md")
    return posixpath.normpath(posixpath.join(here, href)) + ".md"


def test_no_two_pages_have_one_path() -> None:
    paths = [page.path for page in render(week(), SITE)]
    assert len(paths) == len(set(paths))


def test_an_empty_archive_has_its_pages_too() -> None:
    assert "Nothing has been recorded yet" in read(pages([])["index.md"])
    assert set(pages([])) >= {"index.md", "about.md", "feed.xml", "tags/index.md", "archive/index.md", "interests/rest.md"}


# The day page


def test_a_day_of_which_all_was_quoted_does_not_say_that_it_was_read() -> None:
    quotes, written = digest(WEDNESDAY, entry(analysis=quoted())), digest(WEDNESDAY, entry(analysis=quoted(analyst="llm")))
    for site, said, else_said in (
        (SITE, ("read 1 (quoted)", "Quoted¶", "considered 91 · all quoted", "1 listed, 1 quoted"), ("read 1", "Read¶", "1 listed, 1 read")),
        (ZH, ("摘引 1", "摘引¶", "列出 1 篇，摘引 1 篇"), ("细读 1", "细读¶", "列出 1 篇，读了 1 篇")),
    ):
        made, other = ("\n".join(f"{read(page)} {page}" for page in _told(one, site)) for one in (quotes, written))
        assert not [words for words in said if words not in made]
        assert not [words for words in said if words in other]
        assert not [words for words in else_said if words not in other]


def _told(one: Digest, site: Site) -> list[str]:
    return [drawn([one], path, site) for path in ("daily/2026/2026-01-28.md", "index.md", "archive/2026.md")]


def test_a_day_says_its_funnel_and_unknown_is_not_zero() -> None:
    text = read(drawn(week(), DAY))
    assert "Monday, 26 January 2026" in text
    assert "announced 112 · considered 91 · listed 2 · read 1" in text
    failed = digest(WEDNESDAY, kind="source-failed", funnel=replace(digest().funnel, announced=None, featured=3))
    assert "2026¶ Hugging Face 3 · considered 91" in read(drawn([failed], "daily/2026/2026-01-28.md"))
    assert "2026¶ considered 91" in read(drawn([failed], "daily/2026/2026-01-28.md", replace(SITE, huggingface_top=0)))


def test_a_summary_links_the_papers_that_it_names() -> None:
    links = {link.text: link.get("href") for link in shown(drawn(week(), DAY)).iter("a")}
    assert links["AnyView"] == "../../papers/2601.16982.md"
    assert links["elsewhere"] == "https://arxiv.org/abs/2601.00001"


def test_an_entry_has_a_stable_anchor_and_says_why_it_is_there() -> None:
    page = shown(drawn(week(), DAY))
    heading = page.get_element_by_id("2601.16982")
    assert heading.tag == "h3"
    assert next(link.get("href") for link in heading.iter("a")) == "../../papers/2601.16982.md"
    assert heading.text_content().startswith("82 AnyView: Synthesizing")
    why = page.find_class("why")[0]
    assert why.text_content() == "Image restoration: denoising"
    assert [link.get("href") for link in why.iter("a")] == ["../../interests/restoration.md"]
    assert page.get_element_by_id("hep-th-9901001").text_content().startswith("0 Branes and naïve BPS states")


def test_interests_that_a_reason_does_not_name_are_linked_behind_it() -> None:
    page = shown(drawn([digest(MONDAY, entry(relevance=relevance(7, reason="close", matched=("restoration", "old"))))], DAY))
    [why] = page.find_class("why")
    assert why.text_content() == "close · Image restoration · old"


def test_long_author_lists_are_counted_and_links_carry_their_counts() -> None:
    text = read(drawn(week(), DAY))
    assert "Pavel Tokmakov, Muhammad Zubair Irshad et al. (7 authors)" in text
    assert "arXiv PDF HTML Code Hugging Face ▲ 0" in text
    assert "CVPR 2026. Project page" in text
    assert "Phys. Rev. D" in text


def test_a_paper_without_a_score_is_not_scored_and_never_0() -> None:
    tuesday = read(drawn(week(), "daily/2026/2026-01-27.md"))
    assert "not scored" in tuesday
    assert "未评分" in read(drawn(week(), "daily/2026/2026-01-27.md", ZH))
    assert "0" in [badge.text_content() for badge in shown(drawn(week(), DAY)).find_class("score")]


def test_what_is_quoted_is_marked_as_a_quotation_in_its_language() -> None:
    page = shown(drawn(week(), DAY, ZH))
    [quotation] = page.iter("blockquote")
    assert (quotation.text_content().strip(), quotation[0].get("lang")) == ("We introduce AnyView.", "en")
    tuesday = shown(drawn(week(), "daily/2026/2026-01-27.md", SITE))
    assert not list(tuesday.iter("blockquote"))
    assert [each.get("lang") for each in tuesday.find_class("opening")] == ["zh"]


def test_all_other_papers_stand_in_a_closed_table_best_first() -> None:
    page = shown(drawn(week(), DAY))
    [details] = page.iter("details")
    assert details.get("open") is None
    rows = [[cell.text_content() for cell in row] for row in details.iter("tr")][1:]
    assert rows == [
        ["41", "VGG-T3: Offline Feed-Forward 3D Reconstruction at Scale"],
        ["3", r"Other 3 \(a<b\) & <b>"],
        ["1", r"Other 1 \(a<b\) & <b>"],
        ["not scored", r"Other 2 \(a<b\) & <b>"],
    ]
    assert [link.get("href") for link in details.iter("a")][:2] == ["../../../papers/2602.23361/", "https://arxiv.org/abs/2601.00003"]


def test_papers_read_on_an_earlier_day_are_linked_with_that_day() -> None:
    assert "AnyView: Synthesizing Any Novel View in Dynamic Scenes read on 26 January 2026" in read(
        drawn(week(), "daily/2026/2026-01-27.md")
    )


def test_gaps_are_told_in_our_own_words_with_what_becomes_of_them() -> None:
    text = read(drawn(week(), "daily/2026/2026-01-27.md"))
    assert "This day is not complete yet" in text
    assert "Fetching, Hugging Face: did not answer (will be tried again)" in text
    assert "x, VGG-T³: Offline Feed-Forward 3D Reconstruction at Scale: r (will not be tried again)" in text


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2026-01-28", "arXiv could not be reached. This day will be tried again."),
        ("2026-01-29", "91 papers were considered, and none reached a score of 50."),
        ("2026-01-30", "A source could not be reached on this day."),
        ("2026-01-31", "arXiv announces nothing on Saturdays and Sundays"),
    ],
)
def test_a_day_without_papers_says_which_kind_of_day_it_was(day: str, said: str) -> None:
    assert said in read(drawn(week(), f"daily/2026/{day}.md"))


def test_a_quiet_weekday_is_a_holiday_and_no_failure() -> None:
    assert "arXiv pauses on holidays" in read(drawn([digest(TUESDAY)], "daily/2026/2026-01-27.md"))
    for quiet in (TUESDAY, SATURDAY):
        assert not re.search("fail|reach|error|missing", read(drawn([digest(quiet)], f"daily/2026/{quiet}.md")))


def test_days_are_linked_to_their_neighbours() -> None:
    pager = [link.get("href") for link in shown(drawn(week(), "daily/2026/2026-01-27.md")).find_class("pager")[0].iter("a")]
    assert pager == ["2026-01-26.md", "../../archive/2026.md", "2026-01-28.md"] or pager == [
        "../../daily/2026/2026-01-26.md",
        "../../archive/2026.md",
        "../../daily/2026/2026-01-28.md",
    ]


def test_without_interests_the_page_says_how_papers_are_ordered() -> None:
    assert "in order of Hugging Face upvotes" in read(drawn(week(), DAY, replace(SITE, interests=())))


# The paper page


def test_a_paper_page_says_all_that_is_known() -> None:
    text = read(drawn(week(), PAPER))
    for said in (
        "Announced: 26 January 2026",
        "Submitted: 24 January 2026",
        "Updated: 24 January 2026",
        "Categories: cs.CV, cs.LG, cs.RO",
        "Comment: CVPR 2026.",
        "Licence: CC BY-NC-SA 4.0",
        "DOI: 10.1000/182",
        "Featured on: 26 January 2026",
        "Quoted from the abstract without AI.",
        "Problem It is hard.",
        "Findings It wins by 3 dB.",
        "we introduce AnyView, a diffusion-based framework for dynamic view synthesis",
        "VGG-T",
        "@misc{arXiv:2601.16982,",
    ):
        assert said in text.replace("¶", "").replace("  ", " ") or said in text.replace("¶ ", ""), said


def test_a_paper_can_be_liked_from_its_page_when_the_repository_is_known() -> None:
    link = "https://code.example/me/feed/new/archive?filename=likes/2601.16982"
    assert link in drawn(week(), "papers/2601.16982.md")
    assert "/new/archive" not in drawn(week(), "papers/2601.16982.md", replace(SITE, repository=None))


def test_a_paper_of_the_seeds_has_a_page_although_little_is_known() -> None:
    text = read(
        drawn([digest(MONDAY, entry(BARE, relevance=relevance(None, reason=None, matched=()), line=None, tags=()))], "papers/2602.23361.md")
    )
    assert "not scored" in text
    assert "The sources gave no abstract." in text
    assert "This paper was listed, not read." in text
    assert "None" not in text


def test_provenance_is_on_every_analysis() -> None:
    assert "Written by gemini-x-001 from the full text." in read(drawn(week(), "papers/2602.23361.md"))
    short = [digest(MONDAY, entry(analysis=written(basis="abstract")))]
    assert "Written by gemini-x-001 from the abstract; the paper itself was not read." in read(drawn(short, PAPER))
    listed = [digest(MONDAY, entry())]
    assert "This paper was listed, not read." in read(drawn(listed, PAPER))


def test_a_translated_abstract_folds_the_original_beneath_it() -> None:
    page = shown(drawn([digest(MONDAY, entry(analysis=written()))], PAPER, ZH))
    [original] = page.iter("details")
    assert (original.get("open"), original.find("p").get("lang")) == (None, "en")
    assert [heading.get("id") for heading in page.iter("h2")] == [
        "abstract",
        "cite-section",
        "findings",
        "limitations",
        "cite",
    ]
    assert "删去的语句：1 处" in page.text_content()
    untranslated = shown(drawn([digest(MONDAY, entry(analysis=quoted()))], PAPER, ZH))
    [abstract] = untranslated.iter("details")
    assert (abstract.find("p").get("lang"), abstract.getprevious().get("id")) == ("en", "abstract")
    assert [each.get("lang") for each in shown(drawn([digest(MONDAY, entry())], PAPER, ZH)).find_class("abstract")] == ["en"]


def test_findings_and_limitations_stand_before_what_to_do_and_the_idea_comes_last() -> None:
    sections = tuple(Section(id=name, title=name, text="x") for name in ("abstract", "idea", "guide", "method"))
    page = shown(drawn([digest(MONDAY, entry(analysis=written(sections=sections)))], PAPER, ZH))
    ids = [heading.get("id") for heading in page.iter("h2")]
    assert ids == ["abstract", "method", "findings", "limitations", "idea", "guide", "cite"]


def test_an_abstract_without_a_translation_is_folded_in_a_reading_for_others_and_stands_open_in_english() -> None:
    taken_away = [digest(MONDAY, entry(analysis=written(sections=(Section(id="technique", title="T", text="x"),))))]
    chinese, english = shown(drawn(taken_away, PAPER, ZH)), shown(drawn(taken_away, PAPER))
    assert [each.getparent().tag for each in chinese.iter("p") if (each.text_content()).startswith("Modern generative")] == ["details"]
    assert [heading.get("id") for heading in english.iter("h2")][:2] == ["abstract", "technique"]
    assert not list(english.iter("details"))


def test_text_in_another_language_is_marked_as_such() -> None:
    page = shown(drawn([digest(MONDAY, entry(analysis=quoted()))], PAPER, ZH))
    marked = {element.text_content().strip() for element in page.iter() if element.get("lang") == "en"}
    assert marked >= {"It is hard.", "It wins by 3\u00a0dB.", "We introduce AnyView."}
    assert any("One." in each and "Two." in each for each in marked)


def test_a_paper_is_drawn_from_its_fullest_entry_and_names_all_its_days() -> None:
    days = [digest(MONDAY, entry()), digest(TUESDAY, entry(analysis=quoted())), digest(WEDNESDAY, entry())]
    text = read(drawn(days, PAPER))
    assert "We introduce AnyView." in text
    assert "Featured on: 26 January 2026, 27 January 2026, 28 January 2026" in text
    assert "We introduce AnyView." not in read(drawn(days, DAY))


def test_math_is_loaded_only_where_there_is_math() -> None:
    assert "math" not in front(drawn(week(), "papers/hep-th-9901001.md"))
    assert front(drawn(week(), DAY))["math"] is True
    assert "math" not in front(drawn(week(), "papers/2602.23361.md")), "a raised figure needs no formula"
    formula = entry(replace(ANYVIEW, title=r"On $\frac{1}{2}$"))
    assert front(drawn([digest(MONDAY, formula)], PAPER))["math"] is True


def test_titles_with_math_read_well_in_windows_and_contents() -> None:
    page = drawn([digest(MONDAY, entry(BARE))], "papers/2602.23361.md")
    assert front(page)["title"] == "VGG-T³: Offline Feed-Forward 3D Reconstruction at Scale"
    assert 'data-toc-label="VGG-T³: Offline' in drawn([digest(MONDAY, entry(BARE))], DAY)


def test_front_matter_is_safe_where_the_theme_prints_it_raw() -> None:
    page = drawn([digest(MONDAY, entry(replace(ANYVIEW, title='"</title><script>&')))], PAPER)
    assert front(page)["title"] == "&quot;&lt;/title&gt;&lt;script&gt;&amp;"


hostile = (
    st.lists(st.sampled_from(HOSTILE) | st.text(max_size=9), min_size=1, max_size=4).map("".join).filter(lambda text: bool(text.strip()))
)
INLINE = {"a", "span", "strong", "code", "em", "sub", "sup"}


def _blocks(page: lxml.html.HtmlElement) -> Counter[str]:
    return Counter(each.tag for each in page.iter() if isinstance(each.tag, str) and each.tag not in INLINE)


@cache
def _tame() -> dict[str, tuple[Counter[str], set[str]]]:
    """What blocks and what front matter the pages have of which no text is hostile."""
    made = pages(_with("tame"))
    return {path: (_blocks(shown(made[path])), front(made[path]).keys() - {"math"}) for path in ("index.md", DAY, PAPER)}


def _with(text: str) -> list[Digest]:
    paper = replace(
        ANYVIEW,
        title=f"T {text}",
        abstract=f"A {text}",
        comment=f"C {text}",
        authors=(f"N {text}",),
        journal_ref=f"J {text}",
        doi=text,
        licence=text,
    )
    paper = replace(paper, categories=("cs.CV", f"x{text}"), affiliations=(f"F {text}",), primary_category=text, code_url=text)
    analysis = quoted(tldr=f"D {text}", sections=(Section(id=text, title=f"S {text}", text="plain"),), findings=(f"R {text}",))
    hostile_entry = entry(paper, analysis=analysis, relevance=relevance(reason=f"W {text}"), tags=("diffusion", f"t{text}"))
    return [digest(MONDAY, hostile_entry, considered=(Considered(id="1706.03762", title=f"T {text}", score=1),))]


@given(hostile)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_foreign_text_can_break_or_script_a_page(text: str) -> None:
    made = pages(_with(text))
    for path, (blocks, keys) in _tame().items():
        page = shown(made[path])
        assert _blocks(page) == blocks, path
        for element in page.iter():
            assert isinstance(element.tag, str), path
            assert set(element.attrib) <= ATTRIBUTES, (
                path,
                element.attrib,
            )
            href = element.get("href", "#")
            assert href.startswith(
                ("http://", "https://", "#", "papers/", "daily/", "tags/", "interests/", "archive/", "trends.md", "../", "2026-")
            ), href
            assert "language-" in element.get("class", "language-") or not re.search(r"[^a-z0-9 -]", element.get("class", ""))
        assert front(made[path]).keys() - {"math"} == keys


# Lists


def test_lists_hold_their_papers_newest_first() -> None:
    text = read(drawn(week(), "tags/diffusion.md"))
    assert text.index("VGG-T") < text.index("AnyView")
    assert "2 papers" in text
    assert "扩散模型" in read(drawn(week(), "tags/diffusion.md", ZH))
    assert {"categories/cs.CV.md", "categories/cs.RO.md", "tags/own-tag.md"} <= pages(week()).keys()


def test_a_class_of_another_society_gets_no_page_and_no_link() -> None:
    made = pages([digest(MONDAY, entry(replace(ANYVIEW, categories=("cs.CV", "68T45", "68t45", "I.2; I.4"))))])
    assert [path for path in made if path.startswith("categories/")] == ["categories/index.md", "categories/cs.CV.md"]
    assert "68T45" in read(next(page for path, page in made.items() if path.startswith("papers/")))


def test_a_paused_interest_keeps_its_page_and_so_does_a_removed_one() -> None:
    made = pages(week())
    assert "paused" in read(made["interests/rest.md"])
    assert "gone" in read(made["interests/gone.md"])
    assert "Keywords: denoising" in read(made["interests/restoration.md"])
    assert "No interests are set." in read(pages([], replace(SITE, interests=()))["interests/index.md"])


def test_a_long_list_is_split_by_month() -> None:
    count = lists.LONGEST_LIST + 1
    papers = [entry(Paper(id=f"2601.{n:05}", title=f"Paper {n}"), tags=("many",)) for n in range(count)]
    months = [digest(MONDAY, *papers[:100]), digest(date(2026, 2, 2), *papers[100:])]
    made = pages(months)
    assert _items(made["tags/many.md"]) == 50
    assert _items(made["tags/many/2026-01.md"]) == 100
    assert _items(made["tags/many/2026-02.md"]) == count - 100


def _items(page: str) -> int:
    return tags(page)["li"]


def test_the_archive_lists_every_day_with_its_kind() -> None:
    text = read(drawn(week(), "archive/2026.md"))
    for said in ("listed 2 · read 1 · considered 91", "a source failed · not complete yet", "nothing matched", "nothing announced"):
        assert said in text
    assert "6 days, 3 papers" in read(drawn(week(), "archive/index.md"))


# Home and about


def test_home_shows_the_newest_day_that_has_papers_and_names_the_newest_day() -> None:
    text = read(drawn(week(), "index.md"))
    assert "Saturday, 31 January 2026: arXiv announces nothing" in text
    assert "Tuesday, 27 January 2026" in text
    assert "VGG-T" in text
    assert "January 2026" in text
    assert "Diffusion 2" in text


def test_home_of_a_quiet_archive_shows_its_calendar_only() -> None:
    text = read(drawn([digest(SATURDAY), digest(date(2025, 12, 31))], "index.md"))
    assert "arXiv announces nothing" in text
    assert "December 2025" in text


def test_home_lists_what_was_not_read_without_a_word() -> None:
    page = shown(drawn([digest(MONDAY, entry(analysis=quoted()), entry(OLD), open=True)], "index.md", replace(SITE, interests=())))
    assert page.get_element_by_id("listed") is not None
    assert "This day is not complete yet" in page.text_content()


def test_about_says_how_it_chooses_who_wrote_and_what_it_cost() -> None:
    text = read(drawn(week(), "about.md"))
    for said in (
        "cs.CV, cs.LG",
        "cross-listed there from other categories count too",
        "the 15 papers of Hugging Face",
        "from a score of 50 on, and the best 10",
        "1 analysis was written by gemini-x-001",
        "1 analysis is quoted from its abstract",
        "gemini m: 3 requests, 901 tokens, price not known",
        "Paused at the moment: Resting",
        "CC0",
    ):
        assert said in text, said
    priced = read(drawn(week()[:1], "about.md"))
    assert "0.25 US dollars" in priced
    plain = read(drawn([], "about.md", replace(SITE, interests=(), huggingface_top=0, cross_lists=False, repository=None)))
    for said in ("there are no scores", "left out", "Nothing has been analysed yet", "no language model has been asked"):
        assert said in plain, said


def test_a_summary_by_a_model_says_so() -> None:
    [monday, *_] = week()
    assert monday.summary
    model = replace(monday, summary=replace(monday.summary, analyst="llm", model="gemini-x-001", language="zh", text="- 一\n- 二"))
    assert "Written by gemini-x-001." in read(drawn([model], DAY))
    assert 'lang="zh" markdown="block"' in drawn([model], DAY)


def test_a_page_type_is_a_row_of_the_table() -> None:
    assert [*OF_A_MONTH] == ["day", "paper", "data", "card", "figure", "best"]
    assert [*OF_ALL] == [
        *("home", "tag", "category", "interest", "author", "archive", "bests", "trends", "about", "offline", "compare"),
        *("feed", "data", "newer", "starred"),
    ]


def test_old_months_do_not_change_when_a_day_is_added() -> None:
    before, after = pages(week()), pages([*week(), digest(SATURDAY + timedelta(days=2), entry(replace(OLD, id="2602.00001")))])
    changed = {path for path in before if before[path] != after[path]}
    assert not [path for path in changed if path.startswith("papers/")]
    assert [path for path in changed if path.startswith("daily/")] == ["daily/2026/2026-01-31.md"]


def test_an_interest_without_a_name_is_called_by_its_id() -> None:
    assert "generation" in read(drawn([], "interests/generation.md", replace(SITE, interests=(Interest(id="generation"),))))


def test_home_shows_the_newest_day_of_which_papers_were_read_and_says_so() -> None:
    days = [digest(MONDAY, entry(analysis=quoted())), digest(TUESDAY, entry(OLD))]
    text = read(drawn(days, "index.md"))
    assert "Tuesday, 27 January 2026: 1 paper listed, none read. Here is 26 January 2026." in text
    assert "AnyView" in text
    assert "none read" not in read(drawn(days[:1], "index.md"))


def test_a_calendar_leads_to_every_day_of_a_year_from_home_and_to_every_day_from_its_year() -> None:
    days = [digest(date(2025, month, 7), entry(replace(OLD, id=f"25{month:02}.1"))) for month in range(1, 13)]
    days += [digest(date(2026, 1, 5), entry(BARE))]
    made = pages(days)
    home = {link.get("href") for link in shown(made["index.md"]).iter("a")}
    assert {f"daily/{day.day.year}/{day.day}/" for day in days[1:]} <= home
    assert f"daily/2025/{days[0].day}/" not in home
    assert "archive/2025.md" in home
    year = [link.get("href") for link in shown(made["archive/2025.md"]).xpath("//table//a")]
    assert sorted(year) == [f"../../daily/2025/{day.day}/" for day in days[:12]]
    assert "January 2025 1 February 2025 1" not in read(made["archive/index.md"])
    assert "December 2025 1 November 2025 1" in read(made["archive/index.md"])


def test_an_author_who_is_followed_has_a_page_however_the_name_is_written() -> None:
    site = replace(SITE, interests=(Interest(id="a", authors=("Basile Van Hoorick", "Nobody Atall")),))
    papers = [entry(), entry(replace(OLD, authors=("Van Hoorick, B.",)))]
    made = pages([digest(MONDAY, *papers), digest(TUESDAY, entry(BARE))], site)
    assert {path for path in made if path.startswith("authors/")} == {
        "authors/index.md",
        "authors/Basile-Van-Hoorick.md",
        "authors/Nobody-Atall.md",
    }
    assert len(shown(made["authors/Basile-Van-Hoorick.md"]).xpath("//li/a")) == 2
    assert "authors/index.md" in made["archive/index.md"]
    assert not [path for path in pages(week(), replace(SITE, interests=())) if path.startswith("authors/")]


def test_a_gap_is_told_in_chinese_on_a_chinese_page_and_only_a_title_is_english() -> None:
    gaps = (
        Gap(stage="fetch", subject="huggingface", reason="huggingface.co: was silent for 30 s (4 attempts)", attempts=4),
        Gap(stage="analyse", subject=BARE.id, reason="the run was stopped", final=True),
        Gap(stage="rank", subject="model", reason="of another version", final=True),
        Gap(stage="summarise", subject="2026-01-26", reason="Gemini: today's quota is used up"),
    )
    page = shown(drawn([replace(digest(MONDAY, entry(BARE)), gaps=gaps)], "daily/2026/2026-01-26.md", ZH))
    told = [" ".join(each.text_content().split()) for each in page.xpath("//h2[@id='gaps']/following-sibling::ul[1]/li")]
    assert told == [
        "获取 · Hugging Face：30 秒没有回应（huggingface.co），试了 4 次；会再试",
        "阅读 · VGG-T³: Offline Feed-Forward 3D Reconstruction at Scale：运行中途停止；不再试",
        "评分 · 模型：原因写在当天的记录里；不再试",
        "综述 · 2026年1月26日：今天的额度已经用完（Gemini）；会再试",
    ]
    english = page.xpath("//h2[@id='gaps']/following-sibling::ul[1]//span[@lang='en']")
    assert [each.text for each in english] == [plain(BARE.title)]
    assert "<span lang" not in drawn(week(), "daily/2026/2026-01-27.md").split("What is missing")[1]


def test_one_of_a_thing_is_told_in_the_singular() -> None:
    usage = (Usage(at=AT, provider="gemini", model="m", requests=1, tokens=900, cost=0.25),)
    made = pages([digest(MONDAY, entry(), usage=usage)])
    assert "1 day, 1 paper with a page of their own." in read(made["archive/index.md"])
    assert "Only 1 day has papers so far" in read(made["trends.md"])
    assert "gemini m: 1 request, 900 tokens" in read(made["about.md"])
    none = digest(TUESDAY, kind="no-match", funnel=replace(digest(TUESDAY).funnel, considered=1))
    assert "1 paper was considered, and it did not reach a score of 50." in read(drawn([none], "daily/2026/2026-01-27.md"))
    for path, text in made.items():
        assert not re.search(r"\b1 (?:papers|days|analyses|requests)\b", read(text) if path.endswith(".md") else ""), path


def test_home_and_the_starred_page_hold_the_words_and_days_that_the_browser_fills_in() -> None:
    days = [digest(MONDAY - timedelta(days=n), entry(replace(OLD, id=f"2601.{n:05}"))) for n in range(70)]
    [fresh] = shown(drawn([*days, digest(SATURDAY)], "index.md", ZH)).find_class("fresh")
    told = fresh.get("data-days", "").split(",")
    assert (told[0], len(told)) == (f"{MONDAY} 1", 60), "the newest days that list papers"
    assert json.loads(fresh.get("data-words", "")) == group("zh", "fresh")
    place = shown(drawn(days, "starred.md", replace(ZH, keep=1))).get_element_by_id("mine")
    assert json.loads(place.get("data-words", "")) == group("zh", "mine")
    assert place.get("data-first") == "2026-01"
