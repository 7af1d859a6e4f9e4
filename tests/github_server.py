"""GitHub's REST API on loopback: what a test says of one repository."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

Answer = tuple[int, dict[str, Any]]


class GitHub:
    """Answers by path inside the repository; what a test does not name is not found. ``tokens`` remembers who asked."""

    def __init__(self, server: HTTPServer) -> None:
        self.answers: dict[str, Answer | Callable[[], Answer]] = {
            "": (200, {"default_branch": "main", "fork": True, "size": 1200}),
            "/pages": (200, {"build_type": "workflow", "html_url": "https://ann.github.io/feed/"}),
            "/branches/archive": (200, {"name": "archive"}),
        }
        self.tokens: list[str | None] = []
        self.server = server
        server.expect_request(re.compile(".*")).respond_with_handler(self._answer)

    @property
    def environ(self) -> dict[str, str]:
        return {"GITHUB_API_URL": self.server.url_for("").rstrip("/"), "GITHUB_REPOSITORY": "ann/feed"}

    def _answer(self, request: Request) -> Response:
        self.tokens.append(request.headers.get("Authorization"))
        found = self.answers.get(request.path.removeprefix("/repos/ann/feed"), (404, {"message": "Not Found"}))
        status, content = found() if callable(found) else found
        return Response(json.dumps(content), status, content_type="application/json")


@contextmanager
def github() -> Iterator[GitHub]:
    with HTTPServer() as server:
        yield GitHub(server)
