"""What unfolds to gigabytes, hours or endless depth costs a bounded time and memory, and is told in one line."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Command
from tests.hostile import FEATURED, World, atom, feed, serving
from tests.matrix import pages, run_day

pytestmark = pytest.mark.untraced

BOMBS = Path(__file__).with_name("bombs.py")
MEGABYTES, SECONDS = 1200, 30
"""Memory beyond the program's own and computing that one may take: many times what the worst of them takes."""
KINDS = ("RSS", "API", "HTML", "list", "reply", "text", "PDF", "likes", "feed.yml", "record", "gzip", "labels")


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of memory there")
def test_no_bomb_takes_more_than_its_time_and_memory_or_shows_a_traceback(tmp_path: Path) -> None:
    quiet = {name: value for name, value in os.environ.items() if not name.startswith(("DIGEST_", "GITHUB_", "GEMINI_", "OPENAI_"))}
    command = [sys.executable, str(BOMBS), str(MEGABYTES), str(SECONDS)]
    done = subprocess.run(command, env=quiet, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert {name.partition(":")[0] for name, *_ in told} == set(KINDS)
    wrong = ("ESCAPED", "Traceback", "\n")
    assert [each for each in told if each[2] or not each[1] or any(sign in each[1] for sign in wrong)] == []


@pytest.mark.parametrize("place", ["rss", "api"])
def test_no_entity_or_document_type_is_looked_up_in_a_file_or_on_a_host(command: Command, tmp_path: Path, place: str) -> None:
    secret = tmp_path / "secret"
    secret.write_text("zebra")
    with serving(World()) as world:
        evil = f"{world.url}/evil"
        declared = f'<!ENTITY f SYSTEM "{secret.as_uri()}"><!ENTITY h SYSTEM "{evil}/entity"><!ENTITY % p SYSTEM "{evil}/parameter"> %p;'
        body = {"rss": feed(), "api": atom(FEATURED)}[place]
        for outside in ("", f'SYSTEM "{evil}/dtd"', f'PUBLIC "-//X" "{evil}/public"'):
            head, _, rest = body.partition(b"?>")
            style = f"?><?xml-stylesheet href='{evil}/style'?><!DOCTYPE x {outside} [{declared}]>".encode()
            world.bodies[place] = head + style + rest.replace(b"<title>", b"<title>&f;&h;")
            said = run_day(command, world)
            assert said.status in (0, 3)
        assert not [target for target in world.asked if "evil" in target]
    assert world.asked
    texts = [said.out, said.err, *(page.decode("utf-8", "replace") for page in pages().values())]
    assert not [text for text in texts if "zebra" in text]
