"""Bare read and write: a columnar engine reads the table, every cell as text, and writes it again; nothing is calculated.

python -m benchmarks.compare.bare duckdb|polars TABLE.csv OUT.csv
"""

from __future__ import annotations

import sys


def duckdb(table: str, out: str) -> None:
    import duckdb

    duckdb.sql(f"COPY (FROM read_csv('{table}', header = true, all_varchar = true)) TO '{out}' (HEADER)")


def polars(table: str, out: str) -> None:
    import polars

    polars.scan_csv(table, infer_schema=False).sink_csv(out)


if __name__ == "__main__":
    {"duckdb": duckdb, "polars": polars}[sys.argv[1]](*sys.argv[2:])
