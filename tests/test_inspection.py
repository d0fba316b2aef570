"""Every finding of the first two stages and of the templates, without the stages that come after them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from sets import write
from tocsin.inspection import inspect
from tocsin.load import load

ENGINE = Path(__file__).parents[1] / "engine"
LATER = ("compile", "policyset", "match", "request", "execute", "events", "pipeline", "model", "render.message")
HEAVY = ("jsonschema", "boto3", "botocore", "starlette", "zoneinfo", "dateutil")

POLICIES = """
    version: 1
    policies:
      - {name: p, match: {type: [x]}, page: nobody, template: t, incident: "{{ alert.nope }}"}
    """
TEMPLATE = "{% block subject %}{{ alert.nope }}{% endblock %}{% block content %}c{% endblock %}"


def test_policies_templates_and_expressions_are_looked_at_together(tmp_path: Path) -> None:
    found = inspect(load(str(write(tmp_path, {"a.yaml": POLICIES, "t.j2": TEMPLATE})))).findings
    assert [(finding.rule, finding.span.path) for finding in found] == [
        ("TOC201", "policies/a.yaml"),
        ("TOC403", "policies/a.yaml"),
        ("TOC403", "templates/t.j2"),
    ]


def test_what_later_stages_need_is_handed_on(tmp_path: Path) -> None:
    inspected = inspect(load(str(write(tmp_path, {"a.yaml": POLICIES, "t.j2": TEMPLATE}))))
    assert inspected.patterns["policies/a.yaml", ("policies", 0)].matches({"type": "x"})
    assert list(inspected.outlines["t"].blocks) == ["subject", "content"]


def test_validating_a_good_set_imports_nothing_that_it_does_not_need(tmp_path: Path) -> None:
    good = POLICIES.replace("nobody", "akuam").replace(', incident: "{{ alert.nope }}"', "")
    write(tmp_path, {"a.yaml": good, "t.j2": TEMPLATE.replace("alert.nope", "alert.type")})
    unwanted = [f"tocsin.{name}" for name in LATER] + list(HEAVY)
    code = (
        "import sys\nfrom tocsin.commands import run\n"
        f"assert run(['-C', {str(tmp_path)!r}, 'validate']) == 0\n"
        f"print([name for name in {unwanted!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env={"PYTHONPATH": str(ENGINE)}, capture_output=True, text=True, check=False
    )
    assert done.stderr == "[]\n"
