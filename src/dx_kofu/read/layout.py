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

from collections.abc import Collection, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from itertools import zip_longest
from typing import NamedTuple

from dx_kofu.messages import Message
from dx_kofu.read.cells import fold, word
from dx_kofu.read.form import Form
from dx_kofu.read.guide import Guide
from dx_kofu.read.names import Names, is_example, is_hint, squeezed
from dx_kofu.read.notes import is_note, names_a_total, unit_noted
from dx_kofu.read.sheet import Area, File, Sheet, Unreadable

SEARCHED = 50  # rows in which the header is looked for
ENOUGH = 2  # columns that make a row a header
DITTO = frozenset(
    map(squeezed, ("〃", "〃〃", "同上", "々", "″", "”", '"', "仝", "↓", "上に同じ", "〃(同上)", "''", "’’"))
)
"""What stands for the cell above, in a column of words."""
DITTO_LETTERS = frozenset(" 　〃同々″”\"仝↓上'’")
LONGEST_DITTO = 6
LIKELY = 3  # required columns that make a sheet or a row more than likely a table's


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
    hinted: bool = False
    """Whether the row right below only says how the columns are filled in: ``（千円）``."""

    def is_likely(self, form: Form) -> bool:
        """Whether a table of the form is more than likely (amounts of some category, say), and other required columns beside."""
        required = set(form.required)
        return form.telling <= self.columns and len(self.columns & required) >= min(LIKELY, len(required))

    @property
    def end(self) -> int:
        """The index of the first row below."""
        return self.top + self.height + self.hinted


NOWHERE = _Place(0, 1, frozenset())


def tables_of(name: str, sha256: str, file: File, guide: Guide) -> Sequence[Table]:
    """The tables of a file's sheets: those asked for, or the only one that holds every required column."""
    chosen, unread = _chosen(name, file.sheets, guide)
    remarks = file.remarks
    if unread:
        remarks = (*remarks, Message("read.other-sheets", sheets=", ".join(str(sheet.title) for sheet in unread)))
    return [_table(name, sha256, sheet, place, guide, remarks) for sheet, place in chosen]


def _chosen(name: str, sheets: Sequence[Sheet], guide: Guide) -> tuple[list[tuple[Sheet, _Place]], list[Sheet]]:
    """The sheets to read with their headers, and the others that can be seen."""
    if guide.sheets and any(sheet.title is not None for sheet in sheets):
        return [(sheet, _header(name, sheet, guide)) for sheet in _asked(name, sheets, guide)], []
    visible = [sheet for sheet in sheets if sheet.rows and not sheet.hidden]
    if len(visible) > 1:
        visible = [sheet for sheet in visible if not is_example(sheet.title or "")] or visible
    if not visible:
        raise Unreadable(name, Message("file.empty"))
    places = [(sheet, _header(name, sheet, guide)) for sheet in visible]
    whole = [pair for pair in places if pair[1].columns | guide.columns.keys() >= set(guide.form.required)]
    likely = [pair for pair in places if pair[1].is_likely(guide.form)]
    if len(likely) > 1 or len(whole) > 1:
        there = ", ".join(str(sheet.title) for sheet, _ in (likely if len(likely) > 1 else whole))
        raise Unreadable(name, Message("sheet.several", there=there))
    best = whole[0] if whole else max(places, key=lambda pair: len(pair[1].columns))
    others = [sheet for sheet in sheets if sheet.rows and not sheet.hidden and sheet is not best[0]]
    return [best], others


def _asked(name: str, sheets: Sequence[Sheet], guide: Guide) -> list[Sheet]:
    """The sheets that ``--sheet`` names: by a pattern those that are visible and hold a table, by its own name any."""
    found: list[Sheet] = []
    for pattern in guide.sheets:
        own = [sheet for sheet in sheets if sheet.title == pattern]
        by_pattern = [
            sheet
            for sheet in sheets
            if fnmatchcase(fold(sheet.title or ""), fold(pattern))
            and not sheet.hidden
            and len(_header(name, sheet, guide).columns) >= ENOUGH
        ]
        if not own and not by_pattern:
            there = ", ".join(str(sheet.title) for sheet in sheets)
            raise Unreadable(name, Message("sheet.none", asked=pattern, there=there))
        found += [sheet for sheet in own or by_pattern if sheet not in found]
    return [sheet for sheet in sheets if sheet in found]


# ------------------------------------------------------------------------------------------------ header


