"""Bad input: every problem at once, each with file, line, column, value, what was expected and the likely fix."""

from __future__ import annotations

import pytest

from dx_kofu.cli.streams import as_line
from dx_kofu.read.expenses import read_expenses
from dx_kofu.read.guide import Guide
from dx_kofu.read.sheet import Unreadable
from tests.support import GUIDE, read_table, read_text

HEADER = "id,body_code,fiscal_year,measure,category,person,amount,other_funding,share,external\n"
GOOD = "a,202011,R8,cio-aide,personnel,p1,1000,0,1,yes\n"


def problems(text: str, lang: str = "en", guide: Guide = GUIDE) -> list[str]:
    reading = read_text(text, guide=guide)
    return [as_line(diagnostic, "ja" if lang == "ja" else "en") for diagnostic in reading.diagnostics]


def row(**cells: str) -> str:
    names = HEADER.strip().split(",")
    values = dict(zip(names, GOOD.strip().split(","), strict=True)) | cells
    return HEADER + ",".join(f'"{values[name]}"' for name in names) + "\n"


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"body_code": "10006"}, 't.csv:2 body_code "10006": expected|do you mean 100064 / 010006?'),
        ({"body_code": "202012"}, "do you mean 202011? [body-code-check]"),
        ({"body_code": "長野市"}, 'body_code "長野市": expected a 6-digit body code|[body-code-unreadable]'),
        ({"body_code": ""}, "t.csv:2 body_code|a value is required [body-code-missing]"),
        ({"fiscal_year": "R12"}, 'fiscal_year "R12": |R6, R7, R8, R9, R10, R11 [fiscal-year-no-rules]'),
        ({"fiscal_year": "H30"}, "[fiscal-year-no-rules]"),
        ({"fiscal_year": "next"}, "[fiscal-year-unreadable]"),
        ({"measure": "cio-aid"}, 'measure "cio-aid": |do you mean cio-aide? [measure-unknown]'),
        ({"category": "personel"}, "do you mean personnel? [category-unknown]"),
        ({"category": ""}, "category|a value is required [category-missing]"),
        ({"amount": ""}, "a value is required [amount-missing]"),
        ({"amount": "NaN"}, 'amount "NaN": |[amount-unreadable]'),
        ({"amount": "1e9"}, "[amount-unreadable]"),
        ({"amount": "1000.5"}, "enter whole yen [amount-unreadable]"),
        ({"amount": "21,000,00"}, "[amount-unreadable]"),
        ({"amount": "0.00005万円"}, "[amount-unreadable]"),
        ({"amount": "-1000"}, "enter the net amount [amount-negative]"),
        ({"amount": "△1,000"}, "enter the net amount [amount-negative]"),
        ({"amount": "▲1,000円"}, "enter the net amount [amount-negative]"),
        ({"amount": "－500"}, "enter the net amount [amount-negative]"),
        ({"amount": "ー500"}, "enter the net amount [amount-negative]"),
        ({"amount": "(1,000)"}, "enter the net amount [amount-negative]"),
        ({"amount": "100000000001"}, "[amount-range]"),
        ({"amount": "9" * 400}, "[amount-unreadable]"),
        ({"amount": "-" + " " * 50_000 + "x"}, "[amount-unreadable]"),
        ({"amount": "1000²"}, "[amount-unreadable]"),
        ({"amount": "100①"}, "[amount-unreadable]"),
        ({"body_code": "20201①"}, "[body-code-unreadable]"),
        (
            {"other_funding": "1001"},
            'other_funding "1001": |expected 0 to the amount (1,000 yen) [other-funding-above-amount]',
        ),
        ({"other_funding": "-1"}, "[amount-negative]"),
        ({"share": "1.2"}, 'share "1.2": |[share-range]'),
        ({"share": "40"}, "do you mean 40%? [share-range]"),
        ({"share": "101%"}, "[share-range]"),
        ({"share": "1/0"}, "[share-unreadable]"),
        ({"share": "1e-1"}, "[share-unreadable]"),
        ({"share": "-0.5"}, "[share-unreadable]"),
        ({"external": "maybe"}, 'external "maybe": expected yes or no|[external-unreadable]'),
        ({"person": ""}, "a person (any id) is required for personnel of cio-aide [person-missing]"),
    ],
)
def test_a_bad_cell_says_where_and_what(cells: dict[str, str], said: str) -> None:
    found = problems(row(**cells))
    assert len(found) == 1
    for part in said.split("|"):
        assert part in found[0], found


