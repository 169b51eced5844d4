"""Where the table stands in a file: which sheet, which row is the header, what is no row of costs.

In: the sheets of a file as they stand. Out: tables - a header, rows below it with their line numbers, what the looks of the
sheet tell of their cells. Officers' sheets have a title above the header, a header of two rows with merged cells, a
``（単位：千円）`` note, cells merged over several rows, hidden rows::

    1  令和8年度 デジタル人材調査表            （単位：千円）
    2  団体コード  措置          経費                外部人材       ← merged downwards: 団体コード, 措置, 外部人材
    3                            金額     特定財源                  ← the header is lines 2 and 3
    4  202011      CIO補佐官等   3,600    0          ○
    5                            1,200    0          ○              ← merged with line 4 in the first two columns

A header is the row, or the two rows, in the first fifty that name the most columns. A file whose first line names every
required column by its contract name is taken as it stands, without a look at anything else.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import NamedTuple

from dx_kofu.columns import COLUMNS, REQUIRED
from dx_kofu.messages import Message
from dx_kofu.read.cells import fold, word
from dx_kofu.read.guide import Guide
from dx_kofu.read.names import MONEY, Names, is_example
from dx_kofu.read.sheet import Area, File, Sheet, Unreadable

SEARCHED = 50  # rows in which the header is looked for
ENOUGH = 2  # columns that make a row a header
DITTO = frozenset(("〃", "同上", "〃 ", "々", "″"))
_REQUIRED = {word(name): column for column in REQUIRED for name in (column, COLUMNS[column])}
OWN = ("id", *MONEY)
"""Columns whose merged cells are not filled down: an amount that stands for two rows must not be counted twice."""
_NOTE = re.compile(r"単位\s*[:：]?\s*[(（]?\s*(千円|百万円|万円|億円|円)")


class Table(NamedTuple):
    """A table of texts: the header, and the rows below it that are neither blank nor hidden."""

    name: str
    sha256: str
    header: list[str]
    rows: list[list[str]]
    lines: Sequence[int]
    """The line in which each row begins, the first being line 1."""
    groups: Sequence[str] = ()
    """In a header of two rows the upper one's text for each column."""
    header_lines: tuple[int, ...] = (1,)
    sheet: str | None = None
    unit: str | None = None
    """The unit that a note above the table names (``（単位：千円）``)."""
    divided: Mapping[tuple[int, int], int] = {}
    uncached: frozenset[tuple[int, int]] = frozenset()
    hidden_lines: tuple[int, ...] = ()
    """Lines with texts below the header that are hidden, and so not among the rows."""
    hidden_columns: frozenset[int] = frozenset()
    remarks: tuple[Message, ...] = ()
    is_plain: bool = False
    """A table as the contract has it: contract names in the first line of a file that is one table."""
    titles: tuple[str, ...] = ()
    """The texts above the header."""

    def group(self, column: int) -> str:
        """The upper header's text for a column."""
        return self.groups[column] if self.groups else ""


class _Place(NamedTuple):
    """A header found: the index of its first row, its rows, the columns it names."""

    top: int
    height: int
    columns: frozenset[str]
    plain: bool = False
    """A table as the contract has it: contract names in the first line of a file that is one table."""


def tables_of(name: str, sha256: str, file: File, guide: Guide) -> Sequence[Table]:
    """The tables of a file's sheets: those asked for, or the only one that holds every required column."""
    chosen = _chosen(name, file.sheets, guide)
    return [_table(name, sha256, sheet, place, guide, file.remarks) for sheet, place in chosen]


def _chosen(name: str, sheets: Sequence[Sheet], guide: Guide) -> list[tuple[Sheet, _Place]]:
    if guide.sheets:
        asked = [sheet for sheet in sheets if any(_matches(sheet.title, pattern) for pattern in guide.sheets)]
        missing = [p for p in guide.sheets if not any(_matches(sheet.title, p) for sheet in sheets)]
        if missing and any(sheet.title is not None for sheet in sheets):
            there = ", ".join(str(sheet.title) for sheet in sheets)
            raise Unreadable(name, Message("sheet.none", asked=", ".join(missing), there=there))
        return [(sheet, _header(sheet, guide)) for sheet in (asked or sheets)]
    visible = [sheet for sheet in sheets if sheet.rows and not sheet.hidden]
    if len(visible) > 1:
        visible = [sheet for sheet in visible if not is_example(sheet.title or "")] or visible
    if not visible:
        raise Unreadable(name, Message("file.empty"))
    places = [(sheet, _header(sheet, guide)) for sheet in visible]
    whole = [pair for pair in places if pair[1].columns | guide.columns.keys() >= set(REQUIRED)]
    if len(whole) > 1:
        there = ", ".join(str(sheet.title) for sheet, _ in whole)
        raise Unreadable(name, Message("sheet.several", there=there))
    return whole or [max(places, key=lambda pair: len(pair[1].columns))]


def _matches(title: str | None, pattern: str) -> bool:
    return title is not None and (title == pattern or fnmatchcase(fold(title), fold(pattern)))


# ------------------------------------------------------------------------------------------------ header


