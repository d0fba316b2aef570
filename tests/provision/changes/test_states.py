"""Pulumi's documents read as states.

Those in states/ were written by the CLI; what nobody reads is left out.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tocsin.errors import UnreadableInput
from tocsin.provision.changes.states import Step, check_home, open_state, read_state
from tocsin.provision.resource import Sealed, key
from tocsin.provision.tokens import CHANNEL, CONTACT, PLAN

if TYPE_CHECKING:
    from tocsin.provision.changes.states import State

STATES = Path(__file__).parent / "states"
HERE = "arn:aws:ssm-contacts:us-east-2:111122223333:contact"
PHONE = key(CHANNEL, "bob/phone")


def text(name: str) -> str:
    return (STATES / name).read_text("utf-8")


def state(name: str) -> State:
    return read_state(text(name), name)


def edited(name: str, **changes: Any) -> str:
    return json.dumps({**json.loads(text(name)), **changes})


@pytest.mark.parametrize("name", ["export.json", "preview.json"])
def test_what_is_there_is_known_by_type_and_name(name: str) -> None:
    found = state(name)

    assert found.resources[key(CONTACT, "akuam")].arn == f"{HERE}/akuam"
    assert found.resources[PHONE].values["type"] == "SMS"
    assert found.pages == {"checkout": (f"{HERE}/wake",), "fallback": (f"{HERE}/oncall",)}


@pytest.mark.parametrize("name", ["export.json", "preview.json"])
def test_the_id_of_a_plan_is_not_taken_for_an_arn_of_its_own(name: str) -> None:
    found = state(name)

    assert json.loads(text(name)).keys() & {"deployment", "steps"}
    assert found.resources[key(PLAN, "akuam")].values["contactId"] == f"{HERE}/akuam"
    assert found.arns[f"{HERE}/akuam"] == key(CONTACT, "akuam")


@pytest.mark.parametrize("name", ["export.json", "preview.json"])
def test_a_secret_is_there_and_not_known(name: str) -> None:
    assert state(name).resources[PHONE].values["deliveryAddress"] == {"simpleAddress": Sealed(None)}


def test_a_secret_that_is_shown_is_known_and_appears_in_no_repr() -> None:
    document = text("export.json")
    for row in json.loads(document)["deployment"]["resources"]:
        if row["type"] == CHANNEL:
            address = row["outputs"]["deliveryAddress"]["simpleAddress"]
            document = document.replace(json.dumps(address["ciphertext"]), '"gone"')
    document = document.replace('"ciphertext": "gone"', '"plaintext": "\\"+12065550101\\""')

    found = read_state(document, "shown.json")

    assert found.resources[PHONE].values["deliveryAddress"] == {"simpleAddress": Sealed("+12065550101")}
    assert "2065550101" not in repr(found) + repr(found.resources)


def test_an_export_says_nothing_of_what_is_to_come() -> None:
    assert state("export.json").steps is None


def test_a_preview_says_what_is_to_come() -> None:
    steps = state("preview.json").steps or ()

    (change,) = (step for step in steps if step.changes)
    assert change == Step("kept", PHONE, PHONE, frozenset({"deliveryAddress"}))
    assert {step.fate for step in steps} == {"kept"}


@pytest.mark.parametrize(
    ("op", "fate"),
    [
        ("create", "made"), ("import", "kept"), ("delete", "deleted"), ("replace", "replaced"),
        ("create-replacement", "replaced"), ("a word of next year", "replaced"),
    ],
)  # fmt: skip
def test_operations_in_four_words(op: str, fate: str) -> None:
    step = {"op": op, "urn": "", "newState": {"urn": f"urn:pulumi:dev::t::{CONTACT}::a::b", "type": CONTACT}}

    (found,) = read_state(json.dumps({"steps": [step]}), "p").steps or ()

    assert (found.fate, found.old, found.new) == (fate, None, f"{CONTACT}::a::b")


def test_what_a_replacement_has_left_behind_is_not_there_any_more() -> None:
    deployment = json.loads(text("export.json"))["deployment"]
    for row in deployment["resources"]:
        row["delete"] = row["urn"].endswith("::bob/phone")

    assert PHONE not in read_state(edited("export.json", deployment=deployment), "s").resources


def test_an_empty_stack_has_nothing() -> None:
    assert read_state('{"version": 3, "deployment": {}}', "s").resources == {}


@pytest.mark.parametrize(
    ("document", "found"),
    [
        ("", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "no JSON object"),
        ("{}", r"an object with the keys \(none\)"),
        ('{"checkpoint": {}, "version": 3}', "an object with the keys checkpoint, version"),
        ('{"version": 5, "deployment": {}}', r"a stack export of version 5 \(this reads 3 and 4\)"),
        ('{"version": 3, "deployment": {"resources": [{"urn": "x"}]}}', "a resource of another shape"),
        ('{"version": 3, "deployment": {"resources": [7]}}', "a resource of another shape"),
        ('{"steps": [], "changeSummary": {"same": 4}}', "a preview without the 4 resources that stay the same"),
        ('{"steps": [], "diagnostics": [{"severity": "error"}]}', "a preview that failed half-way"),
    ],
)
def test_anything_else_is_refused_with_what_was_found_and_expected(document: str, found: str) -> None:
    with pytest.raises(UnreadableInput, match=rf"^s\.json: {found}; expected what `pulumi stack export`"):
        read_state(document, "s.json")


def test_a_state_says_whose_it_is() -> None:
    assert {(each.stack, each.project) for each in map(state, ("export.json", "preview.json"))} == {("dev", "tocsin")}
    check_home(state("export.json"), "dev", "tocsin")


@pytest.mark.parametrize(
    ("stack", "project", "whose"),
    [
        ("prod", "tocsin", "the stack `dev`, not `prod`"),
        (None, "paging", "the project `tocsin`, not `paging`"),
        ("prod", "paging", "the stack `dev`, not `prod` and the project `tocsin`, not `paging`"),
    ],
)
def test_the_state_of_another_stack_is_refused(stack: str | None, project: str, whose: str) -> None:
    with pytest.raises(UnreadableInput, match=f"^export.json: the state of {whose}$"):
        check_home(state("export.json"), stack, project)


def test_a_state_of_nothing_is_everybodys() -> None:
    check_home(read_state('{"version": 3, "deployment": {}}', "s"), "dev", "tocsin")


def test_a_file_that_is_no_text_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "s.json").write_bytes(b"\xff")

    with pytest.raises(UnreadableInput, match=r"s\.json: not UTF-8$"):
        open_state(str(tmp_path / "s.json"))
    with pytest.raises(UnreadableInput, match=r"none: cannot read: No such file"):
        open_state(str(tmp_path / "none"))
