"""Bodies (団体): the 6-digit 全国地方公共団体コード and the kind of body that can be read off it.

A code is 5 digits and a check digit: weights 6, 5, 4, 3, 2; check = (11 - sum mod 11) mod 10.

>>> check_digit("01000"), kind_of("142018", hub_city=False), kind_of("142018", hub_city=True)
('6', 'municipality', 'hub-city')
"""

from __future__ import annotations

from typing import Literal

Kind = Literal["prefecture", "municipality", "hub-city", "association"]

KINDS: tuple[Kind, ...] = ("prefecture", "municipality", "hub-city", "association")
PREFECTURES = 47


def check_digit(five: str) -> str:
    """The check digit of a code's first five digits."""
    total = sum(int(digit) * weight for digit, weight in zip(five, (6, 5, 4, 3, 2), strict=True))
    return str((11 - total % 11) % 10)


def is_code(text: str) -> bool:
    """Whether ``text`` is six digits with the right check digit."""
    return len(text) == 6 and text.isascii() and text.isdigit() and check_digit(text[:5]) == text[5]


def candidates(five: str) -> tuple[str, ...]:
    """What five digits may stand for: the code without its check digit, or one that lost its leading zero."""
    lost_zero = "0" + five
    return (five + check_digit(five), *((lost_zero,) if is_code(lost_zero) else ()))


def in_use(code: str) -> bool:
    """Whether bodies have codes like this one: a prefecture's number, then 000, or 100 and upwards (JIS X 0402).

    Special wards and designated cities begin at 100, cities at 201, towns and villages at 301, associations at 801.
    """
    return prefecture_exists(code) and (code[2:5] == "000" or code[2] != "0")


def kind_of(code: str, *, hub_city: bool) -> Kind:
    """The kind of body: ``PP000`` a prefecture, third digit 8 or 9 an association (一部事務組合・広域連合), else a municipality."""
    if code[2:5] == "000":
        return "prefecture"
    if code[2] in "89":
        return "association"
    return "hub-city" if hub_city else "municipality"


def prefecture_exists(code: str) -> bool:
    """Whether the first two digits are one of the 47 prefectures'."""
    return 1 <= int(code[:2]) <= PREFECTURES
