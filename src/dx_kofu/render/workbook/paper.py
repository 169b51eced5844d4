"""Sheets that an office can file: fonts, tints, widths, print set-up, and cells that hold a formula with its value.

In: a language and the words of a sheet. Out: a :class:`Paper`, a workbook in the making, of which ``content`` gives the
bytes - the same bytes for the same calls, since its only date is a fixed one. Text is written as text, whatever it begins
with (``=1+1`` stays four letters), and nothing links to the outside. XlsxWriter is imported here and nowhere else.

Worked example: in a :class:`Grid` of the sheet 明細 whose rows begin in row 5, ``cell("amount", 0)`` is ``J5`` for the sheet
itself, ``'明細'!J5`` for another one, and ``above("amount", 2)`` is ``J$4:J6``, the heading and the rows before the third.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, NamedTuple
from unicodedata import category

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from dx_kofu.messages import Message
from dx_kofu.words import Lang

HEADING = 3
"""The row of the headings, counted from 0; a title, what the sheet is and a legend stand above."""
MOST_ROWS = 1_048_576 - HEADING - 2  # of a sheet of Excel, below the headings and above a sum
MOST_TEXT = 32_767  # letters in a cell
FONT = "Meiryo UI"
LINE = 14  # points a line of text takes
MOST_LINES = 20  # shown of a text without making the row higher
MADE = datetime(2000, 1, 1)
"""The date in the workbook's properties: the clock would make two runs differ."""
MONEY = '#,##0;"△"#,##0'
ERA = '[$-411]ggge"年"m"月"d"日"'

Value = int | str | Decimal

_LOOKS: dict[str, dict[str, Any]] = {
    "plain": {},
    "title": {"bold": True, "font_size": 14},
    "note": {"font_color": "#595959", "valign": "vcenter"},
    "alert": {"bold": True, "font_color": "#9C2B00", "bg_color": "#FDE9D9", "valign": "vcenter"},
    "section": {"bold": True, "font_size": 11, "bottom": 1},
    "para": {"text_wrap": True, "valign": "top"},
    "heading": {
        "bold": True,
        "bg_color": "#1F3864",
        "font_color": "#FFFFFF",
        "text_wrap": True,
        "align": "center",
        "valign": "vcenter",
        "border": 1,
        "border_color": "#8EA9DB",
    },
    "helper-heading": {"bg_color": "#D9D9D9", "text_wrap": True, "align": "center", "valign": "vcenter", "border": 1},
    "asked-heading": {
        "bold": True,
        "bg_color": "#D9E2F3",
        "text_wrap": True,
        "align": "center",
        "valign": "vcenter",
        "border": 1,
        "border_color": "#8EA9DB",
    },
    "entry": {"num_format": "@", "valign": "vcenter", "text_wrap": True},
    "answer": {"num_format": "@", "valign": "vcenter", "text_wrap": True, "border": 1, "border_color": "#BFBFBF"},
    "entry-money": {"num_format": MONEY, "valign": "vcenter"},
    "entry-date": {"num_format": ERA, "valign": "vcenter"},
    "text": {"text_wrap": True, "valign": "vcenter", "border": 1, "border_color": "#BFBFBF"},
    "center": {"align": "center", "valign": "vcenter", "border": 1, "border_color": "#BFBFBF"},
    "count": {
        "num_format": "0;-0;;@",
        "align": "center",
        "valign": "vcenter",
        "border": 1,
        "border_color": "#BFBFBF",
    },
    "money": {"num_format": MONEY, "align": "right", "valign": "vcenter", "border": 1, "border_color": "#BFBFBF"},
    "about": {"num_format": '"約"#,##0', "align": "right", "valign": "vcenter", "border": 1, "border_color": "#BFBFBF"},
    "exact": {
        "num_format": "#,##0.####",
        "align": "right",
        "valign": "vcenter",
        "border": 1,
        "border_color": "#BFBFBF",
    },
    "rate": {"num_format": "0.0###", "align": "center", "valign": "vcenter", "border": 1, "border_color": "#BFBFBF"},
    "date": {"num_format": ERA, "align": "center", "valign": "vcenter", "border": 1, "border_color": "#BFBFBF"},
    "helper": {"num_format": "0", "font_color": "#7F7F7F", "valign": "vcenter"},
}
_INPUT = {"bg_color": "#FFF2CC", "font_color": "#1F3FBF"}
_TOTAL = {"bold": True, "bg_color": "#E7EDF7"}


