"""What `tocsin plan --against` refuses: a set as it is deployed, a set to come, and the refusals by rule and name."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest

import sets
from provision.changes.deployed import export
from provision.changes.test_states import text
from provision.made import HOME
from tocsin.pipeline import open_whole
from tocsin.provision.changes.course import change_of
from tocsin.provision.changes.reach import Facts, graph
from tocsin.provision.changes.refusals import EXECUTOR, facts, refusals
from tocsin.provision.changes.states import read_state
from tocsin.provision.configuration import Accepted, Configuration
from tocsin.provision.plan import plan
from tocsin.provision.resource import key
from tocsin.provision.tokens import ATTACHMENT, CHANNEL, CONTACT, PLAN

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tocsin.finding import Finding
    from tocsin.pipeline import Whole
    from tocsin.provision.changes.states import State

    Edit = Callable[[dict[str, Any]], object]

SMS = {"sms": "+12065550100"}
MAIL = {"email": "akuam@example.com"}
BASE: dict[str, Any] = {
    "version": 1,
    "settings": {
        "account": "111122223333", "region": "us-east-2", "time_zone": "Europe/Berlin", "fallback": {"page": "oncall"},
    },
    "contacts": {
        "akuam": {"channels": {"phone": SMS, "mail": MAIL}, "plan": [{"notify": ["phone", "mail"], "for": "5m"}]},
        "bob": {"channels": {"phone": {"sms": "+12065550101"}}, "plan": [{"notify": "phone", "for": "5m"}]},
    },
    "rotations": {
        "weekly": {
            "contacts": ["akuam", "bob"],
            "start": "2026-01-05T09:00",
            "repeat": {"weekly": [{"day": "mon", "at": "09:00"}]},
        }
    },
    "schedules": {"oncall": {"rotations": ["weekly"]}},
    "escalations": {"wake": {"stages": [{"page": "akuam", "for": "5m"}, {"page": "oncall", "for": "5m"}]}},
    "policies": [{"name": "checkout", "alert": "checkout-latency", "page": "wake"}],
}  # fmt: skip


def opened(folder: Path, edit: Edit = lambda _: None) -> Whole:
    content = deepcopy(BASE)
    edit(content)
    return open_whole(str(sets.write(folder, {"people.yaml": json.dumps(content)})))


def found(folder: Path, before: Edit, after: Edit, after_with: Configuration, **options: bool) -> tuple[Finding, ...]:
    state = read_state(export(opened(folder / "before", before), Configuration(), **options), "state.json")
    whole = opened(folder / "after", after)
    return refusals(plan(whole, after_with), state, whole.engine.policies, after_with)


def refused(findings: tuple[Finding, ...]) -> list[str]:
    return [f"{each.rule} {each.message.partition('`')[2].partition('`')[0]}" for each in findings]


def nothing(_: dict[str, Any]) -> None:
    pass


def delete_bob(content: dict[str, Any]) -> None:
    del content["contacts"]["bob"]
    content["rotations"]["weekly"]["contacts"] = ["akuam"]


def take_bob_out(content: dict[str, Any]) -> None:
    content["rotations"]["weekly"]["contacts"] = ["akuam"]


def rename_bob(content: dict[str, Any]) -> None:
    content["contacts"]["robert"] = content["contacts"].pop("bob")
    content["rotations"]["weekly"]["contacts"] = ["akuam", "robert"]


def rename_wake(content: dict[str, Any]) -> None:
    content["escalations"]["rise"] = content["escalations"].pop("wake")
    content["policies"][0]["page"] = "rise"


def rename_oncall(content: dict[str, Any]) -> None:
    content["schedules"]["duty"] = content["schedules"].pop("oncall")
    content["escalations"]["wake"]["stages"][1]["page"] = "duty"
    content["settings"]["fallback"]["page"] = "duty"


def rename_weekly(content: dict[str, Any]) -> None:
    content["rotations"]["other"] = content["rotations"].pop("weekly")
    content["schedules"]["oncall"]["rotations"] = ["other"]


def person(number: int = 2) -> dict[str, Any]:
    return {"channels": {"phone": {"sms": f"+1206555010{number}"}}, "plan": [{"notify": "phone", "for": "5m"}]}


def hire(content: dict[str, Any]) -> None:
    content["contacts"]["chen"] = person()


def hire_into_rotation(content: dict[str, Any]) -> None:
    hire(content)
    content["rotations"]["weekly"]["contacts"] = ["akuam", "bob", "chen"]


def hire_into_stage(content: dict[str, Any]) -> None:
    hire(content)
    content["escalations"]["wake"]["stages"][0]["page"] = "chen"


def hire_beside(content: dict[str, Any]) -> None:
    hire(content)
    content["escalations"]["wake"]["stages"][0]["page"] = ["akuam", "chen"]


def page_the_new_one(content: dict[str, Any]) -> None:
    hire(content)
    content["policies"][0]["page"] = "chen"


def without_plan(content: dict[str, Any]) -> None:
    content["contacts"]["chen"] = {"channels": {"phone": {"sms": "+12065550102"}}}
    content["rotations"]["weekly"]["contacts"] = ["akuam", "bob", "chen"]


def lose_plan(content: dict[str, Any]) -> None:
    del content["contacts"]["bob"]["plan"]


def new_phone(content: dict[str, Any]) -> None:
    content["contacts"]["bob"]["channels"]["phone"] = {"sms": "+12065550177"}


def phone_by_another_name(content: dict[str, Any]) -> None:
    content["contacts"]["bob"] = {
        "channels": {"mobile": {"sms": "+12065550101"}}, "plan": [{"notify": "mobile", "for": "5m"}]
    }  # fmt: skip


def no_mail(content: dict[str, Any]) -> None:
    content["contacts"]["akuam"] = {"channels": {"phone": SMS}, "plan": [{"notify": "phone", "for": "5m"}]}


def mail_out_of_plan(content: dict[str, Any]) -> None:
    content["contacts"]["akuam"]["plan"] = [{"notify": "phone", "for": "5m"}]


def second_mail(content: dict[str, Any]) -> None:
    content["contacts"]["akuam"]["channels"]["second"] = {"email": "second@example.com"}
    content["contacts"]["akuam"]["plan"] = [{"notify": ["phone", "mail", "second"], "for": "5m"}]


def foreign_bob(content: dict[str, Any]) -> None:
    content["contacts"]["bob"] = {"arn": "arn:aws:ssm-contacts:us-east-2:111122223333:contact/bob"}
    content["rotations"]["weekly"]["contacts"] = ["akuam"]
    content["policies"].append({"name": "new", "alert": "other", "page": "bob"})


def drop_policy(content: dict[str, Any]) -> None:
    content["policies"] = []
    del content["escalations"]["wake"]


def page_dora(content: dict[str, Any]) -> None:
    """A policy that nobody else's page leads to."""
    content["contacts"]["dora"] = person(3)
    content["policies"].append({"name": "direct", "alert": "direct", "page": "dora"})


