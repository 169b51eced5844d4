"""Proves a rule file before it is used: first its shape (pydantic), then its meaning (references, standings, order).

In: the parsed TOML of one file. Out: a :class:`~dx_kofu.rules.records.RuleSet`, or every problem at once, each with the
key path, what was expected and, where a key is merely misspelt, the likely one.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import fields
from difflib import get_close_matches
from functools import cache, reduce
from json import dumps
from typing import Any, NamedTuple, TypeVar

os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")  # plug-ins of other packages have no say in a rule file

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from dx_kofu.bodies import is_code
from dx_kofu.columns import COLUMNS, ROSTER
from dx_kofu.messages import Message
from dx_kofu.rules import records
from dx_kofu.rules.records import (
    SCHEMA,
    UNKNOWN,
    Cap,
    Checklist,
    Condition,
    Cost,
    Deduct,
    Fact,
    Figure,
    Head,
    Limit,
    Measure,
    Parameter,
    Rate,
    Requirement,
    Round,
    RuleSet,
    Share,
    Step,
    Window,
    is_open,
    is_unknown,
)
from dx_kofu.years import calendar_year

T = TypeVar("T")
Path = tuple[str | int, ...]
DECIMAL = re.compile(r"(?:0(?:\.\d{1,9})?|1(?:\.0{1,9})?)")
VERSION = re.compile(r"\d+\.\d+\.\d+")
YEAR = re.compile(r"R[1-9]\d?")
NAME = re.compile(r"[a-z][a-z0-9_-]*")


class Problem(NamedTuple):
    """One thing wrong with a rule file: where, what was expected, the value found."""

    path: str
    message: Message
    value: str | None = None


def validate(data: dict[str, Any], *, year: str | None = None) -> tuple[RuleSet | None, list[Problem]]:
    """The rule set of parsed TOML, with every problem found; ``None`` where its shape does not hold.

    ``year`` is the fiscal year that the file's name promises.
    """
    rules = shape(_adapter(), data)
    if isinstance(rules, list):
        return None, rules
    return rules, list(_meaning(rules, year))


def schema() -> dict[str, Any]:
    """The JSON schema of a rule file, for editors."""
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "dx-kofu rules"}
    return head | _adapter().json_schema()


def rule_set_of(data: dict[str, Any]) -> RuleSet:
    """The rule set of data that has a rule file's shape (``ValueError`` where it has not); its meaning is not proved."""
    rules = shape(_adapter(), data)
    if isinstance(rules, list):
        raise ValueError("; ".join(f"{problem.path}: {problem.message.in_('en')}" for problem in rules))
    return rules


def shape(adapter: TypeAdapter[T], data: dict[str, Any], keys: Iterable[str] = ()) -> T | list[Problem]:
    """Parsed TOML as the record of ``adapter``, or every problem of its shape.

    ``keys`` are those that a misspelt one is likely to be; absent: a rule file's.
    """
    try:
        return adapter.validate_json(dumps(data, default=str))  # strict JSON takes tables and dates as TOML has them
    except ValidationError as error:
        known = tuple(keys) or _all_keys()
        return _joined(_shape_problem(data, detail, known) for detail in error.errors(include_url=False))


def _joined(problems: Iterable[Problem]) -> list[Problem]:
    """One problem for each place: where a value may have one of several shapes, all of them are told together."""
    places: dict[tuple[str, str | None], dict[Message, None]] = {}
    for problem in problems:
        places.setdefault((problem.path, problem.value), {})[problem.message] = None
    return [Problem(path, reduce(_or, expected), value) for (path, value), expected in places.items()]


def _or(first: Message, second: Message) -> Message:
    return Message("rules.or", first=first, second=second)


@cache
def _adapter() -> TypeAdapter[RuleSet]:
    return TypeAdapter(RuleSet)


# ------------------------------------------------------------------------------------------------ shape


def _shape_problem(data: dict[str, Any], detail: ErrorDetails, keys: tuple[str, ...]) -> Problem:
    loc = _in_file(data, detail["loc"])
    path, kind, context = key_path(loc), detail["type"], detail.get("ctx", {})
    value = None if kind == "missing" else _shown(detail["input"])
    match kind:
        case "missing":
            return Problem(path, Message("rules.missing"))
        case "unexpected_keyword_argument" | "extra_forbidden":
            guess = get_close_matches(str(loc[-1]), keys, n=1, cutoff=0.6)
            return Problem(
                path, Message("rules.unknown-key-guess", guess=guess[0]) if guess else Message("rules.unknown-key")
            )
        case "literal_error":
            return Problem(path, Message("rules.one-of", values=str(context["expected"]).replace(" or ", ", ")), value)
        case "union_tag_invalid" | "union_tag_not_found":
            return Problem(
                path + ".step",
                Message("rules.one-of", values=", ".join(records.STEPS)),
                value if kind.endswith("found") else str(context["tag"]),
            )
        case _:
            wanted = _EXPECTED.get(kind)
            return Problem(path, Message(wanted) if wanted else Message("rules.wrong", detail=detail["msg"]), value)