class Column(NamedTuple):
    """A column of a sheet: its name inside the program, its words, its width in letters."""

    name: str
    words: str
    width: int
    helper: bool = False
    """Whether people need it only to follow a formula; such columns are grouped and folded away."""


class Grid(NamedTuple):
    """Where the rows of a sheet stand, for formulas."""

    sheet: str
    columns: Mapping[str, int]
    rows: int

    @classmethod
    def of(cls, sheet: str, columns: Sequence[Column], rows: int) -> Grid:
        """The grid of a sheet's columns, with so many rows below the headings."""
        return cls(sheet, {column.name: index for index, column in enumerate(columns)}, rows)

    def __contains__(self, column: object) -> bool:
        return column in self.columns

    def letter(self, column: str) -> str:
        """A column's letter."""
        return column_letter(self.columns[column])

    def cell(self, column: str, row: int) -> str:
        """A cell, as the sheet itself names it."""
        return f"{self.letter(column)}{row + HEADING + 2}"

    def fixed(self, column: str, row: int) -> str:
        """A cell, as any sheet names it."""
        return f"{quoted(self.sheet)}!${self.letter(column)}${row + HEADING + 2}"

    def all(self, column: str) -> str:
        """A column's rows, as any sheet names them."""
        letter = self.letter(column)
        return f"{quoted(self.sheet)}!${letter}${HEADING + 2}:${letter}${HEADING + 1 + max(1, self.rows)}"

    def above(self, column: str, row: int) -> str:
        """The heading and the rows before one, as any sheet names them."""
        letter = self.letter(column)
        return f"{quoted(self.sheet)}!{letter}${HEADING + 1}:{letter}{row + HEADING + 1}"


@cache
def column_letter(column: int) -> str:
    """A column's letter, by its place from 0."""
    return str(xl_col_to_name(column))


def quoted(sheet: str) -> str:
    """A sheet's name in a formula."""
    return "'" + sheet.replace("'", "''") + "'"


def clean(text: str) -> str:
    """A text that a cell can hold; a longer one ends in an ellipsis."""
    if not text.isprintable():  # a full-width space is not printable to Python, yet fine in a cell
        text = "".join(letter if letter == "\n" or category(letter)[0] != "C" else "?" for letter in text)
    return text if len(text) <= MOST_TEXT else text[: MOST_TEXT - 1] + "…"


class Paper:
    """A workbook in the making; without ``live`` its formulas are left out and their values stand alone."""

    def __init__(self, lang: Lang, title: str, *, live: bool = True) -> None:
        self.lang, self.live = lang, live
        self._buffer = io.BytesIO()
        self.book = xlsxwriter.Workbook(
            self._buffer,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "default_format_properties": {"font_name": FONT, "font_size": 10},
            },
        )
        self.book.set_properties({"title": Message(title).in_(lang), "created": MADE, "author": "dx-kofu"})
        self._formats: dict[tuple[str, bool, bool], Format] = {}

    def say(self, key: str, **fields: object) -> str:
        """Words of the catalogue."""
        return Message(key, **fields).in_(self.lang)

    def look(self, name: str, *, input_: bool = False, total: bool = False) -> Format:
        """A cell's looks; those of an input are tinted."""
        key = (name, input_, total)
        if key not in self._formats:
            looks = {**_LOOKS[name], **(_INPUT if input_ else {}), **(_TOTAL if total else {})}
            if name.endswith("date") and self.lang == "en":
                looks["num_format"] = "yyyy-mm-dd"
            if name == "about" and self.lang == "en":
                looks["num_format"] = '"about "#,##0'
            self._formats[key] = self.book.add_format({"font_name": FONT, "font_size": 10, **looks})
        return self._formats[key]

    def number_look(self, number_format: str) -> Format:
        """A number format alone, for a conditional format."""
        return self.book.add_format({"num_format": number_format})

    def content(self) -> bytes:
        """The workbook's bytes; nothing can be added after."""
        self.book.close()
        return self._buffer.getvalue()