def stop_paging(content: dict[str, Any]) -> None:
    """The policy goes, and with it whom it paged."""


def stage_after(content: dict[str, Any]) -> None:
    hire(content)
    content["escalations"]["wake"]["stages"].append({"page": "chen", "for": "5m"})


def stage_before(content: dict[str, Any]) -> None:
    hire(content)
    content["escalations"]["wake"]["stages"].insert(0, {"page": "chen", "for": "5m"})


def hire_into_last_stage(content: dict[str, Any]) -> None:
    hire(content)
    content["escalations"]["wake"]["stages"][1]["page"] = "chen"


def shadow(content: dict[str, Any]) -> None:
    hire(content)
    content["rotations"]["shadow"] = {**content["rotations"]["weekly"], "contacts": ["chen"]}
    content["schedules"]["oncall"]["rotations"] = ["weekly", "shadow"]


def days_and_shadow(content: dict[str, Any]) -> None:
    shadow(content)
    content["rotations"]["weekly"]["cover"] = {"mon": ["09:00-17:00"]}


def two_on_call(content: dict[str, Any]) -> None:
    content["rotations"]["weekly"]["on_call"] = 2


def third_of_two(content: dict[str, Any]) -> None:
    hire_into_rotation(content)
    two_on_call(content)


def two_more_of_two(content: dict[str, Any]) -> None:
    third_of_two(content)
    content["contacts"]["dora"] = person(3)
    content["rotations"]["weekly"]["contacts"] = ["akuam", "chen", "dora", "bob"]


def without_plan_of_two(content: dict[str, Any]) -> None:
    without_plan(content)
    two_on_call(content)


