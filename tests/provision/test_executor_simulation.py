"""Least privilege, seen from the calls: what `tocsin page` and `stop` send, asked of IAM over the documents."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from backends import wire
from commands.driver import tocsin
from provision.iam import allowed
from provision.made import HOME, planned
from tocsin.provision.configuration import Configuration, Replication
from tocsin.provision.executor import DENIED, FOLLOWING, document
from tocsin.provision.tokens import POLICY

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from emulating import Emulator

pytestmark = pytest.mark.slow  # each of its workers starts the command line four times

# Akua is paged as herself and through the escalation, Bob through that and the schedule only.
FILE = """
version: 1
settings: {account: "111122223333", region: us-east-2, fallback: {page: akuam}}
contacts:
  akuam: {channels: {mail: {email: akuam@example.com}}, plan: [{notify: mail, for: 5m}]}
  bob: {channels: {call: {voice: "+12065550101"}}, plan: [{notify: call, for: 5m}]}
rotations:
  payments: {contacts: [akuam, bob], start: 2026-01-05T09:00, repeat: {daily: "09:00"}}
schedules:
  payments-oncall: {rotations: [payments]}
escalations:
  example_escalation: {stages: [{page: bob, for: 5m}, {page: payments-oncall, for: 10m}]}
policies:
  - {name: everybody, page: [payments-oncall, example_escalation, akuam]}
"""
ELSEWHERE = ("bob", "akuam-2", "aku", "chen")
EVENT = {"type": "disk-full", "id": "a", "starts_at": "2026-03-12T03:12:10Z", "ends_at": "2026-03-12T04:00:00Z"}


class Call(NamedTuple):
    """A call as IAM is asked about it (service authorization reference of ssm-contacts)."""

    action: str
    resource: str

    def of(self, alias: str) -> Call:
        """The same call about another contact."""
        home, kind, rest = self.resource.rpartition(":")[0], *self.resource.rpartition(":")[2].split("/", 1)
        _, slash, tail = rest.partition("/")
        return Call(self.action, f"{home}:{kind}/{alias}{slash}{tail}")


class Recorded:
    """The emulator behind a server that notes every call."""

    def __init__(self, server: wire.Server, emulator: Emulator) -> None:
        self.server = server
        self.emulator = emulator

    def forward(self, handler: wire.Handler) -> None:
        handler.answer(*self._answer())

    def lose(self, handler: wire.Handler) -> None:
        """Done, and the answer is lost."""
        self._answer()
        wire.cut(handler)

    def _answer(self) -> tuple[int, bytes]:
        operation, body = self.server.requests[-1]
        status, answer, _ = self.emulator.send(f"SSMContacts.{operation}", json.dumps(body).encode())
        return status, json.dumps(answer).encode()

    def tocsin(self, folder: Path, *arguments: str, first: tuple[Callable[[wire.Handler], None], ...] = ()) -> None:
        """Run a command; `first` are the answers to its first calls."""
        self.server.script.clear()
        self.server.script.extend((*first, *[self.forward] * 100))
        keys = {
            "AWS_ENDPOINT_URL_SSM_CONTACTS": self.server.url,
            "AWS_ACCESS_KEY_ID": "x",
            "AWS_SECRET_ACCESS_KEY": "x",
        }
        ran = tocsin("-C", str(folder), *arguments, env=keys)
        assert ran.code == 0, ran

    def calls(self) -> set[Call]:
        """What was asked so far."""
        return {
            Call(
                f"ssm-contacts:{operation}",
                body.get("ContactId") or body.get("EngagementId") or body.get("PageId") or "*",
            )
            for operation, body in self.server.requests
        }


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the set and its events are."""
    return tmp_path_factory.mktemp("set")


@pytest.fixture(scope="module")
def texts(folder: Path) -> list[str]:
    """The documents of the set, which is written to the folder."""
    made = planned(folder, FILE)
    return [str(resource.inputs["policy"]) for resource in made.resources if resource.type == POLICY]


@pytest.fixture(scope="module")
def calls(emulator_server: Emulator, texts: list[str], folder: Path) -> set[Call]:
    """Those of a page that goes well, one whose fate is in doubt, a resolved alert and a stop by hand."""
    firing, doubtful, resolved = (folder / f"{name}.json" for name in ("firing", "doubtful", "resolved"))
    firing.write_text(json.dumps({**EVENT, "status": "firing", "ends_at": None}))
    doubtful.write_text(json.dumps({**EVENT, "status": "firing", "ends_at": None, "id": "b"}))
    resolved.write_text(json.dumps({**EVENT, "status": "resolved"}))
    emulator_server.reset()
    with wire.serving() as server:
        recorded = Recorded(server, emulator_server)
        recorded.tocsin(folder, "page", str(firing))
        recorded.tocsin(folder, "page", str(doubtful), first=(recorded.lose, wire.error("ValidationException")))
        recorded.tocsin(folder, "page", str(resolved))
        recorded.tocsin(folder, "stop", emulator_server.ledger()[0]["engagement"])
        return recorded.calls()


