"""The rule files agree with each other and with their source; a file or an engine with one defect is caught at it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from dx_kofu.bodies import is_code, kind_of
from dx_kofu.calc import calculate
from dx_kofu.eligibility import Head, Verdict, judge
from dx_kofu.lint import cases, proofs
from dx_kofu.lint.boundaries import Boundary, boundary_rows
from dx_kofu.lint.cases import OWN_COLUMNS, PLACES, TEXTS, Row, Table, all_spots, decide
from dx_kofu.lint.checklists import CHECKLIST_TEXTS
from dx_kofu.lint.limits import LIMIT_TEXTS
from dx_kofu.lint.overlaps import overlaps
from dx_kofu.lint.proofs import Proof, prove
from dx_kofu.lint.sources import SOURCE_TEXTS, check_sources, due, fold, parameters
from dx_kofu.read.expenses import Reading
from dx_kofu.read.guide import Guide
from dx_kofu.records import Case, Place
from dx_kofu.result import Result
from dx_kofu.rules.load import Loaded, RuleBook
from dx_kofu.rules.records import UNKNOWN, Measure, RuleSet, parameter_name
from dx_kofu.words import Text
from tests.support import BOOK, SHARED, read_text

YEARS = ("R6", "R7", "R8", "R9", "R10", "R11")
SHIPPED = {year: BOOK[year].rules for year in YEARS}
R8 = SHIPPED["R8"]
DECK = SHARED / "source" / "mic-deck-r8.txt"
CASES_PER_YEAR = 18_100
# Checklists: an accelerator's employer 3 + employment 4 + main duty 3 + (years 5 x exam 16 x knowledge 3), a set-up 4 x 3,
# a policy 3 + two targets of 4 (0 or more) and one of 5 (1 or more) + five points of 3.
CHECKLIST_CASES_PER_YEAR = 3 + 4 + 3 + 240 + 12 + 3 + 13 + 15
CASES = len(YEARS) * (CASES_PER_YEAR + CHECKLIST_CASES_PER_YEAR)  # 110,358


# ------------------------------------------------------------------------------------------------ rule sets with one defect


def with_measure(rules: RuleSet, name: str, change: Callable[[Measure], Measure]) -> RuleSet:
    measures = [change(measure) if measure.id == name else measure for measure in rules.measures]
    return replace(rules, measures=tuple(measures))


def with_condition(rules: RuleSet, measure: str, name: str, **changes: Any) -> RuleSet:
    def change(old: Measure) -> Measure:
        return replace(old, conditions=old.conditions | {name: replace(old.conditions[name], **changes)})

    return with_measure(rules, measure, change)


def with_cost(rules: RuleSet, measure: str, category: str, **changes: Any) -> RuleSet:
    def change(old: Measure) -> Measure:
        costs = [replace(cost, **changes) if category in cost.categories else cost for cost in old.costs]
        return replace(old, costs=tuple(costs))

    return with_measure(rules, measure, change)


def with_step(rules: RuleSet, measure: str, name: str, **changes: Any) -> RuleSet:
    def change(old: Measure) -> Measure:
        steps = [replace(step, **changes) if parameter_name(step) == name else step for step in old.steps]
        return replace(old, steps=tuple(steps))

    return with_measure(rules, measure, change)


def with_window(rules: RuleSet, measure: str, **changes: Any) -> RuleSet:
    def change(old: Measure) -> Measure:
        assert old.window is not None
        return replace(old, window=replace(old.window, **changes))

    return with_measure(rules, measure, change)


def with_another_condition(rules: RuleSet, measure: str, category: str, like: str, **changes: Any) -> RuleSet:
    """One more condition, ``another``, made from one there is, asked last of a category's cost."""

    def change(old: Measure) -> Measure:
        return replace(old, conditions=old.conditions | {"another": replace(old.conditions[like], **changes)})

    cost = rules.measure(measure).cost_of(category)
    assert cost is not None
    return with_cost(with_measure(rules, measure, change), measure, category, conditions=(*cost.conditions, "another"))


def without_measure(rules: RuleSet, name: str) -> RuleSet:
    return replace(rules, measures=tuple(measure for measure in rules.measures if measure.id != name))


def small(rules: RuleSet) -> RuleSet:
    """A rule set without the measure that has three quarters of its cases, and without that measure's facts."""
    left = without_measure(rules, "dx-leader")
    asked = {condition.fact for measure in left.measures for condition in measure.conditions.values()}
    return replace(left, facts={name: fact for name, fact in rules.facts.items() if name in asked})


