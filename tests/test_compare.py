"""``compare``: one budget under several rule sets, several budgets; figures worked out by hand from domain.md."""

from __future__ import annotations

import csv
import gc
import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dx_kofu.cli.app import run as run_command
from tests.support import ROOT

HEADER = (
    "id,body_code,body_name,fiscal_year,measure,category,person,employment,amount,other_funding,share,"
    "external,advisory,main_duty_support,accelerator,plan_only\n"
)
RECRUITED = "r,200000,長野県,{year},municipal-support,recruitment,,,{amount},0,,,,yes,,\n"
AIDE = "a,202011,長野市,{year},cio-aide,personnel,v1,part_time,{amount},0,,yes,yes,,,\n"
AD = "{id},202011,長野市,{year},cio-aide,recruitment,,,{amount},0,,yes,yes,,,\n"
STAFF = "{id},200000,長野県,{year},{measure},personnel,{id},{employment},{amount},0,,,,yes,{accelerator},\n"

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """Runs ``compare`` in a folder: exit code, standard output, standard error."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str, lang: str = "en") -> tuple[int, str, str]:
        code = run_command(["compare", *arguments, "--lang", lang], "ja" if lang == "ja" else "en")
        out, err = capsys.readouterr()
        return code, out, err

    yield call
    gc.enable()


def budget(name: str, *rows: str, header: str = HEADER) -> str:
    Path(name).write_text(header + "".join(rows), "utf-8")
    return name


def no_float(text: str) -> Any:
    raise AssertionError(f"a float: {text}")


def document(out: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(out, parse_float=no_float)
    for measure in told["measures"]:
        assert sum(cause["eligible"] for cause in measure["causes"]) == measure["difference"]["eligible"]
    return told


def only(entries: list[dict[str, Any]], **said: object) -> dict[str, Any]:
    (entry,) = [entry for entry in entries if all(entry[key] == value for key, value in said.items())]
    return entry


# ------------------------------------------------------------------------------------------------ one budget, several rules


def test_the_recruitment_cap_falls_back_in_r10(run: Run) -> None:
    """3,500,000: R8 keeps 3,000,000 x 0.7 = 2,100,000, R10 keeps 1,000,000 x 0.7 = 700,000."""
    file = budget("b.csv", RECRUITED.format(year="R8", amount=3_500_000))
    code, out, _ = run(file, "--under", "R8", "--under", "R10", "--format", "json")
    told = document(out)
    assert (code, told["schema"], told["mode"], told["base"]) == (1, "dx-kofu/compare/1", "rules", "R8")
    (line,) = told["measures"]
    assert (line["old"]["allocation"], line["new"]["allocation"]) == (2_100_000, 700_000)
    assert (line["difference"]["eligible"], line["difference"]["allocation"]) == (-2_000_000, -1_400_000)
    assert line["difference"]["range"] is None
    (cause,) = line["causes"]
    assert (cause["code"], cause["kinds"], cause["old"], cause["new"]) == (
        "cap:recruitment",
        ["rule"],
        500_000,
        2_500_000,
    )
    assert (cause["eligible"], cause["allocation"], cause["known"]) == (-2_000_000, "-1400000", True)
    (rule,) = cause["rules"]
    assert rule["changes"] == [{"key": "amount", "old": 3_000_000, "new": 1_000_000}]
    assert "300万円/団体" in rule["old_source"]
    assert "令和7年度から令和9年度までの間" in rule["new_source"]
    (row,) = told["rows"]
    assert (row["how"], row["eligible"], row["new"]["id"]) == ("cut", -2_000_000, "r")
    (total,) = told["totals"]
    assert (total["special"]["difference"]["allocation"], total["ordinary"]["difference"]["allocation"]) == (
        -1_400_000,
        0,
    )


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_what_people_read(run: Run, lang: str) -> None:
    file = budget("b.csv", RECRUITED.format(year="R8", amount=3_500_000))
    for format_ in ("table", "md"):
        code, out, err = run(file, "--under", "R8", "--under", "R10", "--format", format_, lang=lang)
        assert (code, err) == (1, "")
        minus = "△" if lang == "ja" else "-"
        for said in (
            f"{minus}1,400,000",
            f"{minus}2,000,000",
            "3,000,000 → 1,000,000",
            "500,000 → 2,500,000",
            "長野県",
        ):
            assert said in out
        assert "300万円/団体" in out
        assert ("暫定" if lang == "ja" else "Provisional") in out
        out.encode("cp932")


def test_full_time_personnel_is_eligible_in_r6_and_excluded_in_r7(run: Run) -> None:
    """R6's cap per person is not known, so 5,000,000 are potential alone; the difference lies between -3,500,000 and 0."""
    row = STAFF.format(
        id="p", year="R6", measure="municipal-support", employment="full_time", amount=5_000_000, accelerator="no"
    )
    file = budget("b.csv", row)
    _, out, _ = run(file, "--under", "R6", "--under", "R7", "--format", "json")
    (line,) = document(out)["measures"]
    assert (line["old"]["complete"], line["new"]["complete"]) == (False, True)
    assert (line["difference"]["allocation"], line["difference"]["confirmed"]) == (None, 0)
    assert line["difference"]["range"] == {"least": -3_500_000, "most": 0}
    assert line["difference"]["potential"] == -3_500_000
    excluded = only(line["causes"], code="condition:employment")
    assert (excluded["eligible"], excluded["old"], excluded["new"]) == (-5_000_000, 0, 5_000_000)
    (rule,) = excluded["rules"]  # and not those of the measure by head, which are not asked in R6 at all
    assert {"key": "one_of", "old": ["part_time", "full_time"], "new": ["part_time"]} in rule["changes"]
    assert only(line["causes"], code="unknown:cap:personnel")["eligible"] == 5_000_000
    for lang, said in (("ja", "不明（△3,500,000～0）"), ("en", "unknown (-3,500,000 to 0)")):
        _, out, _ = run(file, "--under", "R6", "--under", "R7", lang=lang)
        assert said in out


