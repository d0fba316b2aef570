"""Row 4: from the text of an event to a checked request among 10,000 policies, against the least that does the same.

tocsin: parse (strictly), recognise, normalise, match, render four blocks, token, check. The peer is handed the alert
in normal form, its policy and its token; it only calls json.loads, renders four templates of Jinja's own sandbox,
builds the parameters and lets botocore validate them. Both make the same request.
"""

from __future__ import annotations

import gc
import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import policy_sets
from benchmarks.bench_render import per_call
from benchmarks.table import Row

if TYPE_CHECKING:
    from collections.abc import Callable

    from tocsin.pipeline import Engine

PAYLOADS = Path(__file__).parent.parent / "tests" / "payloads"
EVENTS = {
    "CloudWatch alarm": json.loads((PAYLOADS / "cloudwatch_metric_alarm_eventbridge.json").read_text("utf-8")),
    "alert in normal form": {
        "type": "checkout-5xx-ratio", "status": "firing", "severity": "critical", "source": "checkout-watch",
        "id": "checkout-5xx-ratio/eu-1", "summary": "5xx ratio above 5% for 3 of 5 minutes",
        "starts_at": "2026-03-12T03:12:10.989Z", "region": "eu-west-1", "account": "111122223333",
        "labels": {"LoadBalancer": "app/checkout/50dc6c495c0c9188", "env": "prod", "cluster": "eu-1"},
        "annotations": {"reason": "7.9, 6.2 and 5.4 were greater than the threshold (5.0)"},
    },
}  # fmt: skip
BLOCKS = {
    "subject": "{{ alert.type }} in {{ alert.region }}: {{ alert.summary | truncate(200) }}",
    "content": (
        "{{ alert.summary }}\nBalancer {{ alert.labels.LoadBalancer }} of account {{ alert.account }}"
        "{% if alert.annotations.reason is defined %}\nWhy: {{ alert.annotations.reason }}{% endif %}\n"
        "Owner: {{ policy.owner }}"
    ),
    "public_subject": "{{ alert.type | upper }} {{ alert.status }}",
    "public_content": (
        "{{ alert.labels.LoadBalancer }} is {{ alert.status }} since {{ alert.starts_at }} ({{ policy.name }})"
    ),
}
POLICY = """
version: 1
alerts:
  checkout-5xx-ratio:
    fields: {alert.labels.LoadBalancer: {visibility: public}, alert.annotations.reason: {}}
policies:
  - name: checkout
    description: Wake payments
    owner: payments
    alert: checkout-5xx-ratio
    match: {labels: {LoadBalancer: [{prefix: app/checkout/}]}}
    page: person-7
    template: checkout
"""
GOAL, ROUNDS = 1.0, 3


def run() -> list[Row]:
    """Microseconds an event, both sides in one process and in turn."""
    with tempfile.TemporaryDirectory() as name:
        policy_sets.large(Path(name), POLICY, {"checkout": policy_sets.template(BLOCKS)})
        from tocsin.pipeline import open_set

        engine = open_set(name)
    gc.collect()
    gc.freeze()  # what a runtime does once its policies are loaded; the peer has the good of it too
    rows = [_row(kind, engine, json.dumps(event)) for kind, event in EVENTS.items()]
    gc.unfreeze()
    return rows


def _row(kind: str, engine: Engine, text: str) -> Row:
    mine, theirs = ours(engine, text), peer(engine, text)
    assert mine() == theirs(), "the two do not make the same request"
    figures = [(per_call(mine), per_call(theirs)) for _ in range(ROUNDS)]
    figure, beside = (min(side) for side in zip(*figures, strict=True))
    ratio = figure / beside
    what = f"{kind} -> checked request, {policy_sets.POLICIES:,} policies"
    return Row("4", what, f"{figure:.0f} us", f"{beside:.0f} us json.loads, 4 sandboxed renders, botocore's check",
               ratio, f"<= {GOAL} x", ratio <= GOAL)  # fmt: skip


def ours(engine: Engine, text: str) -> Callable[[], dict[str, str]]:
    """The whole way, as `tocsin page` and a runtime go it."""
    from tocsin.events import normalise, read_events
    from tocsin.pipeline import plan

    now = datetime.now(UTC)

    def once() -> dict[str, str]:
        (event,) = read_events(text)
        (alert,) = normalise(event)
        rendering = plan(engine, alert, now)
        (page,) = rendering.pages
        assert not rendering.notes
        return dict(page.request.parameters)

    return once


def peer(engine: Engine, text: str) -> Callable[[], dict[str, str]]:
    """What people write first: no normal form, matching, token, projection, guard, cleaning or limits."""
    import botocore.session
    from botocore.validate import ParamValidator
    from jinja2 import StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    from tocsin.events import normalise, read_events

    ((alert,),) = map(normalise, read_events(text))
    request = ours(engine, text)()
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
            "Sender": request["Sender"],
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
