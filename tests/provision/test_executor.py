"""The documents that let an executor page, and how they are cut into managed policies."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

import sets
from provision.made import HOME
from tocsin.model import Target
from tocsin.patterns import Pattern
from tocsin.pipeline import open_set
from tocsin.policyset import Policy, PolicySet, index_of
from tocsin.provision.configuration import Configuration, Replication
from tocsin.provision.executor import LONGEST, executor
from tocsin.provision.resource import Reference
from tocsin.provision.tokens import ATTACHMENT, POLICY

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).resolve().parents[2]


@st.composite
def contacts_of_one_stem(draw: st.DrawFn) -> list[str]:
    """Often more contacts than one document holds: lists that Hypothesis draws member by member stay short."""
    account, region = draw(st.sampled_from((("111122223333", "us-east-2"), ("444455556666", "ap-southeast-1"))))
    stem, first = draw(st.from_regex("[a-z0-9_-]{0,50}", fullmatch=True)), draw(st.integers(0, 9999))
    numbers = range(first, first + draw(st.integers(1, 150)))
    return [f"arn:aws:ssm-contacts:{region}:{account}:contact/{stem}{number}" for number in numbers]


CONTACTS = contacts_of_one_stem()


def paging(contacts: Iterable[str]) -> PolicySet:
    """A compiled set with one policy, which pages these ARNs."""
    targets = tuple(Target(contact, contact, "arn", contact) for contact in contacts)
    policies = (Policy("p", "a.yaml", 1, "", "", Pattern.anything(), targets),)
    return PolicySet(policies, (), {}, {}, {}, {}, None, index_of(policies))


def documents(policies: PolicySet, configuration: Configuration | None = None) -> dict[str, Any]:
    """The parsed documents by the logical names of their policies."""
    found = {}
    for resource in executor(policies, configuration or Configuration()):
        if resource.type == POLICY:
            text = resource.inputs["policy"]
            assert isinstance(text, str)
            found[resource.name] = json.loads(text)
    return found


def paged(document: Any) -> list[str]:
    """The contacts that a document lets be paged."""
    (found,) = (each["Resource"] for each in document["Statement"] if "ssm-contacts:StartEngagement" in each["Action"])
    assert isinstance(found, list)
    return found


def test_the_repository_s_own() -> None:
    names = ("akuam", "example_escalation", "payments-oncall", "platform-oncall")

    assert documents(open_set(str(ROOT)).policies) == {
        "tocsin-executor": {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Sid": "Page",
                    "Effect": "Allow",
                    "Action": ["ssm-contacts:StartEngagement"],
                    "Resource": [f"{HOME}:contact/{name}" for name in names],
                },
                {
                    "Sid": "Follow",
                    "Effect": "Allow",
                    "Action": [
                        "ssm-contacts:DescribeEngagement",
                        "ssm-contacts:ListPagesByEngagement",
                        "ssm-contacts:StopEngagement",
                    ],
                    "Resource": [f"{HOME}:engagement/{name}/*" for name in names],
                },
                {"Sid": "Find", "Effect": "Allow", "Action": ["ssm-contacts:ListEngagements"], "Resource": "*"},
                {
                    "Sid": "Never",
                    "Effect": "Deny",
                    "Action": ["ssm-contacts:AcceptPage", "ssm-contacts:PutContactPolicy"],
                    "Resource": "*",
                },
            ],
        }
    }


def test_the_text_is_canonical() -> None:
    (resource,) = executor(open_set(str(ROOT)).policies, Configuration())
    text = resource.inputs["policy"]

    assert isinstance(text, str)
    assert text == json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"))


def test_the_fallback_and_foreign_contacts_are_paged_too(tmp_path: Path) -> None:
    far = "arn:aws:ssm-contacts:eu-west-1:444455556666:contact/"
    text = f"""
        version: 1
        settings: {{account: "111122223333", region: us-east-2, fallback: {{page: akuam}}}}
        contacts:
          akuam: {{channels: {{phone: {{sms: "+12065550100"}}}}, plan: [{{notify: phone, for: 5m}}]}}
          vendor: {{arn: "{far}vendor"}}
          unused: {{channels: {{phone: {{sms: "+12065550101"}}}}, plan: [{{notify: phone, for: 5m}}]}}
        policies:
          - {{name: p, page: [vendor, "{far}other"]}}
    """
    engine = sets.engine(tmp_path, {"people.yaml": text})

    (document,) = documents(engine.policies).values()

    assert paged(document) == [f"{far}other", f"{far}vendor", f"{HOME}:contact/akuam"]


def test_where_nobody_is_paged_there_is_nothing() -> None:
    assert list(executor(paging(()), Configuration(roles=("pager",)))) == []


def test_each_role_gets_each_policy() -> None:
    contacts = [f"{HOME}:contact/person-{number}" for number in range(60)]

    made = list(executor(paging(contacts), Configuration(roles=("pager", "on-call/pager"), tags={"team": "a"})))

    policies = [resource for resource in made if resource.type == POLICY]
    attached = [(resource.name, resource.inputs) for resource in made if resource.type == ATTACHMENT]
    assert [resource.name for resource in policies] == ["tocsin-executor-0", "tocsin-executor-1"]
    assert attached == [
        (f"{policy.name}/{role}", {"policyArn": Reference(policy.key), "role": role})
        for policy in policies
        for role in ("pager", "on-call/pager")
    ]
    assert all(resource.inputs["tags"] == {"managed-by": "tocsin", "team": "a"} for resource in policies)
    assert all("name" not in resource.inputs for resource in policies)


def test_own_keys_are_used_by_the_service_only() -> None:
    keys = {region: f"arn:aws:kms:{region}:111122223333:key/1" for region in ("eu-west-1", "us-east-2")}
    replication = Replication("create", tuple(keys), keys=keys)

    (document,) = documents(paging([f"{HOME}:contact/akuam"]), Configuration(replication=replication)).values()

    (statement,) = (each for each in document["Statement"] if each["Sid"] == "UseKey")
    assert statement["Resource"] == [keys["us-east-2"]]
    assert not any("*" in action for action in statement["Action"])
    assert statement["Condition"] == {
        "StringEquals": {"kms:ViaService": ["ssm-contacts.amazonaws.com", "ssm-contacts.us-east-2.amazonaws.com"]}
    }


@given(CONTACTS)
def test_no_document_is_too_long_and_none_forgets_or_adds_anybody(contacts: list[str]) -> None:
    made = documents(paging(contacts))

    assert sorted(contact for document in made.values() for contact in paged(document)) == sorted(contacts)
    assert all(len(json.dumps(document, separators=(",", ":"))) <= LONGEST for document in made.values())


@given(CONTACTS)
def test_wildcards_stand_for_engagement_ids_only(contacts: list[str]) -> None:
    for document in documents(paging(contacts)).values():
        for statement in document["Statement"]:
            assert not any("*" in action for action in statement["Action"])
            if statement["Resource"] != "*":
                assert all("*" not in arn.removesuffix("/*") for arn in statement["Resource"])
            elif statement["Effect"] == "Allow":
                assert statement["Action"] == ["ssm-contacts:ListEngagements"]


@given(CONTACTS, st.randoms())
def test_the_order_of_policies_is_nothing_to_it(contacts: list[str], random: Any) -> None:
    shuffled = random.sample(contacts, len(contacts))

    assert documents(paging(contacts)) == documents(paging(shuffled))


@given(CONTACTS, st.data())
def test_one_contact_more_changes_one_document_only(contacts: list[str], data: st.DataObject) -> None:
    one = data.draw(st.sampled_from(contacts))
    before = documents(paging(contact for contact in contacts if contact != one))
    after = documents(paging(contacts))

    gone = [name for name, document in before.items() if after.get(name) != document]
    come = [contact for name, document in after.items() if before.get(name) != document for contact in paged(document)]
    assert len(gone) <= 1
    assert sorted(come) == sorted([one, *(contact for name in gone for contact in paged(before[name]))])
