"""Words: which spelling of a known id or name is certain to be meant.

Certain are other widths, cases, blanks and dashes, words that the reader takes for others (``aliases.toml``), and an id of Latin
letters mistyped in one place where no other id is near. A Japanese name with another character may be another word (受講料,
受験料), and a digit more another thing: they are only suggested.

>>> ids = {"cio-aide": "cio-aide", "CIO補佐官": "cio-aide", "dx-leader": "dx-leader"}
>>> texts = ("CIO_Aide", "cio-aid", "ＣＩＯ 補佐官", "CIO補佐", "aide")
>>> [found and found.text for found in (certain_word(text, ids, {}) for text in texts)]
['cio-aide', 'cio-aide', 'CIO補佐官', None, None]
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from dx_kofu.messages import Message
from dx_kofu.read.cells import word
from dx_kofu.read.names import squeezed
from dx_kofu.repair.records import Certain

SHORTEST = 5  # letters of an id that a mistyped one is told by
NEAR = 2  # an id within as many slips is another that may be meant


def certain_word(text: str, spellings: Mapping[str, str], others: Mapping[str, str]) -> Certain | None:
    """What a word certainly means: one of ``spellings`` (with the values they stand for), or of ``others`` by squeezed text."""
    for same in (word, squeezed):
        found = next((spelling for spelling in spellings if same(spelling) == same(text)), None)
        if found is not None:
            return Certain(found, "id-spelling", Message("repair.id-spelling"))
    value = others.get(squeezed(text))
    names = [spelling for spelling, meant in spellings.items() if meant == value]
    if names:
        return Certain(names[0] if text.isascii() else names[-1], "id-spelling", Message("repair.other-word"))
    found = only_near(text, spellings)
    return None if found is None else Certain(found, "id-misspelt", Message("repair.id-misspelt"))


def only_near(text: str, spellings: Collection[str]) -> str | None:
    """The id that a text has one slip in, where no other is near: a letter too much, too few, another, or two the wrong way round."""
    typed = squeezed(text)
    if not (typed.isascii() and typed.isalpha()):
        return None
    slips = {name: _slips(typed, squeezed(name)) for name in spellings if name.isascii()}
    near = [name for name, count in slips.items() if count <= NEAR]
    if len(near) == 1 and slips[near[0]] == 1 and len(squeezed(near[0])) >= SHORTEST:
        return near[0]
    return None


def _slips(one: str, other: str) -> int:
    """The least number of slips between two words (restricted Damerau-Levenshtein distance)."""
    if abs(len(one) - len(other)) > NEAR:
        return NEAR + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        earlier, before, row = before, row, [at]
        for place, wanted in enumerate(other, 1):
            least = min(before[place] + 1, row[place - 1] + 1, before[place - 1] + (letter != wanted))
            if at > 1 and place > 1 and letter == other[place - 2] and one[at - 2] == wanted:
                least = min(least, earlier[place - 2] + 1)
            row.append(least)
    return row[-1]
