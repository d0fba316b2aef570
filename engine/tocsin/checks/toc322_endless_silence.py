"""TOC322: a silence that ends so late that it may as well never end: whoever is not paged does not notice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from tocsin.document import entries
from tocsin.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tocsin.checks.subject import Subject

RULE = "TOC322"

LONG = timedelta(days=366)
FAR = datetime(2100, 1, 1, tzinfo=UTC)
"""Where neither the silence says when it begins nor anybody which day it is."""


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each silence that is longer than a year, or ends more than a year after --at."""
    for silence in entries(subject.documents, "silences"):
        end = datetime.fromisoformat(silence.value["until"])
        start = _start(silence.value) or subject.at
        if end >= FAR or (start is not None and end - start > LONG):
            long = f"until the year {end.year}" if start is None or end >= FAR else f"for {(end - start).days} days"
            message = f"the silence `{silence.name}` lasts {long}"
            help_ = "Let it end within a year and extend it, or take the alerts out of the policies."
            yield Finding(RULE, "warning", message, silence.span("until"), help_)


def _start(silence: Mapping[str, str]) -> datetime | None:
    return datetime.fromisoformat(silence["from"]) if "from" in silence else None
