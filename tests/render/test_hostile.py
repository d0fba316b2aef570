"""Templates and payloads made to hurt: each is refused or harmless, within a second and a bounded amount of memory."""

from __future__ import annotations

import time
import tracemalloc
from typing import Any

import pytest

from render.pages import alert, findings, page
from tocsin.render.texts import CONTENT_LIMIT

LARGE: dict[str, Any] = {
    "text": "aB ß🚒" * 200_000,
    "list": [f"item {n}" for n in range(50_000)],
    "numbers": list(range(50_000)),
    "texts": ["x" * 5_000] * 5_000,
    "few": list(range(90)),
    "words": "é " * 4_000,
    "map": {f"key {n}": {"v": "y" * 500} for n in range(5_000)},
    "big": 10**5_000,
    "nan": float("nan"),
}
DEEP: Any = "bottom"
for _ in range(50_000):
    DEEP = [DEEP]

TEMPLATES = {
    "a power": "{{ 10 ** 10 ** 10 }}",
    "a product of text": "{{ 'x' * 1000000000 }}",
    "a product of a list": "{{ [1] * 1000000000 }}",
    "a wide format": "{{ '%999999999d' % 1 }}",
    "a wide format by filter": "{{ '%999999999d' | format(1) }}",
    "centred widely": "{{ 'x' | center(999999999) }}",
    "indented widely": "{{ 'x' | indent(999999999) }}",
    "range": "{% for x in range(1000000000) %}{% endfor %}",
    "lorem ipsum": "{{ lipsum(n=100000) }}",
    "doubling by set": "{% set a = alert.summary %}" + "{% set a = a ~ a %}" * 40 + "{{ a }}",
    "doubling within bounds": "{% set a = alert.event.text %}" + "{% set a = a ~ a ~ a ~ a %}" * 4 + "{{ a }}",
    "doubling by replace": "{% set a = alert.event.text | replace('a', alert.event.text) %}{{ a | replace('a', a) }}",
    "doubling by join": "{{ alert.event.texts | join(alert.event.text) }}",
    "doubling by lists": "{{ [alert.event.texts, alert.event.texts] | tojson }}",
    "nested loops": "{% for x in alert.event.list %}{% for y in alert.event.list %}{{ x }}{% endfor %}{% endfor %}",
    "silent nested loops": (
        "{% for x in alert.event.list %}{% for y in alert.event.list %}"
        "{% if x == y %}{% endif %}{% endfor %}{% endfor %}"
    ),
    "work in loops": (
        "{% for x in alert.event.few %}{{ alert.event.map | dictsort | length }}"
        "{{ alert.event.list | sort | unique | join }}{% endfor %}"
    ),
    "sorting in loops": (
        "{% for x in alert.event.list %}{% if alert.event.texts | sort | unique %}{% endif %}{% endfor %}"
    ),
    "sorting much": "{% if alert.event.texts | sort | unique %}{% endif %}" * 60,
    "words in loops": "{% for x in alert.event.few %}{% if alert.event.words | title | title %}{% endif %}{% endfor %}",
    "a mapping in loops": "{% for x in alert.event.few %}{% if alert.event.map | dictsort %}{% endif %}{% endfor %}",
    "shouting in loops": (
        "{% for x in alert.event.few %}" + "{% if alert.event.text | upper | lower %}{% endif %}" * 9 + "{% endfor %}"
    ),
    "JSON in loops": "{% for x in alert.event.list %}{% if alert.event | tojson %}{% endif %}{% endfor %}",
    "much JSON": "{{ alert.event | tojson | length }}" * 60,
    "long chains": "{{ alert.event.text" + " | upper | title | lower | trim" * 80 + " }}",
    "many comparisons": (
        "{% for x in alert.event.few %}" + "{% if x in alert.event.list %}{% endif %}" * 40 + "{% endfor %}"
    ),
    "loops over text": "{% for x in alert.event.text %}{% for y in alert.event.text %}{% endfor %}{% endfor %}",
    "deep brackets": "{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}",
    "deep lists": "{{ " + "[" * 3000 + "1" + "]" * 3000 + " }}",
    "deep negation": "{{ " + "not " * 2000 + "1 }}",
    "deep minus": "{{ " + "-" * 8000 + "1 }}",
    "deep attributes": "{{ alert" + ".a" * 3000 + " }}",
    "deep ifs": "{% if 1 %}" * 300 + "{% endif %}" * 300,
    "deep loops": "{% for a in [1] %}" * 25 + "{% endfor %}" * 25,
    "a huge literal": "{{ " + "9" * 8000 + " }}",
    "a large float": "{{ 1e308 + 1e308 }}{{ 1e999 }}",
    "infinity by filters": "{{ '1e999999999' | float | int }}",
    "not a number": "{{ alert.event.nan }}{{ alert.event.nan | int }}{{ alert.event.nan | round }}",
    "a huge number": "{{ alert.event.big }}{{ alert.event.big + 1 }}{{ alert.event.big | tojson }}",
    "rounding far": "{{ 1 | round(-999999999) }}{{ 1 | round(999999999) }}",
    "truncating far": "{{ 'x' | truncate(-5) }}{{ alert.event.text | truncate(999999999999) }}",
    "an endless comment": "{#" * 4000,
    "endless comments": "{#\n" * 2700,
    "endless raw text": "{% raw\n" * 1100,
    "endless tags": "{%" * 4000,
    "many expressions": "{{1}}" * 1600,
    "a deep payload": "{{ alert.event.deep | tojson }}{{ alert.event.deep | list | length }}",
    "a deep comparison": "{{ alert.event.deep == alert.event.deep }}",
    "classes": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "classes by brackets": "{{ ''['__class__']['__mro__'] }}",
    "classes by filter": "{{ '' | attr('__class__') }}",
    "classes by a payload's key": "{{ alert.labels[alert.summary] | default }}{{ ''[alert.summary] | default }}",
    "globals of a function": "{{ alert.labels.items.__func__.__globals__ }}",
    "the environment": "{{ self.__init__.__globals__ }}{{ self._TemplateReference__context }}",
    "format of a string": "{{ '{0.__class__}'.format(1) }}",
    "format by map": "{{ ['{0.__class__}'] | map('format', 1) | list }}",
    "namespace": "{% set ns = namespace(x=1) %}{% set ns.x = 2 %}{{ ns.x }}",
    "cycler": "{{ cycler('a').next() }}",
    "joiner": "{{ joiner().__class__ }}",
    "include": "{% include '/etc/passwd' %}",
    "import": "{% import 'os' as os %}{{ os }}",
    "a zone file": "{{ alert.starts_at | time('../../../etc/passwd') }}",
    "a zone of the payload": "{{ alert.starts_at | time(alert.summary) }}",
    "xmlattr": "{{ alert.labels | xmlattr }}",
    "urlize": "{{ alert.event.text | urlize }}",
    "random": "{{ alert.event.list | random }}",
    "pprint": "{{ alert | pprint }}",
    "group by": "{{ alert.event.list | groupby('a') }}",
    "sum": "{{ alert.event.list | sum(start='') }}",
    "batch": "{{ alert.event.list | batch(1, 'x' * 999999) | list }}",
    "slice filter": "{{ alert.event.list | slice(999999999) | list }}",
    "word wrap": "{{ alert.event.text | wordwrap(1) }}",
    "macro recursion": "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "recursive loop": "{% for x in alert.event.list recursive %}{{ loop([x]) }}{% endfor %}",
    "do": "{% do alert.labels.clear() %}",
    "autoescape": "{% autoescape true %}{{ alert }}{% endautoescape %}",
    "a name that is code": "{% set __import__ = 1 %}{{ __builtins__ }}",
    "code in a name": "{% block \"x\n  import os\" %}{% endblock %}",
    "another shadow": "{% set alert = {} %}{{ alert }}",
    "unpacking": "{{ 'a' | replace(*alert.event.list) }}{{ 'a' | default(**alert.labels) }}",
    "no template": "\x00\x01\x02 \ud800 {",
}  # fmt: skip


