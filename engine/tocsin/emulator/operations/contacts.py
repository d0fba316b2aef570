"""CreateContact, GetContact, UpdateContact, DeleteContact, ListContacts: people, escalation plans and schedules."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tocsin.emulator.errors import conflict, quota_exceeded
from tocsin.emulator.operations.tags import drop_tags, put_tags
from tocsin.emulator.pagination import page
from tocsin.emulator.plans import check_plan
from tocsin.emulator.resources import KINDS, existing
from tocsin.emulator.tokens import once

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tocsin.emulator.state import State


def create_contact(state: State, given: Mapping[str, Any]) -> dict[str, Any]:
    """A new contact; ConflictException if the alias is taken."""

    def create() -> str:
        arn = state.home.arn("contact", given["Alias"])
        if state.row("SELECT n FROM contact WHERE ContactArn = ?", arn) is not None:
            raise conflict(KINDS["contact"], arn, f"The alias {given['Alias']} is taken")
        check_plan(state, given["Type"], given["Plan"])
        _refuse_over_quota(state)
        state.put(
            "contact",
            ContactArn=arn,
            Alias=given["Alias"],
            DisplayName=given.get("DisplayName"),
            Type=given["Type"],
            Plan=json.dumps(given["Plan"]),
        )
        put_tags(state, arn, given.get("Tags", []))
        return arn

    return {"ContactArn": once(state, "CreateContact", given, create)}


def get_contact(state: State, given: Mapping[str, Any]) -> dict[str, Any]:
    """The contact with its plan."""
    contact = existing(state, "contact", given["ContactId"])
    return {**_shown(contact), "Plan": json.loads(contact["Plan"])}


def update_contact(state: State, given: Mapping[str, Any]) -> dict[str, Any]:
    """A new name, or a new plan in the whole old one's place."""
    contact = existing(state, "contact", given["ContactId"])
    if "Plan" in given:
        check_plan(state, contact["Type"], given["Plan"])
        state.execute("UPDATE contact SET Plan = ? WHERE n = ?", json.dumps(given["Plan"]), contact["n"])
    if "DisplayName" in given:
        state.execute("UPDATE contact SET DisplayName = ? WHERE n = ?", given["DisplayName"], contact["n"])
    return {}


def delete_contact(state: State, given: Mapping[str, Any]) -> dict[str, Any]:
    """The contact goes with its channels, tags and policy; plans that name it keep the hole.

    Members of a rotation cannot go.
    """
    contact = existing(state, "contact", given["ContactId"])
    arn = contact["ContactArn"]
    rotations = [row["RotationArn"] for row in _rotations_of(state, arn)]
    if rotations:
        entities = [{"RelationType": "ROTATION", "DependentResourceIds": rotations[:25]}]
        raise conflict(KINDS["contact"], arn, "The contact is in a rotation", DependentEntities=entities)
    state.execute("DELETE FROM channel WHERE ContactArn = ?", arn)
    state.execute("DELETE FROM policy WHERE ContactArn = ?", arn)
    state.execute("DELETE FROM contact WHERE n = ?", contact["n"])
    drop_tags(state, arn)
    return {}


def list_contacts(state: State, given: Mapping[str, Any]) -> dict[str, Any]:
    """Contacts whose alias starts with AliasPrefix, of one Type if given."""
    prefix, kind = given.get("AliasPrefix", ""), given.get("Type")
    rows, more = page(
        state,
        "ListContacts",
        given,
        "SELECT * FROM contact WHERE substr(Alias, 1, ?) = ? AND (? IS NULL OR Type = ?)",
        *(len(prefix), prefix, kind, kind),
    )
    return {"Contacts": [_shown(row) for row in rows], **more}


def _refuse_over_quota(state: State) -> None:
    quota = state.choices.quota
    if quota is not None and len(state.rows("SELECT n FROM contact")) >= quota:
        raise quota_exceeded("contacts", quota)


def _shown(contact: Mapping[str, Any]) -> dict[str, Any]:
    names = ("ContactArn", "Alias", "DisplayName", "Type")
    return {name: contact[name] for name in names if contact[name] is not None}


def _rotations_of(state: State, contact: str) -> list[dict[str, Any]]:
    sql = "SELECT * FROM rotation WHERE EXISTS (SELECT 1 FROM json_each(ContactIds) WHERE value = ?) ORDER BY n"
    return state.rows(sql, contact)
