"""A table that Spark reads: CSV or Parquet files in any place it knows, or a frame; every row with its place in the input.

Out: a :class:`Dataset`. A row's place is one number, ``at``: table x 2^40 + line. A CSV file is a table of its own, its lines those
of the file; Parquet files are one table, their rows numbered through in the order of their paths, as on one machine.

Spark reads splits of files in any order, but each split from its first row to its last. So the rows are counted split by split, and
each gets what stands before its split, plus its place inside: no sort, and no row moves.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from dx_kofu.columnar.encode import NotPlain
from dx_kofu.columnar.source import TextSource
from dx_kofu.messages import Message
from dx_kofu.read.guide import Guide
from dx_kofu.read.layout import Table, tables_of
from dx_kofu.read.parquet import as_texts, digest_of
from dx_kofu.read.sheet import File, Sheet
from dx_kofu.spark.session import SparkFailed

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, Row, SparkSession

LINE = 40
"""Bits of a row's place that hold its line."""
HEAD = 50
"""Rows in which the fiscal years are looked for that give a header its facts."""
TEXTS = (".csv", ".tsv")
PARQUET = ".parquet"
INFERENCE = "spark.sql.sources.partitionColumnTypeInference.enabled"


class Dataset(NamedTuple):
    """Rows with their places."""

    rows: DataFrame
    """``at``, and ``line`` (bytes of a CSV's line) or the cells in columns ``0``, ``1`` ..."""
    source: TextSource | None
    """How lines become cells."""
    table: Table
    """The header, and the first rows."""
    names: tuple[str, ...]
    """Of the tables, in order."""
    digests: tuple[str, ...]
    """SHA-256 of the files that this machine sees, else nothing."""
    height: int
    """How many rows there are, blank lines among them."""

    @property
    def several(self) -> bool:
        """Whether a row that gives no id is named by its file too."""
        return len(self.names) > 1


def of_files(session: SparkSession, path: str, guide: Guide) -> Dataset:
    """The table in a file, or in the files below a folder; :class:`NotPlain` where it is for the reader of the rows."""
    files = _files(session, path)
    if files[0].endswith(PARQUET):
        return _of_parquet(session, path, files, guide)
    return _of_texts(session, path, files, guide)


def of_frame(frame: DataFrame, name: str, guide: Guide) -> Dataset:
    """The rows of a frame as they lie in its partitions, which must be the same whenever it is read."""
    from pyspark.sql import functions as F  # noqa: N812

    cells = frame.toDF(*map(str, range(len(frame.columns))))
    cells = cells.withColumns({"file": F.lit(""), "block": F.spark_partition_id(), "mid": _mid()})
    rows, spans = _placed(cells, [""], 2, {}, one_table=True)
    table = _table(name, frame.columns, rows, guide)
    return Dataset(rows, None, table, (name,), ("",), sum(span.height for span in spans))


def _files(session: SparkSession, path: str) -> list[str]:
    """The files that hold a table, in the order of their paths."""
    place: Any = session._jvm
    place = place.org.apache.hadoop.fs.Path(path)
    if not place.getFileSystem(session.sparkContext._jsc.hadoopConfiguration()).exists(place):
        raise SparkFailed(Message("spark.none", path=path))
    listing = session.read.format("binaryFile").option("recursiveFileLookup", "true").load(path)
    found = sorted((row.path for row in listing.select("path").collect()), key=lambda file: file.split("/"))
    for kind in ((PARQUET,), TEXTS):
        files = [file for file in found if file.endswith(kind)]
        if files:
            return files
    if len(found) == 1:
        return list(found)
    raise SparkFailed(Message("file.folder-empty"))


# ------------------------------------------------------------------------------------------------ CSV


def _of_texts(session: SparkSession, path: str, files: Sequence[str], guide: Guide) -> Dataset:
    from pyspark.sql import functions as F  # noqa: N812

    lines = session.read.option("lineSep", "\n").option("recursiveFileLookup", "true").text(list(files))
    lines = lines.select(F.col("value").cast("binary").alias("line"), *_whence())
    text = F.col("line").cast("string")
    quotes = F.octet_length(text) - F.octet_length(F.replace(text, F.lit('"'), F.lit("")))
    told = {
        "header": F.min_by("line", "mid"),
        "utf8": F.bool_and(F.is_valid_utf8(text)),
        "open": F.bool_or(quotes % 2 == 1),
    }
    rows, spans = _placed(lines, files, 1, told, one_table=False)
    headers = {bytes(span.header).removeprefix(b"\xef\xbb\xbf").rstrip(b"\r") for span in spans if span.block == 0}
    if not headers:
        raise SparkFailed(Message("file.empty"))
    encodings = {bool(span.utf8) for span in spans}
    if len(headers) != 1 or (len(files) > 1 and len(encodings) > 1):
        raise SparkFailed(Message("spark.headers-differ"))
    head = session.read.option("lineSep", "\n").text(files[0]).select(F.col("value").cast("binary")).limit(HEAD + 1)
    names = tuple(_named(path, file) for file in files)
    source = TextSource.__new__(TextSource)
    source.look(files[0], names[0], b"".join(bytes(row[0]) + b"\n" for row in head.collect()), guide)
    source.encoding = "utf-8" if all(encodings) else "cp932"
    rows = rows.where(F.col("at") % (1 << LINE) > 1)
    if any(span.open for span in spans):  # a cell that holds line breaks may lie over two splits
        rows = rows.repartition(1).sortWithinPartitions("at")
    height = sum(span.height for span in spans)
    return Dataset(rows, source, source.table, names, tuple(map(_digest, files)), height)


