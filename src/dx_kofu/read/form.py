"""Kinds of tables (様式): which columns a table has, which of them it must have, what tells it from another sheet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from dx_kofu.columns import COLUMNS, HARMLESS, REQUIRED
from dx_kofu.read.cells import word
from dx_kofu.read.names import MONEY
from dx_kofu.rules.records import Fact, RuleSet


@dataclass(frozen=True, kw_only=True)
class Form:
    """A kind of table."""

    columns: Mapping[str, str]
    """Each column's name and its Japanese name, facts left out."""
    required: tuple[str, ...]
    harmless: tuple[str, ...]
    """Columns whose loss loses nothing that is counted, and which say nothing of whether a row was filled in."""
    telling: frozenset[str]
    """Columns that only a table of this kind has."""
    own: tuple[str, ...]
    """Columns whose merged cells are not filled down."""
    facts: Callable[[RuleSet], Mapping[str, Fact]]
    """The facts of a fiscal year that are columns beside."""
    aliases: tuple[str, ...] = ("columns",)
    """The tables of other names in ``aliases.toml``, the last one first."""
    is_mapped: bool = False
    """Whether a mapping file can be given."""

    @cached_property
    def required_names(self) -> Mapping[str, str]:
        """The required columns by their contract names, as :func:`word` writes them."""
        return {word(name): column for column in self.required for name in (column, self.columns[column])}


EXPENSES = Form(
    columns=COLUMNS,
    required=REQUIRED,
    harmless=HARMLESS,
    telling=frozenset({"amount", "category"}),
    own=("id", *MONEY),  # an amount that stands for two rows must not be counted twice
    facts=lambda rules: rules.facts,
    is_mapped=True,
)
"""The expenses table (支出表)."""
