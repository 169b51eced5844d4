"""Rule sets as trees, and the difference between two of them by meaning, not by line.

A tree is the rule set as JSON would hold it, with every list whose entries have a name turned into a table: measures by
id, steps by parameter (``cap:personnel``), costs by their first category, figures and checklists by id. So a measure that moved is a
change of order, and a cap that changed is one change with its path::

    ("measures", "municipal-support", "steps", "cap:recruitment", "amount")   3000000 -> 1000000

``diff(a, a)`` is empty; ``patch(tree(a), diff(tree(a), tree(b)))`` is ``tree(b)``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import asdict
from datetime import date
from typing import Any, Literal, NamedTuple

from dx_kofu.rules.records import RuleSet, Source
from dx_kofu.rules.validate import rule_set_of

Tree = dict[str, Any]
Path = tuple[str, ...]
ORDER = "#order"
"""The key under which a table made of a list keeps the order of its entries."""


class Change(NamedTuple):
    """One difference; ``old`` is ``None`` where something was added, ``new`` where it was removed."""

    path: Path
    kind: Literal["added", "removed", "changed"]
    old: Any
    new: Any


def _step_name(step: Mapping[str, Any]) -> str:
    return f"{step['step']}:{step['id']}" if "id" in step else str(step["step"])


# How the entries of each list are named.
_NAMES: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "measures": lambda entry: str(entry["id"]),
    "costs": lambda entry: str(entry["categories"][0]),
    "steps": _step_name,
    "figures": lambda entry: str(entry["id"]),
    "checklists": lambda entry: str(entry["id"]),
    "requirements": lambda entry: str(entry["id"]),
    "stages": lambda entry: str(entry["fact"]),
    "claims": lambda entry: str(entry["category"]),
    "notices": lambda entry: str(entry["code"]),
    "changelog": lambda entry: str(entry["version"]),
}


def tree(rules: RuleSet) -> Tree:
    """A rule set as a tree."""
    built = _named(asdict(rules))
    assert isinstance(built, dict)
    return built


def _named(value: Any) -> Any:
    match value:
        case dict():
            return {key: _table(key, inner) for key, inner in value.items() if inner is not None}
        case tuple() | list():
            return [_named(inner) for inner in value]
        case date():
            return value.isoformat()
        case _:
            return value


def _table(key: str, value: Any) -> Any:
    if key not in _NAMES or not isinstance(value, (list, tuple)):
        return _named(value)
    entries = {_NAMES[key](entry): _named(entry) for entry in value}
    return {ORDER: list(entries), **entries}


def from_tree(value: Tree) -> RuleSet:
    """The rule set of a tree (``ValueError`` where it is none)."""
    return rule_set_of(_listed(value))


def _listed(value: Any) -> Any:
    match value:
        case dict() if ORDER in value:
            return [_listed(value[name]) for name in value[ORDER]]
        case dict():
            return {key: _listed(inner) for key, inner in value.items()}
        case list():
            return [_listed(inner) for inner in value]
        case _:
            return value


def diff(old: Tree, new: Tree) -> list[Change]:
    """Everything in which two trees differ, in the order of the new one, removals last."""
    return list(_diff(old, new, ()))


def _diff(old: Any, new: Any, path: Path) -> Iterator[Change]:
    if not _is_branch(old) or not _is_branch(new):
        if old != new:
            yield Change(path, "changed", old, new)
        return
    for key, value in new.items():
        if key not in old:
            yield Change((*path, key), "added", None, value)
        else:
            yield from _diff(old[key], value, (*path, key))
    for key, value in old.items():
        if key not in new:
            yield Change((*path, key), "removed", value, None)


def _is_branch(value: Any) -> bool:
    """Whether a value is compared part by part: tables are, texts in two languages and sources are one thing."""
    return isinstance(value, dict) and set(value) not in ({"ja", "en"}, {"section", "figure"})


def patch(value: Tree, changes: Sequence[Change]) -> Tree:
    """A tree with changes applied."""
    patched = deepcopy(value)
    for change in changes:
        *above, key = change.path
        branch: dict[str, Any] = patched
        for part in above:
            branch = branch[part]
        if change.kind == "removed":
            del branch[key]
        else:
            branch[key] = deepcopy(change.new)
    return patched


def source_of(rules: RuleSet, whole: Tree, path: Path) -> str | None:
    """The citation of the rule that a path stands in: the nearest one above it that has a source."""
    found: str | None = None
    branch: Any = whole
    for part in path:
        if not isinstance(branch, dict) or part not in branch:
            break
        branch = branch[part]
        if isinstance(branch, dict) and isinstance(branch.get("source"), dict):
            found = rules.citation(Source(**branch["source"]))
    return found
