"""How an expectation that does not hold is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tocsin.finding import Span

EXPECTATION = "expectation"
"""Stands where a rule's id stands in findings on policies: nothing is wrong with the file, but with what it expects."""


def failure(span: Span, message: str, detail: Iterable[str] = ()) -> Finding:
    """An expectation at `span` that does not hold; `detail` are lines for people, more than the two of other help."""
    return Finding(EXPECTATION, "error", message, span, "\n".join(detail))
