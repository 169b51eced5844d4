# No deferred annotations here: Typer reads the options' help, in the language of the run, from them.
"""The commands and their help, in Japanese or English."""

import os
import sys
from collections.abc import Sequence
from typing import Annotated, Any, Literal

import typer
from typer.core import TyperCommand, TyperGroup

from dx_kofu import __version__
from dx_kofu.cli.help import HELP, localise
from dx_kofu.cli.streams import language, normalise_streams
from dx_kofu.words import Lang

WRONG_USE = 2

Format = Literal["table", "json", "csv"]


def main() -> None:
    """The program: runs a command and exits with its code."""
    normalise_streams()
    lang = language(sys.argv[1:])
    code = run(sys.argv[1:], lang)
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:
        pass
    os._exit(code)  # everything is written; taking a large result apart would only cost time


def run(arguments: Sequence[str], lang: Lang) -> int:
    """Runs a command line and returns its exit code."""
    try:
        code = build(lang)(list(arguments), prog_name="dx-kofu", standalone_mode=False)
    except typer.Exit as error:
        return error.exit_code
    except (typer.Abort, KeyboardInterrupt):
        print(HELP["interrupted"].in_(lang), file=sys.stderr)
        return 130
    except typer.TyperException as error:
        print(_usage(error, lang), file=sys.stderr)
        return WRONG_USE
    return code if isinstance(code, int) else 0


def _usage(error: typer.TyperException, lang: Lang) -> str:
    """A wrong command line, said in the language of the run."""
    words: dict[str, Any] = {"detail": error.format_message(), "option": getattr(error, "option_name", None)}
    param = getattr(error, "param", None)
    words["param"] = next((name for name in getattr(param, "opts", ()) if name.startswith("--")), None)
    words["param"] = words["param"] or getattr(param, "metavar", None) or getattr(error, "param_hint", None)
    context = getattr(error, "ctx", None)
    words["values"] = getattr(param, "metavar", None)
    keys = {"NoSuchOption": "usage.no-option", "MissingParameter": "usage.missing", "BadParameter": "usage.value"}
    key = keys.get(type(error).__name__, "usage.other")
    return f"{HELP[key].in_(lang).format(**words)}\n" + HELP["usage.see"].in_(lang).format(
        command=context.command_path if context else "dx-kofu"
    )


def build(lang: Lang) -> typer.Typer:
    """The commands, with help in one language."""

    def say(key: str) -> str:
        return HELP[key].in_(lang)

    class Command(TyperCommand):
        def get_help(self, ctx: Any) -> str:
            return localise(super().get_help(ctx), lang)

    class Group(TyperGroup):
        def get_help(self, ctx: Any) -> str:
            return localise(super().get_help(ctx), lang)

    settings = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
    app = typer.Typer(
        cls=Group,
        help=say("app"),
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        no_args_is_help=True,
        context_settings=settings,
    )

    def show_version(asked: bool) -> None:
        if asked:
            print(f"dx-kofu {__version__}")
            raise typer.Exit

    @app.callback()
    def root(
        version: Annotated[
            bool, typer.Option("--version", help=say("version"), callback=show_version, is_eager=True)
        ] = False,
        lang_: Annotated[Lang, typer.Option("--lang", metavar="ja|en", help=say("lang"))] = lang,
    ) -> None:
        pass

    @app.command(cls=Command, help=say("calc"), short_help=say("calc.short"))
    def calc(
        files: Annotated[list[str], typer.Argument(metavar="FILE...", help=say("calc.files"))],
        format_: Annotated[
            Format | None, typer.Option("--format", metavar="table|json|csv", help=say("calc.format"))
        ] = None,
        output: Annotated[str | None, typer.Option("--output", "-o", metavar="FILE", help=say("calc.output"))] = None,
        fiscal_year: Annotated[
            str | None, typer.Option("--fiscal-year", metavar="R8", help=say("calc.fiscal-year"))
        ] = None,
        body: Annotated[str | None, typer.Option("--body", metavar="CODE", help=say("calc.body"))] = None,
        rules: Annotated[str | None, typer.Option("--rules", metavar="DIR", help=say("calc.rules"))] = None,
        overlay: Annotated[str | None, typer.Option("--overlay", metavar="FILE.toml", help=say("calc.overlay"))] = None,
        assume: Annotated[
            list[str] | None, typer.Option("--assume", metavar="NAME=VALUE", help=say("calc.assume"))
        ] = None,
        skip_bad_rows: Annotated[bool, typer.Option("--skip-bad-rows", help=say("calc.skip-bad-rows"))] = False,
        lang_: Annotated[Lang, typer.Option("--lang", metavar="ja|en", help=say("lang"))] = lang,
    ) -> int:
        from dx_kofu.cli import calc as command

        del lang_  # read before the commands were built, since their help is in it
        given = (files, format_, output, fiscal_year, body, rules, overlay, assume or [], skip_bad_rows, lang)
        return command.run(command.Options(*given))

    return app
