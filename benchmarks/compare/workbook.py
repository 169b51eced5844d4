"""The same calculation as a spreadsheet: a sheet of rows with formulas, and a sheet of the years' figures.

Confirmed eligible amounts and allocations only. Formulas as an officer would write them: SUMIFS over the rows above for a
cap, COUNTIFS for the three persons, so that the work grows with the square of the rows.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

LARGEST = 5_000
UNKNOWN = "?"
FIGURES = ("full", "person_cap", "recruit_cap", "head", "unit", "towns", "aide_cap")
YEARS = {
    # full-time eligible, cap per person, recruitment cap, heads in force, unit amount, towns' staff, aide's recruitment cap
    "R6": (1, UNKNOWN, 1_000_000, 0, UNKNOWN, 0, 1_000_000),
    "R7": (0, UNKNOWN, 3_000_000, 1, UNKNOWN, 0, 1_000_000),
    "R8": (0, 21_000_000, 3_000_000, 1, 8_400_000, 1, 1_000_000),
    "R9": (0, 21_000_000, 3_000_000, 1, UNKNOWN, 1, 1_000_000),
    "R10": (0, 21_000_000, 1_000_000, 1, UNKNOWN, 1, 1_000_000),
    "R11": (0, 21_000_000, 1_000_000, 1, UNKNOWN, 1, 1_000_000),
}
NUMBERS = ("amount", "other_funding")
ASKED = (
    *("id", "body_code", "hub_city", "fiscal_year", "measure", "category", "person", "employment", "amount"),
    *("other_funding", "share", "main_duty_support", "accelerator", "designated_leader", "in_programme"),
    *("broad_audience", "specialised_exam", "for_municipality", "external", "advisory", "plan_only"),
    "underlying_eligible",
)
RECRUITMENT = '{"recruitment","outsourcing_recruitment"}'
CONTRACTS = '{"outsourcing","outsourcing_other"}'
SUPPORT = '{"outsourcing","recruitment","outsourcing_recruitment"}'
TRAINING = '{"training","course","programme","environment","outsourcing","outsourcing_other","contribution"}'
FORMULAS = {
    # [name] is the cell of this row, [name:] the column, [name^] the rows above, <name> a figure of the row's year
    "kind": 'IF(MID([body_code],3,3)="000","P",IF(OR(MID([body_code],3,1)="8",MID([body_code],3,1)="9"),"A",'
    'IF([hub_city]="yes","H","M")))',
    "year_row": f"MATCH([fiscal_year],制度!$A$1:$A${len(YEARS)},0)",
    "support": 'AND([measure]="municipal-support",IF([category]="contribution",'
    'AND(OR([kind]="M",[kind]="H"),[underlying_eligible]="yes"),'
    'AND(OR([kind]="P",[kind]="H"),[main_duty_support]="yes",'
    f'OR(ISNUMBER(MATCH([category],{SUPPORT},0)),AND([category]="personnel",'
    'OR([employment]="part_time",AND([employment]="full_time",<full>=1))))))',
    "leader": 'AND([measure]="dx-leader",[kind]<>"A",[designated_leader]="yes",[in_programme]="yes",'
    '[broad_audience]="no",OR([for_municipality]<>"yes",AND(OR([kind]="P",[kind]="H"),<towns>=1)),'
    f'OR(ISNUMBER(MATCH([category],{TRAINING},0)),AND([category]="exam",[specialised_exam]="yes")))',
    "aide": 'AND([measure]="cio-aide",OR([kind]="M",[kind]="H"),[external]="yes",[advisory]="yes",'
    'OR(AND([category]="personnel",[employment]="part_time"),'
    f'AND(ISNUMBER(MATCH([category],{CONTRACTS},0)),[plan_only]="no",[share]<>""),'
    f"ISNUMBER(MATCH([category],{RECRUITMENT},0))))",
    "ok": 'AND([other_funding]<>"",OR([support],[leader],[aide]))',
    "numerator": 'IF([share]="",1,IF(ISNUMBER(FIND("/",[share])),VALUE(LEFT([share],FIND("/",[share])-1)),'
    "ROUND(VALUE([share])*1000000,0)))",
    "denominator": 'IF([share]="",1,IF(ISNUMBER(FIND("/",[share])),VALUE(MID([share],FIND("/",[share])+1,20)),1000000))',
    "shared": "IF([ok],INT(([amount]-MIN([amount],[other_funding]))*[numerator]/[denominator]),0)",
    "line": '[body_code]&"|"&[fiscal_year]&"|"&[measure]',
    "person_key": 'IF(AND([ok],[support],OR([category]="personnel",[category]="outsourcing")),[line]&"|"&[person],"")',
    "recruit_key": f'IF(AND([ok],OR([support],[aide]),ISNUMBER(MATCH([category],{RECRUITMENT},0))),[line],"")',
    "capped": 'IF([person_key]<>"",IF(<person_cap>="?",0,'
    "MAX(0,MIN([shared],<person_cap>-SUMIFS([shared^],[person_key^],[person_key])))),"
    'IF([recruit_key]<>"",'
    "MAX(0,MIN([shared],IF([support],<recruit_cap>,<aide_cap>)-SUMIFS([shared^],[recruit_key^],[recruit_key]))),"
    "[shared]))",
    "aide_key": 'IF(AND([ok],[aide],[recruit_key]=""),[line]&"|"&[person],"")',
    "aide_row": 'IF([aide_key]="","",MATCH([aide_key],[aide_key:],0))',
    "aide_first": 'IF([aide_key]="",0,IF([aide_row]=ROW()-1,1,0))',
    "aide_total": 'IF([aide_first]=1,SUMIFS([capped:],[aide_key:],[aide_key]),"")',
    "aide_rank": 'IF([aide_first]=1,1+COUNTIFS([line:],[line],[aide_first:],1,[aide_total:],">"&[aide_total])'
    '+COUNTIFS([line^],[line],[aide_first^],1,[aide_total^],[aide_total]),"")',
    "eligible": 'IF([aide_key]="",[capped],IF(INDEX([aide_rank:],[aide_row])<=3,[capped],0))',
    "head": 'AND(OR([measure]="accelerator",[measure]="municipal-support"),[category]="personnel",<head>=1,[kind]="P",'
    '[employment]="full_time",[accelerator]="yes",[main_duty_support]="yes")',
    "body_year": '[body_code]&"|"&[fiscal_year]',
    "head_key": 'IF([head],[body_year]&"|"&[person],"")',
    "head_first": 'IF([head_key]="",0,IF(MATCH([head_key],[head_key:],0)=ROW()-1,1,0))',
    "allocation": 'IF(MATCH([line],[line:],0)<>ROW()-1,"",IF([measure]="accelerator",'
    'IF(<unit>="?",0,<unit>*SUMIFS([head_first:],[body_year:],[body_year])),'
    "ROUND(SUMIFS([eligible:],[line:],[line])*7/10,-3)))",
}
COLUMNS = (*ASKED, *FORMULAS)
LETTERS: dict[str, str] = {name: xl_col_to_name(index) for index, name in enumerate(COLUMNS)}


def formula(text: str, row: int, last: int) -> str:
    """A formula of a row of the sheet (the header being row 1), its names replaced by cells."""

    def cells(match: re.Match[str]) -> str:
        letter = LETTERS[match[1]]
        match match[2]:
            case ":":
                return f"${letter}$2:${letter}${last}"
            case "^":
                return f"${letter}$1:${letter}${row - 1}"
            case _:
                return f"${letter}{row}"

    def figure(match: re.Match[str]) -> str:
        letter = xl_col_to_name(FIGURES.index(match[1]) + 1)
        return f"INDEX(制度!${letter}$1:${letter}${len(YEARS)},$" + LETTERS["year_row"] + f"{row})"

    return "=" + re.sub(r"<(\w+)>", figure, re.sub(r"\[(\w+)([:^]?)\]", cells, text))


def write(table: Path, workbook: Path) -> None:
    """The workbook of a table of expenses."""
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    book = xlsxwriter.Workbook(str(workbook))
    sheet, figures = book.add_worksheet("経費"), book.add_worksheet("制度")
    for index, (year, values) in enumerate(YEARS.items()):
        figures.write_row(index, 0, [year, *values])
    sheet.write_row(0, 0, COLUMNS)
    whole = book.add_format({"num_format": "0"})
    for index, row in enumerate(rows, start=2):
        _write_row(sheet, whole, row, index, len(rows) + 1)
    book.close()


def _write_row(sheet: xlsxwriter.worksheet.Worksheet, whole: object, row: dict[str, str], at: int, last: int) -> None:
    for column, name in enumerate(ASKED):
        cell = row.get(name, "")
        if cell and name in NUMBERS:
            sheet.write_number(at - 1, column, int(cell), whole)
        elif cell:
            sheet.write_string(at - 1, column, cell)
    for column, text in enumerate(FORMULAS.values(), start=len(ASKED)):
        sheet.write_formula(at - 1, column, formula(text, at, last), whole)


PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
"""LibreOffice believes the values that stand in a file; 0 is "always recalculate"."""


def recalculate(soffice: str, workbook: Path, folder: Path) -> Sequence[str]:
    """The command that recalculates a workbook without a window and writes its first sheet as CSV into ``folder``."""
    profile = folder / "profile"
    settings = profile / "user" / "registrymodifications.xcu"
    if not settings.exists():
        settings.parent.mkdir(parents=True)
        settings.write_text(PROFILE, "utf-8")
    to = "csv:Text - txt - csv (StarCalc):44,34,76,1"
    options = [f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", to, "--outdir", str(folder)]
    return [soffice, *options, str(workbook)]


if __name__ == "__main__":
    write(Path(sys.argv[1]), Path(sys.argv[2]))
