"""People: contacts, channels and engagement plans with the inputs of their resources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from provision.made import by_key, planned
from tocsin.provision.configuration import Configuration
from tocsin.provision.people import people
from tocsin.provision.resource import Reference, Sealed
from tocsin.provision.tokens import CHANNEL, CONTACT, PLAN
from tocsin.roster import Roster
from towns import person

if TYPE_CHECKING:
    from pathlib import Path

AKUAM = """
version: 1
settings: {account: "111122223333", region: us-east-2, fallback: {page: akuam}}
contacts:
  akuam:
    name: Akua Mansa
    channels:
      phone: {sms: "+12065550100"}
      call: {voice: {secret: akuam-call}}
      mail: {email: akuam@example.com}
    plan:
      - {notify: [phone, mail], retry: 2m, for: 5m}
      - {notify: call, for: 0m}
"""
CONTACT_ID = Reference(f"{CONTACT}::akuam")


def channel(name: str) -> Reference:
    return Reference(f"{CHANNEL}::akuam/{name}")


def names(roster: Roster, configuration: Configuration | None = None) -> list[tuple[str, str]]:
    return [(resource.type, resource.name) for resource in people(roster, configuration or Configuration())]


def test_the_inputs_of_a_person(tmp_path: Path) -> None:
    configuration = Configuration(addresses={"akuam-call": "+12065550101"}, tags={"team": "payments"})

    found = by_key(planned(tmp_path, AKUAM, configuration))

    assert found[f"{CONTACT}::akuam"].inputs == {
        "alias": "akuam",
        "displayName": "Akua Mansa",
        "type": "PERSONAL",
        "tags": {"managed-by": "tocsin", "team": "payments"},
    }
    assert [found[f"{CHANNEL}::akuam/{name}"].inputs for name in ("phone", "call", "mail")] == [
        {"contactId": CONTACT_ID, "name": name, "type": kind, "deliveryAddress": {"simpleAddress": address}}
        for name, kind, address in (
            ("phone", "SMS", Sealed("+12065550100")),
            ("call", "VOICE", Sealed("+12065550101", "akuam-call")),
            ("mail", "EMAIL", Sealed("akuam@example.com")),
        )
    ]
    assert found[f"{PLAN}::akuam"].inputs == {
        "contactId": CONTACT_ID,
        "stages": [
            {
                "durationInMinutes": 5,
                "targets": [
                    {"channelTargetInfo": {"contactChannelId": channel("phone"), "retryIntervalInMinutes": 2}},
                    {"channelTargetInfo": {"contactChannelId": channel("mail"), "retryIntervalInMinutes": 2}},
                ],
            },
            {
                "durationInMinutes": 0,
                "targets": [{"channelTargetInfo": {"contactChannelId": channel("call"), "retryIntervalInMinutes": 0}}],
            },
        ],
    }


def test_an_address_is_never_shown(tmp_path: Path) -> None:
    plan = planned(tmp_path, AKUAM, Configuration(addresses={"akuam-call": "+12065550101"}))

    assert "+1206" not in repr(plan)
    assert "akuam@example.com" not in repr(plan)


def test_an_unknown_address_stays_unknown(tmp_path: Path) -> None:
    found = by_key(planned(tmp_path, AKUAM))

    assert found[f"{CHANNEL}::akuam/call"].inputs["deliveryAddress"] == {"simpleAddress": Sealed(None, "akuam-call")}


def test_a_person_without_stages_has_no_plan() -> None:
    assert names(Roster({"akuam": person("akuam")}, {})) == [(CONTACT, "akuam")]


def test_a_contact_of_others_is_not_made(tmp_path: Path) -> None:
    arn = "arn:aws:ssm-contacts:us-east-2:444455556666:contact/vendor"

    plan = planned(tmp_path, AKUAM.replace("contacts:\n", f'contacts:\n  vendor: {{arn: "{arn}"}}\n'))

    assert [resource.name for resource in plan.resources if resource.type == CONTACT] == ["akuam"]


def test_protection_is_of_everything(tmp_path: Path) -> None:
    plan = planned(tmp_path, AKUAM, Configuration(protect=True))

    assert all(resource.protect for resource in plan.resources)
    assert not any(resource.protect for resource in planned(tmp_path, AKUAM).resources)


def test_a_renamed_person_takes_channels_and_plan_along(tmp_path: Path) -> None:
    plan = planned(tmp_path, AKUAM, Configuration(renames={"akuam": "akua", "akuam/mail": "akuam/post"}))

    assert {resource.key: resource.formerly for resource in plan.resources if resource.formerly} == {
        f"{CONTACT}::akuam": ("akua",),
        f"{CHANNEL}::akuam/phone": ("akua/phone",),
        f"{CHANNEL}::akuam/call": ("akua/call",),
        f"{CHANNEL}::akuam/mail": ("akuam/post",),
        f"{PLAN}::akuam": ("akua",),
    }


CHANNELS = ("phone", "mail", "call", "pager")


@given(st.permutations(CHANNELS), st.permutations(CHANNELS))
def test_the_order_of_channels_changes_no_resource_but_the_plan(first: list[str], second: list[str]) -> None:
    def made(order: list[str]) -> dict[str, Any]:
        roster = Roster({"akuam": person("akuam", (5, " ".join(order)))}, {})
        return {resource.key: resource for resource in people(roster, Configuration())}

    before, after = made(first), made(second)

    assert before.keys() == after.keys()
    changed = {key for key in before if before[key] != after[key]}
    assert changed == ({f"{PLAN}::akuam"} if first != second else set())
