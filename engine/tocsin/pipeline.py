"""The spine: the seven stages in order, and nothing else. The file to read first.

    load -> validate -> compile -> match -> render -> request -> execute

Dry run, tests, diff, server and Lambda all come through here: a preview that can differ from the real thing would be
worse than none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from tocsin import collector, request, roster
from tocsin.compile import Overrides, compile_set
from tocsin.decision import Decision, Rendering, Route
from tocsin.execute.jobs import Job
from tocsin.inspection import sources, valid
from tocsin.match import decide
from tocsin.render.builtin import fixed_text
from tocsin.render.message import render_text
from tocsin.render.source import PolicyTemplate
from tocsin.render.templates import Expression, Templates, compile_expression

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tocsin.inspection import Inspected
    from tocsin.load import Loaded
    from tocsin.load.files import Files
    from tocsin.model import Alert, Text
    from tocsin.policyset import Policy, PolicySet
    from tocsin.roster import Roster


@dataclass(frozen=True, slots=True)
class Engine:
    """A policy set ready for alerts: compiled policies, templates, and the `incident` expressions by policy name."""

    policies: PolicySet
    templates: Templates
    incidents: Mapping[str, Expression]

    @classmethod
    def of(cls, policies: PolicySet) -> Engine:
        """From a compiled set, whether compiled just now or read from a file."""
        incidents = {
            policy.name: compile_expression(PolicyTemplate("incident", policy.file, policy.incident, policy.line))
            for policy in policies.policies
            if policy.incident is not None
        }
        return cls(policies, Templates(sources(policies.templates)), incidents)


@dataclass(frozen=True)
class Whole:
    """A policy set ready for alerts, with what it was made of."""

    engine: Engine
    loaded: Loaded
    inspected: Inspected

    @cached_property
    def roster(self) -> Roster:
        """Its people."""
        return roster.read(self.loaded.documents)


def open_set(root: str, overrides: Overrides | None = None) -> Engine:
    """Load, validate and compile the set in `root`. Raises InvalidPolicies with every finding if any is an error."""
    return open_whole(root, overrides).engine


@collector.paused()
def open_whole(root: str | Files, overrides: Overrides | None = None) -> Whole:
    """The set as `open_set` opens it, and all that was read on the way."""
    loaded, inspected = valid(root)
    policies = compile_set(loaded.documents, inspected.patterns, loaded.templates, overrides or Overrides())
    return Whole(Engine.of(policies), loaded, inspected)


def own_time(alert: Alert) -> datetime | None:
    """The instant that previews ask windows and silences for: it never depends on when they run."""
    own = alert.starts_at or alert.observed_at
    return datetime.fromisoformat(own).astimezone(UTC) if own else None


def plan(
    engine: Engine, alert: Alert, at: datetime | None, *, given_at: datetime | None = None, trace: bool = False
) -> Rendering:
    """What one alert leads to: the decision at the instant `at`, and its exact requests.

    `given_at` is an instant that a person gave (--at): repeats are counted up to it. The clock's is never given here.
    """
    return rendering(engine, decide(engine.policies, alert, at, trace=trace), given_at=given_at)


def rendering(engine: Engine, decision: Decision, *, given_at: datetime | None = None) -> Rendering:
    """A decision that has been taken, with its exact requests; `given_at` as in `plan`."""
    pages, notes = [], [*decision.notes]
    for route in decision.routes:
        text = text_of(engine, decision.alert, route, route.policy)
        page = request.page(route, decision.alert, text, given_at)
        problems = (*text.problems, *_refused_incident(text), *request.check(page.request.parameters))
        notes += [f"{page.policy} to {page.target}: {problem}" for problem in problems]
        pages.append(page)
    return Rendering(decision, tuple(pages), tuple(notes))


def _refused_incident(text: Text) -> list[str]:
    """Why the page goes out without its incident, where the service would refuse the id."""
    problem = request.problem("IncidentId", text.incident) if text.incident else None
    return [f"{problem}: left out"] if problem else []


def jobs(engine: Engine, result: Rendering) -> list[Job]:
    """The pages of a rendering with what is sent in their place if the service refuses them for good."""
    alert, fallback = result.decision.alert, engine.policies.fallback
    secrets = engine.policies.secret.get(alert.type, frozenset())
    made = []
    for route, page in zip(result.decision.routes, result.pages, strict=True):
        text = fixed_text(alert.view(), _policy_view(route.policy), secrets)
        plain = request.substitute(page, route, text, "plain")
        elsewhere = next((t for t in fallback.targets if t.arn != route.target.arn), None) if fallback else None
        other = request.substitute(page, Route(route.policy, elsewhere), text, "fallback") if elsewhere else None
        made.append(Job(page, alert.id, alert.starts_at, plain, other))
    return made


def text_of(engine: Engine, alert: Alert, route: Route, named: Policy) -> Text:
    """The text of one page. Templates see the policy as `named` has it; all else is the route's."""
    return render_text(
        engine.templates,
        route.policy.template,
        alert=alert.view(),
        policy=_policy_view(named),
        contact={"name": route.target.title},
        storm=None,
        public_paths=engine.policies.public.get(alert.type, frozenset()),
        secret_paths=engine.policies.secret.get(alert.type, frozenset()),
        incident=engine.incidents.get(route.policy.name),
    )


def _policy_view(policy: Policy) -> Mapping[str, str]:
    return {
        "name": policy.name,
        "description": policy.description,
        "owner": policy.owner,
        "file": policy.file,
    }
