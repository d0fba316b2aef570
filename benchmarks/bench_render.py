"""Four short blocks of one page, by tocsin and by plain sandboxed Jinja, in one run.

tocsin's side does more: data-only access, projection of the public blocks, the egress guard, cleaning and cutting.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from tocsin.render.lint import Use, lint
from tocsin.render.message import render_text
from tocsin.render.source import PolicyTemplate
from tocsin.render.templates import Templates

if TYPE_CHECKING:
    from collections.abc import Callable

BLOCKS = {
    "subject": "{{ alert.severity | upper }} {{ alert.labels.service }}: {{ alert.summary }}",
    "content": (
        "{{ alert.summary }}\nService {{ alert.labels.service }} in {{ alert.region }}"
        "{% if alert.labels.runbook is defined %}\nRunbook: {{ alert.labels.runbook }}{% endif %}\n"
        "Threshold crossed: {{ alert.event.detail.state.reason | truncate(120) }}\nOwner: {{ policy.owner }}"
    ),
    "public_subject": "{{ alert.severity | upper }} {{ alert.type }}",
    "public_content": (
        "{{ alert.labels.service }} is {{ alert.status }} since {{ alert.starts_at }} ({{ policy.name }})"
    ),
}
PUBLIC = frozenset({"alert.labels.service"})
POLICY = {"name": "checkout", "description": "Wake payments", "owner": "payments", "file": "policies/a.yaml"}
CONTACT = {"name": "Akua Mansa"}


def sample() -> dict[str, Any]:
    """An alert made of a CloudWatch alarm event."""
    payload = Path(__file__).parent.parent / "tests" / "payloads" / "cloudwatch_metric_alarm_eventbridge.json"
    event = json.loads(payload.read_text())
    labels = {
        "service": "checkout",
        "env": "prod",
        "cluster": "eu-1",
        "runbook": "https://runbooks.example.com/checkout",
    }
    return {
        "type": "checkout-5xx-ratio", "status": "firing", "severity": "critical", "source": "eventbridge",
        "id": "arn:aws:cloudwatch:us-east-1:111122223333:alarm:checkout-5xx-ratio", "summary": "5xx ratio above 5%",
        "starts_at": "2026-03-12T03:12:10.989Z", "ends_at": None, "url": None, "account": "111122223333",
        "region": "us-east-1", "labels": labels, "annotations": {}, "event": event,
    }  # fmt: skip


def source(blocks: dict[str, str]) -> PolicyTemplate:
    """A template file of these blocks."""
    text = "\n".join(f"{{% block {name} %}}{body}{{% endblock %}}" for name, body in blocks.items())
    return PolicyTemplate("latency", "templates/latency.j2", text)


def per_call(call: Callable[[], object], rounds: int = 15, calls: int = 400) -> float:
    """Microseconds of one call: the median of several rounds."""
    call()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        for _ in range(calls):
            call()
        times.append((time.perf_counter() - start) / calls * 1e6)
    return median(times)


def plain(alert: dict[str, Any]) -> Callable[[], object]:
    """What people write first: four templates of Jinja's own sandbox."""
    environment = SandboxedEnvironment(undefined=StrictUndefined)
    compiled = [environment.from_string(body) for body in BLOCKS.values()]
    return lambda: [part.render(alert=alert, policy=POLICY, contact=CONTACT) for part in compiled]


def ours(alert: dict[str, Any]) -> Callable[[], object]:
    """The same by render_text."""
    templates = Templates({"latency": source(BLOCKS)})
    return lambda: render_text(templates, "latency", alert=alert, policy=POLICY, contact=CONTACT, public_paths=PUBLIC)


def run() -> dict[str, float]:
    """Microseconds a page and their ratio; to compile and render the built-in template; to lint the template file."""
    alert = sample()
    theirs, mine = per_call(plain(alert)), per_call(ours(alert))
    sources = {"latency": source(BLOCKS)}
    uses = [Use("checkout", "latency", {"checkout-5xx-ratio": {}})]
    return {
        "tocsin_us": round(mine, 1),
        "jinja_us": round(theirs, 1),
        "ratio": round(mine / theirs, 2),
        "first_page_us": round(
            per_call(lambda: render_text(Templates({}), None, alert=alert, policy=POLICY, contact=CONTACT), 1, 1), 1
        ),
        "lint_us": round(per_call(lambda: lint(sources, uses), 5, 40), 1),
    }


if __name__ == "__main__":
    json.dump(run(), sys.stdout, indent=2)
    print()
