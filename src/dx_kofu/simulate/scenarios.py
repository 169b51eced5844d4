"""Scenarios from the command line: every combination of the values that are swept, each with the values that are drawn.

``PATH=0.5..0.9/0.1`` sweeps from a value to another by steps, both ends counted (0.5 0.6 0.7 0.8 0.9); ``PATH=0.5,0.7`` lists values.
``PATH=uniform(a,b)`` and ``PATH=triangular(a,b,c)`` (least, likeliest, most) are drawn: yen and persons as whole numbers, a rate as a
decimal of :data:`DIGITS` digits after the point, or more where the bounds have more. All of it is arithmetic of whole numbers on 64
random bits of Python's generator, so that the same seed gives the same values everywhere; each parameter has a stream of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product
from math import isqrt, prod
from random import Random
from typing import Literal, NamedTuple

from dx_kofu.messages import Message
from dx_kofu.money import decimal_text
from dx_kofu.rules.load import RuleBook
from dx_kofu.simulate.parameters import Parameter, Value, parameter, value_of

MOST = 5_000
"""Scenarios of a run."""
DIGITS = 4
BITS = 64
SWEEP = re.compile(r"(?P<first>[^.,/]+(?:\.[^.,/]+)?)\.\.(?P<last>[^,/]+)/(?P<step>[^,/]+)")
NUMBER = re.compile(r"[0-9][0-9_]{0,18}(?:\.[0-9]{1,9})?")
DRAW = re.compile(r"(?P<law>uniform|triangular)\((?P<bounds>[^()]*)\)")
Law = Literal["uniform", "triangular"]


class Swept(NamedTuple):
    """A parameter and its values."""

    parameter: Parameter
    values: tuple[Value, ...]


class Drawn(NamedTuple):
    """A parameter whose values are drawn; bounds in whole numbers of ``10 ** -digits``."""

    parameter: Parameter
    law: Law
    bounds: tuple[int, ...]
    digits: int

    @property
    def said(self) -> str:
        """As it may be typed: ``uniform(0.5, 0.9)``, ``uniform(0, 3_000_000)``."""
        values = (value if isinstance(value := self.value(bound), str) else f"{value:_}" for bound in self.bounds)
        return f"{self.law}({', '.join(values)})"

    def value(self, number: int) -> Value:
        """A number as a rule file has it."""
        return decimal_text(Fraction(number, 10**self.digits)) if self.parameter.is_rate else number


class Drawing(NamedTuple):
    """How often and from which seed values are drawn."""

    drawn: tuple[Drawn, ...]
    draws: int
    seed: int


class Asked(NamedTuple):
    """What is simulated."""

    swept: tuple[Swept, ...]
    drawing: Drawing | None

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """Those that are swept, then those that are drawn."""
        drawn = self.drawing.drawn if self.drawing is not None else ()
        return (*(one.parameter for one in self.swept), *(one.parameter for one in drawn))

    def scenarios(self) -> list[tuple[Value, ...]]:
        """The values of each scenario, in the order of the parameters; the first parameter turns slowest."""
        draws = list(_draws(self.drawing)) if self.drawing is not None else [()]
        return [(*chosen, *drawn) for chosen in product(*(one.values for one in self.swept)) for drawn in draws]


def asked(book: RuleBook, sets: Sequence[str], draws: Sequence[str], count: int, seed: int) -> Asked | list[Message]:
    """What ``--set``, ``--draw``, ``--draws`` and ``--seed`` ask for, or everything that is wrong with them."""
    problems: list[Message] = []
    swept, drawn = list[Swept](), list[Drawn]()
    for text in sets:
        one = _swept(book, text)
        if isinstance(one, Message):
            problems.append(Message("simulate.problem", option="--set", text=text, message=one))
        else:
            swept.append(one)
    for text in draws:
        each = _drawn(book, text)
        if isinstance(each, Message):
            problems.append(Message("simulate.problem", option="--draw", text=text, message=each))
        else:
            drawn.append(each)
    problems += _twice([*(one.parameter for one in swept), *(one.parameter for one in drawn)])
    if not sets and not draws:
        problems.append(Message("simulate.nothing"))
    if draws and not 1 <= count <= MOST:
        problems.append(Message("simulate.draws", value=count, most=f"{MOST:,}"))
    total = prod(len(one.values) for one in swept) * (count if draws else 1)
    if total > MOST and not problems:
        problems.append(Message("simulate.many", count=f"{total:,}", most=f"{MOST:,}"))
    return problems or Asked(tuple(swept), Drawing(tuple(drawn), count, seed) if draws else None)


def _twice(found: Sequence[Parameter]) -> Iterator[Message]:
    """A figure that two paths name."""
    seen: dict[tuple[str, str, str], str] = {}
    for one in found:
        places = [(year, one.measure, one.step) for year in one.steps]
        before = next((seen[place] for place in places if place in seen), None)
        if before is not None:
            yield Message("simulate.twice", path=one.path, before=before)
        seen.update(dict.fromkeys(places, one.path))


def _swept(book: RuleBook, text: str) -> Swept | Message:
    path, equals, said = (part.strip() for part in text.partition("="))
    if not equals or not said:
        return Message("simulate.set")
    one = parameter(book, path)
    if isinstance(one, Message):
        return one
    sweep = SWEEP.fullmatch(said)
    if sweep is not None:
        return _range(one, *(part.strip() for part in sweep.groups()))
    if ".." in said:
        return Message("simulate.set")
    values = []
    for part in said.split(","):
        value = value_of(one, part.strip())
        if isinstance(value, Message):
            return Message("simulate.value", value=part.strip(), message=value)
        values.append(value)
    return Swept(one, tuple(dict.fromkeys(values)))


def _range(one: Parameter, first: str, last: str, step: str) -> Swept | Message:
    for end in (first, last):
        value = value_of(one, end)
        if isinstance(value, Message):
            return Message("simulate.value", value=end, message=value)
    low, high = _exact(first), _exact(last)
    by = _exact(step) if NUMBER.fullmatch(step) else Fraction(0)
    if by <= 0 or low > high or (not one.is_rate and by.denominator != 1):
        return Message("simulate.range")
    count = (high - low) // by + 1
    if count > MOST:
        return Message("simulate.many", count=f"{count:,}", most=f"{MOST:,}")
    found = [low + by * place for place in range(count)]
    return Swept(one, tuple(decimal_text(value) if one.is_rate else int(value) for value in found))


def _exact(text: str) -> Fraction:
    return Fraction(text.replace("_", ""))


def _drawn(book: RuleBook, text: str) -> Drawn | Message:
    path, _, said = (part.strip() for part in text.partition("="))
    match = DRAW.fullmatch(said)
    if match is None:
        return Message("simulate.draw")
    one = parameter(book, path)
    if isinstance(one, Message):
        return one
    law: Law = "uniform" if match["law"] == "uniform" else "triangular"
    parts = [part.strip() for part in match["bounds"].split(",")]
    for part in parts:
        value = value_of(one, part)
        if isinstance(value, Message):
            return Message("simulate.value", value=part, message=value)
    bounds = [_exact(part) for part in parts]
    if len(bounds) != (2 if law == "uniform" else 3) or bounds != sorted(bounds):
        return Message("simulate.bounds")
    digits = max(DIGITS, *(len(part.partition(".")[2]) for part in parts)) if one.is_rate else 0
    return Drawn(one, law, tuple(int(bound * 10**digits) for bound in bounds), digits)


def _draws(drawing: Drawing) -> Iterator[tuple[Value, ...]]:
    """Values of all parameters that are drawn, draw by draw."""
    streams = [Random(f"{drawing.seed} {one.parameter.path}") for one in drawing.drawn]
    for _ in range(drawing.draws):
        yield tuple(
            [
                one.value(_number(one, stream.getrandbits(BITS)))
                for one, stream in zip(drawing.drawn, streams, strict=True)
            ]
        )


def _number(one: Drawn, bits: int) -> int:
    """A whole number from random bits.

    Triangular by its inverse: with ``u`` in 0..1, low + sqrt(u (high - low) (mode - low)) up to the mode, from above beyond it.
    """
    low, high = one.bounds[0], one.bounds[-1]
    if one.law == "uniform":
        return low + (bits * (high - low + 1) >> BITS)
    mode, width = one.bounds[1], high - low
    if bits * width < (mode - low) << BITS:
        return low + isqrt(bits * width * (mode - low) >> BITS)
    return high - isqrt(((1 << BITS) - bits) * width * (high - mode) >> BITS)
