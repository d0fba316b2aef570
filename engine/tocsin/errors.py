"""Everything tocsin raises on purpose, so that a caller knows what to catch.

    TocsinError
     ├─ UnreadableInput     a file, an event or a plan that cannot be read as what it should be
     │   └─ UnknownEvent    an event that no adapter recognises
     ├─ InvalidPolicies     the policy set has findings of severity error
     ├─ PatternError        an event pattern that Amazon EventBridge would refuse
     ├─ TemplateError       a template outside the data-only language
     ├─ LedgerUnavailable   the ledger cannot be read or written just now; pages go out regardless
     └─ DeliveryError       a request that did not lead to an engagement
         ├─ RetryLater      nothing is known or the service was busy: send again with the same token
         └─ Rejected        the service said no for good: the same request will never be taken
             ├─ InvalidRequest   ValidationException
             └─ UnknownContact   ResourceNotFoundException

A fault of tocsin itself is any other exception.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tocsin.finding import Finding


class TocsinError(Exception):
    """Base of all errors that a user can cause and mend."""


class UnreadableInput(TocsinError):
    """A file, event or plan could not be read; the message names it, the place in it and what was expected."""


class UnknownEvent(UnreadableInput):
    """No adapter recognises the event; the message names the nearest one."""


class InvalidPolicies(TocsinError):
    """The policy set cannot be used; `findings` says why, all of it at once.

    `whose` says which set, where there are several.
    """

    def __init__(self, findings: Sequence[Finding], whose: str = "") -> None:
        super().__init__(f"the policy set has {len(findings)} finding(s)")
        self.findings = tuple(findings)
        self.whose = whose


class PatternError(TocsinError):
    """An event pattern is refused; `path` is the position inside the pattern (keys and list indices)."""

    def __init__(self, message: str, path: Sequence[str | int] = ()) -> None:
        super().__init__(message)
        self.path = tuple(path)


class TemplateError(TocsinError):
    """A template leaves the data-only language; `line` counts from 1 in the template file."""

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.line = line


class LedgerUnavailable(TocsinError):
    """The ledger cannot be read or written just now (disk full, locked, down).

    The service's own token keeps a page from being doubled, so that a page goes out even if nothing remembers it.
    """


class DeliveryError(TocsinError):
    """A request did not lead to an engagement, as far as is known.

    `code` is the service's or the transport's own word. `ambiguous` is true where the service may have accepted the
    request all the same (time-outs, resets, answers without an ARN, or one of these before the answer that counts).
    """

    def __init__(self, message: str, code: str = "", *, ambiguous: bool = False) -> None:
        super().__init__(message)
        self.code = code
        self.ambiguous = ambiguous


class RetryLater(DeliveryError):
    """Whether the page went out is unknown, or it did not: sending again with the same token is right.

    `after` is how many seconds the service asked to wait, 0 where it did not say.
    """

    def __init__(self, message: str, code: str = "", *, ambiguous: bool = False, after: float = 0.0) -> None:
        super().__init__(message, code, ambiguous=ambiguous)
        self.after = after


class Rejected(DeliveryError):
    """The service refused the request for good."""


class InvalidRequest(Rejected):
    """ValidationException: a field of the request is not acceptable."""


class UnknownContact(Rejected):
    """ResourceNotFoundException: the contact does not exist (or no longer)."""
