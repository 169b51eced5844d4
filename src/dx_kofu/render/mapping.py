"""A first draft of a mapping file from a table as it was read: what was recognised stands, what was not is a commented line.

In: a table, its header, what could not be read. Out: the pieces of a TOML text that reads back as a mapping file and changes
nothing until a person takes the ``#`` from a line.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from dx_kofu.columns import COLUMNS, REQUIRED
from dx_kofu.messages import Message
from dx_kofu.read.guide import Guide
from dx_kofu.read.header import Header
from dx_kofu.read.layout import Table
from dx_kofu.read.mapping import SCHEMA
from dx_kofu.read.names import MONEY
from dx_kofu.records import Diagnostic
from dx_kofu.words import Lang


def draft(
    table: Table,
    header: Header,
    words: Mapping[str, Mapping[str, str]],
    problems: Sequence[Diagnostic],
    guide: Guide,
    lang: Lang,
) -> Iterator[str]:
    """The draft; ``words`` are those taken for others by column, ``problems`` what header and rows were refused for."""

    def say(key: str, **fields: object) -> str:
        return "# " + Message(key, **fields).in_(lang) + "\n"

    yield say("map.title", file=table.name)
    yield say("map.how")
    yield f"schema = {_quoted(SCHEMA)}\n"
    if table.sheet is not None:
        yield f"sheet = {_quoted(table.sheet)}\n"
    yield f"header = {list(table.header_lines)}\n"
    units = {header.units[column] for column in MONEY if column in header.columns}
    if units == {None}:
        yield say("map.unit") + '# unit = "千円"\n'
    elif len(units) == 1:  # more than one: the headers say them
        yield f"unit = {_quoted(units.pop() or '')}\n"
    ignored = [text for text in header.extra if _told(problems, text) is None]
    yield say("map.ignore") + f"ignore = [{', '.join(map(_quoted, ignored))}]\n"

    yield "\n" + say("map.columns", names=", ".join(guide.names.known)) + "[columns]\n"
    for column, index in header.columns.items():
        yield f"{_quoted(_whole(table, index))} = {_quoted(column)}\n"
    for text in header.extra:
        told = _told(problems, text)
        if told is not None:
            yield f'# {_quoted(text)} = ""  # {told.in_(lang)}\n'

    yield "\n" + say("map.fill") + "[fill]\n"
    for column, text in guide.columns.items():
        yield f"{column} = {_quoted(text)}\n"
    for column in REQUIRED:
        if column not in header.columns.keys() | guide.columns.keys() | {"amount"}:
            yield f'# {column} = ""  # {COLUMNS[column]}\n'

    yield "\n" + say("map.words")
    yield from _words(words, problems, lang)


def _words(words: Mapping[str, Mapping[str, str]], problems: Iterable[Diagnostic], lang: Lang) -> Iterator[str]:
    unread: dict[str, dict[str, str]] = {}
    for problem in problems:
        if (
            problem.column is not None
            and problem.value
            and problem.code.endswith(("-unknown", "-unreadable", "-length"))
        ):
            told = problem.fix.in_(lang) if problem.fix is not None else problem.message.in_(lang)
            unread.setdefault(problem.column, {})[problem.value] = told
    for column in dict.fromkeys((*words, *unread)):
        if column in ("amount", "other_funding", "share", "date"):
            continue
        yield f"[words.{column}]\n"
        for text, value in words.get(column, {}).items():
            yield f"{_quoted(text)} = {_quoted(value)}\n"
        for text, told in unread.get(column, {}).items():
            yield f'# {_quoted(text)} = ""  # {told}\n'
        yield "\n"


def _told(problems: Iterable[Diagnostic], text: str) -> Message | None:
    """What was said of a header that nobody knows, where it comes close to a column's."""
    for problem in problems:
        if problem.code == "header-misspelt" and problem.value is not None and _flat(problem.value) in _flat(text):
            return problem.fix
    return None


def _whole(table: Table, index: int) -> str:
    return _flat(f"{table.group(index)} {table.header[index]}")


def _flat(text: str) -> str:
    return " ".join(text.split())


def _quoted(text: str) -> str:
    """A text as TOML: a basic string is written as JSON writes one."""
    return json.dumps(_flat(text), ensure_ascii=False)
