"""Proves that the rules of a file agree with each other and with the neighbouring years', by trying every case there is.

In: rule sets. Out: a :class:`Proof` - what was found, each with a row of the expenses table that shows it, and how many
cases were tried; and, from :func:`boundary_rows`, rows at the edges of a rule set's own parameters.

A case is a measure, a category, a place and a cell for every column that its verdict can depend on: each fact that
:func:`~dx_kofu.eligibility.facts_asked` names, ``share`` and ``other_funding``. Worked example (R8,
``municipal-support``, personnel): 3 cells of ``main_duty_support`` (yes, no, blank) x 4 of ``employment`` x 3 of
``accelerator`` x 2 of ``share`` x 2 of ``other_funding`` = 144 cases, in each of 5 places. A blank fact that has a default
is no cell of its own: the reader puts the default in its place.

What is proven of the cases:

* each has one outcome, a test that is known to fail beats whatever is unknown, and an eligible row leaves nothing open;
* blanks are sound: filling them in never turns an eligible or an ineligible row round, and of a row on review one way of
  filling them in counts. It is enough to fill in one blank at a time, since every way is a chain of such fillings;
* no other fact plays a part (a sample: two cases per measure, category and place, the other facts filled in two ways);
* each condition can be met and can be the reason, and no cost is paid both in yen and by head;
* an unknown figure confirms nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise, product
from typing import NamedTuple

from dx_kofu.calc import calculate
from dx_kofu.eligibility import Verdict, facts_asked, judge
from dx_kofu.lint.sources import parameters
from dx_kofu.records import Case, Expense, Place
from dx_kofu.result import Line, Result
from dx_kofu.rules.load import Loaded
from dx_kofu.rules.records import (
    UNKNOWN,
    Cap,
    Condition,
    Cost,
    Deduct,
    Head,
    Limit,
    Measure,
    Parameter,
    Rate,
    RuleSet,
    Step,
    Window,
    is_open,
)
from dx_kofu.rules.validate import is_unknown
from dx_kofu.words import Text
from dx_kofu.years import calendar_year, year_name, year_number

Cell = str | None
Cells = tuple[Cell, ...]
Row = dict[str, str]
"""A row of the expenses table, by column; a column that is blank may be left out."""

AMOUNT = 1_000_000
PLACES: tuple[Place, ...] = (
    Place("200000", "", "prefecture", None, "", None, frozenset()),
    Place("202011", "", "municipality", "no", "", None, frozenset()),
    Place("202011", "", "municipality", None, "", None, frozenset()),
    Place("342076", "", "hub-city", "yes", "", None, frozenset()),
    Place("208451", "", "association", None, "", None, frozenset()),
)
"""A body of each kind, and a municipality whose ``hub_city`` is blank; the fiscal year is the rule set's."""
OWN_COLUMNS: dict[str, Cells] = {"share": ("1", None), "other_funding": ("0", None)}

