"""What a reader is shown of a change: one for each, with the plainest alert, the people, and what is no change."""

from __future__ import annotations

import sets
from reviews.diff.kept import diff

RULES = """
version: 1
policies:
  - {name: disk, match: {type: [disk-full], severity: [critical, error], labels: {env: [prod, stage]}}, page: akuam}
  - {name: net, match: {type: [net-down]}, page: example_escalation}
  - {name: cpu, match: {type: [cpu-hot]}, page: example_escalation}
"""
SET = {"policies/people.yaml": sets.PEOPLE, "policies/rules.yaml": RULES}


def edited(old: str, new: str) -> dict[str, str]:
    return {path: text.replace(old, new) for path, text in SET.items()}


def test_alerts_that_show_the_same_change_are_one() -> None:
    (change,) = diff(SET, edited("page: akuam}", "page: bob}")).changes
    assert change.questions > 3
    assert change.fields == {"type": "disk-full", "severity": "critical", "labels.env": "prod"}
    assert (change.lost, change.gained) == (("akuam",), ("bob",))
    assert change.policies == ("disk",)


def test_a_change_of_people_is_one_for_all_policies_that_page_them() -> None:
    (change,) = diff(SET, edited("page: akuam, for: 5m", "page: bob, for: 5m")).changes
    assert (change.kind, change.policies) == ("timeline", ("net", "cpu"))
    assert (change.before.people, change.after.people) == (("akuam",), ("bob",))


def test_the_gravest_comes_first_then_the_order_of_the_files() -> None:
    after = {
        "policies/people.yaml": sets.PEOPLE.replace(", fallback: {page: platform}", ""),
        "policies/rules.yaml": RULES.replace("page: akuam}", "page: bob}").replace(", severity: [critical, error]", ""),
    }
    kinds = [change.kind for change in diff(SET, after).changes]
    assert kinds[0] == "unrouted"
    assert kinds == sorted(kinds, key=["unrouted", "moved", "added"].index)


def test_an_alert_of_a_new_policy_names_whom_it_pages() -> None:
    new = "  - {name: new, match: {type: [new-type]}, page: bob}\n"
    (change,) = diff(SET, {**SET, "policies/new.yaml": f"version: 1\npolicies:\n{new}"}).changes
    assert (change.kind, change.before.decision, change.after.decision) == ("moved", "fallback", "page")
    assert (change.lost, change.gained) == (("platform",), ("bob",))


def test_times_of_calls_count_from_when_the_page_goes_out() -> None:
    (change,) = diff(SET, edited("page: akuam}", "page: bob}")).changes
    assert [(call.minute, call.contact, call.channel, call.type) for call in change.after.calls] == [
        (0, "bob", "mail", "email")
    ]


def test_a_renamed_policy_is_a_note() -> None:
    found = diff(SET, edited("name: disk", "name: disks"))
    assert found.changes == ()
    assert found.notes == (
        "policy disk is now called disks: what it pages for when that is rolled out is paged once more",
    )


def test_a_policy_renamed_and_changed_is_a_change() -> None:
    found = diff(SET, edited("name: disk,", "name: disks, repeat: 1h,"))
    (change,) = found.changes
    assert (change.kind, change.policies, found.notes) == ("timeline", ("disk", "disks"), ())


def test_a_policy_taken_over_by_the_fallback_is_a_change_though_the_same_person_is_paged() -> None:
    before = {**SET, "policies/rules.yaml": RULES.replace("page: akuam", "page: platform")}
    after = {**SET, "policies/rules.yaml": "\n".join(line for line in RULES.split("\n") if "disk" not in line)}
    change, message = diff(before, after).changes
    assert (change.kind, change.details) == (
        "moved",
        ("page before, fallback after", "still paged: platform by fallback, platform by disk before"),
    )
    assert message.kind == "message"
