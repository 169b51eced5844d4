"""What the formulas need of arrays and OpenFisca does not have: sums in file order, the largest of a group, first rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

Array = Any
"""A numpy array; the checker of this project does not know numpy."""


def among(values: Array, members: Iterable[Any]) -> Array:
    """Whether each value of an enumeration is one of the members."""
    table = np.zeros(len(values.possible_values), dtype=bool)
    table[[member.index for member in members]] = True
    return table[values.view(np.ndarray)]


def filled(groups: Array, yen: Array, cap: int) -> Array:
    """What of each row's yen finds room under its group's cap; rows fill it in file order."""
    if not len(yen):
        return yen
    order = np.argsort(groups, kind="stable")
    ordered, sorted_groups = yen[order].astype(np.int64), groups[order]
    until = np.cumsum(ordered)
    first = np.flatnonzero(np.r_[True, sorted_groups[1:] != sorted_groups[:-1]])
    sizes = np.diff(np.r_[first, len(ordered)])
    before = until - ordered - np.repeat(until[first] - ordered[first], sizes)
    room = np.empty_like(ordered)
    room[order] = np.clip(cap - before, 0, ordered)
    return room


def largest(bodies: Array, persons: Array, yen: Array, limit: int) -> Array:
    """Which rows belong to one of their body's ``limit`` persons with the largest totals; ties: whose first row comes first."""
    if not len(persons):
        return np.zeros(0, dtype=bool)
    _, first, person = np.unique(persons, return_index=True, return_inverse=True)
    totals = np.bincount(person, weights=yen)
    order = np.lexsort((first, -totals, bodies[first]))
    sorted_bodies = bodies[first][order]
    starts = np.flatnonzero(np.r_[True, sorted_bodies[1:] != sorted_bodies[:-1]])
    rank = np.arange(len(order)) - np.repeat(starts, np.diff(np.r_[starts, len(order)]))
    kept = np.empty(len(order), dtype=bool)
    kept[order] = rank < limit
    return kept[person]


def first_rows(groups: Array, asked: Array) -> Array:
    """A mark on the first asked row of every group."""
    rows = np.flatnonzero(asked)
    marks = np.zeros(len(groups), dtype=np.int64)
    marks[rows[np.unique(groups[rows], return_index=True)[1]]] = 1
    return marks
