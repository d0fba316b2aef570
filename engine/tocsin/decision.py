"""What a policy set says of one alert, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime

    from tocsin.model import Alert, DecisionKind, Page, Reason, Target
    from tocsin.patterns import Mismatch
    from tocsin.policyset import Policy, Silence


class Route(NamedTuple):
    """One page to be made: this policy pages this target."""

    policy: Policy
    target: Target


class Considered(NamedTuple):
    """One policy and why it was or was not taken: `mismatch` for a pattern, `window` for a window's name."""

    policy: Policy
    reason: Reason
    mismatch: Mismatch | None = None
    window: str | None = None


class Decision(NamedTuple):
    """How one alert ends. `routes` are in file-path order and name each target once; `notes` are for people.

    `at` is the instant that windows and silences were asked for (None: the alert has no time of its own).
    """

    kind: DecisionKind
    alert: Alert
    at: datetime | None
    routes: tuple[Route, ...] = ()
    silence: Silence | None = None
    notes: tuple[str, ...] = ()
    trace: tuple[Considered, ...] = ()


class Rendering(NamedTuple):
    """A decision with the pages that it leads to: what a dry run shows and what execution sends.

    `notes` are for people: what the decision noted, which fields fell back to fixed text and why.
    """

    decision: Decision
    pages: tuple[Page, ...]
    notes: tuple[str, ...] = ()
