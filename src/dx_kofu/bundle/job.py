"""A run as data: everything that its result depends on, and the result computed from that alone.

In: a :class:`Job` - bytes of tables, rule files, mapping and overlay, and the options of the command line. Out: the files of its
result. Nothing else is read, so the same job gives the same bytes wherever it is run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from dx_kofu.calc import calculate
from dx_kofu.messages import Message
from dx_kofu.oddities import oddities
from dx_kofu.read.cells import UNITS
from dx_kofu.read.expenses import Reading, check_assumption, read_expenses
from dx_kofu.read.frame import newest
from dx_kofu.read.guide import Guide
from dx_kofu.read.sheet import Unreadable
from dx_kofu.read.table import read_tables
from dx_kofu.render import csv, json
from dx_kofu.result import Answered, Result
from dx_kofu.rules.load import Given, RuleBook, RuleFileError
from dx_kofu.words import Lang

LANGS: tuple[Lang, ...] = ("ja", "en")


class File(NamedTuple):
    """A file of the run, by the name that it was given."""

    name: str
    content: bytes


class Options(NamedTuple):
    """What the command line said."""

    body: str | None = None
    fiscal_year: str | None = None
    assume: Mapping[str, str] = {}
    sheet: tuple[str, ...] = ()
    unit: str | None = None
    skip_bad_rows: bool = False
    lang: Lang = "ja"
    format: Literal["table", "json", "csv", "md", "html", "xlsx"] = "table"


class Job(NamedTuple):
    """Everything that a result depends on."""

    inputs: tuple[File, ...]
    rules: tuple[File, ...]
    """Every rule file of the folder (``R8.toml``): how a header is read depends on the facts of all years."""
    mapping: File | None
    overlay: File | None
    options: Options
    answers: tuple[File, ...] = ()
    """Sheets of questions, filled in."""


class CannotRun(Exception):
    """A job that gives no result; ``messages`` say why."""

    def __init__(self, *messages: Message) -> None:
        super().__init__()
        self.messages = messages


def run(job: Job) -> Result:
    """The result of a job; :class:`CannotRun` where there is none."""
    try:
        book = RuleBook.of_files({file.name: file.content for file in job.rules})
        given = _given(book, job.overlay)
        guide = _guide(book, job)
        tables = [table for file in job.inputs for table in read_tables(*file, guide)]
        return _result(read_expenses(tables, guide), guide, given, job)
    except RuleFileError as error:
        raise CannotRun(*error.problems) from error
    except Unreadable as error:
        raise CannotRun(Message("bundle.at", file=error.name, message=error.message)) from error


def files(result: Result, program: str) -> dict[str, bytes]:
    """The files of a result: the JSON in both languages, the items as CSV; ``program`` is the version that is named in them."""
    documents = {
        f"result/result.{lang}.json": "".join(json.render(result, lang, program=program)).encode() for lang in LANGS
    }
    return documents | {"result/result.csv": "".join(csv.render(result)).encode("utf-8-sig")}


def _given(book: RuleBook, overlay: File | None) -> Given | None:
    if overlay is None:
        return None
    from dx_kofu.rules.overlay import apply

    return apply(book, *overlay)


def _guide(book: RuleBook, job: Job) -> Guide:
    options = job.options
    if options.unit is not None and options.unit not in UNITS:
        raise CannotRun(Message("usage.unit", value=options.unit, units=", ".join(name for name in UNITS if name)))
    guide = Guide(book=book)
    if job.mapping is not None:
        from dx_kofu.read.mapping import mapping_guide

        guide = mapping_guide(book, *job.mapping)
    columns = {"body_code": options.body, "fiscal_year": options.fiscal_year}
    return guide.with_options(
        columns={name: text for name, text in columns.items() if text is not None},
        assumed=options.assume,
        sheets=options.sheet,
        unit=options.unit,
    )


def _result(reading: Reading, guide: Guide, given: Given | None, job: Job) -> Result:
    bad = reading.diagnostics
    if bad and (not job.options.skip_bad_rows or any(found.code.startswith("header-") for found in bad)):
        raise CannotRun(*(Message("bundle.at", file=found.file, message=found.message) for found in bad))
    _check_assumptions(guide, reading)
    answers: list[Answered] = []
    for file in job.answers:
        reading, answered = _answered(reading, file)
        answers.append(answered)
    warnings = (*reading.odd_totals, *oddities(reading.expenses, reading.rules))
    return calculate(
        reading.expenses,
        reading.rules,
        inputs=reading.inputs,
        overlay=given,
        options={**guide.columns, **guide.assumed},
        warnings=(*reading.left_out, *warnings),
        skipped=tuple(bad),
        read_as=tuple(reading.read_as),
        answers=tuple(answers),
    )


def _answered(reading: Reading, file: File) -> tuple[Reading, Answered]:
    from dx_kofu.ask.answers import take

    taken = take(*file, reading.expenses, reading.rules)
    if taken.diagnostics:
        raise CannotRun(*(Message("bundle.at", file=found.file, message=found.message) for found in taken.diagnostics))
    return reading._replace(expenses=taken.expenses), taken.given


def _check_assumptions(guide: Guide, reading: Reading) -> None:
    rules = [loaded.rules for loaded in reading.rules.values()] or [guide.book[newest(guide.book)].rules]
    found: Sequence[Message | None] = [check_assumption(name, value, rules) for name, value in guide.assumed.items()]
    problems = [problem for problem in found if problem is not None]
    if problems:
        raise CannotRun(*problems)
