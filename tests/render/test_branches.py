"""Templates that note which of their branches are rendered say the same as those that do not."""

from __future__ import annotations

import pytest

from tocsin.render.branches import Branch, Trace, traced
from tocsin.render.message import render_text
from tocsin.render.source import PolicyTemplate
from tocsin.render.templates import Templates

BLOCKS = (
    "{% block subject %}S{% endblock %}\n"
    "{% block content %}\nCONTENT\n{% endblock %}\n"
    "{% block public_subject %}P{% endblock %}\n"
    "{% block public_content %}{{ alert.type }}{% if alert.labels.a %} x{% endif %}{% endblock %}\n"
)
CONTENTS = (
    "plain",
    "{% if alert.labels.a %}a{% elif alert.labels.b %}b{% else %}c{% endif %}",
    "{% for name in alert.labels %}{% if loop.first %}first{% else %}, {{ name }}{% endif %}{% else %}none{% endfor %}",
    "{% if alert.labels.a %}{{ alert.labels.missing }}{% endif %}fails",
    "{% if alert.labels.a %}\n  {% if alert.labels.b %}\n both\n  {% endif %}\n{% endif %}\nend",
    "{% for x in alert.labels.many %}{% for y in alert.labels.many %}{{ x | tojson }}{{ y }}{% endfor %}{% endfor %}",
)
LABELS: tuple[dict[str, object], ...] = ({}, {"a": "1"}, {"b": "2"}, {"a": "1", "b": "2"}, {"many": ["x"] * 60})


@pytest.mark.parametrize("content", CONTENTS)
@pytest.mark.parametrize("labels", LABELS)
def test_the_texts_are_the_same(content: str, labels: dict[str, object]) -> None:
    plain = Templates({"t": PolicyTemplate("t", "templates/t.j2", BLOCKS.replace("CONTENT", content))})
    assert _text(traced(plain, Trace()), labels) == _text(plain, labels)


def test_branches_are_there_before_anything_is_rendered_and_then_reached() -> None:
    trace = Trace()
    templates = Templates({"t": PolicyTemplate("t", "templates/t.j2", BLOCKS.replace("CONTENT", CONTENTS[1]))})
    marked = traced(templates, trace)
    assert not any(reached for _, reached in trace.found())
    _text(marked, {"b": "2"})
    assert [branch for branch, reached in trace.found() if not reached] == [
        Branch("templates/t.j2", 3, "else"),
        Branch("templates/t.j2", 3, "if"),
        Branch("templates/t.j2", 6, "if"),
    ]


def _text(templates: Templates, labels: dict[str, object]) -> object:
    alert = {"type": "disk-full", "status": "firing", "id": "1", "labels": labels}
    return render_text(
        templates,
        "t",
        alert=alert,
        policy={"name": "p", "description": "", "owner": "", "file": "f"},
        contact={"name": "Akua"},
        public_paths=frozenset({"alert.labels.a"}),
    )
