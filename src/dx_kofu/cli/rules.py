# No deferred annotations here: Typer reads the options' help, in the language of the run, from them.
"""``dx-kofu rules``: the rule files as a list, as pages, by date, and the difference between two of them."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from dx_kofu.cli.errors import CLEAN, FINDINGS, WRONG_USE, WrongUse, guarded
from dx_kofu.cli.files import inputs, read_tables, write_text
from dx_kofu.cli.help import Speech
from dx_kofu.cli.output import put_out
from dx_kofu.cli.streams import tell, tell_all
from dx_kofu.compare.effect import effect
from dx_kofu.compare.records import Pair
from dx_kofu.messages import Message
from dx_kofu.read.expenses import Reading
from dx_kofu.read.guide import Guide
from dx_kofu.render import rules as render
from dx_kofu.rules.load import Loaded, RuleBook, RuleFileError, load
from dx_kofu.rules.records import RuleSet
from dx_kofu.rules.tree import diff, tree
from dx_kofu.words import Lang
from dx_kofu.years import parse_date, parse_year


def register(app: typer.Typer, speech: Speech) -> None:
    """Adds ``rules list``, ``show``, ``at`` and ``diff`` to the commands."""
    group = typer.Typer(cls=speech.group, help=speech.say("rules"), rich_markup_mode=None, no_args_is_help=True)
    app.add_typer(group, name="rules", short_help=speech.say("rules.short"))
    folder: Any = Annotated[str | None, typer.Option("--rules", metavar="DIR", help=speech.say("calc.rules"))]
    written: Any = Annotated[str | None, typer.Option("--output", "-o", metavar="FILE", help=speech.say("calc.output"))]
    language_: Any = Annotated[Lang, typer.Option("--lang", metavar="ja|en", help=speech.say("lang"))]

    @group.command("list", cls=speech.command, help=speech.say("rules.list"))
    def list_(
        format_: Annotated[
            Literal["table", "json"], typer.Option("--format", metavar="table|json", help=speech.say("rules.format"))
        ] = "table",
        rules: folder = None,
        lang_: language_ = speech.lang,
    ) -> int:
        return guarded(lambda: list_files(rules, format_, lang_), lang_)

    @group.command(cls=speech.command, help=speech.say("rules.show"))
    def show(
        year: Annotated[str, typer.Argument(metavar="YEAR", help=speech.say("rules.year"))],
        measure: Annotated[str | None, typer.Argument(metavar="MEASURE", help=speech.say("rules.measure"))] = None,
        format_: Annotated[
            Literal["md", "json", "toml"],
            typer.Option("--format", metavar="md|json|toml", help=speech.say("rules.format")),
        ] = "md",
        output: written = None,
        rules: folder = None,
        lang_: language_ = speech.lang,
    ) -> int:
        return guarded(lambda: show_rules(year, measure, rules, format_, output, lang_), lang_)

    @group.command(cls=speech.command, help=speech.say("rules.at"))
    def at(
        date: Annotated[str, typer.Argument(metavar="DATE", help=speech.say("rules.date"))],
        rules: folder = None,
        lang_: language_ = speech.lang,
    ) -> int:
        return guarded(lambda: rules_at(date, rules, lang_), lang_)

    @group.command("lint", cls=speech.command, help=speech.say("rules.lint"))
    def lint_(
        source: Annotated[str | None, typer.Option("--source", metavar="TEXT", help=speech.say("rules.source"))] = None,
        today: Annotated[str | None, typer.Option("--today", metavar="DATE", help=speech.say("rules.today"))] = None,
        format_: Annotated[
            Literal["table", "json"], typer.Option("--format", metavar="table|json", help=speech.say("rules.format"))
        ] = "table",
        rules: folder = None,
        lang_: language_ = speech.lang,
    ) -> int:
        return guarded(lambda: lint(rules, source, today, format_, lang_), lang_)

    @group.command("fmt", cls=speech.command, help=speech.say("rules.fmt"))
    def fmt_(
        files: Annotated[list[str], typer.Argument(metavar="FILE...", help=speech.say("rules.files"))],
        check: Annotated[bool, typer.Option("--check", help=speech.say("rules.fmt-check"))] = False,
        lang_: language_ = speech.lang,
    ) -> int:
        return guarded(lambda: format_files(files, check, lang_), lang_)

    @group.command("new", cls=speech.command, help=speech.say("rules.new"))
    def new_(
        year: Annotated[str, typer.Argument(metavar="YEAR", help=speech.say("rules.new-year"))],
        from_: Annotated[str, typer.Option("--from", metavar="YEAR", help=speech.say("rules.from"))],
        output: written = None,
        rules: folder = None,
        lang_: language_ = speech.lang,
    ) -> int:
        return guarded(lambda: new(year, from_, rules, output), lang_)

    @group.command("schema", cls=speech.command, help=speech.say("rules.schema"))
    def schema_(output: written = None, lang_: language_ = speech.lang) -> int:
        return guarded(lambda: schema(output), lang_)

    @group.command("reference", cls=speech.command, help=speech.say("rules.reference"))
    def reference_(
        target: Annotated[str, typer.Argument(metavar="DIR", help=speech.say("rules.folder"))],
        check: Annotated[bool, typer.Option("--check", help=speech.say("rules.check"))] = False,
        rules: folder = None,
        lang_: language_ = speech.lang,
    ) -> int:
        return guarded(lambda: reference(target, rules, check, lang_), lang_)

    @group.command(cls=speech.command, help=speech.say("rules.diff"))
    def diff(
        first: Annotated[str, typer.Argument(metavar="A", help=speech.say("rules.year"))],
        second: Annotated[str, typer.Argument(metavar="B", help=speech.say("rules.year"))],
        on: Annotated[list[str] | None, typer.Option("--on", metavar="FILE", help=speech.say("rules.on"))] = None,
        format_: Annotated[
            Literal["table", "md", "json", "html"],
            typer.Option("--format", metavar="table|md|json|html", help=speech.say("rules.format")),
        ] = "table",
        output: written = None,
        rules: folder = None,
        lang_: language_ = speech.lang,
    ) -> int:
        return guarded(lambda: difference(first, second, rules, on or [], format_, output, lang_), lang_)


def _book(folder: str | None) -> RuleBook:
    return RuleBook(Path(folder) if folder else None)


def _out(pieces: Iterable[str], output: str | None, not_over: Sequence[str] = ()) -> None:
    if output is None or output == "-":
        put_out(pieces)
    else:
        write_text(output, pieces, "utf-8", not_over)


def lint(folder: str | None, source: str | None, today: str | None, format_: str, lang: Lang) -> int:
    """``rules lint``: proves every file by trying every case; exit code 1 where something is found."""
    from dx_kofu.lint.overlaps import overlaps
    from dx_kofu.lint.proofs import prove
    from dx_kofu.lint.sources import check_sources, due

    day = parse_date(today) if today is not None else None
    if today is not None and day is None:
        raise WrongUse(Message("r.date", value=today))
    book = _book(folder)
    rule_sets = _checked(book)
    proof = prove(rule_sets)
    shared = [overlap for rules in rule_sets for overlap in overlaps(rules)]
    cited = []
    if source is not None:
        try:
            content = Path(source).read_bytes()
        except OSError as error:
            raise WrongUse(Message("overlay.file", path=source, why=error.strerror or "")) from error
        text = content.decode("utf-8", "replace")
        for rules in rule_sets:
            named = [name for name, document in rules.documents.items() if document.sha256 is not None]
            cited += [found for name in named for found in check_sources(rules, name, text, content)]
    late = due(rule_sets, day) if day is not None else ()
    if format_ == "json":
        _out([render.lint_json(proof, shared, cited, late, lang)], None)
    else:
        _out(render.lint_text(proof, shared, cited, late, lang), None)
    return FINDINGS if proof.findings or cited else CLEAN


def _checked(book: RuleBook) -> list[RuleSet]:
    """Every rule file looked at afresh, whatever the lock file says of it; the problems of all of them at once."""
    rule_sets: list[RuleSet] = []
    problems: list[Message] = []
    for year in book.years:
        try:
            rule_sets.append(load(book.folder / f"{year}.toml", year, trust=False).rules)
        except RuleFileError as error:
            problems += error.problems
    if problems:
        raise RuleFileError(problems)
    return rule_sets


def format_files(names: Sequence[str], check: bool, lang: Lang) -> int:
    """``rules fmt``: writes files in the canonical form, or with ``--check`` says which are not."""
    from dx_kofu.rules.edit import canonical

    loose = False
    for name in names:
        text = _text(name)
        try:
            written = canonical(text)
        except ValueError as error:
            raise WrongUse(Message("rules.toml", path=name, why=str(error))) from error
        if written == text:
            continue
        loose = True
        if check:
            tell(Message("r.loose", path=name), lang)
        else:
            write_text(name, [written], "utf-8", ())
            tell(Message("written", path=name), lang, "notice")
    return FINDINGS if loose and check else CLEAN


def _text(name: str) -> str:
    try:
        return Path(name).read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUse(Message("rules.file", path=name, why=str(error))) from error


def new(year: str, from_: str, folder: str | None, output: str | None) -> int:
    """``rules new YEAR --from YEAR``: a draft of a later year's file."""
    from dx_kofu.rules.edit import draft

    book = _book(folder)
    name = parse_year(year)
    if name is None:
        raise WrongUse(Message("usage.option", option="YEAR", value=year, expected=Message("cell.year")))
    _out([draft(book.find(from_).text, name)], output, book.paths())
    return CLEAN


