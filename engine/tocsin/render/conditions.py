"""The tests of the template language (`is NAME`); this table is the allow-list.

Comparisons, also those by operator, take texts, numbers, booleans and null: a whole list or mapping of a payload may
be large, and comparing it is never what a message needs.
"""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING

from jinja2 import Undefined

from tocsin.errors import TemplateError
from tocsin.render.filters import items, present
from tocsin.render.payload import MAPPINGS, kind_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tocsin.model import Json

_SCALARS = frozenset({str, int, float, bool, type(None)})


def scalar(value: Json) -> Json:
    """`value`, if it can be compared."""
    if type(value) in _SCALARS or isinstance(value, str):
        return value
    raise TemplateError(f"{kind_of(present(value))} cannot be compared; compare a field of it")


def container(value: Json) -> Json:
    """What may stand at the right of `in`: a text, a mapping (its keys count) or a list (its texts and numbers do)."""
    if isinstance(value, (str, *MAPPINGS)):
        return value
    return [item for item in items(value) if type(item) in _SCALARS]


def _compare(compare: Callable[[Json, Json], bool]) -> Callable[[Json, Json], bool]:
    return lambda value, other: compare(scalar(value), scalar(other))


def _is(*types: type) -> Callable[[Json], bool]:
    return lambda value: type(value) in types


CONDITIONS: Mapping[str, Callable[..., bool]] = {
    "boolean": _is(bool),
    "defined": lambda value: not isinstance(value, Undefined),
    "eq": _compare(operator.eq),
    "false": lambda value: value is False,
    "float": _is(float),
    "ge": _compare(operator.ge),
    "gt": _compare(operator.gt),
    "in": lambda value, other: scalar(value) in container(other),
    "integer": _is(int),
    "le": _compare(operator.le),
    "lt": _compare(operator.lt),
    "mapping": lambda value: isinstance(value, MAPPINGS),
    "ne": _compare(operator.ne),
    "none": lambda value: value is None,
    "number": _is(int, float),
    "sequence": _is(list, tuple),
    "string": lambda value: isinstance(value, str),
    "true": lambda value: value is True,
    "undefined": lambda value: isinstance(value, Undefined),
}
"""What may stand after `is`."""
