"""Writes an expected file anew from what the rules give (``validate --update``).

In: the file as it stands, what it says, what was found. Out: its new text, which is read back and must say the same. Measures and
rows that are gone are taken out with the comments at them (:func:`lost` tells which); new ones are put where they come in the result,
with the keys that the file's first one has; values that changed are changed in their place; every other byte stays. Only a file that
cannot be edited so (arrays within a line) is written again, its lines of comment first. A part that the file leaves out - the rows,
a total - stays out; a file that is not there yet gets all of them.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from dx_kofu.budgets.differ import differences
from dx_kofu.budgets.expected import MEASURE_KEY, ROW, ROW_KEY, TAXES, Entry, Expected, key_of, parse
from dx_kofu.budgets.found import Found
from dx_kofu.messages import CATALOGUE
from dx_kofu.rules.load import RuleFileError
from dx_kofu.rules.records import UNKNOWN

MEASURE_KEYS = (
    *MEASURE_KEY, "claimed", "eligible", "potential_eligible", "allocation", "potential", "complete",
)  # fmt: skip
HEAD_KEYS = ("heads", "potential_heads")
TOTAL_KEYS = ("allocation", "potential")
_STRING = re.compile(r'"(?:\\.|[^"\\])*"|\'[^\']*\'')


def updated(content: bytes | None, expected: Expected, found: Found) -> str:
    """The expected file's new text."""
    if content is None:
        head = [f"# {words}" for words in (CATALOGUE["v.recorded"].ja, CATALOGUE["v.recorded"].en)]
        return _written(head, Expected((), (), {tax: Entry({}, 1) for tax in TAXES}), found)
    text = content.decode("utf-8-sig")
    new = _edited(text, expected, found)
    if new is None or not _says(new, found):
        new = _written(_comments(text), expected, found).replace("\n", _end_of_line(text))
    return "\ufeff" * content.startswith(BOM_UTF8) + new


def lost(content: bytes, text: str) -> tuple[str, ...]:
    """The comments of a file that its new text no longer has."""
    there = Counter(_every_comment(text))
    gone = []
    for comment in _every_comment(content.decode("utf-8-sig")):
        there[comment] -= 1
        if there[comment] < 0:
            gone.append(comment)
    return tuple(gone)


def _every_comment(text: str) -> list[str]:
    comments = (_STRING.sub("", line).partition("#")[2].strip() for line in text.split("\n"))
    return [comment for comment in comments if comment]


