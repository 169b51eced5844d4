"""Ranges in words, the same in every format: what is not known never looks like a plain figure."""

from __future__ import annotations

from dx_kofu.messages import Message
from dx_kofu.plan.result import Span
from dx_kofu.render.figures import bound, confirmed
from dx_kofu.result import Total
from dx_kofu.words import Lang


def signed(amount: int) -> str:
    """Yen that may be less than nothing: ``△4,050,000``."""
    return f"△{-amount:,}" if amount < 0 else f"{amount:,}"


def allocation(total: Total, lang: Lang, *, approximate: bool = False) -> str:
    """An allocation from what is confirmed to the most that can come of it: ``700,000～1,750,000``, ``0 + 不明``."""
    if total.potential is None:
        return confirmed(total.allocation, lang, complete=False, approximate=approximate)
    low, high = (bound(yen, lang, approximate=approximate and yen > 0) for yen in (total.allocation, total.potential))
    return low if total.allocation == total.potential else Message("p.range", low=low, high=high).in_(lang)


def burden(span: Span, lang: Lang) -> str:
    """A burden between its bounds: ``7,500,000～9,000,000``; ``24,000,000以下`` where the lower one is not known."""
    high = signed(span.most)
    if span.least is None:
        return Message("p.at-most", high=high).in_(lang)
    return high if span.least == span.most else Message("p.range", low=signed(span.least), high=high).in_(lang)
