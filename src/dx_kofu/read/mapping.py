"""A mapping file (``--mapping map.toml``): a body's own headers and words, and what its sheets leave out.

::

    schema = "dx-kofu/mapping/1"
    sheet = "調査表*"               # where not every sheet is meant; or a list
    header = [3, 4]                 # lines of the header, where it is not found
    unit = "千円"                   # of amounts that name none

    [columns]                       # the file's header (of two rows: "upper lower") = column
    "事業費合計" = "amount"

    [fill]                          # columns that the file does not have, or leaves blank
    fiscal_year = "R8"
    measure = "cio-aide"

    [words.category]                # the file's words = those of the program
    "委託" = "outsourcing"

    ignore = ["担当課"]              # (above the tables) headers to pass through, however close to a column's name

``dx-kofu map FILE`` writes a first draft. Every value is checked when the file is read; every problem is told at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from pydantic import TypeAdapter

from dx_kofu.messages import Message
from dx_kofu.read.cells import UNITS, Bad, parse_body_code, parse_year, word
from dx_kofu.read.expenses import check_assumption
from dx_kofu.read.guide import Guide
from dx_kofu.read.names import squeezed
from dx_kofu.rules.load import RuleBook, RuleFileError, parse_toml, problem_message
from dx_kofu.rules.records import STRICT
from dx_kofu.rules.validate import shape

SCHEMA = "dx-kofu/mapping/1"
ASSUMED = ("other_funding", "share")
"""Columns of a row's own whose blanks may be filled: the result says so as it does for ``--assume``."""
NEVER_FILLED = ("id", "person", "amount", "date", "note", "accepted")


@dataclass(frozen=True, kw_only=True, eq=False)
class Mapping:
    """A mapping file."""

    __pydantic_config__: ClassVar = STRICT
    schema: Literal["dx-kofu/mapping/1"]
    sheet: str | tuple[str, ...] = ()
    header: tuple[int, ...] = ()
    unit: str | None = None
    ignore: tuple[str, ...] = ()
    columns: dict[str, str] = field(default_factory=dict)
    fill: dict[str, str] = field(default_factory=dict)
    words: dict[str, dict[str, str]] = field(default_factory=dict)


def mapping_guide(book: RuleBook, name: str, content: bytes) -> Guide:
    """The guide that a mapping file gives; every problem at once as :class:`~dx_kofu.rules.load.RuleFileError`."""
    mapping = shape(TypeAdapter(Mapping), parse_toml(name, content))
    if isinstance(mapping, list):
        raise RuleFileError([problem_message(name, *problem) for problem in mapping])
    problems = [problem_message(name, path, message, value) for path, value, message in _problems(mapping, book)]
    if problems:
        raise RuleFileError(problems)
    return Guide(
        book=book,
        columns={column: text for column, text in mapping.fill.items() if column not in ASSUMED},
        assumed={column: text for column, text in mapping.fill.items() if column in ASSUMED},
        sheets=(mapping.sheet,) if isinstance(mapping.sheet, str) else mapping.sheet,
        unit=mapping.unit,
        header=mapping.header,
        mapped=mapping.columns,
        ignored=frozenset(map(squeezed, mapping.ignore)),
        words={
            column: {squeezed(text): value for text, value in words.items()} for column, words in mapping.words.items()
        },
    )


def _problems(mapping: Mapping, book: RuleBook) -> Iterator[tuple[str, str, Message]]:
    """Path, value and message of everything that does not fit."""
    known = Guide(book=book).names.known
    columns = Message("mapping.column", names=", ".join(known))
    if mapping.unit is not None and mapping.unit not in UNITS:
        yield "unit", mapping.unit, Message("mapping.unit", units=", ".join(unit for unit in UNITS if unit))
    first = mapping.header[0] if mapping.header else 1
    if mapping.header != tuple(range(first, first + len(mapping.header))) or first < 1 or len(mapping.header) > 4:
        yield "header", str(list(mapping.header)), Message("mapping.header")
    for text, column in mapping.columns.items():
        if column not in known:
            yield f"columns.{text}", column, columns
    for column in mapping.words:
        if column not in known:
            yield f"words.{column}", column, columns
            continue
        for text, value in mapping.words[column].items():
            message = None if column in NEVER_FILLED else _filled(book, column, value)
            if message is not None:
                yield f"words.{column}.{text}", value, message
    for column, text in mapping.fill.items():
        message = columns if column not in known else _filled(book, column, text)
        if message is not None:
            yield f"fill.{column}", text, message


def _filled(book: RuleBook, column: str, text: str) -> Message | None:
    """What is wrong with a value for blanks, if anything."""
    if column in NEVER_FILLED:
        return Message("mapping.never-filled")
    if column == "body_name":
        return None
    if column in ("body_code", "fiscal_year"):
        parsed = parse_body_code(text) if column == "body_code" else parse_year(text, book.years)
        return parsed.message if isinstance(parsed, Bad) else None
    rule_sets = [book[year].rules for year in book.years]
    if column in ("measure", "category"):
        words = {word(name) for rules in rule_sets for m in rules.measures for name in (m.id, m.title.ja)}
        if column == "category":
            words = {word(name) for rules in rule_sets for key, ja in rules.categories.items() for name in (key, ja.ja)}
        return None if word(text) in words else Message(f"mapping.{column}")
    return check_assumption(column, text, rule_sets)
