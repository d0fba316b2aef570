from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from render.pages import BASE, CONTACT, POLICY, alert, source
from tocsin.errors import TemplateError
from tocsin.render.message import render_text
from tocsin.render.source import PolicyTemplate
from tocsin.render.templates import Templates, compile_expression

if TYPE_CHECKING:
    from tocsin.model import Text

ENGINE = Path(__file__).parents[2] / "engine"


def render(templates: Templates, name: str | None) -> Text:
    return render_text(templates, name, alert=alert(), policy=POLICY, contact=CONTACT)


def test_children_replace_blocks_and_inherit_the_others() -> None:
    templates = Templates(
        {
            "base": source(
                {"subject": "base subject", "content": "base content", "public_subject": "base public"}, "base"
            ),
            "middle": source({"content": "middle {{ alert.type }}"}, "middle", '{% extends "base" %}\n'),
            "leaf": source({"subject": "leaf"}, "leaf", '{% extends "middle" %}\n'),
        }
    )
    leaf = render(templates, "leaf")
    assert (leaf.subject, leaf.content, leaf.public_subject) == ("leaf", "middle checkout-latency", "base public")
    assert render(templates, "base").content == "base content"
    assert leaf.problems == ()


def test_a_broken_block_is_inherited_as_broken_and_can_be_mended() -> None:
    templates = Templates(
        {
            "base": source({"subject": "{{ range(1) }}", "content": "base content"}, "base"),
            "child": source({}, "child", '{% extends "base" %}'),
            "mended": source({"subject": "mended"}, "mended", '{% extends "base" %}\n'),
        }
    )
    assert render(templates, "child").fallback_fields == ("Subject",)
    assert "templates/base.j2:1" in render(templates, "child").problems[0]
    assert render(templates, "mended").problems == ()


def test_a_broken_block_hides_the_one_that_it_replaces() -> None:
    templates = Templates(
        {
            "base": source(BASE, "base"),
            "child": source({"subject": "{{ range(1) }}"}, "child", '{% extends "base" %}'),
        }
    )
    text = render(templates, "child")
    assert text.fallback_fields == ("Subject",)
    assert text.content == BASE["content"]


def test_templates_are_compiled_when_used_and_once() -> None:
    templates = Templates({"page": source(BASE), "never": PolicyTemplate("never", "templates/never.j2", "{% broken")})
    assert templates.get("page") is templates.get("page")
    assert templates.get(None) is templates.get(None)


@pytest.mark.parametrize("name", ["gone", "cyclic", "syntax", "orphan", "endless"])
def test_what_cannot_be_had_is_broken_in_every_field(name: str) -> None:
    chain = {f"t{n}": source(BASE, f"t{n}", f'{{% extends "t{n + 1}" %}}') for n in range(8)}
    templates = Templates(
        chain
        | {
            "cyclic": source(BASE, "cyclic", '{% extends "cyclic" %}'),
            "syntax": PolicyTemplate("syntax", "templates/syntax.j2", "{% block"),
            "orphan": source(BASE, "orphan", '{% extends "gone" %}'),
            "endless": source(BASE, "endless", '{% extends "t0" %}'),
        }
    )
    text = render(templates, name)
    assert text.fallback_fields == ("Subject", "Content", "PublicSubject", "PublicContent")
    assert text.subject
    assert text.public_content


def test_plain_strings_are_no_templates() -> None:
    with pytest.raises(TypeError, match="PolicyTemplate"):
        Templates({"page": "{{ alert.type }}"})  # type: ignore[dict-item] # the mistake that is tested
    with pytest.raises(TypeError, match="PolicyTemplate"):
        compile_expression("{{ alert.type }}")  # type: ignore[arg-type] # the mistake that is tested


def test_expressions_are_one_line_of_the_same_language() -> None:
    compile_expression(PolicyTemplate("incident", "policies/a.yaml", "arn:{{ alert.event.detail.arn }}", 7, 15))
    for text in ("{{ range(3) }}", "a\nb", "{{ 'a' | nope }}", "{% block a %}{% endblock %}", "{{ open"):
        with pytest.raises(TemplateError) as caught:
            compile_expression(PolicyTemplate("incident", "policies/a.yaml", text, 7, 15))
        assert caught.value.line == 7


def test_importing_the_stage_does_not_import_jinja() -> None:
    code = "import sys, tocsin.render.lint, tocsin.render.message; sys.exit('jinja2' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, env={"PYTHONPATH": str(ENGINE)})
