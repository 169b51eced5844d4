"""The table in a Parquet file, read with DuckDB: every value as text, exactly as a CSV of the same table would hold it."""

from __future__ import annotations

import tempfile

from dx_kofu.messages import Message
from dx_kofu.read.sheet import File, Sheet, Unreadable


def read_parquet(name: str, content: bytes) -> File:
    """The table as one sheet, its column names in line 1; :class:`Unreadable` where the file is broken."""
    import duckdb

    with (
        tempfile.NamedTemporaryFile(suffix=".parquet") as file,
        # Nothing is looked for on a network, and no other file can be opened.
        duckdb.connect(
            config={
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
            }
        ) as engine,
    ):
        file.write(content)
        file.flush()
        try:
            found = engine.read_parquet(file.name)
            columns = [
                f"coalesce(CAST(\"{column.replace(chr(34), chr(34) * 2)}\" AS VARCHAR), '')" for column in found.columns
            ]
            rows = [list(row) for row in found.project(", ".join(columns)).fetchall()]
        except duckdb.Error as error:
            raise Unreadable(name, Message("file.broken", kind="parquet", why=type(error).__name__)) from error
    rows.insert(0, list(found.columns))
    return File((Sheet(None, rows, range(1, len(rows) + 1)),))
