"""The column ``accepted`` (確認済の指摘): which findings of ``check`` someone looked at and accepts for a row, and why.

    KF035 兼務の辞令（R8.4.1付）あり; KF012 研修の教材費で旅費ではない

A code in whole and its reason; ``;`` or a line break before the next. Width and case make no difference, a ``:`` may stand between.
The catalogue is read only where a cell says something.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dx_kofu.messages import Message
from dx_kofu.read.cells import Bad, fold
from dx_kofu.records import Accepted

if TYPE_CHECKING:
    from collections.abc import Collection

_ENDS = r"[;；\r\n]"
_PART = re.compile(r"(?P<code>[A-Za-zＡ-Ｚａ-ｚ]+[0-9０-９]+)(?![A-Za-zＡ-Ｚａ-ｚ])[\s:：,，、]*(?P<reason>.*)")


def parse_accepted(text: str) -> tuple[Accepted, ...] | Bad:
    """The findings that a cell accepts; nothing of it is used where any part cannot be read."""
    parts = [part.strip() for part in re.split(_ENDS, text) if part.strip()]
    if not parts:
        return ()
    from dx_kofu.catalogue import codes_by_id

    read = [_part(part, codes_by_id()) for part in parts]
    problems = tuple(one for one in read if isinstance(one, Message))
    if problems:
        return Bad("accepted-unreadable", Message("cell.accepted", problems=problems), Message("fix.accepted"))
    return tuple(one for one in read if isinstance(one, Accepted))


def _part(part: str, known: Collection[str]) -> Accepted | Message:
    """A code and its reason, or what is wrong with them."""
    found = _PART.match(part)
    if found is None:
        return Message("accepted.no-code", part=part)
    code, reason = fold(found["code"]).upper(), found["reason"].strip()
    if code not in known:
        return Message("accepted.unknown", code=code)
    return Accepted(code, reason) if any(map(str.isalnum, reason)) else Message("accepted.no-reason", code=code)
