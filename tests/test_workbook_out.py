"""The workbook's formulas say what the engine says: LibreOffice calculates every one of them anew.

Every workbook of this module - each example, a generated budget, copies whose values were spoilt, copies whose inputs were
changed - goes through one call of LibreOffice; the tests then compare.
"""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest

from dx_kofu.calc import calculate
from dx_kofu.cli.app import run
from dx_kofu.messages import Message
from dx_kofu.money import share_of
from dx_kofu.oddities import oddities
from dx_kofu.read.expenses import read_expenses
from dx_kofu.read.guide import Guide
from dx_kofu.read.layout import Table
from dx_kofu.render import xlsx
from dx_kofu.render.workbook.items import FINE, number_of
from dx_kofu.result import Result
from dx_kofu.rules.load import RuleBook
from dx_kofu.rules.overlay import apply
from dx_kofu.rules.records import Parameter
from dx_kofu.words import Lang
from tests.office import needs_office, recalculated
from tests.strategies import BODIES, EMPLOYMENT, FAVOURED, LIKELY, numbered
from tests.support import BOOK, EXAMPLES, read_table

HEADING = 4  # the row of the headings
BUDGETS = sorted(EXAMPLES.glob("*.csv"))
Rows = list[dict[str, Any]]
SHEETS = {
    "ja": ["概要", "明細", "見込", "減額", "要確認", "規則"],
    "en": ["Summary", "Items", "Potential", "Cuts", "Questions", "Rules"],
}


def result_of(table: Table, book: RuleBook = BOOK) -> Result:
    reading = read_expenses([table], Guide(book=book))
    assert not reading.diagnostics, [diagnostic.message.in_("en") for diagnostic in reading.diagnostics]
    return calculate(
        reading.expenses, reading.rules, inputs=reading.inputs, warnings=oddities(reading.expenses, reading.rules)
    )


def result_of_text(text: str, book: RuleBook = BOOK) -> Result:
    return result_of(read_table("t.csv", text.encode()), book)


def result_of_rows(rows: Rows) -> Result:
    columns = list(dict.fromkeys(column for row in rows for column in row))
    lines = [["" if row.get(column) is None else str(row[column]) for column in columns] for row in rows]
    return result_of(Table("t.csv", "0" * 64, columns, lines, range(2, len(lines) + 2)))


# ------------------------------------------------------------------------------------------------ a generated budget


def generated(rows: int, seed: int, *, large: bool = True) -> Rows:
    """Bodies of every kind, few persons and round amounts, so that ties, limits, caps and double heads are met often."""
    pick = random.Random(seed)
    table: Rows = []
    for _ in range(rows):
        measure = pick.choice(["municipal-support", "municipal-support", "accelerator", "dx-leader", *["cio-aide"] * 4])
        amount = pick.choice(
            [0, 1, 500_000, 500_000, 1_000_001, 2_999_999, 7_000_000, 21_000_001, pick.randrange(10**7)]
        )
        row: dict[str, Any] = {
            "body_code": pick.choice(BODIES),
            "hub_city": pick.choice([None, "yes", "no"]),
            "fiscal_year": pick.choice(["R7", "R8", "R8", "R10"]),
            "measure": measure,
            "category": pick.choice([LIKELY[measure][0], *LIKELY[measure]]),
            "person": pick.choice(["p1", "p2", "p3", "p4", "p5", "P*", "p?"]),
            "employment": EMPLOYMENT.get(measure, pick.choice(["part_time", "part_time", "full_time", None])),
            "amount": amount,
            "other_funding": pick.choice([0, 0, 0, 0, None, pick.randint(0, amount)]),
            "share": pick.choice(SHARES),
            **FAVOURED,
        }
        if pick.random() < 0.3:
            row[pick.choice(list(FAVOURED))] = pick.choice([None, None, "yes", "no"])
        if large and pick.random() < 0.1:
            row |= {"amount": pick.choice(LARGE), "other_funding": 0, "share": pick.choice(FINE_SHARES)}
        table.append(row)
    return numbered(table)


LARGE = [999_999_999, 4_999_999_999, 9_999_999_999, 99_999_999_999, 10**11]
FINE_SHARES = [None, *(Fraction(10**zeros - 2, 10**zeros - 1) for zeros in (3, 4, 5)), Fraction(7, 10**5)]
SHARES = [None, None, Fraction(1), Fraction(1, 3), Fraction(2, 5), Fraction(9999, 10_000), Fraction(333_333_333, 10**9)]