@pytest.mark.parametrize("name", TEMPLATES)
def test_hostile_templates_are_refused_or_harmless(name: str) -> None:
    of = alert(summary="__class__", event=LARGE | {"deep": DEEP})
    before = (of["labels"].copy(), len(of["event"]))
    start = time.process_time()
    text = page({"content": TEMPLATES[name]}, of=of)
    findings({"content": TEMPLATES[name]})
    assert time.process_time() - start < 1
    assert 0 < len(text.content) <= CONTENT_LIMIT
    assert "root:" not in text.content
    assert "<class" not in text.content
    assert "built-in" not in text.content
    assert (of["labels"], len(of["event"])) == before


@pytest.mark.parametrize(
    "name", ["doubling by join", "doubling within bounds", "nested loops", "much JSON", "a deep payload"]
)
def test_hostile_templates_take_little_memory(name: str) -> None:
    of = alert(summary="__class__", event=LARGE | {"deep": DEEP})
    page({"content": TEMPLATES[name]}, of=of)  # imports and caches
    tracemalloc.start()
    try:
        page({"content": TEMPLATES[name]}, of=of)
        assert tracemalloc.get_traced_memory()[1] < 16 * 2**20
    finally:
        tracemalloc.stop()


PAYLOADS: dict[str, Any] = {
    "keys named like methods": {"items": 1, "keys": 2, "get": 3, "__class__": 4, "_fields": 5},
    "template text": {"a": "{{ alert }}", "{{ b }}": "{% for x in y %}"},
    "control characters": {"a": "\x00\x1b[2J\x07", "\u202e": "\u2066evil\u2069"},
    "lone surrogates": {"a": "\ud83d", "b": "\ude92", "\udc80": "c"},
    "not a number": {"a": float("nan"), "b": float("inf"), "c": -0.0},
    "huge": {"a": 10**4000, "b": -(10**400), "c": "z" * 100_000},
    "deep": {"a": DEEP},
    "odd keys": {"": "empty", " ": "blank", "a.b": "dot", "\n": "newline"},
}


@pytest.mark.parametrize("name", PAYLOADS)
def test_hostile_payloads_are_rendered(name: str) -> None:
    body = "{% for k, v in alert.labels | dictsort %}{{ k }}: {{ v | tojson }}\n{% endfor %}{{ alert.event | tojson }}"
    text = page({"content": body, "subject": body}, of=alert(labels=PAYLOADS[name], event=PAYLOADS[name]))
    assert text.problems == ()
    (text.subject + text.content).encode()
    assert not set(text.subject + text.content) & set("\x00\x1b\u202e\u2066")


def test_the_built_in_template_takes_them_all() -> None:
    for payload in PAYLOADS.values():
        built_in = page(of=alert(labels=payload, annotations=payload, event=payload))
        assert built_in.problems == ()
