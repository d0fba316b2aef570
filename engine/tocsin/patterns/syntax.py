"""From a pattern as written (parsed JSON or YAML) to conditions.

A pattern becomes its alternatives: lists of conditions of which all must hold, in the order they are written. There
is one unless $or is used; $or beside other fields means those and any of its branches.
"""

from __future__ import annotations

from functools import lru_cache
from sys import intern
from typing import TYPE_CHECKING, Any

from tocsin.errors import PatternError
from tocsin.patterns.addresses import parse_address
from tocsin.patterns.condition import Condition
from tocsin.patterns.expressions import is_number, kind_of, read_expression
from tocsin.patterns.fields import as_scalar
from tocsin.patterns.operators import Network, Test, shown

if TYPE_CHECKING:
    from tocsin.patterns.expressions import Place
    from tocsin.patterns.operators import Scalar

MAX_DEPTH = 100
"""Names in one path. EventBridge's own events are five deep."""

MAX_ALTERNATIVES = 1_000
"""What $or may multiply to; the limit of the EventBridge service."""

MAX_FIELDS = 256
"""Fields of one alternative; event-ruler's limit."""

OR = "$or"

_RESERVED_IN_OR = frozenset({
    "exactly", "equals-ignore-case", "prefix", "suffix", "anything-but", "exists", "wildcard", "numeric", "cidr",
    "=", "<", "<=", ">", ">=", "regex", "not-wildcard", "not-equals-ignore-case", "date-after", "date-on-or-after",
    "date-before", "date-on-or-before", "in-date-range", "ip-address-in-range", "ip-address-not-in-range",
})  # fmt: skip

Alternatives = list[list[Condition]]


def parse(source: Any) -> Alternatives:
    """The alternatives of a pattern. Raises PatternError with the position of what is wrong."""
    if not isinstance(source, dict):
        msg = f"a pattern is an object of fields, not {kind_of(source)}"
        raise PatternError(msg)
    alternatives = _parse_object(source, "", (), [[]], inside_or=False)
    _refuse_many_fields(alternatives)
    return alternatives


def _refuse_many_fields(alternatives: Alternatives) -> None:
    if max(map(len, alternatives)) > MAX_FIELDS:
        msg = f"more than {MAX_FIELDS} fields"
        raise PatternError(msg)


def _parse_object(
    node: dict[Any, Any], prefix: str, at: Place, alternatives: Alternatives, *, inside_or: bool
) -> Alternatives:
    """The alternatives so far, each with the conditions of this object added."""
    if not node:
        msg = "an empty object says nothing: name at least one field"
        raise PatternError(msg, at)
    if len(at) > 2 * MAX_DEPTH:  # each $or adds two places but no name to the path
        msg = f"nested more than {MAX_DEPTH} deep"
        raise PatternError(msg, at)
    for name, value in node.items():
        here = (*at, name)
        if name == OR:
            alternatives = _parse_or(value, prefix, here, alternatives)
            continue
        path = _path(prefix, name, here, inside_or=inside_or)
        if isinstance(value, list):
            condition = _parse_field(path, value, here)
            for conditions in alternatives:
                conditions.append(condition)
        elif isinstance(value, dict):
            alternatives = _parse_object(value, path + ".", here, alternatives, inside_or=inside_or)
        else:
            msg = f"a field takes a list of values or an object of fields, not {kind_of(value)}"
            raise PatternError(f"{msg}\nwrite [{shown(as_scalar(value))}]", here)
    return alternatives


def _parse_or(value: Any, prefix: str, at: Place, alternatives: Alternatives) -> Alternatives:
    """Each of the alternatives so far with each branch."""
    if not isinstance(value, list) or len(value) < 2:
        msg = f"{OR} takes a list of at least two objects"
        raise PatternError(msg, at)
    _refuse_many_fields(alternatives)  # before they are copied
    forked: Alternatives = []
    for index, branch in enumerate(value):
        here = (*at, index)
        if not isinstance(branch, dict):
            msg = f"a branch of {OR} is an object of fields, not {kind_of(branch)}"
            raise PatternError(msg, here)
        forked += _parse_object(branch, prefix, here, [[*conditions] for conditions in alternatives], inside_or=True)
        if len(forked) > MAX_ALTERNATIVES:
            msg = f"{OR} makes more than {MAX_ALTERNATIVES} alternatives"
            raise PatternError(msg, here)
    return forked


def _path(prefix: str, name: object, at: Place, *, inside_or: bool) -> str:
    if not isinstance(name, str):
        msg = f"a field's name is text, not {kind_of(name)}"
        raise PatternError(msg, at)
    if inside_or and name in _RESERVED_IN_OR:
        msg = f'"{name}" is an operator and cannot name a field inside {OR}'
        raise PatternError(msg, at)
    path = intern(prefix + name)  # the same few paths come in thousands of patterns
    if path.count(".") >= MAX_DEPTH:
        msg = f"nested more than {MAX_DEPTH} deep"
        raise PatternError(msg, at)
    return path


def _parse_field(path: str, values: list[Any], at: Place) -> Condition:
    if not values:
        msg = "an empty list matches nothing: give at least one value"
        raise PatternError(msg, at)
    if set(map(type, values)) == {str}:
        return _one_of(path, tuple(values))
    return _condition(path, [_parse_value(value, (*at, index)) for index, value in enumerate(values)])


@lru_cache(maxsize=4096)
def _one_of(path: str, texts: tuple[str, ...]) -> Condition:
    """The condition of a field with texts only. It never changes, so the patterns that ask for the same share one."""
    return _condition(path, list(map(_parse_text, texts)))


def _condition(path: str, accepted: list[Test | Scalar]) -> Condition:
    tests = [one for one in accepted if isinstance(one, Test)]
    exact = [one for one in accepted if not isinstance(one, Test)]
    return Condition(path, exact, tuple(tests))


def _parse_text(text: str) -> Network | str:
    address = parse_address(text)
    return text if address is None else Network(text, address[0], address[1], address[1])


def _parse_value(value: Any, at: Place) -> Test | Scalar:
    if isinstance(value, str):
        return _parse_text(value)
    if isinstance(value, dict):
        return read_expression(value, at)
    if value is None or isinstance(value, bool) or is_number(value):
        return as_scalar(value)
    msg = f"a value is text, a finite number, true, false, null or an operator, not {kind_of(value)}"
    raise PatternError(msg, at)
