"""Large tables: a made-up national budget, read, calculated and written as JSON row by row, each stage timed.

    python -m benchmarks.large [--rows 200000] [--runs 3]

The bound of the project: 200,000 rows in memory in under 3 s on two cores.
"""

from __future__ import annotations

import argparse
import gc
import io
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from benchmarks.compare.national import budget

from dx_kofu.calc import calculate
from dx_kofu.oddities import oddities
from dx_kofu.read.expenses import read_expenses
from dx_kofu.read.guide import Guide
from dx_kofu.read.table import read_tables
from dx_kofu.render.json import render
from dx_kofu.rules.load import RuleBook

T = TypeVar("T")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    text = io.StringIO()
    budget(arguments.rows, text)
    content = text.getvalue().encode()
    times: dict[str, list[float]] = {}

    def timed(name: str, stage: Callable[[], T]) -> T:
        start = time.perf_counter()
        result = stage()
        times.setdefault(name, []).append(time.perf_counter() - start)
        return result

    gc.disable()  # as the command does
    guide = Guide(book=RuleBook())
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(arguments.runs):
            start = time.perf_counter()
            table = timed("table", lambda: read_tables("b.csv", content, guide))
            reading = timed("expenses", lambda t=table: read_expenses(t, guide))  # type: ignore[misc]
            warnings = timed("oddities", lambda r=reading: oddities(r.expenses, r.rules))  # type: ignore[misc]
            result = timed(
                "calculate",
                lambda r=reading, w=warnings: calculate(r.expenses, r.rules, inputs=r.inputs, warnings=w),  # type: ignore[misc]
            )

            def write() -> None:
                with (Path(folder) / "r.json").open("w", encoding="utf-8") as file:
                    file.writelines(render(result, "ja"))  # noqa: B023

            timed("json", write)
            times.setdefault("all", []).append(time.perf_counter() - start)
            gc.collect()
    for name, found in times.items():
        print(f"{name:10} {statistics.median(found):6.2f} s   ({min(found):.2f} to {max(found):.2f})")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{arguments.rows:,} rows, {len(content):,} bytes; peak {peak} MiB")


if __name__ == "__main__":
    main()
