"""What CI is told, by whichever command: kinds of findings, and cases with what was found in each."""

from __future__ import annotations

from typing import Literal, NamedTuple

from dx_kofu.words import Lang

Level = Literal["error", "warning", "note"]


class Place(NamedTuple):
    """A line of a file."""

    file: str
    line: int


class Kind(NamedTuple):
    """A kind of finding."""

    code: str
    title: str
    help: str = ""
    """Why it matters and what to do, in plain text."""


class Told(NamedTuple):
    """A finding in words."""

    kind: Kind
    level: Level
    places: tuple[Place, ...]
    """Where it is: the first is shown first; never none."""
    title: str
    lines: tuple[str, ...] = ()
    accepted: str | None = None
    """Why a person accepted it: it counts no more."""
    in_source: bool = False
    """Accepted in the table itself."""
    fingerprint: str | None = None
    """The same for the same finding, wherever its rows are moved to."""


class Case(NamedTuple):
    """Something that was checked: a budget, a code."""

    folder: str
    name: str
    file: str | None
    found: tuple[Told, ...]
    fails: bool
    is_broken: bool = False
    """It could not be checked."""


class Document(NamedTuple):
    """All that is told of a run."""

    command: str
    suite: str
    kinds: tuple[Kind, ...]
    cases: tuple[Case, ...]
    summary: str
    heads: tuple[str, str, str]
    """Of the table in a summary: the thing checked, where, what."""
    lang: Lang
