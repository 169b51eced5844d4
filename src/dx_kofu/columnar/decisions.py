"""What recurs in a table, decided once: places, cases, shares, and the verdict on each combination that occurs.

In: the texts of a table's distinct places and cases, read by the reader of the rows. Out: small tables of numbers, one line for
each place, case, share and verdict, which the columns refer to by position.
"""

from __future__ import annotations

from collections.abc import Hashable
from fractions import Fraction
from typing import NamedTuple, TypeVar

import polars as pl

from dx_kofu.calc import CLAIM, looked_at
from dx_kofu.eligibility import Verdict, judge
from dx_kofu.records import Case, Place
from dx_kofu.rules.load import Loaded

T = TypeVar("T")

BAD = -1
"""The number of what cannot be read."""


class Program(NamedTuple):
    """A measure of a fiscal year: whose steps its rows go through."""

    fiscal_year: str
    measure: str


class Decisions:
    """The places, cases, shares and verdicts that occurred so far; a number once given stands."""

    def __init__(self, rules: dict[str, Loaded]) -> None:
        self.rules = rules
        self.places: list[Place] = []
        self.groups: list[tuple[str, str]] = []
        """Bodies in a fiscal year."""
        self.group_of_place: list[int] = []
        self.kind_of_place: list[int] = []
        self.place_of_kind: list[int] = []
        """Some place of each kind: all of a kind are alike in all that a verdict, or an option, looks at."""
        self.cases: list[tuple[str, Case]] = []
        """A fiscal year and what a row of it claims."""
        self.claim_of_case: list[int] = []
        self.case_of_claim: list[int] = []
        """Some case of each kind of claim."""
        self.shares: list[Fraction | None] = [None]
        """The first one is a blank."""
        self.verdicts: list[Verdict] = []
        self.case_of_verdict: list[int] = []
        """Some case on which a verdict was given; all of them are alike in all that it looked at."""
        self._numbers: dict[Hashable, int] = {}

    def place(self, place: Place, table: str = "") -> int:
        """The number of a body in a year as the rows of a table give it."""
        number = self._number(("place", place, table), self.places, place)
        if number == len(self.group_of_place):
            body = (place.body_code, place.fiscal_year)
            self.group_of_place.append(self._number(("group", body), self.groups, body))
            kind = ("kind", place.fiscal_year, place.kind, place.hub_city, place.options)
            self.kind_of_place.append(self._number(kind, self.place_of_kind, number))
        return number

    def case(self, year: str, case: Case) -> int:
        """The number of a claim in a year."""
        number = self._number(("case", year, case), self.cases, (year, case))
        if number == len(self.claim_of_case):
            claim = ("claim", looked_at(self.rules[year].rules, case), case.assumed & CLAIM)
            self.claim_of_case.append(self._number(claim, self.case_of_claim, number))
        return number

    def share(self, share: Fraction | None) -> int:
        """The number of an eligible share."""
        return 0 if share is None else self._number(("share", share), self.shares, share)

    def verdict(self, kind: int, claim: int, *, share_blank: bool, funding_blank: bool) -> int:
        """The number of the verdict on rows of a kind of place and a kind of claim."""
        key = ("verdict", kind, claim, share_blank, funding_blank)
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self.verdicts)
            case = self.case_of_claim[claim]
            year, what = self.cases[case]
            rules, where = self.rules[year].rules, self.places[self.place_of_kind[kind]]
            self.verdicts.append(judge(rules, where, what, share_blank=share_blank, funding_blank=funding_blank))
            self.case_of_verdict.append(case)
        return number

    def sizes(self) -> tuple[int, ...]:
        """How many places, cases, shares and verdicts occurred."""
        return len(self.places), len(self.cases), len(self.shares), len(self.verdicts)

    def _number(self, key: Hashable, known: list[T], value: T) -> int:
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(known)
            known.append(value)
        return number

    # -------------------------------------------------------------------------------------------- tables

    def programs(self) -> list[Program]:
        """The measures of each year that rows claim, in the order in which they occurred."""
        return list(dict.fromkeys(self._program(number) for number in range(len(self.verdicts))))

    def year_of(self, verdict: int) -> str:
        """The fiscal year of a verdict's rows."""
        return self.cases[self.case_of_verdict[verdict]][0]

    def _program(self, verdict: int) -> Program:
        year, case = self.cases[self.case_of_verdict[verdict]]
        return Program(year, case.measure)

    def verdict_table(self) -> pl.DataFrame:
        """A line for each verdict: what the steps and the output need of it."""
        index = {program: number for number, program in enumerate(self.programs())}
        cases = [self.cases[case][1] for case in self.case_of_verdict]
        return pl.DataFrame(
            {
                "program": [index[self._program(number)] for number in range(len(self.verdicts))],
                "category": [case.category for case in cases],
                "confirmed": [verdict.outcome == "eligible" for verdict in self.verdicts],
                "ineligible": [verdict.outcome == "ineligible" for verdict in self.verdicts],
                "cost": [verdict.cost is not None for verdict in self.verdicts],
                "asked": [bool(verdict.questions) for verdict in self.verdicts],
                "questions": [" ".join(test.name for test in verdict.questions) for verdict in self.verdicts],
                "reason": [verdict.reason.code if verdict.reason else None for verdict in self.verdicts],
                "head": [verdict.head.measure if verdict.head else None for verdict in self.verdicts],
                "certain": [verdict.head.certain if verdict.head else False for verdict in self.verdicts],
                "by_head": [
                    verdict.cost is None or (verdict.head is not None and verdict.head.measure == case.measure)
                    for verdict, case in zip(self.verdicts, cases, strict=True)
                ],
            },
            schema={
                "program": pl.UInt8,
                "category": pl.Categorical,
                "confirmed": pl.Boolean,
                "ineligible": pl.Boolean,
                "cost": pl.Boolean,
                "asked": pl.Boolean,
                "questions": pl.String,
                "reason": pl.String,
                "head": pl.Categorical,
                "certain": pl.Boolean,
                "by_head": pl.Boolean,
            },
        )
