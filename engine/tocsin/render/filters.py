"""The filters of the template language; this table is the allow-list. docs/templates.md shows each with an example.

They take what Jinja's filters of the same name take, less what reaches into objects (`attribute=`) or grows without
bound. They read texts, numbers, booleans and null (which is empty); an absent field is an error except to `default`.
Times are in filters_time.
"""

from __future__ import annotations

import math
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal

from jinja2 import Undefined

from tocsin.errors import TemplateError
from tocsin.render import filters_time
from tocsin.render.payload import (
    MAPPINGS,
    MAX_INTEGER,
    MAX_ITEMS,
    MAX_TEXT,
    as_float,
    as_text,
    bounded,
    kind_of,
    members,
)
from tocsin.render.texts import cut

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from tocsin.model import Json

MAX_DEPTH = 8
"""Levels of a value that `tojson` writes out."""

MAX_NODES = 5000
"""Values that `tojson` writes out."""

TRUNCATED = 255
"""Characters that `truncate` leaves if it is told no number."""

_ELIDED = "…"
_FOLDED = 256


def present(value: Json) -> Json:
    """`value` itself; an absent one raises Jinja's UndefinedError."""
    if isinstance(value, Undefined):
        str(value)
    return value


def text(value: Json) -> str:
    """`value` as text; see `as_text`."""
    return value if type(value) is str else as_text(present(value))


def number(value: Json) -> int | float:
    """`value` if it is a number."""
    if type(value) is int or type(value) is float:
        return value
    raise TemplateError(f"{kind_of(present(value))} is not a number")


def items(value: Json) -> list[Json]:
    """The items of a list or keys of a mapping, at most MAX_ITEMS."""
    return members(present(value))


def default(value: Json, default: Json = "", boolean: bool = False) -> Json:
    """`default` for a field that is absent or null (with `boolean` also for an empty or false one)."""
    missing = value is None or isinstance(value, Undefined) or (boolean and not value)
    return default if missing else value


def upper(value: Json) -> str:
    """In capitals."""
    return text(value).upper()


def lower(value: Json) -> str:
    """In small letters."""
    return text(value).lower()


def title(value: Json) -> str:
    """Each word with a capital."""
    return " ".join(word[:1].upper() + word[1:].lower() for word in text(value).split(" "))


def capitalize(value: Json) -> str:
    """The first letter a capital, the others small."""
    return text(value).capitalize()


def trim(value: Json, chars: str | None = None) -> str:
    """Without white space (or the characters of `chars`) at both ends."""
    return text(value).strip(chars)


def truncate(value: Json, length: int = TRUNCATED, killwords: bool = False, end: str = _ELIDED) -> str:
    """At most `length` characters with `end` counted in, cut at a space unless `killwords`."""
    whole = text(value)
    if len(whole) <= length:
        return whole
    kept = whole[: max(0, length - len(end))]
    return (kept if killwords else kept.rsplit(" ", 1)[0]) + end


def replace(value: Json, old: str, new: str, count: int | None = None) -> str:
    """With `new` in place of `old`, everywhere or the first `count` times."""
    whole, old, new = text(value), text(old), text(new)
    times = whole.count(old) if count is None else min(number(count), whole.count(old))
    if len(whole) + times * (len(new) - len(old)) > MAX_TEXT:
        raise TemplateError(f"replace makes a text of over {MAX_TEXT} characters")
    return whole.replace(old, new, int(times))


def join(value: Json, separator: str = "") -> str:
    """The items of a list, as texts, with `separator` between them."""
    return concatenate(*(piece for item in items(value) for piece in (separator, item)), skip=1)


def concatenate(*values: Json, skip: int = 0) -> str:
    """The values as one text, cut at MAX_TEXT; what `~` does. Its length is known before it is built."""
    pieces: list[str] = []
    room = MAX_TEXT
    for value in values[skip:]:
        pieces.append(text(value))
        room -= len(pieces[-1])
        if room < 0:
            break
    return cut("".join(pieces), MAX_TEXT)


def length(value: Json) -> int:
    """How many characters, items or keys."""
    if isinstance(present(value), (str, list, tuple, *MAPPINGS)):
        return len(value)
    raise TemplateError(f"{kind_of(value)} has no length")


def first(value: Json) -> Json:
    """The first item of a list or character of a text; absent if there is none."""
    return _one(value, 0, "first")


def last(value: Json) -> Json:
    """The last item of a list or character of a text; absent if there is none."""
    return _one(value, -1, "last")


def _one(value: Json, index: int, name: str) -> Json:
    if not isinstance(present(value), (str, list, tuple)):
        raise TemplateError(f"{kind_of(value)} has no {name} item")
    from tocsin.render.environment import Absent

    return bounded(value[index]) if value else Absent(name=name)


def round_(value: Json, precision: int = 0, method: Literal["common", "ceil", "floor"] = "common") -> float:
    """To `precision` digits after the point, "common", "ceil" or "floor"."""
    if not -12 <= number(precision) <= 12:
        raise TemplateError("round takes a precision of -12 to 12")
    if method == "common":
        return round(as_float(number(value)), int(precision))
    shift: float = 10.0 ** int(precision)
    up_or_down = {"ceil": math.ceil, "floor": math.floor}
    if method not in up_or_down:
        raise TemplateError('round takes the methods "common", "ceil" and "floor"')
    return up_or_down[method](number(value) * shift) / shift


