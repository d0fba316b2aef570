"""The words that tocsin says itself: the built-in template, and the fixed texts that stand in for a failed block.

The secure fixed texts name policy, type, severity and id; the public ones hold nothing that came from a payload.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.model import Text
from tocsin.render.payload import without
from tocsin.render.source import PolicyTemplate
from tocsin.render.texts import CONTENT_LIMIT, SUBJECT_LIMIT, clean, cut, one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tocsin.model import Json

_TEMPLATE = """\
{% block subject %}
{{ alert.severity | default("alert") | upper }} {{ alert.type }}
{%- if alert.summary and alert.summary != alert.type %}: {{ alert.summary }}{% endif %}
{% endblock %}
{% block content %}
{{ alert.summary or alert.type }}

Type: {{ alert.type }}
Status: {{ alert.status }}
Severity: {{ alert.severity | default("not given") }}
{% if alert.starts_at %}
Started: {{ alert.starts_at | time }}
{% endif %}
{% if alert.account or alert.region %}
Where: {{ [alert.account | default, alert.region | default] | join(" ") | trim }}
{% endif %}
{% if alert.labels %}

Labels:
{% for name, value in alert.labels | dictsort %}
  {{ name }}: {{ value if value is string or value is number else value | tojson }}
{% endfor %}
{% endif %}

{% if alert.url %}
More: {{ alert.url }}
{% endif %}
Policy: {{ policy.name }}{% if policy.owner %} (owner: {{ policy.owner }}){% endif %}
{% if policy.description %}
{{ policy.description }}
{% endif %}
{% endblock %}
{% block public_subject %}
{{ alert.severity | default("alert") | upper }} {{ alert.type }}
{% endblock %}
{% block public_content %}
{{ alert.severity | default("alert") | upper }} {{ alert.type }} is {{ alert.status }}. Policy: {{ policy.name }}.
{% endblock %}
"""

BUILT_IN = PolicyTemplate("built-in", "built-in template", _TEMPLATE)
"""What a page says whose policy names no template."""

_PART = 256
"""UTF-16 code units of one value in a fixed text."""


def _word(values: Mapping[str, Json], name: str, otherwise: str = "") -> str:
    value = values.get(name)
    return cut(one_line(value), _PART) or otherwise if isinstance(value, str) else otherwise


def fixed_subject(alert: Mapping[str, Json], policy: Mapping[str, Json]) -> str:
    """Severity, type, summary, then policy and id."""
    severity = _word(alert, "severity", "alert").upper()
    summary = _word(alert, "summary")
    told = f"{severity} {_word(alert, 'type', 'of unknown type')}{': ' if summary else ''}{summary}"
    return cut(f"{told} [policy {_word(policy, 'name')}, id {_word(alert, 'id', 'unknown')}]", SUBJECT_LIMIT)


def fixed_content(alert: Mapping[str, Json], policy: Mapping[str, Json]) -> str:
    """The same, a line each."""
    summary = alert.get("summary")
    told = [cut(clean(summary).strip(), CONTENT_LIMIT // 2)] if isinstance(summary, str) and summary.strip() else []
    told += [
        f"Type: {_word(alert, 'type', 'unknown')}",
        f"Severity: {_word(alert, 'severity', 'not given')}",
        f"Id: {_word(alert, 'id', 'unknown')}",
        f"Policy: {_word(policy, 'name')}",
    ]
    return "\n".join(told)


def fixed_public_subject(_alert: Mapping[str, Json], policy: Mapping[str, Json]) -> str:
    """The policy's name."""
    return f"Page by policy {_word(policy, 'name')}"


def fixed_public_content(_alert: Mapping[str, Json], policy: Mapping[str, Json]) -> str:
    """The policy's name, and where the rest is."""
    return f"You are paged by policy {_word(policy, 'name')}. Details are in your voice and e-mail channels."


FIXED: Mapping[str, Callable[[Mapping[str, Json], Mapping[str, Json]], str]] = {
    "subject": fixed_subject,
    "content": fixed_content,
    "public_subject": fixed_public_subject,
    "public_content": fixed_public_content,
}
"""The fixed text of each block."""


def fixed_text(
    alert: Mapping[str, Json], policy: Mapping[str, Json], secret_paths: frozenset[str] = frozenset()
) -> Text:
    """The page without any template: sent when the service refuses what a template made."""
    shown = without(alert, secret_paths)
    subject, content, public_subject, public_content = (make(shown, policy) for make in FIXED.values())
    return Text(subject, content, public_subject, public_content)
