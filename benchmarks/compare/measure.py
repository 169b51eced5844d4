"""A command as a whole process: seconds from start to end, seconds of processor, and the peak of its memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

COMPILED = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""As an installed program runs: from compiled files."""
LAUNCH = str(Path(__file__).with_name("launch.py"))


class Run(NamedTuple):
    """One process, with the children it waited for."""

    seconds: float
    cpu: float
    """User and system time, over all cores."""
    peak: float
    """Largest resident memory of any of its processes, in MiB."""


class FailedError(Exception):
    """The command did not end well; the text says how."""


def run(command: Sequence[str], *, timeout: float = 3600, memory: float = 0) -> Run:
    """Runs a command; ``memory`` bounds its data in GiB, 0 does not. Raises :class:`FailedError` where it fails or takes too long."""
    launched = [sys.executable, "-S", LAUNCH, str(timeout), str(memory), *command]
    done = subprocess.run(launched, env=COMPILED, capture_output=True, text=True, check=False)
    if done.returncode:
        raise FailedError(done.stderr.strip().splitlines()[-1])
    code, *figures = json.loads(done.stdout.splitlines()[-1])
    found = Run(*figures)
    if code:
        last = (done.stderr.strip().splitlines() or [""])[-1][:200]
        how = f"more than {timeout:.0f} s" if found.seconds >= timeout else f"exit {code}"
        how += f", limit {memory:g} GiB" if memory else ""
        raise FailedError(f"{how}, {found.seconds:.0f} s, {found.peak:,.0f} MiB: {last}")
    return found
