"""Cells as people write them: yen, shares, yes and no, codes, years, dates - half-width or full-width.

Every parser takes a cell's text and gives its value, or a :class:`Bad` that says what was expected and how to mend it.

>>> parse_yen("2,100万円"), parse_yen("２１，０００，０００円"), parse_share("40%")
(21000000, 21000000, Fraction(2, 5))
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple, TypeVar

from dx_kofu.bodies import candidates, check_digit, is_code
from dx_kofu.messages import Message
from dx_kofu.years import parse_date as date_of
from dx_kofu.years import parse_year as year_of

K = TypeVar("K")
V = TypeVar("V")

MOST = 100_000_000_000  # yen a row may hold

YES_NO = {
    **dict.fromkeys(("yes", "y", "true", "1", "○", "〇", "◯", "はい", "有", "該当"), "yes"),
    **dict.fromkeys(("no", "n", "false", "0", "×", "✕", "いいえ", "無", "非該当"), "no"),
}

# Signs that NFKC leaves alone: △ ▲ are accountants' minus signs, the others are dashes typed for one.
MINUS = "-△▲−‐‑‒–—―ー"

UNITS = {"": 1, "円": 1, "千円": 1000, "万円": 10_000, "百万円": 1_000_000, "億円": 100_000_000}
_YEN = re.compile(r"[¥\\]?\s*(?P<number>\d+|\d{1,3}(?:,\d{3})+)(?P<part>\.\d+)?\s*(?P<unit>円|千円|万円|百万円|億円)?")
_NEGATIVE = re.compile(
    rf"(?:[{MINUS}]\s*[¥\\]?\s*[\d,.]+|[¥\\]\s*[{MINUS}]\s*[\d,.]+|\([\d,.]+\))\s*(?:円|千円|万円|百万円|億円)?"
)
_SHARE = re.compile(r"(?P<percent>\d+(?:\.\d+)?)\s*%|(?P<top>\d+)\s*/\s*(?P<bottom>\d+)|(?P<plain>\d+(?:\.\d+)?)")
_PROTECTED = re.compile(r'="(\d+)"')  # how a CSV keeps a spreadsheet from eating zeros
LONGEST = 200  # characters of a number worth reading


class Bad(NamedTuple):
    """A cell that cannot be read."""

    code: str
    message: Message
    fix: Message | None = None


def fold(text: str) -> str:
    """Full-width and half-width made the same, blanks at the ends gone."""
    return (text if text.isascii() else unicodedata.normalize("NFKC", text)).strip()


def fold_number(text: str) -> str:
    """A text that is to be read as a number, folded; empty where it cannot be one.

    A footnote mark (``²``, ``①``) never becomes a digit, and nobody writes a number of hundreds of digits.
    """
    folded = fold(text)
    if not text.isascii() and any(not letter.isdecimal() and _digits_in(letter) for letter in text):
        return ""
    return folded if len(folded) <= LONGEST else ""


def _digits_in(letter: str) -> bool:
    return any(folded.isdecimal() for folded in unicodedata.normalize("NFKC", letter))


def word(text: str) -> str:
    """A text for comparing words: folded, lower case."""
    return fold(text).casefold()


def parse_yen(text: str, unit: str = "") -> int | Bad:
    """Yen: ``21000000``, ``21,000,000``, ``2,100万円``, ``21,000千円``; 0 to 100,000,000,000.

    ``unit`` is that of a number without one.
    """
    if not unit and text.isdecimal() and text.isascii() and len(text) <= 11:
        return int(text)
    folded = fold_number(text)
    match = _YEN.fullmatch(folded)
    if match is None:
        if _NEGATIVE.fullmatch(folded):
            return Bad("amount-negative", Message("cell.yen"), Message("fix.net"))
        return Bad("amount-unreadable", Message("cell.yen"))
    number, part, unit = match["number"].replace(",", ""), match["part"], match["unit"] or unit
    if part is not None and not unit:
        return Bad("amount-unreadable", Message("cell.yen"), Message("fix.whole-yen"))
    yen = Fraction(number + (part or "")) * UNITS[unit]
    if yen.denominator != 1:
        return Bad("amount-unreadable", Message("cell.yen"), Message("fix.whole-yen"))
    return yen.numerator if yen <= MOST else Bad("amount-range", Message("cell.yen"))


def parse_share(text: str, unit: str = "") -> Fraction | Bad:
    """A share: ``0.4``, ``40%``, ``2/5``; 0 to 1, exact. With ``unit`` ``%`` a number without a sign is a percentage."""
    folded = fold_number(text)
    match = _SHARE.fullmatch(folded)
    if match is None or (match["bottom"] is not None and int(match["bottom"]) == 0):
        return Bad("share-unreadable", Message("cell.share"))
    if match["percent"] is not None:
        share = Fraction(match["percent"]) / 100
    elif match["top"] is not None:
        share = Fraction(int(match["top"]), int(match["bottom"]))
    elif unit == "%":
        share = Fraction(match["plain"]) / 100
        if 0 < share <= Fraction(1, 100):
            doubt = Message("fix.percent", value=f"{folded}% / {plain_percent(folded)}%")
            return Bad("share-unit", Message("cell.share-percent"), doubt)
    else:
        share = Fraction(match["plain"])
    if share <= 1:
        return share
    likely = Message("fix.percent", value=f"{folded}%") if match["plain"] is not None and share <= 100 else None
    return Bad("share-range", Message("cell.share"), likely)


def plain_percent(decimal: str) -> str:
    """A decimal as a percentage without its sign: ``0.4`` is ``40``."""
    return format((Decimal(decimal) * 100).normalize(), "f")


def parse_body_code(text: str) -> str | Bad:
    """A body's 6-digit code with the right check digit; never repaired in silence."""
    folded = fold_number(_PROTECTED.sub(r"\1", text.strip()))
    if is_code(folded):
        return folded
    digits = folded.isascii() and folded.isdigit()
    if digits and len(folded) == 5:
        return Bad(
            "body-code-length",
            Message("cell.body-code"),
            Message("fix.body-code", codes=" / ".join(candidates(folded))),
        )
    if digits and len(folded) == 6:
        return Bad(
            "body-code-check",
            Message("cell.body-code"),
            Message("fix.check-digit", code=folded[:5] + check_digit(folded[:5])),
        )
    return Bad("body-code-unreadable", Message("cell.body-code"))