def test_with_the_cap_given_by_an_overlay_the_difference_is_known(run: Run) -> None:
    """5,000,000 x 0.7 = 3,500,000 in R6, nothing in R7."""
    row = STAFF.format(
        id="p", year="R6", measure="municipal-support", employment="full_time", amount=5_000_000, accelerator="no"
    )
    file = budget("b.csv", row)
    figure = '[[figures]]\nfiscal_year = "R6"\nmeasure = "municipal-support"\nparameter = "cap:personnel"\nvalue = 21_000_000\nsource = "a letter"\n'
    Path("known.toml").write_text(figure, "utf-8")
    both = ("--under", "R6", "--under", "R7")
    _, out, _ = run(file, *both, "--overlay", "known.toml", "--format", "json")
    (line,) = document(out)["measures"]
    assert (line["difference"]["eligible"], line["difference"]["allocation"]) == (-5_000_000, -3_500_000)
    (cause,) = line["causes"]
    assert (cause["code"], cause["allocation"]) == ("condition:employment", "-3500000")
    _, out, _ = run(file, *both, "--overlay", "known.toml")
    assert "a letter" in out
    history = str(ROOT / "rules" / "R7.toml")
    code, _, err = run(file, "--under", "R6", "--under", history, "--overlay", "known.toml")
    assert (code, "--overlay does not reach" in err) == (2, True)