TEXTS = {
    "crash": Text(
        "この行の判定ができない。規則の参照が循環しているか、欠けている",
        "This row cannot be judged. A reference between rules is circular or broken.",
    ),
    "no-single-outcome": Text("この行の判定が一つに決まらない", "This row has not exactly one outcome."),
    "unknown-beats-known": Text(
        "満たさないと分かる要件があるのに、対象外にならない", "A test is known to fail and the row is not ineligible."
    ),
    "eligible-with-blank": Text(
        "尋ねることが空欄のまま、対象になる", "The row is eligible and something that is asked of it is blank."
    ),
    "eligible-not-final": Text(
        "対象とした行が、空欄を埋めると対象でなくなる",
        "The row is eligible, and filling in a blank makes it something else.",
    ),
    "ineligible-not-final": Text(
        "対象外とした行が、空欄を埋めると対象外でなくなる",
        "The row is ineligible, and filling in a blank makes it something else.",
    ),
    "review-without-way-out": Text(
        "空欄をどう埋めても対象にならない行が、要確認になる",
        "The row is on review, and no way of filling in its blanks makes it count.",
    ),
    "other-fact-matters": Text("尋ねないはずの事実で判定が変わる", "A fact that is not asked changes the verdict."),
    "paid-twice": Text(
        "同じ経費が、特別交付税の対象にも、普通交付税の人数にもなる",
        "One cost is eligible under the special tax and its person counts as a head.",
    ),
    "condition-unused": Text("どの対象経費もこの要件を使わない", "No cost asks this condition."),
    "condition-never-met": Text(
        "この対象経費で、この要件を満たして残る行がない", "No row of this cost can meet this condition and still count."
    ),
    "condition-never-decides": Text(
        "この対象経費で、この要件が対象外の理由になる行がない",
        "No row of this cost is ineligible because of this condition.",
    ),
    "fact-unused": Text("どの要件もこの事実を尋ねない", "No condition asks this fact."),
    "head-missing": Text(
        "普通交付税の措置に、1人あたりの額の steps がない",
        "A measure under the ordinary tax is in force and has no step that counts heads.",
    ),
    "window-empty": Text("対象期間の初めが終わりより後にある", "The window begins after its end."),
    "windows-overlap": Text(
        "年度別の規則ファイルが、重なり合う別の対象期間を示している",
        "The files of different years state windows that overlap and are not the same.",
    ),
    "windows-hole": Text(
        "年度別の規則ファイルが示す対象期間の間に、空いた年度がある",
        "Between the windows that the files of different years state, a year is left out.",
    ),
    "measure-missing": Text(
        "隣の年度の規則では対象期間の内なのに、この年度の規則にこの措置がない",
        "A neighbouring year's file says that the measure is in force, and this year's file lacks it.",
    ),
    "standing-unknown": Text(
        "値が不明であることと standing の unknown が一致しない",
        "A value is unknown and its standing does not say so, or the other way round.",
    ),
    "unknown-paid": Text(
        "不明な値があるのに、確定した額が出る", "A value is unknown, and a figure that depends on it is confirmed."
    ),
}
"""What each code says; the rules and the row of a finding say where."""


class Finding(NamedTuple):
    """Rules that clash, and a row that shows it."""

    code: str
    fiscal_year: str
    rules: tuple[str, ...]
    """Key paths: ``municipal-support.conditions.part-time``, ``facts.employment``; where files of two years clash, with the
    year before them: ``R8:accelerator.window``."""
    text: Text
    row: Row


class Proof(NamedTuple):
    """What was found, and how many cases were judged."""

    findings: tuple[Finding, ...]
    cases: int


class Spot(NamedTuple):
    """Where cases are tried: a measure's category at a place, with the cells of every column that can matter."""

    rules: RuleSet
    measure: Measure
    category: str
    place: Place
    axes: dict[str, Cells]


class Table(NamedTuple):
    """The verdicts of every case of a spot."""

    spot: Spot
    verdicts: dict[Cells, Verdict]


class Boundary(NamedTuple):
    """Rows at the edge of a parameter, and what they must come to, worked out from the parameter alone."""

    name: str
    """The parameter's key path and the place of the rows: ``municipal-support.steps.cap:recruitment at 3000001``."""
    rules: RuleSet
    """The rule set to run the rows under; at the edges of a window, the same as if its fiscal year were that year."""
    rows: tuple[Row, ...]
    eligible: int
    """Eligible yen of all rows."""
    heads: int
    """Persons counted by head."""


def prove(rule_sets: Sequence[RuleSet]) -> Proof:
    """Tries every case of every rule set; a clash is one finding, however many cases show it."""
    findings: list[Finding] = []
    cases = 0
    for rules in rule_sets:
        tables, crashes = _tables(rules)
        findings += crashes
        findings += _of_tables(rules, tables)
        if not crashes:  # what cannot be judged cannot be calculated
            findings += _unknown_paid(rules)
        cases += sum(len(table.verdicts) for table in tables)
    findings += _windows(rule_sets)
    first = {(finding.code, finding.fiscal_year, finding.rules): finding for finding in reversed(findings)}
    return Proof(tuple(reversed(first.values())), cases)


