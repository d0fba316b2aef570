"""Legal but unwise: one lint a file, one rule id each (docs/checks/), asked once a set has no errors.

Nothing here decides anything: what a set without errors does is the stages' business. Each check is a function from a
`Subject` to findings, linear in the size of the set.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.checks import (
    toc301_fallback,
    toc302_sms_text,
    toc303_unreachable_policy,
    toc304_overlap,
    toc305_foreign_contact,
    toc306_unpaged_contact,
    toc307_no_essential,
    toc308_unused_channel,
    toc309_schedule_gaps,
    toc310_time_zones,
    toc311_never_relieved,
    toc312_engaged_already,
    toc313_simultaneous_stages,
    toc314_no_retry,
    toc315_unused,
    toc320_unknown_values,
    toc321_silence_over,
    toc322_endless_silence,
    toc323_long_text,
)
from tocsin.checks.subject import Subject
from tocsin.finding import Finding
from tocsin.inspection import inspect
from tocsin.suppressions import suppress

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from tocsin.document import Document
    from tocsin.inspection import Inspected
    from tocsin.load import Loaded

CHECKS = (
    toc301_fallback,
    toc302_sms_text,
    toc303_unreachable_policy,
    toc304_overlap,
    toc305_foreign_contact,
    toc306_unpaged_contact,
    toc307_no_essential,
    toc308_unused_channel,
    toc309_schedule_gaps,
    toc310_time_zones,
    toc311_never_relieved,
    toc312_engaged_already,
    toc313_simultaneous_stages,
    toc314_no_retry,
    toc315_unused,
    toc320_unknown_values,
    toc321_silence_over,
    toc322_endless_silence,
    toc323_long_text,
)


def findings(loaded: Loaded, at: datetime | None = None) -> Sequence[Finding]:
    """What is wrong with a set; where no error is, also what is unwise. What comments ignore is marked."""
    checked = inspect(loaded)
    found = list(checked.findings)
    if all(finding.severity != "error" for finding in found):
        found += check(loaded.documents, checked, at)
    return suppress(sorted(found, key=Finding.sort_key), loaded)


def check(documents: Sequence[Document], inspected: Inspected, at: datetime | None = None) -> Iterator[Finding]:
    """Every finding on a set in which `inspect` found no errors.

    Schedules are looked at over the 52 weeks from the instant `at`; without it from when all their rotations run, so
    that the findings do not depend on the day.
    """
    subject = Subject.of(documents, inspected, at)
    for each in CHECKS:
        yield from each.check(subject)
