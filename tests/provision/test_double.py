"""The double from its first RPC to its last: each resource made, previewed, compared, changed, refreshed and deleted.

The engine's side is a plain gRPC client; AWS is an emulator where nobody lives.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from google.protobuf.empty_pb2 import Empty  # type: ignore[import-untyped]

from emulating import HOME, running, virtual
from provision.double.client import Diff, Engine, Refused, Resource, asking
from provision.double.wire import UNKNOWN, Secret, opened
from tocsin.provision import tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from emulating import Emulator

DOUBLE = Path(__file__).with_name("double")
AKUA = {"alias": "akuam", "displayName": "Akua Mansa", "type": "PERSONAL", "tags": {"team": "payments"}}
PHONE = {"simpleAddress": Secret("+12065550100")}
DAILY = {"numberOfOnCalls": 1, "recurrenceMultiplier": 1, "dailySettings": [{"hourOfDay": 9, "minuteOfHour": 0}]}
NONE = Diff("NONE", {}, [], delete_first=False)


@pytest.fixture(scope="module")
def empty() -> Iterator[Emulator]:
    """An emulator without people, at noon of a Monday in March 2026."""
    with running({**HOME, "contacts": [], "rotations": []}, virtual("2026-03-16T12:00:00Z")) as emulator:
        yield emulator


@pytest.fixture
def cloud(empty: Emulator) -> Iterator[Emulator]:
    """The same, as new."""
    empty.reset()
    yield empty
    empty.close_clients()


@pytest.fixture(autouse=True)
def aws_is_the_emulator(cloud: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_SSM_CONTACTS", cloud.url)


@pytest.fixture
def aws() -> Iterator[Engine]:
    with asking("aws") as engine:
        yield engine


@pytest.fixture
def native() -> Iterator[Engine]:
    with asking("aws-native") as engine:
        yield engine


@pytest.fixture
def client(cloud: Emulator) -> Any:
    return cloud.client()


def person(aws: Engine, alias: str = "akuam") -> Resource:
    return aws.create(tokens.CONTACT, {**AKUA, "alias": alias})


def channel(aws: Engine, contact: Resource, name: str = "phone", number: str = "+12065550100") -> Resource:
    address = {"simpleAddress": Secret(number)}
    given = {"contactId": contact.id, "name": name, "type": "SMS", "deliveryAddress": address}
    return aws.create(tokens.CHANNEL, given)


def rotation(aws: Engine, *members: Resource, name: str = "payments") -> Resource:
    members_ids = [member.id for member in members]
    given = {"name": name, "contactIds": members_ids, "recurrence": DAILY, "timeZoneId": "UTC", "tags": {"team": "x"}}
    return aws.create(tokens.ROTATION, {**given, "startTime": "2026-01-05T09:00:00+01:00"})


def schedule(native: Engine, *rotations: Resource) -> Resource:
    ids = [rotation.id for rotation in rotations]
    given = {"alias": "oncall", "displayName": "On call", "type": "ONCALL_SCHEDULE", "plan": [{"rotationIds": ids}]}
    return native.create(tokens.SCHEDULE, {**given, "tags": [{"key": "team", "value": "payments"}]})


def stage(minutes: int, *channels: Resource, **info: Any) -> dict[str, Any]:
    targets = [{"channelTargetInfo": {"contactChannelId": each.id, **info}} for each in channels]
    return {"durationInMinutes": minutes, "targets": targets}


# Contacts


def test_a_contact_is_made_without_a_plan_and_comes_back_as_written(aws: Engine, client: Any) -> None:
    akua = person(aws)

    assert akua.inputs == {**AKUA, "region": "us-east-2", "tagsAll": {"team": "payments"}, "__defaults": []}
    assert akua.outputs == {
        **AKUA,
        "region": "us-east-2",
        "tagsAll": {"team": "payments"},
        "arn": akua.id,
        "id": akua.id,
    }
    assert client.get_contact(ContactId=akua.id)["Plan"].get("Stages", []) == []
    assert aws.diff(akua) == NONE
    assert aws.refresh(akua) == akua


def test_a_preview_knows_of_a_contact_what_it_is_given(aws: Engine, client: Any) -> None:
    known = aws.preview(tokens.CONTACT, AKUA)

    assert (known["alias"], known["arn"], known["id"]) == ("akuam", UNKNOWN, UNKNOWN)
    assert client.list_contacts()["Contacts"] == []


def test_a_contact_changes_in_place_but_for_alias_and_type(aws: Engine, client: Any) -> None:
    akua = person(aws)

    assert aws.diff(akua, displayName="Akua") == Diff("SOME", {"displayName": "UPDATE"}, [], delete_first=False)
    assert aws.diff(akua, displayName=None).paths == {"displayName": "DELETE"}
    assert aws.diff(akua, tags={"team": "payments", "a-b": "c"}).paths == {
        'tags["a-b"]': "ADD",
        'tagsAll["a-b"]': "ADD",
    }
    for change in ({"alias": "akua"}, {"type": "ESCALATION"}, {"region": "eu-west-1"}):
        (name,) = change
        assert aws.diff(akua, **change) == Diff("SOME", {name: "UPDATE_REPLACE"}, [name], delete_first=False)

    previewed = aws.update(akua, preview=True, displayName="Akua")
    assert (previewed.outputs["arn"], client.get_contact(ContactId=akua.id)["DisplayName"]) == (akua.id, "Akua Mansa")
    updated = aws.update(akua, displayName="Akua", tags={"tier": "1"})
    assert (updated.outputs["displayName"], updated.outputs["tagsAll"]) == ("Akua", {"tier": "1"})
    assert client.list_tags_for_resource(ResourceARN=akua.id)["Tags"] == [{"Key": "tier", "Value": "1"}]
    assert client.get_contact(ContactId=akua.id)["DisplayName"] == "Akua"


def test_a_refresh_sees_what_was_done_beside_pulumi(aws: Engine, client: Any) -> None:
    akua = person(aws)
    client.update_contact(ContactId=akua.id, DisplayName="Somebody")

    drifted = aws.refresh(akua)

    assert (drifted.outputs["displayName"], drifted.inputs["displayName"]) == ("Somebody", "Somebody")
    assert aws.diff(drifted, displayName="Akua Mansa").paths == {"displayName": "UPDATE"}
    client.delete_contact(ContactId=akua.id)
    assert aws.refresh(akua).id == ""
    aws.delete(akua)


def test_an_alias_that_is_taken_is_the_api_s_error(aws: Engine) -> None:
    person(aws)

    with pytest.raises(Refused) as caught:
        person(aws)

    assert "ConflictException" in caught.value.details()


def test_a_contact_is_imported_by_its_arn(aws: Engine) -> None:
    akua = person(aws)

    assert aws.adopt(tokens.CONTACT, akua.id) == akua


def test_default_tags_of_the_provider_are_on_everything(client: Any) -> None:
    with asking("aws", defaultTags=json.dumps({"tags": {"owner": "sre", "team": "all"}})) as aws:
        akua = person(aws)

        assert akua.outputs["tags"] == {"team": "payments"}
        assert akua.outputs["tagsAll"] == {"owner": "sre", "team": "payments"}
        assert len(client.list_tags_for_resource(ResourceARN=akua.id)["Tags"]) == 2
        assert aws.refresh(akua) == akua
        assert aws.diff(akua) == NONE


# Channels


def test_a_channel_is_made_without_a_code_and_its_address_stays_secret(
    aws: Engine, cloud: Emulator, client: Any
) -> None:
    phone = channel(aws, person(aws))

    assert (phone.outputs["activationStatus"], cloud.inbox()) == ("NOT_ACTIVATED", [])
    assert client.get_contact_channel(ContactChannelId=phone.id)["DeliveryAddress"]["SimpleAddress"] == "+12065550100"
    moved = aws.update(phone, deliveryAddress={"simpleAddress": Secret("+12065550101")})
    assert client.get_contact_channel(ContactChannelId=phone.id)["DeliveryAddress"]["SimpleAddress"] == "+12065550101"
    for each in (phone, aws.refresh(phone), aws.update(phone, name="mobile", preview=True), moved, aws.refresh(moved)):
        for properties in (each.inputs, each.outputs):
            assert isinstance(properties["deliveryAddress"]["simpleAddress"], Secret)
            assert "+1206555" not in repr(properties)


def test_a_channel_that_is_secret_as_a_whole_stays_so(aws: Engine) -> None:
    given = {"contactId": person(aws).id, "name": "phone", "type": "SMS", "deliveryAddress": Secret(opened(PHONE))}
    phone = aws.create(tokens.CHANNEL, given)

    for each in (phone, aws.refresh(phone)):
        assert isinstance(each.inputs["deliveryAddress"], Secret)
        assert isinstance(each.outputs["deliveryAddress"], Secret)
    assert aws.diff(phone) == NONE


def test_a_channel_s_contact_and_type_replace_it_after_its_deletion(aws: Engine) -> None:
    phone = channel(aws, person(aws))

    assert aws.diff(phone) == NONE
    assert aws.diff(phone, name="mobile") == Diff("SOME", {"name": "UPDATE"}, [], delete_first=False)
    assert aws.diff(phone, type="VOICE") == Diff("SOME", {"type": "UPDATE_REPLACE"}, ["type"], delete_first=True)
    unknown = aws.diff(phone, contactId=UNKNOWN)
    assert (unknown.paths, unknown.replaces) == ({"contactId": "UPDATE_REPLACE"}, ["contactId"])


def test_a_channel_without_a_name_gets_one_that_stays(aws: Engine) -> None:
    given = {"contactId": person(aws).id, "type": "SMS", "deliveryAddress": PHONE}
    phone = aws.create(tokens.CHANNEL, given)

    assert phone.inputs["__defaults"] == ["name"]
    assert phone.outputs["name"].startswith("akuam-")
    assert aws.diff(phone, name=None) == NONE
    assert not aws.diff(phone, name=None, type="VOICE").delete_first


def test_a_refresh_sees_that_a_person_has_activated_a_channel(aws: Engine, cloud: Emulator, client: Any) -> None:
    phone = channel(aws, person(aws))
    activate(cloud, client, phone)

    seen = aws.refresh(phone)

    assert seen.outputs["activationStatus"] == "ACTIVATED"
    assert aws.diff(seen) == NONE


def activate(cloud: Emulator, client: Any, phone: Resource) -> None:
    client.send_activation_code(ContactChannelId=phone.id)
    client.activate_contact_channel(ContactChannelId=phone.id, ActivationCode=cloud.inbox()[-1]["code"])


# Plans


def test_a_plan_is_its_contact_s_stages_in_order_until_it_is_emptied(aws: Engine, client: Any) -> None:
    akua = person(aws)
    phone, mobile = channel(aws, akua), channel(aws, akua, "mobile", "+12065550101")
    given = {"contactId": akua.id, "stages": [stage(5, phone, retryIntervalInMinutes=2), stage(10, mobile)]}
    plan = aws.create(tokens.PLAN, given)

    sent = client.get_contact(ContactId=akua.id)["Plan"]["Stages"]
    assert [each["DurationInMinutes"] for each in sent] == [5, 10]
    assert sent[1]["Targets"][0]["ChannelTargetInfo"]["RetryIntervalInMinutes"] == 0, "as the provider sends none"
    assert plan.id == akua.id
    assert aws.diff(plan) == NONE
    assert aws.refresh(plan).outputs == plan.outputs

    turned = aws.diff(plan, stages=[stage(10, mobile), stage(5, phone, retryIntervalInMinutes=2)])
    info = "targets[0].channelTargetInfo"
    assert turned.paths == {
        **{f"stages[{n}].durationInMinutes": "UPDATE" for n in (0, 1)},
        **{f"stages[{n}].{info}.contactChannelId": "UPDATE" for n in (0, 1)},
        f"stages[0].{info}.retryIntervalInMinutes": "DELETE",
        f"stages[1].{info}.retryIntervalInMinutes": "UPDATE",
    }
    assert aws.diff(plan, stages=[stage(5, phone, retryIntervalInMinutes=2)]).paths == {"stages[1]": "DELETE"}
    assert aws.diff(plan, contactId=UNKNOWN).replaces == ["contactId"]

    aws.update(plan, stages=[stage(1, mobile)])
    assert [each["DurationInMinutes"] for each in client.get_contact(ContactId=akua.id)["Plan"]["Stages"]] == [1]
    aws.delete(plan)
    assert client.get_contact(ContactId=akua.id)["Plan"].get("Stages", []) == []


def test_a_refresh_sees_stages_that_were_changed_beside_pulumi(aws: Engine, client: Any) -> None:
    akua = person(aws)
    phone = channel(aws, akua)
    plan = aws.create(tokens.PLAN, {"contactId": akua.id, "stages": [stage(5, phone)]})
    client.update_contact(ContactId=akua.id, Plan={"Stages": []})

    drifted = aws.refresh(plan)

    assert drifted.outputs["stages"] == []
    assert aws.diff(drifted, stages=[stage(5, phone)]).paths == {"stages[0]": "ADD"}
    aws.delete(phone)
    client.delete_contact(ContactId=akua.id)
    assert aws.refresh(plan).id == ""
    with pytest.raises(Refused, match="ResourceNotFoundException"):
        aws.delete(plan)


def test_who_is_provisioned_and_activated_can_be_paged(aws: Engine, cloud: Emulator, client: Any) -> None:
    akua = person(aws)
    phone = channel(aws, akua)
    aws.create(tokens.PLAN, {"contactId": akua.id, "stages": [stage(5, phone)]})
    activate(cloud, client, phone)

    page = {"Sender": "checkout", "Subject": "down", "Content": "it is down"}
    client.start_engagement(ContactId=akua.id, **page, PublicSubject="down", PublicContent="down")

    assert cloud.inbox()[-1]["address"] == "+12065550100"


# Rotations


def test_a_rotation_has_its_members_in_the_order_of_their_shifts(aws: Engine, client: Any) -> None:
    akua, bob = person(aws), person(aws, "bob")
    payments = rotation(aws, bob, akua)

    assert client.get_rotation(RotationId=payments.id)["ContactIds"] == [bob.id, akua.id]
    assert "__defaults" not in payments.inputs, "the plugin framework's resources have none"
    assert aws.diff(payments) == NONE
    assert aws.diff(payments, startTime="2026-01-05T08:00:00Z") == NONE, "the same instant"
    turned = aws.diff(payments, contactIds=[akua.id, bob.id])
    assert turned == Diff("SOME", {"contactIds[0]": "UPDATE", "contactIds[1]": "UPDATE"}, [], delete_first=False)

    seen = aws.refresh(payments)
    assert seen.outputs == {**payments.outputs, "startTime": "2026-01-05T08:00:00Z"}
    updated = aws.update(payments, contactIds=[akua.id, bob.id], tags={"team": "y"})
    assert client.get_rotation(RotationId=payments.id)["ContactIds"] == [akua.id, bob.id]
    assert aws.refresh(updated).outputs["tagsAll"] == {"team": "y"}


def test_a_rotation_s_cover_goes_there_and_back(aws: Engine, client: Any) -> None:
    at = {"start": {"hourOfDay": 9, "minuteOfHour": 0}, "end": {"hourOfDay": 17, "minuteOfHour": 30}}
    cover = [{"mapBlockKey": day, "coverageTimes": [at]} for day in ("TUE", "MON")]
    covered = aws.create(
        tokens.ROTATION,
        {
            "name": "day", "contactIds": [person(aws).id], "timeZoneId": "UTC", "startTime": "2026-01-05T09:00:00Z",
            "recurrence": {**DAILY, "shiftCoverages": cover},
        },
    )  # fmt: skip

    assert set(client.get_rotation(RotationId=covered.id)["Recurrence"]["ShiftCoverages"]) == {"MON", "TUE"}
    seen = aws.refresh(covered)
    assert seen.outputs["recurrence"]["shiftCoverages"] == cover[::-1]
    assert aws.diff(seen, recurrence={**DAILY, "shiftCoverages": cover}) == NONE, "days have no order"


def test_a_new_name_of_a_rotation_stays_in_the_state_until_a_refresh(aws: Engine, client: Any) -> None:
    payments = rotation(aws, person(aws))

    assert aws.diff(payments, name="checkout") == Diff("SOME", {"name": "UPDATE"}, [], delete_first=False)
    renamed = aws.update(payments, name="checkout")

    assert renamed.outputs["name"] == "checkout"
    assert client.get_rotation(RotationId=payments.id)["Name"] == "payments"
    assert aws.refresh(renamed).outputs["name"] == "payments"


def test_a_member_cannot_go_before_the_rotation(aws: Engine) -> None:
    akua = person(aws)
    payments = rotation(aws, akua)

    with pytest.raises(Refused) as caught:
        aws.delete(akua)
    assert "ConflictException" in caught.value.details()
    aws.delete(payments)
    assert aws.refresh(payments).id == ""
    aws.delete(payments)
    aws.delete(akua)


# Schedules


def test_a_schedule_has_its_rotations_in_no_order(aws: Engine, native: Engine, client: Any) -> None:
    akua = person(aws)
    first, second = (rotation(aws, akua, name=name) for name in ("first", "second"))
    oncall = schedule(native, first, second)

    assert set(client.get_contact(ContactId=oncall.id)["Plan"]["RotationIds"]) == {first.id, second.id}
    assert (oncall.outputs["arn"], isinstance(oncall.outputs["__inputs"], Secret)) == (oncall.id, True)
    assert native.diff(oncall) == NONE
    assert native.diff(oncall, plan=[{"rotationIds": [second.id, first.id]}]) == NONE
    assert native.diff(oncall, plan=[{"rotationIds": [first.id]}]) == Diff("UNKNOWN", {}, [], delete_first=True)
    assert native.diff(oncall, plan=[{"rotationIds": [first.id, UNKNOWN]}]).changes == "UNKNOWN"

    updated = native.update(oncall, plan=[{"rotationIds": [first.id]}], displayName="Payments", tags=None)
    read = client.get_contact(ContactId=oncall.id)
    assert (read["Plan"]["RotationIds"], read["DisplayName"]) == ([first.id], "Payments")
    assert client.list_tags_for_resource(ResourceARN=oncall.id)["Tags"] == []
    assert native.refresh(updated) == updated
    native.delete(updated)
    assert native.refresh(updated).id == ""
    native.delete(updated)


def test_a_preview_knows_of_a_schedule_what_it_is_given(native: Engine, client: Any) -> None:
    given = {
        "alias": "oncall",
        "displayName": "On call",
        "type": "ONCALL_SCHEDULE",
        "plan": [{"rotationIds": [UNKNOWN]}],
    }

    assert native.preview(tokens.SCHEDULE, given) == {**given, "arn": UNKNOWN}
    assert client.list_contacts()["Contacts"] == []


def test_a_refresh_sees_a_schedule_s_name_and_never_its_rotations(aws: Engine, native: Engine, client: Any) -> None:
    payments = rotation(aws, person(aws))
    oncall = schedule(native, payments)
    client.update_contact(ContactId=oncall.id, DisplayName="Somebody", Plan={"RotationIds": []})

    drifted = native.refresh(oncall)

    assert drifted.inputs["displayName"] == "Somebody"
    assert drifted.outputs["plan"] == [{"rotationIds": [payments.id]}], "write-only"
    assert native.diff(drifted, displayName="On call").changes == "UNKNOWN"
    assert "plan" not in native.adopt(tokens.SCHEDULE, oncall.id).inputs


def test_default_tags_are_on_schedules_too(aws: Engine, client: Any) -> None:
    with asking("aws-native", defaultTags=json.dumps({"tags": {"owner": "sre"}})) as native:
        oncall = schedule(native, rotation(aws, person(aws)))

        tags = {tag["Key"]: tag["Value"] for tag in client.list_tags_for_resource(ResourceARN=oncall.id)["Tags"]}
        assert tags == {"owner": "sre", "team": "payments"}
        assert native.diff(oncall) == NONE
        assert native.diff(native.refresh(oncall)) == NONE


# What the state alone remembers


def test_a_policy_s_document_changes_in_place_and_its_name_does_not(aws: Engine) -> None:
    policy = aws.create(tokens.POLICY, {"name": "executor", "policy": json.dumps({"Statement": []})})

    assert policy.id == "arn:aws:iam::111122223333:policy/executor"
    assert aws.diff(policy, policy='{ "Statement" : [] }') == NONE, "it says the same"
    changed: dict[str, Any] = {"policy": json.dumps({"Statement": [{}]})}
    assert aws.diff(policy, **changed) == Diff("SOME", {"policy.Statement[0]": "ADD"}, [], delete_first=False)
    assert aws.diff(policy, name="other").replaces == ["name"]
    assert aws.refresh(policy) == policy
    updated = aws.update(policy, **changed)
    assert (updated.outputs["arn"], updated.outputs["policy"]) == (policy.id, changed["policy"])
    aws.delete(updated)


def test_an_attachment_is_replaced_by_every_change(aws: Engine) -> None:
    attachment = aws.create(tokens.ATTACHMENT, {"policyArn": "arn:aws:iam::111122223333:policy/a", "role": "pager"})

    assert aws.diff(attachment) == NONE
    assert aws.diff(attachment, role="other").replaces == ["role"]
    assert aws.diff(attachment, policyArn=UNKNOWN).replaces == ["policyArn"]


def test_a_replication_set_is_made_or_taken_over(aws: Engine) -> None:
    regions = [{"name": "us-east-2"}, {"name": "eu-west-1"}]
    made = aws.create(tokens.REPLICATION_SET, {"regions": regions, "tags": {"team": "payments"}})

    assert made.outputs["arn"] == made.id
    assert aws.diff(made, regions=regions[::-1]) == NONE
    assert aws.diff(made, regions=regions[:1]).replaces == []
    assert aws.refresh(made) == made

    arn = "arn:aws:ssm-incidents::111122223333:replication-set/1"
    taken = aws.adopt(tokens.REPLICATION_SET, arn)
    assert (taken.id, taken.outputs["arn"]) == (arn, arn)
    assert aws.diff(taken, regions=[{"name": "us-east-2"}]) == NONE
    assert aws.diff(taken, tags={"team": "payments"}).paths == {"tags": "ADD", "tagsAll.team": "ADD"}


# The provider


def test_wrong_inputs_are_check_failures_of_their_property(aws: Engine) -> None:
    _, failures = aws.check(tokens.CONTACT, {**AKUA, "display_name": "Akua"})

    assert failures == ["display_name: is no property"]


def test_it_never_calls_aws(aws: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ENDPOINT_URL_SSM_CONTACTS")

    with pytest.raises(Refused) as caught:
        person(aws)

    assert "calls an emulator only" in caught.value.details()


def test_a_provider_has_the_types_of_its_own_package_alone(aws: Engine) -> None:
    with pytest.raises(Refused) as caught:
        aws.check(tokens.SCHEDULE, {})

    assert "aws-native:ssmcontacts:Contact" in caught.value.details()


@pytest.mark.parametrize("package", ["aws", "aws-native"])
def test_the_executable_says_its_port_first_and_ends_with_whoever_started_it(package: str) -> None:
    shell = f'"{DOUBLE / f"pulumi-resource-{package}"}" & wait'
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    with subprocess.Popen(["sh", "-c", shell], stdout=subprocess.PIPE, text=True, env=environment) as parent:
        assert parent.stdout is not None
        engine = Engine(int(parent.stdout.readline()), region="us-east-2")
        info = engine.stub.GetPluginInfo(Empty())
        engine.close()
        parent.kill()
        rest, _ = parent.communicate(timeout=10)  # ends when the provider too has closed its output

    assert (info.version.count("."), rest) == (2, "")