def schema(output: str | None) -> int:
    """``rules schema``: the JSON schema of a rule file."""
    import json

    from dx_kofu.rules.validate import schema as schema_of

    _out([json.dumps(schema_of(), ensure_ascii=False, indent=1) + "\n"], output)
    return CLEAN


def reference(target: str, folder: str | None, check: bool, lang: Lang) -> int:
    """``rules reference DIR``: writes the pages, or with ``--check`` says which do not match the rule files."""
    from dx_kofu.render.reference import pages

    book = _book(folder)
    stale = False
    for name, text in pages([book[year] for year in book.years]).items():
        path = Path(target) / name
        if check and not (path.is_file() and path.read_text("utf-8") == text):
            tell(Message("r.stale", path=str(path), folder=target), lang)
            stale = True
        elif not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_text(str(path), [text], "utf-8", ())
    return FINDINGS if stale else CLEAN


def list_files(folder: str | None, format_: str, lang: Lang) -> int:
    """``rules list``."""
    book = _book(folder)
    loaded = [book[year] for year in book.years]
    _out([render.list_json(loaded) if format_ == "json" else render.as_list(loaded, lang)], None)
    return CLEAN


def show_rules(name: str, measure: str | None, folder: str | None, format_: str, output: str | None, lang: Lang) -> int:
    """``rules show YEAR [MEASURE]``."""
    book = _book(folder)
    loaded = book.find(name)
    there = loaded.rules.parts
    parts = [part for part in there if measure in (None, part.id, part.title.ja)]
    if not parts:
        raise WrongUse(Message("r.no-measure", name=measure, names=", ".join(part.id for part in there)))
    match format_:
        case "json":
            _out([render.page_json(loaded, parts)], output, book.paths())
        case "toml":
            text = loaded.text if measure is None else render.part_toml(loaded, parts[0])
            _out([text], output, book.paths())
        case _:
            _out(render.page(loaded, parts, lang), output, book.paths())
    return CLEAN


