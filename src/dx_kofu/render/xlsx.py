"""``--format xlsx``: the result as a workbook."""

from __future__ import annotations

from dx_kofu.result import Result
from dx_kofu.words import Lang


def render(result: Result, lang: Lang) -> bytes:
    """The workbook's bytes."""
    raise NotImplementedError