def test_answers_hold_under_every_rule_set(run: Run) -> None:
    """Other funding of 500,000 of 3,500,000: R8 keeps 3,000,000, R10 1,000,000; without the answer nothing is confirmed."""
    blank = RECRUITED.format(year="R8", amount=3_500_000).replace(",3500000,0,", ",3500000,,")
    file = budget("b.csv", blank, AIDE.format(year="R8", amount=1))
    assert run_command(["ask", file, "-o", "questions.csv"], "en") == 0
    with open("questions.csv", encoding="utf-8-sig", newline="") as sheet:
        lines = list(csv.reader(sheet))
    header = next(cells for cells in lines if "answer" in cells)
    for cells in lines[lines.index(header) + 1 :]:
        cells[header.index("answer")] = "500000"
    with open("questions.csv", "w", encoding="utf-8", newline="") as sheet:
        csv.writer(sheet).writerows(lines)
    both = (file, "--under", "R8", "--under", "R10")
    told = document(run(*both, "--format", "json")[1])
    assert only(told["measures"], measure="municipal-support")["old"]["eligible"] == 0
    told = document(run(*both, "--answers", "questions.csv", "--format", "json")[1])
    line = only(told["measures"], measure="municipal-support")
    assert (line["old"]["eligible"], line["new"]["eligible"]) == (3_000_000, 1_000_000)
    assert "questions.csv" in run(*both, "--answers", "questions.csv")[1]
    before = Path("questions.csv").read_bytes()
    assert run(*both, "--answers", "questions.csv", "--format", "csv", "-o", "questions.csv")[0] == 2
    assert Path("questions.csv").read_bytes() == before
    code, _, err = run(file, budget("c.csv", blank), "--answers", "questions.csv")
    assert (code, "--answers goes with one budget" in err) == (2, True)


def test_an_unknown_amount_per_head_is_never_zero(run: Run) -> None:
    """R7 does not know the amount per head: 0 + unknown; R8: 2 x 8,400,000 = 16,800,000. At most that much more."""
    rows = [
        STAFF.format(
            id=name, year="R8", measure="accelerator", employment="full_time", amount=9_000_000, accelerator="yes"
        )
        for name in ("p", "q")
    ]
    file = budget("b.csv", *rows)
    _, out, _ = run(file, "--under", "R7", "--under", "R8", "--format", "json")
    (line,) = document(out)["measures"]
    assert (line["difference"]["allocation"], line["difference"]["potential"]) == (None, None)
    assert line["difference"]["range"] == {"least": None, "most": 16_800_000}
    (cause,) = line["causes"]
    assert (cause["code"], cause["old"], cause["new"], cause["allocation"], cause["known"]) == (
        "unit-amount", None, 8_400_000, "16800000", False,
    )  # fmt: skip
    for lang, said in (("ja", "不明（+16,800,000以下）"), ("en", "unknown (at most +16,800,000)")):
        assert said in run(file, "--under", "R7", "--under", "R8", lang=lang)[1]
    assert "unknown (at least -16,800,000)" in run(file, "--under", "R8", "--under", "R7")[1]
    _, out, _ = run(file, "--under", "R8", "--under", "R6", "--format", "json")
    (line,) = document(out)["measures"]
    assert line["difference"]["allocation"] == -16_800_000  # R6: not in force, which is known
    (cause,) = line["causes"]
    assert (cause["code"], cause["old"], cause["new"], cause["persons"]) == (
        "heads",
        2,
        0,
        {"old": ["p", "q"], "new": []},
    )


def test_a_rule_file_of_one_s_own_and_a_change_of_rate(run: Run) -> None:
    """1,000,500 x 0.7 = 700,350 → 700,000; x 0.65 = 650,325 → 650,000: rate -50,025, rounding from -350 to -325."""
    text = (ROOT / "rules" / "R8.toml").read_text("utf-8").replace('rate = "0.7"', 'rate = "0.65"')
    Path("mine.toml").write_text(text, "utf-8")
    file = budget("b.csv", AIDE.format(year="R8", amount=1_000_500))
    _, out, _ = run(file, "--under", "R8@1.0.0", "--under", "mine.toml", "--format", "json")
    (line,) = document(out)["measures"]
    assert line["difference"]["allocation"] == -50_000
    assert [(cause["code"], cause["old"], cause["new"], cause["allocation"]) for cause in line["causes"]] == [
        ("rate", "0.7", "0.65", "-50025"),
        ("rounding", "-350", "-325", "25"),
    ]


