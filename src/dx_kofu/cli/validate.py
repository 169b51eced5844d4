# No deferred annotations here: Typer reads the options' help, in the language of the run, from them.
"""``dx-kofu validate``: budgets with expected results, for CI."""

import os
import signal
import sys
from collections.abc import Generator, Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

import typer

from dx_kofu.budgets.check import Budget, File, Outcome, check, problem
from dx_kofu.cli.budgets import Paths, Search, search
from dx_kofu.cli.errors import CLEAN, FINDINGS, WRONG_USE, WrongUse, guarded
from dx_kofu.cli.files import NotRegular, missing, read_regular, shown, write_text
from dx_kofu.cli.help import Speech
from dx_kofu.cli.output import format_of, put
from dx_kofu.cli.progress import Progress
from dx_kofu.cli.streams import tell
from dx_kofu.messages import Message
from dx_kofu.records import Diagnostic
from dx_kofu.render.budgets.words import Report
from dx_kofu.rules.load import Loaded, RuleBook
from dx_kofu.words import Lang

Format = Literal["table", "json", "junit", "sarif", "github"]
FORMATS: dict[str, Format] = {".json": "json", ".xml": "junit", ".sarif": "sarif", ".txt": "table"}
PARALLEL = 1_000_000
"""Bytes of tables from which on more processes are faster than the time to start them: about a second of work."""
LEAST = 1000  # what the smallest table counts
MOST_PROCESSES = 8
MOST_NAMES = 8  # tables named in the notice on those without an expected result


class Options(NamedTuple):
    """The command line of ``validate``."""

    paths: Sequence[str]
    format: Format | None
    output: str | None
    rules: str | None
    update: bool
    lang: Lang


class Task(NamedTuple):
    """What every budget of a run is checked by."""

    book: RuleBook
    as_of: Loaded | None
    update: bool


def register(app: typer.Typer, speech: Speech) -> None:
    """Adds ``validate`` to the commands."""

    @app.command(cls=speech.command, help=speech.say("validate"), short_help=speech.say("validate.short"))
    def validate(
        paths: Annotated[list[str], typer.Argument(metavar="PATH...", help=speech.say("validate.paths"))],
        format_: Annotated[
            Format | None,
            typer.Option("--format", metavar="table|json|junit|sarif|github", help=speech.say("validate.format")),
        ] = None,
        output: Annotated[
            str | None, typer.Option("--output", "-o", metavar="FILE", help=speech.say("calc.output"))
        ] = None,
        rules: Annotated[
            str | None, typer.Option("--rules", metavar="DIR|YEAR", help=speech.say("validate.rules"))
        ] = None,
        update: Annotated[bool, typer.Option("--update", help=speech.say("validate.update"))] = False,
        lang_: Annotated[Lang, typer.Option("--lang", metavar="ja|en", help=speech.say("lang"))] = speech.lang,
    ) -> int:
        options = Options(paths, format_, output, rules, update, lang_)
        return guarded(lambda: _run(options), lang_)


def _run(options: Options) -> int:
    format_ = format_of(options.format, options.output, FORMATS, "table")
    task = _task(options)
    there = _search(options)
    budgets = sorted((*there.budgets, *(there.without if options.update else ())))
    if options.update:
        _each_its_own(budgets)
    checked = _checked(budgets, task)
    if options.update:
        _update(budgets, checked, options.lang)
        pairs = zip(budgets, checked, strict=True)
        checked = [outcome for paths, outcome in pairs if not _is_no_budget(paths, outcome, options)]
    outcomes = [*checked, *_not_checked(there)]
    _write(_report(outcomes, task.as_of), format_, options, _not_over(there, task, options))
    if any(not outcome.is_usable for outcome in outcomes):
        return WRONG_USE
    if options.update:
        return FINDINGS if any(outcome.problems for outcome in outcomes) else CLEAN
    return CLEAN if all(outcome.is_same for outcome in outcomes) else FINDINGS


