"""Alerts as a review may show them: values that are not public are made up.

A comment on a pull request is read by more people than a page is. Shown are the fields that every SMS may hold, those
declared `public`, and what the policies themselves write or what was made from their patterns: that is in the
repository for everybody to read. Whatever else an alert holds, from a sample, a test or the past, is replaced by its
own name in brackets (numbers by 0) before texts are rendered, so that no filter can carry it out. Secret fields are
replaced even in alerts that are made, and even where a person asks to see internal ones.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from tocsin.model import Alert, Json
    from tocsin.patterns import Pattern
    from tocsin.policyset import PolicySet

_OPEN = ("labels", "annotations", "event")
_MAY_SHOW = ("summary", "url", "account", "region", "id")
_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
_ANY_TIME = "2026-01-05T12:00:00Z"
_MANY, _DEEP = 20, 8
"""Items of a list and levels of a payload that are kept."""


class Sight(NamedTuple):
    """What may be shown of an alert: dotted paths, texts wherever they stand; and what must not in any case.

    `everything`: all that is not secret.
    """

    paths: Collection[str] = ()
    texts: Collection[str] = ()
    secret: Collection[str] = ()
    everything: bool = False

    def allows(self, path: str, value: Json) -> bool:
        """Whether the value at a path (without the leading "alert.") may be shown."""
        if _covered(path, self.secret):
            return False
        return self.everything or _covered(path, self.paths) or (isinstance(value, str) and value in self.texts)


def sight(
    kind: str,
    sets: Iterable[PolicySet],
    patterns: Iterable[Pattern],
    words: Collection[str],
    *,
    made: bool,
    internal: bool,
) -> Sight:
    """What may be shown of an alert of a type that two sets treat differently.

    `patterns` are those of the policies concerned: of an alert that was `made` from them, all they speak of is theirs.
    """
    sets = tuple(sets)
    public = [set(each.public.get(kind, ())) for each in sets]
    secret = {path for each in sets for path in each.secret.get(kind, ())}
    spoken = {condition.path for each in patterns for row in each.alternatives for condition in row} if made else set()
    paths = {_bare(path) for path in set.intersection(*public)} | spoken
    return Sight(paths, words, {_bare(path) for path in secret}, internal)


def written(patterns: Iterable[Pattern]) -> frozenset[str]:
    """Every text that a pattern writes in so many words."""
    conditions = (condition for each in patterns for row in each.alternatives for condition in row)
    return frozenset(value for condition in conditions for value in condition.exact if isinstance(value, str))


def masked(alert: Alert, allowed: Sight) -> Alert:
    """The alert with made-up values in place of all that may not be shown."""
    shown = {name: _masked(getattr(alert, name), name, allowed) for name in (*_MAY_SHOW, *_OPEN)}
    return alert._replace(**shown)


def _masked(value: Json, path: str, allowed: Sight, depth: int = 0) -> Json:
    if isinstance(value, dict):
        if depth == _DEEP:
            return {}
        return {name: _masked(inner, f"{path}.{name}", allowed, depth + 1) for name, inner in value.items()}
    if isinstance(value, list):
        return [_masked(inner, path, allowed, depth + 1) for inner in value[:_MANY]] if depth < _DEEP else []
    return value if value is None or allowed.allows(path, value) else _made_up(value, path)


def _made_up(value: Json, path: str) -> Json:
    """A value of the same kind, so that filters take it as they take the real one."""
    if isinstance(value, bool):
        return False
    if isinstance(value, int | float):
        return 0
    return _ANY_TIME if _TIME.match(str(value)) else f"[{path.rpartition('.')[2]}]"


def _covered(path: str, paths: Collection[str]) -> bool:
    """Whether the path is one of these or lies below one."""
    return path in paths or any(path.startswith(f"{each}.") for each in paths)


def _bare(path: str) -> str:
    return path.removeprefix("alert.")
