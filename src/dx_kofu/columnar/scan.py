"""The reading of large tables: every chunk of texts becomes numbers, what cannot be read is explained by the reader of the rows.

In: files and the guide. Out: a :class:`Scan` - rows in a store, decisions, and a :class:`~dx_kofu.read.expenses.Reading` without
expenses that tells what was found, as for a small table. :class:`~dx_kofu.columnar.source.NotPlain` leaves a table to that reader.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import polars as pl

from dx_kofu.columnar.ahead import ahead
from dx_kofu.columnar.decisions import Decisions
from dx_kofu.columnar.encode import PASSED, Encoder, NotPlain
from dx_kofu.columnar.source import Chunk, ParquetSource, Source, TextSource, knows_no_more, without_units
from dx_kofu.columnar.store import Store
from dx_kofu.columnar.suspects import Suspected
from dx_kofu.read.cells import fold
from dx_kofu.read.expenses import Reading, TableReader
from dx_kofu.read.frame import opened
from dx_kofu.read.guide import Guide
from dx_kofu.read.layout import is_ditto
from dx_kofu.read.leftovers import set_aside
from dx_kofu.read.remarks import read_as
from dx_kofu.records import Diagnostic, Input

PARQUET = b"PAR1"
KEPT = 100_000
EXPLAINED = 50_000
"""Bad rows that are explained together."""
Progress = Callable[[int], None]
Told = Callable[[Sequence[Diagnostic]], None]
NONE = pl.Series("pos", [], dtype=pl.UInt32)


class Opened(NamedTuple):
    """A table and who reads it."""

    source: Source
    reader: TableReader
    encoder: Encoder
    read: Input
    begin: int
    """The position of its first row in the run."""

    def passed(self) -> list[int]:
        """The columns of what is passed through."""
        columns = self.reader.columns
        return [*(columns[name] for name in ("id", "accepted") if name in columns), *self.reader.header.extra.values()]

    def beside(self, chunk: Chunk, pos: int, extra: Sequence[str]) -> pl.DataFrame:
        """What of a chunk's texts is passed through."""
        texts, height = chunk.texts, chunk.texts.height
        blank = pl.Series([None], dtype=pl.String).new_from_index(0, height)
        own, name = self.reader.header.extra, self.source.table.name
        columns = {
            "pos": pl.int_range(pos, pos + height, eager=True, dtype=pl.UInt32),
            "input": pl.Series([name], dtype=pl.Enum([name])).new_from_index(0, height),
            "row": chunk.lines,
            "id": self.encoder.names(texts, chunk.lines),
            **({"accepted": self.encoder.accepted(texts)} if self.encoder.accepts else {}),
            **{PASSED + name: texts[str(own[name])] if name in own else blank for name in extra},
        }
        return pl.DataFrame(columns)


