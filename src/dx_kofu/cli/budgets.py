"""Finds the budgets that paths name: tables with an expected result beside them.

In: files and folders (searched through and through, links followed, what is hidden left out). Out: for every budget the paths of its
table, of its expected result and of its mapping, in one order whatever the file system says; and what stands there without being a
budget. A budget that may be there is never passed over: what cannot be looked into is told.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from dx_kofu.cli.files import TABLES, is_table

EXPECTED, MAPPING = ".expected.toml", ".map.toml"


class Paths(NamedTuple):
    """The files of a budget; ``mapping`` where there is one."""

    table: str
    expected: str
    mapping: str | None

    @property
    def has_expected(self) -> bool:
        """Whether something stands there as the expected result; whether it can be read is seen when it is."""
        return os.path.lexists(self.expected)


class Search(NamedTuple):
    """What some paths hold."""

    budgets: tuple[Paths, ...]
    without: tuple[Paths, ...]
    """Tables that have no expected result."""
    orphans: tuple[str, ...]
    """Expected results that have no table."""
    empty: tuple[str, ...]
    """Paths that hold nothing to check."""
    closed: tuple[OSError, ...]
    """Folders that cannot be looked into, as the system says it."""


def search(paths: Sequence[str], *, creating: bool = False) -> Search:
    """The budgets under some paths, each once; when ``creating``, a table may get its expected result yet."""
    budgets: dict[tuple[str, str], Paths] = {}
    orphans: dict[str, None] = {}
    empty = []
    closed: list[OSError] = []
    for path in paths:
        before = len(closed)
        tables, alone = _under(path, closed)
        own = [_paths(table) for table in tables]
        orphans |= dict.fromkeys(alone)
        for budget in own:  # two links to one table, each with its own expected result, are two budgets
            budgets.setdefault((os.path.realpath(budget.table), os.path.realpath(budget.expected)), budget)
        if not alone and len(closed) == before and not any(creating or budget.has_expected for budget in own):
            empty.append(path)
    found = sorted(budgets.values())
    return Search(
        tuple(budget for budget in found if budget.has_expected),
        tuple(budget for budget in found if not budget.has_expected),
        tuple(sorted(orphans)),
        tuple(empty),
        tuple({error.filename: error for error in closed}.values()),
    )


def _paths(table: str) -> Paths:
    stem, _ = os.path.splitext(table)
    mapping = stem + MAPPING
    return Paths(table, stem + EXPECTED, mapping if os.path.lexists(mapping) else None)


def _under(path: str, closed: list[OSError]) -> tuple[list[str], list[str]]:
    """The tables that a path names, and the expected results without one; a budget may be named by any of its files."""
    path = os.path.normpath(path)
    if not os.path.isdir(path):
        for ending in (EXPECTED, MAPPING):
            if path.endswith(ending):
                beside = _beside(path.removesuffix(ending), closed)
                return beside, [path] if not beside and ending == EXPECTED else []
        return [path], []
    files = list(_files(path, closed))
    tables = [str(file) for file in files if is_table(file)]
    stems = {os.path.splitext(table)[0] for table in tables}
    expected = [str(file) for file in files if file.name.endswith(EXPECTED)]
    return tables, [file for file in expected if file.removesuffix(EXPECTED) not in stems]


def _beside(stem: str, closed: list[OSError]) -> list[str]:
    """The tables of a budget's name, whatever the case of their extension."""
    folder, name = os.path.split(stem)
    try:
        inside = [os.path.splitext(file) for file in sorted(os.listdir(folder or "."))]
    except OSError as error:
        closed.append(error)
        return []
    there = [stem + suffix for own, suffix in inside if own == name and suffix.lower() in TABLES]
    return [path for path in there if not os.path.isdir(path)]


def _files(folder: str, closed: list[OSError]) -> Iterator[Path]:
    """What is not hidden; a folder that links lead to more than once is looked into once."""
    seen = {os.path.realpath(folder)}
    for at, folders, names in os.walk(folder, followlinks=True, onerror=closed.append):
        inside: dict[str, str] = {}
        for name in sorted(name for name in folders if not name.startswith(".")):
            inside.setdefault(os.path.realpath(os.path.join(at, name)), name)
        folders[:] = [name for real, name in inside.items() if real not in seen]
        seen.update(inside)
        yield from (Path(at, name) for name in sorted(names) if not name.startswith("."))
