"""The table in a Parquet file: every value as text, exactly as a CSV of the same table would hold it."""

from __future__ import annotations

import io

from dx_kofu.messages import Message
from dx_kofu.read.formats import cell_text
from dx_kofu.read.sheet import File, Sheet, Unreadable


def read_parquet(name: str, content: bytes) -> File:
    """The table as one sheet, its column names in line 1; :class:`Unreadable` where the file is broken."""
    import polars as pl

    try:
        table = pl.read_parquet(io.BytesIO(content))
    except (pl.exceptions.PolarsError, OSError) as error:
        raise Unreadable(name, Message("file.broken", kind="parquet", why=type(error).__name__)) from error
    rows = [list(table.columns), *([cell_text(value) for value in row] for row in table.iter_rows())]
    return File((Sheet(None, rows, range(1, len(rows) + 1)),))
