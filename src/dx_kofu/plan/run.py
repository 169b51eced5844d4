"""A plan from its scenarios to its result: computed, searched where asked, compared year by year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dx_kofu.messages import Message
from dx_kofu.oddities import oddities
from dx_kofu.plan.compute import Ready, compute, ready
from dx_kofu.plan.even import evens
from dx_kofu.plan.expand import MONTHS, months_in
from dx_kofu.plan.falls import falls
from dx_kofu.plan.records import Plan
from dx_kofu.plan.result import Outcome, PlanResult
from dx_kofu.plan.search import optimise
from dx_kofu.plan.written import as_written
from dx_kofu.read.cells import fold
from dx_kofu.rules.load import Given, RuleBook
from dx_kofu.years import year_number

OF_BODY = ("body_code", "hub_city")
"""Columns that are the plan's own and not an entry's."""


def run(plan: Plan, book: RuleBook, *, search: bool = False, overlay: Given | None = None) -> PlanResult:
    """Every scenario, and with ``search`` beside it the best way to claim it, where it leaves a choice."""
    readies = [ready(plan, scenario, book) for scenario in plan.scenarios]
    outcomes: list[tuple[Ready, Outcome]] = []
    for one in readies:
        outcomes.append((one, compute(one)))
        if search and any(len(unit.options) > 1 for unit in one.expanded.units):
            outcomes.append((one, optimise(one)))
    done = tuple(outcome for _, outcome in outcomes)
    return PlanResult(
        plan=plan,
        rules=tuple(book[year] for year in plan.years if year in book),
        overlay=overlay,
        outcomes=done,
        falls=tuple(falls(one, outcome, book) for one, outcome in outcomes),
        evens=evens(plan, readies, book),
        written=as_written(plan, readies, book),
        assumptions=_assumptions(plan, done, overlay),
        warnings=_warnings(outcomes),
    )


def _assumptions(plan: Plan, outcomes: Sequence[Outcome], overlay: Given | None) -> tuple[Message, ...]:
    """The plan's own, then those of the rule files that touched a figure."""
    own = []
    roles = [role for scenario in plan.scenarios for role in scenario.roles]
    if any(0 < months_in(role, year, plan.years) < MONTHS for role in roles for year in plan.years):
        own.append(Message("plan.pro-rata"))
    if any(unit.other_funding for outcome in outcomes for unit in outcome.expanded.units):
        own.append(Message("plan.funding-taken"))
    if any(role.splits for role in roles) or any(cost.splits for one in plan.scenarios for cost in one.costs):
        own.append(Message("plan.split-rest"))
    given = [Message("assumption.overlay", **figure._asdict()) for figure in (overlay.figures if overlay else ())]
    return tuple(dict.fromkeys([*own, *given, *_of_rules(outcomes)]))


def _of_rules(outcomes: Sequence[Outcome]) -> Iterator[Message]:
    """What the engine assumed, each ground once with all the years that it touched."""
    found: dict[Message, dict[str, None]] = {}
    for outcome in outcomes:
        for year in outcome.years:
            for message in year.result.assumptions if year.result is not None else ():
                text = "plan.default" if message.key == "assumption.default" else message.key
                alike = message.but(text, year="", rows=0)
                found.setdefault(alike, {})[year.name] = None
    for message, years in found.items():
        yield message.but(year=", ".join(sorted(years, key=year_number)))


def _warnings(outcomes: Sequence[tuple[Ready, Outcome]]) -> tuple[Message, ...]:
    """What is odd, as ``calc`` warns of it on the expenses tables of the scenarios; what is odd about the body once for all."""
    told = (
        odd.message if odd.row is None or odd.column in OF_BODY else _placed(outcome, odd.row, odd.message)
        for one, outcome in outcomes
        for odd in oddities([item.expense for item in outcome.items], one.rules)
    )
    return tuple(dict.fromkeys([*told, *_joined([one for one, outcome in outcomes if outcome.search is None])]))


def _placed(outcome: Outcome, line: int, message: Message) -> Message:
    """What is odd about a row, with its year and its role or cost."""
    row = outcome.expanded.rows[line - 2]
    return Message("plan.odd", year=row.year, entry=outcome.scenario.entries[row.entry].name, message=message)


def _joined(readies: Sequence[Ready]) -> Iterator[Message]:
    """Persons who are named in two roles of a year."""
    for one in readies:
        roles: dict[str, dict[str, list[str]]] = {}
        for role in one.scenario.roles:
            for person in role.names:
                named = roles.setdefault(fold(person), {})
                for year in one.plan.years:
                    if months_in(role, year, one.plan.years):
                        named.setdefault(year, []).append(role.name)
        for person, by_year in roles.items():
            joined = {year: names for year, names in by_year.items() if len(names) > 1}
            for names in dict.fromkeys(map(tuple, joined.values())):
                years = ", ".join(year for year, found in joined.items() if tuple(found) == names)
                yield Message("plan.same-person", year=years, person=person, roles=", ".join(names))
