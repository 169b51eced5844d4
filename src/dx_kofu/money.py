"""Yen arithmetic: whole yen (``int``) and exact ratios (``Fraction``), never binary floating point.

>>> share_of(1_000_000, Fraction(1, 3))
333333
>>> round_half_up(Fraction(7_000_500), 1000), round_half_up(Fraction(70_004_999, 10), 1000)
(7001000, 7000000)
>>> decimal_text(Fraction(36_999, 10))
'3699.9'
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cache

ZERO = Fraction(0)

OUTLIER = 1000
"""Times the median: an amount this large, or larger, is likely in another unit."""
LARGE = 100_000_000
"""Yen from which an amount is compared with all amounts of a table, where it has too few of its own kind beside it."""
ENOUGH = 3  # amounts that make a median worth comparing with


@cache
def exact(decimal: str) -> Fraction:
    """A decimal of a rule file (``"0.7"``) as an exact ratio."""
    return Fraction(decimal)


def share_of(yen: int, share: Fraction) -> int:
    """``yen`` × ``share`` (0 to 1), rounded down to the yen."""
    return yen * share.numerator // share.denominator


def round_half_up(yen: Fraction, to: int) -> int:
    """``yen`` (not negative) rounded to a multiple of ``to`` yen: half and over up (地方交付税法第22条)."""
    doubled = 2 * yen.numerator + to * yen.denominator
    return doubled // (2 * to * yen.denominator) * to


def decimal_text(value: Fraction) -> str:
    """An exact value as a plain decimal; a value without a finite decimal stands as ``p/q``."""
    places, rest = 0, value.denominator
    while rest % 10 == 0:
        rest //= 10
        places += 1
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
            places += 1
    if rest != 1:
        return f"{value.numerator}/{value.denominator}"
    if places == 0:
        return str(value.numerator)
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    return (f"{sign}{digits[:-places]}.{digits[-places:]}").rstrip("0").rstrip(".")


def median_to_compare(amounts: Sequence[int]) -> int | None:
    """The median of amounts other than 0 yen (the lower of two), where one of them is an outlier; else ``None``."""
    found = sorted(amount for amount in amounts if amount)
    if len(found) < ENOUGH or found[-1] < OUTLIER * found[(len(found) - 1) // 2]:
        return None
    return found[(len(found) - 1) // 2]
