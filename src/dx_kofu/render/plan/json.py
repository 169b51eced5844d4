"""``plan --format json``: the plan as outside tools read it (schema ``dx-kofu/plan-result/1``).

Amounts are integers in yen, ``null`` where no bound is known; no floats, and the same plan gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from json import dumps
from typing import Any

from dx_kofu import __version__
from dx_kofu.plan.expand import Option
from dx_kofu.plan.result import Even, Fall, Figures, Outcome, PlanResult, Span, Taken, Written, Year, sum_of
from dx_kofu.render.json import line_object
from dx_kofu.rules.records import RuleSet
from dx_kofu.wording import ask, source, who, why
from dx_kofu.words import Lang

SCHEMA = "dx-kofu/plan-result/1"


def render(result: PlanResult, lang: Lang, *, ascii_only: bool = False) -> Iterator[str]:
    """The document."""
    plan = result.plan
    document: dict[str, Any] = {
        "schema": SCHEMA,
        "program": __version__,
        "plan": {
            "file": plan.file,
            "sha256": plan.sha256,
            "title": plan.title,
            "body_code": plan.body_code,
            "hub_city": plan.hub_city,
            "years": list(plan.years),
        },
        "ruleset": [
            {
                "fiscal_year": loaded.rules.fiscal_year,
                "version": loaded.rules.version,
                "status": loaded.rules.status,
                "sha256": loaded.sha256,
            }
            for loaded in result.rules
        ],
    }
    if result.overlay is not None:
        document["overlay"] = {"name": result.overlay.name, "sha256": result.overlay.sha256}
    rules = {loaded.rules.fiscal_year: loaded.rules for loaded in result.rules}
    document["variants"] = [
        _variant(outcome, falls, rules, lang) for outcome, falls in zip(result.outcomes, result.falls, strict=True)
    ]
    document["break_even"] = [_even(even) for even in result.evens]
    document["break_even_as_written"] = [_written(written) for written in result.written]
    document["warnings"] = [message.in_(lang) for message in result.warnings]
    document["assumptions"] = [message.in_(lang) for message in result.assumptions]
    yield dumps(document, ensure_ascii=ascii_only, indent=1) + "\n"


def _variant(outcome: Outcome, falls: tuple[Fall, ...], rules: dict[str, RuleSet], lang: Lang) -> dict[str, Any]:
    ruled = sum_of(tuple(year.figures for year in outcome.years if year.standing != "none"))
    return {
        "name": outcome.scenario.name,
        "optimised": _search(outcome),
        "years": [_year(year) for year in outcome.years],
        "total": _figures(outcome.total),
        "total_of_years_with_rules": _figures(ruled),
        "changes": [_fall(fall, lang) for fall in falls],
        "rows": list(_rows(outcome, rules, lang)),
    }


def _search(outcome: Outcome) -> dict[str, Any] | None:
    search = outcome.search
    if search is None:
        return None
    moves = [
        {
            "name": outcome.scenario.entries[move.unit.entry].name,
            "person": move.unit.person,
            "planned": _option(move.unit.options[move.planned]),
            "chosen": _option(move.unit.options[move.chosen]),
        }
        for move in search.moves
    ]
    least = "burden_with_ordinary_counted"
    return {"least": least, "combinations": search.combinations, "proven": search.proven, "moves": moves}


def _option(option: Option) -> dict[str, Any]:
    claims = [{"measure": measure, "amount": amount} for measure, amount in option.measures]
    return {"fiscal_year": option.year, "claims": claims}


def _year(year: Year) -> dict[str, Any]:
    lines = [] if year.result is None else [line_object(line) for line in year.result.lines]
    return {"fiscal_year": year.name, "rules": year.standing, **_figures(year.figures), "measures": lines}


def _figures(figures: Figures) -> dict[str, Any]:
    return {
        "cost": figures.cost,
        "other_funding": figures.other_funding,
        "cost_with_unknown_other_funding": figures.unasked,
        "special": figures.special._asdict(),
        "ordinary": figures.ordinary._asdict() | {"approximate": figures.approximate},
        "burden": _span(figures.burden),
        "burden_with_ordinary_counted": _span(figures.burden_with_heads),
    }


def _span(span: Span) -> dict[str, Any]:
    return span._asdict()


def _fall(fall: Fall, lang: Lang) -> dict[str, Any]:
    changed = []
    for change in fall.rules:
        rules = next(side for side in (fall.new, fall.old) if side is not None and _holds(side, change.rule))
        changed.append(
            {
                "path": ["measures", *change.path],
                "title": change.rule.title.in_(lang),
                "old": change.old,
                "new": change.new,
                "source": source(rules, change.rule, lang),
            }
        )
    lines = [
        {"measure": line.measure, "before": line.old._asdict(), "after": line.new._asdict()} for line in fall.lines
    ]
    return {
        "from": fall.before,
        "to": fall.year,
        "rules": fall.new is not None,
        "first_announced": fall.announced,
        "parameters": changed,
        "same_costs": lines,
        "windows_that_end": list(fall.closed),
    }


def _holds(rules: RuleSet, rule: object) -> bool:
    return any(rule in measure.parameters() for measure in rules.measures)


def _rows(outcome: Outcome, rules: dict[str, RuleSet], lang: Lang) -> Iterator[dict[str, Any]]:
    """Every row of the expenses tables, with what was cut and what is asked."""
    for item in outcome.items:
        expense = item.expense
        year = rules[expense.place.fiscal_year]
        row = outcome.expanded.rows[expense.row - 2]
        yield {
            "name": outcome.scenario.entries[row.entry].name,
            "person": row.person,
            "fiscal_year": row.year,
            "measure": expense.case.measure,
            "category": expense.case.category,
            "claimed": expense.amount,
            "eligible": item.eligible,
            "potential": item.potential,
            "status": item.status,
            "reductions": [
                {
                    "code": reduction.code,
                    "amount": reduction.amount,
                    "text": why(year, expense, reduction, lang),
                    "source": source(year, reduction.rule, lang),
                }
                for reduction in item.reductions
            ],
            "questions": [
                {
                    "fact": question.fact,
                    "yen": question.yen,
                    "who": who(year, question, lang),
                    "text": ask(year, question, lang),
                }
                for question in item.questions
            ],
        }


def _even(even: Even) -> dict[str, Any]:
    roles = [{"name": name, "pay": pay, "special": special} for name, pay, special in even.roles]
    return {
        "fiscal_year": even.year,
        "measure": even.measure,
        "category": even.category,
        "by_head": even.by_head,
        "approximate": even.approximate,
        "pay": even.pay,
        "most_special": even.most,
        "roles": roles,
    }


def _written(written: Written) -> dict[str, Any]:
    return {
        "fiscal_year": written.year,
        "role": written.role,
        "by_head": _taken(written.by_head),
        "other": _taken(written.other),
        "pay": written.even,
    }


def _taken(taken: Taken) -> dict[str, Any]:
    return {
        "variant": taken.variant,
        "pay": taken.pay,
        "other_funding": taken.other_funding,
        "special": taken.special._asdict(),
        "ordinary": taken.ordinary._asdict() | {"approximate": taken.approximate},
        "burden_with_ordinary_counted": _span(taken.burden),
    }
