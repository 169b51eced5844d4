"""What the command line and a mapping file say of reading files: names, words, sheets, unit, values for blanks.

Everything here is said by a person; what is found in a file itself stands in its tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from dx_kofu.read.form import EXPENSES, Form
from dx_kofu.read.names import Names
from dx_kofu.rules.load import RuleBook


@dataclass(frozen=True, kw_only=True)
class Guide:
    """How files are to be read."""

    book: RuleBook
    form: Form = EXPENSES
    """The kind of table that is looked for."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """Values for blank columns, as text: ``--body``, ``--fiscal-year``, a mapping file's ``[fill]``."""
    assumed: Mapping[str, str] = field(default_factory=dict)
    """Values for blank facts: ``--assume NAME=VALUE``."""
    sheets: tuple[str, ...] = ()
    """Names of sheets, ``*`` standing for any letters; none: the one that holds a table."""
    unit: str | None = None
    """The unit of amounts that name none themselves; it outweighs headers and notes."""
    header: tuple[int, ...] = ()
    """Lines of the header, one or two; none: found."""
    mapped: Mapping[str, str] = field(default_factory=dict)
    """Columns by the header texts of a mapping file."""
    ignored: frozenset[str] = frozenset()
    """Header texts that a mapping file passes through, however close they come to a column's name."""
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """A mapping file's words for values, by column."""

    @cached_property
    def names(self) -> Names:
        """The names of the columns, facts of every fiscal year included."""
        return self.names_with(self.facts_of(self.book.years))

    def with_options(
        self, *, columns: Mapping[str, str], assumed: Mapping[str, str], sheets: Sequence[str], unit: str | None
    ) -> Guide:
        """The guide with what the command line says put over it."""
        return replace(
            self,
            columns={**self.columns, **columns},
            assumed={**self.assumed, **assumed},
            sheets=tuple(sheets) or self.sheets,
            unit=unit or self.unit,
        )

    def facts_of(self, years: Iterable[str]) -> dict[str, str]:
        """The Japanese names of the facts of some fiscal years."""
        return {name: fact.title.ja for year in years for name, fact in self.form.facts(self.book[year].rules).items()}

    def names_with(self, facts: Mapping[str, str]) -> Names:
        """The names of the columns with the facts of some years."""
        return Names({**self.form.columns, **facts}, self.mapped, self.form.aliases)
