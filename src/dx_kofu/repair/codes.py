"""Body codes as they come out of spreadsheets: which 6-digit code is certain to be meant, if any.

Five digits have two readings: a code whose leading zero was eaten, and one without its check digit. A reading counts only
where bodies have such codes (:func:`~dx_kofu.bodies.in_use`)::

    10006   010006, its check digit fits;  100064 would be number 006 of prefecture 10: no body has one    certain: 010006
    92011   092011;                        there is no prefecture 92                                       certain: 092011
    13331   013331 or 133310: both may be  certain only where the table, or --body, has one of the two     else suggested
    20201   202011: nothing in it tells    likewise, since any five digits can be given a check digit      else suggested

A name of a body that the table has with another code speaks against a reading; nothing is certain then.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from dx_kofu.bodies import check_digit, in_use, is_code
from dx_kofu.messages import Message
from dx_kofu.read.cells import fold_number
from dx_kofu.read.names import squeezed
from dx_kofu.repair.records import Certain

_BETWEEN = r"^['’]|[\s\-‐‑‒–—―−ー]"  # blanks and dashes; the mark of a text in a spreadsheet
_DECIMAL = r"\.0+$"  # 202011.0: a code that went through a number


def codes_in(rows: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """The whole codes of a table, each with the names it goes by; from pairs of code and name (blank: none is given)."""
    found: dict[str, set[str]] = {}
    for text, name in rows:
        code = fold_number(text)
        if is_code(code):
            found.setdefault(code, set()).update({squeezed(name)} if name.strip() else ())
    return found


def certain_code(text: str, name: str, seen: Mapping[str, set[str]]) -> Certain | None:
    """What a cell certainly means; ``name`` is the body's in its row, ``seen`` what :func:`codes_in` finds."""
    # not ="010006", which keeps its zero as it is: it is no number here
    digits = re.sub(_BETWEEN, "", re.sub(_DECIMAL, "", fold_number(text)))
    if is_code(digits):
        return Certain(digits, "code-spelling", Message("repair.code-spelling"))
    if len(digits) != 5 or not digits.isascii() or not digits.isdigit():
        return None
    lost, short = "0" + digits, digits + check_digit(digits)
    readings = [code for code in (lost, short) if is_code(code) and in_use(code)]
    fitting = [code for code in readings if _fits(code, squeezed(name), seen)]
    confirmed = [code for code in fitting if code in seen]
    if len(confirmed) == 1:
        found = confirmed[0]
        why = Message("repair.leading-zero-seen" if found == lost else "repair.check-digit-seen", code=found)
        return Certain(found, "leading-zero" if found == lost else "check-digit", why)
    if readings == fitting == [lost]:
        return Certain(lost, "leading-zero", Message("repair.leading-zero", other=short))
    return None


def _fits(code: str, name: str, seen: Mapping[str, set[str]]) -> bool:
    """Whether the table has nothing against a body of this name having this code: no other name of it, no other code of it."""
    if not name or name in seen.get(code, ()):
        return True
    return not seen.get(code) and not any(name in names for names in seen.values())
