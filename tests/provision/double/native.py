"""How resources of pulumi-aws-native behave: CloudFormation's, through Cloud Control.

The state carries a secret copy of the inputs, and Diff compares with that copy alone. It never says what changes: the
engine finds that out, and the SDK tells it which properties replace the resource.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from provision.double.bridged import Difference
from provision.double.kinds import violations
from provision.double.wire import UNKNOWN, Secret, opened

if TYPE_CHECKING:
    from provision.double.cloud import Cloud
    from provision.double.kind import Kind
    from provision.double.wire import Properties

_COPY = "__inputs"


def check(kind: Kind, cloud: Cloud, news: Properties, **_naming: Any) -> tuple[Properties, list[str]]:
    """The inputs with the tags of the provider's configuration, and what is wrong with them."""
    inputs = {key: value for key, value in news.items() if value is not None}
    if cloud.tags:
        inputs["tags"] = _all_tags(cloud, inputs.get("tags", []))
    return inputs, violations(kind.token, news)


def diff(kind: Kind, state: Properties, news: Properties) -> Difference:
    """Whether the inputs are others than those in the state. A replacement is made after the old one is deleted."""
    old, new = kind.settled(_copied(state)), kind.settled(opened(news))
    return Difference([]) if old == new else Difference(None, delete_first=True)


def create(kind: Kind, cloud: Cloud, news: Properties) -> tuple[str, Properties]:
    """Make the resource: its id and outputs."""
    identity, outputs = kind.create(cloud, opened(news))
    return identity, _checkpoint(outputs, news)


def preview(kind: Kind, state: Properties, news: Properties) -> Properties:
    """The outputs as far as they are known before the resource is made or changed."""
    return {**news, **{key: state.get(key, UNKNOWN) for key in kind.computed}}


def update(kind: Kind, cloud: Cloud, identity: str, state: Properties, news: Properties) -> Properties:
    """Change the resource in place: the new outputs."""
    return _checkpoint(kind.update(cloud, identity, _copied(state), opened(news)), news)


def read(
    kind: Kind, cloud: Cloud, identity: str, state: Properties, _inputs: Properties
) -> tuple[Properties, Properties] | None:
    """The outputs as AWS has them now, and the inputs changed by what has changed; None: the resource is gone."""
    old = opened(state)
    new = kind.read(cloud, identity, old)
    if new is None:
        return None
    new = {key: value for key, value in new.items() if value is not None}
    inputs = {key: value for key, value in new.items() if key not in kind.computed}
    if _COPY in state:
        before, after = (kind.settled({key: each.get(key) for key in inputs | old}) for each in (old, new))
        changed = {key: after[key] for key in after if after[key] != before[key] and key != _COPY}
        inputs = {key: value for key, value in {**_copied(state), **changed}.items() if value is not None}
    return _checkpoint(new, inputs), inputs


def delete(kind: Kind, cloud: Cloud, identity: str, state: Properties) -> None:
    """Delete the resource."""
    kind.delete(cloud, identity, opened(state))


def _copied(state: Properties) -> Properties:
    copied: Properties = opened(state.get(_COPY, {}))
    return copied


def _checkpoint(outputs: Properties, inputs: Properties) -> Properties:
    kept = {key: value for key, value in outputs.items() if value is not None}
    return {**kept, _COPY: Secret(opened(inputs))}


def _all_tags(cloud: Cloud, tags: Any) -> Any:
    if tags is UNKNOWN:
        return tags
    merged = {**cloud.tags, **{tag["key"]: tag["value"] for tag in opened(tags)}}
    return [{"key": key, "value": value} for key, value in merged.items()]