def _end_of_line(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _says(text: str, found: Found) -> bool:
    try:
        return not differences(parse("", text.encode()), found)
    except RuleFileError:
        return False


# ------------------------------------------------------------------------------------------------ edited


def _edited(text: str, expected: Expected, found: Found) -> str | None:
    """The text with tables taken out, put in and brought up to date; ``None`` where that cannot be done."""
    edited: str | None = text
    if expected.measures is not None:
        said = [key_of(entry.says, MEASURE_KEY) for entry in expected.measures]
        there = [key_of(line.says, MEASURE_KEY) for line in found.measures]
        written = _measures(expected.measures, found)
        edited = _with_tables(text, "measures", said, dict(zip(there, written, strict=True)))
    if edited is not None and expected.rows is not None:
        said = [key_of(entry.says, ROW_KEY) for entry in expected.rows]
        there = [key_of(row.says, ROW_KEY) for row in found.rows]
        written = _rows(expected.rows, found)
        edited = _with_tables(edited, "rows", said, dict(zip(there, written, strict=True)))
    try:
        return None if edited is None else _in_place(edited, found)
    except Exception:  # whatever tomlkit stumbles over: the file is written again
        return None


Key = tuple[Any, ...]


class _Block(NamedTuple):
    """Some lines: a table with the comments right above it, or (``None``) what stands between tables."""

    table: int | None
    lines: list[str]


def _with_tables(text: str, name: str, said: Sequence[Key], wanted: Mapping[Key, str]) -> str | None:
    """The text with the tables of an array that are wanted: those of the file in their place, new ones where they come."""
    blocks = _blocks(text, name)
    if [block.table for block in blocks if block.table is not None] != list(range(len(said))):
        return None
    if set(said) == wanted.keys():
        return text
    if not said:
        return None
    end = _end_of_line(text)
    behind = {key: [end, *_lines(tables, end)] for key, tables in _new(said, wanted).items()}
    pieces: list[str] = []
    for table, lines in blocks:
        if table == 0 and None in behind:
            pieces += [*behind[None][1:], end]
        if table is None or said[table] in wanted:
            pieces += lines
        elif pieces and not pieces[-1].strip():
            pieces.pop()  # the blank line above a table that is gone
        if table is not None and said[table] in behind:
            pieces += [*([] if pieces[-1].endswith("\n") else [end]), *behind[said[table]]]
    return "".join(pieces)


def _new(said: Sequence[Key], wanted: Mapping[Key, str]) -> dict[Key | None, list[str]]:
    """The tables that the file does not have, by the one of its own that they come behind (``None``: before all)."""
    own, last = set(said), None
    new: dict[Key | None, list[str]] = {}
    for key, table in wanted.items():
        if key in own:
            last = key
        else:
            new.setdefault(last, []).append(table)
    return new


def _lines(tables: Iterable[str], end: str) -> list[str]:
    return ["\n\n".join(tables).replace("\n", end) + end]


def _blocks(text: str, name: str) -> list[_Block]:
    """A file's lines by table; a table ends with its last key, and comments right above the next one belong to that."""
    heading = re.compile(rf"[ \t]*\[\[\s*{name}\s*\]\]")
    below = re.compile(rf"[ \t]*\[\s*{name}\s*\.")
    blocks = [_Block(None, [])]
    free: list[str] = []  # blank lines and comments since the last key
    count, is_head = 0, True
    for line in re.findall(r"[^\n]*\n|[^\n]+", text):
        if heading.match(line):
            blank = [at for at, free_line in enumerate(free, start=1) if not free_line.strip()]
            at = len(free) if is_head else blank[-1] if blank else 0  # comments at the head are the file's
            blocks += [_Block(None, free[:at]), _Block(count, [*free[at:], line])]
            free, count, is_head = [], count + 1, False
        elif not line.strip() or line.lstrip().startswith("#"):
            free.append(line)
        else:
            if line.lstrip().startswith("[") and not below.match(line):
                blocks.append(_Block(None, []))
            blocks[-1].lines.extend((*free, line))
            free, is_head = [], False
    return [*blocks, _Block(None, free)]


def _in_place(text: str, found: Found) -> str:
    """The text with the values that differ changed where they stand."""
    import tomlkit

    document = tomlkit.parse(text)
    parts: tuple[tuple[str, Sequence[str], list[dict[str, Any]]], ...] = (
        ("measures", MEASURE_KEY, [line.says for line in found.measures]),
        ("rows", ROW_KEY, [row.says for row in found.rows]),
    )
    for name, key, there in parts:
        by_key = {key_of(says, key): says for says in there}
        for table in document.get(name, []):
            _put(table, by_key[key_of(table, key)])
    for tax, table in document.get("totals", {}).items():
        _put(table, found.totals[tax])
    return tomlkit.dumps(document)


def _put(table: Any, says: Mapping[str, Any]) -> None:
    from tomlkit import value as written
    from tomlkit.items import Table

    for key in list(table):
        there = table[key]
        value: Any = UNKNOWN if says.get(key) is None else says[key]
        if there == value:
            continue
        if isinstance(there, Table):  # [rows.reductions]
            for code in [code for code in there if code not in value]:
                del there[code]
            for code, amount in value.items():
                if there.get(code) != amount:
                    there[code] = amount
        else:
            table[key] = written(_value(value))  # as it is written in a new file


# ------------------------------------------------------------------------------------------------ written again


def _comments(text: str) -> list[str]:
    """The comments of a file that stand on lines of their own, those at its head with their blank lines."""
    lines = text.splitlines()
    begun = next((index for index, line in enumerate(lines) if line.strip() and not line.startswith("#")), len(lines))
    head = "\n".join(lines[:begun]).strip("\n").split("\n")
    return [*head, *(line.strip() for line in lines[begun:] if line.lstrip().startswith("#"))]


def _written(head: Iterable[str], expected: Expected, found: Found) -> str:
    blocks = ["\n".join(head)] if any(head) else []
    if expected.measures is not None:
        blocks += _measures(expected.measures, found)
    if expected.rows is not None:
        blocks += _rows(expected.rows, found)
    totals = [
        f"{tax} = {_value({key: found.totals[tax][key] for key in entry.says or TOTAL_KEYS})}"
        for tax, entry in expected.totals.items()
    ]
    if totals:
        blocks.append("\n".join(["[totals]", *totals]))
    return "\n\n".join(blocks) + "\n"


def _measures(said: Sequence[Entry], found: Found) -> Iterator[str]:
    keys = {key_of(entry.says, MEASURE_KEY): tuple(entry.says) for entry in said}
    others = next(iter(keys.values()), MEASURE_KEYS)
    for line in found.measures:
        own = keys.get(key_of(line.says, MEASURE_KEY), others)
        if own == MEASURE_KEYS and line.says["heads"] is not None:
            own += HEAD_KEYS
        yield _table("measures", own, line.says)


def _rows(said: Sequence[Entry], found: Found) -> Iterator[str]:
    keys = {key_of(entry.says, ROW_KEY): tuple(entry.says) for entry in said}
    others = next(iter(keys.values()), tuple(ROW))
    for row in found.rows:
        own = keys.get(key_of(row.says, ROW_KEY), others)
        if "sheet" in row.says and "sheet" not in own:
            own = ("sheet", *own)
        yield _table("rows", [key for key in own if key in row.says], row.says)


def _table(name: str, keys: Iterable[str], says: Mapping[str, Any]) -> str:
    return "\n".join([f"[[{name}]]", *(f"{key} = {_value(says[key])}" for key in keys)])


def _value(value: Any) -> str:
    """A value as TOML."""
    match value:
        case None:
            return f'"{UNKNOWN}"'
        case bool():
            return str(value).lower()
        case int():
            return str(value)
        case str():
            return _quoted(value)
        case list():
            return f"[{', '.join(map(_value, value))}]"
        case _:
            inside = ", ".join(f"{_key(key)} = {_value(entry)}" for key, entry in value.items())
            return f"{{ {inside} }}" if inside else "{}"


def _key(key: str) -> str:
    return key if key.replace("-", "").replace("_", "").isalnum() and key.isascii() else _quoted(key)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    letters = (letter if letter.isprintable() else rf"\U{ord(letter):08x}" for letter in escaped)
    return f'"{"".join(letters)}"'
