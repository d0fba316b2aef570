"""`diff` as the comment of a pull request: who would be paged otherwise, in plain words, with what shows it folded."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tocsin.reporters.markdown.comment import Section, comment
from tocsin.reporters.markdown.text import MOST, code, cut, fence, prose, text
from tocsin.reporters.sentences import ELSEWHERE, HEADINGS, called, field, parting, sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tocsin.model import Json
    from tocsin.reviews.diff import Backtest, Change, Diff, NewlySilent, Outcome, Titles

MOST_DETAILS = 40
"""Lines of one change."""

MOST_IN_SIGHT = 3
"""Lines of a change that are not folded."""

MOST_FIELDS = 8
"""Fields of its alert, and policies."""

_MINOR = frozenset({"timeline", "message"})
"""Folded where something graver stands above."""


def diff(found: Diff, root: str) -> str:
    """The changes, gravest first, then what recorded events would have led to. `root` is the set's folder."""
    sections: list[Section] = []
    for kind, heading in HEADINGS.items():
        entries = [_change(change, found.titles) for change in found.changes if change.kind == kind]
        if entries:
            sections.append(Section(f"{heading} ({len(entries)})", entries, folded=kind in _MINOR and bool(sections)))
    if found.notes:
        sections.append(Section("Good to know", [f"- {prose(note)}\n" for note in found.notes]))
    if found.backtest:
        sections.append(_backtest(found.backtest, found.titles))
    count = len(found.changes)
    changes = (
        f"{count} change{'s' if count != 1 else ''} of who is paged for what" if count else "nobody is paged otherwise"
    )
    compared = f"{found.questions} alerts compared with {code(found.base[:12])}.\n"
    return comment(root, "diff", changes, sections, compared)


def _change(change: Change, titles: Titles) -> str:
    """What happens to people, what is different where that is not said by it, an alert, and the rest folded."""
    return (
        f"**{prose(sentence(change, titles))}**\n\n{_in_sight(change)}{_example(change)}\n\n"
        f"<details><summary>before and after</summary>\n\n{_seen(change)}\n\n{_table(change)}\n"
        f"{_details(change)}\n</details>\n\n"
    )


def _in_sight(change: Change) -> str:
    """The texts of a message, old and new; the first differences of a timeline, whose sentence names people only."""
    texts = change.texts if change.kind == "message" else {}
    told = [line for line in change.details if line not in {name for name, _ in texts}]
    pairs = ((name, parting(*pair, MOST)) for (name, _), pair in texts.items())
    rows = [(text(field(name)), text(before), text(after)) for name, (before, after) in pairs]
    table = _two_columns(list(dict.fromkeys(rows)))
    items = "".join(f"- {text(field(line))}\n" for line in told[:MOST_IN_SIGHT]) if change.kind in _MINOR else ""
    return "".join(f"{part}\n" for part in (table, items) if part)


def _details(change: Change) -> str:
    """The lines that do not stand in sight."""
    lines = change.details[MOST_IN_SIGHT:] if change.kind == "timeline" else change.details
    if not lines or change.kind == "message":
        return ""
    left = len(lines) - MOST_DETAILS
    return fence("\n".join([*map(cut, lines[:MOST_DETAILS]), *[f"... {left} more"] * (left > 0)]))


def _example(change: Change) -> str:
    """An alert that shows the change, at an instant that does, and the policies that make the difference."""
    asked = [f"{name}: {_value(value)}" for name, value in change.fields.items() if name != "type"]
    fields = f"with {', '.join(map(code, asked[:MOST_FIELDS]))}" if asked else "any alert of this type"
    when = f" on {change.at:%a %Y-%m-%d} at {change.at:%H:%M} ({text(str(change.at.tzname()))})" if change.at else ""
    names = ", ".join(code(name) for name in change.policies[:MOST_FIELDS])
    if (left := len(change.policies) - MOST_FIELDS) > 0:
        names += f" and {left} more"
    word = "policy" if len(change.policies) == 1 else "policies"
    return f"For example {fields}{when}{f' · {word} {names}' if names else ''}"


def _seen(change: Change) -> str:
    """Where the example comes from, and how many others show the same."""
    others = change.questions - 1
    more = f" {others} more of the alerts compared show{'s' * (others == 1)} the same." if others > 0 else ""
    return f"The example: {text(change.origin)}.{more}"


def _value(value: Json) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _table(change: Change) -> str:
    """Who is paged and called, as far as it differs."""
    rows = (
        ("decision", change.before.decision.value, change.after.decision.value),
        ("paged", _pages(change.before), _pages(change.after)),
        ("called", _calls(change.before), _calls(change.after)),
    )
    written = _two_columns([row for row in rows if row[1] != row[2]])
    return written or "While nobody answers, the same people are called at the same minutes.\n"


def _two_columns(rows: Sequence[tuple[str, str, str]]) -> str:
    body = "".join(f"| {name} | {before or '-'} | {after or '-'} |\n" for name, before, after in rows)
    return f"| | before | after |\n|---|---|---|\n{body}" if rows else ""


def _pages(outcome: Outcome) -> str:
    return "<br>".join(f"{text(page.target)} by {text(page.policy)}" for page in outcome.pages)


def _calls(outcome: Outcome) -> str:
    """Each person with the kinds of channel and the minutes of the calls."""
    unknown = (f"{text(contact)} is {ELSEWHERE}" for contact in outcome.elsewhere)
    return "<br>".join([*(_calls_of(person, outcome) for person in outcome.people), *unknown])


def _calls_of(person: str, outcome: Outcome) -> str:
    calls = [call for call in outcome.calls if call.contact == person]
    return f"{text(person)} {called((call.type, call.minute) for call in calls)}"


def _backtest(found: Backtest, titles: Titles) -> Section:
    """What would have been silent, then what differs in pages of people and targets, nights and storms."""
    titled = {**titles.before, **titles.after}
    tables = (
        ("pages of", {titled.get(name, name): counts for name, counts in found.people.items()}),
        ("pages to", found.pages),
        (f"at night ({text(found.time_zone)}) to", found.nights),
        ("storms of", found.storms),
    )
    rows = [
        f"| {words} {text(name)} | {counts.before} | {counts.after} |\n"
        for words, table in tables
        for name, counts in table.items()
        if counts.before != counts.after
    ]
    silent = [_silent(each) for each in found.silent]
    entries = [*silent, *_with_header(rows)] or ["No difference.\n"]
    return Section(f"On {found.alerts} recorded alerts", entries, folded=not silent)


def _silent(each: NewlySilent) -> str:
    first = f", the first of {text(each.example)}" if each.example else ""
    alerts = f"{each.alerts} alert{'s' if each.alerts != 1 else ''}"
    return f"- **{text(each.type)}**: {alerts} that paged would page nobody ({text(each.decision)}){first}\n"


def _with_header(rows: list[str]) -> list[str]:
    """A table whose header goes with its first row."""
    return [f"\n| | before | after |\n|---|---|---|\n{rows[0]}", *rows[1:]] if rows else []