def _of_tables(rules: RuleSet, tables: Sequence[Table]) -> Iterator[Finding]:
    for table in tables:
        yield from _one_outcome(table)
        yield from _known_beats_unknown(table)
        yield from _eligible_knows_all(table)
        yield from _blanks_are_sound(table)
        yield from _others_play_no_part(table)
        yield from _paid_in_spite(table)
    yield from _paid_twice(tables)
    yield from _dead_conditions(rules, tables)
    yield from _unused_facts(rules)
    yield from _standings(rules)
    yield from _without_head(rules)


# ------------------------------------------------------------------------------------------------ cases


def _tables(rules: RuleSet) -> tuple[list[Table], list[Finding]]:
    """Every case of a rule set with its verdict, and the spots where judging broke off."""
    tables: list[Table] = []
    crashes: list[Finding] = []
    for spot in _spots(rules):
        verdicts: dict[Cells, Verdict] = {}
        for cells in product(*spot.axes.values()):
            try:
                verdicts[cells] = _judge(spot, cells)
            except (LookupError, RecursionError, ValueError):
                crashes.append(_finding("crash", spot, cells, _conditions(spot)))
                break
        else:
            tables.append(Table(spot, verdicts))
    return tables, crashes


def _spots(rules: RuleSet) -> Iterator[Spot]:
    for measure in rules.measures:
        for category in rules.categories:
            axes = _axes(rules, measure, category)
            for place in PLACES:
                yield Spot(rules, measure, category, place._replace(fiscal_year=rules.fiscal_year), axes)


def _axes(rules: RuleSet, measure: Measure, category: str) -> dict[str, Cells]:
    try:
        asked = facts_asked(rules, measure.id, category)
    except (LookupError, RecursionError):  # judging breaks off in the same place and is reported there
        asked = ()
    facts = {name: _cells_of(rules, name) for name in asked if name in rules.facts}
    return facts | OWN_COLUMNS


def _cells_of(rules: RuleSet, name: str) -> Cells:
    fact = rules.facts[name]
    values: Cells = tuple(fact.values) or ("yes", "no")
    return values if fact.default is not None else (*values, None)


def _judge(spot: Spot, cells: Cells, others: dict[str, str] | None = None) -> Verdict:
    """The verdict on a case; ``others`` are values of facts that are not asked."""
    values = _values(spot, cells)
    case = _case(spot, {**(others or {}), **values})
    share_blank, funding_blank = values["share"] is None, values["other_funding"] is None
    return judge(spot.rules, spot.place, case, share_blank=share_blank, funding_blank=funding_blank)


def _values(spot: Spot, cells: Cells) -> dict[str, Cell]:
    return dict(zip(spot.axes, cells, strict=True))


def _case(spot: Spot, values: dict[str, Cell]) -> Case:
    facts = tuple([values.get(fact) for fact in spot.rules.facts])
    person_required = spot.category in spot.measure.person_required
    return Case(spot.measure.id, spot.category, facts, frozenset(), frozenset(), person_required)


def _row(spot: Spot, cells: Cells) -> Row:
    """A case as a row of the expenses table."""
    place = {"body_code": spot.place.body_code, "hub_city": spot.place.hub_city, "fiscal_year": spot.place.fiscal_year}
    claim = {"measure": spot.measure.id, "category": spot.category, "person": "p1", "amount": str(AMOUNT)}
    whole: dict[str, Cell] = {"id": "1", **place, **claim, **_values(spot, cells)}
    return {column: cell or "" for column, cell in whole.items()}


def _finding(code: str, spot: Spot, cells: Cells, rules: Iterable[Parameter]) -> Finding:
    paths = tuple(dict.fromkeys(_path(spot.rules, rule) for rule in rules)) or (spot.measure.id,)
    return Finding(code, spot.rules.fiscal_year, paths, TEXTS[code], _row(spot, cells))


def _path(rules: RuleSet, rule: Parameter) -> str:
    return next(path for path, parameter in parameters(rules) if parameter is rule)


