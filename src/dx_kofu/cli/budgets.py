"""Finds the budgets that paths name: tables with an expected result beside them.

In: files and folders (searched through and through, what is hidden left out). Out: for every budget the paths of its table, of its
expected result and of its mapping, in one order whatever the file system says; and what stands there without being a budget.
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
        """Whether an expected result stands beside the table."""
        return os.path.isfile(self.expected)


class Search(NamedTuple):
    """What some paths hold."""

    budgets: tuple[Paths, ...]
    without: tuple[Paths, ...]
    """Tables that have no expected result."""
    orphans: tuple[str, ...]
    """Expected results that have no table."""
    empty: tuple[str, ...]
    """Paths that hold nothing to check."""


def search(paths: Sequence[str], *, creating: bool = False) -> Search:
    """The budgets under some paths, each once; when ``creating``, a table may get its expected result yet."""
    budgets: dict[str, Paths] = {}
    orphans: dict[str, None] = {}
    empty = []
    for path in paths:
        tables, alone = _under(path)
        own = [_paths(table) for table in tables]
        orphans |= dict.fromkeys(alone)
        for budget in own:
            budgets.setdefault(os.path.realpath(budget.table), budget)
        if not alone and not any(creating or budget.has_expected for budget in own):
            empty.append(path)
    found = sorted(budgets.values())
    return Search(
        tuple(budget for budget in found if budget.has_expected),
        tuple(budget for budget in found if not budget.has_expected),
        tuple(sorted(orphans)),
        tuple(empty),
    )


def _paths(table: str) -> Paths:
    stem, _ = os.path.splitext(table)
    mapping = stem + MAPPING
    return Paths(table, stem + EXPECTED, mapping if os.path.isfile(mapping) else None)


def _under(path: str) -> tuple[list[str], list[str]]:
    """The tables that a path names, and the expected results without one; a budget may be named by any of its files."""
    path = os.path.normpath(path)
    if not os.path.isdir(path):
        for ending in (EXPECTED, MAPPING):
            if path.endswith(ending):
                stem = path.removesuffix(ending)
                beside = [stem + suffix for suffix in TABLES if os.path.isfile(stem + suffix)]
                return beside, [path] if not beside and ending == EXPECTED and os.path.isfile(path) else []
        return [path], []
    files = list(_files(path))
    tables = [str(file) for file in files if is_table(file)]
    stems = {os.path.splitext(table)[0] for table in tables}
    expected = [str(file) for file in files if file.name.endswith(EXPECTED)]
    return tables, [file for file in expected if file.removesuffix(EXPECTED) not in stems]


def _files(folder: str) -> Iterator[Path]:
    for at, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(at, name) for name in sorted(names) if not name.startswith("."))
