r"""What a text beside the costs says: a unit (``（単位：千円）``), a total (``小計``), a remark (``※``).

>>> unit_noted("（単位：人、千円）"), unit_noted("令和8年度 調査表"), unit_noted("予算額 3,600千円")
('千円', None, None)
>>> is_total("小　計"), is_total("長野市計"), is_total("会計課"), is_total("計3件")
(True, True, False, True)
"""

from __future__ import annotations

import re
from functools import lru_cache

from dx_kofu.read.names import squeezed

_AMOUNTS = "千円|百万円|万円|億円"
_NOTED = (
    rf"単位.{{0,8}}?({_AMOUNTS})|単位[はが:=/、]*(?:人|名|件|回|%)?[、/・(]*(円)"
    rf"|({_AMOUNTS}|円)単位|^[(\[【〔<]?({_AMOUNTS}|円)[)\]】〕>]?$"
)
_UNREAD = r"単位[はが:=/]"
_UNNOTED = rf"(?<![0-9,.])({_AMOUNTS})(?!未満|以下|以上)"
_NOTE = rf"[(\[【〔<]?(?:単位)?[はが:=/、]*(?:{_AMOUNTS}|円)(?:単位)?[)\]】〕>]?"
_TOTAL = (
    r"(?:(?:支出|経費|歳出|予算|執行|決算|金額|対象経費|.{1,12}[市町村区県府都道課係部局])?"
    r"[(〔【<]?(?:総合計|合計|小計|総計|総額|中計|累計|計)(?:額|金額)?(?:[0-9]+(?:件|名|人|団体|行))?(?:\(.{0,12}\))?[:)〕】>]*"
    r"|(?:sub|grand)?total|sum)"
)
_NOT_A_TOTAL = r"(?:会|設|家|統|推|時|温度|主)計"
_OF_A_PART = r".{1,30}[\s　(（](?:合計|小計|計)[)）]?"
_EXAMPLE = r"[(\[【〔<]?(?:例|記入例|記載例|作成例|入力例|見本|サンプル)[0-9]*[)\]】〕>]?"
_REMARK = r"[※*]|[(（]?注"
LONGEST = 30  # letters of a word for a total


def unit_noted(text: str) -> str | None:
    """The unit that a note names: ``（単位：千円）``, ``金額は千円単位``, ``（千円）``."""
    found = re.search(_NOTED, squeezed(text))
    return next((unit for unit in found.groups() if unit), None) if found else None


def unit_meant(text: str) -> str | None:
    """A unit that a text speaks of, a note's or not, or the whole of a note that cannot be read; ``3,600千円`` is an amount."""
    noted = unit_noted(text)
    if noted is not None:
        return noted
    found = re.search(_UNNOTED, squeezed(text))
    return found[1] if found else text.strip() if re.search(_UNREAD, squeezed(text)) else None


def is_note(text: str) -> bool:
    """Whether a text is a note of the unit and nothing else."""
    return re.fullmatch(_NOTE, squeezed(text)) is not None


@lru_cache(maxsize=4096)
def is_total(text: str) -> bool:
    """Whether a text is a word for a total and nothing else: ``合　計``, ``（計）``, ``長野市計``, ``計3件``."""
    if not text or len(text) > LONGEST:
        return False
    bare = squeezed(text)
    return re.fullmatch(_TOTAL, bare) is not None and re.search(_NOT_A_TOTAL, bare) is None


def names_a_total(text: str) -> bool:
    """Whether a text is a word for a total, or names the total of a part: ``CIO補佐官等 計``."""
    return is_total(text) or re.fullmatch(_OF_A_PART, text.strip()) is not None


def is_example(text: str) -> bool:
    """Whether a text says that its row only shows how to fill in the others: ``例``, ``（記入例）``, ``例1``."""
    return re.fullmatch(_EXAMPLE, squeezed(text)) is not None


def is_remark(text: str) -> bool:
    """Whether a text is a remark below a table: ``※ 金額は税込``."""
    return re.match(_REMARK, text.strip()) is not None
