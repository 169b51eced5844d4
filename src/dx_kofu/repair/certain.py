"""Which cells of a table are certain to mean what, and are not written so: header, body codes, years, dates, words.

In: a table as it was read, the sheet it was found in, the guide. Out: repairs, in the order of the table. Yen, shares, persons, ids
and notes are never touched, nor is a yes or no that can be read, a word that a mapping file explains, a row that is no cost, or a
cell that says what it says only through another (``〃``, a merged one): that other one is mended.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dx_kofu.columns import HARMLESS
from dx_kofu.messages import Message
from dx_kofu.read import cells
from dx_kofu.read.cells import Bad, Memo, fold_number, word
from dx_kofu.read.expenses import header_of, newest, spellings
from dx_kofu.read.guide import Guide
from dx_kofu.read.header import Header
from dx_kofu.read.layout import Table
from dx_kofu.read.leftovers import set_aside
from dx_kofu.read.names import MONEY, other_words, squeezed
from dx_kofu.read.sheet import Sheet
from dx_kofu.repair.codes import certain_code, codes_in
from dx_kofu.repair.records import Certain, Repair
from dx_kofu.repair.spelling import certain_word, only_near
from dx_kofu.rules.records import RuleSet
from dx_kofu.years import is_past_its_era

UNTOUCHED = ("id", "body_name", "person", "amount", "other_funding", "share", "note")


def certain_repairs(table: Table, sheet: Sheet, guide: Guide) -> list[Repair]:
    """The repairs of a table's header, or where it needs none those of its rows."""
    header = header_of(table, guide)
    in_header = list(_of_header(table, sheet, header, guide))
    if in_header or header.diagnostics:
        return in_header
    return list(_of_rows(table, sheet, header, guide))


# ------------------------------------------------------------------------------------------------ header


def _of_header(table: Table, sheet: Sheet, header: Header, guide: Guide) -> Iterator[Repair]:
    """Names of columns mistyped in one place, each of a column that is absent and can hold what stands below."""
    misspelt = {problem.value for problem in header.diagnostics if problem.code == "header-misspelt"}
    names = guide.names
    lines = dict(zip(sheet.lines, sheet.rows, strict=True))
    found: dict[str, list[tuple[int, str]]] = {}
    for index, text in enumerate(table.header):
        column = only_near(text, names.known) if text in misspelt and not squeezed(text).endswith("s") else None
        label = names.find(column, table.group(index)) if column is not None else None
        if label is not None and label.column not in HARMLESS and label.column not in header.columns:
            found.setdefault(label.column, []).append((index, text))
    for column, places in found.items():
        index, text = places[0]
        line = next((line for line in reversed(table.header_lines) if _at(lines[line], index) == text), None)
        if len(places) == 1 and line is not None and _can_hold(table, header, column, index, guide):
            why = Message("repair.header-misspelt")
            yield Repair("header-misspelt", table.sheet, line, index, column, text, column, why)


def _can_hold(table: Table, header: Header, column: str, index: int, guide: Guide) -> bool:
    """Whether every cell of the costs below can be read as the column's, or be mended so."""
    whole = header._replace(columns={**header.columns, column: index})
    rules = guide.book[newest(guide.book)].rules
    texts = {_at(row, index) for row in set_aside(table, whole)[0].rows}
    return all(_means(column, text, rules, guide) for text in texts if text.strip())


def _means(column: str, text: str, rules: RuleSet, guide: Guide) -> bool:
    match column:
        case "person":
            return True
        case "body_code":
            return fold_number(text).isdecimal()
        case "share":
            return not isinstance(cells.parse_share(text), Bad)
        case _ if column in MONEY:
            return not isinstance(cells.parse_yen(text), Bad)
        case _:
            return _certain(column, text, rules, guide) is not None


# ------------------------------------------------------------------------------------------------ rows


def _of_rows(table: Table, sheet: Sheet, header: Header, guide: Guide) -> Iterator[Repair]:
    costs, _ = set_aside(table, header)
    as_written = dict(zip(sheet.lines, sheet.rows, strict=True))
    columns = {name: index for name, index in header.columns.items() if name not in UNTOUCHED}
    code_at, name_at, year_at = (header.columns.get(name) for name in ("body_code", "body_name", "fiscal_year"))
    seen = codes_in(
        [(guide.columns.get("body_code", ""), ""), *((_at(row, code_at), _at(row, name_at)) for row in costs.rows)]
    )
    default = newest(guide.book)
    meant: Memo[tuple[str, str, str], Certain | None] = Memo(
        lambda key: _certain(key[0], key[1], guide.book[key[2]].rules, guide)
    )
    for line, row in zip(costs.lines, costs.rows, strict=True):
        if len(row) != len(table.header):
            continue
        year = _year(_at(row, year_at), guide) or _year(guide.columns.get("fiscal_year", ""), guide) or default
        for column, index in columns.items():
            text = row[index]
            if not text.strip() or text != _at(as_written[line], index):
                continue
            if squeezed(text) in guide.words.get(column, ()):
                continue  # a mapping file says what it means
            certain = (
                certain_code(text, _at(row, name_at), seen) if column == "body_code" else meant[column, text, year]
            )
            if certain is not None and certain.text != text:
                yield Repair(certain.code, table.sheet, line, index, column, text, certain.text, certain.why)


def _certain(column: str, text: str, rules: RuleSet, guide: Guide) -> Certain | None:
    """What a cell of a year's, a day's or a word's column certainly means."""
    match column:
        case "fiscal_year":
            year = _year(text, guide)
            past = Message("repair.era-past") if is_past_its_era(text) else Message("repair.year")
            return None if year is None else Certain(year, "year", past)
        case "date":
            return _day(text)
    known = spellings(column, rules)
    if known is cells.YES_NO:
        return _yes_no(text)
    return certain_word(text, known, other_words(column))


def _year(text: str, guide: Guide) -> str | None:
    """A fiscal year that there are rules for, with blanks inside or not."""
    year = cells.parse_year(re.sub(r"\s", "", fold_number(text)), guide.book.years)
    return year if isinstance(year, str) else None


def _day(text: str) -> Certain | None:
    """A date by ISO 8601; one with a time or a day of the week stays as it is, since that would be lost."""
    folded = fold_number(text)
    if ":" in folded or "(" in folded:
        return None
    day = cells.parse_date(re.sub(r"\s", "", folded))
    return None if isinstance(day, Bad) else Certain(day.isoformat(), "date", Message("repair.date"))


def _yes_no(text: str) -> Certain | None:
    """A yes or no with blanks inside; one that can be read stands, in whatever way it is said."""
    if word(text) in cells.YES_NO:
        return Certain(text, "id-spelling", Message("repair.id-spelling"))
    squeezed_text = re.sub(r"\s", "", word(text))
    return (
        Certain(squeezed_text, "id-spelling", Message("repair.id-spelling")) if squeezed_text in cells.YES_NO else None
    )


def _at(row: Sequence[str], index: int | None) -> str:
    return row[index] if index is not None and index < len(row) else ""
