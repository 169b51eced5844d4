"""Every case that a rule set can meet, with its verdict: what the proofs look at, and how a finding is told.

A case is a measure, a category, a place and a cell for every column that its verdict can depend on; see
:mod:`dx_kofu.lint.proofs` for an example.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import NamedTuple

from dx_kofu.eligibility import Verdict, facts_asked, judge
from dx_kofu.lint.sources import parameters
from dx_kofu.records import Case, Place
from dx_kofu.rules.records import (
    Cap,
    Condition,
    Head,
    Limit,
    Measure,
    Parameter,
    Rate,
    RuleSet,
    is_unknown,
)
from dx_kofu.words import Text

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


def all_tables(rules: RuleSet) -> tuple[list[Table], list[Finding]]:
    """Every case of a rule set with its verdict, and the spots where judging broke off."""
    tables: list[Table] = []
    crashes: list[Finding] = []
    for spot in all_spots(rules):
        verdicts: dict[Cells, Verdict] = {}
        for cells in product(*spot.axes.values()):
            try:
                verdicts[cells] = decide(spot, cells)
            except (LookupError, RecursionError, ValueError):
                crashes.append(finding_of("crash", spot, cells, conditions_of(spot)))
                break
        else:
            tables.append(Table(spot, verdicts))
    return tables, crashes


def all_spots(rules: RuleSet) -> Iterator[Spot]:
    """Every measure and category of a rule set, at every place."""
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
    facts = {name: cells_of(rules, name) for name in asked if name in rules.facts}
    return facts | OWN_COLUMNS


def cells_of(rules: RuleSet, name: str) -> Cells:
    """What a fact's column can hold: its values, and blank where it has no default."""
    fact = rules.facts[name]
    values: Cells = tuple(fact.values) or ("yes", "no")
    return values if fact.default is not None else (*values, None)


def decide(spot: Spot, cells: Cells, others: dict[str, str] | None = None) -> Verdict:
    """The verdict on a case; ``others`` are values of facts that are not asked."""
    values = values_of(spot, cells)
    case = case_of(spot, {**(others or {}), **values})
    share_blank, funding_blank = values["share"] is None, values["other_funding"] is None
    return judge(spot.rules, spot.place, case, share_blank=share_blank, funding_blank=funding_blank)


def values_of(spot: Spot, cells: Cells) -> dict[str, Cell]:
    """A case's cells by column."""
    return dict(zip(spot.axes, cells, strict=True))


def case_of(spot: Spot, values: dict[str, Cell]) -> Case:
    """A case as the engine takes it."""
    facts = tuple([values.get(fact) for fact in spot.rules.facts])
    person_required = spot.category in spot.measure.person_required
    return Case(spot.measure.id, spot.category, facts, frozenset(), frozenset(), person_required)


def row_of(spot: Spot, cells: Cells) -> Row:
    """A case as a row of the expenses table."""
    place = {"body_code": spot.place.body_code, "hub_city": spot.place.hub_city, "fiscal_year": spot.place.fiscal_year}
    claim = {"measure": spot.measure.id, "category": spot.category, "person": "p1", "amount": str(AMOUNT)}
    whole: dict[str, Cell] = {"id": "1", **place, **claim, **values_of(spot, cells)}
    return {column: cell or "" for column, cell in whole.items()}


def finding_of(code: str, spot: Spot, cells: Cells, rules: Iterable[Parameter]) -> Finding:
    """A finding about some rules, shown by a case."""
    paths = tuple(dict.fromkeys(path_of(spot.rules, rule) for rule in rules)) or (spot.measure.id,)
    return Finding(code, spot.rules.fiscal_year, paths, TEXTS[code], row_of(spot, cells))


def path_of(rules: RuleSet, rule: Parameter) -> str:
    """A rule's key path."""
    return next(path for path, parameter in parameters(rules) if parameter is rule)


def conditions_of(spot: Spot) -> list[Condition]:
    """The conditions of a spot's cost that are asked at its place."""
    cost = spot.measure.cost_of(spot.category)
    names = [name for name in cost.conditions if name in spot.measure.conditions] if cost is not None else []
    conditions = [spot.measure.conditions[name] for name in names]
    return [condition for condition in conditions if spot.place.kind not in condition.unless_body]


def some_row(rules: RuleSet, measure: Measure | None = None) -> Row:
    """Any row of a measure (of the first one), to show a finding that does not hang on a case."""
    measure = measure or rules.measures[0]
    category = measure.costs[0].categories[0] if measure.costs else next(iter(rules.categories))
    kind = measure.costs[0].bodies[0] if measure.costs else PLACES[0].kind
    place = next(place for place in PLACES if place.kind == kind)._replace(fiscal_year=rules.fiscal_year)
    spot = Spot(rules, measure, category, place, _axes(rules, measure, category))
    return row_of(spot, tuple(cells[0] for cells in spot.axes.values()))


def pays(measure: Measure) -> bool:
    """Whether a measure has the step that makes money of its rows: a head's unit amount, or a rate."""
    return any(isinstance(step, (Head, Rate)) for step in measure.steps)


def counting(rules: RuleSet, measure: Measure, categories: Sequence[str]) -> tuple[Spot, Cells] | None:
    """A case without blanks that counts, in one of some categories."""
    for spot in all_spots(rules):
        if spot.measure is measure and spot.category in categories:
            for cells in product(*spot.axes.values()):
                if None not in cells and decide(spot, cells).outcome == "eligible":
                    return spot, cells
    return None


def confirmable(measure: Measure, categories: Sequence[str] | None = None) -> list[str]:
    """The categories (of a measure's costs, where none are given) on which no unknown cap or limit lies."""
    if categories is None:
        categories = [category for cost in measure.costs for category in cost.categories]
    unknown = [step for step in measure.steps if isinstance(step, (Cap, Limit)) and is_unknown(step)]
    return [category for category in categories if not any(category in step.categories for step in unknown)]
