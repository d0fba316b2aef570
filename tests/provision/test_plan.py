"""The whole plan: which resources there are, in which order, and that nothing in it hangs on a list position."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provision.made import by_key, planned
from rotas import instants, policy_files
from tocsin.pipeline import open_whole
from tocsin.provision.configuration import Configuration, Replication
from tocsin.provision.plan import plan
from tocsin.provision.resource import Plan, Reference, Sealed
from tocsin.provision.tokens import CONTACT, REPLICATION_SET, SCHEDULE

if TYPE_CHECKING:
    from tocsin.provision.resource import Input, Resource

ROOT = Path(__file__).resolve().parents[2]
AT = datetime(2026, 3, 29, 0, 40, tzinfo=UTC)


def of(file: dict[str, Any], configuration: Configuration | None = None) -> Plan:
    """The plan of a generated file."""
    with tempfile.TemporaryDirectory() as folder:
        return planned(Path(folder), file, configuration)


def test_the_repository_s_own() -> None:
    made = plan(open_whole(str(ROOT)), Configuration(roles=("pager",)))

    assert [f"{each.component} {each.type.rpartition(':')[2]} {each.name}" for each in made.resources] == [
        "People Contact akuam",
        "People ContactChannel akuam/phone",
        "People ContactChannel akuam/call",
        "People ContactChannel akuam/mail",
        "People Plan akuam",
        "People Contact bob",
        "People ContactChannel bob/phone",
        "People ContactChannel bob/mail",
        "People Plan bob",
        "People Contact chen",
        "People ContactChannel chen/phone",
        "People ContactChannel chen/call",
        "People Plan chen",
        "OnCall ContactsRotation payments-weekly",
        "OnCall ContactsRotation platform-daily",
        "OnCall Contact payments-oncall",
        "OnCall Contact platform-oncall",
        "OnCall Contact example_escalation",
        "OnCall Plan example_escalation",
        "Executor Policy tocsin-executor",
        "Executor RolePolicyAttachment tocsin-executor/pager",
    ]
    assert made.problems == ()


def test_each_knows_where_the_policies_ask_for_it() -> None:
    made = plan(open_whole(str(ROOT)), Configuration())
    lines = (ROOT / "policies" / "people.yaml").read_text("utf-8").splitlines()

    for resource in made.resources:
        if resource.component == "Executor":
            assert (resource.file, resource.line) == (None, None)
        else:
            assert resource.file == "policies/people.yaml"
            assert resource.line is not None
            assert lines[resource.line - 1].strip().startswith(f"{resource.name.rpartition('/')[2]}:")


def test_the_replication_set_comes_first_and_stays() -> None:
    key = "arn:aws:kms:us-east-2:111122223333:key/1"
    wanted = Replication("create", ("us-east-2", "us-west-2"), keys={"us-east-2": key})

    made = plan(open_whole(str(ROOT)), Configuration(replication=wanted))

    first, *others = made.resources
    assert (first.type, first.component, first.protect, first.kept) == (REPLICATION_SET, None, True, True)
    assert first.inputs["regions"] == [{"name": "us-east-2", "kmsKeyArn": key}, {"name": "us-west-2"}]
    assert {each.type for each in others if first.key in each.after} == {CONTACT, SCHEDULE}
    assert all(first.key in each.after for each in others if each.type in {CONTACT, SCHEDULE})


def test_a_replication_set_can_be_taken_over() -> None:
    arn = "arn:aws:ssm-incidents::111122223333:replication-set/69e40ce1-8dbb-4d57-8962-5fbe7fc53356"

    first = plan(open_whole(str(ROOT)), Configuration(replication=Replication("adopt", ("us-east-2",), arn)))

    assert first.resources[0].existing == arn
    assert not any(each.existing for each in first.resources[1:])


def test_limits_are_problems_of_the_plan() -> None:
    made = plan(open_whole(str(ROOT)), Configuration(tags={"a:b": "c", "d e": "f"}))

    assert [(each.rule, each.severity) for each in made.problems] == [("TOC503", "error")] * 2
    assert list(made.problems) == sorted(made.problems, key=lambda each: each.sort_key())


@given(st.data())
def test_every_reference_leads_to_an_earlier_resource(data: st.DataObject) -> None:
    wanted = data.draw(st.sampled_from((Replication(), Replication("create", ("us-east-2",)))))
    made = of(data.draw(policy_files(data.draw(instants()))), Configuration(replication=wanted, roles=("pager",)))

    known: set[str] = set()
    for resource in made.resources:
        assert resource.key not in known
        assert set(resource.needs) <= known, resource.key
        known.add(resource.key)


@given(policy_files(AT), st.randoms())
def test_names_hang_on_no_list_position(file: dict[str, Any], random: Any) -> None:
    """People and rotations may be written in any order: not one resource changes but for its line."""
    shuffled = dict(file)
    for section in ("contacts", "rotations"):
        entries = list(file[section].items())
        shuffled[section] = dict(random.sample(entries, len(entries)))

    assert unplaced(of(file)) == unplaced(of(shuffled))


def unplaced(made: Plan) -> dict[str, Resource]:
    return {key: replace(resource, line=None) for key, resource in by_key(made).items()}


@given(policy_files(AT), st.data())
def test_somebody_less_changes_nobody_else(file: dict[str, Any], data: st.DataObject) -> None:
    """A person whom nothing names comes and goes without a change to any other resource."""
    place = data.draw(st.integers(0, len(file["contacts"])))
    contacts = list(file["contacts"].items())
    more = {**file, "contacts": dict([*contacts[:place], ("dora", file["contacts"]["akuam"]), *contacts[place:]])}
    before, after = unplaced(of(file)), unplaced(of(more))

    assert {key.split("::")[1].split("/")[0] for key in after.keys() - before.keys()} == {"dora"}
    assert before == {key: after[key] for key in before}


def wire(value: Input) -> Any:
    """An input as a provider gets it in the preview of a new stack."""
    from provision.double.wire import UNKNOWN, Secret

    if isinstance(value, Reference):
        return UNKNOWN
    if isinstance(value, Sealed):
        return UNKNOWN if value.value is None else Secret(value.value)
    if isinstance(value, dict):
        return {name: wire(each) for name, each in value.items()}
    return [wire(each) for each in value] if isinstance(value, list) else value


def misfits(made: Plan) -> list[str]:
    """What the real providers' SDKs and AWS would not take of a plan."""
    from provision.double.kinds import violations

    return [
        f"{resource.key}: {each}"
        for resource in made.resources
        for each in violations(resource.type, {name: wire(value) for name, value in resource.inputs.items()})
    ]


@pytest.mark.slow  # imports both providers' SDKs
@given(st.data())
def test_the_providers_take_every_resource(data: st.DataObject) -> None:
    keys = {"us-east-2": "arn:aws:kms:us-east-2:111122223333:key/1"}
    wanted = data.draw(st.sampled_from((Replication(), Replication("create", ("us-east-2",), keys=keys))))
    configuration = Configuration(replication=wanted, roles=("pager",), tags={"team": "payments"})

    assert misfits(of(data.draw(policy_files(data.draw(instants()))), configuration)) == []


@pytest.mark.slow
def test_a_resource_that_they_do_not_take_is_noticed() -> None:
    made = plan(open_whole(str(ROOT)), Configuration())
    assert misfits(made) == []

    for resource in made.resources:
        broken = replace(resource, inputs={**resource.inputs, "colour": "red"})
        assert misfits(Plan((broken,))) == [f"{resource.key}: colour: is no property"]
