"""Entries with something wrong, mended so that their other keys can be judged: every problem of a plan is told at once.

In: the paths of problems. Out: the keys that must not be judged any further (:func:`holes_of`, :func:`reaching`), and entries in
which something harmless stands for them (:func:`mended`), for the reader of expenses tables alone: no yen are made of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from difflib import get_close_matches
from typing import Any

from dx_kofu.plan.records import Entry, OneOff, Role, Scenario
from dx_kofu.read.cells import MOST
from dx_kofu.rules.records import RuleSet

INSTEAD = (("measure", "measures", "splits"), ("pay_year", "pay_month"), ("year", "years"), ("heads", "names"))
"""Keys that stand for one another: a change that gives one of them takes the others away."""
DECIDE = {"measure": ("person", "names"), "category": ("person", "names")}
"""Whether a person must be named hangs on these."""
KEYS = tuple(dict.fromkeys(field.name for kind in (Role, OneOff) for field in fields(kind)))


def holes_of(entry: str, paths: Iterable[str]) -> frozenset[str]:
    """The keys of an entry that some paths lead to; a fact as ``facts.external``, the entry itself as an empty one."""
    inside = [path.removeprefix(entry) for path in paths if path == entry or path.startswith(f"{entry}.")]
    return frozenset(map(_key, inside))


def _key(path: str) -> str:
    path = path.removeprefix(".")
    return path if path.startswith("facts.") else path.partition(".")[0].partition("[")[0]


def reaching(keys: Iterable[str]) -> frozenset[str]:
    """Keys with those that stand for them, that a misspelt one was likely to be, or that hang on them."""
    found = set(keys)
    found |= {guess for key in found - set(KEYS) for guess in get_close_matches(key, KEYS, n=1, cutoff=0.6)}
    found |= {key for group in INSTEAD if found & set(group) for key in group}
    return frozenset(found | {other for key in found for other in DECIDE.get(key, ())})


def mended(scenario: Scenario, bad: Sequence[frozenset[str]], rules: RuleSet, year: str | None) -> Scenario:
    """The scenario with something harmless for the bad keys; ``year``: everything falls into it, the plan's own being unknown."""
    entries = [_mended(entry, keys, rules, year) for entry, keys in zip(scenario.entries, bad, strict=True)]
    roles = tuple(entry for entry in entries if isinstance(entry, Role))
    costs = tuple(entry for entry in entries if isinstance(entry, OneOff))
    return scenario._replace(roles=roles, costs=costs)


def _mended(entry: Entry, bad: frozenset[str], rules: RuleSet, year: str | None) -> Entry:
    changes: dict[str, Any] = {}
    if "measure" in bad:
        changes |= {"measure": rules.measures[0].id, "measures": None, "splits": ()}
    if "category" in bad:
        changes["category"] = next(iter(rules.categories))
    changes |= {key: None for key in ("other_funding", "share") if key in bad}
    changes["facts"] = {fact: text for fact, text in entry.facts.items() if f"facts.{fact}" not in bad}
    if isinstance(entry, Role):
        changes |= {"pay_year": MOST, "pay_month": None} if "pay_year" in bad else {}
        changes |= {"heads": None, "names": ()} if "names" in bad else {}
        changes |= {"start": None, "end": None} if year or bad & {"start", "end"} else {}
    elif isinstance(entry, OneOff):
        changes |= {"amount": MOST} if "amount" in bad else {}
        changes |= {"year": year or rules.fiscal_year, "years": None} if year or "year" in bad else {}
    return replace(entry, **changes)
