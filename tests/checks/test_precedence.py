"""What is said of random sets is what the evaluator does: a policy said to be never reached is never taken, and an
overlap is one that some alert shows."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from itertools import product
from typing import TYPE_CHECKING, Any

import botocore.loaders
from hypothesis import given, settings
from hypothesis import strategies as st

from docpages import ROOT
from tocsin.checks import check
from tocsin.checks.precedence import CALL, HELD_AT
from tocsin.compile import Overrides, compile_set
from tocsin.events import normalise
from tocsin.inspection import inspect
from tocsin.load import Loaded, parse
from tocsin.match import decide
from tocsin.model import Alert, Hold, Reason

if TYPE_CHECKING:
    from tocsin.policyset import PolicySet

TYPES, SEVERITIES = ("disk", "cpu", "StartEngagement"), ("critical", "error", None)
ENVIRONMENTS = ("prod", "prod-1", "test", "other", None)
INSTANTS = tuple(datetime(2026, 3, 12, hour, tzinfo=UTC) for hour in (3, 12, 20))
LOOP = Hold("a page about a page", "type", "StartEngagement")

TYPE = st.lists(st.sampled_from(TYPES), min_size=1, max_size=2, unique=True)
SEVERITY = st.lists(st.sampled_from(SEVERITIES), min_size=1, max_size=3, unique=True)
ENVIRONMENT = st.lists(
    st.sampled_from(["test", "prod-1", {"prefix": "prod"}, {"anything-but": "test"}, {"exists": False}]),
    min_size=1, max_size=2, unique_by=json.dumps,
)  # fmt: skip
PATTERN: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {}, optional={"type": TYPE, "severity": SEVERITY, "labels": st.fixed_dictionaries({"env": ENVIRONMENT})}
)
WINDOWS: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    [{}, {}, {}, {"when": "night"}, {"unless": ["night"]}, {"when": ["night", "evening"]}]
)


@st.composite
def policies(draw: st.DrawFn) -> dict[str, Any]:
    policy: dict[str, Any] = {"page": draw(st.sampled_from(["akuam", ["akuam", "bob"], "bob"])), **draw(WINDOWS)}
    match: dict[str, Any] = draw(PATTERN)
    if match and draw(st.integers(0, 4)) == 0:
        match = {**match, "$or": [draw(PATTERN) or {"type": ["disk"]}, {"severity": ["error"]}]}
    return policy | ({"match": match} if match else {}) | ({"continue": True} if draw(st.integers(0, 4)) == 0 else {})


FILES = st.tuples(st.lists(policies(), max_size=4), st.lists(policies(), min_size=1, max_size=3))
PEOPLE = {
    "version": 1,
    "settings": {"account": "111122223333", "region": "us-east-2", "fallback": {"page": "bob"}},
    "contacts": {
        name: {"channels": {"mail": {"email": "a@example.com"}}, "plan": [{"notify": "mail", "for": "5m"}]}
        for name in ("akuam", "bob")
    },
    "windows": {"night": {"hours": "22:00-06:00"}, "evening": {"hours": "18:00-22:00"}},
}


def alerts() -> list[Alert]:
    made = []
    for kind, severity, env in product((*TYPES, "other"), SEVERITIES, ENVIRONMENTS):
        labels = {} if env is None else {"env": env}
        shape = {"type": kind, "status": "firing", "severity": severity, "labels": labels}
        (alert,) = normalise(shape)
        made += [alert, alert._replace(hold=LOOP)] if kind == LOOP.value else [alert]
    return made


ALERTS = alerts()


def texts(files: tuple[list[dict[str, Any]], ...]) -> list[str]:
    """The files of a set, a policy a line so that findings tell which."""
    rows = []
    for name, several in zip("pq", files, strict=True):
        rows.append([json.dumps({"name": f"{name}-{number}", **each}) for number, each in enumerate(several)])
    return ["version: 1\npolicies:\n" + ("".join(f"  - {row}\n" for row in each) or "  []\n") for each in rows]


def loaded(written: list[str]) -> Loaded:
    named = zip(("a", "b", "people"), [*written, json.dumps(PEOPLE)], strict=True)
    return Loaded(tuple(parse(f"policies/{name}.yaml", text)[0] for name, text in named), {}, ())


def told(rule: str, found: Loaded) -> list[tuple[str, str]]:
    """The policies that a rule speaks of, with what it says."""
    checked = inspect(found)
    assert [each for each in checked.findings if each.severity == "error"] == []
    lines = {document.path: document.text.splitlines() for document in found.documents}
    told = (each for each in check(found.documents, checked) if each.rule == rule)
    return [(json.loads(lines[each.span.path][each.span.line - 1][4:])["name"], each.message) for each in told]


def compiled(found: Loaded) -> PolicySet:
    return compile_set(found.documents, inspect(found).patterns, {}, Overrides())


@settings(max_examples=120)
@given(FILES)
def test_a_policy_that_is_never_reached_is_taken_by_no_alert(files: tuple[list[dict[str, Any]], ...]) -> None:
    found = loaded(texts(files))
    unreached = {name for name, _ in told("TOC303", found)}
    policies = compiled(found)
    for alert, at in product(ALERTS, INSTANTS) if unreached else ():
        trace = decide(policies, alert, at, trace=True).trace
        assert not unreached & {each.policy.name for each in trace if each.reason is Reason.MATCHED}


@settings(max_examples=120)
@given(FILES)
def test_an_overlap_is_one_that_an_alert_shows(files: tuple[list[dict[str, Any]], ...]) -> None:
    found = loaded(texts(files))
    policies, overlaps = compiled(found), told("TOC304", found)
    notes = {note for alert, at in product(ALERTS, INSTANTS) for note in decide(policies, alert, at).notes}
    for later, message in overlaps:
        note_of = f"{later} pages {message.split('`')[1]} too: already paged by p-"
        assert any(note.startswith(note_of) for note in notes)


def test_calls_of_the_paging_services_are_known_by_how_they_begin() -> None:
    loader = botocore.loaders.Loader()
    for service in ("ssm-contacts", "ssm-incidents"):
        operations = loader.load_service_model(service, "service-2")["operations"]
        assert [name for name in operations if not CALL.match(name)] == []


def test_every_place_where_an_adapter_lets_a_policy_lift_a_hold_is_known() -> None:
    """Paths of alerts stand in adapters for no other reason."""
    paths: set[str] = set()
    for source in (ROOT / "engine/tocsin/events").glob("*.py"):
        paths |= set(re.findall(r'"((?:event|labels)\.[\w.]+)"', source.read_text("utf-8")))
    assert paths | {LOOP.path} == set(HELD_AT)
