"""What an expected file (``budget.expected.toml``) says of the budget beside it.

::

    [[measures]]                    # a line of the result, found by its first three keys
    body_code = "202037"
    fiscal_year = "R8"
    measure = "cio-aide"
    allocation = 6160000            # and any of the other keys that a line of the JSON result has
    potential = "unknown"           # null: no bound

    [[rows]]                        # may be left out; where rows are listed, all are
    row = 9
    eligible = 1000000
    reductions = { "cap:recruitment" = 450000 }

    [totals]
    special = { allocation = 6160000 }

In: a file's name and bytes. Out: an :class:`Expected`; a key that no result has, or a value of the wrong kind, is an error with
its place, all of them at once: a misspelt key would check nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, NamedTuple

from dx_kofu.messages import Message
from dx_kofu.rules.load import RuleFileError, parse_toml, problem_message
from dx_kofu.rules.records import UNKNOWN

MEASURE_KEY = ("body_code", "fiscal_year", "measure")
ROW_KEY = ("sheet", "row")
TAXES = ("special", "ordinary")

_KINDS: dict[str, tuple[type, str]] = {
    "text": (str, "rules.string"),
    "number": (int, "rules.int"),
    "flag": (bool, "rules.bool"),
    "list": (list, "rules.array"),
    "table": (dict, "rules.table"),
}
# The keys of each table, with the kind of their values; a kind with ? may be unknown.
MEASURE = {
    "body_code": "text",
    "fiscal_year": "text",
    "measure": "text",
    "tax": "text",
    "claimed": "number",
    "eligible": "number",
    "potential_eligible": "number",
    "rate": "text?",
    "heads": "number?",
    "potential_heads": "number?",
    "unit_amount": "number?",
    "before_rounding": "text",
    "allocation": "number",
    "potential": "number?",
    "complete": "flag",
    "approximate": "flag",
}
ROW = {
    "sheet": "text",
    "row": "number",
    "eligible": "number",
    "potential": "number",
    "status": "text",
    "reductions": "table",
    "questions": "list",
}
TOTAL = {"allocation": "number", "potential": "number?", "complete": "flag"}
_FILE = {"measures": "list", "rows": "list", "totals": "table"}


class Entry(NamedTuple):
    """A table of the file: what it says (``None`` for unknown), and the line it begins in."""

    says: Mapping[str, Any]
    line: int


class Expected(NamedTuple):
    """An expected file; a part that it leaves out is ``None`` and checks nothing."""

    measures: tuple[Entry, ...] | None
    rows: tuple[Entry, ...] | None
    totals: Mapping[str, Entry]


class BrokenExpected(RuleFileError):
    """An expected file that cannot be used; ``lines``: where each problem stands."""

    def __init__(self, problems: list[Message], lines: list[int]) -> None:
        super().__init__(problems)
        self.lines = lines


class _Wrong(NamedTuple):
    path: str
    message: Message
    value: str | None = None


def parse(name: str, content: bytes) -> Expected:
    """An expected file; every problem at once as :class:`BrokenExpected`."""
    try:
        data = parse_toml(name, content)
    except RuleFileError as error:
        at = [re.search(r"at line (\d+)", problem.in_("en")) for problem in error.problems]
        raise BrokenExpected(error.problems, [int(found[1]) if found else 1 for found in at]) from error
    text = content.decode("utf-8-sig")
    problems = list(_problems(data))
    if problems:
        lines = [_line_of(text, data, problem.path) for problem in problems]
        raise BrokenExpected([problem_message(name, *problem) for problem in problems], lines)
    totals = {tax: Entry(_read(says), _line_of_total(text, tax)) for tax, says in data.get("totals", {}).items()}
    return Expected(_entries(text, data, "measures"), _entries(text, data, "rows"), totals)


def key_of(says: Mapping[str, Any], key: Sequence[str]) -> tuple[Any, ...]:
    """What a table is found by."""
    return tuple([says.get(name) for name in key])


def _entries(text: str, data: Mapping[str, Any], name: str) -> tuple[Entry, ...] | None:
    if name not in data:
        return None
    tables = data[name]
    lines = _lines(text, name, len(tables))
    return tuple(Entry(_read(says), line) for says, line in zip(tables, lines, strict=True))


def _lines(text: str, name: str, count: int) -> list[int]:
    """The lines in which the tables of an array begin; 1 for all where it is written within a line."""
    heading = re.compile(rf"[ \t]*\[\[\s*{name}\s*\]\]")
    lines = [number for number, line in enumerate(text.split("\n"), start=1) if heading.match(line)]
    return lines if len(lines) == count else [1] * count


def _line_of_total(text: str, tax: str) -> int:
    heading = re.compile(rf"[ \t]*(\[\s*totals\s*\.\s*{tax}\s*\]|{tax}\s*=|totals\s*=)")
    return next((number for number, line in enumerate(text.split("\n"), start=1) if heading.match(line)), 1)


def _line_of(text: str, data: Mapping[str, Any], path: str) -> int:
    """The line of the table that a problem's path (``rows[2].eligble``) names."""
    entry = re.match(r"(measures|rows)\[(\d+)\]", path)
    if entry is not None:
        return _lines(text, entry[1], len(data[entry[1]]))[int(entry[2])]
    parts = path.split(".")
    return _line_of_total(text, re.escape(parts[1])) if parts[0] == "totals" and len(parts) > 1 else 1


