"""Answers taken back: a sheet that ``ask -o`` wrote, filled in, over the expenses it asked about.

In: the file's sheets and the expenses as read. Out: the expenses answered, or diagnostics - where an answer cannot be read,
its rows are gone or are no longer what was asked about, or the table now says otherwise itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from hashlib import sha256
from typing import Any, NamedTuple

from dx_kofu.ask.sheet import ANSWER_NAMES, FACT, KEY, ROWS, key_of
from dx_kofu.messages import Message
from dx_kofu.read.cells import Bad, fold, fold_number, parse_share, parse_yen, word
from dx_kofu.read.frame import UNCALCULATED, fact_parser
from dx_kofu.read.sheet import Sheet, Unreadable, column_letters
from dx_kofu.read.table import sheets_in
from dx_kofu.records import Diagnostic, Expense
from dx_kofu.result import Answered
from dx_kofu.rules.load import Loaded
from dx_kofu.whatif import Answer, answered

NUMBERS: Mapping[str, Callable[[str], Any]] = {"other_funding": parse_yen, "share": parse_share}
"""Columns whose answer is a number, and how it is read."""
_WHOLE = re.compile(r"(?P<number>[\d,]+)\.00?")
"""A whole number as programs write it that know decimals only: ``0.0``; three zeros might be a thousand."""


class Taken(NamedTuple):
    """Expenses with the answers in them."""

    expenses: list[Expense]
    given: Answered
    diagnostics: list[Diagnostic]


class _Line(NamedTuple):
    """A question that was answered."""

    line: int
    fact: str
    ids: tuple[str, ...]
    key: str
    text: str
    doubt: Bad | None
    """Why the cell's text is not what a person sees."""


class _Columns(NamedTuple):
    """Where the columns of a sheet stand, and its header."""

    header: int
    fact: int
    rows: int
    key: int
    answer: int


def take(
    name: str, content: bytes, expenses: Sequence[Expense], rules: Mapping[str, Loaded], before: Sequence[Answered] = ()
) -> Taken:
    """Answers the expenses, which hold the answers of the sheets ``before``.

    :class:`~dx_kofu.read.sheet.Unreadable` where the file is no sheet of questions.
    """
    sheets = _sheets(name, content)
    by_id = {fold(expense.id): index for index, expense in enumerate(expenses)}
    problems: list[Diagnostic] = []
    found: dict[int, dict[str, Answer]] = {}
    filled: dict[tuple[str, str], str] = {}

    for sheet, columns in sheets:
        for line in _lines(sheet, columns):
            cell = None if sheet.title is None else f"{sheet.title}!{column_letters(columns.answer)}{line.line}"
            rows = [by_id[fold(one)] for one in line.ids if fold(one) in by_id]
            read = line.doubt or _answer(line, [expenses[row] for row in rows], rules, before)
            twice = [row for row in rows if found.get(row, {}).get(line.fact, read) != read]
            if twice and not isinstance(read, Bad):
                read = Bad("answer-twice", Message("a.twice", place=filled[expenses[twice[0]].id, line.fact]))
            if isinstance(read, Bad):
                code, message, fix = read
                problems.append(Diagnostic(code, name, line.line, line.fact, line.text, message, fix, cell))
                continue
            for row in rows:
                found.setdefault(row, {})[line.fact] = read
                if _said(rules, expenses[row], line.fact) is None:
                    filled.setdefault((expenses[row].id, line.fact), cell or str(line.line))
    given = Answered(name, sha256(content).hexdigest(), filled)
    return Taken(answered(expenses, rules, found), given, problems)


def _sheets(name: str, content: bytes) -> list[tuple[Sheet, _Columns]]:
    """Every sheet of the file that holds questions: each division may have had its own."""
    found = []
    for sheet in sheets_in(name, content).sheets:
        for index, row in enumerate(sheet.rows):
            texts = [word(text) for text in row]
            answer = next((texts.index(word) for word in ANSWER_NAMES if word in texts), None)
            if answer is not None and {FACT, ROWS, KEY} <= set(texts):
                places = (texts.index(FACT), texts.index(ROWS), texts.index(KEY), answer)
                found.append((sheet, _Columns(index, *places)))
                break
    if found:
        return found
    raise Unreadable(name, Message("a.no-sheet"))


