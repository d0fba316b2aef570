"""TOC315: a person, window or template that nothing names, so that no policy ever comes to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tocsin.document import many
from tocsin.finding import Finding, Span
from tocsin.validate.names import name_span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tocsin.checks.subject import Subject

RULE = "TOC315"

_NAMED_BY = {
    "contacts": "policy, escalation or rotation",
    "escalations": "policy",
    "schedules": "policy or escalation",
    "rotations": "schedule",
}


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each; none in a set without policies, whose people others page."""
    if not subject.policies:
        return
    for section, whom in _NAMED_BY.items():
        for entry in subject.section(section):
            if not subject.references.to(entry):
                message = f"no {whom} names `{entry.name}`"
                yield Finding(RULE, "note", message, name_span(entry), "Remove it, or say who is paged through it.")
    yield from _windows(subject)
    yield from _templates(subject)


def _windows(subject: Subject) -> Iterator[Finding]:
    named = {name for policy in subject.policies for key in ("when", "unless") for name in _names(policy.value, key)}
    for window in subject.section("windows"):
        if window.name not in named:
            message = f"no policy names the window `{window.name}`"
            yield Finding(RULE, "note", message, name_span(window), "Remove it, or name it in `when` or `unless`.")


def _templates(subject: Subject) -> Iterator[Finding]:
    named = {policy.value.get("template") for policy in subject.policies}
    named.update(outline.parent for outline in subject.outlines.values())
    if subject.settings:
        named.add(subject.settings[1].get("fallback", {}).get("template"))
    for name, outline in subject.outlines.items():
        if name not in named:
            message = f"neither a policy nor a template names `{name}`"
            yield Finding(RULE, "note", message, Span(outline.source.path), "Remove it, or page with it.")


def _names(value: Mapping[str, Any], key: str) -> list[str]:
    return many(value[key]) if key in value else []
