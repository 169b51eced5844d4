"""Outputs for CI that ``check`` and ``validate`` share, and the summary of a GitHub step."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Literal

from dx_kofu.cli.files import CannotWrite, reason, shown
from dx_kofu.messages import Message
from dx_kofu.render.ci.records import Document

Format = Literal["junit", "sarif", "github"]
SUMMARY = "GITHUB_STEP_SUMMARY"


def pieces(document: Document, format_: Format, *, ascii_only: bool) -> Iterable[str]:
    """The document as text."""
    match format_:
        case "junit":
            from dx_kofu.render.ci import junit

            return junit.render(document)
        case "sarif":
            from dx_kofu.render.ci import sarif

            return sarif.render(document, ascii_only=ascii_only)
        case "github":
            from dx_kofu.render.ci import github

            return github.render(document)


def append_summary(document: Document) -> None:
    """Adds to the summary of the step, where GitHub names a file for it."""
    path = os.environ.get(SUMMARY)
    if not path:
        return
    from dx_kofu.render.ci.github import step_summary

    try:
        with open(path, "a", encoding="utf-8", newline="\n") as file:
            file.writelines(step_summary(document))
    except OSError as error:
        raise CannotWrite(Message("v.environment", name=SUMMARY, path=shown(path), why=reason(error))) from error