def _conditions(spot: Spot) -> list[Condition]:
    """The conditions of a spot's cost that are asked at its place."""
    cost = spot.measure.cost_of(spot.category)
    names = [name for name in cost.conditions if name in spot.measure.conditions] if cost is not None else []
    conditions = [spot.measure.conditions[name] for name in names]
    return [condition for condition in conditions if spot.place.kind not in condition.unless_body]


def _some_row(rules: RuleSet, measure: Measure | None = None) -> Row:
    """Any row of a measure (of the first one), to show a finding that does not hang on a case."""
    measure = measure or rules.measures[0]
    category = measure.costs[0].categories[0] if measure.costs else next(iter(rules.categories))
    kind = measure.costs[0].bodies[0] if measure.costs else PLACES[0].kind
    place = next(place for place in PLACES if place.kind == kind)._replace(fiscal_year=rules.fiscal_year)
    spot = Spot(rules, measure, category, place, _axes(rules, measure, category))
    return _row(spot, tuple(cells[0] for cells in spot.axes.values()))


# ------------------------------------------------------------------------------------------------ one case


def _one_outcome(table: Table) -> Iterator[Finding]:
    """Eligible with a cost, or ineligible with a reason, or on review with questions: one of them, and only it."""
    for cells, verdict in table.verdicts.items():
        if not _is_single(verdict):
            yield _finding("no-single-outcome", table.spot, cells, verdict.consulted)


def _is_single(verdict: Verdict) -> bool:
    match verdict.outcome:
        case "eligible":
            return verdict.reason is None and not verdict.questions and verdict.cost is not None
        case "ineligible":
            return verdict.reason is not None and not verdict.questions and verdict.cost is None
        case "review":
            return bool(verdict.questions) and verdict.reason is not None


def _known_beats_unknown(table: Table) -> Iterator[Finding]:
    """A test that is known to fail excludes the cost, whatever is unknown: at most its person may count as a head."""
    for cells, verdict in table.verdicts.items():
        may_be_head = verdict.outcome == "review" and verdict.cost is None and verdict.head is not None
        if verdict.outcome != "ineligible" and not may_be_head:
            failing = _known_to_fail(table.spot, cells)
            if failing:
                yield _finding("unknown-beats-known", table.spot, cells, failing)


def _known_to_fail(spot: Spot, cells: Cells) -> list[Parameter]:
    """The rules that a case is known to fail, read from the rule set itself and not from the engine."""
    measure, cost, values = spot.measure, spot.measure.cost_of(spot.category), _values(spot, cells)
    if cost is None:
        return [measure]
    window = [] if is_open(measure.window, spot.rules.fiscal_year) else [measure.window or measure]
    body = [] if spot.place.kind in cost.bodies else [cost]
    conditions = [rule for rule in _conditions(spot) if values[rule.fact] not in (None, *rule.one_of)]
    return [*window, *body, *conditions]


def _eligible_knows_all(table: Table) -> Iterator[Finding]:
    """An eligible row leaves nothing open that its cost asks."""
    for cells, verdict in table.verdicts.items():
        if verdict.outcome == "eligible":
            left = _left_open(table.spot, cells)
            if left:
                yield _finding("eligible-with-blank", table.spot, cells, left)


def _left_open(spot: Spot, cells: Cells) -> list[Parameter]:
    """The rules that a case's blanks leave open, read from the rule set itself and not from the engine."""
    cost, values = spot.measure.cost_of(spot.category), _values(spot, cells)
    conditions = [rule for rule in _conditions(spot) if values[rule.fact] is None]
    share = [cost] if cost is not None and cost.blank_share == UNKNOWN and values["share"] is None else []
    deduct = [step for step in spot.measure.steps if isinstance(step, Deduct) and values["other_funding"] is None]
    return [*conditions, *share, *deduct]


