"""One edit is one change, however many policies show it; what reacts in another way stays a change of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reviews.diff.kept import diff

if TYPE_CHECKING:
    from tocsin.reviews.diff import Diff

ROWS = "".join(
    f"  - {{name: p{number}, match: {{type: [t{number}]}}, page: {page}, when: day, template: t}}\n"
    for number, page in enumerate(("ann", "ben", "both", "ann"))
)
SET = (
    """
version: 1
settings: {account: "111122223333", region: us-east-2, fallback: {page: cat}, sender: tocsin}
contacts:
  ann: {name: Ann A, channels: {m: {email: a@example.com}}, plan: [{notify: m, for: 5m}]}
  ben: {name: Ben B, channels: {m: {email: b@example.com}}, plan: [{notify: m, for: 5m}]}
  cat: {name: Cat C, channels: {m: {email: c@example.com}}, plan: [{notify: m, for: 5m}]}
escalations:
  both: {stages: [{page: ann, for: 5m}, {page: ben, for: 5m}]}
  again: {stages: [{page: ben, for: 5m}, {page: ann, for: 5m}]}
windows:
  day: {hours: "09:00-17:00"}
silences:
  - {name: move, match: {type: [{prefix: t}]}, from: 2026-12-01T10:00Z, until: 2026-12-01T12:00Z, reason: planned}
policies:
"""
    + ROWS
)
TEMPLATE = "".join(
    f"{{% block {block} %}}{text}{{% endblock %}}"
    for block, text in {"subject": "x", "content": "{{ contact.name }} {{ policy.description }}"}.items()
)
ALL = ("p0", "p1", "p2", "p3")


def edited(*pairs: tuple[str, str]) -> Diff:
    after = SET
    for old, new in pairs:
        assert old in after
        after = after.replace(old, new)
    return diff(*({"policies/a.yaml": text, "templates/t.j2": TEMPLATE} for text in (SET, after)))


def told(found: Diff) -> list[tuple[str, tuple[str, ...]]]:
    return [(change.kind, tuple(sorted(change.policies))) for change in found.changes]


@pytest.mark.parametrize(("until", "kind"), [("12-01T14:00Z", "silenced"), ("12-01T11:00Z", "added")])
def test_a_silence_that_ends_at_another_time(until: str, kind: str) -> None:
    found = edited(("12-01T12:00Z", until))
    assert told(found) == [(kind, ALL), (kind, ("fallback",))]
    assert found.changes[0].others == ALL[1:]


def test_a_window_in_another_zone_is_one_change_for_each_way() -> None:
    found = edited(("hours:", "time_zone: America/New_York, hours:"))
    assert told(found) == [("moved", ("fallback", *ALL))] * 2
    assert [change.details[-1] for change in found.changes] == [
        "window day: closed before, open after",
        "window day: open before, closed after",
    ]


def test_what_a_window_and_something_else_change_together_is_told_by_policy() -> None:
    page = "match: {type: [t0]}, page: ann"
    found = edited(("hours:", "time_zone: America/New_York, hours:"), (page, page.replace("ann", "ben")))
    alone = [change for change in found.changes if change.policies in (("p0",), ("p0", "fallback"), ("fallback", "p0"))]
    assert [change.kind for change in alone] == ["moved"] * 3
    assert [len(change.others) for change in found.changes if change not in alone] == [2, 2]


def test_a_sender() -> None:
    found = edited(("sender: tocsin", "sender: other"))
    assert told(found) == [("message", ("fallback", *ALL))]
    assert found.changes[0].details == ("Sender",)


def test_a_text_that_changes_with_the_sender_is_a_change_of_its_own() -> None:
    found = edited(("sender: tocsin", "sender: other"), ("name: p1,", "name: p1, description: new,"))
    assert told(found) == [("message", ("fallback", "p0", "p2", "p3")), ("message", ("p1",))]
    assert found.changes[1].details == ("Sender", "Content")


def test_a_new_name_of_somebody() -> None:
    assert told(edited(("Ann A", "Ann Z"))) == [("message", ("p0", "p3"))]


def test_somebody_in_the_place_of_another() -> None:
    found = edited(("page: ann, when", "page: cat, when"))
    assert told(found) == [("moved", ("p0", "p3"))]
    assert (found.changes[0].lost, found.changes[0].gained) == (("ann",), ("cat",))


def test_another_account() -> None:
    assert told(edited(("111122223333", "444455556666"))) == [("moved", ALL), ("moved", ("fallback",))]


def test_terms_that_change_alike() -> None:
    found = edited((", when", ", repeat: 1h, when"))
    assert told(found) == [("timeline", ALL)]


def test_a_plan_that_several_escalations_lead_to() -> None:
    found = edited(
        ("b@example.com}}, plan: [{notify: m, for: 5m}]", "b@example.com}}, plan: [{notify: m, retry: 2m, for: 5m}]")
    )
    assert told(found) == [("timeline", ("p1", "p2"))]


def test_policies_that_are_taken_for_reasons_of_their_own_are_changes_of_their_own() -> None:
    found = edited(("type: [t0]", "type: [u0]"), ("type: [t1]", "type: [u1]"))
    assert len(found.changes) == 4


def test_policies_that_only_page_together_are_all_named() -> None:
    rows = "version: 1\npolicies: [{name: NAME, match: {type: [t0]}, page: PAGE}]"
    texts = {"p": rows.replace("PAGE", "ann"), "q": rows.replace("PAGE", "ben")}
    before = {"policies/a.yaml": SET.partition("policies:")[0]} | {
        f"policies/{name}.yaml": text.replace("NAME", name) for name, text in texts.items()
    }
    after = {path: text.replace("match:", "repeat: 1h, match:") for path, text in before.items()}
    after["policies/a.yaml"] = before["policies/a.yaml"].replace("sender: tocsin", "sender: other")
    found = diff(before, after)
    assert told(found) == [("timeline", ("p", "q")), ("message", ("fallback", "p", "q"))]
    assert found.changes[0].questions == 1