_EXPECTED = {
    "int_type": "rules.int",
    "string_type": "rules.string",
    "date_type": "rules.date",
    "date_from_datetime_inexact": "rules.date",
    "date_from_datetime_parsing": "rules.date",
    "date_parsing": "rules.date",
    "bool_type": "rules.bool",
    "tuple_type": "rules.array",
    "dict_type": "rules.table",
    "dataclass_type": "rules.table",
    "dataclass_exact_type": "rules.table",
}


@cache
def _all_keys() -> tuple[str, ...]:
    kinds = [
        value for value in vars(records).values() if isinstance(value, type) and hasattr(value, "__dataclass_fields__")
    ]
    return tuple(sorted({field.name for kind in kinds for field in fields(kind)}))


def _in_file(data: Any, loc: Path) -> Path:
    """The part of a pydantic location that stands in the file (tags and union members do not)."""
    found: list[str | int] = []
    for index, part in enumerate(loc):
        inside = (isinstance(data, dict) and part in data) or (
            isinstance(data, list) and isinstance(part, int) and part < len(data)
        )
        if inside:
            data = data[part]
        elif index < len(loc) - 1 or (found and isinstance(data, (int, float, str)) and not isinstance(data, bool)):
            continue  # a union member's or a step's tag
        found.append(part)
    return tuple(found)


def key_path(loc: Path) -> str:
    """A location as TOML users write it: ``measures[0].steps[2].amount``."""
    text = ""
    for part in loc:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def _shown(value: Any) -> str:
    text = repr(value) if not isinstance(value, str) else f'"{value}"'
    return text if len(text) <= 60 else text[:57] + "..."


# ------------------------------------------------------------------------------------------------ meaning


def _meaning(rules: RuleSet, year: str | None) -> Iterator[Problem]:
    yield from _head_of_file(rules, year)
    yield from _names(rules)
    for name, fact in rules.facts.items():
        if fact.default is not None and fact.default not in _values(fact):
            yield Problem(
                f"facts.{name}.default", Message("rules.one-of", values=", ".join(_values(fact))), fact.default
            )
    for name, section in rules.sections.items():
        yield from known_name(section.document, rules.documents, f"sections.{name}.document")
    for index, notice in enumerate(rules.notices):
        yield from _parameter(rules, notice, f"notices[{index}]")
        for code in notice.bodies:
            if not is_code(code):
                yield Problem(f"notices[{index}].bodies", Message("rules.body-code"), code)
    yield from _unique([measure.id for measure in rules.measures], "measures.id")
    for index, measure in enumerate(rules.measures):
        yield from _measure(rules, measure, f"measures[{index}]")
    yield from _unique([part.id for part in rules.parts], "checklists.id")
    for index, checklist in enumerate(rules.checklists):
        yield from _checklist(rules, checklist, f"checklists[{index}]")


def _head_of_file(rules: RuleSet, year: str | None) -> Iterator[Problem]:
    if rules.schema != SCHEMA:
        yield Problem("schema", Message("rules.one-of", values=SCHEMA), rules.schema)
    if not YEAR.fullmatch(rules.fiscal_year):
        yield Problem("fiscal_year", Message("rules.fiscal-year"), rules.fiscal_year)
    elif year is not None and rules.fiscal_year != year:
        yield Problem("fiscal_year", Message("rules.file-name", year=year), rules.fiscal_year)
    else:
        calendar = calendar_year(rules.fiscal_year)
        days = ((calendar, 4, 1), (calendar + 1, 3, 31), (calendar + 1, 5, 31))
        for key, day in zip(("first_day", "last_day", "closing_day"), days, strict=True):
            found = getattr(rules, key)
            if (found.year, found.month, found.day) != day:
                yield Problem(key, Message("rules.day", day="{}-{:02}-{:02}".format(*day)), str(found))
    if not VERSION.fullmatch(rules.version):
        yield Problem("version", Message("rules.version"), rules.version)
    if rules.version not in [change.version for change in rules.changelog]:
        yield Problem("changelog", Message("rules.changelog", version=rules.version))