def _header(name: str, sheet: Sheet, guide: Guide) -> _Place:
    """Where a sheet's header stands; the first row where none is found, so that what it lacks can be said."""
    if not sheet.rows:
        return NOWHERE
    if guide.header:
        return _given(name, sheet, guide)
    required = guide.form.required
    needed, own_names = set(required) - guide.columns.keys(), guide.form.required_names
    if sheet.title is None and {own_names.get(word(text)) for text in sheet.rows[0]} >= needed:
        return _Place(0, 1, frozenset(required), plain=True)
    seen = [index for index in range(min(len(sheet.rows), SEARCHED)) if sheet.lines[index] not in sheet.hidden_lines]
    places = [
        _place(sheet, top, height, guide) for top in seen for height in (1, 2, 3) if top + height <= len(sheet.rows)
    ]
    best = _best(places, needed)
    if len(best.columns) < ENOUGH:
        return NOWHERE._replace(columns=best.columns if best.top == 0 else frozenset())
    for place in places:
        if place.end <= best.top and place.is_likely(guide.form) and place.height == 1:
            lines = Message("header.two", first=sheet.lines[place.top], second=sheet.lines[best.top])
            raise Unreadable(name, lines, sheet.lines[place.top])
    if best.height == 1 and best.top and _groups_above(sheet, best.top):
        best = best._replace(top=best.top - 1, height=2)
    below = [text for text in sheet.rows[best.end] if text.strip()] if best.end < len(sheet.rows) else []
    return best._replace(hinted=bool(below) and all(is_hint(text) for text in below))


def _best(places: Sequence[_Place], needed: set[str]) -> _Place:
    """The first header that names all that is needed, with the rows around it that name more; else the one that names most."""
    whole = [place for place in places if place.columns >= needed]
    if whole:
        first = min(whole, key=lambda place: (place.end, place.height))
        places = [place for place in places if place.top < first.end and place.end > first.top]
    return max(places, key=lambda place: (len(place.columns), -place.height, -place.top))


def _given(name: str, sheet: Sheet, guide: Guide) -> _Place:
    """The header in the lines that a mapping file names."""
    lines = list(sheet.lines)
    first, height = guide.header[0], len(guide.header)
    if first not in lines or lines[lines.index(first) :][:height] != list(guide.header):
        raise Unreadable(name, Message("header.absent", lines=", ".join(map(str, guide.header))))
    return _place(sheet, lines.index(first), height, guide)


def _place(sheet: Sheet, top: int, height: int, guide: Guide) -> _Place:
    names = guide.names
    labels, groups = _labels(sheet, top, height)
    found = (names.find(label, group) for label, group in zip(labels, groups or [""] * len(labels), strict=True))
    return _Place(top, height, frozenset(label.column for label in found if label is not None))


def _labels(sheet: Sheet, top: int, height: int) -> tuple[list[str], list[str]]:
    """The texts of a header for each column: the lowest row's, and those above it, a line each, where there are more."""
    if height == 1:
        return sheet.rows[top], []
    rows = [_spread(sheet, index) for index in range(top, top + height)]
    width = max(map(len, rows))
    *upper, lower = ([*row, *[""] * (width - len(row))] for row in rows)
    flat = ([" ".join(text.split()) for text in row] for row in upper)
    groups = ["\n".join(dict.fromkeys(filter(None, texts))) for texts in zip(*flat, strict=True)]
    return lower, groups


def _spread(sheet: Sheet, index: int) -> list[str]:
    """A row with each cell that is merged sideways written in every column it covers."""
    row = list(sheet.rows[index])
    for area in _merged_in(sheet, sheet.lines[index]):
        if area.top == sheet.lines[index]:
            for column in range(area.left, min(area.right + 1, len(row))):
                row[column] = row[area.left]
    return row


def _merged_in(sheet: Sheet, line: int) -> Iterator[Area]:
    return (area for area in sheet.merged if area.top <= line <= area.bottom)


