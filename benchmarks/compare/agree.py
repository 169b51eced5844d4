"""Whether another program's result is dx-kofu's, to the yen: rows joined by id, allocations by body, year and measure.

    python -m benchmarks.compare.agree OURS.csv ITEMS.csv [--columns eligible ...] [--lines LINES.csv] [--json OURS.json]

Prints one line of JSON. It runs apart from what it measures, so that its memory is nobody's. Our allocations are those of
``--format json`` where it is given; else the special tax is worked out from our rows, in whole numbers.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Sequence
from pathlib import Path

import duckdb

FROM_ROWS = """SELECT body_code, fiscal_year, measure, (2 * sum(eligible::BIGINT) * 7 + 10000) // 20000 * 1000 AS allocation
  FROM {ours} WHERE measure <> 'accelerator' GROUP BY ALL"""
"""The rate of the special tax is 7/10 in every year; half up to 1,000 yen."""


def rows_that_differ(ours: Path, theirs: Path, columns: Sequence[str]) -> dict[str, int]:
    """How many rows there are, how many stand on one side only, and in how many each column differs."""
    counts = ", ".join(f"count(*) FILTER (o.{name} IS DISTINCT FROM t.{name}) AS {name}" for name in columns)
    return _first(
        f"""SELECT count(*) AS rows, count(*) FILTER (o.id IS NULL OR t.id IS NULL) AS alone, {counts}
        FROM {_table(ours)} o FULL JOIN {_table(theirs)} t USING (id)"""
    )


def allocations_that_differ(ours: Path, lines: Path, our_json: Path | None = None) -> dict[str, int]:
    """How many allocations there are, how many differ and by how many yen; a line that one side lacks is 0 yen there."""
    mine, compared = FROM_ROWS.format(ours=_table(ours)), "AND measure <> 'accelerator'"
    if our_json is not None:
        mine, compared = f"SELECT * REPLACE (allocation::BIGINT AS allocation) FROM {_table(_lines_of(our_json))}", ""
    return _first(
        f"""WITH mine AS ({mine}), theirs AS (SELECT body_code, fiscal_year, measure, allocation::BIGINT AS allocation
          FROM {_table(lines)} WHERE allocation IS NOT NULL {compared}),
        paired AS (SELECT coalesce(mine.allocation, 0) AS m, coalesce(theirs.allocation, 0) AS t
          FROM mine FULL JOIN theirs USING (body_code, fiscal_year, measure))
        SELECT count(*) AS lines, count(*) FILTER (m <> t) AS differ, coalesce(sum(abs(m - t)), 0)::BIGINT AS yen FROM paired"""
    )


def _lines_of(result: Path) -> Path:
    """The lines of ``--format json`` as a table beside it."""
    file = result.with_suffix(".ours.csv")
    names = ("body_code", "fiscal_year", "measure", "allocation")
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(names)
        writer.writerows([line[name] for name in names] for line in json.loads(result.read_text("utf-8"))["measures"])
    return file


def _table(file: Path) -> str:
    return f"read_csv('{file}', header = true, all_varchar = true)"


def _first(query: str) -> dict[str, int]:
    found = duckdb.sql(query)
    assert found is not None
    (row,) = found.fetchall()
    return dict(zip(found.columns, row, strict=True))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ours", type=Path)
    parser.add_argument("theirs", type=Path)
    parser.add_argument("--columns", nargs="+", default=["eligible"])
    parser.add_argument("--lines", type=Path)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    duckdb.sql(f"SET memory_limit = '4GB'; SET temp_directory = '{arguments.ours.parent}/spilled'")
    found = rows_that_differ(arguments.ours, arguments.theirs, arguments.columns)
    if arguments.lines is not None:
        found |= allocations_that_differ(arguments.ours, arguments.lines, arguments.json)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