class Sheet:
    """A sheet with a title, what it is, a legend and headings; the rows below are put in from row 0 on."""

    def __init__(
        self, paper: Paper, name: str, columns: Sequence[Column], *, title: str, note: str, alert: str
    ) -> None:
        self.paper, self.columns = paper, columns
        self._lines: dict[int, int] = {}  # of text in the rows, where a cell is wrapped
        self.at = {column.name: index for index, column in enumerate(columns)}
        self.sheet: Worksheet = paper.book.add_worksheet(name)
        self.text(-HEADING - 1, 0, title, "title")
        self.text(-HEADING, 0, note, "note")
        if alert:
            self.text(-HEADING + 1, 0, alert, "alert")
        for index, column in enumerate(columns):
            look = "helper-heading" if column.helper else "heading"
            self.text(-1, index, column.words, look)
            folded = {"level": 1, "hidden": True} if column.helper else {}
            self.sheet.set_column(index, index, column.width, None, folded)
        most = max(lines_of(column.words, column.width) for column in columns)
        self.sheet.set_row(HEADING, LINE * max(2, min(most, 4)) + 5)
        self.visible = max(index for index, column in enumerate(columns) if not column.helper)
        set_page(self.sheet, title, HEADING, paper.say("x.yen"))

    def close(self, rows: int, *, filtered: bool = True, last: str | None = None) -> None:
        """Filter and print area, once the number of rows is known; ``last`` is the last column that is printed."""
        right = self.visible if last is None else self.at[last]
        for row, lines in self._lines.items():
            if lines > 1:
                self.sheet.set_row(row + HEADING + 1, LINE * min(lines, MOST_LINES) + 3)
        if filtered and rows:
            self.sheet.autofilter(HEADING, 0, HEADING + rows, len(self.columns) - 1)
        self.sheet.print_area(0, 0, HEADING + max(rows, 1), right)

    def place(self, row: int, column: str | int) -> tuple[int, int]:
        """Row and column as XlsxWriter counts them."""
        return row + HEADING + 1, column if isinstance(column, int) else self.at[column]

    def text(self, row: int, column: str | int, words: str, look: str = "text", **how: bool) -> None:
        """A text, never a formula, a number or a link."""
        place, form = self.place(row, column), self.paper.look(look, **how)
        if look == "text":
            self._lines[row] = max(self._lines.get(row, 1), lines_of(words, self.columns[place[1]].width))
        if words:
            self.sheet.write_string(*place, clean(words), form)
        else:
            self.sheet.write_blank(*place, None, form)

    def value(self, row: int, column: str | int, value: Value | None, look: str = "money", **how: bool) -> None:
        """A number, a text or nothing."""
        if value is None or isinstance(value, str):
            self.text(row, column, value or "", look, **how)
        else:
            self.sheet.write_number(*self.place(row, column), value, self.paper.look(look, **how))

    def day(self, row: int, column: str, day: date | None) -> None:
        """A date, shown in its era where the language is Japanese; blank where there is none or Excel knows it not."""
        if day is None or day.year < 1900:
            self.text(row, column, "" if day is None else str(day), "date")
        else:
            self.sheet.write_datetime(*self.place(row, column), day, self.paper.look("date"))

    def formula(
        self, row: int, column: str | int, formula: str, value: Value, look: str = "money", **how: bool
    ) -> None:
        """A formula with the value the program gives it; the value alone where the workbook is not live."""
        if self.paper.live:
            self.sheet.write_formula(*self.place(row, column), f"={formula}", self.paper.look(look, **how), value)
        else:
            self.value(row, column, value, look, **how)

    def remark(self, row: int, column: str | int, words: str) -> None:
        """A note on a cell."""
        self.sheet.write_comment(*self.place(row, column), words, {"x_scale": 2, "author": "dx-kofu"})

    def paragraph(self, row: int, words: str, look: str = "para", right: int | None = None) -> None:
        """A text across the sheet, as high as it needs."""
        right = self.visible if right is None else right
        wide = sum(column.width + 2 for column in self.columns[: right + 1])  # each column's margins are free here
        first, left = self.place(row, 0)
        self.sheet.merge_range(first, left, first, right, "", self.paper.look(look))
        self.text(row, 0, words, look)
        self.sheet.set_row(first, LINE * min(lines_of(words, wide), MOST_LINES) + 3)


def set_page(sheet: Worksheet, title: str, heading: int, corner: str) -> None:
    """A4 landscape, one page wide, the headings on every page and in view on the screen."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.75, bottom=0.65)
    sheet.repeat_rows(heading)
    sheet.set_header(f"&L{title}&R{corner}")
    sheet.set_footer("&L&F&C&P / &N&R&A")
    sheet.hide_gridlines(2)
    sheet.freeze_panes(heading + 1, 0)
    sheet.outline_settings(symbols_right=False)


@lru_cache(maxsize=20_000)
def lines_of(text: str, width: int) -> int:
    """Lines that a text takes in a column of so many half-width letters."""
    return sum(max(1, -(-letters(line) * 11 // (width * 10))) for line in text.splitlines() or [""])


def letters(text: str) -> int:
    """A text's width in half-width letters: a Japanese letter counts two."""
    return sum(2 if ord(letter) > 0xFF else 1 for letter in text)
