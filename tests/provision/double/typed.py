"""Inputs against the typed SDK of the real provider: its `*Args` classes say every name, type and requirement."""

from __future__ import annotations

import collections.abc
import inspect
import typing
from enum import Enum
from functools import cache
from importlib import import_module
from threading import Lock
from types import NoneType
from typing import TYPE_CHECKING, Any, NamedTuple

from provision.double.wire import UNKNOWN, Secret

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_IMPORTING = Lock()
"""The SDKs load their modules at first use, and not for two threads at once."""

_BASIC = {str: "text", int: "a whole number", bool: "true or false", float: "a number"}


class Argument(NamedTuple):
    """A property of an Args class: the types that it may have, and whether it must be given."""

    types: tuple[Any, ...]
    required: bool


def arguments(place: str) -> Mapping[str, Argument]:
    """The properties of an Args class by the provider's names. `place` is "module:class"."""
    module, _, name = place.partition(":")
    with _IMPORTING:
        return _arguments(getattr(import_module(module), name))


def mismatches(place: str, inputs: Mapping[str, Any]) -> Iterator[str]:
    """What the SDK's types do not allow in these inputs, each with the path of the property."""
    yield from _object(arguments(place), inputs, "")


@cache
def _arguments(cls: type) -> Mapping[str, Argument]:
    from pulumi import _types  # as `pulumi.set` and the engine's serializer read them; there is no public way

    names = _types.input_type_py_to_pulumi_names(cls)
    required = {
        names[name]
        for name, parameter in inspect.signature(cls).parameters.items()
        if parameter.default is inspect.Parameter.empty
    }
    return {name: Argument(_types_of(type_), name in required) for name, type_ in _types.input_type_types(cls).items()}


def _types_of(type_: Any) -> tuple[Any, ...]:
    """The members of Input[T], InputType[T], Optional[T] and Union without what only a program may pass."""
    from pulumi import Output

    if typing.get_origin(type_) is not typing.Union:
        return (type_,)
    plumbing = (collections.abc.Awaitable, Output)
    members = [each for each in typing.get_args(type_) if each is not NoneType]
    return tuple(t for each in members if typing.get_origin(each) not in plumbing for t in _types_of(each))


def _object(known: Mapping[str, Argument], value: Mapping[str, Any], path: str) -> Iterator[str]:
    for name, argument in known.items():
        if argument.required and value.get(name) is None:
            yield f"{path}{name}: is required"
    for name, each in value.items():
        if name not in known:
            yield f"{path}{name}: is no property"
        elif each is not None:
            yield from _value(known[name].types, each, f"{path}{name}")


def _value(types: tuple[Any, ...], value: Any, path: str) -> Iterator[str]:
    """Nothing if one of the types fits; else what the first says."""
    if isinstance(value, Secret):
        yield from _value(types, value.value, path)
    elif value is not UNKNOWN:
        found = [list(_one(each, value, path)) for each in types]
        yield from [] if [] in found else found[0]


def _one(type_: Any, value: Any, path: str) -> Iterator[str]:
    origin, members = typing.get_origin(type_), typing.get_args(type_)
    if origin is collections.abc.Sequence:
        yield from _list(_types_of(members[0]), value, path)
    elif origin is collections.abc.Mapping:
        yield from _map(_types_of(members[1]), value, path)
    elif type_ in _BASIC:
        if not _is(type_, value):
            yield f"{path}: must be {_BASIC[type_]}, is {value!r}"
    elif issubclass(type_, Enum):
        if value not in {each.value for each in type_}:
            yield f"{path}: must be one of {', '.join(each.value for each in type_)}, is {value!r}"
    elif not isinstance(value, dict):
        yield f"{path}: must be an object, is {value!r}"
    else:
        yield from _object(_arguments(type_), value, f"{path}.")


def _list(types: tuple[Any, ...], value: Any, path: str) -> Iterator[str]:
    if not isinstance(value, list):
        yield f"{path}: must be a list, is {value!r}"
        return
    for index, each in enumerate(value):
        yield from _value(types, each, f"{path}[{index}]")


def _map(types: tuple[Any, ...], value: Any, path: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{path}: must be a map, is {value!r}"
        return
    for name, each in value.items():
        yield from _value(types, each, f"{path}.{name}")


def _is(type_: type, value: Any) -> bool:
    if type_ is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    return type(value) is type_
