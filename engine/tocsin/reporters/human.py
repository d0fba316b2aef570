"""Results for people at a terminal. Colour is the caller's decision; without it nothing is lost."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tocsin.decision import Considered, Rendering
    from tocsin.finding import Finding
    from tocsin.model import Alert, Page

_COLORS = {"error": "31;1", "warning": "33;1", "note": "36", "dim": "2", "bold": "1", "good": "32;1"}
DECISION_COLORS = {"page": "good", "fallback": "warning", "unrouted": "error", "silenced": "note", "resolved": "note"}
_GROUPS = (
    ("", ("ContactId", "Sender", "IncidentId", "IdempotencyToken")),
    ("voice and e-mail", ("Subject", "Content")),
    ("SMS", ("PublicSubject", "PublicContent")),
)
"""Which parameters of StartEngagement reach whom."""


class Paint(NamedTuple):
    """Puts ANSI colours around words, or does not."""

    on: bool = False

    def __call__(self, kind: str, text: str) -> str:
        """`text` in the colour of `kind`."""
        return f"\x1b[{_COLORS[kind]}m{text}\x1b[0m" if self.on else text


def findings(found: Sequence[Finding], paint: Paint) -> str:
    """`path:line:column: severity: message [rule]`, then up to two lines of help, then the count."""
    lines: list[str] = []
    for finding in found:
        span = finding.span
        severity = paint(finding.severity, f"{finding.severity}:")
        where = paint("bold", f"{span.path}:{span.line}:{span.column}:")
        lines.append(f"{where} {severity} {safe(finding.message)} {paint('dim', f'[{finding.rule}]')}")
        lines += [f"    {safe(line)}" for line in _help(finding)]
    return "".join(f"{line}\n" for line in lines)


def _help(finding: Finding) -> list[str]:
    """At most two lines; what was probably meant comes first."""
    lines = finding.help.splitlines()
    if finding.suggestion and finding.suggestion not in finding.help + finding.message:
        lines.insert(0, f"Did you mean `{finding.suggestion}`?")
    return lines[:2]


def summary(found: Sequence[Finding], files: int, policies: int) -> str:
    """One closing line of `validate`."""
    counts = [
        f"{number} {severity}{'s' if number != 1 else ''}"
        for severity in ("error", "warning", "note")
        if (number := sum(f.severity == severity for f in found))
    ]
    size = f"{policies} {'policy' if policies == 1 else 'policies'} in {files} {'file' if files == 1 else 'files'}"
    return f"{size}: {', '.join(counts) if counts else 'no findings'}\n"


def renderings(results: Sequence[Rendering], paint: Paint) -> str:
    """The dry run: for every alert its decision and, field by field, the requests."""
    return "\n".join("".join(f"{line}\n" for line in _rendering(result, paint)) for result in results)


def explanations(results: Sequence[Rendering], paint: Paint) -> str:
    """For every alert each policy considered and the first condition that failed."""
    return "\n".join("".join(f"{line}\n" for line in _explanation(result, paint)) for result in results)


def safe(text: str) -> str:
    """Text for a terminal: control and bidirectional characters of payloads show as U+FFFD; tabs stay."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(c if c == "\t" or unicodedata.category(c) not in {"Cc", "Cf", "Cs"} else "\ufffd" for c in text)


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


def outcomes(rows: Iterable[dict[str, Any]], paint: Paint) -> str:
    """`page`: one line a page, then how many ended in which way."""
    lines = []
    counts: dict[str, int] = {}
    for row in rows:
        counts[row["outcome"]] = counts.get(row["outcome"], 0) + 1
        color = "error" if row["outcome"] in _BAD else "good"
        why = f" ({row['code']})" if row["code"] else ""
        unrecorded = "" if row["recorded"] else "  NOT RECORDED: the journal could not be written"
        tail = f"  {row['engagement']}" if row["engagement"] else ""
        lines.append(f"{paint(color, row['outcome'])}{why}  {row['target']} by {row['policy']}{tail}{unrecorded}\n")
    total = ", ".join(f"{number} {outcome}" for outcome, number in counts.items())
    return "".join(lines) + f"{total or 'nothing to page'}\n"


_BAD = frozenset({"retry-later", "undeliverable"})
