"""From the command line to a guide for reading files: a mapping file first, options over it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from dx_kofu.cli.errors import WrongUse
from dx_kofu.cli.files import reason, shown
from dx_kofu.messages import Message
from dx_kofu.read.cells import UNITS, Bad, parse_body_code, parse_year
from dx_kofu.read.expenses import Reading, check_assumption
from dx_kofu.read.frame import newest
from dx_kofu.read.guide import Guide
from dx_kofu.rules.load import RuleBook


def guide_of(
    book: RuleBook,
    *,
    body: str | None = None,
    fiscal_year: str | None = None,
    assume: Sequence[str] = (),
    sheets: Sequence[str] = (),
    unit: str | None = None,
    mapping: str | None = None,
    name: str | None = None,
) -> Guide:
    """The guide that ``--body``, ``--fiscal-year``, ``--assume``, ``--sheet``, ``--unit`` and ``--mapping`` give.

    Each is looked at before any file is; every problem at once as :class:`~dx_kofu.cli.errors.WrongUse`. ``name``: what the mapping
    file is called, where that is not its path.
    """
    problems: list[Message] = []
    columns: dict[str, str] = {}
    if body is not None:
        columns["body_code"] = body
        if isinstance(bad := parse_body_code(body), Bad):
            problems.append(Message("usage.option", option="--body", value=body, expected=bad.message))
    if fiscal_year is not None:
        columns["fiscal_year"] = fiscal_year
        if isinstance(bad := parse_year(fiscal_year, book.years), Bad):
            problems.append(Message("usage.option", option="--fiscal-year", value=fiscal_year, expected=bad.message))
    if unit is not None and unit not in UNITS:
        problems.append(Message("usage.unit", value=unit, units=", ".join(name for name in UNITS if name)))
    assumed = assumptions(assume, problems)
    if problems:
        raise WrongUse(*problems)
    guide = _mapped(book, mapping, name)
    return guide.with_options(columns=columns, assumed=assumed, sheets=sheets, unit=unit)


def assumptions(texts: Sequence[str], problems: list[Message]) -> Mapping[str, str]:
    """``--assume NAME=VALUE``, several times."""
    assumed: dict[str, str] = {}
    for text in texts:
        name, equals, value = (part.strip() for part in text.partition("="))
        if not (name and equals and value):
            problems.append(Message("usage.assume", value=text))
        elif name in assumed:
            problems.append(Message("usage.assume-twice", name=name))
        assumed[name] = value
    return assumed


def _mapped(book: RuleBook, path: str | None, name: str | None) -> Guide:
    if path is None:
        return Guide(book=book)
    from dx_kofu.read.mapping import mapping_guide

    try:
        content = Path(path).read_bytes()
    except OSError as error:
        raise WrongUse(Message("overlay.file", path=shown(path), why=reason(error))) from error
    return mapping_guide(book, name or shown(path), content)


def check_assumptions(guide: Guide, reading: Reading) -> None:
    """``--assume`` names columns of the years that were read; what does not fit, all of it, as ``WrongUse``."""
    if guide.assumed:
        book = guide.book
        years = [loaded.rules for loaded in reading.rules.values()] or [book[newest(book)].rules]
        checked = [check_assumption(name, value, years) for name, value in guide.assumed.items()]
        problems = [problem for problem in checked if problem is not None]
        if problems:
            raise WrongUse(*problems)