def test_all_problems_of_a_row_and_of_a_file_at_once() -> None:
    text = HEADER + "a,1,R99,nope,nope,p1,-1,x,9,maybe\n" + GOOD + GOOD + "b,202011\n"
    found = problems(text)
    assert len(found) == 8 + 2 + 1  # a bad row keeps its id
    assert any("t.csv:4 id" in line and "row 2" in line for line in found)  # the duplicate names the first
    assert any("t.csv:5" in line and "has 2 [row-width]" in line for line in found)


def test_problems_are_said_in_japanese() -> None:
    assert problems(row(measure="cio-aid"), "ja") == [
        't.csv 2行 measure "cio-aid": 措置のidか名称が必要です: municipal-support, accelerator, dx-leader, cio-aide, dx-advisor。'
        "cio-aide のことですか [measure-unknown]"
    ]


def test_nothing_is_lost_beside_a_bad_row() -> None:
    reading = read_text(HEADER + GOOD + "b,202011,R8,cio-aide,personnel,p1,x,0,1,yes\n" + GOOD.replace("a,", "c,"))
    assert [expense.id for expense in reading.expenses] == ["a", "c"]
    assert [diagnostic.row for diagnostic in reading.diagnostics] == [3]


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("other_fundng", "do you mean other_funding? [header-misspelt]"),
        ("Other Funding ", ""),
        ("amount", "two columns for amount [header-duplicate]"),
        ("金額", "two columns for amount [header-duplicate]"),
        ("vendor", ""),
    ],
)
def test_headers(header: str, said: str) -> None:
    text = f"body_code,fiscal_year,measure,category,person,amount,{header}\n202011,R8,cio-aide,personnel,p,1000,0\n"
    found = problems(text)
    if said:
        assert said in found[0]
    else:
        assert found == []


def test_missing_columns_are_named_with_the_option_that_fills_them() -> None:
    found = problems("measure,category\ncio-aide,personnel\n")
    assert [line.split("[")[1] for line in found] == ["header-missing]"] * 3
    assert "--fiscal-year" in found[1]


def test_unknown_columns_are_passed_through_with_a_notice() -> None:
    reading = read_text(
        "body_code,fiscal_year,measure,category,person,amount,vendor\n202011,R8,cio-aide,personnel,p,1,甲社\n"
    )
    assert reading.expenses[0].extra == ("甲社",)
    assert "vendor" in reading.passed_through[0].message.in_("en")


