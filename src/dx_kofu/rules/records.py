"""What a rule file holds: one file per fiscal year, complete for its year, read by officials and by the engine alike.

A rule file (``R8.toml``) holds measures (財政措置). A measure holds

* a window (対象期間), conditions (要件) on facts, and costs (対象経費): which categories, of which bodies, under which
  conditions - these decide whether a row is eligible, ineligible or on review;
* steps, in the order in which they are applied: ``deduct`` other funding, ``share``, ``cap`` per person or body, ``limit``
  of persons, ``rate``, ``round``; a measure that is counted by head has one step, ``head``.

Beside the measures it holds checklists: what a person or a body must show (the requirements of an accelerator, the functions
of a promotion set-up), on facts of their own. ``calc`` asks nothing of them.

Every parameter has a title in both languages, a source (section of a document, and the figure there), a standing and the
day on which it was last reviewed. ``"unknown"`` is a value of its own; a limit that does not exist is an absent step.

The records are plain frozen dataclasses, each the same only as itself and shown as any object (which halves
their cost at start-up), so that
an installed program reads its own, already proven files quickly;
:mod:`dx_kofu.rules.validate` checks every other file against them with pydantic.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from dx_kofu.bodies import Kind
from dx_kofu.words import Text
from dx_kofu.years import year_number

SCHEMA = "dx-kofu/rules/1"

Tax = Literal["special", "ordinary", "in-kind"]
Standing = Literal["stated", "announced", "assumption", "unknown"]
Status = Literal["in-force", "announced"]
Counted = Literal["dispatches", "advisers", "hours"]
Unknown = Literal["unknown"]
UNKNOWN: Unknown = "unknown"

# pydantic reads this attribute: a typo in a key is an error, and nothing is converted in silence.
STRICT = {"extra": "forbid", "strict": True, "use_attribute_docstrings": True}


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class Source:
    """Where a figure stands: a section of a document (see ``[sections]``) and the figure or term printed there."""

    __pydantic_config__: ClassVar = STRICT
    section: str
    figure: str


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class Parameter:
    """What every rule says of itself."""

    __pydantic_config__: ClassVar = STRICT
    title: Text
    """The rule's name in both languages."""
    standing: tuple[Standing, ...]
    """Stated in the source, announced, assumed (with its ground in ``assumptions``), unknown; more than one may hold."""
    source: Source
    reviewed: date
    """The day on which the rule was last compared with its source."""
    assumptions: tuple[Text, ...] = ()
    """The ground of each assumption."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class Window(Parameter):
    """Fiscal years in which the measure is in force (対象期間); an absent end is not limited."""

    first: str | None = None
    last: str | None = None


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class Condition(Parameter):
    """A fact must have one of some values (要件)."""

    fact: str
    one_of: tuple[str, ...]
    unless_body: tuple[Kind, ...] = ()
    """Kinds of body for which the condition is not asked."""
    otherwise: str | None = None
    """A measure counted by head: a row that fails here may count as a head of that measure."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class Cost(Parameter):
    """Categories that are eligible (対象経費), for which bodies, under which conditions (asked in this order)."""

    categories: tuple[str, ...]
    bodies: tuple[Kind, ...]
    conditions: tuple[str, ...]
    eligible: Literal["yes"] | Unknown = "yes"
    """``unknown`` where the source leaves open whether the category counts: never confirmed."""
    blank_share: Literal["one"] | Unknown = "one"
    """What a blank share means."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class Deduct(Parameter):
    """Subtracts other funding (特定財源); what is not known is asked."""

    step: Literal["deduct"]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class Share(Parameter):
    """Multiplies by the row's share (按分), rounded down to the yen."""

    step: Literal["share"]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class Cap(Parameter):
    """What a person's or a body's rows of some categories have above ``amount`` yen a fiscal year goes (上限額)."""

    step: Literal["cap"]
    id: str
    per: Literal["person", "body"]
    categories: tuple[str, ...]
    amount: int | Unknown


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class Limit(Parameter):
    """Only the ``persons`` with the largest totals of a body and fiscal year stay (人数の上限)."""

    step: Literal["limit"]
    id: str
    categories: tuple[str, ...]
    persons: int | Unknown


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class Rate(Parameter):
    """Allocation = eligible total x ``rate`` (措置率), an exact decimal in quotes."""

    step: Literal["rate"]
    rate: str
    """``"0.7"``, or ``"unknown"``."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class Round(Parameter):
    """Rounds the allocation once, to a multiple of ``to`` yen (端数処理)."""

    step: Literal["round"]
    to: int
    direction: Literal["half-up"]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class Head(Parameter):
    """Counts distinct persons of a body and fiscal year, ``unit_amount`` yen each; the cost itself is not paid on."""

    step: Literal["head"]
    unit_amount: int | Unknown
    approximate: bool = False


class ByStep:
    """Tells pydantic to pick a step's record by its ``step`` key, so that a problem names one record and not seven."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        from pydantic import Field

        return handler.generate_schema(Annotated[source, Field(discriminator="step")])


