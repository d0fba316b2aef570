from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from render.pages import BASE, CONTACT, POLICY, alert, page, source
from tocsin.model import Text
from tocsin.render.builtin import fixed_text
from tocsin.render.message import render_text
from tocsin.render.source import PolicyTemplate
from tocsin.render.templates import Templates, compile_expression
from tocsin.render.texts import CONTENT_LIMIT, SUBJECT_LIMIT, units

PUBLIC = frozenset({"alert.labels.service", "alert.labels.p99_ms"})


def incident(text: str, **fields: Any) -> Text:
    expression = compile_expression(PolicyTemplate("incident", "policies/payments.yaml", text, 9))
    return page(of=alert(**fields), incident=expression)


def test_four_blocks_make_four_fields() -> None:
    text = page(
        {
            "subject": " {{ alert.severity | upper }}\n {{ alert.labels.service }} slow ",
            "content": "\n{{ alert.summary }}\n\nFor {{ contact.name }}, by {{ policy.name }} ({{ policy.file }})\n",
            "public_subject": "{{ alert.labels.service }} slow",
            "public_content": "{{ alert.labels.service }}: {{ alert.labels.p99_ms }} ms since {{ alert.starts_at }}",
        },
        public=PUBLIC,
    )
    assert text == Text(
        "CRITICAL checkout slow",
        "p99 above 2 s\n\nFor Akua Mansa, by checkout-latency (policies/payments.yaml)",
        "checkout slow",
        "checkout: 2140 ms since 2026-03-12T03:12:10.989Z",
    )


def test_a_missing_public_block_is_the_fixed_text_and_no_failure() -> None:
    text = page()
    fixed = fixed_text(alert(), POLICY)
    assert (text.public_subject, text.public_content) == (fixed.public_subject, fixed.public_content)
    assert text.fallback_fields == text.problems == ()


@pytest.mark.parametrize(
    ("block", "field"),
    [
        ("subject", "Subject"),
        ("content", "Content"),
        ("public_subject", "PublicSubject"),
        ("public_content", "PublicContent"),
    ],
)
@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("{{ alert.labels.gone }}", "'gone' is undefined"),
        ("{{ range(3) }}", "calls are not part"),
        ("  {{ alert.labels.gone | default('') }}\n", "is empty"),
        ("", "is empty"),
        ("{{ alert.severity - 1 }}", "not a number"),
        ("{{ alert.severity | sekret }}", "unknown filter"),
    ],
)
def test_each_field_falls_back_alone(block: str, field: str, body: str, why: str) -> None:
    whole = BASE | {"public_subject": "public subject", "public_content": "public content"}
    text, fixed = page(whole | {block: body}), fixed_text(alert(), POLICY)
    assert text.fallback_fields == (field,)
    (problem,) = text.problems
    assert problem.startswith(f"{field}: ")
    assert why in problem
    for name in whole:
        assert getattr(text, name) == (getattr(fixed, name) if name == block else whole[name])


def test_missing_required_blocks_are_failures() -> None:
    templates = Templates({"page": source({"public_subject": "public"})})
    text = render_text(templates, "page", alert=alert(), policy=POLICY, contact=CONTACT)
    assert text.fallback_fields == ("Subject", "Content")
    assert text.public_subject == "public"


def test_fields_are_cut_to_their_limits() -> None:
    long = "🚒 x" * 3000
    body = "{{ alert.summary }}" * 3
    text = page(dict.fromkeys(("subject", "content", "public_subject", "public_content"), body), of=alert(summary=long))
    assert SUBJECT_LIMIT - 8 <= units(text.subject) <= SUBJECT_LIMIT
    assert CONTENT_LIMIT - 8 <= units(text.content) <= CONTENT_LIMIT
    assert text.subject.endswith(" […]")
    assert text.content.endswith(" […]")


def test_a_storm_is_there_in_a_summary_page_only() -> None:
    blocks = {"subject": "{% if storm %}{{ storm.count }} alerts{% else %}one alert{% endif %}"}
    assert page(blocks).subject == "one alert"
    assert page(blocks, storm={"count": 27}).subject == "27 alerts"


@pytest.mark.parametrize(
    ("text", "expected", "fields"),
    [
        ("{{ alert.event.arn }}", "arn:aws:ssm-incidents::111122223333:incident-record/a/b", ()),
        (" {{ alert.event.nothing | default('') }} ", None, ()),
        ("{{ alert.event.gone }}", None, ("IncidentId",)),
        ("{{ alert.event }}", None, ("IncidentId",)),
    ],
)
def test_the_incident_is_optional(text: str, expected: str | None, fields: tuple[str, ...]) -> None:
    found = incident(text, event={"arn": "arn:aws:ssm-incidents::111122223333:incident-record/a/b"})
    assert (found.incident, found.fallback_fields) == (expected, fields)


def test_text_of_an_alert_is_never_a_template() -> None:
    """It comes out as it went in, however it reaches the text, also through a second block."""
    hostile = "{{ alert.labels.customer }}{% for x in range(9) %}{# #}"
    text = page(
        {"subject": "{{ alert.summary }}", "content": "{% set x = alert.summary %}{{ x ~ '' }}"},
        of=alert(summary=hostile),
    )
    assert text.subject == text.content == hostile
    assert fixed_text(alert(summary=hostile), POLICY).content.startswith(hostile)


