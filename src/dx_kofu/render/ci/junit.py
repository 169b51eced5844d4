"""``--format junit``: a test case for each thing that was checked, in ASCII, so that no terminal's encoding can spoil it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.etree import ElementTree

from dx_kofu.render.ci.records import Case, Document, Told

_NOT_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(document: Document) -> list[str]:
    """The document."""
    broken = sum(case.is_broken for case in document.cases)
    failed = sum(case.fails and not case.is_broken for case in document.cases)
    skipped = sum(_is_accepted(case) for case in document.cases)
    numbers = {
        "tests": str(len(document.cases)),
        "failures": str(failed),
        "errors": str(broken),
        "skipped": str(skipped),
    }
    root = ElementTree.Element("testsuites", {"name": document.command, **numbers})
    suite = ElementTree.SubElement(root, "testsuite", {"name": _clean(document.suite), **numbers})
    for case in document.cases:
        _case(suite, case)
    ElementTree.SubElement(suite, "system-out").text = _clean(document.summary)
    ElementTree.indent(root)
    return [ElementTree.tostring(root, encoding="us-ascii", xml_declaration=True).decode("ascii") + "\n"]


def _case(suite: ElementTree.Element, case: Case) -> None:
    attributes = {"classname": _clean(case.folder or "."), "name": _clean(case.name)}
    if case.file is not None:
        attributes["file"] = _clean(case.file)
    element = ElementTree.SubElement(suite, "testcase", attributes)
    if not case.found:
        return
    text = _clean("\n".join(_lines(case.found)))
    if case.fails:
        first = next(told for told in case.found if told.accepted is None)
        attributes = {"type": first.kind.code, "message": _clean(first.title)}
        ElementTree.SubElement(element, "error" if case.is_broken else "failure", attributes).text = text
        return
    if _is_accepted(case):
        message = "; ".join(dict.fromkeys(told.accepted for told in case.found if told.accepted is not None))
        ElementTree.SubElement(element, "skipped", {"message": _clean(message)})
    ElementTree.SubElement(element, "system-out").text = text


def _is_accepted(case: Case) -> bool:
    """Whether all that was found was accepted."""
    return bool(case.found) and all(told.accepted is not None for told in case.found)


def _lines(found: Iterable[Told]) -> Iterable[str]:
    for told in found:
        place = told.places[0]
        yield f"{place.file}:{place.line}: {told.title}"
        yield from (f"    {line}" for line in told.lines)


def _clean(text: str) -> str:
    return _NOT_XML.sub("?", text)