def _names(rules: RuleSet) -> Iterator[Problem]:
    """Ids become parts of codes and columns: plain words, and no fact takes the place of a column."""
    ids = [("categories", name) for name in rules.categories]
    for index, measure in enumerate(rules.measures):
        steps = enumerate(measure.steps)
        ids.append((f"measures[{index}].id", measure.id))
        ids += [(f"measures[{index}].steps[{at}].id", step.id) for at, step in steps if isinstance(step, (Cap, Limit))]
    taken = {*COLUMNS, *COLUMNS.values()}
    for path, name in [*ids, *(("facts", name) for name in rules.facts)]:
        if not NAME.fullmatch(name) or (path == "facts" and name in taken):
            yield Problem(path, Message("rules.name"), name)
    for name, fact in rules.facts.items():
        if fact.title.ja in taken:
            yield Problem(f"facts.{name}.title.ja", Message("rules.name"), fact.title.ja)
    yield from _unique([fact.title.ja for fact in rules.facts.values()], "facts.title.ja")


def _measure(rules: RuleSet, measure: Measure, path: str) -> Iterator[Problem]:
    yield from _parameter(rules, measure, path)
    yield from _window(rules, measure.window, f"{path}.window")
    for category in measure.person_required:
        yield from known_name(category, rules.categories, f"{path}.person_required")
    for name, condition in measure.conditions.items():
        yield from _condition(rules, condition, f"{path}.conditions.{name}")
    for index, cost in enumerate(measure.costs):
        yield from _cost(rules, measure, cost, f"{path}.costs[{index}]")
    yield from _unique([category for cost in measure.costs for category in cost.categories], f"{path}.costs.categories")
    yield from _steps(rules, measure, path)
    yield from _unique([figure.id for figure in measure.figures], f"{path}.figures.id")
    for index, figure in enumerate(measure.figures):
        yield from _figure(rules, figure, f"{path}.figures[{index}]")


def _window(rules: RuleSet, window: Window | None, path: str) -> Iterator[Problem]:
    if window is None:
        return
    yield from _parameter(rules, window, path)
    for key, end in (("first", window.first), ("last", window.last)):
        if end is not None and not YEAR.fullmatch(end):
            yield Problem(f"{path}.{key}", Message("rules.fiscal-year"), end)


def _figure(rules: RuleSet, figure: Figure, path: str) -> Iterator[Problem]:
    yield from _parameter(rules, figure, path)
    if (figure.counts is None) != (figure.bound is None):
        yield Problem(f"{path}.{'counts' if figure.counts is None else 'bound'}", Message("rules.missing"))
    if isinstance(figure.value, int) and figure.value < 0:
        yield Problem(f"{path}.value", Message("rules.not-negative"), str(figure.value))


def _condition(rules: RuleSet, condition: Condition, path: str) -> Iterator[Problem]:
    yield from _parameter(rules, condition, path)
    yield from known_name(condition.fact, rules.facts, f"{path}.fact")
    if condition.fact in rules.facts:
        for value in condition.one_of:
            yield from known_name(value, _values(rules.facts[condition.fact]), f"{path}.one_of")
    if not condition.one_of:
        yield Problem(f"{path}.one_of", Message("rules.not-empty"))
    if condition.otherwise is not None:
        final = [not any(other.otherwise for other in measure.conditions.values()) for measure in rules.measures]
        pairs = zip(rules.measures, final, strict=True)
        counted = [measure.id for measure, last in pairs if measure.tax == "ordinary" and last]
        yield from known_name(condition.otherwise, counted, f"{path}.otherwise")


def _cost(rules: RuleSet, measure: Measure, cost: Cost, path: str) -> Iterator[Problem]:
    yield from _parameter(rules, cost, path)
    for category in cost.categories:
        yield from known_name(category, rules.categories, f"{path}.categories")
    for name in cost.conditions:
        yield from known_name(name, measure.conditions, f"{path}.conditions")
    for key in ("categories", "bodies"):
        if not getattr(cost, key):
            yield Problem(f"{path}.{key}", Message("rules.not-empty"))