SMALL = {year: small(rules) for year, rules in SHIPPED.items()}
SMALL_R8 = SMALL["R8"]


def with_fact(rules: RuleSet, name: str) -> RuleSet:
    return replace(rules, facts=rules.facts | {name: rules.facts["external"]})


def with_a_hole() -> list[RuleSet]:
    """R7 is a window, and what comes after R8 is another: R8 is in none."""
    early = [with_window(SMALL[year], "accelerator", last="R7") for year in YEARS[:3]]
    return early + [with_window(SMALL[year], "accelerator", first="R9") for year in YEARS[3:]]


DUTY, PART_TIME = "municipal-support.conditions.main-duty", "municipal-support.conditions.part-time"
ANOTHER = "municipal-support.conditions.another"
PERSONNEL = "municipal-support.costs.personnel"
MUTANTS: dict[str, tuple[Sequence[RuleSet], str, str]] = {
    "full-time pay counts in yen beside the head": (
        [with_condition(SMALL_R8, "municipal-support", "part-time", one_of=("part_time", "full_time"), otherwise=None)],
        "paid-twice",
        PART_TIME,
    ),
    "two conditions of one fact exclude each other": (
        [with_another_condition(SMALL_R8, "municipal-support", "personnel", "part-time", one_of=("full_time",))],
        "condition-never-met",
        ANOTHER,
    ),
    "two conditions of one fact: a blank is asked for nothing": (
        [
            with_another_condition(
                SMALL_R8, "municipal-support", "personnel", "part-time", one_of=("contractor",), otherwise=None
            )
        ],
        "review-without-way-out",
        ANOTHER,
    ),
    "a condition that an earlier one implies": (
        [with_another_condition(SMALL_R8, "municipal-support", "recruitment", "main-duty")],
        "condition-never-decides",
        ANOTHER,
    ),
    "a condition that is asked of no body": (
        [with_condition(R8, "dx-leader", "own-staff", unless_body=("prefecture", "hub-city", "municipality"))],
        "condition-never-decides",
        "dx-leader.conditions.own-staff",
    ),
    "a condition that every value meets": (
        [with_condition(SMALL_R8, "cio-aide", "more-than-plan", one_of=("yes", "no"))],
        "condition-never-decides",
        "cio-aide.conditions.more-than-plan",
    ),
    "a condition that no cost asks": (
        [with_cost(SMALL_R8, "municipal-support", "contribution", conditions=("main-duty",))],
        "condition-unused",
        "municipal-support.conditions.underlying",
    ),
    "a fact that nobody asks": ([with_fact(SMALL_R8, "colour")], "fact-unused", "facts.colour"),
    "a head that falls to itself": (
        [with_condition(SMALL_R8, "accelerator", "full-time", otherwise="accelerator")],
        "crash",
        "accelerator.conditions.full-time",
    ),
    "a cost that names a condition there is not": (
        [with_cost(SMALL_R8, "municipal-support", "personnel", conditions=("main-duty", "part-tme"))],
        "crash",
        DUTY,
    ),
    "a condition on a fact that is not declared": (
        [with_condition(SMALL_R8, "municipal-support", "main-duty", fact="colour")],
        "crash",
        DUTY,
    ),
    "an unknown cap that says it is stated": (
        [with_step(SMALL_R8, "municipal-support", "cap:personnel", amount=UNKNOWN)],
        "standing-unknown",
        "municipal-support.steps.cap:personnel",
    ),
    "a rate of 0.7 that says it is unknown": (
        [with_step(SMALL_R8, "cio-aide", "rate", standing=("unknown",))],
        "standing-unknown",
        "cio-aide.steps.rate",
    ),
    "a measure by head that counts none": (
        [with_measure(SMALL_R8, "accelerator", lambda measure: replace(measure, steps=()))],
        "head-missing",
        "accelerator",
    ),
    "a window that ends before it begins": (
        [with_window(SMALL_R8, "cio-aide", first="R12")],
        "window-empty",
        "cio-aide.window",
    ),
    "the next year's file ends the window earlier": (
        [SMALL_R8, with_window(SMALL["R9"], "cio-aide", last="R10")],
        "windows-overlap",
        "R9:cio-aide.window",
    ),
    "a file that drops the window": (
        [SMALL_R8, with_measure(SMALL["R9"], "cio-aide", lambda measure: replace(measure, window=None))],
        "windows-overlap",
        "R8:cio-aide.window",
    ),
    "a year between two windows": (with_a_hole(), "windows-hole", "R9:accelerator.window"),
    "a year's file lacks a measure in force": (
        [SMALL["R7"], without_measure(SMALL_R8, "accelerator")],
        "measure-missing",
        "R7:accelerator.window",
    ),
    "the first year's file lacks a measure in force": (
        [without_measure(SMALL["R7"], "accelerator"), SMALL_R8],
        "measure-missing",
        "R8:accelerator.window",
    ),
}