def changed(rows: Rows, seed: int) -> tuple[Rows, dict[int, dict[str, Any]]]:
    """A budget with new figures in a fifth of its rows, and what to type where."""
    pick = random.Random(seed)
    edits: dict[int, dict[str, Any]] = {}
    table = []
    for index, row in enumerate(rows):
        new = dict(row)
        plain = row["share"] is None or row["share"].denominator <= 10_000
        if pick.random() < 0.2 and plain:
            amount = pick.choice([0, 1, 400_000, 500_000, 30_000_000, pick.randrange(10**7)])
            share = pick.choice([Fraction(1), Fraction(1, 3), Fraction(7, 9), Fraction(123, 1000)])
            edit = {"amount": amount, "other_funding": pick.choice([0, pick.randint(0, amount)]), "share": share}
            new |= edit
            edits[index] = edit
        table.append(new)
    return table, edits


HEADS = (
    "id,body_code,fiscal_year,measure,category,person,employment,amount,other_funding,accelerator,main_duty_support\n"
    "a,200000,R8,accelerator,personnel,p,full_time,8000000,0,,yes\n"  # may be a head
    "b,200000,R8,accelerator,personnel,p,full_time,8000000,0,yes,yes\n"  # is one: the same person's
    "c,200000,R8,municipal-support,personnel,p,full_time,8000000,0,yes,yes\n"  # no further one
    "d,200000,R8,municipal-support,personnel,q,full_time,8000000,0,no,yes\n"
    "e,200000,R8,municipal-support,personnel,q,,8000000,0,yes,yes\n"  # cost or head
)


# ------------------------------------------------------------------------------------------------ copies with changes


Change = Callable[[Any], None]


class Case(NamedTuple):
    """A change that a reviewer makes in a workbook, and what the engine says to the same change."""

    name: str
    before: Result
    change: Change
    after: Result


def column_of(sheet: Any, words: str) -> int:
    columns: dict[str, int] = {cell.value: cell.column for cell in sheet[HEADING]}
    return columns[words]


def words_of(key: str) -> str:
    return Message(key).in_("ja")


def typed(row: int, **values: Any) -> Change:
    """Types values into the input cells of a row of 明細."""

    def change(book: Any) -> None:
        sheet = book["明細"]
        for name, value in values.items():
            sheet.cell(HEADING + row, column_of(sheet, words_of(f"x.{name.replace('_', '-')}"))).value = value

    return change


def ruled(measure: str, title: str, value: Any) -> Change:
    """Types a figure into 規則."""

    def change(book: Any) -> None:
        sheet = book["規則"]
        places = {words: column_of(sheet, words_of(f"x.{words}")) for words in ("measure", "rule", "value")}
        found = [
            row
            for row in range(HEADING + 1, sheet.max_row + 1)
            if sheet.cell(row, places["measure"]).value == measure and sheet.cell(row, places["rule"]).value == title
        ]
        assert len(found) == 1
        sheet.cell(found[0], places["value"]).value = value

    return change


def example(name: str) -> str:
    return (EXAMPLES / f"{name}.csv").read_text("utf-8")