def test_rows_are_weighed_at_the_rate_of_the_base(run: Run) -> None:
    """3,500,000: 3,000,000 x 0.7, then 1,000,000 x 0.65: the cap takes 2,000,000 x 0.7, the rate 1,000,000 x 0.05."""
    text = (ROOT / "rules" / "R10.toml").read_text("utf-8").replace('rate = "0.7"', 'rate = "0.65"')
    Path("mine.toml").write_text(text, "utf-8")
    file = budget("b.csv", RECRUITED.format(year="R8", amount=3_500_000))
    _, out, _ = run(file, "--under", "R8", "--under", "mine.toml", "--format", "json")
    (line,) = document(out)["measures"]
    assert line["difference"]["allocation"] == 650_000 - 2_100_000
    assert [(cause["code"], cause["allocation"]) for cause in line["causes"]] == [
        ("cap:recruitment", "-1400000"),
        ("rate", "-50000"),
    ]


def test_years_of_one_budget_do_not_share_a_cap(run: Run) -> None:
    file = budget(
        "b.csv",
        RECRUITED.format(year="R8", amount=2_000_000),
        RECRUITED.format(year="R9", amount=2_000_000).replace("r,", "s,", 1),
    )
    code, out, _ = run(file, "--under", "R8", "--under", "R9", "--format", "json")
    told = document(out)
    assert (code, told["differs"]) == (0, False)
    assert [(line["fiscal_year"], line["old"]["eligible"]) for line in told["measures"]] == [
        ("R8", 2_000_000),
        ("R9", 2_000_000),
    ]


def test_files_of_one_budget_share_a_cap(run: Run) -> None:
    """2,000,000 and 1,500,000: R10 keeps 1,000,000 of the first and nothing of the second."""
    first = budget("a.csv", RECRUITED.format(year="R8", amount=2_000_000))
    second = budget("b.csv", RECRUITED.format(year="R8", amount=1_500_000).replace("r,", "s,", 1))
    _, out, _ = run(first, second, "--under", "R8", "--under", "R10", "--format", "json")
    told = document(out)
    assert [(row["new"]["input"], row["new"]["row"], row["eligible"]) for row in told["rows"]] == [
        ("a.csv", 2, -1_000_000), ("b.csv", 2, -1_000_000),
    ]  # fmt: skip


def test_files_of_different_years_are_one_budget(run: Run) -> None:
    first = budget("a.csv", RECRUITED.format(year="R8", amount=1_500_000))
    second = budget("b.csv", RECRUITED.format(year="R9", amount=1_500_000).replace("r,", "s,", 1))
    _, out, _ = run(first, second, "--under", "R8", "--under", "R10", "--format", "json")
    told = document(out)
    assert [(line["fiscal_year"], line["difference"]["eligible"]) for line in told["measures"]] == [
        ("R8", -500_000),
        ("R9", -500_000),
    ]
    assert [(read["name"], read["rows"]) for read in told["columns"][0]["inputs"]] == [("a.csv", 1), ("b.csv", 1)]


def test_the_base_can_be_another_one(run: Run) -> None:
    file = budget("b.csv", RECRUITED.format(year="R8", amount=3_500_000))
    _, out, _ = run(file, "--under", "R8", "--under", "R10", "--under", "R9", "--base", "R10", "--format", "json")
    told = document(out)
    assert [(line["column"], line["difference"]["allocation"]) for line in told["measures"]] == [
        ("R8", 1_400_000),
        ("R9", 1_400_000),
    ]


# ------------------------------------------------------------------------------------------------ several budgets


def test_last_year_and_this_year(run: Run) -> None:
    """4,600,000 x 0.7 = 3,220,000; then 4,000,400 + 900,000 + 100,000 = 5,000,400 x 0.7 = 3,500,280, rounded 3,500,000."""
    one = budget(
        "R7.csv",
        AIDE.format(year="R7", amount=3_600_000),
        AD.format(id="b", year="R7", amount=700_000),
        AD.format(id="c", year="R7", amount=600_000),
    )
    two = budget(
        "R8.csv",
        AIDE.format(year="R8", amount=4_000_400),
        AD.format(id="b", year="R8", amount=900_000),
        AD.format(id="c", year="R8", amount=600_000),
    )
    code, out, err = run(one, two, "--format", "json")
    told = document(out)
    assert (code, told["years"], "whatever the year" in err) == (1, "ignored", True)
    (line,) = told["measures"]
    assert (line["fiscal_year"], line["difference"]["eligible"], line["difference"]["allocation"]) == (
        None,
        400_400,
        280_000,
    )
    assert [(cause["code"], cause["kinds"], cause["eligible"], cause["allocation"]) for cause in line["causes"]] == [
        ("claimed", ["input"], 600_400, "420280"),
        ("cap:recruitment", ["shared"], -200_000, "-140000"),
        ("rounding", [], 0, "-280"),
    ]
    assert [(row["how"], row["new"]["id"], row["inputs"]) for row in told["rows"]] == [
        ("changed", "a", [{"key": "amount", "old": 3_600_000, "new": 4_000_400}]),
        ("changed", "b", [{"key": "amount", "old": 700_000, "new": 900_000}]),
        ("cut", "c", []),
    ]  # fmt: skip
    _, out, _ = run(one, two, lang="ja")
    for said in ("金額 700,000 → 900,000", "ほかの行が上限・人数を使う", "△140,000", "△280", "年度の違いは無視"):
        assert said in out


