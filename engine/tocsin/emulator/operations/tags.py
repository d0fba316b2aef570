"""TagResource, UntagResource, ListTagsForResource: on contacts of every type and on rotations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tocsin.emulator.errors import invalid_fields, not_found, quota_exceeded
from tocsin.emulator.resources import find

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tocsin.emulator.state import State

MOST = 50
"""On one resource. Source: TagsList of the model, and the API reference of TagResource."""


def tag_resource(state: State, given: Mapping[str, Any]) -> dict[str, Any]:
    """More tags; one with a known key has the new value."""
    put_tags(state, _existing(state, given), given["Tags"])
    return {}


def untag_resource(state: State, given: Mapping[str, Any]) -> dict[str, Any]:
    """The tags with these keys go, if they are there."""
    arn = _existing(state, given)
    for key in given["TagKeys"]:
        state.execute("DELETE FROM tag WHERE ResourceARN = ? AND Key = ?", arn, key)
    return {}


def list_tags_for_resource(state: State, given: Mapping[str, Any]) -> dict[str, Any]:
    """All tags of a resource, in the order in which they came."""
    arn = _existing(state, given)
    return {"Tags": state.rows("SELECT Key, Value FROM tag WHERE ResourceARN = ? ORDER BY n", arn)}


def put_tags(state: State, arn: str, tags: Sequence[Mapping[str, Any]]) -> None:
    """Tag a resource; ValidationException for a key that stands twice or lacks its value, and at most MOST in all."""
    _check(tags)
    for tag in tags:
        state.put("tag", ResourceARN=arn, Key=tag["Key"], Value=tag["Value"])
    count = state.rows("SELECT Key FROM tag WHERE ResourceARN = ?", arn)
    if len(count) > MOST:
        raise quota_exceeded("tags-of-a-resource", MOST, ResourceId=arn, ResourceType=_kind(arn))


def drop_tags(state: State, arn: str) -> None:
    """The tags of a resource that is deleted."""
    state.execute("DELETE FROM tag WHERE ResourceARN = ?", arn)


def _check(tags: Sequence[Mapping[str, Any]]) -> None:
    keys: set[str] = set()
    for index, tag in enumerate(tags):
        missing = [(f"Tags.{index}.{member}", "is required") for member in ("Key", "Value") if member not in tag]
        if missing:
            raise invalid_fields(missing)
        if tag["Key"] in keys:
            raise invalid_fields([(f"Tags.{index}.Key", "stands twice")])
        keys.add(tag["Key"])


def _existing(state: State, given: Mapping[str, Any]) -> str:
    arn = str(given["ResourceARN"])
    if find(state, "contact", arn) or find(state, "rotation", arn):
        return arn
    raise not_found(_kind(arn), arn)


def _kind(arn: str) -> str:
    return "ROTATION" if ":rotation/" in arn else "CONTACT"
