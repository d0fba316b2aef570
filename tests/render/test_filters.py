from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from render.pages import content, failure
from tocsin.errors import TemplateError
from tocsin.render.filters import FILTERS, tojson
from tocsin.render.payload import MAX_TEXT

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=5), inner, max_size=5),
    max_leaves=30,
)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("{{ alert.labels.service | upper }}", "CHECKOUT"),
        ("{{ 'ÄB' | lower }}", "äb"),
        ("{{ 'wake the team' | title }}", "Wake The Team"),
        ("{{ 'wAKE' | capitalize }}", "Wake"),
        ("{{ '  a ' | trim }}{{ 'xax' | trim('x') }}", "aa"),
        ("{{ 'one two three' | truncate(9) }}", "one two…"),
        ("{{ 'one two three' | truncate(9, true) }}", "one two …"),
        ("{{ 'one two' | truncate(9) }}", "one two"),
        ("{{ 'one two three' | truncate(10, end='...') }}", "one..."),
        ("{{ 'a-b-c' | replace('-', '/') }}{{ 'a-b-c' | replace('-', '', 1) }}", "a/b/cab-c"),
        ("{{ ['a', 1, true, none] | join(', ') }}", "a, 1, true, "),
        ("{{ [] | join(', ') }}", ""),
        ("{{ 'abc' | length }}{{ [1, 2] | count }}{{ alert.labels | length }}", "324"),
        ("{{ ['x', 'y'] | first }}{{ ['x', 'y'] | last }}{{ 'word' | first }}", "xyw"),
        ("{{ 7.456 | round(1) }} {{ 7.2 | round(0, 'ceil') }} {{ 7.9 | round(method='floor') }}", "7.5 8.0 7.0"),
        ("{{ '12' | int }} {{ '3.9' | int }} {{ 'x' | int }} {{ 'x' | int(7) }} {{ none | int }}", "12 3 0 7 0"),
        ("{{ '1.5' | float }} {{ 'nan' | float }} {{ '1e999' | float(2.0) }}", "1.5 0.0 2.0"),
        ("{{ 12 | string | length }}", "2"),
        ("{{ ['b', 'A', 3, none] | sort | join(' ') }}", " 3 A b"),
        ("{{ ['b', 'A'] | sort(reverse=true) | join }}", "bA"),
        ("{{ ['a', 'A', 1, true, 1] | unique | join(' ') }}", "a 1 true"),
        ("{{ alert.labels | list | length }}", "4"),
        ("{{ -3 | abs }}{{ -2.5 | abs }}", "32.5"),
        ("{{ alert.labels | dictsort | length }}", "4"),
        ("{{ alert.url | default('none') }} {{ alert.labels.gone | default('none') }}", "none none"),
        ("{{ '' | default('empty') }} {{ '' | default('empty', true) }}", " empty"),
        ("{{ alert.event.detail.state.value | tojson }} {{ [1, none, 'é'] | tojson }}", '"ALARM" [1, null, "é"]'),
    ],
)
def test_filters_give(body: str, text: str) -> None:
    assert content(body) == text


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("{{ alert.labels | upper }}", "a mapping is not a text"),
        ("{{ alert.labels.gone | upper }}", "'gone' is undefined"),
        ("{{ [] | first }}", "'first' is undefined"),
        ("{{ 3 | first }}", "a number has no first item"),
        ("{{ 'a' | abs }}", "a text is not a number"),
        ("{{ 'a' | dictsort }}", "a text is not a mapping"),
        ("{{ 'a' | join }}", "a text is not a list or a mapping"),
        ("{{ 3 | length }}", "a number has no length"),
        ("{{ none | length }}", "null has no length"),
        ("{{ 1 | round(400) }}", "precision"),
        ("{{ 1 | round(0, 'up') }}", "methods"),
        ("{{ [1] | tojson(9) }}", "indent"),
        ("{{ [[1], [2]] | sort | length }}", "a list is not a text"),
        ("{{ 'aaaaaaaaaa' | replace('a', alert.summary) }}", "over 8192"),
    ],
)
def test_filters_refuse(body: str, why: str) -> None:
    assert why in failure(body, summary="x" * 1000)


def test_texts_put_together_are_cut() -> None:
    names = " ~ ".join(["alert.summary"] * 9)
    assert content(f"{{{{ ({names}) | length }}}}", summary="x" * 4000) == str(MAX_TEXT)
    assert content("{{ alert.event.all | join | length }}", event={"all": ["x" * 4000] * 200}) == str(MAX_TEXT)


def test_dictsort_orders_and_bounds() -> None:
    body = "{% for key, value in alert.labels | dictsort %}{{ key }}={{ value }} {% endfor %}"
    assert content(body, labels={"b": 1, "A": 2}) == "A=2 b=1 "
    assert content(body, labels={f"{n:03}": n for n in range(500)}).count("=") == 200


@given(ANYTHING)
def test_tojson_takes_anything_and_stays_in_bounds(value: object) -> None:
    written = tojson(value)
    assert len(written) <= MAX_TEXT
    json.loads(written)


def test_tojson_of_plain_data_is_json_dumps() -> None:
    value = {"a": [1, 2.5, None, True, "é"], "b": {"c": {}}}
    assert tojson(value) == json.dumps(value, ensure_ascii=False)


def test_tojson_marks_what_it_leaves_out() -> None:
    deep: dict[str, object] = {"end": 1}
    for _ in range(20):
        deep = {"in": deep}
    assert '"…"' in tojson(deep)
    assert tojson(list(range(300))).endswith(', "…"]')
    assert '"…"' in tojson({str(n): 0 for n in range(300)})
    assert len(tojson({"k" * 100 + str(n): "v" * 4000 for n in range(200)}, 4)) <= MAX_TEXT


@given(st.sampled_from(sorted(FILTERS)), ANYTHING)
def test_filters_take_or_refuse_whatever_a_payload_holds(name: str, value: object) -> None:
    arguments = {"replace": ("a", "b"), "since": (0,)}.get(name, ())
    with suppress(TemplateError):
        FILTERS[name](value, *arguments)
