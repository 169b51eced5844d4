"""Figures that a user knows and a rule file calls unknown (``--overlay FILE.toml``).

::

    [[figures]]
    fiscal_year = "R7"
    measure = "accelerator"
    parameter = "head"            # or "cap:personnel", "limit:persons", "rate"
    value = 8_300_000             # yen; a rate as "0.7"
    source = "令和7年度 普通交付税の算定に関する通知"

Only an unknown figure can be given; one that a rule file states is corrected in the rule file, by its next version.
Every result is stamped with the figures given.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, ClassVar

from pydantic import TypeAdapter

from dx_kofu.messages import Message
from dx_kofu.rules.load import Given, GivenFigure, Loaded, RuleBook, RuleFileError, parse_toml, problem_message
from dx_kofu.rules.records import STRICT, Cap, Head, Limit, Measure, Rate, Step, is_unknown, parameter_name
from dx_kofu.rules.validate import DECIMAL, shape


@dataclass(frozen=True, kw_only=True, eq=False)
class Overlay:
    """An overlay file."""

    __pydantic_config__: ClassVar = STRICT
    figures: tuple[GivenFigure, ...]


def apply(book: RuleBook, name: str, content: bytes) -> Given:
    """Puts the figures of an overlay file into the rule sets; every problem at once as :class:`RuleFileError`."""
    figures = _parse(name, content)
    problems: list[Message] = []
    for index, figure in enumerate(figures):
        problem = _put(book, figure)
        if problem is not None:
            problems.append(
                problem_message(
                    name, f"figures[{index}]", problem, f"{figure.fiscal_year} {figure.measure} {figure.parameter}"
                )
            )
    if problems:
        raise RuleFileError(problems)
    return Given(name, sha256(content).hexdigest(), figures)


def _parse(name: str, content: bytes) -> tuple[GivenFigure, ...]:
    overlay = shape(TypeAdapter(Overlay), parse_toml(name, content))
    if isinstance(overlay, list):
        raise RuleFileError([problem_message(name, *problem) for problem in overlay])
    return overlay.figures


def _put(book: RuleBook, figure: GivenFigure) -> Message | None:
    if not figure.source.strip():
        return Message("overlay.source")
    if figure.fiscal_year not in book:
        return Message("overlay.year", years=", ".join(book.years))
    loaded = book[figure.fiscal_year]
    measure = next((measure for measure in loaded.rules.measures if measure.id == figure.measure), None)
    if measure is None:
        return Message("overlay.measure", names=", ".join(measure.id for measure in loaded.rules.measures))
    step = next((step for step in measure.steps if parameter_name(step) == figure.parameter), None)
    if step is None:
        return Message(
            "overlay.parameter",
            names=", ".join(parameter_name(step) for step in measure.steps if is_unknown(step)) or "-",
        )
    if not is_unknown(step):
        return Message("overlay.known")
    changed = _with_value(step, figure.value)
    if changed is None:
        return Message("overlay.value")
    steps = tuple(changed if other is step else other for other in measure.steps)
    book.replace(figure.fiscal_year, _with_measure(loaded, replace(measure, steps=steps)))
    return None


def _with_value(step: Step, value: int | str) -> Step | None:
    changes: dict[str, Any] = {
        "standing": tuple(standing for standing in step.standing if standing != "unknown") or ("stated",)
    }
    match step:
        case Cap() if isinstance(value, int) and value >= 0:
            return replace(step, amount=value, **changes)
        case Limit() if isinstance(value, int) and value >= 1:
            return replace(step, persons=value, **changes)
        case Head() if isinstance(value, int) and value >= 0:
            return replace(step, unit_amount=value, **changes)
        case Rate() if isinstance(value, str) and DECIMAL.fullmatch(value):
            return replace(step, rate=value, **changes)
        case _:
            return None


def _with_measure(loaded: Loaded, changed: Measure) -> Loaded:
    measures = tuple(changed if measure.id == changed.id else measure for measure in loaded.rules.measures)
    return loaded._replace(rules=replace(loaded.rules, measures=measures))
