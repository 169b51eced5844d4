"""Other funding (特定財源): what municipalities contribute and nobody deducts, and what is deducted and looks wrong.

Municipalities pay contributions, a prefecture or hub city deducts them; only where both sides stand in a run can they be
compared, for each receiver, year and measure. Worked example: contributions of 3,200,000 and 1,600,000 yen to a prefecture that
deducts 3,200,000: 1,600,000 x 0.7 = 1,120,000 are paid twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from dx_kofu.check.budget import Budget, finding
from dx_kofu.check.receivers import Named, Receivers
from dx_kofu.check.records import Finding
from dx_kofu.check.texts import folded
from dx_kofu.check.words import bounds, named
from dx_kofu.money import share_of
from dx_kofu.result import Item


def funding(budget: Budget) -> Iterator[Finding]:
    """Every doubt about other funding that figures, not words, raise."""
    told = bounds()["contributions"]
    for entry in told["measures"]:
        paid, received = _sides(budget, entry)
        if paid and received:
            yield from _compared(budget, paid, received)
    yield from _whole(budget)


# ------------------------------------------------------------------------------------------------ contributions


class Share(NamedTuple):
    """What some municipalities contributed to one of some receivers in a year."""

    year: str
    receivers: Named
    rows: list[Item]

    def claimed(self) -> int:
        """What they claim of it: a contribution of 2,000,000 with share 0.75 claims 1,500,000."""
        return sum(map(claim, self.rows))

    def gross(self) -> int:
        """What they paid."""
        return sum(item.expense.amount for item in self.rows)


Received = dict[tuple[str, str], list[Item]]
"""The rows that contributions pay for, by year and body."""


def claim(item: Item) -> int:
    """The part of a contribution that is claimed."""
    share = item.expense.share
    return item.expense.amount if share is None else share_of(item.expense.amount, share)


def _sides(budget: Budget, entry: Mapping[str, str]) -> tuple[list[Item], Received]:
    """Of a measure the rows that contribute, and by receiver those that contributions pay for."""
    told = bounds()["contributions"]
    paid: list[Item] = []
    received: Received = {}
    for item in budget.items:
        expense = item.expense
        if expense.case.measure != entry["measure"] or not expense.amount:
            continue
        left = item.eligible or item.potential
        if expense.case.category == told["category"]:
            paid += [item] if left else []
        elif (left or expense.other_funding) and _receives(budget, item, entry):
            received.setdefault((expense.place.fiscal_year, expense.place.body_code), []).append(item)
    return paid, received


def _receives(budget: Budget, item: Item, entry: Mapping[str, str]) -> bool:
    """Whether a row's body is one that municipalities contribute to, and the row what they contribute to."""
    if item.expense.place.kind not in bounds()["contributions"]["receivers"]:
        return False
    if "fact" not in entry:
        return True
    names = list(budget.rules[item.expense.place.fiscal_year].rules.facts)
    return entry["fact"] in names and item.expense.case.facts[names.index(entry["fact"])] == entry["value"]


def _compared(budget: Budget, paid: Sequence[Item], received: Received) -> Iterator[Finding]:
    shares = _shares(budget, paid, received)
    left = {key: deducted(budget, rows) for key, rows in received.items()}
    for share in sorted(
        shares, key=lambda one: (not one.receivers.certain, len(one.receivers.bodies), one.receivers.bodies)
    ):
        rows = [item for body in share.receivers.bodies for item in received[share.year, body]]
        missing = _settled(share, left)
        if missing:
            yield _missing(budget, share, rows, missing)
    yield from _above(budget, shares, received)


def _shares(budget: Budget, paid: Sequence[Item], received: Received) -> list[Share]:
    """Contributions by who may have received them; without those that went to a body that is not in the run."""
    places = {key: rows[0].expense.place for key, rows in received.items()}
    names = {(item.expense.place.body_code, item.expense.place.name) for item in budget.items}
    receivers = Receivers(places.values(), sorted(names))
    found: dict[tuple[str, Named], Share] = {}
    for item in paid:
        told = receivers.of(item, _beside(budget, item))
        year = item.expense.place.fiscal_year
        if told.bodies:
            found.setdefault((year, told), Share(year, told, [])).rows.append(item)
    return list(found.values())


