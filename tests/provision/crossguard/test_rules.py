"""The rules of the policy pack, on resources as Pulumi shows them: its own tokens and URNs, recorded."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from provision.changes.test_states import HERE, text
from tocsin.errors import UnreadableInput
from tocsin.provision.changes.states import read_state
from tocsin.provision.crossguard.rules import RULES, Violation, lost
from tocsin.provision.crossguard.sight import UNKNOWN, Shown, Stack
from tocsin.provision.tokens import ATTACHMENT

if TYPE_CHECKING:
    Values = dict[str, dict[str, Any]]

BOB = "contact:Contact::bob"
UNHEARD = ("paged-people-are-reached", "`bob` is paged, but has no plan with a channel")


def values() -> Values:
    """Inputs and outputs of the recorded stack, by URN."""
    rows = json.loads(text("export.json"))["deployment"]["resources"]
    return {row["urn"]: {**row.get("inputs", {}), **row.get("outputs", {})} for row in rows}


def stack(content: Values, upon: dict[str, dict[str, tuple[str, ...]]] | None = None, **options: Any) -> Stack:
    shown = []
    for urn, each in content.items():
        _, _, types, name = urn.split("::", 3)
        shown.append(Shown(types.rpartition("$")[2], name, urn, each, (upon or {}).get(urn, {})))
    return Stack(shown, **options)


def urn(content: Values, end: str) -> str:
    (found,) = (each for each in content if each.endswith(end))
    return found


def violations(content: Values, **options: Any) -> list[tuple[str, str]]:
    found = [(name, each) for name, rule in RULES.items() for each in rule.violations(stack(content, **options))]
    assert all(each.urn in content for _, each in found)
    return [(name, each.message) for name, each in found]


def without(*ends: str) -> Values:
    content = values()
    for end in ends:
        del content[urn(content, end)]
    return content


def with_value(end: str, **changes: Any) -> Values:
    content = values()
    content[urn(content, end)].update(changes)
    return content


def test_a_stack_that_is_whole_violates_nothing() -> None:
    assert violations(values()) == []


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            without("contact:Contact::wake", "plan:Plan::wake"),
            ("paged-contacts-exist", f"may page {HERE}/wake, which is not in this stack"),
        ),
        (without("plan:Plan::bob"), UNHEARD),
        (without("::bob/phone"), UNHEARD),
        (with_value("plan:Plan::bob", stages=[]), UNHEARD),
        (with_value("::weekly", contactIds=[]), ("nothing-is-empty", "rotation `weekly` has no members")),
        (
            with_value("::oncall", plan=[{"rotationIds": []}]),
            ("nothing-is-empty", "schedule `oncall` has no rotations"),
        ),
        (with_value("plan:Plan::wake", stages=[]), ("nothing-is-empty", "escalation plan `wake` has no stages")),
        (
            with_value("plan:Plan::wake", stages=[{"targets": []}]),
            ("nothing-is-empty", "stage 1 of `wake` engages nobody"),
        ),
    ],
)  # fmt: skip
def test_each_rule_fires(content: Values, expected: tuple[str, str]) -> None:
    assert violations(content) == [expected]


def test_a_contact_of_another_account_is_not_asked_for() -> None:
    content = without("contact:Contact::wake", "plan:Plan::wake")
    policy = content[urn(content, "::tocsin-executor")]
    policy["policy"] = policy["policy"].replace(f"{HERE}/wake", f"{HERE}/wake".replace("111122223333", "444455556666"))

    assert violations(content) == []


@pytest.mark.parametrize("name", ["wake", f"{HERE}/wake"])
def test_nor_one_that_is_said_to_be_elsewhere(name: str) -> None:
    content = without("contact:Contact::wake", "plan:Plan::wake")
    assert violations(content, elsewhere=frozenset({name})) == []


def test_a_stack_that_pages_others_contacts_only_lacks_none() -> None:
    content = {each: value for each, value in values().items() if each.endswith("::tocsin-executor")}
    assert violations(content) == []


def unknown(content: Values) -> dict[str, dict[str, tuple[str, ...]]]:
    """Makes every ARN of resources unknown, as in the first preview, and says what each property stands on."""
    keys = {value["arn"]: key for key, value in content.items() if "contact" in str(value.get("arn"))}
    upon: dict[str, dict[str, tuple[str, ...]]] = {}

    def blank(value: Any, used: list[str]) -> Any:
        if isinstance(value, dict):
            return {name: blank(each, used) for name, each in value.items()}
        if isinstance(value, list):
            return [blank(each, used) for each in value]
        if isinstance(value, str) and value in keys:
            _, _, types, name = keys[value].split("::", 3)
            used.append(f"{types.rpartition('$')[2]}::{name}")
            return UNKNOWN
        return value

    for key, each in content.items():
        upon[key] = {}
        for name, value in each.items():
            used: list[str] = []
            each[name] = blank(value, used)
            upon[key][name] = tuple(used)
    return upon


def test_what_a_first_preview_does_not_know_is_told_by_what_it_stands_on() -> None:
    content = values()
    upon = unknown(content)

    assert violations(content, upon=upon) == []
    assert stack(content, upon).graph == stack(values()).graph


def test_the_rules_fire_in_a_first_preview_too() -> None:
    content = without("plan:Plan::bob")
    upon = unknown(content)

    assert violations(content, upon=upon) == [UNHEARD]


def losses(content: Values, *accepted: dict[str, str]) -> list[str]:
    return [each.message for each in lost(stack(content), read_state(text("export.json"), "s"), accepted)]


def test_nobody_is_lost_where_nothing_changes() -> None:
    assert losses(values()) == []


def test_a_deleted_contact_is_a_loss() -> None:
    content = without(BOB, "plan:Plan::bob", "::bob/phone")
    content[urn(content, "::weekly")]["contactIds"] = [f"{HERE}/akuam"]

    assert losses(content) == [
        "`bob` would be deleted, and `checkout` and `fallback` page it through `weekly` [TOC511]"
    ]


def test_a_channel_of_another_kind_is_a_loss() -> None:
    content = with_value("::bob/phone", type="EMAIL")

    (message,) = losses(content)

    assert message.startswith("`bob` would no longer be reached by any channel when `checkout` and `fallback` page: ")
    assert message.endswith("[TOC514]")


def test_a_loss_that_is_accepted_is_none() -> None:
    content = with_value("::bob/phone", type="EMAIL")

    assert losses(content, {"rule": "TOC514", "name": "bob", "reason": "on leave"}) == []
    assert len(losses(content, {"rule": "TOC511", "name": "bob", "reason": "on leave"})) == 1
    assert len(losses(content, {"rule": "TOC514", "name": "akuam", "reason": "on leave"})) == 1


def test_the_state_of_another_stack_is_not_compared() -> None:
    content = {each.replace("dev::tocsin", "prod::tocsin"): value for each, value in values().items()}

    with pytest.raises(UnreadableInput, match="the stack `dev`, not `prod`"):
        losses(content)


ATTACHED = "urn:pulumi:dev::tocsin::aws:iam/rolePolicyAttachment:RolePolicyAttachment::tocsin-executor/pager"


def attached(content: Values, role: Any = "pager") -> Values:
    arn = content[urn(content, "::tocsin-executor")]["arn"]
    return {**content, ATTACHED: {"policyArn": arn, "role": role}}


def test_a_role_that_may_page_is_left() -> None:
    document = json.loads(text("export.json"))
    rows = document["deployment"]["resources"]
    rows += [{"urn": ATTACHED, "type": ATTACHMENT, "outputs": attached(values())[ATTACHED]}]
    state, lambdas = read_state(json.dumps(document), "s"), {"policyArn": "arn:aws:iam::aws:policy/AWSLambdaExecute"}

    assert list(lost(stack(attached(values())), state)) == []
    assert list(lost(stack(attached(values(), UNKNOWN)), state)) == []
    for content in (values(), {**values(), ATTACHED: {**lambdas, "role": "pager"}}):
        (violation,) = lost(stack(content), state)
        assert violation.message == (
            "the role `pager` would not be allowed to page any more, nor any other that is now [TOC511]"
        )


def test_a_violation_names_the_resource() -> None:
    content = without("plan:Plan::bob")
    assert list(RULES["paged-people-are-reached"].violations(stack(content))) == [
        Violation("`bob` is paged, but has no plan with a channel", urn(content, BOB))
    ]


@pytest.mark.parametrize("end", ["Contact::oncall", "::weekly", "::bob/phone", BOB, "plan:Plan::wake"])
def test_every_type_of_the_graph_is_known_by_its_recorded_token(end: str) -> None:
    """With the resource gone, or its token misspelt, the graph is another one."""
    content = values()
    misspelt = {each.replace("ssm", "sms") if each.endswith(end) else each: value for each, value in content.items()}

    assert stack(misspelt).graph != stack(content).graph