def swapped(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1
    return text.replace(old, new)


def with_figure(year: str, measure: str, kind: str, **value: Any) -> tuple[RuleBook, str, str]:
    """A book in which one figure is another, with the titles of its measure and rule."""
    loaded = BOOK[year]
    old = loaded.rules.measure(measure)
    step: Parameter = next(step for step in old.steps if getattr(step, "id", step.step) == kind)
    new = replace(old, steps=tuple(replace(one, **value) if one is step else one for one in old.steps))
    rules = replace(loaded.rules, measures=tuple(new if one is old else one for one in loaded.rules.measures))
    return RuleBook.of(loaded._replace(rules=rules)), old.title.ja, step.title.ja


def with_known(year: str, measure: str, parameter: str, value: int) -> RuleBook:
    """A book to which an overlay gives what a rule file calls unknown."""
    book = RuleBook()
    lines = ["[[figures]]", f'fiscal_year = "{year}"', f'measure = "{measure}"', f'parameter = "{parameter}"']
    apply(book, "o.toml", "\n".join([*lines, f"value = {value}", 'source = "notice"']).encode())
    return book


def cases() -> Iterator[Case]:
    city, town = example("city-five-aides"), example("four-aides-one-open-question")
    yes = words_of("x.verdict-yes")
    before = result_of_text(city)
    yield Case("amount", before, typed(3, amount=9_000_000), result_of_text(swapped(city, "6000000", "9000000")))
    yield Case("share", before, typed(3, share_in=0.5), result_of_text(swapped(city, "0.4", "0.5")))
    for kind, value, cell in (
        ("recruitment", {"amount": 700_000}, 700_000),
        ("persons", {"persons": 2}, 2),
        ("rate", {"rate": "0.75"}, 0.75),
        ("round", {"to": 7}, 7),
    ):
        book, measure, title = with_figure("R8", "cio-aide", kind, **value)
        yield Case(kind, before, ruled(measure, title, cell), result_of_text(city, book))
    answered = swapped(town, "contractor,4800000,0,1,,yes,no", "contractor,4800000,0,1,yes,yes,no")
    yield Case("verdict", result_of_text(town), typed(4, verdict=yes), result_of_text(answered))
    refused = swapped(town, "contractor,4800000,0,1,,yes,no", "contractor,4800000,0,1,no,yes,no")
    yield Case("refused", result_of_text(town), typed(4, verdict=words_of("x.verdict-no")), result_of_text(refused))
    moved = swapped(town, "a-3", "a-2")
    yield Case("person", result_of_text(town), typed(3, person_number=2), result_of_text(moved))
    for name, measure_id, parameter, figure in (
        ("r6-prefecture-unknown-cap", "municipal-support", "cap:personnel", 5_000_000),
        ("r7-prefecture-unknown-cap-and-head", "municipal-support", "cap:personnel", 9_000_000),
        ("r7-prefecture-unknown-cap-and-head", "accelerator", "head", 8_000_000),
    ):
        text, year = example(name), name[:2].upper()
        measure_rules = BOOK[year].rules.measure(measure_id)
        step = next(s for s in measure_rules.steps if f"{s.step}:{getattr(s, 'id', '')}".rstrip(":") == parameter)
        change = ruled(measure_rules.title.ja, step.title.ja, figure)
        after = result_of_text(text, with_known(year, measure_id, parameter, figure))
        yield Case(f"{year} {parameter}", result_of_text(text), change, after)
    rows = generated(250, seed=5, large=False)  # a line beyond 10,000,000,000 yen is no formula
    new, edits = changed(rows, seed=6)

    def type_all(book: Any) -> None:
        for index, edit in edits.items():
            share = edit["share"]
            figures = {"amount": edit["amount"], "other_funding": edit["other_funding"]}
            typed(index + 1, **figures, share_in=f"={share.numerator}/{share.denominator}")(book)

    yield Case("many", result_of_rows(rows), type_all, result_of_rows(new))


# ------------------------------------------------------------------------------------------------ the one call


class Book(NamedTuple):
    """A workbook as written and as LibreOffice calculates it."""

    written: Path
    calculated: Path
    says: Result


def spoilt(content: bytes) -> bytes:
    """A workbook in which every formula has the value 1."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name.startswith("xl/worksheets/sheet"):
                data = re.sub(rb"(</f><v>)[^<]*(</v>)", rb"\g<1>1\g<2>", data)
            new.writestr(name, data)
    return out.getvalue()


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Book]:
    folder = tmp_path_factory.mktemp("books")
    written: dict[str, tuple[Path, Result]] = {}

    def put(name: str, content: bytes, result: Result) -> Path:
        path = folder / f"{len(written)}.xlsx"
        path.write_bytes(content)
        written[name] = (path, result)
        return path

    for number, budget in enumerate(BUDGETS):
        result = result_of(read_table(budget.name, budget.read_bytes()))
        put(budget.stem, xlsx.render(result, "ja" if number % 2 else "en"), result)
    result = result_of_text(HEADS)
    put("heads", xlsx.render(result, "ja"), result)
    result = result_of_rows(generated(300, seed=1))
    put("generated", xlsx.render(result, "ja"), result)
    put("spoilt", spoilt(xlsx.render(result, "ja")), result)
    for case in cases():
        path = put(f"changed {case.name}", xlsx.render(case.before, "ja"), case.after)
        book = openpyxl.load_workbook(path)
        case.change(book)
        book.save(path)
    out = recalculated([path for path, _ in written.values()], folder)
    return {
        name: Book(path, calculated, says)
        for (name, (path, says)), calculated in zip(written.items(), out, strict=True)
    }


def formulas(book: Any) -> Iterator[tuple[str, str]]:
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            yield from ((sheet.title, cell.coordinate) for cell in row if cell.data_type == "f")


def same(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) <= 1e-14 * abs(one)  # LibreOffice writes 15 digits, of a share of 1/3 too
    blank = (None, "")
    return (one in blank and other in blank) or bool(one == other)


def differences(book: Book) -> list[tuple[str, str, Any, Any]]:
    cached = openpyxl.load_workbook(book.written, data_only=True)
    fresh = openpyxl.load_workbook(book.calculated, data_only=True)
    pairs = [
        (sheet, cell, cached[sheet][cell].value, fresh[sheet][cell].value)
        for sheet, cell in formulas(openpyxl.load_workbook(book.written))
    ]
    assert len(pairs) > 20
    return [pair for pair in pairs if not same(pair[2], pair[3])]


def lines_in(path: Path, lang: Lang) -> dict[int, dict[str, Any]]:
    """The lines of 概要 by their numbers."""
    sheet = openpyxl.load_workbook(path, data_only=True).worksheets[0]
    columns: dict[Any, Any] = {cell.value: cell.column for cell in sheet[HEADING]}
    names = ("line", "claimed", "eligible", "heads", "potential-heads", "allocation", "potential", "incomplete")
    at = {name: columns[Message(f"x.{name}").in_(lang)] for name in names}
    rows = [
        {name: sheet.cell(row, column).value for name, column in at.items()}
        for row in range(HEADING + 1, sheet.max_row + 1)
    ]
    return {row["line"]: row for row in rows if isinstance(row["line"], int)}


def said(result: Result, unknown: str) -> dict[int, dict[str, Any]]:
    return {
        number: {
            "claimed": line.claimed,
            "allocation": line.allocation,
            "potential": unknown if line.potential is None else line.potential,
            "eligible": line.eligible if line.tax == "special" else None,
            "heads": line.heads or 0,
            "potential-heads": line.potential_heads or 0,
            "incomplete": int(not line.complete),
        }
        for number, line in enumerate(result.lines, start=1)
    }


def check_lines(path: Path, result: Result, lang: Lang) -> None:
    shown = lines_in(path, lang)
    for number, line in said(result, Message("t.unbounded").in_(lang)).items():
        for name, value in line.items():
            assert (shown[number][name] or 0) == (value or 0), (path, number, name)


@needs_office
def test_every_formula_gives_what_the_engine_gives(books: dict[str, Book]) -> None:
    for name in [*(budget.stem for budget in BUDGETS), "heads", "generated"]:
        assert differences(books[name]) == [], name


@needs_office
def test_the_lines_are_the_engine_s(books: dict[str, Book]) -> None:
    for number, budget in enumerate(BUDGETS):
        book = books[budget.stem]
        check_lines(book.calculated, book.says, "ja" if number % 2 else "en")
    check_lines(books["generated"].calculated, books["generated"].says, "ja")


@needs_office
def test_spoilt_values_are_restored_so_the_formulas_are_live(books: dict[str, Book]) -> None:
    book = books["spoilt"]
    spoiled = openpyxl.load_workbook(book.written, data_only=True)
    assert {spoiled[sheet][cell].value for sheet, cell in formulas(openpyxl.load_workbook(book.written))} == {1, "1"}
    assert differences(Book(books["generated"].written, book.calculated, book.says)) == []


@needs_office
def test_a_changed_input_gives_what_the_engine_gives_for_it(books: dict[str, Book]) -> None:
    names = [name for name in books if name.startswith("changed ")]
    assert len(names) >= 12
    for name in names:
        check_lines(books[name].calculated, books[name].says, "ja")
        assert [row for row in ledger(books[name].calculated) if row["amount"] != row["spent"]] == [], name


def ledger(path: Path) -> Iterator[dict[str, Any]]:
    """Of each row of 明細: what was claimed, and what was taken or is left."""
    sheet = openpyxl.load_workbook(path, data_only=True)["明細"]
    first, last = (column_of(sheet, words_of(f"x.{name}")) for name in ("taken-excluded", "eligible"))
    for row in range(HEADING + 1, sheet.max_row + 1):
        amount = sheet.cell(row, column_of(sheet, words_of("x.amount"))).value
        yield {"amount": amount, "spent": sum(sheet.cell(row, c).value or 0 for c in range(first, last + 1))}


# ------------------------------------------------------------------------------------------------ without LibreOffice


def in_doubles(amount: int, share: Fraction, zeros: int) -> int:
    """``ROUND(amount*share-0.499995,0)`` as a spreadsheet has it: a share of 16 digits, doubles in between."""
    cell = float(f"{number_of(share):.16G}")
    return round(amount * cell - float("0.4" + "9" * zeros + "5"))  # never half way between two yen


def test_a_share_is_cut_to_the_yen_exactly_in_doubles() -> None:
    pick = random.Random(3)
    for most, zeros in FINE:
        for _ in range(20_000):
            bottom = pick.choice([pick.randint(1, 10**zeros), 10**zeros, 10**zeros - 1])
            share = Fraction(pick.randint(0, bottom), bottom)
            amount = pick.choice([pick.randint(0, most), most - pick.randint(0, bottom), pick.randint(0, 10**8)])
            near = amount - amount * share.numerator % share.denominator  # close to a whole yen, from below too
            for yen in (amount, max(0, near), max(0, near - 1)):
                assert in_doubles(yen, share, zeros) == share_of(yen, share), (yen, share)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_sheets_in_both_languages(lang: Lang) -> None:
    book = loaded(xlsx.render(result_of_text(example("blanks-and-questions")), lang))
    assert book.sheetnames == SHEETS[lang]


def loaded(content: bytes, *, values: bool = False) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content), data_only=values)


def test_the_same_result_gives_the_same_bytes() -> None:
    result = result_of_text(example("city-five-aides"))
    first, second = (xlsx.render(result, "ja") for _ in range(2))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as file:
        assert {info.date_time for info in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_sheet_says_that_announced_rules_are_provisional(lang: Lang) -> None:
    book = loaded(xlsx.render(result_of_text(example("r10-recruitment-cap-falls-back")), lang))
    word = {"ja": "暫定", "en": "Provisional"}[lang]
    assert all(str(sheet["A3"].value).startswith(word) for sheet in book)
    book = loaded(xlsx.render(result_of_text(example("city-five-aides")), lang))
    assert all(sheet["A3"].value is None for sheet in book)


def test_an_incomplete_figure_is_never_a_plain_number() -> None:
    content = xlsx.render(result_of_text(example("r7-prefecture-unknown-cap-and-head")), "ja")
    sheet, values = loaded(content)["概要"], loaded(content, values=True)["概要"]
    columns: dict[Any, Any] = {cell.value: cell.column for cell in sheet[HEADING]}
    mark = columns[words_of("x.mark")]
    marks = [values.cell(row, mark).value for row in range(HEADING + 1, HEADING + 7)]
    assert marks == [words_of("x.mark-incomplete")] * 6
    formats = [rule.dxf.numFmt.formatCode for rules in sheet.conditional_formatting for rule in rules.rules]
    assert formats == ['#,##0"＋不明"']


INJECTED = (
    "id,body_code,body_name,fiscal_year,measure,category,person,employment,amount,other_funding,external,advisory,=extra\n"
    "=1+1,202011,=HYPERLINK(1),R8,cio-aide,personnel,@p,part_time,1000000,0,yes,yes,+cmd\n"
    "-2,202011,https://example.com,R8,cio-aide,personnel,{=p},part_time,1000000,0,yes,yes,http://example.com\n"
)


def test_text_that_looks_like_a_formula_or_a_link_stays_text() -> None:
    content = xlsx.render(result_of_text(INJECTED), "ja")
    book = loaded(content)
    cells = {cell.value: cell for row in book["明細"].iter_rows() for cell in row if cell.data_type == "s"}
    texts = {"=1+1", "=HYPERLINK(1)", "@p", "+cmd", "-2", "https://example.com", "{=p}", "http://example.com", "=extra"}
    assert texts <= set(cells)
    assert not any(cell.hyperlink for cell in cells.values())
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert not [name for name in file.namelist() if "external" in name.lower()]
        assert not [name for name in file.namelist() if b'TargetMode="External"' in file.read(name)]


def test_a_large_result_is_written_as_values_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MOST_LIVE", 3)
    result = result_of_text(example("city-five-aides"))
    content = xlsx.render(result, "en")
    assert list(formulas(loaded(content))) == []
    texts = [cell.value for row in loaded(content)["Summary"].iter_rows() for cell in row]
    assert any("values and no formulas" in str(text) for text in texts)
    assert loaded(content)["Items"].max_row == HEADING + len(result.items)


def test_more_rows_than_a_sheet_holds_are_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(xlsx, "MOST_ROWS", 3)
    out = tmp_path / "out.xlsx"
    assert run(["calc", str(EXAMPLES / "city-five-aides.csv"), "-o", str(out), "--lang", "en"], "en") == 2
    assert "more than a sheet of Excel holds" in capsys.readouterr().err
    assert not out.exists()
    with pytest.raises(xlsx.TooManyRows):
        xlsx.render(result_of_text(example("city-five-aides")), "ja")


def test_it_is_set_up_for_printing() -> None:
    for sheet in loaded(xlsx.render(result_of_text(example("blanks-and-questions")), "ja")):
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.print_title_rows == "$4:$4"
        assert sheet.freeze_panes is not None
        assert sheet.oddFooter.center.text == "&P / &N"
        assert sheet.oddFooter.left.text == "&F"