def _task(options: Options) -> Task:
    """The rules: those of each row's year, from a folder where one is named, or one rule set for every row."""
    name = options.rules
    if name is None or os.path.isdir(name):
        book = RuleBook(Path(name) if name else None)
        for year in book.years:  # read here once, so that a broken one is told before anything is checked
            book[year]
        return Task(book, None, options.update)
    if options.update:
        raise WrongUse(Message("v.update-as-of"))
    book = RuleBook()
    return Task(book, book.find(name), update=False)


def _search(options: Options) -> Search:
    """What the paths hold; :class:`WrongUse` where one of them holds nothing to check."""
    gone = [path for path in options.paths if not os.path.exists(path)]
    if gone:
        raise WrongUse(*(Message("v.gone", path=shown(path)) for path in gone))
    there = search(options.paths, creating=options.update)
    if not options.update and there.without:
        names = ", ".join(shown(paths.table) for paths in there.without[:MOST_NAMES])
        more = " ..." if len(there.without) > MOST_NAMES else ""
        tell(Message("v.without", count=len(there.without), names=names + more), options.lang, "notice")
    if there.empty:
        raise WrongUse(*(Message("v.no-budget", path=shown(path)) for path in there.empty))
    return there


def _not_checked(there: Search) -> list[Outcome]:
    """An outcome for each expected result that has lost its table, and for each folder that cannot be looked into."""
    alone = [
        Outcome(path, path, problems=(problem("expected-alone", path, Message("v.orphan")),))
        for path in map(shown, there.orphans)
    ]
    closed = [
        Outcome(
            shown(error.filename), shown(error.filename), problems=(missing(error.filename, error),), is_usable=False
        )
        for error in there.closed
    ]
    return [*alone, *closed]


def _not_over(there: Search, task: Task, options: Options) -> list[str]:
    """Every file that is read, or stands beside those that are: none is ever written over."""
    tables = [path for paths in (*there.budgets, *there.without) for path in paths if path]
    rules = [options.rules] if options.rules is not None and os.path.isfile(options.rules) else []
    return [*tables, *there.orphans, *task.book.paths(), *rules]


def _each_its_own(budgets: Iterable[Paths]) -> None:
    """Two tables (``b.csv``, ``b.xlsx``) may share an expected result, but only one of them can write it."""
    tables: dict[str, list[str]] = {}
    for budget in budgets:
        tables.setdefault(budget.expected, []).append(shown(budget.table))
    shared = [
        Message("v.shared", path=shown(path), tables=", ".join(names))
        for path, names in tables.items()
        if len(names) > 1
    ]
    if shared:
        raise WrongUse(*shared)


# ------------------------------------------------------------------------------------------------ checking


def _checked(budgets: Sequence[Paths], task: Task) -> list[Outcome]:
    """Every budget's outcome, in their order; in several processes where that is faster."""
    processes = _processes(budgets)
    outcomes: list[Outcome] = []
    told = Progress()
    try:
        if processes > 1:
            with closing(_in_parallel(budgets, task, processes)) as parallel:
                for outcome in parallel:
                    outcomes.append(outcome)
                    told.step(len(outcomes), len(budgets))
    except (OSError, ImportError, NotImplementedError, RuntimeError):
        pass  # no processes to be had here: what is left is checked in this one
    for paths in budgets[len(outcomes) :]:
        outcomes.append(_outcome(paths, task))
        told.step(len(outcomes), len(budgets))
    told.end()
    return outcomes


def _processes(budgets: Sequence[Paths]) -> int:
    """How many processes pay: one where there is little to do, or where a program cannot start itself again."""
    work = sum(max(os.path.getsize(budget.table), LEAST) for budget in budgets if os.path.isfile(budget.table))
    if work < PARALLEL or len(budgets) == 1 or getattr(sys, "frozen", False):
        return 1
    there = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(there, MOST_PROCESSES)


