"""The README: its commands are there for CI to run, its examples and options exist."""

from __future__ import annotations

import re

from dx_kofu.cli.help import HELP
from dx_kofu.columns import COLUMNS
from tests.support import EXAMPLES, ROOT

README = (ROOT / "README.md").read_text("utf-8")


def test_ci_finds_both_commands() -> None:
    blocks = dict(re.findall(r"<!-- command: (\w+) -->\n```sh\n(.+?)\n```", README))
    assert list(blocks) == ["install", "test"]
    assert "dx-kofu calc examples/" in blocks["install"]
    assert (ROOT / blocks["install"].split()[-1]).is_file()
    assert "-m pytest" in blocks["test"]


def test_every_option_is_one_that_a_command_has() -> None:
    for option in set(re.findall(r"[ `]--([a-z][a-z-]+)", README)) - {"format", "lang", "output", "dist"}:
        commands = ("calc", "rules", "validate", "check", "compare", "plan", "readiness", "simulate", "spark")
        assert any(f"{command}.{option}" in HELP for command in commands), option


def test_every_column_is_described() -> None:
    for column, japanese in COLUMNS.items():
        if column != "note":
            assert f"| `{column}` | {japanese} |" in README


def test_every_example_is_listed() -> None:
    listed = (EXAMPLES / "README.md").read_text("utf-8")
    for path in [*EXAMPLES.glob("*.csv"), *EXAMPLES.glob("plan-*.toml")]:
        assert path.stem in listed
    for path in (ROOT / "samples").iterdir():
        assert f"`../samples/{path.name}`" in listed
