"""Writes an expected file anew from what the rules give (``validate --update``).

In: the file as it stands, what it says, what was found. Out: its new text, which is read back and must say the same. Where only
values changed they are changed in their place and every other byte stays; where measures or rows come or go the file is written
again, the comments at its head first (with any that stood further down). The file's own selection of keys is kept, and a part
that it leaves out - the rows, a total - stays out; a file that is not there yet gets all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

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


def updated(content: bytes | None, expected: Expected, found: Found) -> str:
    """The expected file's new text."""
    if content is None:
        head = [f"# {words}" for words in (CATALOGUE["v.recorded"].ja, CATALOGUE["v.recorded"].en)]
        return _written(head, Expected((), (), {tax: Entry({}, 1) for tax in TAXES}), found)
    text = content.decode("utf-8-sig")
    in_place = _in_place(text, found) if _same_tables(expected, found) else None
    if in_place is not None and _says(in_place, found):
        return in_place
    return _written(_comments(text), expected, found)


def _same_tables(expected: Expected, found: Found) -> bool:
    pairs = (
        (expected.measures, MEASURE_KEY, [line.says for line in found.measures]),
        (expected.rows, ROW_KEY, [row.says for row in found.rows]),
    )
    return all(
        said is None or {key_of(entry.says, key) for entry in said} == {key_of(says, key) for says in there}
        for said, key, there in pairs
    )


def _says(text: str, found: Found) -> bool:
    try:
        return not differences(parse("", text.encode()), found)
    except RuleFileError:
        return False


# ------------------------------------------------------------------------------------------------ in place


def _in_place(text: str, found: Found) -> str | None:
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
    import tomlkit

    for key in table:
        value = UNKNOWN if says.get(key) is None else says[key]
        if table[key] == value:
            continue
        table[key] = tomlkit.value(_value(value))  # as it is written in a new file


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
