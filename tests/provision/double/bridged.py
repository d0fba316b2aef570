"""How resources of pulumi-aws behave: Terraform's, behind Pulumi's bridge."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, NamedTuple

from provision.double.diffs import Change, compare
from provision.double.kinds import violations
from provision.double.typed import arguments
from provision.double.wire import UNKNOWN, Secret, opened, sealed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from provision.double.cloud import Cloud
    from provision.double.kind import Kind
    from provision.double.wire import Properties

MARK = "__defaults"
"""What an object of inputs has more than the program gave it: the names of properties that the provider filled in."""

_MAPS = frozenset({"tags", "tagsAll"})
"""Properties whose keys are a user's own; the bridge marks no defaults in them."""


class Difference(NamedTuple):
    """What a Diff says. `changes` None: something changes, and the engine is to find out what."""

    changes: list[Change] | None
    replaces: tuple[str, ...] = ()
    delete_first: bool = False


def check(
    kind: Kind, cloud: Cloud, news: Properties, *, name: str, seed: bytes, olds: Properties
) -> tuple[Properties, list[str]]:
    """The inputs with what the provider fills in (a name, the Region, all tags), and what is wrong with them.

    A name is the logical one with some characters that the seed gives, and stays what it was in the `olds`.
    """
    names = arguments(kind.arguments)
    inputs = {key: value for key, value in news.items() if value is not None}
    filled = []
    if "name" in names and inputs.get("name") is None and inputs.get("namePrefix") is None:
        before = opened(olds.get("name")) if "name" in opened(olds.get(MARK, [])) else None
        inputs["name"] = before or f"{name}-{hashlib.sha256(seed).hexdigest()[:7]}"
        filled.append("name")
    if "region" in kind.replaced_by and cloud.region:
        inputs = {"region": cloud.region, **inputs}
    if "tags" in names:
        inputs["tagsAll"] = _all_tags(cloud, inputs.get("tags", {}))
    found = violations(kind.token, {**news, **{key: inputs[key] for key in filled}})
    return (_marked(inputs, filled) if kind.marked else inputs), found


def diff(kind: Kind, state: Properties, news: Properties) -> Difference:
    """The state against new inputs. A name that the program chose must be free before there is another."""
    names = {*arguments(kind.arguments), "tagsAll"}
    before = kind.settled({key: value for key, value in plain(state).items() if key in names})
    after = kind.settled(plain(news))
    changes = list(compare(before, after))
    replaces = tuple(sorted({change.top for change in changes} & kind.replaced_by))
    marks = opened(news.get(MARK))
    named = "name" in after and marks is not None and "name" not in marks
    return Difference(changes, replaces, bool(replaces) and named)


def create(kind: Kind, cloud: Cloud, news: Properties) -> tuple[str, Properties]:
    """Make the resource: its id and outputs, secret where the inputs are."""
    identity, outputs = kind.create(cloud, plain(news))
    return identity, _outputs(identity, outputs, news)


def preview(kind: Kind, state: Properties, news: Properties) -> Properties:
    """The outputs as far as they are known before the resource is made or changed."""
    computed = {key: state.get(key, UNKNOWN) for key in ("id", *kind.computed)}
    return {**computed, **_outputs(None, plain(news), news)}


def update(kind: Kind, cloud: Cloud, identity: str, state: Properties, news: Properties) -> Properties:
    """Change the resource in place: the new outputs."""
    return _outputs(identity, kind.update(cloud, identity, plain(state), plain(news)), news)


def read(
    kind: Kind, cloud: Cloud, identity: str, state: Properties, inputs: Properties
) -> tuple[Properties, Properties] | None:
    """The outputs as AWS has them now, and the inputs that would make them so; None: the resource is gone."""
    found = kind.read(cloud, identity, plain(state))
    if found is None:
        return None
    outputs = sealed(_outputs(identity, found, inputs), state)
    return outputs, _refreshed(inputs, outputs) if inputs else _imported(kind, outputs)


def delete(kind: Kind, cloud: Cloud, identity: str, state: Properties) -> None:
    """Delete the resource."""
    kind.delete(cloud, identity, plain(state))


def plain(properties: Properties) -> Properties:
    """Without secrets' seals and marks, at any depth."""
    return {key: each for key, each in unmarked(opened(properties)).items() if each is not None and key != "id"}


def unmarked(value: Mapping[str, Any]) -> Properties:
    """Without marks of defaults, at any depth."""
    return {key: _each(each, unmarked) for key, each in value.items() if key != MARK}


def _outputs(identity: str | None, outputs: Properties, like: Properties) -> Properties:
    identified = outputs if identity is None else {"id": identity, **outputs}
    kept: Properties = sealed(identified, like)
    return {key: each for key, each in kept.items() if each is not None}


def _all_tags(cloud: Cloud, tags: Any) -> Any:
    """With those of the provider's configuration, unless the resource has others of these keys."""
    if isinstance(tags, Secret):
        return Secret(_all_tags(cloud, tags.value))
    return UNKNOWN if tags is UNKNOWN else {**cloud.tags, **tags}


def _marked(value: Mapping[str, Any], filled: list[str]) -> Properties:
    marked = {key: each if key in _MAPS else _each(each, lambda v: _marked(v, [])) for key, each in value.items()}
    return {MARK: filled, **marked}


def _each(value: Any, change: Callable[[Mapping[str, Any]], Properties]) -> Any:
    """The value with every outermost object in it changed."""
    if isinstance(value, dict):
        return change(value)
    if isinstance(value, Secret):
        return Secret(_each(value.value, change))
    return [_each(each, change) for each in value] if isinstance(value, list) else value


def _refreshed(inputs: Any, outputs: Any) -> Any:
    """Inputs with the values of the outputs: what the program has never given stays out."""
    if isinstance(inputs, Secret):
        return Secret(_refreshed(inputs.value, opened(outputs)))
    if isinstance(outputs, Secret):
        return Secret(_refreshed(opened(inputs), outputs.value))
    if isinstance(inputs, dict) and isinstance(outputs, dict):
        return dict(_refreshed_object(inputs, outputs))
    if isinstance(inputs, list) and isinstance(outputs, list) and len(inputs) == len(outputs):
        return [_refreshed(*pair) for pair in zip(inputs, outputs, strict=True)]
    return outputs


def _refreshed_object(inputs: Properties, outputs: Properties) -> Iterator[tuple[str, Any]]:
    for key, value in inputs.items():
        if key == MARK:
            yield key, value
        elif key in outputs:
            yield key, outputs[key] if key in _MAPS else _refreshed(value, outputs[key])


def _imported(kind: Kind, outputs: Properties) -> Properties:
    names = {*arguments(kind.arguments), "tagsAll"}
    found = {key: value for key, value in outputs.items() if key in names and value not in ("", [], {})}
    return _marked(found, []) if kind.marked else found
