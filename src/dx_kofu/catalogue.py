"""The catalogue of findings (指摘): what ``check`` looks for, and what a row of the expenses table may say it accepts.

Read from ``catalogue.toml`` beside this module when it is first asked for.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

from dx_kofu.words import Text

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
"""From the gravest to the lightest."""
About = Literal["rows", "body", "person"]


class Code(NamedTuple):
    """An entry of ``catalogue.toml``: what is found, why it matters, what to do, and a budget that fails and one that passes."""

    id: str
    """``KF001``: never used again for anything else."""
    name: str
    group: str
    severity: Severity
    about: About
    """Its rows themselves; or a body, or a person, of a fiscal year, shown at the first row that is concerned."""
    title: Text
    says: Text
    """The words of a finding, with its fields in braces."""
    why: Text
    todo: Text
    fails: str
    """A CSV in which it is found; blank where no shipped rule file can show it."""
    passes: str
    """The same, put right."""
    oddity: str | None
    """The warning of ``calc`` that it stands for; ``*`` for any without a code of its own."""


@cache
def codes() -> Mapping[str, Code]:
    """Every code by its name, in the order of the file."""
    table = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
    return {entry["name"]: _code(name, entry) for name, entry in table.items()}


@cache
def codes_by_id() -> Mapping[str, Code]:
    """Every code by its id: ``KF001``."""
    return {code.id: code for code in codes().values()}


def _code(name: str, entry: Mapping[str, Any]) -> Code:
    told: dict[str, Any] = {key: entry[key] for key in ("name", "group", "severity")}
    told |= {key: Text(**entry[key]) for key in ("title", "says", "why", "todo")}
    told |= {key: entry.get(key, "").lstrip("\n") for key in ("fails", "passes")}
    return Code(id=name, about=entry.get("about", "rows"), oddity=entry.get("oddity"), **told)
