"""What came of a policy test: by `pipeline.plan` and the walk of `simulate`, like everything else."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tocsin.pipeline import own_time, plan
from tocsin.reviews.simulate import simulate
from tocsin.reviews.suite import pages, people
from tocsin.reviews.suite.failures import failure
from tocsin.reviews.suite.reasons import MOST, Reasons
from tocsin.windows import EARLIEST, LATEST

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tocsin.decision import Rendering
    from tocsin.finding import Finding
    from tocsin.model import Alert, Page
    from tocsin.pipeline import Engine
    from tocsin.reviews.suite.cases import Case
    from tocsin.roster import Roster


class Result(NamedTuple):
    """One case with what does not hold of it, in the order of its file; and what each of its alerts led to."""

    case: Case
    failures: tuple[Finding, ...]
    renderings: tuple[Rendering, ...]

    @property
    def passed(self) -> bool:
        """Whether everything was as expected."""
        return not self.failures


class Suite(NamedTuple):
    """A whole run: results in order, and `findings` on files that could not be run."""

    results: tuple[Result, ...]
    findings: tuple[Finding, ...]

    @property
    def failed(self) -> int:
        """How many cases failed."""
        return sum(not result.passed for result in self.results)


def run(cases: Iterable[Case], engine: Engine, roster: Roster) -> Iterator[Result]:
    """What comes of each case."""
    for case in cases:
        renderings = tuple(plan(engine, alert, case.at or own_time(alert), given_at=case.at) for alert in case.alerts)
        found = _failures(case, renderings, engine, roster) if renderings else [_no_alert(case)]
        yield Result(case, tuple(sorted(found, key=lambda each: each.span)), renderings)


def _no_alert(case: Case) -> Finding:
    if not case.unselected:
        return failure(case.span("event"), "the event holds no alert")
    why = [f"{each.status} {each.type}: {_refusal(case, each)}" for each in case.unselected[:MOST]]
    return failure(case.span("which", key=True), "`which` selects no alert of the event", why)


def _refusal(case: Case, alert: Alert) -> str:
    return str(case.which.explain(alert.view())) if case.which else ""


def _failures(case: Case, renderings: Sequence[Rendering], engine: Engine, roster: Roster) -> Iterator[Finding]:
    reasons = Reasons(engine, renderings)
    if "decision" in case.expect:
        yield from _decisions(case, renderings, reasons)
    if "policies" in case.expect:
        yield from _policies(case, renderings, reasons)
    if "pages" in case.expect:
        yield from pages.failures(case, renderings, reasons)
    if people.asked(case):
        timeless = _timeless(case, renderings)
        yield from timeless or people.failures(case, [simulate(each, roster, case.acks) for each in renderings], roster)


def _decisions(case: Case, renderings: Sequence[Rendering], reasons: Reasons) -> Iterator[Finding]:
    wanted = case.expect["decision"]
    for rendering in renderings:
        decision = rendering.decision
        if decision.kind.value != wanted:
            which = f" for {decision.alert.status} {decision.alert.type}" if len(renderings) > 1 else ""
            message = f"expected the decision {wanted}, found {decision.kind.value}{which}"
            yield failure(case.span("expect", "decision"), message, reasons.decision(rendering))


def _policies(case: Case, renderings: Sequence[Rendering], reasons: Reasons) -> Iterator[Finding]:
    """The policies that page, as a set."""
    wanted = case.expect["policies"]
    found: dict[str, list[Page]] = {}
    for page in (page for rendering in renderings for page in rendering.pages):
        found.setdefault(page.policy, []).append(page)
    for index, name in enumerate(wanted):
        if name not in found:
            yield failure(case.span("expect", "policies", index), f"{name} does not page", reasons.policy(name))
    for name in (name for name in found if name not in wanted):
        first, targets = found[name][0], dict.fromkeys(page.target for page in found[name])
        message = f"{name} ({first.file}:{first.line}) pages {', '.join(targets)}"
        yield failure(case.span("expect", "policies", key=True), message)


def _timeless(case: Case, renderings: Sequence[Rendering]) -> list[Finding]:
    """Why no plan can be walked through: a page goes out at an instant, and the plans after it fit the calendar."""
    instants = [rendering.decision.at for rendering in renderings if rendering.pages]
    span = case.span("name", key=True)
    if None in instants:
        return [
            failure(span, "nobody knows who is notified: the alert has no time", ["Say with `at` when it arrives."])
        ]
    if not all(EARLIEST <= at < LATEST for at in instants if at):
        return [failure(span, f"a page goes out in a year from {EARLIEST.year} to {LATEST.year - 1}")]
    return []
