"""Large tables: a made-up national budget, read, calculated and written as JSON row by row, each stage timed.

    python benchmarks/large.py [--rows 200000] [--runs 3]

The bound of the project: 200,000 rows in memory in under 3 s on two cores.
"""

from __future__ import annotations

import argparse
import gc
import io
import random
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from dx_kofu.bodies import check_digit
from dx_kofu.calc import calculate
from dx_kofu.oddities import oddities
from dx_kofu.read.expenses import read_expenses
from dx_kofu.read.guide import Guide
from dx_kofu.read.table import read_tables
from dx_kofu.render.json import render
from dx_kofu.rules.load import RuleBook

T = TypeVar("T")
BODIES = 1788  # 47 prefectures, 1,718 municipalities, 23 special wards
FACTS = {
    "municipal-support": {"main_duty_support": "yes"},
    "accelerator": {"accelerator": "yes", "main_duty_support": "yes"},
    "dx-leader": {"designated_leader": "yes", "in_programme": "yes", "broad_audience": "no", "specialised_exam": "yes"},
    "cio-aide": {"external": "yes", "advisory": "yes", "plan_only": "no"},
}
COSTS = {
    "municipal-support": ("personnel", "personnel", "outsourcing", "recruitment"),
    "accelerator": ("personnel",),
    "dx-leader": ("training", "course", "exam"),
    "cio-aide": ("personnel", "outsourcing", "recruitment", "travel"),
}
FACT_COLUMNS = tuple(dict.fromkeys(fact for facts in FACTS.values() for fact in facts))
COLUMNS = (
    *("id", "body_code", "body_name", "hub_city", "fiscal_year", "measure", "category", "person", "employment"),
    *("amount", "other_funding", "share", "date", *FACT_COLUMNS, "note"),
)


def budget(rows: int, file: io.TextIOBase) -> None:
    """Writes a budget in which about one row in six has a blank and one in ten fails a condition."""
    chance = random.Random(8)
    prefectures = [f"{number:02}000" for number in range(1, 48)]
    towns = [f"{number:02}{town:03}" for number in range(1, 48) for town in range(201, 240)][: BODIES - 47]
    codes = [five + check_digit(five) for five in (*prefectures, *towns)]
    file.write(",".join(COLUMNS) + "\n")
    for row in range(rows):
        body = chance.randrange(BODIES) if chance.random() < 0.7 else chance.randrange(47)
        measure = chance.choice(
            ("municipal-support", "accelerator", "dx-leader") if body < 47 else ("cio-aide", "cio-aide", "dx-leader")
        )
        facts = {
            fact: value if chance.random() > 0.05 else chance.choice(("", "yes", "no"))
            for fact, value in FACTS[measure].items()
        }
        amount = chance.randrange(0, 6_000_000)
        year = chance.choice((7, 8, 8, 8, 9))
        cells = {
            "id": f"r{row}",
            "body_code": codes[body],
            "body_name": f"団体{body}",
            "fiscal_year": f"R{year}",
            "measure": measure,
            "category": chance.choice(COSTS[measure]),
            "person": f"p{chance.randrange(40)}-{measure}",
            "employment": "full_time" if measure == "accelerator" else "part_time",
            "amount": str(amount),
            "other_funding": chance.choice(("0", "0", "0", "0", "0", str(amount // 10), "")),
            "share": chance.choice(("", "1", "0.5", "1/3")),
            "date": f"{2018 + year}-10-01",
            **facts,
        }
        file.write(",".join(cells.get(column, "") for column in COLUMNS) + "\n")


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
