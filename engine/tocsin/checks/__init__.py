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
)
from tocsin.checks.subject import Subject

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tocsin.document import Document
    from tocsin.finding import Finding
    from tocsin.inspection import Inspected

CHECKS = (
    toc301_fallback,
    toc302_sms_text,
    toc303_unreachable_policy,
    toc304_overlap,
    toc305_foreign_contact,
    toc306_unpaged_contact,
    toc307_no_essential,
)


def check(documents: Sequence[Document], inspected: Inspected) -> Iterator[Finding]:
    """Every finding on a set in which `inspect` found no errors."""
    subject = Subject.of(documents, inspected)
    for each in CHECKS:
        yield from each.check(subject)
