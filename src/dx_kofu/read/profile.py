"""A profile of a body (``dx-kofu readiness``): what it has set up, as a small TOML file.

::

    schema = "dx-kofu/profile/1"
    body_code = "200000"
    fiscal_year = "R8"

    [facts]                        # of the rule file's checklists; what is left out or "unknown" is not known
    meeting_body = "yes"
    target_leaders = 120           # "none": there is no target

    [current]                      # how many there are now, where a fact is a number
    target_leaders = 35

A fact may bear its Japanese name. Every value is checked when the file is read; every problem is told at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from fractions import Fraction
from hashlib import sha256
from typing import ClassVar, Literal, NamedTuple

from pydantic import TypeAdapter

from dx_kofu.bodies import KINDS, Kind, kind_of
from dx_kofu.messages import Message
from dx_kofu.read.cells import NO_NUMBER, Bad, parse_body_code, parse_year
from dx_kofu.read.frame import fact_parser, newest
from dx_kofu.read.names import Names, squeezed
from dx_kofu.read.rows import NOT_KNOWN
from dx_kofu.rules.load import Loaded, RuleBook, RuleFileError, parse_toml, problem_message
from dx_kofu.rules.partly import StandIns, partly
from dx_kofu.rules.records import STRICT, Checklist, ChecklistFact, Fact, RuleSet, is_open
from dx_kofu.rules.validate import Problem, known_name

SCHEMA = "dx-kofu/profile/1"


@dataclass(frozen=True, kw_only=True, eq=False)
class _File:
    __pydantic_config__: ClassVar = STRICT
    schema: Literal["dx-kofu/profile/1"]
    body_code: str
    fiscal_year: str
    body_name: str = ""
    facts: dict[str, bool | int | str] = field(default_factory=dict)
    current: dict[str, int] = field(default_factory=dict)


KEYS = tuple(one.name for one in fields(_File))
STAND_INS: StandIns = {"schema": lambda: SCHEMA, "body_code": str, "fiscal_year": str}
"""What stands where a key that must be there is missing or wrong, so that the rest can be judged."""


class Profile(NamedTuple):
    """A profile as read."""

    name: str
    sha256: str
    body_code: str
    body_name: str
    kind: Kind
    loaded: Loaded
    """The rule set of its fiscal year."""
    values: dict[str, Fraction | str | None]
    """What is known of each fact that is asked of the body."""
    current: dict[str, int]


def checklists(rules: RuleSet, kind: Kind) -> tuple[Checklist, ...]:
    """The checklists that are asked of a kind of body in a fiscal year."""
    return tuple(
        one
        for one in rules.checklists
        if one.subject == "body" and kind in one.bodies and is_open(one.window, rules.fiscal_year)
    )


def facts_asked(rules: RuleSet, kind: Kind) -> dict[str, Fact]:
    """The facts that those checklists ask, in the order of the requirements."""
    return {
        requirement.fact: rules.fact_of(checklist, requirement.fact)
        for checklist in checklists(rules, kind)
        for requirement in checklist.asked_of(kind)
    }


def is_number(fact: Fact) -> bool:
    """Whether a fact is a number."""
    return isinstance(fact, ChecklistFact) and fact.kind == "number"


def read_profile(book: RuleBook, name: str, content: bytes) -> Profile:
    """The profile in a file's bytes; every problem at once as :class:`~dx_kofu.rules.load.RuleFileError`."""
    file, _, problems = partly(TypeAdapter(_File), parse_toml(name, content), KEYS, STAND_INS)
    if file is None:
        raise RuleFileError([problem_message(name, *problem) for problem in problems])
    holes = {problem.path for problem in problems}
    code, year = parse_body_code(file.body_code), parse_year(file.fiscal_year, book.years)
    for key, text, value in (("body_code", file.body_code, code), ("fiscal_year", file.fiscal_year, year)):
        if isinstance(value, Bad) and key not in holes:
            problems.append(Problem(key, value.message, text))
    rules = book[year if isinstance(year, str) else newest(book)].rules
    kinds = KINDS if isinstance(code, Bad) else (kind_of(code, hub_city=False),)
    asked = {fact: told for kind in kinds for fact, told in facts_asked(rules, kind).items()}
    values: dict[str, Fraction | str | None] = {}
    current: dict[str, int] = {}
    problems += _problems(file, asked, rules, values, current)
    if problems:
        raise RuleFileError([problem_message(name, *problem) for problem in problems])
    digest = sha256(content).hexdigest()
    return Profile(name, digest, str(code), file.body_name, kinds[0], book[str(year)], values, current)


def _problems(
    file: _File,
    asked: dict[str, Fact],
    rules: RuleSet,
    values: dict[str, Fraction | str | None],
    current: dict[str, int],
) -> Iterator[Problem]:
    """What does not fit; ``values`` and ``current`` receive what does."""
    if not asked:
        yield Problem("body_code", Message("p.no-checklist"), file.body_code)
        return
    others = {name: fact for one in rules.checklists if one.subject == "body" for name, fact in one.facts.items()}
    names = Names({name: fact.title.ja for name, fact in (others | asked).items()})
    given: set[str] = set()
    for text, said in file.facts.items():
        name, at = names.exact(text) or text, f"facts.{text}"
        if name in given:
            yield Problem(at, Message("plan.twice"), name)
        elif name not in asked and name in others:
            yield Problem(at, Message("p.not-asked"))
        elif name not in asked:
            yield from known_name(name, asked, at)
        else:
            value = _value(name, asked[name], said)
            if isinstance(value, Message):
                yield Problem(at, value, str(said).lower() if isinstance(said, bool) else str(said))
            else:
                values[name] = value
        given.add(name)
    numbers = [name for name, fact in asked.items() if is_number(fact)]
    for text, count in file.current.items():
        name, at = names.exact(text) or text, f"current.{text}"
        yield from [Problem(at, Message("plan.twice"), name)] if name in current else known_name(name, numbers, at)
        if count < 0:
            yield Problem(at, Message("rules.not-negative"), str(count))
        current[name] = count


def _value(name: str, fact: Fact, given: bool | int | str) -> Fraction | str | Message | None:
    """What a profile's value says, or what was expected."""
    if isinstance(given, str) and squeezed(given) in NOT_KNOWN:
        return None
    if is_number(fact):
        if given == NO_NUMBER:
            return NO_NUMBER
        whole = isinstance(given, int) and not isinstance(given, bool) and given >= 0
        return Fraction(given) if whole else Message("p.number")
    if isinstance(given, bool):
        given = "yes" if given else "no"
    value = fact_parser(name, fact)(str(given)) if isinstance(given, str) else Bad("", Message("cell.yes-no"))
    return value.message if isinstance(value, Bad) else str(value)
