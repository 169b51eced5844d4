"""The table in a Parquet file, or in a folder of them partitioned by ``key=value``.

Every value is a text, exactly as a CSV of the same table would hold it. A folder's files are read in the order of
their paths; what its names say (``body_code=130001``) are columns behind the files' own.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from dx_kofu.messages import Message
from dx_kofu.read.formats import cell_text
from dx_kofu.read.sheet import File, Sheet, Unreadable

if TYPE_CHECKING:
    import polars as pl

BLOCK = 1 << 22


def read_parquet(name: str, content: bytes) -> File:
    """The table as one sheet, its column names in line 1; :class:`Unreadable` where the file is broken."""
    return _file(name, [(io.BytesIO(content), {})])


def read_dataset(name: str, path: str) -> File:
    """The table in a folder of Parquet files; :class:`Unreadable` where one is broken or has other columns than the first."""
    return _file(name, [(part.path, part.keys) for part in parquet_files(path)])


def _file(name: str, parts: Sequence[tuple[str | io.BytesIO, Mapping[str, str]]]) -> File:
    import polars as pl

    rows: list[list[str]] = []
    try:
        for source, keys in parts:
            table = texts_of(source, keys, 0, None)
            if rows and table.columns != rows[0]:
                raise Unreadable(name, Message("file.columns-differ", path=str(source)))
            rows += [*([] if rows else [table.columns]), *map(list, table.iter_rows())]
    except (pl.exceptions.PolarsError, OSError) as error:
        raise Unreadable(name, Message("file.broken", kind="parquet", why=type(error).__name__)) from error
    return File((Sheet(None, rows, range(1, len(rows) + 1)),))


class Part(NamedTuple):
    """A Parquet file, and the columns that its folders give (``body_code=130001``)."""

    path: str
    keys: Mapping[str, str]


_KEY = re.compile(r"(?P<key>[^=]+)=(?P<value>.*)")


def parquet_files(path: str) -> list[Part]:
    """The Parquet files below a folder, in the order of their paths; a file alone is itself."""
    if not os.path.isdir(path):
        return [Part(path, {})]
    found = sorted(Path(path).rglob("*.parquet"), key=lambda file: file.relative_to(path).parts)
    return [Part(str(file), _keys(file.relative_to(path).parts[:-1])) for file in found if _is_data(file, path)]


def _is_data(file: Path, folder: str) -> bool:
    return not any(part.startswith((".", "_")) for part in file.relative_to(folder).parts)


def _keys(folders: Sequence[str]) -> dict[str, str]:
    matches = (_KEY.fullmatch(folder) for folder in folders)
    return {_decoded(match["key"]): _decoded(match["value"]) for match in matches if match is not None}


def _decoded(text: str) -> str:
    """A name in a path with its ``%XX`` read; what stands for nothing is nothing."""
    if text == "__HIVE_DEFAULT_PARTITION__":
        return ""
    raw = re.sub(rb"%([0-9A-Fa-f]{2})", lambda match: bytes([int(match[1], 16)]), text.encode())
    return raw.decode("utf-8", "replace")


def texts_of(path: str | io.BytesIO, keys: Mapping[str, str], begin: int, count: int | None) -> pl.DataFrame:
    """Rows of a Parquet file as texts, exactly as a CSV of the same table would hold them."""
    import polars as pl

    frame = pl.scan_parquet(path, glob=False, hive_partitioning=False).slice(begin, count).collect()
    frame = frame.with_columns(**{key: pl.lit(value) for key, value in keys.items()})
    return frame.select(_as_texts(frame[name]) for name in frame.columns)


def _as_texts(column: pl.Series) -> pl.Series:
    import polars as pl

    dtype = column.dtype
    if dtype == pl.String:
        return column.fill_null("")
    if dtype.is_integer() or isinstance(dtype, (pl.Categorical, pl.Enum)):
        return column.cast(pl.String).fill_null("")
    unique = column.unique()
    texts = pl.Series(column.name, [cell_text(value) for value in unique], dtype=pl.String)
    table = pl.DataFrame({"value": unique, "text": texts})
    joined = (
        column.alias("value").to_frame().join(table, on="value", how="left", nulls_equal=True, maintain_order="left")
    )
    return joined["text"].alias(column.name)


def is_dataset(path: str) -> bool:
    """Whether a folder is one table in parts: it has folders named ``key=value``."""
    return os.path.isdir(path) and any(
        _KEY.fullmatch(inside.name) and inside.is_dir() for inside in Path(path).iterdir()
    )


def digest_of(path: str) -> str:
    """SHA-256 of a file's bytes; of a folder, of its files' names and digests."""
    if os.path.isdir(path):
        parts = parquet_files(path)
        told = "".join(f"{Path(part.path).relative_to(path).as_posix()} {digest_of(part.path)}\n" for part in parts)
        return sha256(told.encode()).hexdigest()
    found = sha256()
    with open(path, "rb") as file:
        while block := file.read(BLOCK):
            found.update(block)
    return found.hexdigest()
