"""The commands as a person calls them: what they print, leave behind and return."""

import gzip
import io
import json
import socket
import sys
from datetime import date, timedelta
from pathlib import Path

import httpx2
import pytest
import time_machine

from generator import building, cli, config, demo, record
from generator.demo.server import replay
from generator.place import open_place, pages_url
from tests import hostile
from tests.conftest import ROOT, Command, Said
from tests.corpus_server import CorpusServer, announced, serving
from tests.samples import DAY, digest


def complaint(said: Said, status: int) -> str:
    """The one line on stderr of a command that refused."""
    assert said.status == status
    assert said.out == ""
    assert said.err.startswith("digest: ")
    assert said.err.count("\n") == 1
    return said.err


# Nobody listens on the port of a socket that was closed.
def deserted() -> dict[str, str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        here = f"http://127.0.0.1:{free.getsockname()[1]}"
    return {
        "DIGEST_SOURCES__ARXIV__RSS_URL": f"{here}/rss",
        "DIGEST_SOURCES__ARXIV__API_URL": f"{here}/api",
        "DIGEST_SOURCES__HUGGINGFACE__API_URL": f"{here}/hf",
        "DIGEST_SOURCES__ARXIV__SPACING": "0",
    }


def test_without_a_word_the_commands_are_listed(command: Command) -> None:
    said = command()
    assert said.status == 0
    assert {"run", "render", "build", "serve", "demo", "check"} <= set(said.out.split())


@pytest.mark.parametrize("words", [["nonsense"], ["run", "--nonsense"], ["run", "--date"]])
def test_a_mistake_in_the_call_is_one_line(command: Command, words: list[str]) -> None:
    assert "see digest --help" in complaint(command(*words), 2)


@pytest.mark.parametrize(
    ("text", "said"), [("2026-13-01", "write it as YYYY-MM-DD"), ("2999-01-01", "not yet"), ("yesterday", "YYYY-MM-DD")]
)
def test_a_bad_date_is_one_line(command: Command, text: str, said: str) -> None:
    assert said in complaint(command("run", "--date", text), 2)


@pytest.mark.parametrize(
    ("text", "said"), [("sites: {}", "did you mean site?"), ("site: [", "line 1"), ("site: {language: tlh}", "choose en or zh")]
)
def test_a_mistake_in_feed_yml_is_one_line(command: Command, tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "feed.yml").write_text(text, "utf-8")
    assert said in complaint(command("render"), 2)


def test_a_config_that_is_not_there_is_one_line(command: Command) -> None:
    assert "no such file" in complaint(command("render", "--config", "mine.yml"), 2)


def test_a_folder_that_cannot_be_written_is_one_line(command: Command, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    assert "--archive" in complaint(command("run", "--date", "2026-04-20", "--archive", "file"), 1)
    assert "--docs" in complaint(command("render", "--docs", "file"), 1)


def test_a_broken_record_is_named_and_nothing_is_overwritten(command: Command, tmp_path: Path) -> None:
    path = record.path_of(tmp_path / "archive", DAY)
    path.parent.mkdir(parents=True)
    path.write_text("{", "utf-8")
    for words in (["run", "--date", "2026-04-20"], ["render"], ["build"]):
        assert "2026-04-20.json: not JSON" in complaint(command(*words), 1)
    assert path.read_text("utf-8") == "{"
    assert not (tmp_path / "docs").exists()
    said = command("check")
    assert said.status == 1
    assert "0 records, 0 pages, 1 defects" in said.out


@pytest.mark.parametrize("harm", ["cut off", "edited"])
def test_beside_a_broken_record_the_other_days_go_on(command: Command, tmp_path: Path, harm: str) -> None:
    archive, days = tmp_path / "archive", demo.days()
    with replay() as server:
        moved = {"DIGEST_SELECT__MIN_SCORE": "0"}
        assert command("run", "--date", str(days[0]), environ={**server.environment(days[0]), **moved}).status == 0
        path = record.path_of(archive, days[0])
        text = path.read_bytes()
        broken = text[: len(text) * 2 // 3] if harm == "cut off" else text.replace(b'"title"', b'"tittle"', 1)
        path.write_bytes(broken)
        (path.parent / "notes.json").write_text("{}", "utf-8")
        said = command("run", "--date", str(days[1]), environ=server.environment(days[1]))
    assert said.status == 3
    assert said.err.count("\n") == 2
    assert f"{path.relative_to(tmp_path)}: {'not JSON' if harm == 'cut off' else 'entries.0.paper.title'}" in said.err
    assert "restore it from git, or move it away" in said.err
    assert "notes.json: not named for a day: rename it" in said.err
    assert path.read_bytes() == broken
    second = record.load(archive, days[1])
    assert second
    assert second.entries
    pages = {page.stem for page in (tmp_path / "docs" / "daily").rglob("*.md")}
    assert str(days[1]) in pages
    assert str(days[0]) not in pages
    rendered, checked, doctored = command("render"), command("check"), command("doctor")
    assert (rendered.status, rendered.out) == (3, "docs: 0 pages changed\n")
    assert (checked.status, "1 records" in checked.out) == (1, True)
    for name in (path.name, "notes.json"):
        assert name in checked.out
        assert name in doctored.out
    path.write_bytes(text)
    (path.parent / "notes.json").unlink()
    assert command("render").status == 0
    assert (tmp_path / "docs" / "daily" / f"{days[0]:%Y}" / f"{days[0]}.md").is_file()


def test_what_a_broken_record_tells_to_have_been_read_is_not_read_again(command: Command, tmp_path: Path) -> None:
    monday, tuesday = hostile.DAY, hostile.DAY + timedelta(days=1)
    with hostile.serving(hostile.World()) as world:
        moved = {**world.environ(), "DIGEST_SELECT__MIN_SCORE": "0", "DIGEST_SOURCES__HUGGINGFACE__TOP": "0"}
        with time_machine.travel(f"{monday}T12:00:00Z", tick=False):
            assert command("run", environ=moved).status == 0
        path = record.path_of(tmp_path / "archive", monday)
        path.write_bytes(path.read_bytes().replace(b'"funnel"', b'"tunnel"'))
        world.bodies["rss"] = hostile.feed(day=tuesday)
        with time_machine.travel(f"{tuesday}T12:00:00Z", tick=False):
            said = command("run", environ=moved)
    assert said.status == 3
    assert "funnel: field required" in said.err
    later = record.load(tmp_path / "archive", tuesday)
    assert later
    assert [(each.id, each.day) for each in later.seen] == [(each["id"], monday) for each in hostile.NEW]
    assert later.entries == ()


@pytest.mark.slow
def test_without_a_network_the_day_is_recorded_as_failed_and_nothing_is_lost(command: Command, tmp_path: Path) -> None:
    with time_machine.travel("2026-04-30T12:00:00Z", tick=True):
        said = command("run", "--date", "2026-04-20", environ={**deserted(), "DIGEST_SOURCES__HUGGINGFACE__TOP": "5"})
    assert said.status == 1
    assert "source-failed" in said.out
    assert "gap: fetch arxiv" in said.out
    stored = record.load(tmp_path / "archive", DAY)
    assert stored
    assert (stored.kind, stored.open) == ("source-failed", True)
    assert said.err == "digest: no source could be read: check the network; the day stays open and a later run completes it\n"


def test_a_day_that_runs_look_back_at_no_more_is_told_with_what_completes_it(command: Command) -> None:
    with time_machine.travel("2026-05-01T12:00:00Z", tick=True):
        said = command("run", "--date", "2026-04-20", "--no-pages", environ=deserted())
        again = command("backfill", "--from", "2026-04-18", "--to", "2026-04-20", "--no-pages")
    assert said.status == again.status == 1
    assert said.err == (
        "digest: no source could be read: check the network; "
        "the day stays open and digest backfill --from 2026-04-20 --to 2026-04-20 completes it\n"
    )
    assert again.err.endswith(" digest backfill --from 2026-04-18 --to 2026-04-20 completes them\n")


def test_of_a_day_that_was_read_in_part_only_an_old_one_is_told_to_need_a_backfill(command: Command) -> None:
    """Hugging Face's list of the demo's Saturday is there, arXiv's is not."""
    day = date(2026, 2, 28)
    with replay() as server:
        environ = {**server.environment(day), "DIGEST_SELECT__MIN_SCORE": "0", "DIGEST_SOURCES__ARXIV__RSS_URL": "http://127.0.0.1:9"}
        environ |= {"DIGEST_SOURCES__ARXIV__API_URL": "http://127.0.0.1:9"}
        with time_machine.travel("2026-03-10T12:00:00Z", tick=True):
            near = command("run", "--date", str(day), "--no-pages", environ=environ)
        with time_machine.travel("2026-03-12T12:00:00Z", tick=True):
            old = command("run", "--date", str(day), "--no-pages", environ=environ)
    assert near.status == old.status == 3, (near, old)
    assert "backfill" not in near.out
    assert old.out.endswith(
        f"Open, and older than the 10 days that a run completes: digest backfill --from {day} --to {day} completes it\n"
    )
    assert near.err == old.err == ""


def test_check_says_when_there_is_nothing_to_check(command: Command, tmp_path: Path) -> None:
    assert complaint(command("check", "--archive", "nowhere"), 2).startswith("digest: nowhere: no such folder: ")
    (tmp_path / "archive").mkdir()
    said = command("check")
    assert (said.status, said.out) == (0, "0 records, 0 pages, 0 defects\n")
    assert said.err == "digest: archive: holds no record: run digest run first, or name another with --archive\n"


def test_an_option_that_needs_a_number_says_so(command: Command) -> None:
    assert (
        complaint(command("serve", "--port", "abc"), 2) == "digest: Invalid value for '--port': write a whole number: see digest --help\n"
    )
    assert complaint(command("ask", "x", "--most", "0"), 2) == "digest: Invalid value for '--most': write 1 or more: see digest --help\n"


def test_a_mistake_in_the_config_leaves_the_old_demo_as_it_was(command: Command, tmp_path: Path) -> None:
    old = tmp_path / ".demo" / "archive" / "old"
    old.parent.mkdir(parents=True)
    old.touch()
    for text in ("interests: [{id: a, keywords: diffusion}]", "site: {language: xx}", "site: ["):
        (tmp_path / "bad.yml").write_text(text, "utf-8")
        complaint(command("demo", "--config", "bad.yml"), 2)
    complaint(command("demo", "--config", "nowhere.yml"), 2)
    assert old.exists()


def test_a_run_leaves_the_pages_to_another_command_when_asked(command: Command, tmp_path: Path) -> None:
    said = command("run", "--date", str(DAY), "--no-pages", environ=deserted())
    assert said.status == 1, said
    assert record.days(tmp_path / "archive") == [DAY]
    assert not (tmp_path / "docs" / "index.md").exists()


def test_a_sound_archive_is_rendered_checked_and_built(command: Command, tmp_path: Path) -> None:
    record.save(tmp_path / "archive", digest())
    assert "pages changed" in command("render").out
    assert command("render").out == "docs: 0 pages changed\n"
    assert command("check").out.endswith("0 defects\n")
    assert command("build").out.startswith("site: built, ")
    assert (tmp_path / "site" / "papers" / "2604.00001" / "index.html").is_file()


def test_the_site_takes_its_name_and_address_from_the_repository(command: Command, tmp_path: Path) -> None:
    record.save(tmp_path / "archive", digest())
    command("build", environ={"GITHUB_REPOSITORY": "Ada/papers", "DIGEST_SITE__NAME": "Ada's papers"})
    home = (tmp_path / "site" / "index.html").read_text("utf-8")
    assert "https://ada.github.io/papers/" in home
    assert "Ada&#39;s papers" in home or "Ada's papers" in home


def test_the_size_that_is_told_is_that_of_all_files_of_the_site(command: Command, tmp_path: Path) -> None:
    record.save(tmp_path / "archive", digest())
    told = building.build(
        open_place(Path("feed.yml"), *(tmp_path / name for name in ("archive", "docs", "site")), {"DIGEST_SITE__URL": "https://a.b/"})
    )
    assert told.now == sum(path.stat().st_size for path in (tmp_path / "site").rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("repository", "url"),
    [("Ada/papers", "https://ada.github.io/papers/"), ("Ada/ada.github.io", "https://ada.github.io/"), ("", None)],
)
def test_the_address_of_the_site_follows_the_repository(repository: str, url: str | None) -> None:
    assert pages_url({"GITHUB_REPOSITORY": repository}) == url


def test_a_site_is_served_on_loopback(command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record.save(tmp_path / "archive", digest())
    asked = []

    def ask(server: cli.ThreadingHTTPServer) -> None:
        from threading import Thread

        thread = Thread(target=server.handle_request)
        thread.start()
        asked.append(httpx2.get(f"http://127.0.0.1:{server.server_port}/index.html").status_code)
        thread.join()

    monkeypatch.setattr(cli.ThreadingHTTPServer, "serve_forever", ask)
    assert "http://127.0.0.1:" in command("serve", "--port", "0").out
    assert asked == [200]
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        said = command("serve", "--port", str(taken.getsockname()[1]))
    assert said.status == 2
    assert "choose another with --port" in said.err


def test_ctrl_c_is_told_in_one_line(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(building, "draw", stop)
    assert "what was finished is kept" in complaint(command("render"), 130)


def test_the_demo_makes_every_recorded_day_without_network_or_key(command: Command, tmp_path: Path) -> None:
    (tmp_path / "feed.yml").write_text((ROOT / "feed.yml").read_text("utf-8"), "utf-8")
    said = command("demo", environ={"GEMINI_API_KEY": "secret", "DIGEST_SELECT__READ": "1", "DIGEST_SITE__LANGUAGE": "en"})
    assert said.status == 0
    assert "Built 5 recorded days" in said.out
    papers = list((tmp_path / ".demo" / "docs" / "papers").glob("*.md"))
    assert len(papers) == 34
    assert 'lang: "en"' in papers[0].read_text("utf-8")
    best = {path.stem for path in (tmp_path / ".demo" / "docs" / "archive" / "best").glob("2*.md")}
    assert best == {"2026-01", "2026-W05"}, "the only paper above the reader's own threshold is of that week"
    assert command("check", "--archive", ".demo/archive", "--docs", ".demo/docs").out.endswith("0 defects\n")
    assert not (tmp_path / "archive").exists()


def test_a_feed_without_a_day_is_built_as_often_as_one_likes(command: Command, tmp_path: Path) -> None:
    for _ in range(2):
        said = command("build")
        assert (said.status, said.err) == (0, "")
        assert said.out.splitlines()[0] == "no day is recorded yet: digest run records the first"


def test_a_real_day_is_run_from_the_sources_wire_formats(command: Command, tmp_path: Path, corpus: Path) -> None:
    (tmp_path / "feed.yml").write_text((ROOT / "feed.yml").read_text("utf-8"), "utf-8")
    with serving(CorpusServer(corpus, today=DAY)) as server, time_machine.travel("2026-04-21T09:00:00Z", tick=True):
        said = command("run", "--date", "2026-04-20", environ=server.environ)
        stored = record.load(tmp_path / "archive", DAY)
        before = {path: path.read_bytes() for path in (tmp_path / "archive").rglob("*.json")}
        again = command("run", "--date", "2026-04-20")
        requests = len(server.requests)
        command("run", "--date", "2026-04-20")
    assert said.status == 0
    assert stored
    wanted = {item["arxiv_id"] for item in announced(corpus, DAY) if item["announce_type"] in ("new", "cross")}
    assert wanted <= {each.id for each in stored.considered}
    assert stored.funnel.announced == len(wanted)
    assert stored.funnel.featured == 15
    assert stored.funnel.read == 10
    assert again.out == said.out
    assert {path: path.read_bytes() for path in before} == before
    assert len(server.requests) == requests
    assert json.loads((tmp_path / "archive" / "2026" / "2026-04-20.json").read_bytes())["open"] is False


def test_pages_of_older_feeds_become_records_and_nothing_is_overwritten(command: Command, tmp_path: Path, corpus: Path) -> None:
    seeds = corpus.parent / "seeds"
    first = command("import", *sorted(seeds.glob("*.txt"))[:4])
    assert first.status == 0
    assert first.out.count(" papers: ") == 4
    before = {path: path.read_bytes() for path in (tmp_path / "archive").rglob("*.json")}
    again = command("import", seeds, seeds / "nowhere.md")
    assert again.status == 1
    assert again.out.count(" papers: ") == 1
    assert again.err.count("has a record already, which stays") == 4
    assert "nowhere.md: no such file" in again.err
    assert {path: path.read_bytes() for path in before} == before
    assert command("check").out.startswith("5 records")
    assert command("check").status == 0


def test_a_range_is_backfilled_and_what_is_closed_is_left_alone(command: Command, tmp_path: Path, corpus: Path) -> None:
    with serving(CorpusServer(corpus, today=DAY)) as server, time_machine.travel("2026-04-28T09:00:00Z", tick=True):
        said = command("backfill", "--from", "2026-04-18", "--to", "2026-04-20", environ=server.environ)
        asked = len(server.requests)
        again = command("backfill", "--from", "2026-04-18", "--to", "2026-04-20")
    assert (said.status, again.status) == (0, 0)
    assert [line.split(":")[0] for line in said.out.splitlines()] == [
        "2026-04-18 nothing-announced",
        "2026-04-19 nothing-announced",
        "2026-04-20 papers",
    ]
    assert again.out == said.out
    assert len(server.requests) == asked


def test_a_range_the_wrong_way_round_is_one_line(command: Command) -> None:
    assert "swap them" in complaint(command("backfill", "--from", "2026-04-20", "--to", "2026-04-18"), 2)


def test_hand_written_pages_of_the_repository_are_copied_nowhere_when_one_stands_in_it(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mkdocs.yml").write_bytes((ROOT / "mkdocs.yml").read_bytes())
    record.save(tmp_path / "archive", digest())
    command("render")
    assert not (tmp_path / "docs" / "start.md").exists()


def test_a_copied_page_follows_its_original_and_a_page_of_the_folder_itself_stays(command: Command, tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text("", "utf-8")
    ours, theirs = tmp_path / "docs", tmp_path / "elsewhere"
    for path, text in ((ours / "start.md", "one"), (ours / "guide" / "a.md", "a"), (ours / "b.md", "ours"), (theirs / "b.md", "theirs")):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    record.save(tmp_path / "archive", digest())
    assert command("render", "--docs", theirs).status == 0
    (ours / "start.md").write_text("two", "utf-8")
    (ours / "guide" / "a.md").unlink()
    assert command("render", "--docs", theirs).status == 0
    assert ((theirs / "start.md").read_text("utf-8"), (theirs / "b.md").read_text("utf-8")) == ("two", "theirs")
    assert not (theirs / "guide" / "a.md").exists()
    before = {path: path.stat().st_mtime_ns for path in theirs.rglob("*")}
    assert command("render", "--docs", theirs).status == 0
    assert {path: path.stat().st_mtime_ns for path in theirs.rglob("*")} == before


def test_a_page_that_was_copied_makes_room_for_one_that_is_drawn(command: Command, tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text("", "utf-8")
    (tmp_path / "docs").mkdir()
    theirs = tmp_path / "elsewhere"
    theirs.mkdir()
    (theirs / building.BROUGHT).write_text("trends.md\n../feed.yml\n/etc/x\n", "utf-8")
    (theirs / "trends.md").write_text("by hand", "utf-8")
    (tmp_path / "feed.yml").write_text("{}", "utf-8")
    record.save(tmp_path / "archive", digest())
    assert command("render", "--docs", theirs).status == 0
    assert (theirs / "trends.md").read_text("utf-8") != "by hand"
    assert (tmp_path / "feed.yml").exists()


def test_a_copy_that_a_stopped_run_made_is_known_as_one(command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copied = building._copy

    def stopped(path: Path, to: Path) -> None:
        copied(path, to)
        raise KeyboardInterrupt

    (tmp_path / "mkdocs.yml").write_text("", "utf-8")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "start.md").write_text("one", "utf-8")
    record.save(tmp_path / "archive", digest())
    with monkeypatch.context() as patch:
        patch.setattr(building, "_copy", stopped)
        assert command("render", "--docs", "elsewhere").status == 130
    assert command("render", "--docs", "elsewhere").status == 0
    assert (tmp_path / "elsewhere" / building.BROUGHT).read_text("utf-8") == "start.md\n"
    assert (tmp_path / "elsewhere" / "start.md").read_text("utf-8") == "one"


def test_what_stands_in_the_way_of_a_copied_page_is_one_line(command: Command, tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text("", "utf-8")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "start.md").write_text("one", "utf-8")
    (tmp_path / "elsewhere" / "start.md").mkdir(parents=True)
    (tmp_path / "elsewhere" / building.BROUGHT).write_bytes(b"start.md\n\xff\n")
    record.save(tmp_path / "archive", digest())
    assert "elsewhere/start.md: cannot be read or written (Is a directory)" in complaint(command("render", "--docs", "elsewhere"), 1)


def test_likes_of_feed_yml_and_of_the_archive_teach_and_their_texts_are_fetched_once(command: Command, tmp_path: Path) -> None:
    day = demo.days()[0]
    with replay() as server:
        environ = server.environment(day)
        command("run", "--date", str(day), environ=environ)
        first = record.load(tmp_path / "archive", day)
        assert first
        liked = first.entries[0].paper.id
        (tmp_path / "archive" / "likes").mkdir()
        (tmp_path / "archive" / "likes" / liked).touch()
        record.path_of(tmp_path / "archive", day).unlink()
        said = command("run", "--date", str(day), environ={"DIGEST_LIKES": '["2101.99999"]', "DIGEST_DISLIKES": "[]"})
    taught = record.load(tmp_path / "archive", day)
    assert taught
    assert "no text for 2101.99999: they count for nothing" in said.err
    assert set(record.load_texts(tmp_path / "archive")) == {liked, "2101.99999"}
    assert (taught.entries[0].paper.id, taught.entries[0].relevance.like) == (liked, liked)
    assert "which you liked" in str(taught.entries[0].relevance.reason)


@pytest.mark.slow
def test_likes_that_cannot_be_fetched_are_told_and_stop_nothing(command: Command, tmp_path: Path) -> None:
    said = command("run", "--date", "2026-04-20", environ={**deserted(), "DIGEST_LIKES": '["2101.99999"]'})
    assert "likes: not all could be read this time" in said.err
    assert record.load(tmp_path / "archive", DAY)
    assert not (tmp_path / "archive" / record.TEXTS).exists()


LABELS = '{"id": "1", "label": 1, "date": "d"}\n{"id": "2", "label": 0, "date": "d"}\n'
PAPERS = '{"id": "1", "title": "Denoising"}\n{"id": "2", "title": "Stones"}\n{"id": "2602.00001", "title": "Liked"}\n'


def test_a_ranking_is_evaluated_as_a_table_and_as_json(command: Command, tmp_path: Path) -> None:
    (tmp_path / "labels").write_text(LABELS, "utf-8")
    (tmp_path / "papers.gz").write_bytes(gzip.compress(PAPERS.encode()))
    (tmp_path / "interest.yml").write_text("- {id: x, keywords: [denoising]}", "utf-8")
    (tmp_path / "likes").write_text("2602.00001", "utf-8")
    words = ["evaluate", "--papers", "papers.gz", "--labels", "labels", "--interest", "interest.yml"]
    assert "nDCG@10            1.000" in command(*words).out
    assert json.loads(command(*words, "--likes", "likes", "--json").out)["ndcg"] == 1


def test_a_file_that_cannot_be_read_is_one_line(command: Command, tmp_path: Path) -> None:
    words = ["evaluate", "--papers", "papers", "--labels", "labels", "--interest", "interest.yml"]
    assert "labels: cannot be read" in complaint(command(*words), 2)
    (tmp_path / "labels").write_bytes(b"\xff")
    assert "not UTF-8" in complaint(command(*words), 2)


def test_a_feed_is_written_from_flags_and_never_over_another(command: Command, tmp_path: Path) -> None:
    (tmp_path / "mine.bib").write_text("@misc{a, eprint={2602.23361}}", "utf-8")
    words = ["init", "--name", "Bees", "--language", "en", "--categories", "cs.CV, eess.IV", "--interest", "honey bees"]
    said = command(*words, "--keywords", "waggle", "--likes", "mine.bib")
    first, then = said.out.splitlines()
    assert first == "feed.yml: written, with 1 interest and 1 like"
    assert then.startswith("next: digest doctor")
    feed = config.load(tmp_path / "feed.yml", {})
    assert (feed.site.name, feed.sources.arxiv.categories, feed.likes) == ("Bees", ("cs.CV", "eess.IV"), ("2602.23361",))
    assert "--force" in complaint(command("init"), 2)
    assert command("init", "--force").status == 0
    assert config.load(tmp_path / "feed.yml", {}) == config.Config(site=config.SiteConfig(name="Paper digest"))


def test_a_feed_is_written_by_asking_a_person(command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    (tmp_path / "mine.ris").write_text("UR  - http://arxiv.org/abs/2203.00274", "utf-8")
    monkeypatch.setattr(sys, "stdin", Terminal("蜂报\nzh\ncs.CV\nhoney bees; 去噪\nmine.ris\n"))
    command("init")
    feed = config.load(tmp_path / "feed.yml", {})
    assert (feed.site.name, feed.site.language, feed.likes) == ("蜂报", "zh", ("2203.00274",))
    assert [one.about for one in feed.interests] == ["honey bees", "去噪"]
    monkeypatch.setattr(sys, "stdin", Terminal("\n\n\n\n\n"))
    command("init", "--force")
    assert config.load(tmp_path / "feed.yml", {}) == config.Config()


def test_answers_that_make_no_feed_are_one_line(command: Command, tmp_path: Path) -> None:
    assert "'computer vision' is no arXiv category such as cs.CV" in complaint(command("init", "--categories", "computer vision"), 2)
    assert "choose en or zh" in complaint(command("init", "--language", "fr"), 2)
    (tmp_path / "mine.bib").write_text("@article{a, doi={10.1109/5.771073}}", "utf-8")
    assert "holds no arXiv id" in complaint(command("init", "--likes", "mine.bib"), 2)
    assert not (tmp_path / "feed.yml").exists()


def test_the_pages_that_explain_feed_yml_are_written_into_a_folder(command: Command, tmp_path: Path) -> None:
    command("guide", "--docs", tmp_path / "elsewhere")
    for name in ("feed.md", "feed.zh.md"):
        assert (tmp_path / "elsewhere" / "guide" / name).read_bytes() == (ROOT / "docs" / "guide" / name).read_bytes()
    assert "guide" not in command("--help").out


def test_a_mistyped_archive_takes_no_page_away(command: Command, tmp_path: Path) -> None:
    record.save(tmp_path / "archive", digest())
    command("render")
    before = sorted((tmp_path / "docs").rglob("*.md"))
    assert "the pages stay" in complaint(command("render", "--archive", "arhcive"), 1)
    assert "the pages stay" in complaint(command("build", "--archive", "arhcive"), 1)
    assert sorted((tmp_path / "docs").rglob("*.md")) == before


def test_a_config_that_is_a_folder_is_one_line(command: Command, tmp_path: Path) -> None:
    assert "cannot be read" in complaint(command("render", "--config", tmp_path), 2)


def test_a_key_that_is_missing_costs_the_ai_and_not_the_day(command: Command, tmp_path: Path) -> None:
    with replay() as server:
        environ = {**server.environment(demo.days()[0]), "DIGEST_ANALYSIS__PROVIDER": "gemini"}
        said = command("run", "--date", str(demo.days()[0]), environ=environ)
    assert said.status == 3
    assert said.err.count("digest: ") == 1
    assert "Gemini: there is no key: set the secret GEMINI_API_KEY" in said.err
    assert said.out.count("gap: analyse") == len(list((tmp_path / "docs/papers").glob("*.md")))
