"""The spine: the seven stages in order, and nothing else. The file to read first.

    load -> validate -> compile -> match -> render -> request -> execute

Dry run, tests, diff, server and Lambda all come through here: a preview that can differ from the real thing would be
worse than none.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tocsin import request
from tocsin.catalogue import visibilities
from tocsin.compile import Overrides, compile_set
from tocsin.decision import Decision, Rendering, Route
from tocsin.document import Document, Entry, entries
from tocsin.errors import InvalidPolicies
from tocsin.execute.jobs import Job
from tocsin.finding import Finding
from tocsin.load import Loaded, load
from tocsin.match import decide
from tocsin.render import (
    Expression,
    PolicyTemplate,
    Templates,
    Use,
    compile_expression,
    lint,
    lint_expression,
    render_text,
)
from tocsin.render.builtin import fixed_text
from tocsin.validate import Checked, validate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from tocsin.model import Alert, Text
    from tocsin.policyset import Policy, PolicySet


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
        return cls(policies, Templates(_sources(policies.templates)), incidents)


def inspect(loaded: Loaded) -> Checked:
    """Every finding on a loaded set: files, shapes, meaning, templates."""
    checked = validate(loaded.documents, loaded.template_names, loaded.root)
    findings = [*loaded.findings, *checked.findings]
    findings += lint(_sources(loaded.templates), _uses(loaded.documents))
    findings += _expressions(loaded.documents)
    return replace(checked, findings=tuple(sorted(set(findings), key=Finding.sort_key)))


def open_set(root: str, overrides: Overrides | None = None) -> Engine:
    """Load, validate and compile the set in `root`. Raises InvalidPolicies with every finding if any is an error."""
    loaded = load(root)
    checked = inspect(loaded)
    if any(finding.severity == "error" for finding in checked.findings):
        raise InvalidPolicies(checked.findings)
    policies = compile_set(loaded.documents, checked.patterns, loaded.templates, overrides or Overrides())
    return Engine.of(policies)


def plan(
    engine: Engine, alert: Alert, at: datetime | None, *, given_at: datetime | None = None, trace: bool = False
) -> Rendering:
    """What one alert leads to: the decision at the instant `at`, and its exact requests.

    `given_at` is an instant that a person gave (--at): repeats are counted up to it. The clock's is never given here.
    """
    decision = decide(engine.policies, alert, at, trace=trace)
    texts = [_text(engine, decision, route) for route in decision.routes]
    pages = tuple(
        request.page(route, alert, text, given_at) for route, text in zip(decision.routes, texts, strict=True)
    )
    problems = [
        f"{page.policy} to {page.target}: {problem}"
        for page, text in zip(pages, texts, strict=True)
        for problem in (*text.problems, *request.check(page.request.parameters))
    ]
    return Rendering(decision, pages, (*decision.notes, *problems))


def jobs(engine: Engine, result: Rendering) -> list[Job]:
    """The pages of a rendering with what is sent in their place if the service refuses them for good."""
    alert, fallback = result.decision.alert, engine.policies.fallback
    made = []
    for route, page in zip(result.decision.routes, result.pages, strict=True):
        text = fixed_text(alert.view(), _policy_view(route.policy))
        plain = request.substitute(page, route, text, "plain")
        elsewhere = next((t for t in fallback.targets if t.arn != route.target.arn), None) if fallback else None
        other = request.substitute(page, Route(route.policy, elsewhere), text, "fallback") if elsewhere else None
        made.append(Job(page, alert.id, alert.starts_at, plain, other))
    return made


def _text(engine: Engine, decision: Decision, route: Route) -> Text:
    policy, alert = route.policy, decision.alert
    return render_text(
        engine.templates,
        policy.template,
        alert=alert.view(),
        policy=_policy_view(policy),
        contact={"name": route.target.title},
        storm=None,
        public_paths=engine.policies.public.get(alert.type, frozenset()),
        incident=engine.incidents.get(policy.name),
    )


def _policy_view(policy: Policy) -> Mapping[str, str]:
    return {
        "name": policy.name,
        "description": policy.description,
        "owner": policy.owner,
        "file": policy.file,
    }


def _sources(templates: Mapping[str, str]) -> dict[str, PolicyTemplate]:
    return {name: PolicyTemplate(name, f"templates/{name}.j2", text) for name, text in templates.items()}


def _uses(documents: Sequence[Document]) -> Iterator[Use]:
    """Which policies page with which templates, for alert types that declare which fields."""
    catalogue = {entry.name: visibilities(entry.value) for entry in entries(documents, "alerts")}
    for entry in entries(documents, "policies"):
        if isinstance(template := entry.value.get("template"), str):
            yield Use(entry.name, template, _types(entry, catalogue) if catalogue else None)


def _types(entry: Entry, catalogue: Mapping[str, Mapping[str, str]]) -> dict[str, Mapping[str, str]]:
    named = entry.value.get("alert", [])
    names = [named] if isinstance(named, str) else named
    return {name: catalogue.get(name, {}) for name in names if isinstance(name, str)}


def _expressions(documents: Sequence[Document]) -> Iterator[Finding]:
    """Findings on `incident`, the one piece of template text that stands in a policy file."""
    for entry in entries(documents, "policies"):
        if isinstance(text := entry.value.get("incident"), str):
            span = entry.span("incident")
            yield from lint_expression(PolicyTemplate("incident", span.path, text, span.line, span.column))