def parse_year(text: str, years: Iterable[str]) -> str | Bad:
    """A fiscal year for which there is a rule file."""
    years = tuple(years)
    year = year_of(fold_number(text))
    if year is None:
        return Bad("fiscal-year-unreadable", Message("cell.year"))
    return year if year in years else Bad("fiscal-year-no-rules", Message("cell.year-rules", years=", ".join(years)))


def parse_date(text: str) -> date | Bad:
    """A date: ``2026-10-01``, ``令和8年10月1日``, ``R8.10.1``."""
    folded = fold_number(text)
    return date_of(folded) or Bad("date-unreadable", Message("cell.date"), _likely_date(folded))


def _likely_date(folded: str) -> Message | None:
    """What a number may stand for: eight digits, or a spreadsheet's serial number of a day."""
    if not re.fullmatch(r"(?:19|20)\d{6}|[34]\d{4}", folded):
        return None
    if len(folded) == 5:
        return Message("fix.guess", guess=(date(1899, 12, 30) + timedelta(days=int(folded))).isoformat())
    day = date_of(f"{folded[:4]}-{folded[4:6]}-{folded[6:]}")
    return None if day is None else Message("fix.guess", guess=day.isoformat())


def parse_word(text: str, words: Mapping[str, str], code: str, expected: Message) -> str | Bad:
    """One of some words, by its id or its name; ``words`` maps :func:`word` of each to the id."""
    folded = word(text)
    if folded in words:
        return words[folded]
    from difflib import get_close_matches

    guess = get_close_matches(folded, words, n=1, cutoff=0.6)
    return Bad(code, expected, Message("fix.guess", guess=words[guess[0]]) if guess else None)


class Memo(dict[K, V]):
    """A parser that reads each distinct cell, or tuple of cells, once."""

    def __init__(self, parse: Callable[[K], V]) -> None:
        super().__init__()
        self._parse = parse

    def __missing__(self, key: K) -> V:
        """Reads what has not been read yet."""
        value = self[key] = self._parse(key)
        return value
