"""``--format sarif`` (SARIF 2.1.0): a result for each finding, at the line where it stands."""

from __future__ import annotations

from json import dumps
from pathlib import PurePath
from typing import Any

from dx_kofu import __version__
from dx_kofu.render.ci.records import Document, Kind, Place, Told

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
FINGERPRINT = "dxKofuFinding/v1"
_PLAIN = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/")


def render(document: Document, *, ascii_only: bool = False) -> list[str]:
    """The document."""
    kinds = [_kind(kind) for kind in document.kinds]
    driver = {"name": "dx-kofu", "version": __version__, "semanticVersion": __version__, "rules": kinds}
    index = {kind.code: place for place, kind in enumerate(document.kinds)}
    results = [_result(told, index[told.kind.code]) for case in document.cases for told in case.found]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return [dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=ascii_only, indent=1) + "\n"]


def _kind(kind: Kind) -> dict[str, Any]:
    described = {"id": kind.code, "shortDescription": {"text": kind.title}}
    return described | {"help": {"text": kind.help}} if kind.help else described


def _result(told: Told, index: int) -> dict[str, Any]:
    first, *others = told.places
    result: dict[str, Any] = {
        "ruleId": told.kind.code,
        "ruleIndex": index,
        "level": told.level,
        "message": {"text": "\n".join((told.title, *told.lines))},
        "locations": [_location(first)],
    }
    if others:
        result["relatedLocations"] = [_location(place) for place in others]
    if told.fingerprint is not None:
        result["partialFingerprints"] = {FINGERPRINT: told.fingerprint}
    if told.accepted is not None:
        kind = "inSource" if told.in_source else "external"
        result["suppressions"] = [{"kind": kind, "status": "accepted", "justification": told.accepted}]
    return result


def _location(place: Place) -> dict[str, Any]:
    return {"physicalLocation": {"artifactLocation": {"uri": uri(place.file)}, "region": {"startLine": place.line}}}


def uri(path: str) -> str:
    """A path as a relative reference, or as a ``file:`` URI where it is absolute.

    >>> uri("予算/a b.csv"), uri("/tmp/x.csv")
    ('%E4%BA%88%E7%AE%97/a%20b.csv', 'file:///tmp/x.csv')
    """
    pure = PurePath(path)
    if pure.is_absolute():
        return pure.as_uri()
    return "".join(chr(byte) if byte in _PLAIN else f"%{byte:02X}" for byte in pure.as_posix().encode())