def _beside(budget: Budget, item: Item) -> str:
    return f"{budget.beside(item)}\n{budget.raw_vendor(item)}"


def deducted(budget: Budget, rows: Sequence[Item]) -> int:
    """What rows deduct, but for what their text calls a subsidy and no contribution."""
    return sum(item.expense.other_funding or 0 for item in rows if not _is_subsidy(budget, item))


def _is_subsidy(budget: Budget, item: Item) -> bool:
    text = folded(budget.beside(item))
    return named("subsidy").search(text) is not None and named("contribution").search(text) is None


def _settled(share: Share, left: dict[tuple[str, str], int]) -> int:
    """What of a share is deducted by nobody; what is deducted is taken from what is left to deduct."""
    missing = share.claimed()
    for body in share.receivers.bodies:
        taken = min(missing, left[share.year, body])
        left[share.year, body] -= taken
        missing -= taken
    return missing


def _missing(budget: Budget, share: Share, rows: Sequence[Item], missing: int) -> Finding:
    net = any(_is_net(budget, item) for item in rows)
    code = "contribution-not-deducted" if share.receivers.certain and not net else "contribution-unclear"
    unsettled = [item for item in share.rows if claim(item) == missing] or share.rows
    open_rows = [item for item in rows if not item.expense.other_funding or _is_subsidy(budget, item)] or rows
    fields = {"contributed": share.claimed(), "missing": missing, "deducted": share.claimed() - missing}
    bodies = ", ".join(share.receivers.bodies)
    yen = budget.allocated(share.rows[0], _at_stake(rows, missing))
    return finding(code, [*unsettled, *open_rows], yen, receivers=bodies, year=share.year, **fields)


def _at_stake(rows: Sequence[Item], missing: int) -> int:
    """What a deduction would take: where one row is all there is, what its cap cut already is not lost again."""
    if len(rows) > 1:
        return missing
    cut = sum(one.amount for one in rows[0].reductions if one.code.startswith("cap:"))
    return max(0, missing - cut)


def _is_net(budget: Budget, item: Item) -> bool:
    """Whether a row says that its amount is what contributions left, or that nobody contributed."""
    text = folded(budget.beside(item))
    if named("alone").search(text) is not None:
        return True
    return named("contribution").search(text) is not None and named("net").search(text) is not None


def _above(budget: Budget, shares: Sequence[Share], received: Received) -> Iterator[Finding]:
    """Per prefecture and year: what is deducted beyond everything that the run's municipalities paid."""
    areas: dict[tuple[str, str], list[Share]] = {}
    for share in shares:
        areas.setdefault((share.receivers.bodies[0][:2], share.year), []).append(share)
    for (area, year), several in areas.items():
        bodies = sorted({body for share in several for body in share.receivers.bodies})
        rows = [item for body in bodies for item in received[year, body]]
        contributed, taken = sum(share.gross() for share in several), deducted(budget, rows)
        if taken > contributed and not any(_names_subsidy(budget, item) for item in rows):
            fields = {"contributed": contributed, "deducted": taken, "above": taken - contributed}
            both = [*(item for share in several for item in share.rows), *(i for i in rows if i.expense.other_funding)]
            yield finding("funding-above-contributions", both, None, area=area, year=year, **fields)


def _names_subsidy(budget: Budget, item: Item) -> bool:
    """Whether a row that counts as deducting contributions says that a subsidy is among it."""
    return not _is_subsidy(budget, item) and named("subsidy").search(folded(budget.beside(item))) is not None


# ------------------------------------------------------------------------------------------------ other funding alone


def _whole(budget: Budget) -> Iterator[Finding]:
    for item in budget.items:
        amount = item.expense.amount
        if amount == item.expense.other_funding and any(
            taken.code == "other-funding" and taken.amount == amount > 0 for taken in item.reductions
        ):
            yield finding("funding-whole", [item], 0, amount=amount)