def _header(sheet: Sheet, guide: Guide) -> _Place:
    """Where a sheet's header stands; the first row where none is found, so that what it lacks can be said."""
    if guide.header:
        top = next((index for index, line in enumerate(sheet.lines) if line >= guide.header[0]), 0)
        return _place(sheet, top, len(guide.header), guide.names) if sheet.rows else _Place(0, 1, frozenset())
    if not sheet.rows:
        return _Place(0, 1, frozenset())
    if sheet.title is None and {_REQUIRED.get(word(text)) for text in sheet.rows[0]} | guide.columns.keys() >= set(
        REQUIRED
    ):
        return _Place(0, 1, frozenset(REQUIRED), plain=True)
    names = guide.names
    seen = [index for index in range(min(len(sheet.rows), SEARCHED)) if sheet.lines[index] not in sheet.hidden_lines]
    places = [_place(sheet, top, height, names) for top in seen for height in (1, 2) if top + height <= len(sheet.rows)]
    best = max(places, key=lambda place: (len(place.columns), -place.height, -place.top))
    if len(best.columns) < ENOUGH:
        return _Place(0, 1, best.columns if best.top == 0 else frozenset())
    if best.height == 1 and best.top and _groups_above(sheet, best.top):
        return best._replace(top=best.top - 1, height=2)
    return best


def _place(sheet: Sheet, top: int, height: int, names: Names) -> _Place:
    labels, groups = _labels(sheet, top, height)
    found = (names.find(label, group) for label, group in zip(labels, groups or [""] * len(labels), strict=True))
    return _Place(top, height, frozenset(label.column for label in found if label is not None))


def _labels(sheet: Sheet, top: int, height: int) -> tuple[list[str], list[str]]:
    """The texts of a header for each column: the lower row's, and those above it where there are two."""
    if height == 1:
        return sheet.rows[top], []
    upper, lower = list(sheet.rows[top]), sheet.rows[top + 1]
    for area in _merged_in(sheet, sheet.lines[top]):
        for column in range(area.left, min(area.right + 1, len(upper))):
            upper[column] = upper[area.left]
    width = max(len(upper), len(lower))
    return [*lower, *[""] * (width - len(lower))], [*upper, *[""] * (width - len(upper))]


def _merged_in(sheet: Sheet, line: int) -> Iterator[Area]:
    return (area for area in sheet.merged if area.top <= line <= area.bottom)


def _groups_above(sheet: Sheet, top: int) -> bool:
    """Whether cells merged over some of the columns stand right above a header: ``経費`` over ``金額`` and ``特定財源``."""
    line, width = sheet.lines[top - 1], len(sheet.rows[top])
    spans = [area.right - area.left + 1 for area in _merged_in(sheet, line) if area.bottom == line]
    return any(1 < span < width - 1 for span in spans)


# ------------------------------------------------------------------------------------------------ rows


def _table(name: str, sha256: str, sheet: Sheet, place: _Place, guide: Guide, remarks: tuple[Message, ...]) -> Table:
    if not sheet.rows:
        raise Unreadable(name, Message("file.empty"))
    header, groups = _labels(sheet, place.top, place.height)
    start = place.top + place.height
    rows, lines = sheet.rows[start:], sheet.lines[start:]
    hidden: list[int] = []
    if not place.plain:
        own = _own_columns(header, groups, guide.names)
        rows = _filled_down(sheet.merged, rows, lines, own)
        hidden = [line for line, row in zip(lines, rows, strict=True) if line in sheet.hidden_lines and any(row)]
        kept = [
            index for index, line in enumerate(lines) if line not in sheet.hidden_lines and "".join(rows[index]).strip()
        ]
        rows, lines = _without_dittos([rows[index] for index in kept], own), [lines[index] for index in kept]
    return Table(
        name,
        sha256,
        header,
        rows,
        lines,
        groups,
        tuple(sheet.lines[place.top : start]),
        sheet.title,
        None if place.plain else _unit(name, sheet.rows[: place.top], sheet.rows[place.top : start]),
        sheet.divided,
        frozenset(sheet.uncached),
        tuple(hidden),
        sheet.hidden_columns,
        remarks,
        place.plain,
        tuple(text for row in sheet.rows[: place.top] for text in row if text.strip()),
    )


def _own_columns(header: Sequence[str], groups: Sequence[str], names: Names) -> set[int]:
    """The columns in which a cell stands for its own row only."""
    labels = [names.find(text, group) for text, group in zip(header, groups or [""] * len(header), strict=True)]
    return {index for index, label in enumerate(labels) if label is not None and label.column in OWN}


def _filled_down(
    merged: Sequence[Area], rows: list[list[str]], lines: Sequence[int], own: Collection[int]
) -> list[list[str]]:
    """The rows with each cell that is merged downwards written in every row it covers."""
    index_of = {line: index for index, line in enumerate(lines)} if merged else {}
    filled = list(rows)
    for area in merged:
        first = index_of.get(area.top)
        if first is None or area.left in own or area.bottom == area.top:
            continue
        for line in range(area.top + 1, area.bottom + 1):
            if line in index_of:
                index = index_of[line]
                filled[index] = [*filled[index][: area.left], rows[first][area.left], *filled[index][area.left + 1 :]]
    return filled


def _without_dittos(rows: list[list[str]], own: Collection[int]) -> list[list[str]]:
    """The rows with each ``〃`` or ``同上`` replaced by what stands above it."""
    above: list[str] = []
    written = []
    for row in rows:
        if not DITTO.isdisjoint(row):
            row = [
                above[column] if text in DITTO and column not in own and column < len(above) else text
                for column, text in enumerate(row)
            ]
        written.append(row)
        above = row
    return written


def _unit(name: str, above: Sequence[Sequence[str]], header: Sequence[Sequence[str]]) -> str | None:
    """The unit that a note names: anywhere above the header, or in a header's cell that says nothing else."""
    notes = [_NOTE.search(fold(text)) for row in above for text in row]
    notes += [_NOTE.fullmatch(fold(text).strip("()[]〔〕【】 ")) for row in header for text in row]
    units = {note[1] for note in notes if note is not None}
    if len(units) > 1:
        raise Unreadable(name, Message("unit.several", units=", ".join(sorted(units))))
    return next(iter(units), None)