def test_public_blocks_see_nothing_undeclared() -> None:
    text = page({"public_content": "{{ alert.labels.customer }}", "public_subject": "{{ alert.labels | length }}"})
    assert (text.public_subject, text.fallback_fields) == ("0", ("PublicContent",))
    text = page(
        {"public_content": "{{ alert.labels.customer | default('-') }}{{ alert.labels | length }}"}, public=PUBLIC
    )
    assert text.public_content == "-2"


def test_a_leak_through_a_public_field_is_held_back_and_told_without_the_value() -> None:
    labels = alert()["labels"] | {"service": "checkout for Wile E. Coyote"}
    blocks = dict.fromkeys(("public_subject", "public_content"), "{{ alert.labels.service }}")
    text = page(blocks, of=alert(labels=labels), public=PUBLIC)
    assert text.fallback_fields == ("PublicSubject", "PublicContent")
    assert "Coyote" not in text.public_subject + text.public_content + "".join(text.problems)
    assert page(blocks, public=PUBLIC).problems == ()


def test_words_of_tocsin_itself_leave_secret_fields_out() -> None:
    secret = frozenset({"alert.labels.customer", "alert.summary"})
    arguments: dict[str, Any] = {"alert": alert(), "policy": POLICY, "contact": CONTACT, "secret_paths": secret}
    built_in = render_text(Templates({}), None, **arguments)
    assert "Coyote" not in built_in.content
    assert "p99 above" not in built_in.subject + built_in.content
    assert built_in.problems == ()
    failed = page({"subject": "{{ alert.labels.gone }}", "content": "{{ alert.labels.gone }}"}, secret_paths=secret)
    assert "p99 above" not in failed.subject + failed.content


def test_a_template_that_names_a_secret_field_gets_it() -> None:
    """The lint has warned; a page with a hole in it would be worse."""
    text = page({"content": "{{ alert.labels.customer }}"}, secret_paths=frozenset({"alert.labels.customer"}))
    assert text.content == "Wile E. Coyote"


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=30)
    | st.sampled_from(["{{ 1 }}", "\x00", "\u202e\ud800", "x" * 5000, "{% raw %}", "AKIAIOSFODNN7EXAMPLE"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=20,
)
FIELDS = st.sampled_from([*alert(), "nothing"])
PATHS = st.builds(
    lambda name, rest: ".".join(["alert", name, *rest]), FIELDS, st.lists(st.sampled_from("ab"), max_size=3)
)
ATOMS = st.sampled_from(["alert", "policy", "storm", "x", "1", "2.5", "'text'", "true", "none", "loop"]) | PATHS
FILTERS = st.sampled_from(
    ["upper", "join(',')", "tojson", "length", "sort", "first", "default('-')", "int", "round(2)", "time", "dictsort",
     "replace('a', 'b')", "truncate(9)", "unique", "abs", "since(1)", "list", "title", "last", "string", "trim"]
)  # fmt: skip
EXPRESSIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.builds("{} | {}".format, inner, FILTERS),
        st.builds("({} {} {})".format, inner, st.sampled_from(["+", "-", "~", "==", "<", "in", "and", "or"]), inner),
        st.builds("({} if {})".format, inner, inner),
        st.builds("({})[{}]".format, inner, st.sampled_from(["0", "-1", "1:", "'a'", "::2"])),
        st.builds("[{}, {}]".format, inner, inner),
    ),
    max_leaves=5,
)
BODIES = st.recursive(
    st.builds("{{{{ {} }}}}".format, EXPRESSIONS) | st.text(max_size=10),
    lambda inner: st.one_of(
        st.builds("{{% if {} %}}{}{{% else %}}{}{{% endif %}}".format, EXPRESSIONS, inner, inner),
        st.builds("{{% for x in {} %}}{}{{% endfor %}}".format, EXPRESSIONS, inner),
        st.builds("{{% set x = {} %}}{}".format, EXPRESSIONS, inner),
        st.builds("{}{}".format, inner, inner),
    ),
    max_leaves=4,
)


@given(
    bodies=st.fixed_dictionaries(
        {}, optional=dict.fromkeys(("subject", "content", "public_subject", "public_content"), BODIES)
    ),
    fields=st.fixed_dictionaries({}, optional=dict.fromkeys(alert(), JSON)),
    paths=st.frozensets(PATHS, max_size=3),
    secret=st.frozensets(PATHS, max_size=2),
)
def test_any_template_and_any_payload_make_a_page(
    bodies: dict[str, str], fields: dict[str, Any], paths: frozenset[str], secret: frozenset[str]
) -> None:
    text = page(bodies, of=alert(**fields), public=paths, secret_paths=secret, storm=fields)
    assert 0 < units(text.subject) <= SUBJECT_LIMIT
    assert 0 < units(text.content) <= CONTENT_LIMIT
    assert 0 < units(text.public_subject) <= SUBJECT_LIMIT
    assert 0 < units(text.public_content) <= CONTENT_LIMIT
    for field in (text.subject, text.content, text.public_subject, text.public_content):
        assert field == field.strip()
        assert "\x00" not in field
        field.encode()
    assert "\n" not in text.subject + text.public_subject
    assert len(text.fallback_fields) == len(text.problems)
