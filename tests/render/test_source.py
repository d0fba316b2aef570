from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tocsin.render.lint import lint
from tocsin.render.source import PolicyTemplate

if TYPE_CHECKING:
    from tocsin.finding import Finding

WHOLE = "{% block subject %}s{% endblock %}\n{% block content %}c{% endblock %}\n"


def findings(**texts: str) -> list[Finding]:
    return lint({name: PolicyTemplate(name, f"templates/{name}.j2", text) for name, text in texts.items()})


def told(**texts: str) -> list[tuple[str, str, int, int]]:
    return [(found.rule, found.message, found.span.line, found.span.column) for found in findings(**texts)]


def test_a_whole_template_is_fine() -> None:
    assert told(page="\n{# latency #}\n" + WHOLE + "\n \n") == []


@pytest.mark.parametrize(
    ("text", "rule", "message", "line", "column"),
    [
        (WHOLE + "\n\nhello", "TOC405", "text outside the blocks is never sent", 5, 1),
        (WHOLE + "{{ alert.type }}", "TOC405", "text outside the blocks is never sent", 3, 1),
        (WHOLE + "{% if true %}{% endif %}", "TOC405", "statements outside the blocks have no effect", 3, 1),
        (WHOLE + "{% block subjct %}{% endblock %}", "TOC405", "unknown block subjct", 3, 10),
        (WHOLE + "{% block subject %}{% endblock %}", "TOC405", "the block subject is defined twice", 3, 10),
        (
            WHOLE + "{% block public_subject scoped %}x{% endblock %}",
            "TOC402",
            "blocks take neither `required` nor `scoped`",
            3,
            10,
        ),
        (WHOLE + '{% extends "page" %}', "TOC406", "extends stands once, before the blocks", 3, 4),
        ("{% extends alert.type %}" + WHOLE, "TOC406", "extends takes the name of a template in quotes", 1, 4),
        ("{% block subject %}s{% endblock %}", "TOC405", "the block content is missing", 1, 1),
        ("{% block content %}c{% endblock %}", "TOC405", "the block subject is missing", 1, 1),
        ("{% block subject %}\n{{ alert. }}{% endblock %}", "TOC401", "expected name or number", 2, 1),
        (
            "{% block subject %}\n{% if %}{% endblock %}",
            "TOC401",
            "Expected an expression, got 'end of statement block'",
            2,
            1,
        ),
        ("{% block subject %}", "TOC401", None, 1, 1),
        ("{% foo %}", "TOC401", None, 1, 1),
        ("{{ 'open }}", "TOC401", None, 1, 1),
    ],
)
def test_structure_is_checked(text: str, rule: str, message: str | None, line: int, column: int) -> None:
    ((found_rule, found_message, found_line, found_column),) = told(page=text)
    assert (found_rule, found_line, found_column) == (rule, line, column)
    assert message is None or found_message == message


def test_an_empty_file_lacks_both_blocks() -> None:
    assert [message for _, message, _, _ in told(page="")] == [
        "the block content is missing",
        "the block subject is missing",
    ]


def test_an_unknown_block_is_suggested() -> None:
    (finding,) = findings(page=WHOLE + "{% block publc_subject %}x{% endblock %}")
    assert finding.suggestion == "public_subject"
    assert (finding.span.column, finding.span.end_column) == (10, 23)


def test_inherited_blocks_count() -> None:
    assert told(base=WHOLE, page='{% extends "base" %}') == []
    assert (
        told(base="{% block content %}c{% endblock %}", page='{% extends "base" %}{% block subject %}s{% endblock %}')
        == []
    )


def test_a_template_that_others_extend_may_leave_blocks_open_but_a_leaf_may_not() -> None:
    base = "{% block content %}c{% endblock %}"
    assert told(base=base, page='{% extends "base" %}') == [("TOC405", "the block subject is missing", 1, 1)]


def test_parents_must_exist() -> None:
    (finding,) = findings(base=WHOLE, page='{# x #}\n{% extends "bse" %}')
    assert (finding.rule, finding.message, finding.suggestion) == ("TOC406", "there is no template bse", "base")
    assert (finding.span.line, finding.span.column) == (2, 13)


def test_cycles_are_found_wherever_they_are_entered() -> None:
    cycle = {"a": '{% extends "b" %}' + WHOLE, "b": '{% extends "a" %}' + WHOLE}
    assert [rule for rule, *_ in told(**cycle)] == ["TOC406", "TOC406"]
    assert told(a='{% extends "a" %}' + WHOLE) == [("TOC406", "a extends itself, by way of a", 1, 4)]


def test_chains_have_a_length() -> None:
    chain = {"t0": WHOLE} | {f"t{n}": f'{{% extends "t{n - 1}" %}}' for n in range(1, 8)}
    assert [found.span.path for found in findings(**chain)] == ["templates/t6.j2", "templates/t7.j2"]
