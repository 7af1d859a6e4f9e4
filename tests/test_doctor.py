"""Doctor: each broken set-up is named in one line with its mend; a healthy one has none."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine

from generator import doctor, record
from generator.github import Api
from generator.model import State, Usage
from tests.analyse.obedient import Obedient
from tests.analyse.wires import KEY, Wire, fake
from tests.conftest import Command, Said
from tests.github_server import GitHub, github
from tests.made_up import MadeUpServer, made_up_sources
from tests.samples import AT, digest

NOW = "2026-04-21T09:00:00+00:00"
LAST = date(2026, 4, 20)
RUNS = "/actions/workflows/daily.yml/runs"
TOKEN = "a-token-that-is-told-to-nobody"


@pytest.fixture
def sources() -> Iterator[MadeUpServer]:
    with made_up_sources(LAST) as server:
        yield server


@pytest.fixture
def rest() -> Iterator[GitHub]:
    """A repository in which all is well."""
    with github() as server:
        server.answers["/actions/workflows/daily.yml"] = (200, {"state": "active"})
        server.answers[RUNS] = (200, {"workflow_runs": [{"created_at": "2026-04-21T05:23:00Z"}]})
        yield server


@pytest.fixture
def well(sources: MadeUpServer, rest: GitHub, tmp_path: Path) -> dict[str, str]:
    """The environment of a healthy feed, and its records."""
    (tmp_path / "feed.yml").write_text("sources: {arxiv: {categories: [cs.CV]}}\n", "utf-8")
    for number in range(3):
        record.save(tmp_path / "archive", digest(day=LAST - timedelta(days=number)))
    record.save_state(tmp_path / "archive", State(owner="ann/feed"))
    return {**sources.environ, **rest.environ, "GITHUB_TOKEN": TOKEN}


def examined(command: Command, environ: dict[str, str]) -> Said:
    with time_machine.travel(NOW, tick=True):
        said = command("doctor", environ=environ)
    assert TOKEN not in said.out + said.err
    return said


def mends(said: Said) -> list[str]:
    assert said.status == (1 if "\nmend  " in "\n" + said.out else 0)
    return [line.removeprefix("mend  ") for line in said.out.splitlines() if line.startswith("mend  ")]


def test_a_healthy_feed_has_nothing_to_mend(command: Command, well: dict[str, str]) -> None:
    said = examined(command, well)
    assert mends(said) == []
    assert [line.split("  ", 1)[0] for line in said.out.splitlines()].count("note") == 1
    assert "ok    Actions: daily is on, last run by schedule on 2026-04-21" in said.out
    assert "ok    archive: 3 records read, 2026-04-18 to 2026-04-20" in said.out


def test_a_config_that_cannot_be_read_is_named_and_the_rest_is_looked_at(command: Command, well: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "feed.yml").write_text("sit: {name: x}\n", "utf-8")
    said = examined(command, well)
    assert mends(said) == ["feed.yml: unknown key sit: did you mean site?"]
    assert "3 records read" in said.out


def test_a_source_out_of_reach_is_named(command: Command, well: dict[str, str], sources: MadeUpServer) -> None:
    sources.failing = ("daily_papers",)
    (line,) = mends(examined(command, well))
    assert line.startswith("huggingface: 127.0.0.1")


@pytest.mark.parametrize(
    ("state", "why"),
    [
        ("disabled_fork", "GitHub switched it off in this fork"),
        ("disabled_inactivity", "GitHub switched it off after 60 quiet days"),
        ("disabled_manually", "someone switched it off"),
    ],
)
def test_a_workflow_that_is_off_is_named_with_why(command: Command, well: dict[str, str], rest: GitHub, state: str, why: str) -> None:
    rest.answers["/actions/workflows/daily.yml"] = (200, {"state": state})
    assert mends(examined(command, well)) == [
        f"Actions: daily is off: {why}: open the Actions tab, choose daily on the left and press Enable workflow"
    ]


def test_a_schedule_that_no_longer_runs_is_named(command: Command, well: dict[str, str], rest: GitHub) -> None:
    rest.answers[RUNS] = (200, {"workflow_runs": [{"created_at": "2026-04-02T05:23:00Z"}]})
    (line,) = mends(examined(command, well))
    assert line.startswith("Actions: daily last ran by schedule on 2026-04-02: ")


def test_a_new_fork_is_told_all_its_steps(command: Command, well: dict[str, str], rest: GitHub) -> None:
    for path in ("/actions/workflows/daily.yml", "/pages", "/branches/archive"):
        del rest.answers[path]
    lines = mends(examined(command, well))
    assert [line.split(":")[0] for line in lines] == ["Actions", "GitHub Pages is off", "archive"]


def test_a_token_that_is_refused_or_sees_nothing_is_no_defect_of_the_feed(command: Command, well: dict[str, str], rest: GitHub) -> None:
    rest.answers[""] = (401, {"message": "Bad credentials"})
    assert mends(examined(command, well)) == ["repository: ann/feed refuses the token: check GITHUB_REPOSITORY and GITHUB_TOKEN"]
    rest.answers[""] = (200, {})
    for path in ("/actions/workflows/daily.yml", "/pages"):
        rest.answers[path] = (403, {})
    said = examined(command, well)
    assert mends(said) == []
    assert "note  Pages: not looked at (shows this token nothing)" in said.out


def test_an_answer_of_github_without_end_is_none(rest: GitHub) -> None:
    rest.answers[""] = (200, {"size": 1, "much": "x" * 2_000_000})
    assert Api(rest.environ).get() == (None, {})


def test_a_token_that_no_request_can_carry_is_asked_nothing_with(rest: GitHub) -> None:
    assert Api({**rest.environ, "GITHUB_TOKEN": "ключ"}).get() == (None, {})


def test_a_key_that_is_refused_is_named_and_never_shown(command: Command, well: dict[str, str]) -> None:
    with fake("openai", [Wire({"error": {"message": f"Incorrect API key provided: {KEY}", "code": "invalid_api_key"}}, 401)]) as provider:
        said = examined(command, {**well, "DIGEST_ANALYSIS__BASE_URL": provider.base_url, "OPENAI_API_KEY": KEY})
    (line,) = mends(said)
    assert line.startswith("analysis: ")
    assert "OPENAI_API_KEY" in line
    assert KEY not in said.out + said.err


def test_a_model_that_answers_is_named_and_the_question_is_counted(command: Command, well: dict[str, str]) -> None:
    with fake("openai", Obedient("openai")) as provider:
        provider.answers = [Wire({"choices": [{"message": {"content": "yes"}, "finish_reason": "stop"}], "model": "m-2026"})]
        said = examined(command, {**well, "DIGEST_ANALYSIS__BASE_URL": provider.base_url, "OPENAI_API_KEY": KEY})
    assert mends(said) == []
    assert "ok    analysis: openai answers as m-2026" in said.out
    assert "ok    quota: 19 of 20 requests" in said.out
    assert len(provider.asked) == 1


def test_a_used_up_day_is_named_without_asking_anything(command: Command, well: dict[str, str], tmp_path: Path) -> None:
    usage = (Usage(at=AT.replace(year=2026, month=4, day=21, hour=6), provider="openai", model="m", requests=20, tokens=9),)
    record.save(tmp_path / "archive", digest(day=LAST, usage=usage))
    with fake("openai", [Wire({})]) as provider:
        said = examined(command, {**well, "DIGEST_ANALYSIS__BASE_URL": provider.base_url, "OPENAI_API_KEY": KEY})
    (line,) = mends(said)
    assert line.startswith("quota: 0 of 20 requests")
    assert "it begins again at 2026-04-22 00:00 UTC" in line
    assert provider.asked == []


def test_a_missing_secret_for_messages_is_named(command: Command, well: dict[str, str]) -> None:
    said = examined(command, {**well, "DIGEST_NOTIFY": "[NOTIFY_URL]"})
    assert mends(said) == ["notify: NOTIFY_URL is not in the environment: set the secret, or take the name out of feed.yml"]


def test_broken_records_days_left_behind_and_a_copied_archive_are_named(command: Command, well: dict[str, str], tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    (archive / "2026" / f"{LAST}.json").write_text("{", "utf-8")
    record.save(archive, digest(day=date(2026, 3, 1), open=True))
    record.save_state(archive, State(owner="bob/other#1"))
    lines = mends(examined(command, well))
    assert [line.split(": ")[0] for line in lines] == [f"archive/2026/{LAST}.json", "archive", "archive"]
    assert "it is a copy of bob/other#1's" in lines[1]
    assert lines[2].endswith("run: digest backfill --from 2026-03-01 --to 2026-04-10")


def test_a_site_that_grows_too_large_is_told_with_the_day_and_the_mend(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").write_bytes(b"x" * 30_000)
    patient = doctor.Patient(tmp_path / "feed.yml", tmp_path / "archive", tmp_path / "site", {}, AT)
    days = [digest(day=LAST - timedelta(days=number)) for number in (9, 0)]
    (slow,) = doctor._size(days, patient)
    assert slow.mend == ""
    assert "after 10 days" in slow.what
    with (tmp_path / "site" / "big").open("wb") as file:
        file.truncate(960_000_000)
    big, full = doctor._size(days, patient)
    assert "GitHub takes no file above 100 MB" in big.mend
    assert "site.keep" in full.mend
    assert f"full about {AT:%Y-%m}" in full.what
