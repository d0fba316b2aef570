"""Tags of contacts and rotations, read and changed through the API."""

from __future__ import annotations

from typing import Any

from provision.double.spelling import tag_list


def read_tags(client: Any, arn: str) -> dict[str, str]:
    """All tags of a resource, by key."""
    found = client.list_tags_for_resource(ResourceARN=arn)["Tags"]
    return {tag["Key"]: tag["Value"] for tag in sorted(found, key=lambda tag: str(tag["Key"]))}


def change_tags(client: Any, arn: str, old: dict[str, str], new: dict[str, str]) -> None:
    """Take away what is no more, and set what is new or other."""
    gone = sorted(old.keys() - new.keys())
    if gone:
        client.untag_resource(ResourceARN=arn, TagKeys=gone)
    changed = {key: value for key, value in new.items() if old.get(key) != value}
    if changed:
        client.tag_resource(ResourceARN=arn, Tags=tag_list(changed))


def split_tags(found: dict[str, str], defaults: dict[str, str], given: dict[str, str]) -> dict[str, Any]:
    """`tags` and `tagsAll` of a state: what the provider's configuration gives is in the second only."""
    own = {k: v for k, v in found.items() if k in given or defaults.get(k) != v}
    return {"tags": own or None, "tagsAll": found}
