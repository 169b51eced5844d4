"""Whether another program's result is dx-kofu's, to the yen: rows joined by id, allocations by body, year and measure.

    python -m benchmarks.compare.agree OURS.csv ITEMS.csv [--columns eligible ...] [--lines LINES.csv] [--json OURS.json]

Prints one line of JSON. It runs apart from what it measures, so that its memory is nobody's. Our allocations are those of
``--summary``.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import polars as pl


def rows_that_differ(ours: Path, theirs: Path, columns: Sequence[str]) -> dict[str, int]:
    """How many rows there are, how many stand on one side only, and in how many each column differs."""
    mine = _table(ours, ["id", *columns]).with_columns(mine=pl.lit(value=True))
    other = _table(theirs, ["id", *columns]).with_columns(theirs=pl.lit(value=True))
    paired = mine.join(other, on="id", how="full", suffix="_theirs", coalesce=True)
    alone = pl.col("mine").is_null() | pl.col("theirs").is_null()
    differ = [pl.col(name).ne_missing(pl.col(f"{name}_theirs")).sum().alias(name) for name in columns]
    return paired.select(pl.len().alias("rows"), alone.sum().alias("alone"), *differ).row(0, named=True)


def allocations_that_differ(lines: Path, our_json: Path) -> dict[str, int]:
    """How many allocations there are, how many differ and by how many yen; a line that one side lacks is 0 yen there."""
    key = ["body_code", "fiscal_year", "measure"]
    told = json.loads(our_json.read_text("utf-8"))["measures"]
    mine = pl.DataFrame([{name: line[name] for name in (*key, "allocation")} for line in told])
    theirs = _table(lines, [*key, "allocation"]).with_columns(pl.col("allocation").cast(pl.Int64, strict=False))
    theirs = theirs.filter(pl.col("allocation").is_not_null())

    paired = mine.join(theirs, on=key, how="full", suffix="_theirs", coalesce=True).fill_null(0)
    yen = (pl.col("allocation") - pl.col("allocation_theirs")).abs()
    return paired.select(pl.len().alias("lines"), (yen > 0).sum().alias("differ"), yen.sum().alias("yen")).row(
        0, named=True
    )


def _table(file: Path, columns: Sequence[str]) -> pl.DataFrame:
    return pl.scan_csv(file, infer_schema=False).select(columns).collect()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ours", type=Path)
    parser.add_argument("theirs", type=Path)
    parser.add_argument("--columns", nargs="+", default=["eligible"])
    parser.add_argument("--lines", type=Path)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    found = rows_that_differ(arguments.ours, arguments.theirs, arguments.columns)
    if arguments.lines is not None:
        found |= allocations_that_differ(arguments.lines, arguments.json)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
