from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from emulating import PEOPLE, running
from tocsin.emulator import State, load_people

if TYPE_CHECKING:
    from pathlib import Path

    from emulating import Emulator


def test_people_are_there_as_if_they_had_been_made_by_calls(emulator: Emulator) -> None:
    client = emulator.client()
    channels = client.list_contact_channels(ContactId=emulator.arn("akuam"))["ContactChannels"]
    assert [(c["Name"], c["Type"], c["DeliveryAddress"]["SimpleAddress"]) for c in channels] == [
        ("mail", "EMAIL", "akuam@example.com"),
        ("phone", "SMS", "+12065550100"),
        ("call", "VOICE", "+12065550100"),
    ]
    assert {c["ActivationStatus"] for c in channels} == {"ACTIVATED"}
    mail, phone, call = (c["ContactChannelArn"] for c in channels)
    akuam = client.get_contact(ContactId=emulator.arn("akuam"))
    assert akuam["DisplayName"] == "Akua Mansa"
    assert akuam["Plan"]["Stages"] == [
        {
            "DurationInMinutes": 5,
            "Targets": [
                {"ChannelTargetInfo": {"ContactChannelId": phone, "RetryIntervalInMinutes": 2}},
                {"ChannelTargetInfo": {"ContactChannelId": mail, "RetryIntervalInMinutes": 2}},
            ],
        },
        {"DurationInMinutes": 10, "Targets": [{"ChannelTargetInfo": {"ContactChannelId": call}}]},
    ]
    escalation = client.get_contact(ContactId=emulator.arn("example_escalation"))
    targets = [target["ContactTargetInfo"] for stage in escalation["Plan"]["Stages"] for target in stage["Targets"]]
    assert targets == [
        {"ContactId": emulator.arn("bob"), "IsEssential": True},
        {"ContactId": emulator.arn("payments-oncall"), "IsEssential": False},
    ]
    schedule = client.get_contact(ContactId=emulator.arn("payments-oncall"))
    assert schedule["Type"] == "ONCALL_SCHEDULE"
    (rotation,) = (client.get_rotation(RotationId=arn) for arn in schedule["Plan"]["RotationIds"])
    assert rotation["Name"] == "payments"
    assert rotation["ContactIds"] == [emulator.arn("akuam"), emulator.arn("bob")]
    assert rotation["StartTime"] == datetime(2026, 1, 1, tzinfo=UTC)
    assert rotation["Recurrence"] == PEOPLE["rotations"][0]["recurrence"]


def test_rotations_come_with_their_overrides_and_seeding_again_does_not_double_them() -> None:
    override = {"members": ["bob"], "start": "2026-12-24T09:00:00+01:00", "end": "2026-12-27T09:00:00+01:00"}
    (rotation,) = PEOPLE["rotations"]
    people = {**PEOPLE, "rotations": [{**rotation, "overrides": [override]}]}
    state = State()
    load_people(state, {**PEOPLE, "rotations": [{**rotation, "overrides": [override, override]}]})
    with running(people, state) as emulator:
        client = emulator.client()
        (arn,) = client.get_contact(ContactId=emulator.arn("payments-oncall"))["Plan"]["RotationIds"]
        span = {"StartTime": datetime(2026, 12, 24, 8, tzinfo=UTC), "EndTime": datetime(2026, 12, 27, 8, tzinfo=UTC)}
        (found,) = client.list_rotation_overrides(RotationId=arn, **span)["RotationOverrides"]
        assert found["NewContactIds"] == [emulator.arn("bob")]
        assert (found["StartTime"], found["EndTime"]) == (span["StartTime"], span["EndTime"])


def test_a_contact_may_be_another_account_s() -> None:
    arn = "arn:aws:ssm-contacts:us-east-2:444455556666:contact/partner"
    partner = {"alias": "partner", "arn": arn, "name": "Partner", "type": "PERSONAL", "channels": [], "stages": []}
    with running({**PEOPLE, "contacts": [*PEOPLE["contacts"], partner]}) as emulator:
        answer = emulator.client().start_engagement(ContactId=arn, Sender="s", Subject="s", Content="c")
        assert answer["EngagementArn"]
        assert emulator.ledger()[0]["contact_arn"] == arn


def test_seeding_again_renews_and_keeps_the_arns(tmp_path: Path) -> None:
    state = State(tmp_path / "state.db")
    load_people(state, PEOPLE)
    before = state.rows("SELECT * FROM channel ORDER BY n"), state.rows("SELECT * FROM contact ORDER BY n")
    state.execute("UPDATE channel SET ActivationStatus = 'NOT_ACTIVATED'")
    load_people(state, PEOPLE)
    assert (state.rows("SELECT * FROM channel ORDER BY n"), state.rows("SELECT * FROM contact ORDER BY n")) == before
    state.close()


def test_reset_brings_back_the_people_and_nothing_else(emulator: Emulator) -> None:
    client = emulator.client()
    client.create_contact(Alias="carol", Type="PERSONAL", Plan={"Stages": []})
    client.start_engagement(ContactId=emulator.arn("akuam"), Sender="s", Subject="s", Content="c")
    client.update_contact(ContactId=emulator.arn("bob"), Plan={"Stages": []})
    client.delete_contact(ContactId=emulator.arn("example_escalation"))
    emulator.reset()
    aliases = [contact["Alias"] for contact in client.list_contacts()["Contacts"]]
    assert aliases == ["akuam", "bob", "payments-oncall", "example_escalation"]
    assert len(client.get_contact(ContactId=emulator.arn("bob"))["Plan"]["Stages"]) == 1
    assert emulator.inbox() == emulator.ledger() == client.list_engagements()["Engagements"] == []
