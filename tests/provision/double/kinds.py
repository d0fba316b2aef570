"""The types of resources that the double has, and what is wrong with inputs of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from provision.double.contacts import Channel, Contact, Plan
from provision.double.remembered import Attachment, Policy, ReplicationSet
from provision.double.rotations import Rotation
from provision.double.schedules import Schedule
from provision.double.typed import mismatches
from provision.double.wire import opened

if TYPE_CHECKING:
    from collections.abc import Mapping

    from provision.double.kind import Kind

_KINDS = (Contact(), Channel(), Plan(), Rotation(), Policy(), Attachment(), ReplicationSet(), Schedule())

KINDS: Mapping[str, Kind] = {kind.token: kind for kind in _KINDS}
"""By Pulumi's tokens."""


def violations(token: str, inputs: Mapping[str, Any]) -> list[str]:
    """What the real provider's SDK and AWS would not take in the inputs of a resource; empty if they are fine.

    `inputs` are spelt as on the wire. Values may be UNKNOWN and Secret of provision.double.wire.
    """
    if token not in KINDS:
        return [f"{token}: is no type of resource that this double has"]
    found = list(mismatches(KINDS[token].arguments, inputs))
    plain = {name: value for name, value in opened(inputs).items() if value is not None}
    return found or list(KINDS[token].refusals(plain))
