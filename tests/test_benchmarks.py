"""The comparison of the benchmarks, its parts that need no other program; timings are never tested."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pytest
from benchmarks.compare import workbook
from benchmarks.compare.agree import allocations_that_differ, rows_that_differ
from benchmarks.compare.bounds import LARGE, LARGEST, MIDDLE, SMALL, exponent, exponent_of, growth, judged
from benchmarks.compare.measure import FailedError, Run, run
from benchmarks.compare.national import budget
from benchmarks.compare.page import page
from benchmarks.compare.results import BARE, IMPORTS, KOFU, OFFICE, OPENFISCA, Results, Size, load, save

from tests.office import SOFFICE, needs_office

ENGINE = BARE["duckdb"]


def runs(seconds: float, peak: float = 100) -> list[Run]:
    return [Run(seconds * 0.9, seconds, peak - 1), Run(seconds, seconds, peak), Run(seconds * 1.2, seconds, peak + 1)]


MEASURED = Results(
    machine={"RAM": "8 GiB"},
    versions={"Python": "3.11.7"},
    sizes={
        SMALL: Size(
            date="2026-11-24",
            load="0.10 → 0.20",
            runs={KOFU: runs(0.1), IMPORTS: runs(0.08), OPENFISCA: runs(0.3), OFFICE: runs(2)},
            agree={OPENFISCA: {"rows": 30, "alone": 0, "eligible": 0, "lines": 9, "differ": 0, "yen": 0}},
        ),
        MIDDLE: Size(runs={KOFU: runs(1)}),
        LARGE: Size(runs={KOFU: runs(10, 900), OPENFISCA: runs(20), ENGINE: runs(5)}),
        LARGEST: Size(runs={KOFU: runs(60, 2000)}, failed={OPENFISCA: "exit 1, 9 s, 99 MiB: MemoryError"}),
    },
    mixed={OFFICE: {"rows": 3000, "alone": 0, "eligible": 7, "lines": 90, "differ": 1, "yen": 1000}},
    numbers={"¥100,000,000, float": {"rows": 2000, "alone": 0, "eligible": 488, "lines": 5200, "differ": 0, "yen": 0}},
)


def test_every_bound_is_judged() -> None:
    bounds = judged(MEASURED, "duckdb")
    assert [bound.holds for bound in bounds] == [True, True, True, False, True, True, False, False]
    assert [bound.found for bound in bounds] == pytest.approx([1.25, 3, 20, 2, 2, 900, 2000, 1.2])


def test_what_was_not_measured_is_not_judged() -> None:
    assert {bound.holds for bound in judged(Results(), "polars")} == {None}
    assert growth(Results(), MIDDLE, LARGEST) is None
    assert exponent_of(MEASURED, OFFICE, SMALL) is None


@pytest.mark.parametrize("power", [0.5, 1.0, 2.0])
def test_the_exponent_of_a_power_is_the_power(power: float) -> None:
    assert exponent([(rows, 3 * rows**power) for rows in (30.0, 5e3, 2e5, 1e7)]) == pytest.approx(power)


def test_the_page_says_everything_in_both_languages() -> None:
    written = page(MEASURED, "duckdb")
    japanese, _, english = written.partition("\n---\n")
    for text in ("# ほかの方法との比較", "| 満たさない |", "| 満たす |", "MemoryError", "行・措置額", "RAM: 8 GiB"):
        assert text in japanese
    for text in (
        "# Compared with other ways",
        "| does not hold |",
        "eligible 488",
        "mixed | LibreOffice | eligible 7, allocations 1",
        "0.1 (0.09–0.12)",
        "2.00",
    ):
        assert text in english
    assert japanese.count("\n## ") == english.count("\n## ")


def test_nothing_measured_is_a_page_too() -> None:
    assert "not measured" in page(Results(), "duckdb")


def test_results_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "results.json"
    save(MEASURED, file)
    assert load(file) == MEASURED
    assert load(tmp_path / "absent.json") == Results()


def test_a_command_is_run_and_its_failure_told() -> None:
    found = run([sys.executable, "-S", "-c", "pass"])
    assert found.seconds > 0
    assert 1 < found.peak < 1000
    with pytest.raises(FailedError, match=r"exit 3.*: over"):
        run([sys.executable, "-S", "-c", "import sys; print('over', file=sys.stderr); sys.exit(3)"])


def calculated(folder: Path, rows: int) -> tuple[Path, Path]:
    table, ours = folder / "table.csv", folder / "ours.csv"
    with table.open("w", encoding="utf-8") as file:
        budget(rows, file)
    command = [sys.executable, "-m", "dx_kofu", "calc", str(table), "-o"]
    for out in (ours, ours.with_suffix(".json")):
        subprocess.run([*command, str(out)], check=True, capture_output=True)
    return table, ours


def test_a_yen_of_difference_is_counted(tmp_path: Path) -> None:
    _, ours = calculated(tmp_path, 60)
    rows = list(csv.DictReader(ours.open(encoding="utf-8")))
    assert rows_that_differ(ours, ours, ["eligible"]) == {"rows": 60, "alone": 0, "eligible": 0}
    rows[5]["eligible"] = str(int(rows[5]["eligible"]) + 1)
    other = tmp_path / "other.csv"
    with other.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows[:59])
    assert rows_that_differ(ours, other, ["eligible"]) == {"rows": 60, "alone": 1, "eligible": 2}


@needs_office
def test_the_workbook_agrees_to_the_yen(tmp_path: Path) -> None:
    assert SOFFICE is not None
    table, ours = calculated(tmp_path, 300)
    workbook.write(table, tmp_path / "office.xlsx")
    subprocess.run(
        workbook.recalculate(SOFFICE, tmp_path / "office.xlsx", tmp_path), check=True, capture_output=True, timeout=300
    )
    assert rows_that_differ(ours, tmp_path / "office.csv", ["eligible"]) == {"rows": 300, "alone": 0, "eligible": 0}
    found = allocations_that_differ(tmp_path / "office.csv", ours.with_suffix(".json"))
    assert (found["differ"], found["yen"]) == (0, 0)
