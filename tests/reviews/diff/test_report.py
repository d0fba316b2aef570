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
    assert change.questions == 3
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


def test_an_example_is_of_a_time_at_which_all_rotations_run() -> None:
    people = (
        "schedules: {ops: {rotations: [weekly]}}\n"
        'rotations: {weekly: {contacts: [bob], start: 2026-06-01T09:00, repeat: {daily: "09:00"}}}\n'
    )
    sample = '{"type": "disk-full", "status": "firing", "severity": "critical", "starts_at": "2026-02-01T00:00:00Z"}'
    catalogue = "alerts: {disk-full: {samples: [../samples/a.json]}}\n"
    before = {
        "policies/people.yaml": sets.PEOPLE + people + catalogue,
        "policies/rules.yaml": "version: 1\npolicies: [{name: disk, match: {type: [disk-full]}, page: ops}]",
        "samples/a.json": sample,
    }
    after = {path: text.replace("page: ops", "page: akuam") for path, text in before.items()}
    (change,) = diff(before, after).changes
    assert (change.before.people, change.after.people) == (("bob",), ("akuam",))


ELSEWHERE = "arn:aws:ssm-contacts:us-east-2:444455556666:contact/far"


def elsewhere(arn: str = ELSEWHERE, **files: str) -> dict[str, str]:
    """The set with a contact that somebody else provisions, whom the policy `disk` pages."""
    people = sets.PEOPLE.replace("  bob:", f"  far: {{name: Far Away, arn: {arn}}}\n  bob:")
    return {**edited("page: akuam}", "page: far}"), "policies/people.yaml": people, **files}


def test_whom_a_contact_of_others_calls_is_not_said_to_be_nobody() -> None:
    (change,) = diff(
        elsewhere(), {**elsewhere(), **edited("page: akuam}", "page: bob}"), **people_of(elsewhere())}
    ).changes
    assert (change.before.people, change.before.elsewhere) == ((), ("far",))
    assert (change.lost, change.gained) == (("far",), ("bob",))


def people_of(files: dict[str, str]) -> dict[str, str]:
    return {"policies/people.yaml": files["policies/people.yaml"]}


def test_an_arn_alone_is_told_by_the_arns() -> None:
    (change,) = diff(elsewhere(), elsewhere(ELSEWHERE.replace("/far", "/farther"))).changes
    assert change.details == (
        f"no longer paged: far ({ELSEWHERE}) by disk",
        f"newly paged: far ({ELSEWHERE}ther) by disk",
    )


def test_where_nobody_was_paged_before_nobody_is_lost() -> None:
    """Without a fallback `other` is unrouted; then a silence takes it."""
    nobody = sets.PEOPLE.replace(", fallback: {page: platform}", "")
    silences = "silences: [{name: q, match: {type: [other]}, until: 2027-01-01T00:00Z, reason: r}]\n"
    before = {**SET, "policies/people.yaml": nobody}
    after = {**SET, "policies/people.yaml": nobody + silences}
    assert diff(before, after).changes == ()
    assert diff(after, before).changes == ()


def test_a_silence_that_takes_what_the_fallback_paged_is_a_loss() -> None:
    silences = "silences: [{name: q, match: {type: [other]}, until: 2027-01-01T00:00Z, reason: r}]\n"
    (change,) = diff(SET, {**SET, "policies/people.yaml": sets.PEOPLE + silences}).changes
    assert (change.kind, change.lost) == ("silenced", ("platform",))


def test_people_are_called_what_they_are_called_on_that_side() -> None:
    after = {
        **edited("page: akuam}", "page: bob}"),
        "policies/people.yaml": sets.PEOPLE.replace("Akua Mansa", "Akua M"),
    }
    titles = diff(SET, after).titles
    assert (titles.before["akuam"], titles.after["akuam"]) == ("Akua Mansa", "Akua M")


def test_an_example_names_no_silence_that_plays_no_part() -> None:
    """What the policy wants is what the silence of December wants, too."""
    when = "from: 2026-12-01T00:00Z, until: 2026-12-02T00:00Z"
    silences = f"silences: [{{name: q, match: {{type: [net-down]}}, {when}, reason: r}}]\n"
    sides = [
        {
            "policies/people.yaml": sets.PEOPLE + silences,
            "policies/rules.yaml": RULES.replace("page: example", "template: t, page: example"),
            "templates/t.j2": f"{{% block subject %}}{word}{{% endblock %}}{{% block content %}}x{{% endblock %}}",
        }
        for word in ("a", "b")
    ]
    (change,) = diff(*sides).changes
    assert (change.kind, change.origin) == ("message", "made from policy net")


def test_an_alert_that_shows_a_change_counts_once() -> None:
    one = {
        **SET,
        "policies/rules.yaml": "version: 1\npolicies: [{name: disk, match: {type: [disk-full]}, page: akuam}]",
    }
    after = {path: text.replace("page: akuam}", "page: bob}") for path, text in one.items()}
    after["policies/people.yaml"] = sets.PEOPLE
    (change,) = diff(one, after).changes
    assert change.questions == 1


def test_of_many_silences_that_change_each_shows_and_few_alerts_are_asked_about() -> None:
    def silences(until: str) -> dict[str, str]:
        rows = (
            f"  - {{name: s{n}, match: {{labels: {{l{n}: [x]}}}}, from: 2026-02-01T00:00Z, until: {until}, "
            "reason: r}\n"
            for n in range(10)
        )
        return {**SET, "policies/silences.yaml": f"version: 1\nsilences:\n{''.join(rows)}"}

    found = diff(silences("2026-02-02T00:00Z"), silences("2026-02-12T00:00Z")).changes
    shown = {change.after.silence for change in found if change.policies != ("fallback",)}
    assert shown == {f"s{number}" for number in range(10)}
    assert sum(change.questions for change in found) < 2_000