def test_a_row_that_meets_a_cap_with_other_yen_differs_by_itself(run: Run) -> None:
    """700,000 and 600,000: the cap takes 300,000; with 200,000 of other funding the second row meets it with 400,000, and loses 100,000."""
    kept, cut = AD.format(id="b", year="R8", amount=700_000), AD.format(id="c", year="R8", amount=600_000)
    one, two = budget("a.csv", kept, cut), budget("b.csv", kept, cut.replace(",600000,0,", ",600000,200000,"))
    _, out, _ = run(one, two, "--format", "json")
    (row,) = document(out)["rows"]
    assert [value["key"] for value in row["inputs"]] == ["other_funding"]
    assert [(cause["code"], cause["kinds"], cause["eligible"]) for cause in row["causes"]] == [
        ("cap:recruitment", ["input"], 200_000),
        ("other-funding", ["input"], -200_000),
    ]


def test_rows_of_one_budget_alone_and_rows_that_moved(run: Run) -> None:
    one = budget(
        "a.csv",
        AIDE.format(year="R8", amount=1_000_000),
        AD.format(id="b", year="R8", amount=400_000),
        AD.format(id="m", year="R8", amount=300_000),
    )
    two = budget(
        "b.csv",
        AIDE.format(year="R8", amount=1_000_000),
        AD.format(id="n", year="R8", amount=500_000),
        AD.format(id="m", year="R8", amount=300_000).replace("202011,長野市", "202037,上田市"),
    )
    _, out, _ = run(one, two, "--format", "json")
    told = document(out)
    assert told["years"] == "matched"
    found = {row["how"]: row for row in told["rows"]}
    assert set(found) == {"changed", "moved"}  # b and n: one advertisement each, the only ones left
    assert [value["key"] for value in found["moved"]["inputs"]] == ["body_code"]
    nagano, ueda = only(told["measures"], body_code="202011"), only(told["measures"], body_code="202037")
    assert [(cause["code"], cause["eligible"]) for cause in nagano["causes"]] == [
        ("claimed", 100_000),
        ("row-moved", -300_000),
    ]
    assert [(cause["code"], cause["eligible"], cause["allocation"]) for cause in ueda["causes"]] == [
        ("row-moved", 300_000, "210000")
    ]
    assert (ueda["old"], ueda["difference"]["allocation"]) == (None, 210_000)


def test_without_ids_rows_are_matched_by_what_they_say(run: Run) -> None:
    """A row put in before the others moves every row number and matches nothing by it."""
    header = HEADER.removeprefix("id,")
    kept = [AD.format(id="", year="R8", amount=amount).removeprefix(",") for amount in (100_000, 200_000)]
    new = AIDE.format(year="R8", amount=500_000).removeprefix("a,")
    one, two = budget("a.csv", *kept, header=header), budget("b.csv", new, *reversed(kept), header=header)
    _, out, _ = run(one, two, "--format", "json")
    (row,) = document(out)["rows"]
    assert (row["how"], row["old"], row["new"]["row"], row["eligible"]) == ("added", None, 2, 500_000)


