"""How figures spread: whole yen in, whole yen out."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple


class Spread(NamedTuple):
    """How whole yen spread: a quartile is a figure that occurs (the lower one), the mean rounded half up to the yen."""

    size: int
    least: int
    lower: int
    median: int
    upper: int
    most: int
    mean: int


def spread(yen: Sequence[int]) -> Spread:
    """How some figures spread (at least one).

    >>> spread([5, 1, 2, 9])
    Spread(size=4, least=1, lower=1, median=2, upper=5, most=9, mean=4)
    """
    ordered = sorted(yen)
    least, lower, median, upper, most = (ordered[(len(ordered) - 1) * quarter // 4] for quarter in range(5))
    return Spread(len(ordered), least, lower, median, upper, most, nearest(Fraction(sum(ordered), len(ordered))))


def nearest(yen: Fraction) -> int:
    """The nearest whole yen, half away from nothing.

    >>> nearest(Fraction(17, 4)), nearest(Fraction(5, 2)), nearest(Fraction(-5, 2))
    (4, 3, -3)
    """
    doubled = 2 * abs(yen.numerator) + yen.denominator
    rounded = doubled // (2 * yen.denominator)
    return rounded if yen >= 0 else -rounded
