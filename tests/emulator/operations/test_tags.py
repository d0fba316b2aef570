from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from emulator.rotating import create_rotation, fields

if TYPE_CHECKING:
    from emulating import Emulator


def tags(count: int, first: int = 0) -> list[dict[str, str]]:
    return [{"Key": f"key{number}", "Value": "value"} for number in range(first, first + count)]


def tags_of(emulator: Emulator, arn: str) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in emulator.client().list_tags_for_resource(ResourceARN=arn)["Tags"]}


@pytest.mark.parametrize("alias", ["akuam", "example_escalation", "payments-oncall"])
def test_tag_a_contact_of_any_type(emulator: Emulator, alias: str) -> None:
    client, arn = emulator.client(), emulator.arn(alias)
    assert tags_of(emulator, arn) == {}
    client.tag_resource(ResourceARN=arn, Tags=[{"Key": "team", "Value": "Ops"}, {"Key": "tier", "Value": "1"}])
    client.tag_resource(ResourceARN=arn, Tags=[{"Key": "team", "Value": "Payments"}])
    assert list(tags_of(emulator, arn).items()) == [("team", "Payments"), ("tier", "1")]
    client.untag_resource(ResourceARN=arn, TagKeys=["team", "never-there"])
    assert tags_of(emulator, arn) == {"tier": "1"}


def test_contacts_and_rotations_come_with_tags(emulator: Emulator) -> None:
    given = [{"Key": "team", "Value": "Ops"}]
    carol = emulator.client().create_contact(Alias="carol", Type="PERSONAL", Plan={"Stages": []}, Tags=given)
    assert tags_of(emulator, carol["ContactArn"]) == {"team": "Ops"}
    assert tags_of(emulator, create_rotation(emulator, Tags=given)) == {"team": "Ops"}


def test_tags_go_with_their_resource(emulator: Emulator) -> None:
    client = emulator.client()
    body: dict[str, Any] = {"Alias": "carol", "Type": "PERSONAL", "Plan": {"Stages": []}}
    arn = client.create_contact(**body, Tags=tags(1))["ContactArn"]
    client.delete_contact(ContactId=arn)
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        client.list_tags_for_resource(ResourceARN=arn)
    client.create_contact(**body)
    assert tags_of(emulator, arn) == {}


def test_fifty_tags_and_no_more(emulator: Emulator) -> None:
    client, arn = emulator.client(), emulator.arn("akuam")
    client.tag_resource(ResourceARN=arn, Tags=tags(50))
    client.tag_resource(ResourceARN=arn, Tags=tags(50))
    with pytest.raises(client.exceptions.ServiceQuotaExceededException) as caught:
        client.tag_resource(ResourceARN=arn, Tags=[{"Key": "key0", "Value": "new"}, *tags(1, first=50)])
    error = caught.value.response
    assert (error["QuotaCode"], error["ServiceCode"]) == ("tags-of-a-resource", "ssm-contacts")
    assert (error["ResourceId"], error["ResourceType"]) == (arn, "CONTACT")
    assert tags_of(emulator, arn) == {tag["Key"]: "value" for tag in tags(50)}


def test_a_key_stands_once_in_a_call(emulator: Emulator) -> None:
    client, arn = emulator.client(), emulator.arn("akuam")
    with pytest.raises(client.exceptions.ValidationException) as caught:
        client.tag_resource(ResourceARN=arn, Tags=[*tags(2), *tags(1)])
    assert fields(caught) == ["Tags.2.Key"]
    assert tags_of(emulator, arn) == {}


def test_a_tag_has_a_key_and_a_value(emulator: Emulator) -> None:
    client, arn = emulator.client(), emulator.arn("akuam")
    with pytest.raises(client.exceptions.ValidationException) as caught:
        client.tag_resource(ResourceARN=arn, Tags=[{"Key": "team"}])
    assert fields(caught) == ["Tags.0.Value"]


@pytest.mark.parametrize("path", ["contact/nobody", "rotation/none", "contact-channel/akuam/x", "akuam"])
@pytest.mark.parametrize("operation", ["tag_resource", "untag_resource", "list_tags_for_resource"])
def test_what_cannot_be_tagged_is_not_found(emulator: Emulator, path: str, operation: str) -> None:
    client, arn = emulator.client(), emulator.arn("x").replace("contact/x", path)
    more: dict[str, Any] = {"tag_resource": {"Tags": tags(1)}, "untag_resource": {"TagKeys": ["team"]}}
    with pytest.raises(client.exceptions.ResourceNotFoundException) as caught:
        getattr(client, operation)(ResourceARN=arn, **more.get(operation, {}))
    assert caught.value.response["ResourceId"] == arn
    assert caught.value.response["ResourceType"] == ("ROTATION" if "rotation" in path else "CONTACT")
