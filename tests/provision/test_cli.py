"""The Pulumi CLI on this project: from the policies to people who are paged, and nothing left at the end."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from commands.driver import tocsin
from commands.engaging import keys
from pulumi_cli import key

if TYPE_CHECKING:
    from emulating import Emulator
    from pulumi_cli import Project

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""What the engine passes for an output that is not known before the resource is there."""

SEALED = "4dabf18193072939515e22adb298388d"
"""The key that tells a secret from an object in a state."""

ADDED = {"region", "tagsAll", "name"}
"""What the providers add of their own accord: where it is, the tags of all kinds, and a name where none is given."""

EVERYTHING = {
    "protect": "true",
    "tags.team": "payments",
    "replicationSet.mode": "create",
    "replicationSet.regions[0]": "us-east-2",
    "executorRoles[0]": "pager",
}
"""A value for each key of the configuration that makes resources or changes all of them."""

pytestmark = pytest.mark.slow


def planned(project: Project) -> dict[str, dict[str, Any]]:
    """What `tocsin plan` says of each resource, by key."""
    ran = tocsin("-C", str(project.folder), "plan", "--stack", "dev", "-o", "json")
    assert ran.code == 0, ran
    return {each["key"]: each for each in json.loads(ran.out)["resources"]}


def with_references(value: Any, known: dict[str, Any] | None) -> Any:
    """An input of the plan as Pulumi shows it: outputs of other resources, unknown in a preview, and secrets hidden."""
    if isinstance(value, list):
        return [with_references(each, known) for each in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"ref", "output"}:
        return known[value["ref"]]["outputs"][value["output"]] if known else UNKNOWN
    if value.keys() == {"secret"}:
        return "[secret]"
    return {name: with_references(each, known) for name, each in value.items()}


def hidden(value: Any) -> Any:
    """An input in the state with what is encrypted hidden, and without the provider's notes."""
    if isinstance(value, list):
        return [hidden(each) for each in value]
    if not isinstance(value, dict):
        return value
    if SEALED in value:
        return "[secret]"
    return {name: hidden(each) for name, each in value.items() if name != "__defaults"}


def compare(project: Project, registered: dict[str, dict[str, Any]], known: dict[str, Any] | None) -> None:
    """Pulumi's resources are the plan's: all of them, with their inputs, parts, protection and dependencies."""
    plan = planned(project)
    assert registered.keys() == plan.keys()
    for name, resource in plan.items():
        found = registered[name]
        inputs = hidden(found["inputs"])
        assert inputs.keys() - resource["inputs"].keys() <= ADDED, name
        assert {each: inputs[each] for each in resource["inputs"]} == with_references(resource["inputs"], known)
        assert found.get("protect", False) == resource["protect"], name
        assert {key(urn) for urn in found.get("dependencies", ())} == set(resource["needs"]), name
        part = f"tocsin:provision:{resource['component']}" if resource["component"] else "pulumi:pulumi:Stack"
        assert key(found["parent"]).startswith(part)


@pytest.mark.parametrize("configured", [{}, EVERYTHING], ids=["nothing configured", "everything configured"])
def test_pulumi_and_the_plan_agree_before_and_after(project: Project, configured: dict[str, str]) -> None:
    for path, value in configured.items():
        project("config", "set", "--path", path, value)

    (preview,) = project.preview().documents
    compare(project, {key(each["urn"]): each["newState"] for each in preview["steps"] if own(each)}, None)
    project.update()

    state = project.state()
    compare(project, state, state)


def own(step: dict[str, Any]) -> bool:
    return bool(step["newState"]["custom"])


def test_who_was_provisioned_is_paged(provisioned: Project) -> None:
    activate_everybody(provisioned.cloud)
    before = len(provisioned.cloud.inbox())

    for event in ("paging-test.json", "alertmanager-group.json"):
        ran = tocsin("-C", str(provisioned.folder), "page", f"samples/{event}", env=keys(provisioned.cloud))
        assert ran.code == 0, ran

    told = provisioned.cloud.inbox()[before:]
    reached = [(message["contact"], message["type"], message["address"]) for message in told]
    akua = [("akuam", "sms", "+12065550100"), ("akuam", "email", "akuam@example.com")]
    assert reached == 3 * akua, "named by a policy, first in an escalation, on call"
    paged = [provisioned.cloud.arn(alias) for alias in ("akuam", "example_escalation")]
    assert provisioned.outputs()["pages"]["paging-test"] == paged


