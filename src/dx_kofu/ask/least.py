"""The least answers that settle a total: as few questions as possible after which nothing that is left can move it.

In: questions by number with their proposed answers, and the lines that answers give. Out: the numbers. A total is settled by
some answers where its lines, confirmed and favourable, are already those that all answers give.

A question without which all the others do not settle the total is in every such set; where those settle it they are the
least one, and the only one. Else the rest is tried by size, up to a bound on the number of trials, and what is found beyond
it is a set that none of its questions can be spared from, and is said not to be proven the least.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from dx_kofu.result import Line
from dx_kofu.whatif import Answer, Answers, state

MOST_TRIALS = 3_000
By = Mapping[int, Answers]
"""Answers by row."""
Given = Callable[[By], Sequence[Line]]


class Least(NamedTuple):
    """Numbers of questions; ``proven``: no set of fewer settles the total."""

    numbers: tuple[int, ...]
    proven: bool


def least(questions: Mapping[int, By], lines: Given) -> Least:
    """The least set of questions that settles the total as far as answers can."""
    everything = state(lines(_together(questions, questions)))

    def settles(numbers: Collection[int]) -> bool:
        return state(lines(_together(questions, numbers))) == everything

    order = tuple(questions)
    needed = [number for number in order if not settles([other for other in order if other != number])]
    if settles(needed):
        return Least(tuple(sorted(needed)), proven=True)
    rest = [number for number in order if number not in needed]
    trials = 0
    for size in range(1, len(rest)):
        for more in combinations(rest, size):
            trials += 1
            if trials > MOST_TRIALS:
                return Least(_spared(order, needed, settles), proven=False)
            if settles([*needed, *more]):
                return Least(tuple(sorted((*needed, *more))), proven=True)
    return Least(tuple(sorted(order)), proven=True)


def _spared(
    order: Sequence[int], needed: Collection[int], settles: Callable[[Collection[int]], bool]
) -> tuple[int, ...]:
    """All questions less those that can be spared, the last ones, which are worth least, first."""
    kept = list(order)
    for number in reversed(order):
        if number not in needed and settles([other for other in kept if other != number]):
            kept.remove(number)
    return tuple(sorted(kept))


def _together(questions: Mapping[int, By], numbers: Collection[int]) -> dict[int, dict[str, Answer]]:
    found: dict[int, dict[str, Answer]] = {}
    for number in numbers:
        for row, answers in questions[number].items():
            found.setdefault(row, {}).update(answers)
    return found