CASES: list[tuple[str, Edit, Edit, list[str]]] = [
    ("nothing changes", nothing, nothing, []),
    ("a contact in a rotation is deleted", nothing, delete_bob, ["TOC511 bob"]),
    ("out of the rotation first", nothing, take_bob_out, []),
    ("and deleted in a later deploy", take_bob_out, delete_bob, []),
    ("a contact is renamed", nothing, rename_bob, ["TOC511 bob", "TOC513 weekly"]),
    ("an escalation is renamed", nothing, rename_wake, ["TOC511 wake"]),
    ("a schedule is renamed", nothing, rename_oncall, ["TOC511 oncall"]),
    ("a rotation is renamed, people stay", nothing, rename_weekly, []),
    ("a contact that others own from now on", nothing, foreign_bob, ["TOC511 bob"]),
    ("a policy goes with what it pages", page_dora, stop_paging, []),
    ("an escalation goes with its policy", nothing, drop_policy, []),
    ("somebody new whom nobody pages", nothing, hire, []),
    ("somebody new in a rotation", nothing, hire_into_rotation, ["TOC513 weekly"]),
    ("after they had time to activate", hire, hire_into_rotation, []),
    ("somebody new alone in a stage", nothing, hire_into_stage, ["TOC513 wake"]),
    ("somebody new beside another", nothing, hire_beside, []),
    ("a policy pages somebody new only", nothing, page_the_new_one, ["TOC513 checkout"]),
    ("somebody without a plan in a rotation", nothing, without_plan, ["TOC513 weekly"]),
    ("it was so before", without_plan, without_plan, []),
    ("a person loses the plan", nothing, lose_plan, ["TOC514 bob"]),
    ("a channel by another name", nothing, phone_by_another_name, ["TOC514 bob"]),
    ("the only mail goes", nothing, no_mail, ["TOC514 akuam"]),
    ("the only mail leaves the plan", nothing, mail_out_of_plan, ["TOC514 akuam"]),
    ("a second mail", nothing, second_mail, []),
    ("one of two mails goes", second_mail, nothing, []),
    ("a new address, which an export hides", nothing, new_phone, []),
    ("somebody new in a further stage", nothing, stage_after, []),
    ("which comes before all others", nothing, stage_before, ["TOC513 wake"]),
    ("somebody new in place of a later stage", nothing, hire_into_last_stage, ["TOC513 wake"]),
    ("somebody new in a rotation beside a good one", nothing, shadow, []),
    ("which leaves hours out", nothing, days_and_shadow, ["TOC513 shadow"]),
    ("somebody new with another on call", two_on_call, third_of_two, []),
    ("two who are new together", two_on_call, two_more_of_two, ["TOC513 weekly"]),
    ("who is on call alone from now on", without_plan_of_two, without_plan, ["TOC513 weekly"]),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_is_refused(before: Edit, after: Edit, expected: list[str], tmp_path: Path) -> None:
    assert refused(found(tmp_path, before, after, Configuration())) == expected


def test_a_new_address_is_seen_where_the_export_shows_secrets(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, nothing, new_phone, Configuration(), shown=True)

    assert finding.rule == "TOC514"
    assert finding.message == (
        "`bob` would no longer be reached by any channel when `checkout` and `fallback` page: "
        "`phone` gets another address, and needs a code"
    )
    assert found(tmp_path / "same", nothing, nothing, Configuration(), shown=True) == ()


def test_a_rename_that_is_configured_is_a_replacement_all_the_same(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, nothing, rename_bob, Configuration(renames={"robert": "bob"}))

    assert (finding.rule, finding.span.path) == ("TOC512", "policies/people.yaml")
    assert finding.message == (
        "`bob` would be made anew as `robert`: its channels need a new code each, "
        "and `checkout` and `fallback` page it through `weekly`"
    )


def test_a_channel_that_is_renamed_by_configuration_stays_active(tmp_path: Path) -> None:
    configuration = Configuration(renames={"bob/mobile": "bob/phone"})
    assert found(tmp_path, nothing, phone_by_another_name, configuration) == ()


def test_a_type_that_changes_is_a_replacement(tmp_path: Path) -> None:
    def escalate(content: dict[str, Any]) -> None:
        content["escalations"]["bob"] = {"stages": [{"page": "akuam", "for": "5m"}]}
        delete_bob(content)

    assert refused(found(tmp_path, nothing, escalate, Configuration())) == ["TOC512 bob"]


def test_messages_say_who_by_which_policies_and_what_to_do(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, nothing, delete_bob, Configuration())

    assert finding.message == "`bob` would be deleted, and `checkout` and `fallback` page it through `weekly`"
    assert finding.help == "Take it out of `weekly` and deploy; delete it in a later deploy."
    assert finding.severity == "error"


def test_a_refusal_that_is_accepted_is_kept_with_the_reason(tmp_path: Path) -> None:
    accepted = (Accepted("TOC511", "bob", "has left"), Accepted("TOC511", "akuam", "a mistake"))

    left, idle = found(tmp_path, nothing, delete_bob, Configuration(accepted=accepted))

    assert (left.rule, left.severity, left.suppressed) == ("TOC511", "error", "has left")
    assert (idle.rule, idle.severity, idle.suppressed) == ("TOC515", "warning", None)
    assert idle.message == "nothing of `akuam` is refused by TOC511, so there is nothing to accept"


def test_an_acceptance_is_for_one_rule_and_one_name(tmp_path: Path) -> None:
    configuration = Configuration(accepted=(Accepted("TOC513", "bob", "no"),))

    findings = found(tmp_path, nothing, delete_bob, configuration)

    assert [(each.rule, each.suppressed) for each in findings] == [("TOC511", None), ("TOC515", None)]


def statuses(whole: Whole, waiting: set[str], configuration: Configuration | None = None) -> State:
    """What is deployed, with the channels activated but for these."""
    document = json.loads(export(whole, configuration or Configuration()))
    for row in document["deployment"]["resources"]:
        if row["type"] == CHANNEL:
            status = "NOT_ACTIVATED" if row["urn"].rpartition("::")[2] in waiting else "ACTIVATED"
            row["outputs"]["activationStatus"] = status
    return read_state(json.dumps(document), "state.json")


def two_phones(content: dict[str, Any]) -> None:
    content["contacts"]["bob"] = {
        "channels": {"phone": {"sms": "+12065550101"}, "mobile": {"sms": "+12065550177"}},
        "plan": [{"notify": ["phone", "mobile"], "for": "5m"}],
    }


def only_the_mobile(content: dict[str, Any]) -> None:
    two_phones(content)
    del content["contacts"]["bob"]["channels"]["phone"]
    content["contacts"]["bob"]["plan"][0]["notify"] = "mobile"


ALL = {"akuam/phone", "akuam/mail", "bob/phone", "bob/mobile"}


@pytest.mark.parametrize(
    ("waiting", "expected"),
    [
        (set(), []),
        ({"bob/mobile"}, ["TOC514 bob"]),
        ({"bob/mobile", "akuam/mail"}, ["TOC514 bob"]),
        ({"bob/phone", "bob/mobile"}, []),
        (ALL - {"bob/phone"}, ["TOC514 bob"]),
        (ALL, []),
    ],
)
def test_the_only_channel_that_works_stays(waiting: set[str], expected: list[str], tmp_path: Path) -> None:
    before, after = opened(tmp_path / "before", two_phones), opened(tmp_path / "after", only_the_mobile)

    state = statuses(before, waiting)

    assert refused(refusals(plan(after, Configuration()), state, after.engine.policies, Configuration())) == expected


def test_a_channel_that_waits_is_told_with_the_remedy(tmp_path: Path) -> None:
    before, after = opened(tmp_path / "before", two_phones), opened(tmp_path / "after", only_the_mobile)
    state = statuses(before, {"bob/mobile"})

    (finding,) = refusals(plan(after, Configuration()), state, after.engine.policies, Configuration())

    assert finding.message.endswith("by any channel when `checkout` and `fallback` page: `phone` is deleted")
    assert finding.help.endswith("\nIf it has been activated since: `pulumi refresh`, and export again.")


def test_a_loss_that_is_certain_is_told_once_and_without_that(tmp_path: Path) -> None:
    before, after = opened(tmp_path / "before"), opened(tmp_path / "after", phone_by_another_name)

    (finding,) = refusals(
        plan(after, Configuration()), statuses(before, {"akuam/mail"}), after.engine.policies, Configuration()
    )

    assert "refresh" not in finding.help


def test_a_state_that_nobody_has_refreshed_tells_nothing_of_activation(tmp_path: Path) -> None:
    """Also where a policy reaches somebody else's contact, which always counts as reached."""

    def foreign(content: dict[str, Any]) -> None:
        content["policies"][0]["page"] = [content["policies"][0]["page"], f"{HOME[:-12]}444455556666:contact/partner"]

    def take_bob_in(content: dict[str, Any]) -> None:
        take_bob_out(content)
        foreign(content)

    before, after = opened(tmp_path / "before", take_bob_in), opened(tmp_path / "after", foreign)

    assert refusals(plan(after, Configuration()), statuses(before, ALL), after.engine.policies, Configuration()) == ()
    told = refusals(
        plan(after, Configuration()), statuses(before, {"bob/phone"}), after.engine.policies, Configuration()
    )
    assert refused(told) == ["TOC513 weekly"]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (("pager",), (), ["pager"]),
        (("pager", "other"), (), ["pager", "other"]),
        (("pager",), ("renamed",), ["pager"]),
        (("pager",), ("pager", "renamed"), []),
        (("pager", "other"), ("other",), []),
        ((), (), []),
        ((), ("pager",), []),
    ],
)
def test_a_role_that_may_page_is_left(
    before: tuple[str, ...], after: tuple[str, ...], expected: list[str], tmp_path: Path
) -> None:
    whole, then = opened(tmp_path), Configuration(roles=after)
    state = read_state(export(whole, Configuration(roles=before)), "state.json")

    told = refusals(plan(whole, then), state, whole.engine.policies, then)

    assert refused(told) == [f"TOC511 {role}" for role in expected]