Step = Annotated[Deduct | Share | Cap | Limit | Rate | Round | Head, ByStep()]
STEPS: dict[str, type[Parameter]] = {
    "deduct": Deduct,
    "share": Share,
    "cap": Cap,
    "limit": Limit,
    "rate": Rate,
    "round": Round,
    "head": Head,
}


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class Figure(Parameter):
    """A figure that ``calc`` does not need, for people and other commands; with ``counts`` it is a limit on dispatches."""

    id: str
    value: int | Unknown
    unit: Text
    counts: Counted | None = None
    """What it limits: dispatches of an application and year, advisers of a dispatch, hours of a day."""
    bound: Literal["at-least", "at-most"] | None = None
    in_principle: bool = False
    """Whether the source says "in principle" (原則): going beyond is a warning."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class Measure(Parameter):
    """One line of support (財政措置)."""

    id: str
    tax: Tax
    person_required: tuple[str, ...] = ()
    """Categories whose rows must name a person."""
    window: Window | None = None
    conditions: dict[str, Condition] = field(default_factory=dict)
    costs: tuple[Cost, ...] = ()
    steps: tuple[Step, ...] = ()
    figures: tuple[Figure, ...] = ()

    def cost_of(self, category: str) -> Cost | None:
        """The entry that lists a category, if any."""
        return next((cost for cost in self.costs if category in cost.categories), None)

    def parameters(self) -> tuple[Parameter, ...]:
        """Every parameter of the measure, itself first, in the order of the file."""
        return tuple(parameter for _, parameter in self.named_parameters())

    def named_parameters(self) -> Iterator[tuple[str, Parameter]]:
        """The same with their key paths in the measure: ``conditions.part-time``, ``steps.cap:personnel``; its own is empty."""
        yield "", self
        if self.window is not None:
            yield "window", self.window
        for name, condition in self.conditions.items():
            yield f"conditions.{name}", condition
        for cost in self.costs:
            yield f"costs.{cost.categories[0]}", cost
        for step in self.steps:
            yield f"steps.{parameter_name(step)}", step
        for figure in self.figures:
            yield f"figures.{figure.id}", figure


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class Fact:
    """A fact that rows declare (事実): a column of the expenses table. Without ``values`` it is yes or no."""

    __pydantic_config__: ClassVar = STRICT
    title: Text
    question: Text
    who: Text
    """Who can answer."""
    values: dict[str, Text] = field(default_factory=dict)
    default: str | None = None
    """What a blank means; absent: unknown."""
    one_per_person: bool = False
    """Whether two values for one person of a body and year are odd enough for a warning."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class ChecklistFact(Fact):
    """A fact that a roster or a profile declares and ``calc`` never asks for."""

    kind: Literal["choice", "number", "date"] = "choice"
    """One of ``values`` (yes or no), a number (``none``: there is none), or a date."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class Requirement(Parameter):
    """A fact must have one of some values, or be a number of at least some size."""

    id: str
    fact: str
    """Of the checklist, or of the rule file."""
    one_of: tuple[str, ...] = ()
    at_least: int | Unknown | None = None
    alternative: str | None = None
    """Requirements that give the same name here are alternatives: one of them is enough."""
    bodies: tuple[Kind, ...] = ()
    """Kinds of body of which it is asked; none: of all that the checklist is for."""
    in_principle: bool = False
    """Whether the source only asks to heed it (留意点): a miss is a warning."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class Stage(Parameter):
    """A step on the way of a person who meets the requirements (推薦, 任命); it presupposes the stages before it."""

    fact: str
    on: str | None = None
    """The fact that holds its date."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class Claim(Parameter):
    """As what the cost of a person is claimed, where a fact has one of some values; what is paid the measure decides."""

    measure: str
    category: str
    fact: str
    one_of: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class Checklist(Parameter):
    """What persons or bodies must show, all of it but for alternatives."""

    id: str
    subject: Literal["person", "body"]
    bodies: tuple[Kind, ...]
    due: str | None = None
    """The fiscal year by whose end it must be there."""
    window: Window | None = None
    facts: dict[str, ChecklistFact] = field(default_factory=dict)
    requirements: tuple[Requirement, ...] = ()
    stages: tuple[Stage, ...] = ()
    claims: tuple[Claim, ...] = ()

    def parameters(self) -> tuple[Parameter, ...]:
        """Every parameter of the checklist, itself first, in the order of the file."""
        return tuple(parameter for _, parameter in self.named_parameters())

    def named_parameters(self) -> Iterator[tuple[str, Parameter]]:
        """The same with their key paths in the checklist: ``requirements.five-years``; its own is empty."""
        yield "", self
        if self.window is not None:
            yield "window", self.window
        for requirement in self.requirements:
            yield f"requirements.{requirement.id}", requirement
        for stage in self.stages:
            yield f"stages.{stage.fact}", stage
        for claim in self.claims:
            yield f"claims.{claim.category}", claim

    def asked_of(self, kind: Kind) -> tuple[Requirement, ...]:
        """The requirements that are asked of a kind of body."""
        return tuple(one for one in self.requirements if kind in (one.bodies or self.bodies))


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class Notice(Parameter):
    """A warning about some bodies, by code; no yen are taken away."""

    code: str
    text: Text
    bodies: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class Document:
    """A primary source."""

    __pydantic_config__: ClassVar = STRICT
    title: str
    publisher: str
    sha256: str | None = None


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class Section:
    """A heading of a document."""

    __pydantic_config__: ClassVar = STRICT
    document: str
    heading: str


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class Change:
    """An entry of a rule file's own changelog."""

    __pydantic_config__: ClassVar = STRICT
    version: str
    date: date
    text: Text


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class RuleSet:
    """A rule file."""

    __pydantic_config__: ClassVar = STRICT
    schema: str
    fiscal_year: str
    first_day: date
    last_day: date
    closing_day: date
    """Last day of the closing period (出納整理期間), in which payments still belong to the year."""
    version: str
    status: Status
    changelog: tuple[Change, ...]
    documents: dict[str, Document]
    sections: dict[str, Section]
    categories: dict[str, Text]
    facts: dict[str, Fact]
    notices: tuple[Notice, ...] = ()
    measures: tuple[Measure, ...]
    checklists: tuple[Checklist, ...] = field(default_factory=tuple)

    @property
    def parts(self) -> tuple[Measure | Checklist, ...]:
        """Measures, then checklists."""
        return (*self.measures, *self.checklists)

    def measure(self, name: str) -> Measure:
        """The measure of an id (``KeyError`` where there is none)."""
        for measure in self.measures:
            if measure.id == name:
                return measure
        raise KeyError(name)

    def fact_of(self, checklist: Checklist, name: str) -> Fact:
        """A fact of a checklist, or of the file (``KeyError`` where there is none)."""
        return checklist.facts[name] if name in checklist.facts else self.facts[name]

    def facts_of(self, checklist: Checklist) -> dict[str, Fact]:
        """Every fact that a checklist names: its own, and those of the file."""
        names = [one.fact for one in checklist.requirements] + [one.fact for one in checklist.stages]
        names += [one.fact for one in checklist.claims]
        own = dict.fromkeys([*checklist.facts, *names])
        return {name: self.fact_of(checklist, name) for name in own}

    def citation(self, source: Source) -> str:
        """A source as one line: document, heading, figure."""
        section = self.sections[source.section]
        return f"{self.documents[section.document].title}「{section.heading}」{source.figure}"


def is_open(window: Window | None, year: str) -> bool:
    """Whether a fiscal year lies in a window; an absent window or end is not limited."""
    if window is None:
        return True
    begun = window.first is None or year_number(window.first) <= year_number(year)
    return begun and (window.last is None or year_number(year) <= year_number(window.last))


def parameter_name(step: Step) -> str:
    """The name of a step's parameter: ``cap:personnel``, ``limit:persons``, ``rate``, ``head``."""
    return f"{step.step}:{step.id}" if isinstance(step, (Cap, Limit)) else step.step


def is_unknown(parameter: Parameter) -> bool:
    """Whether the parameter's own value is unknown."""
    match parameter:
        case Cap(amount=value) | Limit(persons=value) | Head(unit_amount=value) | Figure(value=value):
            return value == UNKNOWN
        case Rate(rate=value) | Requirement(at_least=value):
            return value == UNKNOWN
        case Cost(eligible=eligible):
            return eligible == UNKNOWN
        case _:
            return False
