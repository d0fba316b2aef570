"""The two validators of the schema of test files agree, as those of policy files must."""

from __future__ import annotations

import copy
from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from tocsin.schemas import schema
from tocsin.validate.structure import _reference, _verdict

GOOD: dict[str, Any] = yaml.safe_load("""
version: 1
tests:
  - name: it
    event: ../samples/a.json
    from: cloudwatch
    which: {labels: {service: [db]}}
    at: "2026-03-29T02:30+02:00"
    acks: [akuam@5m]
    expect:
      decision: page
      policies: [disk]
      pages:
        - {target: akuam, policy: disk, subject: s, content: {equals: c}, public_subject: {contains: [a]},
           public_content: {excludes: x, matches: y}, sender: s, incident: null}
      reaches: {akuam: {by: sms, within: 5m}}
      not_reaches: [bob]
  - name: other
    alert: {type: t, status: firing, severity: s, source: s, id: i, summary: s, starts_at: "2026-03-29T02:30Z",
            ends_at: "2026-03-29T02:30Z", url: u, account: a, region: r, labels: {a: 1}, annotations: {}, event: {}}
    expect: {pages: []}
""")


def places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every path of some data."""
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [path, *(each for step, inner in children for each in places(inner, (*path, step)))]


PLACES = [path for path in places(GOOD) if path]
VALUES: st.SearchStrategy[Any] = st.sampled_from([
    None, True, 0, 1.5, "", "x", "a\n", "x" * 9000, "5m", "akuam@5m\n", "2026-03-29T02:30Z", [], ["x"], [None], {},
    {"x": 1}, {"by": "sms"}, {"akuam": {}}, {"matches": "x"}, {"contains": []}, [{"target": "x"}], [[]],
]) | st.text(max_size=8)  # fmt: skip


def agree(data: Any) -> bool:
    """The verdict of both validators, which must be the same."""
    fast, reference = _verdict("test").is_valid(data), _reference("test").is_valid(data)
    assert fast == reference, data
    return bool(fast)


def test_the_good_file_uses_every_key_and_is_good() -> None:
    used = {path[-1] for path in PLACES}
    keys = {key for node in schema("test")["$defs"].values() for key in node.get("properties", {})}
    assert keys - used == set()
    assert agree(GOOD)


@given(st.sampled_from(PLACES), VALUES)
def test_both_validators_agree_on_a_replaced_value(path: tuple[Any, ...], value: Any) -> None:
    data = copy.deepcopy(GOOD)
    holder = data
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value
    agree(data)
