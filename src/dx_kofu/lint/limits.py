"""What is proven of the limits on dispatches: that some number keeps them all, that they count what they say, as their source does.

In: rule sets. Out: findings, each with a cell that shows it. Worked example: at least 7 and at most 2 hours a day: 7 hours are
above the one and 2 below the other, so no dispatch can be right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import product

from dx_kofu.dispatch import limits
from dx_kofu.lint.cases import Finding, path_of
from dx_kofu.lint.sources import fold
from dx_kofu.rules.records import UNKNOWN, Counted, Figure, RuleSet
from dx_kofu.words import Text

LIMIT_TEXTS = {
    "limits-clash": Text(
        "下限が上限より大きく、どの派遣も両方には収まらない",
        "The least is above the most: no dispatch can keep both limits.",
    ),
    "limit-unit": Text(
        "限度の単位が、数えるものの単位ではない", "The unit of the limit is not that of what it counts."
    ),
    "limit-figure": Text(
        "限度の数が、出典の語句の数にない", "The number of the limit is none of those in the figure of its source."
    ),
}
UNITS: dict[Counted, tuple[str, ...]] = {"dispatches": ("回", "件"), "advisers": ("名", "人"), "hours": ("時間",)}
"""The Japanese units of what is counted."""


def prove_limits(rule_sets: Sequence[RuleSet]) -> list[Finding]:
    """Holds the limits of each rule set against each other, their units and their sources."""
    return [finding for rules in rule_sets for finding in (*_clashes(rules), *_units(rules), *_figures(rules))]


def _finding(code: str, rules: RuleSet, *figures: Figure) -> Finding:
    paths = tuple(path_of(rules, figure) for figure in figures)
    row = {str(figures[0].counts): str(figures[0].value)}
    return Finding(code, rules.fiscal_year, paths, LIMIT_TEXTS[code], row)


def _clashes(rules: RuleSet) -> Iterator[Finding]:
    for least, most in product(limits(rules), repeat=2):
        if (
            (least.bound, most.bound) == ("at-least", "at-most")
            and least.counts == most.counts
            and least.value != UNKNOWN
            and most.value != UNKNOWN
            and least.value > most.value
        ):
            yield _finding("limits-clash", rules, least, most)


def _units(rules: RuleSet) -> Iterator[Finding]:
    for figure in limits(rules):
        if figure.counts is not None and figure.unit.ja not in UNITS[figure.counts]:
            yield _finding("limit-unit", rules, figure)


def _figures(rules: RuleSet) -> Iterator[Finding]:
    for figure in limits(rules):
        numbers = {int(number) for number in re.findall(r"\d+", fold(figure.source.figure))}
        if numbers and figure.value != UNKNOWN and figure.value not in numbers:
            yield _finding("limit-figure", rules, figure)
