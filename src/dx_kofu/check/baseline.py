"""A baseline (``check --baseline FILE.toml``): findings that are accepted, each with a reason and the last day it holds.

::

    schema = "dx-kofu/baseline/1"

    [[accepted]]
    code = "KF035"
    fingerprint = "76a6986ccbcddd08"
    reason = "two posts, letters of appointment filed"
    expires = 2027-05-31
    text = "…"                      # what is found and where, for people: not read
    rows = ["expenses.csv:2"]

``check --write-baseline`` adds an entry with a blank reason for each open finding; what stands in the file stays, comments too.
Every problem of a file is told at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any, ClassVar, Literal

from pydantic import TypeAdapter

from dx_kofu.catalogue import codes_by_id
from dx_kofu.check.accept import Baseline, Entry, Judged
from dx_kofu.check.fingerprint import DIGITS
from dx_kofu.messages import Message
from dx_kofu.result import Item
from dx_kofu.rules.load import RuleFileError, parse_toml, problem_message
from dx_kofu.rules.records import STRICT
from dx_kofu.rules.validate import Problem, shape
from dx_kofu.words import Lang

SCHEMA = "dx-kofu/baseline/1"
MOST_ROWS = 12  # rows named in an entry


@dataclass(frozen=True, kw_only=True, eq=False)
class _Entry:
    __pydantic_config__: ClassVar = STRICT
    code: str
    fingerprint: str
    reason: str
    expires: date
    text: str = ""
    rows: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, eq=False)
class _File:
    __pydantic_config__: ClassVar = STRICT
    schema: Literal["dx-kofu/baseline/1"]
    accepted: tuple[_Entry, ...] = ()


def read_baseline(name: str, content: bytes, today: date) -> Baseline:
    """A baseline whose every entry can be used; else :class:`~dx_kofu.rules.load.RuleFileError`."""
    entries = _entries(name, content, drafts=False)
    return Baseline(name, sha256(content).hexdigest(), entries, today)


def _entries(name: str, content: bytes, *, drafts: bool) -> tuple[Entry, ...]:
    """The entries of a file; where ``drafts`` may stand, a reason may still be blank."""
    data = parse_toml(name, content)
    file = shape(TypeAdapter(_File), data)
    given = data.get("accepted")
    raw = [entry if isinstance(entry, dict) else {} for entry in given] if isinstance(given, list) else []
    problems = [*(file if isinstance(file, list) else ()), *_problems(raw, drafts=drafts)]
    if problems or isinstance(file, list):
        raise RuleFileError([problem_message(name, _named(one.path, raw), one.message, one.value) for one in problems])
    return tuple(Entry(one.code, one.fingerprint, one.reason.strip(), one.expires) for one in file.accepted)


def _problems(raw: Sequence[Mapping[str, Any]], *, drafts: bool) -> Iterator[Problem]:
    """Everything that has the right shape and cannot be used."""
    first: dict[str, int] = {}
    for number, entry in enumerate(raw):
        path = f"accepted[{number}]"
        code, fingerprint, reason = (entry.get(key) for key in ("code", "fingerprint", "reason"))
        if isinstance(code, str) and code not in codes_by_id():
            yield Problem(f"{path}.code", Message("baseline.code"), code)
        if isinstance(fingerprint, str):
            if not re.fullmatch(rf"[0-9a-f]{{{DIGITS}}}", fingerprint):
                yield Problem(f"{path}.fingerprint", Message("baseline.fingerprint", digits=DIGITS), fingerprint)
            elif first.setdefault(fingerprint, number) != number:
                twice = Message("baseline.twice", first=f"accepted[{first[fingerprint]}]")
                yield Problem(f"{path}.fingerprint", twice, fingerprint)
        if not drafts and isinstance(reason, str) and not reason.strip():
            yield Problem(f"{path}.reason", Message("baseline.reason"))


def _named(path: str, raw: Sequence[Mapping[str, Any]]) -> str:
    """A path with what names its entry to people: ``accepted[3] (KF035 76a6986ccbcddd08).expires``."""
    found = re.match(r"accepted\[(\d+)\]", path)
    if found is None:
        return path
    entry = raw[int(found[1])]
    return f"{found[0]} ({entry.get('code', '-')} {entry.get('fingerprint', '-')}){path[found.end() :]}"


# ------------------------------------------------------------------------------------------------ writing


def with_entries(name: str, content: bytes, found: Iterable[Judged], expires: date, lang: Lang) -> tuple[str, int]:
    """The text of a baseline, and behind it an entry for each open finding that it lacks; and how many these are.

    ``content`` is blank where there is no file yet. What stands in a file stays as it is, to the letter.
    """
    import tomli_w

    text = content.decode("utf-8-sig") if content.strip() else _head(lang)
    entries = _entries(name, text.encode(), drafts=True)
    if entries and re.search(r"^\s*\[\[\s*accepted\s*\]\]", text, re.MULTILINE) is None:
        raise RuleFileError([problem_message(name, "accepted", Message("baseline.inline"), None)])
    known = {(entry.code, entry.fingerprint) for entry in entries}
    new = [one for one in found if one.accepted is None and (one.finding.code.id, one.fingerprint) not in known]
    added = "".join(f"\n[[accepted]]\n{tomli_w.dumps(_entry(one, expires, lang))}" for one in new)
    if new and not text.endswith("\n"):
        added = f"\n{added}"
    return text + (added.replace("\n", "\r\n") if "\r\n" in text else added), len(new)


def _head(lang: Lang) -> str:
    comments = "".join(f"# {line}\n" for line in Message("baseline.head").in_(lang).splitlines())
    return f'{comments}schema = "{SCHEMA}"\n'


def _entry(one: Judged, expires: date, lang: Lang) -> dict[str, Any]:
    finding = one.finding
    return {
        "code": finding.code.id,
        "fingerprint": one.fingerprint,
        "reason": "",
        "expires": expires,
        "text": f"{finding.code.title.in_(lang)}: {finding.message.in_(lang)}",
        "rows": [_place(item) for item in finding.items[:MOST_ROWS]],
    }


def _place(item: Item) -> str:
    expense = item.expense
    return f"{expense.input.name}:{expense.cell or expense.row}"
