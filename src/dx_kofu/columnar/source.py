"""A large plain table, a few hundred thousand rows at a time, never all of it in memory.

In: a CSV or Parquet file, or a folder of Parquet files partitioned by ``key=value``. Out: chunks of texts, exactly those that the
reader of the rows would see. A table as the contract has it (its column names in the first line) is read here; any other - titles,
totals, ditto marks, units in the header - raises :class:`NotPlain` and is left to that reader.

A CSV is cut at line ends and parsed by the engine. That every row has as many cells as the header is made sure of by a mark behind
each line, which must turn up in its own column; a chunk with quotes, or where a mark is out of place, is read by the standard
library's strict parser instead.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple, Protocol

import polars as pl

from dx_kofu.columnar.encode import SEPARATOR, NotPlain
from dx_kofu.read.guide import Guide
from dx_kofu.read.header import Header
from dx_kofu.read.layout import Table, tables_of
from dx_kofu.read.parquet import digest_of, parquet_files, texts_of
from dx_kofu.read.sheet import File, Sheet, Unreadable
from dx_kofu.read.text import delimiter_of, read_text, refuse_swallowed_rows

HEAD = 1 << 16
"""Bytes in which the header and the first rows are looked at."""
CHUNK = 20 << 20
"""Bytes that are parsed together."""
ROWS = 200_000
"""Rows of a Parquet file that are read together."""
END = "\x01"
"""The mark behind each line."""


class Chunk(NamedTuple):
    """Rows of a table that follow each other."""

    texts: pl.DataFrame
    """Those that have as many cells as the header, columns named by their index."""
    lines: pl.Series
    odd: Sequence[tuple[int, list[str]]] = ()
    """The others, with their lines; blank lines are none."""


class Source(Protocol):
    """A table that can be read again and again."""

    @property
    def table(self) -> Table:
        """The header and the first rows, as the reader of the rows has them."""

    def chunks(self, columns: Sequence[int] | None = None) -> Iterator[Chunk]:
        """The rows, in order; where ``columns`` are named no others need be there."""

    @property
    def expected(self) -> int:
        """About how many rows there are."""

    def digest(self) -> str:
        """SHA-256 of the file's bytes; of a folder, of its files' names and digests."""


class TextSource:
    """A CSV or TSV file."""

    def __init__(self, path: str, name: str, guide: Guide) -> None:
        with open(path, "rb") as file:
            head = file.read(HEAD)
        if len(head) == HEAD:
            head = head[: head.rfind(b"\n") + 1]
        self.look(path, name, head, guide)
        self.expected = os.path.getsize(path) * len(self.table.rows) // max(1, len(head) - self.begin)

    def look(self, path: str, name: str, head: bytes, guide: Guide) -> None:
        """Looks at the header and the first rows, which end in a whole line; :class:`NotPlain` for the reader of the rows."""
        self.path, self.name = path, name
        self.bom = head.startswith(b"\xef\xbb\xbf")
        self.encoding = "utf-8" if _is_utf8(head) else "cp932"
        try:
            found = read_text(name, head)
            self.table = _plain(tables_of(name, "", found, guide))
            self.delimiter = delimiter_of(head.decode(self.encoding))
        except (Unreadable, UnicodeDecodeError) as error:
            raise NotPlain from error
        first = head.decode(self.encoding).split("\n", 1)[0].removeprefix("\ufeff").rstrip("\r")
        if next(csv.reader([first], delimiter=self.delimiter, strict=True), None) != self.table.header:
            raise NotPlain
        self.begin = head.index(b"\n") + 1 if b"\n" in head else len(head)

    def chunks(self, columns: Sequence[int] | None = None) -> Iterator[Chunk]:
        """The rows, in order; :class:`NotPlain` where one of them is for the reader of the rows."""
        line = 2
        with open(self.path, "rb") as file:
            file.seek(self.begin)
            rest = b""
            while True:
                block = file.read(CHUNK)
                piece = rest + block
                if not piece:
                    return
                cut = whole_lines(piece) if block else len(piece)
                whole, rest = piece[:cut], piece[cut:]
                if len(rest) > 2 * CHUNK:
                    raise NotPlain  # a quote that is never closed
                if whole:
                    chunk, line = self.parsed(whole, line, columns)
                    yield chunk
                if not block:
                    return

    def digest(self) -> str:
        """SHA-256 of the file's bytes."""
        return digest_of(self.path)

    def parsed(self, piece: bytes, line: int, columns: Sequence[int] | None = None) -> tuple[Chunk, int]:
        """Whole lines as rows, the first being line ``line``, and the line behind them."""
        if self.encoding != "utf-8":
            try:
                piece = piece.decode(self.encoding).encode()
            except UnicodeDecodeError as error:
                raise NotPlain from error
        if b"\0" in piece or SEPARATOR.encode() in piece:
            raise NotPlain
        if b"\r" in piece and b'"' not in piece:  # else it may stand in a cell
            piece = piece.replace(b"\r\n", b"\n")
        piece = piece if piece.endswith(b"\n") else piece + b"\n"
        if b'"' not in piece and b"\r" not in piece and END.encode() not in piece:
            count = piece.count(b"\n")
            texts = self._parsed(piece, columns)
            if texts is not None and texts.height == count:
                lines = pl.int_range(line, line + count, eager=True, dtype=pl.UInt32)
                return Chunk(texts, lines), line + count
        return self._read(piece, line)

    def _parsed(self, piece: bytes, columns: Sequence[int] | None) -> pl.DataFrame | None:
        """The cells as the engine parses them; ``None`` where a row has more cells than the header, or fewer."""
        width = len(self.table.header)
        marked = piece.replace(b"\n", f"{self.delimiter}{END}\n".encode())
        try:
            texts = pl.read_csv(
                io.BytesIO(marked),
                has_header=False,
                separator=self.delimiter,
                quote_char=None,
                schema={str(index): pl.String for index in range(width + 1)},
                columns=None if columns is None else [*sorted(columns), width],
                empty_string_is_null=False,
                truncate_ragged_lines=True,
            )
        except pl.exceptions.PolarsError:
            return None
        return texts.drop(str(width)) if (texts[str(width)] == END).all() else None

    def _read(self, piece: bytes, line: int) -> tuple[Chunk, int]:
        """The cells as the standard library's strict parser reads them."""
        try:
            text = piece.decode()
            reader = csv.reader(io.StringIO(text, newline=""), delimiter=self.delimiter, strict=True)
            begun, rows, lines = 0, [], []
            for row in reader:
                rows.append(row)
                lines.append(line + begun)
                begun = reader.line_num
            if begun != len(rows):
                refuse_swallowed_rows(self.name, rows, lines, self.delimiter)
        except (UnicodeDecodeError, csv.Error, Unreadable) as error:
            raise NotPlain from error
        return _chunk_of(rows, lines, len(self.table.header)), line + begun