def _in_parallel(budgets: Sequence[Paths], task: Task, processes: int) -> Generator[Outcome]:
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(processes, initializer=_begin, initargs=(task,)) as pool:
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for this process alone: it ends the others
        try:
            outcomes = pool.map(_of_worker, budgets, chunksize=max(1, len(budgets) // (processes * 8)))
        finally:
            signal.signal(signal.SIGINT, before)
        try:
            yield from outcomes
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


_task_of_worker: Task | None = None


def _begin(task: Task) -> None:
    """What a process is told once."""
    global _task_of_worker
    _task_of_worker = task
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _of_worker(paths: Paths) -> Outcome:
    assert _task_of_worker is not None
    return _outcome(paths, _task_of_worker)


class CannotRead(Exception):
    """A file of a budget that cannot be read; ``problem`` says why."""

    def __init__(self, problem: Diagnostic) -> None:
        super().__init__(problem)
        self.problem = problem


def _outcome(paths: Paths, task: Task) -> Outcome:
    try:
        expected = _file(paths.expected) if paths.has_expected else None
        mapping = _file(paths.mapping) if paths.mapping is not None else None
        budget = Budget(_file(paths.table), expected, mapping)
    except CannotRead as error:
        return Outcome(shown(paths.table), shown(paths.expected), problems=(error.problem,), is_usable=False)
    return check(budget, task.book, task.as_of, update=task.update)._replace(expected=shown(paths.expected))


def _file(path: str) -> File:
    try:
        return File(shown(path), read_regular(path))
    except (OSError, NotRegular) as error:
        raise CannotRead(missing(path, error)) from error


def _is_no_budget(paths: Paths, outcome: Outcome, options: Options) -> bool:
    """Whether a table of a folder cannot be read and nobody expected anything of it: told, and not counted."""
    expected_nothing = bool(outcome.problems) and not paths.has_expected
    if not expected_nothing or paths.table in map(os.path.normpath, options.paths):
        return False
    tell(Message("v.no-table", path=outcome.table), options.lang, "notice")
    return True


# ------------------------------------------------------------------------------------------------ writing


def _report(outcomes: Sequence[Outcome], as_of: Loaded | None) -> Report:
    name = None if as_of is None else as_of.label
    return Report(tuple(outcomes), name)


def _write(report: Report, format_: Format, options: Options, not_over: Sequence[str]) -> None:
    put(lambda ascii_only: _pieces(report, format_, options, ascii_only), options.output, options.lang, not_over)
    if format_ == "github":
        from dx_kofu.cli.ci import append_summary
        from dx_kofu.render.budgets.ci import document

        append_summary(document(report, options.lang))


def _pieces(report: Report, format_: Format, options: Options, ascii_only: bool) -> Iterable[str]:
    lang = options.lang
    match format_:
        case "table":
            from dx_kofu.render.budgets import table

            return table.render(report, lang, updated=options.update)
        case "json":
            from dx_kofu.render.budgets import json

            return json.render(report, lang, ascii_only=ascii_only)
        case "junit" | "sarif" | "github":
            from dx_kofu.cli.ci import pieces
            from dx_kofu.render.budgets.ci import document

            return pieces(document(report, lang), format_, ascii_only=ascii_only)


def _update(budgets: Sequence[Paths], outcomes: Sequence[Outcome], lang: Lang) -> None:
    """Writes the expected files that change, each whole or not at all."""
    for paths, outcome in zip(budgets, outcomes, strict=False):
        if outcome.text is not None:
            created = not paths.has_expected
            write_text(paths.expected, [outcome.text], "utf-8", [paths.table, *filter(None, [paths.mapping])])
            message = "v.created" if created else "v.rewritten"
            tell(Message(message, path=shown(paths.expected)), lang, "notice")
            for comment in outcome.lost:
                tell(Message("v.lost", path=shown(paths.expected), comment=comment), lang, "warning")