@pytest.fixture(scope="module")
def shipped() -> Proof:
    return prove(list(SHIPPED.values()))


@pytest.fixture(scope="module")
def proven() -> Callable[[str], Proof]:
    """The proof of a mutant, made once."""
    made: dict[str, Proof] = {}

    def proof_of(name: str) -> Proof:
        if name not in made:
            made[name] = prove(MUTANTS[name][0])
        return made[name]

    return proof_of


def test_the_shipped_files_agree(shipped: Proof) -> None:
    assert [(finding.code, finding.fiscal_year, finding.rules) for finding in shipped.findings] == []
    assert shipped.cases == CASES


def test_without_a_defect_there_is_no_finding() -> None:
    assert prove([SMALL_R8]).findings == ()


@pytest.mark.parametrize("name", MUTANTS)
def test_a_defect_is_caught(name: str, proven: Callable[[str], Proof]) -> None:
    _, code, path = MUTANTS[name]
    found = [(finding.code, finding.rules) for finding in proven(name).findings]
    assert any(finding == code and path in rules for finding, rules in found), found


def test_a_clash_is_one_finding(proven: Callable[[str], Proof]) -> None:
    findings = proven("full-time pay counts in yen beside the head").findings
    clash = [finding.rules for finding in findings if finding.code == "paid-twice"]
    assert clash == [
        (DUTY, PART_TIME, "accelerator.conditions.full-time", "accelerator.conditions.main-duty"),
    ]


# ------------------------------------------------------------------------------------------------ the row of a finding


