"""In a workflow of GitHub Actions: annotations and the step's summary, beside the results that were asked for."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

SUMMARY_LIMIT = 1 << 20
"""Bytes that a step's summary may have; the service drops a larger one whole."""


def report(forms: Mapping[str, Callable[[], str]], shown: Collection[str]) -> None:
    """Annotations on standard error, which is read for them as well; markdown in the summary.

    `shown` are the forms that are on standard output already: no annotation is made twice.
    """
    if "github" in forms and "github" not in shown:
        sys.stderr.write(forms["github"]())
    if "markdown" in forms and (file := os.environ.get("GITHUB_STEP_SUMMARY")):
        _summarise(file, forms["markdown"]())


def _summarise(file: str, text: str) -> None:
    """Append to the summary. A result does not fail because its summary cannot be written."""
    added = f"{text}\n".encode("utf-8", "replace")
    try:
        with open(file, "ab") as summary:
            if summary.tell() + len(added) <= SUMMARY_LIMIT:
                summary.write(added)
            else:
                sys.stderr.write("tocsin: warning: the step's summary is full; this result is not in it\n")
    except OSError as error:
        sys.stderr.write(f"tocsin: warning: the step's summary cannot be written: {error.strerror}\n")
