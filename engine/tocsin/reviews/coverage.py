"""What of a policy set the tests and the catalogue's samples reach, and what nobody has ever looked at.

A thing counts as reached by what the evaluator did for an alert, not by what a test says about it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Literal, NamedTuple

from tocsin.catalogue import FALLBACK
from tocsin.document import Entry, entries, many
from tocsin.finding import Span
from tocsin.match import closed_window, decide, first_of_each_file, lifted
from tocsin.model import DecisionKind
from tocsin.pipeline import own_time, rendering
from tocsin.render.branches import Trace, traced
from tocsin.reviews.questions import Side, sampled
from tocsin.reviews.reachability import Unanswered, unanswered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tocsin.decision import Decision
    from tocsin.document import Document
    from tocsin.load.files import Files
    from tocsin.pipeline import Engine
    from tocsin.policyset import Policy, PolicySet
    from tocsin.roster import Roster

Kind = Literal["policy", "target", "window", "silence", "alert type", "template"]

KINDS: tuple[Kind, ...] = ("policy", "target", "window", "silence", "alert type", "template")
"""In the order of every output."""

Reached = tuple[Kind, str]


class Thing(NamedTuple):
    """Something that can be reached. `name` says which, in words ("outside business-hours"); `span`, where it is."""

    kind: Kind
    name: str
    span: Span
    reached: bool


class Coverage(NamedTuple):
    """Everything that can be reached, and the alert types that at some minute of a year reach nobody."""

    things: tuple[Thing, ...]
    unanswered: tuple[Unanswered, ...]

    @property
    def unreached(self) -> tuple[Thing, ...]:
        """What nothing reaches, kind by kind, in the order of the files."""
        return tuple(thing for thing in self.things if not thing.reached)

    @property
    def percent(self) -> float:
        """How much of everything is reached, rounded down to a tenth, so that 100 means all; 100 for an empty set."""
        reached = len(self.things) - len(self.unreached)
        return reached * 1000 // len(self.things) / 10 if self.things else 100.0

    def counts(self) -> Iterator[tuple[Kind, int, int]]:
        """For each kind that there is: how many are reached, and how many there are."""
        total = Counter(thing.kind for thing in self.things)
        reached = Counter(thing.kind for thing in self.things if thing.reached)
        return ((kind, reached[kind], total[kind]) for kind in KINDS if total[kind])


def coverage(
    engine: Engine,
    roster: Roster,
    documents: Sequence[Document],
    decisions: Iterable[Decision],
    files: Files,
) -> Coverage:
    """What the `decisions` of tests reach, and the samples in `files`, each of which arrives at its own time."""
    samples = list(sampled(documents, lambda path: _text(files, path)))
    asked = [*decisions, *(decide(engine.policies, each.alert, own_time(each.alert)) for each in samples)]
    trace = Trace()
    instrumented = replace(engine, templates=traced(engine.templates, trace))
    for decision in asked:
        rendering(instrumented, decision)
    reached = {each for decision in asked for each in _reached(decision, engine.policies)}
    things = [Thing(kind, name, span, (kind, name) in reached) for kind, name, span in _named(documents)]
    things += _templates(trace)
    side = Side(engine.policies, roster, documents, samples)
    return Coverage(tuple(sorted(things, key=lambda thing: KINDS.index(thing.kind))), unanswered(side))


def _text(files: Files, path: str) -> str | None:
    try:
        return files.read(path).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return None


def _named(documents: Sequence[Document]) -> Iterator[tuple[Kind, str, Span]]:
    """Everything but templates, as `_reached` names it, in the order of the files."""
    for entry in entries(documents, "policies"):
        yield "policy", entry.name, entry.span("name")
        yield from _targets(entry)
    for document in documents:
        settings = document.data.get("settings") or {}
        if "fallback" in settings:
            entry = Entry(document, ("settings", "fallback"), FALLBACK, settings["fallback"])
            yield "policy", FALLBACK, entry.span(key=True)
            yield from _targets(entry)
    for entry in entries(documents, "windows"):
        yield "window", f"inside {entry.name}", entry.span(key=True)
        yield "window", f"outside {entry.name}", entry.span(key=True)
    for entry in entries(documents, "silences"):
        yield "silence", entry.name, entry.span("name")
    for entry in entries(documents, "alerts"):
        yield "alert type", entry.name, entry.span(key=True)


def _targets(entry: Entry) -> Iterator[tuple[Kind, str, Span]]:
    page = entry.value["page"]
    for target in dict.fromkeys(many(page)):
        steps = ("page", page.index(target)) if isinstance(page, list) else ("page",)
        yield "target", f"{target} by {entry.name}", entry.span(*steps)


def _templates(trace: Trace) -> Iterator[Thing]:
    for branch, reached in trace.found():
        span = Span(branch.path, branch.line, 1, branch.line, 2)
        yield Thing("template", branch.what, span, reached)


def _reached(decision: Decision, policies: PolicySet) -> Iterator[Reached]:
    """What the evaluation of one alert has come to. A silenced or resolved alert reaches no policy: nobody is paged."""
    yield "alert type", decision.alert.type
    if decision.silence is not None:
        yield "silence", decision.silence.name
    if decision.alert.status != "resolved":
        yield from _windows(decision, policies)
    if decision.kind is DecisionKind.PAGE:
        yield from (("policy", policy.name) for policy in _taken(decision, policies))
    elif decision.kind is DecisionKind.FALLBACK:
        yield "policy", FALLBACK
    yield from (("target", f"{route.target.name} by {route.policy.name}") for route in decision.routes)


def _matching(decision: Decision, policies: PolicySet) -> Iterator[Policy]:
    found = policies.index.matching(decision.alert.view())
    return lifted((policies.policies[position] for position in found), decision.alert)


def _taken(decision: Decision, policies: PolicySet) -> Iterator[Policy]:
    """Those that win their files, even where others have paged all their targets already."""
    return first_of_each_file(_matching(decision, policies), policies, decision.at)


def _windows(decision: Decision, policies: PolicySet) -> Iterator[Reached]:
    """The side of each window on which the alert arrived, where a policy that wanted the alert asked for it.

    A policy behind one that has won its file is not asked.
    """
    done = None
    if (at := decision.at) is None:
        return
    for policy in _matching(decision, policies):
        if policy.file == done:
            continue
        for name in (*policy.when, *policy.unless):
            side = "inside" if policies.windows[name].contains(at) else "outside"
            yield "window", f"{side} {name}"
        if closed_window(policy, policies, at) is None and not policy.continues:
            done = policy.file
