"""Reads a plan file: its shape (pydantic), what it means, and its rows by the reader of expenses tables.

In: the bytes of a TOML file and the rule book. Out: a :class:`~dx_kofu.plan.records.Plan`, or every problem at once as
:class:`~dx_kofu.rules.load.RuleFileError`, each with its key path, the value, what was expected and, where there is a likely
one, the fix. A measure, a category, a fact is judged by the same reader that reads a table of expenses, so that nothing passes
here that ``calc`` would refuse.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from difflib import get_close_matches
from hashlib import sha256
from itertools import count
from typing import Any, ClassVar, NamedTuple

from pydantic import TypeAdapter

from dx_kofu.messages import Message
from dx_kofu.plan.expand import APRIL, OWN, Expanded, expand, persons_of, table_of
from dx_kofu.plan.holes import INSTEAD, holes_of, mended, reaching
from dx_kofu.plan.records import BASE, SCHEMA, Entry, OneOff, Place, Plan, PlanFile, Role, Scenario, Variant, Years
from dx_kofu.read.cells import MOST, Bad, fold, parse_body_code, parse_share
from dx_kofu.read.expenses import Reading, read_expenses
from dx_kofu.read.frame import newest
from dx_kofu.read.guide import Guide
from dx_kofu.records import Diagnostic
from dx_kofu.rules.load import RuleBook, RuleFileError, parse_toml, problem_message
from dx_kofu.rules.partly import StandIns, partly
from dx_kofu.rules.records import STRICT
from dx_kofu.rules.validate import Problem
from dx_kofu.years import calendar_year, parse_year, year_number

MOST_YEARS = 30
MOST_HEADS = 100
CHANGES = ("drop", "facts", "name")
"""Keys of a change that do not simply stand in the place of the entry's own."""
KEYS = tuple(
    dict.fromkeys(
        [*(field.name for kind in (PlanFile, Years, Variant, Role, OneOff) for field in fields(kind)), "drop"]
    )
)


@dataclass(frozen=True, kw_only=True)
class Entries:
    """The roles and costs of a scenario, put together from the plan and a variant."""

    __pydantic_config__: ClassVar = STRICT
    roles: tuple[Role, ...]
    costs: tuple[OneOff, ...]


class Drafted(NamedTuple):
    """Entries of a scenario before they are looked at: tables of the file, and where each stands."""

    name: str | None
    roles: list[dict[str, Any]]
    costs: list[dict[str, Any]]
    places: tuple[Place, ...]


def read_plan(book: RuleBook, name: str, content: bytes) -> Plan:
    """The plan of a file's bytes."""
    whole = partly(TypeAdapter(PlanFile), parse_toml(name, content), KEYS, _stand_ins(book))
    file, problems = whole.record, whole.problems
    if file is None:
        _refuse(name, problems)
    holes = frozenset(problem.path for problem in problems)
    years, found = _years(file, book, holes)
    problems += found
    spelled = _with_named_facts(whole.data, Guide(book=book), problems)
    drafts = list(_drafts(file, whole.data, holes, problems))
    scenarios = [scenario for draft in drafts if (scenario := _scenario(draft, book, problems)) is not None]
    digest = sha256(content).hexdigest()
    plan = Plan(name, digest, file.title, file.body_code, file.hub_city, years, tuple(map(_named_years, scenarios)))
    for scenario, named in zip(scenarios, plan.scenarios, strict=True):
        problems += _judged(plan, scenario, named, book)
    below = tuple(f"{hole}." for hole in holes)
    told = [problem for problem in problems if not problem.path.startswith(below)]
    _refuse(name, [problem._replace(path=spelled.get(problem.path, problem.path)) for problem in told])
    return plan


def _judged(plan: Plan, scenario: Scenario, named: Scenario, book: RuleBook) -> list[Problem]:
    """What is wrong with a scenario's entries; a key that was found wrong does not keep the others from being read."""
    ruled = [year for year in plan.years if year in book]
    found, bad = _meaning(scenario, plan.years, _facts(book, ruled or book.years))
    years = plan.years if ruled else (newest(book),)
    sound = mended(named, bad, book[ruled[0] if ruled else years[0]].rules, None if ruled else years[0])
    expanded = expand(sound, years, book.years)
    reading = read_rows(plan, sound, expanded, book)
    return [*found, *_unreadable(sound, bad, expanded, reading)]


