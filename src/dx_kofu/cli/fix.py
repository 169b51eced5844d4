"""``check --fix -o NEW``: a copy of the table with what is certain mended; the copy is what is checked.

The input is never changed, and NEW is a file that was not there. Where nothing is to be mended, nothing is written.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from dx_kofu.cli.errors import FINDINGS, WRONG_USE, Stopped, WrongUse
from dx_kofu.cli.files import STDIN, CannotWrite, inputs, missing, read_bytes, shown, write_file
from dx_kofu.cli.run import Run, begin, guided, stops
from dx_kofu.cli.sources import Sources
from dx_kofu.cli.streams import tell, tell_all
from dx_kofu.messages import Message
from dx_kofu.read.expenses import read_expenses
from dx_kofu.read.guide import Guide
from dx_kofu.read.sheet import Unreadable
from dx_kofu.read.table import read_tables
from dx_kofu.records import Diagnostic
from dx_kofu.repair.mend import Mended, kind_of, mend
from dx_kofu.repair.records import CannotRepair, Repair
from dx_kofu.repair.workbook import has_formulas
from dx_kofu.words import Lang

SUFFIXES = {"text": (".csv", ".tsv", ".txt"), "xlsx": (".xlsx", ".xlsm")}


class Fixed(NamedTuple):
    """What was mended in a table, and what was not."""

    name: str
    """Of the input."""
    repairs: tuple[Repair, ...]
    suggestions: tuple[Diagnostic, ...]
    """What is left with a likely fix that is not certain."""
    checked: bool
    """Whether the copy could be checked: bad rows that are left stop that."""


def begin_fixed(sources: Sources, output: str, lang: Lang) -> tuple[Run, Fixed]:
    """Mends the only file of a run, writes the copy and reads it; what is left in it is told."""
    _, _, guide = guided(sources)
    path, content = _only_file(sources, lang)
    _refuse(path, content, output)
    name, mended = shown(path), _mend(path, content, guide, lang)
    if mended.repairs:
        write_file(output, [mended.content], [path])
        tell(Message("written", path=shown(output)), lang, "notice")
        if kind_of(content) == "xlsx" and has_formulas(content):
            tell(Message("repair.formulas", path=shown(output)), lang, "notice")
        path, sources = output, sources._replace(files=(output,))
    else:
        tell(Message("repair.none"), lang, "notice")
    begun = begin(sources, lang, mended=True, given={path: mended.content})
    left = begun.reading.diagnostics
    tell_all([diagnostic for diagnostic in left if diagnostic.fix is None], lang)
    checked = not stops(begun.reading, lang, skip_bad_rows=sources.skip_bad_rows)
    suggestions = tuple(diagnostic for diagnostic in left if diagnostic.fix is not None)
    return begun, Fixed(name, mended.repairs, suggestions, checked)


def begin_with_hint(sources: Sources, lang: Lang) -> Run:
    """Reads the tables; where bad input stops the check, says what ``--fix`` would mend."""
    try:
        return begin(sources, lang)
    except Stopped as stop:
        if stop.code == FINDINGS:
            _hint(sources, lang)
        raise


def example(path: str) -> str:
    """A name for the copy of a file."""
    return "fixed.csv" if path == STDIN else f"{Path(path).stem}-fixed{Path(path).suffix}"


def _hint(sources: Sources, lang: Lang) -> None:
    paths, _ = inputs(sources.files)
    if len(paths) != 1 or paths[0] == STDIN:
        return
    _, _, guide = guided(sources)
    try:
        content = read_bytes(paths[0])
        mended = mend(shown(paths[0]), content, guide)
        problems, left = (_problems(paths[0], one, guide) for one in (content, mended.content))
    except (OSError, Unreadable, CannotRepair):
        return  # the problems have been told; this would only have been an offer
    if problems - left:
        fields = {"file": shown(paths[0]), "example": shown(example(paths[0]))}
        tell(Message("repair.hint", repairs=len(mended.repairs), left=len(left), **fields), lang, "notice")


def _problems(path: str, content: bytes, guide: Guide) -> set[tuple[str, int | None, str | None]]:
    """What is wrong with a file, by code, line and column."""
    told = read_expenses(read_tables(shown(path), content, guide), guide).diagnostics
    return {(problem.code, problem.row, problem.column) for problem in told}


def _only_file(sources: Sources, lang: Lang) -> tuple[str, bytes]:
    paths, unreadable = inputs(sources.files)
    if len(paths) > 1:
        raise WrongUse(Message("repair.one-file", count=len(paths)))
    content = b""
    for path in paths:
        try:
            content = read_bytes(path)
        except OSError as error:
            unreadable.append(missing(path, error))
    if unreadable:
        tell_all(unreadable, lang)
        raise Stopped(WRONG_USE)
    return paths[0], content


def _refuse(path: str, content: bytes, output: str) -> None:
    """Raises where the copy may not go by this name: the input's, one of another kind of file, one that is there."""
    if path != STDIN and os.path.realpath(path) == os.path.realpath(output):
        raise CannotWrite(Message("file.over-input", path=shown(output)))
    fit = SUFFIXES.get(kind_of(content), ())
    own = Path(path).suffix.lower()
    fit = (own,) if own in fit else fit
    if fit and Path(output).suffix.lower() not in fit:
        raise WrongUse(Message("repair.extension", path=shown(output), suffix=" / ".join(fit)))
    if os.path.lexists(output):
        raise CannotWrite(Message("repair.exists", path=shown(output)))


def _mend(path: str, content: bytes, guide: Guide, lang: Lang) -> Mended:
    try:
        return mend(shown(path), content, guide)
    except CannotRepair as error:
        raise WrongUse(error.message) from error
    except Unreadable as error:
        tell_all([Diagnostic("file-unreadable", error.name, error.row, None, None, error.message)], lang)
        raise Stopped(WRONG_USE) from error
