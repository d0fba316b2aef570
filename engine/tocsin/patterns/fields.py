"""Events as patterns see them: only the wanted paths are looked at, each giving its values as scalars.

A path is written with dots, and a dot in a key of the event is one too: {"a.b": 1} and {"a": {"b": 1}} are the same.
Empty objects and arrays have no values; an array has those of its elements.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tocsin.patterns.operators import Scalar, Truth

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from tocsin.patterns.condition import Condition

    Values = Scalar | list[Scalar]
    """The value of one path, or the list that an array makes of it."""

    Found = Mapping[str, Values]

_MISSING = object()


class Step:
    """One name of the wanted paths; `path` is set where one of them ends, `conditions` are those that end there.

    `optional`: nothing at or below this step needs a value to be there. `branching`: a child has children, so that a
    dotted key of an object here can lead somewhere.
    """

    __slots__ = ("branching", "children", "conditions", "optional", "path")

    def __init__(self) -> None:
        self.path: str | None = None
        self.conditions: list[Condition] = []
        self.children: dict[str, Step] = {}
        self.optional = True
        self.branching = False

    def reach(self, path: str) -> Iterator[Step]:
        """The steps from here (itself included) to the end of the path, made where they are missing."""
        above, step = None, self
        yield step
        for name in path.split("."):
            if above is not None:
                above.branching = True
            above, step = step, step.children.setdefault(name, Step())
            yield step
        step.path = path


def steps_to(paths: Iterable[str]) -> Step:
    """The tree of these paths."""
    root = Step()
    for path in paths:
        for _ in root.reach(path):
            pass
    return root


def steps_of(conditions: Iterable[Condition]) -> Step:
    """The tree of the conditions' paths, with the conditions at its leaves."""
    root = Step()
    for condition in conditions:
        step = root
        for step in root.reach(condition.path):
            step.optional &= condition.absent
        step.conditions.append(condition)
    return root


def as_scalar(value: Any) -> Scalar:
    """A leaf of an event or pattern as what conditions compare."""
    if value is True:
        return Truth.TRUE
    if value is False:
        return Truth.FALSE
    leaf: Scalar = value
    return leaf


def gather(root: Step, event: Mapping[str, Any]) -> tuple[dict[str, Values], set[str]]:
    """The values at the wanted paths, and those of the paths that an array of objects stands on.

    At these the values say what there is, but not what belongs together: that takes `judge`.
    """
    found: dict[str, Values] = {}
    deep: set[str] = set()
    _gather(root, event, found, deep)
    return found, deep


def _gather(step: Step, node: Mapping[str, Any], found: dict[str, Values], deep: set[str]) -> None:
    node, children = nested(node, step), step.children
    for name in children if len(children) <= len(node) else node.keys() & children.keys():
        value = node.get(name, _MISSING)
        child = children[name]
        if type(value) is str:
            if child.path is not None:
                found[child.path] = value
        elif isinstance(value, dict):
            if child.children:
                _gather(child, value, found, deep)
        elif isinstance(value, list):
            _gather_items(child, value, found, deep)
        elif child.path is not None and value is not _MISSING:
            found[child.path] = as_scalar(value)


def _gather_items(step: Step, items: list[Any], found: dict[str, Values], deep: set[str]) -> None:
    values, objects = flat(items)
    if step.path is not None and values:
        _add(found, step.path, values)
    if step.children:
        for node in objects:
            part: dict[str, Values] = {}
            _gather(step, node, part, deep)
            deep.update(part)
            for path, more in part.items():
                _add(found, path, more if isinstance(more, list) else [more])


def _add(found: dict[str, Values], path: str, values: list[Scalar]) -> None:
    before = found.setdefault(path, [])
    assert isinstance(before, list)
    before.extend(values)


def flat(items: list[Any]) -> tuple[list[Scalar], list[dict[str, Any]]]:
    """The scalars and the objects of an array, arrays in it spread out. No recursion: the sender decides the depth."""
    values: list[Scalar] = []
    objects: list[dict[str, Any]] = []
    waiting = [iter(items)]
    while waiting:
        for item in waiting[-1]:
            if isinstance(item, list):
                waiting.append(iter(item))
                break
            if isinstance(item, dict):
                objects.append(item)
            else:
                values.append(as_scalar(item))
        else:
            waiting.pop()
    return values, objects


def nested(node: Mapping[str, Any], step: Step) -> Mapping[str, Any]:
    """The object with dotted keys spelled out as objects, where they lead to wanted names.

    What is there twice ("a.b" beside "a": {"b": ..}) becomes one array of both.
    """
    if not step.branching or "." not in "".join(node):
        return node
    plain: dict[str, Any] = {}
    for key, value in node.items():
        first, dot, rest = key.partition(".")
        if (child := step.children.get(first)) is not None:
            inner = {rest: value} if dot else value
            plain[first] = _both(child, plain[first], inner) if first in plain else inner
    return plain


def _both(step: Step, one: Any, other: Any) -> Any:
    """Two values of one name as one. Follows the wanted paths only, so it is never deeper than a pattern may be."""
    if isinstance(one, dict) and isinstance(other, dict):
        merged = {**nested(one, step)}
        for name, value in nested(other, step).items():
            child = step.children.get(name)
            merged[name] = _both(child, merged[name], value) if child and name in merged else value
        return merged
    return [*(one if isinstance(one, list) else [one]), *(other if isinstance(other, list) else [other])]
