"""The format "Arxiv Computer Vision Papers"."""

from datetime import date

from generator.importing import arxiv_daily


def test_a_page_gives_its_papers_with_what_it_says_of_them(listed: str) -> None:
    page = arxiv_daily.parse(listed, "b.md")
    assert page.day == date(2026, 1, 26)
    paper = page.items[0].paper
    assert (paper.id, paper.version, paper.title) == ("2601.00001", 1, "Alpha: Fast Views")
    assert paper.authors == ("Ada Author", "Bo Author")
    assert (paper.categories, paper.primary_category) == (("cs.CV", "cs.LG"), "cs.CV")
    assert paper.abstract is not None
    assert paper.abstract.startswith("Views are hard. We propose \\textbf{Alpha}, a diffusion model. It outperforms")
    assert paper.code_url == "https://github.com/ada/alpha"
    assert page.items[0].findings == ("We propose \\textbf{Alpha}, a diffusion model.", "It outperforms the best earlier method by 0.4 dB.")


def test_the_published_day_is_no_time_of_submission_and_the_page_day_is_the_announcement(listed: str) -> None:
    paper = arxiv_daily.parse(listed, "b.md").items[0].paper
    assert (paper.submitted, paper.announced, paper.huggingface_date) == (None, date(2026, 1, 26), None)


def test_an_abstract_repeated_in_the_analysis_is_not_taken_for_the_abstract(listed: str) -> None:
    item = arxiv_daily.parse(listed, "b.md").items[1]
    assert (item.paper.title, item.paper.version) == ("Beta [v] Net", 2)
    assert item.paper.abstract is not None
    assert item.written is not None
    assert item.paper.abstract.startswith("Robots fall.")
    assert item.written.startswith("好的")
    assert "**Title:** Beta [v] Net" in item.written
    assert item.findings == ()


def test_missing_parts_are_unknown(listed: str) -> None:
    gamma, delta = arxiv_daily.parse(listed, "b.md").items[2:]
    assert (gamma.paper.abstract, gamma.paper.code_url, gamma.findings) == (None, None, ())
    assert (delta.paper.categories, delta.paper.primary_category, delta.written) == ((), None, None)


def test_a_page_without_a_summary_has_none(listed: str) -> None:
    assert arxiv_daily.parse(listed, "b.md").summary
    assert arxiv_daily.parse(listed.replace("## Executive Summary", "## Foreword"), "b.md").summary is None
    assert arxiv_daily.parse("# Arxiv Computer Vision Papers - 2026-01-26\n\n## Executive Summary\n\n## Papers\n", "b.md").summary is None