def _named(path: str, file: str) -> str:
    """What a file is called: as it was typed, below a folder that was typed."""
    where = file.removeprefix("file:")
    root = os.path.abspath(path) if os.path.isdir(path) else path.rstrip("/")
    _, below, inside = where.partition(f"{root}/")
    if not below:
        return path
    return f"{path.rstrip('/')}/{inside}"


def _digest(file: str) -> str:
    local = file.removeprefix("file:")
    return digest_of(local) if os.path.exists(local) else ""


# ------------------------------------------------------------------------------------------------ Parquet


def _of_parquet(session: SparkSession, path: str, files: Sequence[str], guide: Guide) -> Dataset:
    inferred = session.conf.get(INFERENCE)
    session.conf.set(INFERENCE, "false")  # 010006 in a folder's name is a code, no number
    try:
        frame = session.read.parquet(path)
    finally:
        session.conf.set(INFERENCE, inferred or "true")
    from pyspark.sql import functions as F  # noqa: N812

    cells = [F.col(f"`{name.replace('`', '``')}`").alias(str(index)) for index, name in enumerate(frame.columns)]
    rows, spans = _placed(frame.select(*cells, *_whence()), files, 2, {}, one_table=True)
    table = _table(path, frame.columns, rows, guide)
    digest = _digest(path if len(files) > 1 else files[0])
    return Dataset(rows, None, table, (path,), (digest,), sum(span.height for span in spans))


def _table(name: str, header: Sequence[str], rows: DataFrame, guide: Guide) -> Table:
    """The header and the first rows as the reader of the rows has them."""
    import polars as pl

    found = rows.orderBy("at").limit(HEAD).select(*map(str, range(len(header)))).toArrow()
    head = pl.DataFrame(pl.from_arrow(found))
    texts = head.select(as_texts(head[column]) for column in head.columns)
    sheet = Sheet(None, [list(header), *map(list, texts.iter_rows())], range(1, texts.height + 2))
    (table,) = tables_of(name, "", File((sheet,)), guide)
    if not table.is_plain or not table.rows:
        raise NotPlain
    return table


# ------------------------------------------------------------------------------------------------ places


def _mid() -> Column:
    from pyspark.sql import functions as F  # noqa: N812

    return F.monotonically_increasing_id()


def _whence() -> list[Column]:
    """From which split of which file a row is, and a number that rises within it."""
    from pyspark.sql import functions as F  # noqa: N812

    file = F.url_decode(F.replace(F.col("_metadata.file_path"), F.lit("+"), F.lit("%2B")))
    return [file.alias("file"), F.col("_metadata.file_block_start").alias("block"), _mid().alias("mid")]


def _placed(
    frame: DataFrame, files: Sequence[str], first: int, told: Mapping[str, Column], *, one_table: bool
) -> tuple[DataFrame, list[Row]]:
    """The rows with ``at`` in place of whence they are, and what is told of each split, in order; lines begin at ``first``."""
    from pyspark.sql import functions as F  # noqa: N812

    order = {file: number for number, file in enumerate(files)}
    counts = {"begin": F.min("mid"), "height": F.count("*"), **told}
    spans = frame.groupBy("file", "block").agg(*(column.alias(name) for name, column in counts.items())).collect()
    spans.sort(key=lambda span: (order[span.file], span.block))
    bases: list[tuple[str, int, int]] = []
    line, before = first, spans[0].file if spans else ""
    for span in spans:
        if span.file != before and not one_table:
            line = first
        before = span.file
        table = 0 if one_table else order[span.file]
        bases.append((span.file, span.block, (table << LINE) + line - span.begin))
        line += span.height
    known = frame.sparkSession.createDataFrame(bases, "file string, block bigint, base bigint")
    rows = frame.withColumn("block", F.col("block").cast("bigint")).join(F.broadcast(known), ["file", "block"])
    return rows.withColumn("at", F.col("mid") + F.col("base")).drop("file", "block", "mid", "base"), spans
