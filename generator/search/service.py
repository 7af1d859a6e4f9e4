"""Pagefind, run as its service: records go in, the files of an index come out. Starts a process, touches no file.

Pagefind's own Python client waits a tenth of a second for every answer, which is ten records a second, and ends the
process before its files are written; so the service's protocol (base64 of JSON, a comma after each) is spoken here.
"""

import base64
import json
import subprocess
from collections.abc import Iterable, Mapping
from io import BufferedReader
from subprocess import DEVNULL, PIPE
from typing import IO, Any, cast

from pagefind.service import get_executable

from generator.errors import BuildError

LANGUAGE = "en"
"""How Pagefind reads every text: English words by their stems. Chinese comes as pairs of characters, which stay as they are."""


def index(records: Iterable[Mapping[str, object]]) -> dict[str, bytes]:
    """Index custom records and give Pagefind's files by path. Raises BuildError when Pagefind cannot be run or objects."""
    program = get_executable()
    if program is None:
        raise BuildError("search: Pagefind's program is not installed", "pip install 'pagefind[extended]>=1.5,<1.6'")
    try:
        # Its last words are in Rust; what it cannot do, it answers or ends without an answer.
        with subprocess.Popen([program, "--service"], stdin=PIPE, stdout=PIPE, stderr=DEVNULL) as process:  # noqa: S603 of the wheel
            files = _index(_Line(process), records)
            process.kill()
    except OSError as error:
        raise BuildError(f"search: Pagefind cannot be run ({error.strerror or error})", "install pagefind[extended] again") from error
    return {file["path"]: base64.b64decode(file["content"]) for file in files}


def _index(line: "_Line", records: Iterable[Mapping[str, object]]) -> list[dict[str, str]]:
    number = line.ask(type="NewIndex", config={"force_language": LANGUAGE})["index_id"]
    for record in records:
        line.ask(type="AddRecord", index_id=number, language=LANGUAGE, **record)
    files: list[dict[str, str]] = line.ask(type="GetFiles", index_id=number)["files"]
    return files


class _Line:
    """The talk with one process, question by question."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._to = cast(IO[bytes], process.stdin)
        self._from = cast(BufferedReader, process.stdout)
        self._asked = 0

    def ask(self, **payload: object) -> dict[str, Any]:
        """Send a request and wait for its answer."""
        self._asked += 1
        request = json.dumps({"message_id": self._asked, "payload": payload}, ensure_ascii=False).encode()
        self._to.write(base64.b64encode(request) + b",")
        self._to.flush()
        answer: dict[str, Any] = json.loads(base64.b64decode(self._until_comma()))["payload"]
        if answer["type"] == "Error":
            raise BuildError(
                f"search: Pagefind says: {answer.get('message', 'an error without words')}", "report this fault of the program"
            )
        return answer

    def _until_comma(self) -> bytes:
        parts: list[bytes] = []
        while not (parts and parts[-1].endswith(b",")):
            part = self._from.read1(1 << 20)
            if not part:
                raise BuildError("search: Pagefind ended without an answer", "build again; if it stays, free some memory")
            parts.append(part)
        return b"".join(parts)[:-1]
