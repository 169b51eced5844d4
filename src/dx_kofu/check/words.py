"""The word lists and the titles of the groups of findings, read from ``words.toml`` when they are first asked for."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from dx_kofu.words import Text

FOLDER = Path(__file__).parent


@cache
def groups() -> Mapping[str, Text]:
    """The titles of the groups of codes."""
    return {name: Text(**words) for name, words in word_table()["groups"].items()}


class Words(NamedTuple):
    """A list of words that tell of a cost in a row's note, and where they say nothing."""

    code: str
    pattern: re.Pattern[str]
    harmless: re.Pattern[str] | None
    """Phrases that hold one of the words and mean something else."""
    measures: frozenset[str]
    """Measures whose rows are looked at; none: all."""
    categories: frozenset[str]
    """Categories whose rows are looked at; none: all."""
    but: frozenset[str]
    """Categories that the words are no surprise in."""
    unless_shared: bool
    """Whether a share below 1 already leaves the part out."""


class TakenBack(NamedTuple):
    """Words behind a word that take it back (旅費を除く), and those between that do not let them (旅費を含む)."""

    pattern: re.Pattern[str]
    ends: re.Pattern[str]
    reach: int


@cache
def word_table() -> Mapping[str, Any]:
    """``words.toml``."""
    return tomllib.loads((FOLDER / "words.toml").read_text("utf-8"))


@cache
def word_lists() -> tuple[Words, ...]:
    """Every word list that names a code."""
    return tuple(_words(code, entry) for code, entry in word_table()["notes"].items())


def _words(code: str, entry: Mapping[str, Any]) -> Words:
    harmless = entry.get("harmless", ())
    return Words(
        code,
        any_of(entry["words"]),
        any_of(harmless) if harmless else None,
        frozenset(entry.get("measures", ())),
        frozenset(entry.get("categories", ())),
        frozenset(entry.get("but", ())),
        entry.get("unless_shared", False),
    )


@cache
def taken_back() -> TakenBack:
    """The words that take back."""
    entry = word_table()["taken_back"]
    return TakenBack(any_of(entry["words"]), any_of(entry["ends"]), entry["reach"])


def any_of(words: Any) -> re.Pattern[str]:
    """A pattern for any of some words; Latin letters and digits must stand alone (``MOS`` is not in ``MOSAIC``)."""
    return re.compile("|".join(_pattern(word.casefold()) for word in sorted(words, key=len, reverse=True)))


def _pattern(word: str) -> str:
    before = r"(?<![a-z0-9])" if word[0].isascii() and word[0].isalnum() else ""
    after = r"(?![a-z0-9])" if word[-1].isascii() and word[-1].isalnum() else ""
    return before + re.escape(word) + after
