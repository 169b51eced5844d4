"""What a body has set up against the checklists of the rule files: what is there, what is missing, what nobody knows.

In: a profile. Out: :class:`Readiness` - its checklists point by point with the year they are due, and how far each number is from
its target. Worked example (R8, a prefecture): a meeting, needs surveyed and themes, but no specialists; a policy with targets
for two of three profiles and the third unknown. The set-up lacks the specialists; whether the policy is complete is not known,
and the question is the third target. A target of 120 DX leaders with 35 now leaves a gap of 85.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Literal, NamedTuple

from dx_kofu.read.profile import Profile, checklists, facts_asked, is_number
from dx_kofu.requirements import Assessment, Point, assess
from dx_kofu.rules.records import Fact
from dx_kofu.years import year_number

Standing = Literal["there", "missing", "unknown"]


class Listed(NamedTuple):
    """A checklist and what it comes to."""

    assessment: Assessment
    standing: Standing
    is_overdue: bool
    """Whether the year by whose end it is due has gone by, and it is not known to be there."""


class Target(NamedTuple):
    """A number that a body has set itself; ``gap`` is how many are missing, ``None`` where a number is not known."""

    fact: str
    target: int | None
    current: int | None
    gap: int | None


class Readiness(NamedTuple):
    """What a profile comes to."""

    profile: Profile
    lists: tuple[Listed, ...]
    targets: tuple[Target, ...]

    @property
    def missing(self) -> tuple[Point, ...]:
        """What is required and known not to be there."""
        return tuple(point for point in self._missing if not point.in_principle)

    @property
    def unheeded(self) -> tuple[Point, ...]:
        """What is only to be heeded and known not to be there."""
        return tuple(point for point in self._missing if point.in_principle)

    @property
    def questions(self) -> tuple[str, ...]:
        """The facts that must be asked."""
        asked = [answer.requirement.fact for listed in self.lists for answer in listed.assessment.open]
        return tuple(dict.fromkeys(asked))

    @property
    def _missing(self) -> tuple[Point, ...]:
        return tuple(point for listed in self.lists for point in listed.assessment.missing)


def readiness(profile: Profile) -> Readiness:
    """What a profile comes to."""
    rules, kind = profile.loaded.rules, profile.kind
    assessments = [assess(one, kind, profile.values) for one in checklists(rules, kind)]
    lists = tuple(_listed(one, rules.fiscal_year) for one in assessments)
    asked: dict[str, Fact] = facts_asked(rules, kind)
    targets = tuple(_target(name, profile) for name, fact in asked.items() if is_number(fact))
    return Readiness(profile, lists, targets)


def _listed(assessment: Assessment, year: str) -> Listed:
    words: dict[bool | None, Standing] = {True: "there", False: "missing", None: "unknown"}
    due = assessment.checklist.due
    late = due is not None and year_number(year) > year_number(due) and assessment.meets is not True
    return Listed(assessment, words[assessment.meets], late)


def _target(name: str, profile: Profile) -> Target:
    value, current = profile.values.get(name), profile.current.get(name)
    target = int(value) if isinstance(value, Fraction) else None
    gap = None if target is None or current is None else max(0, target - current)
    return Target(name, target, current, gap)