def text_of(rows: Sequence[Row]) -> str:
    columns = list(dict.fromkeys(column for row in rows for column in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def book_of(*rule_sets: RuleSet) -> RuleBook:
    book = RuleBook()
    book.years = tuple(rules.fiscal_year for rules in rule_sets)
    for rules in rule_sets:
        book.replace(rules.fiscal_year, Loaded(rules, f"{rules.fiscal_year}.toml", ""))
    return book


def read_rows(rows: Sequence[Row], *rule_sets: RuleSet) -> Reading:
    reading = read_text(text_of(rows), guide=Guide(book=book_of(*rule_sets)))
    assert [diagnostic.message.in_("en") for diagnostic in reading.diagnostics] == []
    assert len(reading.expenses) == len(rows)
    return reading


def calc_rows(rows: Sequence[Row], *rule_sets: RuleSet) -> Result:
    reading = read_rows(rows, *rule_sets)
    return calculate(reading.expenses, reading.rules)


@pytest.mark.parametrize("name", MUTANTS)
def test_the_row_of_a_finding_is_a_row_of_the_expenses_table(name: str, proven: Callable[[str], Proof]) -> None:
    rule_sets, _, _ = MUTANTS[name]
    findings = proven(name).findings
    for finding in findings:
        read_rows([finding.row], *rule_sets)
        if "crash" not in [found.code for found in findings]:
            calc_rows([finding.row], *rule_sets)


def test_the_row_of_a_cost_paid_twice_is_paid_twice(proven: Callable[[str], Proof]) -> None:
    name = "full-time pay counts in yen beside the head"
    finding = next(finding for finding in proven(name).findings if finding.code == "paid-twice")
    as_head = finding.row | {"id": "2", "measure": "accelerator"}
    yen, head = calc_rows([finding.row, as_head], *MUTANTS[name][0]).lines[::-1]
    assert (yen.eligible, head.heads) == (1_000_000, 1)


def test_the_row_of_a_crash_crashes(proven: Callable[[str], Proof]) -> None:
    name = "a head that falls to itself"
    with pytest.raises(RecursionError):
        calc_rows([proven(name).findings[0].row], *MUTANTS[name][0])


def test_the_bodies_are_of_the_kind_they_stand_for() -> None:
    for place in PLACES:
        assert is_code(place.body_code)
        assert kind_of(place.body_code, hub_city=place.hub_city == "yes") == place.kind


# ------------------------------------------------------------------------------------------------ engines with one defect

Judge = Callable[..., Verdict]


def blank_is(value: str) -> Judge:
    """An engine that takes a blank fact for an answer."""

    def wrong(rules: RuleSet, place: Place, case: Case, **blanks: bool) -> Verdict:
        facts = tuple(value if fact is None else fact for fact in case.facts)
        return judge(rules, place, case._replace(facts=facts), **blanks)

    return wrong


def blank_funding_is_zero(
    rules: RuleSet, place: Place, case: Case, *, share_blank: bool, funding_blank: bool
) -> Verdict:
    return judge(rules, place, case, share_blank=share_blank, funding_blank=False)


def blank_share_is_one(rules: RuleSet, place: Place, case: Case, *, share_blank: bool, funding_blank: bool) -> Verdict:
    return judge(rules, place, case, share_blank=False, funding_blank=funding_blank)


def unknown_beats_known(rules: RuleSet, place: Place, case: Case, *, share_blank: bool, funding_blank: bool) -> Verdict:
    verdict = judge(rules, place, case, share_blank=share_blank, funding_blank=funding_blank)
    if verdict.outcome == "ineligible" and funding_blank and verdict.reason is not None:
        return verdict._replace(outcome="review", questions=(verdict.reason,))
    return verdict


def no_reason(rules: RuleSet, place: Place, case: Case, **blanks: bool) -> Verdict:
    verdict = judge(rules, place, case, **blanks)
    return verdict._replace(reason=None)


def pays_the_head_too(rules: RuleSet, place: Place, case: Case, **blanks: bool) -> Verdict:
    verdict = judge(rules, place, case, **blanks)
    if verdict.outcome == "eligible" and rules.measure(case.measure).tax == "special":
        return verdict._replace(head=Head("accelerator", certain=True))
    return verdict


def open_category_counts(rules: RuleSet, place: Place, case: Case, **blanks: bool) -> Verdict:
    verdict = judge(rules, place, case, **blanks)
    if [question.name for question in verdict.questions] == ["category"]:
        return verdict._replace(outcome="eligible", reason=None, questions=())
    return verdict


def confirms_what_is_unknown(*arguments: Any, **options: Any) -> Result:
    result = calculate(*arguments, **options)
    return result._replace(lines=[line._replace(allocation=700_000, complete=True) for line in result.lines])


@pytest.mark.parametrize(
    ("part", "wrong", "year", "code"),
    [
        ("judge", blank_is("yes"), "R8", "eligible-with-blank"),
        ("judge", blank_is("yes"), "R8", "eligible-not-final"),
        ("judge", blank_is("no"), "R8", "ineligible-not-final"),
        ("judge", blank_funding_is_zero, "R8", "eligible-with-blank"),
        ("judge", blank_share_is_one, "R8", "eligible-with-blank"),
        ("judge", unknown_beats_known, "R8", "unknown-beats-known"),
        ("judge", unknown_beats_known, "R8", "review-without-way-out"),
        ("judge", no_reason, "R8", "no-single-outcome"),
        ("judge", pays_the_head_too, "R8", "paid-twice"),
        ("judge", open_category_counts, "R8", "unknown-paid"),
        ("calculate", confirms_what_is_unknown, "R7", "unknown-paid"),
    ],
)
def test_a_wrong_engine_is_caught(
    part: str, wrong: Callable[..., Any], year: str, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cases if part == "judge" else proofs, part, wrong)
    assert code in {finding.code for finding in prove([SMALL[year]]).findings}


def test_a_fact_that_is_not_asked_and_matters_is_caught() -> None:
    spot = next(spot for spot in all_spots(R8) if spot.measure.id == "dx-leader" and spot.category == "exam")
    narrow = spot._replace(axes=OWN_COLUMNS)  # as if facts_asked had named no fact
    cells = ("1", "0")
    table = Table(narrow, {cells: decide(narrow, cells)})
    assert {finding.code for finding in proofs._others_play_no_part(table)} == {"other-fact-matters"}


@pytest.mark.parametrize(
    ("step", "key"), [("rate", "rate"), ("cap:recruitment", "amount"), ("limit:persons", "persons")]
)
def test_an_unknown_figure_confirms_nothing(step: str, key: str) -> None:
    rules = with_step(R8, "cio-aide", step, **{key: UNKNOWN}, standing=("unknown",))
    assert list(proofs._unknown_paid(rules)) == []


# ------------------------------------------------------------------------------------------------ boundaries

BOUNDARIES = [boundary for rules in SHIPPED.values() for boundary in boundary_rows(rules)]


def outcome(boundary: Boundary) -> tuple[int, int]:
    result = calc_rows(boundary.rows, boundary.rules)
    return sum(item.eligible for item in result.items), sum(line.heads or 0 for line in result.lines)


@pytest.mark.parametrize("boundary", BOUNDARIES, ids=lambda boundary: boundary.name)
def test_at_the_edge_of_a_parameter(boundary: Boundary) -> None:
    assert outcome(boundary) == (boundary.eligible, boundary.heads)


def test_boundaries_of_r8() -> None:
    # 3 known caps x 3 rows, 1 limit x 2, 4 windows x 1 end (a year inside, a year outside)
    named = {boundary.name: (boundary.eligible, boundary.heads) for boundary in boundary_rows(R8)}
    assert len(named) == 19
    assert named["municipal-support.steps.cap:personnel at 21000001"] == (21_000_000, 0)
    assert named["municipal-support.steps.cap:recruitment at 2999999"] == (2_999_999, 0)
    assert named["cio-aide.steps.limit:persons at 4"] == (9, 0)  # 4 + 3 + 2 yen; the first person's 1 yen goes
    assert named["accelerator.window at R6"] == (0, 0)
    assert named["accelerator.window at R7"] == (0, 1)
    assert named["dx-leader.window at R12"] == (0, 0)


def test_an_unknown_cap_has_no_edge() -> None:
    names = [boundary.name for boundary in boundary_rows(SHIPPED["R7"])]
    assert not [name for name in names if name.startswith("municipal-support.steps.cap:personnel")]


# ------------------------------------------------------------------------------------------------ sources


@pytest.mark.skipif(not DECK.exists(), reason="the ministry's deck is not part of the project")
@pytest.mark.parametrize("year", YEARS)
def test_every_figure_stands_in_the_deck(year: str) -> None:
    content = DECK.read_bytes()
    assert check_sources(SHIPPED[year], "deck-r8", content.decode("utf-8"), content) == ()
    cited = [
        rule
        for _, rule in parameters(SHIPPED[year])
        if SHIPPED[year].sections[rule.source.section].document == "deck-r8"
    ]
    assert len(cited) > 50


@pytest.mark.skipif(not DECK.exists(), reason="the ministry's deck is not part of the project")
def test_a_figure_changed_in_the_deck_is_missed_where_it_is_cited() -> None:
    text = DECK.read_text("utf-8").replace("2,100万円", "2,200万円")
    (finding,) = check_sources(R8, "deck-r8", text)
    assert finding[:5] == (
        "figure-missing",
        "R8",
        "municipal-support.steps.cap:personnel",
        "support",
        "2,100万円/人",
    )


def act(**lines: str) -> str:
    """A made-up text of the act that R8 cites; a heading without a line is left out."""
    headings = {"a10": "第十条", "a21": "第二十一条", "a22": "第二十二条"}
    return "\n".join(f"{headings[key]}\n{line}" for key, line in lines.items())


ACT = {"a10": "普通交付税の額の算定", "a21": "都及び特別区", "a22": "五百円・千円"}


def missed(text: str) -> list[tuple[str, str]]:
    return [(finding.code, finding.path) for finding in check_sources(R8, "allocation-tax-act", text)]


def test_a_text_that_says_it_all() -> None:
    assert missed(act(**ACT)) == []


def test_widths_emphasis_and_line_breaks_do_not_matter() -> None:
    assert missed(act(**ACT | {"a21": "都及び\n　**特別区**"})) == []


def test_a_figure_under_another_heading_is_not_found() -> None:
    assert missed(act(**ACT | {"a10": "都及び特別区、普通交付税の額の算定", "a21": "-"})) == [
        ("figure-missing", "notices.special-ward")
    ]


def test_a_heading_that_is_missing_is_one_finding() -> None:
    assert missed(act(a10=ACT["a10"], a21=ACT["a21"])) == [("heading-missing", "sections.article-22")]


def test_a_heading_in_a_table_of_contents_does_no_harm() -> None:
    assert missed("第十条 第二十一条 第二十二条\n" + act(**ACT)) == []


@pytest.mark.parametrize(
    ("printed", "cited", "found"),
    [
        ("1人あたり**2,100万円に**", "21,000,000円", True),
        ("21,000,000円", "2,100万円", True),
        ("２１００万円", "2,100万円", True),
        ("1.5万円", "15,000円", True),
        ("2,100万円", "100万円", False),
        ("10.75を乗じて", "0.75", False),
        ("0.75を乗じて", "0.7", False),
        ("13名分", "3名分", False),
        ("3 名\n分", "3名分", True),
    ],
)
def test_figures_are_found_however_they_are_written_and_never_as_part_of_another(
    printed: str, cited: str, found: bool
) -> None:
    rules = with_window(R8, "cio-aide", source=replace(R8.measures[0].source, section="article-10", figure=cited))
    findings = missed_in(rules, act(**ACT | {"a10": f"普通交付税の額の算定、{printed}"}))
    assert findings == ([] if found else ["cio-aide.window"])


def missed_in(rules: RuleSet, text: str) -> list[str]:
    return [finding.path for finding in check_sources(rules, "allocation-tax-act", text)]


def test_a_changed_document_is_found_by_its_sum() -> None:
    (finding, *_) = check_sources(R8, "deck-r8", "", b"another edition")
    assert (finding.code, finding.path) == ("document-changed", "documents.deck-r8.sha256")
    assert "document-changed" not in [finding.code for finding in check_sources(R8, "deck-r8", "")]
    assert check_sources(R8, "allocation-tax-act", act(**ACT), b"no sum is given for the act") == ()


def test_a_document_there_is_not_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(KeyError):
        check_sources(R8, "deck-r9", "")


def test_rules_are_due_when_their_review_is_older_than_the_days_given() -> None:
    reviewed = R8.measures[0].reviewed
    assert due([R8], reviewed + timedelta(days=365)) == ()
    late = due([R8], reviewed + timedelta(days=366))
    assert len(late) == len([rule for _, rule in parameters(R8) if rule.reviewed == reviewed])
    assert late[0][:2] == ("R8", "notices.special-ward")
    assert {entry.days for entry in late} == {366}
    old = with_window(R8, "cio-aide", reviewed=date(2020, 4, 1))
    assert [entry.path for entry in due([old], date(2020, 4, 11), 9)] == ["cio-aide.window"]


# ------------------------------------------------------------------------------------------------ words


def sentences(text: Text) -> list[str]:
    return [sentence for words in (text.ja, text.en) for sentence in words.replace("。", ". ").split(". ")]


@pytest.mark.parametrize(("code", "text"), (TEXTS | SOURCE_TEXTS | CHECKLIST_TEXTS | LIMIT_TEXTS).items())
def test_texts_are_short_and_can_be_shown_in_a_japanese_terminal(code: str, text: Text) -> None:
    assert max(map(len, sentences(text))) <= 120
    assert (text.ja + text.en).encode("cp932").decode("cp932") == text.ja + text.en


def test_every_key_path_names_one_rule() -> None:
    for rules in SHIPPED.values():
        paths = [path for path, _ in parameters(rules)]
        assert len(paths) == len(set(paths))


def test_every_code_is_caught_somewhere(proven: Callable[[str], Proof]) -> None:
    by_rules = {finding.code for name in MUTANTS for finding in proven(name).findings}
    by_engine = {
        "eligible-with-blank", "eligible-not-final", "ineligible-not-final", "unknown-beats-known", "no-single-outcome",
        "unknown-paid", "other-fact-matters",
    }  # fmt: skip
    assert by_rules | by_engine == set(TEXTS)


def test_folding_keeps_thousands_that_are_none() -> None:
    assert fold("1,23 と 4,567,890円") == "1,23と4567890円"


def test_what_two_measures_may_take_is_told() -> None:
    found = {(overlap.measures, overlap.category): overlap.bodies for overlap in overlaps(R8)}
    # municipal-support and cio-aide both take a contract's personnel part: of a hub city, which is a target of both
    assert found[("municipal-support", "cio-aide"), "outsourcing"] == ("hub-city",)
    # dx-leader takes contributions of every body, municipal-support those of municipalities and hub cities
    assert found[("municipal-support", "dx-leader"), "contribution"] == ("municipality", "hub-city")
    # exams are taken by dx-leader alone
    assert not [key for key in found if key[1] == "exam"]


def test_measures_that_ask_opposite_facts_do_not_overlap() -> None:
    measures = {measure.id: measure for measure in R8.measures}
    leader, aide = measures["dx-leader"], measures["cio-aide"]
    opposite = replace(leader.conditions["designated"], fact="advisory", one_of=("no",))
    changed = replace(leader, conditions={**leader.conditions, "designated": opposite})
    assert overlaps(replace(R8, measures=(leader, aide)))
    assert not overlaps(replace(R8, measures=(changed, aide)))