def test_rows_that_could_be_any_of_several_are_not_matched(run: Run) -> None:
    one = budget("a.csv", *(AD.format(id=f"a{amount}", year="R8", amount=amount) for amount in (100_000, 200_000)))
    two = budget("b.csv", *(AD.format(id=f"b{amount}", year="R8", amount=amount) for amount in (150_000, 250_000)))
    _, out, _ = run(one, two, "--format", "json")
    told = document(out)
    assert [row["how"] for row in told["rows"]] == ["added", "added", "removed", "removed"]
    assert [(cause["code"], cause["eligible"]) for cause in told["measures"][0]["causes"]] == [
        ("row-added", 400_000),
        ("row-removed", -300_000),
    ]


def test_three_budgets_and_one_rule_set_for_all(run: Run) -> None:
    files = [
        budget(f"{name}.csv", RECRUITED.format(year="R8", amount=amount))
        for name, amount in (("a", 900_000), ("b", 1_500_000), ("c", 900_000))
    ]
    code, out, _ = run(*files, "--under", "R10", "--format", "json")
    told = document(out)
    assert [(line["column"], line["difference"]["eligible"]) for line in told["measures"]] == [
        ("b.csv", 100_000),
        ("c.csv", 0),
    ]
    assert [rules["fiscal_year"] for rules in told["columns"][0]["ruleset"]] == ["R10"]
    assert (code, [row["column"] for row in told["rows"]]) == (1, ["b.csv"])


def test_nothing_differs(run: Run) -> None:
    one, two = (budget(name, AIDE.format(year="R8", amount=1_000_000)) for name in ("a.csv", "b.csv"))
    code, out, _ = run(one, two, lang="ja")
    assert (code, "違いはありません" in out) == (0, True)
    assert run(one, "--under", "R8", "--under", "R9")[0] == 0


def test_csv_holds_every_measure_and_every_row_that_differs(run: Run) -> None:
    file = budget(
        "b.csv",
        RECRUITED.format(year="R8", amount=3_500_000),
        STAFF.format(id="p", year="R8", measure="accelerator", employment="full_time", amount=1, accelerator="yes"),
    )
    code, _, _ = run(file, "--under", "R8", "--under", "R10", "-o", "out.csv")
    content = Path("out.csv").read_bytes()
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert (code, content[:3]) == (1, b"\xef\xbb\xbf")
    assert [(row["level"], row["column"], row["measure"], row["allocation_difference"]) for row in rows] == [
        ("measure", "R8", "accelerator", ""),
        ("measure", "R8", "municipal-support", ""),
        ("measure", "R10", "accelerator", ""),  # not known in R10
        ("measure", "R10", "municipal-support", "-1400000"),
        ("row", "R10", "municipal-support", ""),
    ]
    assert rows[3]["causes"] == "cap:recruitment -1400000"


def test_names_from_a_budget_are_no_markup(run: Run) -> None:
    row = RECRUITED.format(year="R8", amount=3_500_000).replace("長野県", "<b>a|b</b>")
    _, out, _ = run(budget("b.csv", row), "--under", "R8", "--under", "R10", "--format", "md")
    assert "&lt;b&gt;a\\|b&lt;/b&gt;" in out
    assert "<b>" not in out


# ------------------------------------------------------------------------------------------------ what is wrong


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["a.csv"], "nothing to compare with"),
        (["a.csv", "--under", "R8"], "nothing to compare with"),
        (["a.csv", "--under", "R8", "--under", "R8"], "R8 is given twice"),
        (["a.csv", "./a.csv"], "./a.csv is given twice"),
        (["a.csv", "--under", "R8", "--under", "R9", "--base", "R7"], "--base R7 is none of what is compared: R8, R9"),
        (["a.csv", "b.csv", "-o", "x.html"], ".md, .csv, .json"),
        (["a.csv", "--under", "R8", "--under", "R12"], "R12"),
        (["a.csv", "none.csv"], "none.csv: the file cannot be opened"),
        (["a.csv", "b.csv", "-o", "b.csv"], "b.csv"),
        (["a.csv", "b.csv", "--assume", "extern=yes"], "extern"),
    ],
)
def test_wrong_use(run: Run, arguments: list[str], said: str) -> None:
    for name in ("a.csv", "b.csv"):
        budget(name, AIDE.format(year="R8", amount=1_000_000))
    before = Path("b.csv").read_bytes()
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert said in err
    assert Path("b.csv").read_bytes() == before


