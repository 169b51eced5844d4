"""Start-up: ``dx-kofu calc`` on 30 rows against ``import typer, pydantic, rich.table`` in the same environment.

Whole processes, in turn, medians of the pairwise ratio. The bound of the project is 1.5.

    python benchmarks/startup.py [--runs 21]
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BOUND = 1.5
# As an installed program runs: from compiled files.
COMPILED = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
HEADER = (
    "id,body_code,fiscal_year,measure,category,person,employment,amount,other_funding,share,"
    "external,advisory,plan_only,main_duty_support,accelerator"
)
ROWS = (
    "202011,R8,cio-aide,personnel,{p},part_time,3600000,0,,yes,yes,,,",
    "202011,R8,cio-aide,outsourcing,{p},contractor,6000000,,0.4,yes,yes,no,,",
    "202011,R8,cio-aide,recruitment,,,400000,0,,yes,yes,,,",
    "200000,R8,municipal-support,personnel,{p},part_time,7200000,0,,,,,yes,",
    "200000,R8,municipal-support,outsourcing,{p},contractor,24000000,0,,,,,yes,",
    "200000,R8,accelerator,personnel,{p},full_time,9000000,0,,,,,yes,yes",
)


def budget(rows: int) -> str:
    """A budget of a city and its prefecture."""
    lines = [f"x{n}," + ROWS[n % len(ROWS)].format(p=f"p{n}") for n in range(rows)]
    return "\n".join([HEADER, *lines]) + "\n"


def seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=COMPILED)
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=21)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "budget.csv"
        file.write_text(budget(30), "utf-8")
        calc = [sys.executable, "-m", "dx_kofu", "calc", str(file)]
        commands = {
            "import typer, pydantic, rich.table": [sys.executable, "-c", "import typer, pydantic, rich.table"],
            "calc, 30 rows, table": calc,
            "calc, 30 rows, json": [*calc, "--format", "json"],
            "python -c pass": [sys.executable, "-c", "pass"],
        }
        for command in commands.values():
            seconds(command)
        times: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(runs):
            for name, command in commands.items():
                times[name].append(seconds(command))
    base, *_ = times.values()
    for name, found in times.items():
        ratio = statistics.median(mine / theirs for mine, theirs in zip(found, base, strict=True))
        print(f"{name:36} {statistics.median(found) * 1000:6.0f} ms   x {ratio:.2f}")
    print(f"bound: x {BOUND}")


if __name__ == "__main__":
    main()
