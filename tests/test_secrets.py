"""Secrets never leave: each is planted wherever it could come back, and looked for in all that a run says, writes, commits or shows."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from tests.actions import Hub, git
from tests.analyse.wires import Wire, fake
from tests.conftest import ROOT, Command
from tests.made_up import MadeUpServer, made_up_sources

TODAY = date(2026, 3, 2)
KEY, PASSWORD, ADDRESS = "sk-planted-key-91c4", "planted-password-27ab", "planted-address-5d0e"
SECRETS = (KEY, PASSWORD, ADDRESS)
FEED = "site: {name: A feed, language: en}\nselect: {read: 2, list: 3, min_score: 0}\nnotify: [NOTIFY_URL]\n"
NAMES = {"gemini": "GEMINI_API_KEY", "openai": "OPENAI_API_KEY"}

# What a provider, or a proxy before it, says with the key in it.
ECHOES: dict[str, Wire] = {
    "the key is wrong": Wire({"error": {"message": f"Incorrect API key provided: {KEY}", "code": "invalid_api_key", "status": KEY}}, 401),
    "the request is odd": Wire({"error": {"message": f"bad header: Authorization: Bearer {KEY}", "details": [{"reason": KEY}]}}, 400),
    "the model is unknown": Wire({"error": {"message": f"The model does not exist for {KEY}", "code": "model_not_found"}}, 404),
    "too many requests": Wire({"error": {"message": f"quota of {KEY}: limit 200 requests per day (RPD)"}}, 429, {"X-Key": KEY}),
    "a gateway crashed": Wire(f"<html><pre>Traceback: headers={{'x-goog-api-key': '{KEY}'}}</pre></html>", 500),
    "no protocol at all": Wire(f"hello {KEY}"),
    "an error that says 200": Wire({"error": {"code": 403, "message": f"{KEY} may not do this"}, "choices": [{"error": {"message": KEY}}]}),
    "sent elsewhere": Wire("", 302, {"Location": f"https://elsewhere.example/?key={KEY}"}),
}

OF_BOTH = ("the key is wrong", "a gateway crashed", "sent elsewhere")


@pytest.fixture
def sources() -> Iterator[MadeUpServer]:
    with made_up_sources(TODAY) as server:
        yield server


def leaks(folder: Path, *said: str) -> list[str]:
    """Where a secret can be read."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    found = [str(path) for path in files if any(secret.encode() in path.read_bytes() for secret in SECRETS)]
    return found + [text for text in said if any(secret in text for secret in SECRETS)]


def with_password(base_url: str) -> str:
    return base_url.replace("http://", f"http://ann:{PASSWORD}@")


@pytest.mark.parametrize(("name", "echo"), [*(("openai", echo) for echo in ECHOES), *(("gemini", echo) for echo in OF_BOTH)])
def test_what_a_provider_says_with_a_key_in_it_is_nowhere(
    command: Command, sources: MadeUpServer, tmp_path: Path, caplog: pytest.LogCaptureFixture, name: str, echo: str
) -> None:
    (tmp_path / "feed.yml").write_text(FEED.replace("notify: [NOTIFY_URL]\n", ""), "utf-8")
    with fake(name, [ECHOES[echo]]) as provider:
        # A user in an address takes the place of OpenAI's header.
        base_url = with_password(provider.base_url) if name == "gemini" else provider.base_url
        environ = {NAMES[name]: KEY, "DIGEST_ANALYSIS__BASE_URL": base_url, "DIGEST_ANALYSIS__PROVIDER": name}
        quick = {"DIGEST_ANALYSIS__BUDGET__REQUESTS_PER_MINUTE": "1000", "DIGEST_ANALYSIS__BUDGET__REQUESTS_PER_DAY": "3"}
        done = command("run", "--date", str(TODAY), environ={**sources.environ, **environ, **quick})
        assert provider.asked
        assert any(KEY in value for asked in provider.headers for value in asked.values())  # it was planted
    assert done.status == 3, done.err
    assert leaks(tmp_path, done.out, done.err, caplog.text) == []


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
def test_a_workflow_leaves_no_secret_in_logs_summary_archive_or_site(tmp_path: Path, warm: Path, sources: MadeUpServer) -> None:
    hub, main = Hub(tmp_path / "hub"), tmp_path / "main"
    (hub.tools / "digest").symlink_to(warm)
    git(tmp_path, "init", "--quiet", "--initial-branch=main", str(main))
    (main / "feed.yml").write_text(FEED, "utf-8")
    for words in (["add", "--all"], ["commit", "--quiet", "-m", "Start"], ["push", "--quiet", str(hub.bare), "main"]):
        git(main, *words)
    with HTTPServer() as post, fake("openai", [ECHOES["a gateway crashed"], ECHOES["the key is wrong"]]) as provider:
        post.expect_request(f"/{ADDRESS}/").respond_with_data(f"no such hook: {ADDRESS}", 404)
        hub.secrets |= {"OPENAI_API_KEY": KEY, "NOTIFY_URL": f"json://ann:{PASSWORD}@127.0.0.1:{post.port}/{ADDRESS}/"}
        model = {"DIGEST_ANALYSIS__BASE_URL": with_password(provider.base_url), "DIGEST_ANALYSIS__BUDGET__REQUESTS_PER_MINUTE": "1000"}
        run = hub.run("record", NOW=f"{TODAY}T05:20:00+00:00", **sources.environ, **model)
        assert provider.asked
        assert post.log
    assert run.results == {"record": "failure"}
    assert "OPENAI_API_KEY" in run.errors[0]  # the secret is named, not shown
    assert "the service behind NOTIFY_URL did not take the message" in run.output
    assert hub.records()
    assert leaks(tmp_path, run.output, run.summary, hub.git("log", "-p", "--all")) == []


CRASH = """
import sys
from generator import cli, wiring
def crash(place, *_, **__):
    key = place.environ["OPENAI_API_KEY"]
    raise RuntimeError("a fault of the program")
wiring.run_days = crash
sys.argv = ["digest", "run"]
cli.main()
"""


def test_a_fault_of_the_program_shows_no_value(tmp_path: Path) -> None:
    environ: dict[str, Any] = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "OPENAI_API_KEY": KEY, "COLUMNS": "200"}
    done = subprocess.run([sys.executable, "-c", CRASH], cwd=tmp_path, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "a fault of the program" in done.stderr
    assert KEY not in done.stdout + done.stderr