def _lines(sheet: Sheet, columns: _Columns) -> Iterator[_Line]:
    """The questions that have an answer."""
    for line, row in zip(sheet.lines[columns.header + 1 :], sheet.rows[columns.header + 1 :], strict=True):
        row = [*row, *[""] * (max(columns[1:]) + 1 - len(row))]
        text = row[columns.answer]
        fact, ids, key = row[columns.fact].strip(), _ids(row[columns.rows]), row[columns.key].strip()
        doubt = _doubt(sheet, line, columns.answer, text)
        if text.strip() or (doubt is not None and fact):
            yield _Line(line, fact, ids, key, text, doubt)


def _doubt(sheet: Sheet, line: int, column: int, text: str) -> Bad | None:
    """A formula that nobody calculated, or a number whose display hides its thousands."""
    if (line, column) in sheet.uncached:
        return Bad(UNCALCULATED, Message("cell.formula"))
    if (line, column) in sheet.divided:
        seen = round(Decimal(text) / sheet.divided[line, column])
        return Bad("amount-display", Message("unit.divided", held=text, shown=seen), Message("a.in-full"))
    return None


def _ids(text: str) -> tuple[str, ...]:
    try:
        found = json.loads(text)
    except ValueError:
        return ()
    return tuple(map(str, found)) if isinstance(found, list) else ()


def _answer(
    line: _Line, rows: Sequence[Expense], rules: Mapping[str, Loaded], before: Sequence[Answered]
) -> Answer | Bad:
    """The answer's value, the same for all rows."""
    if not line.ids or len(rows) < len(line.ids):
        return Bad("answer-row-gone", Message("a.gone", ids=", ".join(line.ids) or "-"), Message("a.ask-again"))
    rule_set = rules[rows[0].place.fiscal_year].rules
    if key_of(rows, line.fact, [*rule_set.facts]) != line.key:
        return Bad("answer-row-changed", Message("a.changed", ids=", ".join(line.ids)), Message("a.ask-again"))
    parse: Callable[[str], Any]
    if line.fact in rule_set.facts:
        parse = fact_parser(line.fact, rule_set.facts[line.fact])
    elif line.fact in NUMBERS:
        parse = NUMBERS[line.fact]
    else:
        return Bad("answer-fact-unknown", Message("a.fact", fact=line.fact))
    whole = _WHOLE.fullmatch(fold_number(line.text))
    value: Answer | Bad = parse(whole["number"] if whole is not None else line.text)
    if isinstance(value, Bad):
        return value
    if isinstance(value, int) and any(value > row.amount for row in rows):
        return Bad("other-funding-above-amount", Message("cell.funding-above", amount=min(row.amount for row in rows)))
    otherwise = [row.id for row in rows if _said(rules, row, line.fact) not in (None, value)]
    return _contradiction(otherwise, line.fact, before) if otherwise else value


def _contradiction(ids: Sequence[str], fact: str, before: Sequence[Answered]) -> Bad:
    """Rows that say otherwise themselves, or by an earlier sheet of answers."""
    for given in before:
        if (ids[0], fact) in given.filled:
            place = f"{given.name}:{given.filled[ids[0], fact]}"
            return Bad("answer-contradicts", Message("a.contradicts-answer", ids=", ".join(ids), place=place))
    return Bad("answer-contradicts", Message("a.contradicts", ids=", ".join(ids)))


def _said(rules: Mapping[str, Loaded], row: Expense, name: str) -> Answer | None:
    """What the row says of a column; ``None`` for a blank, whatever stands in for it."""
    if name in NUMBERS:
        value: Answer | None = getattr(row, name)
        return None if name in row.assumed else value
    case = row.case
    if name in case.defaults or name in case.assumed:
        return None
    return dict(zip(rules[row.place.fiscal_year].rules.facts, case.facts, strict=True))[name]
