"""Edits of the policies, each with the steps that `pulumi up` takes for it and no other; then what AWS has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pulumi_cli import Step

if TYPE_CHECKING:
    from pulumi_cli import Project

PEOPLE = "policies/people.yaml"
MAILBOX = """
  platform:
    channels: {mail: {email: platform@example.com}}
    plan: [{notify: mail, for: 5m}]
"""

pytestmark = pytest.mark.slow


def contact(project: Project, alias: str) -> dict[str, Any]:
    read: dict[str, Any] = project.cloud.client().get_contact(ContactId=project.cloud.arn(alias))
    return read


def plan(project: Project, alias: str) -> dict[str, Any]:
    read: dict[str, Any] = contact(project, alias)["Plan"]
    return read


def aliases(project: Project) -> set[str]:
    return {contact["Alias"] for contact in project.cloud.client().list_contacts()["Contacts"]}


def channels(project: Project, alias: str) -> dict[str, str]:
    """ARNs of a person's channels by name."""
    listed = project.cloud.client().list_contact_channels(ContactId=project.cloud.arn(alias))["ContactChannels"]
    return {channel["Name"]: channel["ContactChannelArn"] for channel in listed}


def rotation(project: Project, name: str) -> dict[str, Any]:
    client = project.cloud.client()
    (arn,) = [each["RotationArn"] for each in client.list_rotations()["Rotations"] if each["Name"] == name]
    read: dict[str, Any] = client.get_rotation(RotationId=arn)
    return read


def test_another_order_of_a_rotation(provisioned: Project) -> None:
    before = rotation(provisioned, "payments-weekly")
    provisioned.edit(PEOPLE, "contacts: [akuam, bob]", "contacts: [bob, akuam]")

    assert provisioned.up().steps == [
        Step("update", "ContactsRotation", "payments-weekly", ("contactIds[0]", "contactIds[1]"))
    ]
    after = rotation(provisioned, "payments-weekly")
    assert after["ContactIds"] == [provisioned.cloud.arn(alias) for alias in ("bob", "akuam")]
    assert plan(provisioned, "payments-oncall")["RotationIds"] == [after["RotationArn"]] == [before["RotationArn"]]


def test_another_name_of_a_person(provisioned: Project) -> None:
    provisioned.edit(PEOPLE, "name: Akua Mansa", "name: Akua M. Mansa")

    assert provisioned.up().steps == [Step("update", "Contact", "akuam", ("displayName",))]
    assert contact(provisioned, "akuam")["DisplayName"] == "Akua M. Mansa"
    assert len(plan(provisioned, "akuam")["Stages"]) == 2


def test_one_more_channel(provisioned: Project) -> None:
    provisioned.edit(
        PEOPLE, "mail: {email: bob@example.com}", 'mail: {email: bob@example.com}\n      call: {voice: "+12065550101"}'
    )
    provisioned.edit(PEOPLE, "[phone, mail], retry: 2m, for: 10m", "[phone, mail, call], retry: 2m, for: 10m")

    assert provisioned.up().steps == [
        Step("create", "ContactChannel", "bob/call"),
        Step("update", "Plan", "bob", ("stages[0].targets[2]",)),
    ]
    (stage,) = plan(provisioned, "bob")["Stages"]
    engaged = [target["ChannelTargetInfo"]["ContactChannelId"] for target in stage["Targets"]]
    assert engaged == [channels(provisioned, "bob")[name] for name in ("phone", "mail", "call")]


def test_one_stage_less(provisioned: Project) -> None:
    provisioned.edit(PEOPLE, "      - {notify: call, for: 10m}\n", "")

    assert provisioned.up().steps == [Step("update", "Plan", "akuam", ("stages[1]",))]
    assert [stage["DurationInMinutes"] for stage in plan(provisioned, "akuam")["Stages"]] == [5]


