"""Requests against the limits of the AWS API: lengths, ranges, patterns and enums of botocore's model."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from provision.double.wire import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_SPACES = " \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"


def breaches(operation: str, request: Mapping[str, Any]) -> Iterator[str]:
    """What the API would refuse in a request of ssm-contacts, each with the path in the API's names."""
    yield from _value(_model().operation_model(operation).input_shape, request, "")


@cache
def _model() -> Any:
    import botocore.session

    return botocore.session.get_session().get_service_model("ssm-contacts")


def _value(shape: Any, value: Any, path: str) -> Iterator[str]:
    if value is UNKNOWN:
        return
    match shape.type_name:
        case "structure":
            for name in shape.required_members:
                if name not in value:
                    yield f"{path}.{name}: is required".lstrip(".")
            for name, each in value.items():
                yield from _value(shape.members[name], each, f"{path}.{name}".lstrip("."))
        case "list":
            yield from _range(shape, len(value), path, "has {} entries")
            for index, each in enumerate(value):
                yield from _value(shape.member, each, f"{path}[{index}]")
        case "map":
            for name, each in value.items():
                yield from _value(shape.key, name, path)
                yield from _value(shape.value, each, f"{path}.{name}")
        case "string":
            yield from _range(shape, len(value), path, "has {} characters")
            yield from _text(shape, value, path)
        case "integer":
            yield from _range(shape, value, path, "is {}")


def _range(shape: Any, found: int, path: str, words: str) -> Iterator[str]:
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if (least is not None and found < least) or (most is not None and found > most):
        yield f"{path}: {words.format(found)}; the API takes {least or 0} to {'any' if most is None else most}"


def _text(shape: Any, value: str, path: str) -> Iterator[str]:
    pattern = shape.metadata.get("pattern")
    if pattern is not None and not _pattern(pattern).fullmatch(value):
        yield f"{path}: does not match {pattern}"
    if shape.enum and value not in shape.enum:
        yield f"{path}: must be one of {', '.join(shape.enum)}"


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    r"""A pattern of the model in Python's words: `\p{..}` is unknown there, and `(..+)*` takes time without end."""
    translated = pattern.replace(r"\p{L}", r"\w").replace(r"\p{N}", "").replace(r"\p{Z}", _SPACES)
    return re.compile(translated.replace("]+)*", "])*"))
