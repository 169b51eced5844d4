"""Fiscal years (年度) and dates, written as people write them.

A fiscal year is ``R8`` inside the program (Reiwa 8 = 1 April 2026 to 31 March 2027).

>>> parse_year("令和8年度(2026年度)"), parse_year("FY2026"), parse_year("H31"), parse_year("8")
('R8', 'R8', 'R1', None)
>>> parse_date("R8.10.1"), parse_date("令和8年10月1日")
(datetime.date(2026, 10, 1), datetime.date(2026, 10, 1))
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

# The calendar year before the first year of each era (元号).
ERAS = {"令和": 2018, "R": 2018, "平成": 1988, "H": 1988, "昭和": 1925, "S": 1925}
_REIWA = ERAS["令和"]
_BEGUN = {"令和": date(2019, 5, 1), "平成": date(1989, 1, 8), "昭和": date.min}
"""The first day of each era, the latest first."""

_YEAR = re.compile(
    r"(?:(?P<era>令和|平成|昭和|[RHS])\s*(?P<n>\d{1,2}|元)|(?:FY)?(?P<ad>(?:19|20)\d\d))\s*(?:年度|年)?"
    r"(?:\s*\((?P<also>(?:19|20)\d\d)年度?\))?",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"(?:(?P<era>令和|平成|昭和|[RHS])\s*(?P<n>\d{1,2}|元)|(?P<ad>(?:19|20)\d\d))"
    r"(?:年\s*(?P<m1>\d{1,2})月\s*(?P<d1>\d{1,2})日|[-/.](?P<m2>\d{1,2})[-/.](?P<d2>\d{1,2}))"
    r"(?:\s*\([月火水木金土日]\))?(?:[ T]\d{1,2}:\d\d(?::\d\d)?)?",
    re.IGNORECASE,
)


def era_of(day: date) -> tuple[str, int]:
    """The era of a day and its year in it.

    >>> era_of(date(2026, 4, 1)), era_of(date(2019, 4, 30))
    (('令和', 8), ('平成', 31))
    """
    era = next(name for name, first in _BEGUN.items() if day >= first)
    return era, day.year - ERAS[era]


def _calendar_year(match: re.Match[str]) -> int:
    if match["ad"]:
        return int(match["ad"])
    era = match["era"]
    return ERAS[era if era in ERAS else era.upper()] + (1 if match["n"] == "元" else int(match["n"]))


def parse_year(text: str) -> str | None:
    """A width-folded text as a fiscal year ``R<n>``, or ``None`` where it is none."""
    match = _YEAR.fullmatch(text)
    if match is None or match["also"] not in (None, str(_calendar_year(match))):
        return None
    return year_name(_calendar_year(match))


def is_past_its_era(text: str) -> bool:
    """Whether a fiscal year is written in an era that had ended: 平成32 is accepted as 2020, with a warning."""
    match = _YEAR.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if match is None or not match["era"]:
        return False
    last = {"H": 2019, "平成": 2019, "S": 1989, "昭和": 1989}.get(match["era"].upper())
    return last is not None and _calendar_year(match) > last


def year_name(calendar: int) -> str:
    """The name of the fiscal year that begins in April of a calendar year: 2026 is ``R8``."""
    return f"R{calendar - _REIWA}"


def year_number(name: str) -> int:
    """The number in a fiscal year's name, for sorting: ``R10`` comes after ``R9``."""
    return int(name[1:])


def calendar_year(name: str) -> int:
    """The calendar year in whose April a fiscal year begins: ``R8`` is 2026."""
    return _REIWA + year_number(name)


def year_of(day: date) -> str:
    """The fiscal year in which a day lies.

    >>> year_of(date(2027, 3, 31)), year_of(date(2027, 4, 1))
    ('R8', 'R9')
    """
    return year_name(day.year - (day.month < 4))


def parse_date(text: str) -> date | None:
    """A width-folded text as a date, or ``None`` where it is none."""
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    try:
        return date(_calendar_year(match), int(match["m1"] or match["m2"]), int(match["d1"] or match["d2"]))
    except ValueError:
        return None
