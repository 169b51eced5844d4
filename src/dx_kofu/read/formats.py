"""A number in a workbook as a person reads it: its number format (表示形式) decides.

In: a number and its format. Out: a text for the parsers of cells, and by how much the display divides. The value is what
counts, not its rounding on the screen; literals, leading zeros, percent and fractions are what a reader sees and the value
alone does not tell.

>>> shown(10006, "000000").text, shown(0.4, "0%").text, shown(21000, '#,##0"千円"').text, shown(8, '"令和"0"年度"').text
('010006', '40%', '21000千円', '令和8年度')

A thousands format is a trap: 21,000,000 shown through ``#,##0,`` reads 21,000. Where the format says its unit itself the
two agree and nothing is asked; else ``divided`` tells it.

>>> shown(21_000_000, "#,##0,"), shown(21_000_000, '#,##0,"千円"')
(Shown(text='21000000', divided=1000), Shown(text='21000000円', divided=1))
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from dx_kofu.read.cells import UNITS, fold

_TOKEN = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]|([#0?.,/]+|General)|(.)', re.IGNORECASE)


class Shown(NamedTuple):
    """A number as text."""

    text: str
    divided: int = 1
    """The display shows the value divided by this, with no unit that says so."""


class _Format(NamedTuple):
    """What a number format adds to the digits."""

    before: str
    core: str
    """Its placeholders: ``#,##0``, ``0.0``, ``#?/?``; empty for ``General``."""
    after: str
    is_percent: bool


def shown(value: float, number_format: str) -> Shown:
    """A number of a workbook as text; binary noise behind the fifteenth digit is dropped, as spreadsheets do."""
    digits = plain(value)
    before, core, after, is_percent = _parse(number_format)
    if is_percent:
        return Shown(percent(digits))
    if "/" in core:
        ratio = Fraction(Decimal(digits)).limit_denominator(10 ** len(core.partition("/")[2]))
        return Shown(str(ratio) if plain(float(ratio)) == digits else digits)
    integer = core.partition(".")[0]
    if set(integer) == {"0"} and "." not in digits and value >= 0:
        digits = digits.zfill(len(integer))
    divided = 1000 ** (len(core) - len(core.rstrip(",")))
    unit = UNITS.get(fold(after)) if after.strip() else None
    if divided > 1 and unit == divided:
        return Shown(digits + "円")
    if divided > 1 and value:  # 0 is 0 in any unit
        return Shown(digits, divided)
    return Shown(before + digits + after)


def plain(value: float) -> str:
    """A number's digits, fifteen at most, without an exponent."""
    return str(value) if isinstance(value, int) else _text(Decimal(format(value, ".15g")))


def percent(digits: str) -> str:
    """A number's digits as a percentage, exactly: ``0.4`` is ``40%``."""
    return _text(Decimal(digits) * 100) + "%"


def _text(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


@cache
def _parse(number_format: str) -> _Format:
    """The first section of a format, the one for positive numbers."""
    before, core, after, is_percent, begun = "", "", "", False, False
    for quoted, escaped, currency, digits, other in _TOKEN.findall(_first_section(number_format)):
        is_percent = is_percent or other == "%"
        literal = quoted or escaped or currency or ("" if other in ("@", "%") else other)
        begun = begun or bool(digits) or other == "@"
        if digits and digits.lower() != "general":
            core += digits
        elif begun:
            after += literal
        else:
            before += literal
    return _Format(before.lstrip(), core, after.rstrip(), is_percent)


def _first_section(number_format: str) -> str:
    """What stands before the first ``;`` that is no literal."""
    for match in re.finditer(r'"[^"]*"|\\.|;', number_format):
        if match[0] == ";":
            return number_format[: match.start()]
    return number_format