def test_an_attachment_of_another_policy_lets_nobody_page(tmp_path: Path) -> None:
    whole, with_role = opened(tmp_path), Configuration(roles=("pager",))
    document = json.loads(export(whole, with_role))
    for row in document["deployment"]["resources"]:
        if row["type"] == ATTACHMENT:
            row["outputs"]["policyArn"] = "arn:aws:iam::aws:policy/AWSLambdaExecute"

    state = read_state(json.dumps(document), "state.json")

    assert refusals(plan(whole, Configuration()), state, whole.engine.policies, Configuration()) == ()


def test_without_policies_nobody_needs_to_page(tmp_path: Path) -> None:
    def nobody(content: dict[str, Any]) -> None:
        content["policies"] = []
        del content["settings"]["fallback"]

    before, after = opened(tmp_path / "before"), opened(tmp_path / "after", nobody)
    state = read_state(export(before, Configuration(roles=("pager",))), "state.json")

    assert refusals(plan(after, Configuration()), state, after.engine.policies, Configuration()) == ()


def test_without_outputs_the_executor_tells_who_is_paged(tmp_path: Path) -> None:
    """No policy pages `dora` any more; that her policy has gone, the state does not tell."""
    (finding,) = found(tmp_path, page_dora, stop_paging, Configuration(), outputs=False)

    assert (finding.rule, finding.message) == ("TOC511", f"`dora` would be deleted, and `{EXECUTOR}` pages it")
    assert found(tmp_path / "same", nothing, nothing, Configuration(), outputs=False) == ()


