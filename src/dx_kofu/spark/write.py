"""A result in a folder of any file system that Spark writes to: ``items/`` (Parquet or CSV, in parts) and ``summary.json``.

All of it is written beside the folder first, then renamed: an interrupted run leaves no half of a result.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

import polars as pl

from dx_kofu.columnar.items import csv_lines
from dx_kofu.messages import Message
from dx_kofu.render import json
from dx_kofu.spark.calculate import Calculated
from dx_kofu.spark.session import SparkFailed, guarded
from dx_kofu.words import Lang

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

    from dx_kofu.spark.worker import Batches


class Folder:
    """A folder that is not there yet; :class:`~dx_kofu.spark.session.SparkFailed` where it is."""

    def __init__(self, session: SparkSession, path: str) -> None:
        hadoop: Any = session._jvm
        self._path_of = hadoop.org.apache.hadoop.fs.Path
        self.path = path.rstrip("/")
        parent, slash, name = self.path.rpartition("/")
        self.beside = f"{parent}{slash}.{name}.dx-kofu-{session.sparkContext.applicationId}"
        with guarded():
            self._files = self._path_of(self.path).getFileSystem(session.sparkContext._jsc.hadoopConfiguration())
            if self._files.exists(self._path_of(self.path)):
                raise SparkFailed(Message("spark.exists", path=self.path))

    def write(self, calculated: Calculated, format_: Literal["parquet", "csv"], lang: Lang) -> None:
        """Writes items and summary; what was written is taken away where that fails."""
        with guarded():
            try:
                if format_ == "parquet":
                    calculated.items.write.parquet(f"{self.beside}/items")
                else:
                    _as_lines(calculated.items, calculated.head).write.text(f"{self.beside}/items")
                    self._call_csv("items")
                self._put("summary.json", "".join(json.render(calculated.result, lang, items=False)).encode())
                if not self._files.rename(self._path_of(self.beside), self._path_of(self.path)):
                    raise SparkFailed(Message("spark.exists", path=self.path))
            finally:
                self._files.delete(self._path_of(self.beside), True)

    def _call_csv(self, name: str) -> None:
        """Names the parts of a folder for what they are."""
        for part in self._files.listStatus(self._path_of(f"{self.beside}/{name}")):
            text = part.getPath().toString()
            if text.endswith(".txt"):
                self._files.rename(part.getPath(), self._path_of(f"{text.removesuffix('.txt')}.csv"))

    def _put(self, name: str, content: bytes) -> None:
        file = self._files.create(self._path_of(f"{self.beside}/{name}"))
        try:
            file.write(content)
        finally:
            file.close()


def _as_lines(items: DataFrame, head: Sequence[str]) -> DataFrame:
    """The items as lines of CSV, letter by letter those of ``--format csv``; each part begins with the header."""
    numbered = items.toDF(*map(str, range(len(items.columns))))
    return numbered.mapInArrow(partial(_lines, head), "value string")


def _lines(head: Sequence[str], batches: Batches) -> Iterator[Any]:
    import pyarrow as pa

    tables = (pl.DataFrame(pl.from_arrow(batch)) for batch in batches if batch.num_rows)
    lines = csv_lines(tables, head)
    header = bytes(next(lines)).decode()
    for piece in lines:
        text = header + bytes(piece).decode()
        header = ""
        yield pa.RecordBatch.from_arrays([pa.array([text.removesuffix("\n")])], ["value"])
