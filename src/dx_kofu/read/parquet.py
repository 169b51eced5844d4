"""The table in a Parquet file, read with DuckDB: every value as text, exactly as a CSV of the same table would hold it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from dx_kofu.messages import Message
from dx_kofu.read.formats import plain
from dx_kofu.read.sheet import File, Sheet, Unreadable
from dx_kofu.read.xlsx import text_of

# Nothing is looked for on a network.
OFFLINE: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}


def read_parquet(name: str, content: bytes) -> File:
    """The table as one sheet, its column names in line 1; :class:`Unreadable` where the file is broken."""
    import duckdb

    with TemporaryDirectory() as folder, duckdb.connect(config=OFFLINE) as engine:
        path = Path(folder) / "table.parquet"
        path.write_bytes(content)
        try:
            table = engine.read_parquet(str(path))
            rows = [list(table.columns), *([_as_text(value) for value in row] for row in table.fetchall())]
        except duckdb.Error as error:
            raise Unreadable(name, Message("file.broken", kind="parquet", why=type(error).__name__)) from error
    return File((Sheet(None, rows, range(1, len(rows) + 1)),))


def _as_text(value: object) -> str:
    """A value as a person would write it: a whole number without a point, whatever its type; nothing for a null."""
    match value:
        case None:
            return ""
        case bool():
            return text_of(value)
        case int() | float() | Decimal():
            return plain(value)
        case _:
            return text_of(value)