def _read(says: Mapping[str, Any]) -> dict[str, Any]:
    return {key: None if value == UNKNOWN else value for key, value in says.items()}


# ------------------------------------------------------------------------------------------------ problems


def _problems(data: Mapping[str, Any]) -> Iterator[_Wrong]:
    wrong = list(_table("", data, _FILE))
    yield from wrong
    if wrong:
        return
    if not any(_figures(data)):
        yield _Wrong("measures", Message("v.says-nothing"))
    yield from _tables("measures", data.get("measures", []), MEASURE, MEASURE_KEY, MEASURE_KEY)
    yield from _tables("rows", data.get("rows", []), ROW, ROW_KEY, ("row",))
    for index, row in enumerate(data.get("rows", [])):
        if isinstance(row, dict):
            yield from _row(f"rows[{index}]", row)
    totals = data.get("totals", {})
    yield from _table("totals", totals, dict.fromkeys(TAXES, "table"))
    for tax, says in totals.items():
        if tax in TAXES and isinstance(says, dict):
            yield from _table(f"totals.{tax}", says, TOTAL)


def _figures(data: Mapping[str, Any]) -> Iterator[bool]:
    """Whether each table says anything beside what it is found by; a file in which none does would pass whatever is found."""
    for name, key in (("measures", MEASURE_KEY), ("rows", ROW_KEY)):
        yield from (not isinstance(says, dict) or bool(says.keys() - set(key)) for says in data.get(name, []))
    yield from map(bool, data.get("totals", {}).values())


def _tables(
    path: str, tables: Sequence[Any], kinds: Mapping[str, str], key: Sequence[str], required: Sequence[str]
) -> Iterator[_Wrong]:
    seen = set()
    for index, says in enumerate(tables):
        place = f"{path}[{index}]"
        if not isinstance(says, dict):
            yield _Wrong(place, Message("rules.table"), str(says))
            continue
        wrong = [*_table(place, says, kinds), *_missing(place, says, required)]
        yield from wrong
        if not wrong:
            found = key_of(says, key)
            if found in seen:
                shown = " ".join(str(part) for part in found if part is not None)
                yield _Wrong(place, Message("v.twice"), shown)
            seen.add(found)


def _missing(path: str, says: Mapping[str, Any], required: Sequence[str]) -> Iterator[_Wrong]:
    return (_Wrong(f"{path}.{key}", Message("rules.missing")) for key in required if key not in says)


def _table(path: str, says: Mapping[str, Any], kinds: Mapping[str, str]) -> Iterator[_Wrong]:
    for key, value in says.items():
        place = f"{path}.{key}" if path else key
        if key not in kinds:
            guess = get_close_matches(key, kinds, n=1, cutoff=0.6)
            known = Message("v.unknown-key", keys=", ".join(kinds))
            yield _Wrong(place, Message("rules.unknown-key-guess", guess=guess[0]) if guess else known)
        elif not _is(kinds[key], value):
            yield _Wrong(place, Message(_KINDS[kinds[key].rstrip("?")][1]), str(value))


def _is(kind: str, value: Any) -> bool:
    if kind.endswith("?") and value == UNKNOWN:
        return True
    wanted = _KINDS[kind.rstrip("?")][0]
    return isinstance(value, wanted) and (wanted is bool or not isinstance(value, bool))


def _row(path: str, row: Mapping[str, Any]) -> Iterator[_Wrong]:
    reductions, questions = row.get("reductions", {}), row.get("questions", [])
    if isinstance(reductions, dict):
        for code, amount in reductions.items():
            if not _is("number", amount):
                yield _Wrong(f"{path}.reductions.{code}", Message("rules.int"), str(amount))
    if isinstance(questions, list):
        for index, fact in enumerate(questions):
            if not isinstance(fact, str):
                yield _Wrong(f"{path}.questions[{index}]", Message("rules.string"), str(fact))
