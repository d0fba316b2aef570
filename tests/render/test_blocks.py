from __future__ import annotations

import pytest

from render.pages import POLICY, alert
from tocsin.errors import TemplateError
from tocsin.render.blocks import MAX_OUTPUT, Block, compile_block
from tocsin.render.source import parse


def block(body: str) -> Block:
    tree = parse(body)
    assert not hasattr(tree, "rule")
    return compile_block(tree.body, "templates/page.j2")


def test_text_alone_is_a_constant() -> None:
    assert block("Wake{# quietly #} up{% raw %} {{ now }}{% endraw %}").constant == "Wake up {{ now }}"
    assert block("").constant == ""
    assert block("{{ 'a' }}").constant is None
    assert block("{% if true %}a{% endif %}").constant is None


@pytest.mark.parametrize(
    ("body", "exposes"),
    [
        ("{{ alert.type }}{{ alert.severity | upper }}{{ alert.starts_at | time }}{{ policy.name }}", False),
        ("{{ alert.labels.service }}", True),
        ("{{ alert[policy.name] }}", True),
        ("{% set a = alert %}{{ a.summary }}", True),
        ("{% for k, v in alert | dictsort %}{{ v }}{% endfor %}", True),
        ("{{ alert.type if alert.labels.x }}", True),
        ("words", False),
    ],
)
def test_whether_a_block_reads_more_than_is_always_public(body: str, exposes: bool) -> None:
    assert block(body).exposes is exposes


def test_literal_text_is_all_that_the_author_wrote() -> None:
    literal = block("{% if alert.url == 'x' %}Call {{ 'ops' }}{% else %}wait{% endif %}").literal
    assert set(literal.split("\n")) == {"x", "Call ", "ops", "wait"}


def test_reasons_name_the_line_of_the_file() -> None:
    failing = block("first\n{% if true %}\n\n{{ alert.labels.gone }}{% endif %}")
    with pytest.raises(Exception, match="undefined") as caught:
        failing.render({"alert": alert(), "policy": POLICY})
    assert failing.reason(caught.value) == "'gone' is undefined (templates/page.j2:4)"


def test_reasons_never_quote_the_payload() -> None:
    secret = "hunter2-hunter2"  # noqa: S105, RUF100 - not a password, a value to be looked for
    names = {"alert": alert(summary=secret, labels={secret: [secret], "n": 3}), "policy": POLICY}
    for body in (
        "{{ alert.labels[alert.summary] + 1 }}",
        "{{ alert.event[alert.summary] }}",
        "{{ alert[alert.summary].x }}",
        "{{ alert.summary - 1 }}",
        "{{ alert.labels.n > alert.summary }}",
        "{{ alert.summary | round }}",
        "{{ 1 | round(0, alert.summary) }}",
        "{% for a, b, c in [alert.summary] %}{% endfor %}",
        "{{ alert.labels | join(alert.summary) | abs }}",
    ):
        failing = block(body)
        with pytest.raises(Exception) as caught:  # noqa: PT011 - any; the message is what counts
            failing.render(names)
        assert secret not in failing.reason(caught.value), body


def test_rendering_leaves_no_trace_for_the_next() -> None:
    stateful = block("{% set x = alert.type %}{{ x }}{% for y in [1, 2] %}{{ y }}{% endfor %}")
    names = {"alert": alert(), "policy": POLICY}
    assert [stateful.render(names) for _ in range(3)] == ["checkout-latency12"] * 3
    assert set(names) == {"alert", "policy"}


def test_endless_output_stops() -> None:
    body = "{% for x in alert.event.all %}{{ alert.summary }}{% endfor %}"
    text = block(body).render({"alert": alert(summary="x" * 4000, event={"all": list(range(200))})})
    assert MAX_OUTPUT < len(text) < MAX_OUTPUT + 5000


def test_loops_that_go_through_too_much_are_refused() -> None:
    body = (
        "{% for x in alert.event.all %}{% for y in alert.event.all %}{% if x == y %}{% endif %}{% endfor %}{% endfor %}"
    )
    few, many = list(range(30)), list(range(200))
    assert block(body).render({"alert": alert(event={"all": few})}) == ""
    with pytest.raises(TemplateError, match="too much"):
        block(body).render({"alert": alert(event={"all": many})})
