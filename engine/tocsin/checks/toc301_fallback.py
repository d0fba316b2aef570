"""TOC301: no fallback, so that an alert that nothing matches pages nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.finding import Finding, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tocsin.checks.subject import Subject

RULE = "TOC301"


def check(subject: Subject) -> Iterator[Finding]:
    """One finding, at `settings`, or at the first file with policies where there are no settings."""
    if not subject.policies:
        return
    settings = subject.settings
    if settings is None:
        span = Span(subject.policies[0].document.path)
    elif "fallback" in settings[1]:
        return
    else:
        span = settings[0].span(("settings",), key=True)
    message = "no fallback: an alert that no policy matches pages nobody"
    yield Finding(RULE, "warning", message, span, "Add `fallback: {page: NAME}` to `settings`.")
