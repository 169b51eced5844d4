"""What a plan file holds (schema ``dx-kofu/plan/1``), and what it becomes: scenarios that stand side by side.

A plan names a body, its first and last fiscal year, roles that are paid year by year (:class:`Role`) and costs that come once
(:class:`OneOff`). Each says under which measure it is claimed; ``measures`` and ``splits`` are those that may take it, the first
being what the plan itself says. A variant changes some roles and costs by name; nothing else differs from the plan.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar, Literal, NamedTuple

from dx_kofu.rules.records import STRICT

SCHEMA = "dx-kofu/plan/1"
BASE = "base"
"""What the plan itself is called where variants are picked; no variant may have the name."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What roles and one-off costs have in common."""

    __pydantic_config__: ClassVar = STRICT
    name: str
    category: str
    """As in the expenses table (経費区分)."""
    measure: str | None = None
    """The measure (措置) it is claimed under: an id or a Japanese name."""
    measures: tuple[str, ...] | None = None
    """Instead of ``measure``: those that may take it, the planned one first; empty: it is claimed under none."""
    splits: tuple[dict[str, str], ...] = ()
    """Ways to split it over measures beside ``measures``: a share for each measure, together 1 or less."""
    other_funding: int | None = None
    """Yen that others pay, for the same unit as the pay or the amount; absent: not known."""
    share: str | None = None
    """As in the expenses table (按分率)."""
    facts: dict[str, str] = field(default_factory=dict)
    """As in the expenses table, by the names of its columns: ``main_duty_support = "yes"``; absent: not known."""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Role(Entry):
    """A post (職): persons who are paid for as long as it lasts."""

    heads: int | None = None
    """How many persons; absent: as many as are named, or one."""
    names: tuple[str, ...] = ()
    """Ids of the persons; absent: numbered."""
    pay_year: int | None = None
    """Yen per head and full year."""
    pay_month: int | None = None
    """Instead of ``pay_year``: yen per head and month."""
    start: date | None = None
    """The first day of a month; absent: the plan's first day."""
    end: date | None = None
    """The last day of a month; absent: the plan's last day."""


@dataclass(frozen=True, kw_only=True)
class OneOff(Entry):
    """A cost that comes once: recruitment, a training course."""

    amount: int
    year: str | None = None
    years: tuple[str, ...] | None = None
    """Instead of ``year``: those in which it may be paid, the planned one first."""
    person: str | None = None


@dataclass(frozen=True, kw_only=True)
class Years:
    """The first and the last fiscal year."""

    __pydantic_config__: ClassVar = STRICT
    first: str
    last: str


@dataclass(frozen=True, kw_only=True)
class Variant:
    """Changes of roles and costs, each with the ``name`` of the one it changes; ``drop = true`` leaves that one out."""

    __pydantic_config__: ClassVar = STRICT
    name: str
    roles: tuple[dict[str, Any], ...] = ()
    costs: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, kw_only=True)
class PlanFile:
    """A plan file as it stands."""

    __pydantic_config__: ClassVar = STRICT
    schema: Literal["dx-kofu/plan/1"]
    title: str
    body_code: str
    hub_city: Literal["yes", "no"] | None = None
    years: Years
    roles: tuple[Role, ...] = ()
    costs: tuple[OneOff, ...] = ()
    variants: tuple[Variant, ...] = ()


class Place(NamedTuple):
    """Where an entry stands in the file, and where a variant changes it."""

    own: str
    change: str = ""
    changed: frozenset[str] = frozenset()
    """The keys that the change gives; a fact as ``facts.external``."""
    holes: frozenset[str] = frozenset()
    """The keys that were left out because of their shape; an empty one is the whole entry."""

    def path(self, key: str) -> str:
        """The key path of one of its keys (``splits[0].cio-aide``); an empty key is the entry itself."""
        name = key.partition("[")[0]
        name = name if name.startswith("facts.") else name.partition(".")[0]
        at = self.change if name in self.changed else self.own
        return f"{at}.{key}" if key else at


class Scenario(NamedTuple):
    """The plan itself (``name`` is ``None``) or a variant, whole; ``places`` are where its entries stand in the file."""

    name: str | None
    roles: tuple[Role, ...]
    costs: tuple[OneOff, ...]
    places: tuple[Place, ...]

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Roles, then one-off costs, in the order of the file."""
        return (*self.roles, *self.costs)


class Plan(NamedTuple):
    """A plan that can be computed."""

    file: str
    sha256: str
    title: str
    body_code: str
    hub_city: str | None
    years: tuple[str, ...]
    scenarios: tuple[Scenario, ...]