def read_rows(plan: Plan, scenario: Scenario, expanded: Expanded, book: RuleBook) -> Reading:
    """Every row that a scenario may need, as the reader of expenses tables reads it."""
    return read_expenses([table_of(plan, scenario, expanded.rows)], Guide(book=book))


def _stand_ins(book: RuleBook) -> StandIns:
    """What stands in a plan file where something that must be there is missing or wrong, so that the rest can be judged."""
    numbers = count()
    return {
        "schema": lambda: SCHEMA,
        "title": str,
        "body_code": str,
        "years": lambda: {"first": newest(book), "last": newest(book)},
        "first": str,
        "last": str,
        "name": lambda: f"\0{next(numbers)}",
        "category": str,
        "amount": lambda: MOST,
        **dict.fromkeys(("roles[]", "costs[]", "variants[]"), dict),
    }


def _refuse(name: str, problems: Iterable[Problem]) -> None:
    """Tells every problem, each once."""
    found = [problem_message(name, *problem) for problem in dict.fromkeys(problems)]
    if found:
        raise RuleFileError(found)


# ------------------------------------------------------------------------------------------------ years and scenarios


def _years(file: PlanFile, book: RuleBook, holes: frozenset[str]) -> tuple[tuple[str, ...], list[Problem]]:
    """The plan's years (none where they cannot be read), and what is wrong with its head beside the shape."""
    problems = []
    if not file.roles and not file.costs and not holes & {"roles", "costs"}:
        problems.append(Problem("roles", Message("plan.empty")))
    if "body_code" not in holes and isinstance(bad := parse_body_code(file.body_code), Bad):
        problems.append(Problem("body_code", _told(bad.message, bad.fix), _quoted(file.body_code)))
    ends = []
    for key in ("first", "last"):
        text = getattr(file.years, key)
        ends.append(None if "years" in holes else _year(text))
        if ends[-1] is None and not holes & {"years", f"years.{key}"}:
            problems.append(Problem(f"years.{key}", Message("cell.year"), _quoted(text)))
    if ends[0] is None or ends[1] is None:
        return (), problems
    first, last = map(year_number, filter(None, ends))
    years = tuple(f"R{number}" for number in range(first, last + 1))[: MOST_YEARS + 1]
    if not 0 < len(years) <= MOST_YEARS:
        problems.append(Problem("years.last", Message("plan.years", most=MOST_YEARS), _quoted(file.years.last)))
        return (), problems
    if not set(years) & set(book.years):
        rules = Message("cell.year-rules", years=", ".join(book.years))
        problems.append(Problem("years", rules, f"{years[0]}-{years[-1]}"))
    return years, problems


def _year(text: str) -> str | None:
    return parse_year(fold(text))


def _named_years(scenario: Scenario) -> Scenario:
    """The scenario with every fiscal year by its name, however it is written (令和9年度 is ``R9``)."""
    return scenario._replace(costs=tuple(map(_with_named_years, scenario.costs)))


def _with_named_years(cost: OneOff) -> OneOff:
    year = None if cost.year is None else _year(cost.year) or cost.year
    years = None if cost.years is None else tuple(_year(text) or text for text in cost.years)
    return replace(cost, year=year, years=years)


def _with_named_facts(data: Mapping[str, Any], guide: Guide, problems: list[Problem]) -> dict[str, str]:
    """Gives every fact the name of its column, however the plan spells it; returns the paths in the plan's own spelling."""
    facts, spelled = guide.facts_of(guide.book.years), {}
    for path, entry in _tables(data):
        named: dict[str, Any] = {}
        for text, value in _facts_in(entry).items():
            label = None if text in facts else guide.names.find(text)
            name = label.column if label is not None and label.column in facts else text
            if name in named:
                problems.append(Problem(f"{path}.facts.{text}", Message("plan.twice"), name))
            named[name] = value
            spelled[f"{path}.facts.{name}"] = f"{path}.facts.{text}"
        if named:
            entry["facts"] = named
    return spelled


