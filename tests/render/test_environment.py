from __future__ import annotations

from types import MappingProxyType

import pytest
from jinja2 import Undefined

from render.pages import content, failure
from tocsin.errors import TemplateError
from tocsin.render.environment import MAX_OPERAND, environment


class Trap:
    """An object that a payload never holds; reaching into it would be an escape."""

    secret = "reached"

    def __getattr__(self, name: str) -> str:
        return "reached"

    def __getitem__(self, key: object) -> str:
        return "reached"


@pytest.mark.parametrize("obj", [Trap(), "text", 3, None, [1], lambda: None, dict])
@pytest.mark.parametrize("name", ["__class__", "secret", "format", "items", "append", "mro", "__globals__"])
def test_no_attribute_of_an_object_is_reached(obj: object, name: str) -> None:
    assert isinstance(environment().getattr(obj, name), Undefined)
    assert isinstance(environment().getitem(obj, name), Undefined)


@pytest.mark.parametrize("key", ["items", "keys", "get", "__class__", "values"])
def test_keys_of_the_payload_win_over_methods(key: str) -> None:
    assert content(f'{{{{ alert["labels"].{key.strip("_")} }}}}', labels={key.strip("_"): "mine"}) == "mine"
    assert content("{{ alert.labels[alert.summary] }}", labels={key: "mine"}, summary=key) == "mine"


def test_mapping_proxies_are_mappings() -> None:
    assert content("{{ alert.labels.a }}{{ alert.labels | length }}", labels=MappingProxyType({"a": "x"})) == "x1"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("{{ alert.event.resources[0][:11] }}", "arn:aws:clo"),
        ("{{ alert.event.resources[-1][-5:] }}", "ratio"),
        ("{{ alert.summary[0] }}{{ alert.summary[-1] }}{{ alert.summary[::-1] }}", "pss 2 evoba 99p"),
        ("{{ [1, 2, 3, 4][1:3] | join }}", "23"),
        ("{{ alert.event.no.such[0].path | default('absent') }}", "absent"),
        (
            "{{ alert.event.resources[7] | default('absent') }}{{ alert.event.resources['x'] | default('absent') }}",
            "absent" * 2,
        ),
        ("{{ alert.summary.upper | default('absent') }}", "absent"),
        ("{{ 'yes' if alert.url }}{{ 'no' if alert.summary }}", "no"),
        ("{{ alert.labels.gone or alert.summary }}", "p99 above 2 s"),
        ("{{ 1 + 2 - 4 }} {{ 1.5 + 1 }} {{ 'a' + 'b' }}", "-1 2.5 ab"),
        ("{{ alert.type ~ 1 ~ true ~ none ~ '!' }}", "checkout-latency1true!"),
    ],
)
def test_access_and_operators(body: str, text: str) -> None:
    assert content(body) == text


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("{{ alert.labels.gone }}", "'gone' is undefined"),
        ("{{ alert.labels.gone.deeper }}", "'gone' is undefined"),
        ("{{ alert.labels[alert.summary] }}", "'a key' is undefined"),
        ("{{ alert.labels }}", "a mapping is not a text"),
        ("{{ alert.event.resources }}", "a list is not a text"),
        ("{% for x in alert.labels.gone %}{% endfor %}", "'gone' is undefined"),
        ("{% for x in alert.summary %}{% endfor %}", "a text is not a list"),
        ("{% for a, b in alert.event.resources %}{% endfor %}", "ValueError"),
        ("{{ alert.labels ~ '' }}", "a mapping is not a text"),
        ("{{ alert.event[:2] }}", "a mapping cannot be sliced"),
        ("{{ alert.summary + 1 }}", "a text is not a number"),
        ("{{ alert.labels.p99_ms + 1000000000000 }}", "not possible"),
        ("{{ true + 1 }}", "a boolean is not a number"),
        ("{% for x in [1] %}{{ loop }}{% endfor %}", "not a text"),
        ("{% for x in [1] %}{{ loop.cycle }}{% endfor %}", "'cycle' is undefined"),
    ],
)
def test_refused_at_run_time(body: str, why: str) -> None:
    assert why in failure(body)


@pytest.mark.parametrize("operator", ["*", "/", "//", "%", "**"])
def test_operators_beyond_the_language_are_refused_a_second_time(operator: str) -> None:
    with pytest.raises(TemplateError):
        environment().call_binop(None, operator, 2, 3)


def test_operands_are_bounded() -> None:
    assert environment().call_binop(None, "+", MAX_OPERAND - 1, 1) == MAX_OPERAND
    with pytest.raises(TemplateError):
        environment().call_binop(None, "-", MAX_OPERAND, 1)


def test_nothing_can_be_called() -> None:
    assert environment().globals == {}
    assert not environment().is_safe_callable(len)
    assert not environment().is_safe_attribute("", "upper", "".upper)
    with pytest.raises(TemplateError):
        environment().call(len, "x")


def test_loops_tell_where_they_are() -> None:
    body = (
        "{% for x in ['a', 'b'] %}{{ loop.index }}{{ loop.index0 }}{{ loop.revindex }}"
        "{{ loop.first }}{{ loop.last }}/{{ loop.length }} {% endfor %}"
    )
    assert content(body) == "102truefalse/2 211falsetrue/2 "


def test_loops_have_a_filter_and_an_else() -> None:
    assert content("{% for x in [1, 2, 3] if x > 1 %}{{ x }}{% else %}none{% endfor %}") == "23"
    assert content("{% for x in alert.annotations %}{{ x }}{% else %}none{% endfor %}") == "none"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("a\n{% if true %}\n  b\n{% endif %}\nc", "a\n  b\nc"),
        ("a\n  {% for x in [1, 2] %}\n  {{ x }}\n  {% endfor %}\nb", "a\n  1\n  2\nb"),
        ("a{% if true %} (b){% endif %}\nc", "a (b)\nc"),
        ("{% if true %}a{% endif %}\nb", "a\nb"),
        ("{% if true %}a{% endif %}\r\nb", "a\nb"),
        ("a\r\n{% if true %}\r\nb\r\n{% endif %}\r\nc", "a\nb\nc"),
        ("a\r\n{# more\r\nthan one line #}\r\nb", "a\nb"),
        ("a{% if true -%}\n b{% endif -%}\nc", "abc"),
        ("a {# b #}\nc", "a \nc"),
        ("a\n{# b #}\nc", "a\nc"),
        ("a\n{# b\n c #}\nd", "a\nd"),
        ("a {# b\n c #}\nd", "a \nd"),
        ("{% raw %}\na %}\n{% endraw %}\nb", "\na %}\nb"),
        ("a {% raw %}{% x %}\n{% endraw %}b{% if true %}c{% endif %}\nd", "a {% x %}\nbcd"),
        ("{% set x =\n 'a' %}\n{{ x }}", "\na"),
    ],
)
def test_a_tag_alone_on_its_line_leaves_no_line(body: str, text: str) -> None:
    assert content(body) == text