def _checklist(rules: RuleSet, checklist: Checklist, path: str) -> Iterator[Problem]:
    """References that exist; facts under names that are nobody else's; a way of telling whether each requirement is met."""
    yield from _parameter(rules, checklist, path)
    yield from _window(rules, checklist.window, f"{path}.window")
    yield from _checklist_names(rules, checklist, path)
    if checklist.due is not None and not YEAR.fullmatch(checklist.due):
        yield Problem(f"{path}.due", Message("rules.fiscal-year"), checklist.due)
    for key in ("bodies", "requirements"):
        if not getattr(checklist, key):
            yield Problem(f"{path}.{key}", Message("rules.not-empty"))
    names = (*checklist.facts, *rules.facts)
    for index, requirement in enumerate(checklist.requirements):
        yield from _requirement(rules, checklist, requirement, f"{path}.requirements[{index}]")
    dates = [name for name, fact in checklist.facts.items() if fact.kind == "date"]
    for index, stage in enumerate(checklist.stages):
        yield from _parameter(rules, stage, f"{path}.stages[{index}]")
        yield from known_name(stage.fact, names, f"{path}.stages[{index}].fact")
        if stage.on is not None:
            yield from known_name(stage.on, dates, f"{path}.stages[{index}].on")
    for index, claim in enumerate(checklist.claims):
        at = f"{path}.claims[{index}]"
        yield from _parameter(rules, claim, at)
        yield from known_name(claim.measure, [measure.id for measure in rules.measures], f"{at}.measure")
        yield from known_name(claim.category, rules.categories, f"{at}.category")
        yield from _one_of(rules, checklist, claim.fact, claim.one_of, at)


def _checklist_names(rules: RuleSet, checklist: Checklist, path: str) -> Iterator[Problem]:
    ids = [("id", checklist.id), *(("requirements.id", one.id) for one in checklist.requirements)]
    taken = {*ROSTER, *ROSTER.values(), *rules.facts, *(fact.title.ja for fact in rules.facts.values())}
    for key, name in [*ids, *(("facts", name) for name in checklist.facts)]:
        if not NAME.fullmatch(name) or (key == "facts" and name in taken):
            yield Problem(f"{path}.{key}", Message("rules.name"), name)
    for name, fact in checklist.facts.items():
        if fact.title.ja in taken:
            yield Problem(f"{path}.facts.{name}.title.ja", Message("rules.name"), fact.title.ja)
        if fact.default is not None:  # what a blank means is asked, never taken
            yield Problem(f"{path}.facts.{name}.default", Message("rules.unknown-key"), fact.default)
    yield from _unique([one.id for one in checklist.requirements], f"{path}.requirements.id")
    yield from _unique([fact.title.ja for fact in checklist.facts.values()], f"{path}.facts.title.ja")
    yield from _unique([stage.fact for stage in checklist.stages], f"{path}.stages.fact")
    yield from _unique([claim.category for claim in checklist.claims], f"{path}.claims.category")


def _requirement(rules: RuleSet, checklist: Checklist, requirement: Requirement, path: str) -> Iterator[Problem]:
    yield from _parameter(rules, requirement, path)
    for kind in requirement.bodies:
        yield from known_name(kind, checklist.bodies, f"{path}.bodies")
    fact = checklist.facts.get(requirement.fact)
    if fact is not None and fact.kind == "number":
        at_least = requirement.at_least
        if at_least is None or requirement.one_of:
            yield Problem(f"{path}.at_least", Message("rules.missing"))
        elif at_least != UNKNOWN and at_least < 0:
            yield Problem(f"{path}.at_least", Message("rules.not-negative"), str(at_least))
        return
    if requirement.at_least is not None:
        yield Problem(f"{path}.at_least", Message("rules.not-a-number"), requirement.fact)
    yield from _one_of(rules, checklist, requirement.fact, requirement.one_of, path)


def _one_of(rules: RuleSet, checklist: Checklist, fact: str, one_of: tuple[str, ...], path: str) -> Iterator[Problem]:
    """A fact that exists and has each of some values."""
    yield from known_name(fact, (*checklist.facts, *rules.facts), f"{path}.fact")
    if not one_of:
        yield Problem(f"{path}.one_of", Message("rules.not-empty"))
    if fact in checklist.facts or fact in rules.facts:
        for value in one_of:
            yield from known_name(value, _values(rules.fact_of(checklist, fact)), f"{path}.one_of")


def _values(fact: Fact) -> tuple[str, ...]:
    return tuple(fact.values) or ("yes", "no")


# Row steps, then group steps, then the total: so the order of two group steps never decides whether an answer helps.
_ORDER: dict[str, tuple[tuple[type[Parameter], ...], ...]] = {
    "special": ((Deduct, Share), (Cap,), (Limit,), (Rate,), (Round,)),
    "ordinary": ((Head,),),
    "in-kind": (),
}