def int_(value: Json, default: int = 0) -> int:
    """As an integer; `default` where that cannot be."""
    found = float_(value, math.nan)
    if not abs(found) < MAX_INTEGER:
        return default
    return int(value) if type(value) is int else int(found)


def float_(value: Json, default: float = 0.0) -> float:
    """As a floating-point number; `default` where that cannot be."""
    try:
        found = as_float(value if type(value) in {int, float, bool} else float(text(value)))
    except (ValueError, TemplateError):
        return default
    return found if math.isfinite(found) else default


def abs_(value: Json) -> int | float:
    """Without its sign."""
    return abs(number(value))


def sort(value: Json, reverse: bool = False) -> list[Json]:
    """The items in order: null, numbers, then texts without regard to case."""
    return sorted(items(value), key=_order, reverse=bool(reverse))


def unique(value: Json) -> list[Json]:
    """The items without repetition, texts without regard to case."""
    found: dict[tuple[type, Json], Json] = {}
    for item in items(value):
        text(item)
        found.setdefault((type(item), _folded(item)), item)
    return list(found.values())


def dictsort(value: Json) -> list[tuple[str, Json]]:
    """Key and value of each entry of a mapping, by key without regard to case."""
    if not isinstance(present(value), MAPPINGS):
        raise TemplateError(f"{kind_of(value)} is not a mapping")
    return [(key, bounded(value[key])) for key in sorted(islice(value, MAX_ITEMS), key=_folded)]


def tojson(value: Json, indent: int | None = None) -> str:
    """As JSON: at most MAX_DEPTH levels, MAX_NODES values and MAX_TEXT characters; "…" stands for the rest."""
    import json

    if indent is not None and not 0 <= number(indent) <= 4:
        raise TemplateError("tojson takes an indent of 0 to 4")
    pruned = _Pruner().prune(present(value), MAX_DEPTH)
    return cut(json.dumps(pruned, ensure_ascii=False, indent=indent), MAX_TEXT)


def _folded(value: Json) -> Json:
    """For comparing without regard to case; only the beginning, since folding a long text takes a while."""
    return value[:_FOLDED].casefold() + value[_FOLDED:] if isinstance(value, str) else value


def _order(value: Json) -> tuple[int, Json]:
    if isinstance(value, str):
        return (2, _folded(value))
    text(value)  # refuses lists and mappings
    return (0, 0) if value is None else (1, value)


class _Pruner:
    """Copies a value until the bounds of one `tojson` are reached."""

    def __init__(self) -> None:
        self.nodes = MAX_NODES
        self.room = MAX_TEXT

    def prune(self, value: Json, depth: int) -> Json:
        self.nodes -= 1
        if isinstance(value, (list, tuple, *MAPPINGS)):
            if depth == 0:
                return _ELIDED
            return self._mapping(value, depth) if isinstance(value, MAPPINGS) else self._list(value, depth)
        if type(value) is float and not math.isfinite(value):
            return str(value)
        self.room -= len(value) if isinstance(value, str) else 4
        return bounded(value) if value is None or type(value) is bool else bounded(_scalar(value))

    def _mapping(self, value: Mapping[str, Json], depth: int) -> dict[str, Json]:
        kept: dict[str, Json] = {}
        for key, below in self._within(value.items()):
            self.room -= len(str(key))
            kept[str(key)] = self.prune(below, depth - 1)
        return kept if len(kept) == len(value) else {**kept, _ELIDED: _ELIDED}

    def _list(self, value: list[Json] | tuple[Json, ...], depth: int) -> list[Json]:
        kept = [self.prune(below, depth - 1) for below in self._within(value)]
        return kept if len(kept) == len(value) else [*kept, _ELIDED]

    def _within(self, values: Iterable[Any]) -> Iterable[Any]:
        for count, value in enumerate(values):
            if count >= MAX_ITEMS or self.nodes <= 0 or self.room <= 0:
                return
            yield value


def _scalar(value: Json) -> Json:
    return value if type(value) in {int, float} else as_text(value)


FILTERS: Mapping[str, Callable[..., Json]] = {
    "abs": abs_,
    "capitalize": capitalize,
    "count": length,
    "date": filters_time.date,
    "default": default,
    "dictsort": dictsort,
    "first": first,
    "float": float_,
    "int": int_,
    "join": join,
    "last": last,
    "length": length,
    "list": items,
    "lower": lower,
    "replace": replace,
    "round": round_,
    "since": filters_time.since,
    "sort": sort,
    "string": text,
    "time": filters_time.time,
    "title": title,
    "tojson": tojson,
    "trim": trim,
    "truncate": truncate,
    "unique": unique,
    "upper": upper,
}
"""What may stand after `|`."""

SECURE_ONLY = frozenset({"tojson"})
"""Filters that public blocks do not have: they print what nobody listed."""

COSTLY = frozenset({"dictsort", "join", "list", "sort", "title", "unique"})
"""Filters that take a list or each word of a text in hand; the language charges them more."""
