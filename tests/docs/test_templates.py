"""docs/templates.md: every example gives what the page says, and every filter and test has one."""

from __future__ import annotations

import json
import re

import pytest

from docpages import ROOT, Block, elements
from render.pages import CONTACT, POLICY
from tocsin.render.conditions import CONDITIONS
from tocsin.render.filters import FILTERS
from tocsin.render.lint import Use, lint, lint_expression
from tocsin.render.message import render_text
from tocsin.render.source import PolicyTemplate
from tocsin.render.templates import Templates

TEXT = (ROOT / "docs/templates.md").read_text(encoding="utf-8")
BLOCKS = [element for element in elements(TEXT) if isinstance(element, Block)]
ALERT = json.loads(next(block.text for block in BLOCKS if block.tags == ("json", "alert")))
PUBLIC = frozenset({"alert.labels.service"})
EXAMPLE = re.compile(r"(?P<template>.+?) *\{# gives: ?(?P<result>.*?) ?#\}")
EXAMPLES = [
    (found["template"], found["result"])
    for block in BLOCKS
    if block.tags[:2] == ("jinja", "examples")
    for found in map(EXAMPLE.fullmatch, block.text.splitlines())
    if found is not None
]


def page(text: str) -> PolicyTemplate:
    return PolicyTemplate("page", "templates/page.j2", text)


def block(*tags: str) -> str:
    return next(found.text for found in BLOCKS if found.tags == tags)


def test_every_line_of_the_examples_is_one() -> None:
    lines = [line for found in BLOCKS if found.tags[:2] == ("jinja", "examples") for line in found.text.splitlines()]
    assert len(EXAMPLES) == len(lines) > 70


@pytest.mark.parametrize(("template", "result"), EXAMPLES)
def test_an_example_gives_what_it_says(template: str, result: str) -> None:
    source = page(f"{{% block subject %}}s{{% endblock %}}{{% block content %}}>{template}<{{% endblock %}}")
    assert lint({"page": source}, [Use("p", "page")]) == []
    text = render_text(Templates({"page": source}), "page", alert=ALERT, policy=POLICY, contact=CONTACT)
    assert text.problems == ()
    assert text.content[1:-1].strip() == result


@pytest.mark.parametrize(("tag", "known"), [("filters", FILTERS), ("tests", CONDITIONS)])
def test_every_filter_and_test_has_an_example(tag: str, known: dict[str, object]) -> None:
    sign = r"\|" if tag == "filters" else r"\bis"
    assert set(re.findall(rf"{sign} (\w+)", block("jinja", "examples", tag))) == set(known)


def test_the_first_template_makes_the_texts_shown() -> None:
    source = page(block("jinja", "template"))
    types = {"checkout-latency": {"alert.labels.service": "public", "alert.annotations.runbook": "internal"}}
    assert lint({"page": source}, [Use("p", "page", types)]) == []
    text = render_text(
        Templates({"page": source}), "page", alert=ALERT, policy=POLICY, contact=CONTACT, public_paths=PUBLIC
    )
    assert text.problems == ()
    shown = [block("text", name).rstrip() for name in ("Subject", "Content", "PublicSubject", "PublicContent")]
    assert [text.subject, text.content, text.public_subject, text.public_content] == shown


def test_the_built_in_template_is_shown_as_it_is() -> None:
    text = render_text(Templates({}), None, alert=ALERT, policy=POLICY, contact=CONTACT)
    assert f"{text.subject}\n\n{text.content}\n" == block("text", "built-in")
    assert f"`{text.public_subject}` and `{text.public_content}`" in TEXT


def test_the_incident_is_of_the_language() -> None:
    template = next(template for template, _ in EXAMPLES if template.startswith("arn:"))
    assert lint_expression(PolicyTemplate("incident", "policies/a.yaml", template)) == []