def test_the_stages_the_other_way_round(provisioned: Project) -> None:
    stages = [
        "      - {page: akuam, for: 5m}\n",
        "      - {page: [payments-oncall, {contact: chen, essential: false}], for: 10m}\n",
    ]
    provisioned.edit(PEOPLE, "".join(stages), "".join(stages[::-1]))

    (step,) = provisioned.up().steps
    assert step[:3] == ("update", "Plan", "example_escalation")
    assert [stage["DurationInMinutes"] for stage in plan(provisioned, "example_escalation")["Stages"]] == [10, 5]


def test_a_contact_whom_nobody_pages_comes_and_goes(provisioned: Project) -> None:
    everybody = aliases(provisioned)
    provisioned.edit(PEOPLE, "\nrotations:\n", f"{MAILBOX}\nrotations:\n")
    own = [("Contact", "platform"), ("ContactChannel", "platform/mail"), ("Plan", "platform")]

    assert provisioned.up().steps == [Step("create", *each) for each in own]
    assert len(plan(provisioned, "platform")["Stages"]) == 1

    provisioned.edit(PEOPLE, MAILBOX, "")
    assert provisioned.up().steps == [Step("delete", *each) for each in own]
    assert aliases(provisioned) == everybody


def rename_the_phone(project: Project) -> None:
    project.edit(PEOPLE, 'phone: {sms: "+12065550100"}', 'mobile: {sms: "+12065550100"}')
    project.edit(PEOPLE, "notify: [phone, mail], retry: 2m, for: 5m", "notify: [mobile, mail], retry: 2m, for: 5m")


def test_a_channel_renamed_with_its_former_name_stays_the_same_channel(provisioned: Project) -> None:
    before = channels(provisioned, "akuam")
    rename_the_phone(provisioned)
    provisioned("config", "set", "--path", 'renames["akuam/mobile"]', "akuam/phone")

    assert provisioned.up().steps == [Step("update", "ContactChannel", "akuam/mobile", ("name",))]
    assert channels(provisioned, "akuam")["mobile"] == before["phone"]


def test_a_channel_renamed_without_its_former_name_is_a_second_one_which_the_service_refuses(
    provisioned: Project,
) -> None:
    """That two channels of a person may not share an address is the emulator's choice; AWS documents nothing."""
    before = channels(provisioned, "akuam")
    rename_the_phone(provisioned)

    refused = provisioned.run("up", "--yes", "--skip-preview")

    assert refused.code != 0
    assert "The contact has a channel with this SimpleAddress" in refused.out
    assert channels(provisioned, "akuam") == before
    provisioned("config", "set", "--path", 'renames["akuam/mobile"]', "akuam/phone")
    assert provisioned.up().steps == [Step("update", "ContactChannel", "akuam/mobile", ("name",))]


def test_drift_is_shown_and_put_right(provisioned: Project) -> None:
    client = provisioned.cloud.client()
    stages = plan(provisioned, "akuam")["Stages"]
    client.update_contact(ContactId=provisioned.cloud.arn("akuam"), Plan={"Stages": stages[:1]})
    client.update_contact(ContactId=provisioned.cloud.arn("bob"), DisplayName="Robert Stone")

    assert [step[:3] for step in provisioned.refresh().steps] == [
        ("update", "Contact", "bob"),
        ("update", "Plan", "akuam"),
    ]
    assert provisioned.up().steps == [
        Step("update", "Contact", "bob", ("displayName",)),
        Step("update", "Plan", "akuam", ("stages[1]",)),
    ]
    assert plan(provisioned, "akuam")["Stages"] == stages
    assert contact(provisioned, "bob")["DisplayName"] == "Bob Stone"
    assert provisioned.up("--expect-no-changes").steps == []


def test_a_channel_deleted_by_hand_is_made_anew(provisioned: Project) -> None:
    provisioned.cloud.client().delete_contact_channel(ContactChannelId=channels(provisioned, "chen")["call"])

    assert ("delete", "ContactChannel", "chen/call") in [step[:3] for step in provisioned.refresh().steps]
    assert [step[:3] for step in provisioned.up().steps] == [
        ("create", "ContactChannel", "chen/call"),
        ("update", "Plan", "chen"),
    ]
