"""Notifications: once a day, only when there is something to say, and never a reason to fail or a place for a secret to leak."""

import socketserver
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from email import message_from_string
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Response

from generator import notify, record
from generator.model import Digest, Gap, Say, Site, State
from generator.render.messages import load as messages
from tests.conftest import Command
from tests.render.samples import SITE
from tests.samples import DAY, digest, entry, with_paper

# apprise imports imghdr for its email service; Python 3.11 and 3.12 warn of it.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

SECRET = "planted-secret-7f3a"
FAILED = {"kind": "source-failed", "gaps": (Gap(stage="fetch", subject="arxiv", reason="did not answer"),), "open": True}


def failed(day: date) -> Digest:
    return digest(day=day, entries=(), **FAILED)


@pytest.fixture
def said() -> Say:
    return messages("en")


@pytest.fixture
def post() -> Iterator[HTTPServer]:
    with HTTPServer() as server:
        server.expect_request(f"/{SECRET}/").respond_with_data("ok")
        yield server


def address(post: HTTPServer) -> str:
    return f"json://127.0.0.1:{post.port}/{SECRET}/"


def received(post: HTTPServer) -> list[dict[str, Any]]:
    return [request.get_json() for request, _ in post.log]


@pytest.fixture
def shown() -> Site:
    return replace(SITE, name="Bees & <Co>", url="https://ann.github.io/feed/", repository="https://github.com/ann/feed")


def run(archive: Path, shown: Site, said: Say, *digests: Digest, **secrets: str | None) -> list[str]:
    for one in digests:
        record.save(archive, one)
    return notify.after_run(archive, digests, shown, said, secrets, date.max)


def test_the_top_papers_are_sent_with_their_links(tmp_path: Path, shown: Site, said: Say, post: HTTPServer) -> None:
    assert run(tmp_path, shown, said, digest(), NOTIFY_URL=address(post)) == []
    (message,) = received(post)
    assert message["title"] == f"Bees & <Co>, {DAY}"
    assert f"https://ann.github.io/feed/papers/{entry().paper.id}/" in message["message"]
    assert f"https://ann.github.io/feed/daily/{DAY:%Y}/{DAY}/" in message["message"]
    assert "<" not in message["message"].replace(" <Co>", "")


def test_a_message_is_sent_once_whatever_runs_again(tmp_path: Path, shown: Site, said: Say, post: HTTPServer) -> None:
    for _ in range(3):
        run(tmp_path, shown, said, digest(), NOTIFY_URL=address(post))
    assert len(received(post)) == 1
    assert record.load_state(tmp_path).notices == (str(DAY),)


def test_a_week_that_is_caught_up_is_one_message(tmp_path: Path, shown: Site, said: Say, post: HTTPServer) -> None:
    run(tmp_path, shown, said, *(digest(day=DAY + timedelta(days=number)) for number in range(7)), NOTIFY_URL=address(post))
    assert [message["title"] for message in received(post)] == [f"Bees & <Co>, {DAY + timedelta(days=6)}"]


def test_a_record_of_tomorrow_keeps_no_message_back(tmp_path: Path, shown: Site, said: Say, post: HTTPServer) -> None:
    record.save(tmp_path, digest(day=DAY + timedelta(days=1)))
    record.save(tmp_path, digest())
    assert notify.after_run(tmp_path, [digest()], shown, said, {"NOTIFY_URL": address(post)}, DAY) == []
    assert len(received(post)) == 1


def test_an_older_day_sends_nothing(tmp_path: Path, shown: Site, said: Say, post: HTTPServer) -> None:
    record.save(tmp_path, digest(day=DAY + timedelta(days=1)))
    assert run(tmp_path, shown, said, digest(), NOTIFY_URL=address(post)) == []
    assert received(post) == []


def test_a_quiet_day_says_nothing(tmp_path: Path, shown: Site, said: Say, post: HTTPServer) -> None:
    run(tmp_path, shown, said, digest(entries=()), NOTIFY_URL=address(post))
    assert received(post) == []
    assert not (tmp_path / record.STATE).exists()


