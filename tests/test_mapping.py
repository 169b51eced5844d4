"""Mapping files: a body's own headers and words, a draft that changes nothing, and every problem at once."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from dx_kofu.read.expenses import read_expenses
from dx_kofu.read.frame import header_of
from dx_kofu.read.guide import Guide
from dx_kofu.read.mapping import mapping_guide
from dx_kofu.read.table import read_tables
from dx_kofu.render.mapping import draft
from dx_kofu.rules.load import RuleFileError
from tests.command import dx_kofu
from tests.support import BOOK, EXAMPLES, GUIDE, calc_tables
from tests.test_files_in import COVER, EXPECTED, HEAD, officers_paper, row, yen
from tests.workbooks import Paper, xlsx

FILES = EXAMPLES / "files"
OWN = (FILES / "own-headers.csv").read_text("cp932")
MAP = (FILES / "own-headers.map.toml").read_text("utf-8")


def guide_of(text: str) -> Guide:
    return mapping_guide(BOOK, "map.toml", text.encode())


def test_own_headers_and_words() -> None:
    guide = guide_of(MAP)
    tables = read_tables("b.csv", OWN.encode("cp932"), guide)
    result = calc_tables(tables, guide=guide)
    assert [item["claimed"] for item in result["items"]] == [3_600_000, 800_000]
    assert result["totals"]["special"]["allocation"] == 3_080_000  # (3,600,000 + 800,000) x 0.7
    assert any("fiscal_year is taken as R8" in text and "(2 rows)" in text for text in result["assumptions"])
    (line,) = (message.in_("en") for message in read_expenses(tables, guide).read_as)
    for said in ("encoding CP932", "unit 千円", "事業費合計=amount", "謝金=personnel"):
        assert said in line


def test_blanks_are_filled_and_counted_as_assumptions() -> None:
    guide = guide_of(MAP)
    text = OWN.replace("8,202037,補佐,求人広告", "8,202037,,求人広告")
    filled = guide_of(MAP.replace("[fill]", '[fill]\nmeasure = "cio-aide"\nother_funding = "0"'))
    assert read_expenses(read_tables("b.csv", text.encode(), guide), guide).diagnostics
    result = calc_tables(read_tables("b.csv", text.replace(",0,○", ",,○").encode(), filled), guide=filled)
    assert result["totals"]["special"]["allocation"] == 3_080_000
    said = "\n".join(result["assumptions"])
    assert "measure is taken as cio-aide, as the command line or a mapping says (1 rows)" in said
    assert "other_funding is taken as 0, as the command line or a mapping says (2 rows)" in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("schema = 1\n", "schema"),
        (MAP.replace('unit = "千円"', 'unit = "千"'), "unit"),
        (MAP.replace('"事業費合計" = "amount"', '"事業費合計" = "amuont"'), "columns.事業費合計"),
        (MAP.replace('fiscal_year = "R8"', 'fiscal_year = "R99"'), "fill.fiscal_year"),
        (MAP.replace('fiscal_year = "R8"', 'amount = "1"'), "fill.amount"),
        (MAP.replace('fiscal_year = "R8"', 'measure = "cio"'), "fill.measure"),
        (MAP.replace('fiscal_year = "R8"', 'external = "perhaps"'), "fill.external"),
        (MAP.replace("unit", "header = [1, 3]\nunit"), "header"),
        (MAP.replace("[words.measure]", "[words.mesure]"), "words.mesure"),
        (MAP.replace("unit", "unti"), "unti"),
        ("[[", "map.toml"),
    ],
)
def test_what_is_wrong_with_a_mapping_is_told_with_its_key(text: str, said: str) -> None:
    with pytest.raises(RuleFileError) as caught:
        guide_of(text)
    assert any(said in problem.in_("en") for problem in caught.value.problems)


def drafted(name: str, content: bytes, guide: Guide = GUIDE) -> str:
    (table,) = read_tables(name, content, guide)
    reading = read_expenses([table], guide)
    return "".join(draft(table, header_of(table, guide), reading.words, reading.diagnostics, guide, "en"))


def test_a_draft_of_what_was_recognised_changes_nothing() -> None:
    content = xlsx([COVER, officers_paper()])
    guide = guide_of(drafted("b.xlsx", content))
    assert yen(calc_tables(read_tables("b.xlsx", content, guide), guide=guide)) == EXPECTED
    for path in EXAMPLES.glob("*.csv"):
        guide = guide_of(drafted(path.name, path.read_bytes()))
        again = calc_tables(read_tables(path.name, path.read_bytes(), guide), guide=guide)
        assert yen(again) == yen(calc_tables(read_tables(path.name, path.read_bytes(), GUIDE)))


def test_a_draft_keeps_units_that_differ_between_columns() -> None:
    paper = Paper("表", [[*HEAD[:6], "金額（千円）", "特定財源（円）", *HEAD[8:]], row(3_600, funding=500_000)])
    guide = guide_of(drafted("b.xlsx", xlsx([paper])))
    (expense,) = read_expenses(read_tables("b.xlsx", xlsx([paper]), guide), guide).expenses
    assert (expense.amount, expense.other_funding) == (3_600_000, 500_000)


def test_what_was_not_recognised_is_a_comment_with_a_suggestion() -> None:
    text = OWN.replace("区分A,区分B", "措置区分け,経費区分").replace("管理No", "no")
    written = drafted("b.csv", text.encode())
    assert tomllib.loads(written)["columns"] == {"経費区分": "category"}
    assert '# "措置区分け" = ""  # do you mean measure?' in written
    for column in ("body_code", "fiscal_year", "measure"):
        assert f'# {column} = ""' in written
    header = ",".join(str(text) for text in HEAD)
    words = drafted("b.csv", f"{header}\n10006,R8,補佐官たち,謝礼,p,嘱託,1,0,丸,○\n".encode())
    for line in ('# "補佐官たち" = ""', '# "謝礼" = ""', '# "嘱託" = ""', '# "丸" = ""', '# "10006" = ""'):
        assert line in words
    assert "010006" in words


def test_map_and_calc_on_the_command_line(tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text(OWN, "cp932")
    run = dx_kofu("map", "own.csv", "-o", "map.toml", cwd=tmp_path)
    assert (run.returncode, run.stdout) == (0, b"")
    assert b"dx-kofu calc own.csv --mapping map.toml" in run.stderr
    assert dx_kofu("map", "own.csv", "-o", "map.toml", cwd=tmp_path).returncode == 2
    (tmp_path / "map.toml").write_text(MAP, "utf-8")
    run = dx_kofu("calc", "own.csv", "--mapping", "map.toml", "--format", "json", cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    assert b"3080000" in run.stdout
    assert dx_kofu("calc", "own.csv", "--mapping", "none.toml", cwd=tmp_path).returncode == 2
    assert (
        dx_kofu(
            "calc", "own.csv", "--mapping", "map.toml", "-o", "map.toml", "--format", "json", cwd=tmp_path
        ).returncode
        == 2
    )
    assert (tmp_path / "map.toml").read_text("utf-8") == MAP
    assert dx_kofu("map", tmp_path / "own.csv", "--lang", "ja", PYTHONIOENCODING="cp932").returncode == 0


def test_the_example_workbook_is_the_example_budget() -> None:
    content = (FILES / "officers-workbook.xlsx").read_bytes()
    assert yen(calc_tables(read_tables("b.xlsx", content, GUIDE))) == EXPECTED