def test_every_call_that_paging_makes_is_allowed(calls: set[Call], texts: list[str]) -> None:
    assert {call.action.partition(":")[2] for call in calls} == {
        "StartEngagement", "ListEngagements", "DescribeEngagement", "StopEngagement",
    }  # fmt: skip
    assert {call.resource for call in calls if call.action == "ssm-contacts:StartEngagement"} == {
        f"{HOME}:contact/{alias}" for alias in ("akuam", "payments-oncall", "example_escalation")
    }
    assert [call for call in calls if not allowed(texts, *call)] == []


def test_the_same_on_any_other_contact_is_not(calls: set[Call], texts: list[str]) -> None:
    others = {call.of(alias) for call in calls if call.resource != "*" for alias in ELSEWHERE}
    abroad = {Call(c.action, c.resource.replace("111122223333", "444455556666")) for c in calls if c.resource != "*"}

    assert len(others) > len(ELSEWHERE)
    assert [call for call in others | abroad if allowed(texts, *call)] == []


@pytest.mark.parametrize("broken", ["contact/akuam", "engagement/akuam/*", "ListEngagements", "StopEngagement"])
def test_a_document_without_a_part_is_noticed(broken: str, calls: set[Call], texts: list[str]) -> None:
    without = [text.replace(broken, "nothing") for text in texts]

    assert without != texts
    assert [call for call in calls if not allowed(without, *call)]


def test_pages_are_not_answered_and_nobody_is_let_in(texts: list[str]) -> None:
    everything = json.dumps({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})
    calls = [
        Call(f"ssm-contacts:{operation}", f"{HOME}:{kind}/akuam{tail}")
        for operation in DENIED
        for kind, tail in (("page", "/1"), ("contact", ""), ("contactchannel", "/1"), ("device", "/1"))
    ]

    assert all(allowed([everything], *call) for call in calls)
    assert not any(allowed([*texts, everything], *call) for call in calls)
    assert not any(allowed(texts, *call) for call in calls)


def test_no_other_operation_is_allowed_on_anything(texts: list[str]) -> None:
    import botocore.session

    operations = botocore.session.get_session().get_service_model("ssm-contacts").operation_names
    kinds = ("contact/akuam", "engagement/akuam/1", "page/akuam/1", "contactchannel/akuam/1", "rotation/1", "*")
    resources = [kind if kind == "*" else f"{HOME}:{kind}" for kind in kinds]

    granted = {(o, r) for o in operations for r in resources if allowed(texts, f"ssm-contacts:{o}", r)}

    assert granted == {
        ("StartEngagement", f"{HOME}:contact/akuam"),
        *((operation, f"{HOME}:engagement/akuam/1") for operation in FOLLOWING),
        *(("ListEngagements", resource) for resource in resources),  # IAM asks about "*" only
    }


def test_a_key_is_used_through_the_service_only() -> None:
    arn = "arn:aws:kms:us-east-2:111122223333:key/1"
    replication = Replication("create", ("us-east-2",), keys={"us-east-2": arn})
    texts = [document([f"{HOME}:contact/akuam"], Configuration(replication=replication))]

    def may(service: str) -> bool:
        return allowed(texts, "kms:GenerateDataKey", arn, {"kms:ViaService": service})

    assert may("ssm-contacts.us-east-2.amazonaws.com")
    assert not may("s3.us-east-2.amazonaws.com")
    assert not allowed(texts, "kms:GenerateDataKey", arn)
    assert not allowed(texts, "kms:CreateGrant", arn, {"kms:ViaService": "ssm-contacts.us-east-2.amazonaws.com"})


def test_moto_s_evaluation_agrees(calls: set[Call], texts: list[str]) -> None:
    """It reads no conditions as IAM does and knows one document at a time: here there is neither."""
    from moto.iam.access_control import IAMPolicy, PermissionResult

    (text,) = texts
    policy: Any = IAMPolicy(text)
    asked = {
        each for call in calls for each in (call, *(call.of(alias) for alias in ELSEWHERE if call.resource != "*"))
    }
    asked |= {Call(f"ssm-contacts:{operation}", f"{HOME}:page/akuam/1") for operation in DENIED}

    for call in asked:
        permitted = policy.is_action_permitted(*call) is PermissionResult.PERMITTED
        assert permitted == allowed(texts, *call), call
