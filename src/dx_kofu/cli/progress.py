"""How far a run has come: on a terminal only, on standard error, and gone when the run is over."""

from __future__ import annotations

import sys
import time


class Progress:
    """A counter that stays silent for ``patience`` seconds, and where standard error is no terminal."""

    def __init__(self, patience: float = 0) -> None:
        self.from_, self.width = time.monotonic() + patience, 0
        self.shown = sys.stderr.isatty()

    def step(self, done: int, total: int) -> None:
        """Tells how many are done."""
        if self.shown and total > 1 and time.monotonic() >= self.from_:
            said = f"{done}/{total}"
            self.width = max(self.width, len(said))
            print(f"\r{said}", end="", file=sys.stderr, flush=True)

    def end(self) -> None:
        """Takes the line away."""
        if self.width:
            print(f"\r{' ' * self.width}\r", end="", file=sys.stderr, flush=True)
