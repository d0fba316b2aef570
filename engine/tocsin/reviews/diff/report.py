"""From differences to changes: what a reader is shown of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tocsin.patterns.fields import gather, steps_to
from tocsin.patterns.operators import Truth
from tocsin.pipeline import rendering
from tocsin.reviews.diff.masks import masked, sight, written
from tocsin.reviews.diff.values import KINDS, Call, Change, Diff, Outcome, Titles
from tocsin.reviews.simulate import simulate

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from tocsin.decision import Decision
    from tocsin.model import Alert, Json
    from tocsin.patterns import Pattern
    from tocsin.policyset import Policy
    from tocsin.reviews.diff.compare import Difference
    from tocsin.reviews.diff.sides import Opened
    from tocsin.reviews.questions import Question

UNSEEN = "only in what is not shown here"


class Shown(NamedTuple):
    """A difference with the question that shows it best so far.

    `given` questions were written by people; `early`: asked about a time at which not all rotations run yet. `policies`
    are those of all the questions that show the same, which are so many; `mixed`: some of them for others.
    """

    difference: Difference
    question: Question
    at: datetime
    given: bool
    early: bool
    policies: Mapping[str, None]
    questions: int
    mixed: bool

    def with_(self, other: Shown) -> Shown:
        """Both as one. An alert that was made is shown whole, where one that was given is not; then few fields."""
        better = min(self, other, key=Shown._plainness)
        same = self.policies.keys() >= other.policies.keys()
        policies = self.policies if same else {**self.policies, **other.policies}
        mixed = self.mixed or other.mixed or self.difference.whom != other.difference.whom
        return better._replace(policies=policies, questions=self.questions + other.questions, mixed=mixed)

    def _plainness(self) -> tuple[bool, bool, int]:
        alert = self.question.alert
        return self.given, self.early, len(alert.labels) + len(alert.annotations)


def report(base: Opened, head: Opened, shown: Iterable[Shown], questions: int, *, internal: bool) -> Diff:
    """The changes, gravest first, then in the order of the files."""
    sides = base, head
    words = written(policy.pattern for side in sides for policy in side.engine.policies.policies)
    reporter = _Reporter(base, head, words, internal=internal)
    changes = map(reporter.change, sorted(shown, key=reporter.order))
    titles = Titles(*map(_titles, sides))
    return Diff(base.name, head.name, tuple(changes), questions, titles, tuple(_notes(base, head)))


def _titles(side: Opened) -> Mapping[str, str]:
    return {contact.key: contact.title for contact in side.roster.contacts.values()}


class _Reporter:
    """Makes changes of differences; `words` are the texts that patterns write."""

    def __init__(self, base: Opened, head: Opened, words: Collection[str], *, internal: bool) -> None:
        self._sides, self._words, self._internal = (base, head), words, internal
        names = (policy.name for side in (head, base) for policy in side.engine.policies.policies)
        self._places = {name: place for place, name in enumerate(dict.fromkeys(names))}

    def order(self, shown: Shown) -> tuple[int, bool, int, tuple[str, ...]]:
        """By gravity, what is over last (a silence of years ago), then as the policies stand in the files."""
        difference = shown.difference
        over = difference.kind == "silenced" and shown.early
        places = (self._places.get(name, len(self._places)) for name in shown.policies)
        return KINDS.index(difference.kind), over, min(places, default=len(self._places)), difference.details

    def change(self, shown: Shown) -> Change:
        """The change that a difference is."""
        difference, alert = shown.difference, shown.question.alert
        patterns = list(_patterns(difference))
        sets = [side.engine.policies for side in self._sides]
        allowed = sight(alert.type, sets, patterns, self._words, made=not shown.given, internal=self._internal)
        seen = masked(alert, allowed)
        outcomes = [
            _outcome(side, decision._replace(alert=seen))
            for side, decision in zip(self._sides, (difference.before, difference.after), strict=True)
        ]
        policies = dict.fromkeys((*difference.policies, *shown.policies))
        return Change(
            difference.kind, seen, shown.at, shown.question.origin, _fields(seen, patterns), outcomes[0], outcomes[1],
            tuple(policies), tuple(_details(difference, *outcomes)), shown.questions, difference.people,
            shown.mixed,
        )  # fmt: skip


def _outcome(side: Opened, decision: Decision) -> Outcome:
    """The decision with its pages and calls, all with what may be shown of the alert."""
    rendered = rendering(side.engine, decision)
    walked = simulate(rendered, side.roster)
    calls = (
        Call(walked.minute(each.at), each.contact, each.channel, each.type, each.attempt, each.target, each.policy)
        for each in walked.notified
    )
    elsewhere = dict.fromkeys(each.target for each in walked.missed if _elsewhere(side, each.target))
    silence = decision.silence
    period = (silence.start, silence.end) if silence else None
    name = silence.name if silence else None
    return Outcome(decision.kind, rendered.pages, tuple(calls), name, tuple(elsewhere), period)


def _elsewhere(side: Opened, contact: str) -> bool:
    """Whether somebody else provisions it: with an `arn`, or an ARN in place of a name."""
    known = side.roster.contact(contact)
    return known is None or known.elsewhere


def _patterns(difference: Difference) -> Iterator[Pattern]:
    for decision in (difference.before, difference.after):
        yield from (route.policy.pattern for route in decision.routes)
        if decision.silence is not None:
            yield decision.silence.pattern


def _fields(alert: Alert, patterns: Sequence[Pattern]) -> Mapping[str, Json]:
    """The alert's type and severity, and whatever the patterns ask for and it has."""
    paths = {condition.path for pattern in patterns for row in pattern.alternatives for condition in row}
    found, _ = gather(steps_to({"type", "severity", *paths}), alert.view())
    order = ["type", "severity", *sorted(paths - {"type", "severity"})]
    return {path: _plain(found[path]) for path in order if path in found and found[path] is not None}


def _plain(value: Json) -> Json:
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value.value if isinstance(value, Truth) else value


def _details(difference: Difference, before: Outcome, after: Outcome) -> Iterator[str]:
    """For messages the parameters that differ, and where that does not show the reason."""
    if difference.kind != "message":
        yield from difference.details
        return
    old, new = ({page.request.parameters["ContactId"]: page for page in side.pages} for side in (before, after))
    for detail in difference.details:
        name = detail.partition(" ")[0]
        seen = detail != name or any(
            page.request.parameters.get(name) != new[arn].request.parameters.get(name)
            for arn, page in old.items() if arn in new
        )  # fmt: skip
        yield detail if seen else f"{name} ({UNSEEN})"


def _notes(base: Opened, head: Opened) -> Iterator[str]:
    """What is no change of behaviour, and still worth knowing."""
    if base.missing:
        yield "the base has no policies here: the whole set is new"
    if head.missing:
        yield "the head has no policies here: the whole set is gone"
    for old, new in renamed(base, head):
        yield f"policy {old} is now called {new}: what it pages for when that is rolled out is paged once more"


def renamed(base: Opened, head: Opened) -> Iterator[tuple[str, str]]:
    """Policies that are the same by another name."""
    ours, theirs = ({policy.name: policy for policy in side.engine.policies.policies} for side in (base, head))
    gone = {_nameless(policy): name for name, policy in ours.items() if name not in theirs}
    for name, policy in theirs.items():
        if name not in ours and (old := gone.pop(_nameless(policy), None)):
            yield old, name


def _nameless(policy: Policy) -> str:
    return repr(policy._replace(name="", file="", line=0))
