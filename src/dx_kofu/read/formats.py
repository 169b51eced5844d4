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
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from operator import eq, ge, gt, le, lt, ne
from typing import NamedTuple

from dx_kofu.read.cells import UNITS, fold
from dx_kofu.years import era_of

_TOKEN = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]|([#0?.,/]+|General)|(.)', re.IGNORECASE)


_LITERALS = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_ERA = re.compile(r"g{1,3}e{1,2}(?!n)", re.IGNORECASE)
LAST_SERIAL = 100_000  # a day of the year 2173
_SCIENTIFIC = re.compile(r"[0#?]E[+-]", re.IGNORECASE)
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)\]")
_COMPARE = {"<": lt, "<=": le, "=": eq, "<>": ne, ">=": ge, ">": gt}


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
    section = _section(number_format, value)
    if 0 < value < LAST_SERIAL and _ERA.search(_LITERALS.sub("", section)):
        return Shown(_era_year(value, section))
    before, core, after, is_percent = _parse(section)
    if _SCIENTIFIC.search(section):
        return Shown(digits)
    if is_percent:
        return Shown(percent(digits))
    if "/" in core:
        ratio = Fraction(Decimal(digits)).limit_denominator(10 ** len(core.partition("/")[2]))
        return Shown(str(ratio) if plain(float(ratio)) == digits else digits)
    integer = core.partition(".")[0]
    if set(integer) == {"0"} and "." not in digits and value >= 0:
        digits = digits.zfill(len(integer))
    divided = 1000 ** (len(integer) - len(integer.rstrip(",")) or len(core) - len(core.rstrip(",")))
    unit = UNITS.get(fold(after)) if after.strip() else None
    if divided > 1 and unit == divided:
        return Shown(digits + "円")
    if divided > 1 and value:  # 0 is 0 in any unit
        return Shown(digits, divided)
    return Shown(before + digits + after)


def plain(value: float | Decimal) -> str:
    """A number's digits without an exponent; of a binary one fifteen at most."""
    if isinstance(value, int):
        return str(value)
    return _text(value if isinstance(value, Decimal) else Decimal(format(value, ".15g")))


def percent(digits: str) -> str:
    """A number's digits as a percentage, exactly: ``0.4`` is ``40%``."""
    return _text(Decimal(digits) * 100) + "%"


def _text(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


@cache
def _parse(section: str) -> _Format:
    """What a section of a format adds to the digits."""
    before, core, after, is_percent, begun = "", "", "", False, False
    for quoted, escaped, currency, digits, other in _TOKEN.findall(section):
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


def _section(number_format: str, value: float) -> str:
    """The section of a format that a number is shown by: the first, or the one whose condition (``[<1000]``) it meets."""
    sections, start = [], 0
    for match in re.finditer(r'"[^"]*"|\\.|;', number_format):
        if match[0] == ";":
            sections.append(number_format[start : match.start()])
            start = match.end()
    sections.append(number_format[start:])
    for section in sections:
        condition = _CONDITION.search(section)
        if condition is None or _COMPARE[condition[1]](value, float(condition[2])):
            return section
    return sections[-1]


def _era_year(value: float, section: str) -> str:
    """A day shown as its year of an era only: ``令和8年度``; the letters of the format around it as they stand."""
    era, first = era_of(date(1899, 12, 30) + timedelta(days=int(value)))
    words = "".join(quoted or escaped for quoted, escaped in re.findall(r'"([^"]*)"|\\(.)', section))
    return f"{era}{first}{words}"


def text_of(value: object) -> str:
    """A value that is no number as text: dates by ISO 8601, yes and no as words."""
    match value:
        case bool():
            return "true" if value else "false"
        case datetime():
            return str(value.date()) if value.time() == time() else value.isoformat(" ")
        case date():
            return value.isoformat()
        case _:
            return str(value)


def cell_text(value: object) -> str:
    """A value of a typed table as a person would write it: a whole number without a point; nothing for a null."""
    match value:
        case None:
            return ""
        case bool():
            return text_of(value)
        case int() | float() | Decimal():
            return plain(value)
        case _:
            return text_of(value)
