"""The one Jinja environment of tocsin: data only.

Nothing that a template writes reaches an attribute of a Python object, a call or a format string: `.` and `[]` look
up keys of mappings and indices of lists, and that is all. The sandbox below it is a second line. This module imports
Jinja; it is imported where a template is first parsed.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NoReturn

from jinja2 import StrictUndefined, Undefined
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing, pass_context

from tocsin.errors import TemplateError
from tocsin.render.conditions import CONDITIONS, container, scalar
from tocsin.render.filters import FILTERS, concatenate, items, number, present, text
from tocsin.render.payload import MAPPINGS, MAX_ITEMS, MAX_STRING, bounded, kind_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tocsin.model import Json

WORK = 100_000
"""What the loops of one block may cost, in nodes evaluated (`language.cost`)."""

MAX_OPERAND = 1e12
"""Numbers that `+` and `-` take stay below this."""

LOOP_FIELDS = frozenset({"index", "index0", "revindex", "first", "last", "length"})
"""What `loop` offers."""

CONCATENATE, COMPARE, CONTAIN, LOOP, SLICE, MARK = "~", "==", "in", "for", "[:]", "*"
"""Filters that stand in the rewritten tree for constructs; no template can name them."""


class Absent(StrictUndefined):
    """What an alert does not have: false as a condition, an error anywhere else, replaced by `default`."""

    __slots__ = ()

    def __bool__(self) -> bool:  # type: ignore[override] # StrictUndefined fails here
        return False


class Scope:
    """What compiled blocks ask of a Jinja context: names, and the work that loops have left."""

    __slots__ = ("names", "work")

    def __init__(self, names: Mapping[str, Json]) -> None:
        self.names = names
        self.work = WORK

    def resolve_or_missing(self, name: str) -> Json:
        """The value of a name of the template."""
        return self.names.get(name, missing)

    def spend(self, work: int) -> None:
        """Pay for a loop before it starts."""
        self.work -= work
        if self.work < 0:
            raise TemplateError("its loops go through too much")


class TracedScope(Scope):
    """A scope that notes which marks are rendered (`branches`)."""

    __slots__ = ("reached",)

    def __init__(self, names: Mapping[str, Json], reached: set[int]) -> None:
        super().__init__(names)
        self.reached = reached


class PolicyEnvironment(ImmutableSandboxedEnvironment):
    """Jinja with data-only access and the allow-listed filters and tests."""

    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "%", "**"})

    def __init__(self) -> None:
        super().__init__(
            undefined=Absent, autoescape=False, finalize=text, trim_blocks=True, lstrip_blocks=True, cache_size=0
        )
        self.globals.clear()
        self.filters = {**FILTERS, **_CONSTRUCTS}
        self.tests = dict(CONDITIONS)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """The entry `attribute` of a mapping, a field of `loop`; Absent for anything else."""
        if isinstance(obj, MAPPINGS):
            if attribute in obj:
                value = obj[attribute]
                return value if type(value) is str and len(value) <= MAX_STRING else bounded(value)
            return Absent(name=attribute)
        if isinstance(obj, Undefined):
            return obj
        if type(obj) is LoopContext and attribute in LOOP_FIELDS:
            return getattr(obj, attribute)
        return Absent(name=attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """The entry of a mapping, or the item of a list or text at an integer index; Absent for anything else."""
        if isinstance(obj, MAPPINGS) and isinstance(argument, str):
            return bounded(obj[argument]) if argument in obj else Absent(name="a key")
        if isinstance(obj, (list, tuple, str)) and type(argument) is int:
            return bounded(obj[argument]) if -len(obj) <= argument < len(obj) else Absent(name="an item")
        return obj if isinstance(obj, Undefined) else Absent(name="an item")

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """`+` and `-` of numbers below MAX_OPERAND, `+` of texts."""
        if operator == "+" and isinstance(left, str) and isinstance(right, str):
            return concatenate(left, right)
        if operator not in {"+", "-"} or max(abs(number(left)), abs(number(right))) >= MAX_OPERAND:
            raise TemplateError(f"{operator} is not possible here")
        return left + right if operator == "+" else left - right

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Never: no attribute of an object is part of the language."""
        return False

    def is_safe_callable(self, obj: Any) -> bool:
        """Never: no call is part of the language."""
        return False

    def call(__self, *args: Any, **kwargs: Any) -> NoReturn:  # noqa: N805 - Jinja's own signature
        """Refuse: the language has no calls."""
        raise TemplateError("calls are not part of the template language")


@pass_context
def _loop(scope: Scope, value: Json, cost: int) -> list[Json]:
    found = items(value)
    scope.spend(len(found) * cost)
    return found


@pass_context
def _mark(scope: TracedScope, text: str, number: int) -> str:
    scope.reached.add(number)
    return text


def _slice(value: Json, start: int | None, stop: int | None, step: int | None) -> Json:
    if isinstance(present(value), str):
        return value[start:stop:step]
    if not isinstance(value, (list, tuple)):
        raise TemplateError(f"{kind_of(value)} cannot be sliced")
    return [bounded(value[index]) for index in range(*slice(start, stop, step).indices(len(value)))[:MAX_ITEMS]]


_CONSTRUCTS = {CONCATENATE: concatenate, COMPARE: scalar, CONTAIN: container, LOOP: _loop, SLICE: _slice, MARK: _mark}


@cache
def environment() -> PolicyEnvironment:
    """The environment; it holds no state of any template, so one is enough."""
    return PolicyEnvironment()
