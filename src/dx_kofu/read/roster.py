"""Rosters (名簿): one row is one person, with the facts that the checklists of persons name."""

from __future__ import annotations

from collections.abc import Sequence

from dx_kofu.columns import ROSTER
from dx_kofu.read.cells import fold
from dx_kofu.read.form import Form
from dx_kofu.read.guide import Guide
from dx_kofu.read.layout import Table
from dx_kofu.read.rows import Rows, read_rows
from dx_kofu.rules.records import Checklist, Fact, RuleSet


def checklists(rules: RuleSet) -> tuple[Checklist, ...]:
    """The checklists that are asked of persons."""
    return tuple(one for one in rules.checklists if one.subject == "person")


def _facts(rules: RuleSet) -> dict[str, Fact]:
    return {name: fact for checklist in checklists(rules) for name, fact in rules.facts_of(checklist).items()}


FORM = Form(
    columns=ROSTER,
    required=("body_code", "fiscal_year", "person"),
    harmless=("body_name", "note"),
    telling=frozenset({"person"}),
    own=("person",),
    facts=_facts,
    aliases=("columns", "roster"),
)


def read_roster(tables: Sequence[Table], guide: Guide) -> Rows:
    """The persons of some tables, and all that is to be told of reading them."""
    return read_rows(tables, guide, {"person": fold})
