"""``dx-kofu calc`` on columns: millions of rows read, calculated and written a few hundred thousand at a time."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import IO, TYPE_CHECKING, Any

import polars as pl

from dx_kofu.cli.errors import CLEAN, FINDINGS
from dx_kofu.cli.files import CannotWrite, shown
from dx_kofu.cli.output import put_binary
from dx_kofu.cli.run import begin
from dx_kofu.cli.scanned import BOM, scanned
from dx_kofu.cli.sources import Sources
from dx_kofu.cli.streams import tell_all
from dx_kofu.columnar.ahead import ahead
from dx_kofu.columnar.calculate import Calculated, calculate_expenses, calculate_scan
from dx_kofu.columnar.encode import NotPlain
from dx_kofu.columnar.items import csv_lines
from dx_kofu.messages import Message

if TYPE_CHECKING:
    from dx_kofu.cli.calc import Format, Options


__all__ = ["NotPlain", "run_columns"]


def run_columns(sources: Sources, options: Options, format_: Format, *, by_rows: bool = False) -> int:
    """Runs ``calc`` and returns its exit code; :class:`NotPlain` where a table is for the reader of the rows (``by_rows``)."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # what was written on the way is taken away then too
    try:
        return _by_rows(sources, options, format_) if by_rows else _by_columns(sources, options, format_)
    except (pl.exceptions.PolarsError, MemoryError, OSError) as error:
        raise CannotWrite(Message("columns.disk", why=str(error).split("\n")[0])) from error


def _by_rows(sources: Sources, options: Options, format_: Format) -> int:
    """Tables that the reader of the rows reads, calculated on columns."""
    run = begin(sources, options.lang, errors=options.errors)
    warnings = run.warnings
    tell_all(warnings, options.lang, "warning")
    reading = run.reading
    record = run.record((*reading.left_out, *warnings))
    calculated = calculate_expenses(reading.expenses, reading.rules, record)
    _write(calculated, sources, options, format_, run.read_files())
    return FINDINGS if reading.diagnostics else CLEAN


def _by_columns(sources: Sources, options: Options, format_: Format) -> int:
    digests = options.summary is not None
    with scanned(sources, options.lang, digests=digests, errors=options.errors) as read:
        calculated = read.warned(calculate_scan(read.scan, read.record), options.lang)
        _write(calculated, sources, options, format_, read.not_over)
    return FINDINGS if read.record.skipped else CLEAN


def _write(
    calculated: Calculated, sources: Sources, options: Options, format_: Format, not_over: Sequence[str]
) -> None:
    from dx_kofu.cli.calc import next_step, write_summary

    output = options.output
    if format_ == "parquet":
        put_binary(lambda file: _parquet(calculated, calculated.shape.names(), file), output, options.lang, not_over)
    else:
        lines = csv_lines(ahead(calculated.items()), calculated.shape.head())
        encoding = options.encoding or ("utf-8-sig" if output not in (None, "-") else "utf-8")
        put_binary(lambda file: file.writelines(_encoded(lines, encoding, output)), output, options.lang, not_over)
    if options.summary is not None:
        write_summary(calculated.result(), options.summary, options.lang, not_over)
    next_step(calculated.asked, sources, options.lang)


def _encoded(lines: Iterator[bytes | memoryview], encoding: str, output: str | None) -> Iterator[bytes | memoryview]:
    if encoding == "utf-8-sig":
        yield BOM.encode()
    for piece in lines:
        if encoding == "cp932":
            try:
                yield bytes(piece).decode().encode(encoding)
            except UnicodeEncodeError as error:
                letter = error.object[error.start]
                key = "file.letter" if output not in (None, "-") else "file.encoding-out"
                path = shown(output or "")
                raise CannotWrite(Message(key, path=path, encoding=encoding, letter=letter)) from error
        else:
            yield piece


def _parquet(calculated: Calculated, names: Sequence[str], file: IO[bytes]) -> None:
    """The items as Parquet, row groups as they come."""
    from polars.io.plugins import register_io_source

    tables = calculated.items()
    first = next(tables, None)
    if first is None:
        pl.DataFrame(schema=dict.fromkeys(names, pl.String)).write_parquet(file)
        return
    schema = {name: _plain_type(dtype) for name, dtype in zip(names, first.dtypes, strict=True)}

    def items(*_: Any) -> Iterator[pl.DataFrame]:
        for table in chain([first], tables):
            yield table.rename(dict(zip(table.columns, names, strict=True))).cast(schema)  # type: ignore[arg-type]

    register_io_source(items, schema=schema).sink_parquet(file)


def _plain_type(dtype: pl.DataType) -> pl.DataType | type[pl.DataType]:
    """The type of a column in a file for anyone: numbers and texts."""
    return dtype if dtype.is_integer() else pl.String