def test_wrong_use_in_japanese(run: Run) -> None:
    code, _, err = run(budget("a.csv"), lang="ja")
    assert (code, "--under R7 --under R8" in err) == (2, True)


def test_every_problem_of_every_file_is_told(run: Run) -> None:
    one = budget("a.csv", AIDE.format(year="R8", amount="x"))
    two = budget("b.csv", AIDE.format(year="R8", amount=-5), AIDE.format(year="R8", amount=1))
    code, out, err = run(one, two)
    assert (code, out) == (1, "")
    assert "a.csv:2 amount" in err
    assert "b.csv:2 amount" in err
    assert run(one, two, "none.csv")[0] == 2
    code, out, _ = run(two, budget("c.csv", AIDE.format(year="R8", amount=1)), "--skip-bad-rows", "--format", "json")
    assert (code, document(out)["differs"]) == (1, True)
    assert run(one, two, "--skip-bad-rows", "--under", "R8")[0] == 1


def test_a_row_that_only_one_rule_set_can_read(run: Run) -> None:
    text = (ROOT / "rules" / "R8.toml").read_text("utf-8").replace('id = "cio-aide"', 'id = "cio-helper"')
    Path("mine.toml").write_text(text, "utf-8")
    code, out, err = run(budget("a.csv", AIDE.format(year="R8", amount=1)), "--under", "R8", "--under", "mine.toml")
    assert (code, out) == (1, "")
    assert "measure-unknown" in err
    assert "under the rules of mine.toml" in err


# ------------------------------------------------------------------------------------------------ no figure is cut off


WIDE = (
    STAFF.format(
        id="p1", year="R8", measure="municipal-support", employment="full_time", amount=9_000_000, accelerator="yes"
    ),
    STAFF.format(
        id="p2", year="R8", measure="municipal-support", employment="part_time", amount=25_000_000, accelerator="no"
    ),
    RECRUITED.format(year="R8", amount=4_000_000),
)


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("columns", [2, 3, 4, 5, 6])
def test_every_amount_stands_whole_in_the_table(run: Run, columns: int, lang: str) -> None:
    """However many columns there are: a block that would be too wide for the terminal becomes two."""
    file = budget("b.csv", *WIDE)
    under = [part for year in ("R6", "R8", "R7", "R10", "R9", "R11")[:columns] for part in ("--under", year)]
    told = document(run(file, *under, "--format", "json", lang=lang)[1])
    _, out, _ = run(file, *under, lang=lang)
    sides = [side for entry in [*told["measures"], *told["totals"]] for side in _sides(entry)]
    amounts = {side[key] for side in sides for key in ("eligible", "allocation", "potential") if side.get(key)}
    assert len(amounts) > 5
    for amount in amounts:
        figure = f"{abs(amount):,}"
        assert re.search(rf"(?<![\d,]){figure}(?![\d,])", out), figure
    labels = ("eligible", "allocation", "potential") if lang == "en" else ("対象経費", "措置額", "要確認を含む最大")
    rows = [line.split()[0] for line in out.splitlines() if re.match(r" {4}[^ ]", line)]
    counted = [rows.count(label) for label in labels]
    assert counted[1] == counted[2] > counted[0] > 0


def _sides(entry: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for found in [entry, *(entry[tax] for tax in ("special", "ordinary") if tax in entry)]:
        yield from (found[key] for key in ("old", "new", "difference") if found.get(key))


@pytest.mark.parametrize("width", [72, 80, 110])
def test_no_line_of_figures_is_wider_than_the_terminal(run: Run, monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    monkeypatch.setattr("dx_kofu.cli.compare._width", lambda: width)
    _, out, _ = run(budget("b.csv", *WIDE), *("--under", "R6", "--under", "R8", "--under", "R10"))
    assert max(map(len, out.splitlines())) <= width
    assert out.count("16,800,000") >= 4
