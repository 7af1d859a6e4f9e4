"""Fetch stage: a stranger's file is handed to a script in a process of its own. I/O: that process.

A file that hangs, breaks its reader or unpacks to no end costs that process alone. The script bounds itself and imports nothing of
generator/.
"""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path


def run(script: Path, arguments: Sequence[str], body: bytes, seconds: float) -> subprocess.CompletedProcess[bytes]:
    """Run a script on a body within ``seconds``, without our environment: there are keys in it. Raises subprocess.TimeoutExpired."""
    # -P: the script's folder holds modules that may be named as the standard library's.
    command = [sys.executable, "-P", str(script), *arguments]
    environment = None if sys.platform == "win32" else {"PYTHONPATH": ":".join(filter(None, sys.path))}
    return subprocess.run(command, input=body, capture_output=True, timeout=seconds, env=environment, check=False)  # noqa: S603


def cause(done: subprocess.CompletedProcess[bytes]) -> str:
    """Why a process failed, in few words."""
    if done.returncode < 0:
        return f"signal {-done.returncode}"
    lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
    return lines[-1][:100] if lines else f"status {done.returncode}"
