"""A CSV or TSV with some cells written anew: every other byte - encoding, delimiter, quotes, line ends - stays as it is.

The text is never decoded and encoded again (CP932 has letters of two codes): cells are cut out of the bytes, one letter a byte. The
signs that part cells are below 0x40 and so never the second byte of a CP932 letter.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Collection, Sequence

from dx_kofu.messages import Message
from dx_kofu.read.text import decode, delimiter_of
from dx_kofu.repair.records import CannotRepair, Repair

_LINE_END = re.compile(r"\r\n|\r|\n")


def rewrite_text(name: str, content: bytes, repairs: Sequence[Repair]) -> tuple[bytes, list[Repair]]:
    """The bytes with repairs done, and which those are: all of them. :class:`CannotRepair` for a letter the encoding lacks."""
    text, encoding = decode(name, content)
    delimiter = delimiter_of(text)
    head, carrier = 0, "latin-1"
    if encoding == "utf-16":
        head, encoding = 2, "utf-16-le" if content.startswith(b"\xff\xfe") else "utf-16-be"
        carrier = encoding
    elif encoding == "utf-8-sig":
        head, encoding = len(BOM_UTF8) * content.startswith(BOM_UTF8), "utf-8"
    carried = content[head:].decode(carrier)
    places = _places(carried, delimiter, {repair.row for repair in repairs})
    pieces, done = [], 0
    for repair in sorted(repairs, key=lambda repair: places[repair.row][repair.at]):
        start, end = places[repair.row][repair.at]
        pieces += [carried[done:start], _written(repair, carried[start:end], delimiter, encoding, carrier)]
        done = end
    return content[:head] + "".join([*pieces, carried[done:]]).encode(carrier), list(repairs)


def _written(repair: Repair, before: str, delimiter: str, encoding: str, carrier: str) -> str:
    """A cell's new text as it is carried; in quotes where it was, or must be."""
    text = repair.after
    if before.startswith('"') or any(sign in text for sign in (delimiter, '"', "\r", "\n")):
        text = '"' + text.replace('"', '""') + '"'
    try:
        return text.encode(encoding).decode(carrier)
    except UnicodeEncodeError as error:
        raise CannotRepair(Message("repair.letter", encoding=encoding, letter=error.object[error.start])) from error


def _places(text: str, delimiter: str, lines: Collection[int]) -> dict[int, list[tuple[int, int]]]:
    """Where the cells of the records begin and end that begin in some lines."""
    cell = re.compile(rf'(?:"[^"]*(?:""[^"]*)*"|[^{delimiter}\r\n]*)(\r\n|\r|\n|{delimiter}|\Z)')
    places: dict[int, list[tuple[int, int]]] = {}
    line, first = 1, 1
    for match in cell.finditer(text):
        start, end = match.start(), match.start(1)
        if first in lines:
            places.setdefault(first, []).append((start, end))
        if text.startswith('"', start):
            line += len(_LINE_END.findall(text, start, end))
        if match[1] != delimiter:
            line += 1
            first = line
    return places
