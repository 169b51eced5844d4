"""``--format html``: the result as a page."""

from __future__ import annotations

from collections.abc import Iterator

from dx_kofu.result import Result
from dx_kofu.words import Lang


def render(result: Result, lang: Lang) -> Iterator[str]:
    """The pieces of the page."""
    raise NotImplementedError