@pytest.mark.parametrize(
    ("content", "said", "line"),
    [
        (b"", "the file is empty", None),
        (b"\xef\xbb\xbf", "the file is empty", None),
        (b"  \n \n", "the file is empty", None),
        (b"a,b\n1,\x002\n", "there is a NUL byte", 2),
        (b"a,b\n1,2\n\"3,4\n5,6\n", "a quote is opened and never closed", 3),
        (b"a,b\n\x81\xff\xfe,1\n", "neither UTF-8 nor CP932", 2),
        (b"PK\x03\x04rest", "broken", None),
        (b"%PDF-1.7", "pdf", None),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused(content: bytes, said: str, line: int | None) -> None:
    with pytest.raises(Unreadable) as caught:
        read_table("x.csv", content)
    assert said in caught.value.message.in_("en")
    assert caught.value.row == line


def test_a_header_without_rows_is_an_error() -> None:
    assert "header-only" in problems("body_code,fiscal_year,measure,category,amount\n")[0]


def test_rows_keep_their_line_numbers() -> None:
    text = (
        HEADER
        + "\n"
        + GOOD
        + 'b,202011,R8,cio-aide,personnel,"p\n1",1000,0,1,yes\n,,,,,,,,,\n'
        + GOOD.replace("a,", "c,")
    )
    assert [expense.row for expense in read_text(text).expenses] == [3, 4, 7]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_encodings(encoding: str) -> None:
    text = "団体コード,団体名,年度,措置,経費区分,対象者,金額,特定財源,外部人材,全庁的助言業務,任用形態\n"
    text += "２０２０１１,髙①㈱～,令和8年度,市町村におけるCIO補佐官等,人件費・報酬,甲,２１，０００円,0,○,はい,非常勤\n"
    reading = read_expenses([read_table("t.csv", text.encode(encoding))], GUIDE)
    assert reading.diagnostics == []
    expense = reading.expenses[0]
    assert (expense.place.body_code, expense.place.name, expense.amount) == ("202011", "髙①㈱～", 21_000)


def test_tab_separated() -> None:
    reading = read_text((HEADER + GOOD).replace(",", "\t"), name="t.tsv")
    assert reading.expenses[0].amount == 1000


def test_the_reader_changes_nothing_of_the_table() -> None:
    table = read_table("t.csv", (HEADER + GOOD).encode())
    before = [list(cells) for cells in table.rows]
    read_text(HEADER + GOOD)
    assert table.rows == before


def test_a_quote_closed_rows_later_loses_no_row_in_silence() -> None:
    header = "id,body_code,fiscal_year,measure,category,person,amount,note\n"
    rows = [f"r{n},202011,R8,cio-aide,personnel,p{n},1000,\n" for n in range(5)]
    rows[0] = rows[0].replace("1000,", '1000,"abc')
    rows[4] = rows[4].replace("1000,", '1000,def"')
    with pytest.raises(Unreadable) as caught:
        read_table("x.csv", (header + "".join(rows)).encode())
    assert (caught.value.row, "inside a quote" in caught.value.message.in_("en")) == (2, True)


@pytest.mark.parametrize(
    ("header", "likely"),
    [
        ("按分率（見込み）", "share"),
        ("share of last year", "share"),
        ("特定財源（うち国費）", "other_funding"),
        ("hub", "hub_city"),
        ("外部人材の別", "external"),
    ],
)
def test_a_column_that_would_lose_money_is_an_error(header: str, likely: str) -> None:
    found = problems(
        f"body_code,fiscal_year,measure,category,person,amount,{header}\n202011,R8,cio-aide,personnel,p,1,1\n"
    )
    assert len(found) == 1
    assert f"do you mean {likely}? [header-misspelt]" in found[0]


def test_columns_of_one_unknown_name_are_all_passed_through() -> None:
    reading = read_text("body_code,fiscal_year,measure,category,amount,memo,memo,\n202011,R8,cio-aide,travel,1,A,B,C\n")
    assert reading.inputs[0].extra == ("memo", "memo (2)", "(8)")
    assert reading.expenses[0].extra == ("A", "B", "C")


def test_full_width_and_half_width_are_one_person_and_one_id() -> None:
    text = (
        HEADER
        + "x1,202011,R8,cio-aide,personnel,山田　太郎,1,0,1,yes\n"
        + "ｘ１,202011,R8,cio-aide,personnel,山田 太郎,1,0,1,yes\n"
    )
    reading = read_text(text)
    assert [diagnostic.code for diagnostic in reading.diagnostics] == ["id-duplicate"]
    reading = read_text(text.replace("ｘ１", "x2"))
    assert len({expense.person for expense in reading.expenses}) == 1


def test_default_ids_are_unique_in_a_run() -> None:
    text = "id,body_code,fiscal_year,measure,category,amount\n3,202011,R8,cio-aide,travel,1\n,202011,R8,cio-aide,travel,1\n"
    assert [diagnostic.code for diagnostic in read_text(text).diagnostics] == ["id-duplicate"]
    tables = [read_table(name, text.replace("3,", ",", 1).encode()) for name in ("a.csv", "b.csv")]
    ids = [expense.id for expense in read_expenses(tables, GUIDE).expenses]
    assert ids == ["a.csv:2", "a.csv:3", "b.csv:2", "b.csv:3"]


def test_rows_of_blanks_and_spaces_are_no_rows() -> None:
    assert [expense.row for expense in read_text(HEADER + "   \n ,,,,,,,,,\n" + GOOD).expenses] == [4]


def test_semicolons() -> None:
    assert read_text((HEADER + GOOD).replace(",", ";")).expenses[0].amount == 1000
