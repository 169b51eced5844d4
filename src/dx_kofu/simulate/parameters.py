"""Figures of the rules by their paths: ``R8.cio-aide.rate``, ``*.municipal-support.cap:recruitment``.

A path is fiscal year (or ``*``: every year), measure, and the step as an overlay names it; ``measures``, ``steps`` and the step's
key, which ``rules diff`` names as well, may stand in it (``R8.measures.cio-aide.steps.rate.rate``).

In: a path and a rule book. Out: a :class:`Parameter`, values as a rule file has them, or a message that says what was expected.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import Any, NamedTuple

from dx_kofu.messages import Message
from dx_kofu.rules.load import RuleBook
from dx_kofu.rules.records import Cap, Head, Limit, Measure, Rate, Round, Step, parameter_name
from dx_kofu.rules.validate import DECIMAL

Value = int | str
"""Yen or persons; a rate as a decimal; or ``unknown``, in rules as they stand."""
KEYS: dict[type, str] = {Cap: "amount", Limit: "persons", Rate: "rate", Round: "to", Head: "unit_amount"}
"""Steps that carry a figure, and under which key."""
WHOLE = re.compile(r"[0-9][0-9_]{0,18}")
MOST = 1_000_000_000_000
EVERY = "*"


class Parameter(NamedTuple):
    """A figure that is swept or drawn."""

    year: str
    """A fiscal year, or :data:`EVERY`."""
    measure: str
    step: str
    key: str
    steps: dict[str, Step]
    """As the rules have it, by fiscal year."""

    @property
    def path(self) -> str:
        """As it is told: ``R8.cio-aide.rate``."""
        return f"{self.year}.{self.measure}.{self.step}"

    @property
    def is_rate(self) -> bool:
        """Whether its values are decimals."""
        return self.key == "rate"

    @property
    def settles(self) -> bool:
        """Whether rows must be settled anew for another value."""
        return isinstance(next(iter(self.steps.values())), (Cap, Limit))

    @property
    def now(self) -> dict[str, Value]:
        """The values of the rules as they stand, by fiscal year."""
        return {year: getattr(step, self.key) for year, step in self.steps.items()}


def parameter(book: RuleBook, path: str) -> Parameter | Message:
    """The parameter of a path, or what is wrong with it."""
    year, *parts = path.split(".")
    parts = parts[1:] if parts[:1] == ["measures"] else parts
    if year != EVERY and year not in book:
        return Message("simulate.year", name=year, years=", ".join((EVERY, *book.years)))
    if len(parts) < 2:
        return Message("simulate.path")
    measure, *rest = parts
    name, *keys = rest[1:] if rest[0] == "steps" and len(rest) > 1 else rest
    measures = _measures(book, [year] if year != EVERY else book.years, measure)
    if not measures:
        names = {one.id for each in book.years for one in book[each].rules.measures}
        return _none("simulate.measure", measure, sorted(names))
    steps = {
        year: step for year, one in measures.items() for step in one.steps if type(step) in KEYS and _is(step, name)
    }
    if not steps:
        found = [parameter_name(step) for one in measures.values() for step in one.steps if type(step) in KEYS]
        return _none("simulate.parameter", name, list(dict.fromkeys(found)))
    key = KEYS[type(next(iter(steps.values())))]
    if keys not in ([], [key]):
        return _none("simulate.parameter", ".".join((name, *keys)), [name])
    return Parameter(year, measure, name, key, steps)


def _measures(book: RuleBook, years: list[str] | tuple[str, ...], name: str) -> dict[str, Measure]:
    return {year: one for year in years for one in book[year].rules.measures if one.id == name}


def _is(step: Step, name: str) -> bool:
    return parameter_name(step) == name


def _none(key: str, name: str, names: list[str]) -> Message:
    guess = get_close_matches(name, names, n=1, cutoff=0.6)
    if guess:
        return Message(f"{key}-guess", name=name, guess=guess[0])
    return Message(key, name=name, names=", ".join(names) or "-")


def value_of(one: Parameter, text: str) -> Value | Message:
    """A value as a rule file would have it, or what is expected of one."""
    if one.is_rate:
        return text if DECIMAL.fullmatch(text) else Message("simulate.rate")
    least = 1 if one.key in ("persons", "to") else 0
    number = int(text.replace("_", "")) if WHOLE.fullmatch(text) else -1
    if least <= number <= MOST:
        return number
    return Message("simulate.whole", least=least, most=f"{MOST:,}")


def with_values(measure: Measure, values: Mapping[str, Value]) -> Measure:
    """A measure with other figures, by the names of its steps."""
    return replace(measure, steps=tuple(_changed(step, values) for step in measure.steps))


def _changed(step: Step, values: Mapping[str, Value]) -> Step:
    name = parameter_name(step)
    if type(step) not in KEYS or name not in values:
        return step
    changes: dict[str, Any] = {KEYS[type(step)]: values[name]}
    return replace(step, **changes)
