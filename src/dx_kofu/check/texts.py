"""Texts beside rows: folded to find words in them, and compared to tell rows apart.

Two rows are one payment for certain where their texts say the same, in doubt where one says no more than how the other
begins (a blank text begins every other), and told apart where they differ: ``4月分`` and ``5月分``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import pairwise

from dx_kofu.check.words import named
from dx_kofu.result import Item

JAPANESE = r"\u3005-\u30ff\u3400-\u9fff"
_BLANK = re.compile(rf"(?<=[{JAPANESE}])[^\S\n]+(?=\S)|(?<=\S)[^\S\n]+(?=[{JAPANESE}])")
_SIGNS = re.compile(r"[\W_]+")
_NUMBERS = re.compile(r"[0-9]+")


@lru_cache(4096)
def folded(text: str) -> str:
    """A text for finding words: half-width letters, small ones, no blanks beside Japanese ones (``旅　費``)."""
    return text.casefold() if text.isascii() else _BLANK.sub("", unicodedata.normalize("NFKC", text).casefold())


@lru_cache(4096)
def bare(text: str) -> str:
    """A text for comparing: letters and digits alone, and no word for a copy (``再掲``)."""
    return _SIGNS.sub("", named("again").sub("", folded(text)))


@lru_cache(4096)
def marks(text: str) -> frozenset[str]:
    """The months and years that a text names: ``R7年度3月分``."""
    return frozenset(match[0] for match in named("months").finditer(folded(text)))


def chains(rows: Sequence[Item], days: int) -> Iterator[list[Item]]:
    """Runs of rows, each at most some days after the one before; those without a day are one."""
    undated = [item for item in rows if item.expense.date is None]
    if undated:
        yield undated
    dated = sorted(((item.expense.date, index) for index, item in enumerate(rows) if item.expense.date is not None))
    chain: list[tuple[date, int]] = []
    for entry in dated:
        if chain and (entry[0] - chain[-1][0]).days > days:
            yield [rows[index] for _, index in chain]
            chain = []
        chain.append(entry)
    if chain:
        yield [rows[index] for _, index in chain]


def begins(first: str, second: str) -> bool:
    """Whether one text says no more than how another begins, and names no other number."""
    return second.startswith(first) and (not first or _NUMBERS.findall(first) == _NUMBERS.findall(second))


def are_apart(first: str, second: str) -> bool:
    """Whether two bare texts tell their rows apart."""
    return not (begins(first, second) or begins(second, first))


def alike(texts: Mapping[int, str], rows: Sequence[Item]) -> Iterator[tuple[list[Item], bool]]:
    """Rows that their texts do not tell apart, and whether the texts say the same; ``texts`` by row (its ``id``)."""
    by_text: dict[str, list[Item]] = {}
    for item in rows:
        by_text.setdefault(texts[id(item)], []).append(item)
    ordered = sorted(by_text)
    run = ordered[:1]
    for first, second in pairwise(ordered):
        if not begins(first, second):
            yield from _of_run([by_text[text] for text in run])
            run = []
        run.append(second)
    yield from _of_run([by_text[text] for text in run])


def _of_run(rows: Sequence[list[Item]]) -> Iterator[tuple[list[Item], bool]]:
    same = [found for found in rows if len(found) > 1]
    if same:
        yield from ((found, True) for found in same)
    elif len(rows) > 1:
        yield [item for found in rows for item in found], False