def _blanks_are_sound(table: Table) -> Iterator[Finding]:
    """Three-valued soundness: a decided row stays decided however its blanks are filled in, an open one can count.

    Of the open rows of a spot that cannot count, the one with the fewest blanks is shown: the others hold its blanks too.
    """
    can_count: dict[Cells, bool] = {}
    stuck = False
    for cells in sorted(table.verdicts, key=lambda cells: cells.count(None)):
        verdict = table.verdicts[cells]
        filled = _filled(table.spot, cells)
        can_count[cells] = any(can_count[other] for other in filled) if filled else _counts(verdict)
        if verdict.outcome == "review":
            if not can_count[cells] and not stuck:
                stuck = True
                asked = [question.parameter for question in verdict.questions]
                yield _finding("review-without-way-out", table.spot, cells, asked)
        else:
            turned = [table.verdicts[other] for other in filled if table.verdicts[other].outcome != verdict.outcome]
            if turned:
                consulted = [*verdict.consulted, *turned[0].consulted]
                yield _finding(f"{verdict.outcome}-not-final", table.spot, cells, consulted)


def _filled(spot: Spot, cells: Cells) -> list[Cells]:
    """A case with one of its blanks filled in, in every way."""
    return [
        (*cells[:at], value, *cells[at + 1 :])
        for at, (cell, axis) in enumerate(zip(cells, spot.axes.values(), strict=True))
        if cell is None
        for value in axis
        if value is not None
    ]


def _counts(verdict: Verdict) -> bool:
    """Whether a row without blanks counts: in yen, as a head, or but for a question that only the source can answer."""
    only_the_source = verdict.outcome == "review" and all(
        isinstance(question.parameter, Cost) and question.parameter.eligible == UNKNOWN
        for question in verdict.questions
    )
    return verdict.outcome == "eligible" or only_the_source or (verdict.head is not None and verdict.head.certain)


def _others_play_no_part(table: Table) -> Iterator[Finding]:
    """A sample: a spot's first and last case, all facts that are not asked filled in with their first or last values."""
    spot = table.spot
    for cells, at in product(list(table.verdicts)[:: max(1, len(table.verdicts) - 1)], (0, -1)):
        others = {
            name: (tuple(fact.values) or ("yes", "no"))[at]
            for name, fact in spot.rules.facts.items()
            if name not in spot.axes
        }
        if _judge(spot, cells, others)[:5] != table.verdicts[cells][:5]:  # outcome, reason, questions, cost, head
            found = _finding("other-fact-matters", spot, cells, _conditions(spot))
            yield found._replace(row=found.row | others)


def _paid_in_spite(table: Table) -> Iterator[Finding]:
    """A row that is eligible in yen although it is a head as well, or although the source leaves open whether it counts."""
    for cells, verdict in table.verdicts.items():
        if verdict.outcome == "eligible" and verdict.cost is not None and table.spot.measure.tax == "special":
            if verdict.head is not None:
                yield _finding("paid-twice", table.spot, cells, verdict.consulted)
            if verdict.cost.eligible == UNKNOWN:
                yield _finding("unknown-paid", table.spot, cells, (verdict.cost,))


# ------------------------------------------------------------------------------------------------ cases together


def _paid_twice(tables: Sequence[Table]) -> Iterator[Finding]:
    """A cost that is eligible in yen, whose person by the same facts counts as a head."""
    heads: dict[tuple[str, Place], list[tuple[Spot, Cells]]] = {}
    for spot, cells in _all_known(tables, "ordinary"):
        heads.setdefault((spot.category, spot.place), []).append((spot, cells))
    for spot, cells in _all_known(tables, "special"):
        for other, head_cells in heads.get((spot.category, spot.place), []):
            mine, its = _values(spot, cells), _values(other, head_cells)
            shared = mine.keys() & its.keys()
            if all(mine[column] == its[column] for column in shared):
                clash = [rule for rule in (*_conditions(spot), *_conditions(other)) if rule.fact in shared]
                found = _finding("paid-twice", spot, cells, clash)
                yield found._replace(row=_row(other, head_cells) | found.row)


def _all_known(tables: Sequence[Table], tax: str) -> Iterator[tuple[Spot, Cells]]:
    """The eligible cases without a blank of the measures under a tax."""
    for spot, verdicts in tables:
        if spot.measure.tax == tax:
            for cells, verdict in verdicts.items():
                if verdict.outcome == "eligible" and None not in cells:
                    yield spot, cells


