"""What the event stream is made into: the data that YAML says, and where each piece of it stands."""

from __future__ import annotations

import json
import re
import resource
import time
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import assume, example, given
from hypothesis import strategies as st

from tocsin.document import Document, lines
from tocsin.load import parse
from tocsin.load.files import MAX_BYTES
from tocsin.load.scalars import ScalarRefused, plain
from tocsin.load.tree import MAX_DEPTH

if TYPE_CHECKING:
    from collections.abc import Iterator

Path = tuple[str | int, ...]

_texts = st.text(st.characters(codec="utf-8", exclude_characters="\ufeff"), max_size=12)


_numbers = st.integers(-(10**17), 10**17) | st.floats(allow_nan=False, allow_infinity=False)


def _mappings(texts: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, Any]]:
    leaves = st.none() | st.booleans() | _numbers | texts
    inner = st.recursive(leaves, lambda each: st.lists(each, max_size=4) | st.dictionaries(texts, each, max_size=4))
    return st.dictionaries(texts, inner, min_size=1, max_size=5)


_data = _mappings(_texts)


def read(text: str) -> Document:
    """The document of a text without findings."""
    document, findings = parse("x.yaml", text)
    assert not findings, findings
    return document


def walk(node: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every path of some data with the value there."""
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for step, value in children:
        yield (*path, step), value
        yield from walk(value, (*path, step))


class _Quoting(yaml.SafeDumper):
    """Quotes all text."""


_Quoting.add_representer(str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"'))


def _dumps(data: Any, *, flow: bool | None, dumper: type[yaml.SafeDumper] = _Quoting) -> str:
    text: str = yaml.dump(data, None, dumper, default_flow_style=flow, sort_keys=False, allow_unicode=True, width=60)
    return text


def _is_text(text: str) -> bool:
    """Whether it stays text without quotes, for YAML 1.2 as well as for PyYAML."""
    try:
        return isinstance(plain(text), str)
    except ScalarRefused:
        return False


@given(_data, st.booleans() | st.none())
@example({"a": {"b": [1, {"c": None}]}}, None)
def test_data_that_pyyaml_writes_is_read_back_equal(data: dict[str, Any], flow: bool | None) -> None:
    assert read(_dumps(data, flow=flow)).data == data


@given(_mappings(st.text(st.characters(codec="ascii"), max_size=12).filter(_is_text)), st.booleans() | st.none())
def test_text_that_pyyaml_leaves_without_quotes_is_read_back_equal(data: dict[str, Any], flow: bool | None) -> None:
    assert read(_dumps(data, flow=flow, dumper=yaml.SafeDumper)).data == data


@given(_data)
def test_json_is_read_as_json(data: dict[str, Any]) -> None:
    text = json.dumps(data)
    assume("\\ud" not in text)  # YAML has no surrogate pairs
    assert read(text).data == data


@given(_data, st.booleans() | st.none())
def test_marks_point_at_keys_and_values(data: dict[str, Any], flow: bool | None) -> None:
    text = _dumps(data, flow=flow)
    document, rows = read(text), lines(text)
    for path, value in walk(document.data):
        assert _begins(value, _from(rows, document, path)), path
        if isinstance(path[-1], str):
            assert _from(rows, document, path, key=True).startswith('"')


def _begins(value: Any, rest: str) -> bool:
    """Whether a text of the dumper begins with the value."""
    if isinstance(value, str):
        return rest.startswith('"')
    if isinstance(value, dict):
        return rest.startswith(("{", '"', "?"))
    if isinstance(value, list):
        return rest.startswith(("[", "-"))
    written = re.split(r"[,}\]\s]", rest)[0]
    return bool(plain(written) == value)


def _from(rows: list[str], document: Document, path: Path, *, key: bool = False) -> str:
    span = document.span(path, key=key)
    return rows[span.line - 1][span.column - 1 :]


def test_marks_in_a_file_as_people_write_it() -> None:
    text = (
        "# people\nversion: 1\ncontacts:\n  akuam:\n    name: 'Akua Mansa'   # lead\n"
        "    plan:\n      - notify: [phone, mail]\n        for: 5m\n      - {notify: call, for: 10m}\n"
    )
    document = read(text)
    spans = {
        ("contacts", "akuam", "name"): (5, 11, 23),
        ("contacts", "akuam", "plan", 0, "notify", 1): (7, 25, 29),
        ("contacts", "akuam", "plan", 0, "for"): (8, 14, 16),
        ("contacts", "akuam", "plan", 1): (9, 9, 10),
        ("contacts", "akuam", "plan", 1, "for"): (9, 29, 32),
    }
    for path, (line, start, end) in spans.items():
        span = document.span(path)
        assert (span.line, span.column, span.end_column) == (line, start, end), path
    key = document.span(("contacts", "akuam"), key=True)
    assert (key.line, key.column, key.end_column) == (4, 3, 8)


def test_marks_stay_right_behind_a_duplicate_key() -> None:
    document, findings = parse("x.yaml", "a: 1\nb: 2\na: 3\nc: 4\n")
    assert [finding.rule for finding in findings] == ["TOC104"]
    assert not document.complete
    assert {key: document.line((key,)) for key in document.data} == {"b": 2, "a": 3, "c": 4}


def test_keys_are_compared_as_text() -> None:
    _, findings = parse("x.yaml", "1: a\n'1': b\n")
    assert [finding.rule for finding in findings] == ["TOC104"]


HOSTILE = {
    "flow brackets": "a: " + "[" * 30_000,
    "closed brackets": "a: " + "[" * 30_000 + "]" * 30_000,
    "block lists": "- " * 30_000 + "a",
    "block mappings": "".join(" " * i + "a:\n" for i in range(1_400)),
    "flow mappings": "a: " + "{a: " * 30_000,
    "complex keys": "? " * 30_000,
    "alias bomb": "a: &a [x, x]\n"
    + "".join(f"{c}: &{c} [*{p}, *{p}]\n" for p, c in zip("abcdefgh", "bcdefghi", strict=True)),
    "recursive alias": "a: &a [*a]\n",
    "anchors": "".join(f"k{i}: &a{i} 1\n" for i in range(30_000)),
    "digits": "a: " + "9" * 500_000,
    "one long line": "a: " + "x y" * 300_000,
    "one long key": "x" * 900_000 + ": 1",
    "tags": "a: " + "!!x " * 1_000,
    "quotes": "a: " + '"' * 99_999,
    "escapes": 'a: "' + "\\u0041" * 150_000 + '"',
    "duplicates": "a: 1\n" * 60_000,
    "documents": "---\n" * 100_000,
    "spaces": "a:" + " " * 900_000 + "#",
    "comment": "#" * 900_000,
    "nul": "a: \0",
    "surrogate escape": 'a: "\\ud800"',
    "directive": "%YAML 9.9\n---\na: 1",
    "values": "a: [" + "1," * 400_000 + "1]",
    "too many values": "a: [" + "1," * 510_000 + "1]",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_refused_in_time_and_memory(name: str) -> None:
    text = HOSTILE[name]
    assert len(text) <= MAX_BYTES or name == "too many values"
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    document, findings = parse("x.yaml", text)
    assert time.process_time() - started < 2.0  # a second on a machine that nobody else uses
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) >> 10 < 200
    assert all(finding.rule.startswith("TOC10") for finding in findings)
    assert findings or name in {"comment", "spaces", "values"} or document.data


@pytest.mark.parametrize(("depth", "good"), [(MAX_DEPTH - 1, True), (MAX_DEPTH, False)])
def test_depth(depth: int, good: bool) -> None:
    _, findings = parse("x.yaml", "a: " + "[" * depth + "]" * depth)
    assert (findings == []) is good


@given(st.binary(max_size=60) | st.text(st.sampled_from("{}[]:,-?&*!|>'\"%@` \n\tab1#"), max_size=40))
def test_any_text_gives_a_document_and_findings(raw: bytes | str) -> None:
    text = raw.decode("latin-1") if isinstance(raw, bytes) else raw
    document, findings = parse("x.yaml", text)
    assert document.complete or findings
    rows = lines(text)
    for finding in findings:
        assert 1 <= finding.span.line <= len(rows) + 1
        assert finding.span.end_column > finding.span.column >= 1
        assert finding.message


def test_refused_scalars_stay_text() -> None:
    document, findings = parse("x.yaml", "a: 007\n")
    assert document.data == {"a": "007"}
    assert [finding.rule for finding in findings] == ["TOC105"]
    with pytest.raises(ScalarRefused):
        plain("007")


def test_a_file_of_mistakes_is_read_no_further_than_a_person_would() -> None:
    document, findings = parse("a.yaml", "a: [" + "0123, " * 100_000 + "]\n")

    assert not document.complete
    assert len(findings) == 1_001
    assert findings[-1].message == "so many mistakes that the rest of this file is not read"