class ParquetSource:
    """A Parquet file, or a folder of them partitioned by ``key=value``, in the order of their paths."""

    def __init__(self, path: str, name: str, guide: Guide) -> None:
        self.path, self.name = path, name
        self.files = parquet_files(path)
        self.expected = 0
        try:
            head = texts_of(self.files[0].path, self.files[0].keys, 0, 50)
            sheet = Sheet(None, [head.columns, *map(list, head.iter_rows())], range(1, head.height + 2))
            self.table = _plain(tables_of(name, "", File((sheet,)), guide))
            self.expected = sum(map(_height, (part.path for part in self.files)))
        except (pl.exceptions.PolarsError, OSError) as error:
            raise NotPlain from error

    def chunks(self, columns: Sequence[int] | None = None) -> Iterator[Chunk]:  # noqa: ARG002
        """The rows, in order; :class:`NotPlain` where a file has other columns than the first."""
        line = 2
        for path, keys in self.files:
            height = _height(path)
            for begin in range(0, height, ROWS):
                texts = texts_of(path, keys, begin, ROWS)
                if texts.columns != self.table.header:
                    raise NotPlain
                texts.columns = [str(index) for index in range(texts.width)]
                if any((texts[name].str.contains(SEPARATOR, literal=True)).any() for name in texts.columns):
                    raise NotPlain
                lines = pl.int_range(line, line + texts.height, eager=True, dtype=pl.UInt32)
                line += texts.height
                yield Chunk(texts, lines)

    def digest(self) -> str:
        """SHA-256 of the file's bytes; of a folder, of its files' names and digests."""
        return digest_of(self.path)


def _height(path: str) -> int:
    rows = pl.scan_parquet(path, glob=False, hive_partitioning=False).select(pl.len()).collect().item()
    assert isinstance(rows, int)
    return rows


def _plain(tables: Sequence[Table]) -> Table:
    """The only table there is, as the contract has it."""
    if len(tables) != 1 or not tables[0].is_plain or not tables[0].rows:
        raise NotPlain
    return tables[0]


def without_units(header: Header) -> Header:
    """A header none of whose columns names a unit, else :class:`NotPlain`."""
    if any(unit is not None for unit in header.units.values()):
        raise NotPlain
    return header


def knows_no_more(header: Header, guide: Guide, years: Collection[str]) -> None:
    """A header was read with the facts of some years; :class:`NotPlain` where one of ``years`` knows its other columns."""
    facts = guide.facts_of(sorted(years))
    if {*facts, *facts.values()} & set(header.extra):
        raise NotPlain


def _chunk_of(rows: Sequence[list[str]], lines: Sequence[int], width: int) -> Chunk:
    right = [index for index, row in enumerate(rows) if len(row) == width]
    columns = list(zip(*(rows[index] for index in right), strict=True)) or [()] * width
    texts = pl.DataFrame({str(index): pl.Series(column, dtype=pl.String) for index, column in enumerate(columns)})
    odd = [
        (line, row)
        for line, row in zip(lines, rows, strict=True)
        if len(row) != width and any(text.strip() for text in row)
    ]
    return Chunk(texts, pl.Series([lines[index] for index in right], dtype=pl.UInt32), odd)


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def whole_lines(piece: bytes) -> int:
    """Where the last whole row ends: at a line end with as many quotes before it as close each other."""
    cut = piece.rfind(b"\n") + 1
    if b'"' not in piece:
        return cut
    while cut and piece.count(b'"', 0, cut) % 2:
        cut = piece.rfind(b"\n", 0, cut - 1) + 1
    return cut
