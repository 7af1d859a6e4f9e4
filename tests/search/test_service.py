"""Pagefind as a service: what it says when it fails is told in one line, and nothing of its own reaches the terminal."""

from pathlib import Path

import pytest

from generator.errors import BuildError
from generator.search import service


def test_a_service_that_dies_is_told_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    program = tmp_path / "pagefind"
    program.write_text("#!/bin/sh\necho \"thread 'main' panicked\" >&2\nhead -c 1 >/dev/null\n")
    program.chmod(0o755)
    monkeypatch.setattr(service, "get_executable", lambda: str(program))
    with pytest.raises(BuildError, match=r"^search: Pagefind (ended without an answer: build again|cannot be run)"):
        service.index([])
    assert capfd.readouterr().err == ""


def test_a_service_that_objects_is_quoted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "pagefind"
    answer = "eyJwYXlsb2FkIjp7InR5cGUiOiJFcnJvciIsIm1lc3NhZ2UiOiJubyJ9fQ=="  # {"payload":{"type":"Error","message":"no"}}
    program.write_text(f"#!/bin/sh\nprintf '{answer},'\nexec sleep 0.2\n")
    program.chmod(0o755)
    monkeypatch.setattr(service, "get_executable", lambda: str(program))
    with pytest.raises(BuildError, match=r"^search: Pagefind says: no: report this fault of the program$"):
        service.index([])


def test_without_its_program_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "get_executable", lambda: None)
    with pytest.raises(BuildError, match=r"^search: Pagefind's program is not installed: pip install"):
        service.index([])