def test_a_policy_that_moves_to_a_rotation_with_holes(tmp_path: Path) -> None:
    """The holes are old; that `direct` falls into them is new."""

    def page_the_rotation(content: dict[str, Any]) -> None:
        without_plan(content)
        page_dora(content)
        content["policies"][1]["page"] = "oncall"

    def with_holes(content: dict[str, Any]) -> None:
        without_plan(content)
        page_dora(content)

    (finding,) = found(tmp_path, with_holes, page_the_rotation, Configuration())

    assert finding.message == "`direct` would at times page only `chen`, whom nothing reaches"


def test_a_preview_is_believed(tmp_path: Path) -> None:
    """Pulumi's own document: the address of bob's phone changes."""
    whole = opened(tmp_path, new_phone)
    state = read_state(text("preview.json"), "preview.json")

    assert refused(refusals(plan(whole, Configuration()), state, whole.engine.policies, Configuration())) == [
        "TOC514 bob"
    ]


def test_a_preview_that_deletes_is_believed(tmp_path: Path) -> None:
    document = {**json.loads(text("preview.json")), "changeSummary": {}}
    for step in document["steps"]:
        if step["urn"].endswith("contact:Contact::wake"):
            step["op"] = "delete"
            del step["newState"]
    state, whole = read_state(json.dumps(document), "preview.json"), opened(tmp_path, new_phone)

    assert "TOC511 wake" in refused(
        refusals(plan(whole, Configuration()), state, whole.engine.policies, Configuration())
    )


def test_the_states_of_these_tests_are_what_pulumi_writes(tmp_path: Path) -> None:
    """A made export and a recorded one say the same of who is paged and how; nothing of either is refused."""
    whole = opened(tmp_path)
    planned = plan(whole, Configuration())
    made, written = (read_state(each, "s") for each in (export(whole, Configuration()), text("export.json")))

    changes = [change_of([(facts(each), ()) for each in planned.resources], state, ()) for state in (made, written)]

    assert made.pages == written.pages
    assert changes[0].before == changes[1].before != {}
    assert changes[0].before == changes[0].after
    assert refusals(planned, written, whole.engine.policies, Configuration()) == ()


def test_a_graph_passes_over_what_it_cannot_read() -> None:
    facts = Facts(PLAN, "akuam", key(PLAN, "akuam"), {"contactId": key(CONTACT, "akuam"), "stages": None})
    contact = Facts(CONTACT, "akuam", key(CONTACT, "akuam"), {"type": "PERSONAL"})

    assert [node.stages for node in graph([facts, contact]).values()] == [()]
