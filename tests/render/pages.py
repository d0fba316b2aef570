"""One alert, and short ways to render and lint a block of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tocsin.render.lint import Use, lint
from tocsin.render.message import render_text
from tocsin.render.source import PolicyTemplate
from tocsin.render.templates import Templates

if TYPE_CHECKING:
    from tocsin.finding import Finding
    from tocsin.model import Text
    from tocsin.render.fields import Types

PAYLOADS = Path(__file__).parent.parent / "payloads"
POLICY = {
    "name": "checkout-latency",
    "description": "Wake payments when checkout is slow",
    "owner": "payments",
    "file": "policies/payments.yaml",
}
CONTACT = {"name": "Akua Mansa"}
BASE = {"subject": "a subject", "content": "a content"}


def alert(**fields: Any) -> dict[str, Any]:
    """A firing alert made of a CloudWatch event; `fields` replace its own."""
    event = json.loads((PAYLOADS / "cloudwatch_metric_alarm_eventbridge.json").read_text())
    return {
        "type": "checkout-latency", "status": "firing", "severity": "critical", "source": "cloudwatch",
        "id": "alarm-0042", "summary": "p99 above 2 s", "starts_at": "2026-03-12T03:12:10.989Z", "ends_at": None,
        "url": None, "account": "111122223333", "region": "us-east-1",
        "labels": {"service": "checkout", "env": "prod-eu", "customer": "Wile E. Coyote", "p99_ms": 2140},
        "annotations": {}, "event": event,
    } | fields  # fmt: skip


def source(blocks: dict[str, str], name: str = "page", head: str = "") -> PolicyTemplate:
    """A template file with these blocks, each on a line of its own, after `head`."""
    text = head + "\n".join(f"{{% block {key} %}}{body}{{% endblock %}}" for key, body in blocks.items())
    return PolicyTemplate(name, f"templates/{name}.j2", text)


def page(
    blocks: dict[str, str] | None = None,
    *,
    public: frozenset[str] = frozenset(),
    of: dict[str, Any] | None = None,
    **more: Any,
) -> Text:
    """The page of a template with these blocks, and a plain text for each required one that is not among them."""
    templates = Templates({"page": source(BASE | (blocks or {}))})
    return render_text(
        templates, "page", alert=of or alert(), policy=POLICY, contact=CONTACT, public_paths=public, **more
    )


def content(body: str, **fields: Any) -> str:
    """What a content block renders to; it must not fail."""
    text = page({"content": f"[{body}]"}, of=alert(**fields))
    assert text.problems == ()
    return text.content[1:-1]


def failure(body: str, **fields: Any) -> str:
    """Why a content block fails."""
    (problem,) = page({"content": body}, of=alert(**fields)).problems
    return problem


def findings(blocks: dict[str, str], types: Types | None = None, *, used: bool = True) -> list[Finding]:
    """The findings on a template with these blocks (BASE fills up), used by one policy."""
    sources = {"page": source(BASE | blocks)}
    return lint(sources, [Use("checkout-latency", "page", types)] if used else [])


def rules(blocks: dict[str, str], types: Types | None = None) -> list[str]:
    """The rule ids of `findings`."""
    return [finding.rule for finding in findings(blocks, types)]
