"""The command line as people and programs call it: a subprocess, on a terminal of one encoding or another."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import ROOT

ENCODINGS = ("utf-8", "cp932")
_terminal = "utf-8"


@pytest.fixture(autouse=True, params=ENCODINGS)
def terminal(request: pytest.FixtureRequest) -> str:
    """Every test of a module that imports this runs on a UTF-8 terminal and on a Japanese Windows one."""
    global _terminal
    _terminal = str(request.param)
    return _terminal


def dx_kofu(
    *arguments: str | Path, stdin: bytes | None = None, cwd: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """Runs the program; what a CP932 terminal got comes back as UTF-8, and nothing in it was escaped for want of a letter."""
    settings = {"LC_ALL": "C.UTF-8", "PYTHONIOENCODING": _terminal, **environment}
    run = subprocess.run(
        [sys.executable, "-m", "dx_kofu", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        cwd=cwd or ROOT,
        env={**os.environ, **settings},
        check=False,
    )
    if settings["PYTHONIOENCODING"] != "cp932" or "PYTHONIOENCODING" in environment:
        return run
    assert b"\\u" not in run.stderr, run.stderr
    return subprocess.CompletedProcess(run.args, run.returncode, _as_utf_8(run.stdout), _as_utf_8(run.stderr))


def _as_utf_8(said: bytes) -> bytes:
    return said.decode("cp932").encode() if not said.startswith(b"PK") else said
