"""What is wrong, where, and what to do about it: every stage reports problems as values of this one type.

Stages return findings; reporters only format them. A rule id (TOC101) is stable, documented on a page of its own
(docs/checks/) and never reused.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Severity = Literal["error", "warning", "note"]


class Span(NamedTuple):
    """A range of a file. Lines and columns count from 1; the end is exclusive, as in SARIF."""

    path: str
    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1


class Finding(NamedTuple):
    """One problem. `help` is at most two lines; `suggestion` is the text to put in place of the span, if known.

    `suppressed` is the reason that a comment gives for living with it (docs/checks/index.md): such a finding is kept,
    but counts for nothing.
    """

    rule: str
    severity: Severity
    message: str
    span: Span
    help: str = ""
    suggestion: str | None = None
    suppressed: str | None = None

    def sort_key(self) -> tuple[Span, str, str]:
        """Findings are always shown in this order: by place, then rule, then text."""
        return (self.span, self.rule, self.message)


def nearest(name: str, candidates: object, cutoff: float = 0.6) -> str | None:
    """The candidate that `name` most likely meant, in whatever case, or None."""
    import difflib

    names = [c for c in candidates if isinstance(c, str)] if hasattr(candidates, "__iter__") else []
    folded = {c.casefold(): c for c in reversed(names)}
    found = difflib.get_close_matches(name.casefold(), folded, n=1, cutoff=cutoff)
    return folded[found[0]] if found else None
