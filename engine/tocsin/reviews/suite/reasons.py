"""Why a policy did not page: what `explain` knows, for the failure of a test."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.catalogue import FALLBACK
from tocsin.finding import nearest
from tocsin.match import decide
from tocsin.model import DecisionKind, Reason
from tocsin.validate.words import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tocsin.decision import Considered, Decision, Rendering
    from tocsin.pipeline import Engine

MOST = 3
"""So many policies are spoken of where the test names none."""

_LAST = f"`{FALLBACK}` pages what no policy takes, and nothing else"


class Reasons:
    """The traces of a test's alerts. They are followed only when a test fails, and then once."""

    def __init__(self, engine: Engine, renderings: Sequence[Rendering]) -> None:
        self._policies, self._asked = engine.policies, [rendering.decision for rendering in renderings]
        self._traced: list[Decision] | None = None

    def policy(self, name: str) -> list[str]:
        """Why the policy of this name did not page, one line an alert."""
        names = [policy.name for policy in self._policies.policies]
        if name == FALLBACK and self._policies.fallback is not None:
            return [_LAST]
        if name not in names:
            meant = nearest(name, names)
            return [f"no policy is named {quoted(name)}" + (f"; did you mean `{meant}`?" if meant else "")]
        return [line for decision in self._decisions() for line in _why(decision, {name})]

    def target(self, name: str) -> list[str]:
        """Why no policy paged this target."""
        pagers = {p.name for p in self._policies.policies if name in {target.name for target in p.targets}}
        last = self._policies.fallback.targets if self._policies.fallback else ()
        if not pagers and name in {target.name for target in last}:
            return [_LAST]
        if not pagers:
            named = {target.name for policy in self._policies.policies for target in policy.targets}
            meant = nearest(name, sorted(named.union(target.name for target in last)))
            return [f"no policy pages {quoted(name)}" + (f"; did you mean `{meant}`?" if meant else "")]
        return [line for decision in self._decisions() for line in _nearest(_why(decision, pagers))]

    def decision(self, rendering: Rendering) -> list[str]:
        """Why an alert ended as it did."""
        decision = rendering.decision
        if rendering.pages:
            pages = rendering.pages[:MOST]
            return [f"{page.target} is paged by {page.policy} ({page.file}:{page.line})" for page in pages]
        if decision.kind is not DecisionKind.UNROUTED:
            return list(decision.notes)
        return _nearest(_why(self._trace(decision), None))

    def _decisions(self) -> list[Decision]:
        if self._traced is None:
            self._traced = [self._trace(decision) for decision in self._asked]
        return self._traced

    def _trace(self, decision: Decision) -> Decision:
        return decide(self._policies, decision.alert, decision.at, trace=True)


def _nearest(lines: Iterator[str]) -> list[str]:
    """The lines on the policies that an alert came nearest to: those of its own type come first."""
    return sorted(lines, key=lambda line: ": type: expected" in line)[:MOST]


def _why(decision: Decision, names: set[str] | None) -> Iterator[str]:
    """What became of the policies of these names (None: of all) for one alert."""
    for considered in decision.trace:
        policy = considered.policy
        if names is None or policy.name in names:
            yield f"{policy.name} ({policy.file}:{policy.line}): {_reason(considered, decision)}"


def _reason(considered: Considered, decision: Decision) -> str:
    policy = considered.policy
    if considered.mismatch is not None:
        return str(considered.mismatch)
    if considered.reason is Reason.SHADOWED:
        first = next(c.policy.name for c in decision.trace if _wins(c, policy.file))
        return f"{considered.reason.value}: {first}"
    if considered.reason is not Reason.MATCHED:
        return considered.reason.value + (f" ({considered.window})" if considered.window else "")
    if decision.kind is DecisionKind.RESOLVED:
        return "matched, but a resolved alert pages nobody"
    silenced, start = decision.kind is DecisionKind.SILENCED, f"{policy.name} pages "
    return "; ".join(["matched", *(note for note in decision.notes if silenced or note.startswith(start))])


def _wins(considered: Considered, file: str) -> bool:
    """Whether this is the policy that ended its file."""
    policy = considered.policy
    return policy.file == file and considered.reason is Reason.MATCHED and not policy.continues