def _steps(rules: RuleSet, measure: Measure, path: str) -> Iterator[Problem]:
    order = _ORDER[measure.tax]
    names = " > ".join("/".join(kind.__name__.lower() for kind in stage) for stage in order) or "-"
    stages = [next((n for n, stage in enumerate(order) if isinstance(step, stage)), None) for step in measure.steps]
    if None in stages or stages != sorted(stage for stage in stages if stage is not None):
        yield Problem(f"{path}.steps", Message("rules.step-order", tax=measure.tax, order=names))
    counts = Counter(step.step for step in measure.steps)
    for kind in ("deduct", "share", "rate", "round", "head"):
        if counts[kind] > 1 or (counts[kind] == 0 and measure.tax == "special" and kind in ("rate", "round")):
            yield Problem(f"{path}.steps", Message("rules.step-once", step=kind))
    if measure.tax == "ordinary" and counts["head"] == 0 and is_open(measure.window, rules.fiscal_year):
        yield Problem(f"{path}.steps", Message("rules.step-once", step="head"))
    groups = [step for step in measure.steps if isinstance(step, (Cap, Limit))]
    yield from _unique([step.id for step in groups], f"{path}.steps.id")
    for cls in (Cap, Limit):
        yield from _unique(
            [category for step in groups if isinstance(step, cls) for category in step.categories],
            f"{path}.steps.categories",
        )
    for index, step in enumerate(measure.steps):
        yield from _step(rules, measure, step, f"{path}.steps[{index}]")


def _step(rules: RuleSet, measure: Measure, step: Step, path: str) -> Iterator[Problem]:
    yield from _parameter(rules, step, path)
    match step:
        case Cap(amount=amount) if amount != UNKNOWN and amount < 0:
            yield Problem(f"{path}.amount", Message("rules.yen"), str(amount))
        case Limit(persons=persons) if persons != UNKNOWN and persons < 1:
            yield Problem(f"{path}.persons", Message("rules.positive"), str(persons))
        case Head(unit_amount=amount) if amount != UNKNOWN and amount < 0:
            yield Problem(f"{path}.unit_amount", Message("rules.yen"), str(amount))
        case Rate(rate=rate) if rate != UNKNOWN and not DECIMAL.fullmatch(rate):
            yield Problem(f"{path}.rate", Message("rules.rate"), rate)
        case Round(to=to) if to < 1:
            yield Problem(f"{path}.to", Message("rules.positive"), str(to))
        case _:
            pass
    if isinstance(step, (Cap, Limit)):
        listed = [category for cost in measure.costs for category in cost.categories]
        if not step.categories:
            yield Problem(f"{path}.categories", Message("rules.not-empty"))
        for category in step.categories:
            yield from known_name(category, listed, f"{path}.categories")
            if (isinstance(step, Limit) or step.per == "person") and category not in measure.person_required:
                yield Problem(f"{path}.categories", Message("rules.person-required"), category)
    if isinstance(step, Limit):
        wide = {
            category
            for cap in measure.steps
            if isinstance(cap, Cap) and cap.per == "body"
            for category in cap.categories
        }
        for category in step.categories:
            if category in wide:
                yield Problem(f"{path}.categories", Message("rules.cap-and-limit"), category)


def _parameter(rules: RuleSet, parameter: Parameter, path: str) -> Iterator[Problem]:
    """A title in both languages, a source that exists, a standing that fits value and ground."""
    yield from known_name(parameter.source.section, rules.sections, f"{path}.source.section")
    for key in ("ja", "en"):
        if not getattr(parameter.title, key).strip():
            yield Problem(f"{path}.title.{key}", Message("rules.not-empty"))
    if not parameter.standing:
        yield Problem(f"{path}.standing", Message("rules.not-empty"))
    if not parameter.source.figure.strip():
        yield Problem(f"{path}.source.figure", Message("rules.not-empty"))
    if is_unknown(parameter) != ("unknown" in parameter.standing):
        yield Problem(f"{path}.standing", Message("rules.standing-unknown"))
    if bool(parameter.assumptions) != ("assumption" in parameter.standing):
        yield Problem(f"{path}.standing", Message("rules.standing-assumption"))


def known_name(name: str, names: Iterable[str], path: str) -> Iterator[Problem]:
    """A problem where a name is none of some names, with the likely one."""
    names = tuple(names)
    if name in names:
        return
    guess = get_close_matches(name, names, n=1, cutoff=0.6)
    if guess:
        yield Problem(path, Message("rules.unknown-name-guess", guess=guess[0]), name)
    else:
        yield Problem(path, Message("rules.unknown-name", names=", ".join(names)), name)


def _unique(names: list[str], path: str) -> Iterator[Problem]:
    for name, count in Counter(names).items():
        if count > 1:
            yield Problem(path, Message("rules.duplicate"), name)
