"""Who receives a contribution (負担金の相手方): read off what is written beside the row that pays it.

``県への負担金`` names the prefecture, ``備後圏域`` its hub city; a city, an association or a centre that has no rows in the run
leaves the row out: nobody's deduction can be compared with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from dx_kofu.check.texts import folded
from dx_kofu.check.words import any_of, named, word_table
from dx_kofu.records import Place
from dx_kofu.result import Item


class Named(NamedTuple):
    """The bodies that may have received a contribution."""

    bodies: tuple[str, ...]
    certain: bool
    """Whether the row says so: there is but one, and it is named."""


class Receivers:
    """The bodies of a run that receive contributions, by year, with their names."""

    def __init__(self, places: Iterable[Place], names: Iterable[tuple[str, str]]) -> None:
        self._places = {(place.fiscal_year, place.body_code): place for place in places}
        self._names = {folded(name): code for code, name in names if name}
        self._pattern = any_of(self._names)

    def of(self, item: Item, text: str) -> Named:
        """Who received what a row contributed, by the text beside it."""
        place, plain = item.expense.place, folded(text)
        found = self._pattern.search(named("no_receiver").sub("", plain).replace(folded(place.name) or "\0", ""))
        if found is not None:
            return self._sure(place, self._names[found[0]])
        if named("other_body").search(plain):
            return Named((), True)
        number = _prefecture(plain)
        if number is not None:
            return self._sure(place, *self._of_kind(place, "prefecture", number))
        plain = named("no_receiver").sub("", plain)
        if named("prefecture").search(plain):
            return self._sure(place, *self._of_kind(place, "prefecture", place.body_code[:2]))
        if named("hub_area").search(plain):
            hubs = self._of_kind(place, "hub-city", place.body_code[:2])
            return Named(hubs, len(hubs) == 1)
        if named("municipality").search(plain):
            known = set(self._names.values())
            return Named(tuple(code for code in self._of_kind(place, "hub-city", "") if code not in known), False)
        return Named(self._of_kind(place, "", place.body_code[:2]), False)

    def _sure(self, payer: Place, *bodies: str) -> Named:
        return Named(tuple(code for code in bodies if (payer.fiscal_year, code) in self._places), True)

    def _of_kind(self, payer: Place, kind: str, number: str) -> tuple[str, ...]:
        """Receivers of the payer's year, of a kind and a prefecture; blank: of any."""
        return tuple(
            code
            for (year, code), place in sorted(self._places.items())
            if year == payer.fiscal_year
            and place.kind == (kind or place.kind)
            and code.startswith(number)
            and code != payer.body_code
        )


def _prefecture(text: str) -> str | None:
    """The number of the prefecture that a text names."""
    names = _prefectures()
    found = re.search("|".join(names), text)
    return None if found is None else names[found[0]]


@cache
def _prefectures() -> dict[str, str]:
    return {name: f"{number:02}" for number, name in enumerate(word_table()["prefectures"]["names"], 1)}
