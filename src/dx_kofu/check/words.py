"""The word lists, the titles of the groups of findings and the bounds, read from the TOML files beside this module."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from dx_kofu.catalogue import codes
from dx_kofu.words import Text

FOLDER = Path(__file__).parent


@cache
def groups() -> Mapping[str, Text]:
    """The titles of the groups of codes."""
    return {name: Text(**words) for name, words in word_table()["groups"].items()}


@cache
def word_table() -> Mapping[str, Any]:
    """``words.toml``."""
    return _table("words.toml")


@cache
def bounds() -> Mapping[str, Any]:
    """``bounds.toml``."""
    return _table("bounds.toml")


def _table(name: str) -> Mapping[str, Any]:
    return tomllib.loads((FOLDER / name).read_text("utf-8"))


# ------------------------------------------------------------------------------------------------ words beside a row


class Words(NamedTuple):
    """A list of words that tell of a cost beside a row, and where they say nothing."""

    code: str
    pattern: re.Pattern[str]
    harmless: re.Pattern[str]
    """Phrases that hold one of the words and mean something else."""
    taken_back: re.Pattern[str]
    """Words behind a word that take it back (旅費を除く)."""
    measures: frozenset[str]
    """Measures whose rows are looked at; none: all."""
    categories: frozenset[str]
    """Categories whose rows are looked at; none: all."""
    kinds: frozenset[str]
    """Kinds of body whose rows are looked at; none: all."""
    but: frozenset[str]
    """Categories that the words are no surprise in."""
    unless_shared: bool
    """Whether a share below 1 already leaves the part out."""


class Around(NamedTuple):
    """What stands around a word and decides whether it is taken back."""

    before: re.Pattern[str]
    """What takes back the word that follows (対象外（旅費…）)."""
    ends: re.Pattern[str]
    """What keeps the words behind it from taking back (旅費を含む、通信費を除く)."""
    reach: int


@cache
def word_lists() -> tuple[Words, ...]:
    """Every list of words that ask a question."""
    return tuple(_words(entry) for entry in word_table()["notes"])


def _words(entry: Mapping[str, Any]) -> Words:
    back, group = word_table()["taken_back"], codes()[entry["code"]].group
    pattern = any_of(entry["words"], entry.get("patterns", ()))
    followers = word_table()["harmless"]["followers"]
    followed = [f"(?:{pattern.pattern})(?:{followers})"] if entry.get("followers") else []
    return Words(
        entry["code"],
        pattern,
        any_of(entry.get("harmless", ()), (*entry.get("harmless_patterns", ()), *followed)),
        any_of(
            (*back["words"], *back[group]["words"], *entry.get("taken_back", ())),
            (*back["patterns"], *back[group]["patterns"]),
        ),
        frozenset(entry.get("measures", ())),
        frozenset(entry.get("categories", ())),
        frozenset(entry.get("kinds", ())),
        frozenset(entry.get("but", ())),
        entry.get("unless_shared", False),
    )


@cache
def around() -> Around:
    """What stands around words of any list."""
    entry = word_table()["taken_back"]
    return Around(re.compile(entry["before"]), any_of(entry["ends"], entry["ends_patterns"]), entry["reach"])


def has_word(text: str) -> bool:
    """Whether any word of any list stands in a text, to pass over most texts at once."""
    return any(pattern.search(text) is not None for pattern in _first_looks())


@cache
def _first_looks() -> tuple[re.Pattern[str], ...]:
    """One pattern of plain words, which is searched for by their first letters, and one of the rest."""
    words = {word.casefold() for entry in word_table()["notes"] for word in entry["words"]}
    plain = {word for word in words if _pattern(word) == re.escape(word)}
    patterns = {pattern for entry in word_table()["notes"] for pattern in entry.get("patterns", ())}
    return any_of(plain), any_of(words - plain, sorted(patterns))


@cache
def named(name: str) -> re.Pattern[str]:
    """A pattern for any of the phrases that ``words.toml`` lists under ``phrases``."""
    entry = word_table()["phrases"][name]
    return any_of(entry.get("words", ()), entry.get("patterns", ()))


def any_of(words: Iterable[str], patterns: Iterable[str] = ()) -> re.Pattern[str]:
    """A pattern for any of some words; Latin letters and digits must stand alone (``MOS`` is not in ``MOSAIC``)."""
    found = [_pattern(word.casefold()) for word in sorted(words, key=len, reverse=True)]
    return re.compile("|".join((*found, *patterns)) or "(?!)")


def _pattern(word: str) -> str:
    before = r"(?<![a-z0-9])" if word[0].isascii() and word[0].isalnum() else ""
    after = r"(?![a-z0-9])" if word[-1].isascii() and word[-1].isalnum() else ""
    return before + re.escape(word) + after
