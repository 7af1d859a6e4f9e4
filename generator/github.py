"""GitHub's REST API, I/O: one question, one answer. Where it stands and who asks comes from the environment that is handed in."""

from collections.abc import Mapping
from typing import Any

import httpx2

from generator.bounds import loads
from generator.wire import ALONE, HERE, Late, Swollen, trust, whole

TIMEOUT = 20.0
"""Seconds."""

MOST_BYTES = 1_000_000
"""What it tells of a repository is some kilobytes."""


class Api:
    """Asks about one repository, as far as the token allows. ``repository`` is ``owner/name``, empty when it is not known."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        """Take what GitHub tells its workflows: GITHUB_REPOSITORY, GITHUB_TOKEN, GITHUB_API_URL."""
        self.repository = environ.get("GITHUB_REPOSITORY", "")
        self._url = environ.get("GITHUB_API_URL", "https://api.github.com").rstrip("/")
        self._headers = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
        if token := environ.get("GITHUB_TOKEN", "").strip():
            self._headers["Authorization"] = f"Bearer {token}"

    def get(self, path: str = "") -> tuple[int | None, dict[str, Any]]:
        """Ask for ``/repos/OWNER/NAME`` and ``path``: the status, None without an answer, and the object that came."""
        try:
            with httpx2.Client(timeout=TIMEOUT, mounts=HERE, limits=ALONE, verify=trust()) as client:
                asked = client.build_request("GET", f"{self._url}/repos/{self.repository}{path}", headers=self._headers)
                answer, body = whole(client.send, asked, seconds=TIMEOUT, most_bytes=MOST_BYTES)
        except (httpx2.RequestError, httpx2.InvalidURL, UnicodeError, Late, Swollen):  # a key of other characters cannot be sent
            return None, {}
        try:
            content = loads(body)
        except ValueError:
            return answer.status_code, {}
        return answer.status_code, content if isinstance(content, dict) else {}
