"""The text that a template's author wrote, on the longest way through it."""

from __future__ import annotations

import pytest

from tocsin.render.lengths import longest
from tocsin.render.source import PolicyTemplate, outline


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("plain", "plain"),
        ("a {{ alert.type }} b", "a  b"),
        ("{% if alert.type %}long{% else %}s{% endif %}!", "long!"),
        ("{% if alert.type %}s{% elif alert.id %}longest{% else %}long{% endif %}", "longest"),
        ("{% if alert.type %}abc{% else %}🚨🚨{% endif %}", "🚨🚨"),  # four units of UTF-16
        ("{% for name in alert.labels %}row {% endfor %}", "row "),
        ("{% for name in alert.labels %}x{% else %}none{% endfor %}", "none"),
        ("{% if alert.type %}{% for a in alert.labels %}{% if a %}deep{% endif %}{% endfor %}{% endif %}", "deep"),
        ("{# a comment #}{{ 'a value' }}", ""),
    ],
)
def test_longest(body: str, text: str) -> None:
    parts = outline(PolicyTemplate("t", "templates/t.j2", f"{{% block content %}}{body}{{% endblock %}}"))
    assert parts.problems == ()
    assert longest(parts.blocks["content"].body) == text