def source_of(path: str, name: str, guide: Guide) -> Source:
    """The table in a file or a folder; :class:`NotPlain` where it is for the reader of the rows."""
    if os.path.isdir(path):
        return ParquetSource(path, name, guide)
    if not os.path.isfile(path):
        raise NotPlain
    with open(path, "rb") as file:
        first = file.read(len(PARQUET))
    if first == PARQUET:
        return ParquetSource(path, name, guide)
    if first[:2] == b"PK" or first == b"\xd0\xcf\x11\xe0" or first[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in first:
        raise NotPlain
    return TextSource(path, name, guide)


class Scan:
    """The rows of some tables as numbers, and all that was found on the way."""

    def __init__(
        self, sources: Sequence[Source], guide: Guide, *, digests: bool = False, tell: Told = lambda _: None
    ) -> None:
        """``digests``: the record is to have the files' SHA-256; ``tell``: told of bad rows, some thousand at a time."""
        self.guide, self.sources, self.digests = guide, sources, digests
        self.reading = Reading([], [], (), {}, [], [], [], {}, [])
        self.decisions = Decisions(self.reading.rules)
        self.store = Store(sum(source.expected for source in sources))
        self.tables: list[Opened] = []
        self.given: Counter[str] = Counter()
        """In how many rows a value of the command line filled a blank that decided something."""
        self.suspected = Suspected(self.decisions)
        self.bad = NONE
        """Positions of rows that cannot be used."""
        self.problems = 0
        """How many there are; those beyond :data:`KEPT` are told and not kept."""
        self._tell, self._known = tell, 0
        self._rows: list[int] = []
        self._beside: list[pl.DataFrame] = []
        self._twice = NONE
        self._ids: dict[str, tuple[str, int]] = {}

    def read(self, progress: Progress = lambda _: None) -> None:
        """Reads all tables; ``progress`` is told how many rows are read."""
        keys, bad, odd, pos = [], [], 0, 0
        for number, source in enumerate(self.sources):
            table = self._opened(source, pos)
            count = 0
            for chunk in ahead(source.chunks()):
                height = chunk.texts.height
                positions = pl.int_range(pos, pos + height, eager=True, dtype=pl.UInt32)
                encoded = table.encoder.encode(chunk.texts, positions, chunk.lines)
                self.store.add(encoded.rows, pos)
                self.suspected.add(number, encoded, chunk.lines, pos)
                if self.store.in_memory and len(self.sources) == 1:
                    self._beside.append(table.beside(chunk, pos, self._extra()))
                keys.append(encoded.keys)
                bad.append(encoded.bad)
                odd += len(chunk.odd)
                pos, count = pos + height, count + height + len(chunk.odd)
                progress(pos)
            self._rows.append(count)
            self.given += table.encoder.given
        years = {place.fiscal_year for place in self.decisions.places}
        for table in self.tables:
            knows_no_more(table.reader.header, self.guide, years)
        self._twice = _twice(keys)
        later = _later(keys, self._twice)
        if later.len() and any(table.encoder.options for table in self.tables):
            raise NotPlain  # their blanks are counted already
        self.bad = pl.concat([*bad, later]).unique().sort() if bad else NONE
        if self.bad.len() or odd:
            self._explain()
        for table in self.tables:
            self.reading.read_as.extend(read_as(table.source.table, table.reader.header, table.reader.words))
            self.reading.words.update(table.reader.words)
        inputs = [table.read._replace(rows=rows) for table, rows in zip(self.tables, self._rows, strict=True)]
        self.reading = self.reading._replace(inputs=tuple(inputs))

    def _opened(self, source: Source, pos: int) -> Opened:
        header = opened(source.table, self.guide, self.reading)
        if header.diagnostics:
            raise NotPlain
        without_units(header)
        several = len(self.sources) > 1
        empty = source.table._replace(rows=[], lines=[])
        reader = TableReader(empty, header, self.guide, self.reading, {}, several=several)
        prefix = f"{source.table.name}:" if several else ""
        digest = source.digest() if self.digests else ""
        table = Opened(
            source, reader, Encoder(reader, self.decisions, prefix), reader.input._replace(sha256=digest), pos
        )
        self.tables.append(table)
        return table

    # -------------------------------------------------------------------------------------------- bad rows

    def _explain(self) -> None:
        """Every problem of the rows that cannot be used, told by the reader of the rows."""
        for number, table in enumerate(self.tables):
            pos, waiting = table.begin, list[tuple[int, list[str]]]()
            for chunk in table.source.chunks():
                end = pos + chunk.texts.height
                begin = self.bad.search_sorted(pos)
                mine = (self.bad.slice(begin, self.bad.search_sorted(end) - begin) - pos).cast(pl.UInt32)
                self._note_ids(table, chunk, mine)
                found = [*zip(chunk.lines[mine], map(list, chunk.texts[mine].iter_rows()), strict=True), *chunk.odd]
                filled = [(line, row) for line, row in found if any(text.strip() for text in row)]
                self._rows[number] -= len(found) - len(filled)
                waiting += sorted(filled, key=lambda row: row[0])
                if len(waiting) >= EXPLAINED:
                    self._explain_rows(table, waiting)
                    waiting = []
                pos = end
            self._explain_rows(table, waiting)

    def _note_ids(self, table: Opened, chunk: Chunk, bad: pl.Series) -> None:
        """Where an id that occurs twice stands in a row that is whole."""
        if not self._twice.len():
            return
        keys = table.encoder.keys(chunk.texts, chunk.lines)
        whole = ~pl.int_range(keys.len(), eager=True).is_in(bad.cast(pl.Int64).implode())
        mine = keys.is_in(self._twice.implode()) & whole
        names = table.encoder.names(chunk.texts, chunk.lines).filter(mine)
        for line, name in zip(chunk.lines.filter(mine), names, strict=True):
            self._ids.setdefault(fold(name), (table.source.table.name, line))

    def _explain_rows(self, table: Opened, rows: Sequence[tuple[int, list[str]]]) -> None:
        if not rows:
            return
        texts = table.source.table._replace(rows=[row for _, row in rows], lines=[line for line, _ in rows])
        header, several = table.reader.header, len(self.sources) > 1
        if any(is_ditto(text) for _, row in rows for text in row) or set_aside(texts, header, self.guide.form)[1]:
            raise NotPlain  # a total, say, which is compared with the rows above it
        TableReader(texts, header, self.guide, self.reading, self._ids, several=several).read()
        if self.reading.expenses:
            raise NotPlain
        found = self.reading.diagnostics[self._known :]
        self.problems += len(found)
        self._tell(found)
        del self.reading.diagnostics[KEPT:]
        self._known = len(self.reading.diagnostics)

    # -------------------------------------------------------------------------------------------- passed through

    def beside(self) -> Iterator[pl.DataFrame]:
        """What of each chunk's texts is passed through: ``pos``, ``input``, ``row``, ``id``, ``accepted``, extra columns."""
        if self._beside:
            yield from self._beside
            return
        extra = self._extra()
        for table in self.tables:
            pos = table.begin
            for chunk in ahead(table.source.chunks(table.passed())):
                yield table.beside(chunk, pos, extra)
                pos += chunk.texts.height

    def _extra(self) -> list[str]:
        return list(dict.fromkeys(name for table in self.tables for name in table.reader.header.extra))

    @property
    def accepting(self) -> bool:
        """Whether a row accepts a finding."""
        return any(table.encoder.accepts for table in self.tables)


def _twice(keys: Sequence[pl.Series]) -> pl.Series:
    """The hashes of ids that occur more than once."""
    if not keys:
        return pl.Series("keys", [], dtype=pl.UInt64)
    ordered = pl.concat(list(keys)).sort()
    return ordered.filter((ordered == ordered.shift()).fill_null(value=False)).unique()


def _later(keys: Sequence[pl.Series], twice: pl.Series) -> pl.Series:
    """The positions at which an id occurs again."""
    if not twice.len():
        return NONE
    every = pl.concat(list(keys))
    found = every.to_frame("key").with_row_index("pos").filter(pl.col("key").is_in(twice.implode()))
    return found.filter(~pl.col("key").is_first_distinct())["pos"].cast(pl.UInt32)