def _dead_conditions(rules: RuleSet, tables: Sequence[Table]) -> Iterator[Finding]:
    """Conditions that no row meets, or that are never the reason, in a measure that is in force."""
    for measure in rules.measures:
        for name, condition in measure.conditions.items():
            if not any(name in cost.conditions for cost in measure.costs):
                row = _some_row(rules, measure)
                yield Finding(
                    "condition-unused",
                    rules.fiscal_year,
                    (_path(rules, condition),),
                    TEXTS["condition-unused"],
                    row,
                )
        for cost in measure.costs if is_open(measure.window, rules.fiscal_year) else ():
            own = [
                table for table in tables if table.spot.measure is measure and table.spot.category in cost.categories
            ]
            yield from _dead_in_cost(cost, own)


def _dead_in_cost(cost: Cost, tables: Sequence[Table]) -> Iterator[Finding]:
    if not tables:
        return
    measure = tables[0].spot.measure
    for condition in [measure.conditions[name] for name in cost.conditions]:
        if not any(_can_be_met(condition, table) for table in tables):
            spot, cells = _case_of(condition, tables, meets=True)
            yield _finding("condition-never-met", spot, cells, (condition, cost))
        if not any(_decides(condition, verdict) for table in tables for verdict in table.verdicts.values()):
            spot, cells = _case_of(condition, tables, meets=False)
            yield _finding("condition-never-decides", spot, cells, (condition, cost))


def _can_be_met(condition: Condition, table: Table) -> bool:
    """Whether some case meets the condition and its cost counts or may count; where it is not asked it cannot be met."""
    if table.spot.place.kind in condition.unless_body:
        return False
    at = list(table.spot.axes).index(condition.fact)
    return any(cells[at] in condition.one_of and verdict.cost is not None for cells, verdict in table.verdicts.items())


def _decides(condition: Condition, verdict: Verdict) -> bool:
    """Whether the condition is why a case is ineligible; one with ``otherwise`` also where the person counts as a head."""
    if verdict.outcome != "ineligible" or verdict.reason is None:
        return False
    by_head = verdict.head is not None and verdict.head.measure == condition.otherwise
    return verdict.reason.parameter is condition or by_head


def _case_of(condition: Condition, tables: Sequence[Table], *, meets: bool) -> tuple[Spot, Cells]:
    """A case at a body of the cost that meets the condition, or one that does not; the first case where there is none."""
    for spot, verdicts in tables:
        cost = spot.measure.cost_of(spot.category)
        if cost is not None and spot.place.kind in cost.bodies:
            for cells in verdicts:
                value = _values(spot, cells)[condition.fact]
                if value is not None and (value in condition.one_of) == meets:
                    return spot, cells
    return tables[0].spot, next(iter(tables[0].verdicts))


# ------------------------------------------------------------------------------------------------ facts and figures


def _unused_facts(rules: RuleSet) -> Iterator[Finding]:
    asked = {condition.fact for measure in rules.measures for condition in measure.conditions.values()}
    for name in rules.facts:
        if name not in asked:
            row = _some_row(rules) | {name: _cells_of(rules, name)[0] or ""}
            yield Finding("fact-unused", rules.fiscal_year, (f"facts.{name}",), TEXTS["fact-unused"], row)


def _standings(rules: RuleSet) -> Iterator[Finding]:
    for path, parameter in parameters(rules):
        if is_unknown(parameter) != (UNKNOWN in parameter.standing):
            measure = next((measure for measure in rules.measures if parameter in measure.parameters()), None)
            row = _some_row(rules, measure)
            yield Finding("standing-unknown", rules.fiscal_year, (path,), TEXTS["standing-unknown"], row)


def _without_head(rules: RuleSet) -> Iterator[Finding]:
    """Measures counted by head that count none: their rows would keep their yen as eligible."""
    for measure in rules.measures:
        if measure.tax == "ordinary" and is_open(measure.window, rules.fiscal_year) and not _pays(measure):
            row = _some_row(rules, measure)
            yield Finding("head-missing", rules.fiscal_year, (measure.id,), TEXTS["head-missing"], row)


