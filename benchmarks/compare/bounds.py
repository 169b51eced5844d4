"""The bounds of the project on speed and memory, judged on what was measured.

>>> round(exponent([(200_000, 2.0), (2_000_000, 20.0), (10_000_000, 100.0)]), 6)
1.0
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from benchmarks.compare.results import BARE, IMPORTS, KOFU, OFFICE, OPENFISCA, Results

SMALL, MIDDLE, LARGE, LARGEST = 30, 200_000, 2_000_000, 10_000_000


class Bound(NamedTuple):
    """What is asked, and what was found; ``None`` where it was not measured."""

    ja: str
    en: str
    at_most: bool
    limit: float
    found: float | None

    @property
    def holds(self) -> bool | None:
        """Whether it is met; ``None`` where it was not measured."""
        if self.found is None:
            return None
        return self.found <= self.limit if self.at_most else self.found >= self.limit


def judged(results: Results, bare: str) -> list[Bound]:
    """Every bound; ``bare`` is the columnar engine whose read and write counts."""
    engine = BARE[bare]

    def peak(rows: int) -> float | None:
        median = results.median(KOFU, rows)
        return median.peak if median else None

    small, large = f"{SMALL:,}", f"{LARGE:,}"
    return [
        Bound(
            f"{small}行：dx-kofu ÷ 「{IMPORTS}」",
            f"{small} rows: dx-kofu / `{IMPORTS}`",
            True,
            1.5,
            results.ratio(KOFU, IMPORTS, SMALL),
        ),
        Bound(
            f"{small}行：OpenFisca ÷ dx-kofu",
            f"{small} rows: OpenFisca / dx-kofu",
            False,
            2.5,
            results.ratio(OPENFISCA, KOFU, SMALL),
        ),
        Bound(
            f"{small}行：表計算 ÷ dx-kofu",
            f"{small} rows: spreadsheet / dx-kofu",
            False,
            5.0,
            results.ratio(OFFICE, KOFU, SMALL),
        ),
        Bound(
            f"{large}行：OpenFisca ÷ dx-kofu",
            f"{large} rows: OpenFisca / dx-kofu",
            False,
            3.0,
            results.ratio(OPENFISCA, KOFU, LARGE),
        ),
        Bound(
            f"{large}行：dx-kofu ÷ {engine}",
            f"{large} rows: dx-kofu / {engine}",
            True,
            3.0,
            results.ratio(KOFU, engine, LARGE),
        ),
        Bound(f"{large}行：最大メモリ（MiB）", f"{large} rows: peak memory (MiB)", True, 1024.0, peak(LARGE)),
        Bound(
            f"{LARGEST:,}行：最大メモリ（MiB）",
            f"{LARGEST:,} rows: peak memory (MiB)",
            True,
            1536.0,
            peak(LARGEST),
        ),
        Bound(
            f"{MIDDLE:,}行から{LARGEST:,}行への伸び ÷ 行数の伸び",
            f"growth from {MIDDLE:,} to {LARGEST:,} rows / growth of rows",
            True,
            1.1,
            growth(results, MIDDLE, LARGEST),
        ),
    ]


def growth(results: Results, smaller: int, larger: int) -> float | None:
    """How much more than its rows dx-kofu's time grows from one size to another; 1 is linear."""
    before, after = results.median(KOFU, smaller), results.median(KOFU, larger)
    return after.seconds / before.seconds / (larger / smaller) if before and after else None


def exponent(points: Sequence[tuple[float, float]]) -> float:
    """The slope of the straight line through rows and seconds, both in logarithms (least squares); 1 is linear growth."""
    xs, ys = [math.log(x) for x, _ in points], [math.log(y) for _, y in points]
    middle_x, middle_y = sum(xs) / len(xs), sum(ys) / len(ys)
    across = sum((x - middle_x) ** 2 for x in xs)
    return sum((x - middle_x) * (y - middle_y) for x, y in zip(xs, ys, strict=True)) / across


def exponent_of(results: Results, subject: str, smallest: int) -> float | None:
    """The exponent of a subject over the sizes from ``smallest`` rows; ``None`` below two sizes."""
    medians = [(rows, results.median(subject, rows)) for rows in results.sizes if rows >= smallest]
    points = [(float(rows), median.seconds) for rows, median in medians if median is not None]
    return exponent(points) if len(points) > 1 else None
