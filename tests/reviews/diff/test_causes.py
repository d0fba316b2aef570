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


HEAD = SET.partition("policies:")[0]
WIDE = "version: 1\npolicies:\n  - {name: wide, match: {labels: {ip: [{cidr: 10.0.0.0/8}]}}, page: ann}\n"
BESIDE = "version: 1\npolicies:\n" + "".join(
    f"  - {{name: b{number}, match: {{type: [b{number}]}}, page: {page}}}\n"
    for number, page in enumerate(("ben", "both", "cat", "ben"))
)


def beside(old: str, new: str) -> Diff:
    """One policy edited that pages together with those of another file."""
    files = {"policies/a.yaml": HEAD, "policies/b.yaml": BESIDE, "policies/w.yaml": WIDE}
    assert old in WIDE
    return diff(files, {**files, "policies/w.yaml": WIDE.replace(old, new)})


def test_policies_that_page_as_before_are_no_part_of_what_another_does() -> None:
    found = beside("/8", "/9")
    assert told(found) == [("moved", ("fallback", "wide")), ("removed", ("wide",))]
    assert found.changes[1].mixed is False


def test_a_policy_that_is_new_beside_others_is_one_change() -> None:
    files = {"policies/a.yaml": HEAD, "policies/b.yaml": BESIDE}
    found = diff(files, {**files, "policies/w.yaml": WIDE})
    assert told(found) == [("moved", ("fallback", "wide")), ("added", ("wide",))]


def test_a_policy_that_takes_from_others_is_named_first_once_for_each_target() -> None:
    files = {"policies/a.yaml": HEAD, "policies/b.yaml": BESIDE}
    first = "policies:\n  - {name: first, match: {severity: [critical]}, page: ann}\n"
    found = diff(files, {**files, "policies/b.yaml": BESIDE.replace("policies:\n", first)})
    assert {change.kind for change in found.changes} == {"moved"}
    assert sorted(change.policies for change in found.changes) == [
        ("first", "b0", "b3"),
        ("first", "b1"),
        ("first", "b2"),
        ("first", "fallback"),
    ]


def test_policies_behind_one_that_no_longer_lets_them_page_are_one_change() -> None:
    rows = "".join(f"  - {{name: n{number}, match: {{type: [n{number}]}}, page: ben}}\n" for number in range(3))
    wide = WIDE.replace("page: ann", "page: ann, continue: true") + rows
    files = {"policies/a.yaml": HEAD, "policies/w.yaml": wide}
    found = diff(files, {**files, "policies/w.yaml": wide.replace(", continue: true", "")})
    assert told(found) == [("removed", ("n0", "n1", "n2", "wide"))]
    assert found.changes[0].policies[0] == "wide"


def test_what_is_told_for_others_with_other_people_says_so() -> None:
    assert [change.mixed for change in edited(("12-01T12:00Z", "12-01T14:00Z")).changes] == [True, False]
    same = edited(("page: ann, when", "page: cat, when"))
    assert [change.mixed for change in same.changes] == [False]


def test_no_more_alerts_show_a_change_than_are_compared() -> None:
    for found in (beside("/8", "/9"), edited(("12-01T12:00Z", "12-01T14:00Z"))):
        assert all(change.questions <= found.questions for change in found.changes)


SHIFTS = """
version: 1
settings: {account: "111122223333", region: us-east-2, sender: tocsin}
contacts:
  ann: {channels: {m: {email: a@example.com}}, plan: [{notify: m, for: 5m}]}
  ben: {channels: {m: {email: b@example.com}}, plan: [{notify: m, for: 5m}]}
  cat: {channels: {m: {email: c@example.com}}, plan: [{notify: m, for: 5m}]}
  dan: {channels: {m: {email: d@example.com}}, plan: [{notify: m, for: 5m}]}
escalations:
  esc: {stages: [{page: first, for: 5m}, {page: last, for: 5m}]}
schedules:
  first: {rotations: [weekly]}
  last: {rotations: [daily]}
rotations:
  weekly: {contacts: [ann, ben], start: 2026-01-05T09:00, repeat: {weekly: [{day: mon, at: "09:00"}]}}
  daily: {contacts: [cat, dan], start: 2026-01-05T12:00, repeat: {daily: "12:00"}}
policies:
  - {name: p, match: {type: [t]}, page: esc}
"""


def shifted(old: str, new: str) -> Diff:
    assert old in SHIFTS
    return diff({"policies/a.yaml": SHIFTS}, {"policies/a.yaml": SHIFTS.replace(old, new)})


def test_a_rotation_is_one_change_whoever_else_the_page_comes_to() -> None:
    (change,) = shifted("[ann, ben]", "[ben, ann]").changes
    assert set(change.concerned) == {"ann", "ben"}
    assert not any("cat" in line or "dan" in line for line in change.details)


def test_a_rotation_that_calls_nobody_at_times_is_told_apart_from_other_people() -> None:
    people = sorted((change.lost, change.gained) for change in shifted("-05T09:00,", "-12T09:00,").changes)
    assert people == [(("ann",), ()), (("ben",), ("ann",))]


def test_rotations_that_differ_alike_are_told_one_by_one() -> None:
    found = shifted("us-east-2, sender", "us-east-2, time_zone: Europe/Moscow, sender")
    assert [set(change.concerned) for change in found.changes if change.lost and change.gained] == [
        {"ann", "ben"},
        {"cat", "dan"},
    ]


def test_a_stage_and_a_rotation_are_two_changes() -> None:
    after = SHIFTS.replace("[ann, ben]", "[ben, ann]").replace("page: last, for", "page: cat, for")
    found = diff({"policies/a.yaml": SHIFTS}, {"policies/a.yaml": after})
    concerned = [set(change.concerned) for change in found.changes]
    assert {"ann", "ben"} in concerned
    assert {"cat", "dan"} in concerned
    assert all(people <= {"ann", "ben"} or people <= {"cat", "dan"} for people in concerned)


def test_an_incident_that_is_named_or_not_is_told() -> None:
    new = ", incident: 'arn:aws:ssm-incidents::111122223333:incident-record/r/i', when"
    with_it = SET.replace(", when", new)
    sides = [{"policies/a.yaml": text, "templates/t.j2": TEMPLATE} for text in (SET, with_it)]
    assert {change.details for change in diff(*sides).changes} == {("IncidentId (added)",)}
    assert {change.details for change in diff(*reversed(sides)).changes} == {("IncidentId (removed)",)}


def test_what_is_over_is_told_last() -> None:
    rows = (
        "  - {name: ago, match: {type: [t0]}, from: 2020-01-01T00:00Z, until: 2020-01-02T00:00Z, reason: r}\n"
        "  - {name: next, match: {type: [t3]}, from: 2027-01-01T00:00Z, until: 2027-01-02T00:00Z, reason: r}\n"
    )
    found = [change.after for change in edited(("policies:\n", rows + "policies:\n")).changes if change.after.silence]
    silences = list(dict.fromkeys(each.silence for each in found))
    assert silences == ["next", "ago"]
    assert found[-1].period == ("2020-01-01T00:00Z", "2020-01-02T00:00Z")