def _pays(measure: Measure) -> bool:
    """Whether a measure has the step that makes money of its rows: a head's unit amount, or a rate."""
    return any(isinstance(step, (Head, Rate)) for step in measure.steps)


def _unknown_paid(rules: RuleSet) -> Iterator[Finding]:
    """Calculates a row that counts under each unknown step; its figure must not be confirmed."""
    for measure in rules.measures:
        for step in measure.steps:
            found = _counting(rules, measure, _categories(measure, step)) if is_unknown(step) else None
            if found is not None and _confirms(step, _calculated(*found)):
                yield _finding("unknown-paid", *found, (step,))


def _categories(measure: Measure, step: Step) -> tuple[str, ...]:
    """The categories that a step looks at."""
    if isinstance(step, (Cap, Limit)):
        return step.categories
    return tuple(category for cost in measure.costs for category in cost.categories)


def _counting(rules: RuleSet, measure: Measure, categories: Sequence[str]) -> tuple[Spot, Cells] | None:
    """A case without blanks that counts, in one of some categories."""
    for spot in _spots(rules):
        if spot.measure is measure and spot.category in categories:
            for cells in product(*spot.axes.values()):
                if None not in cells and _judge(spot, cells).outcome == "eligible":
                    return spot, cells
    return None


def _calculated(spot: Spot, cells: Cells) -> Line:
    """The line of a case's measure, the case being the only row."""
    case, nothing = _case(spot, _values(spot, cells)), frozenset[str]()
    expense = Expense("", 2, "1", spot.place, case, "p1", AMOUNT, 0, Fraction(1), None, nothing, ())
    result: Result = calculate([expense], {spot.rules.fiscal_year: Loaded(spot.rules, "", "")})
    return next(line for line in result.lines if line.measure == spot.measure.id)


def _confirms(step: Step, line: Line) -> bool:
    """Whether a line confirms yen in spite of an unknown step, or says that nothing is missing."""
    eligible = line.eligible if isinstance(step, (Cap, Limit)) else 0
    return bool(line.allocation or eligible) or line.complete


# ------------------------------------------------------------------------------------------------ years


def _windows(rule_sets: Sequence[RuleSet]) -> Iterator[Finding]:
    """What the files of different years say of a measure's window, held against each other and against the files."""
    years = sorted(rule_sets, key=lambda rules: year_number(rules.fiscal_year))
    for rules in years:
        yield from _empty_windows(rules)
    for earlier, later in pairwise(years):
        if year_number(later.fiscal_year) == year_number(earlier.fiscal_year) + 1:
            yield from _missing(earlier, later)
            yield from _missing(later, earlier)
    for measure_id in dict.fromkeys(measure.id for rules in years for measure in rules.measures):
        yield from _stated_windows(measure_id, years)


def _empty_windows(rules: RuleSet) -> Iterator[Finding]:
    for measure in rules.measures:
        window = measure.window
        if window is not None and window.first is not None and not is_open(window, window.first):
            row = _some_row(rules, measure)
            yield Finding("window-empty", rules.fiscal_year, (_path(rules, window),), TEXTS["window-empty"], row)


def _missing(rules: RuleSet, neighbour: RuleSet) -> Iterator[Finding]:
    """Measures whose window says that they are in force in a neighbouring year whose file lacks them."""
    year, present = neighbour.fiscal_year, {measure.id for measure in neighbour.measures}
    for measure in rules.measures:
        if measure.window is not None and is_open(measure.window, year) and measure.id not in present:
            paths = (f"{rules.fiscal_year}:{measure.id}.window", f"{year}:{measure.id}")
            yield Finding("measure-missing", year, paths, TEXTS["measure-missing"], _some_row(rules, measure))


