"""Whether a person or a body meets a checklist: yes, no or not known (不明), requirement by requirement.

In: a checklist of a rule file, a kind of body, a value for each fact (``None``: not known). Out: an :class:`Assessment`.

Requirements that are alternatives make one point: one of them is enough. Worked example (five years of experience, a level 4
pass, equal knowledge): ``experience_years`` 3, the pass blank, equal knowledge no. Neither three years nor the knowledge is
enough and the pass may be, so the point is open and the only question is the pass; with the pass known to be missing the
point is not met, and with five years it is met whatever else is blank.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from dx_kofu.bodies import Kind
from dx_kofu.read.cells import NO_NUMBER as NO_NUMBER
from dx_kofu.rules.records import UNKNOWN, Checklist, Requirement

Value = str | Fraction | date | None
"""What a fact is known to be: one of its values, a number (or :data:`NO_NUMBER`), a date."""
Values = Mapping[str, Value]


class Answer(NamedTuple):
    """A requirement and whether it is met; ``None``: not known."""

    requirement: Requirement
    met: bool | None


class Point(NamedTuple):
    """One thing that must be there: a requirement, or some that are alternatives."""

    answers: tuple[Answer, ...]
    met: bool | None

    @property
    def in_principle(self) -> bool:
        """Whether a miss is only a warning."""
        return all(answer.requirement.in_principle for answer in self.answers)

    @property
    def open(self) -> tuple[Answer, ...]:
        """What must be asked before it is known whether the point is met."""
        return tuple(answer for answer in self.answers if self.met is None and answer.met is None)


class Assessment(NamedTuple):
    """A checklist and what it comes to; ``meets`` looks at everything that is more than a principle."""

    checklist: Checklist
    points: tuple[Point, ...]
    meets: bool | None

    @property
    def missing(self) -> tuple[Point, ...]:
        """What is known not to be there."""
        return tuple(point for point in self.points if point.met is False)

    @property
    def open(self) -> tuple[Answer, ...]:
        """Everything that must be asked."""
        return tuple(answer for point in self.points for answer in point.open)


def assess(checklist: Checklist, kind: Kind, values: Values) -> Assessment:
    """What a checklist comes to for a person or a body of a kind."""
    groups: dict[str, list[Answer]] = {}
    for requirement in checklist.asked_of(kind):
        answer = Answer(requirement, is_met(requirement, values.get(requirement.fact)))
        alone = f"={requirement.id}"  # no name of alternatives
        groups.setdefault(requirement.alternative or alone, []).append(answer)
    points = tuple(Point(tuple(answers), any_of(one.met for one in answers)) for answers in groups.values())
    return Assessment(checklist, points, all_of(point.met for point in points if not point.in_principle))


def is_met(requirement: Requirement, value: Value) -> bool | None:
    """Whether a value meets a requirement; not known where the value or the rule's own figure is not."""
    if value is None:
        return None
    if requirement.at_least is None:
        return value in requirement.one_of
    if not isinstance(value, Fraction):
        return False
    return None if requirement.at_least == UNKNOWN else value >= requirement.at_least


def all_of(states: Iterable[bool | None]) -> bool | None:
    """Whether all hold: one that is known not to outweighs whatever is not known."""
    states = tuple(states)
    return False if False in states else None if None in states else True


def any_of(states: Iterable[bool | None]) -> bool | None:
    """Whether one holds: one that is known to outweighs whatever is not known."""
    states = tuple(states)
    return True if True in states else None if None in states else False
