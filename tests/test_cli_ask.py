"""digest ask as a person calls it."""

import json
from pathlib import Path

import pytest

from generator import record
from tests.conftest import Command, Said
from tests.samples import DAY, digest, entry, with_paper


@pytest.fixture(autouse=True)
def archive(tmp_path: Path) -> Path:
    made = digest(entries=(with_paper(entry("2604.00001"), title="Deblurring $x$ & bees"), entry("2604.00002", score=None, tags=())))
    record.save(tmp_path / "archive", made)
    return tmp_path / "archive"


def test_papers_come_as_lines_for_other_programs(command: Command) -> None:
    said = command("ask", "bees")
    assert (said.status, said.err) == (0, "")
    assert said.out == f"80\t{DAY}\t2604.00001\tDeblurring $x$ & bees\n"


def test_papers_come_as_a_table_for_a_person(command: Command) -> None:
    said = command("ask", "blur", "--most", "1", environ={"FORCE_COLOR": "1", "COLUMNS": "100"})
    assert "Deblurring $x$ & bees" in said.out
    assert "1 of 2: more with --most" in said.out
    assert "more with" not in command("ask", "blur", environ={"FORCE_COLOR": "1", "COLUMNS": "100"}).out


def test_citations_and_json(command: Command) -> None:
    cited = command("ask", "2604.00001v2", "--bibtex").out
    assert cited.startswith("@misc{arXiv:2604.00001,\n")
    assert r"\& bees" in cited
    assert command("ask", "blur", "--bibtex").out.count("@misc") == 2
    assert [each["id"] for each in json.loads(command("ask", "bees", "--json").out)["papers"]] == ["2604.00001"]


def test_no_answer_is_a_clear_line_and_no_failure(command: Command) -> None:
    assert command("ask", "wasps") == Said(0, "no paper of the archive answers “wasps”\n", "")
    assert "alone: bees 1, wasps 0" in command("ask", "bees wasps").out
    assert command("ask", "wasps", "--bibtex") == Said(0, "", "no paper of the archive answers “wasps”\n")
    assert json.loads(command("ask", "wasps", "--json").out) == {"of": 0, "papers": []}


def test_tags_and_interests_go_by_id_or_name(command: Command) -> None:
    assert command("ask", "--tag", "deblurring").out.count("\n") == 1
    assert command("ask", "--tag", "去模糊").out.count("\n") == 1
    assert command("ask", "--interest", "restoration", "--since", str(DAY), "--until", str(DAY)).out.count("\n") == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "nothing was asked"),
        (["x", "--tag", "nope"], "--tag nope: not known: choose one of deblurring"),
        (["x", "--interest", "nope"], "--interest nope: not known"),
        (["x", "--since", "May"], "write it as YYYY-MM-DD"),
        (["x", "--since", "2026-05-02", "--until", "2026-05-01"], "swap them"),
        (["x", "--most", "0"], "see digest --help"),
        (["x", "--json", "--bibtex"], "choose one of them"),
    ],
)
def test_a_mistake_is_one_line(command: Command, words: list[str], said: str) -> None:
    made = command("ask", *words)
    assert (made.status, made.out, made.err.count("\n")) == (2, "", 1)
    assert said in made.err
