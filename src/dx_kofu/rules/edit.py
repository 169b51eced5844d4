"""Rule files as texts to edit: written in one canonical form, and the next year's drafted from this year's.

The canonical form keeps every comment and every value; it fixes the order of keys (that of the records), one blank line
between tables, no blanks at the ends of lines. What is written is read back and must say the same.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from dx_kofu.rules import records
from dx_kofu.rules.records import UNKNOWN
from dx_kofu.years import calendar_year, year_number

_KEY = re.compile(r'^([A-Za-z0-9_-]+|"[^"]*")\s*=')
_TABLE = re.compile(r"^\[+([^\]]+)\]+\s*(?:#.*)?$")

# What a table's key path holds, for the order of its keys; ``*`` is any name.
_KINDS: dict[str, type] = {
    "": records.RuleSet,
    "changelog": records.Change,
    "documents.*": records.Document,
    "sections.*": records.Section,
    "facts.*": records.Fact,
    "notices": records.Notice,
    "measures": records.Measure,
    "measures.window": records.Window,
    "measures.conditions.*": records.Condition,
    "measures.costs": records.Cost,
    "measures.figures": records.Figure,
    "checklists": records.Checklist,
    "checklists.window": records.Window,
    "checklists.facts.*": records.ChecklistFact,
    "checklists.requirements": records.Requirement,
    "checklists.stages": records.Stage,
    "checklists.claims": records.Claim,
}


def canonical(text: str) -> str:
    """The canonical form of a rule file's text (``ValueError`` where it is no TOML)."""
    before = tomllib.loads(text)
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").split("\n")]
    blocks: list[list[str]] = [[]]
    depth = 0
    for line in lines:
        if not line and depth == 0:
            blocks.append([])
            continue
        if depth == 0 and _TABLE.match(line) and any(not row.startswith("#") for row in blocks[-1]):
            blocks.append([])
        blocks[-1].append(line)
        depth += _depth(line)
    written = "\n\n".join("\n".join(_ordered(block)) for block in blocks if block) + "\n"
    if tomllib.loads(written) != before:
        raise ValueError("the canonical form would say something else")
    return written


def _depth(line: str) -> int:
    """How many brackets of an array or inline table a line leaves open."""
    if _TABLE.match(line):
        return 0
    bare = re.sub(r'"(?:\\.|[^"\\])*"|#.*$', "", line)
    return bare.count("[") + bare.count("{") - bare.count("]") - bare.count("}")


def _ordered(block: list[str]) -> Iterator[str]:
    """A table's lines with its keys in the order of the record; comments stay above their keys."""
    header = next((at for at, line in enumerate(block) if _TABLE.match(line)), None)
    start = 0 if header is None else header + 1
    path = "" if header is None else _TABLE.match(block[header])[1]  # type: ignore[index]
    order = _order(path, block)
    yield from block[:start]
    entries: list[tuple[int, list[str]]] = []
    depth = 0
    comments: list[str] = []
    for line in block[start:]:
        key = _KEY.match(line)
        if depth == 0 and key is not None:
            name = key[1].strip('"')
            entries.append((order.get(name, len(order)), [*comments, line]))
            comments = []
        elif depth == 0:
            comments.append(line)
        else:
            entries[-1][1].append(line)
        depth += _depth(line)
    for _, lines in sorted(entries, key=lambda entry: entry[0]):
        yield from lines
    yield from comments


def _order(path: str, block: list[str]) -> dict[str, int]:
    for pattern, kind in _KINDS.items():
        if re.fullmatch(pattern.replace(".", r"\.").replace("*", r"[^.]+"), path):
            return _places(kind)
    step = next((line for line in block if line.startswith("step =")), None)
    if path == "measures.steps" and step is not None:
        kind_of_step = records.STEPS.get(step.split('"')[1])
        return _places(kind_of_step or records.Parameter)
    return {}


def _places(kind: type) -> dict[str, int]:
    """The order of a record's keys: its own first, then what every rule says of itself, title at the top."""
    shared = ["standing", "source", "assumptions", "reviewed"]
    own = [field.name for field in fields(kind) if field.name not in shared]
    names = own if kind is records.RuleSet else ["step", "code", "id", "title", *own, *shared]
    return {name: at for at, name in reversed(list(enumerate(names)))}


def draft(text: str, year: str) -> str:
    """A draft of a later year's file: the window moved, every figure unknown, what was stated only announced.

    Comments and the order of everything are kept; the first version's changelog is the draft's own.
    """
    import tomlkit

    blocks = canonical(text).split("\n\n")
    superseded = [block for block in blocks if block.startswith("[[changelog]]")][1:]
    document: Any = tomlkit.parse("\n\n".join(block for block in blocks if block not in superseded))
    old = str(document["fiscal_year"])
    start = calendar_year(year)
    first = {"first_day": f"{start}-04-01", "last_day": f"{start + 1}-03-31", "closing_day": f"{start + 1}-05-31"}
    document["fiscal_year"], document["status"], document["version"] = year, "announced", "0.1.0"
    for key, day in first.items():
        document[key] = tomlkit.date(day)
    entry = document["changelog"][0]
    entry["version"] = "0.1.0"
    entry["text"]["ja"], entry["text"]["en"] = f"{old} から作成した案", f"Draft made from {old}"
    for part in (*document["measures"], *document.get("checklists", ())):
        _draft_part(part, old, year)
    return _retitled(tomlkit.dumps(document), old, year)


_RULES = ("costs", "steps", "figures", "requirements", "stages", "claims")
_FIGURES = ("amount", "persons", "unit_amount", "rate", "value", "at_least")


def _draft_part(part: Any, old: str, year: str) -> None:
    """A measure or a checklist, with every rule in it."""
    window = part.get("window")
    if window is not None and window.get("last") == old:
        window["last"] = year
    parameters = [part, *([window] if window is not None else []), *part.get("conditions", {}).values()]
    parameters += [rule for rules in _RULES for rule in part.get(rules, ())]
    for parameter in parameters:
        figure = next((key for key in _FIGURES if key in parameter), None)
        grounded = ["assumption"] if parameter.get("assumptions") else []
        if figure is not None:
            parameter[figure] = UNKNOWN
            parameter["standing"] = ["unknown", *grounded]
            parameter.pop("approximate", None)
        elif "stated" in parameter["standing"] and parameter.get("step") != "round":
            parameter["standing"] = ["announced", *grounded]


def _retitled(text: str, old: str, year: str) -> str:
    """The title comment of the file, which names its year, for the new one."""
    head, blank, rest = text.partition("\n\n")
    shift = year_number(year) - year_number(old)
    head = head.replace(f"令和{year_number(old)}年度", f"令和{year_number(year)}年度").replace(
        f"year {old} ", f"year {year} "
    )
    return re.sub(r"20\d\d", lambda match: str(int(match[0]) + shift), head) + blank + rest
