"""Yen as people read them, the same in every format: what is incomplete, approximate or without a bound never looks plain.

In: figures of a line or a total. Out: words, with thousands separators and, where asked, with their unit.
"""

from __future__ import annotations

from fractions import Fraction

from dx_kofu.messages import Message
from dx_kofu.money import decimal_text
from dx_kofu.result import Line
from dx_kofu.words import Lang


def yen(amount: int, lang: Lang, *, unit: bool = False) -> str:
    """An amount: ``2,100,000``, or with its unit ``2,100,000円``."""
    return Message("r.yen", amount=amount).in_(lang) if unit else f"{amount:,}"


def taken(amount: int) -> str:
    """An amount that went: ``△3,600,000``."""
    return f"△{amount:,}" if amount else "0"


def signed(amount: int, lang: Lang) -> str:
    """A difference: ``+1,000``, ``0``, and less as officials write it, ``△1,000`` (in English ``-1,000``)."""
    if amount >= 0:
        return f"{amount:+,}" if amount else "0"
    return f"△{-amount:,}" if lang == "ja" else f"{amount:,}"


def exact_yen(amount: Fraction) -> str:
    """An amount before rounding, its fraction of a yen included: ``1,680,000.3``."""
    whole, point, rest = decimal_text(amount).partition(".")
    return f"{int(whole):,}{point}{rest}" if whole.isdecimal() else whole


def confirmed(amount: int, lang: Lang, *, complete: bool, approximate: bool, unit: bool = False) -> str:
    """An allocation: a figure that waits for an unknown one says so (``0 + 不明``)."""
    figure = _approximately(yen(amount, lang, unit=unit), lang, approximate=approximate and amount > 0)
    return figure if complete else Message("t.incomplete", figure=figure).in_(lang)


def bound(amount: int | None, lang: Lang, *, approximate: bool, unit: bool = False) -> str:
    """The most that can come of it; ``None`` is without a bound."""
    if amount is None:
        return Message("t.unbounded").in_(lang)
    return _approximately(yen(amount, lang, unit=unit), lang, approximate=approximate and amount > 0)


def heads(line: Line, lang: Lang) -> str:
    """Heads and unit amount of a line under the ordinary tax: ``2人 x 約8,400,000``."""
    unit = bound(line.unit_amount, lang, approximate=line.approximate)
    key = "t.heads-same" if line.heads == line.potential_heads else "t.heads"
    key += "-one" if line.heads == 1 else ""
    return Message(key, certain=line.heads, possible=line.potential_heads, unit=unit).in_(lang)


def _approximately(figure: str, lang: Lang, *, approximate: bool) -> str:
    return Message("t.approximate", figure=figure).in_(lang) if approximate else figure
