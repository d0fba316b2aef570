"""`diff` for people at a terminal: each change with the alert that shows it, and who is called before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.reporters.human.paint import safe
from tocsin.reporters.sentences import ELSEWHERE, field, parting

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tocsin.model import Json
    from tocsin.reporters.human.paint import Paint
    from tocsin.reviews.diff import Backtest, Change, Counts, Diff, Kind, Outcome

_COLORS: Mapping[Kind, str] = {
    "unrouted": "error",
    "silenced": "error",
    "moved": "warning",
    "added": "good",
    "removed": "warning",
    "timeline": "warning",
    "message": "note",
}
_WORDS: Mapping[Kind, str] = {
    "unrouted": "nobody is paged any more: no policy takes this alert",
    "silenced": "nobody is paged any more: silenced",
    "moved": "other targets are paged",
    "added": "further targets are paged",
    "removed": "fewer targets are paged",
    "timeline": "called otherwise",
    "message": "another message",
}
_SHOWN = 12
"""Lines of detail of one change."""

_WIDTH = 100
"""Characters of a message."""


def diff(found: Diff, paint: Paint) -> str:
    """The changes, gravest first, what history says of them, and one closing line."""
    parts = ["".join(f"{line}\n" for line in _change(change, found, paint)) for change in found.changes]
    if found.backtest:
        parts.append("".join(f"{line}\n" for line in _backtest(found.backtest, paint)))
    notes = "".join(f"note: {safe(note)}\n" for note in found.notes)
    return "\n".join([*parts, notes + _summary(found, paint)])


def _change(change: Change, found: Diff, paint: Paint) -> Iterator[str]:
    kind = paint(_COLORS[change.kind], change.kind.upper())
    yield f"{kind}  {paint('bold', safe(_alert(change.fields)))}"
    what = "paged on other terms" if change.kind == "timeline" and not change.concerned else _WORDS[change.kind]
    yield f"  {what} {paint('dim', f'(policies: {_names(change.policies)})')}"
    lines = [*_texts(change)] if change.kind == "message" else [safe(line) for line in change.details]
    yield from (f"  - {line}" for line in lines[:_SHOWN])
    if len(lines) > _SHOWN:
        yield f"  - and {len(lines) - _SHOWN} more"
    before, after = _outcome(change.before, found.titles.before), _outcome(change.after, found.titles.after)
    if before != after:
        yield f"  before  {before}"
        yield f"  after   {after}"
    shown = f"shown by {change.questions} alert{'s' * (change.questions != 1)}, such as {safe(change.origin)}"
    yield paint("dim", f"  {shown}" + (f", at {change.at.isoformat(timespec='minutes')}" if change.at else ""))


def _texts(change: Change) -> Iterator[str]:
    """What pages say and would say, each text once; and what else differs."""
    told = {name: [pair for (other, _), pair in change.texts.items() if other == name] for name in change.details}
    for name, pairs in told.items():
        if not pairs:
            yield safe(field(name))
        for before, after in dict.fromkeys(parting(*pair, _WIDTH) for pair in pairs):
            yield f"{field(name)}: {_quoted(before)} -> {_quoted(after)}"


def _quoted(text: str) -> str:
    """A text on one line, cut where it is long."""
    line = " ".join(safe(line.strip()) for line in text.splitlines())
    return f'"{line[:_WIDTH]}…"' if len(line) > _WIDTH else f'"{line}"'


def _alert(fields: Mapping[str, Json]) -> str:
    kind = fields.get("type", "an alert")
    others = ", ".join(f"{path}={value}" for path, value in fields.items() if path != "type")
    return f"{kind}" + (f" ({others})" if others else "")


def _names(names: tuple[str, ...]) -> str:
    few = ", ".join(names[:6])
    return f"{few} and {len(names) - 6} more" if len(names) > 6 else few or "none"


def _outcome(outcome: Outcome, titles: Mapping[str, str]) -> str:
    """The decision, whom it pages, and who is called when."""
    pages = ", ".join(f"{page.target} by {page.policy}" for page in outcome.pages)
    if not pages:
        return f"{outcome.decision.value}" + (f" by {outcome.silence}" if outcome.silence else "")
    people = (_person(outcome, person, titles) for person in outcome.people)
    unknown = (f"{_titled(contact, titles)} is {ELSEWHERE}" for contact in outcome.elsewhere)
    return f"{outcome.decision.value} {pages} > {'; '.join([*people, *unknown]) or 'nobody is called'}"


def _person(outcome: Outcome, person: str, titles: Mapping[str, str]) -> str:
    calls = [call for call in outcome.calls if call.contact == person]
    kinds = "/".join(dict.fromkeys(call.type for call in calls))
    return f"{_titled(person, titles)} by {kinds} from minute {calls[0].minute}"


def _titled(contact: str, titles: Mapping[str, str]) -> str:
    title = titles.get(contact, contact)
    return safe(contact if title == contact else f"{title} ({contact})")


def _summary(found: Diff, paint: Paint) -> str:
    compared = f"{found.questions} alerts compared"
    if not found.changes:
        return paint("good", "no change of behaviour") + f" ({compared})\n"
    counts = ", ".join(f"{count} {kind}" for kind, count in found.summary.items())
    total = len(found.changes)
    return paint("warning", f"{total} change{'s' * (total != 1)}: {counts}") + f" ({compared})\n"


def _backtest(found: Backtest, paint: Paint) -> Iterator[str]:
    yield paint("bold", f"On {found.alerts} alerts of {found.events} recorded events, before and after")
    for title, counts in (
        ("pages", found.pages),
        (f"pages at night ({found.time_zone})", found.nights),
        ("people called first", found.people),
        (f"storms (more than {found.storm_limit} pages of a policy in 10 minutes)", found.storms),
    ):
        yield from _counts(title, counts)
    for each in found.silent:
        first = f", first {each.example}" if each.example else ""
        yield paint("error", f"  newly silent: {safe(each.type)}, {each.alerts} alerts ({each.decision}{safe(first)})")


def _counts(title: str, counts: Mapping[str, Counts]) -> Iterator[str]:
    """Those that differ by name, and the sum."""
    before, after = (sum(column) for column in zip((0, 0), *counts.values(), strict=True))
    yield f"  {title}: {before} -> {after}"
    width = max(map(len, counts), default=0)
    for name, each in sorted(counts.items()):
        if each.before != each.after:
            yield f"    {name:<{width}}  {each.before} -> {each.after}"