def activate_everybody(cloud: Emulator) -> None:
    """What people do: ask for a code on each device, read it there, and give it back."""
    client = cloud.client()
    for contact in client.list_contacts(Type="PERSONAL")["Contacts"]:
        for channel in client.list_contact_channels(ContactId=contact["ContactArn"])["ContactChannels"]:
            arn = channel["ContactChannelArn"]
            client.send_activation_code(ContactChannelId=arn)
            client.activate_contact_channel(ContactChannelId=arn, ActivationCode=cloud.inbox()[-1]["code"])


def test_a_second_up_changes_nothing(provisioned: Project) -> None:
    assert provisioned.up("--expect-no-changes").steps == []


def test_activation_is_no_difference(provisioned: Project) -> None:
    activate_everybody(provisioned.cloud)

    provisioned.refresh()

    assert set(provisioned.outputs()["channels"].values()) == {"NOT_ACTIVATED"}, "outputs are those of the last up"
    assert provisioned.up().steps == []
    assert set(provisioned.outputs()["channels"].values()) == {"ACTIVATED"}


def test_destroy_leaves_nothing(provisioned: Project) -> None:
    provisioned.destroy()

    client = provisioned.cloud.client()
    assert client.list_contacts()["Contacts"] == []
    assert client.list_rotations()["Rotations"] == []
    assert provisioned.state() == {}


def test_a_secret_address_is_nowhere_in_clear(project: Project) -> None:
    number = "+12065550188"
    project.edit("policies/people.yaml", 'sms: "+12065550101"', "sms: {secret: bob-phone}")
    project("config", "set", "--secret", "--path", 'addresses["bob-phone"]', stdin=number)

    said = [project.preview(), project("preview", "--diff"), project.update(), project("stack", "export")]
    said.append(project("stack", "output", "--json"))

    channels = project.cloud.client().list_contact_channels(ContactId=project.cloud.arn("bob"))["ContactChannels"]
    assert number in [channel["DeliveryAddress"]["SimpleAddress"] for channel in channels]
    told = "".join(ran.out + ran.err for ran in said)
    told += "".join(
        tocsin("-C", str(project.folder), "plan", "--stack", "dev", "-o", form).out for form in ("human", "json")
    )
    assert number.removeprefix("+") not in told + project.kept()
    assert "+12065550100" not in told, "nor one that stands in the policies"


def test_mistakes_in_the_policies_stop_the_deploy_with_their_places(project: Project) -> None:
    project.edit("policies/people.yaml", "{page: akuam, for: 5m}", "{page: nobody, for: 5m}")

    ran = project.run("up", "--yes", "--skip-preview")

    assert ran.code != 0
    assert "policies/people.yaml:" in ran.out + ran.err
    assert "nobody" in ran.out + ran.err
    assert "Traceback" not in ran.out + ran.err
    assert project.cloud.client().list_contacts()["Contacts"] == []


def test_contacts_in_another_account_than_policies_page_stop_the_deploy(project: Project) -> None:
    project("config", "set", "account", "444455556666")

    ran = project.run("up", "--yes", "--skip-preview")

    assert ran.code != 0
    assert "set account and region in the policies' settings" in ran.out
    assert "Traceback" not in ran.out
    assert project.state().keys() >= {"aws:ssmcontacts/contact:Contact::akuam"}, "what is there is known"


def test_protected_people_survive_a_destroy(project: Project) -> None:
    project("config", "set", "protect", "true")
    project.update()

    ran = project.run("destroy", "--yes", "--skip-preview")

    assert ran.code != 0
    client = project.cloud.client()
    plans = [client.get_contact(ContactId=each["ContactArn"])["Plan"] for each in client.list_contacts()["Contacts"]]
    assert len(plans) == 6
    assert all(plan.get("Stages") or plan.get("RotationIds") for plan in plans), "nobody has lost their plan"
    assert len(client.list_rotations()["Rotations"]) == 2
