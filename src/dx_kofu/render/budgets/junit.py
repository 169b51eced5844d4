"""``validate --format junit``: a test case for each budget, in ASCII, so that no terminal's encoding can spoil it."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from dx_kofu.budgets.check import Outcome
from dx_kofu.render.budgets.words import Report, counts, summary, told
from dx_kofu.words import Lang

_NOT_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(report: Report, lang: Lang) -> list[str]:
    """The document."""
    _, differ, bad = counts(report)
    numbers = {"tests": str(len(report.outcomes)), "failures": str(differ), "errors": str(bad), "skipped": "0"}
    root = ElementTree.Element("testsuites", {"name": "dx-kofu validate", **numbers})
    suite = ElementTree.SubElement(root, "testsuite", {"name": _clean(report.rules or "dx-kofu validate"), **numbers})
    for outcome in report.outcomes:
        _case(suite, outcome, lang)
    ElementTree.SubElement(suite, "system-out").text = _clean(summary(report, lang))
    ElementTree.indent(root)
    return [ElementTree.tostring(root, encoding="us-ascii", xml_declaration=True).decode("ascii") + "\n"]


def _case(suite: ElementTree.Element, outcome: Outcome, lang: Lang) -> None:
    folder, _, name = outcome.table.replace("\\", "/").rpartition("/")
    attributes = {"classname": _clean(folder or "."), "name": _clean(name), "file": _clean(outcome.table)}
    case = ElementTree.SubElement(suite, "testcase", attributes)
    if outcome.is_same:
        return
    all_told = list(told(outcome, lang))
    attributes = {"type": all_told[0].code, "message": _clean(all_told[0].title)}
    failure = ElementTree.SubElement(case, "error" if outcome.problems else "failure", attributes)
    lines = (
        line
        for found in all_told
        for line in (f"{found.file}:{found.line}: {found.title}", *(f"    {line}" for line in found.lines))
    )
    failure.text = _clean("\n".join(lines))


def _clean(text: str) -> str:
    return _NOT_XML.sub("?", text)
