"""The least answers that settle a total: as few questions as possible after which nothing that is left can move it.

In: questions by number, what each can move, and whether a set of answers settles the total: its lines, confirmed and at best,
are then already those that all answers give. Out: the numbers, and how many are needed at least.

A question without which all the others do not settle the total is in every such set. The rest is tried by size, up to a bound
on the number of trials. Questions that meet in no cap, limit or head are tried apart, all others being answered: where answers
only add to what is confirmed and take from what is possible, a set that settles the total settles it with the others answered
too, so the sizes of the parts add up to a size that no set can be below.

Worked example: ten persons with two open rows of 21,000,000 yen each, under a cap of 21,000,000 a person, are ten searches for
one of two, and not one for ten of twenty.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from itertools import combinations
from typing import NamedTuple

from dx_kofu.ask.trial import Link, Links

MOST_TRIALS = 3_000
Settles = Callable[[Collection[int]], bool]


class Least(NamedTuple):
    """Numbers of questions; ``at_least``: no set of fewer settles the total."""

    numbers: tuple[int, ...]
    at_least: int

    @property
    def proven(self) -> bool:
        """Whether no set of fewer settles the total."""
        return len(self.numbers) == self.at_least


def least(order: Sequence[int], links: Links, settles: Settles) -> Least:
    """The least set of questions that settles the total as far as answers can; ``order``: those worth most first."""
    live = [number for number in order if links.of[number]]
    search = _Search(order, settles)
    parts = _parts(live, links.of) if links.apart else [live]
    found = [search.least_of(part) for part in parts]
    numbers = tuple(sorted(number for one in found for number in one.numbers))
    at_least = sum(one.at_least for one in found)
    if len(parts) < 2 or settles(numbers):
        return Least(numbers, at_least)
    whole = search.least_of(live, at_least)  # what each part may leave to rounding is too much together
    return whole._replace(at_least=max(at_least, whole.at_least))


def _parts(live: Sequence[int], links: dict[int, frozenset[Link]]) -> list[list[int]]:
    """The questions in parts that have nothing to do with each other, in the order of their first ones."""
    of_link: dict[Link, list[int]] = {}
    for number in live:
        for link in links[number]:
            of_link.setdefault(link, []).append(number)
    place = {number: at for at, number in enumerate(live)}
    found, seen = [], set[int]()
    for first in live:
        if first in seen:
            continue
        part, front = {first}, [first]
        while front:
            for link in links[front.pop()]:
                more = [number for number in of_link.pop(link, ()) if number not in part]
                part.update(more)
                front += more
        seen |= part
        found.append(sorted(part, key=place.__getitem__))
    return found


class _Search:
    """Tries sets of questions, so many and no more."""

    def __init__(self, order: Sequence[int], settles: Settles) -> None:
        self.everything, self.settles, self.trials = frozenset(order), settles, 0

    def least_of(self, part: Sequence[int], known: int = 0) -> Least:
        """The least of some questions that settles the total, all others answered; ``known``: no fewer do."""
        others = self.everything.difference(part)
        needed = [number for number in part if not self.settles(self.everything - {number})]
        if self.settles(others.union(needed)):
            return Least(tuple(sorted(needed)), len(needed))
        rest = [number for number in part if number not in needed]
        for size in range(max(1, known - len(needed)), len(rest)):
            for more in combinations(rest, size):
                self.trials += 1
                if self.trials > MOST_TRIALS:
                    return Least(self._spared(part, needed), len(needed) + size)
                if self.settles(others.union(needed, more)):
                    return Least(tuple(sorted((*needed, *more))), len(needed) + size)
        return Least(tuple(sorted(part)), len(part))

    def _spared(self, part: Sequence[int], needed: Collection[int]) -> tuple[int, ...]:
        """All questions less those that can be spared, the last ones, which are worth least, first."""
        kept = set(self.everything)
        for number in reversed(part):
            if number not in needed and self.settles(kept - {number}):
                kept.remove(number)
        return tuple(sorted(kept.intersection(part)))