def _stated_windows(measure_id: str, years: Sequence[RuleSet]) -> Iterator[Finding]:
    """The windows of one measure: the same in every file, or one beginning where the other ends."""
    files = [(rules, measure) for rules in years for measure in rules.measures if measure.id == measure_id]
    named = [rules.fiscal_year for rules in years]
    named += [end for _, measure in files for end in _ends(measure.window)]
    numbers = [year_number(name) for name in named]
    stated: dict[tuple[int, ...], tuple[RuleSet, Measure]] = {}
    for rules, measure in files:  # an end that is not limited is in force one year beyond all that are named
        in_force = [n for n in range(min(numbers) - 1, max(numbers) + 2) if is_open(measure.window, f"R{n}")]
        if in_force:
            stated.setdefault(tuple(in_force), (rules, measure))
    for before, after in pairwise(sorted(stated)):
        if after[0] != before[-1] + 1:
            code = "windows-overlap" if after[0] <= before[-1] else "windows-hole"
            one, other = sorted((stated[before], stated[after]), key=lambda file: year_number(file[0].fiscal_year))
            paths = tuple(f"{rules.fiscal_year}:{measure_id}.window" for rules, _ in (one, other))
            yield Finding(code, other[0].fiscal_year, paths, TEXTS[code], _some_row(*other))


def _ends(window: Window | None) -> list[str]:
    return [end for end in (window.first, window.last) if end is not None] if window is not None else []


# ------------------------------------------------------------------------------------------------ boundaries


def boundary_rows(rules: RuleSet) -> list[Boundary]:
    """Rows at the edges of every known cap, every known limit and every window of a rule set."""
    boundaries: list[Boundary] = []
    for measure in rules.measures:
        for step in measure.steps:
            if isinstance(step, (Cap, Limit)) and not is_unknown(step):
                boundaries += _at_step(rules, measure, step)
        if measure.window is not None and _pays(measure):
            boundaries += _at_window(rules, measure, measure.window)
    return boundaries


def _at_step(rules: RuleSet, measure: Measure, step: Cap | Limit) -> Iterator[Boundary]:
    """One row at a cap, one yen under and one over; as many persons as a limit allows, and one more."""
    found = _counting(rules, measure, _confirmable(measure, step.categories))
    if found is None:
        return
    row, path = _row(*found), _path(rules, step)
    match step:
        case Cap(amount=int(cap)):
            for amount in (cap - 1, cap, cap + 1):
                if amount >= 0:
                    at_cap = row | {"amount": str(amount)}
                    yield Boundary(f"{path} at {amount}", rules, (at_cap,), min(amount, cap), 0)
        case Limit(persons=int(limit)):
            for persons in (limit, limit + 1):
                rows = tuple(_person(row, number) for number in range(1, persons + 1))
                largest = range(persons - limit + 1, persons + 1)
                yield Boundary(f"{path} at {persons}", rules, rows, sum(largest), 0)


def _person(row: Row, number: int) -> Row:
    """The row of the n-th person, of n yen: whose row was left out can be told from the sum."""
    return row | {"id": str(number), "person": f"p{number}", "amount": str(number)}


def _at_window(rules: RuleSet, measure: Measure, window: Window) -> Iterator[Boundary]:
    """A row of one yen in the first and the last year, which counts, and in the years before and after, which does not."""
    edges = [(window.first, 0, 1), (window.first, -1, 0), (window.last, 0, 1), (window.last, 1, 0)]
    for end, step, counts in edges:
        if end is None or year_number(end) + step < 1:
            continue
        found = _counting(replace(rules, fiscal_year=end), measure, _confirmable(measure))
        if found is not None:
            year = year_name(calendar_year(end) + step)
            row = _row(*found) | {"fiscal_year": year, "amount": "1"}
            yen, heads = (0, counts) if measure.tax == "ordinary" else (counts, 0)
            yield Boundary(f"{measure.id}.window at {year}", replace(rules, fiscal_year=year), (row,), yen, heads)


def _confirmable(measure: Measure, categories: Sequence[str] | None = None) -> list[str]:
    """The categories (of a measure's costs, where none are given) on which no unknown cap or limit lies."""
    if categories is None:
        categories = [category for cost in measure.costs for category in cost.categories]
    unknown = [step for step in measure.steps if isinstance(step, (Cap, Limit)) and is_unknown(step)]
    return [category for category in categories if not any(category in step.categories for step in unknown)]
