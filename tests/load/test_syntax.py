"""libyaml's complaints are told at the place of the slip (the words: tests/bad)."""

from __future__ import annotations

import pytest

from tocsin.load import parse


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("a: b: c", 1, 5),
        ("a: @x", 1, 4),
        ("a:\n\tb: 1", 2, 1),
        ("a: [1, 2\nb: 3\n", 1, 4),
        ("a: {b: 1\nc: 2\n", 1, 4),
        ("a: {b: c: d}", 1, 9),
        ('a: "x\nb: 1\nc: 2\n', 1, 4),
        ("a: *prod*", 1, 4),
        ("a: 1\nkey\nother: 1\n", 2, 1),
        ("a: 'it's'", 1, 8),
        ("ä: \x07", 1, 4),
        ('a: "\\ud800"', 1, 7),
        ("a: {b: 1}}", 1, 10),
        ("a: }", 1, 4),
        ("a: [\n", 1, 4),
        ("ä: [🔥, [1]]\nb: [1, {c: 2},\n# d\n\n", 2, 4),
        ("a: [1, {b: 2,", 1, 8),
        ("a: [b: ", 1, 4),
    ],
)
def test_place(text: str, line: int, column: int) -> None:
    document, findings = parse("x.yaml", text)
    assert not document.complete
    assert [(f.rule, f.span.line, f.span.column) for f in findings] == [("TOC102", line, column)]


@pytest.mark.parametrize(
    ("text", "message", "help_"),
    [
        ("a: [\n", "the file ends inside this `[`", "Close it with `]`."),
        ("a: {b: ", "the file ends inside this `{`", "Close it with `}`."),
    ],
)
def test_a_file_that_ends_too_early_says_inside_of_what(text: str, message: str, help_: str) -> None:
    (found,) = parse("x.yaml", text)[1]
    assert (found.message, found.help) == (message, help_)


def test_braces_in_the_text_do_not_confuse_the_message() -> None:
    _, findings = parse("x.yaml", "a: {{{0}\n")
    assert findings
    assert "{0}" not in findings[0].message.format()
