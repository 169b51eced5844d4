"""Measures dx-kofu beside other ways of doing the same, and writes the page of the results.

    python -m benchmarks.compare [--rows 30 5000 ...] [--runs 3] [--openfisca-python .bench-venv/bin/python]
                                 [--page docs/benchmarks.md] [--results FILE.json]

Every size is a table of its own; its subjects run in turn, as children of this one process, after one run that does not
count where the table is small. Sizes of an earlier run that ``--results`` holds stay on the page.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from benchmarks.compare import workbook
from benchmarks.compare.bounds import judged
from benchmarks.compare.measure import FailedError, Run, run
from benchmarks.compare.mixed import mixed
from benchmarks.compare.national import budget
from benchmarks.compare.page import page
from benchmarks.compare.results import (
    BARE,
    IMPORTS,
    KOFU,
    OFFICE,
    OPENFISCA,
    PASS,
    Results,
    Size,
    load,
    save,
)

PYTHON = sys.executable
WARM = 5_000
"""Up to this size a run that does not count goes first."""
MIXED = 3_000
LARGE_AMOUNTS = (100_000_000, 10_000_000_000)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="*", default=[30, 5_000, 200_000, 2_000_000, 10_000_000])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--openfisca-python", type=Path, default=Path(".bench-venv/bin/python"))
    parser.add_argument("--bare", choices=list(BARE), default="polars", help="columnar engine that the bounds name")
    parser.add_argument("--without", nargs="+", default=[], metavar="SUBJECT", help="subjects left out")
    parser.add_argument(
        "--memory", type=float, default=0, help="GiB that a subject may take, before it counts as failed"
    )
    parser.add_argument("--timeout", type=float, default=3600, help="seconds that a subject may take")
    parser.add_argument("--tables", type=Path, help="folder in which the tables are kept")
    parser.add_argument("--results", type=Path, help="JSON file that keeps what was measured")
    parser.add_argument("--page", type=Path)
    arguments = parser.parse_args()
    results = load(arguments.results) if arguments.results else Results()
    openfisca = arguments.openfisca_python.absolute()
    if not openfisca.exists():
        print(f"{openfisca} is not there: OpenFisca is left out (see benchmarks/requirements.txt)")
    results.machine, results.versions = machine(), versions(openfisca)
    with tempfile.TemporaryDirectory() as scratch:
        for rows in arguments.rows:
            folder = arguments.tables or Path(scratch)
            size = measured(table(folder, rows), Path(scratch), rows, openfisca, arguments)
            results.sizes = dict(sorted({**results.sizes, rows: size}.items()))
            if arguments.results:
                save(results, arguments.results)
        results.mixed = mixed_agreement(Path(scratch), openfisca)
        if openfisca.exists():
            results.numbers = large_amounts(Path(scratch), openfisca)
    if arguments.results:
        save(results, arguments.results)
    if arguments.page:
        arguments.page.write_text(page(results, arguments.bare), "utf-8")
    for bound in judged(results, arguments.bare):
        found = "not measured" if bound.found is None else f"{bound.found:,.2f}"
        print(f"{bound.en}: {found} ({'at most' if bound.at_most else 'at least'} {bound.limit:g}): {bound.holds}")


# ------------------------------------------------------------------------------------------------ one size


def table(folder: Path, rows: int, largest: int = 6_000_000) -> Path:
    """The national table of a size, written once."""
    file = folder / f"national-{rows}{'' if largest == 6_000_000 else f'-{largest}'}.csv"
    if not file.exists():
        part = file.with_suffix(".part")
        with part.open("w", encoding="utf-8") as out:
            budget(rows, out, largest)
        part.rename(file)
    return file


def kofu(file: Path, out: Path, *options: str) -> list[str]:
    """The installed command; it takes rows or columns by the size of the table."""
    command = str(Path(PYTHON).with_name("dx-kofu"))
    return [command, "calc", str(file), "--format", out.suffix[1:], "-o", str(out), *options]


def fisca(python: Path, file: Path, out: Path, number: str = "int") -> list[str]:
    lines = str(out.with_suffix(".lines.csv"))
    return [
        *(str(python), "-m", "benchmarks.compare.openfisca_run", str(file), str(out)),
        *("--lines", lines, "--number", number),
    ]


def commands(file: Path, folder: Path, rows: int, openfisca: Path) -> dict[str, Sequence[str]]:
    """What is run over a table, by subject."""
    bare = [PYTHON, "-m", "benchmarks.compare.bare"]
    found: dict[str, Sequence[str]] = {KOFU: kofu(file, folder / "kofu.csv")}
    if openfisca.exists():
        found[OPENFISCA] = fisca(openfisca, file, folder / "fisca.csv")
    soffice = shutil.which("soffice")
    if soffice and rows <= workbook.LARGEST:
        output(PYTHON, "-m", "benchmarks.compare.workbook", str(file), str(folder / "office.xlsx"))
        found[OFFICE] = workbook.recalculate(soffice, folder / "office.xlsx", folder)
    elif rows <= workbook.LARGEST:
        print("soffice is not there: LibreOffice is left out")
    found[BARE["polars"]] = [*bare, "polars", str(file), str(folder / "polars.csv")]
    found[BARE["duckdb"]] = [*bare, "duckdb", str(file), str(folder / "duckdb.csv")]
    found[IMPORTS] = [PYTHON, "-c", "import typer, pydantic, rich.table"]
    found[PASS] = [PYTHON, "-c", "pass"]
    return found


def measured(file: Path, folder: Path, rows: int, openfisca: Path, arguments: argparse.Namespace) -> Size:
    """The subjects in turn, and whether their results agree."""
    size = Size(date=datetime.date.today().isoformat(), load=loads())
    todo = {
        subject: command
        for subject, command in commands(file, folder, rows, openfisca).items()
        if subject not in arguments.without
    }
    for turn in range(0 if rows <= WARM else 1, arguments.runs + 1):
        for subject, command in list(todo.items()):
            try:
                found = run(command, timeout=arguments.timeout, memory=arguments.memory)
            except FailedError as failure:
                size.failed[subject] = str(failure)
                del todo[subject]
                print(f"{rows:,} rows, {subject}: {failure}", flush=True)
                continue
            if turn:
                size.runs.setdefault(subject, []).append(found)
                print(f"{rows:,} rows, {subject}: {found.seconds:.3f} s, {found.peak:,.0f} MiB", flush=True)
    size.load += f" → {loads()}"
    size.agree = agreements(file, folder, size.runs)
    return size


def agreements(file: Path, folder: Path, runs: Mapping[str, Sequence[Run]]) -> dict[str, dict[str, int]]:
    """How many rows and allocations of the others are not ours."""
    if KOFU not in runs:
        return {}
    whole = kofu(file, folder / "kofu.csv", "--summary", str(folder / "kofu.json"))
    subprocess.run(whole, check=True, capture_output=True)
    ours = ["--json", str(folder / "kofu.json")]
    found = {}
    if OPENFISCA in runs:
        lines = ["--columns", "eligible", "potential", "status", "--lines", str(folder / "fisca.lines.csv")]
        found[OPENFISCA] = agreement(folder / "kofu.csv", folder / "fisca.csv", *lines, *ours)
    if OFFICE in runs:
        lines = ["--lines", str(folder / "office.csv")]
        found[OFFICE] = agreement(folder / "kofu.csv", folder / "office.csv", *lines, *ours)
    return found


def agreement(ours: Path, theirs: Path, *options: str) -> dict[str, int]:
    """In a process of its own, so that this one stays small: a child's peak begins with its parent's."""
    command = [PYTHON, "-m", "benchmarks.compare.agree", str(ours), str(theirs), *options]
    found: dict[str, int] = json.loads(output(*command))
    print(f"agreement of {theirs.name}: {found}", flush=True)
    return found


def mixed_agreement(folder: Path, openfisca: Path) -> dict[str, dict[str, int]]:
    """The other ways over a table of every year, measure, category and answer."""
    file = folder / "mixed.csv"
    with file.open("w", encoding="utf-8") as out:
        mixed(MIXED, out)
    todo = commands(file, folder, MIXED, openfisca)
    runs = {subject: [run(todo[subject])] for subject in (KOFU, OPENFISCA, OFFICE) if subject in todo}
    return agreements(file, folder, runs)


def large_amounts(folder: Path, openfisca: Path) -> dict[str, dict[str, int]]:
    """What each number type of OpenFisca loses where amounts are large."""
    found = {}
    for largest in LARGE_AMOUNTS:
        file, ours, theirs = table(folder, 2_000, largest), folder / "large.csv", folder / "theirs.csv"
        run(kofu(file, ours))
        run(kofu(file, folder / "large.json"))
        for number in ("int", "float"):
            run(fisca(openfisca, file, theirs, number))
            options = ["--lines", str(folder / "theirs.lines.csv"), "--json", str(folder / "large.json")]
            found[f"¥{largest:,}, {number}"] = agreement(ours, theirs, *options)
    return found


# ------------------------------------------------------------------------------------------------ the machine


def output(*command: str) -> str:
    if command[0] == "dx-kofu":
        command = (str(Path(PYTHON).with_name("dx-kofu")), *command[1:])
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def loads() -> str:
    return f"{os.getloadavg()[0]:.2f}"


def machine() -> dict[str, str]:
    """What a reader must know of the machine, and nothing that names it."""
    info = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    models = [line.partition(":")[2].strip() for line in info.splitlines() if line.startswith("model name")]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "CPU": f"{models[0] if models else platform.machine()}, {os.cpu_count()} cores",
        "RAM": f"{memory:.0f} GiB",
        "OS": f"{platform.system()} {platform.machine()}",
    }


def versions(openfisca: Path) -> dict[str, str]:
    found = {"Python": platform.python_version()} | {name: version(name) for name in ("dx-kofu", "duckdb")}
    if openfisca.exists():
        ask = "import importlib.metadata as m, json, sys; print(json.dumps({n: m.version(n) for n in sys.argv[1:]}))"
        found |= json.loads(output(str(openfisca), "-c", ask, "openfisca-core", "numpy", "pandas", "polars"))
    soffice = shutil.which("soffice")
    if soffice:
        found["LibreOffice"] = output(soffice, "--version").split()[1]
    return found


if __name__ == "__main__":
    main()
