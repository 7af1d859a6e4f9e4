"""Files and folders of older pages become digests that pass the check."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from generator import importing, record
from generator.analyse.quality import mend, refuse
from generator.check import check
from generator.errors import RecordError
from generator.model import Gap, Seen


def test_a_scored_page_becomes_a_closed_day(scored: str) -> None:
    (digest,) = importing.digests(scored, "a.md")
    assert (digest.kind, digest.open) == ("papers", False)
    assert (digest.funnel.announced, digest.funnel.featured, digest.funnel.considered) == (None, 15, 2)
    assert (digest.funnel.listed, digest.funnel.read) == (2, 1)
    relevance = digest.entries[0].relevance
    assert (relevance.score, relevance.ranker_score, relevance.model_score) == (68, None, 68)
    assert relevance.reason == "导入的评分，原页没有说明理由"


def test_an_error_published_as_analysis_becomes_a_final_gap(scored: str) -> None:
    (digest,) = importing.digests(scored, "a.md")
    assert digest.entries[0].analysis is None
    assert digest.gaps == (
        Gap(stage="analyse", subject="2602.00001", reason="the imported analysis was left out: it is an error message", final=True),
    )


def test_a_listed_page_has_no_scores_and_no_reasons(listed: str) -> None:
    (digest,) = importing.digests(listed, "b.md")
    assert {(entry.relevance.score, entry.relevance.reason) for entry in digest.entries} == {(None, None)}
    assert [each.score for each in digest.considered] == [None] * 4
    assert (digest.funnel.announced, digest.funnel.featured, digest.funnel.listed, digest.funnel.read) == (None, None, 4, 2)
    assert digest.entries[0].line is not None
    assert digest.entries[2].line is None
    assert [gap.subject for gap in digest.gaps] == ["2601.00003", "2601.00004"]


def test_imported_days_pass_the_check_and_the_round_trip(scored: str, listed: str) -> None:
    found = importing.digests(scored, "a.md") + importing.digests(listed, "b.md")
    assert check(found, {}) == []
    for digest in found:
        assert record.loads(record.dumps(digest).encode(), "x") == digest


def test_a_day_on_which_nothing_was_chosen_is_no_match() -> None:
    (digest,) = importing.digests("# CV 论文日报 | 2026-02-21\n扫描 15 篇\n", "a.md")
    assert (digest.kind, digest.entries, digest.summary, digest.funnel.featured) == ("no-match", (), None, 15)
    assert check([digest], {}) == []


def test_a_paper_that_stands_twice_on_a_page_is_one_entry(scored: str) -> None:
    (digest,) = importing.digests(scored.replace("2602.00002", "2602.00001"), "a.md")
    assert [entry.paper.title for entry in digest.entries] == ["One: A Faster Net"]


def test_another_page_is_an_error_that_says_what_was_expected() -> None:
    with pytest.raises(RecordError) as caught:
        importing.digests("# Shopping\n", "c.md")
    assert str(caught.value) == (
        "c.md: no page of a format that can be imported: expected a title that begins "
        "# 🚀 CV 论文日报 | DATE or # Arxiv Computer Vision Papers - DATE"
    )


@pytest.fixture
def folder(tmp_path: Path, scored: str, listed: str) -> Path:
    (tmp_path / "deeper").mkdir()
    (tmp_path / "a.md").write_text(scored, "utf-8")
    (tmp_path / "deeper" / "b.txt").write_text(f"\ufeff{listed}", "utf-8")
    (tmp_path / "c.md").write_text("# Shopping\n", "utf-8")
    (tmp_path / "d.md").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "e.md").write_text(scored, "utf-8")
    (tmp_path / "figure.png").write_bytes(b"")
    return tmp_path


def test_a_broken_file_is_named_and_the_others_go_on(folder: Path) -> None:
    digests, complaints = importing.read([folder])
    assert [digest.day for digest in digests] == [date(2026, 1, 26), date(2026, 2, 28)]
    assert [str(each).removeprefix(f"{folder}/").split(":")[0] for each in complaints] == ["c.md", "d.md", "e.md"]
    assert "not UTF-8" in str(complaints[1])
    assert "the day 2026-02-28 was already read from" in str(complaints[2])


def test_one_file_is_read_and_a_missing_one_is_named(folder: Path) -> None:
    digests, complaints = importing.read([folder / "a.md"])
    assert ([digest.day for digest in digests], complaints) == ([date(2026, 2, 28)], [])
    digests, (complaint,) = importing.read([folder / "z.md"])
    assert (digests, "z.md: no such file" in str(complaint)) == ([], True)


def test_a_paper_read_on_an_earlier_day_is_seen_and_not_read_again(tmp_path: Path, scored: str) -> None:
    (tmp_path / "1.md").write_text(scored.replace("2026-02-28", "2026-03-02"), "utf-8")
    (tmp_path / "2.md").write_text(scored, "utf-8")
    digests, _ = importing.read([tmp_path])
    assert digests[1].seen == (Seen(id="2602.00002", title="Two: A Slower Net", day=date(2026, 2, 28)),)
    assert [entry.paper.id for entry in digests[1].entries] == ["2602.00001"]
    assert check(digests, {}) == []


def test_a_paper_read_before_in_the_archive_is_seen_too_unless_later(tmp_path: Path, scored: str) -> None:
    (tmp_path / "1.md").write_text(scored, "utf-8")
    (digest,), _ = importing.read([tmp_path], {"2602.00002": date(2026, 2, 1), "2602.00001": date(2026, 3, 1)})
    assert [each.id for each in digest.seen] == ["2602.00002"]
    assert [entry.paper.id for entry in digest.entries] == ["2602.00001"]


def test_the_five_pages_of_the_older_feeds_become_records_without_a_defect(seeds: Path) -> None:
    digests, complaints = importing.read([seeds])
    assert complaints == []
    assert [str(digest.day) for digest in digests] == ["2025-12-04", "2026-01-26", "2026-02-04", "2026-02-07", "2026-02-28"]
    assert [(digest.funnel.listed, digest.funnel.read) for digest in digests] == [(10, 10), (10, 9), (10, 10), (2, 2), (2, 1)]
    assert check(digests, {}) == []
    analyses = [entry.analysis for digest in digests for entry in digest.entries if entry.analysis]
    assert sum(analysis.basis == "abstract" for analysis in analyses) == 13
    assert all(record.loads(record.dumps(digest).encode(), "x") == digest for digest in digests)


def test_each_defect_counted_over_the_older_pages_is_found_in_as_many_replies(seeds: Path) -> None:
    """As many or more than a reader counted, and mending what was mended changes nothing."""
    counts: Counter[str] = Counter()
    for file in sorted(seeds.iterdir()):
        for item in importing.sheet(file.read_text("utf-8"), file.name).items:
            if item.written and not refuse(item.written):
                mended = mend(item.written, item.paper)
                counts.update(mended.faults.keys())
                assert mend(mended.text, item.paper).text == mended.text
    counted = {
        "preamble": 32,
        "title, authors or label repeated": 26,
        "abstract repeated": 3,
        "headings": 14,
        "horizontal rules": 22,
        "prompt echoed": 11,
        "closing boilerplate": 13,
        "claims about open source": 9,
        "hedging": 9,
        "deep nesting": 12,
    }
    assert {name: counts[name] for name in counted if counts[name] < counted[name]} == {}
    assert counts["dangling references"] + counts["dangling citations"] >= 11
