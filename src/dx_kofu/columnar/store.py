"""Rows as numbers between reading and settling, in parts that each hold whole bodies: in memory, or on disk where they are many.

In: rows chunk by chunk, in order. Out: the parts, one after the other; and settled parts in, then settled rows in order out.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

PART = 2_500_000
"""Rows that are settled together at most, but for a body with more."""


class Store:
    """Rows of a run; a folder of its own holds them where they make more than one part."""

    def __init__(self, expected: int, part: int = PART) -> None:
        self.parts = max(1, -(-expected // part))
        self._memory: list[pl.DataFrame] = []
        self._folder = TemporaryDirectory(prefix="dx-kofu-") if self.parts > 1 else None
        self._begins: list[int] = []
        self._settled: pl.DataFrame | None = None
        self._written: list[int] = []
        self._empty: pl.DataFrame | None = None

    @property
    def in_memory(self) -> bool:
        """Whether the rows are one part, and never on disk."""
        return self._folder is None

    def add(self, rows: pl.DataFrame, begin: int) -> None:
        """A chunk of rows whose positions begin at ``begin``."""
        self._begins.append(begin)
        if self._folder is None:
            self._memory.append(rows)
            return
        numbered = rows.with_columns(part=pl.col("group") % self.parts)
        for (number,), part in numbered.partition_by("part", as_dict=True, include_key=False).items():
            part.write_ipc(self._path("rows", number, len(self._begins) - 1), compression="lz4")

    def __iter__(self) -> Iterator[pl.DataFrame]:
        """The parts, each read once."""
        if self._folder is None:
            if self._memory:
                rows, self._memory = pl.concat(self._memory), []
                yield rows
            return
        for number in range(self.parts):
            paths = [path for chunk in range(len(self._begins)) if (path := self._path("rows", number, chunk)).exists()]
            if paths:
                rows = pl.concat([pl.read_ipc(path) for path in paths])
                for path in paths:
                    path.unlink()
                yield rows

    def put(self, settled: pl.DataFrame) -> None:
        """A settled part, in the order of positions."""
        if self._folder is None:
            self._settled = settled
            return
        number = len(self._written)
        self._written.append(number)
        self._empty = settled.clear() if self._empty is None else self._empty
        ends = [*self._begins[1:], None]
        at = 0
        for chunk, end in enumerate(ends):
            until = settled.height if end is None else settled["pos"].search_sorted(end)
            if until > at:
                settled.slice(at, until - at).write_ipc(self._path("done", number, chunk), compression="lz4")
            at = until

    def settled(self, chunk: int) -> pl.DataFrame:
        """The settled rows of a chunk that was added, in order."""
        if self._folder is None:
            if self._settled is None:
                return pl.DataFrame()
            ends = [*self._begins[1:], None]
            begin = self._settled["pos"].search_sorted(self._begins[chunk])
            end = self._settled.height if ends[chunk] is None else self._settled["pos"].search_sorted(ends[chunk])
            return self._settled.slice(begin, end - begin)
        paths = [path for number in self._written if (path := self._path("done", number, chunk)).exists()]
        if not paths:
            return self._empty if self._empty is not None else pl.DataFrame()
        return pl.concat([pl.read_ipc(path) for path in paths], how="diagonal").sort("pos")

    def close(self) -> None:
        """Takes away what was written."""
        if self._folder is not None:
            self._folder.cleanup()

    def _path(self, kind: str, number: int, chunk: int) -> Path:
        assert self._folder is not None
        return Path(self._folder.name) / f"{kind}-{number}-{chunk}.arrow"
