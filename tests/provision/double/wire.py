"""Property values: a protobuf Struct between Pulumi's engine and a provider, plain values in here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from google.protobuf import struct_pb2  # type: ignore[import-untyped]

Properties = dict[str, Any]
"""Values by property name: None, bool, int, float, str, UNKNOWN, Secret, and lists and dicts of these."""

_SIGNATURE = "4dabf18193072939515e22adb298388d"
_SECRET = "1b47061264138c4ac30d75fd1eb44270"
_STRING = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
_UNKNOWNS = {
    _STRING,
    "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",  # bool
    "3eeb2bf0-c639-47a8-9e75-3b44932eb421",  # number
    "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",  # array
    "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",  # object
}


class _Unknown:
    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = _Unknown()
"""A value that is not known before the deploy."""


@dataclass(frozen=True, slots=True)
class Secret:
    """A value that nobody may read in a state or a diff."""

    value: Any = field(repr=False)


def load(struct: struct_pb2.Struct) -> Properties:
    """A Struct as plain values; whole numbers are int. Assets and resource references raise ValueError."""
    return {name: _load(value) for name, value in struct.fields.items()}


def dump(properties: Properties) -> struct_pb2.Struct:
    """The opposite; what is None is left out."""
    struct = struct_pb2.Struct()
    for name, value in properties.items():
        if value is not None:
            struct.fields[name].CopyFrom(_dump(value))
    return struct


def opened(value: Any) -> Any:
    """The same without secrets' seals."""
    if isinstance(value, Secret):
        return opened(value.value)
    if isinstance(value, dict):
        return {name: opened(each) for name, each in value.items()}
    if isinstance(value, list):
        return [opened(each) for each in value]
    return value


def sealed(value: Any, like: Any) -> Any:
    """The value with a seal wherever `like` has one; a list of another length is sealed whole."""
    if isinstance(value, Secret):
        return value
    if isinstance(like, Secret):
        return Secret(opened(value))
    if isinstance(value, dict) and isinstance(like, dict):
        return {name: sealed(each, like.get(name)) for name, each in value.items()}
    if isinstance(value, list) and isinstance(like, list) and opened(like) != like:
        if len(value) != len(like):
            return Secret(opened(value))
        return [sealed(*pair) for pair in zip(value, like, strict=True)]
    return value


def _load(value: struct_pb2.Value) -> Any:
    match value.WhichOneof("kind"):
        case "struct_value":
            return _object(value.struct_value)
        case "list_value":
            return [_load(each) for each in value.list_value.values]
        case "string_value":
            return UNKNOWN if value.string_value in _UNKNOWNS else value.string_value
        case "number_value":
            number = value.number_value
            return int(number) if number.is_integer() else number
        case "bool_value":
            return value.bool_value
        case _:
            return None


def _object(struct: struct_pb2.Struct) -> Any:
    plain = load(struct)
    match plain.pop(_SIGNATURE, None):
        case None:
            return plain
        case str(signature) if signature == _SECRET:
            return Secret(plain["value"])
        case signature:
            raise ValueError(f"a value of kind {signature} is not expected here")


def _dump(value: Any) -> struct_pb2.Value:
    match value:
        case Secret(inner):
            return _dump({_SIGNATURE: _SECRET, "value": inner})
        case dict():
            return struct_pb2.Value(struct_value=dump(value))
        case list():
            return struct_pb2.Value(list_value=struct_pb2.ListValue(values=[_dump(each) for each in value]))
        case bool():
            return struct_pb2.Value(bool_value=value)
        case int() | float():
            return struct_pb2.Value(number_value=value)
        case _Unknown():
            return struct_pb2.Value(string_value=_STRING)
        case str():
            return struct_pb2.Value(string_value=value)
        case None:
            return struct_pb2.Value(null_value=struct_pb2.NULL_VALUE)
        case _:
            raise TypeError(f"no property value: {value!r}")
