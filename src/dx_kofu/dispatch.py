"""Dispatches of DX advisers (派遣) against the limits of the rule files: how many were made, what is left, what goes beyond.

In: dispatches, the rule set of each of their years. Out: an :class:`Outcome`. The limits are the figures with ``counts`` of the
year's rule file. Worked example (R8: in principle 10 dispatches per application and year, in principle one adviser each, 2 to 7
hours a day): three dispatches of one application, of 3 hours with one adviser, of 1.5 hours, and of 4 hours on the day of another
one of 4 hours. Four are made and six left; 1.5 hours are under the least, and 4 + 4 on one day above the most.

What is blank is not known: it is asked, and breaks a limit only where what is known does so alone. A day outside the year that its
row declares is counted in that year, and is a finding: which of the two holds decides whose limit it uses up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Literal, NamedTuple

from dx_kofu.messages import Message
from dx_kofu.read.dispatches import Dispatch
from dx_kofu.records import Diagnostic
from dx_kofu.rules.load import Loaded
from dx_kofu.rules.records import UNKNOWN, Counted, Figure, RuleSet, Unknown
from dx_kofu.years import year_number, year_of

Severity = Literal["error", "warning"]


class Limit(NamedTuple):
    """The number of dispatches allowed, and the figure that says so."""

    figure: Figure
    value: int | Unknown


class Breach(NamedTuple):
    """Dispatches of an application that go beyond a figure: 11 of 10, 1.5 hours of at least 2."""

    figure: Figure
    found: Fraction
    dispatches: tuple[Dispatch, ...]
    """Those that show it: the ones beyond the limit, or those of the day."""

    @property
    def severity(self) -> Severity:
        """What the source only says "in principle" (原則) is a warning."""
        return "warning" if self.figure.in_principle else "error"


class Question(NamedTuple):
    """A blank that a limit hangs on."""

    dispatch: Dispatch
    column: Counted
    figure: Figure


class Misdated(NamedTuple):
    """A dispatch whose day lies outside the fiscal year that its row declares."""

    dispatch: Dispatch
    by_date: str
    """The fiscal year of its day: ``R7``."""


class Application(NamedTuple):
    """An application (申請) of a body in a fiscal year."""

    body_code: str
    body_name: str
    fiscal_year: str
    name: str
    dispatches: tuple[Dispatch, ...]
    limit: Limit | None
    """``None`` where the rule file has no limit."""
    breaches: tuple[Breach, ...]
    questions: tuple[Question, ...]
    misdated: tuple[Misdated, ...]

    @property
    def made(self) -> int:
        """Dispatches made."""
        return len(self.dispatches)

    @property
    def left(self) -> int | None:
        """Dispatches left; ``None`` where there is no limit or it is not known."""
        return None if self.limit is None or self.limit.value == UNKNOWN else max(0, self.limit.value - self.made)

    @property
    def over(self) -> int:
        """Dispatches beyond the limit."""
        return 0 if self.limit is None or self.limit.value == UNKNOWN else max(0, self.made - self.limit.value)


class Outcome(NamedTuple):
    """What all dispatches of a run come to."""

    applications: tuple[Application, ...]
    warnings: tuple[Diagnostic, ...]
    """What is merely odd: two rows of one day, an association, which is no body that advisers are sent to."""

    @property
    def breaches(self) -> tuple[Breach, ...]:
        """Every breach, by application."""
        return tuple(breach for application in self.applications for breach in application.breaches)

    @property
    def misdated(self) -> tuple[Misdated, ...]:
        """Every dispatch of another year than declared, by application."""
        return tuple(one for application in self.applications for one in application.misdated)


def count(dispatches: Sequence[Dispatch], rules: Mapping[str, Loaded]) -> Outcome:
    """The applications of some dispatches, sorted by body, year and name."""
    groups: dict[tuple[str, str, str], list[Dispatch]] = {}
    for dispatch in dispatches:
        key = dispatch.row.body_code, dispatch.row.fiscal_year, dispatch.application
        groups.setdefault(key, []).append(dispatch)
    keys = sorted(groups, key=lambda key: (key[0], year_number(key[1]), key[2]))
    applications = [_application(key, groups[key], rules[key[1]].rules) for key in keys]
    odd = [warning for key in keys for warning in _odd(groups[key])]
    return Outcome(tuple(applications), tuple(odd))


def limits(rules: RuleSet) -> tuple[Figure, ...]:
    """The figures of a rule file that limit dispatches."""
    return tuple(figure for measure in rules.measures for figure in measure.figures if figure.counts is not None)


def _application(key: tuple[str, str, str], dispatches: Sequence[Dispatch], rules: RuleSet) -> Application:
    in_order = tuple(sorted(dispatches, key=lambda one: (one.date is None, one.date or date.min)))
    limit: Limit | None = None
    breaches: list[Breach] = []
    questions: list[Question] = []
    for figure in limits(rules):
        if figure.counts == "dispatches" and figure.bound == "at-most" and limit is None:
            limit = Limit(figure, figure.value)
        if figure.value != UNKNOWN:
            breaches += _breaches(figure, figure.value, in_order)
            questions += _questions(figure, in_order)
    name = next((one.row.body_name for one in in_order if one.row.body_name), "")
    asked = {(id(question.dispatch), question.column): question for question in reversed(questions)}
    questions = [*reversed(asked.values())]
    misdated = tuple(_misdated(in_order, rules))
    return Application(key[0], name, key[1], key[2], in_order, limit, tuple(breaches), tuple(questions), misdated)


def _breaches(figure: Figure, value: int, dispatches: Sequence[Dispatch]) -> Iterator[Breach]:
    for known, whole, group in _counted(figure, dispatches):
        beyond = known > value if figure.bound == "at-most" else whole and known < value
        if beyond:
            shown = group[value:] if figure.counts == "dispatches" and figure.bound == "at-most" else group
            yield Breach(figure, known, tuple(shown))


def _counted(figure: Figure, dispatches: Sequence[Dispatch]) -> Iterator[tuple[Fraction, bool, Sequence[Dispatch]]]:
    """What a figure counts: how much is known, whether that is all, and in which dispatches."""
    match figure.counts:
        case "advisers":
            for one in dispatches:
                yield Fraction(one.advisers or 0), one.advisers is not None, (one,)
        case "hours":
            for day in _days(dispatches):
                known = [one.hours for one in day if one.hours is not None]
                yield sum(known, Fraction(0)), len(known) == len(day), day
        case _:
            yield Fraction(len(dispatches)), True, dispatches


def _days(dispatches: Iterable[Dispatch]) -> Iterator[Sequence[Dispatch]]:
    """The dispatches of each day; one without a date stands for itself."""
    days: dict[object, list[Dispatch]] = {}
    for one in dispatches:
        days.setdefault(one.date or id(one), []).append(one)
    yield from days.values()


def _questions(figure: Figure, dispatches: Sequence[Dispatch]) -> Iterator[Question]:
    if figure.counts is None or figure.counts == "dispatches":
        return
    for one in dispatches:
        if (one.hours if figure.counts == "hours" else one.advisers) is None:
            yield Question(one, figure.counts, figure)


def _misdated(dispatches: Sequence[Dispatch], rules: RuleSet) -> Iterator[Misdated]:
    for one in dispatches:
        if one.date is not None and not rules.first_day <= one.date <= rules.last_day:
            yield Misdated(one, year_of(one.date))


def _odd(dispatches: Sequence[Dispatch]) -> Iterator[Diagnostic]:
    """Oddities of an application: of its body once, at its first row."""
    if dispatches[0].row.kind == "association":
        first = dispatches[0]
        yield _warning(first, "dispatch-association", "body_code", first.row.body_code, Message("odd.dispatch-body"))
    for day in _days(dispatches):
        for one in day[1:]:
            message = Message("odd.dispatch-day", row=day[0].row.line)
            yield _warning(one, "dispatch-same-day", "date", str(one.date), message)


def _warning(one: Dispatch, code: str, column: str, value: str, message: Message) -> Diagnostic:
    row = one.row
    return Diagnostic(code, row.input.name, row.line, column, value, message, cell=row.cell(column))
