"""The dry run and the explanation: what every alert leads to, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.reporters.human.paint import DECISION_COLORS, safe

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tocsin.decision import Considered, Rendering
    from tocsin.model import Alert, Page
    from tocsin.reporters.human.paint import Paint

_GROUPS = (
    ("", ("ContactId", "Sender", "IncidentId", "IdempotencyToken")),
    ("voice and e-mail", ("Subject", "Content")),
    ("SMS", ("PublicSubject", "PublicContent")),
)
"""Which parameters of StartEngagement reach whom."""


def renderings(results: Sequence[Rendering], paint: Paint) -> str:
    """The dry run: for every alert its decision and, field by field, the requests."""
    return "\n".join("".join(f"{line}\n" for line in _rendering(result, paint)) for result in results)


def explanations(results: Sequence[Rendering], paint: Paint) -> str:
    """For every alert each policy considered and the first condition that failed."""
    return "\n".join("".join(f"{line}\n" for line in _explanation(result, paint)) for result in results)


def _rendering(result: Rendering, paint: Paint) -> Iterator[str]:
    decision = result.decision
    yield headline(decision.alert, paint)
    word = paint(DECISION_COLORS[decision.kind], decision.kind.value)
    count = f"{len(result.pages)} request{'s' if len(result.pages) != 1 else ''}"
    yield f"  decision  {word}" + (f", {count}" if result.pages else "")
    yield from (f"  note      {safe(note)}" for note in result.notes)
    for page in result.pages:
        yield ""
        yield from _page(page, paint)


def headline(alert: Alert, paint: Paint) -> str:
    """Status and type of an alert, and whence and since when."""
    parts = [alert.status.upper(), alert.type, alert.severity or "no severity", f"from {alert.source}"]
    since = f"since {alert.starts_at}" if alert.starts_at else "no start time"
    return paint("bold", safe("  ".join([*parts[:2]]))) + safe(f"  ({', '.join([*parts[2:], since])})")


def _page(page: Page, paint: Paint) -> Iterator[str]:
    yield f"  {paint('bold', page.target)} by policy {page.policy} ({page.file}:{page.line})"
    parameters = page.request.parameters
    for group, names in _GROUPS:
        if group:
            yield f"    {paint('dim', group)}"
        for name in names:
            if name in parameters:
                mark = paint("warning", "  (fixed text: the template failed)") if name in page.fallback_fields else ""
                yield from field(name, parameters[name], mark)


def field(name: str, text: str, mark: str = "") -> Iterator[str]:
    """A name, and a text of any number of lines beside it."""
    first, *rest = text.splitlines() or [""]
    yield f"    {name:<16}  {safe(first)}{mark}"
    yield from (f"    {'':<16}  {safe(line)}".rstrip() for line in rest)


def _explanation(result: Rendering, paint: Paint) -> Iterator[str]:
    decision = result.decision
    yield headline(decision.alert, paint)
    for considered in decision.trace:
        yield f"  {_verdict(considered, paint)}"
    routes = ", ".join(f"{route.target.name} by {route.policy.name}" for route in decision.routes)
    word = paint(DECISION_COLORS[decision.kind], decision.kind.value)
    yield f"  decision: {word}" + (f" ({routes})" if routes else "")
    yield from (f"  note: {safe(note)}" for note in result.notes)


def _verdict(considered: Considered, paint: Paint) -> str:
    policy = considered.policy
    name = f"{policy.name} ({policy.file}:{policy.line})"
    if considered.reason.value == "matched":
        return f"{paint('good', '+')} {name}: matched"
    if considered.mismatch is not None:
        return f"{paint('dim', '-')} {name}: {safe(str(considered.mismatch))}"
    window = f" ({considered.window})" if considered.window else ""
    return f"{paint('dim', '-')} {name}: {considered.reason.value}{window}"