def _tables(data: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every role, cost and change of a variant, with its path."""
    parts = [("", data), *((f"variants[{at}].", one) for at, one in enumerate(data.get("variants", ())))]
    for path, part in parts:
        for kind in ("roles", "costs"):
            for at, entry in enumerate(part.get(kind, ())):
                yield f"{path}{kind}[{at}]", entry


def _facts_in(entry: Mapping[str, Any]) -> dict[str, Any]:
    facts = entry.get("facts")
    return facts if isinstance(facts, dict) else {}


def _drafts(
    file: PlanFile, data: Mapping[str, Any], holes: frozenset[str], problems: list[Problem]
) -> Iterator[Drafted]:
    """The plan itself, then every variant with its changes put in."""
    tables = {kind: list(data.get(kind, ())) for kind in ("roles", "costs")}
    paths = [f"{kind}[{place}]" for kind, entries in tables.items() for place in range(len(entries))]
    own = tuple(Place(path, holes=holes_of(path, holes)) for path in paths)
    yield Drafted(None, tables["roles"], tables["costs"], own)
    seen: set[str] = set()
    for number, variant in enumerate(file.variants):
        at = f"variants[{number}]"
        if variant.name in seen or variant.name == BASE or not variant.name.strip():  # one that stands in is neither
            problems.append(Problem(f"{at}.name", Message("plan.name-twice"), _quoted(variant.name)))
        seen.add(variant.name)
        changed: dict[str, list[dict[str, Any]]] = {}
        places: list[Place] = []
        for kind, entries in tables.items():
            changes = list(data["variants"][number].get(kind, ()))
            first = 0 if kind == "roles" else len(tables["roles"])
            changed[kind], found = _changed(entries, own[first:], changes, f"{at}.{kind}", problems)
            places += found
        yield Drafted(variant.name, changed["roles"], changed["costs"], tuple(places))


def _changed(
    entries: Sequence[dict[str, Any]],
    own: Sequence[Place],
    changes: Sequence[dict[str, Any]],
    at: str,
    problems: list[Problem],
) -> tuple[list[dict[str, Any]], list[Place]]:
    """Entries with a variant's changes, and where each stands in the file."""
    names = [entry["name"] for entry in entries]
    unnamed = any(one.holes & {"", "name"} for one in own[: len(entries)])
    by_name: dict[str, tuple[str, dict[str, Any]]] = {}
    for place, change in enumerate(changes):
        name, path = str(change.get("name", "")), f"{at}[{place}]"
        if (name not in names and not unnamed) or name in by_name:
            guess = get_close_matches(name, names, n=1, cutoff=0.6)
            fix = Message("fix.guess", guess=guess[0]) if guess and name not in by_name else None
            expected = Message("plan.no-entry", names=", ".join(names))
            problems.append(Problem(f"{path}.name", _told(expected, fix), _quoted(name)))
        if "drop" in change and not isinstance(change["drop"], bool):
            problems.append(Problem(f"{path}.drop", Message("rules.bool"), repr(change["drop"])))
        by_name[name] = (path, change)
    kept, places = [], []
    for entry, stands in zip(entries, own, strict=False):
        path, change = by_name.get(entry["name"], ("", {}))
        if change.get("drop") is not True:
            keys = {*change, *(f"facts.{fact}" for fact in _facts_in(change))}
            kept.append(_merged(entry, change))
            holes = frozenset(key for key in stands.holes if not reaching([key]) & keys)
            places.append(Place(stands.own, path, frozenset(keys), holes))
    return kept, places


def _merged(entry: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    gone = {key for group in INSTEAD if change.keys() & set(group) for key in group}
    own = {key: value for key, value in entry.items() if key not in gone}
    given = {key: value for key, value in change.items() if key not in CHANGES}
    facts = change.get("facts", {})
    merged = own.get("facts", {}) | facts if isinstance(facts, dict) else facts
    return own | given | ({"facts": merged} if merged else {})


def _scenario(draft: Drafted, book: RuleBook, problems: list[Problem]) -> Scenario | None:
    tables = {"roles": draft.roles, "costs": draft.costs}
    entries, _, found = partly(TypeAdapter(Entries), tables, KEYS, _stand_ins(book))
    holes: list[str] = []
    for problem in found:
        kind, _, rest = problem.path.partition("[")
        number, _, key = rest.partition("]")
        place = int(number) + (len(draft.roles) if kind == "costs" else 0)
        problems.append(problem._replace(path=draft.places[place].path(key.removeprefix("."))))
        holes.append(f"[{place}]{key}")
    if entries is None:
        return None
    places = (at._replace(holes=at.holes | holes_of(f"[{place}]", holes)) for place, at in enumerate(draft.places))
    return Scenario(draft.name, entries.roles, entries.costs, tuple(places))


# ------------------------------------------------------------------------------------------------ meaning


def _facts(book: RuleBook, years: Sequence[str]) -> frozenset[str]:
    return frozenset(fact for year in years if year in book for fact in book[year].rules.facts)


def _meaning(
    scenario: Scenario, years: Sequence[str], facts: frozenset[str]
) -> tuple[list[Problem], tuple[frozenset[str], ...]]:
    """What is wrong with the entries of a scenario beside their shape, and each entry's keys that are not to be read on."""
    problems, bad = [], []
    seen: set[str] = set()
    for entry, at in zip(scenario.entries, scenario.places, strict=True):
        closed = reaching(at.holes)
        found = [problem for problem in _of_entry(entry, seen, years, facts) if not {problem.path, ""} & closed]
        problems += [problem._replace(path=at.path(problem.path)) for problem in found]
        bad.append(closed | reaching(holes_of("", [f".{problem.path}" for problem in found])))
        seen.add(entry.name)
    return [*problems, *_taken_persons(scenario)], tuple(bad)


def _of_entry(entry: Entry, seen: set[str], years: Sequence[str], facts: frozenset[str]) -> Iterator[Problem]:
    """What is wrong with an entry, by its own keys."""
    if entry.name in seen or not entry.name.strip():
        yield Problem("name", Message("plan.name-twice"), _quoted(entry.name))
    yield from _claimed(entry)
    for fact in entry.facts:
        if fact not in facts:
            guess = get_close_matches(fact, sorted(facts), n=1, cutoff=0.6)
            fix = Message("fix.guess", guess=guess[0]) if guess else None
            yield Problem(f"facts.{fact}", _told(Message("plan.fact", names=", ".join(sorted(facts))), fix))
    if entry.other_funding is not None and entry.other_funding < 0:
        yield Problem("other_funding", Message("cell.yen"), str(entry.other_funding))
    yield from _role(entry, years) if isinstance(entry, Role) else ()
    yield from _cost(entry, years) if isinstance(entry, OneOff) else ()


def _taken_persons(scenario: Scenario) -> Iterator[Problem]:
    """Roles whose persons are numbered, where another role has such a person: two persons would count as one."""
    holders: dict[str, set[int]] = {}
    for number, role in enumerate(scenario.roles):
        for person in persons_of(role):
            holders.setdefault(fold(person), set()).add(number)
    for number, role in enumerate(scenario.roles):
        for person in () if role.names else persons_of(role):
            others = holders[fold(person)] - {number}
            if others:
                names = ", ".join(scenario.roles[other].name for other in sorted(others))
                expected = _told(Message("plan.person-taken", roles=names), Message("plan.give-names"))
                yield Problem(scenario.places[number].path("names"), expected, _quoted(person))
                break


def _claimed(entry: Entry) -> Iterator[Problem]:
    """Measures and splits."""
    if (entry.measure is None) == (entry.measures is None):
        yield Problem("measure", Message("plan.one-of-two", first="measure", second="measures"))
    named = entry.measures or ()
    if len(set(named)) < len(named):
        yield Problem("measures", Message("plan.twice"), ", ".join(named))
    for place, way in enumerate(entry.splits):
        shares = [parse_share(text) for text in way.values()]
        for (measure, text), share in zip(way.items(), shares, strict=True):
            if isinstance(share, Bad):
                yield Problem(f"splits[{place}].{measure}", _told(share.message, share.fix), _quoted(text))
        if not way or sum(share for share in shares if not isinstance(share, Bad)) > 1:
            yield Problem(f"splits[{place}]", Message("plan.split"))


def _role(role: Role, years: Sequence[str]) -> Iterator[Problem]:
    if (role.pay_year is None) == (role.pay_month is None):
        yield Problem("pay_year", Message("plan.one-of-two", first="pay_year", second="pay_month"))
    for key in ("pay_year", "pay_month"):
        pay = getattr(role, key)
        if pay is not None and not 0 <= pay <= MOST:
            yield Problem(key, Message("cell.yen"), str(pay))
    if role.heads is not None and not 1 <= role.heads <= MOST_HEADS:
        yield Problem("heads", Message("plan.heads", most=MOST_HEADS), str(role.heads))
    elif role.names and role.heads not in (None, len(role.names)):
        yield Problem("names", Message("plan.names", heads=role.heads), ", ".join(role.names))
    if len({fold(name) for name in role.names if name.strip()}) < len(role.names):
        yield Problem("names", Message("plan.twice"), ", ".join(role.names))
    if role.start is not None and role.start.day != 1:
        first = role.start.replace(day=1)
        yield Problem("start", Message("plan.start", first=first), str(role.start))
    if role.end is not None and role.end.day != _last_of(role.end).day:
        yield Problem("end", Message("plan.end", last=_last_of(role.end)), str(role.end))
    if role.start is not None and role.end is not None and role.end < role.start:
        yield Problem("end", Message("plan.before-start", start=role.start), str(role.end))
    if not years:
        return
    first, last = date(calendar_year(years[0]), APRIL, 1), date(calendar_year(years[-1]) + 1, APRIL - 1, 31)
    if role.start is not None and role.start > last:
        yield Problem("start", Message("plan.outside", first=first, last=last), str(role.start))
    if role.end is not None and role.end < first:
        yield Problem("end", Message("plan.outside", first=first, last=last), str(role.end))


def _last_of(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _cost(cost: OneOff, years: Sequence[str]) -> Iterator[Problem]:
    if (cost.year is None) == (not cost.years):
        yield Problem("year", Message("plan.one-of-two", first="year", second="years"))
    named = cost.years or ((cost.year,) if cost.year is not None else ())
    read = [_year(text) for text in named]
    for place, (text, year) in enumerate(zip(named, read, strict=True)):
        if year not in years if years else year is None:
            key = "year" if cost.years is None else f"years[{place}]"
            yield Problem(key, _year_of_plan(years), _quoted(text))
    if len(set(read)) < len(read):
        yield Problem("years", Message("plan.twice"), ", ".join(named))
    if not 0 <= cost.amount <= MOST:
        yield Problem("amount", Message("cell.yen"), str(cost.amount))


def _year_of_plan(years: Sequence[str]) -> Message:
    return Message("plan.year", first=years[0], last=years[-1]) if years else Message("cell.year")


# ------------------------------------------------------------------------------------------------ rows


def _unreadable(
    scenario: Scenario, bad: Sequence[frozenset[str]], expanded: Expanded, reading: Reading
) -> Iterator[Problem]:
    """What the reader of expenses tables says of the rows, told by the keys of the plan; of the ``bad`` ones nothing more."""
    for found in (*reading.diagnostics, *reading.left_out):
        if found.code == "header-only" or found.column in ("body_code", "hub_city", "fiscal_year"):
            continue  # the head of the plan was judged
        if found.row is None or found.row < 2 or found.row - 2 >= len(expanded.rows):
            yield Problem(found.column or "roles", _told(found.message, found.fix), found.value)
            continue
        place = expanded.rows[found.row - 2].entry
        key = _key(scenario.entries[place], found)
        if not {key, ""} & bad[place]:
            value = None if not found.value else _quoted(found.value)
            yield Problem(scenario.places[place].path(key), _told(found.message, found.fix), value)


def _key(entry: Entry, found: Diagnostic) -> str:
    """The key of an entry that a column of the table was made of."""
    match found.column:
        case None:
            return ""
        case "amount" if isinstance(entry, Role):
            return "pay_month" if entry.pay_year is None else "pay_year"
        case "person" if isinstance(entry, Role):
            return "names"
        case "measure" if entry.measures is not None:
            return "measures"
        case column if column in OWN:
            return column
        case column:
            return f"facts.{column}"


def _told(message: Message, fix: Message | None) -> Message:
    return message if fix is None else Message("plan.fix", message=message, fix=fix)


def _quoted(text: str) -> str:
    return f'"{text}"'
