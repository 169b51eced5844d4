"""``validate --format sarif`` (SARIF 2.1.0): a result for each finding, at the row of the table or the line of the expected file."""

from __future__ import annotations

from json import dumps
from pathlib import PurePath
from typing import Any

from dx_kofu import __version__
from dx_kofu.messages import Message
from dx_kofu.render.budgets.words import Report, Told, told
from dx_kofu.words import Lang

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
CODES = ("measure", "row", "total", "input", "file")
_PLAIN = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/")


def render(report: Report, lang: Lang, *, ascii_only: bool = False) -> list[str]:
    """The document."""
    rules = [{"id": code, "shortDescription": {"text": Message(f"v.kind-{code}").in_(lang)}} for code in CODES]
    driver = {"name": "dx-kofu", "version": __version__, "semanticVersion": __version__, "rules": rules}
    results = [_result(found) for outcome in report.outcomes for found in told(outcome, lang)]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return [dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=ascii_only, indent=1) + "\n"]


def _result(found: Told) -> dict[str, Any]:
    place = {"artifactLocation": {"uri": uri(found.file)}, "region": {"startLine": found.line}}
    return {
        "ruleId": found.code,
        "ruleIndex": CODES.index(found.code),
        "level": "error",
        "message": {"text": "\n".join((found.title, *found.lines))},
        "locations": [{"physicalLocation": place}],
    }


def uri(path: str) -> str:
    """A path as a relative reference, or as a ``file:`` URI where it is absolute.

    >>> uri("予算/a b.csv"), uri("/tmp/x.csv")
    ('%E4%BA%88%E7%AE%97/a%20b.csv', 'file:///tmp/x.csv')
    """
    pure = PurePath(path)
    if pure.is_absolute():
        return pure.as_uri()
    return "".join(chr(byte) if byte in _PLAIN else f"%{byte:02X}" for byte in pure.as_posix().encode())
