"""An operation's input, checked against the service model and read into plain values.

Wrong types are a SerializationException at once, as the service's JSON layer answers; values outside their limits are
one ValidationException that names every field. What comes back holds known members only and no nulls.
"""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING, Any

from tocsin.emulator.characters import ALLOWED
from tocsin.emulator.errors import ServiceError, invalid_fields, malformed, unknown_operation

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tocsin.choices import Choices

Shape = Any
"""A shape of botocore.model (untyped there): type_name, metadata and, by type, members, member, key, value, enum."""

_LENGTH: Mapping[str, Callable[[str], int]] = {
    "characters": len,
    "utf16": lambda text: len(text.encode("utf-16-le")) // 2,
    "bytes": lambda text: len(text.encode()),
}


@cache
def _service_model() -> Any:
    from botocore.loaders import Loader
    from botocore.model import ServiceModel

    return ServiceModel(Loader().load_service_model("ssm-contacts", "service-2"))


def operation_names() -> list[str]:
    """All operations of the service, also those that this emulator does not have."""
    return list(_service_model().operation_names)


@cache
def input_shape(operation: str) -> Shape:
    """The input structure of an operation of the model; UnknownOperationException for any other name."""
    if operation not in operation_names():
        raise unknown_operation(f"SSMContacts has no operation {operation!r}")
    return _service_model().operation_model(operation).input_shape


def read_input(operation: str, given: Any, choices: Choices) -> dict[str, Any]:
    """The checked input of one call. Raises the ServiceError that the service would answer."""
    reader = _Reader(choices)
    value: dict[str, Any] = reader.read(input_shape(operation), given, "")
    if reader.problems:
        raise invalid_fields(reader.problems)
    return value


class _Reader:
    """Walks a value along its shape; `problems` gathers (path, what is wrong)."""

    def __init__(self, choices: Choices) -> None:
        self.choices = choices
        self.length = _LENGTH[choices.length_in]
        self.problems: list[tuple[str, str]] = []

    def read(self, shape: Shape, value: Any, path: str) -> Any:
        """The value at `path` ("Plan.Stages.0.Targets"), cleaned."""
        return getattr(self, f"_{shape.type_name}")(shape, value, path)

    def _structure(self, shape: Shape, value: Any, path: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise _wrong_type(path, "a structure")
        given = {name: entry for name, entry in value.items() if entry is not None}
        for name in shape.required_members:
            if name not in given:
                self.problems.append((_join(path, name), "is required"))
        if self.choices.unknown_members == "refuse":
            self.problems.extend((_join(path, name), "is not a member") for name in given if name not in shape.members)
        return {
            name: self.read(member, given[name], _join(path, name))
            for name, member in shape.members.items()
            if name in given
        }

    def _list(self, shape: Shape, value: Any, path: str) -> list[Any]:
        if not isinstance(value, list):
            raise _wrong_type(path, "a list")
        self._within(shape, len(value), path, "entries")
        return [self.read(shape.member, entry, _join(path, str(index))) for index, entry in enumerate(value)]

    def _map(self, shape: Shape, value: Any, path: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise _wrong_type(path, "a map")
        return {
            self.read(shape.key, key, path): self.read(shape.value, entry, _join(path, key))
            for key, entry in value.items()
        }

    def _string(self, shape: Shape, value: Any, path: str) -> str:
        if not isinstance(value, str):
            raise _wrong_type(path, "a string")
        _refuse_surrogates(value, path)
        self._within(shape, self.length(value), path, "characters")
        if shape.enum and value not in shape.enum:
            self.problems.append((path, f"must be one of {', '.join(shape.enum)}"))
        if shape.name in ALLOWED and not ALLOWED[shape.name](value):
            self.problems.append((path, f"is not a valid {shape.name}"))
        return value

    def _integer(self, shape: Shape, value: Any, path: str) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise _wrong_type(path, "an integer")
        self._within(shape, value, path, "")
        return value

    def _boolean(self, _: Shape, value: Any, path: str) -> bool:
        if not isinstance(value, bool):
            raise _wrong_type(path, "true or false")
        return value

    def _timestamp(self, _: Shape, value: Any, path: str) -> float:
        """Epoch seconds, as JSON 1.1 sends them."""
        if not isinstance(value, int | float) or isinstance(value, bool) or not _fits_double(value):
            raise _wrong_type(path, "a timestamp in seconds")
        return float(value)

    def _within(self, shape: Shape, size: int, path: str, unit: str) -> None:
        low, high = shape.metadata.get("min", -math.inf), shape.metadata.get("max", math.inf)
        if size < low:
            self.problems.append((path, f"must be at least {low} {unit}".rstrip()))
        if size > high:
            self.problems.append((path, f"must be at most {high} {unit}".rstrip()))


def _join(path: str, step: str) -> str:
    return f"{path}.{step}" if path else step


def _wrong_type(path: str, expected: str) -> ServiceError:
    return malformed(f"{path or 'The body'} is not {expected}")


def _fits_double(value: float) -> bool:
    try:
        return math.isfinite(float(value))
    except OverflowError:
        return False


def _refuse_surrogates(text: str, path: str) -> None:
    """Half a surrogate pair is legal in JSON but has no UTF-8 form."""
    if not text.isascii() and any("\ud800" <= c <= "\udfff" for c in text):
        raise malformed(f"{path} is not Unicode text")
