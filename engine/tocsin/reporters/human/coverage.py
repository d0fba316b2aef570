"""`test --coverage` for people: what nothing reaches with its place, kind by kind, and one closing line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.reporters.human.paint import safe
from tocsin.reporters.sentences import plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tocsin.reporters.human.paint import Paint
    from tocsin.reviews.coverage import Coverage


def coverage(found: Coverage, paint: Paint, *, least: float | None, whole: bool) -> str:
    """The table (with `whole`) and the percentage; `least` is what was asked for."""
    rows = [*_unreached(found, paint), *_unanswered(found, paint)] if whole else []
    enough = least is None or found.percent >= least
    wanted = "" if enough else f"; at least {least:g} % wanted"
    closing = paint("good" if enough else "error", f"{found.percent:g} % reached{wanted}")
    return "".join(f"{row}\n" for row in (*rows, closing))


def _unreached(found: Coverage, paint: Paint) -> Iterator[str]:
    for kind, reached, every in found.counts():
        yield f"{paint('bold', plural(kind))}: {reached} of {every} reached"
        for each in found.unreached:
            if each.kind == kind:
                yield f"  {safe(each.name)} {paint('dim', f'({safe(each.span.path)}:{each.span.line})')}"


def _unanswered(found: Coverage, paint: Paint) -> Iterator[str]:
    if found.unanswered:
        yield f"{paint('bold', 'alert types that reach nobody')} at some minute of a year:"
    for each in found.unanswered:
        place = paint("dim", f"({safe(each.span.path)}:{each.span.line})")
        yield f"  {safe(each.type)} {place} at {each.at:%Y-%m-%dT%H:%MZ}: {safe(each.reason)}"