def _groups_above(sheet: Sheet, top: int) -> bool:
    """Whether cells merged over some of the columns stand right above a header: ``経費`` over ``金額`` and ``特定財源``."""
    line, width = sheet.lines[top - 1], len(sheet.rows[top])
    spans = [area.right - area.left + 1 for area in _merged_in(sheet, line) if area.bottom == line]
    return any(1 < span <= width // 2 for span in spans)  # a wider one is a title


# ------------------------------------------------------------------------------------------------ rows


def _table(name: str, sha256: str, sheet: Sheet, place: _Place, guide: Guide, remarks: tuple[Message, ...]) -> Table:
    if not sheet.rows:
        raise Unreadable(name, Message("file.empty"))
    header, groups = _labels(sheet, place.top, place.height)
    if place.hinted:
        header = [label + hint for label, hint in zip_longest(header, sheet.rows[place.end - 1], fillvalue="")]
        groups = groups and [*groups, *[""] * (len(header) - len(groups))]
    over = [part for text, above in zip(header, groups, strict=False) if text.strip() for part in above.split("\n")]
    rows, lines = sheet.rows[place.end :], sheet.lines[place.end :]
    hidden: list[int] = []
    labels = _labelled(header, groups, guide.names) if sheet.marked or not place.plain else []
    own = {index for index, column in enumerate(labels) if column in guide.form.own}
    if not place.plain:
        rows = _filled_down(sheet.merged, rows, lines, own)
    if labels:
        named = [index for index, column in enumerate(labels) if column not in (None, "note")]
        rows = _without_dittos(rows, own, named, [*header, *groups])
    if not place.plain:
        hidden = [line for line, row in zip(lines, rows, strict=True) if line in sheet.hidden_lines and any(row)]
        kept = [
            index for index, line in enumerate(lines) if line not in sheet.hidden_lines and "".join(rows[index]).strip()
        ]
        rows, lines = [rows[index] for index in kept], [lines[index] for index in kept]
    return Table(
        name,
        sha256,
        header,
        rows,
        lines,
        groups,
        tuple(sheet.lines[place.top : place.end]),
        sheet.title,
        None
        if place.plain
        else _unit(name, [*sheet.rows[: place.top], over], sheet.rows[place.top : place.top + place.height]),
        sheet.divided,
        frozenset(sheet.uncached),
        tuple(hidden),
        sheet.hidden_columns,
        remarks,
        place.plain,
        tuple(text for row in [*sheet.rows[: place.top], over] for text in row if text.strip()),
    )


def _labelled(header: Sequence[str], groups: Sequence[str], names: Names) -> list[str | None]:
    """The column that each cell of a header names."""
    labels = [names.find(text, group) for text, group in zip(header, groups or [""] * len(header), strict=True)]
    return [None if label is None else label.column for label in labels]


def _filled_down(
    merged: Sequence[Area], rows: list[list[str]], lines: Sequence[int], own: Collection[int]
) -> list[list[str]]:
    """The rows with each cell that is merged downwards written in every row it covers that has a text of its own."""
    index_of = {line: index for index, line in enumerate(lines)} if merged else {}
    filled = list(rows)
    for area in merged:
        first = index_of.get(area.top)
        if first is None or area.left in own or area.bottom == area.top:
            continue
        for line in range(area.top + 1, area.bottom + 1):
            index = index_of.get(line, first)
            if index != first and "".join(rows[index]).strip():
                filled[index] = [*filled[index][: area.left], rows[first][area.left], *filled[index][area.left + 1 :]]
    return filled


def is_ditto(text: str) -> bool:
    """Whether a cell only points to the one above."""
    return bool(text) and text[0] in DITTO_LETTERS and len(text) <= LONGEST_DITTO and squeezed(text) in DITTO


def _without_dittos(
    rows: list[list[str]], own: Collection[int], named: Sequence[int], headings: Sequence[str]
) -> list[list[str]]:
    """The rows with each ``〃`` or ``同上`` replaced by what stands above it; a total or a header between stands aside.

    ``named`` are the columns with a name of their own, in which a word for a total counts.
    """
    words = {squeezed(part) for heading in headings for part in heading.split("\n")}
    above: list[str] = []
    written = []
    for row in rows:
        if any(
            text and text[:1] in DITTO_LETTERS and squeezed(text) in DITTO for text in row if len(text) <= LONGEST_DITTO
        ):
            row = [
                above[column] if column not in own and column < len(above) and squeezed(text) in DITTO else text
                for column, text in enumerate(row)
            ]
        written.append(row)
        total = any(index < len(row) and names_a_total(row[index]) for index in named)
        if not total and not all(squeezed(text) in words for text in row if text):
            above = row
    return written


def _unit(name: str, above: Sequence[Sequence[str]], header: Sequence[Sequence[str]]) -> str | None:
    """The unit that a note names: anywhere above the header, or in a header's cell that says nothing else."""
    units = {unit for row in above for text in row if (unit := unit_noted(text)) is not None}
    units |= {unit for row in header for text in row if is_note(text) and (unit := unit_noted(text)) is not None}
    if len(units) > 1:
        raise Unreadable(name, Message("unit.several", units=", ".join(sorted(units))))
    return next(iter(units), None)