def test_a_feed_that_fails_says_so_on_the_second_day_and_once(tmp_path: Path, shown: Site, said: Say, post: HTTPServer) -> None:
    for number in range(4):
        run(tmp_path, shown, said, failed(DAY + timedelta(days=number)), NOTIFY_URL=address(post))
        assert len(received(post)) == (number >= 1)
    (message,) = received(post)
    assert message["title"] == "Bees & <Co> has had nothing to read for two days"
    assert "arxiv: did not answer" in message["message"]
    assert "https://github.com/ann/feed/actions" in message["message"]


def test_an_address_that_takes_nothing_is_a_line_without_the_address(
    tmp_path: Path, shown: Site, said: Say, post: HTTPServer, capfd: pytest.CaptureFixture[str]
) -> None:
    post.clear()
    post.expect_request(f"/{SECRET}/").respond_with_response(Response(SECRET, 500))
    lines = run(tmp_path, shown, said, digest(), NOTIFY_URL=address(post), OTHER=f"nonsense {SECRET}", NONE=None)
    assert [line.split(":")[0] for line in lines] == ["notify"] * 3
    assert "the service behind NOTIFY_URL did not take the message" in lines[0]
    assert "OTHER holds no address that apprise knows" in lines[1]
    assert "NONE is not set" in lines[2]
    told = capfd.readouterr()
    assert SECRET not in "".join(lines) + told.out + told.err
    assert record.load_state(tmp_path) == State()


def test_what_one_address_did_not_take_is_not_sent_twice_to_the_other(tmp_path: Path, shown: Site, said: Say, post: HTTPServer) -> None:
    for _ in range(2):
        run(tmp_path, shown, said, digest(), NOTIFY_URL=address(post), OTHER="nonsense")
    assert len(received(post)) == 1


@pytest.fixture
def postbox() -> Iterator[tuple[int, list[str]]]:
    """A mail server on loopback: its port, and the mails it took."""
    mails: list[str] = []

    class Talk(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 here\r\n")
            for line in self.rfile:
                if line.upper().startswith(b"DATA"):
                    self.wfile.write(b"354 go on\r\n")
                    mails.append(b"".join(iter(self.rfile.readline, b".\r\n")).decode())
                self.wfile.write(b"250 fine\r\n")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield server.server_address[1], mails
        server.shutdown()
        thread.join()


def test_email_gets_html_and_everything_foreign_in_it_is_escaped(
    tmp_path: Path, shown: Site, said: Say, postbox: tuple[int, list[str]]
) -> None:
    port, mails = postbox
    hostile = with_paper(entry(), title="<script>alert(1)</script> & bees")
    mailto = f"mailto://127.0.0.1:{port}?from=feed@example.org&to=ann@example.org&mode=insecure"
    assert run(tmp_path, shown, said, digest(entries=(hostile,)), MAIL=mailto) == []
    html = [part.get_payload(decode=True) for part in message_from_string(mails[0]).walk() if part.get_content_type() == "text/html"]
    text = bytes(html[0]).decode()
    assert "&lt;script&gt;" in text
    assert "<script" not in text
    assert f'<a href="https://ann.github.io/feed/papers/{entry().paper.id}/">' in text


def test_the_message_is_in_the_language_of_the_site(tmp_path: Path, shown: Site, post: HTTPServer) -> None:
    run(tmp_path, shown, messages("zh"), digest(), NOTIFY_URL=address(post))
    assert "列出 1 篇" in received(post)[0]["message"]


def test_only_the_last_messages_are_remembered() -> None:
    state = State(notices=tuple(str(number) for number in range(notify.KEPT)))
    assert notify.sent(state, notify.Notice("new", "", "", "")).notices == (*state.notices[1:], "new")


def test_a_failing_notifier_fails_no_day(command: Command, tmp_path: Path) -> None:
    from generator import demo
    from generator.demo.server import replay

    with replay() as server:
        environ = {**server.environment(demo.days()[-1]), "DIGEST_NOTIFY": "[NOTIFY_URL]", "NOTIFY_URL": f"json://127.0.0.1:9/{SECRET}"}
        done = command("run", "--date", str(demo.days()[-1]), environ={**environ, "DIGEST_SELECT__MIN_SCORE": "0"})
    assert done.status == 0, done.err
    assert "digest" not in done.err
    assert "the service behind NOTIFY_URL did not take the message" in done.err
    assert SECRET not in done.out + done.err
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()]
