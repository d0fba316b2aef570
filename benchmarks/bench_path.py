"""Row 4: from the text of an event to a checked request among 10,000 policies, against the least that does the same.

tocsin: parse (strictly), normalise, match, render four blocks, token, check. The peer is handed the alert in normal
form, knows its policy, and only calls json.loads, renders four templates of Jinja's own sandbox, builds the
parameters and lets botocore validate them. Both render the same texts.
"""

from __future__ import annotations

import gc
import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import policy_sets
from benchmarks.bench_render import BLOCKS, per_call
from benchmarks.table import Row

if TYPE_CHECKING:
    from collections.abc import Callable

    from tocsin.model import Alert
    from tocsin.pipeline import Engine

EVENT = {
    "type": "checkout-5xx-ratio", "status": "firing", "severity": "critical", "source": "checkout-watch",
    "id": "checkout-5xx-ratio/eu-1", "summary": "5xx ratio above 5% for 3 of 5 minutes",
    "starts_at": "2026-03-12T03:12:10.989Z", "region": "eu-west-1", "account": "111122223333",
    "labels": {
        "service": "checkout", "env": "prod", "cluster": "eu-1", "pod": "checkout-7d4b9c6f5-x2x7k",
        "runbook": "https://runbooks.example.com/checkout",
    },
    "event": {"detail": {"state": {"reason": "7.9, 6.2 and 5.4 were greater than the threshold (5.0)"}}},
}  # fmt: skip
POLICY = """
version: 1
alerts:
  checkout-5xx-ratio: {fields: {alert.labels.service: {visibility: public}, alert.labels.runbook: {},
    alert.event.detail.state.reason: {}}}
policies:
  - name: checkout
    description: Wake payments
    owner: payments
    match: {type: [checkout-5xx-ratio], labels: {env: [prod]}, severity: [critical, error]}
    page: person-7
    template: checkout
"""
GOAL = 1.0


def run() -> list[Row]:
    """Microseconds an event, both sides in one process, and the parts of ours."""
    with tempfile.TemporaryDirectory() as name:
        template = policy_sets.template(BLOCKS)
        policy_sets.large(Path(name), POLICY, {"checkout": template})
        from tocsin.pipeline import open_set

        engine = open_set(name)
    gc.collect()
    gc.freeze()  # what a runtime does once its policies are loaded
    text = json.dumps(EVENT)
    mine, theirs = ours(engine, text), peer(text, view(engine, text))
    assert mine() == theirs(), "the two do not make the same request"
    figures = [(per_call(mine), per_call(theirs)) for _ in range(3)]
    figure, beside = min(one for one, _ in figures), min(other for _, other in figures)
    ratio = figure / beside
    what = f"event text -> checked request, {policy_sets.POLICIES:,} policies"
    return [Row("4", what, f"{figure:.0f} us", f"{beside:.0f} us json.loads, 4 sandboxed renders, botocore's check",
                ratio, f"<= {GOAL} x", ratio <= GOAL)]  # fmt: skip


def ours(engine: Engine, text: str) -> Callable[[], dict[str, str]]:
    """The whole way, as `tocsin page` and a runtime go it."""
    from tocsin.events import normalise, read_events
    from tocsin.pipeline import plan

    now = datetime.now(UTC)

    def once() -> dict[str, str]:
        ((alert,),) = (normalise(event) for event in read_events(text))
        rendering = plan(engine, alert, now)
        (page,) = rendering.pages
        assert not rendering.notes
        return dict(page.request.parameters)

    return once


def view(engine: Engine, text: str) -> tuple[Alert, dict[str, str]]:
    """The alert in normal form and the finished request, of which the peer takes what it does not compute."""
    from tocsin.events import normalise, read_events

    ((alert,),) = (normalise(event) for event in read_events(text))
    return alert, ours(engine, text)()


def peer(text: str, given: tuple[Alert, dict[str, str]]) -> Callable[[], dict[str, str]]:
    """What people write first, without normal form, matching, token, projection, guard, cleaning and limits."""
    import botocore.session
    from botocore.validate import ParamValidator
    from jinja2 import StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    alert, request = given
    shape = botocore.session.get_session().get_service_model("ssm-contacts").operation_model("StartEngagement")
    validator = ParamValidator()
    environment = SandboxedEnvironment(undefined=StrictUndefined)
    subject, content, public_subject, public_content = map(environment.from_string, BLOCKS.values())
    policy = {"name": "checkout", "description": "Wake payments", "owner": "payments", "file": "policies/extra.yaml"}
    names: dict[str, Any] = {"alert": alert.view(), "policy": policy, "contact": {"name": "Person 7"}}

    def once() -> dict[str, str]:
        json.loads(text)
        parameters = {
            "ContactId": request["ContactId"],
            "Sender": "tocsin",
            "Subject": subject.render(**names),
            "Content": content.render(**names),
            "PublicSubject": public_subject.render(**names),
            "PublicContent": public_content.render(**names),
            "IdempotencyToken": request["IdempotencyToken"],
        }
        report = validator.validate(parameters, shape.input_shape)
        assert not report.has_errors()
        return parameters

    return once