def rules_at(text: str, folder: str | None, lang: Lang) -> int:
    """``rules at DATE``: which file governs a date; a date in a closing period may belong to the year before."""
    date = parse_date(text)
    if date is None:
        raise WrongUse(Message("r.date", value=text))
    book = _book(folder)
    loaded = [book[year] for year in book.years]
    governing = [file for file in loaded if file.rules.first_day <= date <= file.rules.last_day]
    if not governing:
        raise WrongUse(Message("r.no-year", date=date, years=", ".join(book.years)))
    lines = [_governs(file, str(date), lang) for file in governing]
    lines += [
        Message("r.closing", date=date, year=file.rules.fiscal_year, closing=file.rules.closing_day).in_(lang)
        for file in loaded
        if file.rules.last_day < date <= file.rules.closing_day
    ]
    _out([f"{line}\n" for line in lines], None)
    return CLEAN


def _governs(file: Loaded, date: str, lang: Lang) -> str:
    rules = file.rules
    status = Message(f"t.{rules.status}")
    year, version = rules.fiscal_year, rules.version
    return Message("r.governs", date=date, year=year, file=file.name, version=version, status=status).in_(lang)


def difference(
    first: str, second: str, folder: str | None, on: Sequence[str], format_: str, output: str | None, lang: Lang
) -> int:
    """``rules diff A B``: exit code 1 where they differ, or where a budget given with ``--on`` cannot be read."""
    book = _book(folder)
    old, new = book.find(first), book.find(second)
    changes = diff(tree(old.rules), tree(new.rules))
    found = _effect(book, old, new, on, lang) if on else None
    if isinstance(found, Reading):
        tell_all(found.diagnostics, lang)
        return FINDINGS
    not_over = [*book.paths(), first, second, *inputs(on)[0]]
    if format_ == "json":
        _out([render.diff_json(old, new, changes, found)], output, not_over)
    elif format_ == "html":
        from dx_kofu.render.rules_html import diff_page

        _out([diff_page(old, new, changes, found, lang)], output, not_over)
    else:
        pieces = render.diff_text(old, new, changes, lang, markdown=format_ == "md")
        _out([*pieces, *(render.effect_text(found, lang) if found is not None else ())], output, not_over)
    return FINDINGS if changes else CLEAN


def _effect(book: RuleBook, old: Loaded, new: Loaded, files: Sequence[str], lang: Lang) -> Pair | Reading:
    paths, problems = inputs(files)
    guide = Guide(book=book)
    tables, broken = read_tables(paths, guide)
    if problems or broken:
        tell_all([*problems, *broken], lang)
        raise typer.Exit(WRONG_USE)
    return effect(tables, old, new, guide)
