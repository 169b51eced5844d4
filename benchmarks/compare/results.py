"""What was measured, kept in a JSON file so that sizes measured on their own make one page."""

from __future__ import annotations

import json
import statistics
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.compare.measure import Run

KOFU, OPENFISCA, OFFICE = "dx-kofu", "OpenFisca", "LibreOffice"
IMPORTS, PASS = "import typer, pydantic, rich.table", "python -c pass"
BARE = {"duckdb": "DuckDB read + write", "polars": "Polars read + write"}
SUBJECTS = (KOFU, OPENFISCA, OFFICE, *BARE.values(), IMPORTS, PASS)


@dataclass(kw_only=True)
class Size:
    """The runs over a table of one size, by subject; why a subject has none; how many rows differ from ours."""

    date: str = ""
    load: str = ""
    runs: dict[str, list[Run]] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    agree: dict[str, dict[str, int]] = field(default_factory=dict)


@dataclass(kw_only=True)
class Results:
    """Sizes by number of rows, and what they were measured on."""

    machine: dict[str, str] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    sizes: dict[int, Size] = field(default_factory=dict)
    mixed: dict[str, dict[str, int]] = field(default_factory=dict)
    """The table in which everything meets everything, by subject: how many rows and allocations are not ours."""
    numbers: dict[str, dict[str, int]] = field(default_factory=dict)
    """Large amounts, by largest amount and number type: how many rows and allocations are not ours."""

    def median(self, subject: str, rows: int) -> Run | None:
        """The medians of a subject's runs over a table, each figure for itself."""
        runs = self.sizes[rows].runs.get(subject) if rows in self.sizes else None
        return Run(*map(statistics.median, zip(*runs, strict=True))) if runs else None

    def ratio(self, subject: str, other: str, rows: int) -> float | None:
        """Median seconds of one subject over those of another."""
        mine, theirs = self.median(subject, rows), self.median(other, rows)
        return mine.seconds / theirs.seconds if mine and theirs else None


def load(file: Path) -> Results:
    """Results as :func:`save` wrote them; none where there is no file."""
    if not file.exists():
        return Results()
    told: dict[str, Any] = json.loads(file.read_text("utf-8"))
    sizes = {int(rows): _size(size) for rows, size in told.pop("sizes").items()}
    return Results(sizes=dict(sorted(sizes.items())), **told)


def _size(told: dict[str, Any]) -> Size:
    runs = {subject: [Run(*run) for run in runs] for subject, runs in told.pop("runs").items()}
    return Size(runs=runs, **told)


def save(results: Results, file: Path) -> None:
    file.write_text(json.dumps(asdict(results), ensure_ascii=False, indent=1) + "\n", "utf-8")
